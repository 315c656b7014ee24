"""The job of this room: one clip, enlarged, checked and described for its receipt."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from moviefactory.errors import MediaError
from moviefactory.jobs.job import Facts, Job, Task, sha256_of, status
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import MediaInfo, probe
from moviefactory.movie import Movie
from moviefactory.settings import UpscaleSettings
from moviefactory.timeline import Clip
from moviefactory.upscale import Take, Upscaler, load_upscaler
from moviefactory.upscale.delivery import INTERMEDIATE, LIGHT_INTERMEDIATE, Delivery
from moviefactory.upscale.enlarge import enlarge, is_large_enough
from moviefactory.upscale.speeds import Work, remember
from moviefactory.workspace import Workspace

_CLEANING = ("realbasicvsr",)
_CONVOLUTIONS = ("realbasicvsr", "basicvsr")
_OF_NETWORKS = ("clean_threshold", "dtype")  # of the inputs, what their pictures depend on


def upscale_job(movie: Movie, shot_id: str, clip: Job, workspace: Workspace) -> Job:
    """The job that brings `clip` (a shot's, or the slate in its place) to the movie's size.

    `movie.upscale` names an upscaler, not "auto". Raises what `load_upscaler` raises.
    """
    upscaler = load_upscaler(movie.upscale)
    inputs = {
        "upscaler": upscaler.name,
        "revision": upscaler.revision,
        **_that_matter(movie.upscale, upscaler),
        "size_px": list(movie.size_px),
        "frames": clip.inputs["frames"],
        "frame_rate": clip.inputs["frame_rate"],
    }
    options = {
        "settings": movie.upscale.model_dump(mode="json"),
        "unfinished": str(workspace.unfinished_upscale(shot_id)),
    }
    return Job(
        f"upscaled {shot_id}", upscale_clip, inputs, workspace.upscaled(shot_id), after=(clip,), version=2,
        options=options, workers=upscaler.workers, leftovers=workspace.unfinished_upscale(shot_id),
    )  # fmt: skip


def as_clip(shot_id: str, job: Job) -> Clip:
    """What the upscale job makes, as the cut knows it."""
    width, height = job.inputs["size_px"]
    return Clip(shot_id, job.output, job.inputs["frames"], Fraction(job.inputs["frame_rate"]), (width, height))


def upscale_clip(task: Task) -> Facts:
    """Inputs: those of `upscale_job`. Options: settings (an UpscaleSettings), unfinished (a folder). Source: the clip.

    Returns frames, size_px, upscaler, note, and where they are known models (lines for the credits) and
    seconds_per_frame. What a killed run finished is taken up. Raises MediaError when the clip has another number of
    frames than the plan counts on, or the upscaler lost or invented some.
    """
    source, frames = task.sources[0], int(task.inputs["frames"])
    upscaler = load_upscaler(UpscaleSettings.model_validate(task.options["settings"]))
    delivery = _delivery(task, upscaler)
    info = probe(source)
    if info.frames != frames or info.size_px is None:
        raise MediaError(f"{source.name} has {info.frames} frames, and the plan counts on {frames}; make it again")
    facts: Facts = {"frames": frames, "size_px": list(delivery.size_px), "upscaler": upscaler.name}
    if _needs_nothing(info, delivery):
        _copy(source, task.output)
        return {**facts, "note": "it has the movie's size: it was taken as it is"}
    take = _take(task, info.size_px, upscaler)
    per_frame = _enlarged(task, take, upscaler, delivery)
    made = probe(task.output)
    if made.frames != frames or made.size_px != delivery.size_px:
        raise MediaError(
            f"{upscaler.name} gave {made.frames} frames of {made.size_px}, not {frames} of {delivery.size_px}"
        )
    if is_large_enough(info.size_px, delivery):
        return {**facts, "note": "it is larger than the movie: it was brought to size without an upscaler"}
    credit = {"models": [upscaler.credit]} if upscaler.credit else {}
    return {**facts, "note": upscaler.note, **credit, **({"seconds_per_frame": per_frame} if per_frame else {})}


def clear_abandoned(jobs: Sequence[Job]) -> None:
    """Remove the unfinished work that none of a movie's upscale jobs will take up: of shots that are gone from it, and
    of clips that are done. For when no job is at work. Never raises."""
    wanted = {Path(job.options["unfinished"]): status(job).state != "done" for job in jobs}
    for place in {folder.parent for folder in wanted}:
        for folder in place.glob(f"*{next(iter(wanted)).suffix}"):
            if not wanted.get(folder):
                shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # not there, or a video model's work is in it
            place.rmdir()


def _that_matter(settings: UpscaleSettings, upscaler: Upscaler) -> dict[str, Any]:
    """The settings that change this upscaler's pictures; the rest are no reason to make a clip again."""
    matter: dict[str, Any] = {"fit": settings.fit}
    if upscaler.scale > 1:
        matter["strength"] = settings.strength
    if upscaler.name in _CLEANING:
        matter["clean_threshold"] = settings.clean_threshold
    if upscaler.name in _CONVOLUTIONS:
        matter["dtype"] = settings.dtype
    return matter


def _delivery(task: Task, upscaler: Upscaler) -> Delivery:
    width, height = task.inputs["size_px"]
    rate = Fraction(task.inputs["frame_rate"])
    encoder = INTERMEDIATE if upscaler.scale > 1 else LIGHT_INTERMEDIATE
    return Delivery((width, height), rate, task.inputs["fit"], task.inputs.get("strength", 1.0), encoder)


def _take(task: Task, size_px: tuple[int, int], upscaler: Upscaler) -> Take:
    """A clip is one take. Its key holds the very file: a clip that was made again is another one. What becomes of the
    enlarged frames is not in it: what a network found out of the clip is as good for another size or strength."""
    source = task.sources[0]
    own = {name: task.inputs[name] for name in _OF_NETWORKS if name in task.inputs}
    key = json.dumps([sha256_of(source), upscaler.name, upscaler.revision, own], sort_keys=True)
    return Take(
        frames=int(task.inputs["frames"]),
        size_px=size_px,
        read=lambda start: read_frames(source, start=start),
        folder=Path(task.options["unfinished"]),
        key=key,
    )


def _enlarged(task: Task, take: Take, upscaler: Upscaler, delivery: Delivery) -> float:
    """Make the output; the seconds that a frame took, 0 where an earlier run had finished them all."""
    already: list[int] = []
    begun = take.folder.exists()

    def progress(done: int, total: int) -> None:
        already[:] = already or [done]
        task.progress(done, total)

    began = time.monotonic()
    enlarge([take], upscaler, delivery, task.output, replace(task.tell, progress=progress))
    seconds, made = time.monotonic() - began, take.frames - already[0]
    if not made:
        return 0.0
    if not begun and not is_large_enough(take.size_px, delivery):  # an earlier run may have done any part of it
        settings = UpscaleSettings.model_validate(task.options["settings"])
        remember(upscaler.name, settings, Work(made, made, take.size_px, delivery.size_px), seconds)
    return round(seconds / made, 3)


def _needs_nothing(info: MediaInfo, delivery: Delivery) -> bool:
    """Whether the cut can take the clip as it came: it reads such files from the renderer's encoder just as well."""
    same = (info.size_px, info.frame_rate, info.video_codec, info.pixel_format)
    return same == (delivery.size_px, delivery.frame_rate, "h264", "yuv420p") and info.color.startswith("tv, bt709")


def _copy(source: Path, output: Path) -> None:
    output.unlink(missing_ok=True)
    try:
        os.link(source, output)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, output)

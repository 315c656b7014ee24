"""The job of this room: one shot, rendered, encoded as it comes, checked and described for its receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.media.frames import FrameWriter
from moviefactory.media.probe import probe
from moviefactory.movie import CastMember, Movie, Scene, Shot, VideoSettings, shot_seed
from moviefactory.timeline import frames_of
from moviefactory.video import ShotRequest, load_video_model
from moviefactory.video.test_card import card_frames
from moviefactory.workspace import Workspace

Box = tuple[int, int, int, int]
CLIP_CRF = 14  # clips are read again by the upscaler: visually lossless


@runtime_checkable
class GuidedModel(Protocol):
    """A video model that also knows depth and where the main subject is."""

    def guided_frames(
        self, request: ShotRequest
    ) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8] | None, Box | None]]:
        """As `frames`, with a depth map (h, w) uint8, near is white, and the subject's box (x0, y0, x1, y1)."""
        ...


@runtime_checkable
class CreditedModel(Protocol):
    """A video model whose pictures hold third-party work, or whose licence wants to be named."""

    def credits(self, request: ShotRequest) -> tuple[str, ...]:
        """Lines for CREDITS.txt."""
        ...


def make_clip(task: Task) -> Facts:
    """Inputs: those of `clip_inputs`. Writes the clip; returns frames, size_px and, where known, the subject's boxes.

    With `settings.guides`, a depth video and the boxes of every frame are written beside the clip.
    Raises MediaError when the model gives another number of frames than the plan counts on.
    """
    request = request_of(task.inputs)
    model = load_video_model(request.settings.renderer)
    count, boxes = 0, []
    with ExitStack() as files:
        clip = files.enter_context(FrameWriter(task.output, request.size_px, request.frame_rate, crf=CLIP_CRF))
        depth = None
        for frame, near, box in _guided(model, request):
            clip.write(frame)
            if near is not None and request.settings.guides:
                depth = depth or files.enter_context(
                    FrameWriter(_beside(task, "depth.mp4"), request.size_px, request.frame_rate, crf=CLIP_CRF)
                )
                depth.write(np.repeat(near[..., None], 3, axis=2))
            boxes.append(box)
            count += 1
            task.progress(count, request.frames)
    return _checked(task, request, model, count, boxes)


def clip_job(movie: Movie, scene: Scene, shot: Shot, workspace: Workspace) -> Job:
    """The job that renders `shot` (staged). A clip that it replaces is kept among the takes."""
    request = ShotRequest(
        shot=shot,
        cast=movie.cast,
        style=movie.style,
        frames=frames_of(shot.seconds, movie.frame_rate),
        frame_rate=movie.frame_rate,
        size_px=movie.video.size_px,
        seed=shot_seed(movie, scene, shot),
        settings=movie.video,
    )
    return Job(f"clip {shot.id}", make_clip, clip_inputs(request), workspace.clip(shot.id), takes=workspace.takes)


def slate_job(shot_id: str, clip: Job, error: str, workspace: Workspace) -> Job:
    """The job that makes a slate where `clip` failed with `error`."""
    inputs = {name: clip.inputs[name] for name in ("frames", "frame_rate", "size_px")}
    return Job(f"slate {shot_id}", make_slate, {"shot_id": shot_id, "error": error, **inputs}, workspace.slate(shot_id))


def make_slate(task: Task) -> Facts:
    """A slate in place of a shot that failed. Inputs: shot_id, error, frames, frame_rate, size_px."""
    size_px, frames = (task.inputs["size_px"][0], task.inputs["size_px"][1]), int(task.inputs["frames"])
    with FrameWriter(task.output, size_px, Fraction(task.inputs["frame_rate"])) as clip:
        for frame in card_frames(f"SHOT MISSING: {task.inputs['shot_id']}", task.inputs["error"], frames, size_px):
            clip.write(frame)
    return {"frames": frames, "size_px": list(size_px)}


def clip_inputs(request: ShotRequest) -> dict[str, Any]:
    """Everything the clip depends on, as plain values: the shot without its sounds and transition, cast, size, seed."""
    return {
        "shot": request.shot.model_dump(mode="json", exclude={"sounds", "transition_in", "seconds", "seed", "source"}),
        "cast": [member.model_dump(mode="json") for member in request.cast if member.id in request.shot.subjects],
        "style": request.style,
        "frames": request.frames,
        "frame_rate": str(request.frame_rate),
        "size_px": list(request.size_px),
        "seed": request.seed,
        "settings": request.settings.model_dump(mode="json"),
    }


def request_of(inputs: Any) -> ShotRequest:
    """The inverse of `clip_inputs`."""
    width, height = inputs["size_px"]
    return ShotRequest(
        shot=Shot.model_validate(inputs["shot"]),
        cast=tuple(CastMember.model_validate(member) for member in inputs["cast"]),
        style=inputs["style"],
        frames=inputs["frames"],
        frame_rate=Fraction(inputs["frame_rate"]),
        size_px=(width, height),
        seed=inputs["seed"],
        settings=VideoSettings.model_validate(inputs["settings"]),
    )


def _guided(
    model: Any, request: ShotRequest
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8] | None, Box | None]]:
    if isinstance(model, GuidedModel) and request.settings.guides:
        yield from model.guided_frames(request)
    else:
        yield from ((frame, None, None) for frame in model.frames(request))


def _beside(task: Task, ending: str) -> Path:
    """guides of clips/<shot>.mp4 are clips/<shot>.depth.mp4 and clips/<shot>.boxes.json."""
    return task.output.with_name(f"{task.inputs['shot']['id']}.{ending}")


def _checked(task: Task, request: ShotRequest, model: Any, count: int, boxes: list[Box | None]) -> Facts:
    made = probe(task.output)
    if count != request.frames or made.frames != request.frames or made.size_px != request.size_px:
        raise MediaError(
            f"{request.settings.renderer} gave {count} frames ({made.frames} in the file, {made.size_px}), "
            f"not {request.frames} of {request.size_px}"
        )
    if request.settings.guides:
        _beside(task, "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    credits = model.credits(request) if isinstance(model, CreditedModel) else ()
    return {"frames": count, "size_px": list(request.size_px), "credits": list(credits)}

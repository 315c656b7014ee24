"""The job of this room: one shot, rendered, encoded as it comes, checked and described for its receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.jobs.job import Facts, Job, Task, sha256_of
from moviefactory.media.frames import FrameWriter
from moviefactory.media.probe import probe
from moviefactory.movie import Movie, Scene, Shot, digest, take_seed
from moviefactory.settings import VideoSettings
from moviefactory.video import DRAWN, Desk, LongModel, ShotRequest, load_video_model
from moviefactory.video.clip_request import clip_inputs, references_of, request_for, request_of
from moviefactory.video.model_words import words_for
from moviefactory.video.own_sound import ENDING
from moviefactory.video.test_card import card_frames
from moviefactory.workspace import Workspace, final_name

Box = tuple[int, int, int, int]
Before = Sequence[tuple[str, Job]]
BESIDE = ("depth.mp4", "boxes.json", ENDING)  # what a renderer may write along with a clip
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
    request = request_of(task.inputs, task.options)
    model = load_video_model(request.settings.renderer)
    desk = _desk(task)
    count, boxes = 0, []
    with ExitStack() as files:
        clip = files.enter_context(FrameWriter(task.output, request.size_px, request.frame_rate, crf=CLIP_CRF))
        depth = None
        for frame, near, box in _guided(model, request, desk):
            clip.write(frame)
            if near is not None and request.settings.guides:
                depth = depth or files.enter_context(
                    FrameWriter(_beside(task, "depth.mp4"), request.size_px, request.frame_rate, crf=CLIP_CRF)
                )
                depth.write(np.repeat(near[..., None], 3, axis=2))
            boxes.append(box)
            count += 1
            task.progress(count, request.frames)
    facts = _checked(task, request, model, count, boxes)
    return facts | desk.facts


@dataclass(frozen=True)
class Backing:
    """What stands behind the clips of a movie that a model renders: how it is spoken to, and which weights it is.

    `identity` goes into every clip's inputs; `settings` are values that say where and how, and change nothing of it.
    """

    words: str = "plain"
    identity: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


def clip_job(
    movie: Movie, scene: Scene, shot: Shot, workspace: Workspace, backing: Backing | None = None, *, before: Before = ()
) -> Job:
    """The job that renders `shot` (staged). A clip that it replaces is kept among the takes.

    `backing` counts for renderers that read words. `before` are jobs whose outputs it is given: ("guide", job).
    """
    request = request_for(movie, scene, shot)
    if movie.video.renderer in DRAWN:
        return Job(
            f"clip {shot.id}", make_clip, clip_inputs(request), workspace.clip(shot.id), takes=workspace.takes,
            beside=BESIDE,
        )  # fmt: skip
    backing = backing or Backing()
    said = words_for(shot, movie.cast, scene.heading, movie.style, backing.words)
    beats = tuple(
        beat.model_copy(
            update={"prompt": _words(movie, scene, shot.model_copy(update={"prompt": beat.prompt}), backing)}
        )
        for beat in shot.beats
    )
    request = replace(
        request, shot=shot.model_copy(update={"beats": beats}), prompt=said.prompt, negative=said.negative,
        seed=take_seed(movie, scene, shot), common_seed=movie.seed,
    )  # fmt: skip
    inputs = {
        **clip_inputs(request),
        **backing.identity,
        "references": references_of(request, workspace),
        "given": [name for name, _ in before],
    }
    options = {
        "settings": backing.settings,
        "folder": str(workspace.root),
        "unfinished": str(workspace.unfinished(shot.id)),
        "checkpoint_steps": movie.run.checkpoint_steps,
    }
    return Job(
        f"clip {shot.id}", make_clip, inputs, workspace.clip(shot.id), tuple(job for _, job in before),
        takes=workspace.takes, options=options, beside=BESIDE,
    )  # fmt: skip


def _words(movie: Movie, scene: Scene, shot: Shot, backing: Backing) -> str:
    return words_for(shot, movie.cast, scene.heading, movie.style, backing.words).prompt


def guide_job(movie: Movie, scene: Scene, shot: Shot, workspace: Workspace) -> Job:
    """The job that draws the animatic of `shot` (staged), its depth and its subject's boxes, to guide a model."""
    drawn = VideoSettings(size_px=movie.video.size_px, motion_blur=movie.video.motion_blur, guides=True)
    request = replace(request_for(movie, scene, shot), settings=drawn)
    return Job(f"guide {shot.id}", make_clip, clip_inputs(request), workspace.guide(shot.id))


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


def _desk(task: Task) -> Desk:
    """What lies beside a renderer that takes long."""
    given = dict(zip(task.inputs.get("given", ()), task.sources, strict=False))
    if guide := given.get("guide"):
        given |= {"depth": guide.with_suffix(".depth.mp4"), "boxes": guide.with_suffix(".boxes.json")}
    unfinished = task.options.get("unfinished")
    return Desk(
        step=task.tell.step,
        note=task.tell.note,
        unfinished=Path(unfinished) if unfinished else None,
        checkpoint_steps=task.options.get("checkpoint_steps", 0),
        key=digest(json.dumps([task.inputs, [sha256_of(one) for one in task.sources]], sort_keys=True)),
        folder=Path(task.options.get("folder", ".")),
        sources=given,
        stem=lambda name: _beside(task, name),
    )


def _guided(
    model: Any, request: ShotRequest, desk: Desk
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8] | None, Box | None]]:
    if isinstance(model, GuidedModel) and request.settings.guides:
        yield from model.guided_frames(request)
    elif isinstance(model, LongModel):
        yield from ((frame, None, None) for frame in model.frames_at(request, desk))
    else:
        yield from ((frame, None, None) for frame in model.frames(request))


def _beside(task: Task, ending: str) -> Path:
    """Beside clips/<shot>.mp4 lie clips/<shot>.depth.mp4, clips/<shot>.boxes.json and clips/<shot>.model.wav."""
    return final_name(task.output).with_suffix(f".{ending}")


def _checked(task: Task, request: ShotRequest, model: Any, count: int, boxes: list[Box | None]) -> Facts:
    made = probe(task.output)
    if count != request.frames or made.frames != request.frames or made.size_px != request.size_px:
        raise MediaError(
            f"{request.settings.renderer} gave {count} frames ({made.frames} in the file, {made.size_px}), "
            f"not {request.frames} of {request.size_px}"
        )
    if request.settings.guides and isinstance(model, GuidedModel):
        _beside(task, "boxes.json").write_text(json.dumps(boxes), encoding="utf-8")
    credits = model.credits(request) if isinstance(model, CreditedModel) else ()
    return {"frames": count, "size_px": list(request.size_px), "credits": list(credits)}

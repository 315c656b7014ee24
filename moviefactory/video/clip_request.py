"""What a clip is asked for: a shot of the plan becomes a request, and a request the plain values a clip depends on.

What only says where a model lies, or how it is made to fit, is kept apart: it is no reason to render again.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.jobs.job import sha256_of
from moviefactory.movie import CastMember, Movie, Scene, Shot, shot_seed
from moviefactory.plan_file import merged
from moviefactory.settings import VideoSettings, retime_way
from moviefactory.timeline import frames_of
from moviefactory.video import DRAWN, ShotRequest
from moviefactory.workspace import Workspace

_OF_MODELS = ("guide", "guide_by", "guide_strength", "diffusion", "remote")
_HOW = (  # where a model lies and how it is made to fit: another value is no other clip
    "model", "diffusion.memory", "diffusion.compile", "diffusion.revision", "diffusion.retime_model", "remote.base_url",
    "remote.deadline_minutes",
)  # fmt: skip
_SHOWN = ("fit", "retime")  # of `diffusion`: how the frames of a server are shown
_USUALLY_SHOWN = {"fit": "crop", "retime": "flow"}


def request_for(movie: Movie, scene: Scene, shot: Shot) -> ShotRequest:
    """The request that stands for `shot` (staged) in the plan, without words."""
    return ShotRequest(
        shot=shot,
        cast=movie.cast,
        style=movie.style,
        frames=frames_of(shot.seconds, movie.frame_rate),
        frame_rate=movie.frame_rate,
        size_px=movie.video.size_px,
        seed=shot_seed(movie, scene, shot),
        settings=movie.video,
    )


def clip_inputs(request: ShotRequest) -> dict[str, Any]:
    """Everything the clip depends on, as plain values: the shot without its sounds and transition, cast, size, seed.

    A renderer that draws depends on the staging; one that reads depends on the words that it is given instead.
    """
    drawn = request.settings.renderer in DRAWN
    silent = {"sounds", "narration", "transition_in", "seconds", "seed", "source", "take"}
    members = [member for member in request.cast if member.id in request.shot.subjects]
    inputs = {
        "frames": request.frames,
        "frame_rate": str(request.frame_rate),
        "size_px": list(request.size_px),
        "seed": request.seed,
        "settings": _settings_that_count(request.settings),
    }
    if drawn:
        return inputs | {
            "shot": request.shot.model_dump(mode="json", exclude={*silent, "beats"}),
            "cast": [member.model_dump(mode="json", exclude={"image", "voice"}) for member in members],
            "style": request.style,
        }
    return inputs | {
        "shot": request.shot.model_dump(mode="json", include={"id", "subjects", "beats"}),
        "cast": [member.model_dump(mode="json", include={"id", "noun", "image"}) for member in members],
        "prompt": request.prompt,
        "negative": request.negative,
        "common_seed": request.common_seed,
    }


def request_of(inputs: Any, options: Mapping[str, Any] = MappingProxyType({})) -> ShotRequest:
    """The inverse of `clip_inputs`; `options` bring the settings that change nothing of the clip."""
    width, height = inputs["size_px"]
    prompt = inputs.get("prompt", "")
    settings = merged(inputs["settings"], options.get("settings", {}))
    return ShotRequest(
        shot=Shot.model_validate({"prompt": prompt, **inputs["shot"]}),
        cast=tuple(CastMember.model_validate({"description": "-", **member}) for member in inputs["cast"]),
        style=inputs.get("style", ""),
        frames=inputs["frames"],
        frame_rate=Fraction(inputs["frame_rate"]),
        size_px=(width, height),
        seed=inputs["seed"],
        settings=VideoSettings.model_validate(settings),
        prompt=prompt,
        negative=inputs.get("negative", ""),
        common_seed=inputs.get("common_seed", 0),
    )


def _settings_that_count(settings: VideoSettings) -> dict[str, Any]:
    """Those of the renderer that is chosen, without those that only say where the model is or how it is made to fit."""
    if settings.renderer in DRAWN:
        return settings.model_dump(mode="json", exclude=set(_OF_MODELS))
    other: Any = "remote" if settings.renderer == "diffusers" else "diffusion"
    counted = settings.model_dump(mode="json", exclude={"motion_blur", "guides", other})
    shown = counted.get("diffusion") or {name: getattr(settings.diffusion, name) for name in _SHOWN}
    shown["retime"] = retime_way(settings.diffusion.retime, settings.diffusion.retime_model)
    if other != "diffusion" or shown != _USUALLY_SHOWN:
        counted["diffusion"] = shown
    if not settings.guide:
        counted = {name: value for name, value in counted.items() if not name.startswith("guide")}
    for name in _HOW:
        block, _, key = name.rpartition(".")
        (counted.get(block, {}) if block else counted).pop(key, None)
    return counted


def settings_of_how(settings: VideoSettings) -> dict[str, Any]:
    """What `clip_inputs` leaves out because the clip does not depend on it."""
    values = settings.model_dump(mode="json")
    how: dict[str, Any] = {}
    for name in _HOW:
        block, _, key = name.rpartition(".")
        held, source = (how.setdefault(block, {}), values[block]) if block else (how, values)
        held[key] = source[key]
    return how


def references_of(request: ShotRequest, workspace: Workspace) -> dict[str, str]:
    """The content of every picture of a cast member in the shot. Raises PlanError for one that is not there."""
    if request.settings.diffusion.references == "off":
        return {}
    found = {}
    for member in request.cast:
        if member.image and member.id in request.shot.subjects:
            path = workspace.root / member.image
            if not path.is_file():
                raise PlanError(f"cast {member.id!r}: there is no picture {path}; copy it there, or remove `image`")
            found[member.id] = sha256_of(path)
    return found

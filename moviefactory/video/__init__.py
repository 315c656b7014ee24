"""The video room: a staged or written shot goes in, a clip comes out. The verb is `make_clip.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from moviefactory.errors import NotInstalled, PlanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from moviefactory.movie import CastMember, Shot, VideoSettings

VIDEO_MODELS = {
    "animatic": "moviefactory.video.animatic.animatic:Animatic",
    "diffusers": "",
    "remote": "",
    "moviefactory": "",
    "test-card": "moviefactory.video.test_card:TestCard",
}


@dataclass(frozen=True)
class ShotRequest:
    """All that a video model may know of a shot. `shot.staging` is filled in; `size_px` is (width, height)."""

    shot: Shot
    cast: tuple[CastMember, ...]
    style: str
    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    seed: int
    settings: VideoSettings


class VideoModel(Protocol):
    """Any tool that renders a shot."""

    def frames(self, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
        """Exactly `request.frames` RGB arrays (h, w, 3), uint8, of `request.size_px`, one at a time."""
        ...


@cache  # one model per process, however many jobs use it
def load_video_model(name: str) -> VideoModel:
    """The video model called `name`. Raises PlanError for an unknown name, NotInstalled for one not there yet."""
    if name not in VIDEO_MODELS:
        raise PlanError(f"video.renderer: there is no renderer {name!r}; choose one of {', '.join(VIDEO_MODELS)}")
    if not VIDEO_MODELS[name]:
        raise NotInstalled(f"video.renderer: the {name} renderer is not part of this version; use --renderer animatic")
    module, _, attribute = VIDEO_MODELS[name].partition(":")
    return cast(VideoModel, getattr(import_module(module), attribute)())


def release_video_model(name: str) -> None:
    """Give back what the model holds (processes, a graphics card's memory) until it is asked for frames again."""
    if close := getattr(load_video_model(name), "close", None):
        close()

"""The video room: a staged or written shot goes in, a clip comes out. The verb is `make_clip.py`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from moviefactory.errors import NotInstalled, PlanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from moviefactory.movie import CastMember, Shot
    from moviefactory.settings import VideoSettings

VIDEO_MODELS = {
    "animatic": "moviefactory.video.animatic.animatic:Animatic",
    "diffusers": "moviefactory.video.diffusers_model:DiffusersModel",
    "remote": "moviefactory.video.remote_model:RemoteModel",
    "moviefactory": "",
    "test-card": "moviefactory.video.test_card:TestCard",
}
DRAWN = ("animatic", "test-card")  # renderers that read the staging; the others read words
_NEEDS = {"diffusers": ("torch", "diffusers", "transformers", "accelerate")}


@dataclass(frozen=True)
class ShotRequest:
    """All that a video model may know of a shot. `shot.staging` is filled in for those that draw it; `size_px` is
    (width, height). `prompt` and `negative` are the shot in the words of the model, "" for those that draw."""

    shot: Shot
    cast: tuple[CastMember, ...]
    style: str
    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    seed: int
    settings: VideoSettings
    prompt: str = ""
    negative: str = ""
    common_seed: int = 0  # the movie's, for what all of its shots share


class VideoModel(Protocol):
    """Any tool that renders a shot."""

    def frames(self, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
        """Exactly `request.frames` RGB arrays (h, w, 3), uint8, of `request.size_px`, one at a time."""
        ...


@dataclass(frozen=True)
class Desk:
    """What lies beside a renderer that takes long over a shot. All of it may be left unused.

    `step(words, done, total)` tells how far it is, `note` what the person should know. `unfinished` is a folder of this
    shot's own for what a killed run may take up again; `key` changes with everything that the clip depends on, so that
    nothing of another clip is taken up. `folder` is the movie's, where `cast[].image` lies. `sources` are files made
    before: "guide", "depth", "boxes", "key_frame". `stem(name)` is where a file that comes with the clip is written.
    `facts` go into the clip's receipt.
    """

    step: Callable[[str, int, int], None] = lambda words, done, total: None
    note: Callable[[str], None] = lambda text: None
    unfinished: Path | None = None
    checkpoint_steps: int = 0
    key: str = ""
    folder: Path = Path()
    sources: Mapping[str, Path] = field(default_factory=dict)
    stem: Callable[[str], Path] | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class LongModel(Protocol):
    """A video model that takes long over a shot: it tells how far it is, and may take up what a killed run left."""

    def frames_at(self, request: ShotRequest, desk: Desk) -> Iterator[NDArray[np.uint8]]:
        """As `VideoModel.frames`."""
        ...


def require_video_model(name: str) -> None:
    """Raise PlanError for an unknown name, NotInstalled for a renderer whose packages are not there. Loads nothing."""
    if name not in VIDEO_MODELS:
        raise PlanError(f"video.renderer: there is no renderer {name!r}; choose one of {', '.join(VIDEO_MODELS)}")
    if not VIDEO_MODELS[name]:
        raise NotInstalled(f"video.renderer: the {name} renderer is not part of this version; use --renderer animatic")
    if missing := [package for package in _NEEDS.get(name, ()) if find_spec(package) is None]:
        raise NotInstalled(
            f"video.renderer: the {name} renderer needs {', '.join(missing)}, which is not installed: install "
            f"moviefactory's extra `{name}` (from its folder: pip install '.[{name}]'; some gigabytes), or use "
            "--renderer animatic"
        )


@cache  # one model per process, however many jobs use it
def load_video_model(name: str) -> VideoModel:
    """The video model called `name`. Raises as `require_video_model`."""
    require_video_model(name)
    for library in ("TRANSFORMERS", "DIFFUSERS"):  # they advise programmers, on stderr, as soon as they are imported
        os.environ.setdefault(f"{library}_VERBOSITY", "error")
    module, _, attribute = VIDEO_MODELS[name].partition(":")
    return cast(VideoModel, getattr(import_module(module), attribute)())


def release_video_model(name: str) -> None:
    """Give back what the model holds (processes, a graphics card's memory) until it is asked for frames again."""
    if VIDEO_MODELS[name].partition(":")[0] in sys.modules and (
        close := getattr(load_video_model(name), "close", None)
    ):
        close()

"""The upscale room: a clip goes in, the same clip at the movie's size comes out. The verb is `upscale_clip.py`.

An upscaler turns the frames of one take into larger ones; `enlarge.py` reads, writes and resumes for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from numpy.typing import NDArray

from moviefactory.errors import PlanError
from moviefactory.jobs.job import Tell
from moviefactory.settings import UpscaleSettings

Frame = NDArray[Any]  # RGB (h, w, 3), uint8; uint16 where the source has more than 8 bits

UPSCALERS = {  # best first
    "realbasicvsr": "moviefactory.upscale.recurrent:realbasicvsr",
    "basicvsr": "moviefactory.upscale.recurrent:basicvsr",
    "ncnn": "moviefactory.upscale.ncnn_upscaler:NcnnUpscaler",
    "lanczos": "moviefactory.upscale.lanczos:Lanczos",
}


@dataclass(frozen=True)
class Take:
    """One continuous take: all that an upscaler may look at for any frame of it. Nothing is carried across a cut."""

    frames: int
    size_px: tuple[int, int]
    read: Callable[[int], Iterator[Frame]]  # the frames from that number on, in order
    folder: Path  # where a killed run leaves what the next one takes up; the upscaler's own while the take is made
    key: str  # of the pictures and of all else that the result depends on: what lies in `folder` of another is stale


class Upscaler(Protocol):
    """A tool that enlarges. It streams: no clip is held in memory. Making one is cheap and loads no network."""

    name: str
    scale: int  # how many times larger its frames are; 1: as they came, the encoder's filter enlarges them
    finish: str  # ffmpeg filters for its frames when they have the movie's size; "" for none
    drifts: bool  # whether its colours drift, so that they are brought back to the source's
    revision: str  # of its weights and what else its pictures depend on, for receipts
    note: str  # what ran, for a person: "BasicVSR (REDS4 weights), bf16 on the processor"
    credit: str  # a line for CREDITS.txt, "" for none
    workers: int  # how many clips are best enlarged at the same time

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        """Raise, before anything is made, where a take of `frames` at `size_px` cannot be enlarged here: NotInstalled,
        PlanError (no weights; too little memory, with the numbers) or StorageError (too little room in `folder`)."""
        ...

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        """The frames of `take` from number `start` on, `scale` times larger, of the same dtype.

        Whatever it takes to begin there is its own business: it may keep files in `take.folder`, and the frames are the
        same whether it began at 0 or goes on after a kill.
        """
        ...


@cache
def load_upscaler(settings: UpscaleSettings) -> Upscaler:
    """The upscaler that `settings` name (not "auto": see `choose.py`); one per process.

    Raises PlanError for an unknown name or for weights that are not here, NotInstalled where a package is missing.
    """
    if settings.upscaler not in UPSCALERS:
        names = ", ".join(("auto", *UPSCALERS))
        raise PlanError(f"upscale.upscaler: there is no upscaler {settings.upscaler!r}; choose one of {names}")
    module, _, attribute = UPSCALERS[settings.upscaler].partition(":")
    return cast(Upscaler, getattr(import_module(module), attribute)(settings))


def release_upscalers() -> None:
    """Give back what the networks hold: the stage is done."""
    load_upscaler.cache_clear()

"""The upscale room: a clip goes in, the same clip at the movie's size comes out. The verb is `upscale_clip.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from moviefactory.errors import NotInstalled, PlanError

UPSCALERS = {
    "lanczos": "moviefactory.upscale.lanczos:Lanczos",
    "basicvsr": "",
    "realbasicvsr": "",
    "ncnn": "",
}


class Upscaler(Protocol):
    """A tool that enlarges a clip. It streams: neither a film nor a clip at full size is ever held in memory."""

    def upscale(self, source: Path, output: Path, size_px: tuple[int, int], on_frame: Callable[[int], None]) -> None:
        """Write to `output` every frame of `source` at `size_px`, in order and at the same rate, without sound.

        A source of another shape is scaled to cover the frame and cropped about its centre.
        """
        ...


@cache
def load_upscaler(name: str) -> Upscaler:
    """The upscaler called `name`. Raises PlanError for an unknown name, NotInstalled for one that is not there yet."""
    if name not in UPSCALERS:
        raise PlanError(f"upscale.upscaler: there is no upscaler {name!r}; choose one of {', '.join(UPSCALERS)}")
    if not UPSCALERS[name]:
        raise NotInstalled(f"upscale.upscaler: the {name} upscaler is not part of this version; use --upscaler lanczos")
    module, _, attribute = UPSCALERS[name].partition(":")
    return cast(Upscaler, getattr(import_module(module), attribute)())

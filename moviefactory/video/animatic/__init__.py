"""The animatic: a weight-free renderer that draws a staged shot in seconds on a laptop's processor.

From the idea to the picture: `choreography` plans who moves where, `camera` frames them, `places` builds the world
around them on a `stage`, `scene` puts everything on one display list, `animatic` renders it on two processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moviefactory.video.animatic.animatic import Animatic

__all__ = ["Animatic"]


def __getattr__(name: str) -> object:
    """Load the renderer, and with it OpenCV, only when somebody asks for it."""
    if name == "Animatic":
        from moviefactory.video.animatic.animatic import Animatic

        return Animatic
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

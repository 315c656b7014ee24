"""The animatic: a weight-free renderer that draws a staged shot in seconds on a laptop's processor.

From the idea to the picture: `company` finds the figures, `choreography` plans who moves where, `framing` puts the
`camera` before them, `places` builds the world around them on a `stage`, `acting`, `traces` and `flourishes` draw them
and what they stir up, `scene` puts everything on one display list, `animatic` renders it on two processes.
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

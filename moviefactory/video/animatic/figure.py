"""The seam between the stage (places, cameras, weather) and the figures (cars, people, dragons) that act on it.

A figure knows how it looks and moves; it does not know the scene, the camera or the light. The stage asks it for an
unlit drawing at a given moment and scale, then lights, tints, shadows, blurs and places it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

View = Literal["side", "front", "rear"]
Habitat = Literal["ground", "air", "water", "underwater", "space"]


@dataclass(frozen=True)
class Glow:
    """A light that the figure itself gives off (headlight, engine, magic staff): additive, drawn by the stage.

    `x_px`, `y_px` in the sprite's pixels, `radius_px` of the halo, `color` RGB in [0, 1].
    """

    x_px: float
    y_px: float
    radius_px: float
    color: tuple[float, float, float]
    strength: float = 1.0


@dataclass(frozen=True)
class Sprite:
    """An unlit drawing. `rgba`: (h, w, 4) uint8, colour premultiplied by alpha, RGB order.

    `anchor_px` (x, y) is the point that stands on the ground (feet, tyres, waterline) or, for a figure in the air or
    in space, its centre. A hop is drawn by moving the figure away from its anchor, so that the shadow stays put.
    `lift_px`: how far the figure's lowest point is above the ground at this moment (softens its contact shadow).
    """

    rgba: NDArray[np.uint8]
    anchor_px: tuple[float, float]
    lift_px: float = 0.0
    glows: tuple[Glow, ...] = ()


class Figure(Protocol):
    """One actor, already told its noun, colour and action.

    `height_m`, `length_m`: nominal size in metres in side view. `faces_right` is always true of what `draw` returns in
    side view; the stage mirrors it for the other direction. `speed_m_s` is how fast its action carries it over the
    ground (0 for a dance), so that wheels, legs and the moving world agree.
    """

    height_m: float
    length_m: float
    habitat: Habitat
    speed_m_s: float
    views: tuple[View, ...]

    def draw(self, time_s: float, px_per_m: float, view: View = "side") -> Sprite:
        """The figure at `time_s` from the start of the shot, at `px_per_m`. A pure function of its arguments."""
        ...

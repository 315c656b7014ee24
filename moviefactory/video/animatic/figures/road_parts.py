"""What lorries, buses and trains share: rows of wheels, windows, sirens. Lengths in metres."""

from __future__ import annotations

from moviefactory.video.animatic.canvas import mix, rgb
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    GLASS,
    SNOW,
)
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.vehicles_wheels import (
    turned_deg,
    wheel,
)


def draw_wheels(pen: Pen, xs: tuple[float, ...], radius: float, time_s: float, speed: float, far: bool = True) -> None:
    spin = turned_deg(time_s, speed, radius, 0)
    if far:
        for x in xs:
            wheel(pen.far(0.5).at(x + 0.14, radius), radius * 0.96, spin)
    else:
        for x in xs:
            wheel(pen.at(x, radius), radius, spin)


def draw_window(pen: Pen, x0: float, y0: float, x1: float, y1: float) -> None:
    pen.slab(x0, y0, x1, y1, mix(DARK_GLASS, GLASS, 0.3), 0.12, 0.45, 0.7)
    w = x1 - x0
    pen.fill(
        [(x0 + w * 0.55, y0 + 0.05), (x0 + w * 0.75, y0 + 0.05), (x0 + w * 0.5, y1 - 0.05), (x0 + w * 0.3, y1 - 0.05)],
        SNOW,
        0,
        0,
        0.25,
    )


def draw_siren(body: Pen, x: float, y: float, t: float) -> None:
    lit = wave(t * 2.2) > 0
    for side, paint, on in ((-0.34, rgb("2f6bff"), lit), (0.02, rgb("ff2f38"), not lit)):
        body.slab(x + side, y - 0.03, x + side + 0.34, y + 0.2, mix(paint, SNOW, 0.4 if on else 0), 0.06, 0.1, 0.6)
        if on:
            body.glow(x + side + 0.17, y + 0.1, 1.5, paint, 0.9)

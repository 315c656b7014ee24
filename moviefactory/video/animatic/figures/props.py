"""Things held in a hand. Each is drawn around the hand (the pen's origin), upright, in metres of a grown person.

`HOLDS` says how the arm carries a thing; a prop that is not here is drawn from emoji art by the caller.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import GLASS, GOLD, INK, IRON, LAMP, SNOW, STEEL, WOOD
from moviefactory.video.animatic.figures.pen import Pen

PropPainter = Callable[[Pen, Color | None, float], None]  # pen, colour named in the plan, time

_RED = rgb("d8262c")


def _sword(pen: Pen, color: Color | None, t: float) -> None:
    pen.fill([(-0.03, 0.06), (0.03, 0.06), (0.028, 0.74), (0.0, 0.86), (-0.028, 0.74)], mix(STEEL, SNOW, 0.45), 0.2)
    pen.stroke([(0, 0.1), (0, 0.74)], STEEL, 0.012)
    pen.slab(-0.12, 0.035, 0.12, 0.08, GOLD, 0.02)
    pen.slab(-0.022, -0.12, 0.022, 0.04, rgb("6b4226"), 0.015)
    pen.ball(0, -0.14, 0.034, 0.034, GOLD)


def _katana(pen: Pen, color: Color | None, t: float) -> None:
    pen.smooth([(-0.016, 0.08), (0.018, 0.08), (0.05, 0.5), (0.12, 0.92), (0.02, 0.55)], mix(STEEL, SNOW, 0.5), 0.15)
    pen.ball(0, 0.06, 0.055, 0.02, GOLD)
    pen.slab(-0.02, -0.18, 0.02, 0.06, INK, 0.012)


def _cutlass(pen: Pen, color: Color | None, t: float) -> None:
    pen.smooth([(-0.02, 0.06), (0.03, 0.06), (0.1, 0.4), (0.2, 0.64), (0.03, 0.48)], mix(STEEL, SNOW, 0.45), 0.2)
    pen.tube([(0, 0.06), (0.09, 0.02), (0.05, -0.1), (0, -0.1)], [0.016], GOLD, edge=0.6)


def _staff(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.85), (0.02, 0), (0.0, 0.62)], [0.026, 0.03, 0.032], WOOD)
    for side in (-1, 1):
        pen.tube([(0, 0.6), (side * 0.1, 0.72), (side * 0.05, 0.84)], [0.028, 0.022, 0.012], WOOD)
    light = 0.75 + 0.25 * wave(t * 0.8)
    orb = color or rgb("6fd8ff")
    pen.ball(0, 0.74, 0.075, 0.075, mix(orb, SNOW, 0.35 * light), 0.1, 0.5)
    pen.glow(0, 0.74, 0.42, orb, light)


def _wand(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.05), (0, 0.34)], [0.018, 0.014], WOOD)
    star = [(0.09 * k * math.cos(a), 0.4 + 0.09 * k * math.sin(a))
            for a, k in zip(np.linspace(1.57, 7.85, 11)[:-1], (1, 0.45) * 5, strict=True)]  # fmt: skip
    pen.fill(star, rgb("ffe27a"), 0.1, 0.6)
    pen.glow(0, 0.4, 0.3, rgb("fff0b0"), 0.7 + 0.3 * wave(t * 1.3))


def _umbrella(pen: Pen, color: Color | None, t: float) -> None:
    paint = color or _RED
    pen.tube([(0, -0.06), (0, 0.86)], [0.014], IRON)
    scallop = [(0.62 * math.cos(a), 0.52 + 0.44 * math.sin(a)) for a in np.linspace(0, math.pi, 17)]
    low = [(-0.62 + 1.24 * k / 8, 0.52 + (0.055 if k % 2 else 0.0)) for k in range(9)]
    pen.fill(scallop + low, paint, 0.28)
    for x in (-0.3, 0.3):
        pen.stroke([(0, 0.96), (x * 0.75, 0.8), (x, 0.54)], scaled(paint, 0.78), 0.012, curved=True)
    pen.tube([(0, -0.06), (0.04, -0.12), (0.08, -0.07)], [0.016], WOOD)


def _balloon(pen: Pen, color: Color | None, t: float) -> None:
    sway = 0.06 * wave(t * 0.37)
    pen.stroke([(0, 0), (0.02 - sway, 0.4), (sway, 0.72)], SNOW, 0.009, curved=True)
    draw_balloon(pen.at(sway, 0.72, -60 * sway), color or _RED)


def draw_balloon(pen: Pen, color: Color) -> None:
    """A toy balloon whose knot is at the origin."""
    pen.fill([(-0.03, -0.02), (0.03, -0.02), (0, 0.04)], scaled(color, 0.8))
    pen.smooth(
        [(0, 0.02), (0.15, 0.17), (0.2, 0.36), (0.12, 0.52), (0, 0.56), (-0.12, 0.52), (-0.2, 0.36), (-0.15, 0.17)],
        color,
        0.34,
    )
    pen.ball(-0.08, 0.41, 0.035, 0.07, SNOW, 0, 0, -20, 0.6)


def _book(pen: Pen, color: Color | None, t: float) -> None:
    paint = color or rgb("b3122f")
    pen.fill([(-0.2, 0.02), (0, -0.04), (0.2, 0.02), (0.2, 0.26), (0, 0.2), (-0.2, 0.26)], paint)
    for side in (-1, 1):
        pen.fill([(0, -0.01), (side * 0.18, 0.04), (side * 0.18, 0.27), (0, 0.215)], SNOW, 0.1, 0.4)


def _guitar(pen: Pen, color: Color | None, t: float) -> None:
    body = pen.at(-0.1, 0.02, 24)
    paint = color or rgb("c8762e")
    body.tube([(-0.02, 0), (0.72, 0)], [0.028], rgb("5d3b22"))
    body.slab(0.68, -0.045, 0.84, 0.045, rgb("3a2a22"), 0.02)
    body.smooth([(-0.34, 0), (-0.27, 0.19), (-0.08, 0.17), (0.0, 0.11), (0.1, 0.145), (0.2, 0.09), (0.22, 0), (0.2,
        -0.09),
                 (0.1, -0.145), (0, -0.11), (-0.08, -0.17), (-0.27, -0.19)], paint, 0.3)  # fmt: skip
    body.ball(0.05, 0, 0.06, 0.06, rgb("3a2a22"), 0, 0)
    body.stroke([(-0.2, 0), (0.7, 0)], SNOW, 0.008)
    body.slab(-0.2, -0.05, -0.16, 0.05, rgb("3a2a22"), 0.01, 0, 0)


def _violin(pen: Pen, color: Color | None, t: float) -> None:
    body = pen.at(0.02, 0.1, 158)
    body.tube([(0.1, 0), (0.36, 0)], [0.017], INK)
    body.smooth([(-0.2, 0), (-0.17, 0.1), (-0.05, 0.075), (0.0, 0.05), (0.05, 0.075), (0.12, 0.08), (0.16, 0),
        (0.12, -0.08), (0.05, -0.075),
                 (0, -0.05), (-0.05, -0.075), (-0.17, -0.1)], color or rgb("b5622a"), 0.3)  # fmt: skip
    body.stroke([(-0.1, 0), (0.34, 0)], SNOW, 0.007)
    saw = 0.14 * wave(t * 1.1)
    pen.stroke([(-0.25 + saw, -0.13), (0.24 + saw, 0.3)], rgb("5d3b22"), 0.016)


def _trumpet(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(-0.18, 0.04), (0.3, 0.1)], [0.018], GOLD)
    pen.smooth([(0.24, 0.08), (0.42, 0.02), (0.48, 0.14), (0.42, 0.24), (0.24, 0.12)], GOLD, 0.3)
    for x in (0.0, 0.06, 0.12):
        pen.tube([(x, 0.02), (x, 0.14)], [0.013], GOLD, edge=0.5)


def _microphone(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.1), (0.02, 0.1)], [0.022, 0.03], INK)
    pen.ball(0.025, 0.14, 0.055, 0.06, STEEL, 0.3)


def _magnifier(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.08), (0, 0.14)], [0.024], WOOD)
    ring = [(0.13 * math.cos(a), 0.27 + 0.13 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 25)]
    pen.fill(ring, GLASS, 0.1, 0, alpha=0.55)
    pen.stroke(ring, GOLD, 0.032)
    pen.stroke([(-0.06, 0.31), (-0.02, 0.35)], SNOW, 0.02)


def _telescope(pen: Pen, color: Color | None, t: float) -> None:
    tube = pen.at(0, 0.02, 12)
    tube.tube([(-0.22, 0), (0.1, 0)], [0.036], GOLD)
    tube.tube([(0.1, 0), (0.4, 0)], [0.05], rgb("6b4226"))
    tube.tube([(0.38, 0), (0.42, 0)], [0.058], GOLD, curved=False)


def _binoculars(pen: Pen, color: Color | None, t: float) -> None:
    for y in (0.03, -0.04):
        pen.tube([(-0.06, y), (0.12, y)], [0.035, 0.05], INK)


def _lantern(pen: Pen, color: Color | None, t: float) -> None:
    swing = pen.at(0, 0, 7 * wave(t * 0.7))
    swing.stroke([(-0.08, -0.1), (0, 0.0), (0.08, -0.1)], IRON, 0.018, curved=True)
    swing.slab(-0.075, -0.33, 0.075, -0.11, LAMP, 0.02, 0.05)
    swing.slab(-0.095, -0.13, 0.095, -0.09, IRON, 0.015)
    swing.slab(-0.095, -0.36, 0.095, -0.31, IRON, 0.015)
    swing.ball(0, -0.24, 0.035, 0.05, rgb("fff6d8"), 0, 0)
    swing.glow(0, -0.22, 0.6, LAMP, 0.9 + 0.1 * wave(t * 3.1))


def _torch(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.2), (0, 0.26)], [0.024, 0.034], WOOD)
    draw_flame(pen.at(0, 0.24), 0.3, t)


def draw_flame(pen: Pen, height: float, t: float, color: Color = (1.0, 0.45, 0.08)) -> None:
    """A flickering flame standing on the origin."""
    lick = 0.16 * wave(t * 1.9) + 0.09 * wave(t * 3.3 + 0.4)
    tall = height * (1 + 0.1 * wave(t * 2.6))
    for share, paint in ((1.0, color), (0.7, mix(color, (1.0, 0.85, 0.2), 0.65)), (0.4, (1.0, 0.97, 0.75))):
        w, h = height * 0.36 * share, tall * share
        pen.smooth([(-w * 0.7, 0.02 * height), (-w, h * 0.3), (-w * 0.35, h * 0.62), (lick * h, h), (w * 0.5,
            h * 0.55), (w, h * 0.26),
                    (w * 0.7, 0.02 * height)], paint, 0, 0)  # fmt: skip
    pen.glow(0, height * 0.4, height * 1.5, color, 0.45)


def _spear(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.85), (0, 0.85)], [0.02], WOOD)
    pen.fill([(-0.05, 0.82), (0.0, 1.08), (0.05, 0.82), (0, 0.76)], STEEL, 0.3)


def _fork(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.85), (0, 0.55)], [0.02], color or WOOD)
    for x in (-0.12, 0.0, 0.12):
        pen.tube([(0, 0.55), (x, 0.62), (x, 0.86)], [0.016, 0.016, 0.008], color or IRON)


def _trident(pen: Pen, color: Color | None, t: float) -> None:
    _fork(pen, color or GOLD, t)


def _broom(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.5), (0, 0.72)], [0.02], WOOD)
    pen.smooth([(-0.05, -0.5), (0.05, -0.5), (0.14, -0.86), (0, -0.9), (-0.14, -0.86)], rgb("d9a648"))
    pen.slab(-0.05, -0.56, 0.05, -0.5, _RED, 0.01, edge=0.5)


def _axe(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.25), (0, 0.55)], [0.024], WOOD)
    pen.smooth([(0, 0.36), (0.2, 0.26), (0.25, 0.44), (0.2, 0.62), (0, 0.52)], STEEL, 0.3)


def _hammer(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.15), (0, 0.36)], [0.024], WOOD)
    pen.slab(-0.1, 0.32, 0.13, 0.44, IRON, 0.02, 0.3)


def _wrench(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.14), (0, 0.24)], [0.028], STEEL)
    for side in (-1, 1):
        pen.tube([(0, 0.24), (side * 0.06, 0.3), (side * 0.04, 0.38)], [0.03, 0.028, 0.016], STEEL)


def _club(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.12), (0, 0.24), (0.02, 0.55)], [0.03, 0.06, 0.1], WOOD)


def _bow(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube(
        [(-0.1, -0.5), (0.08, -0.28), (0.1, 0), (0.08, 0.28), (-0.1, 0.5)], [0.012, 0.022, 0.024, 0.022, 0.012], WOOD
    )
    pen.stroke([(-0.1, -0.5), (-0.1, 0.5)], SNOW, 0.008)
    pen.stroke([(-0.12, 0), (0.3, 0)], rgb("cfa672"), 0.014)
    pen.fill([(0.28, 0.03), (0.36, 0), (0.28, -0.03)], STEEL, 0, 0)


def _rod(pen: Pen, color: Color | None, t: float) -> None:
    bend = 0.04 * wave(t * 0.5)
    pen.tube([(-0.12, -0.1), (0.4, 0.5), (0.95, 0.8 + bend)], [0.022, 0.015, 0.006], rgb("8a5630"))
    pen.stroke([(0.95, 0.8 + bend), (1.0, 0.1), (1.02, -0.7)], SNOW, 0.008)
    pen.ball(1.02, -0.72, 0.03, 0.04, _RED, 0, 0)


def _brush(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.14), (0.02, 0.2)], [0.016], WOOD)
    pen.smooth([(0.0, 0.2), (0.05, 0.22), (0.05, 0.34), (0.02, 0.38), (-0.01, 0.3)], color or rgb("2a63cf"))


def _flower(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.14), (0.02, 0.2)], [0.012], rgb("35a04a"))
    draw_blossom(pen.at(0.02, 0.24), 0.1, color or rgb("e85d86"))


def draw_blossom(pen: Pen, radius: float, color: Color) -> None:
    """A round blossom of six petals around the origin."""
    for turn in range(0, 360, 60):
        x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        pen.ball(x * radius * 0.66, y * radius * 0.66, radius * 0.46, radius * 0.46, color, 0.2, 0.7)
    pen.ball(0, 0, radius * 0.4, radius * 0.4, rgb("f7cb2d"), 0.2, 0.6)


def _bouquet(pen: Pen, color: Color | None, t: float) -> None:
    pen.fill([(-0.03, -0.14), (0.03, -0.14), (0.11, 0.1), (-0.11, 0.1)], rgb("8fdcb8"))
    for x, y, paint in ((-0.09, 0.16, "e85d86"), (0.09, 0.16, "f7cb2d"), (0.0, 0.22, "d8262c"), (0, 0.1, "b9a4ea")):
        draw_blossom(pen.at(x, y), 0.08, rgb(paint))


def _flag(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, -0.3), (0, 1.0)], [0.018], WOOD)
    xs = np.linspace(0, 0.62, 9)
    ripple = [0.05 * wave(t * 1.1 - x * 1.4) * x / 0.4 for x in xs]
    top = [(x, 0.98 + dy) for x, dy in zip(xs, ripple, strict=True)]
    low = [(x, 0.58 + dy) for x, dy in zip(xs, ripple, strict=True)]
    pen.fill(top + low[::-1], color or _RED, 0.25)


def _kite(pen: Pen, color: Color | None, t: float) -> None:
    x, y = 0.8 + 0.1 * wave(t * 0.4), 1.5 + 0.1 * wave(t * 0.55 + 0.2)
    pen.stroke([(0, 0), (0.45, 0.55), (x, y)], SNOW, 0.009, curved=True)
    draw_kite(pen.at(x, y + 0.15, -24 + 8 * wave(t * 0.6)), color or _RED, t)


def draw_kite(pen: Pen, color: Color, t: float) -> None:
    """A diamond kite with a ribbon tail, about 0.9 high, its cross at the origin."""
    pen.fill([(0, 0.36), (0.3, 0.06), (0, -0.5), (-0.3, 0.06)], color, 0.25)
    pen.fill([(0, 0.36), (0.3, 0.06), (0, 0.06)], rgb("f7cb2d"), 0.15, 0)
    pen.fill([(0, -0.5), (-0.3, 0.06), (0, 0.06)], rgb("2a63cf"), 0.15, 0)
    pen.stroke([(0, 0.36), (0, -0.5)], SNOW, 0.016)
    pen.stroke([(-0.3, 0.06), (0.3, 0.06)], SNOW, 0.016)
    tail = [(0.09 * wave(t * 0.9 - k * 0.2), -0.5 - 0.13 * k) for k in range(6)]
    pen.stroke(tail, SNOW, 0.012, curved=True)
    for x, y in tail[1::2]:
        pen.fill([(x - 0.06, y + 0.03), (x, y), (x - 0.06, y - 0.03)], _RED, 0, 0)
        pen.fill([(x + 0.06, y + 0.03), (x, y), (x + 0.06, y - 0.03)], _RED, 0, 0)


def _cane(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0.1, 0.02), (0.05, 0.08), (0, 0.04), (0, -0.62)], [0.02], rgb("6b4226"))


def _shield(pen: Pen, color: Color | None, t: float) -> None:
    pen.smooth(
        [(-0.2, 0.22), (0, 0.27), (0.2, 0.22), (0.18, -0.08), (0, -0.3), (-0.18, -0.08)], color or rgb("2a63cf"), 0.3
    )
    pen.slab(-0.03, -0.22, 0.03, 0.24, GOLD, 0.01, 0, 0)
    pen.slab(-0.17, 0.04, 0.17, 0.1, GOLD, 0.01, 0, 0)


def _bag(pen: Pen, color: Color | None, t: float) -> None:
    pen.stroke([(-0.06, -0.1), (0, 0.0), (0.06, -0.1)], rgb("3a2a22"), 0.022, curved=True)
    pen.slab(-0.19, -0.38, 0.19, -0.1, color or rgb("7a4a2a"), 0.03)
    pen.slab(-0.03, -0.25, 0.03, -0.19, GOLD, 0.008, 0, 0)


def _basket(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(-0.15, -0.2), (-0.1, -0.02), (0, 0.0), (0.1, -0.02), (0.15, -0.2)], [0.016], WOOD, edge=0.6)
    pen.smooth([(-0.2, -0.2), (0.2, -0.2), (0.15, -0.4), (-0.15, -0.4)], rgb("c98f4e"))
    for x in (-0.1, 0, 0.1):
        pen.ball(x, -0.2, 0.06, 0.05, _RED)


def _sack(pen: Pen, color: Color | None, t: float) -> None:
    pen.smooth([(-0.05, 0.02), (0.05, 0.02), (-0.05, -0.06), (-0.02, -0.3), (-0.25, -0.5), (-0.52, -0.4), (-0.5,
        -0.12), (-0.22, 0.0)],
               color or rgb("8a5630"), 0.3)  # fmt: skip


def _flask(pen: Pen, color: Color | None, t: float) -> None:
    pen.smooth(
        [(-0.03, 0.24), (0.03, 0.24), (0.03, 0.12), (0.12, -0.04), (-0.12, -0.04), (-0.03, 0.12)],
        GLASS,
        0.1,
        alpha=0.75,
    )
    liquid = color or rgb("6fe06a")
    pen.smooth([(-0.07, 0.06), (0.07, 0.06), (0.11, -0.03), (-0.11, -0.03)], liquid, 0.1, 0)
    pen.glow(0, 0.02, 0.22, liquid, 0.5)


def _camera(pen: Pen, color: Color | None, t: float) -> None:
    pen.slab(-0.12, 0, 0.12, 0.16, INK, 0.02)
    pen.ball(0.02, 0.08, 0.06, 0.06, IRON)
    pen.ball(0.02, 0.08, 0.035, 0.035, GLASS, 0.2, 0)


def _phone(pen: Pen, color: Color | None, t: float) -> None:
    pen.slab(-0.05, -0.04, 0.05, 0.16, INK, 0.015)
    pen.slab(-0.04, -0.02, 0.04, 0.14, rgb("9fe3ff"), 0.008, 0.1, 0)


def _ball(pen: Pen, color: Color | None, t: float) -> None:
    pen.ball(0.05, 0.12, 0.12, 0.12, color or rgb("f07f1e"), 0.3)
    pen.stroke([(-0.06, 0.16), (0.05, 0.13), (0.16, 0.16)], scaled(color or rgb("f07f1e"), 0.5), 0.012, curved=True)


def _pan(pen: Pen, color: Color | None, t: float) -> None:
    pen.tube([(0, 0), (0.22, 0.05)], [0.02], INK)
    pen.smooth([(0.2, 0.1), (0.52, 0.1), (0.47, 0.0), (0.25, 0.0)], IRON)


def _tray(pen: Pen, color: Color | None, t: float) -> None:
    pen.ball(0, 0.05, 0.26, 0.03, STEEL)
    pen.smooth([(-0.17, 0.07), (0, 0.23), (0.17, 0.07)], STEEL, 0.35)


def _letter(pen: Pen, color: Color | None, t: float) -> None:
    pen.slab(-0.13, 0, 0.13, 0.17, SNOW, 0.01)
    pen.stroke([(-0.13, 0.17), (0, 0.07), (0.13, 0.17)], scaled(SNOW, 0.6), 0.012)


def _lasso(pen: Pen, color: Color | None, t: float) -> None:
    loop = [
        (0.1 + 0.24 * math.cos(a + 6.28 * t * 0.9), 0.5 + 0.09 * math.sin(a + 6.28 * t * 0.9))
        for a in np.linspace(0, 6.28, 17)
    ]
    pen.stroke([(0, 0), (0.05, 0.25), loop[0]], rgb("cfa672"), 0.022, curved=True)
    pen.stroke(loop, rgb("cfa672"), 0.022)


@dataclass(frozen=True)
class Hold:
    """How a thing is carried: its painter, the near arm's (shoulder, elbow), and whether it follows the forearm."""

    paint: PropPainter
    arm: tuple[float, float] = (26.0, 62.0)
    follows: bool = False


HOLDS: dict[str, Hold] = {
    "sword": Hold(_sword, (40, 48), True), "katana": Hold(_katana, (40, 48), True), "cutlass": Hold(_cutlass, (40,
        48), True),
    "staff": Hold(_staff, (34, 44)), "wand": Hold(_wand, (52, 44), True), "umbrella": Hold(_umbrella, (38, 86)),
    "balloon": Hold(_balloon, (46, 80)), "book": Hold(_book, (26, 82)), "guitar": Hold(_guitar, (26, 58)),
    "violin": Hold(_violin, (48, 92)), "trumpet": Hold(_trumpet, (58, 84)), "microphone": Hold(_microphone, (42, 112)),
    "magnifying glass": Hold(_magnifier, (52, 62)), "telescope": Hold(_telescope, (78, 64)),
    "binoculars": Hold(_binoculars, (72, 84)), "lantern": Hold(_lantern, (58, 26)), "torch": Hold(_torch, (56, 46)),
    "spear": Hold(_spear, (34, 44)), "pitchfork": Hold(_fork, (34, 44)), "trident": Hold(_trident, (34, 44)),
    "broom": Hold(_broom, (34, 44)), "axe": Hold(_axe, (36, 48), True), "hammer": Hold(_hammer, (34, 58), True),
    "wrench": Hold(_wrench, (34, 58), True), "club": Hold(_club, (44, 48), True), "bow": Hold(_bow, (78, 10)),
    "fishing rod": Hold(_rod, (44, 42)), "paintbrush": Hold(_brush, (62, 38)), "flower": Hold(_flower, (36, 66)),
    "bouquet": Hold(_bouquet, (26, 82)), "flag": Hold(_flag, (46, 66)), "kite": Hold(_kite, (84, 40)),
    "cane": Hold(_cane, (22, 14)), "shield": Hold(_shield, (40, 62)), "briefcase": Hold(_bag, (8, 6)),
        "bag": Hold(_bag, (8, 6)),
    "suitcase": Hold(_bag, (8, 6)), "basket": Hold(_basket, (14, 20)), "sack": Hold(_sack, (10, 150)),
    "flask": Hold(_flask, (48, 50)), "camera": Hold(_camera, (48, 94)), "phone": Hold(_phone, (40, 100)),
    "ball": Hold(_ball, (30, 62)), "frying pan": Hold(_pan, (34, 56)), "tray": Hold(_tray, (48, 92)),
    "letter": Hold(_letter, (40, 60)), "lasso": Hold(_lasso, (118, 36)),
}  # fmt: skip
PROP_ALIASES: dict[str, str] = {
    "saber": "sword", "sabre": "sword", "lightsaber": "sword", "blade": "sword", "dagger": "sword",
        "knife": "sword", "fiddle": "violin",
    "cello": "violin", "ukulele": "guitar", "banjo": "guitar", "lute": "guitar", "bass": "guitar",
        "saxophone": "trumpet", "horn": "trumpet",
    "flute": "wand", "baton": "wand", "magnifier": "magnifying glass", "spyglass": "telescope", "lamp": "lantern",
        "candle": "torch",
    "flashlight": "torch", "lance": "spear", "harpoon": "spear", "stick": "cane", "walking stick": "cane",
        "rake": "pitchfork",
    "pole": "staff", "scepter": "staff", "sceptre": "staff", "brush": "paintbrush", "pencil": "paintbrush",
        "pen": "paintbrush",
    "rose": "flower", "tulip": "flower", "flowers": "bouquet", "banner": "flag", "spellbook": "book",
        "map": "letter", "notebook": "book",
    "newspaper": "book", "scroll": "letter", "envelope": "letter", "note": "letter", "parasol": "umbrella",
        "balloons": "balloon",
    "handbag": "bag", "purse": "bag", "toolbox": "briefcase", "luggage": "suitcase", "potion": "flask",
        "smartphone": "phone",
    "telephone": "phone", "mic": "microphone", "football": "ball", "basketball": "ball", "bat": "club",
        "pan": "frying pan",
    "rope": "lasso", "mop": "broom", "shovel": "broom", "spade": "broom", "rod": "fishing rod", "hatchet": "axe",
        "spanner": "wrench",
}  # fmt: skip


def hold_of(words: str) -> Hold | None:
    """How the thing named by `words` ("a red balloon") is held, or None when it has no art of its own here."""
    name = " ".join(words.lower().split())
    parts = name.split()
    for size in range(len(parts), 0, -1):
        tail = " ".join(parts[-size:])
        for candidate in (tail, tail.removesuffix("s")):
            found = HOLDS.get(PROP_ALIASES.get(candidate, candidate))
            if found is not None:
                return found
    return None

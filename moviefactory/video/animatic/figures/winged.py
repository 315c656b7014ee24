"""The side views of airplanes: airliner, jet fighter, propeller plane, biplane, glider, paper plane. Lengths in "
    "metres."""  # fmt: skip

from __future__ import annotations

import math

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    FIRE,
    GLASS,
    GOLD,
    INK,
    IRON,
    RUBBER,
    SNOW,
    STEEL,
    WOOD,
    paint,
)
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.props import draw_flame


def draw_airliner(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    p = pen.at(grow=1.0)
    white = paint("white", SNOW) if not role.color else mix(color, SNOW, 0.82)
    _tail_plane(p.far(0.7).at(-11.6, 0.7), [(0, 0), (2.6, 0.1), (0.4, 1.6), (-0.9, 1.7)], white)
    _wing(p.far(0.66), [(1.6, -0.4), (4.6, -0.2), (-1.2, 3.1), (-2.6, 3.1)], mix(white, STEEL, 0.5))
    p.smooth([(-12.6, 1.1), (-14.6, 5.6), (-12.9, 5.75), (-9.4, 1.7), (-10, 0.9)], color, 0.3)
    p.fill([(-13.6, 4.2), (-14.2, 5.4), (-12.9, 5.55), (-11.9, 4.3)], SNOW, 0.1, 0)
    p.smooth([(-14.6, 1.05), (-9, 1.72), (0, 1.9), (8.5, 1.88), (11.6, 1.5), (13.6, 0.6), (14.3, -0.15), (13.8,
        -0.75), (11, -1.5),
              (0, -1.9), (-7, -1.55), (-12, 0.05)], white, 0.34)  # fmt: skip
    p.smooth([(-13.4, 0.72), (-8, 0.12), (0, -0.3), (9, -0.45), (13.9, -0.55), (13, -0.98), (11, -1.46), (0, -1.86),
        (-7, -1.5),
              (-12, 0.1)], color, 0.25, 0)  # fmt: skip
    p.stroke([(-12.9, 0.86), (-8, 0.32), (0, -0.06), (9, -0.2), (13.9, -0.3)], GOLD, 0.16, 1, True)
    for index in range(15):
        p.slab(-8.2 + 1.22 * index, 0.52, -7.62 + 1.22 * index, 1.16, DARK_GLASS, 0.28, 0.1, 0)
    p.smooth([(11.3, 0.72), (12.2, 0.72), (13.0, 0.42), (12.3, 1.12), (11.5, 1.3)], DARK_GLASS, 0.2, 0.4)
    for x in (-9.4, 9.9):
        p.stroke([(x, -0.6), (x, 1.4), (x + 0.9, 1.4), (x + 0.9, -0.6)], scaled(white, 0.75), 0.08)
    _engine(p.far(0.72).at(3.0, -1.4), time_s)
    _tail_plane(p.at(-11.4, 0.9), [(0, 0), (2.4, 0), (-1.1, -1.2), (-2.4, -1.2)], mix(white, STEEL, 0.3))
    _wing(p, [(1.2, -0.75), (4.6, -0.75), (-2.6, -3.7), (-4.4, -3.75), (-3.6, -2.6)], mix(white, STEEL, 0.35))
    p.fill([(-4.4, -3.75), (-2.6, -3.7), (-3.9, -2.7), (-4.6, -2.4)], color, 0.2, 0.5)
    _engine(p.at(1.9, -2.35), time_s)
    p.glow(-4.2, -3.6, 1.0, (0.3, 1.0, 0.5), 0.5 if wave(time_s * 1.1) > 0.3 else 0.0)
    p.glow(-14.0, 5.6, 1.0, (1.0, 0.3, 0.25), 0.6 if wave(time_s * 1.1 + 0.3) > 0.4 else 0.0)
    if not flies:
        _gear(p, (8.8, -1.2), (-1.2, -3.05), 0.62)


def _wing(pen: Pen, points: list[tuple[float, float]], color: Color) -> None:
    pen.fill(points, color, 0.3)
    (x0, y0), (x1, y1), (x2, y2) = points[0], points[1], points[-1]
    pen.stroke([((x0 * 3 + x1) / 4, (y0 * 3 + y1) / 4), (x2 + 0.3, y2 + 0.1)], scaled(color, 0.72), 0.09)


def _tail_plane(pen: Pen, points: list[tuple[float, float]], color: Color) -> None:
    pen.fill(points, color, 0.25)


def _engine(pen: Pen, time_s: float) -> None:
    pen.smooth(
        [(-1.5, 0.4), (0.9, 0.66), (1.35, 0.5), (1.35, -0.5), (0.9, -0.66), (-1.5, -0.34)], mix(STEEL, SNOW, 0.35), 0.38
    )
    pen.ball(1.3, 0, 0.2, 0.52, IRON, 0.2, 0.5)
    pen.haze(-1.9, 0, 0.55, 0.28, FIRE, 0.35 + 0.1 * wave(time_s * 5))
    pen.glow(-1.7, 0, 1.1, (1.0, 0.6, 0.25), 0.3)


def _gear(pen: Pen, nose: tuple[float, float], main: tuple[float, float], radius: float) -> None:
    low = 3.62
    for x, y in (nose, main):
        pen.stroke([(x, y), (x, -low + radius)], IRON, radius * 0.4)
        for side in (-0.5, 0.5):
            pen.ball(x + side * radius, -low + radius * 0.75, radius * 0.75, radius * 0.75, RUBBER, 0.25)
            pen.dot(x + side * radius, -low + radius * 0.75, radius * 0.3, STEEL)


def draw_fighter(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    _burner(pen.at(-7.0, 0.0), time_s, 1.0, flies)
    pen.far(0.7).fill([(-1.0, 0.2), (2.4, 0.3), (-3.4, 2.3), (-4.6, 2.2)], color, 0.3)
    pen.fill([(-6.4, 0.6), (-7.5, 3.3), (-5.9, 3.4), (-3.2, 0.9)], color, 0.32)
    pen.fill([(-7.3, 2.8), (-7.5, 3.3), (-5.9, 3.4), (-5.5, 2.9)], rgb("d8262c"), 0.2, 0)
    pen.smooth(
        [
            (-7.2, 0.5),
            (-3, 1.0),
            (1.2, 0.95),
            (4.2, 0.62),
            (7.6, -0.12),
            (7.7, -0.26),
            (4, -0.66),
            (-2, -0.9),
            (-7.2, -0.5),
        ],
        color,
        0.4,
    )
    pen.smooth([(0.4, 0.78), (1.4, 1.55), (2.7, 1.5), (4.3, 0.6), (2.2, 0.55)], GLASS, 0.4, 0.8)
    pen.ball(2.0, 1.02, 0.34, 0.38, IRON, 0.2, 0)
    pen.tube([(1.1, 1.3), (1.7, 1.48), (2.4, 1.42)], [0.06], SNOW, 0, 0, alpha=0.7)
    pen.smooth([(-1.2, -0.2), (2.6, -0.22), (2.6, -0.75), (-1.0, -0.92)], scaled(color, 0.7), 0.2, 0.6)
    pen.fill([(-0.6, -0.1), (2.2, -0.1), (-4.2, -2.2), (-5.7, -2.2), (-4.4, -0.3)], mix(color, SNOW, 0.12), 0.3)
    pen.tube([(-5.6, -2.2), (-3.1, -2.2)], [0.16, 0.1], SNOW)
    pen.fill([(-5.2, -0.1), (-4.2, -0.1), (-6.8, -1.3), (-7.8, -1.3)], color, 0.25)
    pen.ball(-3.2, -1.1, 0.5, 0.42, rgb("2a63cf"), 0.1, 0)
    pen.ball(-3.2, -1.1, 0.22, 0.18, SNOW, 0, 0)
    if not flies:
        for x in (3.2, -2.6):
            pen.stroke([(x, -0.5), (x, -1.9)], IRON, 0.16)
            pen.ball(x, -2.1, 0.36, 0.36, RUBBER, 0.2)


def _burner(pen: Pen, time_s: float, size: float, lit: bool) -> None:
    pen.smooth(
        [(0.6 * size, 0.52 * size), (-0.5 * size, 0.4 * size), (-0.5 * size, -0.4 * size), (0.6 * size, -0.52 * size)],
        IRON,
        0.3,
    )
    if not lit:
        return
    draw_flame(pen.at(-0.5 * size, 0, 90), 2.6 * size, time_s, (1.0, 0.5, 0.12))
    pen.glow(-1.2 * size, 0, 2.6 * size, (1.0, 0.55, 0.2), 0.8)


def draw_propeller(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    pen.far(0.68).slab(-0.7, 0.1, 0.9, 0.34, color, 0.1)
    pen.smooth([(-3.5, 0.25), (-4.1, 1.45), (-3.4, 1.5), (-2.4, 0.5)], color, 0.3)
    pen.smooth(
        [
            (-3.9, 0.3),
            (-1.6, 0.62),
            (1.2, 0.66),
            (2.75, 0.4),
            (2.95, 0),
            (2.75, -0.42),
            (1, -0.66),
            (-1.4, -0.42),
            (-3.9, 0.05),
        ],
        SNOW,
        0.34,
    )
    pen.smooth([(-3.7, 0.14), (0, -0.02), (2.9, 0.1), (2.75, -0.4), (1, -0.62), (-1.4, -0.4)], color, 0.25, 0)
    pen.smooth([(-0.9, 0.5), (-0.5, 1.16), (0.55, 1.16), (1.2, 0.55)], DARK_GLASS, 0.45, 0.9)
    pen.ball(0.12, 0.76, 0.24, 0.26, rgb("edb98a"), 0.15, 0)
    pen.smooth([(-0.14, 0.8), (0.12, 1.06), (0.38, 0.8), (0.1, 0.86)], rgb("6b4226"), 0.1, 0)
    pen.stroke([(0.0, 0.6), (-0.1, 1.15)], SNOW, 0.06)
    pen.smooth([(-4.0, 0.26), (-3.0, 0.34), (-3.0, 0.16), (-4.3, 0.12)], mix(color, SNOW, 0.2), 0.2)
    pen.smooth([(-0.95, 0.02), (1.15, 0.05), (0.2, -1.05), (-1.5, -1.0)], mix(color, SNOW, 0.12), 0.3)
    pen.stroke([(-1.3, -0.86), (0.24, -0.9)], SNOW, 0.1)
    _prop(pen.at(2.95, 0), 1.15, time_s, flies)
    _fixed_gear(pen, ((0.9, -0.5), (0.7, -1.45)), 0.32)


def _prop(pen: Pen, radius: float, time_s: float, spins: bool) -> None:
    """A propeller seen from the side: a flickering blade and, when it spins, the haze of its disc."""
    turn = abs(math.cos(time_s * (46.0 if spins else 5.0)))
    if spins:
        pen.ball(0.06, 0, radius * 0.11, radius, SNOW, 0, 0, alpha=0.3)
    pen.smooth([(0, -radius * turn), (0.1, 0), (0, radius * turn), (-0.05, 0)], mix(WOOD, INK, 0.2), 0.1, 0.5, 0.8)
    pen.smooth([(-0.1, 0.24), (0.22, 0.1), (0.3, 0), (0.22, -0.1), (-0.1, -0.24)], rgb("d8262c"), 0.3)


def _fixed_gear(pen: Pen, leg: tuple[tuple[float, float], tuple[float, float]], radius: float) -> None:
    (x0, y0), (x1, y1) = leg
    pen.stroke([(x0, y0), (x1, y1)], IRON, 0.1)
    pen.ball(x1, y1, radius, radius, RUBBER, 0.25)
    pen.dot(x1, y1, radius * 0.45, STEEL)
    pen.smooth(
        [(x1 - radius * 1.1, y1), (x1, y1 + radius * 1.25), (x1 + radius * 1.1, y1), (x1, y1 + radius * 0.4)],
        rgb("d8262c"),
        0.2,
        0.6,
    )
    pen.stroke([(-3.7, 0.1), (-3.8, -0.32)], IRON, 0.08)
    pen.dot(-3.82, -0.36, 0.13, RUBBER)


def draw_biplane(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    wing = paint("", rgb("f2c14e")) if not role.color else mix(color, SNOW, 0.35)
    pen.far(0.7).slab(-0.5, 1.12, 1.5, 1.3, wing, 0.08)
    pen.smooth([(-3.2, 0.2), (-3.8, 1.25), (-3.1, 1.3), (-2.2, 0.4)], wing, 0.3)
    pen.smooth(
        [
            (-3.6, 0.25),
            (-1.4, 0.5),
            (1.3, 0.6),
            (2.3, 0.48),
            (2.5, 0),
            (2.3, -0.48),
            (0.8, -0.6),
            (-1.4, -0.4),
            (-3.6, 0.0),
        ],
        color,
        0.36,
    )
    pen.slab(1.7, -0.5, 2.3, 0.52, scaled(IRON, 0.9), 0.12)
    pen.ball(-0.62, 0.8, 0.27, 0.29, rgb("edb98a"), 0.15, 0.7)
    pen.smooth([(-0.92, 0.86), (-0.62, 1.16), (-0.32, 0.86), (-0.6, 0.92)], rgb("6b4226"), 0.1, 0.5)
    pen.slab(-0.55, 0.78, -0.34, 0.9, GLASS, 0.05, 0, 0.5)
    scarf = [(-0.8, 0.58), (-1.3, 0.62 + 0.08 * wave(time_s * 1.9)), (-1.9, 0.6 + 0.16 * wave(time_s * 1.9 - 0.25))]
    pen.tube(scarf, [0.1, 0.09, 0.05], SNOW, 0.1, 0.6)
    pen.fill([(-0.2, 0.5), (-0.1, 0.84), (0.16, 0.5)], GLASS, 0.1, 0.5, 0.7)
    for x in (-0.2, 1.1):
        pen.stroke([(x, -0.4), (x + 0.3, 1.2)], WOOD, 0.09)
        pen.stroke([(x + 0.5, -0.4), (x - 0.1, 1.2)], STEEL, 0.025)
    pen.slab(-0.75, 1.12, 1.6, 1.34, wing, 0.1, 0.3)
    pen.slab(-0.95, -0.56, 1.4, -0.34, wing, 0.1, 0.3)
    pen.smooth([(-3.7, 0.2), (-2.7, 0.3), (-2.7, 0.12), (-4.0, 0.06)], wing, 0.2)
    pen.ball(-1.9, 0.06, 0.28, 0.26, SNOW, 0.1, 0.4)
    pen.ball(-1.9, 0.06, 0.14, 0.13, rgb("d8262c"), 0, 0)
    _prop(pen.at(2.5, 0), 1.2, time_s, flies)
    _fixed_gear(pen, ((0.9, -0.5), (1.0, -1.4)), 0.34)


def draw_glider(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    pen.far(0.72).fill([(0.2, 0.34), (1.0, 0.36), (-0.2, 1.5), (-0.8, 1.5)], SNOW, 0.2)
    pen.smooth([(-3.4, 0.2), (-3.9, 1.2), (-3.3, 1.25), (-2.8, 0.3)], color, 0.25)
    pen.smooth(
        [(-3.9, 0.2), (-1, 0.36), (1.4, 0.6), (3.1, 0.2), (3.2, 0.0), (1.5, -0.42), (-0.6, -0.24), (-3.9, 0.06)],
        SNOW,
        0.3,
    )
    pen.smooth([(0.9, 0.42), (1.6, 0.62), (2.7, 0.28), (1.6, 0.12)], DARK_GLASS, 0.4, 0.7)
    pen.fill([(-0.3, 0.1), (1.0, 0.1), (-0.9, -1.7), (-1.6, -1.7)], mix(SNOW, color, 0.12), 0.25)
    pen.fill([(-0.74, -1.2), (-0.26, -1.2), (-0.9, -1.7), (-1.6, -1.7)], color, 0.2, 0)


def draw_paper_plane(pen: Pen, role: Role, color: Color, time_s: float, flies: bool) -> None:
    tint = paint(role.color, SNOW)
    pen.fill([(0.5, 0.02), (-0.45, 0.3), (-0.3, 0.02)], scaled(tint, 0.82), 0.15)
    pen.fill([(0.5, 0.02), (-0.3, 0.02), (-0.38, -0.17)], scaled(tint, 0.68), 0.1)
    pen.fill([(0.5, 0.02), (-0.3, 0.02), (-0.55, 0.1)], tint, 0.15)

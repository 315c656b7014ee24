"""Boats and ships. Lengths in metres, bow to the right, the waterline at y = 0; they rock, and bring no water along."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import between, drift, wave
from moviefactory.video.animatic.figures.palette import (
    DARK_GLASS,
    GLASS,
    GOLD,
    INK,
    IRON,
    LAMP,
    SNOW,
    WOOD,
    painted,
)
from moviefactory.video.animatic.figures.pen import Pen, Reach

Painter = Callable[[Pen, Role, Color, float], None]


def boat(role: Role, name: str) -> Actor:
    """The watercraft `name` (a key of _FLEET), rocking on the waves; one that falls sinks by the stern."""
    painter, length, height, speed, options, rock = _FLEET[name]
    color = painted(role.color, options, role.seed, "hull")
    under = name == "submarine" and role.action in ("dive", "swim")
    pace = {
        "race": 1.7,
        "run": 1.3,
        "sail": 1.0,
        "swim": 0.8,
        "walk": 0.6,
        "fly": 1.3,
        "dive": 0.7,
        "work": 0.5,
        "fight": 0.5,
    }.get(role.action, 0.0)

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        wild = 2.2 if role.action in ("fight", "fall", "dance", "celebrate") else 1.0
        turn = rock * wild * drift(t, 0.2, 0.38)
        sink = 0.0
        if role.action == "fall":
            sink, turn = between(0, 0.3, time_s / 2) * height, turn + between(0, 16, time_s / 2)
        if pace > 1.2:
            turn += 3.0
        if under:
            turn = between(0, -9, time_s) + drift(t, 0.2)
        painter(pen.at(0, 0.012 * length * drift(t, 0.6, 0.5) - sink, turn), role, color, t)
        return 0.0

    habitat: Habitat = "underwater" if under else "water"
    half = length * 0.62
    return Actor(
        height,
        length,
        habitat,
        speed * pace,
        ("side",),
        Reach(-half, -0.35 * height - 0.1 * length, half, height * 1.25),
        draw,
    )


def _hull(pen: Pen, outline: list[tuple[float, float]], color: Color, stripe: Color) -> None:
    pen.smooth(outline, color, 0.36)
    with_x = [x for x, _ in outline]
    top = max(y for _, y in outline)
    pen.stroke(
        [(min(with_x) * 0.93, top * 0.62), (0, top * 0.5), (max(with_x) * 0.9, top * 0.68)],
        stripe,
        0.05 * (max(with_x) - min(with_x)) ** 0.5,
        1,
        True,
    )


def _sailboat(pen: Pen, role: Role, color: Color, t: float) -> None:
    belly = 0.25 + 0.1 * wave(t * 0.6)
    pen.tube([(0.2, 0.6), (0.2, 8.6)], [0.1, 0.06], WOOD)
    pen.smooth([(-0.05, 1.5), (-0.05, 8.3), (-1.6 - belly, 5.0), (-3.5 - belly, 1.7), (-2.0, 1.35)], SNOW, 0.28)
    pen.fill([(-0.1, 5.6), (-0.1, 6.5), (-1.15 - belly * 0.8, 5.5), (-1.55 - belly * 0.9, 4.7)], color, 0.15, 0)
    pen.smooth([(0.4, 1.4), (0.35, 7.8), (1.9 + belly, 4.2), (3.7, 1.35)], mix(color, SNOW, 0.18), 0.28)
    pen.tube([(0.2, 1.3), (-3.6, 1.45)], [0.08], WOOD)
    pen.fill([(0.2, 8.6), (0.2, 9.1), (-0.7 + 0.1 * wave(t * 1.5), 8.88)], rgb("d8262c"), 0.1, 0.5)
    _hull(
        pen,
        [(-3.8, 0.9), (-1.5, 0.72), (2, 0.75), (4.4, 1.15), (3.5, -0.1), (2.4, -0.55), (-2.6, -0.55), (-3.6, 0.1)],
        SNOW,
        color,
    )
    pen.smooth([(-1.7, 0.72), (-1.3, 1.15), (0.9, 1.15), (1.5, 0.78)], mix(WOOD, SNOW, 0.2), 0.2)
    _skipper(pen.at(-2.4, 0.75, grow=1.0), t, rgb("2a63cf"))


def _skipper(pen: Pen, t: float, color: Color) -> None:
    lean = 3 * wave(t * 0.4)
    p = pen.at(turn=lean)
    p.smooth([(-0.3, 0), (-0.26, 0.7), (0.26, 0.7), (0.3, 0)], color, 0.2, 0.7)
    p.tube([(0.18, 0.6), (0.5, 0.35), (0.75, 0.4)], [0.1, 0.08], scaled(color, 0.9), edge=0.6)
    p.ball(0, 1.0, 0.3, 0.32, rgb("edb98a"), 0.15, 0.7)
    p.smooth([(-0.32, 1.08), (0, 1.4), (0.32, 1.08), (0.5, 1.06)], SNOW, 0.1, 0.6)


def _ship(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k in range(5):
        age = (t * 0.35 + k / 5) % 1.0
        pen.haze(
            -1.0 - 6 * age, 12.2 + 2.5 * age, 0.7 + 1.5 * age, 0.6 + 1.1 * age, mix(SNOW, IRON, 0.3), 0.5 * (1 - age)
        )
    for x in (-1.2, 2.2):
        pen.slab(x - 0.9, 8.0, x + 0.9, 11.4, rgb("d8402c"), 0.2, 0.3)
        pen.slab(x - 0.92, 10.4, x + 0.92, 11.5, INK, 0.2, 0.2)
    for low, left, right in ((3.0, -11.5, 10.0), (4.8, -9.5, 8.0), (6.5, -6.5, 6.0)):
        pen.slab(left, low, right, low + 1.85, SNOW, 0.3, 0.2)
        count = int((right - left) / 1.35)
        for k in range(count):
            x = left + 0.7 + 1.35 * k
            pen.slab(x, low + 0.65, x + 0.72, low + 1.25, DARK_GLASS, 0.2, 0.2, 0)
    pen.slab(6.6, 6.5, 8.4, 8.2, SNOW, 0.3, 0.2)
    pen.slab(7.4, 7.2, 8.5, 7.8, DARK_GLASS, 0.1, 0.2, 0)
    pen.smooth(
        [(-14.5, 3.3), (-8, 2.9), (6, 2.95), (15.6, 4.4), (13.4, 0.2), (12.2, -1.4), (-12, -1.4), (-14.2, 0.5)],
        color,
        0.38,
    )
    pen.smooth([(-14.0, 0.2), (13.2, 0.2), (12.2, -1.4), (-12, -1.4)], rgb("b3122f"), 0.2, 0)
    pen.stroke([(-14.3, 2.6), (6, 2.3), (14.6, 3.5)], SNOW, 0.25, 1, True)
    for k in range(13):
        pen.dot(-11.5 + 1.7 * k, 1.5, 0.3, GLASS)
    pen.stroke([(10.2, 4.0), (10.2, 9.0)], IRON, 0.2)
    pen.glow(10.2, 9.0, 1.6, LAMP, 0.5)


def _motorboat(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.slab(-3.1, 0.1, -2.65, 1.25, INK, 0.15)
    _skipper(pen.at(-0.6, 0.6, -6), t, rgb("f07f1e"))
    pen.fill([(0.2, 0.9), (0.75, 1.62), (1.0, 1.55), (1.35, 0.9)], GLASS, 0.2, 0.7, 0.75)
    pen.smooth(
        [(-2.7, 0.95), (-1.0, 0.85), (1.2, 0.98), (3.4, 1.2), (2.9, 0.35), (1.8, -0.3), (-2.4, -0.35), (-2.75, 0.2)],
        color,
        0.38,
    )
    pen.smooth([(-2.65, 0.35), (0.5, 0.35), (2.9, 0.62), (1.8, -0.26), (-2.4, -0.32)], SNOW, 0.2, 0)
    pen.stroke([(-2.6, 0.42), (0.5, 0.44), (3.0, 0.74)], GOLD, 0.09, 1, True)


def _rowboat(pen: Pen, role: Role, color: Color, t: float) -> None:
    stroke = wave(t * 0.55)
    pen.far(0.7).tube([(0.0, 0.55), (0.9 + 0.7 * stroke, -0.2)], [0.05, 0.05], WOOD)
    body = pen.at(0.1, 0.35, 14 * stroke)
    body.smooth([(-0.26, 0), (-0.24, 0.68), (0.24, 0.68), (0.26, 0)], rgb("2fa58a"), 0.25)
    body.ball(0.02, 0.95, 0.27, 0.29, rgb("edb98a"), 0.15)
    body.smooth([(-0.4, 1.05), (-0.2, 1.3), (0.2, 1.3), (0.42, 1.05), (0, 1.0)], rgb("e6c06a"), 0.2)
    pen.smooth(
        [(-2.1, 0.62), (-1, 0.42), (1, 0.42), (2.2, 0.68), (1.6, -0.12), (0.8, -0.34), (-0.9, -0.34), (-1.6, -0.1)],
        color,
        0.36,
    )
    for y in (0.22, 0.0):
        pen.stroke(
            [(-1.8 + abs(y - 0.22), y), (0, y - 0.07), (1.85 - abs(y - 0.22), y + 0.02)],
            scaled(color, 0.68),
            0.045,
            1,
            True,
        )
    body.tube([(0.15, 0.58), (0.45, 0.42), (0.6, 0.3)], [0.09, 0.07], rgb("2fa58a"), edge=0.6)
    hand = (0.55 - 0.24 * stroke, 0.66)
    pen.tube([hand, (-0.7 - 0.75 * stroke, -0.25)], [0.045, 0.045], WOOD, edge=0.6)
    pen.at(-0.7 - 0.75 * stroke, -0.25, 150 - 20 * stroke).smooth(
        [(-0.08, 0), (-0.12, -0.45), (0.12, -0.45), (0.08, 0)], WOOD, 0.2, 0.6
    )


def _submarine(pen: Pen, role: Role, color: Color, t: float) -> None:
    spin = abs(math.cos(t * 9))
    for side in (-1, 1):
        pen.ball(-4.35, side * 0.4 * spin, 0.14, 0.45 * max(0.2, spin), GOLD, 0.2)
    pen.smooth([(-3.2, 0.4), (-4.4, 1.25), (-3.9, 1.3), (-2.6, 0.7)], scaled(color, 0.85))
    pen.smooth([(-3.2, -0.4), (-4.4, -1.2), (-3.9, -1.25), (-2.6, -0.7)], scaled(color, 0.8))
    pen.tube([(0.3, 1.6), (0.3, 2.7), (0.75, 2.75)], [0.1], IRON, curved=False)
    pen.smooth([(-1.1, 0.9), (-0.9, 2.0), (0.8, 2.0), (1.1, 0.9)], color, 0.3)
    pen.smooth(
        [
            (-4.1, 0.1),
            (-2.5, 0.95),
            (0, 1.2),
            (2.6, 1.0),
            (3.9, 0.35),
            (3.9, -0.45),
            (2.6, -1.05),
            (0, -1.2),
            (-2.5, -0.95),
            (-4.1, -0.1),
        ],
        color,
        0.4,
    )
    pen.stroke([(-3.6, -0.3), (0, -0.5), (3.8, -0.35)], scaled(color, 0.62), 0.09, 1, True)
    for x in (-1.7, 0.0, 1.7):
        pen.ball(x, 0.2, 0.42, 0.42, GOLD, 0.2)
        pen.ball(x, 0.2, 0.29, 0.29, mix(GLASS, LAMP, 0.35), 0.3, 0)
        pen.dot(x - 0.1, 0.3, 0.08, SNOW)
    pen.glow(3.9, 0, 2.2, LAMP, 0.6)
    pen.ball(3.72, 0.0, 0.2, 0.28, LAMP, 0.1, 0.5)


def _sail(pen: Pen, x: float, low: float, high: float, half: float, color: Color, t: float) -> None:
    puff = 0.55 + 0.18 * wave(t * 0.5 + x * 0.1)
    pen.smooth([(x - half, high), (x + half, high), (x + half + puff, (low + high) / 2), (x + half * 0.95, low),
        (x - half * 0.9, low), (x - half + puff * 0.75, (low + high) / 2)],
               color, 0.3)  # fmt: skip
    pen.tube([(x - half - 0.2, high), (x + half + 0.2, high)], [0.12], WOOD, edge=0.6)


def _pirate_ship(pen: Pen, role: Role, color: Color, t: float) -> None:
    cloth = rgb("efe2c4") if role.noun != "pirate ship" else rgb("3b3440")
    pen.tube([(6.6, 3.2), (10.4, 5.4)], [0.22, 0.1], WOOD)
    for x, top in ((-4.6, 10.6), (0.3, 13.2), (4.8, 10.8)):
        pen.tube([(x, 2.0), (x, top)], [0.24, 0.14], WOOD)
    pen.fill([(5.0, 10.2), (9.9, 5.2), (5.2, 4.6)], scaled(cloth, 0.92), 0.2)
    for x, low, high, half in (
        (-4.6, 4.2, 7.2, 1.7),
        (-4.6, 7.6, 10.0, 1.3),
        (4.8, 4.2, 7.2, 1.7),
        (4.8, 7.6, 10.0, 1.3),
        (0.3, 4.2, 8.0, 2.2),
        (0.3, 8.4, 11.4, 1.75),
    ):
        _sail(pen, x, low, high, half, cloth, t)
    if cloth[0] < 0.5:
        pen.ball(0.7, 6.4, 0.75, 0.7, SNOW, 0.1, 0)
        pen.slab(0.4, 5.4, 1.0, 5.95, SNOW, 0.1, 0, 0)
        for side in (-1, 1):
            pen.dot(0.7 + side * 0.28, 6.4, 0.18, INK)
    flag = [(0.3, 13.2), (0.3, 14.3)]
    xs = np.linspace(0, 2.0, 7)
    upper = [(0.3 - x, 14.3 + 0.15 * wave(t * 1.2 - x * 0.5)) for x in xs]
    lower = [(0.3 - x, 13.3 + 0.15 * wave(t * 1.2 - x * 0.5)) for x in xs]
    pen.stroke(flag, WOOD, 0.14)
    pen.fill(upper + lower[::-1], INK if cloth[0] < 0.5 else rgb("d8262c"), 0.15, 0.6)
    pen.smooth(
        [
            (-7.8, 4.2),
            (-6.4, 4.0),
            (-4.8, 2.4),
            (2.5, 2.1),
            (5.4, 2.9),
            (7.6, 3.5),
            (6.4, 0.2),
            (4.8, -1.3),
            (-5.6, -1.3),
            (-7.2, 0.4),
        ],
        color,
        0.4,
    )
    for y in (2.0, 1.2, 0.3):
        pen.stroke([(-7.1, y + 0.3), (-2, y - 0.1), (3, y - 0.1), (6.6, y + 0.5)], scaled(color, 0.66), 0.12, 1, True)
    pen.stroke([(-7.5, 3.6), (-4.9, 2.3), (2.5, 1.95), (7.3, 3.2)], GOLD, 0.2, 1, True)
    for k in range(5):
        pen.slab(-4.6 + 1.9 * k, 0.65, -3.8 + 1.9 * k, 1.35, INK, 0.06, 0, 0.5)
        pen.tube([(-4.2 + 1.9 * k, 0.95), (-3.75 + 1.9 * k, 0.85)], [0.2], IRON, edge=0.5)
    for x in (-7.2, -6.5):
        pen.slab(x, 2.9, x + 0.42, 3.5, LAMP, 0.1, 0.1, 0.5)
    pen.glow(-6.8, 3.2, 1.6, LAMP, 0.6)


def _fishing_boat(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.tube([(-1.6, 1.2), (-1.6, 5.4)], [0.1], WOOD)
    pen.stroke([(-1.6, 5.2), (-4.0, 2.4)], IRON, 0.06)
    pen.stroke([(-1.6, 5.2), (3.9, 1.8)], IRON, 0.06)
    pen.slab(0.1, 1.0, 2.3, 3.1, SNOW, 0.15, 0.2)
    pen.slab(-0.1, 3.0, 2.5, 3.35, rgb("d8402c"), 0.1)
    for x in (0.35, 1.4):
        pen.slab(x, 1.95, x + 0.65, 2.65, mix(DARK_GLASS, LAMP, 0.15), 0.1, 0.3, 0.5)
    pen.slab(-3.4, 1.0, -2.2, 1.7, rgb("c98f4e"), 0.1)
    _hull(
        pen,
        [(-4.2, 1.3), (-2, 0.95), (2, 1.05), (4.7, 2.0), (3.7, 0.1), (3.0, -0.7), (-3.2, -0.7), (-4.0, 0.2)],
        color,
        SNOW,
    )
    pen.glow(-1.6, 5.4, 1.0, LAMP, 0.5)


def _raft(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.tube([(0, 0.2), (0, 2.9)], [0.06], WOOD)
    pen.smooth(
        [(0.05, 2.7), (0.05, 0.9), (1.1 + 0.1 * wave(t * 0.7), 1.0), (1.0 + 0.12 * wave(t * 0.7), 2.0)],
        mix(color, SNOW, 0.6),
        0.2,
    )
    for x in (-1.3, -0.65, 0.0, 0.65, 1.3):
        pen.ball(x, 0.0, 0.36, 0.26, WOOD, 0.3)
    pen.slab(-1.7, 0.12, 1.7, 0.26, scaled(WOOD, 1.15), 0.05)
    _skipper(pen.at(-0.8, 0.24, grow=0.9), t, rgb("d8402c"))


_FLEET: dict[str, tuple[Painter, float, float, float, tuple[str, ...], float]] = {
    "sailboat": (_sailboat, 8.4, 9.2, 5.0, ("red", "azure", "orange", "teal"), 7.0),
    "ship": (_ship, 31.0, 12.0, 9.0, ("navy", "charcoal", "maroon"), 2.6),
    "motorboat": (_motorboat, 6.6, 2.0, 14.0, ("red", "azure", "white"), 5.0),
    "rowboat": (_rowboat, 4.4, 1.8, 1.6, ("brown", "green", "red"), 5.0),
    "submarine": (_submarine, 8.6, 3.2, 6.0, ("yellow", "teal", "gray"), 2.0),
    "pirate_ship": (_pirate_ship, 17.5, 14.0, 6.0, ("brown",), 4.0),
    "fishing_boat": (_fishing_boat, 9.0, 5.6, 5.0, ("blue", "red", "green"), 5.0),
    "raft": (_raft, 3.6, 3.0, 1.0, ("orange", "red"), 6.0),
}  # fmt: skip
FLEET: tuple[str, ...] = tuple(_FLEET)

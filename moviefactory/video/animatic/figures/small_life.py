"""Small creatures: butterfly, bee, dragonfly, ladybird, bat, spider, snake, worm, snail. Lengths in metres."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import blink, drift, hop, wave
from moviefactory.video.animatic.figures.palette import INK, SNOW, paint, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach


def _flutter(pen: Pen, t: float, size: float, wild: float) -> Pen:
    return pen.at(
        0.4 * size * wild * drift(t, 0.1, 0.9), 0.5 * size * wild * drift(t, 0.6, 1.1), 10 * drift(t, 0.3, 0.8), size
    )


def _rests(role: Role) -> bool:
    return role.action in ("idle", "sit", "sleep", "walk", "climb", "work")


def butterfly(role: Role, name: str) -> Actor:
    """A butterfly (or moth) whose wings open and close."""
    color = painted(
        role.color or ("tan" if name == "moth" else ""),
        ("orange", "azure", "violet", "yellow", "rose"),
        role.seed,
        "wings",
    )
    size = 0.5
    sits = _rests(role)

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        base = pen.at(0, 0.3 * size, grow=size) if sits else _flutter(pen, t, size, 0.35)
        beat = 0.35 + 0.65 * abs(wave(t * (0.35 if sits else 1.7)))
        for side, p in ((1, base.far(0.8)), (-1, base)):
            wing = p.at(0, 0.02, 6 * side, wide=side * beat * (0.85 if side > 0 else 1.0))
            wing.smooth([(0, 0), (0.14, 0.4), (0.46, 0.52), (0.56, 0.32), (0.4, 0.05)], color, 0.25)
            wing.smooth(
                [(0, 0), (0.34, -0.04), (0.42, -0.24), (0.26, -0.4), (0.08, -0.22)],
                mix(color, rgb("d8262c"), 0.25),
                0.25,
            )
            wing.smooth(
                [(0.1, 0.1), (0.22, 0.34), (0.42, 0.4), (0.44, 0.28), (0.3, 0.1)], mix(color, SNOW, 0.35), 0.1, 0
            )
            for x, y, r in ((0.47, 0.42, 0.045), (0.5, 0.3, 0.035), (0.3, -0.26, 0.05)):
                wing.dot(x, y, r, INK if r < 0.05 else SNOW)
        base.tube([(0, 0.22), (0, -0.28)], [0.045, 0.025], INK)
        base.ball(0, 0.26, 0.06, 0.06, INK)
        for side in (-1, 1):
            base.tube([(0, 0.3), (side * 0.06, 0.42), (side * 0.12, 0.46)], [0.012], INK, 0, 0)
            base.dot(side * 0.12, 0.46, 0.022, INK)
        return 0.0

    habitat: Habitat = "ground" if sits else "air"
    speed = {"fly": 2.0, "race": 4.0, "float": 0.3}.get(role.action, 0.0)
    return Actor(0.5, 0.55, habitat, speed, ("side",), Reach(-0.65, -0.65, 0.65, 0.8), draw)


def bee(role: Role, name: str) -> Actor:
    """A bee, wasp, fly, ladybird or dragonfly, wings a-blur."""
    looks = {
        "bee": "f5b92e",
        "wasp": "f7cb2d",
        "fly": "4a5560",
        "ladybug": "d8262c",
        "dragonfly": "1d8f93",
        "firefly": "5a4a2e",
        "mosquito": "6b6f78",
        "beetle_bug": "2b5a3a",
    }
    color = paint(role.color, rgb(looks.get(name, "f5b92e")))
    size = 0.36

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        base = _flutter(pen, t, size, 0.25)
        buzz = 0.5 + 0.5 * abs(wave(t * 9.3))
        long = name in ("dragonfly", "mosquito")
        for turn, p in ((24, base.far(0.8)), (-4, base)):
            for k in range(2 if long else 1):
                wing = p.at(0.0 + 0.13 * k, 0.2, turn + 14 * k, tall=buzz)
                wing.smooth([(0, 0), (-0.2, 0.34), (-0.05, 0.62), (0.16, 0.4)], rgb("dff3ff"), 0.1, 0.5, 0.72)
        if long:
            base.tube([(0.15, 0.06), (-0.3, 0.03), (-0.85, -0.05)], [0.1, 0.06, 0.03], color, 0.3)
        base.ball(-0.02, 0, 0.4 if not long else 0.2, 0.26 if not long else 0.14, color, 0.34)
        _insect_marks(base, name, t)
        base.ball(0.38, 0.04, 0.19, 0.19, INK if name != "dragonfly" else scaled(color, 0.7), 0.2)
        base.ball(0.45, 0.09, 0.075, 0.085 * (1 - 0.9 * blink(t, 0.4)), SNOW, 0, 0)
        base.dot(0.47, 0.09, 0.04, INK)
        for dx in (0.34, 0.44):
            base.tube([(dx, 0.2), (dx + 0.06, 0.36), (dx + 0.13, 0.38)], [0.016], INK, 0, 0)
        return 0.0

    speed = {"fly": 2.5, "race": 5.0, "run": 3.0}.get(role.action, 0.0)
    return Actor(0.3, 0.42, "air", speed, ("side",), Reach(-0.6, -0.5, 0.6, 0.55), draw)


def _insect_marks(base: Pen, name: str, t: float) -> None:
    if name in ("bee", "wasp"):
        for x in (-0.2, 0.0, 0.18):
            half = 0.24 * math.sqrt(max(0.0, 1 - (x / 0.42) ** 2))
            base.tube([(x, half), (x - 0.03, 0), (x, -half)], [0.045], INK, 0, 0)
        base.fill([(-0.4, 0.04), (-0.56, -0.02), (-0.4, -0.06)], INK, 0, 0)
    if name == "ladybug":
        for x, y in ((-0.2, 0.08), (0.0, 0.13), (-0.05, -0.06), (0.14, 0.02)):
            base.dot(x, y, 0.055, INK)
    if name == "firefly":
        base.ball(-0.28, -0.04, 0.15, 0.15, rgb("f4ff8a"), 0, 0)
        base.glow(-0.28, -0.04, 0.9, (0.9, 1.0, 0.4), 0.6 + 0.4 * wave(t * 0.9))


def bat(role: Role, name: str) -> Actor:
    """A bat: flapping, scalloped wings around a small furry body."""
    color = paint(role.color, rgb("4a3f52"))

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        beat = wave(t * 2.0)
        base = pen.at(0.05 * drift(t, 0.2), 0.07 * drift(t, 0.6) - 0.05 * beat, 6 * drift(t, 0.4), 0.7)
        for side in (-1, 1):
            wing = base.at(side * 0.08, 0.08, side * (12 + 32 * beat), wide=side)
            wing.smooth(
                [
                    (0, 0.05),
                    (0.3, 0.26),
                    (0.72, 0.16),
                    (0.62, -0.06),
                    (0.46, 0.02),
                    (0.38, -0.14),
                    (0.24, -0.02),
                    (0.12, -0.16),
                    (0, -0.1),
                ],
                scaled(color, 0.85),
            )
        for side in (-1, 1):
            base.smooth([(side * 0.02, 0.2), (side * 0.11, 0.42), (side * 0.16, 0.16)], color)
        base.ball(0, -0.04, 0.12, 0.17, color)
        base.ball(0, 0.16, 0.135, 0.125, color)
        for side in (-1, 1):
            base.ball(side * 0.055, 0.18, 0.035, 0.04 * (1 - 0.9 * blink(t, 0.1)), rgb("ffe27a"), 0, 0.4)
            base.dot(side * 0.055, 0.18, 0.016, INK)
            base.fill([(side * 0.03 - 0.012, 0.1), (side * 0.03 + 0.012, 0.1), (side * 0.03, 0.06)], SNOW, 0, 0)
        return 0.0

    speed = {"fly": 6.0, "race": 9.0}.get(role.action, 0.0)
    return Actor(0.4, 1.0, "air", speed, ("front", "side"), Reach(-0.75, -0.55, 0.75, 0.6), draw)


def snake(role: Role, name: str) -> Actor:
    """A snake, worm or caterpillar: a wave runs along it; a snake that fights or talks rears its head."""
    color = painted(
        role.color, ("green", "olive", "orange", "crimson") if name == "snake" else ("rose", "lime"), role.seed, "skin"
    )
    size = {"snake": 1.6, "worm": 0.3, "caterpillar": 0.35}.get(name, 1.6)
    thick = {"snake": 0.055, "worm": 0.08, "caterpillar": 0.12}.get(name, 0.055)
    moves = role.action in ("walk", "run", "race", "swim", "climb")
    reared = role.action in ("fight", "talk", "dance", "look", "wave", "celebrate", "idle")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        xs = np.linspace(-0.5, 0.42, 24)
        rate = (1.1 if moves else 0.35) * (1.6 if role.action in ("run", "race") else 1.0)
        humps = np.array([0.5 + 0.5 * wave(2.6 * x - t * rate) for x in xs])
        ys = thick + (0.11 if name == "snake" else 0.16) * humps * np.minimum(1, (xs + 0.5) * 4) * np.minimum(
            1, (0.46 - xs) * 5
        )
        path = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
        rise = 0.34 if reared and name == "snake" else 0.05
        sway = 0.04 * wave(t * 0.7)
        path += [
            (0.46 + sway * 0.4, thick + rise * 0.55),
            (0.45 + sway, thick + rise),
            (0.53 + sway, thick + rise + 0.02),
        ]
        base = pen.at(grow=size)
        taper = [0.012, thick * 0.8, thick, thick, thick, thick * 0.85]
        base.tube(path, taper, color, 0.3)
        for k in range(3, 26, 2):
            x, y = path[k]
            base.ball(
                x,
                y + thick * 0.35,
                0.018,
                thick * 0.4,
                mix(color, rgb("f7cb2d"), 0.6) if name == "snake" else scaled(color, 0.75),
                0,
                0,
            )
        _snake_head(base.at(path[-1][0], path[-1][1], 6 * wave(t * 0.7)), color, thick, t, name)
        return 0.0

    speed = (0.8 if name == "snake" else 0.05) * (2 if role.action in ("run", "race") else 1) if moves else 0.0
    return Actor(
        0.34 * size if name == "snake" else 0.3 * size,
        size,
        "ground",
        speed,
        ("side",),
        Reach(-0.62 * size, -0.05 * size, 0.8 * size, 0.75 * size),
        draw,
    )


def _snake_head(pen: Pen, color: Color, thick: float, t: float, name: str) -> None:
    if name == "snake" and wave(t * 0.8) > 0.2:
        pen.tube([(0.08, -0.01), (0.15, 0.0), (0.18, 0.02 + 0.01 * wave(t * 6))], [0.008], rgb("d8262c"), 0, 0)
    grow = 1.35 if name == "snake" else 1.1
    pen.ball(0.02, 0, thick * grow * 1.35, thick * grow, color, 0.25)
    pen.ball(0.04, thick * 0.55, thick * 0.48, thick * 0.5 * (1 - 0.9 * blink(t, 0.7)), SNOW, 0, 0.4)
    pen.dot(0.05, thick * 0.55, thick * 0.26, INK)
    pen.stroke([(0.09, -thick * 0.3), (0.03, -thick * 0.5)], INK, 0.009)


def spider(role: Role, name: str) -> Actor:
    """A spider (or ant): eight quick legs; `climb`, `fall` and `float` hang it from its thread."""
    color = paint(role.color, rgb("3b3440") if name == "spider" else rgb("8a3a2a"))
    hangs = role.action in ("climb", "fall", "float", "dive", "fly")
    moves = role.action in ("walk", "run", "race", "climb", "fight")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        lift = 0.1 * hop(t * 1.3) if role.action in ("jump", "dance", "celebrate") else 0.0
        base = pen.at(0, 0.0 if hangs else 0.16 + lift, 5 * wave(t * 0.5) if hangs else 0.0, 0.6)
        if hangs:
            base.stroke([(0, 0.1), (0, 1.6)], SNOW, 0.012, 0.8)
        count = 4 if name == "spider" else 3
        for side in (-1, 1):
            for k in range(count):
                step = 0.07 * wave(t * 2.6 + 0.27 * k + 0.5 * (side > 0)) if moves else 0.012 * wave(t * 0.7 + k)
                x = side * (0.24 + 0.13 * k)
                base.tube(
                    [
                        (side * 0.08, 0.02),
                        (x * 0.75, 0.24 - 0.02 * k + step),
                        (x * 1.25, -0.24 + max(0.0, step) - lift),
                    ],
                    [0.03, 0.026, 0.012],
                    scaled(color, 0.85),
                )
        base.ball(-0.16, 0.08, 0.26, 0.22, color, 0.34)
        base.ball(0.16, 0.0, 0.17, 0.15, color, 0.3)
        for side in (-1, 1):
            base.ball(0.2 + side * 0.07, 0.06, 0.055, 0.06 * (1 - 0.9 * blink(t, 0.4)), SNOW, 0, 0.4)
            base.dot(0.21 + side * 0.07, 0.06, 0.028, INK)
        return lift

    habitat: Habitat = "air" if hangs else "ground"
    return Actor(
        0.4, 0.8, habitat, 0.6 if moves and not hangs else 0.0, ("front", "side"), Reach(-0.7, -0.4, 0.7, 1.1), draw
    )


def snail(role: Role, name: str) -> Actor:
    """A snail: it stretches and draws together as it glides."""
    color = painted(role.color, ("orange", "rose", "tan"), role.seed, "shell")

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        reach = 0.5 + 0.5 * wave(t * 0.4)
        base = pen.at(grow=0.4)
        body = rgb("e8c99a")
        base.tube(
            [(-0.55, 0.05), (-0.1, 0.09), (0.36 + 0.1 * reach, 0.09), (0.52 + 0.1 * reach, 0.34)],
            [0.02, 0.09, 0.1, 0.1],
            body,
        )
        for dx in (0.0, 0.1):
            x = 0.5 + 0.1 * reach + dx
            base.tube([(x, 0.4), (x + 0.05, 0.62 + 0.02 * wave(t + dx))], [0.02], body)
            base.ball(x + 0.05, 0.64, 0.045, 0.045, INK, 0, 0)
        base.ball(-0.08, 0.42, 0.36, 0.35, color, 0.34)
        spiral = [
            (-0.08 + 0.27 * (1 - k / 30) * math.cos(k * 0.42), 0.42 + 0.27 * (1 - k / 30) * math.sin(k * 0.42))
            for k in range(28)
        ]
        base.stroke(spiral, scaled(color, 0.6), 0.045)
        return 0.0

    return Actor(
        0.32,
        0.5,
        "ground",
        0.05 if role.action in ("walk", "run", "race") else 0.0,
        ("side",),
        Reach(-0.35, -0.05, 0.4, 0.45),
        draw,
    )

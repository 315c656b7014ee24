"""Plants, and the forces of nature: trees, fire, tornado, wave, volcano, sun, planets. Lengths in metres."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.actor import Role
from moviefactory.video.animatic.figures.motion import drift, wave
from moviefactory.video.animatic.figures.palette import GLASS, GOLD, INK, IRON, SNOW, WOOD
from moviefactory.video.animatic.figures.pen import Pen
from moviefactory.video.animatic.figures.props import draw_flame

_LEAF, _BARK = rgb("3f9a4a"), rgb("7a4f2c")


def draw_flower(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = 0.07 * drift(t, 0.4, 0.45)
    top = (sway, 0.68)
    pen.tube([(0, 0), (-0.02, 0.35), top], [0.026, 0.022], rgb("3a8a3f"))
    for side, y in ((-1, 0.22), (1, 0.32)):
        pen.at(sway * 0.3, y, -side * 52).smooth([(0, 0), (-0.07, 0.14), (0, 0.3), (0.07, 0.14)], rgb("4fa84f"))
    bloom = pen.at(*top, turn=-60 * sway)
    for ring, dark, count in ((0.19, 0.86, 8), (0.15, 1.0, 8)):
        for k in range(count):
            a = 2 * math.pi * (k + 0.5 * (ring < 0.18)) / count
            bloom.ball(
                ring * math.cos(a), ring * math.sin(a), 0.105, 0.068, scaled(color, dark), 0.2, 0.6, math.degrees(a)
            )
    bloom.ball(0, 0, 0.105, 0.105, rgb("f5b92e"), 0.3, 0.7)
    for k in range(7):
        bloom.dot(0.06 * math.cos(k * 2.4), 0.06 * math.sin(k * 2.4), 0.013, rgb("a8681e"))


def draw_tree(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = 0.06 * drift(t, 0.3, 0.4)
    pen.smooth([(-0.5, 0), (-0.26, 0.5), (-0.24, 2.2), (0.24, 2.2), (0.28, 0.5), (0.56, 0)], _BARK, 0.2)
    pen.tube([(0, 1.7), (0.7, 2.6)], [0.16, 0.09], _BARK)
    pen.tube([(0, 1.9), (-0.7, 2.7)], [0.15, 0.08], _BARK)
    for k, (x, y, r) in enumerate(
        (
            (-1.15, 2.7, 0.85),
            (1.15, 2.75, 0.85),
            (0, 2.6, 0.95),
            (-0.75, 3.6, 0.95),
            (0.78, 3.65, 0.95),
            (0, 4.35, 0.95),
            (0.05, 3.4, 1.05),
        )
    ):
        push = sway * y * 0.4
        pen.ball(
            x + push, y, r * (1 + 0.02 * wave(t * 0.7 + k * 0.3)), r * 0.92, scaled(color, 0.9 + 0.04 * k), 0.26, 0.5
        )
    for x, y in ((-0.9, 3.9), (0.5, 4.2), (0.9, 3.1), (-0.4, 3.0), (0.1, 3.7)):
        pen.ball(x + sway * y * 0.4, y, 0.28, 0.2, mix(color, rgb("d8f08a"), 0.3), 0, 0, alpha=0.55)


def draw_pine(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = 0.05 * drift(t, 0.3, 0.4)
    pen.smooth([(-0.24, 0), (-0.18, 0.9), (0.18, 0.9), (0.26, 0)], _BARK, 0.2)
    for k in range(4):
        y, w, x = 0.55 + 0.95 * k, 1.45 - 0.3 * k, sway * (0.6 + k)
        pen.smooth([(x - w, y), (x - w * 0.5, y + 0.75), (x + sway * 0.5, y + 1.7), (x + w * 0.5, y + 0.75), (x + w,
            y), (x + w * 0.4, y + 0.12), (x, y - 0.06), (x - w * 0.4, y + 0.12)],
                   scaled(color, 0.84 + 0.07 * k), 0.3)  # fmt: skip


def draw_palm(pen: Pen, role: Role, color: Color, t: float) -> None:
    sway = 0.12 * drift(t, 0.3, 0.4)
    pen.tube([(0, 0), (0.3, 1.6), (0.35 + sway * 0.5, 3.2), (0.2 + sway, 4.4)], [0.26, 0.19, 0.16, 0.13], rgb("a97b48"))
    for k in range(7):
        pen.stroke([(0.1 + 0.03 * k, 0.6 + 0.5 * k), (0.42 + 0.01 * k, 0.62 + 0.5 * k)], rgb("7a5630"), 0.05)
    top = pen.at(0.2 + sway, 4.4)
    for turn in (-165, -15, -140, -40, 165, 15, 120, 60, 90):
        leaf = top.at(turn=turn + 5 * wave(t * 0.6 + turn))
        bend = -0.55 if abs(turn) < 90 else 0.55
        leaf.smooth(
            [
                (0, 0.05),
                (0.8, 0.3),
                (1.5, 0.12 + bend * 0.3),
                (1.9, bend),
                (1.35, -0.05 + bend * 0.25),
                (0.7, 0.02),
                (0, -0.05),
            ],
            color,
            0.25,
        )
    for x, y in ((-0.12, -0.12), (0.15, -0.14), (0.02, -0.22)):
        top.ball(x, y, 0.15, 0.16, rgb("7a4a2a"))


def draw_cactus(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.tube([(-0.05, 0.8), (-0.6, 0.85), (-0.62, 1.5)], [0.19, 0.19, 0.16], color)
    pen.tube([(0.05, 1.0), (0.58, 1.05), (0.6, 1.85)], [0.19, 0.18, 0.15], color)
    pen.tube([(0, 0.05), (0, 2.15)], [0.31, 0.27], color, 0.3)
    for x in (-0.14, 0.0, 0.14):
        pen.stroke([(x, 0.15), (x * 0.9, 2.25)], scaled(color, 0.72), 0.035)
    pen.ball(0, 2.46, 0.16, 0.12, rgb("f05fa0"), 0.2, 0.6)


def draw_mushroom(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.smooth([(-0.16, 0), (-0.12, 0.34), (0.12, 0.34), (0.16, 0), (0, -0.03)], rgb("f4ead0"), 0.2)
    pen.smooth([(-0.42, 0.32), (-0.34, 0.58), (0, 0.76), (0.34, 0.58), (0.42, 0.32), (0, 0.25)], color, 0.34)
    for x, y, r in ((-0.2, 0.46, 0.065), (0.03, 0.6, 0.08), (0.24, 0.44, 0.06)):
        pen.ball(x, y, r, r * 0.85, SNOW, 0.1, 0)


def draw_fire(pen: Pen, role: Role, color: Color, t: float) -> None:
    for x, turn in ((-0.28, 20), (0.28, -20), (0.0, 2)):
        pen.at(x, 0.06, 90 + turn).tube([(0, -0.45), (0, 0.45)], [0.09], WOOD)
    for x, h, late in ((-0.26, 0.8, 0.3), (0.26, 0.85, 0.6), (0.0, 1.35, 0.0)):
        draw_flame(pen.at(x, 0.08), h, t + late)
    for k in range(6):
        age = (t * 0.8 + k / 6) % 1.0
        pen.dot(
            0.35 * wave(k * 0.37 + t * 0.3) * (0.5 + age),
            0.6 + 1.3 * age,
            0.03 * (1 - age),
            rgb("ffc04a"),
            alpha=1 - age,
        )


def draw_tornado(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k in range(13):
        y = 0.35 + 0.72 * k
        width = 0.35 + 0.028 * (k + 2) ** 1.85
        x = 0.55 * wave(t * 0.5 - 0.045 * k) * (1 - k / 16)
        pen.ball(x, y, width, 0.46 + 0.025 * k, scaled(color, 0.82 + 0.025 * k), 0.3, 0.35, 3 * wave(t + k), 0.9)
        a = t * 2.2 - 0.31 * k
        pen.tube(
            [
                (x + width * 0.85 * math.cos(2 * math.pi * (a + d)), y + 0.16 * math.sin(2 * math.pi * (a + d)))
                for d in (0, 0.06, 0.12)
            ],
            [0.05],
            SNOW,
            0,
            0,
            alpha=0.4,
        )
    for k in range(9):
        a = 2 * math.pi * (t * 0.8 + k / 9)
        pen.at(1.5 * math.cos(a), 0.5 + 0.22 * k + 0.3 * math.sin(a), 57 * a).slab(
            -0.16, -0.1, 0.16, 0.1, (_BARK, IRON, _LEAF)[k % 3], 0.03
        )
    for k in range(5):
        pen.haze(-1.2 + 0.6 * k + 0.3 * wave(t + k), 0.15, 0.6, 0.25, rgb("b59a78"), 0.5)


def draw_wave(pen: Pen, role: Role, color: Color, t: float) -> None:
    rise = 1 + 0.05 * wave(t * 0.5)
    p = pen.at(tall=rise)
    p.smooth(
        [
            (-4.6, -0.2),
            (-3.0, 0.9),
            (-1.2, 2.5),
            (0.5, 3.9),
            (2.2, 4.2),
            (3.3, 3.5),
            (3.5, 2.7),
            (2.7, 3.1),
            (1.9, 2.8),
            (1.6, 1.9),
            (2.2, 0.8),
            (3.6, 0.0),
            (4.4, -0.2),
        ],
        color,
        0.4,
    )
    p.smooth(
        [(-3.4, 0.5), (-0.9, 2.3), (0.9, 3.5), (1.7, 3.5), (0.9, 2.6), (0.9, 1.2), (1.8, 0.1)],
        mix(color, GLASS, 0.45),
        0.3,
        0,
    )
    for k in range(3):
        p.stroke([(-3.0 + 0.5 * k, 0.4), (-0.7 + 0.35 * k, 1.9), (0.6 + 0.3 * k, 3.2 - 0.2 * k)], SNOW, 0.07, 0.6, True)
    for k in range(15):
        a = k / 14
        x, y = 0.3 + 3.1 * a, 3.75 + 0.55 * math.sin(math.pi * a) - 1.0 * a**3
        p.ball(x + 0.08 * wave(t * 1.1 + k * 0.3), y + 0.08 * wave(t * 1.7 + k * 0.21), 0.3, 0.25, SNOW, 0.1, 0.3)


def draw_volcano(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k in range(8):
        age = (t * 0.4 + k / 8) % 1.0
        pen.haze(
            1.6 * wave(k * 0.618) * age,
            4.4 + 3.0 * age,
            0.5 + 1.0 * age,
            0.5 + 0.8 * age,
            mix(IRON, SNOW, 0.15),
            0.7 * (1 - age),
        )
    for k in range(10):
        age = (t * 0.7 + k * 0.1) % 1.0
        vx = 2.2 * (((k * 0.618) % 1) * 2 - 1)
        pen.ball(
            vx * age, 4.1 + 5.5 * age - 5.6 * age * age, 0.17, 0.17, mix(rgb("fff0a0"), rgb("e03a1a"), age), 0.1, 0
        )
    draw_flame(pen.at(0, 3.9), 1.6, t)
    pen.smooth(
        [(-4.4, 0), (-2.6, 1.5), (-1.1, 4.0), (-0.55, 4.2), (0, 4.0), (0.55, 4.2), (1.1, 4.0), (2.6, 1.5), (4.4, 0)],
        color,
        0.4,
    )
    for path in (
        ((-0.3, 4.05), (-0.55, 3.0), (-1.4, 1.5), (-1.5, 0.4)),
        ((0.35, 4.05), (0.55, 3.2), (0.4, 2.1), (1.3, 0.8)),
    ):
        pen.tube(path, [0.16, 0.2, 0.24, 0.14], rgb("ff6a1f"), 0.1, 0.3)
        pen.tube(path, [0.06, 0.08, 0.1, 0.05], rgb("ffd75a"), 0, 0)


def draw_lightning(pen: Pen, role: Role, color: Color, t: float) -> None:
    flash = 0.55 + 0.45 * max(0.0, wave(t * 1.6)) ** 3
    for x, y, r in ((-1.2, 5.2, 0.9), (0, 5.6, 1.15), (1.3, 5.2, 0.95), (0.2, 4.9, 1.2)):
        pen.ball(x, y, r * 1.3, r * 0.8, rgb("5b6478"), 0.35, 0.3)
    pen.fill(
        [(0.2, 4.6), (-0.9, 2.3), (-0.1, 2.4), (-0.6, 0.0), (1.0, 3.0), (0.2, 2.9), (0.9, 4.6)],
        mix(rgb("f5b92e"), rgb("fffbe0"), flash),
        0.1,
        0.4,
    )
    pen.glow(0, 2.4, 3.4, (1.0, 0.95, 0.6), flash)


def draw_cloud(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k, (x, y, r) in enumerate(
        ((-1.5, -0.2, 0.75), (-0.7, 0.35, 0.95), (0.4, 0.5, 1.05), (1.45, -0.05, 0.85), (0, -0.3, 1.0))
    ):
        pen.ball(x, y + 0.03 * wave(t * 0.5 + k), r * 1.15, r * 0.85, color, 0.16, 0.25)


def draw_sun(pen: Pen, role: Role, color: Color, t: float) -> None:
    for k in range(12):
        pen.at(turn=30 * k + t * 9).fill(
            [(0.92, -0.2), (1.45 + 0.08 * wave(t + k * 0.5), 0), (0.92, 0.2)], rgb("ffb52e"), 0.1, 0.5
        )
    pen.ball(0, 0, 0.95, 0.95, rgb("ffd04a"), 0.25)
    for side in (-1, 1):
        pen.ball(side * 0.3, 0.12, 0.09, 0.14, INK, 0, 0)
        pen.ball(side * 0.52, -0.12, 0.13, 0.08, rgb("ff8a4a"), 0, 0, alpha=0.6)
    pen.stroke([(-0.28, -0.18), (0, -0.34), (0.28, -0.18)], rgb("8a3a1e"), 0.07, 1, True)
    pen.glow(0, 0, 2.6, (1.0, 0.85, 0.4), 0.7)


def draw_moon(pen: Pen, role: Role, color: Color, t: float) -> None:
    pen.ball(0, 0, 1.1, 1.1, rgb("e8e4d4"), 0.3)
    for x, y, r in ((-0.4, 0.4, 0.24), (0.35, 0.1, 0.3), (-0.2, -0.45, 0.2), (0.5, -0.55, 0.14), (-0.7, -0.1, 0.12)):
        pen.ball(x, y, r, r * 0.9, rgb("c9c3ae"), 0.15, 0)
    pen.glow(0, 0, 2.2, (0.85, 0.9, 1.0), 0.45)


def draw_planet(pen: Pen, role: Role, color: Color, t: float) -> None:
    tilt = pen.at(turn=16)
    back = [(1.95 * math.cos(a), 0.42 * math.sin(a)) for a in np.linspace(0, math.pi, 20)]
    tilt.stroke(back, scaled(GOLD, 0.72), 0.16)
    pen.ball(0, 0, 1.1, 1.1, color, 0.4)
    for y, w in ((0.45, 0.14), (0.05, 0.2), (-0.42, 0.12)):
        half = math.sqrt(max(0.0, 1.1**2 - y * y)) * 0.97
        tilt.stroke([(-half, y), (0, y - 0.12), (half, y)], mix(color, SNOW, 0.35), w, 0.55, True)
    tilt.stroke([(x, -y) for x, y in back], GOLD, 0.17)

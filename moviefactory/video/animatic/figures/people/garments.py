"""What is drawn onto and around the trunk: belts, coats, capes, wings, emblems. In body units (height 1), hip at 0.

A garment gets a `Trunk`: where the trunk's outline lies and in which colours. Names are those of Costume.extras.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.figures.motion import wave
from moviefactory.video.animatic.figures.palette import GOLD, INK, IRON, SNOW, STEEL, WOOD
from moviefactory.video.animatic.figures.pen import Pen


@dataclass(frozen=True)
class Trunk:
    """The trunk that garments follow: half widths at `hem` (below the hip), waist and chest, and its length."""

    waist: float
    chest: float
    length: float  # hip to shoulder
    turned: float  # 0 faces us, 1 is side on
    top: Color
    accent: Color
    time_s: float
    leg: float

    @property
    def front(self) -> float:
        """Where the middle of the chest is: it moves to the right as the body turns."""
        return 0.5 * self.chest * self.turned


Garment = Callable[[Pen, Trunk], None]


def _belt(pen: Pen, trunk: Trunk) -> None:
    pen.slab(-trunk.waist * 1.03, 0.0, trunk.waist * 1.03, 0.034, rgb("5a3a22"), 0.012, edge=0.4)


def _belt_buckle(pen: Pen, trunk: Trunk) -> None:
    _belt(pen, trunk)
    x = trunk.front
    pen.slab(x - 0.022, -0.004, x + 0.022, 0.038, GOLD, 0.008, edge=0.5)


def _sash(pen: Pen, trunk: Trunk) -> None:
    pen.tube([(-trunk.chest * 0.9, trunk.length * 0.92), (trunk.waist * 0.9, 0.05)], [0.018], trunk.accent, edge=0.4)


def _red_sash(pen: Pen, trunk: Trunk) -> None:
    pen.slab(-trunk.waist * 1.03, -0.005, trunk.waist * 1.03, 0.035, rgb("d8262c"), 0.012, edge=0.4)
    swing = 0.012 * wave(trunk.time_s * 1.1)
    pen.tube([(-trunk.waist * 0.6, 0.0), (-trunk.waist * 0.9 + swing, -0.1)], [0.014, 0.02], rgb("d8262c"), edge=0.4)


def _armour(pen: Pen, trunk: Trunk) -> None:
    x, c, h = trunk.front * 0.5, trunk.chest, trunk.length
    plate = mix(trunk.top, SNOW, 0.3)
    pen.smooth([(-c * 0.9, h * 0.92), (x, h * 0.98), (c * 0.9, h * 0.92), (c * 0.92, h * 0.5), (x, h * 0.3),
        (-c * 0.92, h * 0.5)],
               plate, 0.35)  # fmt: skip
    pen.stroke([(x, h * 0.94), (x + 0.004, h * 0.34)], scaled(trunk.top, 0.6), 0.008)
    for side in (-1, 1):
        pen.ball(side * c * (1.08 - 0.3 * trunk.turned), h * 0.9, 0.052, 0.044, plate, 0.35)


def _plates(pen: Pen, trunk: Trunk) -> None:
    for row in range(4):
        y = trunk.length * (0.2 + 0.17 * row)
        pen.stroke([(-trunk.chest * 0.85, y), (trunk.front * 0.5, y - 0.012), (trunk.chest * 0.85, y)], GOLD, 0.008)


def _tabard(pen: Pen, trunk: Trunk) -> None:
    x, w = trunk.front * 0.7, trunk.waist * 0.62
    pen.fill([(x - w, trunk.length * 0.62), (x + w, trunk.length * 0.62), (x + w * 1.15, -0.12), (x, -0.15),
        (x - w * 1.15, -0.12)],
             trunk.accent)  # fmt: skip
    pen.slab(x - 0.012, 0.06, x + 0.012, 0.18, GOLD, 0.003, 0, 0)
    pen.slab(x - 0.04, 0.115, x + 0.04, 0.138, GOLD, 0.003, 0, 0)
    _belt_buckle(pen, trunk)


def _coat(pen: Pen, trunk: Trunk) -> None:
    x, w = trunk.front, trunk.waist
    swing = 0.012 * wave(trunk.time_s * 0.9)
    pen.smooth([(-w * 1.02, 0.06), (w * 1.02, 0.06), (w * 1.25 + swing, -trunk.leg * 0.48), (-w * 1.25 + swing,
        -trunk.leg * 0.48)],
               trunk.top)  # fmt: skip
    pen.stroke([(x, trunk.length * 0.9), (x, -trunk.leg * 0.46)], scaled(trunk.top, 0.6), 0.009)
    for side in (-1, 1):
        pen.fill([(x, trunk.length * 0.7), (x + side * 0.05, trunk.length * 0.98), (x + side * 0.075,
            trunk.length * 0.78)],
                 scaled(trunk.top, 0.8), 0, 0.5)  # fmt: skip


def _lab_coat(pen: Pen, trunk: Trunk) -> None:
    w, h, x = trunk.waist, trunk.length, trunk.front
    for side in (-1, 1):
        outer = side * trunk.chest * 1.02
        inner = x + side * 0.032
        pen.smooth([(inner, h * 0.98), (outer, h * 0.9), (side * w * 1.12, 0.05), (side * w * 1.3, -trunk.leg * 0.5),
                    (inner * 0.7 + side * 0.012, -trunk.leg * 0.5), (inner, h * 0.4)], SNOW, 0.16)  # fmt: skip
    pen.slab(x + 0.045, h * 0.52, x + 0.08, h * 0.6, scaled(SNOW, 0.82), 0.004, 0, 0)


def _stethoscope(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.stroke(
        [(x - 0.05, h), (x - 0.04, h * 0.72), (x, h * 0.6), (x + 0.04, h * 0.72), (x + 0.05, h)],
        IRON,
        0.012,
        curved=True,
    )
    pen.ball(x, h * 0.58, 0.019, 0.019, STEEL, edge=0.5)


def _suit(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.fill([(x - 0.036, h), (x + 0.036, h), (x, h * 0.42)], SNOW, 0.1, 0)
    for side in (-1, 1):
        pen.fill(
            [(x, h * 0.42), (x + side * 0.034, h * 1.0), (x + side * 0.07, h * 0.76)], scaled(trunk.top, 1.25), 0, 0.5
        )


def _tie(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.fill([(x - 0.014, h * 0.96), (x + 0.014, h * 0.96), (x + 0.02, h * 0.5), (x, h * 0.4), (x - 0.02, h * 0.5)],
             rgb("b3122f"), 0.2, 0.4)  # fmt: skip


def _bow_tie(pen: Pen, trunk: Trunk) -> None:
    x, y = trunk.front, trunk.length * 0.94
    for side in (-1, 1):
        pen.fill([(x, y), (x + side * 0.042, y + 0.024), (x + side * 0.042, y - 0.024)], rgb("b3122f"), 0.1, 0.4)


def _vest(pen: Pen, trunk: Trunk, color: Color | None = None) -> None:
    paint = color or rgb("6b4226")
    x, h, c = trunk.front, trunk.length, trunk.chest
    for side in (-1, 1):
        pen.smooth([(x + side * 0.045, h * 0.95), (side * c * 0.96, h * 0.9), (side * trunk.waist * 1.02, 0.04),
                    (x + side * 0.012, 0.03), (x + side * 0.02, h * 0.5)], paint)  # fmt: skip


def _vest_black(pen: Pen, trunk: Trunk) -> None:
    _vest(pen, trunk, INK)
    _bow_tie(pen, trunk)


def _apron(pen: Pen, trunk: Trunk, color: Color = SNOW) -> None:
    x, w = trunk.front * 0.7, trunk.waist
    pen.smooth([(x - w * 0.5, trunk.length * 0.72), (x + w * 0.5, trunk.length * 0.72), (x + w * 0.8, 0.08),
                (x + w * 0.85, -trunk.leg * 0.42), (x - w * 0.85, -trunk.leg * 0.42), (x - w * 0.8, 0.08)], color,
                    0.12, 0.7)  # fmt: skip


def _overalls(pen: Pen, trunk: Trunk) -> None:
    x, w, h = trunk.front * 0.7, trunk.waist, trunk.length
    color = trunk.accent
    pen.slab(-w * 1.02, -0.02, w * 1.02, h * 0.3, color, 0.02, 0.1, 0)
    pen.slab(x - w * 0.62, h * 0.2, x + w * 0.62, h * 0.66, color, 0.015, 0.15, 0.5)
    for side in (-1, 1):
        pen.stroke([(x + side * w * 0.5, h * 0.62), (side * w * 0.75, h * 0.98)], scaled(color, 0.85), 0.024)
        pen.dot(x + side * w * 0.48, h * 0.61, 0.011, GOLD)


def _suspenders(pen: Pen, trunk: Trunk) -> None:
    for side in (-1, 1):
        pen.stroke([(trunk.front * 0.6 + side * 0.045, 0.03), (side * 0.06, trunk.length * 0.97)], rgb("5a3a22"), 0.018)


def _straps(pen: Pen, trunk: Trunk) -> None:
    pen.stroke([(-trunk.chest * 0.8, trunk.length * 0.95), (trunk.waist * 0.9, 0.04)], rgb("6b4226"), 0.02)


def _stripes(pen: Pen, trunk: Trunk) -> None:
    for row in range(4):
        y = trunk.length * (0.16 + 0.2 * row)
        half = trunk.waist + (trunk.chest - trunk.waist) * y / trunk.length
        pen.stroke([(-half * 0.97, y), (half * 0.97, y)], rgb("2a63cf"), 0.02)


def _checks(pen: Pen, trunk: Trunk) -> None:
    for row in range(4):
        y = trunk.length * (0.14 + 0.22 * row)
        pen.stroke([(-trunk.waist * 0.92, y), (trunk.waist * 0.92, y)], scaled(trunk.top, 0.65), 0.008)
    for column in (-0.6, -0.2, 0.2, 0.6):
        pen.stroke(
            [(column * trunk.waist, 0.02), (column * trunk.waist, trunk.length * 0.92)], scaled(trunk.top, 0.65), 0.008
        )


def _buttons(pen: Pen, trunk: Trunk, color: Color = INK) -> None:
    for row in range(3):
        for side in (-1, 1):
            pen.dot(trunk.front + side * 0.028, trunk.length * (0.3 + 0.2 * row), 0.0095, color)


def _brass_buttons(pen: Pen, trunk: Trunk) -> None:
    _buttons(pen, trunk, GOLD)


def _badge(pen: Pen, trunk: Trunk) -> None:
    pen.ball(trunk.front + 0.045, trunk.length * 0.68, 0.019, 0.021, GOLD, edge=0.5)


def _reflective(pen: Pen, trunk: Trunk) -> None:
    for y in (0.22, 0.62):
        pen.slab(
            -trunk.chest * 0.95, trunk.length * y, trunk.chest * 0.95, trunk.length * y + 0.026, rgb("f4f07a"), 0, 0, 0
        )
        pen.slab(
            -trunk.chest * 0.95, trunk.length * y + 0.008, trunk.chest * 0.95, trunk.length * y + 0.018, STEEL, 0, 0, 0
        )


def _emblem(pen: Pen, trunk: Trunk) -> None:
    x, y = trunk.front, trunk.length * 0.66
    pen.smooth([(x - 0.055, y + 0.035), (x, y + 0.045), (x + 0.055, y + 0.035), (x + 0.03, y - 0.03), (x,
        y - 0.055), (x - 0.03, y - 0.03)],
               GOLD, 0.15, 0.5)  # fmt: skip
    pen.fill([(x - 0.005, y + 0.032), (x + 0.022, y + 0.032), (x + 0.004, y + 0.004), (x + 0.022, y + 0.004),
        (x - 0.014, y - 0.044),
              (x - 0.002, y - 0.008), (x - 0.022, y - 0.008)], rgb("d8262c"), 0, 0)  # fmt: skip


def _number(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.slab(x - 0.045, h * 0.42, x + 0.045, h * 0.74, SNOW, 0.008, 0, 0)
    pen.stroke([(x, h * 0.48), (x, h * 0.68)], INK, 0.018)


def _racing(pen: Pen, trunk: Trunk) -> None:
    for side in (-1, 1):
        pen.stroke([(side * trunk.chest * 0.6, trunk.length * 0.95), (side * trunk.waist * 0.6, 0.0)], SNOW, 0.02)


def _spacesuit(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.slab(x - 0.055, h * 0.32, x + 0.055, h * 0.62, mix(STEEL, SNOW, 0.4), 0.015, 0.2, 0.6)
    for place, color in ((-0.03, "d8262c"), (0.0, "35a04a"), (0.03, "2a63cf")):
        pen.dot(x + place, h * 0.52, 0.0105, rgb(color))
    pen.slab(x - 0.04, h * 0.36, x + 0.04, h * 0.44, rgb("2f4560"), 0.006, 0, 0)
    pen.stroke([(-trunk.waist, 0.015), (trunk.waist, 0.015)], STEEL, 0.024)
    pen.slab(-trunk.chest * 0.98, h * 0.72, -trunk.chest * 0.6, h * 0.82, trunk.accent, 0.006, 0, 0)


def _scarf(pen: Pen, trunk: Trunk) -> None:
    y = trunk.length * 1.0
    flutter = 0.014 * wave(trunk.time_s * 1.3)
    pen.tube(
        [(trunk.front - 0.02, y - 0.02), (trunk.front - 0.05 + flutter, y - 0.12)],
        [0.022, 0.026],
        rgb("d8262c"),
        edge=0.5,
    )
    pen.tube([(-0.065, y), (trunk.front * 0.7, y - 0.02), (0.07, y)], [0.027], rgb("d8262c"), edge=0.5)


def _shawl(pen: Pen, trunk: Trunk) -> None:
    h, c = trunk.length, trunk.chest
    pen.smooth([(-c * 1.1, h * 0.95), (0, h * 1.04), (c * 1.1, h * 0.95), (c * 1.15, h * 0.55), (trunk.front,
        h * 0.35), (-c * 1.15, h * 0.55)],
               mix(trunk.top, SNOW, 0.45))  # fmt: skip


def _fur(pen: Pen, trunk: Trunk) -> None:
    h, c = trunk.length, trunk.chest
    for x in np.linspace(-1, 1, 7):
        pen.ball(x * c * 1.02, h * (0.98 - 0.1 * abs(x)), 0.034, 0.03, SNOW, 0.12, 0.5)


def _fur_hem(pen: Pen, trunk: Trunk) -> None:
    pen.slab(-trunk.waist * 1.12, -0.05, trunk.waist * 1.12, -0.012, SNOW, 0.018, 0.12, 0.5)
    _fur(pen, trunk)


def _necklace(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.stroke([(x - 0.045, h), (x, h * 0.84), (x + 0.045, h)], GOLD, 0.011, curved=True)
    pen.ball(x, h * 0.83, 0.016, 0.018, rgb("d8262c"), edge=0.5)


def _beads(pen: Pen, trunk: Trunk) -> None:
    for a in np.linspace(-1, 1, 9):
        pen.ball(trunk.front + 0.07 * a, trunk.length * (0.62 + 0.38 * a * a), 0.015, 0.015, WOOD, edge=0.5)


def _ruff(pen: Pen, trunk: Trunk) -> None:
    for x in np.linspace(-1, 1, 8):
        pen.ball(x * 0.105, trunk.length * 1.0, 0.026, 0.032, SNOW if round(x * 3.5) % 2 else rgb("f7cb2d"), 0.12, 0.5)


def _pompoms(pen: Pen, trunk: Trunk) -> None:
    for row in range(3):
        pen.ball(trunk.front, trunk.length * (0.2 + 0.26 * row), 0.024, 0.024, rgb("d8262c"), edge=0.5)


def _sparkle(pen: Pen, trunk: Trunk) -> None:
    for index in range(9):
        x = trunk.waist * 0.8 * (((index * 0.618) % 1) * 2 - 1)
        light = 0.5 + 0.5 * wave(trunk.time_s * 1.7 + index * 0.37)
        pen.dot(x, trunk.length * (0.08 + 0.1 * index), 0.006 + 0.006 * light, rgb("fff3c0"), alpha=0.35 + 0.6 * light)


def _torn(pen: Pen, trunk: Trunk) -> None:
    w = trunk.waist
    for x, y in ((-0.5, 0.3), (0.35, 0.7)):
        pen.fill([(x * w - 0.02, y * trunk.length), (x * w + 0.024, y * trunk.length + 0.02), (x * w + 0.008,
            y * trunk.length - 0.045)],
                 scaled(trunk.top, 0.55), 0, 0)  # fmt: skip
    pen.fill(
        [(k * w * 0.25, 0.0 if k % 2 else -0.04) for k in range(-4, 5)] + [(w, 0.03), (-w, 0.03)], trunk.top, 0.05, 0
    )


def _bandages(pen: Pen, trunk: Trunk) -> None:
    for row in range(5):
        y = trunk.length * (0.08 + 0.19 * row)
        tilt = 0.018 * (-1) ** row
        pen.stroke([(-trunk.waist * 0.98, y - tilt), (trunk.waist * 0.98, y + tilt)], scaled(trunk.top, 0.72), 0.009)


def _spots(pen: Pen, trunk: Trunk) -> None:
    for index in range(8):
        x = trunk.waist * 0.8 * (((index * 0.618 + 0.2) % 1) * 2 - 1)
        pen.ball(x, trunk.length * (0.05 + 0.11 * index), 0.014, 0.01, rgb("6b4226"), 0, 0)


def _bib(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.smooth([(x - 0.07, h * 0.96), (x + 0.07, h * 0.96), (x + 0.06, h * 0.55), (x - 0.06, h * 0.55)], SNOW, 0.1, 0.5)
    pen.ball(x, h * 0.72, 0.022, 0.022, rgb("f28ab2"), 0, 0)


def _shells(pen: Pen, trunk: Trunk) -> None:
    for side in (-1, 1):
        pen.smooth([(trunk.front * 0.6 + side * 0.04 - 0.03, trunk.length * 0.62), (trunk.front * 0.6 + side * 0.04,
            trunk.length * 0.8),
                    (trunk.front * 0.6 + side * 0.04 + 0.03, trunk.length * 0.62)], rgb("b58be0"), 0.2,
                        0.6)  # fmt: skip


def _white_collar(pen: Pen, trunk: Trunk) -> None:
    pen.slab(trunk.front - 0.035, trunk.length * 0.93, trunk.front + 0.035, trunk.length * 1.02, SNOW, 0.008, 0.05, 0)


def _panda_chest(pen: Pen, trunk: Trunk) -> None:
    h, c = trunk.length, trunk.chest
    pen.smooth([(-c * 1.02, h * 0.7), (-c * 0.86, h * 0.95), (0, h * 1.03), (c * 0.86, h * 0.95), (c * 1.02,
        h * 0.7), (c * 0.5, h * 0.62),
                (-c * 0.5, h * 0.62)], rgb("2e2c35"), 0.1, 0)  # fmt: skip


def _bones(pen: Pen, trunk: Trunk) -> None:
    x, h = trunk.front, trunk.length
    pen.stroke([(x, 0), (x, h)], SNOW, 0.022)
    for row in range(4):
        y = h * (0.38 + 0.17 * row)
        half = trunk.chest * (0.62 + 0.1 * row)
        pen.stroke([(x - half, y - 0.02), (x, y), (x + half, y - 0.02)], SNOW, 0.02, curved=True)


def _backpack(pen: Pen, trunk: Trunk) -> None:
    x, h = -trunk.chest * (0.25 + 0.9 * trunk.turned), trunk.length
    color = SNOW if trunk.top[2] > 0.85 and trunk.top[0] > 0.85 else rgb("8a5630")
    pen.slab(x - 0.125, h * 0.12, x + 0.125 - 0.06 * trunk.turned, h * 1.0, scaled(color, 0.86), 0.04)
    pen.slab(x - 0.1, h * 0.2, x + 0.06, h * 0.5, scaled(color, 0.72), 0.02, edge=0.5)


def _tank(pen: Pen, trunk: Trunk) -> None:
    x = -trunk.chest * (0.4 + 0.9 * trunk.turned)
    pen.tube([(x, 0.02), (x, trunk.length * 0.98)], [0.05], rgb("f7cb2d"))


def _katana_back(pen: Pen, trunk: Trunk) -> None:
    pen.tube([(trunk.chest * 0.9, 0.02), (-trunk.chest * 1.0, trunk.length * 1.1)], [0.014], INK)
    pen.tube(
        [(-trunk.chest * 1.0, trunk.length * 1.1), (-trunk.chest * 1.25, trunk.length * 1.3)], [0.016], rgb("d8262c")
    )


def _fairy_wings(pen: Pen, trunk: Trunk) -> None:
    beat = 0.75 + 0.25 * wave(trunk.time_s * 4.3)
    for side in (-1, 1):
        wing = pen.at(-0.06 * trunk.turned, trunk.length * 0.72, wide=side * beat * (1 - 0.25 * trunk.turned))
        wing.smooth([(0, 0), (0.16, 0.23), (0.34, 0.27), (0.36, 0.1), (0.2, -0.02)], rgb("c6f0ff"), 0.2, 0.6, alpha=0.8)
        wing.smooth([(0, 0), (0.2, -0.02), (0.27, -0.14), (0.15, -0.21)], rgb("e3c9ff"), 0.2, 0.6, alpha=0.8)
        wing.smooth([(0.1, 0.1), (0.24, 0.2), (0.28, 0.12)], SNOW, 0, 0, alpha=0.5)


def _angel_wings(pen: Pen, trunk: Trunk) -> None:
    beat = 8 * wave(trunk.time_s * 0.8)
    for side in (-1, 1):
        wing = pen.at(-0.05 * trunk.turned, trunk.length * 0.7, turn=side * beat, wide=side * (1 - 0.25 * trunk.turned))
        for index, (x, y) in enumerate(((0.36, -0.2), (0.42, -0.06), (0.44, 0.1), (0.4, 0.24))):
            wing.tube(
                [(0, 0), (x * 0.55, y * 0.3 + 0.14), (x, y)],
                [0.06, 0.07, 0.025],
                mix(SNOW, (0.8, 0.86, 1.0), 0.25 - 0.06 * index),
            )


def _devil_tail(pen: Pen, trunk: Trunk) -> None:
    swing = 0.04 * wave(trunk.time_s * 0.9)
    pen.tube([(0, 0), (-0.16, -0.12), (-0.26, 0.04), (-0.24 + swing, 0.2)], [0.02, 0.016, 0.012], rgb("b3122f"))
    pen.fill([(-0.29 + swing, 0.19), (-0.24 + swing, 0.28), (-0.19 + swing, 0.19)], rgb("b3122f"))


def draw_cape(pen: Pen, trunk: Trunk, color: Color, stream: float) -> None:
    """A cape from the shoulders; `stream` in [0, 1]: 0 hangs, 1 flies out behind."""
    ripple = 0.03 * wave(trunk.time_s * 1.15)
    other = 0.03 * wave(trunk.time_s * 1.15 + 0.35)
    h, c = trunk.length, trunk.chest * (1.15 - 0.3 * trunk.turned)
    low = -trunk.leg * (0.72 - 0.42 * stream)
    back = -(0.14 * trunk.turned + 0.5 * stream)
    wide = c * (1.75 - 0.75 * trunk.turned)
    pen.smooth([(-c, h * 0.95), (0, h * 1.03), (c * 0.9, h * 0.95), (wide * 0.9 + back * 0.75 + other, low * 0.4),
                (wide + back + ripple, low), (back * 1.1, low - 0.035 + other), (-wide + back * 1.25 + ripple,
                    low + 0.03),
                (-wide * 0.9 + back * 0.7 - other, low * 0.3)], color, 0.3)  # fmt: skip


BEHIND: dict[str, Garment] = {
    "backpack": _backpack, "tank": _tank, "katana_back": _katana_back, "fairy_wings": _fairy_wings,
    "angel_wings": _angel_wings, "devil_tail": _devil_tail,
}  # fmt: skip
ON: dict[str, Garment] = {
    "belt": _belt, "belt_buckle": _belt_buckle, "sash": _sash, "red_sash": _red_sash, "armour": _armour,
    "plates": _plates, "tabard": _tabard, "coat": _coat, "lab_coat": _lab_coat, "stethoscope": _stethoscope,
    "suit": _suit, "tie": _tie, "bow_tie": _bow_tie, "vest": _vest, "vest_black": _vest_black, "apron": _apron,
    "apron_brown": lambda pen, trunk: _apron(pen, trunk, rgb("7a4a2a")), "overalls": _overalls,
    "suspenders": _suspenders, "straps": _straps, "stripes": _stripes, "checks": _checks, "buttons": _buttons,
    "brass_buttons": _brass_buttons, "badge": _badge, "reflective": _reflective, "emblem": _emblem, "number": _number,
    "racing": _racing, "spacesuit": _spacesuit, "scarf": _scarf, "shawl": _shawl, "fur": _fur, "fur_hem": _fur_hem,
    "necklace": _necklace, "beads": _beads, "ruff": _ruff, "pompoms": _pompoms, "sparkle": _sparkle, "torn": _torn,
    "bandages": _bandages, "spots": _spots, "bib": _bib, "shells": _shells, "white_collar": _white_collar,
    "bones": _bones, "panda_chest": _panda_chest,
}  # fmt: skip

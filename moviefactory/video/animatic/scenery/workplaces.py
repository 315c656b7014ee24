"""Furniture of workshops, laboratories, schools, offices and sickrooms."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled, spline
from moviefactory.video.animatic.scenery.furniture import OAK, box, standing_shadow
from moviefactory.video.animatic.scenery.indoors import WARM, light_level

STEEL: Color = rgb("#b4bac2")
GLASSY: tuple[Color, ...] = (rgb("#4ac0c8"), rgb("#e8923c"), rgb("#8c5ac8"), rgb("#5ac86a"), rgb("#e85a7a"))


def glassware(art: Art, x: float, y: float, wide_m: float, rng: np.random.Generator) -> None:
    """Flasks, beakers and tubes with luminous liquids, joined by pipes."""
    px = x - wide_m / 2
    last: tuple[float, float] | None = None
    while px < x + wide_m / 2:
        hue = GLASSY[int(rng.integers(len(GLASSY)))]
        size = float(rng.uniform(0.09, 0.17))
        glass = (0.85, 0.93, 0.96)
        if rng.random() < 0.5:
            art.ellipse((px, y + size), (size, size), glass, 0.35)
            art.polygon(oval(px, y + size * 0.8, size * 0.86, size * 0.68), hue, 0.85)
            art.rect(px - size * 0.22, y + size * 1.8, px + size * 0.22, y + size * 3.0, glass, 0.45)
            top = (px, y + size * 3.0)
        else:
            art.polygon(
                [
                    (px - size, y),
                    (px - size * 0.25, y + size * 1.9),
                    (px - size * 0.25, y + size * 2.6),
                    (px + size * 0.25, y + size * 2.6),
                    (px + size * 0.25, y + size * 1.9),
                    (px + size, y),
                ],
                glass,
                0.4,
            )
            art.polygon(
                [
                    (px - size * 0.94, y + 0.01),
                    (px - size * 0.5, y + size * 1.1),
                    (px + size * 0.5, y + size * 1.1),
                    (px + size * 0.94, y + 0.01),
                ],
                hue,
                0.85,
            )
            top = (px, y + size * 2.6)
        art.ellipse((px - size * 0.35, y + size * 1.1), (size * 0.10, size * 0.3), (1, 1, 1), 0.7)
        art.glow(px, y + size * 0.8, size * 3.2, hue, 0.35)
        if last is not None and rng.random() < 0.45:
            middle = ((last[0] + top[0]) / 2, max(last[1], top[1]) + 0.16)
            art.line(spline([last, middle, top], closed=False), (0.85, 0.93, 0.96), 0.022, 0.8)
        last = top
        px += size * 2 + float(rng.uniform(0.05, 0.2))


def monitor(art: Art, x: float, y: float, wide_m: float, hue: Color, rng: np.random.Generator) -> None:
    """A screen on a foot, with a chart on it."""
    tall = wide_m * 0.6
    art.rect(x - 0.04, y, x + 0.04, y + 0.14, (0.1, 0.1, 0.12))
    art.rect(x - wide_m * 0.22, y, x + wide_m * 0.22, y + 0.025, (0.12, 0.12, 0.14))
    low = y + 0.12
    art.rect(x - wide_m / 2, low, x + wide_m / 2, low + tall, (0.08, 0.09, 0.11))
    inner = (x - wide_m * 0.46, low + tall * 0.07, x + wide_m * 0.46, low + tall * 0.93)
    art.rect(*inner, (0.04, 0.07, 0.10))
    art.lamp.rect(*inner, scaled(hue, 0.25), to=scaled(hue, 0.12))
    t = np.linspace(0, 1, 16)
    wave = low + tall * (0.5 + 0.25 * np.sin(8 * t + float(rng.uniform(0, 6))) * np.cos(2 * t))
    art.lamp.line(np.stack([inner[0] + (inner[2] - inner[0]) * t, wave], axis=1), hue, 0.018)
    for row in range(3):
        end = float(rng.uniform(0.2, 0.5))
        art.lamp.rect(
            inner[0] + 0.02,
            low + tall * (0.14 + 0.08 * row),
            inner[0] + wide_m * end,
            low + tall * (0.17 + 0.08 * row),
            scaled(hue, 0.7),
        )
    art.glow(x, low + tall / 2, wide_m * 1.1, hue, 0.25)


def tool_wall(art: Art, x: float, y: float, wide_m: float, rng: np.random.Generator) -> None:
    """A board with hanging tools: hammers, saws, spanners, screwdrivers."""
    board = rgb("#b58d5c")
    art.rect(x - wide_m / 2, y, x + wide_m / 2, y + 1.15, board, to=scaled(board, 0.8))
    art.line([(x - wide_m / 2, y + 1.15), (x + wide_m / 2, y + 1.15)], scaled(board, 0.5), 0.04)
    wood, red = rgb("#7a4a2c"), rgb("#c8402e")
    for row in range(2):
        for index in range(int(wide_m / 0.27)):
            px, top = x - wide_m / 2 + 0.18 + 0.27 * index, y + 1.02 - 0.55 * row
            kind = int(rng.integers(5))
            tall = float(rng.uniform(0.28, 0.42))
            if kind == 0:
                art.line([(px, top), (px, top - tall)], wood, 0.035)
                art.rect(px - 0.09, top - 0.06, px + 0.08, top + 0.01, scaled(STEEL, 0.7))
            elif kind == 1:
                art.polygon([(px - 0.05, top), (px + 0.08, top), (px + 0.02, top - tall)], STEEL, to=scaled(STEEL, 0.6))
                art.ellipse((px + 0.02, top), (0.07, 0.05), wood)
            elif kind == 2:
                art.line([(px, top), (px, top - tall)], STEEL, 0.035)
                for end in (0.0, tall):
                    art.line(oval(px, top - end, 0.05, 0.05), scaled(STEEL, 0.8), 0.03, closed=True)
            elif kind == 3:
                art.line([(px, top - 0.14), (px, top - tall)], STEEL, 0.016)
                art.line([(px, top), (px, top - 0.15)], red, 0.045)
            else:
                for side in (-1, 1):
                    art.line([(px + side * 0.02, top), (px + side * 0.06, top - tall)], red, 0.028)
                art.ellipse((px, top + 0.02), (0.04, 0.05), scaled(STEEL, 0.7))


def workbench(art: Art, x: float, wide_m: float, rng: np.random.Generator) -> None:
    """A heavy bench with a vice, a drawer chest, boxes and a work lamp."""
    half = wide_m / 2
    standing_shadow(art, x, wide_m)
    for px in (-half + 0.15, half - 0.15):
        art.rect(x + px - 0.08, 0, x + px + 0.08, 0.9, OAK, to=scaled(OAK, 0.5))
    art.rect(x - half + 0.1, 0.22, x + half - 0.1, 0.30, scaled(OAK, 0.75))
    for index in range(3):
        px, hue = x - half + 0.5 + index * 0.55, (rgb("#b5483c"), rgb("#3f6ea8"), rgb("#6b7a4a"))[index]
        art.rect(px - 0.2, 0.30, px + 0.2, 0.30 + 0.16 + 0.08 * (index % 2), hue, to=scaled(hue, 0.6))
    box(art, x - half, 0.84, x + half, 0.95, OAK)
    art.rect(x + half * 0.55, 0.95, x + half * 0.55 + 0.26, 1.12, rgb("#3f6a8c"), to=rgb("#284558"))
    art.line([(x + half * 0.55 - 0.14, 1.04), (x + half * 0.55 + 0.34, 1.04)], STEEL, 0.04)
    for index in range(4):
        px = x - half * 0.7 + 0.3 * index
        hue = (rgb("#c9a24e"), rgb("#7aa0a8"), rgb("#8a4a3a"), STEEL)[index]
        art.rect(px - 0.07, 0.95, px + 0.07, 0.95 + float(rng.uniform(0.1, 0.26)), hue, to=scaled(hue, 0.6))


def blackboard(art: Art, x: float, y: float, size: tuple[float, float], rng: np.random.Generator) -> None:
    """A green board with chalk drawings: a curve, a triangle, sums without meaning."""
    wide, tall = size
    green, chalk = rgb("#2f5546"), (0.92, 0.94, 0.90)
    art.rect(x - wide / 2 - 0.08, y - 0.08, x + wide / 2 + 0.08, y + tall + 0.08, OAK, to=scaled(OAK, 0.7))
    art.rect(x - wide / 2, y, x + wide / 2, y + tall, green, to=scaled(green, 0.86))
    for _ in range(5):
        cx, cy = x + wide * float(rng.uniform(-0.4, 0.4)), y + tall * float(rng.uniform(0.2, 0.8))
        art.ellipse((cx, cy), (wide * 0.09, tall * 0.10), (1, 1, 1), 0.05, blur_m=0.06)
    left, low = x - wide * 0.44, y + tall * 0.14
    art.line([(left, low + tall * 0.62), (left, low), (left + wide * 0.26, low)], chalk, 0.025, 0.85)
    t = np.linspace(0, 1, 14)
    art.line(
        np.stack([left + wide * 0.24 * t, low + tall * (0.1 + 0.5 * t * t)], axis=1), (0.98, 0.85, 0.45), 0.028, 0.9
    )
    tx = x + wide * 0.30
    art.line(
        [(tx - wide * 0.1, low), (tx + wide * 0.12, low), (tx + wide * 0.12, low + tall * 0.5)],
        chalk,
        0.025,
        0.85,
        closed=True,
    )
    for row in range(4):
        px = x - wide * 0.12
        for _ in range(5):
            step = wide * float(rng.uniform(0.012, 0.035))
            py = y + tall * (0.74 - 0.16 * row)
            art.line([(px, py), (px + step * 0.5, py + tall * 0.05), (px + step, py - 0.01)], chalk, 0.02, 0.8)
            px += step + wide * 0.014
    art.rect(x - wide / 2, y - 0.13, x + wide / 2, y - 0.06, scaled(OAK, 1.1), to=scaled(OAK, 0.7))
    for px in (-0.3, -0.25, 0.1):
        art.rect(x + wide * px, y - 0.07, x + wide * px + 0.09, y - 0.045, chalk)


def school_desk(art: Art, x: float, rng: np.random.Generator) -> None:
    """A two-seat desk from behind, with books on it."""
    standing_shadow(art, x, 1.2)
    for px in (-0.5, 0.5):
        art.line([(x + px, 0.0), (x + px * 0.94, 0.7)], rgb("#4a5058"), 0.045)
    box(art, x - 0.62, 0.68, x + 0.62, 0.75, rgb("#c79a62"))
    art.rect(x - 0.56, 0.52, x + 0.56, 0.66, rgb("#a67c4a"), to=rgb("#7d5a34"))
    for px in (-0.32, 0.28):
        hue = (rgb("#b5483c"), rgb("#3f6ea8"), rgb("#4f8a5a"))[int(rng.integers(3))]
        art.rect(x + px - 0.14, 0.75, x + px + 0.14, 0.80, hue)
        art.rect(x + px - 0.12, 0.80, x + px + 0.12, 0.84, rgb("#efe9da"))
        chair_x = x + px
        art.rect(chair_x - 0.19, 0.46, chair_x + 0.19, 0.80, rgb("#d0a468"), to=rgb("#94703f"))
        for side in (-1, 1):
            art.line([(chair_x + side * 0.16, 0.48), (chair_x + side * 0.20, 0.0)], rgb("#4a5058"), 0.035)


def poster(art: Art, x: float, y: float, size: tuple[float, float], rng: np.random.Generator) -> None:
    """A wall chart: a map, a diagram, bands of colour."""
    wide, tall = size
    art.rect(x - wide / 2 + 0.03, y - tall / 2 - 0.04, x + wide / 2 + 0.04, y + tall / 2, art.light.shade, 0.3)
    art.rect(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, rgb("#efe9da"), to=rgb("#d6cdb8"))
    if rng.random() < 0.5:
        art.rect(x - wide * 0.44, y - tall * 0.42, x + wide * 0.44, y + tall * 0.42, rgb("#a8cbd8"))
        for px, py, size_m in ((-0.24, 0.14, 0.16), (-0.16, -0.2, 0.12), (0.14, 0.08, 0.22), (0.26, -0.22, 0.1)):
            turn = np.linspace(0, 2 * math.pi, 10)[:-1]
            reach = size_m * wide * rng.uniform(0.6, 1.1, 9)
            blob = np.stack([x + px * wide + reach * np.cos(turn), y + py * tall + reach * np.sin(turn)], axis=1)
            art.polygon(
                spline(blob, per_segment=3), (rgb("#c9b25a"), rgb("#7a9a5a"), rgb("#c47a4a"))[int(rng.integers(3))]
            )
    else:
        for index in range(5):
            hue = GLASSY[index]
            art.rect(x - wide * 0.38, y + tall * (0.26 - 0.14 * index), x + wide * float(rng.uniform(-0.1, 0.38)),
                     y + tall * (0.34 - 0.14 * index), mix(hue, (1, 1, 1), 0.2))  # fmt: skip


def sickbed(art: Art, x: float, rng: np.random.Generator) -> None:
    """A hospital bed with a rail, a drip stand and a monitor with a pulse."""
    standing_shadow(art, x, 2.1)
    for px in (-0.9, 0.9):
        art.line([(x + px, 0.08), (x + px, 0.95 if px < 0 else 0.75)], STEEL, 0.045)
        art.ellipse((x + px, 0.06), (0.06, 0.06), (0.15, 0.15, 0.17))
    art.rect(x - 0.95, 0.40, x + 0.95, 0.48, STEEL, to=scaled(STEEL, 0.6))
    art.rect(x - 0.92, 0.48, x + 0.92, 0.66, (0.95, 0.96, 0.97), to=(0.74, 0.78, 0.82))
    art.polygon(oval(x - 0.66, 0.72, 0.25, 0.10, angle=8), (0.97, 0.98, 0.99), to=(0.78, 0.82, 0.86))
    cover = rgb("#8fb8c8")
    art.polygon([(x - 0.35, 0.70), (x + 0.95, 0.69), (x + 0.97, 0.36), (x - 0.30, 0.42)], cover, to=scaled(cover, 0.7))
    art.line([(x - 1.25, 0.0), (x - 1.25, 1.85)], STEEL, 0.03)
    art.line([(x - 1.4, 1.82), (x - 1.1, 1.82)], STEEL, 0.03)
    art.rect(x - 1.19, 1.45, x - 1.05, 1.78, (0.85, 0.93, 0.98), 0.8)
    monitor(art, x + 1.35, 1.05, 0.6, (0.35, 1.0, 0.6), rng)
    art.rect(x + 1.31, 0.0, x + 1.39, 1.05, STEEL, to=scaled(STEEL, 0.6))


def plinth(art: Art, x: float, rng: np.random.Generator) -> None:
    """A museum pedestal with a bust, a vase or a globe under a spot of light."""
    white = rgb("#e4e0d8")
    standing_shadow(art, x, 0.7)
    art.rect(x - 0.28, 0, x + 0.28, 1.0, white, to=scaled(white, 0.72))
    art.rect(x - 0.33, 0.98, x + 0.33, 1.06, white)
    kind = int(rng.integers(3))
    if kind == 0:
        stone = rgb("#d0c8b8")
        art.polygon(
            spline(
                [
                    (x - 0.24, 1.06),
                    (x - 0.2, 1.25),
                    (x - 0.07, 1.33),
                    (x + 0.07, 1.33),
                    (x + 0.2, 1.25),
                    (x + 0.24, 1.06),
                ]
            ),
            stone,
            to=scaled(stone, 0.6),
        )
        art.ellipse((x, 1.50), (0.13, 0.18), stone, to=scaled(stone, 0.7))
    elif kind == 1:
        clay = rgb("#b5603a")
        art.polygon(
            spline(
                [
                    (x - 0.08, 1.06),
                    (x - 0.22, 1.35),
                    (x - 0.1, 1.6),
                    (x - 0.13, 1.7),
                    (x + 0.13, 1.7),
                    (x + 0.1, 1.6),
                    (x + 0.22, 1.35),
                    (x + 0.08, 1.06),
                ]
            ),
            clay,
            to=scaled(clay, 0.55),
        )
        art.rect(x - 0.2, 1.33, x + 0.2, 1.40, rgb("#2a1f1a"), 0.8)
    else:
        art.ellipse((x, 1.36), (0.24, 0.24), rgb("#c9a24e"), to=rgb("#6b4f1c"))
        art.line(oval(x, 1.36, 0.3, 0.09, angle=20), rgb("#8a6a3c"), 0.03, closed=True)
    level = 0.5 + 0.5 * light_level(art.light)
    art.lamp.polygon(
        [(x - 0.08, 3.2), (x + 0.08, 3.2), (x + 0.55, 1.0), (x - 0.55, 1.0)],
        scaled(WARM, 0.18 * level),
        1.0,
        blur_m=0.08,
    )
    art.glow(x, 1.4, 1.0, WARM, 0.25 * level)


def barrel_row(art: Art, x: float, count: int, rng: np.random.Generator) -> None:
    """Casks lying on a rack, ends to the front."""
    standing_shadow(art, x, count * 0.9)
    for index in range(count):
        cx = x + (index - (count - 1) / 2) * 0.86
        for y in (0.42, 1.2):
            art.ellipse((cx, y), (0.40, 0.40), scaled(OAK, 0.62))
            art.ellipse((cx, y), (0.33, 0.33), mix(OAK, art.light.key, 0.1), to=scaled(OAK, 0.6))
            for px in (-0.16, 0.0, 0.16):
                art.line([(cx + px, y - 0.28), (cx + px, y + 0.28)], scaled(OAK, 0.5), 0.015)
            art.line(oval(cx, y, 0.37, 0.37), rgb("#4a4a50"), 0.035, closed=True)


def trunk_heap(art: Art, x: float, rng: np.random.Generator) -> None:
    """Old suitcases and boxes, a covered chair: an attic's things."""
    standing_shadow(art, x, 1.6)
    for px, y, wide, tall, hue in (
        (-0.4, 0.0, 0.95, 0.42, rgb("#7a4a2c")),
        (-0.35, 0.42, 0.75, 0.28, rgb("#4f6a5a")),
        (0.55, 0.0, 0.6, 0.55, rgb("#b5946a")),
        (-0.3, 0.70, 0.5, 0.22, rgb("#8c3f34")),
    ):
        left = x + px - wide / 2
        box(art, left, y, left + wide, y + tall, hue)
        for share in (0.2, 0.8):
            art.rect(left + wide * share - 0.03, y, left + wide * share + 0.03, y + tall, scaled(hue, 0.55))
        art.ellipse((left + wide / 2, y + tall * 0.55), (0.05, 0.03), rgb("#c9a24e"))

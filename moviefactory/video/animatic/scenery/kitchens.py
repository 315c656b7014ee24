"""Furniture of kitchens and cafes."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.scenery.furniture import OAK, box, standing_shadow
from moviefactory.video.animatic.scenery.ornaments import mug
from moviefactory.video.animatic.scenery.workplaces import STEEL

COPPER: Color = rgb("#b5683f")


def counter(art: Art, x0: float, wide_m: float, front: Color, top: Color, height_m: float = 0.92) -> None:
    """A run of base cupboards with drawers, knobs and a worktop."""
    standing_shadow(art, x0 + wide_m / 2, wide_m)
    art.rect(x0, 0.0, x0 + wide_m, 0.10, scaled(front, 0.3))
    art.rect(x0, 0.10, x0 + wide_m, height_m, scaled(front, 0.7))
    units = max(1, round(wide_m / 0.62))
    step = wide_m / units
    for index in range(units):
        left, right = x0 + index * step + 0.02, x0 + (index + 1) * step - 0.02
        for low, high in ((0.13, height_m - 0.26), (height_m - 0.23, height_m - 0.07)):
            art.rect(left, low, right, high, mix(front, art.light.key, 0.14), to=scaled(front, 0.8))
            if high - low > 0.3:
                art.rect(
                    left + 0.07, low + 0.07, right - 0.07, high - 0.07, scaled(front, 0.86), to=scaled(front, 0.74)
                )
        art.ellipse(((left + right) / 2, height_m - 0.15), (0.028, 0.022), STEEL)
        art.ellipse((right - 0.06, height_m - 0.36), (0.022, 0.03), STEEL)
    box(art, x0 - 0.03, height_m - 0.05, x0 + wide_m + 0.03, height_m, top)


def wall_cupboards(art: Art, x0: float, wide_m: float, low_m: float, front: Color, rng: np.random.Generator) -> None:
    """Upper cupboards, every other one glazed with plates inside."""
    units = max(1, round(wide_m / 0.6))
    step = wide_m / units
    high = low_m + 0.78
    art.rect(x0, low_m - 0.08, x0 + wide_m, low_m, art.light.shade, 0.35)
    for index in range(units):
        left, right = x0 + index * step, x0 + (index + 1) * step - 0.015
        art.rect(left, low_m, right, high, mix(front, art.light.key, 0.12), to=scaled(front, 0.78))
        inner = (left + 0.07, low_m + 0.07, right - 0.07, high - 0.07)
        if index % 2:
            art.rect(*inner, scaled(front, 0.85), to=scaled(front, 0.72))
        else:
            art.rect(*inner, rgb("#3a3630"))
            for shelf in (0.0, 0.32):
                y = inner[1] + shelf
                for px in np.arange(inner[0] + 0.08, inner[2] - 0.04, 0.12):
                    art.ellipse((float(px), y + 0.10), (0.05, 0.085), rgb("#e8e2d4"), to=rgb("#b3aa98"))
                art.rect(inner[0], y - 0.015, inner[2], y + 0.01, front)
        art.ellipse((right - 0.05, low_m + 0.12), (0.02, 0.026), STEEL)
    art.rect(x0 - 0.04, high, x0 + wide_m + 0.04, high + 0.07, scaled(front, 0.9))


def oven(art: Art, x: float) -> None:
    """A range with a glowing oven window, pots on the hob and a hood above."""
    iron = rgb("#3a4048")
    standing_shadow(art, x, 1.0)
    art.rect(x - 0.48, 0.05, x + 0.48, 0.93, iron, to=scaled(iron, 0.6))
    art.rect(x - 0.36, 0.20, x + 0.36, 0.58, rgb("#14110f"))
    art.lamp.rect(x - 0.33, 0.23, x + 0.33, 0.55, (0.62, 0.30, 0.08), to=(0.85, 0.42, 0.10))
    art.glow(x, 0.38, 0.9, (1.0, 0.55, 0.2), 0.28)
    art.rect(x - 0.36, 0.63, x + 0.36, 0.66, STEEL)
    for index in range(5):
        art.ellipse((x - 0.32 + 0.16 * index, 0.78), (0.042, 0.042), STEEL, to=scaled(STEEL, 0.5))
    for px, tone, tall in ((-0.24, COPPER, 0.24), (0.20, rgb("#b5483c"), 0.30)):
        pot(art, x + px, 0.95, tall, tone)
    hood = [
        (x - 0.55, 1.85),
        (x - 0.22, 2.25),
        (x - 0.22, art.top_m),
        (x + 0.22, art.top_m),
        (x + 0.22, 2.25),
        (x + 0.55, 1.85),
    ]
    art.polygon(hood, STEEL, to=scaled(STEEL, 0.62))
    art.rect(x - 0.57, 1.80, x + 0.57, 1.88, scaled(STEEL, 0.85))


def pot(art: Art, x: float, y: float, tall_m: float, tone: Color) -> None:
    """A cooking pot with handles and a lid."""
    half = tall_m * 0.62
    art.rect(x - half * 1.3, y + tall_m * 0.62, x + half * 1.3, y + tall_m * 0.72, scaled(tone, 0.5))
    art.rect(x - half, y, x + half, y + tall_m * 0.85, mix(tone, art.light.key, 0.25), to=scaled(tone, 0.6))
    art.ellipse((x, y + tall_m * 0.86), (half * 1.05, tall_m * 0.12), scaled(tone, 1.1), to=scaled(tone, 0.7))
    art.ellipse((x, y + tall_m * 1.02), (0.03, 0.03), (0.12, 0.11, 0.11))
    art.ellipse((x + art.side * half * 0.5, y + tall_m * 0.45), (half * 0.12, tall_m * 0.25), (1, 1, 1), 0.35)


def hanging_pans(art: Art, x: float, y: float, wide_m: float) -> None:
    """Copper pans and ladles on a rail."""
    art.line([(x - wide_m / 2, y), (x + wide_m / 2, y)], rgb("#4a4640"), 0.035)
    count = max(3, round(wide_m / 0.30))
    for index in range(count):
        px = x - wide_m / 2 + wide_m * (index + 0.5) / count
        tone = COPPER if index % 3 else STEEL
        size = 0.10 + 0.035 * (index % 3)
        art.line([(px, y), (px, y - 0.30)], scaled(tone, 0.7), 0.028)
        art.ellipse((px, y - 0.30 - size), (size, size), mix(tone, art.light.key, 0.2), to=scaled(tone, 0.5))
        art.ellipse((px, y - 0.30 - size), (size * 0.72, size * 0.72), scaled(tone, 0.75), to=scaled(tone, 0.95))


def fridge(art: Art, x: float) -> None:
    """A rounded refrigerator with magnets and notes."""
    tone = rgb("#8fb8b0")
    standing_shadow(art, x, 0.8)
    body = spline(
        [(x - 0.40, 0.05), (x - 0.40, 1.75), (x - 0.30, 1.86), (x + 0.30, 1.86), (x + 0.40, 1.75), (x + 0.40, 0.05)],
        per_segment=3,
    )
    art.polygon(body, mix(tone, art.light.key, 0.2), to=scaled(tone, 0.66))
    art.line([(x - 0.40, 1.28), (x + 0.40, 1.28)], scaled(tone, 0.5), 0.02)
    for y in (1.36, 1.0):
        art.rect(x + 0.28, y, x + 0.33, y + 0.2, STEEL, to=scaled(STEEL, 0.6))
    for px, y, hue in ((-0.2, 1.52, rgb("#f2e6a0")), (0.02, 1.5, rgb("#e8a0a0")), (-0.12, 1.05, rgb("#a0c8e8"))):
        art.rect(x + px - 0.07, y - 0.08, x + px + 0.07, y + 0.08, hue)


def bar(art: Art, x: float, wide_m: float, rng: np.random.Generator) -> None:
    """A cafe counter with a glass case of cakes, a coffee machine, cups."""
    half = wide_m / 2
    wood = rgb("#6b4630")
    standing_shadow(art, x, wide_m)
    art.rect(x - half, 0, x + half, 1.05, wood, to=scaled(wood, 0.62))
    for px in np.arange(x - half + 0.12, x + half - 0.3, 0.42):
        art.rect(float(px), 0.14, float(px) + 0.34, 0.92, scaled(wood, 1.2), to=scaled(wood, 0.8))
    box(art, x - half - 0.06, 1.02, x + half + 0.06, 1.12, rgb("#c9b79a"))
    case = (x - half + 0.15, x - half + wide_m * 0.45)
    art.rect(case[0], 1.12, case[1], 1.62, rgb("#2b2622"))
    for row in range(2):
        for px in np.arange(case[0] + 0.12, case[1] - 0.06, 0.19):
            hue = (rgb("#e8b0a0"), rgb("#8a4a2c"), rgb("#e8cf7a"), rgb("#d8556a"))[int(rng.integers(4))]
            art.ellipse((float(px), 1.19 + 0.24 * row), (0.075, 0.06), hue, to=scaled(hue, 0.65))
        art.rect(case[0], 1.12 + 0.24 * row, case[1], 1.145 + 0.24 * row, rgb("#d8dde0"))
    art.lamp.rect(case[0], 1.58, case[1], 1.62, (1.0, 0.86, 0.6))
    art.lamp.rect(case[0], 1.12, case[1], 1.6, (0.24, 0.19, 0.12))
    art.polygon(
        [(case[0], 1.62), (case[0] + 0.2, 1.62), (case[0] + 0.5, 1.12), (case[0] + 0.25, 1.12)], (1, 1, 1), 0.12
    )
    machine = x + half * 0.45
    art.rect(machine - 0.35, 1.14, machine + 0.35, 1.66, STEEL, to=scaled(STEEL, 0.55))
    art.rect(machine - 0.35, 1.54, machine + 0.35, 1.62, rgb("#a83038"))
    for px in (-0.18, 0.16):
        art.rect(machine + px - 0.05, 1.34, machine + px + 0.05, 1.42, (0.1, 0.1, 0.11))
        mug(art, machine + px, 1.14, rgb("#f0ece2"), 0.09)
    for index in range(6):
        mug(art, machine - 0.28 + 0.11 * index, 1.66, rgb("#f0ece2"), 0.08)


def bottle_shelf(art: Art, x: float, y: float, wide_m: float, rng: np.random.Generator) -> None:
    """Open shelves of bottles, jars and cups."""
    for row in range(3):
        low = y + 0.42 * row
        box(art, x - wide_m / 2, low - 0.04, x + wide_m / 2, low, OAK)
        px = x - wide_m / 2 + 0.06
        while px < x + wide_m / 2 - 0.08:
            hue = (rgb("#3f7a5a"), rgb("#b5683f"), rgb("#c9a24e"), rgb("#e4dccb"), rgb("#7a3f4a"))[int(rng.integers(5))]
            wide, tall = float(rng.uniform(0.04, 0.07)), float(rng.uniform(0.14, 0.32))
            art.rect(px, low, px + 2 * wide, low + tall * 0.68, mix(hue, art.light.key, 0.15), to=scaled(hue, 0.55))
            art.rect(px + wide * 0.65, low + tall * 0.68, px + wide * 1.35, low + tall, scaled(hue, 0.7))
            px += 2 * wide + 0.03


def cafe_table(art: Art, x: float) -> None:
    """A small round table on one leg, with cups."""
    standing_shadow(art, x, 0.7)
    art.rect(x - 0.035, 0.03, x + 0.035, 0.72, rgb("#3a3a40"))
    art.ellipse((x, 0.03), (0.24, 0.045), rgb("#3a3a40"))
    art.ellipse((x, 0.74), (0.40, 0.06), rgb("#d8cbb4"), to=rgb("#a39478"))
    mug(art, x - 0.12, 0.76, rgb("#f0ece2"), 0.09)
    mug(art, x + 0.16, 0.755, rgb("#b5683f"), 0.09)

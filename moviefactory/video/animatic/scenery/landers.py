"""What explorers leave on other worlds: a lander, a flag, a rover, a dish, footprints."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled, spline

FOIL: Color = rgb("#d0a23c")
SILVER: Color = rgb("#c9cdd4")
DARK: Color = rgb("#2c3038")


def long_shadow(art: Art, x: float, wide_m: float, reach_m: float) -> None:
    """The hard shadow of a low sun."""
    art.ellipse(
        (x - art.side * reach_m * 0.5, 0.0),
        (reach_m * 0.62 + wide_m * 0.3, wide_m * 0.05),
        art.light.shade,
        0.8,
        blur_m=wide_m * 0.02,
    )


def lander(art: Art, x: float, height_m: float) -> None:
    """A four-legged landing craft: a foil-wrapped base, a faceted cabin, an aerial."""
    h = height_m
    long_shadow(art, x, h, h * 1.5)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * h, py * h) for px, py in points]

    for side in (-1, 1):
        art.line(at((side * 0.24, 0.36), (side * 0.50, 0.03)), SILVER, h * 0.022)
        art.line(at((side * 0.22, 0.18), (side * 0.44, 0.10)), SILVER, h * 0.016)
        art.line(at((side * 0.12, 0.20), (side * 0.17, 0.03)), scaled(SILVER, 0.6), h * 0.02)
        for px in (0.50, 0.17):
            art.ellipse((x + side * px * h, 0.02 * h), (h * 0.06, h * 0.018), SILVER, to=scaled(SILVER, 0.5))
    art.polygon(at((-0.07, 0.17), (0.07, 0.17), (0.12, 0.05), (-0.12, 0.05)), DARK, to=scaled(DARK, 0.5))
    art.polygon(at((-0.32, 0.40), (0.32, 0.40), (0.34, 0.30), (0.28, 0.17), (-0.28, 0.17), (-0.34, 0.30)),
                mix(FOIL, art.light.key, 0.2), to=scaled(FOIL, 0.45))  # fmt: skip
    for index in range(9):
        px = -0.29 + 0.072 * index
        tone = mix(FOIL, (1, 1, 0.9), 0.5) if index % 2 else scaled(FOIL, 0.55)
        art.line(at((px, 0.39), (px + 0.03, 0.29), (px - 0.01, 0.18)), tone, h * 0.016, 0.6)
    cabin = at(
        (-0.22, 0.41),
        (-0.27, 0.56),
        (-0.20, 0.72),
        (-0.06, 0.78),
        (0.10, 0.78),
        (0.23, 0.70),
        (0.27, 0.55),
        (0.20, 0.41),
    )
    art.polygon(cabin, mix(SILVER, art.light.key, 0.2), to=scaled(SILVER, 0.6))
    away = -art.side
    art.polygon(
        at((away * 0.08, 0.41), (away * 0.10, 0.77), (away * 0.21, 0.70), (away * 0.26, 0.55), (away * 0.20, 0.41)),
        scaled(SILVER, 0.35),
        0.75,
    )
    for side in (-1, 1):
        window = at((side * 0.05, 0.66), (side * 0.16, 0.64), (side * 0.12, 0.56))
        art.polygon(window, DARK)
        if art.light.dark:
            art.lamp.polygon(window, (1.0, 0.85, 0.55))
    art.rect(x - 0.055 * h, 0.42 * h, x + 0.055 * h, 0.54 * h, DARK, to=scaled(DARK, 0.6))
    for row in range(8):
        art.line(
            at((-0.06 - 0.012 * row, 0.40 - 0.045 * row), (0.05 - 0.012 * row, 0.40 - 0.045 * row)), SILVER, h * 0.010
        )
    art.line(at((0.13, 0.76), (0.16, 0.95)), SILVER, h * 0.012)
    art.ellipse((x + 0.16 * h, 0.96 * h), (0.07 * h, 0.035 * h), SILVER, to=scaled(SILVER, 0.5), angle=-25)
    art.glow(x - 0.2 * h, 0.73 * h, h * 0.08, (1.0, 0.3, 0.2), 0.8)


def flag(art: Art, x: float, height_m: float) -> None:
    """A stiff flag on a pole: an emblem of no country."""
    h = height_m
    long_shadow(art, x, 0.3, h * 1.3)
    art.rect(x - 0.025, 0, x + 0.025, h, SILVER, to=scaled(SILVER, 0.6))
    t = np.linspace(0, 1, 9)
    wave = 0.05 * np.sin(6 * t)
    top = np.stack([x + 1.25 * t, h - 0.03 + wave * 0.6], axis=1)
    low = np.stack([x + 1.22 * t, h - 0.85 + wave], axis=1)
    blue = rgb("#2f5fb0")
    art.polygon(np.concatenate([top, low[::-1]]), blue, to=scaled(blue, 0.75))
    middle, half = (top + low) / 2, np.array((0.0, 0.13))
    art.polygon(np.concatenate([middle + half, (middle - half)[::-1]]), (0.95, 0.95, 0.93))
    art.ellipse((x + 0.36, h - 0.43), (0.22, 0.22), rgb("#e8b43c"))
    art.line(top, SILVER, 0.03)


def rover(art: Art, x: float, length_m: float) -> None:
    """A six-wheeled rover with a mast camera and a solar panel."""
    k = length_m
    long_shadow(art, x, k * 0.7, k * 0.8)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * k, py * k) for px, py in points]

    art.line(at((-0.36, 0.13), (-0.2, 0.30), (0.05, 0.30), (0.12, 0.14)), SILVER, k * 0.028)
    art.line(at((0.0, 0.30), (0.36, 0.13)), SILVER, k * 0.028)
    for px in (-0.36, 0.10, 0.37):
        art.ellipse((x + px * k, 0.125 * k), (0.125 * k, 0.125 * k), DARK)
        art.line(oval(x + px * k, 0.125 * k, 0.105 * k, 0.105 * k), scaled(SILVER, 0.6), k * 0.014, closed=True)
        for turn in range(6):
            a = turn * math.pi / 3
            spoke = ((x + px * k), 0.125 * k), (x + px * k + 0.1 * k * math.cos(a), 0.125 * k + 0.1 * k * math.sin(a))
            art.line(spoke, scaled(SILVER, 0.7), k * 0.010)
    art.polygon(
        at((-0.30, 0.28), (-0.32, 0.42), (0.28, 0.42), (0.32, 0.30)),
        mix((0.93, 0.92, 0.9), art.light.key, 0.2),
        to=(0.55, 0.55, 0.57),
    )
    art.polygon(at((-0.42, 0.47), (0.22, 0.43), (0.24, 0.46), (-0.40, 0.51)), rgb("#2a4a86"), to=rgb("#1a2c52"))
    art.line(at((0.20, 0.42), (0.20, 0.78)), SILVER, k * 0.026)
    art.polygon(at((0.12, 0.76), (0.12, 0.86), (0.30, 0.86), (0.30, 0.76)), (0.92, 0.92, 0.9), to=(0.6, 0.6, 0.62))
    for px in (0.165, 0.255):
        art.ellipse((x + px * k, 0.81 * k), (0.03 * k, 0.03 * k), DARK)
        art.ellipse((x + px * k + 0.008 * k, 0.818 * k), (0.01 * k, 0.01 * k), (0.6, 0.8, 1.0))
    art.ellipse((x - 0.22 * k, 0.64 * k), (0.10 * k, 0.05 * k), SILVER, to=scaled(SILVER, 0.5), angle=30)
    art.line(at((-0.22, 0.50), (-0.22, 0.63)), SILVER, k * 0.014)


def dish(art: Art, x: float, height_m: float) -> None:
    """A dish aerial on a tripod."""
    h = height_m
    long_shadow(art, x, h * 0.5, h)
    for px in (-0.28, 0.02, 0.3):
        art.line([(x + px * h, 0.0), (x, h * 0.55)], SILVER, h * 0.025)
    bowl = spline(
        [(x - 0.40 * h, h * 0.92), (x - 0.26 * h, h * 0.62), (x + 0.06 * h, h * 0.50), (x + 0.34 * h, h * 0.60)],
        closed=False,
    )
    art.polygon(bowl, mix(SILVER, art.light.key, 0.2), to=scaled(SILVER, 0.55))
    art.line([(x - 0.03 * h, h * 0.72), (x + 0.10 * h, h * 1.0)], SILVER, h * 0.02)
    art.glow(x + 0.10 * h, h * 1.0, h * 0.12, (1.0, 0.25, 0.2), 0.8)


def footprints(art: Art, x: float, rng: np.random.Generator, shade: Color, size: float) -> None:
    """A trail of boot prints, seen from above (art y is the world's z)."""
    for index in range(46):
        px = x - 9.0 + 0.42 * index
        z = 0.9 + 0.5 * math.sin(0.16 * index) + (0.14 if index % 2 else -0.14)
        art.polygon(oval(px, z * size, 0.15, 0.065, angle=6), shade, 0.6)
        art.polygon(oval(px + 0.02, z * size, 0.10, 0.04, angle=6), scaled(shade, 0.6), 0.7)

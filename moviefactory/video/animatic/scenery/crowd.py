"""People in the distance: simple, many, all different; they give a place its scale."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, capsule, mix, rgb, scaled
from moviefactory.video.animatic.stage import Paint, scatter

COATS: tuple[Color, ...] = tuple(
    rgb(text)
    for text in ("#b5483c", "#3d5a80", "#e0a458", "#4f6d57", "#7a5980", "#2f2f3a", "#c9c1b2", "#5d8aa8", "#8c5a3c")
)
SKINS: tuple[Color, ...] = tuple(rgb(text) for text in ("#f0c8a4", "#d9a273", "#a86f48", "#6b4529", "#e8b48c"))
HAIRS: tuple[Color, ...] = tuple(rgb(text) for text in ("#2a1f1a", "#5a3a22", "#a8763e", "#d8b46a", "#4a4a50"))


def person(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, stride: float = -1.0) -> None:
    """One walker or stander seen from afar; `stride` in [0, 1], chosen at random when negative."""
    coat, skin = COATS[int(rng.integers(len(COATS)))], SKINS[int(rng.integers(len(SKINS)))]
    hair, legs = HAIRS[int(rng.integers(len(HAIRS)))], scaled(COATS[int(rng.integers(len(COATS)))], 0.55)
    step = float(rng.uniform(0.0, 1.0)) if stride < 0 else stride
    h = height_m
    art.ellipse((x, y), (h * 0.20, h * 0.03), art.light.shade, 0.35, blur_m=h * 0.015)
    hip, shoulder = (x, y + h * 0.50), (x, y + h * 0.78)
    for side in (-1, 1):
        foot = (x + side * h * 0.12 * step + side * h * 0.02, y + h * 0.02)
        art.polygon(capsule(hip, foot, h * 0.060, h * 0.038), scaled(legs, 0.85 if side < 0 else 1.05))
    art.polygon(capsule(shoulder, (x, y + h * 0.46), h * 0.088, h * 0.105), coat, to=scaled(coat, 0.7))
    for side in (-1, 1):
        hand = (x + side * h * (0.09 + 0.07 * step), y + h * 0.48)
        art.polygon(capsule((x + side * h * 0.075, y + h * 0.78), hand, h * 0.038, h * 0.028), scaled(coat, 0.86))
    lit = (x + art.side * h * 0.05, y + h * 0.62)
    art.ellipse(lit, (h * 0.03, h * 0.16), mix(coat, art.light.key, 0.4), 0.5)
    art.ellipse((x, y + h * 0.905), (h * 0.062, h * 0.075), skin, to=scaled(skin, 0.85))
    art.ellipse((x - h * 0.006, y + h * 0.945), (h * 0.066, h * 0.050), hair)


def passers_by(per_m: float) -> Paint:
    """A painter that strews people along a strip, alone and in pairs: `stage.strip(z, 2.0, passers_by(0.4))`."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        for x in scatter(rng, art.width_m, 1.6 / max(per_m, 0.05), 1.0):
            person(art, x, float(rng.uniform(1.55, 1.85)), rng)
            if rng.random() < 0.4:
                person(art, x + float(rng.uniform(0.5, 0.8)), float(rng.uniform(1.5, 1.85)), rng)

    return paint


def rows_of_spectators(rows: int, row_m: float, seat_m: float = 0.55) -> Paint:
    """A painter for a stand full of people: `rows` rising steps, each `row_m` higher, a head every `seat_m`."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        concrete = rgb("#8a8d94")
        for row in reversed(range(rows)):
            base = row * row_m
            art.rect(
                0, base - row_m, art.width_m, base + row_m * 0.3, scaled(concrete, 0.55 + 0.3 * row / max(1, rows))
            )
            for x in scatter(rng, art.width_m, seat_m, 0.6):
                coat, skin = COATS[int(rng.integers(len(COATS)))], SKINS[int(rng.integers(len(SKINS)))]
                art.ellipse((x, base + row_m * 0.45), (seat_m * 0.40, row_m * 0.42), coat, to=scaled(coat, 0.6))
                art.ellipse((x, base + row_m * 0.98), (seat_m * 0.19, seat_m * 0.22), skin)

    return paint

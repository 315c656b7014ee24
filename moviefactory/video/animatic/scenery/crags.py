"""Rock close by in high mountains: crags, cairns, and the signpost at the path."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.scenery.terrain import rock
from moviefactory.video.animatic.scenery.trees import ground_shadow

GRANITE: Color = rgb("#8a8c98")


def crag(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, snow: float = 0.0,
    color: Color = GRANITE,
) -> None:  # fmt: skip
    """A tower of rock out of upright slabs, each with a lit and a shaded face; snow lies on the slabs' heads."""
    slabs = []
    for index in range(11):
        off = (index - 5) / 5
        tall = height_m * (1 - 0.72 * abs(off) ** 1.25) * float(rng.uniform(0.80, 1.05))
        slabs.append((abs(off), x + off * height_m * 0.42, tall, height_m * float(rng.uniform(0.09, 0.15))))
    for _, at, tall, half in sorted(slabs, key=lambda slab: slab[0]):
        _slab(art, (at, y), tall, half, rng, color, snow)


def _slab(
    art: Art, foot: tuple[float, float], tall: float, half: float, rng: np.random.Generator, color: Color, snow: float
) -> None:
    x, y = foot
    lean = half * float(rng.uniform(-0.5, 0.5))
    head = [(x + lean - half * 0.75, y + tall * 0.93), (x + lean - half * 0.1, y + tall), (x + lean + half * 0.8, y + tall * 0.88)]
    left = [(x - half * 1.45, y - 0.1 * tall), (x - half * 1.05, y + tall * 0.5)]
    right = [(x + half * 1.1, y + tall * 0.45), (x + half * 1.5, y - 0.1 * tall)]
    shade = mix(scaled(color, 0.66), art.light.shade, 0.22)
    lit = mix(scaled(color, 1.10), art.light.key, 0.30)
    art.polygon([*left, *head, *right], shade, to=scaled(shade, 0.85))
    seam = [(x + half * float(rng.uniform(-0.25, 0.25)), y - 0.1 * tall), (x + half * float(rng.uniform(-0.3, 0.3)), y + tall * 0.5), head[1]]
    face = [*seam, head[2], *right] if art.side > 0 else [*seam, head[0], left[1], left[0]]
    art.polygon(face, lit, to=color)
    for share in rng.uniform(0.15, 0.8, 4):
        level = y + tall * float(share)
        start = x + half * float(rng.uniform(-0.9, 0.3))
        art.line([(start, level), (start + half * 0.7, level + half * float(rng.uniform(-0.3, 0.3)))], scaled(color, 0.45), half * 0.06, 0.6)
    if snow > 0:
        white = mix((0.97, 0.98, 1.0), art.light.shade, 0.06)
        depth = tall * 0.16 * snow
        low = [(head[2][0] + 0.05 * half, head[2][1] - depth * 0.7), (head[1][0] + half * 0.2, head[1][1] - depth * 1.4),
               (head[1][0] - half * 0.3, head[1][1] - depth * 0.8), (head[0][0] - 0.1 * half, head[0][1] - depth)]  # fmt: skip
        art.polygon([*head, *low], white, 0.95)


def cairn(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """Flat stones piled up to mark the way."""
    ground_shadow(art, x, y, height_m * 0.9)
    level = y
    for index in range(6):
        half = height_m * (0.36 - 0.048 * index) * float(rng.uniform(0.85, 1.1))
        thick = height_m * 0.17 * (1 - 0.06 * index)
        tone = scaled(GRANITE, float(rng.uniform(0.8, 1.15)))
        at = x + half * float(rng.uniform(-0.12, 0.12))
        art.ellipse((at, level + thick / 2), (half, thick * 0.6), mix(tone, art.light.key, 0.2), to=scaled(tone, 0.5))
        level += thick


def signpost(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A post with two yellow arrows, a stone at its foot."""
    rock(art, x + 0.15 * height_m, 0.16 * height_m, rng, y, GRANITE)
    wood = rgb("#8a6d4e")
    art.rect(x - 0.03 * height_m, y - 0.1, x + 0.03 * height_m, y + height_m, wood, to=scaled(wood, 0.6))
    for level, way in ((0.92, 1), (0.74, -1)):
        low, high = y + (level - 0.06) * height_m, y + (level + 0.06) * height_m
        tip = x + way * 0.46 * height_m
        board = [(x - way * 0.12 * height_m, low), (tip, low), (tip + way * 0.09 * height_m, (low + high) / 2), (tip, high), (x - way * 0.12 * height_m, high)]
        art.polygon(board, rgb("#f0c23a"), to=rgb("#cf9c22"))
        middle = (low + high) / 2
        art.line([(x, middle), (x + way * 0.34 * height_m, middle)], rgb("#3a3226"), 0.018 * height_m, 0.85)

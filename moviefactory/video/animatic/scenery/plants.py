"""Low growth: grass, flowers, cacti, ferns, reeds."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.scenery.trees import ground_shadow

GRASS = rgb("#5d9440")
CACTUS = rgb("#4f8a4c")
FERN = rgb("#4a8f3f")
REED = rgb("#7b8d4a")


def grass(
    art: Art, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = GRASS, per_m: float = 14.0
) -> None:
    """A fringe of blades along the whole strip, from `y` up to `height_m`; darker at the root."""
    count = int(min(art.width_m * per_m, art.canvas.width / 1.6))
    wide = max(height_m * 0.055, 0.9 / art.px_per_m)
    for batch in range(4):
        tone = scaled(color, (0.62, 0.80, 0.98, 1.15)[batch])
        if batch == 3:
            tone = mix(tone, art.light.key, 0.25)
        blades = []
        for _ in range(count // 4 + 1):
            x = float(rng.uniform(0, art.width_m))
            tall = height_m * float(rng.uniform(0.35, 1.0)) * (1.0 - 0.09 * batch)
            tip = x + tall * float(rng.uniform(-0.42, 0.42))
            blades.append([(x - wide, y - 0.06 * height_m), (tip, y + tall), (x + wide, y - 0.06 * height_m)])
        for group in range(0, len(blades), 40):  # several at once: blades that cross leave a speck, which looks right
            art.polygons(blades[group : group + 40], tone)


def tufts(
    art: Art, height_m: float, rng: np.random.Generator, spacing_m: float, color: Color = GRASS, y: float = 0.0
) -> None:
    """Single tufts of grass with bare ground between them."""
    count = max(1, int(art.width_m / spacing_m))
    for index in range(count):
        x = (index + float(rng.uniform(0.0, 1.0))) * spacing_m
        size = height_m * float(rng.uniform(0.5, 1.0))
        art.ellipse((x, y), (size * 0.7, size * 0.10), scaled(art.light.shade, 0.8), 0.28, size * 0.05)
        for blade in range(9):
            lean = (blade - 4) / 4 * 0.75 + float(rng.uniform(-0.1, 0.1))
            tall = size * (1 - 0.35 * abs(lean))
            tone = mix(scaled(color, float(rng.uniform(0.65, 1.1))), art.light.key, 0.2 if lean * art.side > 0 else 0.0)
            root = x + lean * size * 0.22
            art.polygon([(root - size * 0.05, y), (root + lean * size * 0.4, y + tall), (root + size * 0.05, y)], tone)


def flowers(
    art: Art, height_m: float, rng: np.random.Generator, colors: tuple[Color, ...], per_m: float = 2.0, y: float = 0.0
) -> None:
    """Blossoms on stalks."""
    for _ in range(int(art.width_m * per_m)):
        x = float(rng.uniform(0, art.width_m))
        tall = height_m * float(rng.uniform(0.45, 1.0))
        tone = colors[int(rng.integers(len(colors)))]
        art.line([(x, y), (x + tall * 0.06, y + tall)], scaled(GRASS, 0.8), height_m * 0.03)
        for petal in range(5):
            angle = petal * 1.2566 + 0.3
            center = (x + tall * 0.06 + math.cos(angle) * height_m * 0.08, y + tall + math.sin(angle) * height_m * 0.08)
            art.ellipse(center, (height_m * 0.07, height_m * 0.07), tone, to=scaled(tone, 0.8))
        art.ellipse((x + tall * 0.06, y + tall), (height_m * 0.045, height_m * 0.045), (1.0, 0.85, 0.3))


def cactus(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = CACTUS
) -> None:
    """A saguaro with ribbed arms."""
    thick = height_m * 0.085
    ground_shadow(art, x, y, height_m * 0.4)
    tone = scaled(color, float(rng.uniform(0.85, 1.1)))
    for side in (-1, 1):
        if float(rng.random()) < 0.2:
            continue
        low = y + height_m * float(rng.uniform(0.30, 0.5))
        reach = height_m * float(rng.uniform(0.17, 0.24))
        top = low + height_m * float(rng.uniform(0.22, 0.36))
        elbow = [
            (x, low),
            (x + side * reach * 0.7, low + thick * 0.1),
            (x + side * reach, low + thick * 1.4),
            (x + side * reach, top),
        ]
        _ribbed(art, spline(elbow, closed=False), thick * 0.8, tone)
    _ribbed(art, np.array([(x, y - thick * 0.2), (x, y + height_m * 0.5), (x, y + height_m - thick)]), thick, tone)


def _ribbed(art: Art, path: np.ndarray, half: float, tone: Color) -> None:
    art.line(path, scaled(tone, 0.62), half * 2)
    shift = art.side * half * 0.22
    art.line(path + np.array((shift, 0.0)), tone, half * 1.45)
    art.line(path + np.array((shift * 2.2, 0.0)), mix(tone, art.light.key, 0.35), half * 0.5, 0.85)
    for rib in (-0.55, -0.1, 0.35):
        art.line(path + np.array((rib * half, 0.0)), scaled(tone, 0.5), half * 0.13, 0.55)


def fern(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = FERN) -> None:
    """A rosette of arching feathered leaves."""
    for index in range(9):
        lean = (index - 4) / 4 + float(rng.uniform(-0.1, 0.1))
        reach = height_m * (0.75 + 0.4 * abs(lean))
        t = np.linspace(0, 1, 9)
        spine_x = x + lean * reach * t
        spine_y = y + height_m * (1.15 - 0.3 * abs(lean)) * (1 - (1 - t) ** 2) - height_m * 0.55 * abs(lean) * t**2.2
        wide = 0.12 * height_m * np.sin(np.pi * np.clip(t * 0.9 + 0.1, 0, 1)) * np.where(np.arange(9) % 2, 1.25, 0.6)
        outline = np.concatenate(
            [np.stack([spine_x, spine_y + wide], axis=1), np.stack([spine_x, spine_y - wide], axis=1)[::-1]]
        )
        tone = scaled(color, 0.62 + 0.1 * index % 0.5)
        art.polygon(outline, mix(tone, art.light.key, 0.2 if lean * art.side > 0.2 else 0.0), to=scaled(tone, 0.6))


def reeds(
    art: Art,
    height_m: float,
    rng: np.random.Generator,
    per_m: float = 6.0,
    y: float = 0.0,
    color: Color = REED,
) -> None:
    """Tall stalks with brown heads, at the edge of water."""
    for index in range(int(art.width_m * per_m)):
        x = float(rng.uniform(0, art.width_m))
        tall = height_m * float(rng.uniform(0.5, 1.0))
        bend = tall * float(rng.uniform(-0.12, 0.12))
        tone = scaled(color, float(rng.uniform(0.6, 1.1)))
        art.line(
            spline([(x, y), (x + bend * 0.3, y + tall * 0.6), (x + bend, y + tall)], closed=False),
            tone,
            height_m * 0.018,
        )
        if index % 3 == 0:
            art.line([(x + bend * 0.85, y + tall * 0.86), (x + bend, y + tall)], rgb("#5d3b22"), height_m * 0.05)

"""Land forms: mountain ridges with lit and shaded faces, hills, dunes, mesas, rocks."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.noise import profile

RED_ROCK = rgb("#b4623c")
STONE = rgb("#8d8378")


def skyline(art: Art, height_m: float, bumps: int, seed: int, base_m: float = 0.0, rough: float = 0.5) -> np.ndarray:
    """The upper edge of a ridge across the whole strip: (n, 2) metres, one point every few pixels, seamless."""
    count = int(max(48, art.canvas.width // 3))
    relief = profile(count, bumps, seed, rough)
    x = np.arange(count) / count * art.width_m
    return np.stack([x, base_m + relief * height_m], axis=1)


def mountains(
    art: Art,
    height_m: float,
    rng: np.random.Generator,
    color: Color,
    snow: float = 0.0,
    bumps: int = 4,
    base_m: float = 0.0,
) -> None:
    """A range of peaks with facets lit from the sun's side; `snow` in [0, 1] is how far the white comes down."""
    count = max(3, bumps)
    foot = base_m - height_m * 0.05
    peaks = []
    for index in range(count * 2):
        x = (index + float(rng.uniform(0.15, 0.85))) / (count * 2) * art.width_m
        tall = height_m * (float(rng.uniform(0.72, 1.0)) if index % 2 == 0 else float(rng.uniform(0.38, 0.68)))
        peaks.append((x, tall))
    for x, tall in sorted(peaks, key=lambda peak: -peak[1]):
        _peak(art, (x, foot), tall, art.width_m / count * float(rng.uniform(0.42, 0.6)), rng, color, snow)
    front = skyline(art, height_m * 0.26, count * 3, int(rng.integers(1 << 30)), base_m)
    art.polygon(_skirt(front, foot, art.width_m), scaled(color, 0.86), to=scaled(color, 0.74))


def _skirt(edge: np.ndarray, foot_m: float, width_m: float) -> np.ndarray:
    closing = np.array([[width_m, edge[0, 1]], [width_m, foot_m], [0.0, foot_m]])
    return np.concatenate([edge, closing])


def _peak(
    art: Art, foot: tuple[float, float], tall: float, half: float, rng: np.random.Generator, color: Color, snow: float
) -> None:
    x, base = foot
    top = base + tall
    left = _flank(x, top, -half, tall, base, rng)
    right = _flank(x, top, half, tall, base, rng)
    shaded = mix(scaled(color, 0.72), art.light.shade, 0.22)
    lit = mix(scaled(color, 1.14), art.light.key, 0.30)
    art.polygon(np.concatenate([left, right[::-1]]), shaded, to=scaled(shaded, 0.92))
    ridge = _ridge(x, top, base, half, rng)
    bright = left if art.side < 0 else right
    art.polygon(np.concatenate([bright, ridge[::-1]]), lit, to=mix(lit, color, 0.6))
    for share in (0.3, 0.52, 0.72):  # ribs that run down the shaded face break up the plain
        start = ridge[int(share * (len(ridge) - 1))]
        length = tall * float(rng.uniform(0.16, 0.30))
        away = -art.side
        rib = [
            start,
            start + np.array((away * length * 0.85, -length * 0.55)),
            start + np.array((away * length * 0.5, -length * 1.1)),
            start + np.array((0.0, -length * 0.5)),
        ]
        art.polygon(np.array(rib), mix(shaded, lit, 0.45), 0.6)
    if snow > 0:
        _snow_cap(art, (left, right, ridge), top, tall * snow * 0.62, rng)


def _flank(x: float, top: float, half: float, tall: float, base: float, rng: np.random.Generator) -> np.ndarray:
    t = np.linspace(0, 1, 14)
    bulge = rng.uniform(-0.05, 0.05, len(t)) * np.sin(np.pi * t)
    return np.stack([x + half * (t**1.12 + bulge), top - tall * (t**0.94 + bulge * 0.35)], axis=1) * (1, 1) + (
        0,
        0 * base,
    )


def _ridge(x: float, top: float, base: float, half: float, rng: np.random.Generator) -> np.ndarray:
    t = np.linspace(0, 1, 10)
    zigzag = np.cumsum(rng.uniform(-0.10, 0.10, len(t))) * abs(half)
    zigzag -= zigzag[0]
    return np.stack([x + zigzag * t, top + (base - top) * t], axis=1)


def _snow_cap(art: Art, faces: tuple[np.ndarray, ...], top: float, depth: float, rng: np.random.Generator) -> None:
    left, right, ridge = faces
    white = (0.96, 0.98, 1.0)
    for face in (left, right):
        keep = face[face[:, 1] > top - depth]
        inner = ridge[ridge[:, 1] > top - depth * 1.1]
        if len(keep) < 2 or len(inner) < 1:
            continue
        sunny = (face is right) == (art.side > 0)
        teeth = np.linspace(keep[-1], inner[-1], 7)
        teeth[1:-1:2, 1] -= depth * rng.uniform(0.12, 0.30, len(teeth[1:-1:2]))
        tone = white if sunny else mix(white, art.light.shade, 0.34)
        art.polygon(np.concatenate([keep, teeth, inner[::-1]]), tone, 0.96)


def hills(
    art: Art,
    height_m: float,
    rng: np.random.Generator,
    color: Color,
    bumps: int = 3,
    base_m: float = 0.0,
    to: Color | None = None,
) -> None:
    """Rolling land: one soft edge, lighter along its crest."""
    edge = skyline(art, height_m, bumps, int(rng.integers(1 << 30)), base_m, 0.32)
    foot = min(art.bottom_m, base_m - height_m * 0.2)
    outline = _skirt(edge, foot, art.width_m)
    art.polygon(outline, color, to=to or scaled(color, 0.72))
    crest = edge - (0.0, height_m * 0.02)
    art.line(crest, mix(color, art.light.key, 0.5), max(height_m * 0.03, 1.2 / art.px_per_m), 0.35)


def dunes(
    art: Art, height_m: float, rng: np.random.Generator, color: Color, bumps: int = 3, base_m: float = 0.0
) -> None:
    """Sand: each dune has a sunlit back and a shaded slip face that meet in a sharp, curved crest."""
    foot = min(art.bottom_m, base_m - 0.1 * height_m)
    count = bumps
    for row, (size, level) in enumerate(((1.0, 1.0), (0.72, 1.05), (0.45, 1.1))):
        order = list(range(count + row))
        for index in order:
            x = (index + float(rng.uniform(0.1, 0.9))) / len(order) * art.width_m
            tall = height_m * size * float(rng.uniform(0.65, 1.0))
            half = art.width_m / len(order) * float(rng.uniform(0.75, 0.95))
            _dune(art, (x, base_m, foot), tall, half, scaled(color, level))


def _dune(art: Art, foot: tuple[float, float, float], tall: float, half: float, color: Color) -> None:
    x, base, low = foot
    t = np.linspace(0, 1, 24)
    rise = 0.5 - 0.5 * np.cos(np.pi * t)
    toward = art.side  # the long gentle back faces the light
    back = np.stack([x + toward * half * (1 - t), base + tall * rise**0.9], axis=1)
    slip = np.stack([x - toward * half * 0.62 * t, base + tall * (1 - rise) ** 1.05], axis=1)
    body = np.concatenate([back, slip, [[slip[-1, 0], low], [back[0, 0], low]]])
    lit = mix(scaled(color, 1.10), art.light.key, 0.26)
    art.polygon(body, lit, to=color)
    spur = np.stack([x + toward * half * 0.42 * np.sin(t * 2.4) * t, base + tall * (1 - t) + (low - base) * t], axis=1)
    shade = mix(scaled(color, 0.74), art.light.shade, 0.22)
    art.polygon(np.concatenate([slip, spur[::-1]]), shade, 0.92, to=mix(shade, color, 0.45))


def mesa(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = RED_ROCK
) -> None:
    """A table mountain with horizontal strata and a slope of rubble."""
    half = height_m * float(rng.uniform(0.5, 1.1))
    slope = height_m * 0.45
    art.polygon(
        [
            (x - half - slope, y),
            (x - half, y + height_m * 0.42),
            (x + half, y + height_m * 0.42),
            (x + half + slope, y),
        ],
        scaled(color, 0.92),
        to=scaled(color, 0.78),
    )
    edge_l = [(x - half * (1 + float(rng.uniform(-0.04, 0.04))), y + height_m * (0.4 + 0.1 * i)) for i in range(7)]
    edge_r = [(x + half * (1 + float(rng.uniform(-0.04, 0.04))), y + height_m * (0.4 + 0.1 * i)) for i in range(7)]
    art.polygon(edge_l + edge_r[::-1], color, to=scaled(color, 0.85))
    for index in range(5):
        py = y + height_m * (0.46 + 0.11 * index)
        tone = scaled(color, 0.78 if index % 2 else 1.12)
        art.rect(x - half * 0.99, py, x + half * 0.99, py + height_m * 0.045, tone, 0.55)
    for index in range(8):  # clefts
        px = x + half * (-0.9 + 1.8 * (index + float(rng.uniform(0, 0.8))) / 8)
        art.line(
            [(px, y + height_m * 0.42), (px, y + height_m * float(rng.uniform(0.7, 1.0)))],
            scaled(color, 0.5),
            height_m * 0.014,
            0.5,
        )
    shade_x = (x - half, x - half * 0.1) if art.side > 0 else (x + half * 0.1, x + half)
    art.rect(shade_x[0], y + height_m * 0.38, shade_x[1], y + height_m, mix(color, art.light.shade, 0.75), 0.35)


def rock(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = STONE) -> None:
    """A boulder in three facets."""
    count = 9
    angles = np.linspace(0, np.pi, count)
    reach = rng.uniform(0.82, 1.1, count)
    wide = height_m * float(rng.uniform(0.65, 1.0))
    outline = np.stack([x + wide * reach * np.cos(angles), y + height_m * reach * np.sin(angles) ** 0.8], axis=1)
    art.ellipse(
        (x - art.side * wide * 0.2, y),
        (wide * 1.3, height_m * 0.13),
        scaled(art.light.shade, 0.7),
        0.35,
        height_m * 0.05,
    )
    art.polygon(
        [(x + wide * 1.05, y - height_m * 0.05), *outline.tolist(), (x - wide * 1.05, y - height_m * 0.05)],
        scaled(color, 0.78),
        to=scaled(color, 0.5),
    )
    middle = (x + art.side * wide * 0.10, y + height_m * 0.52)
    lit = [point for point in outline.tolist() if (point[0] - x) * art.side > -wide * 0.35]
    art.polygon([middle, *lit], mix(color, art.light.key, 0.30), 0.95, to=color)
    art.polygon([middle, lit[0] if art.side > 0 else lit[-1], (x + art.side * wide * 0.3, y)], scaled(color, 0.85), 0.8)


def pebbles(
    art: Art, rng: np.random.Generator, color: Color, per_m: float = 1.0, size_m: float = 0.1, y: float = 0.0
) -> None:
    """Small stones strewn along the foot of the strip."""
    for _ in range(int(art.width_m * per_m)):
        x = float(rng.uniform(0, art.width_m))
        size = size_m * float(rng.uniform(0.4, 1.3))
        art.ellipse(
            (x, y + size * 0.3),
            (size, size * 0.55),
            scaled(color, float(rng.uniform(0.6, 1.1))),
            to=scaled(color, 0.45),
        )

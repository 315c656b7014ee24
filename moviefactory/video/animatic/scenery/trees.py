"""Trees of several species, from the pine to the palm."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline

BARK = rgb("#5b4030")
PINE = rgb("#2f6b4a")
LEAF = rgb("#4f8f3a")
SNOW = rgb("#f4f8ff")
BIRCH_LEAF = rgb("#7fae4a")


def ground_shadow(art: Art, x: float, y: float, width_m: float, alpha: float = 0.35) -> None:
    """The dark patch where a thing meets the ground, drawn out a little away from the sun."""
    offset = -art.side * width_m * 0.18
    shade = scaled(art.light.shade, 0.8)
    art.ellipse((x + offset, y), (width_m * 0.62, width_m * 0.09), shade, alpha, blur_m=width_m * 0.035)


def pine(
    art: Art,
    x: float,
    height_m: float,
    rng: np.random.Generator,
    y: float = 0.0,
    color: Color = PINE,
    snow: float = 0.0,
) -> None:
    """A conifer in tiers; `snow` in [0, 1] is how much lies on its branches."""
    tiers = int(np.clip(5 + height_m / 3, 5, 9))
    half = height_m * float(rng.uniform(0.20, 0.26))
    tone = mix(color, scaled(color, float(rng.uniform(0.8, 1.25))), 0.8)
    ground_shadow(art, x, y, half * 1.8)
    art.rect(x - height_m * 0.018, y, x + height_m * 0.018, y + height_m * 0.2, BARK, to=scaled(BARK, 0.6))
    crown = y + height_m * 0.11
    for tier in range(tiers):
        low = crown + (height_m * 0.89) * (tier / tiers) ** 0.92
        top = crown + height_m * 0.89 * min(1.0, ((tier + 1.75) / tiers) ** 0.92)
        wide = half * (1 - tier / tiers) ** 0.85 + half * 0.07
        edge = _tier_edge(x, low, wide, height_m, rng)
        outline = [(x, top), *edge]
        depth = tier / max(1, tiers - 1)
        art.polygon(outline, scaled(tone, 0.82 + 0.26 * depth), to=scaled(tone, 0.55 + 0.2 * depth))
        lit = [(x, top)] + [point for point in edge if (point[0] - x) * art.side >= -wide * 0.1] + [(x, low)]
        if len(lit) > 3:
            art.polygon(_ordered(lit, x, art.side), mix(tone, art.light.key, 0.22), 0.38)
        if snow > 0:
            _snow_on_tier(art, (x, low, top), wide, snow, rng)


def _tier_edge(
    x: float, low: float, wide: float, height_m: float, rng: np.random.Generator
) -> list[tuple[float, float]]:
    teeth = 9
    edge = []
    for index in range(teeth):
        share = index / (teeth - 1) * 2 - 1
        drop = (0.0 if index % 2 == 0 else 0.028) * height_m
        hang = -0.024 * height_m * (1 - share * share)
        jitter = float(rng.uniform(-0.05, 0.05)) * wide
        edge.append((x + share * wide + jitter, low + hang + drop + float(rng.uniform(-0.006, 0.006)) * height_m))
    return edge[::-1]


def _ordered(points: list[tuple[float, float]], x: float, side: int) -> list[tuple[float, float]]:
    """The lit half of a tier as a simple outline: apex, then the edge from the tip inwards."""
    apex, *rest = points
    return [apex, *sorted(rest, key=lambda point: -side * (point[0] - x))]


def _snow_on_tier(
    art: Art, spine: tuple[float, float, float], wide: float, snow: float, rng: np.random.Generator
) -> None:
    x, low, top = spine
    rise = top - low
    for side in (-1, 1):
        inner, outer = 0.12, 0.96
        thick = rise * 0.16 * snow
        upper = [
            (x + side * wide * t, low + rise * 0.62 * (1 - t) ** 1.25 + rise * 0.01) for t in (inner, 0.4, 0.7, outer)
        ]
        lower = [(px, py - thick * (1.3 - index * 0.22) - rise * 0.02) for index, (px, py) in enumerate(upper)]
        bright = SNOW if side == art.side else mix(SNOW, art.light.shade, 0.26)
        art.polygon(spline(upper + lower[::-1], closed=True, per_segment=3), bright, 0.55 + 0.4 * snow)


def broadleaf(
    art: Art,
    x: float,
    height_m: float,
    rng: np.random.Generator,
    y: float = 0.0,
    color: Color = LEAF,
    trunk: Color = BARK,
) -> None:
    """A round-crowned tree: a forked trunk under clusters of leaves, dark below, bright on the sun's side."""
    crown_y = y + height_m * 0.62
    spread = height_m * float(rng.uniform(0.26, 0.34))
    ground_shadow(art, x, y, spread * 2.0)
    lean = float(rng.uniform(-0.04, 0.04)) * height_m
    thick = height_m * 0.032
    art.polygon(
        [(x - thick * 1.5, y), (x - thick * 0.7, y + height_m * 0.25), (x + lean - thick * 0.5, crown_y),
         (x + lean + thick * 0.5, crown_y), (x + thick * 0.8, y + height_m * 0.25), (x + thick * 1.6, y)],
        scaled(trunk, 0.95), to=scaled(trunk, 0.6),
    )  # fmt: skip
    for side in (-1, 1):
        fork = (x + side * spread * 0.5, crown_y + height_m * 0.02)
        art.line([(x + lean * 0.4, y + height_m * 0.34), fork], scaled(trunk, 0.7), thick * 0.7)
    tone = scaled(color, float(rng.uniform(0.86, 1.14)))
    clusters = _clusters(rng, 15)
    for layer, level in ((0, 0.55), (1, 0.82), (2, 1.08)):
        for cx, cy, size in clusters:
            px = x + lean + cx * spread + (art.side * spread * 0.07 * layer)
            py = crown_y + cy * height_m * 0.26 + height_m * 0.022 * layer
            radius = size * spread * (0.52, 0.42, 0.24)[layer]
            shade = scaled(tone, level * (0.9 + 0.12 * cy))
            shade = mix(shade, art.light.key, 0.10 * layer)
            leaf_blob(art, (px, py), radius, shade, rng)


def _clusters(rng: np.random.Generator, count: int) -> list[tuple[float, float, float]]:
    found = []
    for index in range(count):
        angle = index * 2.39996
        reach = math.sqrt((index + 0.4) / count)
        found.append(
            (
                math.cos(angle) * reach * 0.95 + float(rng.uniform(-0.08, 0.08)),
                math.sin(angle) * reach * 0.9,
                float(rng.uniform(0.8, 1.15)),
            )
        )
    return sorted(found, key=lambda one: one[1])


def leaf_blob(
    art: Art, center: tuple[float, float], radius_m: float, color: Color, rng: np.random.Generator, alpha: float = 1.0
) -> None:
    """A ragged clump of leaves."""
    count = 15
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.uniform(-0.12, 0.12, count)
    reach = radius_m * np.where(np.arange(count) % 2 == 0, 1.0, rng.uniform(0.78, 0.92, count))
    points = np.stack([center[0] + reach * np.cos(angles), center[1] + reach * 0.86 * np.sin(angles)], axis=1)
    art.polygon(points, color, alpha)


def trunk(art: Art, x: float, width_m: float, height_m: float, rng: np.random.Generator, color: Color = BARK) -> None:
    """The lower part of a great tree, reaching out of the picture: roots, bark, a lit side."""
    half = width_m / 2
    ground_shadow(art, x, 0.0, width_m * 2.6, 0.45)
    left = [
        (x - half * 2.0, -0.05),
        (x - half * 1.15, width_m * 0.5),
        (x - half * 0.98, height_m * 0.4),
        (x - half * 0.85, height_m),
    ]
    right = [
        (x + half * 0.85, height_m),
        (x + half, height_m * 0.4),
        (x + half * 1.2, width_m * 0.5),
        (x + half * 2.1, -0.05),
    ]
    art.polygon([*left, *right], scaled(color, 0.9), to=scaled(color, 0.62))
    for index in range(7):
        share = -0.8 + 1.6 * (index + float(rng.uniform(0.2, 0.8))) / 7
        wobble = float(rng.uniform(-0.08, 0.08)) * half
        lit = share * art.side > 0.25
        tone = mix(color, art.light.key, 0.30) if lit else scaled(color, 0.45)
        path = [
            (x + share * half * 1.3, 0.05),
            (x + share * half + wobble, height_m * 0.3),
            (x + share * half * 0.85, height_m),
        ]
        art.line(spline(path, closed=False), tone, width_m * 0.045, 0.55)
    edge = x + art.side * half * 0.86
    art.line(
        [(edge + art.side * half * 0.2, 0.1), (edge, height_m)], mix(color, art.light.key, 0.5), width_m * 0.10, 0.35
    )


def palm(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A coconut palm: a curved, ringed trunk under arching fronds."""
    bend = float(rng.uniform(-0.16, 0.16)) * height_m
    ground_shadow(art, x, y, height_m * 0.3)
    stem = spline(
        [
            (x, y),
            (x + bend * 0.15, y + height_m * 0.35),
            (x + bend * 0.55, y + height_m * 0.7),
            (x + bend, y + height_m * 0.92),
        ],
        closed=False,
    )
    bark = rgb("#8a6a4c")
    widths = np.linspace(0.036, 0.020, len(stem)) * height_m
    left = stem + np.stack([-widths / 2, np.zeros(len(stem))], axis=1)
    right = stem + np.stack([widths / 2, np.zeros(len(stem))], axis=1)
    art.polygon(np.concatenate([left, right[::-1]]), bark, to=scaled(bark, 0.62))
    lit = stem + np.stack([widths * 0.28 * art.side, np.zeros(len(stem))], axis=1)
    art.line(lit, mix(bark, art.light.key, 0.45), height_m * 0.007, 0.7)
    for index in range(2, len(stem) - 1, 2):
        px, py = stem[index]
        half = widths[index] / 2
        art.line([(px - half, py), (px, py - half * 0.5), (px + half, py)], scaled(bark, 0.55), height_m * 0.004, 0.6)
    top = (x + bend, y + height_m * 0.92)
    for dx, dy in ((-0.022, -0.02), (0.02, -0.025), (0.0, -0.035)):
        art.ellipse((top[0] + dx * height_m, top[1] + dy * height_m), (height_m * 0.020,) * 2, rgb("#6b4423"))
    fronds = 13
    for index in range(fronds):
        angle = math.radians(-28 + 236 * (index + float(rng.uniform(0.1, 0.9))) / fronds)
        far = index % 2 == 0
        tone = rgb("#3f7d34") if far else mix(rgb("#67a845"), art.light.key, 0.16)
        _frond(art, top, angle, height_m * float(rng.uniform(0.28, 0.37)), tone)


def _frond(art: Art, start: tuple[float, float], angle: float, length_m: float, color: Color) -> None:
    """One feathered leaf that rises, then falls under its weight."""
    t = np.linspace(0, 1, 11)
    x = start[0] + math.cos(angle) * length_m * t
    y = start[1] + math.sin(angle) * length_m * t * (1 - 0.35 * t) - length_m * 0.62 * t**2.1
    wide = 0.135 * length_m * np.sin(np.pi * np.clip(t * 0.96 + 0.04, 0, 1)) ** 0.8
    upper = np.stack([x, y + wide * 0.30], axis=1)
    lower = []
    for index in range(len(t)):
        lower.append((x[index], y[index] - wide[index] * (1.35 if index % 2 else 0.55)))
    art.polygon(np.concatenate([upper, np.array(lower)[::-1]]), color, to=scaled(color, 0.62))
    art.line(np.stack([x, y + wide * 0.08], axis=1), mix(color, art.light.key, 0.35), length_m * 0.014, 0.7)


def birch(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = BIRCH_LEAF
) -> None:
    """A slender tree with white bark."""
    broadleaf(art, x, height_m, rng, y, color, rgb("#cfcac0"))
    for index in range(6):
        py = y + height_m * (0.06 + 0.07 * index)
        half = height_m * 0.02
        art.line([(x - half, py), (x + half * float(rng.uniform(0.0, 0.6)), py)], rgb("#3a3632"), height_m * 0.006, 0.8)


def bare_tree(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = BARK
) -> None:
    """A leafless tree: winter, a haunted wood, the edge of a desert."""
    ground_shadow(art, x, y, height_m * 0.35)
    _branch(art, (x, y), math.pi / 2 + float(rng.uniform(-0.08, 0.08)), height_m * 0.36, height_m * 0.045, rng, color)


def _branch(
    art: Art,
    start: tuple[float, float],
    angle: float,
    length_m: float,
    width_m: float,
    rng: np.random.Generator,
    color: Color,
) -> None:
    end = (start[0] + math.cos(angle) * length_m, start[1] + math.sin(angle) * length_m)
    art.line([start, end], color, width_m)
    if width_m * art.px_per_m < 0.6 or length_m < 0.12:
        return
    for turn in (float(rng.uniform(0.25, 0.6)), -float(rng.uniform(0.25, 0.6))):
        _branch(art, end, angle + turn, length_m * float(rng.uniform(0.62, 0.8)), width_m * 0.62, rng, color)


def bush(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = LEAF) -> None:
    """A low round shrub."""
    ground_shadow(art, x, y, height_m * 1.5)
    for layer, level in ((0, 0.58), (1, 0.85), (2, 1.1)):
        for index in range(6):
            px = x + (index - 2.5) * height_m * 0.24 + art.side * height_m * 0.05 * layer
            py = y + height_m * (0.30 + 0.22 * math.sin(index * 1.1 + 0.6)) + height_m * 0.09 * layer
            size = height_m * (0.36, 0.28, 0.16)[layer] * float(rng.uniform(0.85, 1.15))
            leaf_blob(art, (px, py), size, mix(scaled(color, level), art.light.key, 0.08 * layer), rng)

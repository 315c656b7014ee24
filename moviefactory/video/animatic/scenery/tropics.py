"""Hot countries: leaning palms, feathered fronds, broad leaves, lianas, buttressed giants, bright flowers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.scenery.trees import ground_shadow

Points = NDArray[np.float64]

PALM_LEAF: Color = rgb("#4f9a3e")
BROAD_LEAF: Color = rgb("#3d8f45")
WOOD: Color = rgb("#6a5644")


def frond(art: Art, start: tuple[float, float], angle: float, length_m: float, color: Color) -> None:
    """A feathered palm leaf: a rib that arches over and leaflets that hang from it. `angle`: radians at the root."""
    knots = 15 if length_m * art.px_per_m > 60 else 9  # leaflets thinner than a pixel are not worth painting
    t = np.linspace(0, 1, knots)
    x = start[0] + math.cos(angle) * length_m * t
    y = start[1] + math.sin(angle) * length_m * t * (1 - 0.3 * t) - length_m * 0.58 * t**2.2
    rib = np.stack([x, y], axis=1)
    along = np.gradient(rib, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    size = length_m * 0.30 * np.sin(np.pi * np.clip(0.12 + 0.86 * t, 0, 1)) ** 0.7
    for side, tone in ((1, scaled(color, 0.72)), (-1, color)):
        across = np.stack([-along[:, 1], along[:, 0]], axis=1) * side
        leaflets = []
        for index in range(1, knots):
            tip = rib[index] + size[index] * (0.55 * along[index] + 0.6 * across[index] + np.array((0.0, -0.45)))
            wide = along[index] * length_m * 0.42 / knots
            leaflets.append(np.array([rib[index] - wide, tip, rib[index] + wide]))
        art.polygons(leaflets, mix(tone, art.light.key, 0.10 if side < 0 else 0.0), to=scaled(tone, 0.62))
    art.line(rib, mix(color, art.light.key, 0.4), length_m * 0.016, 0.85)


def leaning_palm(art: Art, x: float, height_m: float, lean_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A coconut palm whose trunk sweeps `lean_m` to the side before it rises."""
    ground_shadow(art, x, y, height_m * 0.3)
    knots = [(0.0, -0.06), (0.30, 0.22), (0.66, 0.55), (0.92, 0.84), (1.0, 0.96)]
    stem = spline([(x + lean_m * a, y + height_m * b) for a, b in knots], closed=False)
    bark = rgb("#937252")
    widths = np.linspace(0.048, 0.022, len(stem)) * height_m
    aside = np.stack([widths / 2, np.zeros(len(stem))], axis=1)
    art.polygon(np.concatenate([stem - aside, (stem + aside)[::-1]]), bark, to=scaled(bark, 0.66))
    art.line(stem + aside * 0.55 * art.side, mix(bark, art.light.key, 0.5), height_m * 0.009, 0.6)
    for index in range(1, len(stem) - 1, 2):
        px, py, half = stem[index, 0], stem[index, 1], widths[index] / 2
        art.line([(px - half, py), (px, py - half * 0.6), (px + half, py)], scaled(bark, 0.55), height_m * 0.005, 0.6)
    top = (float(stem[-1, 0]), float(stem[-1, 1]))
    fronds = 12
    order = [*range(0, fronds, 2), *range(1, fronds, 2)]
    for place, index in enumerate(order):
        angle = math.radians(-30 + 240 * (index + float(rng.uniform(0.15, 0.85))) / fronds)
        tone = (
            scaled(PALM_LEAF, 0.72)
            if place < fronds // 2
            else mix(PALM_LEAF, rgb("#a5b94a"), float(rng.uniform(0, 0.5)))
        )
        frond(art, top, angle, height_m * float(rng.uniform(0.30, 0.40)), tone)
    for dx, dy in ((-0.022, -0.02), (0.02, -0.025), (0.0, -0.038)):
        art.ellipse((top[0] + dx * height_m, top[1] + dy * height_m), (height_m * 0.021,) * 2, rgb("#6b4423"))


def broad_leaf(
    art: Art, root: tuple[float, float], angle: float, length_m: float, color: Color, fat: float = 0.30
) -> None:
    """A great leaf (banana, elephant's ear) that bends under its weight; a pale rib and veins. `angle`: radians."""
    t = np.linspace(0, 1, 13)
    x = root[0] + math.cos(angle) * length_m * t
    y = root[1] + math.sin(angle) * length_m * t - length_m * 0.34 * t**2.4
    rib = np.stack([x, y], axis=1)
    along = np.gradient(rib, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    wide = fat * length_m * np.sin(np.pi * np.clip(t, 0, 1) ** 0.75)[:, None] * 0.62
    lit = 1 if math.cos(angle) < 0 else -1
    fine = length_m * art.px_per_m > 80
    for side in (1, -1):
        tone = mix(color, art.light.key, 0.16) if side == -lit else scaled(color, 0.74)
        art.polygon(np.concatenate([rib, (rib + side * across * wide)[::-1]]), tone, to=scaled(tone, 0.66))
        for index in range(2, 12, 2) if fine else ():
            vein = [rib[index], rib[min(12, index + 1)] + side * across[index] * wide[index] * 0.9]
            art.line(np.array(vein), scaled(tone, 1.22), length_m * 0.008, 0.5)
    art.line(rib, mix(color, (0.90, 0.95, 0.62), 0.55), length_m * 0.020, 0.9)


def leaf_plant(
    art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = BROAD_LEAF
) -> None:
    """A clump of broad leaves on long stalks."""
    ground_shadow(art, x, y, height_m * 1.1)
    count = 6
    for index in (0, 5, 1, 4, 2, 3):
        lean = (index - (count - 1) / 2) / ((count - 1) / 2)
        angle = math.pi / 2 - lean * 1.05 + float(rng.uniform(-0.12, 0.12))
        stalk = height_m * float(rng.uniform(0.28, 0.42))
        root = (x + math.cos(angle) * stalk * 0.7, y + math.sin(angle) * stalk)
        tone = scaled(mix(color, rgb("#7fae3c"), float(rng.uniform(0, 0.45))), float(rng.uniform(0.75, 1.1)))
        art.line([(x, y - 0.04 * height_m), root], scaled(tone, 0.7), height_m * 0.030)
        broad_leaf(art, root, angle, height_m * float(rng.uniform(0.6, 0.82)), tone, float(rng.uniform(0.24, 0.36)))


def heliconia(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """Upright leaves around a zigzag of red and yellow bracts."""
    for angle in (2.15, 1.0, 1.75):
        tone = scaled(BROAD_LEAF, float(rng.uniform(0.8, 1.15)))
        broad_leaf(art, (x, y), angle + float(rng.uniform(-0.1, 0.1)), height_m * 0.95, tone, 0.2)
    lean = float(rng.uniform(-0.15, 0.15)) * height_m
    art.line([(x, y), (x + lean, y + height_m * 1.05)], rgb("#7a9a3a"), height_m * 0.022)
    red = (rgb("#e8402c"), rgb("#f0663a"), rgb("#e0325a"))[int(rng.integers(3))]
    for index in range(6):
        share = 0.58 + 0.085 * index
        px, py, side = x + lean * share, y + height_m * 1.05 * share, 1 if index % 2 else -1
        long = height_m * (0.20 - 0.018 * index)
        tip = (px + side * long, py + long * 0.62)
        art.polygon(
            [(px, py - long * 0.18), tip, (px, py + long * 0.30)], mix(red, art.light.key, 0.1), to=scaled(red, 0.8)
        )
        art.line([(px, py + long * 0.28), tip], rgb("#f7d04a"), height_m * 0.014)


def liana(
    art: Art,
    start: tuple[float, float],
    end: tuple[float, float],
    sag_m: float,
    width_m: float,
    rng: np.random.Generator,
) -> None:
    """A hanging vine between two points, with leaves along it."""
    t = np.linspace(0, 1, 14)
    x = start[0] + (end[0] - start[0]) * t + width_m * 0.8 * np.sin(9 * t)
    y = start[1] + (end[1] - start[1]) * t - sag_m * 4 * t * (1 - t)
    path = np.stack([x, y], axis=1)
    art.line(path, rgb("#4a4a2c"), width_m)
    art.line(
        path + np.array((width_m * 0.2 * art.side, 0.0)), mix(rgb("#6f7440"), art.light.key, 0.25), width_m * 0.35, 0.7
    )
    leaves = []
    for index in range(1, 14):
        side, size = (1 if rng.random() < 0.5 else -1), width_m * float(rng.uniform(1.6, 3.0))
        px, py = path[index]
        leaves.append(np.array([(px, py), (px + side * size, py + size * 0.1), (px + side * size * 0.6, py - size)]))
    art.polygons(leaves, rgb("#5c9a3c"))


def giant(art: Art, x: float, width_m: float, top_m: float, rng: np.random.Generator, color: Color = WOOD) -> None:
    """The trunk of a forest giant on plank-like roots, mossy, with creepers; it rises out of the picture."""
    half = width_m / 2
    ground_shadow(art, x, 0.0, width_m * 3.2, 0.45)
    for side, reach in ((-1, 2.9), (1, 2.6), (-1, 1.7), (1, 1.5)):
        shape = ((0.0, 2.3), (1.0, 1.3), (0.72 * reach, 0.35), (reach, -0.08), (0.0, -0.08))
        root = [(x + side * half * along, width_m * up) for along, up in shape]
        lit = side == art.side
        tone = mix(color, art.light.key, 0.16) if lit else scaled(color, 0.62)
        art.polygon(np.array(root), scaled(tone, 1.0 if reach > 2 else 0.86), to=scaled(tone, 0.62))
    left, right = (x - half, x + half)
    art.polygon([(left, 0.0), (left * 0.9 + x * 0.1, top_m), (right * 0.9 + x * 0.1, top_m), (right, 0.0)], color)
    dark = -art.side * half
    art.polygon([(x + dark, 0), (x + dark * 0.9, top_m), (x, top_m), (x + dark * 0.2, 0)], art.light.shade, 0.34)
    for index in range(7):
        share = -0.85 + 1.7 * (index + float(rng.uniform(0.2, 0.8))) / 7
        path = [(x + share * half * 1.25, 0.0), (x + share * half, top_m * 0.35), (x + share * half * 0.85, top_m)]
        tone = mix(color, art.light.key, 0.32) if share * art.side > 0.3 else scaled(color, 0.5)
        art.line(spline(path, closed=False), tone, width_m * 0.04, 0.5)
    for _ in range(4):  # moss clings to the bark
        at = (x + half * float(rng.uniform(-0.6, 0.6)), top_m * float(rng.uniform(0.02, 0.9)))
        size = width_m * float(rng.uniform(0.10, 0.2))
        foliage(art, at, size, scaled(rgb("#52753a"), float(rng.uniform(0.6, 0.9))), rng, 0.8)


def foliage(
    art: Art, center: tuple[float, float], radius_m: float, color: Color, rng: np.random.Generator, alpha: float = 1.0
) -> None:
    """A mass of pointed leaves with an irregular outline."""
    count = 34 if radius_m * art.px_per_m > 9 else 18
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.uniform(-0.08, 0.08, count)
    swell = (
        1 + 0.16 * np.sin(3 * angles + float(rng.uniform(0, 6))) + 0.10 * np.sin(5 * angles + float(rng.uniform(0, 6)))
    )
    reach = radius_m * swell * np.where(np.arange(count) % 2 == 0, 1.0, rng.uniform(0.68, 0.9, count))
    points = np.stack([center[0] + reach * np.cos(angles), center[1] + reach * 0.8 * np.sin(angles)], axis=1)
    art.polygon(points, color, alpha)


def canopy(
    art: Art, low_m: float, high_m: float, rng: np.random.Generator, color: Color, size_m: float, rows: int = 3
) -> None:
    """A roof of leaves between two heights, dark inside, bright where the sun comes through, ragged below."""
    for row in range(rows):
        share = row / max(1, rows - 1)
        y = high_m + (low_m - high_m) * share
        count = max(3, round(art.width_m / (size_m * 1.1)))
        for index in range(count):
            x = (index + float(rng.uniform(0.1, 0.9))) * art.width_m / count
            drop = float(rng.uniform(-0.5, 0.9)) * size_m
            tone = scaled(mix(color, rgb("#8fb83e"), float(rng.uniform(0, 0.4))), 0.62 + 0.35 * float(rng.random()))
            at, radius = (x, y + drop), size_m * float(rng.uniform(0.55, 1.0))
            if at[1] - radius > art.shown_m[1]:
                continue
            foliage(art, at, radius, tone, rng)
            for _ in range(2 if size_m * art.px_per_m > 14 else 1):
                spot = (
                    x + (art.side * 0.2 + float(rng.uniform(-0.5, 0.5))) * radius,
                    at[1] + radius * float(rng.uniform(-0.1, 0.5)),
                )
                bright = mix(scaled(tone, float(rng.uniform(1.1, 1.35))), art.light.key, 0.14)
                foliage(art, spot, radius * float(rng.uniform(0.25, 0.42)), bright, rng, 0.85)

"""What grows in an enchanted wood: giant mossy trees with roots, glowing mushrooms, curled ferns, hanging lanterns."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.scenery.terrain import rock
from moviefactory.video.animatic.scenery.trees import ground_shadow, leaf_blob

BARK: Color = rgb("#6a5548")
FOLIAGE: Color = rgb("#4f8a48")
MOSS: Color = rgb("#6fa345")
GLOWS: tuple[Color, ...] = (rgb("#58e6d2"), rgb("#c77bff"), rgb("#ff8fc0"), rgb("#ffd76a"), rgb("#7fb2ff"))


def giant_tree(
    art: Art, x: float, wide_m: float, top_m: float, rng: np.random.Generator, color: Color = BARK, detail: int = 2
) -> None:
    """A trunk several paces thick that reaches out of the picture. `detail`: 0 far away, 2 near: bark, moss, lichen."""
    half = wide_m / 2
    lean = float(rng.uniform(-0.35, 0.35)) * wide_m
    ground_shadow(art, x, 0.0, wide_m * 3.0, 0.5)
    t = np.linspace(0, 1, 12)
    bend = lean * t**1.3 + 0.10 * wide_m * np.sin(5 * t + float(rng.uniform(0, 6)))
    swell = half * (1.0 - 0.30 * t + 1.1 * np.exp(-t * top_m / (0.62 * wide_m)))
    ys = t * top_m
    left = np.stack([x + bend - swell, ys], axis=1)
    right = np.stack([x + bend + swell, ys], axis=1)
    for side in (-1, 1):
        _roots(art, x, half, side, rng, color, 3 if detail else 1)
    body = np.concatenate([left, right[::-1]])
    art.polygon(body, scaled(color, 0.86), to=scaled(color, 0.60))
    lit = right if art.side > 0 else left
    inner = lit - np.stack([art.side * swell * 0.75, np.zeros(12)], axis=1)
    art.polygon(np.concatenate([lit, inner[::-1]]), mix(color, art.light.key, 0.22), 0.55)
    dark = left if art.side > 0 else right
    inner = dark + np.stack([art.side * swell * 0.6, np.zeros(12)], axis=1)
    art.polygon(np.concatenate([dark, inner[::-1]]), mix(scaled(color, 0.5), art.light.shade, 0.3), 0.5)
    if detail > 0:
        _bark(art, (x, half), (bend, swell, ys), rng, color, 4 + 5 * detail)
    if detail > 1:
        _moss(art, x, half, top_m, rng)


def _roots(art: Art, x: float, half: float, side: int, rng: np.random.Generator, color: Color, count: int) -> None:
    """Roots that arch out of the trunk's foot and dip into the ground."""
    for number in range(count):
        reach = half * float(rng.uniform(1.9, 3.3)) * (1 - 0.2 * number)
        high = half * float(rng.uniform(0.7, 1.3)) * (1 - 0.2 * number)
        start = (x + side * half * (0.75 - 0.2 * number), high)
        path = spline(
            [start, (x + side * (half + 0.25 * reach), high * 0.52), (x + side * (half + 0.62 * reach), high * 0.16),
             (x + side * (half + reach), -0.06 * half)],
            closed=False,
        )  # fmt: skip
        thick = np.linspace(0.34, 0.05, len(path))[:, None] * half
        up = np.array([[0.0, 1.0]])
        tone = scaled(color, 0.72 + 0.10 * number)
        art.polygon(np.concatenate([path + up * thick, (path - up * thick)[::-1]]), tone, to=scaled(tone, 0.6))
        art.line(
            path + up * thick * 0.75, mix(color, art.light.key, 0.3 if side == art.side else 0.08), half * 0.07, 0.7
        )
        mossy = path[: len(path) * 2 // 3]
        art.line(
            mossy + up * thick[: len(mossy)] * 0.95, scaled(MOSS, float(rng.uniform(0.75, 1.1))), half * 0.10, 0.85
        )


def _bark(
    art: Art,
    foot: tuple[float, float],
    shape: tuple[np.ndarray, np.ndarray, np.ndarray],
    rng: np.random.Generator,
    color: Color,
    furrows: int,
) -> None:
    x, half = foot
    bend, swell, ys = shape
    for index in range(furrows):
        share = -0.86 + 1.72 * (index + float(rng.uniform(0.2, 0.8))) / furrows
        wave = 0.06 * half * np.sin(np.linspace(0, 9, len(ys)) + float(rng.uniform(0, 6)))
        path = np.stack([x + bend + share * swell + wave, ys], axis=1)
        sunny = share * art.side > 0.3
        tone = mix(color, art.light.key, 0.34) if sunny else scaled(color, 0.42)
        art.line(path, tone, half * float(rng.uniform(0.04, 0.09)), 0.5)
    if rng.random() < 0.6:  # a knot hole
        level = half * float(rng.uniform(2.6, 4.2))
        at = x + float(np.interp(level, ys, bend)) + half * float(rng.uniform(-0.35, 0.35))
        art.ellipse((at, level), (half * 0.24, half * 0.34), mix(color, art.light.key, 0.12), 0.8)
        art.ellipse((at, level), (half * 0.17, half * 0.26), scaled(color, 0.22))


def _moss(art: Art, x: float, half: float, top_m: float, rng: np.random.Generator) -> None:
    """Cushions of moss on the foot and the sunny side, and shelves of glowing fungus."""
    for _ in range(9):
        at = x + half * float(rng.uniform(-1.6, 1.6))
        size = half * float(rng.uniform(0.12, 0.30))
        tone = scaled(MOSS, float(rng.uniform(0.62, 1.05)))
        level = half * max(0.05, 0.95 - 0.55 * abs(at - x) / half)
        leaf_blob(art, (at, level * float(rng.uniform(0.3, 1.0))), size, tone, rng, 0.95)
    glow = GLOWS[int(rng.integers(len(GLOWS)))]
    side = 1 if rng.random() < 0.5 else -1
    for index in range(5):
        level = half * (1.6 + 0.75 * index) * float(rng.uniform(0.9, 1.1))
        if level > top_m * 0.92:
            break
        wide = half * float(rng.uniform(0.20, 0.38))
        at = x + side * half * 0.92
        art.ellipse((at, level), (wide, wide * 0.36), mix(glow, (0.95, 0.9, 0.8), 0.35), to=scaled(glow, 0.55))
        shine(art, at, level, wide * 2.2, glow, 0.5)


def shine(art: Art, x: float, y: float, radius_m: float, color: Color, strength: float) -> None:
    """A halo: faint by day, strong when it is dark."""
    level = {"night": 1.0, "dusk": 0.85}.get(art.light.time, 0.42)
    if art.light.weather in ("storm", "rain"):
        level = max(level, 0.7)
    art.glow(x, y, radius_m, color, strength * level)


def mushroom(
    art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0, flat: float = 0.55
) -> None:
    """A toadstool whose cap and gills shine. `flat`: height of the cap against half its width."""
    lean = float(rng.uniform(-0.12, 0.12)) * height_m
    ground_shadow(art, x, y, height_m * 0.6)
    stem = rgb("#efe6d6")
    cap_y, half = y + height_m * 0.68, height_m * float(rng.uniform(0.40, 0.56))
    top = x + lean
    thick = height_m * 0.075
    art.polygon(
        [(x - thick * 1.5, y), (x - thick, y + height_m * 0.3), (top - thick * 0.9, cap_y), (top + thick * 0.9, cap_y),
         (x + thick, y + height_m * 0.3), (x + thick * 1.5, y)],
        stem, to=scaled(stem, 0.6),
    )  # fmt: skip
    art.ellipse((top, cap_y), (half * 0.92, half * 0.20), mix(color, (1.0, 0.95, 0.85), 0.6), to=mix(color, stem, 0.3))
    a = np.linspace(0, math.pi, 19)
    dome = np.stack([top + half * np.cos(a), cap_y + half * flat * 1.25 * np.sin(a) ** 0.85], axis=1)
    brim = np.stack([top + half * np.cos(a[::-1]), cap_y - half * 0.10 * np.sin(a[::-1])], axis=1)
    art.polygon(np.concatenate([dome, brim]), mix(color, (1.0, 1.0, 1.0), 0.22), to=scaled(color, 0.62))
    sun = dome[2:9] if art.side > 0 else dome[-9:-2]
    art.line(sun - (0.0, half * 0.06), mix(color, (1.0, 1.0, 1.0), 0.7), half * 0.06, 0.7)
    for share, level in ((-0.5, 0.30), (0.05, 0.62), (0.5, 0.34), (-0.1, 0.22)):
        size = half * float(rng.uniform(0.07, 0.13))
        art.ellipse((top + share * half, cap_y + level * half * flat * 1.2), (size, size * 0.7), (1.0, 0.98, 0.9), 0.9)
    art.lamp.ellipse((top, cap_y + half * 0.02), (half * 0.8, half * 0.13), scaled(color, 0.45), 0.7)
    shine(art, top, cap_y + 0.1 * half, half * 2.6, color, 0.55)


def toadstools(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A family of glowing mushrooms, large and small."""
    color = GLOWS[int(rng.integers(len(GLOWS)))]
    for share, size in ((-0.55, 0.5), (0.5, 0.62), (-0.2, 0.34), (0.0, 1.0), (0.28, 0.30)):
        mushroom(art, x + share * height_m, height_m * size * float(rng.uniform(0.85, 1.1)), rng, color, y)


def fiddlehead(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """Young ferns that end in a curl."""
    for index in range(4):
        lean = (index - 1.5) * 0.22 + float(rng.uniform(-0.08, 0.08))
        tall = height_m * float(rng.uniform(0.6, 1.0))
        way = 1 if lean > 0 else -1
        stem = [(x, y), (x + lean * tall * 0.35, y + tall * 0.5), (x + lean * tall, y + tall * 0.86)]
        turn = np.linspace(0, 4.6, 16)
        radius = tall * 0.15 * (1 - turn / 6.2)
        center = (x + lean * tall + way * tall * 0.15, y + tall * 0.86)
        curl = np.stack([center[0] - way * radius * np.cos(turn), center[1] + radius * np.sin(turn)], axis=1)
        tone = mix(scaled(rgb("#7fb54a"), float(rng.uniform(0.7, 1.05))), art.light.key, 0.12)
        art.line(np.concatenate([spline(stem, closed=False), curl]), tone, height_m * 0.045)


def hanging_moss(art: Art, x: float, y: float, length_m: float, rng: np.random.Generator, color: Color = MOSS) -> None:
    """Beards of moss that hang from a bough."""
    for _ in range(6):
        at = x + float(rng.uniform(-0.3, 0.3)) * length_m
        long = length_m * float(rng.uniform(0.4, 1.0))
        wide = length_m * 0.035
        tone = scaled(color, float(rng.uniform(0.55, 0.95)))
        art.polygon([(at - wide, y), (at + wide, y), (at + wide * 0.4, y - long * 0.7), (at, y - long)], tone, 0.9)


def lantern(art: Art, x: float, y: float, drop_m: float, size_m: float, color: Color) -> None:
    """A flower on a long stalk that hangs from above and shines like a lamp."""
    end = y - drop_m
    art.line(
        spline([(x, y), (x + 0.08 * drop_m, y - drop_m * 0.5), (x, end)], closed=False), rgb("#4f7a3c"), size_m * 0.09
    )
    bell = [(x, end + size_m * 0.1), (x - size_m * 0.42, end - size_m * 0.35), (x - size_m * 0.55, end - size_m * 0.95),
            (x - size_m * 0.25, end - size_m * 0.80), (x, end - size_m * 1.0), (x + size_m * 0.25, end - size_m * 0.80),
            (x + size_m * 0.55, end - size_m * 0.95), (x + size_m * 0.42, end - size_m * 0.35)]  # fmt: skip
    art.polygon(spline(bell, per_segment=4), mix(color, (1.0, 1.0, 1.0), 0.35), to=scaled(color, 0.8))
    art.lamp.ellipse((x, end - size_m * 0.7), (size_m * 0.22, size_m * 0.3), scaled(color, 0.5), 0.8)
    shine(art, x, end - size_m * 0.6, size_m * 3.2, color, 0.6)


def fairy_door(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """A round-topped little door with a lit window, a step before it."""
    half = height_m * 0.34
    a = np.linspace(0, math.pi, 13)
    arch = np.stack([x + half * np.cos(a), y + height_m * 0.62 + half * np.sin(a)], axis=1)
    frame = [(x + half, y), *arch.tolist(), (x - half, y)]
    grown = [(x + (px - x) * 1.22, y + (py - y) * 1.08) for px, py in frame]
    art.polygon(grown, rgb("#a08468"), to=rgb("#6f5844"))
    art.polygon(frame, rgb("#9a4f35"), to=rgb("#6d3524"))
    for share in (-0.4, 0.0, 0.4):
        art.line([(x + share * half, y), (x + share * half, y + height_m * 0.85)], rgb("#5b2c1e"), half * 0.06, 0.8)
    window = (x, y + height_m * 0.62)
    art.ellipse(window, (half * 0.42, half * 0.42), rgb("#ffdf8a"))
    art.lamp.ellipse(window, (half * 0.42, half * 0.42), rgb("#c98a30"))
    art.line([(x - half * 0.42, window[1]), (x + half * 0.42, window[1])], rgb("#5b2c1e"), half * 0.08)
    art.line([(x, window[1] - half * 0.42), (x, window[1] + half * 0.42)], rgb("#5b2c1e"), half * 0.08)
    art.rect(
        x - half * 1.5, y - 0.06 * height_m, x + half * 1.5, y + 0.02 * height_m, rgb("#9a958c"), to=rgb("#66625c")
    )
    shine(art, x, y + height_m * 0.6, height_m * 1.3, rgb("#ffc560"), 0.8)


def bough(art: Art, tree: tuple[float, float, float], rng: np.random.Generator) -> None:
    """A twisted branch with beards of moss, and perhaps a shining flower that hangs from it."""
    x, wide, top = tree
    for side in (-1, 1):
        level = top * float(rng.uniform(0.55, 0.80))
        reach = wide * float(rng.uniform(1.2, 2.3))
        tip = (x + side * (0.4 * wide + reach), level + wide * float(rng.uniform(0.0, 0.5)))
        middle = (x + side * (0.4 * wide + 0.5 * reach), level + wide * float(rng.uniform(0.2, 0.5)))
        thick = wide * 0.16
        art.line([(x + side * 0.3 * wide, level), middle], scaled(BARK, 0.75), thick)
        art.line([middle, tip], scaled(BARK, 0.8), thick * 0.6)
        art.line(
            [(x + side * 0.3 * wide, level + thick * 0.4), (middle[0], middle[1] + thick * 0.4)],
            scaled(MOSS, 0.9),
            thick * 0.5,
        )
        hanging_moss(art, *middle, wide * float(rng.uniform(0.5, 0.9)), rng)
        hanging_moss(art, *tip, wide * float(rng.uniform(0.35, 0.7)), rng)
        for index in range(4):
            at = (tip[0] + wide * float(rng.uniform(-0.3, 0.3)), tip[1] + wide * float(rng.uniform(0.0, 0.4)))
            leaf_blob(art, at, wide * float(rng.uniform(0.18, 0.3)), scaled(FOLIAGE, 0.75 + 0.12 * index), rng)
        if rng.random() < 0.5:
            glow = GLOWS[int(rng.integers(len(GLOWS)))]
            lantern(art, tip[0] - side * 0.2 * wide, tip[1], wide * float(rng.uniform(0.5, 1.1)), wide * 0.16, glow)


def mossy_rock(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    rock(art, x, height_m, rng, color=rgb("#7d8480"))
    for index in range(5):
        at = (x + (index - 2) * height_m * 0.28, height_m * (0.92 - 0.13 * abs(index - 2)))
        leaf_blob(art, at, height_m * 0.17, scaled(MOSS, 0.8 + 0.07 * index), rng)

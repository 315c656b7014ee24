"""What grows on the bed of the sea: kelp, corals, sponges, anemones. All of it stands with its foot at `y`."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline

KELP = rgb("#6f8f2e")
CORALS: tuple[Color, ...] = (
    rgb("#ff6f7d"), rgb("#ff9a4a"), rgb("#c46be0"), rgb("#ffcf4d"), rgb("#ff5fa8"), rgb("#7f8cff"),
)  # fmt: skip


def kelp(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0, color: Color = KELP) -> None:
    """A stalk of kelp with leaves to both sides, bent by the swell."""
    t = np.linspace(0, 1, 12)
    bend = height_m * 0.07 * np.sin(t * float(rng.uniform(4, 7)) + float(rng.uniform(0, 6))) * t
    spine = np.stack([x + bend + height_m * 0.10 * float(rng.uniform(-1, 1)) * t**2, y + height_m * t], axis=1)
    tone = scaled(color, float(rng.uniform(0.7, 1.15)))
    art.line(spine, scaled(tone, 0.6), height_m * 0.012)
    for index in range(20):
        share = 0.08 + 0.9 * index / 20
        at = np.array((np.interp(share, t, spine[:, 0]), np.interp(share, t, spine[:, 1])))
        side = 1 if index % 2 else -1
        long = height_m * float(rng.uniform(0.09, 0.15)) * (1.1 - 0.5 * share)
        lit = mix(tone, art.light.key, 0.25 if side == art.side else 0.0)
        art.polygon(blade(at, side, long, float(rng.uniform(0.3, 1.0))), scaled(lit, 0.8 + 0.4 * share))


def blade(at: np.ndarray, side: int, long: float, rise: float) -> np.ndarray:
    """The outline (6, 2) of one leaf from its root `at` to the `side`, y up."""
    steps = np.array([(0, 0), (0.3, 0.14), (0.7, 0.10), (1.0, -0.04), (0.65, -0.08), (0.25, -0.06)])
    along = np.array((math.cos(rise) * side, math.sin(rise)))
    across = np.array((-math.sin(rise) * side, math.cos(rise)))
    return np.asarray(at + long * (steps[:, :1] * along + steps[:, 1:] * across))


def fan(art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A coral of forking branches, flat like a fan."""
    tone = scaled(color, float(rng.uniform(0.8, 1.05)))
    _fork(art, (x, y), 1.5708, height_m * 0.36, (tone, height_m * 0.085, 4), rng)


def _fork(
    art: Art,
    start: tuple[float, float],
    angle: float,
    long: float,
    look: tuple[Color, float, int],
    rng: np.random.Generator,
) -> None:
    tone, thick, left = look
    end = (start[0] + long * math.cos(angle), start[1] + long * math.sin(angle))
    lit = mix(tone, art.light.key, 0.06 * (4 - left))
    art.line([start, end], lit if left < 3 else scaled(tone, 0.8), thick)
    if left:
        for turn in (-0.5, 0.45):
            swing = angle + turn + float(rng.uniform(-0.18, 0.18))
            _fork(art, end, swing, long * float(rng.uniform(0.68, 0.84)), (tone, thick * 0.74, left - 1), rng)


def brain(art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A dome coral with winding furrows."""
    wide = height_m * float(rng.uniform(0.8, 1.1))
    angles = np.linspace(0, np.pi, 20)
    dome = np.stack([x + wide * np.cos(angles), y - 0.1 * height_m + height_m * 1.1 * np.sin(angles)], axis=1)
    art.polygon(dome, color, to=scaled(color, 0.42))
    spot = (x + art.side * wide * 0.3, y + height_m * 0.66)
    art.ellipse(spot, (wide * 0.45, height_m * 0.26), mix(color, art.light.key, 0.5), 0.5, height_m * 0.08)
    for ring in range(5):
        share = (ring + 0.6) / 5.4
        waves = 1 + 0.09 * np.sin(angles * (9 + ring) + float(rng.uniform(0, 6)))
        reach = share * waves
        path = np.stack([x + wide * reach * np.cos(angles), y + height_m * reach * np.sin(angles)], axis=1)
        art.line(path[2:-2], scaled(color, 0.55), height_m * 0.03, 0.6)


def sponges(art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """A cluster of tubes with dark mouths."""
    for index in range(5):
        lean = (index - 2) * 0.16 + float(rng.uniform(-0.06, 0.06))
        tall = height_m * float(rng.uniform(0.5, 1.0))
        half = height_m * float(rng.uniform(0.07, 0.11))
        top, foot = (x + lean * height_m * 1.5, y + tall), x + lean * height_m * 0.6
        tone = scaled(color, float(rng.uniform(0.75, 1.05)))
        tube = [(foot - half * 0.7, y), (top[0] - half, top[1]), (top[0] + half, top[1]), (foot + half * 0.7, y)]
        art.polygon(tube, tone, to=scaled(tone, 0.5))
        edge = [(foot + art.side * half * 0.4, y), (top[0] + art.side * half * 0.55, top[1])]
        art.line(edge, mix(tone, art.light.key, 0.4), half * 0.4, 0.7)
        art.ellipse(top, (half, half * 0.42), mix(tone, art.light.key, 0.35))
        art.ellipse(top, (half * 0.7, half * 0.26), scaled(tone, 0.3))


def table(art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """Flat plates of coral one above the other."""
    slim, broad = 0.05 * height_m, 0.18 * height_m
    stem = [(x - broad, y), (x - slim, y + height_m), (x + slim, y + height_m), (x + broad, y)]
    art.polygon(stem, scaled(color, 0.45))
    across = np.linspace(-1, 1, 13)
    for index, level in enumerate((0.42, 0.72, 1.0)):
        wide = height_m * (1.05 - 0.2 * index) * float(rng.uniform(0.8, 1.1))
        shift = x + height_m * float(rng.uniform(-0.2, 0.2))
        ragged = 0.02 * (np.arange(13) % 2)
        under = np.stack([shift + wide * across, y + height_m * (level - 0.10 * (1 - np.abs(across)) + ragged)], axis=1)
        upper = np.stack([shift + wide * across, y + height_m * (level + 0.035 * (1 - across**2))], axis=1)
        art.polygon(np.concatenate([under, upper[::-1]]), mix(color, art.light.key, 0.2), to=scaled(color, 0.5))


def anemone(art: Art, x: float, height_m: float, rng: np.random.Generator, color: Color, y: float = 0.0) -> None:
    """Soft arms with bright tips."""
    art.ellipse((x, y + height_m * 0.15), (height_m * 0.42, height_m * 0.28), scaled(color, 0.5))
    for index in range(13):
        lean = (index - 6) / 6 * 1.1 + float(rng.uniform(-0.12, 0.12))
        reach = height_m * float(rng.uniform(0.7, 1.0))
        root = (x + lean * height_m * 0.25, y + height_m * 0.2)
        bend = (x + math.sin(lean) * reach * 0.6, y + math.cos(lean) * reach * 0.65)
        tip = (x + math.sin(lean * 1.15) * reach, y + math.cos(lean * 0.8) * reach)
        tone = scaled(color, float(rng.uniform(0.6, 1.0)))
        art.line(spline([root, bend, tip], closed=False, per_segment=3), tone, height_m * 0.08)
        art.ellipse(tip, (height_m * 0.055, height_m * 0.055), mix(color, (1.0, 1.0, 1.0), 0.55))


def starfish(art: Art, x: float, size_m: float, color: Color, y: float = 0.0) -> None:
    """A starfish lying on the sand, seen at a slant."""
    points = []
    for index in range(10):
        angle, reach = index * math.pi / 5 + 0.3, size_m * (1.0 if index % 2 == 0 else 0.42)
        points.append((x + reach * math.cos(angle), y + 0.38 * reach * math.sin(angle)))
    art.polygon([(px, py - 0.06 * size_m) for px, py in points], scaled(color, 0.5))
    art.polygon(points, color)

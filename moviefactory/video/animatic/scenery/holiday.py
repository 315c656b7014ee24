"""What lies about on a beach: parasol and towel, driftwood, shells and starfish, a sandcastle."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.scenery.trees import ground_shadow

_SAND: Color = rgb("#dcc08a")


def parasol(art: Art, x: float, height_m: float, color: Color, lean: float = 0.16, y: float = 0.0) -> None:
    """A striped beach umbrella, tilted, over a towel. `lean`: how far its pole leans, as a share of the height."""
    wide = height_m * 0.62
    ground_shadow(art, x - art.side * wide * 0.3, y, wide * 1.2, 0.36)
    towel = [
        (x - wide * 0.9, y - 0.02),
        (x + wide * 0.3, y - 0.02),
        (x + wide * 0.5, y + 0.13),
        (x - wide * 0.65, y + 0.13),
    ]
    art.polygon(np.array(towel), rgb("#3f8fc4"))
    art.line([(x - wide * 0.45, y - 0.01), (x - wide * 0.22, y + 0.12)], rgb("#f5f1e6"), height_m * 0.05)
    top = (x + lean * height_m, y + height_m)
    art.line([(x, y - 0.05), top], rgb("#e8e2d4"), height_m * 0.025)
    tilt = math.atan(lean)
    across = np.array((math.cos(tilt), -math.sin(tilt)))
    middle = np.array(top) - np.array((math.sin(tilt), math.cos(tilt))) * height_m * 0.26
    white = rgb("#faf4e6")
    ribs = [middle + across * wide * share for share in (-1.0, -0.66, -0.24, 0.24, 0.66, 1.0)]
    for index in range(5):
        tone = color if index % 2 == 0 else white
        lit = (index - 2) * art.side >= 0
        tone = mix(tone, art.light.key, 0.12) if lit else mix(scaled(tone, 0.82), art.light.shade, 0.08)
        low = (ribs[index] + ribs[index + 1]) / 2 + np.array((0.0, 0.045 * height_m))
        arch = [(ribs[index] * 0.52 + np.array(top) * 0.48) + np.array((0.0, 0.075 * height_m)),
                (ribs[index + 1] * 0.52 + np.array(top) * 0.48) + np.array((0.0, 0.075 * height_m))]  # fmt: skip
        art.polygon(np.array([top, arch[0], ribs[index], low, ribs[index + 1], arch[1]]), tone, to=scaled(tone, 0.84))
    art.ellipse(top, (height_m * 0.022, height_m * 0.03), white)


def driftwood(art: Art, x: float, length_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A bleached trunk with the stumps of its branches."""
    wood = rgb("#b7a690")
    ground_shadow(art, x, y + 0.03 * length_m, length_m * 0.6, 0.32)
    rise = length_m * float(rng.uniform(0.10, 0.2))
    path = spline(
        [(x - length_m / 2, y + 0.03), (x - length_m * 0.1, y + rise * 0.5), (x + length_m * 0.5, y + rise)], False
    )
    thick = length_m * 0.11
    art.line(path, scaled(wood, 0.72), thick)
    art.line(path + np.array((0.0, thick * 0.2)), mix(wood, art.light.key, 0.25), thick * 0.5)
    for share, reach, aside in ((0.22, 0.16, -0.9), (0.58, 0.34, 0.7), (0.80, 0.15, -0.5), (0.97, 0.24, 0.9)):
        at = path[int(share * (len(path) - 1))]
        bend = at + length_m * reach * np.array((0.35 * aside, 0.55))
        tip = bend + length_m * reach * np.array((aside, float(rng.uniform(0.1, 0.6))))
        art.line(np.array([at, bend]), scaled(wood, 0.82), thick * 0.5)
        art.line(np.array([bend, tip]), scaled(wood, 0.92), thick * 0.28)
    for shift in (-0.2, 0.05):
        art.line(path + np.array((0.0, thick * shift)), scaled(wood, 0.5), thick * 0.07, 0.6)


def shell(art: Art, x: float, size_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A ribbed scallop."""
    tone = (rgb("#f6d7c4"), rgb("#f3b9a2"), rgb("#fbf3e6"), rgb("#d9a48a"))[int(rng.integers(4))]
    ground_shadow(art, x, y, size_m * 1.2, 0.4)
    angles = np.linspace(0.15, math.pi - 0.15, 9)
    fan = np.stack([x + size_m * 0.5 * np.cos(angles), y + size_m * 0.52 * np.sin(angles)], axis=1)
    art.polygon(np.concatenate([fan, [[x - size_m * 0.12, y], [x + size_m * 0.12, y]]]), tone, to=scaled(tone, 0.78))
    for index in range(1, 8, 2):
        art.line(np.array([(x, y + size_m * 0.05), fan[index]]), scaled(tone, 0.72), size_m * 0.04, 0.7)


def starfish(art: Art, x: float, size_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """Five arms, seen flat on the sand."""
    turn = float(rng.uniform(0, 1.2))
    angles = turn + np.arange(10) * math.pi / 5
    reach = np.where(np.arange(10) % 2 == 0, 0.5, 0.19) * size_m
    outline = np.stack([x + reach * np.cos(angles), y + size_m * 0.12 + 0.45 * reach * np.sin(angles)], axis=1)
    ground_shadow(art, x, y, size_m, 0.35)
    art.polygon(spline(outline), rgb("#e8703c"), to=rgb("#b94a2a"))


def sandcastle(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """Three turrets, a wall and a paper flag."""
    ground_shadow(art, x, y, height_m * 1.6, 0.35)
    mound = [
        (x - height_m, y),
        (x - height_m * 0.7, y + height_m * 0.22),
        (x + height_m * 0.7, y + height_m * 0.22),
        (x + height_m, y),
    ]
    art.polygon(np.array(mound), scaled(_SAND, 0.92), to=scaled(_SAND, 0.7))
    for share, tall in ((-0.55, 0.62), (0.55, 0.58), (0.0, 0.85)):
        at, half, top = x + share * height_m, height_m * 0.17, y + tall * height_m
        art.rect(at - half, y + 0.1 * height_m, at + half, top, mix(_SAND, art.light.key, 0.15), to=scaled(_SAND, 0.72))
        art.rect(at - art.side * half, y + 0.1 * height_m, at - art.side * half * 0.2, top, art.light.shade, 0.2)
        for tooth in (-1.0, -0.3, 0.4):
            art.rect(at + tooth * half, top, at + (tooth + 0.55) * half, top + half * 0.5, scaled(_SAND, 0.95))
    art.line([(x, y + 0.85 * height_m), (x, y + 1.25 * height_m)], rgb("#7a5f45"), height_m * 0.03)
    art.polygon(
        [(x, y + 1.25 * height_m), (x + 0.26 * height_m, y + 1.16 * height_m), (x, y + 1.07 * height_m)], rgb("#e2453a")
    )

"""Small things of a home: lamps, pictures, plants, clocks, cups, flowers."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, capsule, mix, oval, rgb, scaled, spline
from moviefactory.video.animatic.scenery.furniture import BRASS, WALNUT, standing_shadow
from moviefactory.video.animatic.scenery.indoors import WARM, light_level
from moviefactory.video.animatic.scenery.trees import leaf_blob


def floor_lamp(art: Art, x: float, height_m: float = 1.65, y: float = 0.0) -> None:
    """A standard lamp with a cloth shade."""
    standing_shadow(art, x, 0.4, y)
    art.line([(x, y), (x, y + height_m * 0.84)], BRASS, 0.035)
    art.ellipse((x, y + 0.03), (0.17, 0.04), scaled(BRASS, 0.8), to=scaled(BRASS, 0.4))
    shade_lamp(art, x, y + height_m * 0.80, 0.30, height_m * 0.20)


def shade_lamp(art: Art, x: float, y: float, half_m: float, tall_m: float) -> None:
    """The shade of a lamp with its lower edge at `y`, and the light that falls out of it above and below."""
    cream = rgb("#f0dcb4")
    body = [(x - half_m, y), (x - half_m * 0.62, y + tall_m), (x + half_m * 0.62, y + tall_m), (x + half_m, y)]
    art.polygon(body, cream, to=scaled(cream, 0.86))
    level = light_level(art.light)
    art.lamp.polygon(body, scaled(WARM, 0.55 * level), to=scaled(WARM, 0.80 * level))
    art.glow(x, y + tall_m * 0.4, half_m * 6.5, WARM, 0.40 * level)
    below = [
        (x - half_m, y),
        (x + half_m, y),
        (x + half_m * 3.6, y - half_m * 4.6),
        (x - half_m * 3.6, y - half_m * 4.6),
    ]
    art.lamp.polygon(below, scaled(WARM, 0.20 * level), 1.0, blur_m=half_m * 0.3, to=(0.0, 0.0, 0.0))
    above = [(x - half_m * 0.6, y + tall_m), (x + half_m * 0.6, y + tall_m),
             (x + half_m * 2.4, y + tall_m + half_m * 3), (x - half_m * 2.4, y + tall_m + half_m * 3)]  # fmt: skip
    art.lamp.polygon(above, (0.0, 0.0, 0.0), 1.0, blur_m=half_m * 0.3, to=scaled(WARM, 0.24 * level))


def pendant(art: Art, x: float, y: float, ceiling_m: float, color: Color, half_m: float = 0.22) -> None:
    """A hanging lamp: cord, metal shade, bulb, a cone of light."""
    level = light_level(art.light)
    art.line([(x, ceiling_m), (x, y + half_m)], (0.08, 0.07, 0.07), 0.018)
    dome = [(x - half_m, y), (x - half_m * 0.8, y + half_m * 0.6), (x - half_m * 0.2, y + half_m),
            (x + half_m * 0.2, y + half_m), (x + half_m * 0.8, y + half_m * 0.6), (x + half_m, y)]  # fmt: skip
    art.polygon(dome, mix(color, art.light.key, 0.3), to=scaled(color, 0.6))
    art.lamp.ellipse((x, y), (half_m * 0.8, half_m * 0.16), scaled((1.0, 0.93, 0.75), 0.35 + 0.65 * level))
    art.glow(x, y - half_m * 0.2, half_m * 5.0, WARM, 0.55 * level)
    cone = [(x - half_m, y), (x + half_m, y), (x + half_m * 4.5, y - 1.9), (x - half_m * 4.5, y - 1.9)]
    art.lamp.polygon(cone, scaled(WARM, 0.24 * level), 1.0, blur_m=0.10, to=(0.0, 0.0, 0.0))


def picture(art: Art, x: float, y: float, size: tuple[float, float], rng: np.random.Generator) -> None:
    """A framed landscape with its middle at (x, y)."""
    wide, tall = size
    art.rect(x - wide / 2 + 0.03, y - tall / 2 - 0.05, x + wide / 2 + 0.05, y + tall / 2 - 0.03, art.light.shade, 0.35)
    gold = BRASS if rng.random() < 0.6 else WALNUT
    art.rect(
        x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, mix(gold, art.light.key, 0.2), to=scaled(gold, 0.62)
    )
    left, right, low, high = x - wide * 0.43, x + wide * 0.43, y - tall * 0.41, y + tall * 0.41
    skies = (rgb("#9fc0d4"), rgb("#e8b98a"), rgb("#c9d2b4"), rgb("#d8a0a0"))
    sky = skies[int(rng.integers(4))]
    art.rect(left, low, right, high, sky, to=mix(sky, (1.0, 0.95, 0.85), 0.6))
    t = np.linspace(0, 1, 9)
    for level, tone in ((0.62, rgb("#7d93a8")), (0.42, rgb("#5d7f5a")), (0.22, rgb("#8a7a48"))):
        wave = low + (high - low) * (level * 0.8 + 0.10 * np.sin(2.2 * math.pi * t + float(rng.uniform(0, 6))))
        edge = np.stack([left + (right - left) * t, wave], axis=1)
        art.polygon(np.concatenate([edge, [[right, low], [left, low]]]), tone, 0.92)


def potted_plant(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A leafy house plant in a clay pot."""
    standing_shadow(art, x, height_m * 0.4, y)
    clay = rgb("#b5683f")
    pot = height_m * 0.26
    for index in range(13):
        angle = math.radians(18 + 144 * (index + float(rng.uniform(0.1, 0.9))) / 13)
        reach = height_m * float(rng.uniform(0.42, 0.72))
        tip = (x + math.cos(angle) * reach * 0.72, y + pot + math.sin(angle) * reach)
        mid = ((x + tip[0]) / 2 + math.cos(angle) * reach * 0.08, (y + pot + tip[1]) / 2 + reach * 0.12)
        tone = scaled(rgb("#4f8a44"), float(rng.uniform(0.62, 1.2)))
        art.line(spline([(x, y + pot), mid, tip], closed=False), scaled(tone, 0.7), height_m * 0.012)
        leaf_blob(art, tip, height_m * float(rng.uniform(0.09, 0.13)), tone, rng)
        leaf_blob(art, mid, height_m * 0.08, scaled(tone, 0.85), rng)
    art.polygon([(x - pot * 0.55, y + pot), (x + pot * 0.55, y + pot), (x + pot * 0.40, y), (x - pot * 0.40, y)],
                clay, to=scaled(clay, 0.55))  # fmt: skip
    art.rect(x - pot * 0.62, y + pot * 0.82, x + pot * 0.62, y + pot, mix(clay, art.light.key, 0.25), to=clay)


def clock(art: Art, x: float, y: float, radius_m: float = 0.17) -> None:
    """A round wall clock."""
    art.ellipse((x + 0.02, y - 0.03), (radius_m * 1.1, radius_m * 1.1), art.light.shade, 0.35, 0.02)
    art.ellipse((x, y), (radius_m * 1.08, radius_m * 1.08), WALNUT)
    art.ellipse((x, y), (radius_m * 0.92, radius_m * 0.92), rgb("#f3ecdc"))
    for hour in range(12):
        a = hour * math.pi / 6
        art.line([(x + math.cos(a) * radius_m * r, y + math.sin(a) * radius_m * r) for r in (0.72, 0.86)],
                 (0.15, 0.12, 0.1), radius_m * 0.06)  # fmt: skip
    art.line([(x, y), (x + radius_m * 0.32, y + radius_m * 0.4)], (0.1, 0.08, 0.08), radius_m * 0.1)
    art.line([(x, y), (x - radius_m * 0.1, y + radius_m * 0.74)], (0.1, 0.08, 0.08), radius_m * 0.07)


def mug(art: Art, x: float, y: float, hue: Color, size_m: float = 0.1) -> None:
    """A cup with a handle."""
    art.line(oval(x + size_m * 0.52, y + size_m * 0.5, size_m * 0.26, size_m * 0.28), hue, size_m * 0.12, closed=True)
    art.rect(x - size_m * 0.45, y, x + size_m * 0.45, y + size_m, mix(hue, art.light.key, 0.25), to=scaled(hue, 0.65))


def vase(art: Art, x: float, y: float, rng: np.random.Generator, size_m: float = 0.3) -> None:
    """A vase with a few flowers."""
    hue = (rgb("#5f8fa8"), rgb("#c46a4a"), rgb("#e6dcc8"))[int(rng.integers(3))]
    petals = (rgb("#e8b43c"), rgb("#d8556a"), rgb("#f0ece0"))
    for index in range(5):
        lean = (index - 2) * 0.16
        top = (x + lean * size_m * 2.0, y + size_m * float(rng.uniform(1.6, 2.1)))
        art.line([(x, y + size_m * 0.8), top], rgb("#55803f"), size_m * 0.05)
        art.ellipse(top, (size_m * 0.17, size_m * 0.16), petals[index % 3], to=scaled(petals[index % 3], 0.7))
    art.polygon(capsule((x, y + size_m * 0.30), (x, y + size_m * 0.75), size_m * 0.30, size_m * 0.15), hue,
                to=scaled(hue, 0.55))  # fmt: skip

"""What stands along roads: guard rails, posts, lamps, fences, poles with wires, signs."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled

STEEL = rgb("#b9c0c6")
LAMP_LIGHT: Color = (1.0, 0.80, 0.48)
OAK = rgb("#7d5a3c")


def guard_rail(art: Art, height_m: float, y: float = 0.0, post_every_m: float = 2.0) -> None:
    """A steel rail with a folded profile on posts, along the whole strip."""
    posts = max(1, round(art.width_m / post_every_m))
    for index in range(posts):
        x = (index + 0.5) * art.width_m / posts
        art.rect(x - 0.05, y - 0.05, x + 0.05, y + height_m * 0.95, scaled(STEEL, 0.62), to=scaled(STEEL, 0.4))
    low, high = y + height_m * 0.52, y + height_m
    span = high - low
    shades = ((0.0, 0.30, 0.62), (0.30, 0.52, 0.98), (0.52, 0.66, 0.58), (0.66, 0.88, 1.04), (0.88, 1.0, 0.72))
    for start, end, level in shades:
        art.rect(0, low + span * start, art.width_m, low + span * end, scaled(STEEL, level))
    art.line([(0, high), (art.width_m, high)], mix(STEEL, art.light.key, 0.7), span * 0.07, 0.8)


def lamp_post(art: Art, x: float, height_m: float, y: float = 0.0, arm: int = 1) -> None:
    """A street lamp; lit when it is dark, with a halo and a cone of light."""
    metal = rgb("#4a5058")
    art.rect(x - 0.07, y, x + 0.07, y + height_m, metal, to=scaled(metal, 0.6))
    art.rect(x - 0.16, y, x + 0.16, y + 0.5, scaled(metal, 0.8))
    head = x + arm * height_m * 0.17
    art.line(
        [(x, y + height_m * 0.985), (x + arm * height_m * 0.06, y + height_m * 1.01), (head, y + height_m)], metal, 0.1
    )
    art.rect(head - 0.38, y + height_m - 0.10, head + 0.38, y + height_m + 0.06, scaled(metal, 0.8))
    if not art.light.dark:
        return
    lamp = art.lamp
    spot = (head, y + height_m - 0.12)
    lamp.ellipse(spot, (0.34, 0.10), (1.0, 0.93, 0.75))
    cone = [(head - 0.2, spot[1]), (head + 0.2, spot[1]), (head + height_m * 0.34, y), (head - height_m * 0.34, y)]
    lamp.polygon(cone, scaled(LAMP_LIGHT, 0.20), 0.8, blur_m=height_m * 0.03, to=scaled(LAMP_LIGHT, 0.02))
    lamp.ellipse((head, y), (height_m * 0.42, height_m * 0.035), scaled(LAMP_LIGHT, 0.28), 1.0, blur_m=height_m * 0.02)
    art.glow(*spot, height_m * 0.22, LAMP_LIGHT, 0.7)


def picket_fence(
    art: Art, height_m: float, color: Color = (0.93, 0.92, 0.88), y: float = 0.0, gap_m: float = 0.22
) -> None:
    """White pickets on two rails, along the whole strip."""
    for share in (0.3, 0.72):
        art.rect(0, y + height_m * share, art.width_m, y + height_m * (share + 0.09), scaled(color, 0.75))
    count = max(1, round(art.width_m / gap_m))
    for index in range(count):
        x = (index + 0.5) * art.width_m / count
        half = gap_m * 0.30
        top = y + height_m
        art.polygon(
            [(x - half, y), (x - half, top - half), (x, top), (x + half, top - half), (x + half, y)],
            color,
            to=scaled(color, 0.78),
        )


def rail_fence(art: Art, height_m: float, rng: np.random.Generator, color: Color = OAK, y: float = 0.0) -> None:
    """A rough wooden fence: posts and two crooked rails."""
    count = max(1, round(art.width_m / 2.4))
    step = art.width_m / count
    tops = [height_m * float(rng.uniform(0.92, 1.05)) for _ in range(count)]
    for index in range(count):
        x = (index + 0.5) * step
        for share in (0.42, 0.78):
            low = y + tops[index] * share
            high = y + tops[(index + 1) % count] * share + float(rng.uniform(-0.04, 0.04))
            art.line([(x - 0.1, low), (x + step + 0.1, high)], scaled(color, 0.9), height_m * 0.085)
            art.line(
                [(x - 0.1, low + height_m * 0.03), (x + step + 0.1, high + height_m * 0.03)],
                mix(color, art.light.key, 0.4),
                height_m * 0.02,
                0.7,
            )
        art.rect(x - height_m * 0.065, y - 0.05, x + height_m * 0.065, y + tops[index], color, to=scaled(color, 0.55))


def wires(art: Art, height_m: float, y: float = 0.0, every_m: float = 35.0) -> None:
    """Telegraph poles with sagging wires, along the whole strip."""
    count = max(1, round(art.width_m / every_m))
    step = art.width_m / count
    wood = rgb("#5a4636")
    for index in range(count):
        x = (index + 0.5) * step
        art.rect(x - 0.13, y, x + 0.13, y + height_m, wood, to=scaled(wood, 0.6))
        for share in (0.88, 0.95):
            art.rect(x - height_m * 0.11, y + height_m * share, x + height_m * 0.11, y + height_m * share + 0.14, wood)
        t = np.linspace(0, 1, 14)
        for share in (0.905, 0.975):
            line = np.stack([x + step * t, y + height_m * share - height_m * 0.10 * 4 * t * (1 - t)], axis=1)
            art.line(line, scaled(wood, 0.5), 0.05, 0.8)


def milestone(art: Art, x: float, height_m: float = 0.9, y: float = 0.0) -> None:
    """A white roadside post with a reflector."""
    white = (0.93, 0.93, 0.9)
    art.rect(x - 0.06, y - 0.05, x + 0.06, y + height_m, white, to=scaled(white, 0.7))
    art.rect(x - 0.06, y + height_m * 0.68, x + 0.06, y + height_m * 0.86, (0.12, 0.12, 0.14))
    art.rect(x - 0.025, y + height_m * 0.71, x + 0.025, y + height_m * 0.83, (1.0, 0.5, 0.2))

"""A country village: cottages with thatch or tiles, the church, a well, lanterns, smoke from the chimneys."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.effects import puff
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.scenery.trees import ground_shadow, leaf_blob
from moviefactory.video.animatic.stage import Stage

WALLS: tuple[Color, ...] = tuple(rgb(text) for text in ("#e8dcc0", "#d9c7a4", "#e4d0c0", "#cfc6b4", "#dcd6c8"))
THATCH: Color = rgb("#b09050")
TILES: tuple[Color, ...] = tuple(rgb(text) for text in ("#a8553c", "#94493a", "#7d5a4c"))
TIMBER: Color = rgb("#5a412e")
STONE: Color = rgb("#a39c90")
GLOW: Color = (1.0, 0.80, 0.46)


def cottage(art: Art, x: float, wide_m: float, height_m: float, rng: np.random.Generator, thatched: bool) -> None:
    """A whitewashed house with timbers, small windows, a door with a rose over it, a roof and a chimney."""
    wall = WALLS[int(rng.integers(len(WALLS)))]
    half, eaves = wide_m / 2, height_m * 0.46
    if art.light.dark:  # the light of windows and lanterns climbs the wall
        art.lamp.rect(x - half, 0.0, x + half, eaves, (0.0, 0.0, 0.0), to=scaled(GLOW, 0.22))
    ground_shadow(art, x, 0.0, wide_m, 0.4)
    stack = x + half * (0.55 if rng.random() < 0.5 else -0.55)
    art.rect(stack - 0.42, eaves, stack + 0.42, height_m * 1.08, STONE, to=scaled(STONE, 0.7))
    art.rect(stack - 0.52, height_m * 1.06, stack + 0.52, height_m * 1.11, scaled(STONE, 0.8))
    art.rect(x - half, 0, x + half, eaves + 0.3, mix(wall, art.light.key, 0.15), to=scaled(wall, 0.80))
    art.rect(x - half, 0, x + half, 0.45, STONE, to=scaled(STONE, 0.66))
    shade = (x - half, x - half * 0.72) if art.side > 0 else (x + half * 0.72, x + half)
    art.rect(shade[0], 0, shade[1], eaves, art.light.shade, 0.24)
    if rng.random() < 0.55:
        _timbers(art, x, half, eaves)
    door_x = x + half * float(rng.uniform(-0.15, 0.15))
    _door(art, door_x, rng)
    for px in (-0.62, 0.62):
        _window(art, x + half * px, 1.05, rng)
    _roof(art, x, half, (eaves, height_m), rng, thatched)


def _timbers(art: Art, x: float, half: float, eaves: float) -> None:
    for share in (-1.0, -0.36, 0.36, 1.0):
        px = x + half * share * 0.985
        art.rect(px - 0.09, 0.4, px + 0.09, eaves, TIMBER)
    for y in (0.45, eaves - 0.2):
        art.rect(x - half, y - 0.08, x + half, y + 0.08, TIMBER)
    for side in (-1, 1):
        art.line([(x + side * half * 0.95, 0.5), (x + side * half * 0.38, eaves - 0.2)], TIMBER, 0.14)


def _door(art: Art, x: float, rng: np.random.Generator) -> None:
    hue = (rgb("#3f6a58"), rgb("#8c3f34"), rgb("#3d5a80"), rgb("#6b4a2c"))[int(rng.integers(4))]
    arch = [(x - 0.5, 0.0), (x - 0.5, 1.6), (x - 0.3, 1.95), (x, 2.05), (x + 0.3, 1.95), (x + 0.5, 1.6), (x + 0.5, 0.0)]
    art.polygon([(x + (px - x) * 1.28, py * 1.06) for px, py in arch], STONE, to=scaled(STONE, 0.7))
    art.polygon(arch, hue, to=scaled(hue, 0.6))
    for px in (-0.24, 0.0, 0.24):
        art.line([(x + px, 0.05), (x + px, 1.85)], scaled(hue, 0.55), 0.03)
    art.ellipse((x + 0.34, 1.0), (0.05, 0.05), rgb("#d8b45a"))
    art.rect(x - 0.75, -0.05, x + 0.75, 0.12, scaled(STONE, 0.9))
    if art.light.weather != "snow":
        for index in range(9):
            a = math.pi * index / 8
            spot = (x + 0.85 * math.cos(a), 1.35 + 0.95 * math.sin(a))
            leaf_blob(art, spot, 0.24, rgb("#5a8a3f"), rng)
            art.ellipse((spot[0] + 0.06, spot[1] + 0.04), (0.07, 0.07), rgb("#d8556a"))
    if art.light.dark:
        art.glow(x, 2.3, 2.2, GLOW, 0.55)
        art.lamp.ellipse((x, 2.25), (0.09, 0.12), (1.0, 0.9, 0.6))


def _window(art: Art, x: float, low: float, rng: np.random.Generator) -> None:
    wide, tall = 1.15, 1.15
    art.rect(x - wide / 2 - 0.1, low - 0.1, x + wide / 2 + 0.1, low + tall + 0.1, rgb("#f1ebdd"), to=rgb("#c9c0ae"))
    dark = rgb("#2c3440")
    art.rect(x - wide / 2, low, x + wide / 2, low + tall, mix(dark, art.light.horizon, 0.5), to=dark)
    if art.light.dark and rng.random() < 0.85:
        art.lamp.rect(x - wide / 2, low, x + wide / 2, low + tall, scaled(GLOW, 0.95), to=scaled(GLOW, 0.6))
        art.glow(x, low + tall / 2, 2.4, GLOW, 0.35)
    bar = rgb("#efe9da")
    for share in (0.33, 0.67):
        art.rect(x - wide / 2 + wide * share - 0.03, low, x - wide / 2 + wide * share + 0.03, low + tall, bar)
    art.rect(x - wide / 2, low + tall * 0.5 - 0.03, x + wide / 2, low + tall * 0.5 + 0.03, bar)
    hue = rgb("#55708a")
    for side in (-1, 1):
        edge = x + side * (wide / 2 + 0.33)
        art.rect(
            min(edge, edge - side * 0.42),
            low - 0.05,
            max(edge, edge - side * 0.42) - 0.02,
            low + tall + 0.05,
            hue,
            to=scaled(hue, 0.7),
        )
    art.rect(x - wide / 2 - 0.1, low - 0.32, x + wide / 2 + 0.1, low - 0.1, rgb("#7a5236"))
    if art.light.weather != "snow":
        for index in range(7):
            spot = (x - wide / 2 + wide * index / 6, low - 0.06 + 0.05 * (index % 2))
            leaf_blob(art, spot, 0.13, rgb("#5a8a3f"), rng)
            petal = (rgb("#e8556a"), rgb("#f2c14e"), rgb("#f0ece0"))[index % 3]
            art.ellipse((spot[0], spot[1] + 0.06), (0.07, 0.06), petal)


def _roof(
    art: Art, x: float, half: float, heights: tuple[float, float], rng: np.random.Generator, thatched: bool
) -> None:
    eaves, top = heights
    over = half * 1.16
    if thatched:
        color = scaled(THATCH, float(rng.uniform(0.88, 1.1)))
        ridge = half * 0.62
        edge = [
            (x - over, eaves - 0.15),
            (x - ridge, top * 0.97),
            (x, top),
            (x + ridge, top * 0.97),
            (x + over, eaves - 0.15),
            (x + half * 0.4, eaves + 0.12),
            (x, eaves + 0.22),
            (x - half * 0.4, eaves + 0.12),
        ]
        art.polygon(spline(edge, per_segment=4), mix(color, art.light.key, 0.22), to=scaled(color, 0.55))
        for row in range(5):
            share = (row + 0.7) / 5.4
            reach = ridge + (over - ridge) * share
            y = top * 0.97 + (eaves - top * 0.97) * share
            t = np.linspace(-1, 1, 13)
            art.line(np.stack([x + reach * t, y + 0.16 * (1 - t * t) + rng.uniform(-0.05, 0.05, 13)], axis=1),
                     scaled(color, 0.6), 0.06, 0.55)  # fmt: skip
        art.line([(x - ridge, top * 0.975), (x, top * 1.005), (x + ridge, top * 0.975)], scaled(color, 0.7), 0.30)
    else:
        color = TILES[int(rng.integers(len(TILES)))]
        ridge = half * 0.86
        art.polygon([(x - over, eaves), (x - ridge, top), (x + ridge, top), (x + over, eaves)],
                    mix(color, art.light.key, 0.20), to=scaled(color, 0.68))  # fmt: skip
        rows = 9
        for row in range(rows):
            share = (row + 1) / rows
            reach, y = ridge + (over - ridge) * share, top + (eaves - top) * share
            art.line([(x - reach, y + 0.04), (x + reach, y + 0.04)], scaled(color, 0.55), 0.05, 0.7)
            for index in range(7):
                px = x - reach + 2 * reach * (index + 0.5 * (row % 2)) / 7
                art.line([(px, y), (px, y + (top - eaves) / rows)], scaled(color, 0.6), 0.03, 0.5)
        art.rect(x - ridge, top - 0.1, x + ridge, top + 0.1, scaled(color, 0.75))
    art.rect(x - half, eaves - 0.55, x + half, eaves - 0.05, art.light.shade, 0.30)
    if art.light.weather == "snow":
        ridge = half * (0.62 if thatched else 0.86)
        white = [(x - over * 0.97, eaves + 0.1), (x - ridge, top * 0.99), (x, top + 0.16), (x + ridge, top * 0.99),
                 (x + over * 0.97, eaves + 0.1), (x + half * 0.7, eaves + 0.55), (x, eaves + 0.35),
                 (x - half * 0.6, eaves + 0.6)]  # fmt: skip
        art.polygon(spline(white, per_segment=4), rgb("#f2f6fb"), 0.95, to=rgb("#c6d3e4"))
    elif half > 2.4:
        _dormer(art, x, (eaves, top), rng, scaled(color, 0.9))


def _dormer(art: Art, x: float, heights: tuple[float, float], rng: np.random.Generator, color: Color) -> None:
    low = heights[0] + (heights[1] - heights[0]) * 0.26
    tall = (heights[1] - heights[0]) * 0.42
    art.rect(x - 0.62, low, x + 0.62, low + tall * 0.7, rgb("#e8dcc0"), to=rgb("#b9ac92"))
    art.rect(x - 0.42, low + 0.15, x + 0.42, low + tall * 0.62, rgb("#2c3440"), to=rgb("#46566a"))
    art.rect(x - 0.025, low + 0.15, x + 0.025, low + tall * 0.62, rgb("#efe9da"))
    if art.light.dark:
        art.lamp.rect(x - 0.42, low + 0.15, x + 0.42, low + tall * 0.62, scaled(GLOW, 0.85))
        art.glow(x, low + tall * 0.4, 1.8, GLOW, 0.35)
    art.polygon(spline([(x - 0.95, low + tall * 0.6), (x, low + tall * 1.15), (x + 0.95, low + tall * 0.6),
                        (x, low + tall * 0.74)], per_segment=4), color, to=scaled(color, 0.6))  # fmt: skip


def church(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    """A stone church: nave with tall windows, a tower with a clock and a pointed spire."""
    h, side = height_m, art.side
    nave = h * 0.62
    tone = rgb("#b5ac9c")
    roof = rgb("#6d5a55")
    end = x - side * nave
    left, right = sorted((x, end))
    art.rect(left, 0, right, h * 0.26, tone, to=scaled(tone, 0.8))
    art.polygon([(left - h * 0.02, h * 0.25), (left + h * 0.05, h * 0.42), (right - h * 0.05, h * 0.42),
                 (right + h * 0.02, h * 0.25)], roof, to=scaled(roof, 0.75))  # fmt: skip
    for index in range(4):
        cx = left + (right - left) * (index + 0.5) / 4
        pane = [(cx - h * 0.022, h * 0.06), (cx - h * 0.022, h * 0.17), (cx, h * 0.21), (cx + h * 0.022, h * 0.17),
                (cx + h * 0.022, h * 0.06)]  # fmt: skip
        art.polygon(pane, rgb("#3a4656"))
        if art.light.dark:
            art.lamp.polygon(pane, scaled(GLOW, 0.8))
    wide = h * 0.10
    art.rect(x - wide, 0, x + wide, h * 0.60, mix(tone, art.light.key, 0.15), to=scaled(tone, 0.82))
    art.rect(x - side * wide - (wide * 0.5 if side < 0 else 0), 0, x - side * wide + (wide * 0.5 if side > 0 else 0),
             h * 0.60, art.light.shade, 0.28)  # fmt: skip
    for y in (0.2, 0.4, 0.6):
        art.rect(x - wide * 1.08, h * y - h * 0.008, x + wide * 1.08, h * y + h * 0.008, scaled(tone, 0.75))
    art.ellipse((x, h * 0.35), (wide * 0.42, wide * 0.42), rgb("#f0ead8"))
    art.line([(x, h * 0.35), (x, h * 0.35 + wide * 0.34)], (0.1, 0.1, 0.1), wide * 0.07)
    art.line([(x, h * 0.35), (x + wide * 0.22, h * 0.35)], (0.1, 0.1, 0.1), wide * 0.07)
    for px in (-0.35, 0.35):
        art.rect(x + wide * (px - 0.16), h * 0.46, x + wide * (px + 0.16), h * 0.56, rgb("#3a3a40"))
    art.polygon([(x - wide * 1.15, h * 0.60), (x, h * 0.97), (x + wide * 1.15, h * 0.60)], roof, to=scaled(roof, 0.8))
    lit = [(x, h * 0.97), (x + side * wide * 1.15, h * 0.60), (x + side * wide * 0.2, h * 0.60)]
    art.polygon(lit, mix(roof, art.light.key, 0.3), 0.7)
    art.line([(x, h * 0.96), (x, h * 1.06)], rgb("#c9a24e"), h * 0.008)
    art.line([(x - h * 0.02, h * 1.03), (x + h * 0.02, h * 1.03)], rgb("#c9a24e"), h * 0.008)


def well(art: Art, x: float, rng: np.random.Generator) -> None:
    """A round stone well with a shingled roof, a windlass and a bucket."""
    ground_shadow(art, x, 0.0, 1.9, 0.45)
    art.rect(x - 0.85, 0, x + 0.85, 0.85, STONE, to=scaled(STONE, 0.58))
    for row in range(4):
        for column in range(6):
            left = x - 0.85 + (column + 0.5 * (row % 2)) * 0.3
            if left + 0.27 <= x + 0.86:
                art.rect(
                    left,
                    row * 0.21 + 0.02,
                    left + 0.27,
                    row * 0.21 + 0.19,
                    scaled(STONE, float(rng.uniform(0.75, 1.15))),
                    0.85,
                )
    art.ellipse((x, 0.86), (0.92, 0.14), scaled(STONE, 1.1))
    art.ellipse((x, 0.87), (0.70, 0.09), (0.07, 0.08, 0.1))
    for side in (-1, 1):
        art.rect(x + side * 0.72 - 0.06, 0.8, x + side * 0.72 + 0.06, 2.2, TIMBER)
    art.rect(x - 0.8, 1.62, x + 0.95, 1.74, scaled(TIMBER, 1.2))
    art.line([(x, 1.68), (x, 1.25)], rgb("#c9b68a"), 0.04)
    art.polygon(
        [(x - 0.16, 1.27), (x + 0.16, 1.27), (x + 0.12, 0.97), (x - 0.12, 0.97)], rgb("#8d6239"), to=rgb("#5a3d24")
    )
    roof = TILES[0]
    art.polygon([(x - 1.15, 2.1), (x, 2.85), (x + 1.15, 2.1)], mix(roof, art.light.key, 0.2), to=scaled(roof, 0.7))


def woodpile(art: Art, x: float, wide_m: float, rng: np.random.Generator) -> None:
    """Stacked logs, ends to the front."""
    ground_shadow(art, x, 0.0, wide_m, 0.4)
    bark, cut = rgb("#6b4a30"), rgb("#d0a772")
    for row in range(4):
        count = max(2, int(wide_m / 0.28) - row // 2)
        for index in range(count):
            cx = x + (index - (count - 1) / 2) * 0.28 + 0.14 * (row % 2)
            size = 0.135 * float(rng.uniform(0.85, 1.05))
            art.ellipse((cx, 0.14 + row * 0.24), (size, size), bark)
            art.ellipse((cx, 0.14 + row * 0.24), (size * 0.8, size * 0.8), scaled(cut, float(rng.uniform(0.8, 1.05))))


def lantern(art: Art, x: float, height_m: float) -> None:
    """A wooden post with an iron lantern; it burns when it is dark."""
    ground_shadow(art, x, 0.0, 0.6)
    art.rect(x - 0.08, 0, x + 0.08, height_m, TIMBER, to=scaled(TIMBER, 0.6))
    iron = rgb("#2d3036")
    art.line([(x, height_m - 0.15), (x + 0.55, height_m - 0.05)], iron, 0.06)
    cx, cy = x + 0.55, height_m - 0.5
    art.polygon(
        [(cx - 0.15, cy - 0.22), (cx - 0.2, cy + 0.16), (cx, cy + 0.40), (cx + 0.2, cy + 0.16), (cx + 0.15, cy - 0.22)],
        iron,
    )
    art.rect(cx - 0.12, cy - 0.16, cx + 0.12, cy + 0.14, rgb("#e8d6a4"), to=rgb("#b89a5c"))
    if art.light.dark:
        art.lamp.rect(cx - 0.12, cy - 0.16, cx + 0.12, cy + 0.14, (1.0, 0.85, 0.5))
        art.glow(cx, cy, 2.6, GLOW, 0.85)
        art.lamp.ellipse((cx, 0.0), (1.9, 0.22), scaled(GLOW, 0.30), 1.0, blur_m=0.12)


def smoke(stage: Stage, z_m: float, every_m: float, base_m: float) -> Callable[[Frame, View], None]:
    """Smoke that curls up from chimneys about `every_m` apart, starting at the height `base_m`."""
    salt = int(stage.rng("smoke").integers(1 << 20))
    tone = mix(scaled(stage.light.tint, 0.85), stage.light.horizon, 0.35)
    wind = -stage.light.side

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        scale = camera.px_per_m(z_m)
        left = camera.x_m - camera.centre_px / scale
        for slot in range(int(left / every_m) - 1, int((left + camera.across_m(z_m)) / every_m) + 2):
            if fraction(slot, salt) < 0.2:
                continue
            x = (slot + 0.3 + 0.4 * fraction(slot, salt + 1)) * every_m
            newest = math.floor(view.time_s / 0.55)
            for number in range(newest - 9, newest + 1):
                age = view.time_s - number * 0.55
                life = age / 5.2
                if not 0 <= life <= 1:
                    continue
                px = x + wind * (0.3 * age + 0.10 * age * age) + 0.25 * math.sin(1.7 * age + slot)
                at = camera.project(px, base_m + 0.75 * age, z_m)
                alpha = 0.5 * min(1.0, age * 2) * (1 - life)
                puff(frame, at, (0.35 + 0.28 * age) * scale, tone, alpha, number + slot)

    return paint

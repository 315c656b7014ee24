"""Floors, ceilings and walls of rooms: boards, tiles, rugs, beams, wallpaper, panels, brick, plaster."""

from __future__ import annotations

import cv2
import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, linear, mix, oval, rgb, scaled
from moviefactory.video.animatic.noise import band

BOARDS: Color = rgb("#9a6f47")


def boards(art: Art, rng: np.random.Generator, color: Color = BOARDS, wide_m: float = 0.22) -> None:
    """Floorboards that run into the picture: no two alike, dark joints, butt ends here and there."""
    art.rect(0, art.bottom_m, art.width_m, art.top_m, color)
    count = max(4, round(art.width_m / wide_m))
    step = art.width_m / count
    tones: dict[int, list[list[tuple[float, float]]]] = {}
    for index in range(count):
        z = art.bottom_m - float(rng.uniform(0, 2.4))
        while z < art.top_m:
            end = z + float(rng.uniform(1.5, 3.2))
            x0, x1 = index * step, (index + 1) * step - 0.006
            tones.setdefault(int(rng.integers(6)), []).append([(x0, z), (x1, z), (x1, end - 0.015), (x0, end - 0.015)])
            z = end
    art.rect(0, art.bottom_m, art.width_m, art.top_m, scaled(color, 0.45))
    for level, shapes in tones.items():
        art.polygons(shapes, scaled(color, 0.80 + 0.075 * level))
    _grain(art, 0.16)


def checker(art: Art, rng: np.random.Generator, light: Color, dark: Color, tile_m: float = 0.42) -> None:
    """Square tiles in two colours."""
    columns = max(2, 2 * round(art.width_m / tile_m / 2))
    step = art.width_m / columns
    rows = int((art.top_m - art.bottom_m) / step) + 2
    first = int(np.floor(art.bottom_m / step))
    art.rect(0, art.bottom_m, art.width_m, art.top_m, mix(light, dark, 0.6))
    tones: dict[tuple[int, int], list[list[tuple[float, float]]]] = {}
    for row in range(rows):
        for column in range(columns):
            x, z = column * step, (first + row) * step
            which = (column + row + first) % 2
            cell = [(x + 0.006, z + 0.006), (x + step, z + 0.006), (x + step, z + step), (x + 0.006, z + step)]
            tones.setdefault((which, int(rng.integers(3))), []).append(cell)
    for (which, level), shapes in tones.items():
        art.polygons(shapes, scaled(dark if which else light, 0.92 + 0.06 * level))
    _grain(art, 0.10)


def flagstones(art: Art, rng: np.random.Generator, color: Color, wide_m: float = 0.8) -> None:
    """Rows of worn stone slabs of uneven width."""
    art.rect(0, art.bottom_m, art.width_m, art.top_m, scaled(color, 0.52))
    z = art.bottom_m
    tones: dict[int, list[list[tuple[float, float]]]] = {}
    while z < art.top_m:
        deep = wide_m * float(rng.uniform(0.7, 1.1))
        count = max(2, round(art.width_m / (wide_m * float(rng.uniform(0.9, 1.4)))))
        shift = float(rng.uniform(0, 1))
        for index in range(count):
            x = (index + shift) * art.width_m / count
            end = x + art.width_m / count
            slab = [
                (x + 0.015, z + 0.015),
                (end - 0.015, z + 0.015),
                (end - 0.015, z + deep - 0.01),
                (x + 0.015, z + deep),
            ]
            tones.setdefault(int(rng.integers(6)), []).append(slab)
            if end > art.width_m:
                moved = [(px - art.width_m, pz) for px, pz in slab]
                tones.setdefault(int(rng.integers(6)), []).append(moved)
        z += deep
    for level, shapes in tones.items():
        art.polygons(shapes, scaled(color, 0.82 + 0.07 * level))
    _grain(art, 0.22)


def _grain(art: Art, strength: float) -> None:
    """Wear and stains over the whole painting."""
    height, width = art.canvas.rgba.shape[:2]
    small = (max(8, width // 2), max(8, height // 2))
    worn = cv2.resize(band(small[0], small[1], 9, 77, 1.0, 5), (width, height), interpolation=cv2.INTER_LINEAR)
    gain = (1.0 + (worn - 0.5) * 2 * strength)[..., None]
    rgb_part = art.canvas.rgba[..., :3].astype(np.float32) * gain
    art.canvas.rgba[..., :3] = np.clip(rgb_part, 0, 255).astype(np.uint8)


def rug(art: Art, x: float, z: float, size: tuple[float, float], colors: tuple[Color, Color, Color]) -> None:
    """A carpet with borders and medallions, lying flat, its middle at (x, z)."""
    wide, deep = size
    ground, border, accent = colors
    art.rect(x - wide / 2 - 0.05, z - deep / 2 - 0.05, x + wide / 2 + 0.05, z + deep / 2 + 0.05, art.light.shade, 0.35)
    for inset, tone in ((0.0, scaled(ground, 0.8)), (0.06, border), (0.22, accent), (0.27, ground), (0.42, border),
                        (0.46, ground)):  # fmt: skip
        art.rect(x - wide / 2 + inset, z - deep / 2 + inset, x + wide / 2 - inset, z + deep / 2 - inset, tone)
    for along in np.arange(-wide / 2 + 0.14, wide / 2 - 0.1, 0.22):
        for edge in (-1, 1):
            pz = z + edge * (deep / 2 - 0.14)
            art.polygon(
                [(x + along, pz - 0.06), (x + along + 0.06, pz), (x + along, pz + 0.06), (x + along - 0.06, pz)], accent
            )
    for scale, tone in ((0.62, border), (0.50, accent), (0.36, ground), (0.18, border)):
        art.polygon(oval(x, z, wide * 0.5 * scale, deep * 0.5 * scale, steps=8), tone)
    for index in range(60):
        px = x - wide / 2 + wide * (index + 0.5) / 60
        for edge in (-1, 1):
            art.line([(px, z + edge * deep / 2), (px, z + edge * (deep / 2 + 0.09))], rgb("#e6dcc4"), 0.02, 0.8)


def light_pool(art: Art, x: float, z: float, radii: tuple[float, float], tone: Color) -> None:
    """Light that falls on the floor."""
    art.lamp.ellipse((x, z), radii, tone, 1.0, blur_m=min(radii) * 0.35)


def beams(art: Art, rng: np.random.Generator, plaster: Color, wood: Color, step_m: float = 1.6) -> None:
    """A plaster ceiling with wooden beams that run into the picture, and two across."""
    art.rect(0, art.bottom_m, art.width_m, art.top_m, plaster)
    z = np.ceil(art.bottom_m / 2.4) * 2.4
    while z < art.top_m:
        art.rect(0, z - 0.14, art.width_m, z + 0.14, scaled(wood, 0.75))
        art.rect(0, z - 0.30, art.width_m, z - 0.14, art.light.shade, 0.25)
        z += 2.4
    count = max(2, round(art.width_m / step_m))
    for index in range(count):
        x = (index + 0.5) * art.width_m / count
        tone = scaled(wood, float(rng.uniform(0.85, 1.1)))
        art.rect(x + 0.12, art.bottom_m, x + 0.30, art.top_m, art.light.shade, 0.28)
        art.rect(x - 0.13, art.bottom_m, x + 0.13, art.top_m, tone)
        art.rect(x - 0.13, art.bottom_m, x - 0.07, art.top_m, mix(tone, art.light.key, 0.25))


def panels(art: Art, color: Color, tile_m: float = 0.9, lit_every: int = 3) -> None:
    """A ceiling of square panels, some of which shine."""
    art.rect(0, art.bottom_m, art.width_m, art.top_m, color)
    columns = max(3, lit_every * round(art.width_m / tile_m / lit_every))
    step = art.width_m / columns
    for index in range(columns):
        art.line([(index * step, art.bottom_m), (index * step, art.top_m)], scaled(color, 0.72), 0.03)
    row = int(np.floor(art.bottom_m / step))
    while row * step < art.top_m:
        art.line([(0, row * step), (art.width_m, row * step)], scaled(color, 0.72), 0.03)
        if row % 2 == 0:
            for index in range(lit_every // 2, columns, lit_every):
                cell = (index * step + 0.08, row * step + 0.08, (index + 1) * step - 0.08, (row + 1) * step - 0.08)
                art.rect(*cell, (0.95, 0.97, 1.0))
                art.lamp.rect(*cell, (0.55, 0.58, 0.60))
        row += 1


def wallpaper(
    art: Art, height_m: float, color: Color, motif: Color, rng: np.random.Generator, low_m: float = 0.0
) -> None:
    """Striped paper with a small repeated leaf, from `low_m` to the ceiling."""
    art.rect(0, low_m, art.width_m, height_m, color, to=scaled(color, 0.92))
    count = max(4, 2 * round(art.width_m / 0.36 / 2))
    step = art.width_m / count
    stripes, leaves = [], []
    for index in range(count):
        x = index * step
        if index % 2:
            stripes.append([(x, low_m), (x + step, low_m), (x + step, height_m), (x, height_m)])
        for row in range(int((height_m - low_m) / 0.42) + 1):
            y = low_m + 0.2 + row * 0.42 + 0.21 * (index % 2)
            if y + 0.13 > height_m:
                continue
            cx = x + step / 2
            leaves.append([(cx, y - 0.09), (cx + 0.045, y), (cx, y + 0.11), (cx - 0.045, y)])
    art.polygons(stripes, mix(color, motif, 0.16))
    art.polygons(leaves, motif, 0.42)


def wainscot(art: Art, high_m: float, color: Color) -> None:
    """Wooden panels along the lower part of a wall, with a rail above and a skirting below."""
    art.rect(0, 0, art.width_m, high_m, color, to=scaled(color, 0.72))
    count = max(3, round(art.width_m / 0.62))
    step = art.width_m / count
    for index in range(count):
        x0, x1 = index * step + 0.07, (index + 1) * step - 0.07
        art.rect(x0, 0.22, x1, high_m - 0.14, scaled(color, 0.60))
        art.rect(x0 + 0.02, 0.22, x1, high_m - 0.16, scaled(color, 0.95), to=scaled(color, 0.76))
        art.line([(x0, 0.22), (x1, 0.22), (x1, high_m - 0.14)], mix(color, art.light.key, 0.35), 0.012, 0.8)
    art.rect(0, high_m - 0.07, art.width_m, high_m, mix(color, art.light.key, 0.30), to=scaled(color, 0.7))
    art.rect(0, 0, art.width_m, 0.14, scaled(color, 0.78), to=scaled(color, 0.5))


def cornice(art: Art, height_m: float, color: Color) -> None:
    """A moulding where wall and ceiling meet."""
    art.rect(0, height_m - 0.16, art.width_m, height_m, mix(color, (1.0, 0.98, 0.94), 0.5), to=scaled(color, 0.85))
    art.rect(0, height_m - 0.19, art.width_m, height_m - 0.16, scaled(color, 0.62))


def bricks(
    art: Art,
    low_m: float,
    height_m: float,
    color: Color,
    rng: np.random.Generator,
    size: tuple[float, float] = (0.42, 0.16),
) -> None:
    """Masonry in running bond; with large `size` it is ashlar."""
    wide, tall = size
    art.rect(0, low_m, art.width_m, height_m, scaled(color, 0.66), to=scaled(color, 0.56))
    columns = max(3, round(art.width_m / wide))
    step = art.width_m / columns
    tones: dict[int, list[list[tuple[float, float]]]] = {}
    joint = min(0.02, tall * 0.08)
    for row in range(int((height_m - low_m) / tall) + 1):
        y0, y1 = low_m + row * tall + joint, min(low_m + (row + 1) * tall, height_m)
        if y1 <= y0:
            continue
        for column in range(columns):
            x = (column + 0.5 * (row % 2)) * step
            brick = [(x + joint, y0), (x + step, y0), (x + step, y1), (x + joint, y1)]
            tones.setdefault(int(rng.integers(6)), []).append(brick)
    for level, shapes in tones.items():
        art.polygons(shapes, scaled(color, 0.84 + 0.055 * level))


def wall_tiles(
    art: Art, low_m: float, high_m: float, color: Color, rng: np.random.Generator, size_m: float = 0.15
) -> None:
    """Glazed tiles."""
    bricks(art, low_m, high_m, color, rng, (size_m * 1.6, size_m))
    box = art.pixels([(0, low_m), (art.width_m, high_m)])
    sheen = linear((0, float(box[1, 1])), (0, float(box[0, 1])), (1, 1, 1, 0.16), (1, 1, 1, 0.0))
    outline = [(0, low_m), (art.width_m, low_m), (art.width_m, high_m), (0, high_m)]
    art.canvas.polygon(art.pixels(outline), (1, 1, 1), 1.0, gradient=sheen)

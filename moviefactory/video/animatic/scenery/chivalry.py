"""Pieces of a castle: columns, vaults, banners, shields, armour, throne, stained glass, chandelier, torches."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, capsule, linear, mix, oval, rgb, scaled, spline
from moviefactory.video.animatic.scenery.indoors import Opening, cut_out, light_level

GOLD: Color = rgb("#cfa64a")
IRON: Color = rgb("#34363c")
BANNERS: tuple[tuple[Color, Color], ...] = (
    (rgb("#8c2430"), rgb("#d8b45a")),
    (rgb("#24406e"), rgb("#e2dccb")),
    (rgb("#2f5a40"), rgb("#d8b45a")),
)
GLASS: tuple[Color, ...] = tuple(
    rgb(text) for text in ("#c23a3a", "#2f5fc0", "#e0a83a", "#3a9a68", "#7a3fa0", "#e8dcb0")
)
STEEL: Color = rgb("#a9b0ba")


def column(art: Art, x: float, radius_m: float, height_m: float, color: Color) -> None:
    """A round stone pillar with base, drums and capital."""
    art.ellipse((x, 0.0), (radius_m * 2.2, radius_m * 0.35), art.light.shade, 0.5, blur_m=radius_m * 0.2)
    px = art.pixels([(x - radius_m, 0.0), (x + radius_m, 0.0)])
    lit = mix(color, art.light.key, 0.28)
    tones = (scaled(color, 0.38), color, lit, color, scaled(color, 0.42))
    if art.side < 0:
        tones = tones[::-1]
    middle = 0.62 if art.side > 0 else 0.38
    shading = linear((float(px[0, 0]), 0.0), (float(px[1, 0]), 0.0), *tones, offsets=(0.0, 0.3, middle, 0.85, 1.0))
    outline = [
        (x - radius_m, 0.0),
        (x - radius_m * 0.94, height_m),
        (x + radius_m * 0.94, height_m),
        (x + radius_m, 0.0),
    ]
    art.canvas.polygon(art.pixels(outline), color, gradient=shading)
    for y in np.arange(1.2, height_m - 0.5, 0.92):
        art.rect(x - radius_m * 0.97, y - 0.012, x + radius_m * 0.97, y + 0.012, scaled(color, 0.45), 0.7)
    for low, high, grow in ((0.0, 0.22, 1.5), (0.22, 0.36, 1.28), (height_m - 0.5, height_m - 0.36, 1.12),
                            (height_m - 0.36, height_m - 0.14, 1.36), (height_m - 0.14, height_m, 1.62)):  # fmt: skip
        art.rect(
            x - radius_m * grow, low, x + radius_m * grow, high, mix(color, art.light.key, 0.2), to=scaled(color, 0.6)
        )


def vault(art: Art, x: float, span_m: float, heights: tuple[float, float], color: Color) -> None:
    """The masonry over a pillar, with half a pointed arch to either side."""
    spring, top = heights
    rise = (top - spring) * 0.86
    body: list[tuple[float, float]] = []
    for side in (-1, 1):
        t = np.linspace(0, 1, 12)
        curve = [
            (x + side * (0.42 + (span_m - 0.42) * float(s)), spring + rise * math.sin(float(s) * math.pi / 2) ** 0.8)
            for s in t
        ]
        body += curve[::-1] if side < 0 else curve
    outline = [(x - span_m, top + 1.0), *body, (x + span_m, top + 1.0)]
    art.polygon(outline, scaled(color, 0.62), to=scaled(color, 0.9))
    art.line(body, mix(color, art.light.key, 0.25), 0.20)
    art.line(np.array(body) + np.array((0.0, 0.22)), scaled(color, 0.45), 0.05, 0.8)
    for index in range(2, len(body) - 2, 2):
        px, py = body[index]
        lean = (px - x) / span_m * 0.5
        art.line([(px, py), (px - lean, py + 0.45)], scaled(color, 0.48), 0.03, 0.7)


def banner(
    art: Art, x: float, top_m: float, size: tuple[float, float], colors: tuple[Color, Color], rng: np.random.Generator
) -> None:
    """A long hanging banner with a border, a swallow tail and a charge."""
    wide, tall = size
    cloth, metal = colors
    left, right, low = x - wide / 2, x + wide / 2, top_m - tall
    art.rect(left + 0.1, low, right + 0.12, top_m, art.light.shade, 0.28)
    tail = [(left, top_m), (right, top_m), (right, low), (x, low + wide * 0.45), (left, low)]
    art.polygon(tail, mix(cloth, art.light.key, 0.12), to=scaled(cloth, 0.62))
    for fold in (0.2, 0.5, 0.8):
        px = left + wide * fold
        art.line([(px, top_m), (px + 0.03, low + wide * 0.3)], scaled(cloth, 0.6), wide * 0.07, 0.45)
    inner = [
        (left + 0.08, top_m - 0.1),
        (right - 0.08, top_m - 0.1),
        (right - 0.08, low + 0.16),
        (x, low + wide * 0.45 + 0.1),
        (left + 0.08, low + 0.16),
    ]
    art.line(inner, metal, 0.045, closed=True)
    cy = top_m - tall * 0.40
    kind = int(rng.integers(3))
    if kind == 0:
        art.polygon([(x, cy + 0.42), (x + 0.3, cy), (x, cy - 0.42), (x - 0.3, cy)], metal)
    elif kind == 1:
        star = [(x + 0.4 * (1 if i % 2 == 0 else 0.42) * math.sin(i * math.pi / 5),
                 cy + 0.4 * (1 if i % 2 == 0 else 0.42) * math.cos(i * math.pi / 5)) for i in range(10)]  # fmt: skip
        art.polygon(star, metal)
    else:
        art.rect(x - 0.09, cy - 0.42, x + 0.09, cy + 0.42, metal)
        art.rect(x - 0.32, cy + 0.03, x + 0.32, cy + 0.21, metal)
    art.line([(left - 0.12, top_m), (right + 0.12, top_m)], GOLD, 0.08)


def shield(art: Art, x: float, y: float, rng: np.random.Generator) -> None:
    """A shield over crossed swords."""
    for side in (-1, 1):
        art.line([(x - side * 0.62, y - 0.62), (x + side * 0.62, y + 0.62)], STEEL, 0.07)
        art.line([(x - side * 0.55, y - 0.36), (x - side * 0.36, y - 0.55)], GOLD, 0.06)
    cloth, metal = BANNERS[int(rng.integers(len(BANNERS)))]
    form = spline(
        [
            (x - 0.42, y + 0.45),
            (x, y + 0.5),
            (x + 0.42, y + 0.45),
            (x + 0.36, y - 0.1),
            (x, y - 0.58),
            (x - 0.36, y - 0.1),
        ]
    )
    art.polygon(form, metal, to=scaled(metal, 0.6))
    art.polygon((form - (x, y)) * 0.84 + (x, y), cloth, to=scaled(cloth, 0.6))
    art.line([(x - 0.3, y + 0.3), (x + 0.2, y - 0.3)], metal, 0.12)


def suit_of_armour(art: Art, x: float, height_m: float) -> None:
    """A standing suit of plate with a halberd."""
    h = height_m
    art.ellipse((x, 0.0), (0.5, 0.07), art.light.shade, 0.5, blur_m=0.05)
    art.line([(x + 0.42, 0.0), (x + 0.42, h * 1.25)], rgb("#5a4028"), 0.05)
    art.polygon(
        [(x + 0.42, h * 1.36), (x + 0.36, h * 1.2), (x + 0.62, h * 1.22), (x + 0.66, h * 1.08), (x + 0.42, h * 1.12)],
        STEEL,
        to=scaled(STEEL, 0.6),
    )
    for side in (-1, 1):
        art.polygon(capsule((x + side * 0.11, h * 0.48), (x + side * 0.14, 0.08), 0.11, 0.08), scaled(STEEL, 0.85),
                    to=scaled(STEEL, 0.5))  # fmt: skip
        art.polygon(capsule((x + side * 0.30, h * 0.78), (x + side * 0.36, h * 0.48), 0.09, 0.07), scaled(STEEL, 0.8))
        art.ellipse((x + side * 0.29, h * 0.79), (0.13, 0.11), STEEL, to=scaled(STEEL, 0.55))
    art.polygon(capsule((x, h * 0.76), (x, h * 0.50), 0.24, 0.19), STEEL, to=scaled(STEEL, 0.5))
    art.ellipse((x + art.side * 0.08, h * 0.70), (0.05, 0.16), (1, 1, 1), 0.4)
    art.ellipse((x, h * 0.92), (0.13, 0.16), STEEL, to=scaled(STEEL, 0.6))
    art.rect(x - 0.10, h * 0.915, x + 0.10, h * 0.935, (0.06, 0.06, 0.08))
    art.line([(x, h * 1.0), (x - 0.10, h * 1.1), (x - 0.22, h * 1.04)], rgb("#a83038"), 0.09)


def throne(art: Art, x: float, y: float) -> None:
    """A high-backed gilded seat under a red canopy."""
    red = rgb("#9a2832")
    for side in (-1, 1):
        drape = [
            (x, y + 3.3),
            (x + side * 1.1, y + 2.9),
            (x + side * 1.3, y),
            (x + side * 0.85, y),
            (x + side * 0.62, y + 1.9),
        ]
        art.polygon(spline(drape, per_segment=4), red, to=scaled(red, 0.5))
        for fold in (0.8, 1.0, 1.15):
            art.line([(x + side * fold * 0.75, y + 2.8), (x + side * fold, y + 0.1)], scaled(red, 0.55), 0.05, 0.7)
    art.polygon([(x - 0.5, y + 3.2), (x, y + 3.75), (x + 0.5, y + 3.2)], GOLD, to=scaled(GOLD, 0.6))
    back = [(x - 0.52, y + 0.5), (x - 0.56, y + 2.1), (x, y + 2.65), (x + 0.56, y + 2.1), (x + 0.52, y + 0.5)]
    art.polygon(back, mix(GOLD, art.light.key, 0.25), to=scaled(GOLD, 0.6))
    art.polygon([(px * 0.78 + x * 0.22, (py - y) * 0.9 + y + 0.05) for px, py in back], red, to=scaled(red, 0.6))
    for row in range(3):
        for column_ in (-1, 0, 1):
            art.ellipse((x + 0.22 * column_, y + 1.1 + 0.36 * row), (0.03, 0.03), GOLD)
    art.rect(x - 0.62, y + 0.48, x + 0.62, y + 0.66, red, to=scaled(red, 0.7))
    art.rect(x - 0.60, y, x + 0.60, y + 0.48, GOLD, to=scaled(GOLD, 0.5))
    for side in (-1, 1):
        art.rect(
            x + side * 0.66 - 0.09,
            y,
            x + side * 0.66 + 0.09,
            y + 0.95,
            mix(GOLD, art.light.key, 0.2),
            to=scaled(GOLD, 0.5),
        )
        art.ellipse((x + side * 0.66, y + 1.0), (0.13, 0.11), GOLD)
        art.ellipse((x + side * 0.56, y + 2.2), (0.08, 0.08), GOLD)
    art.ellipse((x, y + 2.62), (0.11, 0.11), rgb("#d8433a"), to=rgb("#7d1f22"))


def stained_glass(art: Art, opening: Opening, rng: np.random.Generator) -> None:
    """A tall pointed window of coloured panes that glow with the sky behind it."""
    light = art.light
    o = opening
    cut_out(art, [o.outline()])
    shine = mix(light.horizon, light.middle, 0.3)
    level = 0.28 if light.time == "night" else 0.55 if light.dark else 1.0
    outline = o.outline()
    art.polygon(outline, scaled(shine, 0.35))
    columns, rows = max(3, round(o.wide / 0.34)), max(5, round(o.tall / 0.40))
    for row in range(rows):
        for column_ in range(columns):
            x0, x1 = (o.x - o.wide / 2 + o.wide * (column_ + k) / columns for k in (0, 1))
            y0, y1 = (o.sill + o.tall * (row + k) / rows for k in (0, 1))
            far = ((x0 + x1) / 2 - o.x) / (o.wide / 2), (y1 - (o.sill + o.tall - o.wide / 2)) / (o.wide / 2)
            if far[1] > 0 and math.hypot(*far) > 1.02:
                continue
            ring = int(abs(column_ - (columns - 1) / 2) + abs(row - rows * 0.55))
            hue = GLASS[(ring + int(rng.integers(2))) % len(GLASS)]
            glass = tuple(a * (0.35 + 0.65 * b) * level for a, b in zip(hue, shine, strict=True))
            mid = ((x0 + x1) / 2, (y0 + y1) / 2)
            pane = [(x0, mid[1]), (mid[0], y0), (x1, mid[1]), (mid[0], y1)]
            art.rect(x0, y0, x1, y1, scaled(glass, 0.75))  # type: ignore[arg-type]
            art.polygon(pane, scaled(glass, 1.15))  # type: ignore[arg-type]
            art.lamp.polygon(pane, scaled(glass, 0.40))  # type: ignore[arg-type]
    for column_ in range(1, columns):
        x = o.x - o.wide / 2 + o.wide * column_ / columns
        art.line([(x, o.sill), (x, o.sill + o.tall - o.wide * 0.2)], (0.07, 0.07, 0.08), 0.025)
    frame = rgb("#b3aa9c")
    art.polygons([o.outline(0.22), o.outline()], frame, to=scaled(frame, 0.62))
    art.rect(
        o.x - o.wide / 2 - 0.3,
        o.sill - 0.35,
        o.x + o.wide / 2 + 0.3,
        o.sill - 0.15,
        scaled(frame, 0.9),
        to=scaled(frame, 0.5),
    )
    art.glow(o.x, o.sill + o.tall * 0.55, o.tall * 0.75, shine, 0.20 * level)


def chandelier(art: Art, x: float, rng: np.random.Generator) -> None:
    """An iron wheel of candles on chains."""
    y, half = 5.2, 1.15
    for side in (-1, 1):
        art.line([(x + side * half, y), (x, y + 1.5)], IRON, 0.03)
    art.line([(x, y + 1.5), (x, art.top_m)], IRON, 0.04)
    art.line(oval(x, y, half, 0.20), scaled(IRON, 1.2), 0.09, closed=True)
    level = 0.6 + 0.4 * light_level(art.light)
    for index in range(9):
        angle = index * 2 * math.pi / 9
        px, py = x + half * math.cos(angle), y + 0.2 * math.sin(angle)
        art.rect(px - 0.035, py, px + 0.035, py + 0.24, rgb("#efe4c8"))
        art.lamp.ellipse((px, py + 0.31), (0.035, 0.08), scaled((1.0, 0.85, 0.5), level))
        art.glow(px, py + 0.3, 0.55, (1.0, 0.62, 0.28), 0.5 * level)
    art.glow(x, y + 0.2, 3.4, (1.0, 0.62, 0.28), 0.28 * level)


def torch_holder(art: Art, x: float, y: float) -> None:
    """An iron bracket with a torch; its flame is a layer of its own."""
    level = 0.5 + 0.5 * light_level(art.light)
    art.lamp.ellipse((x, y + 0.6), (2.0, 2.2), scaled((1.0, 0.50, 0.18), 0.22 * level), 1.0, blur_m=0.9)
    art.line([(x, y), (x, y + 0.15), (x, y + 0.42)], rgb("#5a3d24"), 0.10)
    art.polygon([(x - 0.14, y + 0.36), (x + 0.14, y + 0.36), (x + 0.10, y + 0.54), (x - 0.10, y + 0.54)], IRON)
    art.line([(x - 0.12, y + 0.1), (x + 0.12, y + 0.1)], IRON, 0.05)

"""Furniture of homes: seats, tables, shelves of books, beds, doors, a hearth."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, capsule, mix, oval, rgb, scaled, spline

OAK: Color = rgb("#8d6239")
WALNUT: Color = rgb("#5f3f28")
BRASS: Color = rgb("#c9a24e")
SPINES: tuple[Color, ...] = tuple(
    rgb(text)
    for text in ("#8c2f2b", "#2f4f6d", "#3f6244", "#b98b3e", "#5a3a62", "#c7b99a", "#7a4a2c", "#26363c", "#a8553a")
)


def standing_shadow(art: Art, x: float, wide_m: float, y: float = 0.0, alpha: float = 0.42) -> None:
    """The soft dark patch under a piece of furniture."""
    art.ellipse((x, y), (wide_m * 0.62, 0.05 + wide_m * 0.035), art.light.shade, alpha, blur_m=0.05)


def box(art: Art, x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
    """A plain board or cabinet: lighter along its top, a shaded side away from the light."""
    art.rect(x0, y0, x1, y1, mix(color, art.light.key, 0.08), to=scaled(color, 0.68))
    edge = min(0.05, (y1 - y0) * 0.25)
    art.rect(x0, y1 - edge, x1, y1, mix(color, art.light.key, 0.38), 0.8)
    shade = min(0.10, (x1 - x0) * 0.14)
    away = (x0, x0 + shade) if art.side > 0 else (x1 - shade, x1)
    art.rect(away[0], y0, away[1], y1 - edge, scaled(color, 0.48), 0.55)


def armchair(art: Art, x: float, cloth: Color, facing: int = 1, y: float = 0.0) -> None:
    """A deep upholstered chair, seen half from the side."""
    standing_shadow(art, x, 1.0, y)

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + facing * px, y + py) for px, py in points]

    for px in (-0.38, 0.36):
        art.polygon(at([(px - 0.05, 0.16), (px + 0.05, 0.16), (px + 0.03, 0.0), (px - 0.02, 0.0)]), WALNUT)
    back = at([(-0.50, 0.2), (-0.58, 0.75), (-0.52, 1.06), (-0.36, 1.12), (-0.18, 1.04), (-0.12, 0.6), (-0.1, 0.2)])
    art.polygon(spline(back, per_segment=5), mix(cloth, art.light.key, 0.12), to=scaled(cloth, 0.62))
    for px, py in ((-0.40, 0.86), (-0.27, 0.74), (-0.43, 0.66)):
        art.ellipse(at([(px, py)])[0], (0.022, 0.022), scaled(cloth, 0.45))
    art.polygon(spline(at([(-0.2, 0.30), (-0.2, 0.50), (0.40, 0.52), (0.46, 0.42), (0.42, 0.30)]), per_segment=5),
                mix(cloth, art.light.key, 0.2), to=scaled(cloth, 0.75))  # fmt: skip
    art.polygon(spline(at([(-0.48, 0.13), (-0.48, 0.34), (0.46, 0.36), (0.48, 0.13)]), per_segment=3),
                scaled(cloth, 0.85), to=scaled(cloth, 0.55))  # fmt: skip
    arm = at([(-0.46, 0.14), (-0.44, 0.62), (-0.30, 0.68), (0.34, 0.64), (0.46, 0.56), (0.42, 0.44), (0.40, 0.14)])
    art.polygon(spline(arm, per_segment=5), scaled(cloth, 0.98), to=scaled(cloth, 0.58))
    art.line(spline(at([(-0.40, 0.645), (-0.1, 0.665), (0.34, 0.625), (0.44, 0.555)]), closed=False),
             mix(cloth, art.light.key, 0.5), 0.035, 0.8)  # fmt: skip
    art.ellipse(at([(0.36, 0.535)])[0], (0.085, 0.085), scaled(cloth, 0.72), to=scaled(cloth, 0.5))


def sofa(art: Art, x: float, wide_m: float, cloth: Color, y: float = 0.0) -> None:
    """A sofa seen from the front, with cushions."""
    standing_shadow(art, x, wide_m, y)
    half = wide_m / 2
    for side in (-1, 1):
        art.rect(x + side * (half - 0.12) - 0.04, y, x + side * (half - 0.12) + 0.04, y + 0.14, WALNUT)
    back = [(x - half + 0.08, y + 0.3), (x - half + 0.06, y + 0.84), (x, y + 0.90), (x + half - 0.06, y + 0.84),
            (x + half - 0.08, y + 0.3)]  # fmt: skip
    art.polygon(spline(back, per_segment=5), cloth, to=scaled(cloth, 0.7))
    art.rect(x - half + 0.1, y + 0.12, x + half - 0.1, y + 0.36, scaled(cloth, 0.8), to=scaled(cloth, 0.55))
    seats = max(2, round(wide_m / 0.8))
    for index in range(seats):
        left = x - half + 0.18 + index * (wide_m - 0.36) / seats
        right = left + (wide_m - 0.36) / seats - 0.02
        cushion = [(left, y + 0.32), (left, y + 0.47), (right, y + 0.47), (right, y + 0.32)]
        art.polygon(spline(cushion, per_segment=4), mix(cloth, art.light.key, 0.2), to=scaled(cloth, 0.72))
    for side in (-1, 1):
        cx = x + side * (half - 0.10)
        arm = [(cx - 0.14, y + 0.12), (cx - 0.15, y + 0.6), (cx, y + 0.66), (cx + 0.15, y + 0.6), (cx + 0.14, y + 0.12)]
        art.polygon(spline(arm, per_segment=4), mix(cloth, art.light.key, 0.12), to=scaled(cloth, 0.6))
    for px, hue in ((-0.55, rgb("#d9a441")), (0.5, rgb("#e8dcc4"))):
        pillow = oval(x + px * (half - 0.3), y + 0.60, 0.22, 0.19, angle=12 if px < 0 else -9)
        art.polygon(pillow, hue, to=scaled(hue, 0.62))


def table(art: Art, x: float, wide_m: float, height_m: float = 0.75, color: Color = OAK, y: float = 0.0) -> None:
    """A wooden table seen from the side; its top is a thin slab with a lit edge."""
    standing_shadow(art, x, wide_m * 0.9, y)
    half = wide_m / 2
    for side in (-1, 1):
        for inset, level in ((0.30, 0.5), (0.09, 0.85)):
            px = x + side * (half - inset)
            art.polygon([(px - 0.045, y + height_m), (px + 0.045, y + height_m), (px + 0.03, y), (px - 0.03, y)],
                        scaled(color, level), to=scaled(color, level * 0.6))  # fmt: skip
    art.rect(x - half + 0.06, y + height_m - 0.14, x + half - 0.06, y + height_m, scaled(color, 0.62))
    box(art, x - half, y + height_m - 0.045, x + half, y + height_m + 0.01, color)


def chair(art: Art, x: float, facing: int = 1, color: Color = OAK, y: float = 0.0) -> None:
    """A wooden chair from the side; `facing` +1 looks right."""
    standing_shadow(art, x, 0.45, y, 0.3)

    def stick(a: tuple[float, float], b: tuple[float, float], level: float, thick: float = 0.045) -> None:
        art.line([(x + facing * a[0], y + a[1]), (x + facing * b[0], y + b[1])], scaled(color, level), thick)

    stick((0.19, 0.45), (0.22, 0.0), 0.6)
    stick((-0.12, 0.45), (-0.16, 0.0), 0.5)
    stick((-0.2, 0.0), (-0.18, 0.45), 0.95)
    stick((-0.18, 0.45), (-0.26, 0.95), 1.0, 0.05)
    stick((0.16, 0.45), (0.18, 0.0), 0.95)
    for share in (0.62, 0.75, 0.88):
        stick((-0.19 - 0.07 * (share - 0.45) / 0.5, share), (-0.12 - 0.08 * (share - 0.45) / 0.5, share), 0.8, 0.05)
    art.rect(x - 0.23, y + 0.43, x + 0.23, y + 0.48, mix(color, art.light.key, 0.25), to=scaled(color, 0.8))


def bookcase(
    art: Art, x0: float, wide_m: float, height_m: float, rng: np.random.Generator, color: Color = WALNUT, y: float = 0.0
) -> None:
    """A case full of books of all sizes, some leaning, a few ornaments between."""
    standing_shadow(art, x0 + wide_m / 2, wide_m, y)
    art.rect(x0, y, x0 + wide_m, y + height_m, scaled(color, 0.9), to=scaled(color, 0.62))
    art.rect(x0 + 0.06, y + 0.1, x0 + wide_m - 0.06, y + height_m - 0.07, scaled(color, 0.26))
    shelves = max(2, round(height_m / 0.38))
    step = (height_m - 0.17) / shelves
    bays = max(1, round(wide_m / 1.0))
    spines: dict[int, list[list[tuple[float, float]]]] = {}
    for bay in range(bays):
        left = x0 + 0.06 + bay * (wide_m - 0.12) / bays
        right = left + (wide_m - 0.12) / bays
        for shelf in range(shelves):
            _row_of_books(art, (left + 0.02, right - 0.02, y + 0.10 + shelf * step, step), rng, spines)
    for hue, shapes in spines.items():
        tone = SPINES[hue % len(SPINES)]
        art.polygons(shapes, scaled(tone, 0.72 + 0.38 * (hue // len(SPINES)) / 2))
    for shelf in range(shelves + 1):
        low = y + 0.07 + shelf * step
        art.rect(
            x0 + 0.03, low, x0 + wide_m - 0.03, low + 0.035, mix(color, art.light.key, 0.14), to=scaled(color, 0.6)
        )
    for bay in range(bays + 1):
        px = x0 + 0.03 + bay * (wide_m - 0.06) / bays
        art.rect(px - 0.03, y + 0.04, px + 0.03, y + height_m - 0.03, mix(color, art.light.key, 0.08))
    art.rect(x0 - 0.05, y + height_m - 0.07, x0 + wide_m + 0.05, y + height_m, mix(color, art.light.key, 0.25),
             to=scaled(color, 0.7))  # fmt: skip
    art.rect(x0, y, x0 + wide_m, y + 0.09, scaled(color, 0.6))


def _row_of_books(
    art: Art, cell: tuple[float, float, float, float], rng: np.random.Generator,
    spines: dict[int, list[list[tuple[float, float]]]],
) -> None:  # fmt: skip
    left, right, low, step = cell
    x = left
    gap = float(rng.random())
    while x < right - 0.03:
        wide = float(rng.uniform(0.028, 0.062))
        if gap < 0.16 and x > left + 0.3 * (right - left):
            hue = (rgb("#c9a24e"), rgb("#7aa0a8"), rgb("#d8cbb2"))[int(rng.integers(3))]
            art.ellipse((x + 0.11, low + 0.09), (0.08, 0.09), hue, to=scaled(hue, 0.5))
            x += 0.24
            gap = 1.0
            continue
        tall = step * float(rng.uniform(0.60, 0.84))
        lean = 0.05 if rng.random() < 0.05 else 0.0
        end = min(x + wide, right)
        book = [(x, low), (end - 0.004, low), (end - 0.004 + lean, low + tall), (x + lean, low + tall)]
        spines.setdefault(int(rng.integers(3 * len(SPINES))), []).append(book)
        x += wide + lean
        if rng.random() < 0.03:
            x += 0.12


def bed(art: Art, x: float, wide_m: float, cover: Color, facing: int = 1, y: float = 0.0) -> None:
    """A bed from its side: headboard, pillows, a quilt with squares."""
    standing_shadow(art, x, wide_m, y)
    head, foot = x - facing * wide_m / 2, x + facing * wide_m / 2
    low, high = sorted((head, foot))
    art.rect(low, y + 0.12, high, y + 0.34, scaled(WALNUT, 0.9), to=scaled(WALNUT, 0.5))
    art.rect(low + 0.06, y + 0.32, high - 0.06, y + 0.52, rgb("#efe6d6"), to=rgb("#b9ac98"))
    quilt = [(head + facing * 0.55, y + 0.56), (foot + facing * 0.02, y + 0.55), (foot + facing * 0.03, y + 0.14),
             (head + facing * 0.60, y + 0.20)]  # fmt: skip
    art.polygon(quilt, mix(cover, art.light.key, 0.18), to=scaled(cover, 0.62))
    for column in range(7):
        for row in range(2):
            px = head + facing * (0.66 + column * (wide_m - 0.7) / 7)
            tone = mix(cover, (1.0, 0.95, 0.85), 0.45) if (column + row) % 2 else scaled(cover, 0.78)
            step = (wide_m - 0.7) / 7
            art.rect(
                min(px, px + facing * step),
                y + 0.21 + row * 0.16,
                max(px, px + facing * step),
                y + 0.36 + row * 0.16,
                tone,
                0.65,
                to=scaled(tone, 0.8),
            )
    for lift, px in ((0.0, 0.34), (0.10, 0.26)):
        art.polygon(oval(head + facing * px, y + 0.60 + lift, 0.27, 0.13, angle=-facing * 14),
                    rgb("#f6f1e6"), to=rgb("#c4b8a6"))  # fmt: skip
    art.polygon(spline([(head - facing * 0.08, y), (head - facing * 0.09, y + 1.0), (head, y + 1.16),
                        (head + facing * 0.09, y + 1.0), (head + facing * 0.06, y)], per_segment=4),
                mix(WALNUT, art.light.key, 0.2), to=scaled(WALNUT, 0.5))  # fmt: skip
    art.rect(foot - 0.06, y, foot + 0.06, y + 0.66, mix(WALNUT, art.light.key, 0.15), to=scaled(WALNUT, 0.5))


def door(art: Art, x: float, color: Color, wide_m: float = 0.95, tall_m: float = 2.1, y: float = 0.0) -> None:
    """A panelled door in its frame."""
    half = wide_m / 2
    art.rect(x - half - 0.1, y, x + half + 0.1, y + tall_m + 0.1, mix(color, (1, 1, 1), 0.35), to=scaled(color, 0.85))
    art.rect(x - half, y, x + half, y + tall_m, color, to=scaled(color, 0.7))
    for low, high in ((0.12, 0.42), (0.50, 0.93)):
        for side in (-1, 1):
            cx = x + side * wide_m * 0.23
            art.rect(cx - wide_m * 0.17, y + tall_m * low, cx + wide_m * 0.17, y + tall_m * high, scaled(color, 0.62))
            art.rect(cx - wide_m * 0.15, y + tall_m * low, cx + wide_m * 0.17, y + tall_m * (high - 0.012),
                     scaled(color, 0.92), to=scaled(color, 0.74))  # fmt: skip
    art.ellipse((x + half * 0.8, y + tall_m * 0.47), (0.04, 0.04), BRASS, to=scaled(BRASS, 0.5))


def hearth(art: Art, x: float, rng: np.random.Generator) -> None:
    """A brick fireplace with a mantelpiece and glowing logs; flames are a layer of their own."""
    brick = rgb("#9a5a44")
    standing_shadow(art, x, 2.0)
    plaster = rgb("#cbbd9f")
    art.rect(x - 0.62, 1.25, x + 0.62, art.top_m, plaster, to=scaled(plaster, 0.86))
    art.rect(x - art.side * 0.5 - 0.12, 1.25, x - art.side * 0.5 + 0.12, art.top_m, art.light.shade, 0.22)
    art.rect(x - 0.85, 0.0, x + 0.85, 1.25, scaled(brick, 0.95), to=scaled(brick, 0.75))
    for row in range(14):
        for column in range(8):
            left = x - 0.85 + (column + 0.5 * (row % 2)) * 0.215
            if left + 0.2 > x + 0.86:
                continue
            tone = scaled(brick, float(rng.uniform(0.8, 1.2)))
            art.rect(left, row * 0.089, left + 0.20, row * 0.089 + 0.078, tone, 0.8)
    arch = [(x - 0.5, 0.0), (x - 0.5, 0.62), *[(x + 0.5 * math.cos(a), 0.62 + 0.2 * math.sin(a)) for a in
            np.linspace(math.pi, 0, 9)], (x + 0.5, 0.0)]  # fmt: skip
    art.polygon(arch, (0.09, 0.055, 0.045), to=(0.16, 0.07, 0.04))
    for index in range(4):
        px = x - 0.27 + 0.18 * index
        art.polygon(capsule((px - 0.16, 0.08 + 0.05 * (index % 2)), (px + 0.18, 0.12), 0.055, 0.05), rgb("#4a2c1c"))
    art.lamp.ellipse((x, 0.10), (0.34, 0.06), (0.9, 0.32, 0.06), 0.9, blur_m=0.04)
    art.glow(x, 0.25, 1.7, (1.0, 0.5, 0.18), 0.55)
    box(art, x - 1.0, 1.22, x + 1.0, 1.34, OAK)
    art.rect(x - 0.62, -0.02, x + 0.62, 0.04, rgb("#5a5550"))

"""What floats and stands in a harbour: boats, a freighter, tugs, cranes, warehouses, cargo; and mirror images."""

from __future__ import annotations

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled, spline

HULLS: tuple[Color, ...] = tuple(rgb(text) for text in ("#2f6f8c", "#b5483c", "#3f7a5a", "#d9a441", "#44506a"))
CONTAINERS: tuple[Color, ...] = tuple(
    rgb(text) for text in ("#b5483c", "#2f6ea8", "#4f8a5a", "#d9903c", "#8a8f98", "#7a4a6a")
)
WHITE: Color = rgb("#eceae4")
PLANK: Color = rgb("#8d6a45")


def mirrored(art: Art, strength: float = 0.5) -> None:
    """Lay the picture's own mirror image below y = 0, broken into wavering bands that fade with depth."""
    line = round(float(art.pixels([(0.0, 0.0)])[0, 1]))
    rgba = art.canvas.rgba
    height = rgba.shape[0]
    if not 2 < line < height - 2:
        return
    depth = min(line, height - line)
    rows = np.arange(depth)
    above = rgba[line - 1 - rows]
    shift = np.round(np.sin(rows * 0.9 + 2.0 * np.sin(rows * 0.13)) * (0.6 + 3.0 * rows / depth)).astype(int)
    broken = np.stack([np.roll(row, offset, axis=0) for row, offset in zip(above, shift, strict=True)])
    fade = strength * (1.0 - rows / depth) ** 0.9 * np.where((rows // 2) % 3 == 2, 0.62, 1.0)
    below = (broken.astype(np.float32) * fade[:, None, None].astype(np.float32)).astype(np.uint8)
    rgba[line:] = 0
    rgba[line : line + depth] = below


def fishing_boat(art: Art, x: float, length_m: float, rng: np.random.Generator) -> None:
    """A wooden boat with a wheelhouse, a mast, nets and fenders."""
    k = length_m
    facing = 1 if rng.random() < 0.5 else -1
    hull = HULLS[int(rng.integers(len(HULLS)))]

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + facing * px * k, py * k) for px, py in points]

    art.line(at([(-0.02, 0.18), (-0.02, 0.86)]), PLANK, k * 0.016)
    art.line(at([(-0.02, 0.40), (-0.42, 0.62)]), PLANK, k * 0.012)
    for end in ((0.49, 0.23), (-0.46, 0.18)):
        art.line(at([(-0.02, 0.84), end]), rgb("#4a4640"), k * 0.004, 0.8)
    art.polygon(at([(0.03, 0.17), (0.04, 0.42), (0.26, 0.42), (0.29, 0.18)]), WHITE, to=scaled(WHITE, 0.78))
    art.polygon(at([(0.01, 0.41), (0.02, 0.445), (0.29, 0.445), (0.30, 0.41)]), scaled(hull, 0.9))
    for px in (0.06, 0.165):
        pane = at([(px, 0.29), (px, 0.37), (px + 0.085, 0.37), (px + 0.085, 0.29)])
        art.polygon(pane, mix(rgb("#27313d"), art.light.horizon, 0.4), to=rgb("#27313d"))
        if art.light.dark:
            art.lamp.polygon(pane, (1.0, 0.82, 0.5))
    art.polygon(spline(at([(-0.5, 0.17), (-0.2, 0.14), (0.2, 0.16), (0.54, 0.25), (0.44, 0.05), (0.36, -0.04),
                           (-0.42, -0.04), (-0.49, 0.05)]), per_segment=5), mix(hull, art.light.key, 0.15),
                to=scaled(hull, 0.55))  # fmt: skip
    rail = spline(at([(-0.5, 0.165), (-0.2, 0.135), (0.2, 0.155), (0.54, 0.245)]), closed=False)
    art.line(rail, WHITE, k * 0.022)
    art.line(rail - (0.0, 0.035 * k), scaled(hull, 0.6), k * 0.012)
    art.polygon(at([(-0.45, 0.0), (0.40, 0.0), (0.37, -0.04), (-0.43, -0.04)]), rgb("#7a2f28"), 0.9)
    for px in (-0.30, -0.08, 0.14):
        art.ellipse(at([(px, 0.07)])[0], (k * 0.022, k * 0.036), rgb("#e2702f"), to=rgb("#8a3a1c"))
    art.polygon(
        spline(at([(-0.44, 0.16), (-0.38, 0.25), (-0.26, 0.22), (-0.16, 0.15)])), rgb("#4f7a6a"), to=rgb("#2f4f46")
    )
    if art.light.dark:
        art.glow(*at([(-0.02, 0.86)])[0], k * 0.12, (1.0, 0.9, 0.7), 0.9)


def tug(art: Art, x: float, length_m: float, rng: np.random.Generator) -> None:
    """A sturdy tug with a high bow and a striped funnel."""
    k = length_m
    hull = rgb("#a83c2f") if rng.random() < 0.5 else rgb("#2f4f6d")
    art.polygon(
        [(x - 0.5 * k, 0.12 * k), (x + 0.52 * k, 0.2 * k), (x + 0.46 * k, -0.03 * k), (x - 0.47 * k, -0.03 * k)],
        mix(hull, art.light.key, 0.1),
        to=scaled(hull, 0.55),
    )
    art.line([(x - 0.5 * k, 0.12 * k), (x + 0.52 * k, 0.2 * k)], WHITE, k * 0.02)
    art.rect(x - 0.16 * k, 0.13 * k, x + 0.24 * k, 0.30 * k, WHITE, to=scaled(WHITE, 0.8))
    art.rect(x - 0.02 * k, 0.30 * k, x + 0.2 * k, 0.43 * k, WHITE, to=scaled(WHITE, 0.82))
    pane = (x + 0.0 * k, 0.345 * k, x + 0.18 * k, 0.405 * k)
    art.rect(*pane, rgb("#2b3844"))
    if art.light.dark:
        art.lamp.rect(*pane, (1.0, 0.82, 0.5))
    art.rect(x - 0.15 * k, 0.30 * k, x - 0.05 * k, 0.48 * k, rgb("#d9a441"), to=rgb("#a87a2c"))
    art.rect(x - 0.15 * k, 0.42 * k, x - 0.05 * k, 0.48 * k, (0.12, 0.12, 0.14))
    art.line([(x + 0.09 * k, 0.43 * k), (x + 0.09 * k, 0.62 * k)], rgb("#5a5e66"), k * 0.014)


def cargo_ship(art: Art, x: float, length_m: float, rng: np.random.Generator) -> None:
    """A freighter with containers on deck, a white bridge and a funnel."""
    k = length_m
    hull = rgb("#2c4a63")
    art.polygon(
        [
            (x - 0.5 * k, 0.10 * k),
            (x - 0.36 * k, 0.085 * k),
            (x + 0.40 * k, 0.085 * k),
            (x + 0.52 * k, 0.125 * k),
            (x + 0.47 * k, -0.02 * k),
            (x - 0.48 * k, -0.02 * k),
        ],
        hull,
        to=scaled(hull, 0.6),
    )
    art.polygon(
        [(x - 0.485 * k, 0.012 * k), (x + 0.475 * k, 0.012 * k), (x + 0.47 * k, -0.02 * k), (x - 0.48 * k, -0.02 * k)],
        rgb("#8c3a30"),
    )
    art.line(
        [(x - 0.5 * k, 0.098 * k), (x - 0.36 * k, 0.084 * k), (x + 0.40 * k, 0.084 * k), (x + 0.52 * k, 0.124 * k)],
        WHITE,
        k * 0.006,
    )
    box_w, box_h = 0.058 * k, 0.025 * k
    for column in range(12):
        for row in range(int(rng.integers(2, 6))):
            hue = CONTAINERS[int(rng.integers(len(CONTAINERS)))]
            left, low = x - 0.28 * k + column * box_w, 0.087 * k + row * box_h
            art.rect(
                left, low, left + box_w * 0.95, low + box_h * 0.94, mix(hue, art.light.key, 0.1), to=scaled(hue, 0.7)
            )
    art.rect(x - 0.44 * k, 0.09 * k, x - 0.32 * k, 0.23 * k, WHITE, to=scaled(WHITE, 0.82))
    art.rect(x - 0.455 * k, 0.225 * k, x - 0.305 * k, 0.255 * k, WHITE)
    for row in range(4):
        for column in range(6):
            left, low = x - 0.432 * k + column * 0.018 * k, 0.105 * k + row * 0.030 * k
            art.rect(left, low, left + 0.009 * k, low + 0.012 * k, rgb("#2b3844"))
            if art.light.dark and rng.random() < 0.6:
                art.lamp.rect(left, low, left + 0.009 * k, low + 0.012 * k, (1.0, 0.85, 0.55))
    art.rect(x - 0.447 * k, 0.232 * k, x - 0.313 * k, 0.247 * k, rgb("#26323c"))
    art.rect(x - 0.42 * k, 0.255 * k, x - 0.37 * k, 0.305 * k, rgb("#b5483c"), to=rgb("#7d2f28"))
    art.line([(x - 0.34 * k, 0.255 * k), (x - 0.34 * k, 0.34 * k)], WHITE, k * 0.005)
    if art.light.dark:
        for px, py in ((-0.34, 0.34), (0.48, 0.14), (-0.45, 0.11)):
            art.glow(x + px * k, py * k, k * 0.04, (1.0, 0.9, 0.65), 0.9)


def crane(art: Art, x: float, height_m: float, y: float, rng: np.random.Generator) -> None:
    """A harbour gantry: portal legs, a long boom with ties, a trolley with a hanging load."""
    h = height_m
    facing = 1 if rng.random() < 0.5 else -1
    tone = rgb("#c8542f") if rng.random() < 0.6 else rgb("#3a6f9c")
    dark = scaled(tone, 0.7)
    for px in (-0.16, 0.16):
        art.line([(x + px * h, y), (x + px * h * 0.72, y + h * 0.62)], dark, h * 0.026)
    art.line([(x - 0.14 * h, y + h * 0.3), (x + 0.14 * h, y + h * 0.3)], dark, h * 0.02)
    art.line([(x - 0.15 * h, y + h * 0.02), (x + 0.12 * h, y + h * 0.3)], dark, h * 0.012)
    art.line([(x - facing * 0.42 * h, y + h * 0.62), (x + facing * 0.92 * h, y + h * 0.64)], tone, h * 0.03)
    art.line([(x - facing * 0.42 * h, y + h * 0.66), (x + facing * 0.92 * h, y + h * 0.67)], tone, h * 0.012)
    apex = (x + facing * 0.06 * h, y + h * 0.96)
    for px in (-0.12, 0.12):
        art.line([(x + px * h, y + h * 0.63), apex], tone, h * 0.018)
    for px in (-0.42, 0.45, 0.9):
        art.line([apex, (x + facing * px * h, y + h * 0.66)], dark, h * 0.007)
    art.rect(x - 0.09 * h, y + h * 0.52, x + 0.05 * h, y + h * 0.61, WHITE, to=scaled(WHITE, 0.75))
    art.rect(x - facing * 0.40 * h - 0.06 * h, y + h * 0.56, x - facing * 0.40 * h + 0.06 * h, y + h * 0.63, dark)
    load = x + facing * float(rng.uniform(0.35, 0.75)) * h
    low = y + h * float(rng.uniform(0.2, 0.42))
    art.line([(load, y + h * 0.63), (load, low + h * 0.06)], (0.2, 0.2, 0.22), h * 0.006)
    hue = CONTAINERS[int(rng.integers(len(CONTAINERS)))]
    art.rect(load - h * 0.08, low, load + h * 0.08, low + h * 0.06, hue, to=scaled(hue, 0.7))
    if art.light.dark:
        art.glow(*apex, h * 0.07, (1.0, 0.15, 0.1), 0.9)
        art.glow(x + facing * 0.9 * h, y + h * 0.64, h * 0.08, (1.0, 0.9, 0.7), 0.8)
        art.glow(x, y + h * 0.5, h * 0.14, (1.0, 0.85, 0.6), 0.7)


def warehouse(art: Art, x: float, wide_m: float, y: float, rng: np.random.Generator) -> None:
    """A row of brick gables with loading doors."""
    gables = max(2, round(wide_m / 11.0))
    step = wide_m / gables
    bricks = (rgb("#9c5a45"), rgb("#a87355"), rgb("#8a6a5a"))
    for index in range(gables):
        left = x - wide_m / 2 + index * step
        tone = bricks[int(rng.integers(3))]
        tall = step * 0.72
        art.polygon(
            [
                (left, y),
                (left, y + tall),
                (left + step / 2, y + tall * 1.42),
                (left + step, y + tall),
                (left + step, y),
            ],
            mix(tone, art.light.key, 0.1),
            to=scaled(tone, 0.75),
        )
        art.line(
            [(left, y + tall), (left + step / 2, y + tall * 1.42), (left + step, y + tall)], rgb("#5a5e66"), step * 0.05
        )
        art.rect(left + step * 0.34, y, left + step * 0.66, y + tall * 0.55, rgb("#3f5a50"), to=rgb("#2c3f38"))
        for px in (0.16, 0.84):
            pane = (left + step * px - step * 0.07, y + tall * 0.55, left + step * px + step * 0.07, y + tall * 0.82)
            art.rect(*pane, rgb("#39434e"))
            if art.light.dark and rng.random() < 0.6:
                art.lamp.rect(*pane, (1.0, 0.8, 0.48))
        art.ellipse((left + step / 2, y + tall * 1.05), (step * 0.09, step * 0.09), rgb("#39434e"))
        if art.light.dark:
            art.glow(left + step / 2, y + tall * 0.66, step * 0.3, (1.0, 0.82, 0.5), 0.6)


def crates(art: Art, x: float, y: float, rng: np.random.Generator, size_m: float) -> None:
    """A heap of cargo: containers when large, crates and barrels when small."""
    if size_m > 1.5:
        for column in range(int(rng.integers(2, 4))):
            for row in range(int(rng.integers(1, 4))):
                hue = CONTAINERS[int(rng.integers(len(CONTAINERS)))]
                left = x + column * size_m * 2.4
                art.rect(
                    left, y + row * size_m, left + size_m * 2.3, y + (row + 0.94) * size_m, hue, to=scaled(hue, 0.7)
                )
        return
    art.ellipse((x, y), (size_m * 2.2, size_m * 0.16), art.light.shade, 0.4, blur_m=size_m * 0.08)
    for px, layer, scale in ((-1.1, 0.0, 1.0), (0.0, 0.0, 1.0), (-0.6, 1.0, 0.85)):
        left, low = x + px * size_m, y + layer * size_m
        high, right = low + size_m * scale, left + size_m * scale
        art.rect(left, low, right, high, PLANK, to=scaled(PLANK, 0.66))
        for edge in (low, high - size_m * 0.12):
            art.rect(left, edge, right, edge + size_m * 0.12, mix(PLANK, art.light.key, 0.25), to=scaled(PLANK, 0.8))
        art.line([(left + 0.05 * size_m, low + 0.1 * size_m), (right - 0.05 * size_m, high - 0.1 * size_m)],
                 scaled(PLANK, 0.75), size_m * 0.1)  # fmt: skip
    for px in (1.35, 2.0):
        cx, wide, tall = x + px * size_m, size_m * 0.28, size_m * 0.95
        hue = rgb("#2f6ea8") if px < 1.6 else rgb("#7a5236")
        art.polygon(
            spline(
                [
                    (cx - wide, y),
                    (cx - wide * 1.1, y + tall / 2),
                    (cx - wide, y + tall),
                    (cx + wide, y + tall),
                    (cx + wide * 1.1, y + tall / 2),
                    (cx + wide, y),
                ],
                per_segment=3,
            ),
            mix(hue, art.light.key, 0.15),
            to=scaled(hue, 0.55),
        )
        art.polygon(oval(cx, y + tall, wide, wide * 0.25), scaled(hue, 1.2))
        for share in (0.25, 0.75):
            art.rect(cx - wide * 1.06, y + tall * share, cx + wide * 1.06, y + tall * (share + 0.06), rgb("#3c434c"))

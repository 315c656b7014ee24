"""Houses and towers with real window grids; their windows and signs shine when it is dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled

WALLS = tuple(
    rgb(text) for text in ("#8c97a6", "#a08d7c", "#74808f", "#b3a899", "#5f6f84", "#9a7466", "#c2b9a8", "#6d7a74")
)
BRICKS = tuple(rgb(text) for text in ("#a65e48", "#8f5140", "#b98a63", "#7d6a5d", "#c49a74", "#92786c"))
GLASS = rgb("#5d86ab")
WARM_WINDOWS = ((1.0, 0.80, 0.45), (1.0, 0.88, 0.62), (0.95, 0.70, 0.36), (0.72, 0.86, 1.0))
NEONS: tuple[Color, ...] = (
    (1.0, 0.16, 0.46),
    (0.12, 0.85, 1.0),
    (1.0, 0.62, 0.10),
    (0.55, 0.25, 1.0),
    (0.2, 1.0, 0.55),
)


@dataclass(frozen=True)
class Windows:
    """A grid of windows: size and spacing in metres, and the share of them that is lit when it is dark."""

    wide_m: float = 1.5
    tall_m: float = 1.7
    step_x_m: float = 2.8
    step_y_m: float = 3.3
    lit: float = 0.42


def tower(
    art: Art,
    x0: float,
    width_m: float,
    height_m: float,
    rng: np.random.Generator,
    y: float = 0.0,
    windows: Windows = Windows(),
) -> None:
    """A high-rise: lit and shaded wall, window grid, roof details."""
    wall = WALLS[int(rng.integers(len(WALLS)))]
    wall = mix(wall, GLASS, float(rng.uniform(0, 0.6)))
    x1, top = x0 + width_m, y + height_m
    art.rect(x0, y, x1, top, mix(wall, art.light.horizon, 0.10), to=scaled(wall, 0.80))
    side_m = width_m * float(rng.uniform(0.16, 0.30))
    dark = (x0, x0 + side_m) if art.side > 0 else (x1 - side_m, x1)
    front = (x0 + side_m, x1) if art.side > 0 else (x0, x1 - side_m)
    _window_grid(art, (front[0] + 0.5, front[1] - 0.5, y + 4.2, top - 1.6), rng, windows, wall)
    art.rect(dark[0], y, dark[1], top, mix(scaled(wall, 0.62), art.light.shade, 0.3))
    _window_grid(art, (dark[0] + 0.3, dark[1] - 0.3, y + 4.2, top - 1.6), rng, windows, scaled(wall, 0.6))
    art.rect(x0 - 0.2, top - 0.5, x1 + 0.2, top, scaled(wall, 0.72))
    _roof(art, (x0, x1, top), rng, wall)


def _window_grid(
    art: Art, box: tuple[float, float, float, float], rng: np.random.Generator, windows: Windows, wall: Color
) -> None:
    """Windows over a wall box (x0, x1, y0, y1): reflecting glass by day, lit rooms by night."""
    x0, x1, y0, y1 = box
    columns = int((x1 - x0) / windows.step_x_m)
    rows = int((y1 - y0) / windows.step_y_m)
    if columns < 1 or rows < 1:
        return
    step_x, step_y = (x1 - x0) / columns, (y1 - y0) / rows
    wide, tall = step_x * windows.wide_m / windows.step_x_m, step_y * windows.tall_m / windows.step_y_m
    groups: dict[int, list[list[tuple[float, float]]]] = {}
    lit: dict[int, list[list[tuple[float, float]]]] = {}
    for row in range(rows):
        busy = float(rng.random()) < 0.18  # a whole floor at work
        for column in range(columns):
            x = x0 + (column + 0.5) * step_x
            low = y0 + (row + 0.5) * step_y - tall / 2
            pane = [(x - wide / 2, low), (x + wide / 2, low), (x + wide / 2, low + tall), (x - wide / 2, low + tall)]
            chance = float(rng.random())
            if art.light.dark and chance < (0.8 if busy else windows.lit):
                lit.setdefault(int(rng.integers(4)), []).append(pane)
            groups.setdefault(int(rng.integers(3)), []).append(pane)
    sky = mix(art.light.middle, art.light.horizon, 0.5)
    for level, panes in groups.items():
        tone = scaled(wall, 0.45) if art.light.dark else mix(scaled(wall, 0.5), sky, (0.25, 0.5, 0.72)[level])
        art.polygons(panes, tone, 0.95)
    for hue, panes in lit.items():
        color = WARM_WINDOWS[hue] if float(rng.random()) < 0.9 else WARM_WINDOWS[3]
        art.lamp.polygons(panes, scaled(color, 0.85), 0.95)


def _roof(art: Art, box: tuple[float, float, float], rng: np.random.Generator, wall: Color) -> None:
    x0, x1, top = box
    kind = int(rng.integers(4))
    wide = x1 - x0
    if kind == 0:
        art.rect(x0 + wide * 0.3, top, x0 + wide * 0.7, top + wide * 0.22, scaled(wall, 0.7), to=scaled(wall, 0.5))
    elif kind == 1:
        x = x0 + wide * 0.5
        art.line([(x, top), (x, top + wide * 0.9)], scaled(wall, 0.5), 0.3)
        if art.light.dark:
            art.glow(x, top + wide * 0.9, 2.2, (1.0, 0.15, 0.1), 0.9)
    elif kind == 2:
        art.polygon(
            [(x0, top), (x0 + wide * 0.2, top + wide * 0.35), (x1 - wide * 0.2, top + wide * 0.35), (x1, top)],
            scaled(wall, 0.85),
            to=scaled(wall, 0.7),
        )
    else:
        for index in range(3):
            x = x0 + wide * (0.2 + 0.28 * index)
            art.rect(x, top, x + wide * 0.14, top + 1.4, scaled(wall, 0.6))


def shop_house(art: Art, x0: float, width_m: float, floors: int, rng: np.random.Generator, y: float = 0.0) -> None:
    """A street front: a shop with an awning and a sign, flats with framed windows above, a cornice."""
    wall = BRICKS[int(rng.integers(len(BRICKS)))]
    ground_m, floor_m = 4.2, 3.2
    top = y + ground_m + floors * floor_m
    x1 = x0 + width_m
    art.rect(x0, y, x1, top, mix(wall, art.light.key, 0.10), to=scaled(wall, 0.82))
    art.rect(x0, top - 0.15, x1, top + 0.55, scaled(wall, 0.62))
    art.rect(x0 - 0.15, top + 0.35, x1 + 0.15, top + 0.6, mix(wall, art.light.key, 0.4))
    if art.light.dark:  # the glow of shops and lamps climbs the wall
        glow = scaled(mix(wall, WARM_WINDOWS[0], 0.5), 0.22)
        art.lamp.rect(x0, y, x1, y + 10.0, (0.0, 0.0, 0.0), to=glow)
    columns = max(2, int(width_m / 2.6))
    for floor in range(floors):
        for column in range(columns):
            x = x0 + (column + 0.5) * width_m / columns
            _framed_window(art, x, y + ground_m + floor * floor_m + 0.7, rng, wall)
    edge = (x0, x0 + 0.4) if art.side > 0 else (x1 - 0.4, x1)
    art.rect(edge[0], y, edge[1], top, mix(wall, art.light.shade, 0.7), 0.5)
    _shop(art, (x0 + 0.5, x1 - 0.5, y), rng, wall)


def _framed_window(art: Art, x: float, low: float, rng: np.random.Generator, wall: Color) -> None:
    wide, tall = 1.25, 1.85
    art.rect(x - wide / 2 - 0.14, low - 0.2, x + wide / 2 + 0.14, low + tall + 0.16, mix(wall, (1.0, 1.0, 0.95), 0.55))
    sky = mix(art.light.middle, art.light.horizon, 0.6)
    dark = scaled(wall, 0.28)
    art.rect(x - wide / 2, low, x + wide / 2, low + tall, dark if art.light.dark else mix(dark, sky, 0.65), to=dark)
    art.rect(x - 0.04, low, x + 0.04, low + tall, mix(wall, (1, 1, 0.95), 0.5))
    art.rect(x - wide / 2 - 0.2, low - 0.3, x + wide / 2 + 0.2, low - 0.16, scaled(wall, 0.6))
    if art.light.dark and float(rng.random()) < 0.62:
        color = WARM_WINDOWS[int(rng.integers(3))]
        for left in (x - wide / 2, x + 0.04):
            art.lamp.rect(
                left + 0.03, low + 0.04, left + wide / 2 - 0.07, low + tall - 0.05, color, 0.9, to=scaled(color, 0.55)
            )
        art.glow(x, low + tall / 2, 2.4, color, 0.20)


def _shop(art: Art, box: tuple[float, float, float], rng: np.random.Generator, wall: Color) -> None:
    x0, x1, y = box
    frame = scaled(wall, 0.4)
    art.rect(x0, y + 0.3, x1, y + 3.2, frame)
    glass = mix(frame, art.light.horizon, 0.45)
    panes = max(2, int((x1 - x0) / 2.2))
    for index in range(panes):
        left = x0 + 0.1 + index * (x1 - x0 - 0.1) / panes
        right = left + (x1 - x0) / panes - 0.2
        art.rect(left, y + 0.65, right, y + 2.7, glass, to=scaled(glass, 0.6))
        if art.light.dark:
            warm = WARM_WINDOWS[int(rng.integers(3))]
            art.lamp.rect(left, y + 0.65, right, y + 2.7, scaled(warm, 0.72), to=scaled(warm, 0.42))
    hue = NEONS[int(rng.integers(len(NEONS)))]
    cloth = mix(hue, wall, 0.35)
    stripes = max(4, int((x1 - x0) / 0.6))
    for index in range(stripes):
        left, right = (x0 + (x1 - x0) * k / stripes for k in (index, index + 1))
        tone = cloth if index % 2 else mix(cloth, (1, 1, 1), 0.75)
        art.polygon(
            [(left, y + 3.35), (right, y + 3.35), (right, y + 2.55), (left, y + 2.55)], tone, to=scaled(tone, 0.72)
        )
    art.rect(x0, y + 3.35, x1, y + 4.05, scaled(cloth, 0.5))
    if art.light.dark:
        _neon(art, (x0 + 0.6, x1 - 0.6, y + 3.5, y + 3.95), hue, rng)
        art.glow((x0 + x1) / 2, y + 1.6, (x1 - x0) * 0.7, WARM_WINDOWS[0], 0.30)


def _neon(art: Art, box: tuple[float, float, float, float], hue: Color, rng: np.random.Generator) -> None:
    """A line of unreadable luminous letters."""
    x0, x1, low, high = box
    x = x0 + float(rng.uniform(0, 0.3)) * (x1 - x0)
    while x < x1 - 0.4:
        wide = float(rng.uniform(0.25, 0.5))
        strokes = [
            [(x, low), (x, high)],
            [(x, high), (x + wide, high)],
            [(x, (low + high) / 2), (x + wide * 0.8, (low + high) / 2)],
            [(x + wide, low), (x + wide, high)],
        ]
        for stroke in strokes:
            if float(rng.random()) < 0.75:
                art.lamp.line(stroke, mix(hue, (1, 1, 1), 0.35), 0.09)
        x += wide + 0.22
    art.glow((x0 + x1) / 2, (low + high) / 2, (x1 - x0) * 0.55, hue, 0.55)


def sign(art: Art, x: float, low: float, height_m: float, hue: Color, rng: np.random.Generator) -> None:
    """An upright sign that juts out from a house; neon when it is dark."""
    wide = height_m * 0.26
    art.rect(x - wide / 2, low, x + wide / 2, low + height_m, scaled(hue, 0.35), to=scaled(hue, 0.22))
    art.line(
        [(x - wide / 2, low), (x + wide / 2, low), (x + wide / 2, low + height_m), (x - wide / 2, low + height_m)],
        mix(hue, (1, 1, 1), 0.3),
        0.10,
        closed=True,
    )
    cells = 4
    for index in range(cells):
        cy = low + height_m * (index + 0.5) / cells
        mark = [(x - wide * 0.25, cy), (x + wide * 0.25, cy + height_m * 0.05), (x - wide * 0.2, cy + height_m * 0.07)]
        art.line(mark, mix(hue, (1, 1, 1), 0.6), 0.12)
        if art.light.dark:
            art.lamp.line(mark, mix(hue, (1, 1, 1), 0.4), 0.14)
    if art.light.dark:
        art.lamp.line(
            [(x - wide / 2, low), (x + wide / 2, low), (x + wide / 2, low + height_m), (x - wide / 2, low + height_m)],
            hue,
            0.14,
            closed=True,
        )
        art.glow(x, low + height_m / 2, height_m * 0.9, hue, 0.5)


def far_skyline(art: Art, height_m: float, rng: np.random.Generator, color: Color, density: float = 1.0) -> None:
    """A distant row of towers as silhouettes with pinpoint windows."""
    x = 0.0
    while x < art.width_m:
        wide = height_m * float(rng.uniform(0.08, 0.20)) / density
        tall = height_m * float(rng.uniform(0.35, 1.0)) ** 1.3
        tone = scaled(color, float(rng.uniform(0.88, 1.12)))
        art.rect(x, art.bottom_m, x + wide * 1.02, tall, tone, to=scaled(tone, 0.9))
        lit_side = x + wide * (0.72 if art.side > 0 else 0.0)
        art.rect(lit_side, art.bottom_m, lit_side + wide * 0.28, tall, mix(tone, art.light.key, 0.28), 0.7)
        if float(rng.random()) < 0.25:
            art.line([(x + wide / 2, tall), (x + wide / 2, tall * 1.16)], tone, height_m * 0.008)
        if art.light.dark:
            _pinpoints(art, (x, wide, tall, height_m), rng)
        x += wide * float(rng.uniform(0.86, 1.12))


def _pinpoints(art: Art, box: tuple[float, float, float, float], rng: np.random.Generator) -> None:
    x, wide, tall, height_m = box
    step = max(height_m * 0.026, 2.6 / art.px_per_m)
    panes = []
    for row in range(int(tall / step)):
        for column in range(int(wide / step)):
            if float(rng.random()) < 0.34:
                left, low = x + (column + 0.25) * step, (row + 0.3) * step
                panes.append(
                    [
                        (left, low),
                        (left + step * 0.5, low),
                        (left + step * 0.5, low + step * 0.45),
                        (left, low + step * 0.45),
                    ]
                )
    if panes:
        art.lamp.polygons(panes, (0.78, 0.62, 0.36), 0.9)

"""A sports ground: stands, spectators who move, roof, scoreboard, floodlights, flags, camera flashes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.noise import fraction, wander
from moviefactory.video.animatic.scenery.crowd import COATS, SKINS
from moviefactory.video.animatic.stage import Stage, scatter

CONCRETE: Color = rgb("#8d929b")
SEATS: tuple[Color, ...] = (rgb("#3f6ea8"), rgb("#c9ced6"), rgb("#b5483c"))
SHIRTS: tuple[Color, ...] = (*COATS, rgb("#e8e4da"), rgb("#e2b23c"), rgb("#3f7ac0"), rgb("#d8433a"), rgb("#f2f2f0"))


def stand(art: Art, rng: np.random.Generator, heights: tuple[float, float], rows: int, people: bool = True) -> None:
    """Rising rows of seats in blocks between stairs; far away the people are part of the painting."""
    low, high = heights
    step = (high - low) / rows
    art.rect(0, low - 2.5, art.width_m, high, scaled(CONCRETE, 0.62), to=scaled(CONCRETE, 0.42))
    blocks = max(3, round(art.width_m / 17.0))
    wide = art.width_m / blocks
    for row in range(rows):
        y = low + row * step
        level = 0.66 + 0.5 * row / rows
        for block in range(blocks):
            hue = mix(SEATS[(block // 2) % 3], CONCRETE, 0.35)
            art.rect(block * wide + 0.8, y, (block + 1) * wide - 0.8, y + step * 0.72, scaled(hue, level * 0.8))
        art.line([(0, y), (art.width_m, y)], scaled(CONCRETE, 0.45), step * 0.10)
    for block in range(blocks):
        x = block * wide
        art.polygon([(x - 0.7, low), (x + 0.7, low), (x + 0.6, high), (x - 0.6, high)], scaled(CONCRETE, 1.05), 0.9)
        for row in range(rows):
            art.line([(x - 0.65, low + row * step), (x + 0.65, low + row * step)], scaled(CONCRETE, 0.6), step * 0.15)
        art.rect(x - 1.3 + wide / 2, low + step * 3, x + 1.3 + wide / 2, low + step * 6, (0.09, 0.09, 0.11))
    art.rect(0, low - 0.5, art.width_m, low + 0.1, mix(CONCRETE, art.light.key, 0.25), to=scaled(CONCRETE, 0.7))
    if people:
        for part in range(2):
            spectators(art, rng, (low, step), rows, part, (0.0, 0.0), 0.8)


def spectators(
    art: Art,
    rng: np.random.Generator,
    rows_at: tuple[float, float],
    rows: int,
    part: int,
    empty: tuple[float, float],
    share: float = 1.0,
) -> None:
    """A third of a full stand, so that three of these can move against each other; nobody sits within `empty`."""
    low, step = rows_at
    seat = max(0.62, 2.2 / art.px_per_m)
    bodies: dict[int, list[np.ndarray]] = {}
    heads: dict[int, list[np.ndarray]] = {}
    turn = np.linspace(0, 2 * np.pi, 9)[:-1]
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for row in reversed(range(rows)):
        y = low + row * step
        for x in scatter(rng, art.width_m, seat * 3.2 / share, 0.9):
            px = x + seat * part
            if empty[0] < px < empty[1]:
                continue
            tall = step * float(rng.uniform(0.9, 1.15))
            hue = int(rng.integers(len(SHIRTS)))
            torso = ring * (seat * 0.42, tall * 0.40) + (px, y + tall * 0.45)
            bodies.setdefault(hue, []).append(torso)
            heads.setdefault(int(rng.integers(len(SKINS))), []).append(
                ring * (seat * 0.20, seat * 0.23) + (px, y + tall * 0.98)
            )
            if rng.random() < 0.22:
                for side in (-1, 1):
                    arm = [
                        (px + side * seat * 0.3, y + tall * 0.6),
                        (px + side * seat * 0.5, y + tall * 1.3),
                        (px + side * seat * 0.36, y + tall * 1.3),
                        (px + side * seat * 0.15, y + tall * 0.6),
                    ]
                    bodies[hue].append(np.array(arm))
    for hue, shapes in bodies.items():
        for start in range(0, len(shapes), 120):
            art.polygons(shapes[start : start + 120], scaled(SHIRTS[hue], 0.9))
    for hue, shapes in heads.items():
        art.polygons(shapes, SKINS[hue])


def roof(art: Art, low_m: float, high_m: float) -> None:
    """A cantilevered roof with ribs; its underside is lit after dark."""
    white = rgb("#d5dae0")
    art.rect(0, low_m - 1.0, art.width_m, low_m + 2.2, (0.10, 0.11, 0.14))
    art.polygon([(0, low_m + 2.0), (art.width_m, low_m + 2.0), (art.width_m, low_m + 6.0), (0, low_m + 6.0)], white,
                to=scaled(white, 0.62))  # fmt: skip
    count = max(2, round(art.width_m / 13.0))
    step = art.width_m / count
    for index in range(count):
        x = (index + 0.5) * step
        art.line([(x, low_m + 5.5), (x, high_m)], scaled(white, 0.75), 0.55)
        for side in (-1, 1):
            art.line([(x, high_m - 0.4), (x + side * step * 0.5, low_m + 5.6)], scaled(white, 0.8), 0.16)
        art.line([(x, low_m + 2.0), (x, low_m + 6.0)], scaled(white, 0.7), 0.25)
        if art.light.dark:
            for px in (0.2, 0.5, 0.8):
                art.lamp.rect(
                    x - step / 2 + px * step - 0.9,
                    low_m + 1.5,
                    x - step / 2 + px * step + 0.9,
                    low_m + 2.1,
                    (1, 1, 0.96),
                )
                art.glow(x - step / 2 + px * step, low_m + 1.6, 5.5, (0.85, 0.92, 1.0), 0.5)


def scoreboard(art: Art, x: float, y: float, wide_m: float, rng: np.random.Generator) -> None:
    """A large display with two scores, bars and a clock, all made of light."""
    half, tall = wide_m / 2, wide_m * 0.46
    art.rect(x - half - 0.4, y - 0.4, x + half + 0.4, y + tall + 0.4, rgb("#3a3f48"), to=rgb("#22262c"))
    art.rect(x - half, y, x + half, y + tall, (0.03, 0.04, 0.06))
    art.lamp.rect(x - half, y, x + half, y + tall, (0.02, 0.05, 0.10), to=(0.05, 0.09, 0.16))
    amber: Color = (1.0, 0.72, 0.18)
    for side, digit in ((-1, (1, 0, 1, 1, 0, 1, 1)), (1, (1, 0, 1, 1, 1, 0, 1))):
        _digit(art.lamp, x + side * half * 0.55, y + tall * 0.42, tall * 0.42, amber, digit)
    for dot in (0.54, 0.70):
        art.lamp.ellipse((x, y + tall * dot), (tall * 0.035, tall * 0.035), amber)
    for row in range(2):
        for column in range(6):
            left = x - half * 0.86 + column * half * 0.29
            tone = ((0.3, 0.75, 1.0), (0.35, 1.0, 0.55))[row]
            art.lamp.rect(left, y + tall * (0.08 + 0.13 * row), left + half * float(rng.uniform(0.10, 0.25)),
                          y + tall * (0.15 + 0.13 * row), scaled(tone, 0.8))  # fmt: skip
    art.glow(x, y + tall / 2, wide_m * 0.7, (0.5, 0.6, 0.9), 0.25)


def _digit(art: Art, x: float, y: float, size_m: float, hue: Color, lit: tuple[int, ...]) -> None:
    """A seven-segment figure: top, upper left, upper right, middle, lower left, lower right, bottom."""
    half, mid, thick = size_m * 0.28, y + size_m / 2, size_m * 0.13
    top = y + size_m
    segments = (
        [(x - half, top), (x + half, top)], [(x - half, mid), (x - half, top)], [(x + half, mid), (x + half, top)],
        [(x - half, mid), (x + half, mid)], [(x - half, y), (x - half, mid)], [(x + half, y), (x + half, mid)],
        [(x - half, y), (x + half, y)],
    )  # fmt: skip
    for on, segment in zip(lit, segments, strict=True):
        if on:
            art.line(segment, hue, thick)


def hoardings(art: Art, rng: np.random.Generator) -> None:
    """A band of bright advertising boards with shapes instead of letters."""
    hues = tuple(rgb(text) for text in ("#d8433a", "#2f6ea8", "#f2c14e", "#3a9a68", "#f0ece4", "#7a3fa0"))
    count = max(3, round(art.width_m / 7.5))
    step = art.width_m / count
    for index in range(count):
        hue = hues[int(rng.integers(len(hues)))]
        x = index * step
        art.rect(x, 0.0, x + step - 0.1, 1.9, hue, to=scaled(hue, 0.8))
        ink = (0.1, 0.1, 0.14) if sum(hue) > 1.7 else (0.97, 0.97, 0.95)
        px = x + step * 0.14
        while px < x + step * 0.85:
            wide = step * float(rng.uniform(0.04, 0.12))
            art.rect(px, 0.55, px + wide, 1.35, ink, 0.9)
            px += wide + step * 0.03
        if art.light.dark:
            art.lamp.rect(x, 0.0, x + step - 0.1, 1.9, scaled(hue, 0.45))


def floodlight(art: Art, rng: np.random.Generator) -> None:
    """Tall masts with banks of lamps; after dark they blaze and throw beams over the ground."""
    count = max(2, round(art.width_m / 62.0))
    step = art.width_m / count
    steel = rgb("#8a929c")
    for index in range(count):
        x = (index + 0.5) * step
        top = 33.0
        for side in (-1, 1):
            art.line([(x + side * 1.5, 0), (x + side * 0.6, top)], steel, 0.35)
        for level in range(12):
            y0, y1 = top * level / 12, top * (level + 1) / 12
            art.line([(x - 1.5 + 0.9 * level / 12, y0), (x + 1.5 - 0.9 * (level + 1) / 12, y1)], steel, 0.2, 0.8)
        art.rect(x - 4.2, top - 1.0, x + 4.2, top + 5.6, rgb("#3c424a"))
        for row in range(4):
            for column in range(6):
                spot = (x - 3.5 + column * 1.4, top + 0.1 + row * 1.5)
                art.ellipse(spot, (0.52, 0.52), rgb("#d5dae0"), to=rgb("#8a929c"))
                if art.light.dark:
                    art.lamp.ellipse(spot, (0.6, 0.6), (1.0, 1.0, 0.98))
        if art.light.dark:
            art.glow(x, top + 2.3, 26.0, (0.80, 0.90, 1.0), 0.95)
            for lean in (-30.0, 0.0, 30.0):
                beam = [(x - 3.5, top), (x + 3.5, top), (x + lean + 16.0, 2.0), (x + lean - 16.0, 2.0)]
                art.lamp.polygon(beam, (0.13, 0.15, 0.18), 1.0, blur_m=1.5, to=(0.0, 0.0, 0.0))


def waving_flags(stage: Stage, z_m: float, heights: tuple[float, float]) -> Callable[[Frame, View], None]:
    """Flags that people swing in the stands: for `stage.live`."""
    salt = int(stage.rng("flags").integers(1 << 20))
    hues = (rgb("#d8433a"), rgb("#f0ece4"), rgb("#3f7ac0"), rgb("#f2c14e"))
    tint = stage.light.tint if not stage.light.dark else mix(stage.light.tint, (1.0, 1.0, 1.0), 0.5)
    every = 7.0

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        scale = camera.px_per_m(z_m)
        left = camera.x_m - camera.centre_px / scale
        for slot in range(int(left / every) - 1, int((left + camera.across_m(z_m)) / every) + 2):
            x = (slot + 0.8 * fraction(slot, salt)) * every
            y = heights[0] + (heights[1] - heights[0]) * fraction(slot, salt + 1)
            swing = 0.55 * math.sin((2.4 + 1.2 * fraction(slot, salt + 2)) * view.time_s + slot)
            top = (x + 2.2 * math.sin(swing), y + 2.2 * math.cos(swing))
            t = np.linspace(0, 1, 7)
            wave = 0.22 * np.sin(7.0 * view.time_s - 5.0 * t + slot) * t
            away = 1 if swing < 0 else -1
            upper = np.stack([top[0] + away * 1.8 * t, top[1] + wave], axis=1)
            lower = np.stack([top[0] + away * 1.75 * t - 0.3 * math.sin(swing), top[1] - 1.1 + wave], axis=1)
            hue = hues[slot % 4]
            shown = (hue[0] * tint[0], hue[1] * tint[1], hue[2] * tint[2])
            outline = [camera.project(px, py, z_m) for px, py in np.concatenate([upper, lower[::-1]])]
            pole = [camera.project(px, py, z_m) for px, py in ((x, y), top)]
            frame.canvas.line(pole, scaled(tint, 0.5), max(0.8, 0.08 * scale))
            frame.canvas.polygon(outline, shown, 0.95)

    return paint


def camera_flashes(stage: Stage, z_m: float, heights: tuple[float, float]) -> Callable[[Frame, View], None]:
    """Pinpoint flashes among the spectators: for `stage.live`."""
    salt = int(stage.rng("flashes").integers(1 << 20))
    per_step = 5 if stage.light.dark else 2
    step_s = 0.11

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        scale = camera.px_per_m(z_m)
        base = stage.camera.x_m
        now = int(view.time_s / step_s)
        for moment in (now - 1, now):
            age = (view.time_s - moment * step_s) / (2 * step_s)
            for index in range(per_step):
                number = moment * per_step + index
                x = base + (fraction(number, salt) - 0.5) * 1.3 * camera.across_m(z_m)
                y = heights[0] + (heights[1] - heights[0]) * fraction(number, salt + 1)
                u, v = camera.project(x, y, z_m)
                strength = max(0.0, 1.0 - age)
                size = scale * (1.1 + 0.4 * wander(number * 0.7, salt))
                frame.canvas.glow(u, v, 2.2 * size, (0.9, 0.95, 1.0), 0.9 * strength)
                frame.canvas.ellipse(u, v, 0.32 * size, 0.32 * size, (1.0, 1.0, 1.0), strength)

    return paint

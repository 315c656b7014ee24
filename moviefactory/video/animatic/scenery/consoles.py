"""Inside a spacecraft: bulkheads, consoles, living screens, seats, pipes, a great window, a hologram."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled, spline
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.scenery.indoors import Box, cut_out
from moviefactory.video.animatic.stage import Stage

CYAN: Color = (0.25, 0.82, 1.0)
AMBER: Color = (1.0, 0.68, 0.22)
GREEN: Color = (0.35, 1.0, 0.60)
SLATE: Color = rgb("#3b444f")
SCREEN_Y, SCREEN_TALL = 1.25, 0.62
SCREENS = (-5.15, -4.05, 4.05, 5.15)


def bulkhead(art: Art, height_m: float, color: Color, rng: np.random.Generator) -> None:
    """Panelled metal walls with seams, rivets, hatches and strips of light."""
    art.rect(0, 0, art.width_m, height_m, scaled(color, 0.50))
    count = max(3, round(art.width_m / 1.3))
    step = art.width_m / count
    for index in range(count):
        x0, x1 = index * step + 0.025, (index + 1) * step - 0.025
        for low, high in ((0.30, 1.0), (1.03, 2.35), (2.38, height_m - 0.36)):
            if high <= low:
                continue
            tone = scaled(color, float(rng.uniform(0.78, 1.0)))
            cut = 0.09
            panel = [(x0 + cut, low), (x1, low), (x1, high - cut), (x1 - cut, high), (x0, high), (x0, low + cut)]
            art.polygon(panel, mix(tone, art.light.key, 0.15), to=scaled(tone, 0.72))
            art.line([(x0, high), (x1 - cut, high)], mix(tone, (1, 1, 1), 0.5), 0.015, 0.8)
            for px in (x0 + 0.12, x1 - 0.08):
                art.ellipse((px, low + 0.07), (0.018, 0.018), scaled(tone, 0.5))
        if rng.random() < 0.35:
            for row in range(5):
                art.rect(x0 + 0.2, 0.45 + 0.09 * row, x1 - 0.2, 0.49 + 0.09 * row, scaled(color, 0.35))
    art.rect(0, 0, art.width_m, 0.26, scaled(SLATE, 0.9), to=scaled(SLATE, 0.5))
    art.lamp.rect(0, 0.26, art.width_m, 0.30, scaled(CYAN, 0.55))
    art.rect(0, height_m - 0.34, art.width_m, height_m, scaled(SLATE, 0.8))
    art.lamp.rect(0, height_m - 0.36, art.width_m, height_m - 0.30, (0.62, 0.72, 0.80))
    for index in range(count * 3):
        x = (index + 0.5) * art.width_m / (count * 3)
        art.polygon(
            [
                (x, height_m - 0.28),
                (x + 0.14, height_m - 0.28),
                (x + 0.08, height_m - 0.12),
                (x - 0.06, height_m - 0.12),
            ],
            AMBER if index % 6 == 0 else scaled(SLATE, 1.3),
            0.8,
        )


def side_panels(art: Art, height_m: float, rng: np.random.Generator) -> None:
    """Screens, lockers and lamps along a side wall."""
    for z in np.arange(art.width_m - 2.2, 0.4, -2.5):
        x = float(z)
        art.rect(x, 1.15, x + 1.5, 2.15, (0.05, 0.07, 0.10))
        _readout(art, (x + 0.06, 1.21, x + 1.44, 2.09), rng)
        art.rect(x + 1.7, 0.4, x + 2.2, 2.2, scaled(SLATE, 1.1), to=scaled(SLATE, 0.7))
        art.lamp.rect(x + 1.78, 2.05, x + 2.12, 2.12, (AMBER, GREEN)[int(rng.integers(2))])


def _readout(art: Art, box: tuple[float, float, float, float], rng: np.random.Generator) -> None:
    """A still display: grid, curve, bars."""
    x0, y0, x1, y1 = box
    hue = (CYAN, AMBER, GREEN)[int(rng.integers(3))]
    wide, tall = x1 - x0, y1 - y0
    art.lamp.rect(x0, y0, x1, y1, scaled(hue, 0.07), to=scaled(hue, 0.16))
    for share in (0.25, 0.5, 0.75):
        art.lamp.line([(x0, y0 + tall * share), (x1, y0 + tall * share)], scaled(hue, 0.22), 0.012)
    t = np.linspace(0, 1, 22)
    curve = y0 + tall * (0.55 + 0.22 * np.sin(9 * t + float(rng.uniform(0, 6))) * np.sin(2.6 * t))
    art.lamp.line(np.stack([x0 + wide * t, curve], axis=1), hue, 0.022)
    for index in range(7):
        high = tall * float(rng.uniform(0.06, 0.26))
        left = x0 + wide * (0.08 + 0.125 * index)
        art.lamp.rect(left, y0 + 0.04, left + wide * 0.07, y0 + 0.04 + high, scaled(hue, 0.75))
    art.glow((x0 + x1) / 2, (y0 + y1) / 2, wide * 1.0, hue, 0.16)


def viewport(art: Art, x: float, sill: float, size: tuple[float, float], color: Color) -> None:
    """A great window with cut corners and slanting struts, open to space."""
    wide, tall = size

    def form(grow: float) -> list[tuple[float, float]]:
        left, right, low, high = x - wide / 2 - grow, x + wide / 2 + grow, sill - grow, sill + tall + grow
        cut = tall * 0.30 + grow * 0.4
        return [(left + cut, low), (right - cut, low), (right, low + cut), (right, high - cut), (right - cut, high),
                (left + cut, high), (left, high - cut), (left, low + cut)]  # fmt: skip

    cut_out(art, [form(0.0)])
    art.polygon(form(0.0), (0.35, 0.55, 0.85), 0.05)
    art.polygon(
        [
            (x - wide * 0.36, sill + tall),
            (x - wide * 0.22, sill + tall),
            (x - wide * 0.42, sill),
            (x - wide * 0.48, sill + tall * 0.3),
        ],
        (0.8, 0.9, 1.0),
        0.05,
    )
    for px in (-0.18, 0.18):
        art.polygon(
            [
                (x + px * wide - 0.07, sill),
                (x + px * wide + 0.07, sill),
                (x + px * wide * 0.86 + 0.06, sill + tall),
                (x + px * wide * 0.86 - 0.06, sill + tall),
            ],
            scaled(color, 0.6),
            to=scaled(color, 0.36),
        )
    art.polygons([form(0.24), form(0.0)], mix(color, art.light.key, 0.25), to=scaled(color, 0.55))
    art.polygons([form(0.30), form(0.24)], scaled(SLATE, 0.6))
    ring = form(0.05)
    art.lamp.line(ring, scaled(CYAN, 0.55), 0.03, closed=True)
    for px, py in form(0.13):
        art.ellipse((px, py), (0.045, 0.045), scaled(color, 0.4))
    art.glow(x, sill + tall * 0.5, wide * 0.62, (0.35, 0.55, 0.95), 0.22)


def conduits(art: Art, x: float, height_m: float) -> None:
    """Upright pipes with rings and valves."""
    hues = (rgb("#b5683f"), rgb("#7f93a6"), rgb("#c9b25a"))
    for index in range(3):
        px = x + 0.17 * (index - 1)
        tone = hues[index]
        art.rect(px - 0.06, 0.26, px + 0.06, height_m - 0.34, tone, to=scaled(tone, 0.55))
        art.rect(
            px - 0.045 + 0.03 * art.side,
            0.26,
            px - 0.015 + 0.03 * art.side,
            height_m - 0.34,
            mix(tone, (1, 1, 1), 0.4),
            0.6,
        )
        for y in (0.8, 1.7, 2.6):
            art.rect(px - 0.085, y, px + 0.085, y + 0.09, scaled(tone, 0.6))
    art.line(oval(x, 1.35, 0.16, 0.16), rgb("#c8402e"), 0.045, closed=True)


def console(art: Art, x: float, wide_m: float, rng: np.random.Generator, screens: int) -> None:
    """A sloping desk full of keys and lamps; its screens stand above it (their pictures live elsewhere)."""
    half = wide_m / 2
    art.ellipse((x, 0.0), (half * 1.1, 0.10), art.light.shade, 0.5, blur_m=0.06)
    art.polygon(
        [(x - half, 0.0), (x + half, 0.0), (x + half * 0.94, 0.72), (x - half * 0.94, 0.72)],
        SLATE,
        to=scaled(SLATE, 0.55),
    )
    art.polygon(
        [(x - half * 0.94, 0.72), (x + half * 0.94, 0.72), (x + half, 1.0), (x - half, 1.0)],
        scaled(SLATE, 1.35),
        to=scaled(SLATE, 0.95),
    )
    for index in range(3):
        left = x - half * 0.86 + index * half * 0.60
        art.rect(left, 0.12, left + half * 0.5, 0.60, scaled(SLATE, 0.8), to=scaled(SLATE, 0.62))
    art.lamp.line([(x - half, 1.0), (x + half, 1.0)], scaled(CYAN, 0.7), 0.025)
    for row in range(3):
        for column in range(int(wide_m / 0.13)):
            px, py = x - half * 0.88 + column * 0.125, 0.77 + 0.07 * row
            if px > x + half * 0.88:
                break
            pick = float(rng.random())
            if pick < 0.5:
                hue = (CYAN, AMBER, GREEN, (1.0, 0.3, 0.25), (0.9, 0.95, 1.0))[int(rng.integers(5))]
                art.lamp.rect(px, py, px + 0.075, py + 0.035, scaled(hue, 0.85))
            else:
                art.rect(px, py, px + 0.08, py + 0.04, scaled(SLATE, 0.7))
    for index in range(screens):
        px = x + (index - (screens - 1) / 2) * 1.1
        art.rect(px - 0.05, 0.98, px + 0.05, SCREEN_Y, scaled(SLATE, 0.8))
        art.rect(
            px - 0.53,
            SCREEN_Y - 0.04,
            px + 0.53,
            SCREEN_Y + SCREEN_TALL + 0.04,
            scaled(SLATE, 0.7),
            to=scaled(SLATE, 0.5),
        )
        art.rect(px - 0.49, SCREEN_Y, px + 0.49, SCREEN_Y + SCREEN_TALL, (0.02, 0.04, 0.06))
        art.glow(px, SCREEN_Y + 0.3, 1.1, CYAN, 0.22)


def pilot_seat(art: Art, x: float, facing: int) -> None:
    """A padded swivel seat."""
    cloth = rgb("#c9cdd4")

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + facing * px, py) for px, py in points]

    art.ellipse((x, 0.02), (0.42, 0.07), art.light.shade, 0.5, blur_m=0.03)
    art.ellipse((x, 0.04), (0.30, 0.05), scaled(SLATE, 1.2), to=scaled(SLATE, 0.6))
    art.rect(x - 0.06, 0.04, x + 0.06, 0.42, scaled(SLATE, 1.1), to=scaled(SLATE, 0.5))
    back = at((-0.30, 0.42), (-0.46, 0.95), (-0.44, 1.40), (-0.30, 1.48), (-0.22, 1.36), (-0.24, 0.95), (-0.10, 0.50))
    art.polygon(spline(back, per_segment=5), cloth, to=scaled(cloth, 0.5))
    art.polygon(
        spline(at((-0.28, 0.40), (-0.20, 0.54), (0.34, 0.56), (0.40, 0.46), (0.30, 0.38)), per_segment=5),
        scaled(cloth, 0.95),
        to=scaled(cloth, 0.5),
    )
    art.line(at((-0.26, 0.78), (0.22, 0.76)), scaled(SLATE, 1.3), 0.07)
    art.line(at((0.02, 0.76), (0.02, 0.54)), SLATE, 0.05)
    art.line(spline(at((-0.43, 0.98), (-0.41, 1.36)), closed=False), AMBER, 0.035)


def living_screens(stage: Stage, middles_m: list[float], z_m: float) -> Callable[[Frame, View], None]:
    """Moving curves and bars on the screens of the consoles around each of `middles_m`: for `stage.live`."""
    salt = int(stage.rng("screens").integers(1 << 20))

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        scale = camera.px_per_m(z_m)
        size = (0.94 * scale, (SCREEN_TALL - 0.04) * scale)
        for middle in middles_m:
            for number, px in enumerate(SCREENS):
                corner = camera.project(middle + px - 0.47, SCREEN_Y + SCREEN_TALL - 0.02, z_m)
                if -size[0] < corner[0] < frame.width:
                    _screen(frame, corner, size, number, view.time_s, salt)

    return paint


def _screen(
    frame: Frame, corner: tuple[float, float], size: tuple[float, float], number: int, time_s: float, salt: int
) -> None:
    """One moving readout with its upper left `corner` at pixels (x, y)."""
    (left, top), (wide, tall) = corner, size
    hue = (CYAN, GREEN, AMBER, CYAN)[number]
    frame.canvas.rect(left, top, left + wide, top + tall, scaled(hue, 0.13))
    t = np.linspace(0, 1, 26)
    wave = 0.40 + 0.22 * np.sin(11 * t - 5 * time_s + number) * np.sin(3 * t + 0.8 * time_s)
    curve = np.stack([left + wide * t, top + tall * wave], axis=1)
    frame.canvas.line(curve, hue, max(0.9, 0.023 * wide), 0.95)
    low = top + tall * 0.95
    for bar in range(8):
        pace = 3.1 * (0.6 + fraction(bar, salt))
        beat = 0.18 + 0.10 * math.sin(pace * time_s + bar * 1.7 + number)
        x0 = left + wide * (0.06 + 0.115 * bar)
        frame.canvas.rect(x0, low - tall * beat, x0 + wide * 0.07, low, scaled(hue, 0.75), 0.9)


def holograph(stage: Stage, box: Box, z_m: float) -> Callable[[Frame, View], None]:
    """A turning globe of light over a round plinth, at one side of the deck: for `stage.live`."""
    side = -stage.light.side

    def paint(frame: Frame, view: View) -> None:
        if not box.closed:
            return
        camera = view.camera
        scale = camera.px_per_m(z_m)
        x = box.middle_m + side * 2.35
        u, v = camera.project(x, 1.35, z_m)
        size = 0.42 * scale
        if not -2 * size < u < frame.width + 2 * size:
            return
        foot = camera.project(x, 0.0, z_m)
        frame.canvas.polygon(
            [
                (u - 0.9 * size, foot[1]),
                (u + 0.9 * size, foot[1]),
                (u + 0.7 * size, v + 1.7 * size),
                (u - 0.7 * size, v + 1.7 * size),
            ],
            scaled(SLATE, 0.8),
        )
        frame.canvas.ellipse(u, v + 1.7 * size, 0.72 * size, 0.14 * size, mix(CYAN, (1, 1, 1), 0.3), 0.9)
        frame.canvas.polygon(
            [(u - 0.6 * size, v + 1.7 * size), (u + 0.6 * size, v + 1.7 * size), (u + size, v), (u - size, v)],
            CYAN,
            0.08,
        )
        frame.canvas.glow(u, v, 1.9 * size, CYAN, 0.35)
        thick = max(0.8, 0.02 * scale)
        for index in range(6):
            phase = 0.8 * view.time_s + index * math.pi / 6
            frame.canvas.line(
                oval(u, v, max(0.5, size * abs(math.cos(phase))), size, steps=36), CYAN, thick, 0.55, True
            )
        for share in (-0.5, 0.0, 0.5):
            reach = size * math.sqrt(1 - share * share)
            frame.canvas.line(oval(u, v + share * size, reach, reach * 0.16, steps=30), CYAN, thick, 0.45, True)

    return paint

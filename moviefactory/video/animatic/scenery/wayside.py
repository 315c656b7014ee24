"""What stands along a great road: signs, gantries, hoardings, pylons, wind turbines; and lorries that pass."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, Image, mix, place_image, recolor, rgb, scaled
from moviefactory.video.animatic.frame import Frame, disparity, smear
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.stage import Stage, scatter

STEEL: Color = rgb("#9aa2aa")
SIGN_BLUE: Color = rgb("#2b62a8")
SIGN_GREEN: Color = rgb("#2f7a52")


def _board(art: Art, x0: float, y0: float, size: tuple[float, float], color: Color) -> None:
    """A reflecting direction board with an arrow and lines of unreadable lettering."""
    wide, tall = size
    white = (0.95, 0.96, 0.97)
    art.rect(x0, y0, x0 + wide, y0 + tall, white, to=scaled(white, 0.85))
    rim = tall * 0.05
    art.rect(x0 + rim, y0 + rim, x0 + wide - rim, y0 + tall - rim, color, to=scaled(color, 0.85))
    for row in range(2):
        y = y0 + tall * (0.60 - 0.32 * row)
        x = x0 + wide * 0.32
        for word in (0.16, 0.10, 0.20)[: 3 - row]:
            art.rect(x, y, x + wide * word, y + tall * 0.14, white, 0.92)
            x += wide * (word + 0.04)
    ax, ay = x0 + wide * 0.16, y0 + tall * 0.2
    art.line([(ax, ay), (ax, ay + tall * 0.5)], white, tall * 0.08)
    art.polygon(
        [(ax - tall * 0.14, ay + tall * 0.42), (ax, ay + tall * 0.66), (ax + tall * 0.14, ay + tall * 0.42)], white
    )
    if art.light.dark:
        art.lamp.rect(x0, y0, x0 + wide, y0 + tall, scaled(color, 0.35))


def road_sign(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    """A direction sign on two posts."""
    for side in (-1, 1):
        art.rect(x + side * 1.2 - 0.07, 0, x + side * 1.2 + 0.07, height_m, STEEL, to=scaled(STEEL, 0.55))
    _board(art, x - 1.9, height_m - 1.9, (3.8, 1.9), SIGN_BLUE if rng.random() < 0.5 else SIGN_GREEN)


def gantry(art: Art, x: float, height_m: float) -> None:
    """A steel truss over the road with two boards."""
    half = 7.0
    for side in (-1, 1):
        art.rect(x + side * half - 0.16, 0, x + side * half + 0.16, height_m, STEEL, to=scaled(STEEL, 0.5))
    low, high = height_m - 0.9, height_m
    for y in (low, high):
        art.rect(x - half, y - 0.07, x + half, y + 0.07, mix(STEEL, art.light.key, 0.3))
    bays = 10
    for index in range(bays):
        left, right = x - half + index * 2 * half / bays, x - half + (index + 1) * 2 * half / bays
        art.line([(left, low if index % 2 else high), (right, high if index % 2 else low)], scaled(STEEL, 0.8), 0.07)
    _board(art, x - 5.6, low - 1.3, (4.4, 2.2), SIGN_BLUE)
    _board(art, x + 1.0, low - 1.3, (4.4, 2.2), SIGN_GREEN)


def hoarding(art: Art, x: float, height_m: float, rng: np.random.Generator) -> None:
    """An advertising board on a steel frame: bold shapes, no letters."""
    wide, tall = 8.4, 3.6
    for px in (-0.33, 0.0, 0.33):
        art.rect(
            x + px * wide - 0.12, 0, x + px * wide + 0.12, height_m - tall, scaled(STEEL, 0.7), to=scaled(STEEL, 0.4)
        )
    low = height_m - tall
    art.rect(x - wide / 2, low, x + wide / 2, height_m, rgb("#e8e4da"))
    hue = (rgb("#e0704a"), rgb("#3f8fb5"), rgb("#e2b23c"))[int(rng.integers(3))]
    art.rect(x - wide / 2 + 0.15, low + 0.15, x + wide / 2 - 0.15, height_m - 0.15, hue, to=mix(hue, (1, 1, 1), 0.4))
    art.ellipse((x - wide * 0.22, low + tall * 0.5), (tall * 0.32, tall * 0.32), (1.0, 0.96, 0.86))
    art.ellipse((x - wide * 0.22, low + tall * 0.5), (tall * 0.2, tall * 0.2), scaled(hue, 0.6))
    for row, share in enumerate((0.34, 0.24, 0.30)):
        y = low + tall * (0.66 - 0.2 * row)
        art.rect(x + wide * 0.02, y, x + wide * (0.02 + share), y + tall * 0.11, (0.2, 0.17, 0.2), 0.8)
    if art.light.dark:
        art.lamp.rect(x - wide / 2, low, x + wide / 2, height_m, scaled(hue, 0.16), to=scaled(hue, 0.42))


def pylons(art: Art, rng: np.random.Generator) -> None:
    """Lattice masts that carry sagging power lines across the land."""
    count = max(1, round(art.width_m / 95.0))
    step = art.width_m / count
    tall, tone = 36.0, rgb("#77818c")
    for index in range(count):
        x = (index + 0.5) * step
        for side in (-1, 1):
            art.line([(x + side * 3.4, 0), (x + side * 0.9, tall * 0.62), (x, tall)], tone, 0.32)
        for level in range(7):
            y0, y1 = tall * level / 9, tall * (level + 1) / 9
            w0, w1 = 3.4 - 2.5 * y0 / (tall * 0.62), 3.4 - 2.5 * y1 / (tall * 0.62)
            art.line([(x - w0, y0), (x + w1, y1)], tone, 0.18, 0.8)
            art.line([(x + w0, y0), (x - w1, y1)], tone, 0.18, 0.8)
        for share, arm in ((0.66, 7.0), (0.78, 9.0), (0.90, 6.0)):
            y = tall * share
            art.polygon([(x - arm, y), (x, y + 1.5), (x + arm, y), (x, y + 0.5)], tone)
            for side in (-1, 1):
                t = np.linspace(0, 1, 16)
                sag = y - 0.9 - 6.5 * 4 * t * (1 - t)
                art.line(np.stack([x + side * arm + step * t, sag], axis=1), scaled(tone, 0.75), 0.14, 0.7)


def wind_turbines(art: Art, rng: np.random.Generator) -> None:
    """White three-bladed turbines on the ridge."""
    size = art.top_m
    white = rgb("#e6eaee")
    for x in scatter(rng, art.width_m, size * 2.6):
        tall = size * float(rng.uniform(0.55, 0.72))
        art.polygon(
            [(x - size * 0.012, 0), (x + size * 0.012, 0), (x + size * 0.006, tall), (x - size * 0.006, tall)], white
        )
        turn = float(rng.uniform(0, 2.1))
        for blade in range(3):
            angle = turn + blade * 2.094
            tip = (x + math.cos(angle) * size * 0.25, tall + math.sin(angle) * size * 0.25)
            near = (x + math.cos(angle + 0.35) * size * 0.05, tall + math.sin(angle + 0.35) * size * 0.05)
            art.polygon([(x, tall), near, tip], white, to=scaled(white, 0.85))
        if art.light.dark:
            art.glow(x, tall, size * 0.05, (1.0, 0.15, 0.1), 0.9)


def lorry(art: Art, x: float, length_m: float, color: Color, facing: int) -> None:
    """A tractor with a box trailer, in side view."""
    k = length_m

    def at(px: float, py: float) -> tuple[float, float]:
        return (x + facing * px * k, py * k)

    art.ellipse((x, 0.0), (k * 0.52, k * 0.02), scaled(art.light.shade, 0.5), 0.55, blur_m=0.1)
    art.polygon([at(-0.5, 0.075), at(-0.5, 0.26), at(0.26, 0.26), at(0.26, 0.075)], mix(color, art.light.key, 0.1),
                to=scaled(color, 0.66))  # fmt: skip
    art.polygon([at(-0.48, 0.15), at(-0.48, 0.18), at(0.24, 0.18), at(0.24, 0.15)], mix(color, (1, 1, 1), 0.6), 0.8)
    cab = mix(color, rgb("#26303c"), 0.35)
    art.polygon([at(0.29, 0.045), at(0.29, 0.225), at(0.40, 0.23), at(0.475, 0.15), at(0.49, 0.045)], cab,
                to=scaled(cab, 0.6))  # fmt: skip
    art.polygon([at(0.375, 0.145), at(0.375, 0.21), at(0.405, 0.21), at(0.455, 0.145)], rgb("#1d242e"))
    art.polygon([at(-0.46, 0.05), at(-0.46, 0.08), at(0.30, 0.08), at(0.30, 0.05)], rgb("#2a2c31"))
    for px in (-0.40, -0.33, -0.26, 0.22, 0.42):
        art.ellipse(at(px, 0.036), (k * 0.036, k * 0.036), (0.07, 0.07, 0.08))
        art.ellipse(at(px, 0.036), (k * 0.017, k * 0.017), (0.6, 0.62, 0.66))
    if art.light.dark:
        art.glow(*at(0.49, 0.075), k * 0.10, (1.0, 0.95, 0.8), 0.8)
        art.glow(*at(-0.5, 0.09), k * 0.06, (1.0, 0.1, 0.06), 0.8)


def lorries(stage: Stage, z_m: float, per_s: float, speed_m_s: float) -> Callable[[Frame, View], None]:
    """Lorries that pass against the subject's direction in the plane `z_m`: for `stage.live`."""
    ppm = stage.camera.px_per_m(z_m)
    hues = (rgb("#d9dce0"), rgb("#b5483c"), rgb("#3f6ea0"))
    sprites = [_sprite(stage.light, ppm, hue) for hue in hues]
    gap_m = speed_m_s / per_s
    salt = int(stage.rng("lorries").integers(1 << 20))
    fog = stage.light.fogged(stage.rig.base.range_m(z_m))
    pictures = [(recolor(body, 1.0, stage.light.tint, fog, stage.light.fog), lamp) for body, lamp in sprites]

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        left = camera.x_m - camera.centre_px / camera.px_per_m(z_m) - 12.0
        first = left + speed_m_s * view.time_s
        last = first + camera.across_m(z_m) + 24.0
        for slot in range(int(np.floor(first / gap_m)) - 1, int(np.floor(last / gap_m)) + 1):
            if fraction(slot, salt) < 0.35:
                continue
            x = (slot + 0.7 * fraction(slot, salt + 1)) * gap_m - speed_m_s * view.time_s
            scale = camera.px_per_m(z_m) / ppm
            u, v = camera.project(x, 0.0, z_m)
            travel = view.smear_px(x, 0.0, z_m, (-speed_m_s, 0.0))
            pad = int(abs(travel[0]) / 2 / scale) + 1
            matrix = np.array([[scale, 0.0, u - (8.0 * ppm + pad) * scale], [0.0, scale, v - 4.2 * ppm * scale]])
            for source, additive in zip(pictures[slot % 3], (False, True), strict=True):
                placed = place_image(np.pad(source, ((0, 0), (pad, pad), (0, 0))), matrix, (frame.width, frame.height))
                if placed is not None:
                    corner = (placed[1][0], placed[1][1])
                    frame.lay(smear(placed[0], travel), corner, disparity(view, z_m), additive)

    return paint


def _sprite(light: Light, ppm: float, hue: Color) -> tuple[Image, Image]:
    art = Art(16.0, (-0.5, 4.2), ppm, light, wraps=False)
    lorry(art, 8.0, 13.0, hue, -1)
    lamp = art.lamp.canvas.rgba.copy()
    lamp[..., 3] = 0
    return art.canvas.rgba, lamp

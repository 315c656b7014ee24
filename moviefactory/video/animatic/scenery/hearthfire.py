"""Small living things of rooms: flames, and dust that floats in the light."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Canvas, add_light, mix, scaled, spline
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.noise import fraction, wander
from moviefactory.video.animatic.stage import Stage


def flames(stage: Stage, at: tuple[float, float, float], wide_m: float) -> Callable[[Frame, View], None]:
    """Tongues of fire over the point (x, y, z), `wide_m` across, and the light that flickers around them."""
    x, y, z = at
    salt = int(stage.rng(f"fire {x:.2f} {z:.2f}").integers(1 << 20))
    tongues = 7

    def paint(frame: Frame, view: View) -> None:
        scale = view.camera.px_per_m(z)
        u, v = view.camera.project(x, y, z)
        size = wide_m * scale
        if not -3 * size < u < frame.width + 3 * size or size < 0.8:
            return
        flicker = 0.75 + 0.18 * wander(9 * view.time_s, salt) + 0.07 * wander(21 * view.time_s, salt + 1)
        frame.canvas.glow(u, v - 0.4 * size, 2.6 * size, (1.0, 0.50, 0.16), 0.55 * flicker)
        canvas = Canvas(frame.width, frame.height, frame.rgba)
        for level, tone in ((1.0, (0.95, 0.30, 0.05)), (0.68, (1.0, 0.62, 0.12)), (0.38, (1.0, 0.93, 0.58))):
            for index in range(tongues):
                share = (index + 0.5) / tongues - 0.5
                beat = wander(3.4 * view.time_s + 7.3 * index, salt + index)
                tall = size * (0.95 - 1.3 * abs(share)) * (0.85 + 0.45 * beat) * level
                lean = size * 0.12 * wander(2.3 * view.time_s + index, salt + 40 + index)
                half = size * 0.13 * (0.5 + 0.5 * level)
                px = u + share * size * 0.95
                outline = [(px - half, v), (px - half * 0.7 + lean * 0.4, v - tall * 0.45), (px + lean, v - tall),
                           (px + half * 0.7 + lean * 0.4, v - tall * 0.4), (px + half, v)]  # fmt: skip
                canvas.polygon(spline(outline, per_segment=4), tone, 0.55)

    return paint


def torch_flame(stage: Stage, at: tuple[float, float, float], size_m: float) -> Callable[[Frame, View], None]:
    """One flame on a torch or candle with a flickering halo."""
    x, y, z = at
    salt = int(stage.rng(f"torch {x:.2f} {z:.2f}").integers(1 << 20))

    def paint(frame: Frame, view: View) -> None:
        u, v = view.camera.project(x, y, z)
        size = size_m * view.camera.px_per_m(z)
        if not -4 * size < u < frame.width + 4 * size or size < 0.6:
            return
        t = view.time_s
        flicker = 0.8 + 0.2 * wander(8 * t, salt)
        frame.canvas.glow(u, v - size * 0.5, size * 6.5, (1.0, 0.55, 0.20), 0.42 * flicker)
        for level, tone in ((1.0, (1.0, 0.42, 0.08)), (0.68, (1.0, 0.72, 0.22)), (0.36, (1.0, 0.96, 0.72))):
            tall = size * level * (1.0 + 0.28 * wander(6.1 * t, salt + 1))
            lean = size * 0.22 * wander(3.1 * t, salt + 2)
            half = size * 0.26 * level
            outline = [
                (u - half, v - half * 0.4),
                (u - half * 0.75 + lean * 0.4, v - tall * 0.5),
                (u + lean, v - tall),
                (u + half * 0.8 + lean * 0.4, v - tall * 0.45),
                (u + half, v - half * 0.4),
                (u, v + half * 0.5),
            ]
            frame.canvas.polygon(spline(outline, per_segment=4), tone, 0.8)

    return paint


def motes(stage: Stage, lit: Stage, count: int = 26) -> list[Layer]:
    """Specks of dust that float in front of and behind the subject."""
    salt = int(stage.rng("motes").integers(1 << 20))
    tone = scaled(mix(lit.light.key, (1.0, 0.95, 0.85), 0.5), 0.8 if not stage.light.dark else 0.5)
    planes = ((stage.behind(1.0), count), (stage.before(0.7), count // 2))
    return [stage.live(z_m, _drift(z_m, amount, salt + index, tone)) for index, (z_m, amount) in enumerate(planes)]


def _drift(z_m: float, count: int, salt: int, tone: tuple[float, float, float]) -> Callable[[Frame, View], None]:
    def paint(frame: Frame, view: View) -> None:
        height = frame.height
        slide = view.camera.x_m * view.camera.px_per_m(z_m) - view.camera.centre_px
        for index in range(count):
            speed = 0.006 + 0.018 * fraction(index, salt + 2)
            x = fraction(index, salt) * frame.width * 1.2 + 0.03 * height * math.sin(0.7 * view.time_s + index) - slide
            y = (fraction(index, salt + 1) + speed * view.time_s) % 1.0 * height
            x = x % (frame.width * 1.1) - 0.05 * frame.width
            size = (0.8 + 1.6 * fraction(index, salt + 3)) * height / 320
            wink = 0.55 + 0.45 * math.sin(1.9 * view.time_s + 2.4 * index)
            _speck(frame, (x, y), size, tone, 0.5 * wink)

    return paint


def _speck(
    frame: Frame, at: tuple[float, float], size_px: float, tone: tuple[float, float, float], alpha: float
) -> None:
    x0, y0 = int(at[0] - 3 * size_px), int(at[1] - 3 * size_px)
    span = int(6 * size_px) + 2
    low_x, low_y = max(0, x0), max(0, y0)
    high_x, high_y = min(frame.width, x0 + span), min(frame.height, y0 + span)
    if high_x <= low_x or high_y <= low_y:
        return
    ys, xs = np.mgrid[low_y:high_y, low_x:high_x].astype(np.float32)
    far = ((xs + 0.5 - at[0]) ** 2 + (ys + 0.5 - at[1]) ** 2) / (size_px * size_px)
    shine = np.exp(-far) * alpha * 255
    light = np.concatenate([shine[..., None] * np.array(tone, np.float32), shine[..., None] * 0], axis=2)
    add_light(frame.rgba[low_y:high_y, low_x:high_x], light.astype(np.uint8))

"""Cars as set dressing: parked along a kerb, or passing by in the distance. (The cars that act are figures.)"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, place_image, recolor, rgb, scaled, spline
from moviefactory.video.animatic.frame import Frame, disparity, smear
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.stage import Paint, Stage, scatter

BODIES: tuple[Color, ...] = tuple(
    rgb(text) for text in ("#d8dadf", "#2f3640", "#6b7f96", "#9c3b34", "#c7b08a", "#3f5f57", "#e0c24a", "#4a4f9a")
)


def small_car(art: Art, x: float, length_m: float, color: Color, y: float = 0.0, facing: int = 1) -> None:
    """A plain saloon in side view."""
    k = length_m

    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + facing * px * k, y + py * k) for px, py in points]

    art.ellipse((x, y + 0.005 * k), (k * 0.52, k * 0.035), scaled(art.light.shade, 0.5), 0.55, blur_m=k * 0.02)
    body = [
        (-0.5, 0.10),
        (-0.49, 0.20),
        (-0.40, 0.225),
        (-0.24, 0.335),
        (0.08, 0.335),
        (0.24, 0.225),
        (0.46, 0.19),
        (0.5, 0.10),
        (0.47, 0.065),
        (-0.47, 0.065),
    ]
    art.polygon(spline(at(body), per_segment=4), mix(color, art.light.key, 0.12), to=scaled(color, 0.5))
    for glass in (
        [(-0.34, 0.225), (-0.22, 0.315), (-0.09, 0.315), (-0.09, 0.225)],
        [(-0.06, 0.225), (-0.06, 0.315), (0.07, 0.315), (0.19, 0.225)],
    ):
        art.polygon(at(glass), mix(rgb("#27313d"), art.light.horizon, 0.35), to=rgb("#1d242e"))
    art.line(at([(-0.48, 0.20), (0.0, 0.215), (0.45, 0.185)]), mix(color, (1, 1, 1), 0.5), k * 0.008, 0.7)
    for px in (-0.30, 0.30):
        center = at([(px, 0.07)])[0]
        art.ellipse(center, (k * 0.078, k * 0.078), (0.07, 0.07, 0.08))
        art.ellipse(center, (k * 0.045, k * 0.045), (0.62, 0.64, 0.68), to=(0.35, 0.36, 0.4))
    if art.light.dark:
        nose, tail = at([(0.485, 0.155)])[0], at([(-0.492, 0.17)])[0]
        art.lamp.ellipse(nose, (k * 0.02, k * 0.018), (1.0, 0.97, 0.85))
        art.glow(*nose, k * 0.22, (1.0, 0.95, 0.8), 0.8)
        art.lamp.ellipse(tail, (k * 0.014, k * 0.02), (1.0, 0.12, 0.08))
        art.glow(*tail, k * 0.14, (1.0, 0.1, 0.06), 0.7)


def parked_cars(share: float) -> Paint:
    """A painter for a kerb with parked cars; `share` of the places are taken."""

    def paint(art: Art, rng: np.random.Generator) -> None:
        day = art.light
        for x in scatter(rng, art.width_m, 6.2, 0.3):
            if rng.random() < share:
                small_car(
                    art, x, float(rng.uniform(4.0, 4.8)), BODIES[int(rng.integers(len(BODIES)))], 0.0, 1 if day else -1
                )

    return paint


def traffic(stage: Stage, z_m: float, per_s: float, speed_m_s: float = 11.0) -> Callable[[Frame, View], None]:
    """Cars that pass through the picture in the plane `z_m`, against the subject's direction: for `stage.live`."""
    ppm = stage.camera.px_per_m(z_m)
    sprites = [_car_sprite(stage.light, ppm, index) for index in range(3)]
    gap_m = speed_m_s / max(per_s, 0.05)
    salt = int(stage.rng("traffic").integers(1 << 20))
    fog = stage.light.fogged(stage.rig.base.range_m(z_m))

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        left = camera.x_m - camera.centre_px / camera.px_per_m(z_m) - 6.0
        shifted = left + speed_m_s * view.time_s
        for slot in range(
            int(np.floor(shifted / gap_m)), int(np.floor((shifted + camera.across_m(z_m) + 12.0) / gap_m)) + 1
        ):
            if fraction(slot, salt) < 0.35:
                continue
            x = (slot + 0.7 * fraction(slot, salt + 1)) * gap_m - speed_m_s * view.time_s
            picture, lamp, anchor = sprites[slot % 3]
            scale = camera.px_per_m(z_m) / ppm
            u, v = camera.project(x, 0.0, z_m)
            matrix = [[scale, 0.0, u - anchor[0] * scale], [0.0, scale, v - anchor[1] * scale]]
            travel = view.smear_px(x, 0.0, z_m, (-speed_m_s, 0.0))
            for source, additive in (
                (recolor(picture, 1.0, stage.light.tint, fog, stage.light.fog), False),
                (lamp, True),
            ):
                pad = int(abs(travel[0]) / 2) + 1
                placed = place_image(
                    np.pad(source, ((0, 0), (pad, pad), (0, 0))),
                    np.array(matrix) - [[0, 0, pad * scale], [0, 0, 0]],
                    (frame.width, frame.height),
                )
                if placed is not None:
                    frame.lay(smear(placed[0], travel), (placed[1][0], placed[1][1]), disparity(view, z_m), additive)

    return paint


def _car_sprite(light: Light, ppm: float, index: int) -> tuple[np.ndarray, np.ndarray, tuple[float, float]]:
    art = Art(8.0, (-0.6, 2.6), ppm, light, wraps=False)
    small_car(art, 4.0, 4.4, BODIES[(index * 3 + 1) % len(BODIES)], 0.0, -1)
    lamp = art.lamp.canvas.rgba.copy()
    lamp[..., 3] = 0
    return art.canvas.rgba, lamp, (4.0 * ppm, 2.6 * ppm)

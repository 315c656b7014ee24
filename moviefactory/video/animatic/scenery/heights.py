"""What belongs to high mountains: sheets of cloud that hang before the slopes, and an eagle that circles far off."""

from __future__ import annotations

import math

import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import mix, recolor, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live, Strip
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.sky import paint_clouds
from moviefactory.video.animatic.stage import Stage


def hanging_cloud(
    stage: Stage, z_m: float, above: tuple[float, float], cover: float, wind: float, alpha: float
) -> Strip:
    """A sheet of thin cloud in the plane `z_m`, between two heights `above` the horizon in frame heights.

    `wind`: frame widths a second.
    """
    frame_m, px_per_m = stage.frame_m(z_m), stage.camera.px_per_m(z_m)
    size = (int(stage.frame_px[0] * 1.8), max(8, int((above[1] - above[0]) * stage.frame_px[1])))
    seed = int(stage.rng(f"hanging cloud {z_m:.0f}").integers(1 << 30))
    picture = recolor(
        paint_clouds("wisps", size, stage.light, seed, cover), alpha, (1.0, 1.0, 1.0), 0.25, stage.light.fog
    )
    across_m = stage.camera.across_m(z_m)
    return Strip(z_m, picture, px_per_m, stage.camera.y_m + above[0] * frame_m, drift_m_s=wind * across_m, depth=False)


def eagles(stage: Stage, z_m: float, count: int = 2, size: float = 0.020) -> Live:
    """Eagles that circle on spread wings, with now and then a slow beat. `size`: half a span in frame heights."""
    light = stage.light
    seed = int(stage.rng("eagles").integers(1 << 20))
    tone = mix(scaled(light.shade, 0.8), light.fog, 0.22)

    def paint(frame: Frame, view: View) -> None:
        for index in range(count):
            turn = 0.55 * view.time_s * (1 if index % 2 else -1) + 6.28 * fraction(index, seed)
            centre = 0.5 + light.side * (0.20 - 0.34 * index) + view.camera.centre_px / frame.width - 0.5
            u = (centre + 0.055 * math.cos(turn)) * frame.width
            v = view.camera.horizon_px - (0.36 + 0.08 * index + 0.022 * math.sin(turn)) * frame.height
            span = size * frame.height * (1.0 - 0.3 * index)
            beat = max(0.0, math.sin(0.9 * view.time_s + index)) ** 3 * math.sin(8 * view.time_s)
            _eagle(frame, (u, v), span, (math.cos(turn), beat), tone)

    return stage.live(z_m, paint)


def _eagle(
    frame: Frame, at: tuple[float, float], span: float, pose: tuple[float, float], tone: tuple[float, float, float]
) -> None:
    u, v = at
    bank, beat = 0.35 * pose[0], pose[1]
    wing = np.array([(0.0, -0.10), (0.35, -0.20 - 0.15 * beat), (0.75, -0.14 - 0.30 * beat), (1.0, -0.02 - 0.45 * beat),
                     (0.78, 0.02 - 0.28 * beat), (0.4, 0.02 - 0.1 * beat), (0.0, 0.12)])  # fmt: skip
    for side in (-1, 1):
        shape = wing * (side, 1.0)
        shape[:, 1] += side * bank * wing[:, 0] * 0.5
        frame.canvas.polygon(shape * span + (u, v), tone, 0.95)
    tail = np.array([(-0.07, 0.05), (0.07, 0.05), (0.13, 0.30), (-0.13, 0.30)])
    frame.canvas.polygon(tail * span + (u, v), tone, 0.95)

"""The sea and its shore: lighthouse, sailing boats, gulls, wave crests, a pier."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, rgb, scaled, spline
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.stage import Stage


def lighthouse(art: Art, x: float, height_m: float, y: float = 0.0) -> None:
    """A red and white tower with a gallery; its lamp shines when it is dark."""
    base, head = height_m * 0.12, height_m * 0.075
    for index in range(5):
        low, high = index / 5, (index + 1) / 5
        tone: Color = (0.86, 0.22, 0.18) if index % 2 else (0.95, 0.94, 0.9)
        wide = [base + (head - base) * share for share in (low, high)]
        y0, y1 = y + height_m * 0.8 * low, y + height_m * 0.8 * high
        art.polygon(
            [(x - wide[0], y0), (x + wide[0], y0), (x + wide[1], y1), (x - wide[1], y1)], tone, to=scaled(tone, 0.85)
        )
        shade = [
            (x - art.side * wide[0], y0),
            (x - art.side * wide[0] * 0.3, y0),
            (x - art.side * wide[1] * 0.3, y1),
            (x - art.side * wide[1], y1),
        ]
        art.polygon(shade, art.light.shade, 0.35)
    top = y + height_m * 0.8
    art.rect(x - head * 1.5, top, x + head * 1.5, top + height_m * 0.02, (0.2, 0.2, 0.24))
    art.rect(x - head * 0.8, top, x + head * 0.8, top + height_m * 0.11, (0.96, 0.9, 0.65))
    art.polygon(
        [(x - head * 1.1, top + height_m * 0.11), (x, top + height_m * 0.2), (x + head * 1.1, top + height_m * 0.11)],
        (0.72, 0.18, 0.15),
    )
    if art.light.dark:
        art.lamp.rect(x - head * 0.8, top + height_m * 0.01, x + head * 0.8, top + height_m * 0.11, (1.0, 0.95, 0.7))
        art.glow(x, top + height_m * 0.06, height_m * 1.1, (1.0, 0.92, 0.65), 0.9)
        for side in (-1, 1):
            beam = [
                (x, top + height_m * 0.07),
                (x + side * height_m * 5, top + height_m * 0.5),
                (x + side * height_m * 5, top - height_m * 0.1),
            ]
            art.lamp.polygon(beam, (1.0, 0.95, 0.75), 0.12, blur_m=height_m * 0.04)


def sailboat(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A yacht with main sail and jib."""
    facing = 1 if rng.random() < 0.5 else -1
    length = height_m * 0.62
    white: Color = (0.97, 0.96, 0.93)
    sail = white if rng.random() < 0.6 else mix((0.9, 0.35, 0.25), white, 0.2)
    mast = x - facing * length * 0.05
    art.line([(mast, y + height_m * 0.1), (mast, y + height_m)], rgb("#6b5a48"), height_m * 0.012)
    art.polygon(
        spline(
            [
                (mast, y + height_m * 0.98),
                (mast - facing * length * 0.24, y + height_m * 0.5),
                (mast - facing * length * 0.52, y + height_m * 0.17),
                (mast, y + height_m * 0.15),
            ]
        ),
        sail,
        to=scaled(sail, 0.86),
    )
    art.polygon(
        [
            (mast + facing * length * 0.03, y + height_m * 0.9),
            (mast + facing * length * 0.5, y + height_m * 0.14),
            (mast + facing * length * 0.04, y + height_m * 0.18),
        ],
        scaled(sail, 0.92),
        to=scaled(sail, 0.76),
    )
    hull = [
        (x - length * 0.5, y + height_m * 0.12),
        (x + facing * length * 0.6 if facing > 0 else x + length * 0.5, y + height_m * 0.13),
        (x + length * 0.38, y),
        (x - length * 0.4, y),
    ]
    art.polygon(hull, white, to=rgb("#39506e"))


def gulls(stage: Stage, count: int) -> Callable[[Frame, View], None]:
    """A loose flock that wheels in the sky: a painter for `stage.live`."""
    z_m = stage.behind(60)
    rng = stage.rng("gulls")
    birds = [
        (float(rng.uniform(-0.6, 0.6)), float(rng.uniform(0.06, 0.34)), float(rng.uniform(0, 9))) for _ in range(count)
    ]
    tone = mix((0.96, 0.97, 1.0), stage.light.tint, 0.7)
    if stage.light.sun_y < 0.2:
        tone = mix(stage.light.shade, stage.light.fog, 0.35)
    frame_m = stage.frame_m(z_m)
    base_x = stage.camera.x_m

    def paint(frame: Frame, view: View) -> None:
        scale = view.camera.px_per_m(z_m)
        along = frame.width / frame.height * frame_m
        for index, (across, up, phase) in enumerate(birds):
            t = view.time_s
            x = base_x + view.camera.x_m * 0.6 - base_x * 0.6 + (across + 0.02 * (1 if index % 2 else -1) * t) * along
            y = stage.row_m(0.0, z_m) - up * frame_m + 0.01 * frame_m * math.sin(1.1 * t + phase)
            u, v = view.camera.project(x, y, z_m)
            _gull(frame, (u, v), scale * frame_m * 0.020 * (0.7 + 0.6 * fraction(index, 3)), 6.5 * t + phase, tone)

    return paint


def _gull(frame: Frame, at: tuple[float, float], span_px: float, phase: float, tone: Color) -> None:
    """Two bent wings that beat."""
    x, y = at
    lift = math.sin(phase)
    for side in (-1, 1):
        elbow = (x + side * span_px * 0.45, y - span_px * (0.22 + 0.16 * lift))
        tip = (x + side * span_px, y - span_px * (0.10 + 0.30 * lift) * 0.6)
        outline = [
            (x, y - span_px * 0.04),
            elbow,
            tip,
            (elbow[0] * 0.98 + x * 0.02, elbow[1] + span_px * 0.14),
            (x, y + span_px * 0.10),
        ]
        frame.canvas.polygon(outline, tone, 0.95)
    frame.canvas.ellipse(x, y + span_px * 0.03, span_px * 0.10, span_px * 0.085, tone)


def wave_crest(art: Art, rng: np.random.Generator, color: Color, foam: float, waves: int, height_m: float) -> None:
    """A row of waves as a band: curved crests with a light, translucent edge and streaks of foam."""
    count = max(3, waves)
    points = []
    for index in range(count):
        left = index * art.width_m / count
        step = art.width_m / count
        tall = height_m * float(rng.uniform(0.65, 1.0))
        points += [
            (left, 0.0),
            (left + step * 0.30, tall * 0.30),
            (left + step * 0.52, tall),
            (left + step * 0.66, tall * 0.72),
            (left + step * 0.82, tall * 0.18),
        ]
    edge = spline([*points, (art.width_m, 0.0)], closed=False, per_segment=6)
    edge[:, 0] = np.clip(edge[:, 0], 0, art.width_m)
    body = np.concatenate([edge, [[art.width_m, art.bottom_m], [0.0, art.bottom_m]]])
    art.polygon(body, mix(color, art.light.horizon, 0.16), to=scaled(color, 0.60))
    bright = mix(mix(color, (0.50, 0.92, 0.90), 0.40), art.light.key, 0.18)
    for depth, alpha in ((0.34, 0.16), (0.22, 0.20), (0.11, 0.30)):  # light shines through the thin top of a wave
        lower = edge - np.stack([np.zeros(len(edge)), depth * np.maximum(edge[:, 1], 0.12 * height_m)], axis=1)
        art.polygon(np.concatenate([edge, lower[::-1]]), bright, alpha)
    white = (0.95, 0.98, 1.0)
    if foam > 0:
        for index in range(len(edge) - 1):  # foam only where the wave is high enough to break
            high = float(edge[index : index + 2, 1].min()) / height_m
            if high > 0.95 - 0.55 * foam:
                art.line(edge[index : index + 2], white, height_m * 0.11 * foam, min(1.0, 0.35 + 0.6 * foam))
        for _ in range(int(count * 5 * foam)):
            x = float(rng.uniform(0, art.width_m))
            y = height_m * float(rng.uniform(-0.9, 0.35))
            size = height_m * float(rng.uniform(0.3, 0.9))
            art.line(
                spline([(x - size, y), (x, y + 0.06 * size), (x + size, y - 0.04 * size)], closed=False),
                white,
                height_m * 0.05,
                0.35,
            )
    for _ in range(count * 4):
        x, y = float(rng.uniform(0, art.width_m)), height_m * float(rng.uniform(-1.2, 0.3))
        size = height_m * float(rng.uniform(0.5, 1.4))
        art.line(
            [(x - size, y), (x + size, y + 0.05 * size)], mix(color, art.light.horizon, 0.6), height_m * 0.035, 0.35
        )


def pier(art: Art, deck_m: float, rng: np.random.Generator) -> None:
    """A wooden jetty along the whole strip: planked deck on piles. `deck_m`: thickness of the deck."""
    wood = rgb("#8a6847")
    piles = max(2, round(art.width_m / 4.0))
    for index in range(piles):
        x = (index + 0.5) * art.width_m / piles
        art.rect(x - 0.2, art.bottom_m, x + 0.2, -deck_m, scaled(wood, 0.6), to=scaled(wood, 0.32))
    art.rect(0, -deck_m, art.width_m, 0.02, scaled(wood, 0.95), to=scaled(wood, 0.6))
    planks = max(4, round(art.width_m / 0.35))
    for index in range(planks):
        x = index * art.width_m / planks
        art.line([(x, -deck_m), (x, 0.0)], scaled(wood, 0.42), 0.03, 0.8)
    art.line([(0, 0.0), (art.width_m, 0.0)], mix(wood, art.light.key, 0.5), 0.05)

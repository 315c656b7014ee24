"""Something to climb on, built beside a climber: a face of rock in the wild, a ladder where people live."""

from __future__ import annotations

import cv2
import numpy as np

from moviefactory.video.animatic.acting import ActorLayer
from moviefactory.video.animatic.canvas import Canvas, Color, mix, recolor, rgb, scaled
from moviefactory.video.animatic.layers import Strip, rim_light
from moviefactory.video.animatic.noise import band, profile
from moviefactory.video.animatic.stage import Stage

_ROCK: dict[str, Color] = {"canyon": rgb("#b5653c"), "desert": rgb("#b98250"), "moon": rgb("#8d8d92")}
_PLAIN_ROCK: Color = rgb("#7d7a78")
_WOOD: Color = rgb("#9a6b3d")


def crag(stage: Stage, climber: ActorLayer) -> Strip:
    """A wall of rock on the side that the climber faces, from the ground to above the picture, out to its edge."""
    px_per_m, top_m, reach = _room(stage, climber)
    frame_m = stage.frame_m(0.0)
    width_m = 1.5 * stage.camera.across_m(0.0)
    canvas = Canvas(max(8, int(width_m * px_per_m)), max(8, int(top_m * px_per_m)))
    height = canvas.height
    rough = profile(64, 5, stage.seed, 0.6)
    bulge = 0.10 * frame_m * px_per_m
    xs = bulge * (1.15 - rough[: len(rough)]) + 0.02 * bulge
    ys = np.linspace(0, height, len(rough))
    outline = np.concatenate([np.stack([xs, ys], axis=1), [[canvas.width, height], [canvas.width, 0]]])
    canvas.polygon(outline, _ROCK.get(stage.setting, _PLAIN_ROCK))
    _facets(canvas, 0.16 * frame_m * px_per_m, stage)
    rgba = rim_light(canvas.rgba, -climber.actor.facing, stage.light.key, frame_m * px_per_m / 120, 0.4)
    rgba = recolor(rgba, 1.0, stage.light.tint)
    facing = climber.actor.facing
    if facing < 0:
        rgba = np.ascontiguousarray(rgba[:, ::-1])
    edge = climber.home_m[0] + facing * (reach - bulge / px_per_m * 0.5)
    x_m = edge if facing > 0 else edge - canvas.width / px_per_m
    return Strip(0.95, rgba, px_per_m, 0.0, None, x_m, repeats=False)


def _facets(canvas: Canvas, size_px: float, stage: Stage) -> None:
    """Breaks the plain wall into facets that face this way and that, each evenly lit, with cracks between them."""
    rng = stage.rng("crag")
    step = max(1, int(size_px / 30))
    height, width = canvas.height // (2 * step) + 2, canvas.width // step + 2  # taller than wide
    count = max(12, int(2.0 * height * width * step * step / size_px**2))
    free = np.full((height, width), 255, np.uint8)
    free[rng.integers(0, height, count), rng.integers(0, width, count)] = 0
    _, cells = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    tilt = rng.normal(0.0, 1.0, int(cells.max()) + 1).astype(np.float32)
    level = cv2.GaussianBlur(0.94 + 0.10 * tilt[cells], (0, 0), 0.5)
    cracks = cv2.morphologyEx(level, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    level = level - 0.22 * np.minimum(cracks, 0.5) + 0.16 * (band(width, height, 40, stage.seed, 1.0, 5) - 0.5)
    size = (width * step, height * 2 * step)
    gain = cv2.resize(level, size, interpolation=cv2.INTER_LINEAR)[: canvas.height, : canvas.width, None]
    canvas.rgba[..., :3] = np.clip(canvas.rgba[..., :3] * gain, 0, canvas.rgba[..., 3:]).astype(np.uint8)


def ladder(stage: Stage, climber: ActorLayer) -> Strip:
    """A wooden ladder that stands before the climber."""
    px_per_m, top_m, reach = _room(stage, climber)
    size = climber.size_m[1]
    wide = 0.30 * size
    canvas = Canvas(max(8, int(wide * px_per_m)), max(8, int(top_m * px_per_m)))
    thick = max(1.5, 0.030 * size * px_per_m)
    step = 0.17 * size * px_per_m
    for index in range(int(canvas.height / step) + 1):
        y = canvas.height - (index + 0.6) * step
        canvas.line([(0.16 * canvas.width, y), (0.84 * canvas.width, y)], scaled(_WOOD, 0.8), thick * 0.9)
    for share in (0.14, 0.86):
        x = share * canvas.width
        canvas.line([(x, 0), (x, canvas.height)], _WOOD, thick * 1.2)
        canvas.line(
            [(x - 0.25 * thick, 0), (x - 0.25 * thick, canvas.height)], mix(_WOOD, (1, 1, 1), 0.35), thick * 0.3
        )
    rgba = recolor(canvas.rgba, 1.0, stage.light.tint)
    x_m = climber.home_m[0] + climber.actor.facing * (reach - 0.10 * size) - wide / 2
    return Strip(0.95, rgba, px_per_m, 0.0, None, x_m, repeats=False)


def _room(stage: Stage, climber: ActorLayer) -> tuple[float, float, float]:
    """Pixels per metre, the height to build, and how far the climber's hands reach to the side."""
    rig = stage.rig
    cameras = [rig.at(0.0), rig.at(rig.seconds)]
    top_m = max(camera.y_m + camera.horizon_px / camera.px_per_m(0.95) for camera in cameras) + 0.1
    px_per_m = max(camera.px_per_m(0.95) for camera in cameras)
    reach = climber.actor.body.rest[2] * climber.actor.scale
    return px_per_m, max(0.5, top_m), reach

"""Ways and waters that run into the picture: paths and rivers as curved ribbons on the ground, in true perspective."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.canvas import Color, linear, mix, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction, profile
from moviefactory.video.animatic.stage import Stage

Points = NDArray[np.float64]
_BEHIND_GROUND_M = 0.75e8  # painted right after the ground and the sea


@dataclass(frozen=True)
class Ribbon:
    """A band on the ground around the curve `middle` (n, 2) of (x, z) metres, `half_m` wide to each side (n,).

    `near`, `far`: its colours at the lens and at its far end, already lit. `glints`: how many sparks of light dance on
    it (0 for a path), in the colour `spark`.
    """

    middle: Points
    half_m: Points
    near: Color
    far: Color
    alpha: float = 1.0
    glints: int = 0
    spark: Color = (1.0, 1.0, 1.0)
    level_m: float = 0.0
    seed: int = 1
    z_m: float = _BEHIND_GROUND_M

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        outline = self._outline(camera)
        if outline is None:
            return
        top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
        fill = linear((0.0, top), (0.0, max(min(bottom, frame.height), top + 1)), self.far, self.near)
        frame.canvas.polygon(outline, self.near, self.alpha, gradient=fill)
        for index in range(self.glints):
            self._glint(frame, view, index)

    def _outline(self, camera: Camera) -> Points | None:
        """The ribbon on the frame, cut off just before the lens; None when none of it is before the camera."""
        ahead = self.middle[:, 1] + camera.distance_m > 0.35
        if ahead.sum() < 2:
            return None
        middle, half = self.middle[ahead], self.half_m[ahead]
        scale = camera.focal_px / (middle[:, 1] + camera.distance_m)
        rows = camera.horizon_px + (camera.y_m - self.level_m) * scale
        left = camera.centre_px + (middle[:, 0] - half - camera.x_m) * scale
        right = camera.centre_px + (middle[:, 0] + half - camera.x_m) * scale
        return np.concatenate([np.stack([left, rows], axis=1), np.stack([right, rows], axis=1)[::-1]])

    def _glint(self, frame: Frame, view: View, index: int) -> None:
        """One spark: a short bright dash that flashes, drifts downstream and comes up elsewhere."""
        life = 1.1 + 0.9 * fraction(index, self.seed)
        turn = view.time_s / life + fraction(index, self.seed + 1)
        cycle, share = math.floor(turn), turn % 1.0
        place = fraction(index * 131 + cycle, self.seed + 2) ** 1.6 * (len(self.middle) - 2)
        low = int(place)
        at = self.middle[low] + (self.middle[low + 1] - self.middle[low]) * (place - low)
        if at[1] + view.camera.distance_m < 0.4:
            return
        half = float(self.half_m[low])
        x = float(at[0]) + (2 * fraction(index * 57 + cycle, self.seed + 3) - 1) * 0.8 * half
        u, v = view.camera.project(x, self.level_m, float(at[1]) - 0.5 * share * half)
        wide = min(0.16 * half * view.camera.px_per_m(float(at[1])), 0.05 * frame.width)
        frame.canvas.line(
            [(u - wide, v), (u + wide, v)], self.spark, max(0.8, wide * 0.10), 0.75 * math.sin(math.pi * share)
        )


def winding(
    stage: Stage, start_x: float, lean: float, near_m: float, far_m: float, swing_m: float, name: str
) -> Points:
    """A curve into the picture: 60 points (x, z), evenly spaced on the screen, with bends of `swing_m` far off.

    `start_x`: metres from the middle of the frame at the subject. `lean`: how far it drifts aside per metre.
    """
    base = stage.rig.base
    near, far = stage.rig.base.range_m(near_m), base.range_m(far_m)
    reach = 1.0 / np.linspace(1.0 / far, 1.0 / max(near, 0.3), 60)
    z = reach - base.distance_m
    bends = profile(512, 9, int(stage.rng(name).integers(1 << 30)), 0.3, 2).astype(np.float64) - 0.5
    along = np.clip(np.log(reach / near + 1.0) / np.log(far / near + 1.0), 0, 1) * 400
    swing = np.interp(along, np.arange(512), bends) - bends[0]
    return np.stack([base.x_m + start_x + lean * z + 2 * swing_m * swing * (reach / far) ** 0.75, z], axis=1)


def _lit(color: Color, light: Light) -> Color:
    return (color[0] * light.tint[0], color[1] * light.tint[1], color[2] * light.tint[2])


def track(stage: Stage, color: Color, half_m: float, start_m: float, lean: float, until_m: float = 150.0) -> Ribbon:
    """A trodden path that winds away from the place of action. `start_m`: metres beside the subject where it passes."""
    light = stage.light
    far_m = stage.behind(until_m)
    curve = winding(
        stage,
        -start_m * math.copysign(1, lean) * stage.spread,
        lean * 0.6,
        stage.before(0.05),
        far_m,
        24.0 * stage.spread,
        "track",
    )
    half = half_m * stage.spread * np.linspace(0.75, 1.0, len(curve))
    return Ribbon(curve, half, _lit(scaled(color, 0.9), light), mix(_lit(color, light), light.fog, 0.35), 0.72)


def river(stage: Stage, curve: Points, half_m: float, deep: Color, shore: Color, glints: int = 26) -> list[Ribbon]:
    """A river along `curve` (n, 2) of (x, z) metres, `half_m` metres wide to each side; `shore` colours its banks.

    It mirrors the sky where it is far away and shows its own colour near by.
    """
    light = stage.light
    half = half_m * (0.8 + 0.4 * profile(len(curve), 7, 5, 0.5, 3).astype(np.float64))
    sky = mix(light.horizon, light.middle, 0.5)
    own = _lit(deep, light)
    edge = _lit(shore, light)
    wet = mix(scaled(edge, 0.72), own, 0.25)
    shine = mix(light.sun, (1.0, 1.0, 1.0), 0.4)
    return [
        Ribbon(curve, half * 1.28, edge, mix(edge, light.fog, 0.4), 0.55, z_m=_BEHIND_GROUND_M + 3),
        Ribbon(curve, half * 1.09, wet, mix(wet, light.fog, 0.4), 0.85, z_m=_BEHIND_GROUND_M + 2),
        Ribbon(curve, half, mix(own, sky, 0.12), mix(own, sky, 0.62), 1.0, z_m=_BEHIND_GROUND_M + 1),
        Ribbon(curve, half * 0.62, mix(own, sky, 0.30), mix(own, sky, 0.80), 0.45, glints, shine),
    ]

"""Water seen from the side: a plane of ripples under the horizon that mirrors the sky, glitters and moves."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.canvas import Color, mix
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import tile

_SIZE = 256
_LEVELS = 5


@dataclass(frozen=True)
class Water:
    """A sea or lake at y = `level_m`. `rough` in [0, 1]: from a pond to a storm. `from_z_m`, `to_z_m`: its shores.

    `deep` and `light` give its colours; the low sun lays a path of glints on it.
    """

    light: Light
    deep: Color
    rough: float = 0.4
    level_m: float = 0.0
    from_z_m: float = -1e6
    wave_m: float = 5.0  # metres from crest to crest of the larger waves
    z_m: float = 0.9e8
    to_z_m: float = 1e9
    _slopes: tuple[NDArray[np.uint8], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        base = tile(_SIZE, 4, 911, 5, 0.62)
        levels = [(base * 255).astype(np.uint8)]
        for _ in range(_LEVELS - 1):
            half = levels[-1].shape[0] // 2
            levels.append(np.asarray(cv2.resize(levels[-1], (half, half), interpolation=cv2.INTER_AREA), np.uint8))
        object.__setattr__(self, "_slopes", tuple(levels))

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        edge = camera.horizon_px
        if self.to_z_m < 1e9:
            edge = camera.project(0.0, self.level_m, self.to_z_m)[1]
        top = max(0, int(np.floor(edge)))
        bottom = frame.height
        if self.from_z_m > -camera.distance_m + 0.2:
            bottom = min(frame.height, int(np.ceil(camera.project(0.0, self.level_m, self.from_z_m)[1])))
        if top >= bottom:
            return
        rows = np.arange(top, bottom, dtype=np.float32) + 0.5
        above = max(camera.y_m - self.level_m, 0.05)
        distance = camera.focal_px * above / np.maximum(rows - camera.horizon_px, 0.3)
        height = self._heights(distance.astype(np.float32), camera, view.time_s, frame.width)
        picture = self._colors(height, distance, camera, frame.width, view.time_s)
        target = frame.rgba[top:bottom]
        cover = np.clip(rows - edge, 0, 1)[:, None, None]  # the horizon's row is shared with the sky
        target[...] = np.clip(target * (1 - cover) + picture * cover, 0, 255).astype(np.uint8)
        if frame.depth is not None:
            near = np.minimum(1.0, 0.5 * camera.distance_m / distance) ** 0.75
            frame.depth[top:bottom] = (near * 255).astype(np.uint8)[:, None]

    def _heights(self, distance: NDArray[np.float32], camera: Camera, time_s: float, width: int) -> NDArray[np.float32]:
        """The ripples under each pixel, about -1 to 1: two textures that drift across each other."""
        along = (np.arange(width, dtype=np.float32) + 0.5 - np.float32(camera.centre_px)) / np.float32(camera.focal_px)
        total = np.zeros((len(distance), width), np.float32)
        for scale, speed, weight in ((self.wave_m * 4, 0.9, 0.6), (self.wave_m * 1.3, -0.6, 0.4)):
            footprint = distance / camera.focal_px / scale * _SIZE * np.sqrt(1 + 0.25 * distance / max(camera.y_m, 0.2))
            level = np.clip(np.round(np.log2(np.maximum(footprint, 1e-3))), 0, _LEVELS - 1).astype(int)
            for one in np.unique(level):
                part = np.flatnonzero(level == one)
                first, last = int(part[0]), int(part[-1]) + 1
                size = self._slopes[one].shape[0]
                # The waves are longer along their crests than across: stretch the texture along x.
                columns = along[None, :] * (distance[first:last, None] * np.float32(0.5 * size / scale))
                columns += np.float32(((camera.x_m * 0.5 + speed * time_s) / scale % 1.0) * size)
                lines = (distance[first:last] - camera.distance_m + 0.7 * abs(speed) * time_s) * np.float32(
                    size / scale
                )
                lines = np.repeat(lines.astype(np.float32)[:, None], width, axis=1)
                seen = cv2.remap(self._slopes[one], columns, lines, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
                total[first:last] += (seen.astype(np.float32) - 127.5) * np.float32(weight / 127.5)
        return total

    def _colors(
        self, height: NDArray[np.float32], distance: NDArray[np.float32], camera: Camera, width: int, time_s: float
    ) -> NDArray[np.float32]:
        """(rows, width, 4) float32, 0 to 255."""
        light = self.light
        deep = np.array([a * b for a, b in zip(self.deep, light.tint, strict=True)], np.float32)
        sky = np.array(mix(light.middle, light.horizon, 0.35), np.float32)
        far = np.array(mix(light.horizon, light.fog, 0.4), np.float32)
        steep = (camera.y_m - self.level_m) / np.maximum(distance, 1e-3)
        mirror = np.clip(0.85 - 2.2 * steep, 0.16, 0.85).astype(np.float32)[:, None]
        air = (1 - np.exp(-light.fog_per_m * 0.7 * distance)).astype(np.float32)[:, None]
        calm = np.clip(1.15 - distance / (260.0 * max(camera.y_m, 1.0)), 0.12, 1.0).astype(np.float32)[:, None]
        facing = np.clip(mirror + height * (0.20 + 0.42 * self.rough) * calm, 0, 1)[..., None]
        color = deep + (sky - deep) * facing
        color += (far - color) * air[..., None]
        color += self._glints(height, distance, camera, width, calm)
        if self.rough > 0.45:
            foam = np.clip((height - (1.05 - 0.75 * self.rough)) * 4, 0, 1) * calm * (1 - air) * 0.75
            white = np.array([min(1.0, part * 1.05) for part in mix(light.tint, (1, 1, 1), 0.3)], np.float32)
            color += (white - color) * foam[..., None]
        opaque = np.ones((*height.shape, 1), np.float32)
        return np.concatenate([color, opaque], axis=2) * np.float32(255)

    def _glints(
        self,
        height: NDArray[np.float32],
        distance: NDArray[np.float32],
        camera: Camera,
        width: int,
        calm: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """The path of light under the sun or moon, broken up by the ripples."""
        light = self.light
        if light.sun_y < -0.1 or light.sun_strength < 0.1:
            return np.zeros((*height.shape, 3), np.float32)
        column = camera.centre_px - width / 2 + light.sun_x * width
        spread = (0.035 + 0.22 * np.linspace(0, 1, len(distance), dtype=np.float32) * (0.5 + self.rough))[:, None]
        off = (np.arange(width, dtype=np.float32)[None, :] - np.float32(column)) / np.float32(width) / spread
        low = 1.0 if light.sun_y < 0.25 else 0.6
        path = np.exp(-(off**2)) * np.float32(light.sun_strength * low)
        sparkle = np.clip((height + 0.12) * 2.6, 0, 1) ** 2 * (0.35 + 0.65 * calm)
        broad = path * 0.28
        return np.asarray((path * sparkle * 0.95 + broad)[..., None] * np.array(light.sun, np.float32), np.float32)

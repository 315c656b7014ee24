"""The edge of the sea: surf that runs up the sand and back, with breakers, foam and wet sand; and footprints.

Everything is computed for each pixel from where it lies on the beach and from the time, so nothing repeats or jumps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.canvas import Color, Points, mix, oval, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction, tile, wander
from moviefactory.video.animatic.stage import Stage

Float = NDArray[np.float32]

_SIZE = 256
_AFTER_GROUND_M = 0.74e8  # painted over the ground and the open water, under everything that stands


@dataclass(frozen=True)
class Surf:
    """Surf along the line z = `shore_m`, where the open water must already be painted beyond and sand before it.

    `run_m`: how far the waves run up. `wild` in [0, 1]: from a lagoon to a storm. `scale`: metres are stretched by it.
    `shallow`, `sand`: plain daylight colours of the water over sand and of the sand.
    """

    light: Light
    shore_m: float
    run_m: float
    shallow: Color
    sand: Color
    wild: float = 0.3
    scale: float = 1.0
    z_m: float = _AFTER_GROUND_M

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        far = self.shore_m + 34.0 * self.scale
        near = max(self.shore_m - 1.3 * self.run_m, 0.4 - camera.distance_m)
        top = max(0, math.floor(camera.project(0.0, 0.0, far)[1]))
        bottom = min(frame.height, math.ceil(camera.project(0.0, 0.0, near)[1]))
        if bottom - top < 1:
            return
        rows = np.arange(top, bottom, dtype=np.float32) + 0.5
        reach = camera.focal_px * max(camera.y_m, 0.05) / np.maximum(rows - camera.horizon_px, 0.3)
        z = (reach - camera.distance_m).astype(np.float32)[:, None]
        # Foam is drawn out along the beach: every other column is enough, and takes half the time.
        count = (frame.width + 1) // 2
        columns = (2 * np.arange(count, dtype=np.float32) + 1 - np.float32(camera.centre_px))[None, :]
        x = columns * (reach / camera.focal_px).astype(np.float32)[:, None] + np.float32(camera.x_m)
        color, cover = self._shaded(x, z, view.time_s, camera)
        air = (1 - np.exp(-self.light.fog_per_m * reach)).astype(np.float32)[:, None, None]
        color += (np.array(self.light.fog, np.float32) - color) * air
        cover *= np.clip((far - z) / (0.6 * (far - self.shore_m)), 0, 1)
        paint = np.concatenate([color * cover[..., None] * 255, 1 - cover[..., None]], axis=2)
        wide = cv2.resize(paint, (2 * count, bottom - top), interpolation=cv2.INTER_LINEAR)[:, : frame.width]
        target = frame.rgba[top:bottom, :, :3]
        target[...] = np.clip(target * wide[..., 3:] + wide[..., :3], 0, 255).astype(np.uint8)

    def _shaded(self, x: Float, z: Float, t: float, camera: Camera) -> tuple[Float, Float]:
        """Colour (rows, columns, 3) in [0, 1] and cover (rows, columns) of the shore at the points (`x`, `z`)."""
        size = np.float32(self.scale)
        lace = self._noise(x, z + np.float32(0.25 * t) * size, 5.5)
        depth = (z - self._edge(x, t)) / size  # metres into the water; negative on the sand
        color, cover = self._wet_sand(x, z, depth)
        sea = np.clip(depth * 2.2, 0, 1)
        color += (self._water(depth, lace) - color) * sea[..., None]
        cover = np.maximum(cover, np.clip(depth * 2.5, 0, 1))
        detail = np.clip(camera.focal_px / (camera.distance_m + z) / 40.0 * size, 0.25, 1.0)
        grain = (camera.distance_m + z) ** 2 / np.float32(camera.focal_px * max(camera.y_m, 0.05)) / size
        foam = self._foam((x / size, (z - self.shore_m) / size), depth, lace, grain, t) * (0.55 + 0.45 * detail)
        white = np.array([a * b for a, b in zip((0.98, 0.99, 1.0), self.light.tint, strict=True)], np.float32)
        white = white + (np.array(self.light.key, np.float32) - white) * np.float32(0.25 * self.light.sun_strength)
        color += (white - color) * foam[..., None]
        return color, np.maximum(cover, foam)

    def _edge(self, x: Float, t: float) -> Float:
        """Where the water's edge lies at the time `t`: each part of the beach breathes a little out of step."""
        along = x / np.float32(self.scale)
        bend = 0.35 * np.sin(0.55 * along + 0.7) + 0.22 * np.sin(1.31 * along + 2.0) + 0.08 * np.sin(4.3 * along)
        swing = np.sin(np.float32(1.35 * t) + 0.35 * np.sin(0.23 * along) + 0.06 * along)
        run = 0.45 + 0.33 * swing + 0.10 * np.sin(np.float32(0.83 * t + 1.0) + 0.4 * along)
        return np.asarray(self.shore_m - self.run_m * run + bend * self.scale * 0.8, np.float32)

    def _wet_sand(self, x: Float, z: Float, depth: Float) -> tuple[Float, Float]:
        """Sand that the last wave has left: dark, and bright with sky where it is wettest."""
        light = self.light
        damp = np.array([a * b for a, b in zip(scaled(self.sand, 0.66), light.tint, strict=True)], np.float32)
        sky = np.array(mix(light.horizon, light.middle, 0.35), np.float32)
        fresh = np.clip(1.0 + depth * 0.75, 0, 1)[..., None]
        color = damp + (sky - damp) * (0.16 + 0.40 * fresh)
        edge = self.shore_m - self.run_m * (1.0 + 0.10 * np.sin(0.8 * x / self.scale))
        cover = np.clip((z - edge) / (0.5 * self.run_m), 0, 1)
        return np.asarray(color, np.float32), np.asarray(cover * 0.9, np.float32)

    def _water(self, depth: Float, lace: Float) -> Float:
        """The thin sheet over sand, turquoise further out, with a shimmer of the sky."""
        light = self.light
        lit = np.array(light.tint, np.float32)
        sand = np.array(scaled(self.sand, 0.78), np.float32) * lit
        shallow = np.array(self.shallow, np.float32) * lit
        sky = np.array(mix(light.horizon, light.middle, 0.5), np.float32)
        deep = (1 - np.exp(-np.maximum(depth, 0) * 0.55))[..., None]
        color = sand + (shallow - sand) * deep
        shimmer = np.clip(0.24 + 0.55 * (lace - 0.5), 0, 1)[..., None]
        return np.asarray(color + (sky - color) * shimmer, np.float32)

    def _foam(self, at: tuple[Float, Float], depth: Float, lace: Float, grain: Float, t: float) -> Float:
        """White water in [0, 1]: the running edge, lace behind it, and breakers that come in from outside.

        `at`: metres along the beach and out to sea; `grain`: metres of beach in one row, below which nothing is seen.
        """
        x, out = at
        half = np.float32(0.22) + 0.9 * grain
        rim = np.clip(1.25 - np.abs(depth - 0.8 * half) / half, 0, 1) * np.clip(lace * 1.9, 0.45, 1)
        net = np.clip(1 - np.abs(lace - 0.5) * 13, 0, 1)  # thin veins between cells of clear water
        veil = net * np.clip(depth * 2, 0, 1) * np.clip(1.15 - depth / (2.6 + 2.4 * self.wild), 0, 1) * 0.85
        crook = 0.35 * np.sin(0.21 * x + 0.5) + 0.22 * np.sin(0.57 * x) + 0.9 * (lace - 0.5)
        phase = (out + np.float32((0.9 + 0.6 * self.wild) * t)) / np.float32(5.2) + crook * 0.38
        part = phase - np.floor(phase)
        gate = np.clip(0.25 + 1.2 * np.sin(0.33 * x + 2.1 * np.floor(phase)), 0, 1)
        crest = np.clip(1.1 - part / (0.17 + 0.14 * self.wild + 0.16 * grain), 0, 1) * np.clip(lace * 2.0 - 0.25, 0, 1)
        zone = np.clip(depth - 1.0, 0, 1) * np.clip(1.25 - out / (13.0 + 16.0 * self.wild), 0, 1)
        return np.asarray(np.clip(rim + veil + crest * gate * zone * 1.5, 0, 1), np.float32)

    def _noise(self, x: Float, z: Float, metres: float) -> Float:
        """A cloudy pattern on the water, in [0, 1]."""
        per_m = np.float32(_SIZE / (metres * self.scale))
        columns = np.mod(x * per_m * np.float32(0.6), np.float32(_SIZE))
        lines = np.broadcast_to(np.mod(z * per_m, np.float32(_SIZE)), columns.shape)
        seen = cv2.remap(
            tile(_SIZE, 6, 417, 4, 0.55),
            np.ascontiguousarray(columns, np.float32),
            np.ascontiguousarray(lines, np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
        return np.asarray(seen, np.float32)


def footprints(stage: Stage, z_m: float, sand: Color, drift: float = 0.0) -> Live:
    """A line of prints in the sand around the plane `z_m`; `drift`: how much it wanders away per metre along x."""
    light, size = stage.light, stage.spread
    tint = light.tint
    dark = mix((sand[0] * tint[0] * 0.66, sand[1] * tint[1] * 0.62, sand[2] * tint[2] * 0.62), light.shade, 0.15)
    bright = mix((sand[0] * tint[0], sand[1] * tint[1], sand[2] * tint[2]), light.key, 0.45)
    middle_m = stage.camera.x_m

    def paint(frame: Frame, view: View) -> None:
        camera, step = view.camera, 0.36 * size
        half = camera.across_m(z_m) / 2 / step
        first = math.floor(camera.x_m / step - half) - 2
        pits: list[Points] = []
        rims: list[Points] = []
        for index in range(first, first + min(64, int(2 * half) + 5)):
            x = (index + 0.3 * fraction(index, 8)) * step
            aside = 0.11 * size * (1 if index % 2 else -1) + 0.5 * size * wander(0.16 * index, 4)
            z = z_m + aside + drift * (x - middle_m)
            if z + camera.distance_m < 0.8 * size:
                continue
            u, v = camera.project(x, 0.0, z)
            wide = 0.115 * camera.px_per_m(z) * size
            tall = 0.74 * wide * max(0.12, camera.y_m / camera.range_m(z))
            rims.append(oval(u + wide * 0.2, v + tall * 0.7, wide * 1.35, tall))
            pits += [oval(u + wide * 0.25, v, wide * 0.85, tall), oval(u - wide * 0.85, v, wide * 0.42, tall * 0.7)]
        frame.canvas.polygons(rims, bright, 0.40)
        frame.canvas.polygons(pits, dark, 0.55)

    return stage.live(0.73e8, paint)

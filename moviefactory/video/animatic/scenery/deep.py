"""The water itself, seen from within: its colour, the net of light on sand and surface, fish, bubbles, waving weed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live
from moviefactory.video.animatic.noise import band, fraction, tile, wander
from moviefactory.video.animatic.scenery.airborne import wrapped
from moviefactory.video.animatic.sky import Sky
from moviefactory.video.animatic.stage import Stage

_SIZE = 256


def water_column(stage: Stage, top: Color, middle: Color, deep: Color) -> Sky:
    """The backdrop: bright above, `middle` at the horizon, `deep` below; clouded, brighter where the sun stands."""
    rig = stage.rig
    width, height = rig.base.size_px
    cameras = [rig.at(rig.seconds * step / 8) for step in range(9)]
    side = int(max(abs(camera.centre_px - width / 2) for camera in cameras)) + 4
    up = int(max(abs(camera.horizon_px - rig.base.horizon_px) for camera in cameras)) + 4
    shape = (height + 2 * up, width + 2 * side)
    rows = (np.arange(shape[0]) - up - rig.base.horizon_px) / height
    stops = (-0.62, -0.40, -0.18, 0.0, 0.30)
    colors = (top, mix(top, middle, 0.45), mix(top, middle, 0.80), middle, deep)
    column = np.stack([np.interp(rows, stops, [color[part] for color in colors]) for part in range(3)], axis=1)
    noise = band(shape[1], shape[0], 4, int(stage.rng("water").integers(1 << 20)), 1.4, 4) - np.float32(0.5)
    xs = (np.arange(shape[1]) - side) / width - stage.light.sun_x
    glow = np.exp(-(xs[None, :] ** 2) / 0.10 - (rows[:, None] + 0.62) ** 2 / 0.14)
    picture = column[:, None, :] * (1 + 0.10 * noise[..., None]) + glow[..., None] * (np.array(top) * 0.30 + 0.03)
    rgba = np.full((*shape, 4), 255, np.uint8)
    rgba[..., :3] = np.clip(picture * 255, 0, 255).astype(np.uint8)
    return Sky(rgba, rig.base.horizon_px + up, side + width / 2)


@dataclass(frozen=True)
class Caustics:
    """A moving net of light on the level `level_m`: on the sand below the camera, or the surface above it.

    `metres`: the width of one patch of the net; `fade_m`: how far it is seen; `width`: how broad its threads are.
    """

    level_m: float
    color: Color
    strength: float
    metres: float
    fade_m: float
    width: float = 0.05
    pace: float = 0.045
    z_m: float = 0.78e8

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        above = camera.y_m - self.level_m
        if abs(above) < 1e-3:
            return
        rows = (np.arange(frame.height // 2, dtype=np.float32) + np.float32(0.5)) * 2 - np.float32(camera.horizon_px)
        rows = rows if above > 0 else -rows
        reach = np.float32(camera.focal_px * abs(above)) / np.maximum(rows, 0.5)
        seen = np.flatnonzero((rows > 1) & (reach < self.fade_m))
        if len(seen) == 0:
            return
        reach = reach[seen]
        columns = (np.arange(frame.width // 2, dtype=np.float32) + np.float32(0.5)) * 2 - np.float32(camera.centre_px)
        x = np.float32(camera.x_m) + columns[None, :] / np.float32(camera.focal_px) * reach[:, None]
        net = self._net(x, np.broadcast_to((reach - np.float32(camera.distance_m))[:, None], x.shape), view.time_s)
        step_m = reach**2 / np.float32(camera.focal_px * abs(above)) * 2  # metres between two rows of the picture
        share = np.clip(1 - reach / self.fade_m, 0, 1) * np.clip(1.4 - 7 * step_m / self.metres, 0, 1) * self.strength
        level = net * share[:, None]
        light = np.concatenate(
            [level[..., None] * np.array(self.color, np.float32), np.zeros((*level.shape, 1))], axis=2
        )
        wide = cv2.resize((light * 255).astype(np.uint8), (frame.width, 2 * len(seen)), interpolation=cv2.INTER_LINEAR)
        frame.lay(np.asarray(wide, np.uint8), (0, int(2 * seen[0])), None, True)

    def _net(self, x: NDArray[np.float32], z: NDArray[np.float32], time_s: float) -> NDArray[np.float32]:
        """Where two drifting swells cancel, their lenses throw a bright thread: (h, w) in [0, 1]."""
        total = np.zeros(x.shape, np.float32)
        for index, (turn, pace) in enumerate(((1.0, self.pace), (-1.0, -0.8 * self.pace))):
            u = (x + np.float32(0.25 * turn) * z) / np.float32(self.metres) + np.float32(pace * time_s)
            v = (z - np.float32(0.25 * turn) * x) / np.float32(self.metres) + np.float32(0.7 * self.pace * time_s)
            maps = (np.mod(u, 1) * _SIZE, np.mod(v, 1) * _SIZE)
            total += cv2.remap(
                tile(_SIZE, 6, 71 + index, 3, 0.45),
                maps[0].astype(np.float32),
                maps[1].astype(np.float32),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
        away = np.abs(total * np.float32(0.5) - np.float32(0.5)) / np.float32(self.width)
        return np.asarray(np.exp(-away) * (0.45 + 0.55 * np.exp(-away * 3)), np.float32)


def bubbles(stage: Stage, count: int, z_m: float, size: float, color: Color) -> Live:
    """Strings of bubbles that wobble upwards. `size`: the largest radius in frame heights."""
    seed = int(stage.rng(f"bubbles {z_m:.2f}").integers(1 << 20))

    def paint(frame: Frame, view: View) -> None:
        for index in range(count):
            string = index % 3
            speed = 0.16 + 0.16 * fraction(index, seed)
            high = (fraction(index, seed + 1) * 1.2 + speed * view.time_s) % 1.2
            x = fraction(string, seed + 2) * 1.1 + 0.05 * (fraction(index, seed + 3) - 0.5)
            x += 0.006 * math.sin(4.0 * view.time_s + 9 * fraction(index, seed + 4))
            u, _ = wrapped(view, frame, z_m, x, 0.0)
            v = frame.height * (1.08 - high)
            radius = size * frame.height * (0.3 + 0.7 * fraction(index, seed + 5)) * (0.6 + 0.4 * high)
            _bubble(frame, (u, v), radius, color)

    return stage.live(z_m, paint)


def _bubble(frame: Frame, at: tuple[float, float], radius: float, color: Color) -> None:
    u, v = at
    frame.canvas.ellipse(u, v, radius, radius * 0.92, color, 0.20)
    if radius > 1.6:
        ring = np.linspace(2.4, 5.6, 9)
        path = np.stack([u + radius * 0.86 * np.cos(ring), v + radius * 0.8 * np.sin(ring)], axis=1)
        frame.canvas.line(path, mix(color, (1.0, 1.0, 1.0), 0.5), max(0.8, radius * 0.18), 0.7)
    frame.canvas.ellipse(u - radius * 0.35, v - radius * 0.4, radius * 0.24, radius * 0.2, (1.0, 1.0, 1.0), 0.85)


@dataclass(frozen=True)
class School:
    """How a school looks and swims: `size` (length of a fish) and `up` in frame heights, `way` +1 to the right."""

    count: int
    color: Color
    size: float
    up: float
    way: int = 1
    spread: float = 0.16
    pace: float = 0.05


def school(stage: Stage, z_m: float, look: School, veil: float) -> Live:
    """Small fish that keep together and turn in waves. `veil` in [0, 1]: how much of them the water hides."""
    seed = int(stage.rng(f"school {z_m:.2f} {look.size}").integers(1 << 20))
    light = stage.light
    body = mix(_times(look.color, light.tint), light.fog, veil)
    back = mix(_times(scaled(look.color, 0.55), light.tint), light.fog, veil)

    def paint(frame: Frame, view: View) -> None:
        t = view.time_s
        lead_x = fraction(1, seed) + look.way * look.pace * t
        lead_y = look.up + 0.03 * wander(0.4 * t, seed)
        for index in range(look.count):
            away = fraction(index, seed + 2) + fraction(index, seed + 3) - 1.0
            x = lead_x + look.spread * away + 0.012 * wander(0.7 * t + 3 * fraction(index, seed), seed + index)
            rise = (fraction(index, seed + 4) + fraction(index, seed + 5) - 1.0) * (1.1 - abs(away))
            y = lead_y + look.spread * 0.8 * rise + 0.015 * wander(0.9 * t, seed + 7 * index)
            y += 0.02 * math.sin(1.6 * t - 6 * away)
            long = look.size * frame.height * (0.7 + 0.5 * fraction(index, seed + 6))
            turn = 0.22 * math.cos(1.6 * t - 6 * away)
            beat = math.sin(11 * t + 5 * fraction(index, seed + 8))
            _fish(frame, wrapped(view, frame, z_m, x, y), (long, turn, beat, look.way), (body, back))

    return stage.live(z_m, paint)


_BODY = np.array([(0.5, 0.0), (0.3, -0.15), (0.0, -0.2), (-0.25, -0.08), (-0.25, 0.08), (0.0, 0.18), (0.3, 0.13)])
_BACK = np.array([(0.5, 0.0), (0.3, -0.15), (0.05, -0.27), (-0.25, -0.08), (-0.2, 0.0), (0.1, -0.06)])


def _fish(
    frame: Frame, at: tuple[float, float], pose: tuple[float, float, float, int], tones: tuple[Color, Color]
) -> None:
    long, turn, beat, way = pose
    c, s = math.cos(turn), math.sin(turn) * -1
    matrix = np.array([(c * way, s), (-s * way, c)]) * long
    fork = np.array([(-0.22, 0.0), (-0.5, -0.2 + 0.05 * beat), (-0.42, 0.06 * beat), (-0.5, 0.2 + 0.05 * beat)])
    for shape, tone in ((fork, tones[1]), (_BODY, tones[0]), (_BACK, tones[1])):
        frame.canvas.polygon(shape @ matrix.T + np.array(at), tone, 0.95)
    if long > 9:
        eye = matrix @ np.array((0.34, -0.03)) + np.array(at)
        frame.canvas.ellipse(float(eye[0]), float(eye[1]), long * 0.035, long * 0.035, (0.03, 0.04, 0.06))


def _times(a: Color, b: Color) -> Color:
    return (a[0] * b[0], a[1] * b[1], a[2] * b[2])

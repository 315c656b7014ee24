"""What falls and drifts through the air: rain, snow, dust, fog, lightning. Layers between and before everything else.

Drops and flakes lie on tiles that repeat in both directions and only scroll, so a downpour costs a few copies a frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Canvas, Color, Image, mix
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.noise import band, fraction
from moviefactory.video.animatic.stage import Stage


@dataclass(frozen=True)
class Curtain:
    """A tile of particles in the plane `z_m`, falling and blowing; `speed` in frame heights a second (x, y).

    `flutter`: how far flakes swing to the side, in frame heights.
    """

    z_m: float
    tile: Image
    speed: tuple[float, float]
    flutter: float = 0.0
    additive: bool = False

    def draw(self, frame: Frame, view: View) -> None:
        camera, height = view.camera, frame.height
        swing = self.flutter * height * math.sin(1.7 * view.time_s + self.z_m)
        x = self.speed[0] * height * view.time_s + swing - camera.x_m * camera.px_per_m(self.z_m) + camera.centre_px
        y = self.speed[1] * height * view.time_s + camera.horizon_px
        picture = _wrapped(self.tile, round(-x), round(-y), frame.width, frame.height)
        frame.lay(picture, (0, 0), None, self.additive)


def _wrapped(tile: Image, x: int, y: int, width: int, height: int) -> Image:
    """A cut of (height, width) at (x, y) out of an endlessly repeated tile."""
    rows = np.arange(y, y + height) % tile.shape[0]
    columns = np.arange(x, x + width) % tile.shape[1]
    return np.ascontiguousarray(tile[rows][:, columns])


def weather_layers(stage: Stage) -> list[Layer]:
    """The layers that the shot's weather adds to any open place."""
    kind = stage.light.weather
    if kind in ("rain", "storm"):
        layers = _rain(stage, 1.0 if kind == "rain" else 1.5)
        return [*layers, _lightning(stage)] if kind == "storm" else layers
    if kind == "snow":
        return _snow(stage)
    if kind == "dust":
        return _dust(stage)
    if kind == "fog":
        return _fog(stage)
    return []


def snowfall(stage: Stage, amount: float = 0.6) -> list[Layer]:
    """A light snowfall for places where it belongs even under a clear sky."""
    return _snow(stage, amount)


def _rain(stage: Stage, amount: float) -> list[Layer]:
    tone = mix(stage.light.horizon, (0.92, 0.96, 1.0), 0.6)
    wind = -0.35 * amount * stage.light.side
    layers: list[Layer] = []
    for share, count, length, width, alpha in (
        (1.6, 300, 0.055, 0.8, 0.30),
        (0.8, 150, 0.11, 1.1, 0.34),
        (0.4, 46, 0.24, 1.8, 0.26),
    ):
        speed = 2.4 * length / 0.11 + 1.2
        tile = _streak_tile(stage, (int(count * amount), length, width, alpha), tone, wind / 2.4)
        layers.append(Curtain(stage.before(share), tile, (wind * speed / 2.4, speed)))
    return layers


def _streak_tile(stage: Stage, look: tuple[int, float, float, float], tone: Color, slant: float) -> Image:
    count, length, width_px, alpha = look
    width, height = stage.frame_px
    tile = Canvas(width, int(height * 1.3))
    rng = stage.rng(f"rain {count}")
    scale = height / 320
    for _ in range(count):
        x, y = float(rng.uniform(0, tile.width)), float(rng.uniform(0, tile.height))
        size = length * height * float(rng.uniform(0.6, 1.2))
        for shift in (0.0, -float(tile.height)):
            end = (x + slant * size, y + shift + size)
            tile.line([(x, y + shift), end], tone, width_px * scale, alpha * float(rng.uniform(0.5, 1.0)))
    return tile.rgba


def _snow(stage: Stage, amount: float = 1.0) -> list[Layer]:
    layers: list[Layer] = []
    looks = (
        (2.2, 330, 0.0032, 0.85, 0.12),
        (1.2, 200, 0.0052, 0.9, 0.20),
        (0.7, 80, 0.010, 0.75, 0.34),
        (0.35, 18, 0.026, 0.42, 0.55),
    )
    tone = mix((1.0, 1.0, 1.0), stage.light.tint, 0.35)
    for share, count, size, alpha, speed in looks:
        width, height = stage.frame_px
        tile = Canvas(width, int(height * 1.2))
        rng = stage.rng(f"snow {share}")
        for _ in range(int(count * amount)):
            x, y = float(rng.uniform(0, tile.width)), float(rng.uniform(0, tile.height))
            radius = max(0.5, size * height * float(rng.uniform(0.6, 1.3)))
            blur = radius * (0.35 if share > 0.5 else 0.6)
            for dx in (0.0, -float(tile.width)):
                for dy in (0.0, -float(tile.height)):
                    if x + dx > -4 * radius and y + dy > -4 * radius:
                        tile.ellipse(x + dx, y + dy, radius, radius, tone, alpha, 0.0, blur)
        layers.append(Curtain(stage.before(share), tile.rgba, (-0.10 * stage.light.side, speed), 0.012 / share))
    return layers


def _dust(stage: Stage) -> list[Layer]:
    tone = mix(stage.light.fog, stage.light.horizon, 0.3)
    return [
        _veil(stage, "dust far", (1.7, 0.50), tone, 0.75 * -stage.light.side),
        _veil(stage, "dust near", (0.6, 0.34), mix(tone, stage.light.shade, 0.12), 1.3 * -stage.light.side),
    ]


def _fog(stage: Stage) -> list[Layer]:
    tone = mix(stage.light.fog, (1.0, 1.0, 1.0), 0.12)
    return [
        _veil(stage, "fog far", (2.4, 0.55), tone, 0.035),
        _veil(stage, "fog middle", (1.25, 0.40), tone, -0.05),
        _veil(stage, "fog near", (0.55, 0.28), tone, 0.09),
    ]


def _veil(stage: Stage, name: str, look: tuple[float, float], tone: Color, speed: float) -> _Veil:
    """A drifting, uneven veil: `look` is (share of the way to the subject, strength)."""
    share, strength = look
    width, height = stage.frame_px
    seed = int(stage.rng(name).integers(1 << 30))
    small = (max(16, width // 4), max(8, height // 4))
    clouds = band(small[0], small[1], 3, seed, 3.0, 4)
    ramp = np.linspace(0.35, 1.0, small[1], dtype=np.float32)[:, None]
    alpha = cv2.resize(clouds * ramp * strength, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    tile = np.concatenate([alpha[..., None] * np.array(tone, np.float32), alpha[..., None]], axis=2)
    picture = (tile * 255).astype(np.uint8)
    return _Veil(stage.before(share), picture, speed)


@dataclass(frozen=True)
class _Veil:
    """Like a curtain, but it does not repeat downwards and never moves up or down."""

    z_m: float
    tile: Image
    speed: float

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        x = self.speed * frame.height * view.time_s - 0.3 * camera.x_m * camera.px_per_m(self.z_m)
        frame.lay(_wrapped(self.tile, round(-x), 0, frame.width, frame.height), (0, 0))


@dataclass(frozen=True)
class Lightning:
    """Bolts in the sky at a few moments; the whole picture flares with them."""

    z_m: float
    seed: int
    seconds: float

    def flare(self, time_s: float) -> float:
        """How bright the flash is at `time_s`, in [0, 1]."""
        level = 0.0
        for index in range(max(1, round(self.seconds / 1.1))):
            strike = (index + 0.25 + 0.5 * fraction(index, self.seed)) * 1.1
            since = time_s - strike
            if 0 <= since < 0.45:
                level = max(level, math.exp(-since * 9.0) * (0.6 + 0.4 * math.cos(since * 52.0)))
        return level

    def draw(self, frame: Frame, view: View) -> None:
        level = self.flare(view.time_s)
        if level < 0.03:
            return
        strike = int(view.time_s / 1.1)
        start_x = (0.15 + 0.7 * fraction(strike, self.seed + 3)) * frame.width
        frame.canvas.rect(0, 0, frame.width, frame.height, (0.72, 0.78, 1.0), 0.42 * level)
        frame.canvas.glow(start_x, 0.05 * frame.height, 0.9 * frame.height, (0.75, 0.8, 1.0), 0.8 * level)
        end_y = min(view.camera.horizon_px, 0.95 * frame.height)
        path = _bolt(start_x, -4.0, end_y, frame.height, self.seed + strike)
        scale = frame.height / 320
        frame.canvas.line(path, (0.75, 0.82, 1.0), 5.0 * scale, 0.35 * level)
        frame.canvas.line(path, (1.0, 1.0, 1.0), 1.9 * scale, min(1.0, 1.4 * level))
        fork = path[len(path) // 3 :: 2].copy()
        fork[:, 0] += np.linspace(0, 0.14 * frame.height, len(fork))
        frame.canvas.line(fork[: len(fork) // 2 + 1], (0.9, 0.94, 1.0), 1.0 * scale, 0.8 * level)


def _bolt(x: float, top: float, bottom: float, height: int, seed: int) -> np.ndarray:
    steps = 18
    ys = np.linspace(top, bottom, steps)
    jitter = np.array([fraction(index, seed) - 0.5 for index in range(steps)])
    return np.stack([x + np.cumsum(jitter) * 0.10 * height, ys], axis=1)


def _lightning(stage: Stage) -> Lightning:
    return Lightning(3000.0, int(stage.rng("lightning").integers(1 << 20)), stage.rig.seconds)

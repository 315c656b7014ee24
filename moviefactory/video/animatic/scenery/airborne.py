"""Small life in the air: fireflies, butterflies, drifting leaves and petals, distant birds; and shafts of light.

Everything is a pure function of time. Things near the lens wrap around with the picture, so they fill any shot.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, scaled
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live
from moviefactory.video.animatic.noise import fraction, profile, wander
from moviefactory.video.animatic.stage import Stage

Draw = Callable[[Frame, View], None]


def wrapped(view: View, frame: Frame, z_m: float, x: float, y: float) -> tuple[float, float]:
    """Pixels of a thing at (`x`, `y`) frame widths and heights from the horizon that comes back when it leaves."""
    camera = view.camera
    wide, tall = frame.width * 1.16, frame.height * 1.16
    u = (x * frame.width - camera.x_m * camera.px_per_m(z_m) + camera.centre_px) % wide - 0.08 * frame.width
    v = (camera.horizon_px - y * frame.height) % tall - 0.08 * frame.height
    return u, v


def fireflies(stage: Stage, count: int, color: Color, z_m: float, size: float = 0.012) -> Live:
    """Points of light that wander and pulse. `size`: radius of the glow in frame heights."""
    seed = int(stage.rng(f"fireflies {z_m:.2f}").integers(1 << 20))

    def paint(frame: Frame, view: View) -> None:
        for index in range(count):
            t = 0.35 * view.time_s + 40.0 * fraction(index, seed)
            x = fraction(index, seed + 1) + 0.06 * wander(t, seed + 2 * index)
            y = 0.10 + 0.75 * fraction(index, seed + 2) - 0.45 + 0.09 * wander(t * 1.2, seed + 2 * index + 1)
            u, v = wrapped(view, frame, z_m, x, y)
            pulse = 0.55 + 0.45 * math.sin(2.1 * view.time_s + 6.28 * fraction(index, seed + 3))
            radius = size * frame.height * (0.6 + 0.8 * fraction(index, seed + 4))
            frame.canvas.glow(u, v, radius * 3.0, color, 0.75 * pulse)
            frame.canvas.ellipse(u, v, radius * 0.24, radius * 0.24, mix(color, (1.0, 1.0, 1.0), 0.6), 0.9 * pulse)

    return stage.live(z_m, paint)


def drifting(
    stage: Stage, count: int, colors: tuple[Color, ...], z_m: float, size: float = 0.010, fall: float = 0.07
) -> Live:
    """Leaves, petals or seeds that sail by. `size` in frame heights, `fall` in frame heights a second."""
    seed = int(stage.rng(f"drifting {z_m:.2f}").integers(1 << 20))
    tint = stage.light.tint
    tones = [(tone[0] * tint[0], tone[1] * tint[1], tone[2] * tint[2]) for tone in colors]
    wind = -stage.light.side * (0.05 + 0.10 * (stage.light.weather in ("storm", "rain", "dust")))

    def paint(frame: Frame, view: View) -> None:
        for index in range(count):
            t, phase = view.time_s, 6.28 * fraction(index, seed + 5)
            speed = 0.6 + 0.8 * fraction(index, seed + 1)
            x = fraction(index, seed + 2) + wind * speed * t + 0.015 * math.sin(1.7 * t * speed + phase)
            y = fraction(index, seed + 3) - fall * speed * t
            u, v = wrapped(view, frame, z_m, x, y)
            radius = size * frame.height * (0.6 + 0.7 * fraction(index, seed + 4))
            flip = 0.25 + 0.75 * abs(math.sin(2.4 * t * speed + phase))
            turn = math.degrees(0.9 * math.sin(1.1 * t + phase) + phase)
            frame.canvas.ellipse(u, v, radius, radius * 0.5 * flip, tones[index % len(tones)], 0.9, turn)

    return stage.live(z_m, paint)


def butterflies(stage: Stage, count: int, z_m: float, span_m: float = 0.11) -> Live:
    """Butterflies that dance over the flowers, below the line of sight. `span_m`: their width, wings open."""
    seed = int(stage.rng(f"butterflies {z_m:.2f}").integers(1 << 20))
    colors: tuple[Color, ...] = ((0.98, 0.72, 0.20), (0.99, 0.97, 0.92), (0.45, 0.62, 0.95), (0.93, 0.42, 0.36))
    tint = stage.light.tint

    def paint(frame: Frame, view: View) -> None:
        scale = view.camera.px_per_m(z_m)
        for index in range(count):
            t = 0.55 * view.time_s + 30 * fraction(index, seed)
            x = fraction(index, seed + 1) + 0.05 * wander(t, seed + 3 * index)
            u = wrapped(view, frame, z_m, x, 0.0)[0]
            height_m = 0.45 + 0.55 * fraction(index, seed + 2) + 0.30 * wander(1.9 * t, seed + 3 * index + 1)
            v = view.camera.project(0.0, height_m * stage.spread**0.3, z_m)[1]
            tone = colors[index % len(colors)]
            lit = (tone[0] * tint[0], tone[1] * tint[1], tone[2] * tint[2])
            size = min(span_m * scale, 0.04 * frame.height)
            _butterfly(frame, (u, v), size, abs(math.sin(9.0 * view.time_s + index)), lit)

    return stage.live(z_m, paint)


def _butterfly(frame: Frame, at: tuple[float, float], size_px: float, opened: float, tone: Color) -> None:
    u, v = at
    half = size_px * 0.5 * (0.25 + 0.75 * opened)
    for side in (-1, 1):
        upper = [(u, v), (u + side * half * 0.7, v - size_px * 0.55), (u + side * half, v - size_px * 0.2)]
        lower = [(u, v), (u + side * half * 0.85, v - size_px * 0.08), (u + side * half * 0.5, v + size_px * 0.32)]
        frame.canvas.polygon([*upper, (u + side * half * 0.5, v + size_px * 0.02)], tone)
        frame.canvas.polygon(lower, scaled(tone, 0.82))
    frame.canvas.ellipse(u, v, max(0.5, size_px * 0.05), size_px * 0.22, (0.16, 0.12, 0.10), 0.9)


def flock(stage: Stage, count: int, z_m: float, row: float = 0.16, size: float = 0.012) -> Live:
    """A loose skein of birds that crosses the sky. `row`: where in the frame; `size`: half a span in frame heights."""
    seed = int(stage.rng("flock").integers(1 << 20))
    light = stage.light
    tone = mix(scaled(light.shade, 0.9), light.horizon, 0.25)
    way = -light.side

    def paint(frame: Frame, view: View) -> None:
        tall = frame.height
        lead = frame.width * (0.5 - way * 0.26) + way * 0.030 * frame.width * view.time_s
        lead += view.camera.centre_px - frame.width / 2
        top = view.camera.horizon_px - (0.56 - row) * tall
        for index in range(count):
            rank, arm = (index + 1) // 2, 1 if index % 2 else -1
            u = lead - way * rank * size * 3.0 * tall + 0.008 * tall * wander(view.time_s + index, seed)
            v = top + arm * rank * size * (1.5 if arm > 0 else 0.9) * tall + 0.006 * tall * fraction(index, seed)
            beat = math.sin(7.5 * view.time_s + 1.3 * index)
            _bird(frame, (u, v), size * tall * (0.75 + 0.4 * fraction(index, seed + 1)), beat, tone)

    return stage.live(z_m, paint)


def _bird(frame: Frame, at: tuple[float, float], span_px: float, beat: float, tone: Color) -> None:
    u, v = at
    for side in (-1, 1):
        bend = (u + side * span_px * 0.45, v - span_px * (0.20 + 0.18 * beat))
        tip = (u + side * span_px, v - span_px * (0.02 + 0.34 * beat))
        frame.canvas.polygon(
            [(u, v - span_px * 0.05), bend, tip, (bend[0], bend[1] + span_px * 0.15), (u, v + span_px * 0.10)],
            tone,
            0.9,
        )


@dataclass(frozen=True)
class Shafts:
    """Shafts of light that fan out from a point above the picture and slowly change.

    `source`: where they come from, in frame widths and heights from the frame's top left corner. `strength` in [0, 1];
    `reach`: how far down they shine, in frame heights. `grain`: how many shafts fit into a right angle.
    """

    z_m: float
    color: Color
    source: tuple[float, float]
    strength: float
    reach: float = 1.0
    grain: int = 9
    pace: float = 0.05
    seed: int = 3
    _bright: tuple[NDArray[np.float32], NDArray[np.float32]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pair = tuple(profile(1024, self.grain * 2 * (1 + part), self.seed + part, 0.45, 3) for part in range(2))
        object.__setattr__(self, "_bright", pair)

    def draw(self, frame: Frame, view: View) -> None:
        width, height = max(8, frame.width // 3), max(6, frame.height // 3)
        drift = (view.camera.centre_px - frame.width / 2) / frame.width
        xs = (np.arange(width, dtype=np.float32) + 0.5) / width - np.float32(self.source[0] + 0.5 * drift)
        ys = (np.arange(height, dtype=np.float32) + 0.5) / height - np.float32(self.source[1])
        aspect = frame.width / frame.height
        angle = np.arctan2(xs[None, :] * np.float32(aspect), ys[:, None])
        far = np.hypot(xs[None, :] * np.float32(aspect * 0.55), ys[:, None])
        index = ((angle / np.float32(np.pi) + 0.5) * 1023).astype(np.int32)
        beam = self._mixed(view.time_s)[np.clip(index, 0, 1023)]
        fade = np.clip(1.12 - far / np.float32(self.reach + abs(self.source[1])), 0, 1) ** 1.2
        level = np.clip(beam * fade * np.float32(self.strength), 0, 1)[..., None]
        light = (level * np.array([*self.color, 0.0], np.float32) * 255).astype(np.uint8)
        wide = np.asarray(cv2.resize(light, (frame.width, frame.height), interpolation=cv2.INTER_LINEAR), np.uint8)
        frame.lay(wide, (0, 0), None, True)

    def _mixed(self, time_s: float) -> NDArray[np.float32]:
        """Two sets of shafts slide across each other, so that each waxes and wanes: (1024,) float32."""
        first = _slid(self._bright[0], self.pace * time_s * 16)
        other = _slid(self._bright[1], -self.pace * time_s * 25)
        both = np.clip((first * 0.6 + other * 0.5 - 0.42) * 2.6, 0, 1)
        return np.asarray(both * both * (3 - 2 * both), np.float32)


def _slid(values: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    """A periodic row moved by a fraction of its steps."""
    low = math.floor(by)
    share = np.float32(by - low)
    return np.asarray(np.roll(values, low) * (1 - share) + np.roll(values, low + 1) * share, np.float32)

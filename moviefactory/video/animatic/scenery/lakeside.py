"""The shore of a lake: the mirror of its far bank, water lilies, jetty, rowing boat."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Color, mix, oval, rgb, scaled, spline
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.layers import Live
from moviefactory.video.animatic.noise import fraction
from moviefactory.video.animatic.stage import Stage

WOOD: Color = rgb("#8f7152")


@dataclass(frozen=True)
class Mirror:
    """Still water that mirrors all that has been painted so far, upside down and a little unsteady.

    `shore_m`: the far bank, around whose waterline the picture is turned. `until_m`: the near shore. `still` in [0, 1].
    """

    z_m: float
    shore_m: float
    until_m: float
    still: float
    deep: Color

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        line = camera.project(0.0, 0.0, self.shore_m)[1]
        last = frame.height
        if self.until_m > -camera.distance_m + 0.3:
            last = min(last, math.ceil(camera.project(0.0, 0.0, self.until_m)[1]))
        first = max(0, math.floor(line))
        if last - first < 2:
            return
        rows = np.arange(first, last, dtype=np.float32) + np.float32(0.5)
        down = np.maximum(rows - np.float32(line), 0)
        phase = 26 * np.log(1 + down / np.float32(0.045 * frame.height))
        across = np.arange(frame.width, dtype=np.float32)[None, :]
        t = view.time_s
        unrest = (1.25 - self.still) * (0.3 + 0.055 * down)[:, None]
        wave = np.sin(phase - 1.9 * t)[:, None] + 0.7 * np.sin(0.63 * phase[:, None] + 2.6 * t + across * 0.019)
        at_x = across + (unrest * wave).astype(np.float32)
        at_y = np.float32(line) - down[:, None] - 0.5 + (0.30 * unrest * wave).astype(np.float32)
        seen = cv2.remap(
            np.ascontiguousarray(frame.rgba[:first + 1]), at_x, np.broadcast_to(at_y, at_x.shape).astype(np.float32),
            cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT,
        )  # fmt: skip
        share = np.clip(0.86 - 0.62 * down / (0.50 * frame.height), 0.22, 0.86) * (0.45 + 0.55 * self.still)
        share = (share * np.clip(rows - line, 0, 1))[:, None, None].astype(np.float32)
        tone = seen.astype(np.float32) * np.float32(0.80)
        tone[..., :3] += np.array(self.deep, np.float32) * np.float32(255 * 0.13)
        under = frame.rgba[first:last]
        mixed = under + (tone - under) * share
        mixed[..., 3] = 255
        under[...] = np.clip(mixed, 0, 255).astype(np.uint8)


def lily_pads(stage: Stage, z_m: float, count: int, size_m: float) -> Live:
    """Water lilies in clusters on the surface, rocking."""
    seed = int(stage.rng(f"lilies {z_m:.2f}").integers(1 << 20))
    light = stage.light
    green: Color = tuple(a * b for a, b in zip(rgb("#5c9a4a"), light.tint, strict=True))  # type: ignore[assignment]
    pink: Color = tuple(a * b for a, b in zip(rgb("#f7c6dc"), light.tint, strict=True))  # type: ignore[assignment]

    def paint(frame: Frame, view: View) -> None:
        camera = view.camera
        wide = stage.camera.across_m(z_m) * 1.5
        for index in range(count):
            cluster = index // 4
            aside = fraction(cluster, seed) - 0.5
            aside += math.copysign(0.17, aside) * (z_m < 0)  # before the subject the middle stays open
            x = stage.camera.x_m + aside * wide + 2.6 * size_m * (fraction(index, seed + 1) - 0.5) * 2
            z = z_m + 3.0 * size_m * (fraction(index, seed + 2) - 0.5) * 2
            if z + camera.distance_m < 0.4:
                continue
            bob = 0.04 * size_m * math.sin(1.4 * view.time_s + index)
            u, v = camera.project(x + bob, 0.0, z)
            half = size_m * (0.6 + 0.5 * fraction(index, seed + 3)) * camera.px_per_m(z)
            flat = min(0.5, max(0.10, camera.y_m / max(0.5, z + camera.distance_m) * 1.1))
            frame.canvas.ellipse(u, v + half * 0.06, half * 1.04, half * flat, scaled(green, 0.45), 0.6)
            frame.canvas.ellipse(u, v, half, half * flat, scaled(green, 0.8 + 0.4 * fraction(index, seed + 4)))
            if index % 4 == 0:
                for petal in range(5):
                    angle = math.pi * (0.1 + 0.2 * petal)
                    tip = (u + half * 0.5 * math.cos(angle), v - half * 0.55 * math.sin(angle))
                    frame.canvas.polygon([(u - half * 0.14, v), tip, (u + half * 0.14, v)], pink)

    return stage.live(z_m, paint)


def jetty(art: Art, x0: float, x1: float, deck_m: float, rng: np.random.Generator, low_m: float = -1.0) -> None:
    """A landing stage seen from the side, its deck at `deck_m`, on piles that stand in the water down to `low_m`."""
    piles = max(2, round((x1 - x0) / 1.7))
    for index in range(piles + 1):
        x = x0 + (x1 - x0) * index / piles
        art.rect(
            x - 0.09, low_m, x + 0.09, deck_m + (0.45 if index % 2 else 0.0), scaled(WOOD, 0.72), to=scaled(WOOD, 0.36)
        )
        art.line(
            [(x + art.side * 0.05, deck_m - 0.5), (x + art.side * 0.05, deck_m)],
            mix(WOOD, art.light.key, 0.4),
            0.03,
            0.7,
        )
    art.rect(x0 - 0.2, deck_m - 0.16, x1 + 0.2, deck_m, WOOD, to=scaled(WOOD, 0.6))
    art.line([(x0 - 0.2, deck_m), (x1 + 0.2, deck_m)], mix(WOOD, art.light.key, 0.55), 0.04)
    for x in np.arange(x0, x1, 0.28):
        art.line([(x, deck_m - 0.15), (x, deck_m)], scaled(WOOD, 0.45), 0.02, 0.8)


def rowing_boat(art: Art, x: float, length_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """An empty boat on its mooring, oars shipped."""
    hull = rgb("#3f7f8f") if rng.random() < 0.5 else rgb("#b5503f")
    tall = length_m * 0.17
    keel = [(x - length_m * 0.42, y - 0.05), (x + length_m * 0.40, y - 0.05)]
    rim = [
        (x - length_m / 2, y + tall * 0.95),
        (x - length_m * 0.2, y + tall * 0.72),
        (x + length_m * 0.2, y + tall * 0.72),
        (x + length_m / 2, y + tall * 1.15),
    ]
    curve = spline(rim, closed=False)
    art.polygon(np.concatenate([curve, np.array(keel[::-1])]), hull, to=scaled(hull, 0.5))
    art.line(curve, rgb("#efe3c8"), tall * 0.16)
    for share in (0.36, 0.62):
        px, py = curve[int(share * (len(curve) - 1))]
        art.line([(px - 0.05 * length_m, py + 0.02), (px + 0.05 * length_m, py + 0.02)], scaled(WOOD, 0.7), tall * 0.14)
    art.line(
        [(x - length_m * 0.1, y + tall * 0.95), (x - length_m * 0.62, y + tall * 0.25)], rgb("#c9ab7c"), tall * 0.10
    )
    art.line(oval(x, y - 0.03, length_m * 0.47, 0.04), (0.9, 0.96, 1.0), 0.03, 0.4)

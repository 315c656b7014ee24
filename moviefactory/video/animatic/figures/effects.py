"""Figures made of other figures: a small staggered group, and a thing that trembles and then flies to pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from moviefactory.video.animatic.canvas import Image, composite, mix, rgb
from moviefactory.video.animatic.figure import Figure, Glow, Habitat, Sprite, View
from moviefactory.video.animatic.figures.motion import chance, wave
from moviefactory.video.animatic.figures.pen import Pen, Reach

MOST_DRAWN = 5
_BURST_S = 0.75  # the moment of the explosion
_CELLS = 5


@dataclass
class Group:
    """Up to five of a kind, staggered: those behind stand higher in the picture, smaller, and out of step."""

    height_m: float
    length_m: float
    habitat: Habitat
    speed_m_s: float
    views: tuple[View, ...]
    members: tuple[Figure, ...]
    spacing_m: float
    rise_m: float

    def draw(self, time_s: float, px_per_m: float, view: View = "side") -> Sprite:
        """All members in one sprite, the farthest first."""
        places = _places(len(self.members))
        drawn = [
            (member.draw(time_s, px_per_m * scale, view), x * self.spacing_m * px_per_m, -y * self.rise_m * px_per_m)
            for member, (x, y, scale) in zip(self.members, places, strict=True)
        ]
        return _merged(drawn)


def group(members: tuple[Figure, ...]) -> Figure:
    """One figure that shows all `members` (2 to 5)."""
    first = members[0]
    airy = first.habitat in ("air", "space", "underwater")
    spacing = first.length_m * (0.92 if first.length_m > first.height_m * 0.8 else 1.15)
    spacing *= 1.3 if airy else 1.0
    length = first.length_m + spacing * (1.0 if len(members) == 2 else 1.9)
    height = first.height_m * (2.0 if airy else 1.15)
    return Group(height, length, first.habitat, first.speed_m_s, first.views, members, spacing,
        first.height_m * (5.0 if airy else 1.0))  # fmt: skip


def _places(count: int) -> list[tuple[float, float, float]]:
    """(x in spacings, y in heights, scale) per member, the farthest first."""
    if count == 2:
        return [(0.5, 0.09, 0.92), (-0.5, 0.0, 1.0)]
    rows = [(0.0, 0.2, 0.84), (0.95, 0.12, 0.9), (-0.95, 0.1, 0.9), (0.45, 0.0, 1.0), (-0.5, 0.0, 1.0)]
    return [*rows[1:3], (0.0, 0.0, 1.0)] if count == 3 else rows[-count:]


def _merged(drawn: list[tuple[Sprite, float, float]]) -> Sprite:
    boxes = [(x - sprite.anchor_px[0], y - sprite.anchor_px[1], sprite) for sprite, x, y in drawn]
    left, top = math.floor(min(x for x, _, _ in boxes)), math.floor(min(y for _, y, _ in boxes))
    right = math.ceil(max(x + sprite.rgba.shape[1] for x, _, sprite in boxes)) + 1
    bottom = math.ceil(max(y + sprite.rgba.shape[0] for _, y, sprite in boxes)) + 1
    canvas: Image = np.zeros((bottom - top, right - left, 4), np.uint8)
    glows: list[Glow] = []
    for x, y, sprite in boxes:
        shift = np.array([[1, 0, x - left], [0, 1, y - top]], np.float64)
        moved = cv2.warpAffine(sprite.rgba, shift, (canvas.shape[1], canvas.shape[0]), flags=cv2.INTER_LINEAR)
        composite(canvas, np.asarray(moved, np.uint8))
        glows += [replace(one, x_px=one.x_px + x - left, y_px=one.y_px + y - top) for one in sprite.glows]
    return Sprite(canvas, (-left, -top), min(sprite.lift_px for _, _, sprite in boxes), tuple(glows))


@dataclass
class Exploding:
    """A figure that swells and trembles, bursts in fire, and flies apart in turning pieces of itself."""

    figure: Figure
    height_m: float
    length_m: float
    habitat: Habitat
    speed_m_s: float
    views: tuple[View, ...]
    seed: int

    def draw(self, time_s: float, px_per_m: float, view: View = "side") -> Sprite:
        """The figure before, at and after the burst at 0.75 s."""
        size_m = max(self.height_m, self.length_m * 0.6)
        if time_s < _BURST_S:
            swell = 1 + 0.14 * (time_s / _BURST_S) ** 2
            whole = self.figure.draw(time_s, px_per_m * swell, view)
            jitter = (time_s / _BURST_S) * 0.03 * size_m * px_per_m
            anchor = (
                whole.anchor_px[0] + jitter * wave(time_s * 17),
                whole.anchor_px[1] + 0.6 * jitter * wave(time_s * 23),
            )
            return replace(whole, anchor_px=anchor)
        whole = self.figure.draw(_BURST_S, px_per_m * 1.14, view)
        return self._burst(whole, time_s - _BURST_S, size_m, px_per_m)

    def _burst(self, whole: Sprite, since_s: float, size_m: float, px_per_m: float) -> Sprite:
        reach = Reach(-2.6 * size_m, -2.0 * size_m, 2.6 * size_m, 2.6 * size_m)
        grounded = self.habitat in ("ground", "water")
        middle = 0.5 * self.height_m if grounded else 0.0
        pen = Pen.on(reach, px_per_m, size_m)
        _smoke(pen.at(0, middle), since_s, size_m, self.seed)
        floor_m = 0.0 if grounded else -9e9
        _pieces(pen, whole, since_s, size_m, floor_m, self.seed)
        flash = max(0.0, 1 - since_s / 0.5)
        pen.glow(0, middle, size_m * (1.2 + 1.6 * min(1.0, since_s * 3)), (1.0, 0.72, 0.35), 1.2 * flash)
        rgba, anchor_px, glows = pen.finish()
        return Sprite(rgba, anchor_px, 0.0, glows)


def exploding(figure: Figure, seed: int) -> Figure:
    """`figure`, which bursts three quarters of a second into the shot."""
    return Exploding(figure, figure.height_m, figure.length_m, figure.habitat, 0.0, figure.views, seed)


def _smoke(pen: Pen, since_s: float, size_m: float, seed: int) -> None:
    for index in range(12):
        turn = 2 * math.pi * chance(seed, "turn", index)
        late = 0.12 * chance(seed, "late", index)
        age = max(0.0, since_s - late) / (0.8 + 0.7 * chance(seed, "life", index))
        if age >= 1:
            continue
        far = size_m * (0.2 + 0.95 * chance(seed, "far", index)) * (1 - (1 - age) ** 3)
        puff = size_m * (0.15 + 0.34 * age)
        hot = mix(rgb("fff2b0"), rgb("ff6a1a"), min(1.0, age * 3))
        tone = mix(hot, rgb("4a4550"), min(1.0, max(0.0, age * 1.8 - 0.3)))
        pen.haze(
            far * math.cos(turn),
            far * math.sin(turn) * 0.8 + 0.35 * size_m * age,
            puff,
            puff * 0.9,
            tone,
            0.95 * (1 - age) ** 0.7,
            0.22,
        )


def _pieces(pen: Pen, whole: Sprite, since_s: float, size_m: float, floor_m: float, seed: int) -> None:
    height, width = whole.rgba.shape[:2]
    scale = pen.px_per_m / pen.ink.sampling
    for row in range(_CELLS):
        for column in range(_CELLS):
            y0, y1 = row * height // _CELLS, (row + 1) * height // _CELLS
            x0, x1 = column * width // _CELLS, (column + 1) * width // _CELLS
            part = whole.rgba[y0:y1, x0:x1]
            if part.size == 0 or int(part[..., 3].max()) < 40:
                continue
            key = (seed, row, column)
            start_x = ((x0 + x1) / 2 - whole.anchor_px[0]) / scale
            start_y = (whole.anchor_px[1] - (y0 + y1) / 2) / scale
            push = size_m * (1.0 + 1.3 * chance(*key, "push"))
            out_x = push * (start_x / size_m * 1.6 + chance(*key, "x") - 0.5)
            out_y = push * (0.75 + 0.9 * chance(*key, "y"))
            gravity = 2.6 * size_m
            x = start_x + out_x * since_s
            y = max(floor_m, start_y + out_y * since_s - 0.5 * gravity * since_s * since_s)
            turn = 420 * (chance(*key, "turn") - 0.5) * min(since_s, 1.2)
            wide, tall = (x1 - x0) / scale, (y1 - y0) / scale
            pen.at(x, y, turn).at(-wide / 2, -tall / 2).image(np.ascontiguousarray(part), wide, tall)

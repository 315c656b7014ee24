"""What actions leave behind: dust and spray from what moves, vapour trails, and explosions. Pure functions of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from moviefactory.video.animatic.canvas import Color, Image, mix, place_image, recolor
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.noise import band, fraction


@cache
def puff_sprite(size: int = 96, seed: int = 5, ragged: float = 0.5) -> Image:
    """A soft, uneven ball of smoke, white: (size, size, 4) uint8, premultiplied."""
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    far = np.hypot(xs - size / 2, ys - size / 2) / (size / 2)
    noise = band(size, size, 4, seed, 1.0, 4)
    body = np.clip((1.0 - far - ragged * 0.55 * (noise - 0.2)) / 0.55, 0, 1)
    alpha = body * body * (3 - 2 * body)
    lit = np.clip(0.72 + 0.28 * (1 - ys / size) + 0.25 * (noise - 0.5), 0, 1)
    picture = np.concatenate([np.repeat((alpha * lit)[..., None], 3, axis=2), alpha[..., None]], axis=2)
    return np.ascontiguousarray((picture * 255).astype(np.uint8))


def puff(
    frame: Frame,
    at: tuple[float, float],
    radius_px: float,
    color: Color,
    alpha: float,
    seed: int = 0,
    additive: bool = False,
) -> None:
    """One ball of smoke, dust, spray or fire with its centre `at` on the frame."""
    if radius_px < 0.7 or alpha <= 0.01:
        return
    sprite = recolor(puff_sprite(seed=5 + seed % 3), alpha, color)
    turn = 2.4 * seed
    scale = radius_px / (sprite.shape[0] / 2)
    c, s = math.cos(turn) * scale, math.sin(turn) * scale
    half = sprite.shape[0] / 2
    matrix = [[c, -s, at[0] - c * half + s * half], [s, c, at[1] - s * half - c * half]]
    placed = place_image(sprite, matrix, (frame.width, frame.height))
    if placed is not None:
        frame.lay(placed[0], (placed[1][0], placed[1][1]), None, additive)


@dataclass(frozen=True)
class Wake:
    """Dust, spray or vapour that a moving figure throws up behind it.

    `size_px`: how tall the figure is on the frame. `speed_px_s`: how fast the world streams by it.
    """

    color: Color
    alpha: float
    rise: float  # how high it climbs, in figure heights
    growth: float  # how large it becomes, in figure heights
    life_s: float = 0.7

    def draw(
        self,
        frame: Frame,
        foot: tuple[float, float],
        size_px: float,
        speed_px_s: float,
        back: int,
        time_s: float,
        seed: int,
    ) -> None:
        """`foot`: where it starts. `back`: -1 when it is left behind to the left, +1 to the right."""
        every = self.life_s / 9
        newest = math.floor(time_s / every)
        for number in range(newest - 8, newest + 1):
            age = time_s - number * every
            share = age / self.life_s
            if not 0 <= share <= 1:
                continue
            hop = fraction(number, seed)
            x = foot[0] + back * min(speed_px_s, 2.2 * frame.width) * age + (hop - 0.5) * 0.1 * size_px
            y = foot[1] - self.rise * size_px * (share * (1.4 - share)) * (0.5 + hop) - 0.03 * size_px
            radius = size_px * self.growth * (0.16 + 0.6 * share) * (0.7 + 0.6 * hop)
            fade = (1 - share) ** 1.3 * min(1.0, share * 8)
            puff(frame, (x, y), radius, self.color, self.alpha * fade, number % 7)


FIRE: tuple[Color, ...] = ((1.0, 0.96, 0.78), (1.0, 0.78, 0.28), (0.98, 0.45, 0.10), (0.62, 0.16, 0.06))
SMOKE: Color = (0.16, 0.14, 0.15)


def explosion(frame: Frame, at: tuple[float, float], size_px: float, since_s: float, seed: int, sky: Color) -> None:
    """Flash, fireball, sparks, debris and rising smoke around `at`; `size_px`: the size of what blows up."""
    if since_s < 0:
        return
    x, y = at
    smoke = mix(SMOKE, sky, 0.22)
    spread = 1 - math.exp(-since_s * 5.0)
    for index in range(16):  # smoke behind the fire
        angle, reach = index * 2.4, 0.35 + 0.65 * fraction(index, seed)
        climb = 0.75 * size_px * since_s * (0.4 + fraction(index, seed + 1))
        px = x + math.cos(angle) * reach * spread * 0.95 * size_px
        py = y + math.sin(angle) * reach * spread * 0.62 * size_px - climb
        fade = min(1.0, since_s * 5) * math.exp(-0.55 * since_s)
        puff(frame, (px, py), size_px * (0.24 + 0.34 * spread) * (0.8 + 0.5 * reach), smoke, 0.62 * fade, index)
    heat = math.exp(-since_s * 2.1)
    for index in range(20):  # the fireball, hottest in the middle
        angle, reach = index * 2.4 + 0.7, math.sqrt((index + 0.5) / 20)
        px = x + math.cos(angle) * reach * spread * 0.72 * size_px
        py = y + math.sin(angle) * reach * spread * 0.55 * size_px - 0.25 * size_px * since_s
        cool = min(2.99, reach * 1.5 + since_s * 2.6)
        low = int(cool)
        tone = mix(FIRE[low], FIRE[min(3, low + 1)], cool - low)
        puff(frame, (px, py), size_px * (0.14 + 0.26 * spread) * (1.15 - 0.4 * reach), tone, 0.85 * heat, index)
    frame.canvas.glow(x, y, size_px * (1.2 + 1.6 * spread), (1.0, 0.66, 0.28), min(1.0, 1.1 * heat))
    _debris(frame, at, size_px, since_s, seed)
    flash = math.exp(-since_s * 16.0)
    if flash > 0.03:
        frame.canvas.rect(0, 0, frame.width, frame.height, (1.0, 0.95, 0.85), 0.75 * flash)


def _debris(frame: Frame, at: tuple[float, float], size_px: float, since_s: float, seed: int) -> None:
    for index in range(22):
        angle = math.pi * (0.08 + 0.84 * fraction(index, seed + 5)) + (0 if index % 4 else math.pi * 0.2)
        speed = size_px * (1.1 + 1.9 * fraction(index, seed + 6))
        x = at[0] + math.cos(angle) * speed * since_s
        y = at[1] - math.sin(angle) * speed * since_s + 0.9 * size_px * since_s * since_s * 1.6
        hot = math.exp(-2.2 * since_s)
        if index % 2:
            back = 0.035
            tail = (
                x - math.cos(angle) * speed * back,
                y + math.sin(angle) * speed * back - 2.9 * size_px * since_s * back,
            )
            frame.canvas.line(
                [tail, (x, y)], mix((0.5, 0.2, 0.1), (1.0, 0.85, 0.45), hot), size_px * 0.016, min(1.0, 0.3 + hot)
            )
            continue
        turn = since_s * (4 + 9 * fraction(index, seed + 7)) + index
        radius = size_px * (0.02 + 0.035 * fraction(index, seed + 8))
        corners = [
            (x + radius * math.cos(turn + k * 1.7), y + radius * (0.6 + 0.3 * (k % 2)) * math.sin(turn + k * 1.7))
            for k in range(4)
        ]
        frame.canvas.polygon(corners, mix((0.08, 0.07, 0.07), (1.0, 0.5, 0.15), hot * 0.7))


def spray_ring(frame: Frame, at: tuple[float, float], width_px: float, time_s: float, tone: Color) -> None:
    """Foam around a hull or a swimmer, along the waterline."""
    for index in range(7):
        share = (index + 0.5) / 7 * 2 - 1
        wobble = math.sin(5.0 * time_s + index * 1.9)
        radius = width_px * (0.055 + 0.016 * wobble)
        x = at[0] + share * width_px * 0.52
        frame.canvas.ellipse(
            x, at[1] + 0.4 * radius, radius * 1.5, radius * 0.42, tone, 0.5, 0.0, max(0.5, radius * 0.22)
        )


def resized(picture: Image, scale: float) -> Image:
    """A picture scaled evenly, at least one pixel large."""
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(
        cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR), np.uint8
    )

"""The walls of a gorge: cliffs and scree in strata, stepped back tier by tier, and an arch of rock."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, composite, mix, rgb
from moviefactory.video.animatic.noise import profile, tile

Float = NDArray[np.float32]
_TILE = 256
_TONES: tuple[Color, ...] = (
    rgb("#c9653a"),
    rgb("#e08a52"),
    rgb("#a84a30"),
    rgb("#eeb07a"),
    rgb("#bf5a38"),
    rgb("#d97a48"),
    rgb("#8f3f2e"),
    rgb("#e59a62"),
    rgb("#f2c795"),
    rgb("#b5523a"),
    rgb("#cf7040"),
    rgb("#9c4634"),
)


@dataclass(frozen=True)
class Gorge:
    """Two walls with a gap between them. Metres: half the gap, the height of the rim, and of one stratum.

    `shift`: where the middle of the gap lies beside the middle of the strip, as a share of its width. `slope`: metres
    from the foot of the wall to its rim. `slack`: how far the wall winds in and out, in metres.
    """

    gap_m: float
    tall_m: float
    stratum_m: float
    slope_m: float
    shift: float = 0.0
    slack_m: float = 0.0


def walls(art: Art, rng: np.random.Generator, form: Gorge) -> None:
    """Paint both walls of a gorge; they repeat along x with the strip."""
    columns = art.canvas.width
    seeds = rng.integers(1 << 20, size=4)
    centre = (0.5 + form.shift) * art.width_m
    x = (np.arange(columns, dtype=np.float32) + np.float32(0.5)) / np.float32(art.px_per_m)
    off = (x - centre + art.width_m / 2) % art.width_m - art.width_m / 2
    bumps = max(3, int(art.width_m / max(form.slope_m, art.width_m / 40)))
    winding = profile(columns, bumps, int(seeds[0]), 0.55, 6) - np.float32(0.5)
    depth = (np.abs(off) - form.gap_m + 2 * form.slack_m * winding) / form.slope_m
    rim = 0.86 + 0.28 * (profile(columns, 5, int(seeds[1]), 0.35, 3) - np.float32(0.5))
    tops = np.asarray(_tiers(depth) * form.tall_m * rim + _scree(depth) * form.tall_m, np.float32)
    tops = np.where(depth < -0.30, np.float32(-1e5), tops)  # nothing closes the gap, however high the camera stands
    facing = np.clip(np.sin(-2 * np.pi * off / art.width_m) * 4, -1, 1)
    rows = art.shown_m[1] - (np.arange(art.canvas.height, dtype=np.float32) + np.float32(0.5)) / np.float32(
        art.px_per_m
    )
    color = _rock(art, (x, rows), tops, np.asarray(facing, np.float32), form, seeds)
    alpha = np.clip((tops[None, :] - rows[:, None]) * np.float32(art.px_per_m) + np.float32(0.5), 0, 1)[..., None]
    picture = np.concatenate([np.clip(color, 0, 1) * alpha, alpha], axis=2)
    composite(art.canvas.rgba, (picture * 255 + 0.5).astype(np.uint8))


def _tiers(depth: Float) -> Float:
    """Three cliffs, one behind the other: the share of the full height at each depth into the wall."""
    total = np.zeros_like(depth)
    for start, share in ((0.0, 0.52), (0.34, 0.28), (0.74, 0.20)):
        t = np.clip((depth - start) / 0.055, 0, 1)
        total += np.float32(share) * t * t * (3 - 2 * t)
    return np.asarray(total, np.float32)


def _scree(depth: Float) -> Float:
    """Fans of rubble at the foot, and a gentle rise on every terrace."""
    foot = np.clip((depth + 0.30) / 0.30, 0, 1)
    return np.asarray(0.10 * foot**1.6 * (depth < 0.2) + 0.06 * np.clip(depth, 0, 1), np.float32)


def _rock(
    art: Art, at: tuple[Float, Float], tops: Float, facing: Float, form: Gorge, seeds: NDArray[np.int64]
) -> Float:
    """The colours (h, w, 3): strata that bend a little, clefts, terraces in the sun and scree below the cliffs."""
    x, rows = at
    side, light = art.side, art.light
    repeats = max(1, round(art.width_m / (form.tall_m * 0.9)))
    across = x / np.float32(art.width_m) * np.float32(repeats * _TILE)
    rough = _sampled(int(seeds[2]) % 9, across, rows / np.float32(form.tall_m) * np.float32(_TILE * 0.9))
    clefts = _sampled(9 + int(seeds[3]) % 5, across * 2, rows / np.float32(form.tall_m) * np.float32(_TILE * 0.22))
    bent = (
        rows[:, None]
        + np.float32(1.5 * form.stratum_m) * (rough - 0.5)
        + np.float32(0.6 * form.stratum_m) * (clefts - 0.5)
    )
    color = _strata(bent / np.float32(form.stratum_m))
    step = max(1, art.canvas.width // 220)
    slant = np.roll(clefts, -step, axis=1) - np.roll(clefts, step, axis=1)
    lit = 0.55 - side * slant * np.float32(2.2) + np.float32(0.26 * side) * facing[None, :] + 0.5 * (rough - 0.5)
    below = (tops[None, :] - rows[:, None]) / np.float32(form.tall_m)
    lit += 0.45 * np.exp(-np.clip(below, 0, 1) / 0.012)
    lit -= 0.16 * np.clip(1 - rows[:, None] / np.float32(form.tall_m), 0, 1) ** 2
    share = np.clip(lit, 0, 1)[..., None].astype(np.float32)
    dark = color * np.array(mix((0.52, 0.46, 0.50), light.shade, 0.18), np.float32)
    bright = np.clip(color * np.float32(1.12), 0, 1) * np.float32(0.84) + np.array(light.key, np.float32) * np.float32(
        0.16
    )
    dust = (
        np.clip(1 - rows / np.float32(0.22 * form.tall_m), 0, 1)[:, None, None] * np.clip(rough * 1.6, 0, 1)[..., None]
    )
    shaded = dark + (bright - dark) * share
    return np.asarray(
        shaded + (np.array(rgb("#d9955f"), np.float32) * (0.6 + 0.4 * share) - shaded) * dust * 0.55, np.float32
    )


def _sampled(seed: int, across: Float, down: Float) -> Float:
    maps = np.meshgrid(np.mod(across, _TILE), np.mod(down, _TILE))
    noise = tile(_TILE, 5, 400 + seed, 5, 0.6)
    return np.asarray(
        cv2.remap(
            noise, maps[0].astype(np.float32), maps[1].astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        ),
        np.float32,
    )


def _strata(level: Float) -> Float:
    """Beds of different rock: each of its own tone and thickness, with a dark joint under each."""
    uneven = level + np.float32(0.35) * np.sin(level * np.float32(1.9))
    bed = np.floor(uneven).astype(np.int64)
    share = np.asarray(uneven - np.floor(uneven), np.float32)
    table = np.array(_TONES, np.float32)
    color = table[(bed * 5 + (bed // 3) * 2) % len(_TONES)]
    joint = (
        1 - np.float32(0.32) * np.clip(1 - share / 0.16, 0, 1) + np.float32(0.08) * np.clip((share - 0.8) / 0.2, 0, 1)
    )
    return np.asarray(color * joint[..., None], np.float32)


def arch(art: Art, x: float, height_m: float, rng: np.random.Generator, y: float = 0.0) -> None:
    """A bridge of sandstone that wind and water have left standing."""
    t = np.linspace(0, np.pi, 25)
    outer = np.stack([x + height_m * 1.05 * np.cos(t), y + height_m * np.sin(t) ** 0.62], axis=1)
    outer[:, 1] += height_m * 0.03 * rng.uniform(-1, 1, len(t)) * np.sin(t)
    inner = np.stack(
        [x + height_m * 0.06 + height_m * 0.56 * np.cos(t), y + height_m * 0.66 * np.sin(t) ** 0.8], axis=1
    )
    foot = np.array([(x - height_m * 1.22, y - 0.05 * height_m)])
    end = np.array([(x + height_m * 1.22, y - 0.05 * height_m)])
    body = np.concatenate([end, outer, foot, inner[::-1]])
    art.polygon(body, rgb("#cc6f42"), to=rgb("#93442f"))
    for _ in range(9):  # cracks that run from the outer edge inwards
        at = int(rng.integers(2, 23))
        share = float(rng.uniform(0.2, 0.6))
        end = outer[at] * (1 - share) + inner[at] * share
        art.line([outer[at], end], rgb("#7d3626"), height_m * 0.014, 0.5)
    lit = outer[3:12] if art.side > 0 else outer[13:22]
    art.line(lit, mix(rgb("#eea066"), art.light.key, 0.4), height_m * 0.045, 0.7)
    under = inner[2:12] if art.side < 0 else inner[13:23]
    art.line(under, mix(rgb("#e08a52"), art.light.key, 0.3), height_m * 0.03, 0.6)

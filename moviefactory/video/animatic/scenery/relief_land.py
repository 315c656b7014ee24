"""Land in relief: ranges, rolling farmland and jungle slopes, rendered once from a small height field onto a strip.

A height field is looked at from the front and a little from above: each pixel shows the first slope that reaches up to
it, so nearer ridges hide further ones, and every slope is lit from the sun's side. It repeats along x like all strips.
It knows nothing of what stands on the land.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.canvas import Color, composite, mix, rgb, scaled
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import profile, tile

Float = NDArray[np.float32]

_STEPS = 84  # rows of the height field, front to back
_TILE = 256
_VARIETY = 12  # different noise tiles in use, so that they are shared between strips


@dataclass(frozen=True)
class Slopes:
    """What the painter of a coat may use, each (h, w) float32 over the strip's pixels.

    `high`: height in [0, 1] of the tallest summit. `lit`: how much a slope faces the sun, in [0, 1]. `grain`: fine
    noise in [0, 1] that sticks to the land. `back`: 0 at the front of the land, 1 at its far edge. `along`: columns of
    the field in [0, 1).
    """

    high: Float
    lit: Float
    grain: Float
    back: Float
    along: Float


Coat = Callable[[Slopes, Light], Float]
"""What covers the land: colours (h, w, 3) float32 in [0, 1] in plain daylight."""


@dataclass(frozen=True)
class Form:
    """The shape of the land: `bumps` summits across the strip, `ridged` 0 (soft hills) to 1 (sharp crests).

    `lift`: how much of the height comes from looking down on it (0 is seen flat from the side). `rough`: fine relief.
    `even`: 0 lets some summits stand out, 1 makes them equally high. `steep`: strength of light and shade.
    """

    bumps: int = 4
    ridged: float = 0.0
    lift: float = 0.25
    rough: float = 0.5
    even: float = 0.3
    steep: float = 1.0


def land(
    art: Art,
    top_m: float,
    rng: np.random.Generator,
    form: Form,
    coat: Coat,
    base_m: float = 0.0,
    along: tuple[float, ...] = (1.0,),
) -> None:
    """Paint land of this form from `base_m` up to `base_m + top_m` across the strip, and solid ground below.

    `along`: how high it may be at evenly spaced places from left to right, in [0, 1]; 0 leaves a gap (a headland that
    runs out into the sea).
    """
    columns = art.canvas.width
    field = _field(columns, form, rng)
    hold = np.interp(
        np.linspace(0, 1, columns), np.linspace(0, 1, max(2, len(along))), np.resize(along, max(2, len(along)))
    )
    field = np.asarray(field * hold[None, :], np.float32)
    seen = _seen_heights(field, form) * hold[None, :].astype(np.float32) ** 0.35
    step_m = top_m / float(max(seen.max(), 1e-6))
    rows_m = art.shown_m[1] - (np.arange(art.canvas.height, dtype=np.float32) + 0.5) / np.float32(art.px_per_m)
    level = ((rows_m - base_m) / np.float32(step_m)).astype(np.float32)
    index = _first_slope(seen, level)
    slopes = _slopes(field, index, form, art.side, rng)
    color = coat(slopes, art.light)
    edge_px = (seen[-1][None, :] - level[:, None]) * np.float32(step_m * art.px_per_m)
    solid = np.clip(hold * 40, 0, 1)[None, :].astype(np.float32)
    alpha = (np.clip(edge_px + 0.5, 0, 1) * solid)[..., None]
    picture = np.concatenate([np.clip(color, 0, 1) * alpha, alpha], axis=2)
    composite(art.canvas.rgba, (picture * 255 + 0.5).astype(np.uint8))


def _field(columns: int, form: Form, rng: np.random.Generator) -> Float:
    """Heights (steps, columns) in about [0, 1], front row first, periodic along x."""
    seeds = [200 + int(rng.integers(_VARIETY)) for _ in range(3)]
    coarse = _sampled(tile(_TILE, max(2, form.bumps), seeds[0], 5, form.rough), columns, 0.42, float(rng.random()))
    crest = np.clip(1.0 - np.abs(2.0 * coarse - 1.0), 0, 1)
    shape = coarse * (1 - form.ridged) + crest**1.35 * form.ridged
    tall = profile(columns, max(2, form.bumps), int(rng.integers(1 << 30)), 0.35, 3)
    tall = form.even + (1 - form.even) * (tall - tall.min()) / max(float(np.ptp(tall)), 1e-6)
    back = np.linspace(0, 1, _STEPS, dtype=np.float32)[:, None]
    rise = 0.16 + 0.84 * np.sin(np.clip(back * 1.12, 0, 1) * np.pi / 2) ** 1.5
    return np.asarray((0.12 + 0.88 * shape) * tall[None, :] * rise, np.float32)


def _sampled(noise: Float, columns: int, depth: float, start: float) -> Float:
    """A noise tile stretched over the field: all of its width, `depth` of its height."""
    xs = (np.arange(columns, dtype=np.float32) + 0.5) / columns * _TILE
    ys = (np.linspace(0, depth, _STEPS, dtype=np.float32) + start) * _TILE
    grid_x, grid_y = np.meshgrid(xs, ys)
    return np.asarray(cv2.remap(noise, grid_x, grid_y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP))


def _seen_heights(field: Float, form: Form) -> Float:
    """How high each row of the field reaches in the picture, never falling from front to back: (steps, columns)."""
    back = np.linspace(0, 1, _STEPS, dtype=np.float32)[:, None]
    return np.asarray(np.maximum.accumulate(field * (1 - form.lift) + back * form.lift * field.max(), axis=0))


def _first_slope(seen: Float, level: Float) -> NDArray[np.intp]:
    """Which row of the field each pixel shows: (h, w), the last row where nothing reaches so high."""
    index = np.zeros((len(level), seen.shape[1]), np.uint8)
    for row in seen[:-1]:
        index += row[None, :] < level[:, None]
    return index.astype(np.intp)


def _slopes(field: Float, index: NDArray[np.intp], form: Form, side: int, rng: np.random.Generator) -> Slopes:
    columns = field.shape[1]
    across = np.roll(field, -2, axis=1) - np.roll(field, 2, axis=1)
    across *= np.float32(columns / max(form.bumps, 1) / 26.0)
    away = np.gradient(field, axis=0) * np.float32(7.0)
    lit = 0.52 - form.steep * side * across * 1.9 - form.steep * 0.30 * (away - 0.12)
    lit = np.asarray(cv2.GaussianBlur(lit.astype(np.float32), (0, 0), 1.1, borderType=cv2.BORDER_REPLICATE))
    xs = np.broadcast_to(np.arange(columns)[None, :], index.shape)
    seed = 300 + int(rng.integers(_VARIETY))
    grain = _sampled(tile(_TILE, 20, seed, 3, 0.8), columns, 0.9, float(rng.random()))
    return Slopes(
        field[index, xs] / np.float32(max(float(field.max()), 1e-6)),
        np.clip(lit, 0, 1)[index, xs],
        np.clip(grain, 0, 1)[index, xs],
        (index / np.float32(_STEPS - 1)).astype(np.float32),
        (xs / np.float32(columns)).astype(np.float32),
    )


def _smooth(field: Float, low: float, high: float) -> Float:
    t = np.clip((field - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _blend(under: Float, over: Color | Float, share: Float) -> Float:
    top = np.asarray(over, np.float32)
    return np.asarray(under + (top - under) * share[..., None], np.float32)


def _shaded(color: Color, slopes: Slopes, light: Light, depth: float = 0.62) -> Float:
    """One colour over the whole land, from its shaded to its sunlit tone."""
    dark = np.array(mix(scaled(color, depth), light.shade, 0.20), np.float32)
    bright = np.array(mix(scaled(color, 1.10), light.key, 0.24), np.float32)
    share = 0.35 * slopes.lit + 0.65 * _smooth(slopes.lit, 0.34, 0.66)
    return np.asarray(dark + (bright - dark) * share[..., None], np.float32)


def alpine(rock: Color, snow_from: float, meadow: Color | None = None, wood: float = 0.0) -> Coat:
    """Bare rock, snow above `snow_from` of the height, green below; `wood`: how far up forest climbs."""

    def coat(slopes: Slopes, light: Light) -> Float:
        color = _shaded(rock, slopes, light, 0.60)
        color *= (0.90 + 0.20 * slopes.grain)[..., None]
        if meadow is not None:
            edge = slopes.high + 0.22 * (slopes.grain - 0.5)
            color = _blend(color, _shaded(meadow, slopes, light), 1 - _smooth(edge, 0.26, 0.42))
        if wood > 0:
            dark = _shaded(rgb("#3d6650"), slopes, light, 0.66) * (0.72 + 0.5 * slopes.grain)[..., None]
            edge = slopes.high + 0.30 * (slopes.grain - 0.5)
            color = _blend(color, np.asarray(dark, np.float32), 1 - _smooth(edge, wood * 0.75, wood))
        ragged = slopes.high + 0.34 * (slopes.grain - 0.5) - 0.12 * (slopes.lit - 0.5)
        shade, white = np.array(mix((0.93, 0.96, 1.0), light.shade, 0.36)), np.array((0.98, 0.99, 1.0))
        snow = shade + (white - shade) * _smooth(slopes.lit, 0.36, 0.60)[..., None]
        return _blend(color, np.asarray(snow, np.float32), _smooth(ragged, snow_from - 0.05, snow_from + 0.05))

    return coat


_COPSE: Color = rgb("#4b7a44")
_FIELDS: tuple[Color, ...] = (
    rgb("#86b04e"), rgb("#a9c25a"), rgb("#d9c464"), rgb("#6f9f4a"), rgb("#c3b25c"), rgb("#94b85a"), rgb("#b58f55"),
)  # fmt: skip


def farmland(across: int = 11, deep: int = 5, wood: Color = _COPSE) -> Coat:
    """A patchwork of fields with hedges between them and copses on the hilltops."""

    def coat(slopes: Slopes, light: Light) -> Float:
        bend = 0.35 * np.sin(2 * np.pi * slopes.back * 1.7) + 0.25 * np.sin(2 * np.pi * slopes.along * 3)
        at_y = slopes.back * deep + bend.astype(np.float32)
        row = np.floor(at_y)
        at_x = slopes.along * across + 0.5 * (row % 2) + 0.25 * np.sin(3 * at_y)
        cell = np.floor(at_x)
        kind = (((cell % across) * 37 + row * 61).astype(np.int64) * 7) % len(_FIELDS)
        plain = np.array(_FIELDS, np.float32)[kind]
        furrow = 1 + 0.035 * np.sin(2 * np.pi * at_y * 9)
        tone = (0.70 + 0.48 * slopes.lit) * furrow * (0.94 + 0.12 * slopes.grain)
        color = plain * tone[..., None].astype(np.float32)
        color = _blend(color, light.key, (0.12 * _smooth(slopes.lit, 0.5, 0.9)).astype(np.float32))
        hedge = np.minimum(np.abs(at_x - np.round(at_x)) * 1.0, np.abs(at_y - np.round(at_y)) * 1.2)
        share = (1 - _smooth(np.asarray(hedge, np.float32), 0.03, 0.08)) * (0.35 + 0.65 * slopes.grain)
        woods = _smooth(slopes.grain * 0.6 + slopes.high * 0.6, 0.66, 0.76)
        dark = _shaded(wood, slopes, light) * (0.75 + 0.4 * slopes.grain)[..., None]
        return _blend(color, np.asarray(dark, np.float32), np.maximum(share, woods).astype(np.float32))

    return coat


def turf(color: Color, speck: Color, amount: float = 0.5) -> Coat:
    """Grass with patches of another colour (flowers, dry grass, heather)."""

    def coat(slopes: Slopes, light: Light) -> Float:
        plain = _shaded(color, slopes, light, 0.72) * (0.90 + 0.2 * slopes.grain)[..., None]
        return _blend(np.asarray(plain, np.float32), speck, _smooth(slopes.grain, 0.55, 0.95) * np.float32(amount))

    return coat


def canopy(color: Color, other: Color) -> Coat:
    """The crowns of a dense forest seen from far away: bumpy, each tree lit from above."""

    def coat(slopes: Slopes, light: Light) -> Float:
        plain = _shaded(color, slopes, light, 0.6)
        mixed = _blend(plain, _shaded(other, slopes, light, 0.6), _smooth(slopes.grain, 0.4, 0.75) * np.float32(0.7))
        return np.asarray(mixed * (0.62 + 0.62 * slopes.grain)[..., None], np.float32)

    return coat

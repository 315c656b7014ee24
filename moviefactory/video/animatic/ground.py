"""The ground: one perspective plane at y = 0, coloured by bands along z (road, verge, field) and by repeating textures.

Each row of the picture below the horizon is one distance. The bands are averaged exactly over what a row covers, so
edges far away neither crawl nor flicker; the textures are read from smaller copies further off. Smearing along x is
the same distance in metres everywhere, so for a steady camera the texture is blurred once, not once per frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.canvas import Color
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import tile

Float = NDArray[np.float32]
_SIZE = 512  # pixels of a texture
_LEVELS = 6


@dataclass(frozen=True)
class Texture:
    """A repeating pattern (512, 512) float32 around 0.5, `metres` wide, that lightens and darkens the ground.

    `contrast`: how much, 0 to 1. `toward`: where the pattern is high the ground turns to this colour instead.
    """

    pattern: Float
    metres: float
    contrast: float
    toward: Color | None = None


@dataclass(frozen=True)
class Marks:
    """A painted line on the ground from `near_m` to `far_m` in z; dashed when `every_m` > 0: `on_m` of it is paint."""

    near_m: float
    far_m: float
    color: Color
    every_m: float = 0.0
    on_m: float = 0.0
    alpha: float = 0.9


@dataclass(frozen=True)
class Ground:
    """`bands`: (from z in metres, colour), the first reaching to the camera, the last to the horizon; lit by `light`.

    `until_z_m`: where the land ends (a shore, a cliff); what lies beyond must be painted by something else.
    """

    bands: tuple[tuple[float, Color], ...]
    textures: tuple[Texture, ...]
    light: Light
    smear_m: float = 0.0  # how far the camera travels along x while the shutter is open
    sheen: float = 0.0  # wet or icy: how much of the sky's light lies on it
    marks: tuple[Marks, ...] = ()
    until_z_m: float = 1e9
    z_m: float = 0.8e8
    _pyramids: tuple[tuple[NDArray[np.uint8], ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pyramids = tuple(_pyramid(one, self.smear_m) for one in self.textures)
        object.__setattr__(self, "_pyramids", pyramids)

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        edge = camera.horizon_px
        if self.until_z_m < 1e9:
            edge = max(edge, camera.project(0.0, 0.0, self.until_z_m)[1])
        top = max(0, int(np.ceil(edge)))
        if top >= frame.height:
            return
        edges = np.arange(top, frame.height + 1, dtype=np.float64)
        reach = _distances(edges, camera)
        middle = np.sqrt(reach[:-1] * reach[1:])
        rows = self._row_colors(reach, middle, camera)
        picture = np.repeat(rows[:, None, :], frame.width, axis=1)
        for texture, pyramid in zip(self.textures, self._pyramids, strict=True):
            _apply(picture, texture, _look_up(pyramid, texture.metres, camera, middle, frame.width), self, middle)
        for mark in self.marks:
            self._mark(picture, mark, reach, middle, camera)
        frame.rgba[top:] = np.clip(picture, 0, 255).astype(np.uint8)
        frame.rgba[top:, :, 3] = 255
        if frame.depth is not None:
            near = np.minimum(1.0, 0.5 * camera.distance_m / middle) ** 0.75
            frame.depth[top:] = (near * 255).astype(np.uint8)[:, None]

    def _row_colors(self, reach: NDArray[np.float64], middle: NDArray[np.float64], camera: Camera) -> Float:
        """The plain colour of each row: (rows, 4) float32, 0 to 255."""
        mean = _band_average(self.bands, reach - camera.distance_m)
        light = self.light
        lit = mean * np.array(light.tint)
        fog = self.clarity(middle)[:, None]
        colors = lit * fog + np.array(light.fog) * (1 - fog)
        if self.sheen > 0:
            grazing = (1.0 / (1.0 + (middle / (6 * max(camera.y_m, 0.0) + 0.1)) ** -1.2))[:, None] * self.sheen
            colors = colors * (1 - grazing) + np.array(light.horizon) * grazing
        rows = np.concatenate([colors, np.ones((len(colors), 1))], axis=1)
        return np.asarray(rows * 255, np.float32)

    def _mark(
        self, picture: Float, mark: Marks, reach: NDArray[np.float64], middle: NDArray[np.float64], camera: Camera
    ) -> None:
        z = reach - camera.distance_m
        span = np.maximum(z[:-1] - z[1:], 1e-9)
        covered = np.clip(np.minimum(z[:-1], mark.far_m) - np.maximum(z[1:], mark.near_m), 0, None) / span
        rows = np.flatnonzero(covered > 0.004)
        if len(rows) == 0:
            return
        share = (covered[rows] * self.clarity(middle[rows]) * mark.alpha)[:, None]
        if mark.every_m > 0:
            share = share * _dashes(mark, middle[rows], camera, picture.shape[1], self.smear_m)
        paint = np.array([*(a * b * 255 for a, b in zip(mark.color, self.light.tint, strict=True)), 255], np.float32)
        picture[rows] += (paint - picture[rows]) * share[..., None].astype(np.float32)

    def clarity(self, distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much of the ground at each distance is seen through the air, in (0, 1]."""
        return np.asarray(np.exp(-self.light.fog_per_m * distance_m), np.float64)


def _dashes(
    mark: Marks, distance: NDArray[np.float64], camera: Camera, width: int, smear_m: float
) -> NDArray[np.float64]:
    """How much of each pixel a dashed line covers along x, smear included: the exact integral over the dashes."""
    per_px = distance / camera.focal_px
    x = camera.x_m + (np.arange(width)[None, :] + 0.5 - camera.centre_px) * per_px[:, None]
    half = (per_px[:, None] + smear_m) / 2

    def painted(at: NDArray[np.float64]) -> NDArray[np.float64]:
        cells = np.floor(at / mark.every_m)
        return np.asarray(cells * mark.on_m + np.minimum(at - cells * mark.every_m, mark.on_m), np.float64)

    return (painted(x + half) - painted(x - half)) / (2 * half)


def pattern(cells: int, seed: int, octaves: int = 5, roughness: float = 0.6) -> Float:
    """A cloudy texture: `cells` blotches across, finer detail below."""
    return tile(_SIZE, cells, seed, octaves, roughness)


def streaks(seed: int, cells: int = 6, stretch: int = 6) -> Float:
    """A texture of long soft streaks along x: swept sand, wind-blown snow, tyre-worn tarmac."""
    base = tile(_SIZE, cells, seed, 5, 0.6)
    squeezed = cv2.resize(base, (_SIZE, _SIZE // stretch), interpolation=cv2.INTER_AREA)
    return np.asarray(np.tile(squeezed, (stretch + 1, 1))[:_SIZE], np.float32)


def _pyramid(texture: Texture, smear_m: float) -> tuple[NDArray[np.uint8], ...]:
    picture = texture.pattern
    length = round(smear_m / texture.metres * _SIZE)
    if length > 1:
        wide = np.concatenate([picture] * 3, axis=1)
        kernel = min(length, _SIZE) | 1
        picture = np.asarray(cv2.blur(wide, (kernel, 1))[:, _SIZE : 2 * _SIZE], np.float32)
    levels = [(np.clip(picture, 0, 1) * 255).astype(np.uint8)]
    for _ in range(_LEVELS - 1):
        last = levels[-1]
        half = (last.shape[1] // 2, last.shape[0] // 2)
        levels.append(np.asarray(cv2.resize(last, half, interpolation=cv2.INTER_AREA), np.uint8))
    return tuple(levels)


def _distances(rows: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    below = np.maximum(rows - camera.horizon_px, 0.15)
    return np.asarray(np.maximum(0.05, camera.focal_px * max(camera.y_m, 0.02) / below), np.float64)


def _band_average(bands: tuple[tuple[float, Color], ...], z_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean colour of the bands between consecutive `z_m` (falling): (rows, 3)."""
    far = float(z_m.max()) + 1.0
    edges = np.array([float(z_m.min()) - 1.0, *(max(float(z_m.min()) - 0.5, z) for z, _ in bands[1:]), far])
    edges = np.maximum.accumulate(edges)
    colors = np.array([color for _, color in bands], np.float64)
    steps = np.diff(edges)[:, None] * colors
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(steps, axis=0)])
    sums = np.stack([np.interp(z_m, edges, total[:, part]) for part in range(3)], axis=1)
    spans = np.maximum(z_m[:-1] - z_m[1:], 1e-9)[:, None]
    return np.asarray((sums[:-1] - sums[1:]) / spans, np.float64)


def _look_up(
    pyramid: tuple[NDArray[np.uint8], ...], metres: float, camera: Camera, middle: NDArray[np.float64], width: int
) -> NDArray[np.uint8]:
    """The texture as the camera sees it: (rows, width) uint8."""
    footprint = middle / camera.focal_px / metres * _SIZE * np.sqrt(1 + 0.35 * middle / max(camera.y_m, 0.1))
    level = np.clip(np.round(np.log2(np.maximum(footprint, 1e-3))), 0, _LEVELS - 1).astype(int)
    along = (np.arange(width, dtype=np.float32) + 0.5 - np.float32(camera.centre_px)) / np.float32(camera.focal_px)
    out = np.empty((len(middle), width), np.uint8)
    for one in np.unique(level):
        rows = np.flatnonzero(level == one)
        picture = pyramid[one]
        size = picture.shape[0]
        distance = middle[rows].astype(np.float32)
        shift = np.float64(camera.x_m) / metres % 1.0 * size
        columns = along[None, :] * (distance[:, None] * np.float32(size / metres)) + np.float32(shift)
        lines = np.repeat(((distance - camera.distance_m) * np.float32(size / metres))[:, None], width, axis=1)
        first, last = rows[0], rows[-1] + 1
        out[first:last] = cv2.remap(
            picture, columns, lines.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )
    return out


def _apply(
    picture: Float, texture: Texture, seen: NDArray[np.uint8], ground: Ground, middle: NDArray[np.float64]
) -> None:
    """Work one texture into the rows; it fades with the air."""
    strength = (ground.clarity(middle) * texture.contrast).astype(np.float32)[:, None]
    if texture.toward is None:
        gain = (seen.astype(np.float32) - 127.5) * (strength / 127.5) + 1.0
        picture *= gain[..., None]
        return
    share = np.clip((seen.astype(np.float32) - 110.0) * (strength / 90.0), 0, 1)
    target = np.array([*(a * b * 255 for a, b in zip(texture.toward, ground.light.tint, strict=True)), 255], np.float32)
    picture += (target - picture) * share[..., None]

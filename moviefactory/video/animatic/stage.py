"""What a place is built with: the stage knows the camera's whole shot and the light, and turns paintings into layers.

Distances are metres from the plane in which the subject acts: z > 0 lies behind it, z < 0 between it and the camera.
Use `behind(m)` and `before(share)` rather than bare numbers: they keep the depth right for a mouse and for a ship.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from moviefactory.movie import Setting, digest
from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import Camera, Rig, View
from moviefactory.video.animatic.canvas import Color, Image, mix, recolor
from moviefactory.video.animatic.frame import Frame, Layer
from moviefactory.video.animatic.ground import Ground, Marks, Texture
from moviefactory.video.animatic.layers import Live, Strip, rim_light
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.sky import CloudKind, Sky, paint_clouds, paint_sky
from moviefactory.video.animatic.water import Water

Paint = Callable[[Art, np.random.Generator], None]
Surface = Literal["land", "water", "none"]

_WIDEST = 2.6  # a strip is at most this many frames wide before it repeats
_SAMPLES = 8


@dataclass(frozen=True)
class Finish:
    """How a painting becomes part of the picture.

    `fog`: share of the air's haze it takes (0 keeps it crisp). `rim`: strength of the sun's edge light. `soft`: how far
    out of focus, in frame heights. `sway`: leaning in the wind. `drift_m_s`, `bob_m`: own motion. `tint`: False keeps
    daylight colours (things that shine). `dim`: multiplies the colours (foreground silhouettes). `depth`: False for
    haze, which must not enter the depth map. `floor_m`: the world height of the painter's y = 0.
    """

    fog: float = 1.0
    rim: float = 0.5
    soft: float = 0.0
    sway: float = 0.0
    drift_m_s: float = 0.0
    bob_m: float = 0.0
    tint: bool = True
    dim: float = 1.0
    depth: bool = True
    floor_m: float = 0.0


PLAIN = Finish()
FOREGROUND = Finish(fog=0.0, rim=0.7, soft=0.006, dim=0.62)


@dataclass(frozen=True)
class Place:
    """A built place: its layers in any order (the stage sorts them by z) and what lies at y = 0.

    `surface`: "land" and "water" take shadows and reflections; on "none" (sky, space) things float. `wet` in [0, 1]
    mirrors what stands on the ground. `dust`: the colour that feet and wheels throw up, or None. `lit`: the colour by
    which figures are multiplied, where lamps (or the lack of air) make it differ from the light of the sky.
    """

    layers: tuple[Layer, ...]
    surface: Surface = "land"
    wet: float = 0.0
    dust: Color | None = None
    lit: Color | None = None


@dataclass(frozen=True)
class Stage:
    """Everything a place may know. `spread` stretches distances for subjects larger than a person (1 for a person)."""

    rig: Rig
    light: Light
    setting: Setting
    place: str
    seed: int
    spread: float
    shutter_s: float
    needs_floor: bool = False  # somebody in the shot can neither swim nor fly

    @property
    def camera(self) -> Camera:
        """The camera in the middle of the shot."""
        return self.rig.at(self.rig.seconds / 2)

    @property
    def frame_px(self) -> tuple[int, int]:
        return self.rig.base.size_px

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for every part of the place, so that one more tree moves no other."""
        return np.random.default_rng(int(digest(self.seed, self.setting, name)[:12], 16))

    def behind(self, metres: float) -> float:
        """The plane this far behind the subject (stretched for large subjects)."""
        return metres * self.spread

    def before(self, share: float) -> float:
        """The plane at this share of the way from the camera to the subject: 0.5 is half way. For foregrounds."""
        return (share - 1.0) * self.rig.base.distance_m

    def frame_m(self, z_m: float) -> float:
        """The height of the frame in metres at the plane `z_m`."""
        camera = self.camera
        return camera.size_px[1] / camera.px_per_m(z_m)

    def row_m(self, row: float, z_m: float) -> float:
        """The height y at which a thing in the plane `z_m` appears at `row` (0 the frame's top, 1 its bottom)."""
        camera = self.camera
        return camera.y_m + (camera.horizon_px - row * camera.size_px[1]) / camera.px_per_m(z_m)

    # ------------------------------------------------------------------------------------------------------- layers

    def sky(self, below: Color | None = None, sun: bool = True) -> Sky:
        """Gradient, sun or moon, stars. `below`: the colour under the horizon where nothing covers it."""
        return paint_sky(self.light, self.rig, self.seed, below, sun)

    def clouds(
        self, kind: CloudKind, low: float, high: float, name: str = "clouds", cover: float = -1.0, drift: float = 0.012
    ) -> Strip:
        """A band of clouds from `low` to `high` above the horizon, in frame heights. `drift`: frame widths a second."""
        z_m = 4000.0
        frame_m = self.frame_m(z_m)
        px_per_m = self.camera.px_per_m(z_m)
        width_px = int(self.frame_px[0] * 1.7)
        height_px = max(8, int((high - low) * self.frame_px[1]))
        share = self.light.cover if cover < 0 else cover
        seed = int(self.rng(name).integers(1 << 30))
        picture = paint_clouds(kind, (width_px, height_px), self.light, seed, share)
        speed = drift * self.frame_px[0] / px_per_m * -self.light.side
        bottom = self.camera.y_m + low * frame_m
        return Strip(z_m, picture, px_per_m, bottom, drift_m_s=speed, depth=False)

    def strip(self, z_m: float, top_m: float, paint: Paint, bottom_m: float = -0.5, finish: Finish = PLAIN) -> Strip:
        """A painting in the plane `z_m`, from `bottom_m` up to `top_m`; `paint(art, rng)` draws it in metres.

        It is as wide as the shot needs (`art.width_m`) and repeats beyond. Only what the camera can see is painted.
        """
        left_m, width_m, whole = self.reach(z_m, finish.drift_m_s)
        low_m, high_m = self._heights(z_m)
        floor_m = finish.floor_m
        bottom, top = max(bottom_m, low_m - floor_m), min(max(top_m, bottom_m), high_m - floor_m)
        px_per_m = max(camera.px_per_m(z_m) for camera in self._cameras())
        if top <= bottom:
            top = bottom + 2 / px_per_m
        art = Art(width_m, (bottom_m, top_m), px_per_m, self.light, (bottom, top))
        paint(art, self.rng(f"{paint.__module__}.{getattr(paint, '__qualname__', 'paint')}.{z_m:.3f}"))
        rgba, lamp = self._finished(art, z_m, finish)
        phase = float(z_m % 6.28)
        return Strip(
            z_m, rgba, px_per_m, bottom + floor_m, lamp, left_m if whole else 0.0, finish.drift_m_s,
            finish.sway, finish.bob_m, phase, finish.depth, True,
        )  # fmt: skip

    def haze(self, z_m: float, top_m: float, strength: float, color: Color | None = None) -> Strip:
        """A veil of air lying on the ground in the plane `z_m`: it parts near from far. `strength` in [0, 1]."""
        tone = color or self.light.fog

        def paint(art: Art, rng: np.random.Generator) -> None:
            heights = np.linspace(art.shown_m[1], art.shown_m[0], art.canvas.height, dtype=np.float32)
            fade = np.clip(1.0 - heights / np.float32(top_m), 0, 1) ** 1.3 * np.float32(strength)
            column = np.concatenate([np.outer(fade, np.array(tone, np.float32)), fade[:, None]], axis=1)
            art.canvas.rgba[...] = (column * 255).astype(np.uint8)[:, None, :]

        return self.strip(z_m, top_m, paint, -0.02 * top_m, Finish(fog=0.0, rim=0.0, tint=False, depth=False))

    def foreground(self, share: float, tall: float, paint: Paint, finish: Finish | None = None) -> Strip:
        """A fringe along the lower edge of the picture, `share` of the way to the subject, `tall` frame heights high.

        In `paint`, y = 0 is the lower edge of the picture and `art.top_m` the fringe's height.
        """
        z_m = self.before(share)
        floor_m = min(self.row_m(1.0, z_m), 0.0)
        top_m = tall * self.frame_m(z_m)
        look = replace(finish or FOREGROUND, floor_m=floor_m)
        return self.strip(z_m, top_m, paint, -0.3 * self.frame_m(z_m), look)

    def ground(
        self,
        bands: list[tuple[float, Color]],
        textures: list[Texture],
        sheen: float = 0.0,
        marks: list[Marks] | None = None,
        until_m: float = 1e9,
    ) -> Ground:
        """The ground plane. `bands`: (from z in metres behind the subject, colour), nearest first; `marks`: road lines.

        `until_m`: how far behind the subject the land ends.
        """
        spread = self.spread
        stretched = tuple((z * spread, color) for z, color in bands)
        lines = tuple(replace(mark, near_m=mark.near_m * spread, far_m=mark.far_m * spread) for mark in marks or [])
        smear_m = abs(self.rig.follow_m_s) * self.shutter_s
        until_z_m = until_m * spread if until_m < 1e9 else 1e9
        return Ground(stretched, tuple(textures), self.light, smear_m, sheen, lines, until_z_m)

    def water(self, deep: Color, rough: float = 0.35, level_m: float = 0.0, from_z_m: float = -1e6) -> Water:
        """A sea or lake at height `level_m`, from the plane `from_z_m` to the horizon."""
        wave_m = 3.0 * max(1.0, self.spread**0.8)
        return Water(self.light, deep, rough, level_m, from_z_m, wave_m)

    def live(self, z_m: float, paint: Callable[[Frame, View], None]) -> Live:
        """A layer painted anew for each frame."""
        return Live(z_m, paint)

    # ------------------------------------------------------------------------------------------------------ helpers

    def _cameras(self) -> list[Camera]:
        return [self.rig.at(self.rig.seconds * step / _SAMPLES) for step in range(_SAMPLES + 1)]

    def reach(self, z_m: float, drift_m_s: float = 0.0) -> tuple[float, float, bool]:
        """Left edge and width in metres of what is seen of a plane, and whether the strip can be that wide."""
        cameras = self._cameras()
        lefts = [camera.x_m - camera.centre_px / camera.px_per_m(z_m) for camera in cameras]
        across = max(camera.across_m(z_m) for camera in cameras)
        rights = [left + camera.across_m(z_m) for left, camera in zip(lefts, cameras, strict=True)]
        travel = abs(drift_m_s) * self.rig.seconds
        smear = abs(self.rig.follow_m_s) * self.shutter_s
        whole = max(rights) - min(lefts) + 2 * travel + 2 * smear + 0.06 * across
        if whole <= _WIDEST * across:
            return min(lefts) - travel - smear - 0.03 * across, whole, True
        return 0.0, _WIDEST * across, False

    def _heights(self, z_m: float) -> tuple[float, float]:
        low, high = 1e9, -1e9
        for camera in self._cameras():
            scale = camera.px_per_m(z_m)
            margin = 0.06 * camera.size_px[1]
            low = min(low, camera.y_m + (camera.horizon_px - camera.size_px[1] - margin) / scale)
            high = max(high, camera.y_m + (camera.horizon_px + margin) / scale)
        return low, high

    def _finished(self, art: Art, z_m: float, finish: Finish) -> tuple[Image, Image | None]:
        light = self.light
        rgba = art.canvas.rgba
        height = self.frame_px[1]
        tint: Color = light.tint if finish.tint else (1.0, 1.0, 1.0)
        tint = (tint[0] * finish.dim, tint[1] * finish.dim, tint[2] * finish.dim)
        rgba = rim_light(rgba, light.side, light.key, height / 190, finish.rim * (0.25 + 0.35 * light.sun_strength))
        fog = light.fogged(self.rig.base.range_m(z_m)) * finish.fog
        rgba = recolor(rgba, 1.0, tint, fog, mix(light.fog, light.horizon, 0.25))
        lamp: Image | None = None
        if art.has_lamp:
            lamp = recolor(art.lamp.canvas.rgba, 1.0, _evenly(1 - 0.5 * fog))
            lamp[..., 3] = 0
        blur = finish.soft * height
        if blur > 0.4:
            rgba = np.asarray(cv2.GaussianBlur(rgba, (0, 0), blur), np.uint8)
        return np.ascontiguousarray(rgba), lamp


def _evenly(level: float) -> Color:
    return (level, level, level)


def scatter(rng: np.random.Generator, width_m: float, spacing_m: float, jitter: float = 0.8) -> Iterator[float]:
    """Places along a strip, about `spacing_m` apart, each moved by up to `jitter` of half a spacing."""
    count = max(1, round(width_m / spacing_m))
    step = width_m / count
    for index in range(count):
        yield (index + 0.5 + float(rng.uniform(-0.5, 0.5)) * jitter) * step

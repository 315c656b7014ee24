"""Planes that run into the picture: floors, ceilings and side walls, painted flat and shown in true perspective.

A plane is painted once on an `Art` (metres along it, metres into the picture) and stored by rows of equal height on the
screen, so that far tiles are averaged instead of flickering. It knows nothing of what is painted on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.art import Art
from moviefactory.video.animatic.camera import Camera, View
from moviefactory.video.animatic.canvas import Image, recolor
from moviefactory.video.animatic.frame import Frame
from moviefactory.video.animatic.stage import Paint, Stage

PaintPlane = Callable[[Art, np.random.Generator, float], None]
"""`paint(art, rng, origin)`: art y is the world's z, art x = origin + the world's x."""

_MOST_PX = 1500  # longest side of a painting
_STEPS = 8


@dataclass(frozen=True)
class Plane:
    """A floor or ceiling at height `at_m`, or a side wall at x = `at_m`, from `near_m` to `far_m` in z."""

    kind: Literal["level", "wall"]
    at_m: float
    rgba: Image  # rows by 1 / range, far first; columns along the plane
    lamp: Image | None
    px_per_m: float
    origin_m: float  # where the painting's left edge lies in the world
    near_m: float
    far_m: float
    reference_m: float  # the camera distance for which the rows are even
    wraps: bool
    z_m: float

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        span = self._span(frame, camera)
        if span is None:
            return
        at = np.arange(*span, dtype=np.float32) + np.float32(0.5)
        level = self.kind == "level"
        size = frame.width if level else frame.height
        over = np.arange(size, dtype=np.float32) + np.float32(0.5)
        if level:
            reach = np.float32(camera.focal_px * (camera.y_m - self.at_m)) / (at - np.float32(camera.horizon_px))
            along = camera.x_m + (over - np.float32(camera.centre_px)) / np.float32(camera.focal_px) * reach[:, None]
        else:
            reach = np.float32(camera.focal_px * (self.at_m - camera.x_m)) / (at - np.float32(camera.centre_px))
            along = camera.y_m + (np.float32(camera.horizon_px) - over)[:, None] / np.float32(camera.focal_px) * reach
        rows = self._rows(reach - np.float32(camera.distance_m))
        lines = np.repeat(rows[:, None], size, axis=1) if level else np.repeat(rows[None, :], size, axis=0)
        columns = (along - np.float32(self.origin_m)) * np.float32(self.px_per_m) - np.float32(0.5)
        self._lay(frame, (columns, lines), (0, span[0]) if level else (span[0], 0))
        if frame.depth is not None and level:
            near = np.minimum(1.0, 0.5 * camera.distance_m / reach) ** 0.75
            frame.depth[span[0] : span[1]] = (near * 255).astype(np.uint8)[:, None]

    def _lay(self, frame: Frame, maps: tuple[NDArray[Any], NDArray[Any]], corner: tuple[int, int]) -> None:
        border = cv2.BORDER_WRAP if self.wraps else cv2.BORDER_CONSTANT
        columns, lines = maps[0].astype(np.float32), maps[1].astype(np.float32)
        for picture, additive in ((self.rgba, False), (self.lamp, True)):
            if picture is not None:
                seen = cv2.remap(picture, columns, lines, cv2.INTER_LINEAR, borderMode=border)
                frame.lay(np.asarray(seen, np.uint8), corner, None, additive)

    def _span(self, frame: Frame, camera: Camera) -> tuple[int, int] | None:
        """The rows (columns of a wall) of the frame that the plane covers."""
        scale = camera.px_per_m(self.far_m)
        if self.kind == "level":
            edge, centre, size = camera.horizon_px - (self.at_m - camera.y_m) * scale, camera.horizon_px, frame.height
        else:
            edge, centre, size = camera.centre_px + (self.at_m - camera.x_m) * scale, camera.centre_px, frame.width
        if abs(edge - centre) < 1.0:
            return None
        low, high = (int(np.floor(edge)), size) if edge > centre else (0, int(np.ceil(edge)))
        low, high = max(0, low), min(size, high)
        if edge > centre:
            low = max(low, int(np.ceil(centre + 0.5)))
        else:
            high = min(high, int(np.floor(centre - 0.5)))
        return (low, high) if high > low else None

    def _rows(self, z_m: NDArray[np.float32]) -> NDArray[np.float32]:
        count = self.rgba.shape[0]
        far, near = 1 / (self.far_m + self.reference_m), 1 / (self.near_m + self.reference_m)
        q = 1 / np.maximum(z_m + np.float32(self.reference_m), np.float32(0.02))
        rows = (q - np.float32(far)) / np.float32(near - far) * np.float32(count) - np.float32(0.5)
        return np.asarray(np.clip(rows, 0.0, count - 1.001), np.float32)


def level(
    stage: Stage, at_m: float, far_m: float, paint: PaintPlane, order_m: float, tint: bool = True, wide_m: float = 0.0
) -> Plane:
    """A floor (or a ceiling, where `at_m` is above the camera) up to the plane `far_m`; it repeats when it must.

    `order_m`: the z by which it is sorted among the layers. `wide_m`: repeats after this many metres where given.
    """
    cameras = _cameras(stage)
    height = stage.frame_px[1]
    reach = []
    for camera in cameras:
        room = height - camera.horizon_px if camera.y_m > at_m else camera.horizon_px
        reach.append(camera.focal_px * abs(camera.y_m - at_m) / max(room, 1.0) - camera.distance_m)
    near_m = min(min(reach), far_m - 0.1)
    left_m, width_m, whole = stage.reach(far_m)
    if wide_m > 0 and not (whole and width_m < wide_m):
        left_m, width_m, whole = 0.0, wide_m, False
    origin = left_m if whole else 0.0
    rows = max(camera.focal_px * abs(camera.y_m - at_m) for camera in cameras)
    box = (origin, width_m, near_m, far_m)
    smear_m = abs(stage.rig.follow_m_s) * stage.shutter_s
    return _painted(stage, ("level", at_m, order_m), box, rows, paint, (tint, not whole, smear_m))


def side_wall(
    stage: Stage, at_m: float, far_m: float, height_m: float, paint: Paint, order_m: float, shaded: float = 0.2
) -> Plane:
    """A wall at x = `at_m` that runs from the plane `far_m` towards the camera.

    `paint(art, rng)` draws it from the front, like any strip: x runs away from the camera up to `art.width_m`, y is the
    height. `shaded`: how dark it lies.
    """
    cameras = _cameras(stage)
    reach = []
    for camera in cameras:
        room = camera.centre_px if at_m < camera.x_m else camera.size_px[0] - camera.centre_px
        reach.append(camera.focal_px * abs(at_m - camera.x_m) / max(room, 1.0) - camera.distance_m)
    near_m = min(min(reach), far_m - 0.1)
    rows = max(camera.focal_px * abs(at_m - camera.x_m) for camera in cameras)

    def turned(art: Art, rng: np.random.Generator, origin: float) -> None:
        front = Art(art.top_m - art.bottom_m, (0.0, height_m), art.px_per_m, art.light, wraps=False)
        paint(front, rng)
        _turn(front, art)
        if front.has_lamp:
            _turn(front.lamp, art.lamp)
        art.rect(0, art.bottom_m, art.width_m, art.top_m, art.light.shade, shaded)
        art.rect(0, art.top_m - 0.35, art.width_m, art.top_m, art.light.shade, 0.25)

    return _painted(stage, ("wall", at_m, order_m), (0.0, height_m, near_m, far_m), rows, turned, (True, False, 0.0))


def _turn(front: Art, lying: Art) -> None:
    """A wall seen from the front becomes one whose rows run into the picture, the farthest first."""
    picture = np.transpose(front.canvas.rgba, (1, 0, 2))[::-1, ::-1]
    rows, columns = min(lying.canvas.height, picture.shape[0]), min(lying.canvas.width, picture.shape[1])
    lying.canvas.rgba[:rows, :columns] = picture[:rows, :columns]


def _cameras(stage: Stage) -> list[Camera]:
    return [stage.rig.at(stage.rig.seconds * step / _STEPS) for step in range(_STEPS + 1)]


def _painted(
    stage: Stage,
    place: tuple[Literal["level", "wall"], float, float],
    box: tuple[float, float, float, float],
    rows_m: float,
    paint: PaintPlane,
    look: tuple[bool, bool, float],
) -> Plane:
    """`box`: origin, extent along, near z, far z. `rows_m`: screen pixels per unit of 1 / range."""
    kind, at_m, order_m = place
    origin, width_m, near_m, far_m = box
    tint, wraps, smear_m = look
    depth_m = far_m - near_m
    px_per_m = min(stage.camera.px_per_m(min(0.0, far_m)), _MOST_PX / width_m, _MOST_PX / depth_m)
    art = Art(width_m, (near_m, far_m), px_per_m, stage.light, wraps=wraps)
    paint(art, stage.rng(f"plane {kind} {at_m:.2f}"), -origin)
    reference = max(camera.distance_m for camera in _cameras(stage))
    far_q, near_q = 1 / (far_m + reference), 1 / (near_m + reference)
    count = int(np.clip(rows_m * (near_q - far_q) * 1.15, 12, 900))
    q = np.linspace(far_q, near_q, count + 1)
    edges = np.clip((far_m - (1 / q - reference)) * px_per_m, 0, art.canvas.height)
    rgba = _even(art.canvas.rgba, edges)
    rgba = recolor(rgba, 1.0, stage.light.tint if tint else (1.0, 1.0, 1.0))
    if smear_m * px_per_m > 1.5:
        rgba = np.asarray(cv2.blur(rgba, (int(smear_m * px_per_m) | 1, 1)), np.uint8)
    lamp: Image | None = None
    if art.has_lamp:
        lamp = _even(art.lamp.canvas.rgba, edges)
        lamp[..., 3] = 0
    art_origin = origin if not wraps else 0.0
    return Plane(kind, at_m, rgba, lamp, px_per_m, art_origin, near_m, far_m, reference, wraps, order_m)


def _even(picture: Image, edges: NDArray[np.float64]) -> Image:
    """The mean of `picture` between consecutive row `edges` (rising): one row for each."""
    sums = np.concatenate([np.zeros((1, *picture.shape[1:]), np.float32), np.cumsum(picture, axis=0, dtype=np.float32)])
    low = np.minimum(edges.astype(np.intp), picture.shape[0] - 1)
    share = (edges - low).astype(np.float32)[:, None, None]
    at = sums[low] * (1 - share) + sums[low + 1] * share
    spans = np.maximum(np.diff(edges), 1e-6).astype(np.float32)[:, None, None]
    return np.ascontiguousarray(np.clip(np.diff(at, axis=0) / spans + 0.5, 0, 255).astype(np.uint8))

"""The layers of a shot that stand upright: strips (painted once, then only moved) and live drawings (painted anew).

A strip is a picture in the plane `z_m` that repeats along x. It is painted, lit and fogged once per shot; each frame
only cuts out, moves, scales and smears what the camera sees of it. That is where the speed comes from.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from moviefactory.video.animatic.camera import View
from moviefactory.video.animatic.canvas import Image, soften
from moviefactory.video.animatic.frame import Frame, disparity, smear


@dataclass(frozen=True)
class Strip:
    """A lit picture `rgba` (and what shines in it, `lamp`) whose left lower corner stands at (`x_m`, `bottom_m`).

    `drift_m_s`: its own travel along x (clouds, fog). `sway`: how far its top leans in the wind, as a share of its
    height. `bob_m`: its slow rise and fall (waves). `depth`: whether it goes into the depth map. `soil_z_m`:
    the ground between here and the camera hides what of it would appear below the ground of that distance.
    """

    z_m: float
    rgba: Image
    px_per_m: float
    bottom_m: float
    lamp: Image | None = None
    x_m: float = 0.0
    drift_m_s: float = 0.0
    sway: float = 0.0
    bob_m: float = 0.0
    phase: float = 0.0
    depth: bool = True
    repeats: bool = True
    soil_z_m: float | None = None

    def draw(self, frame: Frame, view: View) -> None:
        camera = view.camera
        scale = camera.px_per_m(self.z_m) / self.px_per_m
        bob = self.bob_m * math.sin(1.9 * view.time_s + self.phase)
        top_m = self.bottom_m + self.rgba.shape[0] / self.px_per_m
        u0, v0 = camera.project(self.x_m + self.drift_m_s * view.time_s, top_m + bob, self.z_m)
        lean = self.sway * (math.sin(1.3 * view.time_s + self.phase) + 0.4 * math.sin(2.9 * view.time_s))
        travel = view.smear_px(camera.x_m, 0.0, self.z_m, (self.drift_m_s, 0.0))
        window = _window(self.rgba.shape, (u0, v0), scale, travel, (frame.width, frame.height))
        if window is not None and self.soil_z_m is not None:
            soil = math.ceil(camera.project(0.0, 0.0, self.soil_z_m)[1]) + 1
            window = (*window[:3], min(window[3], soil)) if soil > window[1] else None
        if window is None:
            return
        for picture in (self.rgba, self.lamp):
            if picture is None:
                continue
            cut = self._cut(picture, (u0, v0), scale, window, lean)
            if cut is None:
                return
            corner = (window[0], window[1])
            additive = picture is self.lamp
            near = disparity(view, self.z_m) if self.depth else None
            frame.lay(smear(cut, travel), corner, near, additive)

    def _cut(
        self, picture: Image, at: tuple[float, float], scale: float, window: tuple[int, int, int, int], lean: float
    ) -> Image | None:
        """What of the strip falls into `window` (x0, y0, x1, y1 in frame pixels), at the frame's scale."""
        x0, y0, x1, y1 = window
        first = math.floor((x0 - at[0]) / scale) - 2
        last = math.ceil((x1 - at[0]) / scale) + 2
        upper = max(0, math.floor((y0 - at[1]) / scale) - 1)
        lower = min(picture.shape[0], math.ceil((y1 - at[1]) / scale) + 2)
        if lower <= upper:
            return None
        source = _columns(picture[upper:lower], first, last, self.repeats)
        # Strip pixel (i, j), counted from its centre, lies at frame pixel at + scale * (i + 0.5) - 0.5.
        shear = lean * scale
        matrix = np.array(
            [
                [scale, -shear, at[0] + scale * (first + 0.5) - 0.5 - x0 + shear * (picture.shape[0] - upper)],
                [0.0, scale, at[1] + scale * (upper + 0.5) - 0.5 - y0],
            ]
        )
        size = (x1 - x0, y1 - y0)
        return np.asarray(cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def _columns(picture: Image, first: int, last: int, repeats: bool) -> Image:
    """Columns `first` to `last` of a picture that repeats (or is empty) beyond its edges."""
    width = picture.shape[1]
    if first >= 0 and last <= width:
        return picture[:, first:last]
    if not repeats:
        low, high = max(0, first), min(width, max(last, 1))
        inner = picture[:, low:high] if high > low else picture[:, :0]
        return np.pad(inner, ((0, 0), (low - first, last - low - inner.shape[1]), (0, 0)))
    start = first % width
    pieces = [picture[:, start:]]
    missing = (last - first) - pieces[0].shape[1]
    while missing > 0:
        pieces.append(picture[:, : min(width, missing)])
        missing -= pieces[-1].shape[1]
    return np.concatenate(pieces, axis=1)[:, : last - first]


def _window(
    shape: tuple[int, ...],
    at: tuple[float, float],
    scale: float,
    travel: tuple[float, float],
    size_px: tuple[int, int],
) -> tuple[int, int, int, int] | None:
    """The frame pixels a strip can touch, with the margin its smear needs; None when it is out of sight."""
    width, height = size_px
    side = math.ceil(abs(travel[0]) / 2) + 1
    above = math.ceil(abs(travel[1]) / 2) + 1
    y0 = max(-above, math.floor(at[1]) - above)
    y1 = min(height + above, math.ceil(at[1] + shape[0] * scale) + above)
    if y1 <= 0 or y0 >= height or y1 <= y0:
        return None
    return (-side, y0, width + side, y1)


@dataclass(frozen=True)
class Live:
    """A layer that is painted anew each frame by a function: birds, waves, particles, fire."""

    z_m: float
    paint: Callable[[Frame, View], None]

    def draw(self, frame: Frame, view: View) -> None:
        self.paint(frame, view)


def rim_light(rgba: Image, side: int, color: tuple[float, float, float], width_px: float, strength: float) -> Image:
    """`rgba` with a soft edge of light where it faces the sun: the cheap trick that gives cut-outs a body."""
    if strength <= 0 or width_px < 0.3:
        return rgba
    alpha = rgba[..., 3]
    shift = np.array([[1.0, 0.0, -side * width_px], [0.0, 1.0, width_px * 0.8]])
    covered = cv2.warpAffine(alpha, shift, (alpha.shape[1], alpha.shape[0]), flags=cv2.INTER_LINEAR)
    edge = soften(np.asarray(cv2.subtract(alpha, covered), np.uint8), max(0.4, width_px * 0.4))
    edge = np.asarray(cv2.multiply(edge, alpha, scale=strength / 255), np.uint8)
    weights = np.array([[part] for part in (*color, 0.0)], np.float32)
    lit = cv2.add(rgba, cv2.transform(edge, weights))
    limit = cv2.merge((alpha, alpha, alpha, alpha))
    return np.asarray(cv2.min(lit, limit), np.uint8)

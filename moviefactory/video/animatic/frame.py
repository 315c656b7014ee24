"""One frame while it is being painted: colour, and on wish a depth map, filled far to near by the layers."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.camera import Smear, View
from moviefactory.video.animatic.canvas import Box, Canvas, Image, add_light, composite


class Layer(Protocol):
    """Anything on the display list. `z_m` orders it: the largest is painted first."""

    @property
    def z_m(self) -> float: ...

    def draw(self, frame: Frame, view: View) -> None:
        """Paint the layer as `view` sees it at its time."""
        ...


class Frame:
    """`rgba`: (h, w, 4) uint8, opaque once the sky is in. `depth`: (h, w) uint8, near white, or None."""

    def __init__(self, size_px: tuple[int, int], with_depth: bool) -> None:
        self.width, self.height = size_px
        self.canvas = Canvas(self.width, self.height)
        self.depth: NDArray[np.uint8] | None = None
        if with_depth:
            self.depth = np.zeros((self.height, self.width), np.uint8)

    @property
    def rgba(self) -> Image:
        return self.canvas.rgba

    def lay(
        self, source: Image, corner: tuple[int, int], disparity: float | None = None, additive: bool = False
    ) -> Box | None:
        """Lay a premultiplied picture with its corner at whole pixels (x, y); what hangs over the edge is cut.

        `disparity` in [0, 1] goes into the depth map where the picture covers; None (haze, shadows) leaves it alone.
        Returns the box painted, or None when all of it is outside.
        """
        x, y = corner
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(self.width, x + source.shape[1]), min(self.height, y + source.shape[0])
        if x1 <= x0 or y1 <= y0:
            return None
        part = source[y0 - y : y1 - y, x0 - x : x1 - x]
        target = self.rgba[y0:y1, x0:x1]
        if additive:
            add_light(target, part)
            return (x0, y0, x1, y1)
        composite(target, part)
        if self.depth is not None and disparity is not None:
            self._deepen(part[..., 3], (x0, y0, x1, y1), disparity)
        return (x0, y0, x1, y1)

    def _deepen(self, alpha: NDArray[np.uint8], box: Box, disparity: float) -> None:
        assert self.depth is not None
        x0, y0, x1, y1 = box
        under = self.depth[y0:y1, x0:x1]
        rest = cv2.multiply(under, cv2.bitwise_not(np.ascontiguousarray(alpha)), scale=1 / 255)
        under[...] = cv2.scaleAdd(alpha.astype(np.float32), disparity, rest.astype(np.float32)).astype(np.uint8)


def disparity(view: View, z_m: float) -> float:
    """How near the plane `z_m` is, in [0, 1]: 1 at the lens, 0 at infinity; gamma lifts the background for viewing."""
    camera = view.camera
    nearness = 0.5 * camera.distance_m / camera.range_m(z_m)
    return float(min(1.0, nearness) ** 0.75)


def smear(picture: Image, travel_px: Smear) -> Image:
    """`picture` as it looks when it travels this far while the shutter is open: an even, directional blur.

    The picture must already have a margin of half the travel on every side.
    """
    across, down = abs(travel_px[0]), abs(travel_px[1])
    if across < 0.35 and down < 0.35:
        return picture
    if across < 13 and down < 13:
        return np.asarray(cv2.sepFilter2D(picture, -1, _box_kernel(across), _box_kernel(down)), np.uint8)
    width, height = 2 * round(across / 2) + 1, 2 * round(down / 2) + 1
    return np.asarray(cv2.blur(picture, (width, height), borderType=cv2.BORDER_REPLICATE), np.uint8)


def _box_kernel(length_px: float) -> NDArray[np.float32]:
    """A box of `1 + length` pixels with fractional ends, so that a slowly changing speed never makes the blur jump."""
    half = int(np.ceil(length_px / 2))
    at = np.abs(np.arange(-half, half + 1))
    kernel = np.clip((length_px + 1) / 2 + 0.5 - at, 0, 1).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)

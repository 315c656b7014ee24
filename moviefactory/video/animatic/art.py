"""A canvas in metres, y up, on which scenery is painted in plain daylight colours. It repeats along x when asked to.

A painter draws at any x from 0 to `width_m`; what crosses an edge comes in again at the other, so a strip has no seam.
Whatever shines by itself (windows, lamps, signs) is painted on `lamp`, which no tint and no fog darkens.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from moviefactory.video.animatic.canvas import Canvas, Color, Gradient, Points, linear, oval
from moviefactory.video.animatic.light import Light


class Art:
    """A strip from (0, `bottom_m`) to (`width_m`, `top_m`), at `px_per_m`, seen under `light`.

    `shown_m`: the heights (low, high) that the camera can see at all; only these get pixels.
    """

    def __init__(
        self,
        width_m: float,
        heights_m: tuple[float, float],
        px_per_m: float,
        light: Light,
        shown_m: tuple[float, float] | None = None,
        wraps: bool = True,
    ) -> None:
        self.px_per_m = px_per_m
        self.light = light
        self.wraps = wraps
        width_px = max(2, round(width_m * px_per_m))
        self.width_m = width_px / px_per_m if wraps else width_m
        self.bottom_m, self.top_m = heights_m
        self.shown_m = shown_m or heights_m
        height_px = max(2, int(np.ceil((self.shown_m[1] - self.shown_m[0]) * px_per_m)))
        self.canvas = Canvas(width_px, height_px)
        self._lamp: Art | None = None

    @property
    def lamp(self) -> Art:
        """The same place for light: what is painted here is added to the picture, untouched by the time of day."""
        if self._lamp is None:
            heights = (self.bottom_m, self.top_m)
            self._lamp = Art(self.width_m, heights, self.px_per_m, self.light, self.shown_m, self.wraps)
        return self._lamp

    @property
    def side(self) -> int:
        """-1 where the light comes from the left, +1 from the right: which side of a tree is bright."""
        return self.light.side

    @property
    def has_lamp(self) -> bool:
        return self._lamp is not None

    def polygon(
        self, points: ArrayLike, color: Color, alpha: float = 1.0, blur_m: float = 0.0, to: Color | None = None
    ) -> None:
        """Fill an outline of (x, y) metres. `to`: the colour at its lowest point, `color` being that at its highest."""
        self.polygons([points], color, alpha, blur_m, to)

    def polygons(
        self,
        contours: Sequence[ArrayLike],
        color: Color,
        alpha: float = 1.0,
        blur_m: float = 0.0,
        to: Color | None = None,
    ) -> None:
        """Fill several outlines at once; an even overlap is a hole."""
        shapes = self._all_pixels(contours)
        gradient = _falling(shapes, color, to) if to is not None else None
        for shift in self._shifts(shapes, 3 * blur_m * self.px_per_m):
            moved = [shape + np.array((shift, 0.0)) for shape in shapes] if shift else shapes
            self.canvas.polygons(moved, color, alpha, blur_m * self.px_per_m, gradient=gradient)

    def line(self, points: ArrayLike, color: Color, width_m: float, alpha: float = 1.0, closed: bool = False) -> None:
        """Stroke a polyline of (x, y) metres."""
        path = self.pixels(points)
        for shift in self._shifts([path], width_m * self.px_per_m):
            self.canvas.line(path + np.array((shift, 0.0)), color, width_m * self.px_per_m, alpha, closed)

    def ellipse(
        self,
        center: tuple[float, float],
        radii: tuple[float, float],
        color: Color,
        alpha: float = 1.0,
        blur_m: float = 0.0,
        to: Color | None = None,
        angle: float = 0.0,
    ) -> None:
        """Fill an ellipse given in metres, `angle` in degrees clockwise."""
        self.polygon(oval(*center, *radii, angle=-angle), color, alpha, blur_m, to)

    def rect(
        self, x0: float, y0: float, x1: float, y1: float, color: Color, alpha: float = 1.0, to: Color | None = None
    ) -> None:
        """Fill an upright rectangle given in metres."""
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], color, alpha, to=to)

    def glow(self, x: float, y: float, radius_m: float, color: Color, strength: float = 1.0) -> None:
        """A halo of light around a point in metres; goes to the lamp canvas."""
        lamp = self.lamp
        center = lamp.pixels([(x, y)])
        for shift in lamp._shifts([center], radius_m * self.px_per_m):
            px, py = float(center[0, 0]) + shift, float(center[0, 1])
            lamp.canvas.glow(px, py, radius_m * self.px_per_m, color, strength)

    def pixels(self, points: ArrayLike) -> Points:
        """Metres (n, 2) -> pixels of `canvas`, for the rare painting that needs the canvas itself."""
        metres = np.asarray(points, np.float64).reshape(-1, 2)
        return metres * (self.px_per_m, -self.px_per_m) + (0.0, self.shown_m[1] * self.px_per_m)

    def _all_pixels(self, contours: Sequence[ArrayLike]) -> list[Points]:
        """`pixels` of each outline; those of many alike (the windows of a house) at once."""
        if len(contours) < 4:
            return [self.pixels(points) for points in contours]
        arrays = [np.asarray(points, np.float64).reshape(-1, 2) for points in contours]
        ends = np.cumsum([len(array) for array in arrays])[:-1]
        return list(np.split(self.pixels(np.concatenate(arrays)), ends))

    def _shifts(self, shapes: Sequence[Points], pad_px: float) -> list[float]:
        if not self.wraps:
            return [0.0]
        width = self.canvas.width
        across = shapes[0][:, 0] if len(shapes) == 1 else np.concatenate([shape[:, 0] for shape in shapes])
        low, high = float(across.min()) - pad_px, float(across.max()) + pad_px
        return [0.0] + ([float(width)] if low < 0 else []) + ([-float(width)] if high > width else [])


def _falling(shapes: Sequence[Points], color: Color, to: Color) -> Gradient:
    heights = shapes[0][:, 1] if len(shapes) == 1 else np.concatenate([shape[:, 1] for shape in shapes])
    top, bottom = float(heights.min()), float(heights.max())
    return linear((0.0, top), (0.0, max(bottom, top + 1e-3)), color, to)

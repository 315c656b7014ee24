"""The figures' drawing hand: shapes in metres (x right, y up, origin at the anchor), joined by posed, nested pens.

It draws at twice the size straight into one premultiplied picture (a solid shape costs about 20 microseconds) and
halves it once at the end, so a figure of a hundred shapes stays within a few milliseconds. It knows no figures.

    pen = Pen.on(Reach(-1, 0, 1, 2), px_per_m=100)
    arm = pen.at(0.3, 1.4, turn=-40)            # a pen whose origin is the shoulder
    arm.tube([(0, 0), (0, -0.5)], [0.08, 0.06], RED)
    rgba, anchor_px = pen.finish()
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from moviefactory.video.animatic.canvas import (
    BLACK,
    WHITE,
    Color,
    Image,
    Points,
    composite,
    mix,
    oval,
    place_image,
    recolor,
    scaled,
    soften,
    spline,
)
from moviefactory.video.animatic.figure import Glow

_SHIFT = 4
_FAR_PX = 1 << 15
_LARGE_PX = 1400  # pictures above this are drawn at their own size: the eye no longer sees the difference
_EDGE = 0.0065  # width of a shape's darker rim, as a share of the figure's height
_MARGIN_PX = 3
_CIRCLE = oval(0, 0, 1, 1, steps=14)


@dataclass(frozen=True)
class Reach:
    """How far a figure may stretch from its anchor, in metres."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Ink:
    """The picture under one or many pens: `rgba` (h, w, 4) uint8 premultiplied, and the lights that were set."""

    rgba: Image
    sampling: int
    edge_px: float
    glows: list[Glow] = field(default_factory=list)


Matrix = tuple[float, float, float, float, float, float]  # x' = a x + b y + c, y' = d x + e y + f


@dataclass(frozen=True)
class Pen:
    """A place, turn and size to draw from. All `turn`s are degrees counter-clockwise, all lengths metres."""

    ink: Ink
    matrix: Matrix
    dim: float = 1.0

    @classmethod
    def on(cls, reach: Reach, px_per_m: float, height_m: float) -> Pen:
        """A pen on a fresh picture that holds `reach`; its origin is the anchor."""
        width, height = (reach.right - reach.left) * px_per_m, (reach.top - reach.bottom) * px_per_m
        sampling = 1 if max(width, height) > _LARGE_PX else 2
        scale = px_per_m * sampling
        size = (max(1, math.ceil(height)) * sampling, max(1, math.ceil(width)) * sampling, 4)
        ink = Ink(np.zeros(size, np.uint8), sampling, max(0.9, _EDGE * height_m * scale))
        return cls(ink, (scale, 0.0, -reach.left * scale, 0.0, -scale, reach.top * scale))

    def at(
        self, x: float = 0.0, y: float = 0.0, turn: float = 0.0, grow: float = 1.0, wide: float = 1.0, tall: float = 1.0
    ) -> Pen:
        """A pen whose origin is (x, y) here, turned and stretched (`wide`, `tall`; -1 mirrors)."""
        a, b, c, d, e, f = self.matrix
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        wx, wy = grow * wide, grow * tall
        ma, mb, md, me = cos * wx, -sin * wy, sin * wx, cos * wy
        moved = (
            a * ma + b * md, a * mb + b * me, a * x + b * y + c,
            d * ma + e * md, d * mb + e * me, d * x + e * y + f,
        )  # fmt: skip
        return replace(self, matrix=moved)

    def far(self, dim: float = 0.74) -> Pen:
        """The same pen for the side turned away from us: everything it draws is darker."""
        return replace(self, dim=self.dim * dim)

    @property
    def px_per_m(self) -> float:
        """Pixels of the picture in work per metre of this pen."""
        a, b, _, d, e, _ = self.matrix
        return math.sqrt(abs(a * e - b * d))

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies in the finished picture, in pixels."""
        a, b, c, d, e, f = self.matrix
        return (a * x + b * y + c) / self.ink.sampling, (d * x + e * y + f) / self.ink.sampling

    def fill(self, points: ArrayLike, color: Color, shade: float = 0.2, edge: float = 1.0, alpha: float = 1.0) -> None:
        """Fill an outline (n, 2): lighter on top and darker below by `shade`, with a darker rim of `edge` widths."""
        path = self._to_px(points)
        if len(path) >= 3:
            self._cover([path], color, shade, edge, alpha, False)

    def smooth(
        self, points: ArrayLike, color: Color, shade: float = 0.2, edge: float = 1.0, alpha: float = 1.0
    ) -> None:
        """Fill the smooth closed curve through `points`."""
        self.fill(spline(points, per_segment=6), color, shade, edge, alpha)

    def ball(  # noqa: PLR0913  (an ellipse and its paint)
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        color: Color,
        shade: float = 0.2,
        edge: float = 1.0,
        turn: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Fill an ellipse."""
        self.fill(oval(x, y, rx, ry, turn, steps=28), color, shade, edge, alpha)

    def dot(self, x: float, y: float, radius: float, color: Color, alpha: float = 1.0) -> None:
        """A plain round spot without rim: eyes, buttons, rivets."""
        self.fill(oval(x, y, radius, radius, steps=18), color, 0.0, 0.0, alpha)

    def tube(
        self,
        points: ArrayLike,
        radii: Sequence[float],
        color: Color,
        shade: float = 0.2,
        edge: float = 1.0,
        curved: bool = True,
        alpha: float = 1.0,
    ) -> None:
        """A limb: round everywhere, its radius running through `radii` from the first point to the last."""
        through = np.asarray(points, np.float64).reshape(-1, 2)
        path = spline(through, closed=False, per_segment=5) if curved and len(through) > 2 else through
        thick = np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(radii)), radii)
        self._cover(_tube_pieces(self._to_px(path), thick * self.px_per_m), color, shade, edge, alpha, True)

    def stroke(self, points: ArrayLike, color: Color, width_m: float, alpha: float = 1.0, curved: bool = False) -> None:
        """A line of even width, without rim."""
        self.tube(points, [width_m / 2], color, 0.0, 0.0, curved, alpha)

    def slab(  # noqa: PLR0913  (a box and its paint)
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        color: Color,
        radius: float = 0.0,
        shade: float = 0.2,
        edge: float = 1.0,
        alpha: float = 1.0,
    ) -> None:
        """A box from (x0, y0) to (x1, y1) with round corners."""
        self.fill(rounded(x0, y0, x1, y1, radius), color, shade, edge, alpha)

    def haze(self, x: float, y: float, rx: float, ry: float, color: Color, alpha: float, soft: float = 0.4) -> None:
        """A soft-edged puff of smoke or fire; `soft` is the blur as a share of its size."""
        self._cover([self._to_px(oval(x, y, rx, ry, steps=24))], color, 0.0, 0.0, alpha, True, soft * min(rx, ry))

    def glow(self, x: float, y: float, radius_m: float, color: Color, strength: float = 1.0) -> None:
        """Note a light at (x, y) that the stage will add."""
        px, py = self.place(x, y)
        self.ink.glows.append(Glow(px, py, radius_m * self.px_per_m / self.ink.sampling, color, strength))

    def image(self, rgba: Image, width_m: float, height_m: float) -> None:
        """Place a premultiplied picture with its lower left corner at the origin."""
        a, b, c, d, e, f = self.matrix
        sx, sy = width_m / rgba.shape[1], height_m / rgba.shape[0]
        to_px = np.array([[a * sx, -b * sy, c + b * height_m], [d * sx, -e * sy, f + e * height_m]])
        height, width = self.ink.rgba.shape[:2]
        placed = place_image(rgba, to_px, (width, height))
        if placed is None:
            return
        picture, (x0, y0, x1, y1) = placed
        if self.dim < 1:
            picture = recolor(picture, 1.0, (self.dim, self.dim, self.dim))
        composite(self.ink.rgba[y0:y1, x0:x1], picture)

    def finish(self) -> tuple[Image, tuple[float, float], tuple[Glow, ...]]:
        """The picture cut to what was drawn, the origin's place in it, and the lights, moved along with the cut."""
        rgba, step = self.ink.rgba, self.ink.sampling
        x, y, width, height = cv2.boundingRect(np.asarray(cv2.extractChannel(rgba, 3), np.uint8))
        rows, columns = rgba.shape[0] // step, rgba.shape[1] // step
        left, top = max(0, x // step - _MARGIN_PX), max(0, y // step - _MARGIN_PX)
        right = max(left + 1, min(columns, (x + width) // step + 1 + _MARGIN_PX))
        bottom = max(top + 1, min(rows, (y + height) // step + 1 + _MARGIN_PX))
        cut: Any = rgba[top * step : bottom * step, left * step : right * step]
        if step > 1:
            cut = cv2.resize(cut, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
        anchor_x, anchor_y = self.place(0.0, 0.0)
        glows = tuple(replace(one, x_px=one.x_px - left, y_px=one.y_px - top) for one in self.ink.glows)
        return np.ascontiguousarray(cut, np.uint8), (anchor_x - left, anchor_y - top), glows

    def _to_px(self, points: ArrayLike) -> Points:
        path = np.asarray(points, np.float64).reshape(-1, 2)
        a, b, c, d, e, f = self.matrix
        out: Points = path @ np.array([(a, d), (b, e)]) + (c, f)
        return np.minimum(np.maximum(out, -_FAR_PX), _FAR_PX)

    def _cover(
        self,
        pieces: list[Points],
        color: Color,
        shade: float,
        edge: float,
        alpha: float,
        convex: bool,
        blur_m: float = 0.0,
    ) -> None:
        """Paint the union of `pieces` (pixels): first the rim around it, then the shaded inside."""
        paint = scaled(color, self.dim)
        blur_px = blur_m * self.px_per_m
        if alpha >= 1 and shade == 0 and edge == 0 and blur_px == 0:
            for piece in pieces:
                _fill_piece(self.ink.rgba, piece, convex, (*(255 * part for part in paint), 255))
            return
        pad = 2 + edge * self.ink.edge_px + 3 * blur_px
        box = _box_of(pieces, self.ink.rgba.shape, pad)
        if box is None:
            return
        x0, y0, x1, y1 = box
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for piece in pieces:
            _fill_piece(mask, piece - (x0, y0), convex, 255)
        if blur_px > 0:
            mask = soften(mask, blur_px)
        target = self.ink.rgba[y0:y1, x0:x1]
        if edge > 0:
            rim = _grown(mask, edge * self.ink.edge_px)
            _paint_mask(target, rim, _flat(mix(paint, BLACK, 0.5)), alpha * 0.85)
        rows = _shaded_rows(paint, shade, pieces, y0, y1) if shade else _flat(paint)
        _paint_mask(target, mask, rows, alpha)


def rounded(x0: float, y0: float, x1: float, y1: float, radius: float) -> Points:
    """The outline of a box with round corners."""
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    if r <= 0:
        return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64)
    corners = ((x1 - r, y1 - r, 0.0), (x0 + r, y1 - r, 90.0), (x0 + r, y0 + r, 180.0), (x1 - r, y0 + r, 270.0))
    turns = np.radians(np.linspace(0, 90, 6))
    parts = [
        np.stack([cx + r * np.cos(turns + math.radians(start)), cy + r * np.sin(turns + math.radians(start))], axis=1)
        for cx, cy, start in corners
    ]
    return np.concatenate(parts)


def _tube_pieces(path: Points, radii: NDArray[np.float64]) -> list[Points]:
    """Circles at the joints and quads between them, all convex: their union has no holes however it bends."""
    pieces = list(path[:, None, :] + np.maximum(radii, 0.3)[:, None, None] * _CIRCLE)
    along = np.diff(path, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
    side = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
    start, end = side * radii[:-1, None], side * radii[1:, None]
    quads = np.stack([path[:-1] + start, path[1:] + end, path[1:] - end, path[:-1] - start], axis=1)
    return pieces + list(quads)


def _fill_piece(target: Image, piece: Points, convex: bool, value: object) -> None:
    corners = np.round((piece - 0.5) * (1 << _SHIFT)).astype(np.int32)
    if convex:
        cv2.fillConvexPoly(target, corners, value, cv2.LINE_AA, _SHIFT)  # type: ignore[call-overload]
    else:
        cv2.fillPoly(target, [corners], value, cv2.LINE_AA, _SHIFT)  # type: ignore[call-overload]


def _box_of(pieces: list[Points], shape: tuple[int, ...], pad: float) -> tuple[int, int, int, int] | None:
    every = np.concatenate(pieces)
    low, high = every.min(axis=0) - pad, every.max(axis=0) + pad
    x0, y0 = max(0, math.floor(low[0])), max(0, math.floor(low[1]))
    x1, y1 = min(shape[1], math.ceil(high[0])), min(shape[0], math.ceil(high[1]))
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _grown(mask: Image, by_px: float) -> Image:
    """`mask` with its border moved out by a fraction of pixels: a whole dilation mixed with the next one."""
    whole = int(by_px)
    rest = by_px - whole
    grown: Any = mask
    if whole:
        grown = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * whole + 1, 2 * whole + 1)))
    if rest > 0.05:
        more = cv2.dilate(grown, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
        grown = cv2.addWeighted(grown, 1 - rest, more, rest, 0)
    return np.asarray(grown, np.uint8)


def _flat(color: Color) -> NDArray[np.uint8]:
    return np.array([[[*(round(255 * part) for part in color), 255]]], np.uint8)


def _shaded_rows(color: Color, shade: float, pieces: list[Points], y0: int, y1: int) -> NDArray[np.uint8]:
    """A column of colours (h, 1, 4): warm light on top of the shape, its own deeper colour below."""
    every = np.concatenate(pieces)
    low, high = every[:, 1].min(), every[:, 1].max()
    down = np.clip((np.arange(y0, y1) + 0.5 - low) / max(high - low, 1.0), 0, 1)[:, None]
    light = np.array(mix(scaled(color, 1 + 0.45 * shade), WHITE, 0.28 * shade))
    dark = np.array(scaled(color, 1 - shade)) * (1 - 0.12 * shade * np.array([1.0, 0.8, 0.0]))
    column = light + (dark - light) * down
    rows = np.full((y1 - y0, 1, 4), 255, np.uint8)
    rows[:, 0, :3] = np.clip(column * 255 + 0.5, 0, 255)
    return rows


def _paint_mask(target: Image, mask: Image, rows: NDArray[np.uint8], alpha: float) -> None:
    """Lay colours (one for all, or one per row) over `target` where `mask` covers, in place."""
    if alpha < 1:
        mask = np.asarray(cv2.convertScaleAbs(mask, alpha=alpha), np.uint8)
    cover = cv2.merge((mask, mask, mask, mask))
    if len(rows) == 1:
        source = cv2.transform(mask, rows.reshape(4, 1).astype(np.float32) / 255)
    else:
        source = cv2.multiply(cv2.repeat(rows, 1, mask.shape[1]), cover, scale=1 / 255)
    target[...] = cv2.add(cv2.multiply(target, cv2.bitwise_not(cover), scale=1 / 255), source)

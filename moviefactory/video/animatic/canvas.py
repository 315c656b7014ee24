"""A small, exact, fast drawing surface on OpenCV: premultiplied RGBA uint8, RGB order. It knows nothing of scenes.

Coordinates are pixels with y down; (0, 0) is the top left corner of the top left pixel, so a shape may lie at any
fraction of a pixel and moves without jitter. Colours are RGB floats in [0, 1]. A canvas starts transparent, and every
drawing call works at any alpha over a transparent or an opaque background, on the touched box only.

    canvas = Canvas(200, 100)
    hill = spline([(20, 80), (60, 10), (120, 80)])
    canvas.polygon(hill, (0.8, 0.1, 0.1), gradient=linear((0, 10), (0, 80), RED, INK))
    canvas.ellipse(150, 50, 30, 20, (1, 1, 1), alpha=0.5, angle=20, blur_px=2)
    with canvas.clip([body_outline]):
        canvas.rect(0, 60, 200, 100, SHADE, alpha=0.3)
    canvas.rgba                                        # (100, 200, 4) uint8, premultiplied
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Color = tuple[float, float, float]
Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Box = tuple[int, int, int, int]

WHITE: Color = (1.0, 1.0, 1.0)
BLACK: Color = (0.0, 0.0, 0.0)

_SHIFT = 6  # fractional bits of the coordinates given to OpenCV
_ONE = 1 << _SHIFT
_FAT_PX = 0.33  # OpenCV's antialiased fill at twice the size is this much too large (measured)
_FAR = 1 << 14  # coordinates are clamped here: OpenCV overflows beyond 2**31 with its shift bits
_LUT_SIZE = 256

# --------------------------------------------------------------------------------------------------- colours, gradients


def mix(a: Color, b: Color, t: float) -> Color:
    """The colour `t` of the way from `a` (0) to `b` (1)."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def scaled(color: Color, factor: float) -> Color:
    """`color` times `factor`, kept within [0, 1]: darker below 1, lighter above."""
    r, g, b = (min(1.0, max(0.0, part * factor)) for part in color)
    return (r, g, b)


def rgb(text: str) -> Color:
    """The colour of a hex text such as "#ff8800" or "ff8800"."""
    digits = text.lstrip("#")
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


@dataclass(frozen=True)
class Gradient:
    """Colours along a line (`p0` to `p1`) or, where `radius` is set, outwards from the centre `p0`.

    `stops`: (offset in [0, 1], RGB or RGBA), offsets ascending.
    """

    p0: tuple[float, float]
    p1: tuple[float, float]
    stops: tuple[tuple[float, tuple[float, ...]], ...]
    radius: float | None = None

    def lut(self, alpha: float) -> NDArray[np.uint8]:
        """The premultiplied colours (256, 4) uint8 along the gradient, times `alpha`."""
        offsets = [offset for offset, _ in self.stops]
        table = np.array([(*color, 1.0) if len(color) == 3 else color for _, color in self.stops], np.float64)
        at = np.linspace(0.0, 1.0, _LUT_SIZE)
        out = np.stack([np.interp(at, offsets, table[:, part]) for part in range(4)], axis=1)
        out[:, 3] *= alpha
        out[:, :3] *= out[:, 3:]
        return (np.clip(out, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)

    def paint(self, box: Box, alpha: float) -> Image:
        """The gradient over the pixel box (x0, y0, x1, y1): (h, w, 4) uint8, premultiplied."""
        x0, y0, x1, y1 = box
        xs = np.arange(x0, x1, dtype=np.float32) + np.float32(0.5)
        ys = np.arange(y0, y1, dtype=np.float32) + np.float32(0.5)
        (ax, ay), (bx, by) = self.p0, self.p1
        if self.radius is not None:
            along = np.hypot(xs[None, :] - ax, ys[:, None] - ay) / max(self.radius, 1e-6)
        else:
            dx, dy = bx - ax, by - ay
            square = max(dx * dx + dy * dy, 1e-12)
            across = (xs - ax) * dx / square
            down = (ys - ay) * dy / square
            if dx == 0 and len(self.stops) == 2:  # the most frequent by far: from one colour above to one below
                column = self._column((ys - ay) / (dy if abs(dy) > 1e-9 else 1e-9), alpha)
                return np.ascontiguousarray(np.broadcast_to(column[:, None], (y1 - y0, x1 - x0, 4)))
            if dx == 0:  # one axis only: a column of colours, stretched by broadcasting
                along = down[:, None]
            elif dy == 0:
                along = across[None, :]
            else:
                along = down[:, None] + across[None, :]
        colors = self.lut(alpha)[np.clip(along * (_LUT_SIZE - 1) + 0.5, 0, _LUT_SIZE - 1).astype(np.intp)]
        return np.ascontiguousarray(np.broadcast_to(colors, (y1 - y0, x1 - x0, 4)))

    def _column(self, along: NDArray[np.float32], alpha: float) -> NDArray[np.uint8]:
        """The premultiplied colours (n, 4) uint8 of a gradient of two stops at `along`."""
        (start, first), (end, last) = self.stops
        share = np.clip((along - start) / max(end - start, 1e-6), 0.0, 1.0)[:, None]
        a, b = (np.array((*color, 1.0) if len(color) == 3 else color, np.float32) for color in (first, last))
        out = a + (b - a) * share
        out[:, 3] *= alpha
        out[:, :3] *= out[:, 3:]
        return np.asarray(np.clip(out, 0.0, 1.0) * 255 + 0.5, np.uint8)


Stop = tuple[float, ...]


def _stops(colors: Sequence[Stop], offsets: Sequence[float] | None) -> tuple[tuple[float, Stop], ...]:
    places = offsets if offsets is not None else [index / max(1, len(colors) - 1) for index in range(len(colors))]
    return tuple((float(place), tuple(color)) for place, color in zip(places, colors, strict=True))


def linear(
    p0: tuple[float, float], p1: tuple[float, float], *colors: Stop, offsets: Sequence[float] | None = None
) -> Gradient:
    """A linear gradient from `p0` to `p1` through RGB or RGBA `colors`, evenly spaced unless `offsets` are given."""
    return Gradient(p0, p1, _stops(colors, offsets))


def radial(cx: float, cy: float, radius: float, *colors: Stop, offsets: Sequence[float] | None = None) -> Gradient:
    """A radial gradient from the centre outwards through RGB or RGBA `colors`."""
    return Gradient((cx, cy), (cx, cy), _stops(colors, offsets), radius=radius)


# --------------------------------------------------------------------------------------------------------------- shapes


def spline(points: ArrayLike, closed: bool = True, per_segment: int = 8) -> Points:
    """A smooth (Catmull-Rom) curve through `points` (n, 2); `per_segment` straight pieces between two of them."""
    through = np.asarray(points, np.float64).reshape(-1, 2)
    if len(through) < 3:
        return through
    if closed:
        padded = np.concatenate([through[-1:], through, through[:2]])
    else:
        padded = np.concatenate([2 * through[:1] - through[1:2], through, 2 * through[-1:] - through[-2:-1]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0.0, 1.0, per_segment, endpoint=False)[None, :, None]
    curve = 0.5 * (
        2 * start[:, None]
        + (end - before)[:, None] * t
        + (2 * before - 5 * start + 4 * end - after)[:, None] * t**2
        + (3 * start - before - 3 * end + after)[:, None] * t**3
    )
    flat: Points = curve.reshape(-1, 2)
    return flat if closed else np.concatenate([flat, through[-1:]])


def capsule(p0: tuple[float, float], p1: tuple[float, float], r0: float, r1: float, steps: int = 9) -> Points:
    """The outline of a limb: from `p0` (radius `r0`) to `p1` (radius `r1`) with round ends."""
    turn = math.atan2(p1[1] - p0[1], p1[0] - p0[0])
    back = np.linspace(turn + math.pi / 2, turn + 1.5 * math.pi, steps)
    front = np.linspace(turn - math.pi / 2, turn + math.pi / 2, steps)
    start = np.stack([p0[0] + r0 * np.cos(back), p0[1] + r0 * np.sin(back)], axis=1)
    end = np.stack([p1[0] + r1 * np.cos(front), p1[1] + r1 * np.sin(front)], axis=1)
    return np.concatenate([start, end])


def oval(cx: float, cy: float, rx: float, ry: float, angle: float = 0.0, steps: int = 0) -> Points:
    """The outline of an ellipse, `angle` in degrees clockwise on the screen."""
    count = steps or int(min(160, max(16, 4 * math.sqrt(max(rx, ry, 1.0)) + 12)))
    t = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    x, y = rx * np.cos(t), ry * np.sin(t)
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.stack([cx + x * c - y * s, cy + x * s + y * c], axis=1)


# ---------------------------------------------------------------------------------------------------------- compositing


def _fourfold(mask: Any) -> Any:
    return cv2.merge((mask, mask, mask, mask))


def composite(target: Image, source: Image) -> None:
    """Lay the premultiplied `source` over the premultiplied `target` of the same shape, in place."""
    rest = _fourfold(cv2.bitwise_not(source[..., 3]))
    cv2.add(cv2.multiply(target, rest, scale=1 / 255), source, dst=rest)
    target[...] = rest


def add_light(target: Image, source: Image) -> None:
    """Add the colours of `source` to `target` in place; the coverage of `target` stays."""
    light = source.copy()
    light[..., 3] = 0
    target[...] = cv2.add(target, light)


def times_mask(source: Image, mask: Image) -> Image:
    """A premultiplied image times a coverage mask (h, w) uint8."""
    return np.asarray(cv2.multiply(source, _fourfold(mask), scale=1 / 255), np.uint8)


def soften(mask: Image, sigma_px: float) -> Image:
    """`mask` blurred by a Gaussian; wide blurs work on a smaller copy, which looks the same and is much faster."""
    step = int(min(8, sigma_px // 3))
    if step < 2:
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(sigma_px, 0.05)), np.uint8)
    height, width = mask.shape[:2]
    size = (max(1, width // step), max(1, height // step))
    small = cv2.GaussianBlur(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), (0, 0), sigma_px / step)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _fill(contours: Sequence[Points], box: Box) -> Image:
    """Coverage (h, w) uint8 of the area inside an odd number of `contours`, within the pixel `box`.

    Filled at twice the size and averaged: OpenCV's antialiasing alone makes every shape 0.6 px too fat.
    """
    x0, y0, x1, y1 = box
    mask = np.zeros(((y1 - y0) * 2, (x1 - x0) * 2), np.uint8)
    origin = np.array([x0, y0], np.float64)
    lengths = [len(contour) for contour in contours]
    points = contours[0] if len(contours) == 1 else np.concatenate(list(contours))
    fixed = np.rint((points - origin) * (2 * _ONE) - 0.5 * _ONE).astype(np.int32)
    pieces = [fixed] if len(lengths) == 1 else np.split(fixed, np.cumsum(lengths)[:-1])
    cv2.fillPoly(mask, pieces, 255, cv2.LINE_AA, _SHIFT)
    return np.asarray(cv2.resize(mask, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), np.uint8)


def _outline(points: Points, width_px: float, closed: bool) -> list[Points]:
    """The pieces (quads and round joints) of a stroke; each is filled on its own, so crossings do not cancel."""
    ends = np.roll(points, -1, axis=0) if closed else points[1:]
    starts = points if closed else points[:-1]
    along = ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    keep = length > 1e-6
    if not keep.any():
        return [oval(points[0][0], points[0][1], width_px / 2, width_px / 2)]
    starts, ends, along, length = starts[keep], ends[keep], along[keep], length[keep]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None] * (width_px / 2)
    pieces = list(np.stack([starts + side, ends + side, ends - side, starts - side], axis=1))
    if width_px > 1.5:
        joints = starts if closed else np.concatenate([starts, ends[-1:]])
        pieces += [oval(x, y, width_px / 2, width_px / 2, steps=12) for x, y in joints]
    return pieces


class Canvas:
    """A premultiplied RGBA picture (`rgba`: (height, width, 4) uint8) and the calls that draw into it."""

    def __init__(self, width: int, height: int, rgba: Image | None = None) -> None:
        self.width, self.height = int(width), int(height)
        self.rgba: Image = np.zeros((self.height, self.width, 4), np.uint8) if rgba is None else rgba
        self._clip: Image | None = None

    def polygon(
        self,
        points: ArrayLike,
        color: Color,
        alpha: float = 1.0,
        blur_px: float = 0.0,
        additive: bool = False,
        gradient: Gradient | None = None,
    ) -> None:
        """Fill one outline (n, 2). A `gradient` replaces `color`; `additive` adds light and leaves the coverage."""
        self.polygons([points], color, alpha, blur_px, additive, gradient)

    def polygons(
        self,
        contours: Sequence[ArrayLike],
        color: Color,
        alpha: float = 1.0,
        blur_px: float = 0.0,
        additive: bool = False,
        gradient: Gradient | None = None,
    ) -> None:
        """Fill several outlines at once; where they overlap an even number of times there is a hole."""
        shapes = _all_bounded(contours)
        box = self._box(shapes, 3 * blur_px + 1) if shapes and alpha > 0 else None
        if box is None:
            return
        mask = _fill(shapes, box)
        if blur_px > 0:
            mask = soften(mask, blur_px)
        self._paint(mask, box, color, alpha, gradient, additive)

    def line(self, points: ArrayLike, color: Color, width_px: float, alpha: float = 1.0, closed: bool = False) -> None:
        """Stroke a polyline with round joints; thinner than a pixel fades instead of flickering."""
        path = _bounded(points)
        if len(path) < 2 or width_px <= 0 or alpha <= 0:
            return
        drawn_px = max(width_px, 0.9)
        box = self._box([path], drawn_px / 2 + 1)
        if box is None:
            return
        x0, y0, x1, y1 = box
        mask = np.zeros(((y1 - y0) * 2, (x1 - x0) * 2), np.uint8)
        origin = np.array([x0, y0], np.float64)
        for piece in _outline(path, max(0.25, drawn_px - 2 * _FAT_PX), closed):
            corners = np.round(((piece - origin) * 2 - 0.5) * _ONE).astype(np.int32)
            cv2.fillConvexPoly(mask, corners, 255, cv2.LINE_AA, _SHIFT)
        mask = np.asarray(cv2.resize(mask, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA), np.uint8)
        self._paint(mask, box, color, alpha * min(1.0, width_px / drawn_px), None, False)

    def ellipse(  # noqa: PLR0913  (the seam with the figures)
        self,
        cx: float,
        cy: float,
        rx: float,
        ry: float,
        color: Color,
        alpha: float = 1.0,
        angle: float = 0.0,
        blur_px: float = 0.0,
        gradient: Gradient | None = None,
    ) -> None:
        """Fill an ellipse, `angle` in degrees clockwise. Smaller than a pixel fades instead of flickering."""
        least = 0.45
        shrink = min(1.0, rx / least) * min(1.0, ry / least)
        outline = oval(cx, cy, max(rx, least) - 0.15, max(ry, least) - 0.15, angle)
        self.polygon(outline, color, alpha * shrink, blur_px, gradient=gradient)

    def rect(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        color: Color,
        alpha: float = 1.0,
        gradient: Gradient | None = None,
    ) -> None:
        """Fill an upright rectangle with exact sub-pixel edges."""
        self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], color, alpha, gradient=gradient)

    def glow(self, x: float, y: float, radius_px: float, color: Color, strength: float = 1.0) -> None:
        """Add a soft round light. The coverage stays, so over a transparent background it is pure light."""
        box = self._box([np.array([[x - radius_px, y - radius_px], [x + radius_px, y + radius_px]])], 0)
        if box is None or strength <= 0 or radius_px <= 0:
            return
        lit = scaled(color, min(1.0, strength))
        falloff = radial(
            x, y, radius_px, *((*lit, weight) for weight in (1.0, 0.55, 0.26, 0.1, 0.025, 0.0)),
            offsets=(0.0, 0.12, 0.3, 0.52, 0.77, 1.0),
        )  # fmt: skip
        self._paint(None, box, color, 1.0, falloff, True)

    def image(
        self,
        rgba: Image,
        matrix: ArrayLike,
        alpha: float = 1.0,
        tint: Color = WHITE,
        fog: float = 0.0,
        fog_color: Color = WHITE,
    ) -> None:
        """Place a premultiplied image by a 2x3 `matrix` (its pixels -> canvas pixels), tinted and sunk into fog.

        `tint` multiplies the colours; `fog` in [0, 1] mixes them towards `fog_color`. Shrinking is antialiased.
        """
        placed = place_image(rgba, matrix, (self.width, self.height))
        if placed is None or alpha <= 0:
            return
        picture, box = placed
        if alpha < 1 or fog > 0 or tint != WHITE:
            picture = recolor(picture, alpha, tint, fog, fog_color)
        self._lay(picture, box, False)

    @contextmanager
    def clip(self, contours: Sequence[ArrayLike]) -> Iterator[None]:
        """Within the `with` block, draw only inside `contours` (each (n, 2)); blocks may be nested."""
        before = self._clip
        shapes = [shape for shape in (_bounded(points) for points in contours) if len(shape) >= 3]
        whole = (0, 0, self.width, self.height)
        mask = _fill(shapes, whole) if shapes else np.zeros((self.height, self.width), np.uint8)
        self._clip = mask if before is None else np.asarray(cv2.multiply(mask, before, scale=1 / 255), np.uint8)
        try:
            yield
        finally:
            self._clip = before

    def _box(self, shapes: Sequence[Points], pad_px: float) -> Box | None:
        points = shapes[0] if len(shapes) == 1 else np.concatenate(shapes)
        low, high = points.min(axis=0) - pad_px, points.max(axis=0) + pad_px
        x0, y0 = max(0, math.floor(low[0])), max(0, math.floor(low[1]))
        x1, y1 = min(self.width, math.ceil(high[0])), min(self.height, math.ceil(high[1]))
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def _paint(
        self, mask: Image | None, box: Box, color: Color, alpha: float, gradient: Gradient | None, additive: bool
    ) -> None:
        if gradient is not None:
            source = gradient.paint(box, min(1.0, alpha))
            source = source if mask is None else times_mask(source, mask)
        else:
            parts = [[min(1.0, max(0.0, part)) * min(1.0, alpha)] for part in (*color, 1.0)]
            coverage = mask if mask is not None else np.full((box[3] - box[1], box[2] - box[0]), 255, np.uint8)
            source = np.asarray(cv2.transform(coverage, np.array(parts, np.float32)), np.uint8)
        self._lay(source, box, additive)

    def _lay(self, source: Image, box: Box, additive: bool) -> None:
        x0, y0, x1, y1 = box
        if self._clip is not None:
            source = times_mask(source, self._clip[y0:y1, x0:x1])
        target = self.rgba[y0:y1, x0:x1]
        if additive:
            add_light(target, source)
        else:
            composite(target, source)


def _bounded(points: ArrayLike) -> Points:
    return np.clip(np.asarray(points, np.float64).reshape(-1, 2), -_FAR, _FAR)


def _all_bounded(contours: Sequence[ArrayLike]) -> list[Points]:
    """The outlines that enclose something, clamped."""
    shapes = [np.asarray(points, np.float64).reshape(-1, 2) for points in contours]
    shapes = [shape for shape in shapes if len(shape) >= 3]
    if any(abs(shape).max() > _FAR for shape in shapes):
        return [np.clip(shape, -_FAR, _FAR) for shape in shapes]
    return shapes


def recolor(rgba: Image, alpha: float, tint: Color, fog: float = 0.0, fog_color: Color = WHITE) -> Image:
    """A premultiplied image, faded, tinted and sunk into fog: one colour matrix, so the edges stay right."""
    matrix = np.zeros((4, 4), np.float32)
    for part in range(3):
        matrix[part, part] = tint[part] * (1 - fog) * alpha
        matrix[part, 3] = fog_color[part] * fog * alpha
    matrix[3, 3] = alpha
    return np.asarray(cv2.transform(rgba, matrix), np.uint8)


def place_image(rgba: Image, matrix: ArrayLike, size_px: tuple[int, int]) -> tuple[Image, Box] | None:
    """`rgba` warped by `matrix` onto a picture of `size_px`: the touched part and its box, or None when outside."""
    m: NDArray[Any] = np.array(matrix, np.float64).reshape(2, 3)
    scale = math.sqrt(abs(m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]))
    while 0 < scale < 0.6 and min(rgba.shape[:2]) >= 4:  # antialias by halving before the bilinear warp
        height, width = rgba.shape[0] // 2, rgba.shape[1] // 2
        m = m @ np.diag([rgba.shape[1] / width, rgba.shape[0] / height, 1.0])
        rgba = np.asarray(cv2.resize(rgba, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        scale *= 2
    height, width = rgba.shape[:2]
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], np.float64) @ m.T
    x0, y0 = max(0, math.floor(corners[:, 0].min()) - 1), max(0, math.floor(corners[:, 1].min()) - 1)
    x1 = min(size_px[0], math.ceil(corners[:, 0].max()) + 1)
    y1 = min(size_px[1], math.ceil(corners[:, 1].max()) + 1)
    if x1 <= x0 or y1 <= y0:
        return None
    centred = m.copy()  # OpenCV counts from pixel centres, this module from pixel corners
    centred[:, 2] += m[:, 0] * 0.5 + m[:, 1] * 0.5 - 0.5 - np.array([x0, y0])
    warped = cv2.warpAffine(rgba, centred, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(warped, np.uint8), (x0, y0, x1, y1)

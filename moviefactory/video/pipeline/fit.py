"""From what a model gave to what the movie wants: the part of the picture that matters, at its size.

Frames are uint8 RGB (h, w, 3) and stream through; no clip is held here. Knows no model and no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.pipeline.shape import centred, window_of

Frame = NDArray[np.uint8]
Plane = NDArray[np.float32]
Box = tuple[int, int, int, int]  # x0, y0, x1, y1
Size = tuple[int, int]  # width, height

SLIVER = 0.06  # of a picture: what "pad" cuts off rather than frame it with a hairline
LOOKED_AT = 12  # frames of a shot, to find what matters in it
SMALL_SIDE = 144  # pixels of the long side, to find what matters in a frame
MIDDLE_OF_BODY = 0.6  # of the window's height, from above, where what stands out should lie: heads are above it
HEADROOM = 0.06  # of the window, above the head of who is taller than it


def subject_window(frames: Frame, crop_px: Size, box: Box | None = None) -> tuple[int, int]:
    """Upper left corner (x, y) of the one window of `crop_px` that holds what matters in a shot.

    `frames`: (f, h, w, 3) uint8. `box` is the subject's in their pixels; without one, detail and motion tell, those in
    the middle before others. Of a subject that is taller than the window the upper part is kept: heads are there.
    """
    height, width = frames.shape[1:3]
    wide, tall = min(crop_px[0], width), min(crop_px[1], height)
    if (wide, tall) == (width, height):
        return 0, 0
    x, y = _around(box, wide, tall) if box else _by_looks(frames, wide, tall)
    return round(min(max(x, 0), width - wide)), round(min(max(y, 0), height - tall))


def box_of(boxes: Sequence[Box | None], from_px: Size, to_px: Size) -> Box | None:
    """One box for a whole shot out of those of its frames, scaled from pictures of `from_px` to ones of `to_px`.

    A side lies where it lies in nine of ten frames, so that one frame's stray box moves nothing. None: never seen.
    """
    if not (known := [box for box in boxes if box is not None]):
        return None
    sides = np.asarray(known, float)
    low, high = np.percentile(sides[:, :2], 10, axis=0), np.percentile(sides[:, 2:], 90, axis=0)
    scale = np.divide(to_px, from_px)
    x0, y0, x1, y1 = (round(float(side)) for side in (*(low * scale), *(high * scale)))
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def fitted(
    frames: Iterable[Frame], window: tuple[int, int], crop_px: Size, size_px: Size, fit: Literal["crop", "pad"] = "crop"
) -> Iterator[Frame]:
    """`frames` as pictures of `size_px`: "crop" keeps the window of `crop_px` at `window` (x, y); "pad" keeps all and
    fills what is left over with a soft, dark enlargement of the picture. What is but a SLIVER is cropped anyway.
    """
    for frame in frames:
        height, width = frame.shape[:2]
        (x, y), (wide, tall) = window, crop_px
        if fit == "pad":
            wide, tall = window_of((width, height), size_px)
            if wide * tall < (1 - SLIVER) * width * height:
                yield padded(frame, size_px)
                continue
            x, y = centred((width, height), (wide, tall))
        yield resized(frame[y : y + tall, x : x + wide], size_px)


def resized(frame: Frame, size_px: Size) -> Frame:
    """`frame` at `size_px` (width, height): areas are averaged on the way down, Lanczos on the way up."""
    height, width = frame.shape[:2]
    if (width, height) == size_px:
        return np.ascontiguousarray(frame)
    shrinks = size_px[0] * size_px[1] < width * height
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(np.ascontiguousarray(frame), size_px, interpolation=how), np.uint8)


def padded(frame: Frame, size_px: Size) -> Frame:
    """All of `frame` in a picture of `size_px`, before a blurred and darkened enlargement of itself."""
    height, width = frame.shape[:2]
    scale = min(size_px[0] / width, size_px[1] / height)
    wide, tall = max(1, round(width * scale)), max(1, round(height * scale))
    picture = _backdrop(frame, size_px)
    x, y = centred(size_px, (wide, tall))
    picture[y : y + tall, x : x + wide] = resized(frame, (wide, tall))
    return picture


def _backdrop(frame: Frame, size_px: Size) -> Frame:
    """Blurred at a sixteenth of the size, where it costs nothing, and never so dark that it reads as a black bar."""
    height, width = frame.shape[:2]
    cover = max(size_px[0] / width, size_px[1] / height)
    wide, tall = min(width, round(size_px[0] / cover)), min(height, round(size_px[1] / cover))
    x, y = centred((width, height), (wide, tall))
    small = (max(8, size_px[0] // 16), max(8, size_px[1] // 16))
    soft = cv2.resize(np.ascontiguousarray(frame[y : y + tall, x : x + wide]), small, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(soft, (0, 0), max(1.0, min(small) / 16))
    soft = cv2.resize(soft.astype(np.float32) * 0.45 + 14, size_px, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(soft + 0.5, 0, 255), np.uint8)


def _around(box: Box, wide: int, tall: int) -> tuple[float, float]:
    x0, y0, x1, y1 = box
    headroom = HEADROOM * tall
    return (x0 + x1 - wide) / 2, min((y0 + y1 - tall) / 2, y0 - headroom)


def _by_looks(frames: Frame, wide: int, tall: int) -> tuple[float, float]:
    """The window with most of what stands out, weighed towards the middle and a little above it."""
    height, width = frames.shape[1:3]
    scale = min(1.0, SMALL_SIDE / max(width, height))
    small = max(1, round(width * scale)), max(1, round(height * scale))
    stands_out = _stands_out(frames, small)
    columns, rows = np.linspace(-1, 1, small[0]), np.linspace(-1, 1, small[1])
    weights = np.exp(-(columns[None, :] ** 2) / 0.9) * np.exp(-((rows[:, None] + 0.15) ** 2) / 0.9)
    w, h = min(max(1, round(wide * scale)), small[0]), min(max(1, round(tall * scale)), small[1])
    window = _taper(h, MIDDLE_OF_BODY)[:, None] * _taper(w, 0.5)[None, :]
    held = cv2.matchTemplate((stands_out * weights).astype(np.float32), window.astype(np.float32), cv2.TM_CCORR)
    y, x = np.unravel_index(int(held.argmax()), held.shape)
    return float(x) / scale, float(y) / scale


def _taper(length: int, middle: float) -> Plane:
    """Weights along a window: most at `middle` (0..1), so that what stands out does not touch its edge."""
    along = (np.arange(length) + 0.5) / length
    return np.asarray(np.maximum(0.15, 1 - 3 * (along - middle) ** 2), np.float32)


def _stands_out(frames: Frame, small: Size) -> Plane:
    """What differs from its surroundings in colour, and what moves otherwise than the picture as a whole; (h, w)."""
    chosen = frames[np.unique(np.linspace(0, len(frames) - 1, LOOKED_AT).round().astype(int))]
    found = np.zeros((small[1], small[0]), np.float32)
    previous: Plane | None = None
    for frame in chosen:
        picture = cv2.cvtColor(cv2.resize(frame, small, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB).astype(
            np.float32
        )
        around = cv2.GaussianBlur(picture, (0, 0), max(1.0, max(small) / 8))
        within = cv2.GaussianBlur(picture, (0, 0), max(0.6, max(small) / 60))
        found += _unit(np.abs(within - around).sum(2))
        if previous is not None:
            moved = cv2.GaussianBlur(np.abs(within - previous).sum(2), (0, 0), max(0.6, max(small) / 24))
            found += 0.8 * _unit(np.maximum(moved - np.median(moved), 0))  # the body counts, not the hand it waves
        previous = within
    return found


def _unit(plane: Plane) -> Plane:
    """Squared, so that one thing that stands out counts for more than much that hardly does; sums to 1, or is flat."""
    squared = plane.astype(np.float32) ** 2
    total = float(squared.sum())
    return squared / total if total > 1e-6 else np.full_like(squared, 1 / squared.size)

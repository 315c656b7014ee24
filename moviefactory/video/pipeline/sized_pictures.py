"""Pictures of any size made to fit a pass: cut to its shape, or whole on white. Frames are uint8 RGB (h, w, 3)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frames = NDArray[np.uint8]


def covered(picture: Frames, size_px: tuple[int, int], top: float = 0.5) -> Frames:
    """`picture` scaled to cover `size_px` and cut to it; of what is cut in height, the share `top` is above."""
    width, height = size_px
    high, wide = picture.shape[:2]
    if (wide, high) == (width, height):
        return picture
    scale = max(width / wide, height / high)
    large = _scaled(picture, (max(width, round(wide * scale)), max(height, round(high * scale))))
    x, y = (large.shape[1] - width) // 2, round((large.shape[0] - height) * top)
    return np.ascontiguousarray(large[y : y + height, x : x + width])


def contained(picture: Frames, size_px: tuple[int, int]) -> Frames:
    """The whole `picture` in the middle of a white one of `size_px`."""
    width, height = size_px
    high, wide = picture.shape[:2]
    scale = min(width / wide, height / high)
    small = _scaled(picture, (max(1, round(wide * scale)), max(1, round(high * scale))))
    canvas = np.full((height, width, 3), 255, np.uint8)
    x, y = (width - small.shape[1]) // 2, (height - small.shape[0]) // 2
    canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    return canvas


def clip_of_length(frames: Frames, count: int, size_px: tuple[int, int]) -> Frames:
    """(count, h, w, 3): the first `count` frames, covering `size_px`; a clip too short stands still at its end."""
    fitted = [covered(frame, size_px) for frame in frames[:count]]
    return np.stack([fitted[min(n, len(fitted) - 1)] for n in range(count)])


def images(frames: Frames) -> list[Image.Image]:
    """A clip (f, h, w, 3) as PIL images."""
    return [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames]


def _scaled(picture: Frames, size_px: tuple[int, int]) -> Frames:
    shrinks = size_px[0] * size_px[1] < picture.shape[0] * picture.shape[1]
    scaled = cv2.resize(picture, size_px, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4)
    return np.asarray(scaled, np.uint8)

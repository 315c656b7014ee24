"""Pictures of any size made to fit a pass: cut to its shape or whole on white; as PNG. Frames: uint8 RGB (h, w, 3)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moviefactory.errors import StageError
from moviefactory.video.pipeline.fit import resized
from moviefactory.video.pipeline.shape import Size, centred

Frames = NDArray[np.uint8]


def covered(picture: Frames, size_px: Size, top: float = 0.5) -> Frames:
    """`picture` scaled to cover `size_px` and cut to it; of what is cut in height, the share `top` is above."""
    width, height = size_px
    high, wide = picture.shape[:2]
    if (wide, high) == (width, height):
        return picture
    scale = max(width / wide, height / high)
    return cut(resized(picture, (max(width, round(wide * scale)), max(height, round(high * scale)))), size_px, top)


def cut(picture: Frames, size_px: Size, top: float = 0.5) -> Frames:
    """`size_px` of a `picture` that is at least as large: its middle, but of what goes in height, `top` above."""
    width, height = size_px
    x, y = (picture.shape[1] - width) // 2, round((picture.shape[0] - height) * top)
    return np.ascontiguousarray(picture[y : y + height, x : x + width])


def contained(picture: Frames, size_px: Size) -> Frames:
    """The whole `picture` in the middle of a white one of `size_px`."""
    width, height = size_px
    high, wide = picture.shape[:2]
    scale = min(width / wide, height / high)
    small = resized(picture, (max(1, round(wide * scale)), max(1, round(high * scale))))
    canvas = np.full((height, width, 3), 255, np.uint8)
    x, y = centred(size_px, (small.shape[1], small.shape[0]))
    canvas[y : y + small.shape[0], x : x + small.shape[1]] = small
    return canvas


def clip_of_length(frames: Frames, count: int, size_px: Size) -> Frames:
    """(count, h, w, 3): the first `count` frames, covering `size_px`; a clip too short stands still at its end."""
    fitted = [covered(frame, size_px) for frame in frames[:count]]
    return np.stack([fitted[min(n, len(fitted) - 1)] for n in range(count)])


def images(frames: Frames) -> list[Image.Image]:
    """A clip (f, h, w, 3) as PIL images."""
    return [Image.fromarray(np.ascontiguousarray(frame)) for frame in frames]


def png(picture: Frames) -> bytes:
    """`picture` as a PNG file."""
    done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not done:
        raise StageError(f"a picture of {picture.shape[1]}x{picture.shape[0]} cannot be encoded as PNG")
    return data.tobytes()

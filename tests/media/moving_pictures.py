"""Drawn frames with known movement, for the tests of what is made between two of them."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Frame = NDArray[Any]


def texture(seed: int, width: int, height: int, grain: int = 6) -> Frame:
    """A soft random pattern."""
    small = np.random.default_rng(seed).integers(0, 255, (height // grain + 2, width // grain + 2, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def moving(count: int, width: int = 320, height: int = 160) -> list[Frame]:
    """A panning ground, and a thing that turns and crosses it; per frame, time goes on by 1/48 s."""
    ground, thing = texture(1, width * 2, height * 2), texture(2, 60, 60, 12)
    frames = []
    for index in range(count):
        turn = np.array([[1, 0, -index * 1.7], [0, 1, -20 - index * 0.4]], np.float32)
        picture = cv2.warpAffine(ground, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        way = cv2.getRotationMatrix2D((30, 30), 1.5 * index, 1)
        way[:, 2] += (40 + 3 * index, 50 + 0.5 * index)
        mask = cv2.warpAffine(np.ones((60, 60), np.float32), way, (width, height))[..., None]
        frames.append((picture * (1 - mask) + cv2.warpAffine(thing, way, (width, height)) * mask).astype(np.uint8))
    return frames


def numbered(count: int, *, step: int = 1, shape: tuple[int, int] = (4, 6)) -> list[Frame]:
    """Even greys: frame n is n * step."""
    return [np.full((*shape, 3), index * step, np.uint8) for index in range(count)]


def deep(frame: Frame) -> Frame:
    """The same picture in 16 bits."""
    return np.asarray(frame.astype(np.uint16) * 257, np.uint16)


def psnr(one: Frame, other: Frame) -> float:
    most = np.iinfo(one.dtype).max
    return float(10 * np.log10(most**2 / max(1e-9, np.mean((one.astype(float) - other) ** 2))))

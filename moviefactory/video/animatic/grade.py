"""The finish of every frame, as a laboratory would give it: bloom, contrast curve, vignette, a little grain."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.canvas import Image
from moviefactory.video.animatic.light import Light
from moviefactory.video.animatic.noise import fraction

_GRAIN_SIZE = 512


@dataclass(frozen=True)
class Grade:
    """What is done to each finished frame. Built once a shot."""

    size_px: tuple[int, int]
    light: Light
    seed: int
    _vignette: Image = field(init=False, repr=False)
    _curve: Image = field(init=False, repr=False)
    _grain: Image = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_vignette", _vignette(self.size_px))
        object.__setattr__(self, "_curve", _curve(self.light))
        rng = np.random.default_rng(self.seed)
        noise = rng.normal(128, 20, (_GRAIN_SIZE, _GRAIN_SIZE)).clip(0, 255).astype(np.uint8)
        object.__setattr__(self, "_grain", cv2.GaussianBlur(noise, (0, 0), 0.6))

    def apply(self, rgba: Image, index: int) -> NDArray[np.uint8]:
        """The graded RGB (h, w, 3) of frame number `index`."""
        picture = np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB), np.uint8)
        picture = self._bloomed(picture)
        picture = np.asarray(cv2.LUT(picture, self._curve), np.uint8)
        picture = np.asarray(cv2.multiply(picture, self._vignette, scale=1 / 255), np.uint8)
        return self._grained(picture, index)

    def _bloomed(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is very bright spills over softly."""
        width, height = self.size_px
        small = cv2.resize(picture, (max(2, width // 4), max(2, height // 4)), interpolation=cv2.INTER_AREA)
        bright = cv2.subtract(small, np.full_like(small, 178))
        spill = cv2.GaussianBlur(bright, (0, 0), height / 4 / 22)
        wide = cv2.resize(spill, (width, height), interpolation=cv2.INTER_LINEAR)
        strength = 0.85 if self.light.dark else 0.45
        return np.asarray(
            cv2.scaleAdd(wide.astype(np.float32), strength, picture.astype(np.float32)).clip(0, 255), np.uint8
        )

    def _grained(self, picture: NDArray[np.uint8], index: int) -> NDArray[np.uint8]:
        width, height = self.size_px
        x = int(fraction(index, self.seed + 7) * _GRAIN_SIZE)
        y = int(fraction(index, self.seed + 8) * _GRAIN_SIZE)
        rows, columns = np.arange(y, y + height) % _GRAIN_SIZE, np.arange(x, x + width) % _GRAIN_SIZE
        grain = cv2.cvtColor(self._grain[np.ix_(rows, columns)], cv2.COLOR_GRAY2RGB)
        return np.asarray(cv2.addWeighted(picture, 1.0, grain, 0.14, -128 * 0.14), np.uint8)


def _vignette(size_px: tuple[int, int]) -> Image:
    width, height = size_px
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    far = np.hypot((xs / width - 0.5) * 1.05, (ys / height - 0.5) * 0.85)
    shade = 1.0 - 0.36 * np.clip((far - 0.26) / 0.46, 0, 1) ** 1.7
    column = (shade * 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(column[..., None], 3, axis=2))


def _curve(light: Light) -> Image:
    """A gentle S; at night the blacks are lifted towards blue, in the warm hours the lights towards amber."""
    x = np.linspace(0, 1, 256)
    s = x + 0.115 * np.sin(2 * np.pi * (x - 0.5)) * (1 - 0.3 * x)
    low = np.array([0.010, 0.012, 0.028]) if light.dark else np.array([0.012, 0.010, 0.018])
    warm = {"sunset": (1.03, 1.0, 0.95), "dawn": (1.02, 1.0, 0.98), "night": (0.97, 1.0, 1.04)}
    gain = np.array(warm.get(light.time, (1.0, 1.0, 1.0)))
    table = np.clip(low[None, :] + s[:, None] * gain[None, :] * (1 - low[None, :]), 0, 1)
    return np.ascontiguousarray((table * 255 + 0.5).astype(np.uint8)[:, None, :]).reshape(256, 1, 3)

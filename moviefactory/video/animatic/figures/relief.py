"""Light on a flat drawing, as if it were modelled in clay: its silhouette is puffed up and lit by a key and a "
    "rim light.

The height is the distance to the outline, rounded like a pillow, plus the drawing's own inner edges; the light is
worked out on a small copy (the eye does not see it) and multiplied onto the picture at full size.
"""  # fmt: skip

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.canvas import Color
from moviefactory.video.animatic.figure import Sprite

_SMALL_PX = 176  # longest side of the copy that the light is worked out on
_PILLOW = 0.17  # how far from the outline the relief still rises, as a share of the drawing's smaller side
_DETAIL = 0.055  # height of the inner edges against that of the pillow


@dataclass(frozen=True)
class Light:
    """`direction`: unit vector towards the key light (x right, y up, z to us). `strength` 0..1.5 is the contrast of the
    relief, `ambient` 0..1 the darkest the shadow side may become. Colours are RGB in [0, 1]."""

    direction: tuple[float, float, float] = (-0.5, 0.62, 0.6)
    key: Color = (1.0, 0.97, 0.9)
    rim: Color = (0.75, 0.86, 1.0)
    strength: float = 0.9
    ambient: float = 0.45


def shade(sprite: Sprite, light: Light) -> Sprite:
    """The sprite lit by `light`; its alpha, anchor and glows stay."""
    rgba = sprite.rgba
    height, width = rgba.shape[:2]
    scale = min(1.0, _SMALL_PX / max(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    normal_x, normal_y, normal_z = _normals(np.asarray(small, np.uint8))
    times, plus = _light_maps(normal_x, normal_y, normal_z, light)
    whole = (width, height)
    times_map = cv2.resize(times, whole, interpolation=cv2.INTER_LINEAR)
    plus_map = cv2.resize(plus, whole, interpolation=cv2.INTER_LINEAR)
    alpha = np.ascontiguousarray(rgba[..., 3])
    color = np.ascontiguousarray(rgba[..., :3])
    lit = cv2.multiply(color, times_map, scale=1 / 128)
    shine = cv2.multiply(plus_map, cv2.merge((alpha, alpha, alpha)), scale=1 / 255)
    lit = cv2.min(cv2.add(lit, shine), cv2.merge((alpha, alpha, alpha)))
    return replace(sprite, rgba=np.asarray(cv2.merge((*cv2.split(lit), alpha)), np.uint8))


def _normals(small: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Unit normals (each (h, w) float32) of the puffed drawing; y is up."""
    alpha = np.ascontiguousarray(small[..., 3])
    inside = cv2.threshold(cv2.copyMakeBorder(alpha, 1, 1, 1, 1, cv2.BORDER_CONSTANT), 110, 255, cv2.THRESH_BINARY)[1]
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[1:-1, 1:-1]
    radius = max(3.0, _PILLOW * min(small.shape[:2]))
    rise = np.minimum(distance / radius, 1.0)
    pillow = np.sqrt(np.maximum(0.0, 1.0 - (1.0 - rise) ** 2)) * radius
    luma = cv2.cvtColor(np.ascontiguousarray(small[..., :3]), cv2.COLOR_RGB2GRAY).astype(np.float32)
    relief = cv2.GaussianBlur(pillow.astype(np.float32), (0, 0), max(0.8, radius * 0.12))
    relief += cv2.GaussianBlur(luma, (0, 0), 0.9) * (_DETAIL * radius / 64)
    across = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    length = 1.0 / np.sqrt(across * across + down * down + 1.0)
    return -across * length, down * length, length


def _light_maps(
    x: NDArray[np.float32], y: NDArray[np.float32], z: NDArray[np.float32], light: Light
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the colours are multiplied by (128 is 1) and what is added to them, each (h, w, 3) uint8."""
    lx, ly, lz = light.direction
    facing = x * np.float32(lx) + y * np.float32(ly) + z * np.float32(lz)
    level = np.clip(1.0 + light.strength * 0.95 * (facing - lz), light.ambient, 1.5)
    warm = np.clip(facing, 0.0, 1.0)
    times = cv2.merge([level * (1.0 + (part - 1.0) * warm) * 128.0 for part in light.key])
    edge = np.clip(1.0 - z, 0.0, 1.0) ** 1.5
    behind = np.clip(-x * np.float32(lx) + 0.35 * y, 0.0, 1.0)
    rim = edge * behind * (light.strength * 190.0)
    half_z = (lz + 1.0) / np.sqrt(lx * lx + ly * ly + (lz + 1.0) ** 2)
    half_x, half_y = (part / np.sqrt(lx * lx + ly * ly + (lz + 1.0) ** 2) for part in (lx, ly))
    gleam = np.clip(x * half_x + y * half_y + z * half_z, 0.0, 1.0) ** 26 * (light.strength * 34.0)
    plus = cv2.merge(
        [rim * rim_part + gleam * key_part for rim_part, key_part in zip(light.rim, light.key, strict=True)]
    )
    return np.clip(times, 0, 255).astype(np.uint8), np.clip(plus, 0, 255).astype(np.uint8)

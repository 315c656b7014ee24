"""Repeatable randomness and noise: seeded, the same on every machine and in every process. It knows no pictures."""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]


def fraction(index: int, seed: int) -> float:
    """A hash of two integers as a number in [0, 1): the same index always gives the same number."""
    mixed = (int(index) * 374761393 + seed * 668265263) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 16)) & 0xFFFFFF) / float(1 << 24)


def wander(x: float, seed: int) -> float:
    """Smooth noise along one axis, in [-1, 1], one bump per unit."""
    cell = math.floor(x)
    t = x - cell
    t = t * t * (3 - 2 * t)
    return 2 * (fraction(cell, seed) * (1 - t) + fraction(cell + 1, seed) * t) - 1


def profile(count: int, bumps: int, seed: int, roughness: float = 0.5, octaves: int = 6) -> Float:
    """A periodic 1-D fractal, (count,) float32 in about [0, 1]: `bumps` hills, finer detail by `roughness`."""
    rng = np.random.default_rng(seed)
    total = np.zeros(count, np.float64)
    weight, size = 1.0, 0.0
    for octave in range(octaves):
        cells = max(2, bumps * 2**octave)
        if cells > count:
            break
        values = rng.random(cells)
        at = np.arange(count) * cells / count
        left = at.astype(np.intp)
        t = at - left
        t = t * t * (3 - 2 * t)
        total += weight * (values[left % cells] * (1 - t) + values[(left + 1) % cells] * t)
        size += weight
        weight *= roughness
    return np.asarray(total / max(size, 1e-9), np.float32)


@cache
def tile(size: int, cells: int, seed: int, octaves: int = 5, roughness: float = 0.55) -> Float:
    """A 2-D fractal (size, size) float32 that repeats in both directions, mean 0.5, spread to [0, 1]."""
    rng = np.random.default_rng(seed)
    total = np.zeros((size, size), np.float32)
    weight = 1.0
    for octave in range(octaves):
        count = cells * 2**octave
        if count > size:
            break
        total += np.float32(weight) * _smooth_grid(rng.random((count, count)).astype(np.float32), size)
        weight *= roughness
    total -= total.mean()
    spread = float(np.percentile(np.abs(total), 99.0))
    return np.asarray(np.clip(0.5 + total / (2 * max(spread, 1e-6)), 0, 1), np.float32)


def _smooth_grid(grid: Float, size: int) -> Float:
    """`grid` enlarged to (size, size) by bicubic interpolation that wraps around."""
    count = grid.shape[0]
    margin = 3
    padded = np.pad(grid, margin, mode="wrap")
    step = size / count
    at = ((np.arange(size, dtype=np.float32) + 0.5) / step - 0.5 + margin).astype(np.float32)
    columns, rows = np.meshgrid(at, at)
    return np.asarray(cv2.remap(padded, columns, rows, cv2.INTER_CUBIC), np.float32)


def band(width: int, height: int, cells: int, seed: int, stretch: float = 3.0, octaves: int = 5) -> Float:
    """A 2-D fractal (height, width) float32 in [0, 1] repeating along x; blots are `stretch` times wider than tall."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    for octave in range(octaves):
        across = cells * 2**octave
        if across > width:
            break
        down = max(2, int(across * height / width * stretch) + 2)
        grid = rng.random((down, across)).astype(np.float32)
        padded = np.concatenate([grid[:, -2:], grid, grid[:, :2]], axis=1)
        at_x = ((np.arange(width, dtype=np.float32) + 0.5) * across / width - 0.5 + 2).astype(np.float32)
        at_y = np.linspace(0.5, down - 1.5, height, dtype=np.float32)
        columns, rows = np.meshgrid(at_x, at_y)
        total += np.float32(weight) * cv2.remap(padded, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        weight *= 0.5
    low, high = np.percentile(total, [1.0, 99.0])
    return np.asarray(np.clip((total - low) / max(float(high - low), 1e-6), 0, 1), np.float32)

"""Throats: harmonic sources with moving pitch, through formants. For people, animals, horns and whistles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from .tools import RATE_HZ, Array, drift, painted

HOP = 240  # loudness of the overtones is set 200 times a second
Formant = tuple[float | Array, float, float]  # centre Hz (fixed or one value per sample), bandwidth Hz, dB


def through(hz: Array, formants: Sequence[Formant], at: Array) -> Array:
    """What parallel formants let through: `hz` (m, k), `at` (m,) sample positions -> (m, k)."""
    total = np.zeros(np.broadcast_shapes(hz.shape, (len(at), 1)))
    for centre, width_hz, level_db in formants:
        middle = np.asarray(centre)[at][:, None] if isinstance(centre, np.ndarray) else centre
        total += 10 ** (level_db / 20) / np.sqrt(1 + ((hz - middle) / (width_hz / 2)) ** 2)
    return total


def harmonics(pitch_hz: Array, formants: Sequence[Formant], slope_db: float = -9, top_hz: float = 16000) -> Array:
    """Overtones of a moving pitch, falling by `slope_db` per octave, weighed by formants. Never aliases."""
    n = len(pitch_hz)
    at = np.minimum(np.arange(0, n + HOP, HOP), n - 1)
    count = int(np.clip(top_hz / pitch_hz.min(), 1, 140))
    order = np.arange(1, count + 1)[None, :]
    hz = pitch_hz[at][:, None] * order
    weights = through(hz, formants, at) if formants else np.ones_like(hz)
    weights = weights * order ** (slope_db / 6.02) * np.clip((top_hz - hz) / (0.15 * top_hz), 0, 1)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    twice_cos, before, now = 2 * np.cos(phase), np.zeros(n), np.sin(phase)
    out = np.zeros(n)
    grid = np.arange(n)
    for k in range(count):
        out += np.interp(grid, at, weights[:, k]) * now
        before, now = now, twice_cos * now - before
    return out


def breath(rng: Generator, n: int, formants: Sequence[Formant], frame: int = 1024) -> Array:
    """Noise through the same formants."""

    def paint(seconds: Array, hz: Array) -> Array:
        at = np.minimum((seconds[:, 0] * RATE_HZ).astype(int), n - 1)
        return through(hz, formants, at)

    return painted(rng, n, paint, frame)


def unsteady(rng: Generator, pitch_hz: Array, percent: float, rate_hz: float = 12) -> Array:
    """The pitch with a living wobble."""
    return pitch_hz * (1 + percent / 100 * np.clip(drift(rng, len(pitch_hz), rate_hz), -2.5, 2.5))


def rough(rng: Generator, n: int, rate_hz: float, depth: float) -> Array:
    """A flutter of loudness, `depth` in [0, 1]: growls, snarls, purrs."""
    return 1 - depth * np.clip(0.5 + 0.5 * drift(rng, n, rate_hz), 0, 1)

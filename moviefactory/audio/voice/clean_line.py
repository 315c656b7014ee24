"""What a speaker wrote, ready for the mix: mono, without silence at its edges, at one peak; and where it pauses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moviefactory.media.sound import SAMPLE_RATE_HZ

Mono = NDArray[np.float32]
PEAK = 10 ** (-3 / 20)
_STEP = SAMPLE_RATE_HZ // 100  # levels are looked at in steps of 10 ms
_QUIET_DB, _LOUDEST_FLOOR_DB = -45.0, -28.0  # against the loudest step: silence; noise that may still pass for it
_ABOVE_FLOOR_DB = 6.0
_NOTHING = 10 ** (-60 / 20)  # what stays below is no voice
_BEFORE, _AFTER = 3, 10  # steps of breath that are kept at the edges
_FADE_IN, _FADE_OUT = _STEP // 2, 3 * _STEP
_SHORTEST_PAUSE = 12  # steps: between words of one clause there is less


@dataclass(frozen=True)
class CleanLine:
    """`samples` (n,) at 48 kHz; `pauses` are (start, stop) in seconds, without those at the edges."""

    samples: Mono
    pauses: tuple[tuple[float, float], ...] = ()
    silent: bool = False

    @property
    def seconds(self) -> float:
        return round(len(self.samples) / SAMPLE_RATE_HZ, 3)


def cleaned(samples: NDArray[np.float32]) -> CleanLine:
    """`samples` (n, channels) at 48 kHz, cleaned. Where no voice is in them they stay as long, in silence."""
    mono = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0).mean(axis=1, dtype=np.float32)
    mono = mono - np.float32(np.median(mono)) if mono.size else mono  # an offset would click at the edges
    loud = _loud_steps(mono)
    if not loud.any():
        return CleanLine(np.zeros(max(len(mono), _STEP), np.float32), silent=True)
    heard = np.flatnonzero(loud)
    first, last = max(0, int(heard[0]) - _BEFORE), min(len(loud), int(heard[-1]) + 1 + _AFTER)
    part = mono[first * _STEP : last * _STEP]
    tail = (int(heard[-1]) + 1 + _AFTER - first) * _STEP - len(part)  # a voice that was cut off short gets its breath
    part = np.concatenate([part, np.zeros(max(0, tail), np.float32)])
    part = part * np.float32(PEAK / max(float(np.abs(part).max()), 1e-9))
    return CleanLine(_faded(part), tuple(_pauses(loud[first : int(heard[-1]) + 1])))


def _loud_steps(mono: Mono) -> NDArray[np.bool_]:
    """(steps,) bool: where something is said."""
    if not mono.size:
        return np.zeros(0, bool)
    padded = np.pad(mono, (0, -len(mono) % _STEP))
    level = np.sqrt(np.square(padded.reshape(-1, _STEP), dtype=np.float64).mean(axis=1))
    top = float(level.max())
    if top < _NOTHING:
        return np.zeros(len(level), bool)
    floor = float(np.percentile(level, 5)) * 10 ** (_ABOVE_FLOOR_DB / 20)
    return np.asarray(level > np.clip(floor, top * 10 ** (_QUIET_DB / 20), top * 10 ** (_LOUDEST_FLOOR_DB / 20)))


def _pauses(loud: NDArray[np.bool_]) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[1], loud.astype(np.int8), [1]])))
    spans = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(round(a / 100, 2), round(b / 100, 2)) for a, b in spans if b - a >= _SHORTEST_PAUSE and a > _BEFORE]


def _faded(part: Mono) -> Mono:
    """Soft edges, so that neither clicks."""
    faded = part.astype(np.float32)
    count_in, count_out = min(_FADE_IN, len(part) // 2), min(_FADE_OUT, len(part) // 2)
    faded[:count_in] *= np.linspace(0, 1, count_in, dtype=np.float32)
    faded[len(faded) - count_out :] *= np.linspace(1, 0, count_out, dtype=np.float32)
    return faded

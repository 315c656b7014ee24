"""How far a bus steps back, and when: computed from known events, never from a compressor's guess.

The envelope lives on a grid of 10 ms for the whole movie (a two-hour film: 6 MB). Arithmetic on numbers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moviefactory.compose.levels import FloatArray, Samples

GRID_HZ = 100
ATTACK_S, RELEASE_S = 0.08, 0.40
BRIDGE_S = 0.6  # pauses shorter than this are not worth coming back for: that would pump
BED_SHARE = 0.4  # a bed that runs through a shot takes this share of the depth, a single event all of it
LOUD_DB = 12.0  # an event counts while it is within this of its loudest moment ...
SPOKEN_DB = 25.0  # ... and a voice within this: its quiet syllables want to be understood too


@dataclass(frozen=True)
class Event:
    """Something that others make room for, in seconds of the movie; `share` of the full depth."""

    start_s: float
    stop_s: float
    share: float = 1.0


def loud_parts(powers: FloatArray, below_db: float) -> tuple[tuple[float, float], ...]:
    """The stretches (start, stop in seconds) in which a sound is within `below_db` of its loudest moment.

    `powers` are its mean squares on the grid. Pauses that are not worth coming back for are part of a stretch.
    """
    loud = np.flatnonzero(powers > powers.max(initial=0.0) * 10 ** (-below_db / 10))
    if not loud.size:
        return ()
    pauses = np.flatnonzero(np.diff(loud) > BRIDGE_S * GRID_HZ)
    starts, stops = loud[[0, *(pauses + 1)]], loud[[*pauses, -1]] + 1
    return tuple((start / GRID_HZ, stop / GRID_HZ) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True))


def duck_envelope(events: Sequence[Event], length_s: float, duck_db: float) -> FloatArray:
    """Attenuation in dB (0 to `duck_db`) on the grid, from the movie's start to its end."""
    depth = np.zeros(int(np.ceil(length_s * GRID_HZ)) + 1)
    for event in events:
        start, stop = (max(0, round(moment * GRID_HZ)) for moment in (event.start_s, event.stop_s))
        depth[start:stop] = np.maximum(depth[start:stop], event.share * duck_db)
    return _sloped(_bridged(depth), duck_db)


def envelope_gain(envelope: FloatArray, start: int, stop: int, sample_rate_hz: int) -> Samples:
    """The envelope as an amplitude factor (stop - start, 1) for the samples `start` <= n < `stop`."""
    at = np.arange(start, stop) * (GRID_HZ / sample_rate_hz)
    first, last = int(at[0]), min(int(at[-1]) + 2, len(envelope))
    depth = np.interp(at, np.arange(first, last), envelope[first:last])
    return np.asarray(10 ** (-depth / 20), np.float32)[:, None]


def _bridged(depth: FloatArray) -> FloatArray:
    """Short pauses between events are filled (a morphological closing: the largest, then the smallest neighbour)."""
    half = round(BRIDGE_S * GRID_HZ / 2)
    padded = np.pad(depth, 2 * half)
    windows = np.lib.stride_tricks.sliding_window_view
    grown = windows(padded, 2 * half + 1).max(axis=1)
    return np.asarray(windows(grown, 2 * half + 1).min(axis=1))


def _sloped(depth: FloatArray, duck_db: float) -> FloatArray:
    """The same with ramps: down before an event begins, up after it ended."""
    sloped = depth.copy()
    for steps, forward in ((round(ATTACK_S * GRID_HZ), False), (round(RELEASE_S * GRID_HZ), True)):
        flat = sloped.copy()
        for step in range(1, steps):
            lower = flat - duck_db * step / steps
            if forward:
                sloped[step:] = np.maximum(sloped[step:], lower[:-step])
            else:
                sloped[:-step] = np.maximum(sloped[:-step], lower[step:])
    return sloped

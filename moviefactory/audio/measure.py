"""What a catalogue would say of a sound file that has no row in one: its length, its main moment and its loudness."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.media.probe import probe
from moviefactory.media.sound import SAMPLE_RATE_HZ, loudness, read_sound

HOP_S = 0.01
SHARP_RISE = 0.25  # of the file's peak level, gained within 50 ms: a hit; slower sounds have a loudest moment instead
LONGEST_EVENT_S = 60.0  # what lasts longer has no one event, and is not held in memory to look for it


@dataclass(frozen=True)
class Measured:
    seconds: float
    onset_s: float
    level_lufs: float


def measure(path: Path, *, event: bool) -> Measured:
    """Measure `path`: an event by its largest momentary loudness and its onset, anything else by integrated loudness.

    Raises MediaError when there is no sound in it.
    """
    seconds, loud = probe(path).duration_s, loudness(path)
    if not event or seconds > LONGEST_EVENT_S:
        return Measured(seconds, 0.0, loud.integrated_lufs)
    samples = read_sound(path)
    return Measured(len(samples) / SAMPLE_RATE_HZ, main_onset_s(samples), loud.momentary_max_lufs)


def main_onset_s(samples: NDArray[np.float32], sample_rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """The main event's moment in `samples` (n, channels): the sharpest rise, or the loudest moment of what swells."""
    hop = round(sample_rate_hz * HOP_S)
    hops = len(samples) // hop
    if hops < 2:
        return 0.0
    power = np.square(samples[: hops * hop], dtype=np.float64).reshape(hops, -1).mean(axis=1)
    level = np.sqrt(power)
    padded = np.concatenate([np.zeros(5), level, np.zeros(5)])
    means = np.convolve(padded, np.full(5, 0.2), mode="valid")  # means[i]: mean of level[i - 5 : i]
    rises = means[5 : 5 + hops] - means[:hops]
    if rises.max() >= SHARP_RISE * level.max():
        return float(np.argmax(rises) * HOP_S)
    swell = np.convolve(power, np.full(20, 0.05), mode="same")
    return float(np.argmax(swell) * HOP_S)

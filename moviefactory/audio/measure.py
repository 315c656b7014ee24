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
EVENT_SHARE = 0.4  # a rise counts as an event of its own with this share of the sharpest one
APART_S = 0.12  # events that follow each other sooner are one
MOST_ONSETS = 32
LONGEST_EVENT_S = 60.0  # what lasts longer has no one event, and is not held in memory to look for it


@dataclass(frozen=True)
class Measured:
    """`onset_s` is the moment of the main event; `onsets_s` those of all events (that one among them), of an event."""

    seconds: float
    onset_s: float
    level_lufs: float
    onsets_s: tuple[float, ...] = ()


def measure(path: Path, *, event: bool) -> Measured:
    """Measure `path`: an event by its largest momentary loudness and its onset, anything else by integrated loudness.

    Raises MediaError when there is no sound in it.
    """
    seconds, loud = probe(path).duration_s, loudness(path)
    if not event or seconds > LONGEST_EVENT_S:
        return Measured(seconds, 0.0, loud.integrated_lufs)
    samples = read_sound(path)
    main_s = main_onset_s(samples)
    return Measured(len(samples) / SAMPLE_RATE_HZ, main_s, loud.momentary_max_lufs, all_onsets_s(samples, main_s))


def onsets_in(path: Path, main_s: float, seconds: float) -> tuple[float, ...]:
    """The moments of all events in the file at `path`, whose main one, `main_s`, is known. Raises MediaError."""
    return (main_s,) if seconds > LONGEST_EVENT_S else all_onsets_s(read_sound(path), main_s)


def main_onset_s(samples: NDArray[np.float32], sample_rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """The main event's moment in `samples` (n, channels): the sharpest rise, or the loudest moment of what swells."""
    level = _level(samples, sample_rate_hz)
    if len(level) < 2:
        return 0.0
    rises = _rises(level)
    if rises.max() >= SHARP_RISE * level.max():
        return float(np.argmax(rises) * HOP_S)
    swell = np.convolve(level**2, np.full(20, 0.05), mode="same")
    return float(np.argmax(swell) * HOP_S)


def all_onsets_s(
    samples: NDArray[np.float32], main_s: float, sample_rate_hz: int = SAMPLE_RATE_HZ
) -> tuple[float, ...]:
    """The moments of all events in `samples` (n, channels), rising: every sharp rise, and `main_s` in any case.

    What swells has no events but its main one. At most MOST_ONSETS, the sharpest.
    """
    level = _level(samples, sample_rate_hz)
    found = [round(main_s / HOP_S)]
    if len(level) >= 2:
        rises = _rises(level)
        for at in np.argsort(-rises, kind="stable"):
            if rises[at] < max(SHARP_RISE * level.max(), EVENT_SHARE * rises.max()) or len(found) == MOST_ONSETS:
                break
            if all(abs(int(at) - other) * HOP_S >= APART_S for other in found):
                found.append(int(at))
    return tuple(round(hop * HOP_S, 3) for hop in sorted(found))


def _level(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float64]:
    """The RMS level of each hop."""
    hop = round(sample_rate_hz * HOP_S)
    hops = len(samples) // hop
    power = np.square(samples[: hops * hop], dtype=np.float64).reshape(hops, -1).mean(axis=1) if hops else np.zeros(0)
    return np.asarray(np.sqrt(power))


def _rises(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much louder the 50 ms after each hop's beginning are than those before."""
    padded = np.concatenate([np.zeros(5), level, np.zeros(5)])
    means = np.convolve(padded, np.full(5, 0.2), mode="valid")  # means[i]: mean of level[i - 5 : i]
    return np.asarray(means[5 : 5 + len(level)] - means[: len(level)])

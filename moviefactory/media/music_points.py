"""Where a piece of music can be cut: tempo, beats, a stretch that repeats, the start of its own ending.

Levels and coarse spectra per beat are enough for that; numpy only. Knows nothing of movies.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

BEATS_PER_BAR = 4
MIN_LOOP_S = 12.0  # shorter loops are heard as such
SILENT_DB = -52.0
SLOWEST_BPM, FASTEST_BPM, USUAL_BPM = 56.0, 180.0, 105.0
ANALYSED_S = 300.0  # of a long track; enough for tempo and loop, and small in memory
_BANDS_HZ = np.geomspace(55, 5000, 49)
_FRAME_S = 0.01


class LoopPoints(NamedTuple):
    """Seconds in the track: it may go from `end_s` back to `start_s` (beats); it ends from `ending_s` on, 0: never."""

    start_s: float
    end_s: float
    ending_s: float = 0.0


def mono(samples: Samples) -> Samples:
    return np.asarray(samples.mean(axis=1), np.float32)


def level_db(samples: Samples, block: int) -> Floats:
    """RMS level of consecutive whole blocks, dB re full scale, over both channels; of all when it is less than one."""
    count = max(1, len(samples) // block)
    parts = (samples[at * block : (at + 1) * block] for at in range(count))
    return np.asarray([10 * np.log10(float(np.vdot(part, part)) / max(part.size, 1) + 1e-12) for part in parts])


def audible_end(samples: Samples, sample_rate_hz: int) -> int:
    """The sample after which only silence follows; all of them when everything is silent."""
    block = max(1, sample_rate_hz // 20)
    for stop in range(len(samples), 0, -block):
        if level_db(samples[max(0, stop - block) : stop], block)[0] > SILENT_DB:
            return min(len(samples), stop + block)
    return len(samples)


def onsets(samples: Samples, sample_rate_hz: int) -> Floats:
    """How much the log spectrum rises, per 10 ms: peaks where notes and drums start. Mean 0, standard deviation 1."""
    hop = max(1, round(_FRAME_S * sample_rate_hz))
    size = 4 * hop
    sound = mono(samples[: round(ANALYSED_S * sample_rate_hz)])
    sound = np.pad(sound, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
    window = np.hanning(size).astype(np.float32)
    edges = np.unique((_BANDS_HZ / sample_rate_hz * size).astype(int))
    flux = np.zeros(len(frames))
    before = None
    for start in range(0, len(frames), 2048):
        power = np.abs(np.fft.rfft(frames[start : start + 2048] * window, axis=1)) ** 2
        bands = np.log1p(1e4 * np.add.reduceat(power, edges, axis=1)[:, :-1] / size)
        rise = np.diff(bands, axis=0, prepend=bands[:1] if before is None else before)
        flux[start : start + len(bands)] = np.maximum(rise, 0).sum(axis=1)
        before = bands[-1:]
    flux -= np.convolve(np.pad(flux, 25, mode="edge"), np.ones(51) / 51, mode="valid")
    return np.asarray(flux / (flux.std() + 1e-12))


def tempo(samples: Samples, sample_rate_hz: int) -> float:
    """Beats per minute: the strongest period of the onsets, its multiples counted in, an octave near 105 preferred."""
    envelope = onsets(samples, sample_rate_hz)
    if len(envelope) < 400:
        return USUAL_BPM
    spectrum = np.fft.rfft(envelope, 2 * len(envelope))
    matches = np.fft.irfft(np.abs(spectrum) ** 2)[: len(envelope)] / np.arange(len(envelope), 0, -1)
    candidates = np.geomspace(SLOWEST_BPM, FASTEST_BPM, 1200)
    lags = 60.0 / candidates / _FRAME_S
    strength = np.zeros(len(candidates))
    for multiple, weight in ((1, 1.0), (2, 0.8), (4, 0.8), (8, 0.5)):
        strength += weight * np.interp(multiple * lags, np.arange(len(matches)), matches)
    strength *= np.exp(-0.5 * (np.log2(candidates / USUAL_BPM) / 0.8) ** 2)
    return float(candidates[np.argmax(strength)])


def first_beat_s(samples: Samples, sample_rate_hz: int, bpm: float) -> float:
    """Where the beat grid of `bpm` begins, in 0 .. one beat: the offset at which the grid meets most onsets."""
    envelope = onsets(samples, sample_rate_hz)
    period = 60.0 / bpm / _FRAME_S
    offsets = np.arange(0, period, 0.5)
    places = offsets[:, None] + np.arange(0, max(1, int(len(envelope) / period))) * period
    met = np.interp(places, np.arange(len(envelope)), envelope, right=0.0)
    return float(offsets[np.argmax(met.sum(axis=1))] * _FRAME_S)


def beat_colours(samples: Samples, sample_rate_hz: int, beats: NDArray[np.int64], length: int) -> Floats:
    """(beats, bands): the log spectrum of the `length` samples after every beat, each of unit norm around its mean."""
    size = 1 << max(10, (length - 1).bit_length())
    edges = np.unique(np.maximum(1, (_BANDS_HZ / sample_rate_hz * size).astype(int)))
    window = np.hanning(length).astype(np.float32)
    rows = []
    for beat in beats:
        part = mono(samples[max(0, int(beat)) : max(0, int(beat)) + length])
        power = np.abs(np.fft.rfft(np.pad(part, (0, length - len(part))) * window, size)) ** 2
        rows.append(np.log(np.add.reduceat(power, edges)[:-1] / size + 1e-9))
    colours = np.asarray(rows)
    colours -= colours.mean(axis=1, keepdims=True)
    return np.asarray(colours / (np.linalg.norm(colours, axis=1, keepdims=True) + 1e-9))


def find_points(samples: Samples, sample_rate_hz: int, bpm: float) -> LoopPoints:
    """Where a track of steady `bpm` can repeat and end, measured.

    The loop lies between the two most alike beats that are a whole number of bars and at least MIN_LOOP_S apart (a
    track too short for that repeats as a whole); longer loops are preferred. `ending_s` is the last bar line but one
    before the sound dies away by itself, 0 when it stops in full swing.
    """
    end = min(audible_end(samples, sample_rate_hz), round(ANALYSED_S * sample_rate_hz))
    beat_s = 60.0 / bpm
    first_s = first_beat_s(samples, sample_rate_hz, bpm)
    beats_s = np.arange(first_s, end / sample_rate_hz - beat_s, beat_s)
    dies_s = _dies_at_s(samples, sample_rate_hz)
    usable = int(np.sum(beats_s <= min(dies_s, end / sample_rate_hz)))
    loop = _best_loop(samples, sample_rate_hz, beats_s[:usable], beat_s)
    if loop is None:
        return LoopPoints(0.0, max(end, 1) / sample_rate_hz)
    start_s, end_s = loop
    end_s += _late_s(samples, sample_rate_hz, start_s, end_s)
    if not np.isfinite(dies_s):
        return LoopPoints(start_s, end_s)
    bar_s = BEATS_PER_BAR * beat_s
    bars = np.floor((dies_s - start_s) / bar_s + 0.1) - 1
    ending_s = start_s + bars * bar_s
    return LoopPoints(start_s, end_s, ending_s if ending_s > start_s + bar_s else 0.0)


def _dies_at_s(samples: Samples, sample_rate_hz: int) -> float:
    """When the last sound starts to fade to nothing; infinite when the track stops loud."""
    block = sample_rate_hz // 4
    end = audible_end(samples, sample_rate_hz)
    levels = level_db(samples[:end], block)
    usual = float(np.median(levels))
    if len(levels) < 16 or levels[-2:].mean() > usual - 9:
        return float("inf")
    loud = np.flatnonzero(levels > usual - 5)
    return float((loud[-1] + 1) * block / sample_rate_hz)


def _best_loop(samples: Samples, sample_rate_hz: int, beats_s: Floats, beat_s: float) -> tuple[float, float] | None:
    bars_least = int(np.ceil(MIN_LOOP_S / beat_s / BEATS_PER_BAR))
    if len(beats_s) < BEATS_PER_BAR * bars_least + 3:
        return None
    places = (beats_s * sample_rate_hz).astype(np.int64)
    colours = beat_colours(samples, sample_rate_hz, places, round(beat_s * sample_rate_hz))
    half = round(beat_s * sample_rate_hz / 2)
    halves = np.asarray([level_db(samples[place : place + 2 * half], half)[:2] for place in places])
    levels, thinnest = 10 * np.log10((10 ** (halves / 10)).mean(axis=1)), halves.min(axis=1)
    around = np.concatenate([colours[:-2], colours[1:-1], colours[2:]], axis=1)  # the beat before, the beat, the next
    alike = around @ around.T / 3
    usual = float(np.median(levels))
    bar_line = _bar_line(colours, levels)
    best, found = -np.inf, None
    for start in range(1, len(beats_s) - 1):
        for end in range(start + BEATS_PER_BAR * bars_least, len(beats_s) - 1, BEATS_PER_BAR):
            step_db = abs(levels[end - 1] - levels[start - 1]) + abs(levels[end] - levels[start])
            quiet_db = max(0.0, usual - 4 - thinnest[start])
            score = alike[start - 1, end - 1] - 0.03 * step_db - 0.06 * quiet_db + 0.2 * (end - start) / len(beats_s)
            score += 0.08 * (start % BEATS_PER_BAR == bar_line)
            if score > best:
                best, found = score, (float(beats_s[start]), float(beats_s[end]))
    return found


def _late_s(samples: Samples, sample_rate_hz: int, start_s: float, end_s: float) -> float:
    """How much later than `end_s` (at most 50 ms either way) the attacks fall that are alike those after `start_s`."""
    block = max(1, sample_rate_hz // 500)
    reach = 25

    def attacks(from_s: float, extra: int) -> Floats:
        first = round(from_s * sample_rate_hz) - (150 + extra) * block
        part = samples[max(0, first) : first + (900 + 2 * extra) * block]
        return np.maximum(0, np.diff(level_db(part, block)))

    model, other = attacks(start_s, 0), attacks(end_s, reach)
    if start_s * sample_rate_hz < 150 * block or len(other) < len(model) + 2 * reach:
        return 0.0
    fits = [float(model @ other[shift : shift + len(model)]) for shift in range(2 * reach + 1)]
    return (int(np.argmax(fits)) - reach) * block / sample_rate_hz


def _bar_line(colours: Floats, levels: Floats) -> int:
    """Which of the four beats the harmony and the level change on most: index modulo BEATS_PER_BAR."""
    news = 1 - np.einsum("ij,ij->i", colours[1:], colours[:-1]) + 0.02 * np.diff(levels)
    return int(np.argmax([news[(beat - 1) % BEATS_PER_BAR :: BEATS_PER_BAR].mean() for beat in range(BEATS_PER_BAR)]))

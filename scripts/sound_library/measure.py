"""Numbers of a finished sound: loudness (ITU-R BS.1770-4), true peak, the moment of its main event, its seam."""

from __future__ import annotations

import numpy as np
from scipy import signal

from .tools import RATE_HZ, Array

BLOCK = RATE_HZ * 2 // 5  # 400 ms
HOP = RATE_HZ // 10
FLOOR_LUFS = -70.0
ATTACK_DB = 12.0  # a struck sound: its level climbs by this much ...
ATTACK_MS = 120  # ... within this time before its loudest moment


def _weighted(x: Array) -> Array:
    """K-weighting at 48 kHz (BS.1770-4, tables 1 and 2)."""
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    high = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    return signal.sosfilt(np.array([shelf, high]), x, axis=0)


def _block_powers(x: Array) -> Array:
    power = np.sum(_weighted(x) ** 2, axis=1)
    if len(power) < BLOCK:
        power = np.concatenate([power, np.zeros(BLOCK - len(power))])
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - BLOCK + 1, HOP)
    return (total[starts + BLOCK] - total[starts]) / BLOCK


def _lufs(power: float) -> float:
    return max(-0.691 + 10 * float(np.log10(max(power, 1e-12))), FLOOR_LUFS)


def momentary_max_lufs(x: Array) -> float:
    return _lufs(float(_block_powers(x).max()))


def integrated_lufs(x: Array) -> float:
    """With the absolute gate at -70 LUFS and the relative one 10 LU below."""
    powers = _block_powers(x)
    powers = powers[powers > 10 ** ((FLOOR_LUFS + 0.691) / 10)]
    if not len(powers):
        return FLOOR_LUFS
    kept = powers[powers > powers.mean() / 10]
    return _lufs(float(kept.mean()))


def true_peak_db(x: Array) -> float:
    """Four times oversampled, dBTP."""
    over = signal.resample_poly(x, 4, 1, axis=0)
    return 20 * float(np.log10(max(np.abs(over).max(), np.abs(x).max(), 1e-9)))


def envelope_ms(x: Array) -> Array:
    """RMS level of both channels in 10 ms windows, one value per millisecond (the middle of its window)."""
    step, window = RATE_HZ // 1000, RATE_HZ // 100
    power = np.concatenate([np.zeros(window // 2), np.sum(x**2, axis=1), np.zeros(window)])
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(x), step)
    return np.sqrt(np.maximum(total[starts + window] - total[starts], 0) / window)


def main_onset_s(x: Array) -> float:
    """The moment that a picture's event belongs to.

    The first time the smoothed level comes within 3 dB of the loudest. Where the level climbed to it by 12 dB within
    120 ms (a hit), the moment that climb began; otherwise (a swell, a pass-by) the loudest moment itself.
    """
    level = envelope_ms(x)
    smooth = np.convolve(level, np.hanning(41)[1:-1] / 20, mode="same")
    first = int(np.argmax(smooth >= smooth.max() * 10 ** (-3 / 20)))
    near = slice(first, min(first + 60, len(level)))
    crest = first + int(np.argmax(level[near]))
    quiet = np.flatnonzero(level[:crest] < level[crest] * 10 ** (-ATTACK_DB / 20))
    before = int(quiet[-1]) + 1 if len(quiet) else (0 if crest < ATTACK_MS else -ATTACK_MS)
    if crest - before <= ATTACK_MS and before >= 0:
        return before / 1000
    return int(np.argmax(smooth)) / 1000


def seam_jump(x: Array) -> float:
    """How far the step over the wrap stands out: 1 is the largest ordinary step in the 50 ms on both sides of it."""
    near = np.concatenate([x[-RATE_HZ // 20 :], x[: RATE_HZ // 20]])
    steps = np.abs(np.diff(near, axis=0)).max(axis=1)
    over = len(x[-RATE_HZ // 20 :]) - 1
    return float(steps[over] / max(np.delete(steps, over).max(), 1e-9))


def seam_level_db(x: Array) -> float:
    """Level of the first 100 ms against the last 100 ms."""
    n = RATE_HZ // 10
    first, last = np.sqrt(np.mean(x[:n] ** 2)), np.sqrt(np.mean(x[-n:] ** 2))
    return 20 * float(np.log10(max(first, 1e-9) / max(last, 1e-9)))


def centroid_hz(x: Array) -> float:
    spectrum = np.abs(np.fft.rfft(x.mean(axis=1))) ** 2
    hz = np.fft.rfftfreq(len(x), 1 / RATE_HZ)
    return float(np.sum(spectrum * hz) / max(np.sum(spectrum), 1e-12))

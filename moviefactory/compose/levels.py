"""How loud samples are (ITU-R BS.1770-5) and how they fade. numpy only; knows nothing of cues or movies.

A cue is levelled by what is really used of its file, so the meter has to run in memory; the finished movie is measured
by ffmpeg's own meter instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # (n, 2) in about [-1, 1]
FloatArray = NDArray[np.float64]

SILENCE_LUFS = -70.0
_SHELF = ((1.53512485958697, -2.69169619810638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))  # both: BS.1770-5, tables 1 and 2
_OFFSET_DB = -0.691
_STEP_S = 0.1  # the meter's windows of 0.4 s move on by this much
_CHUNK_STEPS = 100


class Meter:
    """Collects the K-weighted power of a stream, block by block, in steps of 0.1 s.

    The weighting is done on spectra of ten seconds: its phase is left out, which no power notices.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._step = round(sample_rate_hz * _STEP_S)
        self._gain = _k_weighting(self._step * _CHUNK_STEPS, sample_rate_hz)
        self._rest: Samples = np.zeros((0, 2), np.float32)
        self._powers: list[FloatArray] = []

    def add(self, samples: Samples) -> None:
        """Take the next samples (n, 2)."""
        chunk = self._step * _CHUNK_STEPS
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) - len(samples) % chunk
        for start in range(0, whole, chunk):
            self._powers.append(self._steps(samples[start : start + chunk]))
        self._rest = samples[whole:]

    def integrated_lufs(self) -> float:
        """Gated loudness of everything so far; -70 for silence."""
        windows = self._windows()
        loud = windows[windows > _power(SILENCE_LUFS)]
        if not loud.size:
            return SILENCE_LUFS
        gated = loud[loud > loud.mean() * 0.1]  # the relative gate: 10 LU below the mean
        return _lufs(float(gated.mean()))

    def momentary_max_lufs(self) -> float:
        """The loudest 0.4 s; what is shorter counts as if silence followed."""
        windows = self._windows()
        return _lufs(float(windows.max())) if windows.size else SILENCE_LUFS

    def _windows(self) -> FloatArray:
        powers = [*self._powers]
        if len(self._rest):
            count = max(4 if not powers else 1, -(-len(self._rest) // self._step))
            padded = np.zeros((self._step * _CHUNK_STEPS, 2), np.float32)
            padded[: len(self._rest)] = self._rest
            powers.append(self._steps(padded)[:count])
        if not powers:
            return np.zeros(0)
        return np.convolve(np.concatenate(powers), np.full(4, 0.25), "valid")

    def _steps(self, chunk: Samples) -> FloatArray:
        weighted = np.fft.irfft(np.fft.rfft(chunk, axis=0) * self._gain[:, None], len(chunk), axis=0)
        squared = np.square(weighted).sum(axis=1)  # left and right weigh 1 each
        return np.asarray(squared.reshape(-1, self._step).mean(axis=1), np.float64)


def decibels(ratio: float) -> float:
    """An amplitude ratio in dB; silence is -200."""
    return float(20 * np.log10(max(ratio, 1e-10)))


def amplitude(gain_db: float) -> float:
    """dB as an amplitude ratio."""
    return float(10 ** (gain_db / 20))


def fade(samples: int, fade_in: int, fade_out: int, start: int, stop: int) -> Samples:
    """Equal-power gain (stop - start, 1) of the part `start` <= n < `stop` of a sound of `samples` samples.

    Two sounds that change over with it keep their common power (sin² + cos² = 1).
    """
    at = np.arange(start, stop, dtype=np.float64) + 0.5
    risen = np.clip(at / fade_in, 0, 1) if fade_in else np.ones_like(at)
    left = np.clip((samples - at) / fade_out, 0, 1) if fade_out else np.ones_like(at)
    return (np.sin(risen * (np.pi / 2)) * np.sin(left * (np.pi / 2))).astype(np.float32)[:, None]


def _k_weighting(samples: int, sample_rate_hz: int) -> FloatArray:
    """Magnitude of the two K filters at the frequencies of an rfft of `samples` samples.

    The coefficients hold for 48 kHz; at another rate the curve is stretched, so only 48 kHz is taken.
    """
    if sample_rate_hz != 48_000:
        raise ValueError(f"the meter works at 48000 Hz, not at {sample_rate_hz}")
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(samples))
    powers = np.stack([np.ones_like(delay), delay, delay**2])
    response = np.ones_like(delay)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response = response * (np.array(numerator) @ powers) / (np.array(denominator) @ powers)
    return np.asarray(np.abs(response))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))


def _lufs(power: float) -> float:
    return max(SILENCE_LUFS, float(_OFFSET_DB + 10 * np.log10(max(power, 1e-12))))

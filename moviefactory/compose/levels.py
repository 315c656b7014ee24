"""How loud samples are (ITU-R BS.1770-5) and how they fade. numpy only; knows nothing of cues or movies.

A cue is levelled by what is really used of its file, so the meter has to run in memory; the finished movie is measured
by ffmpeg's own meter instead.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from moviefactory.media.sound import SILENCE_LUFS, Samples

__all__ = ["FloatArray", "Meter", "Samples", "amplitude", "decibels", "fade"]
FloatArray = NDArray[np.float64]

_SHELF = ((1.53512485958697, -2.69169619810638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))  # both: BS.1770-5, tables 1 and 2
_OFFSET_DB = -0.691
_STEP_S = 0.1  # the meter's windows of 0.4 s move on by this much


class Meter:
    """Collects the K-weighted power of a stream, block by block, in steps of 0.1 s.

    The weighting is done on the spectra of the steps: its phase is left out, which no power notices.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._step = round(sample_rate_hz * _STEP_S)
        self._rest: Samples = np.zeros((0, 2), np.float32)
        self._powers: list[FloatArray] = []

    def add(self, samples: Samples) -> None:
        """Take the next samples (n, 2)."""
        samples = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        whole = len(samples) - len(samples) % self._step
        if whole:
            self._powers.append(self._steps(samples[:whole]))
        self._rest = samples[whole:].copy()

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
            powers.append(self._steps(np.pad(self._rest, ((0, self._step - len(self._rest)), (0, 0)))))
        steps = np.concatenate(powers) if powers else np.zeros(0)
        if not steps.size:
            return steps
        return np.convolve(np.pad(steps, (0, max(0, 4 - steps.size))), np.full(4, 0.25), "valid")

    def _steps(self, chunk: Samples) -> FloatArray:
        """The weighted power of every step: by Parseval's theorem the sum over its spectrum."""
        steps = np.ascontiguousarray(chunk.T).reshape(2, -1, self._step)
        spectrum = np.fft.rfft(steps)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        return np.asarray((power @ _k_weights(self._step, self._rate_hz)).sum(axis=0), np.float64)  # both weigh 1


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
    gains = np.ones(stop - start, np.float32)
    if start < fade_in:
        at = np.arange(start, min(stop, fade_in)) + 0.5
        gains[: len(at)] = np.sin(at / fade_in * (np.pi / 2))
    if fade_out and stop > samples - fade_out:
        at = np.arange(max(start, samples - fade_out), stop) + 0.5
        gains[stop - start - len(at) :] *= np.sin(np.clip((samples - at) / fade_out, 0, 1) * (np.pi / 2))
    return gains[:, None]


@cache
def _k_weights(samples: int, sample_rate_hz: int) -> NDArray[np.float32]:
    """What the powers in an rfft of `samples` samples are multiplied by, to add up to the K-weighted mean square.

    The coefficients hold for 48 kHz; at another rate the curve is stretched, so only 48 kHz is taken.
    """
    if sample_rate_hz != 48_000:
        raise ValueError(f"the meter works at 48000 Hz, not at {sample_rate_hz}")
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(samples))
    powers = np.stack([np.ones_like(delay), delay, delay**2])
    response = np.ones_like(delay)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response = response * (np.array(numerator) @ powers) / (np.array(denominator) @ powers)
    twice = np.full(len(delay), 2.0)  # the other half of the spectrum
    twice[[0, -1]] = 1.0
    return np.asarray(np.square(np.abs(response)) * twice / samples**2, np.float32)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_DB) / 10))


def _lufs(power: float) -> float:
    return max(SILENCE_LUFS, float(_OFFSET_DB + 10 * np.log10(max(power, 1e-12))))

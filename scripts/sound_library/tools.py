"""Signals: noise, slow drift, filters, envelopes, grains, struck bodies. Mono float64 at 48 kHz.

Everything made of noise or scattered grains is circular (the end runs into the beginning), so that a bed loops without
a seam. Filters take `wrap=True` to stay so. Knows nothing of places, of stereo or of any one sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import signal

Array = NDArray[np.float64]
RATE_HZ = 48_000
LOG_60_DB = 6.9078  # ln(1000): a decay "to -60 dB in T seconds" is exp(-LOG_60_DB * t / T)


def samples(length_s: float) -> int:
    return round(length_s * RATE_HZ)


def clock(n: int) -> Array:
    """Seconds of every sample."""
    return np.arange(n) / RATE_HZ


def gain(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def curve(n: int, *points: tuple[float, float]) -> Array:
    """Straight lines through (seconds, value) points."""
    at, values = zip(*points, strict=True)
    return np.interp(clock(n), at, values)


def glide(n: int, *points: tuple[float, float]) -> Array:
    """As `curve`, but even in ratio: for frequencies and loudness."""
    at, values = zip(*points, strict=True)
    return np.exp(np.interp(clock(n), at, np.log(values)))


def swell(n: int, *points: tuple[float, float]) -> Array:
    """Loudness through (seconds, dB) points, as a factor."""
    at, values = zip(*points, strict=True)
    return 10 ** (np.interp(clock(n), at, values) / 20)


def decay(n: int, length_s: float, attack_s: float = 0.0005) -> Array:
    """A struck thing's envelope: up within `attack_s`, down by 60 dB in `length_s`."""
    t = clock(n)
    return (1 - np.exp(-t / max(attack_s, 1e-6) * 3)) * np.exp(-LOG_60_DB * t / length_s)


def unit(x: Array) -> Array:
    """Scaled to RMS 1."""
    return x / max(float(np.sqrt(np.mean(x**2))), 1e-12)


def full(x: Array) -> Array:
    """Scaled to peak 1."""
    return x / max(float(np.abs(x).max()), 1e-12)


def shaped_noise(rng: Generator, n: int, *points: tuple[float, float]) -> Array:
    """Circular noise of RMS 1 whose spectrum density runs through (Hz, dB) points, straight over log frequency."""
    spectrum = rng.standard_normal(n // 2 + 1) + 1j * rng.standard_normal(n // 2 + 1)
    hz, level_db = zip(*points, strict=True)
    frequencies = np.fft.rfftfreq(n, 1 / RATE_HZ)
    shape = np.interp(np.log(np.maximum(frequencies, 1.0)), np.log(hz), level_db)
    shape = np.where(frequencies < 12.0, -120.0, shape)
    return unit(np.fft.irfft(spectrum * 10 ** (shape / 20), n))


def drift(rng: Generator, n: int, rate_hz: float) -> Array:
    """Slow circular wandering of mean 0 and deviation 1 that changes about `rate_hz` times a second."""
    frequencies = np.fft.rfftfreq(n, 1 / RATE_HZ)
    spectrum = (rng.standard_normal(n // 2 + 1) + 1j * rng.standard_normal(n // 2 + 1)) * np.exp(
        -((frequencies / rate_hz) ** 2)
    )
    spectrum[0] = 0
    if n * rate_hz < RATE_HZ:  # shorter than one wander: keep at least one slow wave
        spectrum[1] = np.exp(2j * np.pi * rng.random())
    x = np.fft.irfft(spectrum, n)
    return x / max(float(x.std()), 1e-12)


def gusts(rng: Generator, n: int, rate_hz: float, depth_db: float) -> Array:
    """A loudness factor that wanders by about `depth_db`."""
    return 10 ** (np.clip(drift(rng, n, rate_hz), -2.2, 2.2) * depth_db / 40)


def painted(rng: Generator, n: int, paint: Callable[[Array, Array], Array], frame: int = 1024) -> Array:
    """Circular noise whose short-time spectrum follows `paint(seconds (m, 1), hz (1, k)) -> factor (m, k)`."""
    count = max(round(n / (frame // 4)), 1)
    starts = np.round(np.arange(count) * n / count).astype(int)  # as even as whole samples allow, also over the wrap
    white = rng.standard_normal(n)
    at = (starts[:, None] + np.arange(frame)[None, :] - frame // 2) % n
    window = np.hanning(frame + 1)[:-1]
    hz = np.fft.rfftfreq(frame, 1 / RATE_HZ)[None, :]
    factors = np.where(hz < 15.0, 0.0, paint(starts[:, None] / RATE_HZ, hz))
    frames = np.fft.irfft(np.fft.rfft(white[at] * window) * factors, frame) * window
    out = np.zeros(n)
    np.add.at(out, at.ravel(), frames.ravel())
    return out / 1.5


def hump(hz: Array, centre_hz: Array | float, width_octaves: float) -> Array:
    """A bell over log frequency, for `painted`."""
    return np.exp(-0.5 * (np.log2(np.maximum(hz, 1.0) / centre_hz) / width_octaves) ** 2)


def _run(sos: Array, x: Array, wrap: bool) -> Array:
    if not wrap:
        return signal.sosfilt(sos, x)
    warm = min(len(x), RATE_HZ)
    return signal.sosfilt(sos, np.concatenate([x[-warm:], x]))[warm:]


def lowpass(x: Array, hz: float, order: int = 2, wrap: bool = False) -> Array:
    return _run(signal.butter(order, hz, "low", fs=RATE_HZ, output="sos"), x, wrap)


def highpass(x: Array, hz: float, order: int = 2, wrap: bool = False) -> Array:
    return _run(signal.butter(order, hz, "high", fs=RATE_HZ, output="sos"), x, wrap)


def bandpass(x: Array, low_hz: float, high_hz: float, order: int = 2, wrap: bool = False) -> Array:
    return _run(signal.butter(order, (low_hz, high_hz), "band", fs=RATE_HZ, output="sos"), x, wrap)


def resonate(x: Array, *modes: tuple[float, float, float], wrap: bool = False) -> Array:
    """Parallel resonators of (Hz, Q, factor): pipes, cavities, bodies. Each passes its own frequency at its factor."""
    out = np.zeros_like(x)
    for hz, q, factor in modes:
        b, a = signal.iirpeak(hz, q, fs=RATE_HZ)
        out += factor * _run(np.concatenate([b, a])[None, :], x, wrap)
    return out


def convolve(x: Array, kernel: Array, wrap: bool = False) -> Array:
    """FFT convolution: circular with `wrap`, else cut to the length of `x`."""
    if wrap:
        spectrum = np.fft.rfft(x) * np.fft.rfft(_fold(kernel, len(x)))
        return np.fft.irfft(spectrum, len(x))
    return signal.fftconvolve(x, kernel)[: len(x)]


def _fold(kernel: Array, n: int) -> Array:
    padded = np.concatenate([kernel, np.zeros(-len(kernel) % n)])
    return padded.reshape(-1, n).sum(axis=0)


def scattered(n: int, at: Sequence[int] | NDArray[np.int64], grains: Sequence[Array], wrap: bool = False) -> Array:
    """Grains added at sample positions; over the end they are cut, or come in again at the beginning with `wrap`."""
    out = np.zeros(n)
    for start, grain in zip(at, grains, strict=True):
        if wrap:
            np.add.at(out, (start + np.arange(len(grain))) % n, grain)
        elif 0 <= start < n:
            piece = grain[: n - start]
            out[start : start + len(piece)] += piece
    return out


def arrivals(rng: Generator, n: int, rate_hz: float, density: Array | None = None) -> NDArray[np.int64]:
    """Sample positions of about `rate_hz` events a second, thinned where `density` (n,) in [0, 1] is low."""
    at = np.sort(rng.integers(0, n, rng.poisson(rate_hz * n / RATE_HZ)))
    return at if density is None else at[rng.random(len(at)) < density[at]]


def sprinkled(rng: Generator, at: NDArray[np.int64], n: int, kernels: Sequence[Array], spread_db: float) -> Array:
    """Many small events, each one of a few kernels at a random loudness: rain drops, crackles, claps. Circular."""
    out = np.zeros(n)
    which = rng.integers(0, len(kernels), len(at))
    level = 10 ** (rng.normal(0, spread_db, len(at)) / 20)
    for index, kernel in enumerate(kernels):
        impulses = np.zeros(n)
        chosen = which == index
        np.add.at(impulses, at[chosen], level[chosen] * rng.choice([-1.0, 1.0], int(chosen.sum())))
        out += convolve(impulses, kernel, wrap=True)
    return out


def struck(n: int, modes_hz: Array, decays_s: Array, factors: Array, rng: Generator | None = None) -> Array:
    """Modal synthesis: a sum of dying sines. Modes above 20 kHz are left out."""
    t = clock(n)
    out = np.zeros(n)
    for hz, decay_s, factor in zip(modes_hz, decays_s, factors, strict=True):
        if 15 < hz < 20_000:
            phase = 0.0 if rng is None else rng.uniform(0, 2 * np.pi)
            long = min(n, samples(decay_s * 1.6) + 1)
            out[:long] += factor * np.exp(-LOG_60_DB * t[:long] / decay_s) * np.sin(2 * np.pi * hz * t[:long] + phase)
    rise = min(n, 24)
    out[:rise] *= np.linspace(0, 1, rise)
    return out


def body(rng: Generator, n: int, range_hz: tuple[float, float], count: int, decay_s: float, damping: float) -> Array:
    """A struck body of random modes: higher modes die sooner (`damping` 0.3 metal ... 1.2 wood) and are softer."""
    low, high = range_hz
    hz = low * (high / low) ** np.sort(rng.random(count))
    decays = decay_s * (hz / low) ** -damping * rng.uniform(0.6, 1.4, count)
    factors = rng.uniform(0.3, 1.0, count) * (hz / low) ** -0.35
    return full(struck(n, hz, decays, factors, rng))


def click(rng: Generator, length_s: float, *points: tuple[float, float], attack_s: float = 0.0003) -> Array:
    """A short burst of shaped noise that dies by 60 dB in `length_s`, peak 1."""
    n = samples(length_s)
    return full(shaped_noise(rng, n, *points) * decay(n, length_s, attack_s))


def faded(x: Array, in_s: float = 0.002, out_s: float = 0.02) -> Array:
    """Both ends brought to nothing with half a cosine."""
    out = x.copy()
    rise, fall = min(samples(in_s), len(x)), min(samples(out_s), len(x))
    out[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / max(rise, 1))
    out[len(x) - fall :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(fall) / max(fall, 1))
    return out


def driven(x: Array, amount: float) -> Array:
    """Soft saturation: adds the overtones of something pushed hard."""
    return np.tanh(x * amount) / np.tanh(amount)

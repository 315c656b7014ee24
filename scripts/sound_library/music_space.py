"""The hall, and the last steps of a mix: synthesised stereo reverb, tone, glue, loudness and a true-peak limiter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from .music_modal import RATE_HZ, Stereo

TARGET_LUFS = -16.0
CEILING = 10 ** (-1.6 / 20)  # sample peaks of the 4x oversampled mix; Vorbis adds a little


def hall(length_s: float, seed: int) -> Stereo:
    """A stereo impulse response: 24 ms of air, early reflections, then noise that dies faster the higher it is."""
    random = np.random.default_rng(seed)
    count = int(length_s * 1.25 * RATE_HZ)
    seconds = np.arange(count) / RATE_HZ
    made = np.zeros((count, 2))
    edges = (40, 180, 420, 950, 2100, 4500, 9000, 15_000)
    shares = (0.62, 0.82, 1.0, 1.0, 0.85, 0.62, 0.4)  # decay time of each band, as a share of `length_s`
    levels = (0.55, 0.75, 1.0, 1.0, 0.8, 0.5, 0.25)
    for low, high, share, level in zip(edges[:-1], edges[1:], shares, levels, strict=True):
        band = signal.butter(2, [low, high], "bandpass", fs=RATE_HZ, output="sos")
        noise = signal.sosfilt(band, random.standard_normal((count, 2)), axis=0)
        noise /= noise.std()
        made += level * noise * (np.exp(-6.9 * seconds / (share * length_s)) * (1 - np.exp(-seconds / 0.035)))[:, None]
    for _ in range(22):
        at = int(random.uniform(0.007, 0.085) * RATE_HZ)
        made[at] += 9.0 * np.exp(-at / RATE_HZ / 0.05) * random.uniform(0.2, 1, 2) * random.choice([-1, 1])
    made = np.concatenate([np.zeros((int(0.024 * RATE_HZ), 2)), made])
    return (made / np.sqrt((made**2).sum(0).mean())).astype(np.float32)


def reverberated(sound: Stereo, response: Stereo) -> Stereo:
    """`sound` heard in the hall, wet only, same length; each side also feeds the other a little."""
    crossed = 0.8 * sound + 0.2 * sound[:, ::-1]
    wet = [signal.fftconvolve(crossed[:, side], response[:, side])[: len(sound)] for side in range(2)]
    return np.stack(wet, 1).astype(np.float32)


def toned(sound: Stereo, *points: tuple[float, float]) -> Stereo:
    """A gentle equaliser through (Hz, dB), straight between the points on a log frequency axis, without phase shift."""
    size = len(sound) + 8192
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    gain_db = np.interp(np.log(np.maximum(hz, 5)), np.log([hz_ for hz_, _ in points]), [db for _, db in points])
    spectrum = np.fft.rfft(sound, size, axis=0) * (10 ** (gain_db / 20))[:, None]
    return np.fft.irfft(spectrum, size, axis=0)[: len(sound)].astype(np.float32)


def mono_below(sound: Stereo, corner_hz: float = 110.0) -> Stereo:
    """Bass in the middle, where films and small speakers want it."""
    side = 0.5 * (sound[:, 0] - sound[:, 1])
    side = signal.sosfiltfilt(signal.butter(2, corner_hz, "highpass", fs=RATE_HZ, output="sos"), side)
    middle = 0.5 * (sound[:, 0] + sound[:, 1])
    return np.stack([middle + side, middle - side], 1).astype(np.float32)


def glued(sound: Stereo, threshold_db: float, ratio: float = 1.5) -> Stereo:
    """A slow bus compressor: 30 ms in, about 250 ms out, on the rms of both channels."""
    block = 480
    count = len(sound) // block
    power = (sound[: count * block].astype(np.float64) ** 2).mean(1).reshape(count, block).mean(1)
    level_db = 10 * np.log10(power + 1e-9)
    wanted = -np.maximum(0, level_db - threshold_db) * (1 - 1 / ratio)
    gain = np.zeros(count)
    now = 0.0
    for index, one in enumerate(wanted):
        now += (one - now) * (0.30 if one < now else 0.04)
        gain[index] = now
    fine = np.interp(np.arange(len(sound)), (np.arange(count) + 0.5) * block, gain)
    return (sound * (10 ** (fine / 20))[:, None]).astype(np.float32)


def lufs(sound: Stereo) -> float:
    """Integrated loudness (ITU-R BS.1770-4) at 48 kHz: K weighting, 400 ms blocks, absolute and relative gate."""
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    highpass = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    power = signal.sosfilt(np.array([shelf, highpass]), sound.astype(np.float64), axis=0) ** 2
    total = np.concatenate([[0.0], np.cumsum(power.sum(1))])
    starts = np.arange(0, max(1, len(sound) - 19_200), 4800)
    blocks = (total[np.minimum(starts + 19_200, len(sound))] - total[starts]) / 19_200
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    loud = loud[loud > 0.1 * loud.mean()]
    return float(-0.691 + 10 * np.log10(loud.mean()))


def true_peak(sound: Stereo) -> NDArray[np.float64]:
    """The largest value of either channel around every sample, 4x oversampled."""
    fine = np.abs(signal.resample_poly(sound, 4, 1, axis=0)).max(1)
    return fine[: 4 * len(sound)].reshape(-1, 4).max(1)


def limited(sound: Stereo) -> Stereo:
    """Peaks under the ceiling: the gain falls 4 ms ahead of a peak and comes back over 60 ms, without a kink."""
    wanted = np.minimum(1.0, CEILING / (true_peak(sound) + 1e-9))
    held = ndimage.minimum_filter1d(wanted, 2 * 192 + 1)
    slow = signal.filtfilt([1 - np.exp(-1 / (0.02 * RATE_HZ))], [1, -np.exp(-1 / (0.02 * RATE_HZ))], held)
    smooth = ndimage.uniform_filter1d(np.minimum(held, slow), 193)
    return (sound * smooth[:, None]).astype(np.float32)


def mastered(sound: Stereo) -> Stereo:
    """The mix at its final tone and loudness, first and last samples silent."""
    bright = toned(
        mono_below(sound),
        (20, -24),
        (32, -4),
        (48, 0),
        (150, 0),
        (320, -3),
        (700, 0),
        (2000, 1),
        (4500, 4),
        (10_000, 6),
    )
    level = bright * 10 ** ((TARGET_LUFS - lufs(bright)) / 20)
    glue = glued(level, threshold_db=-16.0)
    for _ in range(2):
        glue = limited(glue * 10 ** ((TARGET_LUFS - lufs(glue)) / 20))
    glue[-9600:] *= np.linspace(1, 0, 9600, dtype=np.float32)[:, None] ** 2
    glue[:32] *= np.linspace(0, 1, 32, dtype=np.float32)[:, None]
    return glue

"""Struck and plucked instruments as sums of decaying modes, and percussion: every function returns (n, 2) float32.

All take (frequency in Hz, length in seconds, velocity in 0..1, random generator). The strength of a mode in the left
and right channel differs a little, as it does around a real instrument.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import signal

RATE_HZ = 48_000
Stereo = NDArray[np.float32]
Random = np.random.Generator


def modes(
    hz: NDArray[np.float64],
    amplitude: NDArray[np.float64],
    decay_s: NDArray[np.float64],
    length_s: float,
    random: Random,
) -> Stereo:
    """Sum of amplitude * exp(-t / decay_s) * cos(2 pi hz t + phase), as one matrix product per channel.

    A decaying complex exponential at sample a + side * b is the product of its values at a and at side * b.
    """
    keep = hz < RATE_HZ * 0.45
    hz, amplitude, decay_s = hz[keep], amplitude[keep], decay_s[keep]
    count = max(1, int(length_s * RATE_HZ))
    side = int(np.ceil(np.sqrt(count)))
    rate = (-1.0 / decay_s + 2j * np.pi * hz) / RATE_HZ
    fine = np.exp(rate[:, None] * np.arange(side))
    coarse = np.exp(rate[:, None] * side * np.arange(side))
    phase = np.exp(1j * random.uniform(-0.6, 0.6, hz.size))
    channels = []
    for _ in range(2):
        weight = (
            amplitude * phase * np.exp(0.25 * random.standard_normal(hz.size) + 0.35j * random.standard_normal(hz.size))
        )
        start = coarse * weight[:, None]
        channels.append((start.real.T @ fine.real - start.imag.T @ fine.imag).ravel()[:count])
    made = np.stack(channels, 1).astype(np.float32)
    made[:64] *= np.linspace(0, 1, 64, dtype=np.float32)[:, None]
    edge = min(count, 1200)
    made[-edge:] *= np.linspace(1, 0, edge, dtype=np.float32)[:, None]
    return made


def noise_burst(length_s: float, low_hz: float, high_hz: float, decay_s: float, random: Random) -> Stereo:
    """Band-limited stereo noise that decays: hammers, sticks, breath of a skin. Peak about 1."""
    count = max(256, int(length_s * RATE_HZ))
    band = signal.butter(2, [low_hz, min(high_hz, 21_000)], "bandpass", fs=RATE_HZ, output="sos")
    noise = signal.sosfilt(band, random.standard_normal((count + 512, 2)), axis=0)[512:]
    envelope = np.exp(-np.arange(count) / (decay_s * RATE_HZ)) * np.minimum(1, np.arange(count) / 40)
    noise *= envelope[:, None]
    return (noise / (np.abs(noise).max() + 1e-9)).astype(np.float32)


def add(target: Stereo, other: Stereo, gain: float = 1.0) -> Stereo:
    """`target` with `other` mixed in from its beginning, as long as the longer one."""
    made = np.zeros((max(len(target), len(other)), 2), np.float32)
    made[: len(target)] += target
    made[: len(other)] += gain * other
    return made


def _released(sound: Stereo, length_s: float, release_s: float) -> Stereo:
    """A damper falls after `length_s`."""
    at = int(length_s * RATE_HZ)
    if at < len(sound):
        fade = np.exp(-np.arange(len(sound) - at) / (release_s * RATE_HZ))
        sound[at:] *= fade[:, None].astype(np.float32)
    stop = at + int(6 * release_s * RATE_HZ)
    return sound[:stop]


def piano(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Felted grand: stiff strings (stretched partials), two decay rates, a hammer that is brighter when faster."""
    order = np.arange(1, min(32, int(9000 / hz) + 2))
    stiffness = 0.00018 * (hz / 262) ** 1.2
    partial = order * hz * np.sqrt(1 + stiffness * order**2)
    strike = np.abs(np.sin(np.pi * order * 0.118)) + 0.05
    softness = 900 + 3200 * velocity**1.4
    amplitude = strike / order**0.9 * np.exp(-partial / softness)
    decay = 3.6 * (262 / hz) ** 0.55 / (1 + 0.16 * order)
    detune = 1 + 0.0004 * random.standard_normal(order.size)
    fast = modes(np.r_[partial, partial * detune], np.r_[amplitude, 0.45 * amplitude], np.r_[0.3 * decay, decay],
                 min(length_s + 1.2, 7.0), random)  # fmt: skip
    fast *= 1.0 / (np.abs(fast).max() + 1e-9)
    knock = noise_burst(0.09, 120, 1400, 0.012, random)
    return _released(add(fast, knock, 0.05 + 0.06 * velocity), length_s, 0.14) * velocity**1.3


def _plucked(
    hz: float, length_s: float, velocity: float, random: Random, *, position: float, damping: float, ring_s: float
) -> Stereo:
    order = np.arange(1, min(26, int(8000 / hz) + 2))
    partial = order * hz * np.sqrt(1 + 0.00006 * order**2)
    amplitude = np.abs(np.sin(np.pi * order * position)) / order**1.25 * np.exp(-partial / (1200 + 2600 * velocity))
    decay = ring_s * (220 / hz) ** 0.4 / (1 + damping * (order - 1))
    made = modes(partial, amplitude, decay, min(6.0, 5 * ring_s, max(length_s * 1.5, 2 * ring_s)), random)
    return made / (np.abs(made).max() + 1e-9) * velocity**1.2


def harp(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Gut strings plucked near the middle: round, long."""
    return _plucked(hz, length_s, velocity, random, position=0.36, damping=0.35, ring_s=1.1)


def guitar(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Nylon strings with the knock of a box."""
    made = _plucked(hz, length_s, velocity, random, position=0.22, damping=0.2, ring_s=0.9)
    box = modes(np.array([98.0, 204.0, 390.0]), np.array([0.5, 0.4, 0.2]), np.array([0.09, 0.06, 0.04]), 0.35, random)
    return add(made, box, 0.18 * velocity)


def pizzicato(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Several string players plucking: short, warm, a few milliseconds apart."""
    made = np.zeros((1, 2), np.float32)
    for _ in range(3):
        one = _plucked(hz * 2 ** (random.normal(0, 5) / 1200), 0.3, velocity, random,
                       position=0.16, damping=0.5, ring_s=0.22)  # fmt: skip
        late = np.zeros((int(random.uniform(0, 0.014) * RATE_HZ), 2), np.float32)
        made = add(made, np.concatenate([late, one]), 0.5)
    return made


def _bars(hz: float, ratios: tuple[float, ...], levels: tuple[float, ...], ring_s: float, random: Random) -> Stereo:
    ratio, level = np.array(ratios), np.array(levels)
    decay = ring_s * (523 / hz) ** 0.4 / ratio**0.6
    made = modes(hz * ratio, level, decay, min(6.0, 5 * ring_s), random)
    return made / (np.abs(made).max() + 1e-9)


def celesta(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Small steel bars over wooden boxes."""
    made = _bars(hz, (1, 2.0, 4.1, 6.7), (1, 0.22, 0.16 * velocity, 0.05 * velocity), 0.75, random)
    return add(made, noise_burst(0.03, 1500, 6000, 0.004, random), 0.05) * velocity**1.2


def bells(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Tubular bell: hum, prime, minor third, fifth, octave; slow beating."""
    ratios = (0.5, 1.0, 1.003, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.1)
    levels = (0.35, 0.6, 0.5, 0.3, 0.25, 0.5, 0.16, 0.14, 0.12, 0.06 * velocity)
    return _bars(hz, ratios, levels, 2.2, random) * velocity**1.2


def marimba(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Wooden bars with tuned overtones at 1 : 4 : 10 and soft mallets."""
    made = _bars(hz, (1, 3.98, 9.9), (1, 0.16 * velocity, 0.05 * velocity), 0.32, random)
    return add(made, noise_burst(0.04, 300, 2500, 0.006, random), 0.05) * velocity**1.2


def timpani(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A tuned kettle: the preferred modes of an air-loaded skin, a soft beater."""
    ratio = np.array([1, 1.5, 1.98, 2.44, 2.9, 3.4, 0.85])
    level = np.array([1, 0.7, 0.45, 0.3, 0.2 * velocity, 0.12 * velocity, 0.25])
    decay = np.array([0.95, 0.7, 0.5, 0.36, 0.28, 0.2, 0.16])
    made = modes(hz * ratio, level, decay, 3.0, random)
    made /= np.abs(made).max() + 1e-9
    return add(made, noise_burst(0.12, 60, 700 + 1500 * velocity, 0.02, random), 0.3) * velocity**1.3


def taiko(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A big barrel drum: the skin's pitch falls as the blow dies, then the shell; wood of the stick on top."""
    count = int(1.8 * RATE_HZ)
    seconds = np.arange(count) / RATE_HZ
    made = np.zeros(count)
    for ratio, level, decay in (
        (1, 1.0, 0.24),
        (1.59, 0.6, 0.17),
        (2.14, 0.32, 0.13),
        (2.65, 0.2, 0.1),
        (3.6, 0.12, 0.06),
    ):
        glide = hz * ratio * (seconds + 0.35 * 0.045 * (1 - np.exp(-seconds / 0.045)))
        made += level * np.exp(-seconds / decay) * np.sin(2 * np.pi * glide + random.uniform(0, 0.5))
    body = np.repeat((made / np.abs(made).max()).astype(np.float32)[:, None], 2, 1)
    body[:48] *= np.linspace(0, 1, 48, dtype=np.float32)[:, None]
    body[-2400:] *= np.linspace(1, 0, 2400, dtype=np.float32)[:, None]
    slap = noise_burst(0.25, 140, 900 + 2600 * velocity, 0.035, random)
    stick = noise_burst(0.05, 1200, 5200, 0.007, random)
    return add(add(body, slap, 0.6), stick, 0.10 + 0.14 * velocity) * velocity**1.4


def boom(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A cinematic low hit: a falling sub tone under a dull, wide thud."""
    count = int(3.2 * RATE_HZ)
    seconds = np.arange(count) / RATE_HZ
    sweep = hz * (seconds + 1.1 * 0.12 * (1 - np.exp(-seconds / 0.12)))
    tone = np.tanh(1.6 * np.sin(2 * np.pi * sweep) * np.exp(-seconds / 0.8)) * np.minimum(1, seconds / 0.004)
    tone *= np.minimum(1, (3.2 - seconds) / 0.3)
    thud = noise_burst(2.0, 40, 420, 0.28, random)
    return add(np.repeat(tone.astype(np.float32)[:, None], 2, 1), thud, 0.5) * velocity


def heartbeat(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A soft low pulse, more felt than heard."""
    made = modes(np.array([hz, hz * 1.7]), np.array([1.0, 0.3]), np.array([0.11, 0.05]), 0.7, random)
    made /= np.abs(made).max() + 1e-9
    return add(made, noise_burst(0.08, 60, 400, 0.02, random), 0.25) * velocity


def tick(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A clock's escapement: two tiny clicks of metal and wood."""
    ratio = random.uniform(0.98, 1.02)
    metal = modes(
        np.array([2350.0, 3900, 5300]) * ratio, np.array([1, 0.6, 0.4]), np.array([0.014, 0.01, 0.007]), 0.1, random
    )
    wood = modes(np.array([820.0, 1240]), np.array([0.8, 0.5]), np.array([0.02, 0.012]), 0.12, random)
    made = add(add(metal, wood, 0.8), noise_burst(0.03, 2500, 8000, 0.004, random), 0.4)
    return made / (np.abs(made).max() + 1e-9) * velocity


def shaker(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """Beads thrown against a shell: the noise rises, then stops."""
    count = int(0.11 * RATE_HZ)
    band = signal.butter(2, [3200, 9500], "bandpass", fs=RATE_HZ, output="sos")
    noise = signal.sosfilt(band, random.standard_normal((count, 2)), axis=0)
    rise = np.minimum(1, np.arange(count) / (0.045 * RATE_HZ)) ** 2 * np.minimum(1, (count - np.arange(count)) / 1800)
    noise *= rise[:, None]
    return (noise / (np.abs(noise).max() + 1e-9) * velocity).astype(np.float32)


def snare(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """An orchestral field drum: a deep shell and wires."""
    shell = modes(np.array([172.0, 286, 410]), np.array([1, 0.6, 0.3]), np.array([0.08, 0.06, 0.04]), 0.4, random)
    wires = noise_burst(0.4, 900, 6500, 0.075, random)
    return add(shell / (np.abs(shell).max() + 1e-9) * 0.6, wires, 0.7) * velocity**1.2


def _metal(
    length_s: float, random: Random, low_hz: float = 380.0, count: int = 260
) -> tuple[NDArray, NDArray, NDArray]:
    """The dense inharmonic modes of a plate: more of them, and shorter, towards the top."""
    hz = low_hz * (11_500 / low_hz) ** np.sqrt(random.uniform(0, 1, count))
    level = (hz / 3200) ** 0.25 / (1 + (hz / 6200) ** 2) * np.abs(random.standard_normal(count))
    return hz, level, length_s * (1600 / (hz + 900)) ** 0.7


def crash(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A pair of cymbals: a bright clash that darkens."""
    made = modes(*_metal(1.1, random), 4.5, random)
    made /= np.abs(made).max() + 1e-9
    return add(made, noise_burst(1.6, 2200, 12_000, 0.22, random), 0.5) * velocity


def swell(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A suspended cymbal rolled from nothing to its peak at the end of `length_s`; then it rings for a second."""
    rise = max(int(length_s * RATE_HZ), 4800)
    ring = int(1.6 * RATE_HZ)
    total = (rise + ring) / RATE_HZ
    hz_, level, _ = _metal(1.0, random, 420, 160)
    plate = modes(hz_, level, np.full(hz_.size, 50.0), total, random)
    noise = signal.sosfilt(
        signal.butter(2, [1800, 9000], "bandpass", fs=RATE_HZ, output="sos"),
        random.standard_normal((len(plate), 2)),
        axis=0,
    )
    made = plate / (np.abs(plate).max() + 1e-9) + 0.30 * noise / (np.abs(noise).max() + 1e-9)
    time = np.arange(len(made)) / rise
    envelope = np.where(time < 1, np.clip(time, 0, 1) ** 3, np.exp(-(time - 1) * rise / (0.38 * RATE_HZ)))
    roll = 1 + 0.16 * np.sin(2 * np.pi * 13.5 * np.arange(len(made)) / RATE_HZ)
    return (made * (envelope * roll)[:, None] * velocity).astype(np.float32)


def gong(hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A tam-tam: low modes at once, the shimmer blooms half a second later."""
    low = modes(hz * np.array([1, 1.48, 1.93, 2.31, 2.9, 3.7]), np.array([1, 0.7, 0.6, 0.5, 0.4, 0.3]),
                np.array([3.2, 2.6, 2.2, 1.8, 1.4, 1.1]), 8.0, random)  # fmt: skip
    hz_, level, decay = _metal(2.4, random, 260, 220)
    high = modes(hz_ * 0.55, level, decay, 8.0, random)
    bloom = 1 - np.exp(-np.arange(len(high)) / (0.45 * RATE_HZ))
    high *= bloom[:, None].astype(np.float32)
    return add(low / (np.abs(low).max() + 1e-9), high / (np.abs(high).max() + 1e-9), 0.5) * velocity

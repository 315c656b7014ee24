"""Sustained instruments: many slightly different players around one pitch, each a morph between a soft and a loud tone.

A tone is one period with a spectrum of its own (bow, lips, reed, vowel); blowing or bowing harder fades from the soft
period to the loud one, which has more and stronger overtones. Players differ in pitch, vibrato, attack and place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from .music_modal import RATE_HZ, Random, Stereo

PERIOD = 8192
CONTROL = 64  # samples per step of the slow curves
Spectrum = Callable[[NDArray[np.float64], NDArray[np.float64], float], NDArray[np.float64]]


@dataclass(frozen=True)
class Players:
    """How a section plays. Times in seconds, pitch deviations in cents, `spectrum(order, hz, brightness)`."""

    spectrum: Spectrum
    count: int = 6
    spread_cents: float = 8.0
    vibrato_hz: float = 5.2
    vibrato_cents: float = 9.0
    vibrato_delay_s: float = 0.35
    attack_s: float = 0.35
    release_s: float = 0.45
    width: float = 0.7
    bright: tuple[float, float] = (0.15, 0.8)  # of the soft and of the loud tone
    breath: float = 0.03
    breath_hz: tuple[float, float] = (1500.0, 7000.0)
    tremolo_hz: float = 0.0
    decay_s: float = 0.0  # > 0: the tone dies away, as a short bow stroke does
    accent: float = 0.0  # extra level and brightness of the beginning
    late_s: float = 0.03


def _lowpass(hz: NDArray[np.float64], corner_hz: float, order: float = 2.0) -> NDArray[np.float64]:
    return 1 / (1 + (hz / corner_hz) ** (2 * order)) ** 0.5


def _peaks(hz: NDArray[np.float64], *peaks: tuple[float, float, float]) -> NDArray[np.float64]:
    """Resonances (centre Hz, relative width, gain) on a floor of 1."""
    made = np.ones_like(hz)
    for centre, width, gain in peaks:
        made += gain * np.exp(-(np.log(hz / centre) ** 2) / (2 * width**2))
    return made


def bowed(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Strings: 1/n with the corner of a wooden box, resonances of air and wood."""
    box = (
        _peaks(hz, (280, 0.25, 0.5), (460, 0.2, 0.6), (1100, 0.3, 0.3), (2400, 0.3, 0.35))
        * np.minimum(1, hz / 160) ** 0.5
    )
    return order**-1.15 * _lowpass(hz, 1200 + 4800 * brightness, 1.4) * box


def brassy(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Horns and low brass: a formant near 450 Hz; overtones arrive with force."""
    return (
        order**-0.55
        * _lowpass(hz, 450 + 2900 * brightness**1.3, 1.6)
        * _peaks(hz, (430, 0.45, 0.8), (1150, 0.35, 0.35))
    )


def trumpety(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Trumpets: the formant lies near 1.2 kHz."""
    return order**-0.5 * _lowpass(hz, 800 + 3600 * brightness, 1.7) * _peaks(hz, (1250, 0.4, 1.1), (2400, 0.3, 0.3))


def fluted(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Flute: a strong first and second partial, little above."""
    return np.exp(-1.35 * (order - 1) * (1.25 - 0.5 * brightness)) * _lowpass(hz, 4500)


def reedy(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Clarinet: odd partials lead."""
    even = np.where(order % 2 == 0, 0.12 + 0.25 * (hz > 1500), 1.0)
    return order**-1.0 * even * _lowpass(hz, 900 + 2200 * brightness, 1.5)


def vowel_ah(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """An open choir vowel."""
    formants = _peaks(hz, (680, 0.16, 7), (1120, 0.13, 5), (2650, 0.12, 2.0), (3400, 0.12, 1.2)) - 0.75
    return order**-1.45 * formants * _lowpass(hz, 3000 + 3000 * brightness)


def vowel_oo(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """A closed, distant choir vowel."""
    formants = _peaks(hz, (340, 0.2, 6), (820, 0.16, 2.2), (2500, 0.12, 0.5)) - 0.75
    return order**-1.5 * formants * _lowpass(hz, 1400 + 1600 * brightness)


def warm(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """A mellow synthesiser behind a closed filter."""
    return order**-1.0 * _lowpass(hz, 320 + 1500 * brightness, 2.0)


def pure(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """A sub bass: the fundamental and a trace of two overtones, so that small speakers hear it too."""
    return np.select([order == 1, order == 2, order == 3], [1.0, 0.16 + 0.2 * brightness, 0.08], 0.0)


def piped(order: NDArray[np.float64], hz: NDArray[np.float64], brightness: float) -> NDArray[np.float64]:
    """Organ: stops at the octaves and the twelfth, each with a few partials."""
    stops = np.select(
        [order == 1, order == 2, order == 3, order == 4, order == 6, order == 8], [1, 0.7, 0.3, 0.42, 0.16, 0.2], 0.03
    )
    return stops * _lowpass(hz, 2600 + 2500 * brightness)


SECTIONS = {
    "strings": Players(bowed),
    "low_strings": Players(bowed, count=5, spread_cents=6, vibrato_cents=6, attack_s=0.3, width=0.55),
    "soft_strings": Players(bowed, attack_s=0.8, release_s=0.9, bright=(0.02, 0.42), breath=0.05),
    "tremolo_strings": Players(bowed, count=7, tremolo_hz=11.5, attack_s=0.25, bright=(0.1, 0.6), breath=0.06),
    "spiccato": Players(
        bowed,
        count=5,
        attack_s=0.012,
        release_s=0.10,
        decay_s=0.20,
        vibrato_cents=0,
        accent=0.7,
        bright=(0.1, 0.85),
        breath=0.10,
        late_s=0.012,
    ),
    "marcato": Players(
        bowed,
        count=6,
        attack_s=0.04,
        release_s=0.22,
        accent=0.6,
        vibrato_cents=6,
        vibrato_delay_s=0.15,
        late_s=0.015,
        breath=0.05,
    ),
    "cello": Players(
        bowed,
        count=2,
        spread_cents=2.5,
        vibrato_cents=17,
        vibrato_hz=5.4,
        vibrato_delay_s=0.3,
        attack_s=0.16,
        release_s=0.30,
        width=0.25,
        bright=(0.05, 0.65),
        breath=0.035,
        late_s=0.006,
    ),
    "violin": Players(
        bowed,
        count=2,
        spread_cents=2.5,
        vibrato_cents=20,
        vibrato_hz=5.9,
        vibrato_delay_s=0.25,
        attack_s=0.14,
        release_s=0.28,
        width=0.25,
        bright=(0.1, 0.7),
        breath=0.03,
        late_s=0.006,
    ),
    "horns": Players(
        brassy,
        count=4,
        spread_cents=5,
        vibrato_cents=2,
        attack_s=0.10,
        release_s=0.3,
        accent=0.25,
        bright=(0.1, 0.95),
        breath=0.012,
        width=0.5,
        late_s=0.02,
    ),
    "low_brass": Players(
        brassy,
        count=4,
        spread_cents=5,
        vibrato_cents=1,
        attack_s=0.13,
        release_s=0.35,
        accent=0.2,
        bright=(0.12, 1.0),
        breath=0.012,
        width=0.6,
        late_s=0.02,
    ),
    "brass_swell": Players(
        brassy,
        count=5,
        spread_cents=6,
        vibrato_cents=1,
        attack_s=1.6,
        release_s=0.4,
        bright=(0.05, 1.1),
        breath=0.012,
        width=0.8,
    ),
    "trumpets": Players(
        trumpety,
        count=3,
        spread_cents=4,
        vibrato_cents=4,
        attack_s=0.06,
        release_s=0.22,
        accent=0.3,
        bright=(0.1, 0.8),
        breath=0.01,
        width=0.4,
        late_s=0.012,
    ),
    "flute": Players(
        fluted,
        count=2,
        spread_cents=2,
        vibrato_cents=12,
        vibrato_hz=5.0,
        attack_s=0.10,
        release_s=0.22,
        width=0.2,
        breath=0.10,
        breath_hz=(900, 4500),
        late_s=0.004,
    ),
    "clarinet": Players(
        reedy,
        count=2,
        spread_cents=2,
        vibrato_cents=4,
        attack_s=0.09,
        release_s=0.2,
        width=0.2,
        breath=0.02,
        late_s=0.004,
    ),
    "choir_ah": Players(
        vowel_ah,
        count=9,
        spread_cents=11,
        vibrato_cents=16,
        vibrato_hz=5.3,
        attack_s=0.45,
        release_s=0.7,
        width=0.9,
        breath=0.05,
        breath_hz=(1200, 6000),
        late_s=0.06,
    ),
    "choir_oo": Players(
        vowel_oo,
        count=9,
        spread_cents=11,
        vibrato_cents=14,
        vibrato_hz=5.1,
        attack_s=0.7,
        release_s=1.0,
        width=0.9,
        breath=0.06,
        breath_hz=(700, 4000),
        late_s=0.06,
    ),
    "pad": Players(
        warm,
        count=6,
        spread_cents=10,
        vibrato_cents=3,
        vibrato_hz=0.6,
        attack_s=1.1,
        release_s=1.3,
        width=1.0,
        bright=(0.1, 0.9),
        breath=0.02,
    ),
    "pulse": Players(
        warm,
        count=3,
        spread_cents=7,
        vibrato_cents=0,
        attack_s=0.006,
        release_s=0.07,
        decay_s=0.16,
        accent=0.5,
        width=0.5,
        bright=(0.15, 1.1),
        breath=0.0,
        late_s=0.0,
    ),
    "organ": Players(
        piped,
        count=3,
        spread_cents=3,
        vibrato_cents=1,
        attack_s=0.09,
        release_s=0.25,
        width=0.8,
        breath=0.02,
        late_s=0.015,
    ),
    "sub": Players(
        pure, count=1, spread_cents=0, vibrato_cents=0, attack_s=0.05, release_s=0.2, width=0.0, breath=0.0, late_s=0.0
    ),
}


def _period(players: Players, hz: float, brightness: float, phases: NDArray[np.float64]) -> NDArray[np.float32]:
    """One period of unit power, band-limited to 11 kHz."""
    order = np.arange(1, 1 + max(1, min(90, int(11_000 / hz)))).astype(float)
    amplitude = players.spectrum(order, order * hz, brightness)
    bins = np.zeros(PERIOD // 2 + 1, complex)
    bins[1 : order.size + 1] = amplitude * np.exp(1j * phases[: order.size])
    wave = np.fft.irfft(bins)
    return (wave / (wave.std() + 1e-12)).astype(np.float32)


def _slow_noise(steps: int, corner_hz: float, random: Random) -> NDArray[np.float64]:
    """Unit-variance noise below `corner_hz`, one value per control step."""
    points = max(4, int(steps * CONTROL / RATE_HZ * corner_hz * 2) + 4)
    return np.interp(np.linspace(0, points - 1, steps), np.arange(points), random.standard_normal(points))


def _envelope(players: Players, length_s: float, attack_s: float, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level over time: eased attack, optional decay, exponential release."""
    rise = np.sin(0.5 * np.pi * np.clip(seconds / attack_s, 0, 1)) ** 1.4
    level = rise * (1 + players.accent * np.exp(-seconds / 0.12))
    if players.decay_s:
        level *= np.exp(-np.maximum(0, seconds - attack_s) / players.decay_s)
    off = np.maximum(0, seconds - length_s)
    return level * np.exp(-4.2 * off / players.release_s)


def _one(players: Players, hz: float, length_s: float, velocity: float, random: Random, tables: NDArray) -> Stereo:
    """One player's note, in its place on the stage."""
    late_s = abs(random.normal(0, players.late_s))
    total_s = length_s + 1.6 * players.release_s
    steps = int((late_s + total_s) * RATE_HZ / CONTROL) + 2
    seconds = np.arange(steps) * CONTROL / RATE_HZ - late_s
    attack_s = min(players.attack_s, 0.45 * length_s + 0.004) * random.uniform(0.8, 1.25)
    vibrato = (
        np.clip((seconds - players.vibrato_delay_s) / 0.5, 0, 1) * players.vibrato_cents * random.uniform(0.6, 1.2)
    )
    rate = players.vibrato_hz * random.uniform(0.9, 1.1)
    wobble = np.cumsum(rate * (1 + 0.08 * _slow_noise(steps, 1.0, random))) * CONTROL / RATE_HZ
    cents = random.normal(0, players.spread_cents) + vibrato * np.sin(2 * np.pi * (wobble + random.uniform()))
    cents += 0.25 * players.spread_cents * _slow_noise(steps, 0.8, random)
    level = np.where(seconds >= 0, _envelope(players, length_s, attack_s, np.maximum(seconds, 0)), 0)
    level *= 1 + 0.07 * _slow_noise(steps, 1.5, random)
    if players.tremolo_hz:
        speed = players.tremolo_hz * random.uniform(0.88, 1.12)
        level *= 0.62 + 0.38 * np.sin(
            2 * np.pi * (speed * seconds + random.uniform() + 0.3 * _slow_noise(steps, 2, random))
        )
    phase = np.cumsum(hz * 2 ** (cents / 1200)) * CONTROL / RATE_HZ + random.uniform()
    knots, fine = np.arange(steps) * CONTROL, np.arange((steps - 1) * CONTROL)
    index = (np.interp(fine, knots, phase) * PERIOD).astype(np.int64) & (PERIOD - 1)
    loudness = np.interp(fine, knots, level).astype(np.float32)
    morph = np.clip(loudness * velocity, 0, 1.2)
    wave = (tables[0][index] + morph * (tables[1][index] - tables[0][index])) * loudness
    place = 0.25 * np.pi * (1 + players.width * random.uniform(-1, 1))
    return np.stack([wave * np.cos(place), wave * np.sin(place)], 1).astype(np.float32)


def play(section: str, hz: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """A note of a whole section, (n, 2) float32; rms near 0.3 times the velocity's level while it is held."""
    players = SECTIONS[section]
    phases = random.uniform(-np.pi, np.pi, 96)
    tables = np.stack([_period(players, hz, one, phases) for one in players.bright])
    ones = [_one(players, hz, length_s, velocity, random, tables) for _ in range(players.count)]
    made = np.zeros((max(map(len, ones)), 2), np.float32)
    for one in ones:
        made[: len(one)] += one
    if players.breath:
        low, high = players.breath_hz
        band = signal.butter(1, [low, high], "bandpass", fs=RATE_HZ, output="sos")
        air = signal.sosfilt(band, random.standard_normal((len(made), 2)), axis=0).astype(np.float32)
        slow = signal.butter(1, 30, fs=RATE_HZ, output="sos")
        outline = signal.sosfiltfilt(slow, np.abs(made).max(1)).astype(np.float32)
        made += 2.0 * players.breath * air * outline[:, None]
    edge = min(len(made), 960)
    made[-edge:] *= np.linspace(1, 0, edge, dtype=np.float32)[:, None]
    return made * np.float32(0.3 / np.sqrt(players.count) * velocity**1.8)

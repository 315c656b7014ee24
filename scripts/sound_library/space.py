"""Where a sound is: panning, stereo width, rooms, open air, things that pass by. Mono in, stereo (n, 2) out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from .tools import LOG_60_DB, RATE_HZ, Array, clock, convolve, full, gain, lowpass, samples, shaped_noise

SOUND_M_S = 343.0
EAR_DELAY_S = 0.0001  # a near pair: more would comb high notes when both sides are added to mono


def stereo(left: Array, right: Array) -> Array:
    return np.stack([left, right], axis=1)


def placed(x: Array, where: float | Array) -> Array:
    """At `where` from -1 (left) to 1 (right): equal power, and the far ear a little later (for a fixed place)."""
    angle = (np.clip(where, -1, 1) + 1) * np.pi / 4
    if isinstance(where, np.ndarray):
        return stereo(x * np.cos(angle), x * np.sin(angle))
    late = round(abs(where) * EAR_DELAY_S * RATE_HZ)
    delayed = np.roll(x, late)  # at most a few samples, so that loops stay closed
    pair = (x, delayed) if where < 0 else (delayed, x)
    return stereo(pair[0] * np.cos(angle), pair[1] * np.sin(angle))


def wide(make: Callable[[], Array], width: float = 0.8) -> Array:
    """Three takes of one noise: one in the middle, one at each side. 1 is two unrelated sides, 0 is mono."""
    middle, left, right = make(), make(), make()
    near, far = np.sqrt(1 - width), np.sqrt(width)
    return stereo(near * middle + far * left, near * middle + far * right)


def level(x: Array, rms_db: float) -> Array:
    """Scaled so that the RMS of both channels together is `rms_db`."""
    return x * (gain(rms_db) / max(float(np.sqrt(np.mean(x**2))), 1e-12))


def _impulse_response(rng: Generator, decay_s: float, bright_hz: float, first_s: float) -> Array:
    """One ear's room: some ten early reflections, then a tail whose highs die three times sooner than its lows."""
    n = samples(decay_s * 1.1 + first_s)
    t = clock(n)
    dull = shaped_noise(rng, n, (40, -12), (120, 0), (bright_hz / 4, 0), (bright_hz, -18), (20000, -50))
    bright = shaped_noise(rng, n, (100, -30), (bright_hz / 3, 0), (bright_hz, 0), (bright_hz * 2.5, -24), (20000, -50))
    tail = dull * np.exp(-LOG_60_DB * t / decay_s) + 0.6 * bright * np.exp(-LOG_60_DB * t / (decay_s * 0.35))
    tail *= np.clip(t / (first_s * 3 + 0.004), 0, 1)
    early = np.zeros(n)
    at = samples(first_s) + np.sort(rng.integers(0, samples(first_s * 4 + 0.008), 10))
    early[at] = rng.choice([-1.0, 1.0], 10) * np.linspace(1, 0.35, 10)
    early = lowpass(early, min(bright_hz * 1.5, 16000))
    return full(early) * 0.9 + tail * (0.5 / max(float(np.abs(tail).max()), 1e-9))


def room(  # size and colour are four numbers, not one
    rng: Generator, x: Array, decay_s: float, wet_db: float, bright_hz: float = 6000, wrap: bool = False
) -> Array:
    """`x` (mono or stereo) in a room that rings for `decay_s`; the room has `wet_db` against the direct sound."""
    dry = stereo(x, x) * np.sqrt(0.5) if x.ndim == 1 else x
    if not wrap:
        dry = np.concatenate([dry, np.zeros((samples(decay_s * 0.8), 2))])
    first_s = 0.002 + 0.012 * min(decay_s, 2.0)
    wet = np.stack(
        [convolve(dry[:, ear], _impulse_response(rng, decay_s, bright_hz, first_s), wrap) for ear in (0, 1)], axis=1
    )
    wet *= np.sqrt(np.sum(dry**2) / max(float(np.sum(wet**2)), 1e-12)) * gain(wet_db)
    return dry + wet


def outdoors(rng: Generator, x: Array, wet_db: float = -20, wrap: bool = False) -> Array:
    """Open air: one bounce off the ground, and a faint dark return from far trees and walls."""
    dry = stereo(x, x) * np.sqrt(0.5) if x.ndim == 1 else x
    if not wrap:
        dry = np.concatenate([dry, np.zeros((samples(0.45), 2))])
    bounce = np.roll(dry, samples(0.0037), axis=0) * 0.3
    if not wrap:
        bounce[: samples(0.0037)] = 0
    kernel = []
    for _ear in (0, 1):
        n = samples(0.6)
        tail = shaped_noise(rng, n, (80, -6), (300, 0), (1500, -6), (5000, -24), (20000, -60))
        kernel.append(tail * np.exp(-LOG_60_DB * clock(n) / 0.5) * (clock(n) > 0.035))
    wet = np.stack([convolve(dry[:, ear], kernel[ear], wrap) for ear in (0, 1)], axis=1)
    wet *= np.sqrt(np.sum(dry**2) / max(float(np.sum(wet**2)), 1e-12)) * gain(wet_db)
    return dry + bounce + wet


def far(x: Array, distance: float) -> Array:
    """What air and ground leave of a mono sound: 0 is near, 1 is a kilometre away."""
    return lowpass(x, 16000 * 0.03**distance, 1)


def pass_by(  # the geometry of a road: how fast, how near, how high, when, to which side
    source: Array, speed_m_s: float, nearest_m: float, at_s: float, height_m: float = 1.0, rightward: bool = True
) -> Array:
    """`source` moves past on a straight line and is nearest at `at_s`: Doppler, distance, air, ground bounce, sides.

    The two paths (direct, and bounced off the ground) drift against each other as they do behind a real microphone,
    which gives the sweeping comb of an aircraft fly-by.
    """
    n = len(source)
    heard_s = clock(n) - at_s
    out = np.zeros((n, 2))
    versions = [source, lowpass(source, 5500, 1), lowpass(source, 1400, 1)]
    for above_m, factor in ((height_m, 1.0), (-height_m, -0.45)):
        offset_m = np.hypot(nearest_m, above_m - 1.6)
        left_at_s = _emission(heard_s, speed_m_s, offset_m)
        range_m = np.hypot(offset_m, speed_m_s * left_at_s)
        at = np.minimum(np.abs(left_at_s + at_s) * RATE_HZ, n - 1)  # before its first sample a source plays mirrored
        grid = np.arange(n)
        dulled = np.clip(np.log2(range_m / 12) / 3, 0, 2)  # which version: nearest, middle or far air
        mix = sum(np.interp(at, grid, v) * np.clip(1 - np.abs(dulled - i), 0, 1) for i, v in enumerate(versions))
        side = np.clip(speed_m_s * left_at_s / np.maximum(range_m, 1e-9), -1, 1) * (1 if rightward else -1)
        out += placed(mix * factor * nearest_m / range_m, side * 0.85)
    return out


def _emission(heard_s: Array, speed: float, offset_m: float) -> Array:
    """When what is heard now was sent out: solves heard = sent + range(sent) / c for uniform straight motion."""
    c2 = SOUND_M_S**2
    a = c2 - speed**2
    return (c2 * heard_s - np.sqrt(np.maximum(c2 * speed**2 * heard_s**2 + a * offset_m**2, 0))) / a

"""Road and rail: engines by their firing order, tyres, horns, doors, passes.

An engine here is a train of exhaust pulses: each cylinder a little different (which gives the half orders that make an
engine sound like one), each cycle a little different, through the resonances of pipe and body, with the noise of air
and valves breathing in the same rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from .tools import (
    RATE_HZ,
    Array,
    click,
    clock,
    convolve,
    driven,
    full,
    gain,
    resonate,
    samples,
    shaped_noise,
    unit,
)


@dataclass(frozen=True)
class Engine:
    cylinders: int
    pulse_ms: float  # how long one exhaust pulse rings
    pipes: tuple[tuple[float, float, float], ...]  # Hz, Q, factor
    uneven: float = 0.25  # how much cylinders differ
    hiss_db: float = -14.0  # exhaust noise against the pulses
    clatter_db: float = -24.0  # valves, chain, injectors
    drive: float = 1.5
    odd_fire: float = 0.0  # shift of every second firing, in fractions of its interval (V-twins, tractors)


PETROL = Engine(4, 5.0, ((62, 1.2, 1.0), (135, 2.0, 0.9), (290, 3.0, 0.5), (620, 4.0, 0.22), (1500, 3.0, 0.07)))
SPORTS = Engine(8, 1.5, ((95, 0.8, 0.8), (220, 1.0, 1.0), (520, 1.2, 0.8), (1150, 1.2, 0.5), (2600, 1.0, 0.2)), 0.5,
                -14, -26, 3.2)  # fmt: skip
RACING = Engine(10, 0.28, ((260, 0.8, 0.7), (700, 0.9, 1.0), (1500, 1.0, 0.9), (3100, 1.0, 0.6), (5600, 1.0, 0.3)), 0.6,
                -15, -30, 3.4)  # fmt: skip
DIESEL = Engine(6, 8.0, ((45, 1.2, 1.0), (95, 1.8, 1.0), (210, 2.5, 0.55), (520, 3.0, 0.22), (1300, 2.0, 0.12)), 0.22,
                -12, -15, 1.8)  # fmt: skip
V_TWIN = Engine(2, 5.0, ((70, 1.4, 1.0), (150, 2.0, 1.0), (330, 2.5, 0.6), (780, 3.0, 0.25), (1900, 2.0, 0.08)), 0.18,
                -12, -24, 2.2, 0.3)  # fmt: skip
TRACTOR = Engine(3, 13.0, ((52, 1.6, 1.0), (115, 2.2, 0.9), (260, 2.5, 0.5), (700, 2.5, 0.2), (1700, 2.0, 0.1)), 0.3,
                 -10, -14, 1.8)  # fmt: skip


def engine(rng: Generator, kind: Engine, rpm: Array, load: Array | float = 1.0, wrap: bool = False) -> Array:
    """The sound at the tailpipe for a moving engine speed. With `wrap` the speed is trimmed to whole cycles."""
    n = len(rpm)
    cycles = np.cumsum(rpm / 120 / RATE_HZ)  # a four-stroke fires each cylinder once in two turns
    if wrap:
        cycles *= max(round(cycles[-1]), 1) / cycles[-1]
    firings = int(cycles[-1] * kind.cylinders)
    order = np.arange(firings) + kind.odd_fire * (np.arange(firings) % 2)
    at = np.interp(order / kind.cylinders, cycles, np.arange(n)) + rng.normal(0, 0.01, firings) * n / max(firings, 1)
    cylinder = 1 + kind.uneven * rng.uniform(-1, 1, kind.cylinders)
    strength = cylinder[np.arange(firings) % kind.cylinders] * (1 + 0.10 * rng.standard_normal(firings))
    impulses = _fractional(n, at, strength)
    push = np.broadcast_to(np.asarray(load, dtype=float), (n,))
    pulse_n = samples(kind.pulse_ms * 4 / 1000)
    pulse = np.diff(_bump(pulse_n, kind.pulse_ms), prepend=0)
    raw = convolve(impulses * (0.35 + 0.65 * push), full(pulse), wrap)
    breathing = convolve(impulses, _bump(pulse_n, kind.pulse_ms * 0.8), wrap)
    hiss = shaped_noise(rng, n, (80, -14), (500, 0), (2500, -4), (7000, -16), (16000, -34))
    air = unit(hiss * breathing) * (0.3 + 0.7 * push)
    ticks = convolve(_fractional(n, np.roll(at, 1) + 0.4 * n / max(firings, 1), 1 + 0.4 * rng.random(firings)),
                     click(rng, 0.006, (800, -18), (2500, 0), (5200, -2), (9000, -14), (16000, -40)), wrap)  # fmt: skip
    tone = resonate(unit(raw) + gain(kind.hiss_db) * air, *kind.pipes, wrap=wrap)
    out = driven(unit(tone) * 0.5 * (0.5 + 0.5 * push), kind.drive)
    return unit(out) * (0.4 + 0.6 * push) + gain(kind.hiss_db - 6) * air + gain(kind.clatter_db) * unit(ticks)


def _fractional(n: int, at: Array, strength: Array) -> Array:
    """Impulses between samples, shared out over the two neighbours. Circular."""
    out = np.zeros(n)
    whole = np.floor(at).astype(int)
    part = at - whole
    np.add.at(out, whole % n, strength * (1 - part))
    np.add.at(out, (whole + 1) % n, strength * part)
    return out


def _bump(n: int, length_ms: float) -> Array:
    t = clock(n) * 1000 / length_ms
    return t * np.exp(1 - t * 2.2)


def tyres(rng: Generator, n: int) -> Array:
    """The rush of tyres on asphalt, from outside."""
    return shaped_noise(rng, n, (60, -16), (250, -6), (700, 0), (1300, 1), (2600, -8), (6000, -20), (14000, -40))

"""Trains: wheels over joints, steam, whistles, brakes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect, looped
from .space import level, outdoors, placed, room, wide
from .tools import (
    RATE_HZ,
    Array,
    bandpass,
    body,
    curve,
    drift,
    glide,
    gusts,
    highpass,
    hump,
    lowpass,
    painted,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)
from .voices import harmonics, unsteady


def _joints(rng: Generator, n: int, speed_m_s: float, rail_m: float = 13.0) -> Array:
    """Bogies over rail joints: two pairs of axles, four blows, again and again."""
    turn = rail_m / speed_m_s
    blows, grains = [], []
    for start in np.arange(0.0, n / RATE_HZ, turn):
        for offset_m in (0.0, 2.4, 6.0, 8.4):
            blows.append(samples(start + offset_m / speed_m_s + rng.normal(0, 0.002)))
            grains.append(body(rng, samples(0.16), (75, 2400), 22, 0.16, 0.7) * rng.uniform(0.7, 1.1))
    return scattered(n, blows, grains, wrap=True)


@effect(
    "TRNDiesl",
    "Train Pass By",
    "A long train passes by, wheels clattering over the rail joints",
    "train railway pass by passing wheels rails clatter locomotive rail carriage track rumble",
)
def train_pass(rng: Generator) -> Array:
    n = samples(6)
    rumble = shaped_noise(rng, n, (30, -3), (70, 0), (250, -4), (900, -8), (2500, -16), (8000, -34)) * gusts(
        rng, n, 5, 5
    )
    singing = bandpass(shaped_noise(rng, n, (500, 0), (16000, -10)), 1700, 3800) * gusts(rng, n, 3, 12)
    x = unit(rumble) + 0.9 * unit(_joints(rng, n, 21)) + 0.12 * singing
    shape = swell(n, (0, -26), (1.2, -10), (1.7, 0), (4.3, 0), (4.8, -9), (6, -26))
    near = highpass(x, 40) * shape
    mix = np.clip((shape - 0.1) * 1.2, 0, 1)
    x = near * mix + lowpass(near, 900) * (1 - mix)
    sides = curve(n, (0, -0.7), (1.5, -0.35), (4.5, 0.35), (6, 0.7))
    return outdoors(rng, placed(x, sides) + 0.3 * wide(lambda: unit(rumble), 1) * shape[:, None] * 0.4, -18)


@bed(
    "TRNClak",
    "Train Interior",
    "Riding inside a train, wheels clacking in a steady rhythm",
    "train ride interior inside carriage railway clack rhythm wheels travel journey rails",
)
def train_inside(rng: Generator) -> Array:
    n = samples(12)
    low = wide(lambda: shaped_noise(rng, n, (28, 0), (70, 0), (200, -9), (700, -18), (2500, -32), (9000, -56)), 0.6)
    joints = lowpass(_joints(rng, n, 13 * 16 / 12, 13.0), 1100, wrap=True)
    air = wide(lambda: shaped_noise(rng, n, (100, -20), (400, 0), (1500, -6), (6000, -24)), 0.8)
    return (
        level(low * gusts(rng, n, 1.2, 4)[:, None], -12)
        + level(room(rng, joints, 0.3, -10, 3000, wrap=True), -17)
        + level(air, -26)
    )


@effect(
    "TRNHorn",
    "Steam Train Whistle",
    "A steam locomotive blows its whistle, long and breathy",
    "train whistle steam locomotive railway horn toot choo",
)
def train_whistle(rng: Generator) -> Array:
    n = samples(3.6)
    shape = swell(
        n,
        (0, -60),
        (0.12, -8),
        (0.3, 0),
        (0.7, -1),
        (0.86, -30),
        (1.0, -40),
        (1.1, -6),
        (1.3, 0),
        (2.9, -1),
        (3.25, -26),
        (3.6, -70),
    )
    x = np.zeros(n)
    bend = glide(n, (0, 0.93), (0.25, 1.0), (0.75, 1.0), (0.9, 0.95), (1.1, 0.95), (1.35, 1.0), (2.8, 1.0), (3.4, 0.88))
    for pitch, part in ((392.0, 1.0), (494.0, 0.9), (587.0, 0.8), (784.0, 0.5)):
        x += part * unit(harmonics(unsteady(rng, pitch * bend, 0.5, 9), [], -11, 9000))
    steam = painted(rng, n, lambda t, hz: hump(hz, 1500, 1.2) + 0.5 * hump(hz, 5000, 0.9))
    x = unit(x) * (1 + 0.08 * drift(rng, n, 14)) + 0.3 * unit(steam)
    return outdoors(rng, placed(x * shape, 0.15), -9)


@looped(
    "TRNSteam",
    "Steam Engine Chug",
    "A steam locomotive chuffs along, puffing steam",
    "steam engine train locomotive chuff chug puffing railway piston choo",
)
def steam_engine(rng: Generator) -> Array:
    n = samples(6)
    beats = 20
    out = np.zeros(n)
    for index in range(beats):
        strong = (1.0, 0.72, 0.86, 0.66)[index % 4] * rng.uniform(0.92, 1.05)
        puff_n = samples(0.34)
        puff = painted(
            rng, puff_n, lambda t, hz: hump(hz, 420 * np.exp(-2 * t) + 160, 1.3) + 0.25 * hump(hz, 2600, 1.0), 512
        )
        puff *= swell(puff_n, (0, -40), (0.025, 0), (0.1, -5), (0.22, -22), (0.34, -60))
        start = round(index * n / beats) + samples(rng.normal(0, 0.004))
        out += strong * scattered(n, [start], [unit(puff)], wrap=True)
    rods = sprinkled(
        rng,
        (np.arange(beats // 2) * n // (beats // 2) + 2300),
        n,
        [body(rng, samples(0.3), (210, 4200), 18, 0.2, 0.45) for _ in range(3)],
        2,
    )
    hiss = shaped_noise(rng, n, (300, -24), (2000, -6), (5000, 0), (10000, -6), (18000, -22)) * gusts(rng, n, 2, 4)
    return outdoors(rng, unit(out) + 0.2 * unit(rods) + 0.09 * hiss, -17, wrap=True)


@effect(
    "TRNBrake",
    "Train Brakes",
    "A train brakes to a halt with squealing wheels and a hiss of air",
    "train brakes brake stop halt squeal screech hiss station arrives railway steam metro subway",
)
def train_brakes(rng: Generator) -> Array:
    n = samples(5)
    slow = curve(n, (0, 1), (3.6, 0.25), (3.7, 0), (5, 0))
    squeal = np.zeros((n, 2))
    for pitch, where, late in ((2480, -0.4, 0.0), (3150, 0.3, 0.4), (1720, 0.0, 0.9)):
        f = unsteady(rng, glide(n, (0, pitch), (3.6, pitch * 0.93), (5, pitch * 0.9)), 0.35, 12)
        tone = harmonics(f, [], -10, 12000) * np.clip(0.6 + 0.4 * drift(rng, n, 4), 0.05, 1.5)
        squeal += placed(
            unit(tone) * swell(n, (0, -34), (late + 0.6, -14), (2.6, 0), (3.5, -5), (3.68, -50), (5, -90)), where
        )
    rumble = shaped_noise(rng, n, (30, -3), (80, 0), (300, -6), (1200, -18), (5000, -36)) * gusts(rng, n, 6, 5) * slow
    air = shaped_noise(rng, n, (500, -20), (2500, -4), (6000, 0), (12000, -6), (19000, -22))
    air *= swell(n, (0, -80), (3.7, -70), (3.74, 0), (4.3, -7), (5, -42))
    x = squeal + placed(0.6 * rumble, 0.0) + 0.7 * placed(air, 0.3)
    return room(rng, x, 1.4, -12, 4500)

"""Insects and frogs, and the green places that are full of birds and insects."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .birds import blackbird, chaffinch, chorus, great_tit, song, sparrow, whistle
from .recipe import bed
from .space import level, outdoors, placed, room, wide
from .tools import (
    RATE_HZ,
    Array,
    bandpass,
    click,
    clock,
    convolve,
    drift,
    full,
    glide,
    gusts,
    resonate,
    samples,
    scattered,
    shaped_noise,
    swell,
    unit,
)
from .voices import harmonics, rough, unsteady
from .weather import wind

BED_S = 12.0


def _crickets(rng: Generator, n: int, count: int) -> Array:
    """Each cricket: chirps of three or four pulses of one high tone, at its own pace and place. Circular, stereo."""
    out = np.zeros((n, 2))
    for _cricket in range(count):
        hz, pulses = rng.uniform(3900, 5100), int(rng.integers(3, 5))
        pulse_n, step = samples(0.016), samples(rng.uniform(0.024, 0.032))
        chirp = np.zeros(step * pulses)
        for k in range(pulses):
            t = clock(pulse_n)
            tone = np.sin(2 * np.pi * hz * t * (1 - 0.6 * t)) + 0.1 * np.sin(4 * np.pi * hz * t)
            chirp[k * step : k * step + pulse_n] += tone * np.hanning(pulse_n) * (0.7 + 0.1 * k)
        rounds = max(round(n / RATE_HZ * rng.uniform(1.7, 2.8)), 1)
        at = ((np.arange(rounds) + rng.random() + rng.normal(0, 0.02, rounds)) * n / rounds).astype(int) % n
        impulses = np.zeros(n)
        impulses[at] = (rng.random(rounds) > 0.08) * rng.uniform(0.8, 1, rounds)
        near = rng.uniform(0.12, 1) ** 1.6
        out += placed(convolve(impulses, chirp, wrap=True) * near, rng.uniform(-0.95, 0.95))
    return out


def _grasshoppers(rng: Generator, n: int, count: int) -> Array:
    """Dry ticking buzzes. Circular, stereo."""
    out = np.zeros((n, 2))
    for _ in range(count):
        rate = rng.uniform(24, 46)
        m = samples(rng.uniform(0.5, 1.4))
        ticks = np.zeros(m)
        ticks[np.flatnonzero(np.diff(np.floor(np.cumsum(rate * (1 + 0.05 * drift(rng, m, 10))) / RATE_HZ)))] = 1
        buzz = (
            convolve(ticks, click(rng, 0.01, (4000, -14), (7000, 0), (11000, -2), (16000, -14))) * np.hanning(m) ** 0.5
        )
        at = rng.integers(0, n, 4)
        out += placed(
            scattered(n, at, [buzz * rng.uniform(0.4, 1) for _ in at], wrap=True) * rng.uniform(0.3, 1),
            rng.uniform(-0.9, 0.9),
        )
    return out


def _cicadas(rng: Generator, n: int) -> Array:
    out = np.zeros((n, 2))
    for centre, rate, where in ((5200, 150, -0.6), (6100, 190, 0.5), (7300, 120, 0.0)):
        rasp = bandpass(rng.standard_normal(n), centre * 0.9, centre * 1.1, 2, wrap=True)
        rate = round(rate * n / RATE_HZ) * RATE_HZ / n
        beat = np.clip(np.sin(2 * np.pi * rate * clock(n) + drift(rng, n, 3)), 0, 1)
        out += placed(unit(rasp * beat) * gusts(rng, n, 0.25, 14), where)
    return out


@bed(
    "ANMLInsc",
    "Crickets Night",
    "Crickets chirp on a summer night",
    "crickets cricket night chirping insects summer evening dark field forest",
)
def crickets(rng: Generator) -> Array:
    n = samples(BED_S)
    air = wide(lambda: shaped_noise(rng, n, (60, -6), (200, 0), (700, -6), (3000, -16), (9000, -26)), 0.95)
    return level(outdoors(rng, _crickets(rng, n, 13), -12, wrap=True), -14) + level(air, -27)


@bed(
    "ANMLInsc",
    "Insects Day",
    "Cicadas and grasshoppers buzz on a hot day",
    "insects cicadas cicada grasshopper buzzing day hot summer field desert savanna",
)
def insects(rng: Generator) -> Array:
    n = samples(BED_S)
    air = wide(lambda: shaped_noise(rng, n, (60, -6), (200, 0), (900, -8), (4000, -22)), 0.95)
    return level(_cicadas(rng, n), -14) + level(_grasshoppers(rng, n, 8), -18) + level(air, -28)


@bed("ANMLInsc", "Bees", "Bees buzz around a hive", "bees bee buzz buzzing hive swarm insect fly wasp honey flowers")
def bees(rng: Generator) -> Array:
    n = samples(12)
    out = np.zeros((n, 2))
    for _bee in range(16):
        f = rng.uniform(185, 255) * 2 ** ((0.9 * drift(rng, n, 0.8) + 0.5 * drift(rng, n, 6)) / 12)
        f *= round(f.sum() / RATE_HZ) * RATE_HZ / f.sum()  # whole turns: closes the loop
        buzz = harmonics(f, [(420.0, 500.0, 0.0), (1100.0, 900.0, -3.0), (2700.0, 1600.0, -10.0)], -4, 7000)
        near = 10 ** (np.clip(drift(rng, n, 0.35), -2, 2) * 8 / 20)
        out += placed(unit(buzz) * near * rng.uniform(0.2, 1), np.clip(0.6 * drift(rng, n, 0.3), -0.95, 0.95))
    return outdoors(rng, out, -24, wrap=True)


@bed(
    "ANMLAmph",
    "Frogs",
    "Frogs croak around a pond at night",
    "frogs frog croak croaking pond swamp night toad marsh ribbit",
)
def frogs(rng: Generator) -> Array:
    n = samples(BED_S)

    def frog(rng: Generator) -> Array:
        m = samples(rng.uniform(0.22, 0.5))
        t = m / RATE_HZ
        rate = glide(m, (0, 34), (t * 0.6, 46), (t, 58)) * rng.uniform(0.8, 1.25)
        pulses = np.zeros(m)
        pulses[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = 1
        size = rng.uniform(0.8, 1.3)
        croak = resonate(
            pulses, (430 * size, 7, 0.8), (980 * size, 9, 1.0), (1900 * size, 8, 0.5), (2700 * size, 8, 0.2)
        )
        return full(croak * swell(m, (0, -14), (t * 0.4, -3), (t * 0.8, 0), (t, -30)))

    near = outdoors(rng, chorus(rng, n, 12, (frog,), 6), -10, wrap=True)
    return (
        level(near, -13)
        + level(_crickets(rng, n, 7), -25)
        + level(wide(lambda: shaped_noise(rng, n, (80, -4), (300, 0), (1500, -12), (6000, -28)), 0.95), -30)
    )


@bed(
    "AMBBird",
    "Forest Birds",
    "Birds sing in a quiet forest",
    "forest birds birdsong singing woods woodland morning dawn chorus nature ambience trees",
)
def forest_birds(rng: Generator) -> Array:
    n = samples(14)
    birds = room(rng, chorus(rng, n, 9, (blackbird, chaffinch, great_tit, sparrow), 3), 1.3, -6, 4500, wrap=True)
    return level(birds, -14) + level(wind(rng, n, 160, 600, 6), -27)


@bed(
    "AMBRurl",
    "Meadow Day",
    "A sunny meadow with birds far off, insects and a light breeze",
    "meadow field countryside day summer birds insects grass breeze rural farm garden park nature birdsong",
)
def meadow(rng: Generator) -> Array:
    n = samples(14)
    birds = outdoors(rng, chorus(rng, n, 6, (sparrow, great_tit, chaffinch), 2), -9, wrap=True)
    return level(birds, -19) + level(_grasshoppers(rng, n, 5), -23) + level(wind(rng, n, 170, 700, 6), -22)


@bed(
    "AMBTrop",
    "Jungle",
    "A tropical jungle full of birds and insects",
    "jungle tropical rainforest birds insects exotic parrots amazon humid wild forest",
)
def jungle(rng: Generator) -> Array:
    n = samples(14)

    def parrot(rng: Generator) -> Array:
        m = samples(rng.uniform(0.18, 0.4))
        t = m / RATE_HZ
        f = unsteady(rng, glide(m, (0, 900), (t * 0.3, rng.uniform(1300, 1900)), (t, 800)), 3, 40)
        call = harmonics(f, [(2200.0, 1500.0, 0.0), (3800.0, 1500.0, -3.0)], -1, 10000)
        return unit(call) * swell(m, (0, -40), (0.03, 0), (t * 0.7, -3), (t, -40)) * rough(rng, m, 70, 0.6) * 0.5

    def whooper(rng: Generator) -> Array:
        notes = [
            (0.03 + k * 0.3, whistle(rng, 0.24, ((0, 700 + 60 * k), (0.6, 1150 + 90 * k), (1, 1050 + 80 * k)), 0.2))
            for k in range(4)
        ]
        return song(rng, notes, samples(1.4))

    def piper(rng: Generator) -> Array:
        base = rng.uniform(2600, 3600)
        notes = [
            (0.03 + k * 0.11, whistle(rng, 0.08, ((0, base), (1, base * 1.35)), 0.1))
            for k in range(int(rng.integers(3, 8)))
        ]
        return song(rng, notes, samples(1.1))

    birds = room(rng, chorus(rng, n, 9, (parrot, whooper, piper), 2), 1.4, -5, 4000, wrap=True)
    return (
        level(birds, -15)
        + level(_cicadas(rng, n), -21)
        + level(_crickets(rng, n, 6), -27)
        + level(wind(rng, n, 150, 500, 5), -30)
    )

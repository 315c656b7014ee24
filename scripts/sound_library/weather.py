"""Wind, rain and thunder: noise that moves, and grains that fall."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect
from .space import level, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    clock,
    decay,
    drift,
    driven,
    full,
    gusts,
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

BED_S = 12.0


def wind(rng: Generator, n: int, low_hz: float, high_hz: float, depth_db: float, whistle: float = 0.0) -> Array:
    """Gusts that brighten as they swell; `whistle` adds edge tones that slide with the gust. Circular, stereo."""
    slow = drift(rng, n, 0.22)
    sides = []
    for _ear in (0, 1):
        force = 0.75 * slow + 0.45 * drift(rng, n, 0.5) + 0.25 * drift(rng, n, 2.2)

        def paint(seconds: Array, hz: Array, force: Array = force) -> Array:
            now = force[np.minimum((seconds[:, 0] * RATE_HZ).astype(int), n - 1)][:, None]
            now = np.clip(now, -1.0, 1.3)  # a lull is never silence
            loud = 10 ** (now * depth_db / 40)
            corner = low_hz * (high_hz / low_hz) ** np.clip(0.5 + 0.3 * now, 0, 1.2)
            slope = 1 / (1 + (hz / corner) ** 2.2) + 0.012 / (1 + hz / 5000)
            edges = sum(
                hump(hz, tone * 2 ** (0.16 * now), 0.045) * np.clip(0.2 + now * 0.45, 0, 1.4) ** 2
                for tone in (430, 655, 1080)
            )
            return loud * (slope * np.clip(hz / 70, 0.25, 1) + whistle * edges)

        sides.append(painted(rng, n, paint, 2048))
    return stereo(sides[0], sides[1])


@bed(
    "WIND",
    "Wind Soft",
    "A soft breeze of wind in the open air",
    "wind breeze gentle soft light air outdoors calm blowing meadow",
)
def wind_soft(rng: Generator) -> Array:
    return wind(rng, samples(BED_S), 180, 700, 7)


@bed(
    "WIND",
    "Wind Strong",
    "Strong gusty wind blowing hard and howling",
    "wind strong gust gusty storm gale howl howling blowing rush windy mountain",
)
def wind_strong(rng: Generator) -> Array:
    return wind(rng, samples(BED_S), 260, 1500, 10, 0.4)


@bed(
    "WINDDsgn",
    "Desert Wind",
    "Dry desert wind carrying sand over the dunes",
    "desert wind sand dune dry hot dust blowing sandstorm",
)
def wind_desert(rng: Generator) -> Array:
    n = samples(BED_S)
    grit = painted(rng, n, lambda t, hz: hump(hz, 6500, 0.7))
    force = gusts(rng, n, 0.35, 9)
    grains = sprinkled(
        rng,
        arrivals(rng, n, 900, np.clip(force / force.max(), 0, 1)),
        n,
        [click(rng, 0.003, (3000, -12), (7000, 0), (14000, -6)) for _ in range(6)],
        5,
    )
    sand = unit(grit) * force + 0.8 * unit(grains)
    return level(wind(rng, n, 220, 950, 8, 0.12), -10) + level(stereo(sand, np.roll(sand, n // 3)), -27)


@bed(
    "WINDTonl",
    "Cold Wind",
    "A cold icy wind whistles over snow and ice",
    "cold wind icy winter snow blizzard snowstorm whistling howl howling freezing arctic mountain",
)
def wind_cold(rng: Generator) -> Array:
    return wind(rng, samples(BED_S), 200, 1100, 9, 0.9)


@bed(
    "WINDVege",
    "Leaves Rustling",
    "Leaves rustling in the trees in a breeze",
    "leaves rustling rustle trees wind breeze forest foliage branches woods garden",
)
def leaves(rng: Generator) -> Array:
    n = samples(BED_S)
    slow = 0.7 * drift(rng, n, 0.3)
    out = np.zeros((n, 2))
    ticks = [
        click(rng, rng.uniform(0.004, 0.016), (900, -18), (2600, -4), (5200, 0), (9500, -6), (16000, -24))
        for _ in range(14)
    ]
    for ear in (0, 1):
        force = 10 ** ((slow + 0.5 * drift(rng, n, 1.1)) * 13 / 40)
        at = arrivals(rng, n, 700, np.clip(force / 3.2, 0.02, 1))
        wash = shaped_noise(rng, n, (300, -30), (1200, -10), (3500, 0), (7000, -3), (12000, -14), (18000, -34))
        out[:, ear] = unit(sprinkled(rng, at, n, ticks, 6) * force) + 0.7 * wash * force * gusts(rng, n, 7, 5)
    return level(out, -10) + level(wind(rng, n, 160, 600, 9), -24)


def rain(rng: Generator, n: int, rate_hz: float, hiss_db: float, drop_hz: float, spread_db: float = 5) -> Array:
    """Near drops one by one over the wash of the far ones. Circular, stereo."""
    drops = []
    for _ in range(16):
        length = samples(rng.uniform(0.006, 0.03))
        centre = drop_hz * 2 ** rng.normal(0, 0.55)
        tick = shaped_noise(rng, length, (centre / 4, -24), (centre, 0), (centre * 2.5, -8), (20000, -30)) * decay(
            length, length / RATE_HZ * 0.8, 0.0004
        )
        drops.append(full(tick))
    out = np.zeros((n, 2))
    for _side in range(6):
        share = sprinkled(rng, arrivals(rng, n, rate_hz / 6), n, drops, spread_db)
        out += placed(share, rng.uniform(-0.9, 0.9))
    wash = wide(
        lambda: shaped_noise(
            rng, n, (100, -20), (400, -9), (1500, -3), (4500, 0), (9000, -4), (15000, -14), (20000, -30)
        ),
        0.9,
    )
    return level(out, 0) + level(wash * gusts(rng, n, 0.8, 2.5)[:, None], hiss_db)


@bed(
    "RAINVege",
    "Rain Light",
    "Light rain falling, single drops pattering",
    "rain light drizzle drops pattering shower wet gentle raining weather",
)
def rain_light(rng: Generator) -> Array:
    return rain(rng, samples(BED_S), 80, -8, 3000, 5)


@bed(
    "RAINConc",
    "Rain Heavy",
    "Heavy rain pouring down on the street",
    "rain heavy pouring downpour storm shower raining wet street weather cloudburst",
)
def rain_heavy(rng: Generator) -> Array:
    n = samples(BED_S)
    spatter = sprinkled(rng, arrivals(rng, n, 60), n, [_plink(rng) for _ in range(10)], 5)
    return rain(rng, n, 900, 3, 3000, 6) + level(stereo(spatter, np.roll(spatter, n // 2)), -10)


def _plink(rng: Generator) -> Array:
    """A drop into a puddle: the bubble it makes rings upwards."""
    n = samples(rng.uniform(0.02, 0.05))
    start = rng.uniform(900, 2600)
    phase = 2 * np.pi * np.cumsum(start * (1 + 0.35 * clock(n) / clock(n)[-1])) / RATE_HZ
    return np.sin(phase) * decay(n, n / RATE_HZ, 0.002)


@bed(
    "RAINMetl",
    "Rain On Roof",
    "Rain drumming on a tin roof, heard from inside",
    "rain roof drumming tin window inside house indoors shelter attic raining",
)
def rain_roof(rng: Generator) -> Array:
    n = samples(BED_S)
    plates = [
        full(
            body(rng, samples(0.12), (240, 4200), 14, 0.07, 0.5)
            + 0.4 * np.pad(click(rng, 0.01, (800, -6), (3000, 0), (9000, -14)), (0, samples(0.12) - samples(0.01)))
        )
        for _ in range(14)
    ]
    out = np.zeros((n, 2))
    for _side in range(5):
        out += placed(sprinkled(rng, arrivals(rng, n, 36), n, plates, 6), rng.uniform(-0.9, 0.9))
    wash = wide(
        lambda: shaped_noise(rng, n, (60, -14), (250, -3), (700, 0), (2200, -8), (6000, -18), (15000, -40)), 0.9
    )
    return room(rng, level(out, -10) + level(wash, -14), 0.35, -10, 3500, wrap=True)


@bed(
    "STORM",
    "Thunderstorm",
    "A thunderstorm with pouring rain, wind and rolling thunder",
    "thunderstorm storm rain thunder wind tempest hurricane lightning weather",
)
def storm(rng: Generator) -> Array:
    n = samples(14)
    rolls = np.zeros((n, 2))
    for at, strength in ((1.5, 1.0), (7.9, 0.7)):
        rolls += strength * np.roll(
            np.pad(_rumble(rng, samples(6.5)), ((0, n - samples(6.5)), (0, 0))), samples(at), axis=0
        )
    return level(rain(rng, n, 700, 3, 2800), -14) + level(wind(rng, n, 220, 1100, 12), -17) + level(rolls, -12)


def _rumble(rng: Generator, n: int) -> Array:
    """Far thunder: many late arrivals of one dark blow."""
    length_s = n / RATE_HZ
    out = np.zeros((n, 2))
    for _ear in (0, 1, 2, 3):
        beats = np.zeros(n)
        at = samples(0.15) + (rng.gamma(1.6, length_s / 6.5, 46) * RATE_HZ).astype(int)
        beats[at[at < n]] = rng.exponential(1.0, int((at < n).sum()))
        shape = lowpass(lowpass(beats, 5, 2), 5, 1) + 0.25 * lowpass(lowpass(beats, 14, 2), 14, 1)
        deep = shaped_noise(rng, n, (18, -10), (38, 0), (85, 0), (180, -6), (420, -17), (1500, -40))
        out += placed(unit(deep * (shape + 0.06 * shape.max())), (-0.8, 0.8, 0, 0.3)[_ear])
    return (
        out
        * swell(n, (0, -40), (0.12, -5), (0.5, 0), (length_s * 0.4, -6), (length_s * 0.75, -16), (length_s, -60))[
            :, None
        ]
    )


@effect(
    "THUN",
    "Thunder Close",
    "A close thunder clap cracks and rolls away",
    "thunder clap crack lightning strike bolt storm close boom loud weather",
)
def thunder_close(rng: Generator) -> Array:
    n = samples(6)
    out = 0.9 * _rumble(rng, n) * swell(n, (0, -8), (0.4, 0), (6, -3))[:, None]
    crack = np.zeros((n, 2))
    for _ in range(34):
        start = samples(0.05 + min(rng.exponential(0.13), 0.9))
        snap = click(rng, rng.uniform(0.02, 0.12), (60, -6), (300, 0), (1500, -2), (5000, -8), (14000, -22))
        crack += placed(scattered(n, [start], [snap * rng.uniform(0.15, 1)]), rng.uniform(-0.7, 0.7))
    tear = shaped_noise(rng, n, (80, -4), (500, 0), (2500, -5), (8000, -16)) * swell(
        n, (0, -80), (0.048, -80), (0.055, 0), (0.3, -4), (0.8, -16), (2.2, -36), (6, -90)
    )
    blow = np.pad(click(rng, 1.6, (20, -4), (45, 0), (110, -3), (300, -12), (1500, -34)), (samples(0.07), 0))
    x = out * 0.55 + 0.5 * crack + 0.34 * placed(tear * (1 + 0.6 * drift(rng, n, 30)), 0.1)
    x[: len(blow)] += 1.3 * placed(blow, -0.1)
    return driven(room(rng, x / np.abs(x).max(), 2.2, -14, 2500)[:n], 1.8)


@effect(
    "THUN",
    "Thunder Distant",
    "Distant thunder rumbles and rolls",
    "thunder distant rumble rolling far storm weather low",
)
def thunder_far(rng: Generator) -> Array:
    return _rumble(rng, samples(6))


@bed(
    "NATDTorn",
    "Tornado",
    "A tornado roars like a freight train, debris whirling",
    "tornado twister cyclone whirlwind storm wind roar disaster hurricane debris",
)
def tornado(rng: Generator) -> Array:
    n = samples(12)
    turn = 2 * np.pi * clock(n) / 1.5  # eight turns in twelve seconds
    deep = wide(lambda: shaped_noise(rng, n, (20, -6), (45, 0), (130, -3), (420, -9), (1500, -20), (7000, -36)), 0.8)
    howl = painted(
        rng,
        n,
        lambda t, hz: (
            hump(hz, 520 * 2 ** (0.25 * np.sin(2 * np.pi * t / 3)), 0.16)
            + 0.6 * hump(hz, 900 * 2 ** (0.3 * np.sin(2 * np.pi * t / 4 + 1)), 0.12)
        ),
        2048,
    )
    swirl = 1 + 0.35 * np.sin(turn)
    bits = sprinkled(
        rng, arrivals(rng, n, 7), n, [body(rng, samples(0.25), (200, 4200), 14, 0.15, 0.6) for _ in range(8)], 6
    )
    moving = np.sin(turn)
    return (
        level(deep * (swirl * gusts(rng, n, 2, 5))[:, None], -10)
        + level(placed(howl * (1 + 0.5 * np.sin(turn + 1)), 0.6 * moving), -20)
        + level(placed(bits, moving * 0.8), -26)
    )


@bed(
    "AMBDsrt",
    "Mountain Air",
    "Quiet high mountain air with a faint far wind",
    "mountain air quiet high alpine canyon valley wide open still wind echo",
)
def mountain(rng: Generator) -> Array:
    n = samples(BED_S)
    air = wide(lambda: shaped_noise(rng, n, (60, -10), (220, -2), (600, 0), (1600, -10), (6000, -26), (15000, -44)), 1)
    return level(wind(rng, n, 140, 420, 8, 0.3), -12) + level(air, -22)


@effect(
    "WINDGust",
    "Wind Gust",
    "A gust of wind rushes past",
    "wind gust rush rushing blow air speed flying falling hair passing",
)
def wind_gust(rng: Generator) -> Array:
    n = samples(3.4)
    sides = []
    for _ear in (0, 1):
        wobble = drift(rng, n, 3)

        def paint(t: Array, hz: Array, wobble: Array = wobble) -> Array:
            force = np.exp(-(((t - 1.4) / 0.75) ** 2)) * (
                1 + 0.25 * wobble[np.minimum((t * RATE_HZ).astype(int), n - 1)]
            )
            corner = 250 + 1500 * np.clip(force, 0, 1.3)
            return force * (
                1 / (1 + (hz / corner) ** 2) * np.clip(hz / 80, 0.2, 1) + 0.2 * hump(hz, 620 * (1 + 0.5 * force), 0.08)
            )

        sides.append(painted(rng, n, paint, 2048))
    return stereo(sides[0], sides[1])

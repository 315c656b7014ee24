"""Water: bubbles that ring upwards (Minnaert), surf that breaks and draws back, streams made of many bubbles."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect, looped
from .space import level, outdoors, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    clock,
    drift,
    full,
    glide,
    gusts,
    hump,
    lowpass,
    painted,
    resonate,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)
from .voices import harmonics, unsteady

BED_S = 12.0


def bubble(rng: Generator, hz: float, rise: float = 0.25, length_s: float | None = None) -> Array:
    """One air bubble: a sine that dies the sooner the higher it is, and climbs as it nears the surface."""
    length_s = length_s or float(np.clip(14 / hz + 0.012, 0.012, 0.14)) * rng.uniform(0.8, 1.3)
    n = samples(length_s)
    t = clock(n) / length_s
    phase = 2 * np.pi * np.cumsum(hz * (1 + rise * t**1.5)) / RATE_HZ
    return np.sin(phase) * np.exp(-5 * t) * np.clip(t * 18, 0, 1)


def bubbles(
    rng: Generator, n: int, rate_hz: float, low_hz: float, high_hz: float, density: Array | None = None
) -> Array:
    """Many bubbles of many sizes: small ones are many and soft. Circular, stereo."""
    out = np.zeros((n, 2))
    for _side in range(8):
        tones = low_hz * (high_hz / low_hz) ** rng.random(14)
        kernels = [bubble(rng, hz, rng.uniform(0.05, 0.4)) * (low_hz / hz) ** 0.45 for hz in tones]
        out += placed(sprinkled(rng, arrivals(rng, n, rate_hz / 8, density), n, kernels, 6), rng.uniform(-0.9, 0.9))
    return out


def breaking(rng: Generator, n: int, start_s: float, long_s: float, size: float) -> Array:
    """One wave: a low lift, the bright break, and the hiss of foam drawing back over the shore. Circular, stereo."""
    length = samples(long_s)
    sides = []
    for _ear in (0, 1):

        def paint(t: Array, hz: Array) -> Array:
            u = t / long_s
            lift = np.exp(-0.5 * ((u - 0.27) / 0.11) ** 2) / (1 + (hz / 320) ** 2)
            crash = np.clip((u - 0.2) / 0.1, 0, 1) * np.exp(-np.clip(u - 0.3, 0, None) * 8.5) / (1 + (hz / 2400) ** 1.4)
            foam = (
                np.clip((u - 0.3) / 0.16, 0, 1)
                * np.exp(-np.clip(u - 0.46, 0, None) * 6)
                * hump(hz, 5200 - 1800 * u, 1.05)
                * 0.32
            )
            return (size * 2.0 * lift + crash + foam) * np.clip((1 - u) * 5, 0, 1) * np.clip(u * 12, 0, 1)

        sides.append(painted(rng, length, paint, 2048))
    x = stereo(sides[0], sides[1])
    at = (samples(start_s) + np.arange(length)) % n
    out = np.zeros((n, 2))
    np.add.at(out, at, x)
    return out


@bed(
    "WATRSurf",
    "Sea Waves",
    "Ocean waves break on a beach and draw back",
    "sea ocean waves wave surf beach shore coast crashing breaking water",
)
def sea_waves(rng: Generator) -> Array:
    n = samples(14)
    x = sum(
        breaking(rng, n, at, long, size) * loud
        for at, long, size, loud in ((0.0, 7.5, 1.2, 1.0), (4.9, 6.5, 0.8, 0.75), (9.3, 7.5, 1.4, 1.15))
    )
    far = wide(lambda: shaped_noise(rng, n, (40, -6), (110, 0), (350, -4), (1100, -10), (4000, -20), (12000, -38)), 0.9)
    return level(x, -10) + level(far * gusts(rng, n, 0.3, 4)[:, None], -21)


@bed(
    "WATRWave",
    "Sea Storm",
    "A rough stormy sea, heavy waves crashing on rocks",
    "sea stormy rough storm waves crashing rocks ocean cliffs coast heavy swell surf",
)
def sea_storm(rng: Generator) -> Array:
    n = samples(14)
    x = sum(
        breaking(rng, n, at, long, 2.0) * loud
        for at, long, loud in ((0.0, 6.0, 1.0), (3.1, 5.0, 0.7), (6.4, 6.5, 1.2), (10.4, 5.5, 0.85))
    )
    roar = wide(lambda: shaped_noise(rng, n, (30, -3), (80, 0), (300, -3), (1000, -8), (3500, -16), (12000, -32)), 0.9)
    return level(x, -10) + level(roar * gusts(rng, n, 0.5, 5)[:, None], -15)


@bed(
    "WATRLap",
    "Sea Calm Shore",
    "Calm water laps gently at the shore",
    "water lapping calm shore lake sea gentle waves harbour quiet boat",
)
def calm_shore(rng: Generator) -> Array:
    n = samples(BED_S)
    density = np.clip(0.35 + 0.4 * drift(rng, n, 0.55), 0.02, 1)
    laps = sum(
        breaking(rng, n, at, 2.6, 0.4) * loud
        for at, loud in ((0.4, 1.0), (3.0, 0.7), (5.1, 0.9), (7.2, 0.6), (9.6, 0.9))
    )
    wash = wide(lambda: shaped_noise(rng, n, (100, -10), (400, 0), (1200, -6), (4000, -18), (12000, -36)), 0.9)
    return level(bubbles(rng, n, 38, 260, 1500, density), -14) + level(laps, -15) + level(wash, -20)


@bed(
    "WATRFlow",
    "Stream",
    "A small stream babbles over stones",
    "stream brook creek river water babbling flowing running trickle stones forest",
)
def stream(rng: Generator) -> Array:
    n = samples(BED_S)
    density = np.clip(0.6 + 0.25 * drift(rng, n, 1.5), 0.1, 1)
    wash = wide(
        lambda: shaped_noise(rng, n, (150, -12), (500, -2), (1200, 0), (3000, -7), (8000, -20), (16000, -40)), 0.95
    )
    return (
        level(bubbles(rng, n, 420, 380, 3600, density), -10)
        + level(bubbles(rng, n, 40, 220, 700), -17)
        + level(wash * gusts(rng, n, 2.5, 3)[:, None], -20)
    )


@bed(
    "WATRFall",
    "Waterfall",
    "A big waterfall thunders down into a pool",
    "waterfall water falls cascade roar river torrent pouring rapids flood",
)
def waterfall(rng: Generator) -> Array:
    n = samples(12)
    low = wide(
        lambda: shaped_noise(rng, n, (30, -10), (90, -1), (250, 0), (800, -3), (2500, -7), (7000, -13), (16000, -28)),
        0.95,
    )
    spray = wide(lambda: shaped_noise(rng, n, (1000, -20), (4000, -2), (8000, 0), (15000, -10)), 1)
    return (
        level(low * gusts(rng, n, 5, 2.5)[:, None], -10)
        + level(spray * gusts(rng, n, 1.2, 4)[:, None], -25)
        + level(bubbles(rng, n, 260, 180, 1400), -19)
    )


@bed(
    "AMBUndwtr",
    "Underwater",
    "Deep under water, muffled currents and slow bubbles",
    "underwater ocean deep sea submarine diving diver muffled bubbles below fish reef",
)
def underwater(rng: Generator) -> Array:
    n = samples(BED_S)
    low = wide(lambda: shaped_noise(rng, n, (22, -3), (60, 0), (150, -5), (420, -15), (1200, -30), (5000, -56)), 0.7)
    hollow = wide(lambda: painted(rng, n, lambda t, hz: hump(hz, 240, 0.12) + 0.7 * hump(hz, 410, 0.1), 4096), 0.8)
    density = np.clip(drift(rng, n, 0.7) * 0.6 + 0.1, 0, 1)
    air = lowpass_both(bubbles(rng, n, 46, 260, 1300, density), 1500)
    return (
        level(low * gusts(rng, n, 0.4, 6)[:, None], -10)
        + level(hollow * gusts(rng, n, 0.5, 9)[:, None], -20)
        + level(air, -19)
    )


def lowpass_both(x: Array, hz: float) -> Array:
    return np.stack([lowpass(side, hz, wrap=True) for side in x.T], axis=1)


@effect(
    "WATRBubl",
    "Bubbles",
    "A burst of air bubbles rises through water",
    "bubbles bubble underwater rising water air diving blow fish",
)
def bubble_burst(rng: Generator) -> Array:
    n = samples(2.8)
    density = np.clip(swell(n, (0, -40), (0.15, -3), (0.5, 0), (1.5, -6), (2.6, -30)), 0, 1)
    x = bubbles(rng, n, 150, 240, 1500, density) * swell(n, (0, -60), (0.08, 0), (2.2, -8), (2.8, -60))[:, None]
    return room(rng, x, 0.3, -12, 2500)


def splash(rng: Generator, size: float) -> Array:
    """A body hits water: slap, the gulp of the cavity, crown of drops, bubbles. `size` 0.3 a stone ... 1 a person."""
    n = samples(1.0 + 1.6 * size)
    at = samples(0.05)
    slap = np.pad(
        click(rng, 0.06 + 0.1 * size, (70 / size, -6), (240 / size, 0), (1400, -4), (5000, -10), (14000, -24)), (at, 0)
    )
    gulp_n = samples(0.12 + 0.22 * size)
    hz = 320 / size**0.7
    gulp = np.sin(
        2 * np.pi * np.cumsum(glide(gulp_n, (0, hz * 0.6), (gulp_n / RATE_HZ, hz * 1.35))) / RATE_HZ
    ) * np.hanning(gulp_n)
    crown = painted(
        rng, n, lambda t, z: hump(z, 2800 - 500 * np.clip(t, 0, 2), 1.15) + size * 0.7 * hump(z, 500, 1.0), 512
    )
    crown = unit(crown) * swell(
        n,
        (0, -80),
        (0.045, -50),
        (0.09, -4),
        (0.16, 0),
        (0.3 + 0.25 * size, -9),
        (0.6 + 0.8 * size, -26),
        (n / RATE_HZ, -60),
    )
    falling = np.clip(
        swell(n, (0, -60), (0.1, -20), (0.2 + 0.2 * size, 0), (0.5 + 0.8 * size, -10), (n / RATE_HZ, -40)), 0, 1
    )
    drops = bubbles(rng, n, 150, 600, 4200, falling) * falling[:, None]
    deep = bubbles(rng, n, 60 * size + 12, 190 / size**0.5, 900, falling) * falling[:, None]
    x = 0.55 * placed(crown, 0.0) + 0.4 * wide(lambda: crown * (1 + 0.4 * drift(rng, n, 20)), 1.0)
    x[: len(slap)] += 1.6 * placed(slap, 0.0)
    x[samples(0.09) : samples(0.09) + gulp_n] += 1.1 * size * placed(gulp, 0.05)
    return x + level(drops, -21) + level(deep, -19)


@effect(
    "WATRSplsh",
    "Splash Small",
    "A stone plops into water with a small splash",
    "splash small water plop stone drop fish pond",
)
def splash_small(rng: Generator) -> Array:
    return outdoors(rng, splash(rng, 0.32), -22)


@effect(
    "WATRSplsh",
    "Splash Big",
    "A big splash as somebody dives into the water",
    "splash big water dive diving jump swim plunge pool sea wave swimmer whale",
)
def splash_big(rng: Generator) -> Array:
    return outdoors(rng, splash(rng, 1.0), -20)


@bed(
    "WATRMvmt",
    "Swimming",
    "Somebody swims, arms splashing through the water stroke by stroke",
    "swim swimming swimmer water strokes splashing pool sea paddle",
)
def swimming(rng: Generator) -> Array:
    n = samples(12)
    out = np.zeros((n, 2))
    for index in range(12):
        m = samples(0.95)
        stroke = unit(
            painted(rng, m, lambda t, z: hump(z, 1500 + 900 * t, 1.2) + 0.5 * hump(z, 420, 0.9), 512)
        ) * swell(m, (0, -60), (0.08, -5), (0.16, 0), (0.4, -9), (0.95, -50))
        start = round((index + rng.normal(0, 0.03)) * n / 12)
        side = 0.4 if index % 2 else -0.4
        out += placed(scattered(n, [start], [stroke * rng.uniform(0.8, 1.1)], wrap=True), side)
    density = np.clip(0.3 + 0.35 * np.sin(2 * np.pi * clock(n)), 0.05, 1)
    return (
        level(out, -12)
        + level(bubbles(rng, n, 130, 350, 2800, density), -15)
        + level(wide(lambda: shaped_noise(rng, n, (100, -8), (500, 0), (3000, -12), (12000, -34)), 0.9), -27)
    )


@effect(
    "BOATMisc",
    "Boat Creak",
    "An old wooden boat creaks as it rolls on the water",
    "boat creak creaking wooden ship wood hull rope sail sailing rocking",
)
def boat_creak(rng: Generator) -> Array:
    n = samples(4.5)
    out = np.zeros((n, 2))
    for at, long, low, where in ((0.2, 1.5, 26, -0.3), (2.2, 1.9, 21, 0.25), (2.9, 0.8, 40, 0.0)):
        out += placed(
            scattered(
                n,
                [samples(at)],
                [creak(rng, long, low, low * 2.1, ((190, 9, 1.0), (310, 12, 0.9), (520, 12, 0.6), (880, 10, 0.3)))],
            ),
            where,
        )
    lap = bubbles(rng, n, 24, 240, 900, np.clip(0.4 + 0.4 * drift(rng, n, 0.6), 0, 1))
    return room(rng, level(out, -12) + level(lap, -26), 0.3, -12, 2500)


def creak(
    rng: Generator, length_s: float, low_hz: float, high_hz: float, modes: tuple[tuple[float, float, float], ...]
) -> Array:
    """Stick and slip: uneven little jerks, faster as it moves faster, through the wood's resonances."""
    n = samples(length_s)
    rate = np.interp(
        clock(n),
        np.linspace(0, length_s, 6),
        low_hz + (high_hz - low_hz) * np.array([0.1, 0.7, 0.45, 1.0, 0.6, 0.05]) * rng.uniform(0.7, 1.3, 6),
    )
    at = np.flatnonzero(np.diff(np.floor(np.cumsum(rate * (1 + 0.25 * drift(rng, n, 30))) / RATE_HZ)))
    jerks = np.zeros(n)
    jerks[at] = rng.uniform(0.5, 1.0, len(at))
    jerks = lowpass(jerks, 4500, 1) + 0.003 * rng.standard_normal(n) * swell(n, (0, -20), (length_s, -20))
    return full(resonate(jerks, *modes) * np.sin(np.pi * np.linspace(0, 1, n)) ** 0.6)


@effect(
    "BOATHorn",
    "Ship Horn",
    "A big ship sounds its deep horn",
    "ship horn boat foghorn fog liner ferry harbour deep blast steamer",
)
def ship_horn(rng: Generator) -> Array:
    n = samples(4.6)
    shape = swell(n, (0, -60), (0.09, -9), (0.3, 0), (3.0, -0.5), (3.35, -18), (4.6, -80))
    x = np.zeros(n)
    for pitch in (87.0, 87.6, 131.2):
        f = unsteady(rng, pitch * glide(n, (0, 0.94), (0.25, 1), (3.0, 1), (3.5, 0.95), (4.6, 0.93)), 0.25, 5)
        x += harmonics(
            f, [(180.0, 200.0, 2.0), (420.0, 250.0, 0.0), (900.0, 500.0, -8.0), (1800.0, 900.0, -18.0)], -3.5, 6000
        )
    air = shaped_noise(rng, n, (100, -10), (500, 0), (2500, -14), (9000, -34))
    return room(rng, (unit(x) + 0.05 * air) * shape, 2.6, -7, 1800)


@effect(
    "WATRWave",
    "Wave Crash",
    "One big wave crashes and foams",
    "wave crash sea ocean surf breaking splash beach rocks surfing surfer tsunami flood",
)
def wave_crash(rng: Generator) -> Array:
    n = samples(5.2)
    return breaking(rng, n, 0.0, 5.1, 1.8)


@looped(
    "BOATRow",
    "Rowing Boat",
    "A rowing boat, oars dipping into the water and creaking",
    "rowing boat row oars oar paddle canoe wooden creak water lake kayak",
)
def rowing(rng: Generator) -> Array:
    n = samples(6)
    out = np.zeros((n, 2))
    for start in (0.05, 3.05):
        dip_n = samples(1.3)
        dip = unit(
            painted(rng, dip_n, lambda t, z: hump(z, 900 + 700 * t, 1.1) + 0.5 * hump(z, 320, 0.8), 512)
        ) * swell(dip_n, (0, -50), (0.1, -3), (0.25, 0), (0.8, -9), (1.3, -50))
        groan = creak(rng, 1.1, 24, 60, ((210, 9, 1.0), (380, 11, 0.8), (640, 12, 0.4)))
        knock = body(rng, samples(0.25), (130, 1600), 14, 0.12, 0.7)
        at = [samples(start), samples(start + 0.1), samples(start + 1.35)]
        out += placed(scattered(n, at, [dip, 0.5 * groan, 0.8 * knock], wrap=True), -0.1)
    drops = bubbles(rng, n, 40, 420, 2600, np.clip(0.5 - 0.5 * np.cos(2 * np.pi * (clock(n) / 3 - 0.12)), 0.05, 1))
    return outdoors(rng, level(out, -12) + level(drops, -19), -24, wrap=True)


@effect(
    "BOATSub",
    "Sonar Ping",
    "A submarine sonar pings and echoes",
    "sonar ping submarine echo underwater radar deep sea navy",
)
def sonar(rng: Generator) -> Array:
    n = samples(3.6)
    x = np.zeros(n)
    for at, loud in ((0.03, 1.0), (1.25, 0.16)):
        m = samples(1.4)
        tone = np.sin(2 * np.pi * np.cumsum(np.full(m, 1180.0) * (1 + 0.002 * drift(rng, m, 6))) / RATE_HZ)
        x += scattered(
            n, [samples(at)], [loud * tone * swell(m, (0, -30), (0.012, 0), (0.12, -6), (0.6, -24), (1.4, -60))]
        )
    return room(rng, placed(x, 0.0), 3.4, -3, 2200)

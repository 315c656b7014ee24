"""What films use between the real sounds: shimmer, spells, drones, risers, booms."""

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
    curve,
    decay,
    drift,
    driven,
    full,
    glide,
    gusts,
    hump,
    painted,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    struck,
    swell,
    unit,
)
from .voices import harmonics, unsteady

BELL = np.array([1.0, 2.756, 5.404, 8.93])


def tinkle(rng: Generator, hz: float, long_s: float = 0.9) -> Array:
    """A tiny metal bar or glass: inharmonic, each partial a little split."""
    ratios = np.concatenate([BELL, BELL * 1.004])
    return full(
        struck(
            samples(long_s),
            hz * ratios,
            long_s * np.tile([0.9, 0.5, 0.28, 0.15], 2),
            np.tile([1.0, 0.5, 0.3, 0.15], 2),
            rng,
        )
    )


def glitter(
    rng: Generator, n: int, rate_hz: float, low_hz: float, high_hz: float, density: Array, circular: bool = False
) -> Array:
    """Showers of tiny bells on a pentatonic scale, all over the picture."""
    scale = np.array([0, 2, 4, 7, 9])
    out = np.zeros((n, 2))
    octaves = np.log2(high_hz / low_hz)
    for _side in range(7):
        kernels = []
        for _ in range(6):
            step = int(rng.integers(0, int(5 * octaves)))
            kernels.append(tinkle(rng, low_hz * 2 ** (step // 5 + scale[step % 5] / 12), rng.uniform(0.4, 1.1)))
        at = arrivals(rng, n, rate_hz / 7, density)
        at = at if circular else at[at < n - samples(1.2)]
        out += placed(sprinkled(rng, at, n, kernels, 5), rng.uniform(-0.9, 0.9))
    return out


@effect(
    "MAGShim",
    "Magic Shimmer",
    "A magical shimmer of sparkling bells",
    "magic shimmer sparkle sparkling fairy dust twinkle chimes enchanted glitter bells magical wonder glow",
)
def shimmer(rng: Generator) -> Array:
    n = samples(3.6)
    shape = np.clip(swell(n, (0, -18), (0.5, 0), (1.6, -3), (2.6, -24), (3.6, -60)), 0, 1)
    air = painted(rng, n, lambda t, hz: hump(hz, 7000 + 2500 * np.sin(3 * t), 0.35))
    x = level(glitter(rng, n, 85, 1568, 6300, shape), -12) + level(
        stereo(unit(air), np.roll(unit(air), 1200)) * shape[:, None], -30
    )
    return room(rng, x, 2.2, -7, 8000)


@effect(
    "MAGSpel",
    "Magic Spell Cast",
    "A spell is cast with a rushing swirl and a bright burst",
    "magic spell cast wizard witch burst swirl energy whoosh wand fantasy power elf sorcerer",
)
def spell(rng: Generator) -> Array:
    n = samples(3.2)
    rise = painted(
        rng,
        n,
        lambda t, hz: (
            hump(hz, 300 * 2 ** np.clip(t * 3.6, 0, 4.2), 0.4) + 0.4 * hump(hz, 900 * 2 ** np.clip(t * 3.0, 0, 3), 0.3)
        ),
        512,
    )
    rise = unit(rise) * swell(n, (0, -40), (0.4, -16), (1.05, 0), (1.15, -12), (1.6, -40), (3.2, -80))
    swirl = placed(rise, np.sin(2 * np.pi * 1.6 * clock(n) ** 1.3) * 0.8)
    tone = harmonics(
        unsteady(rng, glide(n, (0, 180), (1.08, 720), (1.2, 990), (3.2, 880)), 0.6, 9),
        [(900.0, 900.0, 0.0), (2600.0, 1500.0, -6.0)],
        -6,
        10000,
    )
    tone = unit(tone) * swell(n, (0, -34), (1.05, -6), (1.12, 0), (1.5, -12), (2.6, -36), (3.2, -70))
    boom = click(rng, 0.9, (35, -2), (80, 0), (250, -6), (1500, -20), attack_s=0.003)
    burst = click(rng, 0.35, (500, -8), (2500, 0), (8000, -2), (15000, -10), attack_s=0.001)
    sparkle = glitter(
        rng,
        n,
        90,
        1760,
        7000,
        np.clip(swell(n, (0, -80), (1.05, -60), (1.1, 0), (1.7, -10), (3.2, -60)), 0, 1) * (clock(n) > 1.05),
    )
    x = 0.6 * swirl + 0.4 * placed(tone, 0.0) + level(sparkle, -18)
    start = samples(1.06)
    x[start : start + len(boom)] += 1.6 * placed(boom, 0.0)
    x[start : start + len(burst)] += 1.0 * placed(burst, 0.0)
    return room(rng, x, 2.0, -9, 7000)


@effect(
    "MAGAngl",
    "Fairy Chime",
    "A delicate fairy chime rings upwards",
    "fairy chime magic bell twinkle glockenspiel angel wand sparkle wish star cute",
)
def fairy(rng: Generator) -> Array:
    n = samples(2.6)
    out = np.zeros((n, 2))
    for index, step in enumerate((0, 4, 7, 11, 12, 16, 19, 24)):
        hz = 1046.5 * 2 ** (step / 12)
        out += placed(
            scattered(
                n, [samples(0.03 + index * 0.085 + rng.normal(0, 0.004))], [tinkle(rng, hz, 1.3) * (0.7 + 0.04 * index)]
            ),
            -0.6 + 0.17 * index,
        )
    return room(rng, out, 2.0, -8, 8000)


@effect(
    "MAGPoof",
    "Magic Poof",
    "Something vanishes in a puff of magic smoke",
    "magic poof puff vanish disappear smoke appear teleport transform trick pop",
)
def poof(rng: Generator) -> Array:
    n = samples(1.8)
    puff = painted(rng, n, lambda t, hz: 1 / (1 + (hz / (3800 * np.exp(-t * 5) + 250)) ** 1.8), 512)
    puff = unit(puff) * swell(n, (0, -60), (0.03, 0), (0.12, -3), (0.5, -22), (1.8, -70))
    thump = click(rng, 0.3, (50, -2), (120, 0), (400, -10), attack_s=0.003)
    x = placed(puff, 0.0) + level(
        glitter(rng, n, 60, 2093, 7000, np.clip(swell(n, (0, -12), (0.2, 0), (0.9, -30), (1.8, -60)), 0, 1)), -21
    )
    x[samples(0.02) : samples(0.02) + len(thump)] += 1.2 * placed(thump, 0.0)
    return room(rng, x, 1.3, -11, 6000)


@effect(
    "MAGEvil",
    "Dark Magic",
    "A dark magical surge, low and threatening",
    "dark magic evil curse sinister witch demon surge spell shadow villain ominous horror",
)
def dark_magic(rng: Generator) -> Array:
    n = samples(4)
    x = np.zeros((n, 2))
    for hz, where in ((55.0, -0.4), (58.3, 0.4), (82.4, 0.0), (116.5, -0.2)):
        f = unsteady(rng, glide(n, (0, hz * 0.8), (1.8, hz * 1.05), (4, hz * 0.7)), 1.6, 5)
        x += placed(
            unit(
                harmonics(f, [(curve(n, (0, 200), (1.8, 900), (4, 200)), 250.0, 0.0), (1800.0, 800.0, -12.0)], -4, 6000)
            ),
            where,
        )
    whisper = painted(
        rng,
        n,
        lambda t, hz: hump(hz, 2400 + 900 * np.sin(7 * t), 0.3) + 0.6 * hump(hz, 4800 + 1500 * np.sin(5 * t + 1), 0.25),
        512,
    )
    x += 0.35 * placed(unit(whisper) * np.clip(drift(rng, n, 7), 0, 2), np.sin(2 * clock(n)) * 0.7)
    return room(rng, x * swell(n, (0, -34), (1.6, -3), (1.9, 0), (2.6, -6), (4, -48))[:, None], 2.8, -5, 2500)


@bed(
    "MAGMisc",
    "Enchanted Forest",
    "An enchanted forest with soft shimmering chimes and glowing air",
    "enchanted forest magic magical fairy fantasy elf shimmer glow dream wonder mystical woods",
)
def enchanted(rng: Generator) -> Array:
    n = samples(13)
    pad = np.zeros((n, 2))
    for step in (0, 7, 12, 16, 19, 23):
        hz = round(196.0 * 2 ** (step / 12) * n / RATE_HZ) * RATE_HZ / n
        for where in (-0.7, 0.7):
            tone = np.sin(2 * np.pi * hz * clock(n) + 1.2 * drift(rng, n, 0.4)) + 0.2 * np.sin(
                4 * np.pi * hz * clock(n) + drift(rng, n, 0.5)
            )
            pad += placed(tone * gusts(rng, n, 0.22, 16), where)
    bells = glitter(rng, n, 4.5, 1568, 5300, np.ones(n), True)
    air = (
        wide(lambda: painted(rng, n, lambda t, hz: hump(hz, 900, 0.8) + 0.3 * hump(hz, 5200, 0.5)), 0.9)
        * gusts(rng, n, 0.3, 8)[:, None]
    )
    return (
        level(room(rng, pad, 2.5, -2, 4000, wrap=True), -17)
        + level(room(rng, bells, 2.6, -2, 7000, wrap=True), -21)
        + level(air, -25)
    )


@bed(
    "DSGNDron",
    "Space Drone",
    "A deep slow drone of empty space",
    "space drone ambience deep cosmos void planet stars moon dark ambient low scifi sci-fi eerie galaxy universe",
)
def space_drone(rng: Generator) -> Array:
    n = samples(14)
    out = np.zeros((n, 2))
    for hz in (36.7, 55, 73.4, 110.5, 146.8, 220, 329.6, 440.7):
        for where in (-0.75, 0.0, 0.75):
            f = round(hz * rng.uniform(0.994, 1.006) * n / RATE_HZ) * RATE_HZ / n
            tone = np.sin(2 * np.pi * f * clock(n) + 1.5 * drift(rng, n, 0.25))
            out += placed(tone * gusts(rng, n, 0.14, 15) * (60 / hz) ** 0.55, where)
    air = wide(
        lambda: painted(
            rng,
            n,
            lambda t, hz: hump(hz, 420 * 2 ** (0.5 * np.sin(2 * np.pi * t / 14)), 0.25) + 0.5 * hump(hz, 1300, 0.3),
            4096,
        ),
        0.95,
    )
    return room(rng, level(out, -12) + level(air * gusts(rng, n, 0.2, 10)[:, None], -24), 3.0, -3, 3000, wrap=True)


@bed(
    "DSGNErie",
    "Eerie Atmosphere",
    "An eerie haunted atmosphere, hollow tones and whispers of air",
    "eerie haunted scary horror creepy ghost dark mystery suspense atmosphere fog graveyard nightmare",
)
def eerie(rng: Generator) -> Array:
    n = samples(13)
    out = np.zeros((n, 2))
    for hz in (92.5, 98.0, 185.0, 196.5, 277.2, 415.3, 622.3):
        f = round(hz * n / RATE_HZ) * RATE_HZ / n
        tone = np.sin(2 * np.pi * f * clock(n) + 2.2 * drift(rng, n, 0.5))
        out += placed(tone * np.clip(gusts(rng, n, 0.18, 24), 0, 4) * (100 / hz) ** 0.5, rng.uniform(-0.8, 0.8))
    howl = wide(
        lambda: painted(
            rng,
            n,
            lambda t, hz: (
                hump(hz, 520 * 2 ** (0.3 * np.sin(2 * np.pi * t / 6.5)), 0.08)
                + 0.7 * hump(hz, 870 * 2 ** (0.25 * np.sin(2 * np.pi * t / 6.5 + 2)), 0.07)
            ),
            4096,
        ),
        0.9,
    )
    low = wide(lambda: shaped_noise(rng, n, (25, 0), (70, 0), (180, -8), (700, -24)), 0.8)
    return room(
        rng,
        level(out, -15) + level(howl * gusts(rng, n, 0.3, 12)[:, None], -19) + level(low, -19),
        3.0,
        -3,
        2500,
        wrap=True,
    )


@effect(
    "DSGNRise",
    "Riser",
    "A tension riser climbs to a peak",
    "riser rise tension build up climb transition trailer suspense crescendo swell uplifter",
)
def riser(rng: Generator) -> Array:
    n = samples(4.2)
    noise = painted(rng, n, lambda t, hz: hump(hz, 250 * 2 ** (np.clip(t / 3.6, 0, 1) ** 1.5 * 4.6), 0.8), 1024)
    tones = np.zeros((n, 2))
    for hz, where in ((110, -0.6), (111.3, 0.6), (165, -0.2), (220.7, 0.3)):
        f = hz * 2 ** (np.clip(clock(n) / 3.6, 0, 1) ** 2 * 2.0)
        tones += placed(
            unit(harmonics(f, [(curve(n, (0, 300), (3.6, 3800), (4.2, 3800)), 900.0, 0.0)], -4, 11000)), where
        )
    pulse = 1 - 0.35 * np.clip(np.sin(2 * np.pi * np.cumsum(glide(n, (0, 3), (3.6, 15), (4.2, 15))) / RATE_HZ), 0, 1)
    shape = swell(n, (0, -40), (1.2, -20), (2.6, -9), (3.6, 0), (3.66, -30), (4.2, -60))
    return room(
        rng,
        (0.7 * tones + 0.9 * stereo(unit(noise), np.roll(unit(noise), 800))) * (shape * pulse)[:, None],
        2.4,
        -9,
        6000,
    )


@effect(
    "DSGNBoom",
    "Low Boom",
    "A deep cinematic boom",
    "boom deep low cinematic impact hit trailer bass drum dramatic thunderous stomp",
)
def low_boom(rng: Generator) -> Array:
    n = samples(4)
    f = glide(n, (0, 105), (0.08, 58), (0.6, 41), (4, 33))
    sub = np.sin(2 * np.pi * np.cumsum(f) / RATE_HZ) * decay(n, 2.6, 0.003)
    skin = body(rng, samples(1.2), (55, 700), 22, 0.6, 0.8)
    slap = click(rng, 0.12, (150, -2), (600, -4), (2500, -10), (9000, -24))
    x = 1.2 * sub + scattered(n, [0, 0], [0.7 * skin, 0.6 * slap])
    return room(rng, driven(full(np.concatenate([np.zeros(samples(0.02)), x])) * 0.9, 1.8), 3.2, -9, 2200)


@effect(
    "DSGNBass",
    "Sub Drop",
    "A sub bass drop falls into the deep",
    "sub drop bass dive fall deep low transition sinking drop cinematic",
)
def sub_drop(rng: Generator) -> Array:
    n = samples(3)
    f = glide(n, (0, 170), (0.25, 120), (2.2, 32), (3, 27))
    x = harmonics(f, [(90.0, 160.0, 0.0), (300.0, 300.0, -16.0)], -6, 1500) * swell(
        n, (0, -30), (0.02, 0), (1.6, -4), (2.4, -14), (3, -50)
    )
    click_on = click(rng, 0.05, (200, 0), (1500, -8))
    return room(rng, driven(full(x), 1.6) + 0.15 * scattered(n, [0], [click_on]), 1.6, -14, 1500)


@effect(
    "DSGNStngr",
    "Horror Stinger",
    "A sudden screeching horror stinger",
    "horror stinger scare jump shock scary screech strings sudden suspense scream danger",
)
def stinger(rng: Generator) -> Array:
    n = samples(3.2)
    x = np.zeros((n, 2))
    for step in (0, 1, 6, 7, 13, 18, 19):
        f = unsteady(rng, glide(n, (0, 0.94), (0.1, 1.0), (3.2, 1.03)) * 311 * 2 ** (step / 12), 1.2, 14)
        x += placed(
            unit(harmonics(f, [(900.0, 700.0, 0.0), (2600.0, 900.0, -2.0), (4200.0, 1500.0, -6.0)], -3, 11000))
            * (1 + 0.3 * drift(rng, n, 22)),
            rng.uniform(-0.8, 0.8),
        )
    hit = click(rng, 0.6, (40, -2), (90, 0), (300, -5), (1500, -12), (7000, -22))
    y = x * swell(n, (0, -40), (0.02, -1), (0.3, 0), (1.2, -5), (2.2, -20), (3.2, -60))[:, None]
    y[: len(hit)] += 4 * placed(hit, 0.0)
    return room(rng, y, 2.4, -8, 5000)


@effect(
    "MAGElem",
    "Portal Opening",
    "A portal opens with a deep swirling surge",
    "portal opening teleport gate dimension wormhole swirl vortex surge magic scifi sci-fi energy time",
)
def portal(rng: Generator) -> Array:
    n = samples(4.4)
    spin = np.cumsum(glide(n, (0, 1.2), (2.2, 6), (4.4, 3))) / RATE_HZ * 2 * np.pi
    noise = painted(rng, n, lambda t, hz: hump(hz, 160 * 2 ** (np.clip(t / 2.2, 0, 1.2) * 3), 0.7), 1024)
    tone = harmonics(
        unsteady(rng, glide(n, (0, 41), (2.2, 82), (4.4, 62)), 0.8, 7),
        [(350.0, 500.0, 0.0), (1300.0, 900.0, -7.0), (3200.0, 1500.0, -14.0)],
        -3,
        8000,
    )
    shape = swell(n, (0, -34), (1.4, -10), (2.2, 0), (3.0, -4), (4.4, -46))
    x = placed(unit(noise) * shape * (1 + 0.4 * np.sin(spin)), 0.8 * np.sin(spin)) + 0.8 * placed(
        unit(tone) * shape * (1 + 0.3 * np.sin(spin + 2)), -0.5 * np.sin(spin)
    )
    return room(rng, x + level(glitter(rng, n, 40, 1318, 5200, np.clip(shape, 0, 1)), -22), 2.6, -8, 4500)


@effect(
    "DSGNSynth",
    "Time Freeze",
    "Time slows down with a stretched falling tone",
    "time slow motion freeze slowdown stop stretch fall down pitch tape bullet time",
)
def slow_time(rng: Generator) -> Array:
    n = samples(2.8)
    f = glide(n, (0, 420), (0.3, 400), (1.8, 62), (2.8, 40))
    x = sum(
        placed(
            unit(
                harmonics(
                    unsteady(rng, f * k, 0.4, 6), [(curve(n, (0, 2600), (2.0, 260), (2.8, 200)), 600.0, 0.0)], -4, 9000
                )
            ),
            where,
        )
        for k, where in ((1.0, 0.0), (1.5, -0.6), (2.02, 0.6))
    )
    air = painted(rng, n, lambda t, hz: hump(hz, 4200 * 2 ** (-t * 2), 0.6), 1024)
    return room(
        rng,
        (x + 0.8 * stereo(unit(air), np.roll(unit(air), 900)))
        * swell(n, (0, -30), (0.05, 0), (1.2, -3), (2.0, -14), (2.8, -50))[:, None],
        2.0,
        -9,
        4000,
    )


@bed(
    "DSGNRmbl",
    "Deep Rumble",
    "A deep ominous rumble",
    "rumble deep low ominous dark threat tension ground tremor bass thunderous danger",
)
def deep_rumble(rng: Generator) -> Array:
    n = samples(12)
    low = wide(lambda: shaped_noise(rng, n, (22, -4), (42, 0), (85, -2), (170, -9), (420, -20), (1600, -38)), 0.75)
    slow = wide(lambda: painted(rng, n, lambda t, hz: hump(hz, 58, 0.25) + 0.6 * hump(hz, 96, 0.2), 8192), 0.8)
    return level(low * gusts(rng, n, 3, 6)[:, None], -12) + level(slow * gusts(rng, n, 0.4, 8)[:, None], -13)

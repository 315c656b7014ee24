"""What rolls, slides, breaks and is dug on the ground."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import effect, looped
from .space import level, outdoors, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    clock,
    decay,
    drift,
    full,
    glide,
    gusts,
    hump,
    painted,
    resonate,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)


@looped(
    "SPRTSkate",
    "Skateboard Roll",
    "A skateboard rolls over rough asphalt, wheels rattling",
    "skateboard skate rolling wheels asphalt street longboard roller",
)
def skateboard(rng: Generator) -> Array:
    n = samples(5)
    rumble = (
        shaped_noise(rng, n, (60, -10), (180, 0), (420, -1), (900, -6), (2200, -10), (6000, -22), (15000, -42))
        * gusts(rng, n, 40, 7)
        * gusts(rng, n, 1, 4)
    )
    cracks = []
    for index in range(4):
        start = round((index + 0.3 + rng.normal(0, 0.08)) * n / 4)
        cracks += [start, start + samples(0.075)]
    hits = [body(rng, samples(0.18), (120, 3200), 16, 0.12, 0.7) * rng.uniform(0.6, 1) for _ in cracks]
    x = unit(rumble) + 3.0 * scattered(n, cracks, hits, wrap=True)
    return outdoors(rng, placed(x, 0.0) + 0.25 * wide(lambda: unit(rumble), 1), -22, wrap=True)


@effect(
    "SPRTSkate",
    "Ice Skates",
    "Ice skates glide and carve over the ice",
    "ice skates skating skater glide scrape carve rink hockey",
)
def ice_skates(rng: Generator) -> Array:
    n = samples(4.2)
    out = np.zeros((n, 2))
    for index in range(5):
        m = samples(0.95)
        shape = swell(m, (0, -50), (0.06, -6), (0.2, 0), (0.6, -7), (0.95, -45))
        carve = painted(
            rng,
            m,
            lambda s, hz: (
                hump(hz, 3600 - 1200 * s, 0.55) + 0.7 * hump(hz, 7800 - 2000 * s, 0.4) + 0.4 * hump(hz, 700, 0.8)
            ),
            512,
        )
        x = unit(carve) * shape * gusts(rng, m, 70, 5)
        bite = click(rng, 0.05, (300, -6), (1800, 0), (5000, -3), (12000, -16))
        out += placed(
            scattered(n, [samples(0.04 + index * 0.76), samples(0.05 + index * 0.76)], [x, 1.3 * bite]),
            0.3 if index % 2 else -0.3,
        )
    return room(rng, out, 1.4, -15, 4000)


@effect(
    "ICEBrk",
    "Ice Crack",
    "Ice cracks across a frozen lake with a ringing ping",
    "ice crack cracking breaking frozen lake glacier winter snap",
)
def ice_crack(rng: Generator) -> Array:
    n = samples(2.6)
    out = np.zeros((n, 2))
    for at, loud, where in (
        (0.05, 1.0, -0.2),
        (0.11, 0.5, 0.3),
        (0.34, 0.35, 0.6),
        (0.72, 0.6, -0.5),
        (0.79, 0.3, 0.1),
    ):
        m = samples(0.9)
        # long plates of ice bend dispersively: highs arrive before lows, the "pew" of a frozen lake
        drop = np.sin(
            2 * np.pi * np.cumsum(glide(m, (0, 5200), (0.02, 2300), (0.08, 950), (0.3, 520), (0.9, 430))) / RATE_HZ
        )
        snap = np.pad(click(rng, 0.03, (800, -6), (3000, 0), (9000, -6)), (0, m - samples(0.03)))
        low = np.pad(body(rng, samples(0.5), (90, 900), 14, 0.25, 0.7), (0, m - samples(0.5)))
        x = 0.6 * drop * decay(m, 0.45, 0.0006) + snap + 0.7 * low
        out += placed(scattered(n, [samples(at)], [loud * x]), where)
    return room(rng, out, 1.6, -10, 5000)


@effect(
    "ROCKCrsh",
    "Rock Fall",
    "Rocks fall and tumble down a slope",
    "rock rocks fall falling stones boulder landslide tumble rubble cliff canyon debris",
)
def rock_fall(rng: Generator) -> Array:
    n = samples(4)
    out = np.zeros((n, 2))
    at = np.sort(0.08 + rng.gamma(2.0, 0.6, 60))
    for start in at[at < 3.6]:
        size = rng.uniform(0.2, 1) ** 1.5
        low = 110 / (0.25 + size)
        stone = body(rng, samples(0.3), (low, low * 22), 16, 0.1, 0.55) + 0.4 * np.pad(
            click(rng, 0.02, (600, -4), (2200, 0), (7000, -12)), (0, samples(0.3) - samples(0.02))
        )
        out += placed(scattered(n, [samples(start)], [stone * (0.25 + size)]), rng.uniform(-0.7, 0.7))
    gravel = (
        shaped_noise(rng, n, (200, -8), (900, 0), (3000, -4), (9000, -18))
        * swell(n, (0, -40), (0.3, -8), (1.2, 0), (2.6, -10), (4, -44))
        * gusts(rng, n, 25, 8)
    )
    return outdoors(rng, level(out, -10) + level(placed(gravel, 0.0), -21), -13)


@effect(
    "TOOLHand",
    "Digging",
    "A shovel digs into earth and throws it aside",
    "digging dig shovel spade earth dirt soil garden grave ground",
)
def digging(rng: Generator) -> Array:
    n = samples(4.4)
    out = np.zeros(n)
    for index in range(2):
        start = 0.06 + index * 2.15
        stab_n, throw_n = samples(0.42), samples(0.7)
        grit = [body(rng, samples(0.025), (1100, 9000), 6, 0.018, 0.3) for _ in range(10)]
        stab = unit(sprinkled(rng, np.sort(rng.integers(0, samples(0.3), 80)), stab_n, grit, 5)) * swell(
            stab_n, (0, -8), (0.04, 0), (0.2, -8), (0.42, -46)
        )
        ring = body(rng, samples(0.4), (700, 5200), 10, 0.22, 0.3)
        thud = click(rng, 0.14, (60, 0), (160, -1), (600, -14))
        fall = unit(
            sprinkled(
                rng,
                samples(0.08) + (rng.gamma(2, 0.06, 120) * RATE_HZ).astype(int) % (throw_n - samples(0.1)),
                throw_n,
                [*grit, click(rng, 0.03, (150, 0), (700, -4), (3000, -20))],
                6,
            )
        )
        out += scattered(
            n,
            [samples(start), samples(start + 0.01), samples(start + 0.01), samples(start + 1.05)],
            [0.6 * stab, 0.35 * ring, 1.6 * thud, 0.45 * fall * swell(throw_n, (0, -20), (0.12, 0), (0.7, -40))],
        )
    return outdoors(rng, placed(out, 0.1), -24)


@looped(
    "SNOWFric",
    "Skis On Snow",
    "Skis slide fast over snow",
    "ski skis skiing sled sledge snowboard sliding slide snow downhill winter",
)
def skis(rng: Generator) -> Array:
    n = samples(5)
    hiss = [
        painted(rng, n, lambda t, hz: hump(hz, 3400, 0.9) + 0.4 * hump(hz, 900, 0.8) + 0.3 * hump(hz, 7500, 0.5))
        for _ in (0, 1, 2)
    ]
    turns = 0.62 + 0.38 * np.sin(2 * np.pi * clock(n) / 2.5)
    crunch = sprinkled(
        rng,
        arrivals(rng, n, 160, np.clip(turns, 0, 1)),
        n,
        [click(rng, 0.008, (500, -8), (1800, 0), (5500, -5)) for _ in range(8)],
        6,
    )
    x = placed(hiss[0] * turns, 0.5 * np.sin(2 * np.pi * clock(n) / 5)) + 0.4 * stereo(hiss[1], hiss[2])
    rush = wide(lambda: shaped_noise(rng, n, (80, -4), (300, 0), (1200, -8), (5000, -24)), 0.9)
    return outdoors(
        rng,
        level(x * gusts(rng, n, 12, 4)[:, None], -10) + level(placed(crunch, 0.0), -18) + level(rush, -17),
        -26,
        wrap=True,
    )


@looped(
    "VEHWagn",
    "Wagon Wheels",
    "A wooden wagon rolls along, wheels creaking and rattling",
    "wagon cart carriage wheels wooden rolling rattle coach stagecoach chariot horse medieval",
)
def wagon(rng: Generator) -> Array:
    n = samples(6)
    roll = shaped_noise(rng, n, (50, -4), (130, 0), (400, -4), (1200, -12), (4000, -24)) * gusts(rng, n, 14, 8)
    stones = sprinkled(
        rng, arrivals(rng, n, 16), n, [body(rng, samples(0.15), (110, 2600), 14, 0.09, 0.75) for _ in range(10)], 6
    )
    rattle = sprinkled(
        rng, arrivals(rng, n, 12), n, [body(rng, samples(0.08), (600, 5200), 10, 0.05, 0.5) for _ in range(8)], 6
    )
    squeak = np.zeros(n)
    for turn in range(5):
        m = samples(0.5)
        rate = glide(m, (0, 150), (0.25, 210), (0.5, 160)) * (1 + 0.1 * drift(rng, m, 20))
        slip = np.zeros(m)
        slip[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = 1
        squeak += scattered(
            n,
            [round((turn + 0.3) * n / 5)],
            [full(resonate(slip, (820, 12, 1.0), (1350, 14, 0.7), (2300, 12, 0.4))) * np.hanning(m)],
            wrap=True,
        )
    x = unit(roll) + 0.9 * unit(stones) + 0.35 * unit(rattle) + 0.25 * unit(squeak)
    return outdoors(rng, placed(x, 0.0) + 0.25 * wide(lambda: unit(roll), 1), -20, wrap=True)

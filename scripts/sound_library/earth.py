"""Fire, and what the earth does: bursts, rumbles and falling blocks."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect
from .space import level, outdoors, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    clock,
    drift,
    driven,
    full,
    gusts,
    hump,
    lowpass,
    painted,
    samples,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)


def fire(rng: Generator, n: int, crackles_hz: float, roar: float) -> Array:
    """Burning wood: gas bursts (a low flutter), hiss, small snaps in clusters and now and then a pop. Circular."""
    out = np.zeros((n, 2))
    snaps = [
        click(
            rng,
            rng.uniform(0.002, 0.012),
            (500, -18),
            (2200, 0),
            (5500, -1),
            (11000, -8),
            (18000, -24),
            attack_s=0.00008,
        )
        for _ in range(12)
    ]
    pops = [
        full(
            body(rng, samples(0.05), (500, 5200), 8, 0.03, 0.6)
            + np.pad(1.5 * click(rng, 0.008, (900, 0), (6000, -6)), (0, samples(0.05) - samples(0.008)))
        )
        for _ in range(6)
    ]
    for _side in range(5):
        busy = np.clip(drift(rng, n, 3.0) * 0.5 + 0.25, 0.02, 1)
        small = sprinkled(rng, arrivals(rng, n, crackles_hz, busy), n, snaps, 7)
        big = sprinkled(rng, arrivals(rng, n, crackles_hz / 22), n, pops, 4)
        out += placed(small + 2.2 * big, rng.uniform(-0.7, 0.7))
    flames = np.stack(
        [
            shaped_noise(rng, n, (25, -10), (70, 0), (180, -3), (420, -9), (1100, -16), (4500, -26), (14000, -40))
            * gusts(rng, n, 9, 11)
            * gusts(rng, n, 1.2, 6)
            for _ in (0, 1)
        ],
        axis=1,
    )
    hiss = wide(lambda: shaped_noise(rng, n, (800, -26), (3000, -6), (6500, 0), (12000, -6), (18000, -20)), 0.9)
    return level(out, -12) + level(flames, -12 + roar) + level(hiss * gusts(rng, n, 0.7, 6)[:, None], -27)


@bed(
    "FIRECrkl",
    "Campfire",
    "A small campfire crackles, wood snapping and popping",
    "campfire fire crackling crackle wood pop burning camp fireplace flame log night",
)
def campfire(rng: Generator) -> Array:
    return fire(rng, samples(12), 24, -8)


@bed(
    "FIREBurn",
    "Fire Burning",
    "A large fire burns and roars with crackling flames",
    "fire burning flames blaze roaring crackling inferno wildfire burn torch house",
)
def fire_big(rng: Generator) -> Array:
    return fire(rng, samples(12), 70, 5)


@effect(
    "FIREWhsh",
    "Fire Breath",
    "A burst of flame whooshes out like a flamethrower",
    "fire breath flame burst whoosh dragon flamethrower ignite torch blast fireball",
)
def flame_burst(rng: Generator) -> Array:
    n = samples(2.6)
    shape = swell(n, (0, -40), (0.1, -8), (0.28, 0), (1.4, -3), (2.0, -16), (2.6, -50))
    sides = []
    for _ear in (0, 1):
        body_noise = shaped_noise(
            rng, n, (35, -8), (90, 0), (300, -2), (900, -6), (3000, -13), (9000, -24), (18000, -40)
        )
        sides.append(body_noise * gusts(rng, n, 22, 9) * gusts(rng, n, 6, 5))
    bright = painted(rng, n, lambda t, hz: hump(hz, 900 + 2200 * np.exp(-(((t - 0.4) / 0.4) ** 2)), 0.9))
    x = stereo(sides[0], sides[1]) + 0.5 * placed(unit(bright), 0.0)
    return outdoors(rng, x * shape[:, None], -15)


@effect(
    "NATDAval",
    "Avalanche",
    "An avalanche of snow rumbles down a mountain",
    "avalanche snow slide rumble mountain landslide disaster collapse roar",
)
def avalanche(rng: Generator) -> Array:
    n = samples(6)
    shape = swell(n, (0, -30), (0.8, -14), (2.4, -2), (3.2, 0), (4.4, -6), (6, -40))
    low = np.stack(
        [
            shaped_noise(rng, n, (20, -4), (45, 0), (130, -4), (500, -10), (2200, -17), (9000, -30))
            * gusts(rng, n, 7, 8)
            for _ in (0, 1)
        ],
        axis=1,
    )
    at = arrivals(rng, n, 26, shape / shape.max())
    blocks = sprinkled(rng, at, n, [body(rng, samples(0.4), (50, 700), 18, 0.3, 0.9) for _ in range(8)], 6)
    spray = painted(rng, n, lambda t, hz: hump(hz, 2600, 1.1))
    x = level(low, -10) + level(stereo(blocks, np.roll(blocks, 900)), -14) + level(wide(lambda: spray, 0), -24)
    return outdoors(rng, x * shape[:, None], -12)


@effect(
    "NATDQuak",
    "Earthquake",
    "The ground shakes and rumbles in an earthquake",
    "earthquake quake tremor ground shaking rumble disaster shake",
)
def earthquake(rng: Generator) -> Array:
    n = samples(6)
    shape = swell(n, (0, -30), (0.9, -8), (1.8, 0), (3.8, -1), (5.0, -12), (6, -45))
    shake = 0.55 + 0.45 * np.clip(drift(rng, n, 6), -1, 1.6)
    low = np.stack(
        [
            shaped_noise(rng, n, (18, -6), (30, 0), (60, -1), (140, -10), (500, -24), (3000, -48)) * gusts(rng, n, 9, 9)
            for _ in (0, 1)
        ],
        axis=1,
    )
    rattle = sprinkled(
        rng,
        arrivals(rng, n, 42, np.clip(shake * shape, 0, 1)),
        n,
        [body(rng, samples(0.12), (300, 5200), 12, 0.08, 0.6) for _ in range(10)],
        7,
    )
    stone = sprinkled(
        rng, arrivals(rng, n, 7, shape), n, [body(rng, samples(0.5), (60, 900), 20, 0.3, 0.8) for _ in range(6)], 5
    )
    x = (
        level(low * shake[:, None], -10)
        + level(stereo(rattle, np.roll(rattle, 1300)), -24)
        + level(placed(stone, 0.2), -19)
    )
    return room(rng, x * shape[:, None], 0.7, -12, 2500)


@effect(
    "NATDVolc",
    "Volcano Eruption",
    "A volcano erupts with a deep blast and falling rocks",
    "volcano eruption erupt lava blast explosion rumble mountain disaster",
)
def volcano(rng: Generator) -> Array:
    n = samples(6)
    blast = np.pad(
        click(rng, 3.2, (20, -2), (40, 0), (110, -3), (350, -9), (1500, -22), (8000, -42), attack_s=0.01),
        (samples(0.35), 0),
    )
    roar = np.stack(
        [
            shaped_noise(rng, n, (20, -6), (50, 0), (150, -3), (600, -9), (2500, -20), (9000, -36))
            * gusts(rng, n, 8, 9)
            for _ in (0, 1)
        ],
        axis=1,
    )
    roar *= swell(n, (0, -26), (0.33, -18), (0.45, 0), (2.6, -4), (4.5, -12), (6, -40))[:, None]
    at = samples(0.9) + (rng.gamma(2.2, 0.8, 40) * RATE_HZ).astype(int)
    rocks = sprinkled(rng, at[at < n], n, [body(rng, samples(0.35), (90, 1800), 18, 0.2, 0.8) for _ in range(8)], 5)
    x = level(roar, -14) + level(stereo(rocks, np.roll(rocks, 2000)), -24)
    x[: len(blast)] += 1.6 * placed(blast[:n], 0.0)
    return outdoors(rng, np.stack([driven(side / np.abs(x).max(), 2.2) for side in x.T], axis=1), -11)


@bed(
    "GEOLava",
    "Lava Bubbling",
    "Thick lava bubbles and glows with a low rumble",
    "lava magma volcano bubbling molten glowing rumble hot",
)
def lava(rng: Generator) -> Array:
    n = samples(12)
    plops = []
    for _ in range(10):
        m = samples(rng.uniform(0.12, 0.3))
        tone = np.sin(
            2 * np.pi * np.cumsum(rng.uniform(60, 170) * (1 + 0.8 * (clock(m) / clock(m)[-1]) ** 2)) / RATE_HZ
        )
        plops.append(
            full(
                tone * np.sin(np.pi * np.linspace(0, 1, m)) ** 1.5
                + 0.12 * unit(lowpass(rng.standard_normal(m), 900)) * np.linspace(0, 1, m) ** 4
            )
        )
    out = sum(placed(sprinkled(rng, arrivals(rng, n, 2.2), n, plops, 4), side) for side in (-0.7, -0.2, 0.3, 0.8))
    low = wide(lambda: shaped_noise(rng, n, (20, -2), (50, 0), (120, -8), (500, -22), (3000, -46)), 0.7)
    return (
        level(room(rng, out, 0.5, -14, 2000, wrap=True), -10)
        + level(low * gusts(rng, n, 2, 5)[:, None], -16)
        + level(fire(rng, n, 4, 0), -27)
    )

"""Blows, blades, blasts and what breaks: modal bodies, bursts, and the pieces that fall afterwards."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import effect
from .space import level, outdoors, placed, room, stereo
from .tools import (
    RATE_HZ,
    Array,
    body,
    click,
    convolve,
    decay,
    drift,
    driven,
    faded,
    full,
    glide,
    gusts,
    hump,
    lowpass,
    painted,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    struck,
    swell,
    unit,
)


def whoosh(rng: Generator, length_s: float, low_hz: float, high_hz: float, peak: float, width: float) -> Array:
    """Air parted by something fast: a band of noise that climbs to the middle and falls, across the picture."""
    n = samples(length_s)

    def paint(t: Array, hz: Array) -> Array:
        u = t / length_s
        nearness = np.exp(-(((u - peak) / 0.22) ** 2))
        centre = low_hz * (high_hz / low_hz) ** nearness
        return nearness * (
            hump(hz, centre, width) + 0.4 * hump(hz, centre / 3.2, width * 1.2) + 0.16 * hump(hz, centre * 2.7, width)
        )

    middle, left, right = (painted(rng, n, paint, 512) for _ in range(3))
    moving = placed(middle, np.interp(np.linspace(0, 1, n), (0, peak, 1), (-0.9, 0, 0.9)))
    return faded_stereo(moving + 0.35 * stereo(left, right), 0.01, 0.05)


def faded_stereo(x: Array, in_s: float, out_s: float) -> Array:
    return x * faded(np.ones(len(x)), in_s, out_s)[:, None]


@effect(
    "WHSH",
    "Whoosh Fast",
    "A fast whoosh cuts through the air",
    "whoosh fast swish swoosh air pass by quick movement swing transition rush wind speed whip",
)
def whoosh_fast(rng: Generator) -> Array:
    return whoosh(rng, 0.75, 320, 2400, 0.45, 0.75)


@effect(
    "WHSH",
    "Whoosh Slow",
    "A slow deep whoosh sweeps past",
    "whoosh slow deep swoosh sweep pass air movement transition large wind rush",
)
def whoosh_slow(rng: Generator) -> Array:
    return room(rng, whoosh(rng, 2.2, 90, 700, 0.5, 1.0), 1.2, -16, 3000)


@effect(
    "SWSH",
    "Sword Swing",
    "A blade swishes through the air",
    "swish sword swing blade slash air whoosh stick quick fight",
)
def swing(rng: Generator) -> Array:
    return whoosh(rng, 0.45, 900, 5200, 0.5, 0.42)


@effect("FGHTImpt", "Punch", "A hard punch lands on a body", "punch hit body fist fight blow smack kick slap impact")
def punch(rng: Generator) -> Array:
    n = samples(0.7)
    smack = click(rng, 0.05, (300, -8), (900, 0), (2600, -3), (7000, -14))
    meat = click(rng, 0.16, (50, -2), (110, 0), (260, -3), (800, -14), (3000, -30), attack_s=0.002)
    cloth = shaped_noise(rng, n, (600, -8), (2400, 0), (7000, -10)) * decay(n, 0.22, 0.004)
    x = scattered(n, [samples(0.05), samples(0.052)], [0.8 * smack, 1.4 * meat]) + 0.07 * unit(
        np.roll(cloth, samples(0.05))
    )
    return room(rng, driven(full(x), 2.0), 0.35, -17, 4000)


@effect(
    "FGHTBf",
    "Impact Thud",
    "A heavy body falls and hits the ground with a thud",
    "thud impact fall body hits ground landing heavy drop crash bump jump land",
)
def thud(rng: Generator) -> Array:
    n = samples(1.3)
    low = click(rng, 0.45, (32, -2), (62, 0), (130, -3), (320, -12), (1200, -28), attack_s=0.003)
    knock = body(rng, samples(0.4), (70, 900), 18, 0.2, 0.85)
    dirt = shaped_noise(rng, n, (300, -3), (1200, 0), (4500, -9), (12000, -28)) * swell(
        n, (0, -80), (0.05, -70), (0.06, -6), (0.2, -14), (0.6, -34), (1.3, -70)
    )
    second = [samples(0.05), samples(0.05), samples(0.23), samples(0.235)]
    x = scattered(n, second, [1.5 * low, knock, 0.4 * low, 0.35 * knock]) + 0.05 * unit(dirt)
    return room(rng, x, 0.5, -14, 3000)


def blade(rng: Generator, n: int, base_hz: float, long_s: float) -> Array:
    """A free steel bar: bending modes at 1, 2.76, 5.40, 8.93 ... each split in two, which makes the ring shimmer."""
    ratios = np.array([1.0, 2.756, 5.404, 8.933, 13.34, 18.64])
    hz = np.concatenate([base_hz * ratios, base_hz * ratios * rng.uniform(1.003, 1.012, 6)])
    decays = long_s * np.tile((1 / ratios) ** 0.35, 2) * rng.uniform(0.7, 1.2, 12)
    factors = np.tile(np.array([0.5, 1.0, 0.9, 0.7, 0.45, 0.3]), 2) * rng.uniform(0.5, 1, 12)
    return full(struck(n, hz, decays, factors, rng))


@effect(
    "WEAPSwrd",
    "Sword Clash",
    "Two swords clash and ring",
    "sword clash swords blades metal fight duel ring clang steel knight samurai battle weapon",
)
def sword_clash(rng: Generator) -> Array:
    n = samples(2.0)
    snap = click(rng, 0.02, (1500, -8), (4200, 0), (9500, -3), (16000, -12), attack_s=0.0001)
    clank = body(rng, n, (900, 11000), 30, 0.35, 0.35)
    x = 0.55 * blade(rng, n, 610, 1.3) + 0.45 * blade(rng, n, 835, 1.0) + 0.8 * clank
    scrape = painted(rng, n, lambda t, hz: hump(hz, 4200 + 3800 * t, 0.35) + 0.6 * hump(hz, 7600 + 5000 * t, 0.25), 512)
    scrape = unit(scrape) * swell(n, (0, -60), (0.05, -30), (0.12, -17), (0.24, -24), (0.36, -60), (2, -90))
    x = scattered(n, [samples(0.03), samples(0.03)], [x[: n - samples(0.03)], snap]) + 0.5 * scrape
    return room(rng, placed(x, 0.05), 0.7, -15, 7000)


@effect(
    "WEAPSwrd",
    "Sword Fight",
    "Swords clash again and again in a fight",
    "sword fight swords clashing duel blades metal battle fencing combat knights samurai steel",
)
def sword_fight(rng: Generator) -> Array:
    n = samples(4.4)
    out = np.zeros((n, 2))
    for at, where in ((0.06, 0.1), (0.62, -0.25), (0.98, 0.2), (1.75, 0.0), (2.1, -0.15), (2.85, 0.25)):
        m = samples(1.3)
        clash = (
            0.5 * blade(rng, m, rng.uniform(520, 700), 0.9)
            + 0.4 * blade(rng, m, rng.uniform(720, 980), 0.7)
            + 0.8 * body(rng, m, (900, 11000), 26, 0.28, 0.35)
        )
        snap = click(rng, 0.02, (1500, -8), (4200, 0), (9500, -3), (16000, -12), attack_s=0.0001)
        out += placed(scattered(n, [samples(at)] * 2, [clash * rng.uniform(0.6, 1), snap]), where)
        swish = whoosh(rng, 0.4, 900, 4600, 0.5, 0.45)
        start = max(samples(at - 0.24), 0)
        out[start : start + len(swish)] += 0.35 * swish[: n - start] / np.abs(swish).max()
    return room(rng, out, 0.8, -15, 7000)


@effect(
    "WEAPSwrd",
    "Sword Draw",
    "A sword is drawn from its scabbard with a metallic ring",
    "sword draw unsheathe scabbard blade metal ring knight samurai weapon slide",
)
def sword_draw(rng: Generator) -> Array:
    n = samples(1.7)
    slide = painted(
        rng,
        n,
        lambda t, hz: (
            hump(hz, 2600 * 2 ** (t * 2.2), 0.4)
            + 0.7 * hump(hz, 5600 * 2 ** (t * 1.2), 0.3)
            + 0.25 * hump(hz, 1200, 0.5)
        ),
        512,
    )
    slide = (
        unit(slide)
        * swell(n, (0, -50), (0.05, -14), (0.36, 0), (0.46, -10), (0.6, -40), (1.7, -90))
        * (1 + 0.35 * drift(rng, n, 90))
    )
    ring = blade(rng, n, 700, 1.3) * swell(n, (0, -60), (0.1, -22), (0.42, 0), (1.7, 0))
    return room(rng, 0.35 * slide + 0.55 * ring, 0.8, -15, 7000)


@effect(
    "METLImpt",
    "Metal Hit",
    "A heavy metal object is hit and clangs",
    "metal hit clang clank impact iron steel bang pipe anvil strike industrial door",
)
def metal_hit(rng: Generator) -> Array:
    n = samples(2.6)
    plate = body(rng, n, (140, 9000), 60, 1.5, 0.42)
    snap = click(rng, 0.02, (700, -4), (2600, 0), (8000, -6), attack_s=0.0002)
    thump = click(rng, 0.2, (60, -2), (140, 0), (500, -10))
    return room(rng, scattered(n, [samples(0.03)] * 3, [plate, 0.7 * snap, 0.8 * thump]), 1.0, -14, 5500)


def blast(rng: Generator, n: int, size: float) -> Array:
    """A shock, the fireball's roar, and pressure rolling away. Stereo."""
    front = click(rng, 0.09, (60, -3), (250, 0), (1200, -3), (4500, -9), (14000, -22), attack_s=0.0002)
    fall = np.sin(2 * np.pi * np.cumsum(glide(n, (0, 92), (0.25, 46), (n / RATE_HZ, 26))) / RATE_HZ) * decay(
        n, 1.3 * size + 0.5, 0.003
    )
    sides = []
    for _ear in (0, 1):
        fire = painted(rng, n, lambda t, hz: 1 / (1 + (hz / (2600 * np.exp(-t * 2.6 / size) + 130)) ** 1.6), 1024)
        sides.append(
            unit(fire * gusts(rng, n, 24, 6))
            * swell(n, (0, 0), (0.09, -1), (0.35 * size, -9), (1.1 * size, -20), (n / RATE_HZ, -60))
        )
    x = stereo(sides[0], sides[1]) * 1.15 + 1.1 * placed(fall, 0.0)
    x[: len(front)] += 1.9 * placed(front, 0.0)
    return x


@effect(
    "EXPLReal",
    "Explosion Big",
    "A big explosion with a deep boom and falling debris",
    "explosion explode blast boom bomb big fireball debris detonation explodes war",
)
def explosion(rng: Generator) -> Array:
    n = samples(4.8)
    x = np.concatenate([np.zeros((samples(0.03), 2)), blast(rng, n, 1.6)])[:n]
    at = samples(0.55) + (rng.gamma(2.2, 0.42, 90) * RATE_HZ).astype(int)
    bits = [body(rng, samples(0.2), (rng.uniform(150, 700), 6000), 10, 0.1, 0.6) for _ in range(12)]
    for where in (-0.7, 0.1, 0.8):
        x += 0.16 * placed(sprinkled(rng, rng.choice(at[at < n], 30), n, bits, 6), where)
    y = x / np.abs(x).max()
    return outdoors(rng, np.stack([driven(side, 3.2) for side in y.T], axis=1), -11)


@effect(
    "EXPLReal",
    "Explosion Distant",
    "A distant explosion booms and rolls",
    "explosion distant far boom blast rumble bomb cannon thump war",
)
def explosion_far(rng: Generator) -> Array:
    n = samples(4.2)
    x = blast(rng, n, 1.5)
    dull = np.stack([lowpass(side, 240, 2) for side in x.T], axis=1)
    rolls = sum(
        np.roll(dull, samples(at), axis=0)
        * np.concatenate([np.zeros(samples(at)), np.full(n - samples(at), loud)])[:, None]
        for at, loud in ((0.05, 1.0), (0.32, 0.5), (0.81, 0.35), (1.3, 0.2))
    )
    return outdoors(rng, rolls * swell(n, (0, 0), (2, -4), (4.2, -40))[:, None], -6)


@effect(
    "GLASBrk",
    "Glass Break",
    "A window shatters and glass shards fall tinkling",
    "glass break shatter breaking window smash shards crash tinkle bottle mirror",
)
def glass_break(rng: Generator) -> Array:
    n = samples(2.6)
    crack = click(rng, 0.05, (700, -8), (3200, 0), (8000, -1), (15000, -6), attack_s=0.0001)
    pane = body(rng, samples(0.5), (420, 6500), 26, 0.22, 0.4)
    out = placed(scattered(n, [samples(0.03)] * 2, [1.3 * crack, pane]), 0.0)
    at = samples(0.05) + (rng.gamma(1.5, 0.3, 170) * RATE_HZ).astype(int)
    for where in (-0.7, -0.3, 0.0, 0.4, 0.75):
        shards = []
        for _ in range(8):
            base = rng.uniform(1900, 6800)
            shards.append(
                full(
                    struck(
                        samples(0.4),
                        base * np.array([1.0, 2.32, 4.25, 1.47]),
                        rng.uniform(0.06, 0.28) * np.array([1.0, 0.6, 0.4, 0.8]),
                        np.array([1.0, 0.6, 0.35, 0.5]),
                        rng,
                    )
                )
            )
        own = rng.choice(at[at < n], 36)
        out += placed(sprinkled(rng, own, n, shards, 5), where) * 0.34
    return room(rng, out * swell(n, (0, 0), (0.6, -2), (1.8, -14), (2.6, -40))[:, None], 0.5, -16, 8000)


@effect(
    "WOODCrsh",
    "Wood Crash",
    "Wooden planks break and crash to the ground",
    "wood crash break breaking planks timber smash crack splinter crate furniture collapse",
)
def wood_crash(rng: Generator) -> Array:
    n = samples(2.4)
    out = np.zeros((n, 2))
    for index, at in enumerate([0.03, 0.05, 0.09, 0.14, *np.sort(0.2 + rng.gamma(1.8, 0.32, 12))]):
        plank = body(rng, samples(0.35), (rng.uniform(90, 260), 4200), 20, 0.14, 0.8)
        split = click(rng, 0.03, (500, -4), (1800, 0), (5200, -6), (12000, -22), attack_s=0.0002)
        loud = (1.0 if index < 4 else 0.65) * rng.uniform(0.5, 1)
        out += placed(scattered(n, [samples(at)] * 2, [plank * loud, 0.5 * split * loud]), rng.uniform(-0.6, 0.6))
    splinters = sprinkled(
        rng,
        samples(0.05) + rng.integers(0, samples(1.2), 110),
        n,
        [click(rng, 0.008, (900, -8), (3000, 0), (8000, -10)) for _ in range(8)],
        7,
    )
    return room(
        rng, out + 0.2 * placed(splinters, 0.1) * swell(n, (0, 0), (1.2, -14), (2.4, -60))[:, None], 0.6, -13, 4500
    )


@effect(
    "DESTRCrsh",
    "Debris Fall",
    "Debris and rubble rain down after a collapse",
    "debris rubble falling collapse rocks bricks destruction building crumble pieces",
)
def debris(rng: Generator) -> Array:
    n = samples(3.6)
    out = np.zeros((n, 2))
    at = np.sort(0.04 + rng.gamma(1.7, 0.5, 150))
    for start in at[at < 3.3]:
        low = 2 ** rng.uniform(7, 11)
        piece = body(rng, samples(0.18), (low, low * 14), 10, 0.07, 0.6)
        out += placed(
            scattered(n, [samples(start)], [piece * rng.uniform(0.15, 1) * (300 / low) ** 0.25]),
            rng.uniform(-0.85, 0.85),
        )
    dust = (
        shaped_noise(rng, n, (150, -6), (600, 0), (2500, -5), (9000, -16))
        * swell(n, (0, -20), (0.3, 0), (1.6, -9), (3.6, -50))
        * gusts(rng, n, 20, 7)
    )
    return room(rng, level(out, -10) + level(placed(dust, 0.0), -22), 0.7, -12, 4000)


@effect(
    "TOOLHand",
    "Hammer Strikes",
    "A hammer strikes iron on an anvil",
    "hammer strike hammering anvil nail blacksmith metal workshop tool forge build building bang",
)
def hammer(rng: Generator) -> Array:
    n = samples(3.2)
    out = np.zeros(n)
    for at in (0.04, 0.72, 1.4, 2.1):
        ring = body(rng, samples(1.0), (1150 * rng.uniform(0.995, 1.005), 12000), 16, 0.6, 0.3)
        snap = click(rng, 0.015, (900, -4), (3200, 0), (9000, -5), attack_s=0.0001)
        thump = click(rng, 0.12, (70, -2), (170, 0), (600, -10))
        out += scattered(n, [samples(at + rng.normal(0, 0.01))] * 3, [0.6 * ring, snap, 0.9 * thump]) * rng.uniform(
            0.8, 1
        )
    return room(rng, out, 0.7, -14, 6000)


@effect(
    "TOOLHand",
    "Hand Saw",
    "A hand saw cuts back and forth through wood",
    "saw sawing wood cutting tool carpenter workshop build building timber",
)
def saw(rng: Generator) -> Array:
    n = samples(4)
    out = np.zeros(n)
    for index in range(5):
        for late, long_s, loud, base in ((0.0, 0.38, 1.0, 115), (0.42, 0.3, 0.55, 140)):
            m = samples(long_s)
            rate = base * np.sin(np.pi * np.linspace(0.08, 0.94, m)) ** 0.5 * (1 + 0.06 * drift(rng, m, 40))
            teeth = np.zeros(m)
            teeth[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = 1
            grain = click(rng, 0.012, (300, -10), (900, -2), (2400, 0), (6000, -6), (13000, -22))
            stroke = unit(convolve(teeth * (1 + 0.4 * drift(rng, m, 60)), grain)) + 0.5 * unit(
                shaped_noise(rng, m, (500, -8), (2600, 0), (7000, -7), (15000, -26))
            )
            out += scattered(
                n,
                [samples(0.03 + index * 0.78 + late + rng.normal(0, 0.008))],
                [loud * stroke * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.5],
            )
    return room(rng, out, 0.4, -15, 5000)


@effect(
    "WEAPArro",
    "Arrow Shot",
    "A bow is released and an arrow hits its target",
    "arrow bow shot archer release twang whoosh hit target thunk hunt weapon",
)
def arrow(rng: Generator) -> Array:
    n = samples(1.5)
    twang = struck(
        samples(0.4),
        128 * np.arange(1, 13) * np.sqrt(1 + 0.0008 * np.arange(1, 13) ** 2),
        0.22 / np.arange(1, 13) ** 0.4,
        1 / np.arange(1, 13) ** 0.6,
        rng,
    )
    snap = click(rng, 0.02, (500, -4), (1800, 0), (6000, -8))
    out = placed(scattered(n, [samples(0.03)] * 2, [0.5 * full(twang), 0.6 * snap]), -0.4)
    fly = whoosh(rng, 0.5, 1300, 4200, 0.4, 0.4)
    out[samples(0.06) : samples(0.06) + len(fly)] += 0.4 * fly / np.abs(fly).max()
    thunk = body(rng, samples(0.4), (110, 2200), 18, 0.13, 0.8) + np.pad(
        click(rng, 0.02, (700, 0), (3000, -6)), (0, samples(0.4) - samples(0.02))
    )
    buzz = struck(
        samples(0.4),
        np.array([31.0, 62, 96, 190]) * 2,
        np.array([0.35, 0.3, 0.25, 0.2]),
        np.array([1, 0.7, 0.5, 0.3]),
        rng,
    )
    return room(
        rng, out + placed(scattered(n, [samples(0.52)] * 2, [1.2 * thunk, 0.3 * full(buzz)]), 0.35), 0.5, -17, 5000
    )


@effect("WEAPWhip", "Whip Crack", "A whip swings and cracks", "whip crack lash snap cowboy circus rodeo")
def whip(rng: Generator) -> Array:
    n = samples(1.1)
    swish = whoosh(rng, 0.42, 500, 3400, 0.75, 0.5)
    crack = click(rng, 0.02, (700, -9), (2600, -1), (6500, 0), (14000, -4), attack_s=0.00004)
    low = click(rng, 0.05, (180, -3), (600, 0), (2000, -9))
    out = placed(scattered(n, [samples(0.37)] * 2, [1.6 * crack, 0.5 * low]), 0.1)
    out[: len(swish)] += 0.22 * swish / np.abs(swish).max()
    return outdoors(rng, out, -12)

"""Small things, near, in a room: clocks, cloth, paper, desks, toys."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect, looped
from .space import outdoors, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    drift,
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
from .water import creak


@bed(
    "AMBRoom",
    "Room Tone",
    "The quiet tone of an empty room",
    "room tone quiet silence indoor interior house ambience empty air",
)
def room_tone(rng: Generator) -> Array:
    n = samples(12)
    return (
        wide(
            lambda: shaped_noise(
                rng, n, (30, -4), (70, 0), (160, -3), (420, -9), (1300, -17), (5000, -30), (14000, -46)
            ),
            0.75,
        )
        * gusts(rng, n, 0.4, 1.5)[:, None]
    )


@looped(
    "CLOCKTick",
    "Clock Tick",
    "A clock ticks steadily",
    "clock tick ticking tock time watch pendulum old room countdown",
)
def clock_tick(rng: Generator) -> Array:
    n = samples(4)
    out = np.zeros(n)
    kinds = [
        body(rng, samples(0.09), (900, 7500), 12, 0.035, 0.4),
        body(rng, samples(0.09), (650, 5800), 12, 0.045, 0.45),
    ]
    case = body(rng, samples(0.2), (180, 900), 10, 0.1, 0.6)
    for index in range(8):
        at = round((index + 0.05) * n / 8)
        gear = click(rng, 0.004, (2500, -4), (6000, 0), (12000, -8))
        out += scattered(
            n,
            [at, at + samples(0.012), at],
            [kinds[index % 2] * rng.uniform(0.85, 1), 0.3 * gear, 0.25 * case],
            wrap=True,
        )
    return room(rng, placed(out, 0.1), 0.5, -13, 5500, wrap=True)


@effect(
    "CLOTHMvmt",
    "Cloth Rustle",
    "Clothes rustle as somebody moves",
    "cloth rustle clothes fabric movement move dress cape coat turn",
)
def cloth(rng: Generator) -> Array:
    n = samples(1.8)
    out = np.zeros((n, 2))
    for at, long_s, loud, where in ((0.02, 0.5, 1.0, -0.2), (0.5, 0.35, 0.6, 0.1), (0.85, 0.7, 0.9, 0.25)):
        m = samples(long_s)
        shape = np.sin(np.pi * np.linspace(0, 1, m) ** 0.7) ** 1.5
        rub = painted(
            rng,
            m,
            lambda t, hz: (
                hump(hz, 2200 + 1200 * np.sin(5 * t), 0.9) + 0.4 * hump(hz, 600, 0.9) + 0.3 * hump(hz, 6500, 0.6)
            ),
            512,
        )
        grain = sprinkled(
            rng,
            arrivals(rng, m, 400, shape),
            m,
            [click(rng, 0.006, (700, -6), (2600, 0), (8000, -9)) for _ in range(6)],
            6,
        )
        out += placed(
            scattered(
                n, [samples(at)], [loud * (unit(rub) * (1 + 0.35 * drift(rng, m, 40)) + 0.6 * unit(grain)) * shape]
            ),
            where,
        )
    return room(rng, out, 0.3, -17, 6000)


@effect(
    "CLOTHFlp",
    "Flag Flap",
    "A flag or sail flaps in the wind",
    "flag sail flap flapping cloth wind banner cape kite tent canvas",
)
def flag(rng: Generator) -> Array:
    n = samples(3.6)
    out, at = np.zeros(n), 0.03
    while at < 3.2:
        m = samples(rng.uniform(0.1, 0.18))
        snap = click(rng, m / RATE_HZ, (90, -8), (320, 0), (1100, -3), (4000, -10), (11000, -24), attack_s=0.004)
        out += scattered(n, [samples(at)], [snap * rng.uniform(0.25, 1)])
        at += rng.gamma(6, 0.022)
    air = shaped_noise(rng, n, (100, -6), (350, 0), (1500, -8), (6000, -24)) * gusts(rng, n, 3, 8)
    return outdoors(rng, placed(out + 0.08 * air, 0.1) * swell(n, (0, -6), (0.3, 0), (3, -3), (3.6, -40))[:, None], -20)


@effect(
    "PAPRHndl",
    "Paper Rustle",
    "Paper is unfolded and a page is turned",
    "paper rustle page turn letter book map unfold crumple read document newspaper",
)
def paper(rng: Generator) -> Array:
    n = samples(2.0)
    out = np.zeros((n, 2))
    for at, long_s, loud, where in ((0.02, 0.6, 0.9, -0.2), (0.75, 0.5, 1.0, 0.2), (1.25, 0.35, 0.5, 0.1)):
        m = samples(long_s)
        shape = np.sin(np.pi * np.linspace(0, 1, m) ** 0.8) ** 1.2
        crackles = sprinkled(
            rng,
            arrivals(rng, m, 420, shape),
            m,
            [
                click(rng, rng.uniform(0.002, 0.009), (900, -12), (3500, 0), (8000, -2), (15000, -12), attack_s=0.0001)
                for _ in range(10)
            ],
            8,
        )
        swish = painted(rng, m, lambda t, hz: hump(hz, 3200 + 2600 * t, 0.8), 512)
        out += placed(scattered(n, [samples(at)], [loud * (unit(crackles) + 0.5 * unit(swish)) * shape]), where)
    return room(rng, out, 0.3, -17, 7000)


@looped(
    "CMPTKey",
    "Keyboard Typing",
    "Somebody types fast on a computer keyboard",
    "typing keyboard type keys computer office writing hacker laptop typewriter",
)
def typing(rng: Generator) -> Array:
    n = samples(4.5)
    out = np.zeros((n, 2))
    at = 0.05
    while at < 4.35:
        down = body(rng, samples(0.05), (280, 5200), 14, 0.035, 0.5) + 0.6 * np.pad(
            click(rng, 0.006, (1500, -4), (4000, 0), (9000, -6)), (0, samples(0.05) - samples(0.006))
        )
        up = click(rng, 0.008, (1800, -4), (4500, 0), (9000, -6))
        big = 1.5 if rng.random() < 0.12 else 1.0
        out += placed(
            scattered(
                n,
                [samples(at), samples(at + rng.uniform(0.05, 0.08))],
                [big * down * rng.uniform(0.5, 1), 0.3 * up],
                wrap=True,
            ),
            rng.uniform(-0.35, 0.35),
        )
        at += rng.gamma(5, 0.026) + (0.3 if rng.random() < 0.06 else 0)
    return room(rng, out, 0.3, -15, 6000, wrap=True)


@effect(
    "COMCam",
    "Camera Shutter",
    "A camera shutter clicks",
    "camera shutter click photo photograph picture snapshot flash paparazzi",
)
def shutter(rng: Generator) -> Array:
    n = samples(0.6)
    mirror = body(rng, samples(0.08), (350, 6000), 16, 0.04, 0.5)
    curtain = click(rng, 0.02, (1200, -6), (3800, 0), (9000, -3), (15000, -12), attack_s=0.0002)
    slide = shaped_noise(rng, samples(0.05), (1500, -8), (4500, 0), (11000, -6)) * np.hanning(samples(0.05))
    x = scattered(
        n,
        [samples(at) for at in (0.02, 0.035, 0.05, 0.105, 0.115)],
        [mirror, 0.8 * curtain, 0.12 * slide, 0.7 * curtain, 0.8 * mirror],
    )
    return room(rng, placed(x, 0.0), 0.3, -15, 7000)


@effect(
    "OBJWrite",
    "Writing Pencil",
    "A pencil writes and scratches on paper",
    "writing write pencil pen paper scratch draw drawing letter sketch painting",
)
def writing(rng: Generator) -> Array:
    n = samples(3.2)
    out, at = scattered(n, [samples(0.03)], [2.0 * body(rng, samples(0.04), (250, 2500), 8, 0.03, 0.6)]), 0.04
    while at < 2.9:
        m = samples(rng.uniform(0.06, 0.2))
        centre = rng.uniform(2600, 5200)
        stroke = painted(rng, m, lambda t, hz, c=centre: hump(hz, c, 0.6) + 0.35 * hump(hz, 800, 0.6), 256)
        out += scattered(
            n,
            [samples(at)],
            [unit(stroke) * np.hanning(m) ** 0.7 * (1 + 0.5 * drift(rng, m, 120)) * rng.uniform(0.5, 1)],
        )
        if rng.random() < 0.4:
            out += scattered(n, [samples(at)], [0.9 * body(rng, samples(0.04), (250, 2500), 8, 0.03, 0.6)])
        at += m / RATE_HZ + rng.uniform(0.01, 0.07) + (0.2 if rng.random() < 0.1 else 0)
    return room(rng, placed(out, 0.1), 0.3, -16, 6000)


@effect(
    "OBJCoin",
    "Coin Drop",
    "A coin drops, rings and spins to rest",
    "coin coins drop money ring spin metal treasure gold",
)
def coin(rng: Generator) -> Array:
    n = samples(2.2)
    modes = np.array([5100.0, 5160.0, 8300.0, 11900.0, 12050.0, 15600.0])
    out = np.zeros(n)
    times, at, gap = [], 0.03, 0.34
    while gap > 0.016 and at < 2.0:
        times.append(at)
        at, gap = at + gap, gap * 0.8
    for index, at in enumerate(times):
        ring = struck(
            samples(0.6),
            modes * rng.uniform(0.998, 1.002),
            0.55 * np.array([1, 0.9, 0.7, 0.5, 0.45, 0.3]),
            rng.uniform(0.4, 1, 6),
            rng,
        )
        out += scattered(
            n, [samples(at)] * 2, [0.8**index * full(ring), 0.5 * 0.8**index * click(rng, 0.005, (2000, 0), (9000, -3))]
        )
    return room(rng, placed(out, 0.1), 0.5, -15, 9000)


@effect(
    "RUBRImpt",
    "Ball Bounce",
    "A rubber ball bounces again and again",
    "ball bounce bouncing rubber basketball football toy hop jump sport kick",
)
def ball(rng: Generator) -> Array:
    n = samples(3.2)
    out = np.zeros(n)
    at, gap, loud = 0.03, 0.62, 1.0
    while at < 3.0 and gap > 0.04:
        skin = struck(
            samples(0.25),
            np.array([92.0, 178, 310, 640, 980]) * rng.uniform(0.99, 1.01),
            np.array([0.14, 0.12, 0.1, 0.09, 0.07]),
            np.array([1, 0.8, 0.5, 0.35, 0.2]),
            rng,
        )
        slap = click(rng, 0.025, (250, -4), (800, 0), (2800, -9), (8000, -22))
        out += scattered(n, [samples(at)] * 2, [loud * full(skin), 0.7 * loud * slap])
        at, gap, loud = at + gap, gap * 0.8, loud * 0.82
    return room(rng, placed(out, 0.0), 0.9, -11, 4500)


@effect("TOYMisc", "Balloon Pop", "A balloon pops with a bang", "balloon pop burst bang party")
def balloon(rng: Generator) -> Array:
    n = samples(0.7)
    snap = click(rng, 0.03, (200, -6), (900, 0), (3500, -1), (10000, -6), attack_s=0.00005)
    air = click(rng, 0.12, (90, -3), (260, 0), (900, -8), (4000, -22))
    return room(rng, placed(scattered(n, [samples(0.02)] * 2, [snap, 0.7 * air]), 0.0), 0.6, -13, 6000)


@effect(
    "FRWKComr",
    "Fireworks",
    "Fireworks whistle up, burst and crackle in the sky",
    "fireworks firework burst bang crackle celebration rocket new year party sky explosion",
)
def fireworks(rng: Generator) -> Array:
    n = samples(5.2)
    out = np.zeros((n, 2))
    for launch, burst, where, pitch in ((0.02, 0.85, -0.3, 1.0), (0.7, 1.75, 0.45, 0.85), (1.6, 2.7, 0.0, 1.1)):
        m = samples(burst - launch)
        t = m / RATE_HZ
        f = glide(m, (0, 1500 * pitch), (t * 0.5, 2500 * pitch), (t, 1750 * pitch)) * (1 + 0.01 * drift(rng, m, 50))
        climb = np.sin(2 * np.pi * np.cumsum(f) / RATE_HZ) * swell(
            m, (0, -36), (t * 0.4, -24), (t, -40)
        ) + 0.05 * shaped_noise(rng, m, (800, -6), (3000, 0), (9000, -8)) * np.hanning(m)
        boom = click(rng, 0.7, (38, -2), (85, 0), (240, -4), (1000, -12), (5000, -24), attack_s=0.0006)
        crack = click(rng, 0.06, (200, -3), (1200, 0), (6000, -5))
        out += placed(
            scattered(n, [samples(launch), samples(burst), samples(burst)], [climb, boom, 0.5 * crack]), where
        )
        at = samples(burst + 0.25) + (rng.gamma(2.2, 0.28, 150) * RATE_HZ).astype(int)
        for side in (-0.3, 0.3):
            sparks = sprinkled(
                rng,
                rng.choice(at[at < n], min(60, int((at < n).sum()))),
                n,
                [click(rng, 0.012, (700, -8), (3000, 0), (9000, -3), attack_s=0.0001) for _ in range(6)],
                6,
            )
            out += 0.11 * placed(sparks, np.clip(where + side, -1, 1))
    return outdoors(rng, out, -9)


@effect(
    "VEGETree",
    "Tree Creak",
    "A big tree creaks and groans in the wind, then cracks",
    "tree creak creaking groan wood forest branch crack snap falling timber",
)
def tree(rng: Generator) -> Array:
    n = samples(3.6)
    modes = ((140, 7, 1.0), (260, 9, 0.9), (470, 10, 0.6), (900, 9, 0.3))
    x = scattered(
        n, [samples(0.05), samples(1.5)], [creak(rng, 1.7, 17, 44, modes), 0.8 * creak(rng, 1.4, 24, 70, modes)]
    )
    for at in (2.75, 2.81, 2.9):
        x += scattered(n, [samples(at)], [rng.uniform(0.5, 1) * body(rng, samples(0.3), (170, 4500), 20, 0.14, 0.7)])
    rustle = shaped_noise(rng, n, (800, -16), (3000, 0), (7000, -4), (14000, -20)) * gusts(rng, n, 2, 8)
    return outdoors(rng, placed(x, 0.0) + 0.012 * stereo(rustle, np.roll(rustle, 800)), -12)


@effect(
    "OBJHsehld",
    "Tools Clanking",
    "Tools clank and rattle on a workbench",
    "tools tool clank clanking rattle workshop garage repair metal bench wrench build invent",
)
def tools_clank(rng: Generator) -> Array:
    n = samples(2.8)
    out = np.zeros((n, 2))
    for at in np.sort(rng.uniform(0.03, 2.3, 13)):
        piece = body(rng, samples(0.4), (rng.uniform(500, 1500), 9500), 14, rng.uniform(0.08, 0.3), 0.35)
        bench = click(rng, 0.07, (110, -3), (260, 0), (900, -10))
        out += placed(
            scattered(n, [samples(at)] * 2, [piece * rng.uniform(0.3, 1), 0.6 * bench * rng.uniform(0.3, 1)]),
            rng.uniform(-0.5, 0.5),
        )
    return room(rng, out, 0.6, -13, 6000)

"""Doors and gates: stick and slip of hinges, blows, latches."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import effect
from .space import placed, room
from .tools import (
    RATE_HZ,
    Array,
    body,
    click,
    full,
    samples,
    scattered,
    sprinkled,
)
from .water import creak


@effect(
    "DOORWood",
    "Door Creak Open",
    "An old wooden door creaks open slowly",
    "door creak creaking open opens squeak hinge old wood haunted house",
)
def door_creak(rng: Generator) -> Array:
    n = samples(3.2)
    modes = ((420, 9, 0.7), (760, 12, 1.0), (1230, 14, 0.8), (1850, 12, 0.5), (2900, 10, 0.2))
    latch = scattered(
        n,
        [samples(0.03), samples(0.1)],
        [
            0.5 * body(rng, samples(0.1), (700, 6000), 12, 0.06, 0.5),
            0.35 * body(rng, samples(0.1), (400, 4000), 12, 0.05, 0.6),
        ],
    )
    squeal = scattered(
        n, [samples(0.35), samples(1.9)], [creak(rng, 1.6, 55, 210, modes), 0.7 * creak(rng, 1.0, 90, 260, modes)]
    )
    return room(rng, placed(squeal + latch, 0.1), 0.9, -11, 4500)


@effect("DOORWood", "Door Slam", "A heavy door slams shut", "door slam shut bang close closes wood house room")
def door_slam(rng: Generator) -> Array:
    n = samples(1.6)
    blow = body(rng, samples(0.7), (52, 1100), 28, 0.32, 0.75)
    air = click(rng, 0.3, (40, -2), (95, 0), (260, -5), (1200, -18), (6000, -34))
    latch = body(rng, samples(0.14), (900, 7000), 14, 0.07, 0.5)
    x = scattered(
        n, [samples(0.03), samples(0.03), samples(0.038), samples(0.085)], [1.2 * blow, air, 0.3 * latch, 0.2 * latch]
    )
    return room(rng, placed(x, 0.05), 1.3, -9, 3500)


@effect(
    "DOORKnck", "Door Knock", "Somebody knocks on a wooden door three times", "knock knocking door wood rap visitor"
)
def knock(rng: Generator) -> Array:
    n = samples(1.3)
    out = np.zeros(n)
    modes = body(rng, samples(0.25), (150, 1900), 16, 0.11, 0.7)
    for at in (0.03, 0.27, 0.5):
        knuckle = click(rng, 0.014, (400, -4), (1400, 0), (4000, -10))
        own = full(modes + 0.25 * body(rng, samples(0.25), (150, 1900), 12, 0.1, 0.7))
        out += scattered(n, [samples(at + rng.normal(0, 0.006))] * 2, [own * rng.uniform(0.85, 1), 0.4 * knuckle])
    return room(rng, placed(out, -0.05), 0.5, -12, 4000)


@effect(
    "DOORGate",
    "Iron Gate",
    "A heavy iron gate swings with a groan and clangs shut",
    "gate iron metal prison castle dungeon clang creak close cell door",
)
def gate(rng: Generator) -> Array:
    n = samples(3.2)
    modes = ((310, 14, 0.8), (690, 20, 1.0), (1180, 22, 0.8), (1980, 22, 0.5), (3350, 18, 0.25))
    groan = creak(rng, 1.7, 60, 170, modes)
    clang = body(rng, samples(1.3), (95, 6500), 46, 0.9, 0.42)
    thud = click(rng, 0.3, (45, -2), (110, 0), (400, -9))
    chain = sprinkled(
        rng,
        samples(1.85) + (rng.gamma(1.5, 0.12, 16) * RATE_HZ).astype(int),
        n,
        [body(rng, samples(0.06), (1600, 8000), 8, 0.04, 0.35) for _ in range(4)],
        4,
    )
    return room(
        rng,
        placed(
            scattered(n, [samples(0.03), samples(1.75), samples(1.75)], [0.5 * groan, clang, thud]) + 0.25 * chain, 0.0
        ),
        1.8,
        -9,
        4000,
    )

"""Kitchens: hot pans, pots, glasses."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .earth import fire
from .recipe import bed, effect
from .space import level, placed, room, wide
from .tools import (
    Array,
    arrivals,
    body,
    click,
    curve,
    drift,
    full,
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
from .water import bubbles


@bed(
    "FOODCook",
    "Kitchen Sizzling",
    "Food sizzles in a hot pan in a kitchen",
    "kitchen sizzling sizzle frying pan cooking food chef oil fry bake restaurant",
)
def sizzling(rng: Generator) -> Array:
    n = samples(12)
    spits = [
        click(rng, rng.uniform(0.002, 0.008), (1200, -14), (4000, -2), (8000, 0), (15000, -6), attack_s=0.0001)
        for _ in range(12)
    ]
    out = np.zeros((n, 2))
    for _side in range(4):
        out += placed(
            sprinkled(rng, arrivals(rng, n, 240, np.clip(0.5 + 0.3 * drift(rng, n, 2), 0.05, 1)), n, spits, 7),
            rng.uniform(-0.6, 0.6),
        )
    fry = wide(
        lambda: shaped_noise(rng, n, (300, -24), (1500, -9), (4500, -1), (8000, 0), (13000, -7), (19000, -26)), 0.7
    )
    dishes = sprinkled(
        rng, arrivals(rng, n, 0.7), n, [body(rng, samples(0.5), (1100, 9000), 9, 0.3, 0.3) for _ in range(5)], 4
    )
    return (
        level(out, -14)
        + level(fry * gusts(rng, n, 2, 4)[:, None], -15)
        + level(bubbles(rng, n, 30, 350, 1300), -25)
        + level(room(rng, dishes, 0.5, -8, 6000, wrap=True), -29)
    )


@bed(
    "LIQBubl",
    "Cauldron Bubbling",
    "A thick potion bubbles in a cauldron over a fire",
    "cauldron bubbling boiling potion witch brew pot bubble magic soup kitchen",
)
def cauldron(rng: Generator) -> Array:
    n = samples(12)
    big = bubbles(rng, n, 26, 130, 520)
    small = bubbles(rng, n, 46, 350, 1100)
    return level(room(rng, level(big, -12) + level(small, -19), 0.5, -11, 3000, wrap=True), -12) + level(
        fire(rng, n, 10, -4), -24
    )


@effect(
    "FOODDrnk",
    "Pouring Drink",
    "A drink is poured into a glass",
    "pour pouring drink glass water cup coffee tea wine fill liquid",
)
def pouring(rng: Generator) -> Array:
    n = samples(3)
    level_rise = curve(n, (0, 0), (2.6, 1), (3, 1))
    column = painted(
        rng,
        n,
        lambda t, hz: (
            hump(hz, 700 * 2 ** (np.clip(t / 2.6, 0, 1) * 1.35), 0.14)
            + 0.5 * hump(hz, 2000 * 2 ** (np.clip(t / 2.6, 0, 1) * 1.1), 0.16)
            + 0.08 * hump(hz, 4500, 0.8)
        ),
        1024,
    )
    gulps = bubbles(rng, n, 95, 420, 2400, np.clip(1 - 0.3 * level_rise, 0, 1))
    shape = swell(n, (0, -50), (0.06, -3), (0.3, 0), (2.4, -1), (2.6, -20), (3, -50))
    return room(
        rng,
        (level(placed(unit(column) * (1 + 0.3 * drift(rng, n, 14)), 0.0), -13) + level(gulps, -12)) * shape[:, None],
        0.35,
        -14,
        6000,
    )


@effect(
    "FOODTware",
    "Dishes Clink",
    "Glasses and dishes clink together",
    "dishes clink glasses plates cutlery toast cheers table restaurant dinner cup",
)
def dishes(rng: Generator) -> Array:
    n = samples(1.8)
    out = np.zeros((n, 2))
    for at, base, loud in (
        (0.03, 2350, 1.0),
        (0.05, 2980, 0.7),
        (0.55, 1850, 0.5),
        (0.9, 3300, 0.6),
        (0.93, 2600, 0.35),
    ):
        ring = struck(
            samples(1.0),
            base * np.array([1.0, 2.31, 4.1, 1.004, 6.2]),
            np.array([0.8, 0.4, 0.2, 0.7, 0.1]),
            np.array([1, 0.5, 0.3, 0.6, 0.2]),
            rng,
        )
        out += placed(
            scattered(
                n, [samples(at)] * 2, [loud * full(ring), 0.35 * loud * click(rng, 0.006, (2000, -3), (7000, 0))]
            ),
            rng.uniform(-0.3, 0.3),
        )
    return room(rng, out, 0.5, -14, 8000)

"""Feet, paws and hooves. A step is a heel, a sole, and the grains of what it treads on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from .recipe import effect, looped
from .space import outdoors, placed, room
from .tools import (
    RATE_HZ,
    Array,
    body,
    click,
    clock,
    decay,
    drift,
    glide,
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

Step = Callable[[Generator, float], Array]  # (rng, weight 0..1) -> one footfall


def _grains(rng: Generator, n: int, count: int, kernels: list[Array], shape: Array) -> Array:
    at = np.sort(rng.choice(n, count, p=shape / shape.sum()))
    return sprinkled(rng, at, n, kernels, 5)


def _press(n: int, heel_s: float, sole_s: float) -> Array:
    """How the weight comes on the ground: the heel, then the sole rolling off."""
    t = clock(n)
    return np.exp(-0.5 * ((t - heel_s) / 0.018) ** 2) + 0.75 * np.exp(-0.5 * ((t - sole_s) / 0.035) ** 2) + 1e-6


def step_gravel(rng: Generator, weight: float) -> Array:
    n = samples(0.36)
    press = _press(n, 0.045, 0.14 - 0.05 * weight)
    stones = [body(rng, samples(0.03), (900, 9000), 7, 0.02, 0.3) for _ in range(14)]
    crunch = _grains(rng, n, 110, stones, press)
    grit = shaped_noise(rng, n, (400, -16), (1800, -2), (4000, 0), (9000, -8), (16000, -26)) * press
    thump = np.pad(click(rng, 0.1, (60, 0), (140, 0), (400, -14), (2000, -40)), (samples(0.035), 0))
    return 0.8 * unit(crunch * press**0.3) + 0.4 * unit(grit) + weight * 2.2 * np.pad(thump, (0, n - len(thump)))


def step_grass(rng: Generator, weight: float) -> Array:
    n = samples(0.34)
    press = _press(n, 0.05, 0.13)
    blades = [click(rng, rng.uniform(0.006, 0.02), (700, -16), (2800, 0), (6000, -5), (13000, -24)) for _ in range(12)]
    swish = unit(_grains(rng, n, 70, blades, press)) + 0.9 * unit(
        shaped_noise(rng, n, (250, -10), (1200, -2), (3500, 0), (8000, -13), (15000, -34)) * press
    )
    thump = np.pad(click(rng, 0.13, (45, -2), (95, 0), (220, -8), (900, -32)), (samples(0.04), 0))
    return 0.55 * swish + (0.8 + weight) * 1.7 * np.pad(thump, (0, n - len(thump)))


def step_wood(rng: Generator, weight: float) -> Array:
    n = samples(0.38)
    heel = body(rng, samples(0.3), (85, 900), 16, 0.16, 0.75) + 0.22 * np.pad(
        click(rng, 0.012, (900, -6), (2400, 0), (6000, -14)), (0, samples(0.3) - samples(0.012))
    )
    sole = body(rng, samples(0.25), (110, 700), 12, 0.1, 0.9)
    return scattered(n, [samples(0.02), samples(0.02 + 0.11 - 0.05 * weight)], [heel * (1 + 0.3 * weight), 0.4 * sole])


def step_stone(rng: Generator, weight: float) -> Array:
    n = samples(0.3)
    heel = click(rng, 0.02, (350, -8), (1300, 0), (3600, -3), (8000, -14), attack_s=0.0002)
    low = click(rng, 0.07, (70, -4), (170, 0), (480, -8), (2000, -30))
    scrape = shaped_noise(rng, n, (900, -14), (3500, 0), (8000, -9), (15000, -26)) * swell(
        n, (0, -60), (0.06, -28), (0.1, -20), (0.16, -28), (0.3, -60)
    )
    toe = click(rng, 0.018, (500, -4), (1700, 0), (4500, -9), (10000, -24))
    return (
        scattered(
            n,
            [samples(0.02), samples(0.02), samples(0.115 - 0.045 * weight)],
            [heel, (0.7 + 0.5 * weight) * low, 0.4 * toe],
        )
        + 0.9 * scrape
    )


def step_snow(rng: Generator, weight: float) -> Array:
    """Packing snow: a dense train of tiny breaks that slides down in pitch under the growing weight."""
    n = samples(0.46)
    t = clock(n)
    press = (
        np.clip(t / 0.05, 0, 1)
        * np.exp(-np.clip(t - 0.12, 0, None) * 13)
        * (1 + 0.5 * np.sin(2 * np.pi * t / 0.19) ** 2)
    )
    breaks = [click(rng, rng.uniform(0.002, 0.007), (500, -12), (1600, 0), (3800, -3), (9000, -16)) for _ in range(12)]
    crunch = unit(_grains(rng, n, 260, breaks, press + 1e-6))
    squeak_rate = glide(n, (0, 420), (0.3, 250), (0.46, 220)) * (1 + 0.12 * drift(rng, n, 40))
    squeak = np.zeros(n)
    squeak[np.flatnonzero(np.diff(np.floor(np.cumsum(squeak_rate) / RATE_HZ)))] = 1
    squeak = unit(resonate(squeak, (950, 4, 1.0), (1900, 5, 0.6), (3100, 5, 0.3))) * press
    puff = shaped_noise(rng, n, (100, -4), (300, 0), (1200, -8), (5000, -20), (14000, -40)) * press
    return crunch * press**0.4 * 0.8 + 0.22 * squeak + (0.4 + 0.4 * weight) * unit(puff)


def walk(rng: Generator, n: int, step: Step, pace_hz: float, weight: float, wrap: bool = False) -> Array:
    """Left, right, left: each step a new one, uneven in time and force, a little to its side."""
    count = max(int(n / RATE_HZ * pace_hz), 1)
    out = np.zeros((n, 2))
    for index in range(count):
        early = 0.0 if wrap else 0.03
        at = (
            samples(early + (index + (rng.normal(0, 0.018) if index else 0.0)) / pace_hz)
            if not wrap
            else round((index + rng.normal(0, 0.018)) * n / count)
        )
        fall = step(rng, weight) * (0.92 if index % 2 else 1.0) * rng.uniform(0.82, 1.06)
        out += placed(scattered(n, [at], [fall], wrap), 0.16 if index % 2 else -0.16)
    return out


_STEP_TAGS = "footsteps footstep steps feet walking walk"
_RUN_TAGS = "footsteps footstep steps feet running run runner sprint chase jogging"


@looped(
    "FEETHmn", "Footsteps Gravel Walk", "Footsteps walk on crunching gravel", f"{_STEP_TAGS} gravel stones path crunch"
)
def gravel_walk(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(5.5), step_gravel, 1.82, 0.3, True), -26, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Gravel Run",
    "Somebody runs on gravel, quick crunching steps",
    f"{_RUN_TAGS} gravel stones road",
)
def gravel_run(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(4), step_gravel, 3.0, 0.9, True), -26, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Grass Walk",
    "Soft footsteps walk through grass",
    f"{_STEP_TAGS} grass meadow field soft padding forest earth",
)
def grass_walk(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(5.5), step_grass, 1.82, 0.3, True), -26, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Grass Run",
    "Running footsteps on grass and soft earth",
    f"{_RUN_TAGS} grass meadow field earth dirt",
)
def grass_run(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(4), step_grass, 3.0, 1.0, True), -26, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Wood Walk",
    "Footsteps walk over a wooden floor",
    f"{_STEP_TAGS} wood wooden floor indoors boards house stairs shoes",
)
def wood_walk(rng: Generator) -> Array:
    return room(rng, walk(rng, samples(5.5), step_wood, 1.82, 0.3, True), 0.5, -9, 4000, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Wood Run",
    "Somebody runs across a wooden floor",
    f"{_RUN_TAGS} wood wooden floor indoors boards stage corridor",
)
def wood_run(rng: Generator) -> Array:
    return room(rng, walk(rng, samples(4), step_wood, 3.25, 1.0, True), 0.6, -9, 4000, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Stone Walk",
    "Footsteps echo on a stone floor in a hall",
    f"{_STEP_TAGS} stone street pavement concrete hall castle corridor echo city shoes",
)
def stone_walk(rng: Generator) -> Array:
    return room(rng, walk(rng, samples(5.5), step_stone, 1.82, 0.3, True), 1.3, -8, 5500, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Stone Run",
    "Running footsteps on pavement",
    f"{_RUN_TAGS} stone street pavement concrete asphalt city alley",
)
def stone_run(rng: Generator) -> Array:
    return room(rng, walk(rng, samples(4), step_stone, 3.0, 0.9, True), 0.7, -13, 5500, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Snow Walk",
    "Boots crunch through deep snow, step by step",
    f"{_STEP_TAGS} snow crunching crunch boots winter ice",
)
def snow_walk(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(5), step_snow, 1.6, 0.4, True), -30, wrap=True)


@looped(
    "FEETHmn",
    "Footsteps Snow Run",
    "Somebody runs through snow with quick crunching steps",
    f"{_RUN_TAGS} snow crunching boots winter",
)
def snow_run(rng: Generator) -> Array:
    return outdoors(rng, walk(rng, samples(4), step_snow, 2.75, 0.9, True), -30, wrap=True)


@looped(
    "FEETAnml",
    "Paws Padding",
    "An animal pads along on soft paws",
    "paws padding footsteps animal soft steps cat dog panda fox bear trotting",
)
def paws(rng: Generator) -> Array:
    def pad(rng: Generator, weight: float) -> Array:
        n = samples(0.2)
        soft = click(rng, 0.07, (60, -3), (150, 0), (420, -8), (1600, -22), (6000, -36), attack_s=0.003)
        claws = sprinkled(
            rng, samples(0.015) + rng.integers(0, 700, 4), n, [click(rng, 0.004, (2500, -8), (5200, 0), (9000, -8))], 3
        )
        return scattered(n, [samples(0.012)], [soft]) + 0.09 * claws

    return outdoors(rng, walk(rng, samples(4), pad, 4.0, 0.3, True), -26, wrap=True)


def _giant_step(rng: Generator, metal: float) -> Array:
    n = samples(1.1)
    boom = click(rng, 0.9, (24, -2), (48, 0), (105, -3), (300, -14), (1200, -32), attack_s=0.004)
    thud = body(rng, n, (50, 420), 14, 0.3, 0.9)
    dirt = shaped_noise(rng, n, (200, -4), (700, 0), (2600, -8), (9000, -24)) * decay(n, 0.5, 0.01)
    clank = body(rng, n, (260, 6200), 26, 0.5, 0.3)
    return scattered(n, [0, 0], [1.5 * boom, thud]) + 0.1 * unit(dirt) + metal * clank


@effect(
    "FEETCrea",
    "Giant Footsteps",
    "Heavy giant footsteps shake the ground, boom after boom",
    "giant footsteps heavy stomp monster dinosaur elephant ogre troll boom ground shaking steps",
)
def giant_steps(rng: Generator) -> Array:
    n = samples(4.6)
    at = [samples(0.05), samples(1.3), samples(2.5)]
    return outdoors(rng, scattered(n, at, [_giant_step(rng, 0) * f for f in (1.0, 0.88, 0.95)]), -10)


@effect(
    "ROBTMvmt",
    "Robot Steps",
    "A robot walks with heavy metal steps and whirring joints",
    "robot steps footsteps metal walking mech machine android stomp clank servo",
)
def robot_steps(rng: Generator) -> Array:
    n = samples(4.2)
    out = np.zeros((n, 2))
    for index in range(4):
        at = 0.3 + index * 0.95
        whirr_n = samples(0.5)
        speed = glide(whirr_n, (0, 190), (0.12, 420), (0.35, 390), (0.5, 210)) * rng.uniform(0.92, 1.08)
        phase = 2 * np.pi * np.cumsum(speed) / RATE_HZ
        whirr = (
            sum(np.sin(phase * k + k) / k**0.8 for k in (1, 2, 3, 5, 8))
            * np.hanning(whirr_n)
            * (1 + 0.3 * drift(rng, whirr_n, 60))
        )
        foot = 0.75 * _giant_step(rng, 0.55) + 0.3 * np.pad(
            body(rng, samples(0.4), (700, 8000), 18, 0.25, 0.3), (0, samples(0.7))
        )
        side = 0.25 if index % 2 else -0.25
        out += placed(scattered(n, [samples(at - 0.27), samples(at + 0.2)], [0.13 * unit(whirr), foot]), side)
    return room(rng, out, 0.9, -12, 4500)


def hooves(rng: Generator, n: int, pattern: tuple[float, ...], strides: int, hard: float) -> Array:
    out = np.zeros((n, 2))
    for stride in range(strides):
        for index, at in enumerate(pattern):
            m = samples(0.22)
            thud = click(rng, 0.12, (55, -2), (120, 0), (300, -6), (1000, -20), (5000, -40), attack_s=0.002)
            clop = body(rng, samples(0.08), (380 + 90 * (index % 3), 2800), 8, 0.045, 0.6)
            earth = shaped_noise(rng, m, (300, -4), (1200, 0), (4500, -10), (12000, -28)) * decay(m, 0.16, 0.006)
            x = scattered(m, [0, 0], [thud * (1.1 - 0.4 * hard), hard * clop]) + 0.09 * unit(earth)
            start = round((stride + at + rng.normal(0, 0.008)) * n / strides)
            out += placed(
                scattered(n, [start], [x * rng.uniform(0.75, 1.05)], wrap=True), (-0.25, 0.2, -0.1, 0.25)[index]
            )
    return out


@looped(
    "FEETHors",
    "Horse Gallop",
    "A horse gallops over the ground, hooves pounding",
    "horse gallop galloping hooves hoof riding ride pounding pony unicorn knight cowboy",
)
def horse_gallop(rng: Generator) -> Array:
    return outdoors(rng, hooves(rng, samples(4.5), (0.0, 0.17, 0.3, 0.45), 10, 0.45), -22, wrap=True)


@looped(
    "FEETHors",
    "Horse Walk",
    "A horse walks on a cobbled street, hooves clopping",
    "horse walk trot clop hooves hoof cobblestone street carriage pony riding",
)
def horse_walk(rng: Generator) -> Array:
    return room(rng, hooves(rng, samples(5), (0.0, 0.26, 0.5, 0.76), 5, 1.5), 0.6, -12, 5000, wrap=True)


@effect(
    "DIRTMvmt",
    "Sand Steps",
    "Sand pours and slides under feet on a dune",
    "sand dune desert beach steps sliding pouring footsteps dry",
)
def sand(rng: Generator) -> Array:
    n = samples(3)
    out = np.zeros((n, 2))
    for index in range(4):
        m = samples(0.75)
        t = clock(m)
        press = np.clip(t / 0.09, 0, 1) * np.exp(-np.clip(t - 0.12, 0, None) * 7)
        slide = painted(
            rng, m, lambda s, hz: hump(hz, 5200 - 2200 * np.clip(s, 0, 0.7), 0.9) + 0.35 * hump(hz, 900, 0.9), 512
        )
        thud = click(rng, 0.12, (60, 0), (150, -2), (500, -18))
        x = unit(slide) * press * (1 + 0.3 * drift(rng, m, 60)) + scattered(m, [samples(0.05)], [1.2 * thud])
        out += placed(
            scattered(n, [samples(0.05 + index * 0.68)], [x * rng.uniform(0.8, 1)]), 0.2 if index % 2 else -0.2
        )
    return outdoors(rng, out, -30)

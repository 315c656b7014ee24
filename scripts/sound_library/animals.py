"""Throats of all sizes: pitch through formants, with breath and roughness; and a few that click, hiss or squeak."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .birds import song, whistle
from .recipe import effect, looped
from .space import outdoors, placed, room
from .tools import (
    RATE_HZ,
    Array,
    click,
    clock,
    convolve,
    curve,
    drift,
    driven,
    glide,
    hump,
    painted,
    resonate,
    samples,
    scattered,
    shaped_noise,
    swell,
    unit,
)
from .voices import Formant, breath, harmonics, rough, unsteady


def bark(rng: Generator, size: float) -> Array:
    """`size` 1 is a middle-sized dog; larger is lower."""
    n = samples(0.24)
    f = unsteady(rng, glide(n, (0, 330 / size), (0.045, 610 / size), (0.1, 560 / size), (0.24, 290 / size)), 3, 60)
    form: list[Formant] = [
        (glide(n, (0, 520), (0.05, 900), (0.24, 560)) / size**0.6, 300.0, 0.0),
        (1750.0 / size**0.5, 450.0, -3.0),
        (2900.0, 800.0, -9.0),
    ]
    voice = unit(harmonics(f, form, -4, 8000)) * rough(rng, n, 75, 0.5)
    air = unit(breath(rng, n, form, 512))
    return driven(
        0.5 * (voice + 0.5 * air) * swell(n, (0, -40), (0.012, -4), (0.05, 0), (0.12, -3), (0.19, -18), (0.24, -60)),
        1.6,
    )


@effect("ANMLDog", "Dog Bark", "A dog barks", "dog bark barking woof hound puppy pet animal")
def dog(rng: Generator) -> Array:
    n = samples(2.1)
    out = scattered(
        n,
        [samples(at) for at in (0.03, 0.42, 1.15)],
        [bark(rng, rng.uniform(0.97, 1.04)) * loud for loud in (0.95, 1.0, 0.85)],
    )
    return outdoors(rng, placed(out, 0.0), -14)


@effect(
    "ANMLDog",
    "Puppy Whine",
    "A small dog whines and yelps",
    "puppy dog whine whimper yelp small sad cute fox hamster animal",
)
def puppy(rng: Generator) -> Array:
    n = samples(2.2)
    out = np.zeros(n)
    for at, long_s, low, high in ((0.03, 0.55, 620, 1050), (0.8, 0.4, 700, 1200), (1.4, 0.6, 640, 980)):
        m = samples(long_s)
        f = unsteady(rng, glide(m, (0, low), (long_s * 0.4, high), (long_s, low * 0.9)), 1.0, 14)
        form: list[Formant] = [(1100.0, 500.0, 0.0), (2600.0, 800.0, -8.0)]
        out += scattered(
            n,
            [samples(at)],
            [
                (unit(harmonics(f, form, -9, 7000)) + 0.06 * unit(breath(rng, m, form)))
                * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.8
            ],
        )
    return room(rng, placed(out, 0.0), 0.4, -14, 5000)


@effect("ANMLCat", "Cat Meow", "A cat meows", "cat meow miaow kitten mew pet animal")
def cat(rng: Generator) -> Array:
    n = samples(1.05)
    f = unsteady(rng, glide(n, (0, 470), (0.2, 690), (0.55, 720), (1.05, 430)), 0.8, 9)
    form: list[Formant] = [
        (curve(n, (0, 450), (0.22, 800), (0.5, 1150), (0.8, 900), (1.05, 600)), 260.0, 0.0),
        (curve(n, (0, 1900), (0.25, 2250), (0.55, 1800), (1.05, 1150)), 380.0, -3.0),
        (curve(n, (0, 3300), (0.5, 3500), (1.05, 2900)), 600.0, -9.0),
        (5200.0, 1000.0, -18.0),
    ]
    voice = unit(harmonics(f, form, -4, 11000)) + 0.05 * unit(breath(rng, n, form))
    return room(
        rng,
        placed(voice * swell(n, (0, -36), (0.08, -8), (0.3, -1), (0.5, 0), (0.8, -5), (1.05, -45)), 0.05),
        0.35,
        -14,
        6000,
    )


@looped("ANMLCat", "Cat Purr", "A cat purrs contentedly", "cat purr purring kitten content soft pet animal tiger")
def purr(rng: Generator) -> Array:
    n = samples(5)
    rate = 25 * (1 + 0.06 * np.sign(np.sin(2 * np.pi * clock(n) / 2.5)))
    rate *= round(rate.sum() / RATE_HZ) * RATE_HZ / rate.sum()
    beat = np.zeros(n)
    beat[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = 1
    pulse = click(rng, 0.03, (50, -2), (130, 0), (320, -4), (900, -12), (3000, -26), attack_s=0.003)
    breathing = 0.7 + 0.3 * np.sin(2 * np.pi * clock(n) / 2.5)
    x = convolve(beat * (1 + 0.15 * drift(rng, n, 12)), pulse, wrap=True) * breathing
    air = shaped_noise(rng, n, (300, -8), (1200, 0), (3500, -8), (9000, -26)) * (
        0.5 + 0.5 * np.abs(np.sin(2 * np.pi * clock(n) / 5))
    )
    return room(rng, unit(x) + 0.04 * air, 0.2, -18, 4000, wrap=True)


@effect("ANMLHors", "Horse Neigh", "A horse neighs", "horse neigh whinny pony stallion animal unicorn")
def neigh(rng: Generator) -> Array:
    n = samples(1.9)
    shake = np.sin(2 * np.pi * np.cumsum(glide(n, (0, 8), (0.6, 12), (1.9, 9))) / RATE_HZ) * curve(
        n, (0, 0), (0.35, 0.2), (0.7, 1), (1.9, 1)
    )
    f = unsteady(
        rng, glide(n, (0, 620), (0.18, 1050), (0.5, 1180), (1.2, 760), (1.9, 420)) * 2 ** (0.9 * shake / 12), 1.2, 35
    )
    form: list[Formant] = [(1250.0, 600.0, 0.0), (2300.0, 700.0, -3.0), (3700.0, 1100.0, -8.0), (650.0, 400.0, -4.0)]
    voice = unit(harmonics(f, form, -3, 10000)) * rough(rng, n, 70, 0.35) + 0.2 * unit(breath(rng, n, form, 512))
    return outdoors(
        rng,
        placed(
            voice * (1 - 0.3 * (0.5 + 0.5 * shake)) * swell(n, (0, -40), (0.1, -4), (0.5, 0), (1.3, -5), (1.9, -45)),
            0.0,
        ),
        -14,
    )


@effect(
    "ANMLWild",
    "Wolf Howl",
    "A wolf howls in the night, another answers",
    "wolf howl howling wolves night moon coyote dog wild animal",
)
def wolf(rng: Generator) -> Array:
    n = samples(5.4)
    out = np.zeros((n, 2))
    for at, long_s, base, loud, where in ((0.03, 3.6, 1.0, 1.0, -0.15), (1.9, 3.2, 0.84, 0.38, 0.5)):
        m = samples(long_s)
        f = glide(m, (0, 290), (0.35, 470), (0.8, 560), (long_s * 0.7, 540), (long_s, 360)) * base
        f = unsteady(rng, f, 0.7, 2.5) * 2 ** (0.16 * np.sin(2 * np.pi * 4.6 * clock(m)) / 12)
        form: list[Formant] = [(560.0, 330.0, 0.0), (1050.0, 350.0, -9.0), (2300.0, 900.0, -22.0)]
        voice = unit(harmonics(f, form, -8, 6000)) + 0.025 * unit(breath(rng, m, form))
        shape = swell(m, (0, -40), (0.25, -9), (0.8, 0), (long_s * 0.7, -2), (long_s, -45))
        out += placed(scattered(n, [samples(at)], [loud * voice * shape]), where)
    return room(rng, out, 2.6, -7, 2200)


@effect("ANMLFarm", "Cow Moo", "A cow moos", "cow moo cattle bull farm animal mooing buffalo")
def cow(rng: Generator) -> Array:
    n = samples(2.1)
    f = unsteady(rng, glide(n, (0, 118), (0.35, 142), (1.2, 165), (2.1, 112)), 0.9, 10)
    opening = curve(n, (0, 0), (0.45, 0.15), (0.8, 1), (1.7, 0.9), (2.1, 0.4))
    form: list[Formant] = [
        (260 + 260 * opening, 120.0, 0.0),
        (720 + 330 * opening, 200.0, -6.0),
        (2000.0, 500.0, -16.0),
        (3000.0, 800.0, -24.0),
    ]
    voice = unit(harmonics(f, form, -4, 6000)) * rough(rng, n, 40, 0.3) + 0.04 * unit(breath(rng, n, form))
    return outdoors(rng, placed(voice * swell(n, (0, -36), (0.15, -7), (0.8, 0), (1.6, -2), (2.1, -45)), 0.1), -14)


@effect("ANMLFarm", "Sheep Bleat", "A sheep bleats", "sheep bleat baa lamb goat farm animal")
def sheep(rng: Generator) -> Array:
    n = samples(1.15)
    shake = np.sin(2 * np.pi * np.cumsum(8.2 * (1 + 0.08 * drift(rng, n, 4))) / RATE_HZ)
    f = unsteady(rng, glide(n, (0, 205), (0.15, 262), (0.8, 250), (1.15, 205)) * 2 ** (0.8 * shake / 12), 1.2, 40)
    form: list[Formant] = [(720.0, 220.0, 0.0), (1650.0, 300.0, -3.0), (2650.0, 500.0, -8.0), (3800.0, 900.0, -16.0)]
    voice = unit(harmonics(f, form, -3, 8000)) * (1 - 0.4 * (0.5 + 0.5 * shake)) * rough(rng, n, 60, 0.25)
    return outdoors(
        rng,
        placed(
            (voice + 0.04 * unit(breath(rng, n, form)))
            * swell(n, (0, -36), (0.07, -3), (0.3, 0), (0.9, -4), (1.15, -45)),
            -0.1,
        ),
        -15,
    )


@effect("ANMLFarm", "Pig Grunt", "A pig grunts and snorts", "pig grunt oink snort hog boar farm animal")
def pig(rng: Generator) -> Array:
    n = samples(1.9)
    out = np.zeros(n)
    for at, long_s, loud in ((0.03, 0.3, 1.0), (0.5, 0.22, 0.8), (0.86, 0.2, 0.7), (1.25, 0.42, 0.95)):
        m = samples(long_s)
        rate = glide(m, (0, 52), (long_s * 0.4, 78), (long_s, 44)) * (1 + 0.2 * drift(rng, m, 50))
        pulses = np.zeros(m)
        pulses[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = rng.uniform(0.6, 1)
        noise = unit(breath(rng, m, [(480.0, 300.0, 0.0), (1250.0, 450.0, -2.0), (2500.0, 900.0, -7.0)], 512))
        snort = unit(resonate(pulses, (330, 5, 1.0), (760, 6, 0.8), (1400, 6, 0.4))) + 0.7 * noise * np.clip(
            convolve(pulses, np.hanning(samples(0.012))), 0, 1
        )
        out += scattered(
            n, [samples(at)], [loud * snort * swell(m, (0, -30), (0.03, -2), (long_s * 0.6, 0), (long_s, -36))]
        )
    return outdoors(rng, placed(out, 0.1), -17)


@effect("ANMLRdnt", "Mouse Squeak", "A mouse squeaks", "mouse squeak rat squeaking rodent hamster small animal bat")
def mouse(rng: Generator) -> Array:
    n = samples(1.3)
    notes = []
    for at in (0.03, 0.2, 0.33, 0.72, 0.86):
        base = rng.uniform(3000, 3900)
        notes.append(
            (
                at,
                rng.uniform(0.6, 1)
                * whistle(
                    rng, rng.uniform(0.05, 0.1), ((0, base * 0.8), (0.35, base * 1.25), (1, base * 0.9)), 0.45, 0.4, 90
                ),
            )
        )
    return room(rng, placed(song(rng, notes, n), 0.1), 0.3, -14, 7000)


@effect(
    "ANMLPrim",
    "Monkey Chatter",
    "A monkey hoots and chatters",
    "monkey chimp ape chatter hoot screech jungle primate animal gorilla",
)
def monkey(rng: Generator) -> Array:
    n = samples(2.6)
    out = np.zeros(n)
    for index, at in enumerate(np.cumsum([0.03, 0.3, 0.28, 0.26, 0.24, 0.22, 0.2, 0.2])):
        m = samples(0.17)
        top = 420 + 75 * index
        f = unsteady(rng, glide(m, (0, top * 0.75), (0.08, top), (0.17, top * 0.7)), 1.5, 30)
        form: list[Formant] = [
            (600.0 + 60 * index, 300.0, 0.0),
            (1350.0 + 90 * index, 400.0, -4.0),
            (2900.0, 900.0, -12.0),
        ]
        hoot = unit(harmonics(f, form, -5, 8000)) * rough(rng, m, 60, 0.07 * index) + 0.1 * unit(
            breath(rng, m, form, 512)
        )
        out += scattered(n, [samples(at)], [hoot * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.7 * (0.45 + 0.08 * index)])
    return room(rng, placed(out, 0.1), 0.9, -12, 4000)


@effect(
    "ANMLAqua",
    "Whale Song",
    "A whale sings deep under water",
    "whale song whales singing humpback ocean underwater deep sea call",
)
def whale(rng: Generator) -> Array:
    n = samples(6)
    out = np.zeros(n)
    for at, long_s, tune, loud in (
        (0.05, 2.3, (210, 330, 300, 190), 1.0),
        (2.5, 1.3, (480, 620, 900, 700), 0.6),
        (3.7, 1.9, (160, 140, 230, 120), 0.9),
    ):
        m = samples(long_s)
        f = unsteady(rng, glide(m, *((long_s * k / 3, hz) for k, hz in enumerate(tune))), 0.8, 5)
        voice = unit(
            harmonics(f, [(300.0, 300.0, 0.0), (750.0, 350.0, -5.0), (1500.0, 600.0, -14.0)], -5, 5000)
        ) * rough(rng, m, 26, 0.25)
        out += scattered(n, [samples(at)], [loud * voice * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.8])
    return room(rng, placed(out, -0.1), 3.2, -3, 1600)


@effect(
    "ANMLAqua", "Dolphin", "A dolphin clicks and whistles", "dolphin clicks whistle chirp underwater ocean sea sonar"
)
def dolphin(rng: Generator) -> Array:
    n = samples(3)
    rate = glide(n, (0, 22), (0.7, 60), (1.1, 150), (1.2, 90), (3, 60)) * curve(
        n, (0, 1), (1.15, 1), (1.2, 0.01), (3, 0.01)
    )
    ticks = np.zeros(n)
    ticks[np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))] = 1
    clicks = convolve(ticks, click(rng, 0.004, (2000, -10), (6000, 0), (14000, -3), attack_s=0.0001))
    notes = [
        (1.3, whistle(rng, 0.45, ((0, 5200), (0.4, 9800), (0.7, 7200), (1, 11500)), 0.15)),
        (1.9, whistle(rng, 0.35, ((0, 6200), (0.5, 10800), (1, 6900)), 0.15)),
        (2.35, whistle(rng, 0.4, ((0, 5600), (1, 12500)), 0.15)),
    ]
    return room(rng, placed(0.9 * clicks + 0.55 * song(rng, notes, n), 0.15), 0.9, -9, 7000)


@effect("ANMLRept", "Snake Hiss", "A snake hisses and rattles", "snake hiss rattle rattlesnake serpent reptile")
def snake(rng: Generator) -> Array:
    n = samples(2.6)
    hiss = painted(
        rng,
        n,
        lambda t, hz: (
            hump(hz, 5200 + 900 * np.sin(2 * t), 0.5) + 0.4 * hump(hz, 8800, 0.4) + 0.12 * hump(hz, 1500, 0.8)
        ),
        512,
    )
    rate = glide(n, (0, 30), (0.4, 52), (2.6, 46))
    ticks = np.zeros(n)
    ticks[np.flatnonzero(np.diff(np.floor(np.cumsum(rate * (1 + 0.04 * drift(rng, n, 20))) / RATE_HZ)))] = 1
    rattle = convolve(ticks, click(rng, 0.012, (3000, -12), (7000, 0), (12000, -5)))
    x = 0.8 * unit(hiss) * swell(
        n, (0, -50), (0.25, -4), (0.6, 0), (1.3, -6), (1.7, 0), (2.3, -12), (2.6, -60)
    ) + 0.7 * unit(rattle) * swell(n, (0, -30), (0.4, -8), (1.8, -6), (2.6, -50))
    return outdoors(rng, placed(x, 0.0), -24)

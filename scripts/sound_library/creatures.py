"""Beasts that are large, and those that never were: low rough throats in several layers, leather wings."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import effect
from .space import outdoors, placed, room, stereo
from .tools import (
    RATE_HZ,
    Array,
    click,
    curve,
    drift,
    driven,
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
from .voices import Formant, breath, harmonics, rough, unsteady


def throat(rng: Generator, pitch: Array, mouth: Array, size: float, grit: float, air: float) -> Array:
    """A big animal's voice: `mouth` (n,) 0 shut ... 1 wide open moves the formants, `size` 1 lion, 2 dragon.

    The vocal folds of a roar do not close alike every time: a half-pitch layer, fast pitch noise and a flutter of
    loudness (`grit` 0..1) make it hoarse; `air` is the share of breath.
    """
    n = len(pitch)
    form: list[Formant] = [
        ((260 + 420 * mouth) / size**0.5, 170.0, 0.0),
        ((700 + 560 * mouth) / size**0.5, 260.0, -3.0),
        ((1700 + 500 * mouth) / size**0.35, 520.0, -9.0),
        (3300.0 / size**0.3, 1100.0, -16.0),
    ]
    hoarse = unsteady(rng, pitch, 7 * grit, 85)
    main = unit(harmonics(hoarse, form, -3, 7500)) * rough(rng, n, 34, 0.75 * grit)
    half = unit(harmonics(hoarse * 0.5, form, -3, 5000)) * rough(rng, n, 22, 0.6 * grit)
    wind = unit(breath(rng, n, form, 512)) * rough(rng, n, 45, 0.7 * grit)
    return driven(0.4 * unit(main + 0.7 * grit * half + air * wind), 2.2)


@effect("ANMLWcat", "Lion Roar", "A lion roars", "lion roar roaring big cat tiger wild animal king savanna panther")
def lion(rng: Generator) -> Array:
    n = samples(3.6)
    out = np.zeros(n)
    for at, long_s, top, loud in ((0.03, 1.75, 205, 1.0), (2.0, 0.55, 165, 0.7), (2.75, 0.5, 150, 0.55)):
        m = samples(long_s)
        pitch = glide(m, (0, 95), (long_s * 0.25, top), (long_s * 0.6, top * 0.92), (long_s, 80))
        mouth = curve(m, (0, 0), (long_s * 0.3, 1), (long_s * 0.65, 0.8), (long_s, 0.1))
        out += scattered(
            n,
            [samples(at)],
            [
                loud
                * throat(rng, pitch, mouth, 1.0, 0.8, 0.45)
                * swell(m, (0, -30), (long_s * 0.2, -2), (long_s * 0.4, 0), (long_s * 0.75, -6), (long_s, -44))
            ],
        )
    return outdoors(rng, placed(out, 0.0), -11)


@effect(
    "ANMLWild",
    "Bear Growl",
    "A bear growls low and threatening",
    "bear growl growling snarl grizzly wild animal threatening beast panda",
)
def bear(rng: Generator) -> Array:
    n = samples(2.8)
    pitch = glide(n, (0, 66), (0.5, 84), (1.2, 96), (2.0, 78), (2.8, 58))
    mouth = curve(n, (0, 0.05), (0.6, 0.3), (1.3, 0.75), (2.0, 0.3), (2.8, 0.05))
    x = throat(rng, pitch, mouth, 1.15, 1.0, 0.7) * swell(n, (0, -30), (0.4, -6), (1.2, 0), (1.9, -5), (2.8, -44))
    return outdoors(rng, placed(x, 0.05), -15)


@effect(
    "ANMLWild",
    "Elephant Trumpet",
    "An elephant trumpets loudly",
    "elephant trumpet trumpeting mammoth wild animal safari call",
)
def elephant(rng: Generator) -> Array:
    n = samples(2.1)
    f = unsteady(rng, glide(n, (0, 300), (0.15, 410), (0.5, 560), (1.1, 590), (1.6, 470), (2.1, 350)), 2.2, 55)
    form: list[Formant] = [(950.0, 500.0, 0.0), (1850.0, 600.0, -1.0), (3100.0, 900.0, -4.0), (5200.0, 1800.0, -10.0)]
    brass = unit(harmonics(f, form, -1.5, 12000)) * rough(rng, n, 60, 0.5) + 0.4 * unit(breath(rng, n, form, 512))
    rumble = throat(rng, glide(n, (0, 42), (2.1, 36)), np.full(n, 0.2), 2.0, 0.8, 0.2)
    x = driven(0.5 * brass, 2.0) * swell(
        n, (0, -36), (0.08, -6), (0.4, 0), (1.2, -1), (1.7, -8), (2.1, -46)
    ) + 0.15 * rumble * swell(n, (0, -20), (0.5, 0), (2.1, -30))
    return outdoors(rng, placed(x, 0.0), -10)


@effect(
    "CREADrgn",
    "Dragon Roar",
    "A huge dragon roars",
    "dragon roar monster creature bellow beast giant fantasy godzilla roaring",
)
def dragon(rng: Generator) -> Array:
    n = samples(4.2)
    shape = swell(n, (0, -34), (0.25, -7), (0.7, 0), (2.3, -2), (3.2, -12), (4.2, -48))
    mouth = curve(n, (0, 0), (0.6, 1), (2.2, 0.8), (3.4, 0.2), (4.2, 0))
    low = throat(rng, glide(n, (0, 44), (0.6, 74), (2.2, 66), (4.2, 36)), mouth, 2.2, 1.0, 0.5)
    middle = throat(rng, glide(n, (0, 96), (0.5, 172), (1.4, 186), (2.4, 150), (4.2, 70)), mouth, 1.5, 0.9, 0.4)
    scream = harmonics(
        unsteady(rng, glide(n, (0, 380), (0.6, 760), (1.6, 700), (4.2, 300)), 5, 60),
        [(1500.0, 700.0, 0.0), (2800.0, 900.0, -3.0)],
        -2,
        9000,
    )
    scream = unit(scream) * rough(rng, n, 50, 0.9) * swell(n, (0, -40), (0.6, -2), (1.5, 0), (2.2, -14), (4.2, -60))
    fire = shaped_noise(rng, n, (150, -10), (600, 0), (2500, -4), (8000, -14)) * gusts(rng, n, 20, 9)
    x = (
        1.0 * placed(low, -0.1)
        + 0.8 * placed(middle, 0.1)
        + 0.15 * placed(scream, 0.0)
        + 0.16 * stereo(fire, np.roll(fire, 900))
    )
    return room(rng, x * shape[:, None], 2.4, -9, 2600)


@effect(
    "CREADino",
    "Dinosaur Roar",
    "A dinosaur roars and bellows",
    "dinosaur roar tyrannosaurus rex monster creature beast bellow prehistoric",
)
def dinosaur(rng: Generator) -> Array:
    n = samples(3.4)
    shape = swell(n, (0, -30), (0.12, -5), (0.45, 0), (1.5, -2), (2.4, -12), (3.4, -48))
    mouth = curve(n, (0, 0.2), (0.35, 1), (1.4, 0.85), (3.4, 0))
    low = throat(rng, glide(n, (0, 60), (0.4, 98), (1.5, 84), (3.4, 40)), mouth, 1.8, 1.0, 0.6)
    shriek_f = unsteady(rng, glide(n, (0, 520), (0.3, 980), (0.9, 860), (1.8, 520), (3.4, 260)), 6, 80)
    shriek = unit(
        harmonics(shriek_f, [(1200.0, 600.0, 0.0), (2400.0, 800.0, 0.0), (4100.0, 1500.0, -5.0)], -1, 10000)
    ) * rough(rng, n, 75, 0.85)
    shriek *= swell(n, (0, -30), (0.25, 0), (0.9, -2), (1.7, -18), (3.4, -70))
    return outdoors(rng, (placed(low, 0.0) + 0.4 * placed(driven(0.5 * shriek, 2), 0.05)) * shape[:, None], -9)


@effect(
    "CREAMnstr",
    "Monster Growl",
    "A monster growls, deep and wet",
    "monster growl creature beast snarl zombie troll ogre ghoul alien horror deep",
)
def monster(rng: Generator) -> Array:
    n = samples(3.0)
    rate = glide(n, (0, 21), (0.8, 33), (1.7, 28), (3, 16)) * (1 + 0.18 * drift(rng, n, 25))
    pulses = np.zeros(n)
    at = np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))
    pulses[at] = rng.uniform(0.5, 1, len(at))
    gurgle = unit(resonate(pulses, (140, 4, 1.0), (330, 5, 0.9), (720, 6, 0.6), (1600, 6, 0.3)))
    low = throat(
        rng, glide(n, (0, 50), (0.9, 64), (3, 42)), curve(n, (0, 0.1), (0.9, 0.6), (1.6, 0.4), (3, 0)), 2.0, 1.0, 0.8
    )
    x = 0.6 * gurgle + low
    return room(rng, placed(x * swell(n, (0, -30), (0.4, -5), (0.9, 0), (1.8, -3), (3, -46)), 0.0), 1.2, -12, 2500)


@effect(
    "CREAEthr",
    "Ghost Wail",
    "A ghost wails and moans, eerie and hollow",
    "ghost wail moan eerie spirit haunted phantom spooky scary horror whisper",
)
def ghost(rng: Generator) -> Array:
    n = samples(5)
    out = np.zeros((n, 2))
    for at, long_s, base, where in ((0.05, 3.4, 1.0, -0.35), (0.9, 3.6, 1.26, 0.4), (1.6, 3.0, 0.75, 0.0)):
        m = samples(long_s)
        f = unsteady(rng, glide(m, (0, 230), (long_s * 0.35, 390), (long_s * 0.6, 350), (long_s, 200)) * base, 1.1, 4)
        form: list[Formant] = [
            (curve(m, (0, 320), (long_s * 0.4, 560), (long_s, 330)), 140.0, 0.0),
            (curve(m, (0, 800), (long_s * 0.4, 1050), (long_s, 760)), 160.0, -7.0),
            (2500.0, 600.0, -20.0),
        ]
        voice = unit(harmonics(f, form, -8, 6000)) * 0.6 + 0.55 * unit(breath(rng, m, form, 2048))
        out += placed(scattered(n, [samples(at)], [voice * np.sin(np.pi * np.linspace(0, 1, m)) ** 1.3]), where)
    return room(rng, out, 3.4, 0, 2400)


@effect(
    "CREASmall",
    "Small Creature Chatter",
    "A small friendly creature chatters and coos",
    "creature small cute alien goblin elf gremlin chatter coo chirp talk funny fantasy",
)
def small_creature(rng: Generator) -> Array:
    n = samples(2.0)
    out = np.zeros(n)
    at = 0.03
    for _ in range(8):
        m = samples(rng.uniform(0.09, 0.26))
        t = m / RATE_HZ
        base = rng.uniform(420, 720)
        f = unsteady(
            rng,
            glide(m, (0, base), (t * 0.5, base * rng.uniform(0.8, 1.5)), (t, base * rng.uniform(0.7, 1.3))),
            1.5,
            25,
        )
        form: list[Formant] = [
            (rng.uniform(600, 1200), 300.0, 0.0),
            (rng.uniform(1700, 3000), 450.0, -4.0),
            (4100.0, 900.0, -14.0),
        ]
        out += scattered(
            n,
            [samples(at)],
            [unit(harmonics(f, form, -5, 9000)) * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.6 * rng.uniform(0.6, 1)],
        )
        at += t + rng.uniform(0.0, 0.07)
    return room(rng, placed(out, 0.05), 0.5, -13, 6000)


@effect(
    "WINGCrea",
    "Wings Flap Large",
    "Huge leathery wings flap slowly",
    "wings flap flapping large dragon wing beat leather creature bat giant eagle flying",
)
def wings(rng: Generator) -> Array:
    n = samples(4.2)
    out = np.zeros((n, 2))
    for index in range(4):
        m = samples(0.85)
        down = painted(
            rng,
            m,
            lambda t, hz: (
                hump(hz, 160 + 420 * np.exp(-(((t - 0.22) / 0.1) ** 2)), 1.1)
                + 0.25 * hump(hz, 1500, 1.0) * np.exp(-(((t - 0.25) / 0.08) ** 2))
            ),
            512,
        )
        air = unit(down) * swell(m, (0, -40), (0.12, -8), (0.24, 0), (0.4, -10), (0.85, -50))
        snap = click(rng, 0.1, (90, -3), (260, 0), (900, -6), (2800, -14), (8000, -28), attack_s=0.003)
        leather = sprinkled(
            rng,
            samples(0.2) + rng.integers(0, samples(0.14), 14),
            m,
            [click(rng, 0.02, (300, -6), (1100, 0), (3500, -10)) for _ in range(4)],
            5,
        )
        x = air + 0.12 * unit(leather) + scattered(m, [samples(0.23)], [1.1 * snap])
        out += placed(
            scattered(n, [samples(0.02 + index * 1.0 + rng.normal(0, 0.012))], [x * rng.uniform(0.85, 1)]), 0.0
        )
    wash = shaped_noise(rng, n, (60, 0), (200, -2), (800, -12), (4000, -30))
    return outdoors(rng, out + 0.03 * stereo(wash, np.roll(wash, 1000)), -16)

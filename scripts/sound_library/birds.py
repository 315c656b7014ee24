"""Birds: whistled syllables strung into songs, hoarse calls, beating wings, and choruses of them."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect
from .space import level, outdoors, placed, room, wide
from .tools import (
    RATE_HZ,
    Array,
    click,
    clock,
    drift,
    glide,
    gusts,
    hump,
    lowpass,
    painted,
    samples,
    scattered,
    shaped_noise,
    swell,
    unit,
)
from .voices import Formant, breath, harmonics, rough, unsteady

Points = tuple[tuple[float, float], ...]


def whistle(
    rng: Generator, length_s: float, tune: Points, overtone: float = 0.08, flutter: float = 0.0, rate_hz: float = 40
) -> Array:
    """One syllable of a bird: a pitch that runs through (share of length, Hz), nearly pure, softly begun and ended."""
    n = samples(length_s)
    f = glide(n, *((share * length_s, hz) for share, hz in tune))
    f = f * (1 + 0.004 * drift(rng, n, 60)) * 2 ** (flutter * np.sin(2 * np.pi * rate_hz * clock(n)) / 12)
    phase = 2 * np.pi * np.cumsum(f) / RATE_HZ
    tone = np.sin(phase) + overtone * np.sin(2 * phase) + overtone / 3 * np.sin(3 * phase)
    edge = np.clip(np.minimum(np.arange(n), n - 1 - np.arange(n)) / (0.16 * n), 0, 1)
    return tone * np.sin(np.pi / 2 * edge) ** 1.4 * (1 + 0.12 * drift(rng, n, 25))


def song(rng: Generator, notes: list[tuple[float, Array]], n: int) -> Array:
    return scattered(n, [samples(at) for at, _ in notes], [note for _, note in notes])


def blackbird(rng: Generator) -> Array:
    """Fluted slow notes, then a scratchy high twitter."""
    notes, at = [], 0.03
    for _ in range(int(rng.integers(3, 6))):
        base, long_s = rng.uniform(1700, 2700), rng.uniform(0.12, 0.3)
        bend = (
            (0, base * rng.uniform(0.85, 1.15)),
            (0.4, base),
            (0.75, base * rng.uniform(0.9, 1.12)),
            (1, base * rng.uniform(0.8, 1.1)),
        )
        notes.append((at, whistle(rng, long_s, bend, 0.1, rng.choice([0, 0, 0.5]), 28)))
        at += long_s + rng.uniform(0.03, 0.09)
    for _ in range(int(rng.integers(4, 8))):
        base = rng.uniform(4200, 7200)
        notes.append(
            (
                at,
                0.35
                * whistle(
                    rng,
                    rng.uniform(0.025, 0.05),
                    ((0, base), (0.5, base * rng.uniform(0.7, 1.3)), (1, base * 0.8)),
                    0.05,
                ),
            )
        )
        at += rng.uniform(0.04, 0.08)
    return song(rng, notes, samples(at + 0.05))


def chaffinch(rng: Generator) -> Array:
    """A rattle that falls and quickens, and a flourish at its end."""
    notes, at = [], 0.03
    for index in range(13):
        base = 5600 - 210 * index + rng.normal(0, 40)
        notes.append(
            (at, (0.5 + 0.04 * index) * whistle(rng, 0.052, ((0, base * 1.18), (0.35, base), (1, base * 0.72))))
        )
        at += 0.125 - 0.005 * index
    notes.append((at + 0.02, whistle(rng, 0.09, ((0, 2600), (0.5, 4700), (1, 3300)))))
    notes.append((at + 0.14, whistle(rng, 0.13, ((0, 3300), (0.3, 5600), (1, 2500)))))
    return song(rng, notes, samples(at + 0.32))


def great_tit(rng: Generator) -> Array:
    """Two notes, over and over, like a saw."""
    high, low = rng.uniform(5200, 5900), rng.uniform(3700, 4200)
    notes = []
    for index in range(int(rng.integers(4, 7))):
        at = 0.03 + index * 0.34 + rng.normal(0, 0.006)
        notes.append((at, 0.8 * whistle(rng, 0.11, ((0, high * 0.97), (0.5, high), (1, high * 0.98)))))
        notes.append((at + 0.14, whistle(rng, 0.15, ((0, low * 1.04), (0.4, low), (1, low * 0.99)))))
    return song(rng, notes, samples(notes[-1][0] + 0.3))


def sparrow(rng: Generator) -> Array:
    notes, at = [], 0.03
    for _ in range(int(rng.integers(3, 7))):
        base = rng.uniform(3200, 4300)
        notes.append(
            (
                at,
                rng.uniform(0.5, 1)
                * whistle(
                    rng,
                    rng.uniform(0.06, 0.11),
                    ((0, base * 0.85), (0.3, base * 1.25), (0.6, base), (1, base * 0.7)),
                    0.3,
                ),
            )
        )
        at += rng.uniform(0.18, 0.42)
    return song(rng, notes, samples(at + 0.05))


def cuckoo(rng: Generator) -> Array:
    notes = []
    for index in range(3):
        at = 0.03 + index * 1.15
        notes.append((at, whistle(rng, 0.2, ((0, 660), (0.4, 678), (1, 660)), 0.05)))
        notes.append((at + 0.36, 0.9 * whistle(rng, 0.32, ((0, 548), (0.3, 556), (1, 540)), 0.05)))
    return song(rng, notes, samples(3.3))


@effect(
    "BIRDSong",
    "Bird Song Blackbird",
    "A single songbird sings a fluted melody",
    "bird song birdsong singing songbird blackbird robin chirp tweet sing nature morning",
)
def blackbird_song(rng: Generator) -> Array:
    one, two = blackbird(rng), blackbird(rng)
    gap = np.zeros(samples(0.7))
    return outdoors(rng, placed(np.concatenate([one, gap, two]), 0.2), -13)


@effect(
    "BIRDSong",
    "Bird Song Finch",
    "A small bird sings a quick falling trill",
    "bird song birdsong finch chaffinch canary trill chirp tweet singing songbird nature",
)
def finch_song(rng: Generator) -> Array:
    return outdoors(rng, placed(chaffinch(rng), -0.2), -13)


@effect(
    "BIRDSong",
    "Birds Chirping",
    "Sparrows chirp and twitter",
    "birds chirp chirping sparrow sparrows twitter tweet bird small",
)
def chirps(rng: Generator) -> Array:
    n = samples(3.6)
    out = sum(
        placed(scattered(n, [samples(at)], [sparrow(rng)]), where) * loud
        for at, where, loud in ((0.02, -0.3, 1.0), (0.7, 0.5, 0.6), (1.7, 0.1, 0.8))
    )
    return outdoors(rng, out, -16)


@effect("BIRDMisc", "Cuckoo", "A cuckoo calls from the woods", "cuckoo bird call forest woods spring")
def cuckoo_call(rng: Generator) -> Array:
    return room(rng, placed(cuckoo(rng), 0.3), 1.2, -7, 2500)


def chorus(rng: Generator, n: int, singers: int, kinds: tuple, calls: int) -> Array:
    """Singers at their own places and distances, each with pauses. Circular, stereo."""
    out = np.zeros((n, 2))
    for index in range(singers):
        near, where = rng.uniform(0.15, 1) ** 1.4, rng.uniform(0.1, 0.9) * (-1) ** index
        voice = np.zeros(n)
        start = rng.random() * n
        for call in range(calls):
            at = int(start + (call + rng.uniform(-0.2, 0.2)) * n / calls) % n
            voice += scattered(n, [at], [kinds[index % len(kinds)](rng)], wrap=True)
        out += placed(lowpass(voice, 1500 + 11000 * near, 1, wrap=True) * near, where)
    return out


@bed(
    "BIRDSea",
    "Seagulls",
    "Seagulls cry over the sea",
    "seagulls seagull gulls gull cry birds sea harbour beach coast port",
)
def seagulls(rng: Generator) -> Array:
    n = samples(13)

    def gull(rng: Generator) -> Array:
        notes, at = [], 0.0
        base = rng.uniform(820, 1080)
        for index in range(int(rng.integers(2, 7))):
            long_s = max(0.5 - 0.06 * index, 0.22) * rng.uniform(0.85, 1.1)
            m = samples(long_s)
            f = unsteady(
                rng,
                glide(m, (0, base * 0.8), (long_s * 0.25, base * 1.28), (long_s * 0.7, base), (long_s, base * 0.72)),
                1.2,
                18,
            )
            cry = harmonics(f, [(1900.0, 1100.0, 0.0), (3300.0, 1300.0, -5.0), (950.0, 500.0, -5.0)], -2.5, 9000)
            notes.append(
                (
                    at,
                    unit(cry)
                    * swell(m, (0, -40), (0.04, -2), (long_s * 0.5, 0), (long_s, -40))
                    * rough(rng, m, 55, 0.35),
                )
            )
            at += long_s + rng.uniform(0.03, 0.1)
        return song(rng, notes, samples(at + 0.05))

    gulls = outdoors(rng, chorus(rng, n, 6, (gull,), 2), -8, wrap=True)
    surf = wide(lambda: shaped_noise(rng, n, (50, -6), (160, 0), (600, -3), (2200, -10), (8000, -26)), 0.95)
    return level(gulls, -14) + level(surf * gusts(rng, n, 0.3, 9)[:, None], -24)


@effect("BIRDPrey", "Owl Hoot", "An owl hoots at night", "owl hoot hooting night bird forest dark")
def owl(rng: Generator) -> Array:
    n = samples(4.2)
    out = np.zeros(n)
    for at, long_s, loud, shake in (
        (0.05, 0.55, 0.8, 0.0),
        (1.35, 0.16, 0.5, 0.0),
        (1.68, 0.2, 0.6, 0.0),
        (2.0, 1.35, 1.0, 0.35),
    ):
        m = samples(long_s)
        f = glide(m, (0, 355), (long_s * 0.25, 392), (long_s * 0.8, 384), (long_s, 352)) * 2 ** (
            shake * np.sin(2 * np.pi * 9.5 * clock(m)) / 12
        )
        tone = harmonics(unsteady(rng, f, 0.4, 10), [(390.0, 260.0, 0.0), (800.0, 300.0, -14.0)], -9, 3000)
        air = breath(rng, m, [(420.0, 300.0, 0.0), (1300.0, 900.0, -12.0)])
        shape = swell(m, (0, -45), (0.06, -5), (long_s * 0.35, 0), (long_s * 0.75, -3), (long_s, -45)) * (
            1 - shake * (0.5 + 0.5 * np.sin(2 * np.pi * 9.5 * clock(m)))
        )
        out += scattered(n, [samples(at)], [loud * (unit(tone) + 0.07 * unit(air)) * shape])
    return room(rng, placed(out, -0.2), 1.8, -8, 1800)


@effect("BIRDCrow", "Crow Caw", "A crow caws three times", "crow caw raven bird black cawing rook")
def crow(rng: Generator) -> Array:
    n = samples(2.6)
    out = np.zeros(n)
    for at, long_s in ((0.03, 0.36), (0.75, 0.34), (1.46, 0.42)):
        m = samples(long_s)
        f = unsteady(rng, glide(m, (0, 430), (long_s * 0.2, 545), (long_s * 0.7, 500), (long_s, 380)), 3.5, 70)
        form: list[Formant] = [(1250.0, 420.0, 0.0), (1750.0, 450.0, -1.0), (2900.0, 800.0, -8.0), (600.0, 400.0, -9.0)]
        caw = unit(harmonics(f, form, -1, 9000)) * rough(rng, m, 85, 0.75) + 0.45 * unit(breath(rng, m, form, 512))
        out += scattered(
            n,
            [samples(at)],
            [
                caw
                * swell(m, (0, -35), (0.03, -1), (long_s * 0.6, 0), (long_s * 0.85, -6), (long_s, -45))
                * rng.uniform(0.85, 1)
            ],
        )
    return outdoors(rng, placed(out, 0.15), -13)


@effect(
    "BIRDFowl",
    "Rooster Crow",
    "A rooster crows cock-a-doodle-doo at dawn",
    "rooster cock crow crowing chicken farm dawn morning",
)
def rooster(rng: Generator) -> Array:
    n = samples(2.3)
    parts = (
        (0.03, 0.18, (520, 690, 640)),
        (0.26, 0.16, (640, 760, 700)),
        (0.5, 0.3, (700, 860, 790)),
        (0.86, 0.95, (760, 905, 560)),
    )
    out = np.zeros(n)
    for at, long_s, (first, top, last) in parts:
        m = samples(long_s)
        f = unsteady(
            rng, glide(m, (0, first), (long_s * 0.3, top), (long_s * 0.65, top * 0.97), (long_s, last)), 1.5, 40
        )
        form: list[Formant] = [
            (1500.0, 700.0, 0.0),
            (2700.0, 900.0, -2.0),
            (4200.0, 1500.0, -8.0),
            (800.0, 500.0, -4.0),
        ]
        crow = unit(harmonics(f, form, -2, 11000)) * rough(rng, m, 60, 0.35) + 0.12 * unit(breath(rng, m, form, 512))
        out += scattered(
            n,
            [samples(at)],
            [crow * swell(m, (0, -40), (0.04, -2), (long_s * 0.5, 0), (long_s * 0.85, -4), (long_s, -45))],
        )
    return outdoors(rng, placed(out, -0.1), -13)


@effect("BIRDFowl", "Duck Quack", "A duck quacks", "duck quack quacking goose pond bird farm")
def duck(rng: Generator) -> Array:
    n = samples(2.0)
    out = np.zeros(n)
    for at, long_s, loud in ((0.03, 0.24, 1.0), (0.45, 0.2, 0.85), (0.8, 0.19, 0.8), (1.13, 0.17, 0.65)):
        m = samples(long_s)
        f = unsteady(rng, glide(m, (0, 235), (long_s * 0.25, 280), (long_s, 205)), 2, 40)
        form: list[Formant] = [
            (1150.0, 300.0, 0.0),
            (1900.0, 380.0, -2.0),
            (2900.0, 600.0, -5.0),
            (4300.0, 900.0, -14.0),
        ]
        out += scattered(
            n,
            [samples(at)],
            [
                loud
                * unit(harmonics(f, form, 0, 9000))
                * rough(rng, m, 60, 0.3)
                * swell(m, (0, -40), (0.02, -1), (long_s * 0.5, 0), (long_s, -40))
            ],
        )
    return outdoors(rng, placed(out, 0.1), -16)


@effect(
    "WINGBird",
    "Bird Wings Flutter",
    "A bird takes off with fluttering wings",
    "bird wings flutter flap flapping take off pigeon dove fly bat feathers",
)
def flutter(rng: Generator) -> Array:
    n = samples(1.6)
    out = np.zeros(n)
    at, gap = 0.03, 0.095
    while at < 1.35:
        m = samples(0.085)
        beat = painted(
            rng, m, lambda t, hz: hump(hz, 950, 1.0) + 0.5 * hump(hz, 3200, 0.8) + 0.4 * hump(hz, 220, 0.8), 256
        )
        snap = click(rng, 0.01, (800, -6), (2800, 0), (7000, -8))
        fade = np.exp(-1.5 * at)
        out += scattered(
            n,
            [samples(at), samples(at + 0.03)],
            [fade * unit(beat) * np.hanning(m), 0.9 * fade * snap * rng.uniform(0.4, 1)],
        )
        at += gap * rng.uniform(0.93, 1.07)
        gap = max(gap * 0.985, 0.075)
    return outdoors(rng, placed(out, np.linspace(-0.2, 0.7, n)), -19)

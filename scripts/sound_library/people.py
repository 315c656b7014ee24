"""Crowds, hands, breath and heart. Voices are never words: pitch, vowels and rhythm only."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect, looped
from .space import level, outdoors, placed, room, wide
from .tools import (
    RATE_HZ,
    Array,
    click,
    clock,
    convolve,
    curve,
    decay,
    drift,
    glide,
    gusts,
    highpass,
    hump,
    lowpass,
    painted,
    samples,
    scattered,
    shaped_noise,
    swell,
    unit,
)
from .voices import breath, harmonics, unsteady

VOWELS = {  # three formants of an adult (Peterson & Barney 1952, men)
    "a": (730.0, 1090.0, 2440.0),
    "e": (530.0, 1840.0, 2480.0),
    "i": (270.0, 2290.0, 3010.0),
    "o": (570.0, 840.0, 2410.0),
    "u": (300.0, 870.0, 2240.0),
    "r": (490.0, 1350.0, 1690.0),
}


def vowel_track(rng: Generator, n: int, sounds: str, tract: float) -> list[tuple[Array, float, float]]:
    """Formants that glide through `sounds`; `tract` above 1 is a shorter throat (women 1.15, children 1.35)."""
    knots = np.linspace(0, n / RATE_HZ, len(sounds))
    tracks = []
    for index, (width, level_db) in enumerate(((90, 0), (110, -5), (170, -14))):
        hz = [VOWELS[s][index] * tract * rng.uniform(0.96, 1.04) for s in sounds]
        tracks.append((np.interp(clock(n), knots, hz), width * tract, float(level_db)))
    return [*tracks, (np.full(n, 3400.0 * tract), 300.0, -22.0)]


def syllables(rng: Generator, pitch: float, tract: float, length_s: float, liveliness: float) -> Array:
    """A phrase of speech melody without words: syllables of 4-6 a second, consonant gaps and hisses, falling pitch."""
    n = samples(length_s)
    count = max(int(length_s * rng.uniform(4.2, 5.8)), 1)
    sounds = "".join(rng.choice(list("aeiour"), count + 1))
    knots = np.linspace(0, length_s, count + 1)
    tune = pitch * 2 ** (rng.normal(0, 0.10 * liveliness, count + 1) + np.linspace(0.12, -0.16, count + 1))
    f0 = unsteady(rng, np.interp(clock(n), knots, tune), 0.8, 9)
    phase = np.interp(clock(n), knots, np.arange(count + 1.0)) % 1
    weight = np.repeat(rng.uniform(0.35, 1.0, count), -(-n // count))[:n]
    voiced = np.clip(np.sin(np.pi * np.clip(phase * 1.18, 0, 1)) ** 0.7, 0, 1) * lowpass(weight, 30, 1)
    tone = harmonics(f0, vowel_track(rng, n, sounds, tract), -8, 5200)
    hiss = shaped_noise(rng, n, (1200, -24), (3200, -3), (5500, 0), (8500, -8), (13000, -24))
    hissing = np.exp(-0.5 * ((phase - 0.97) / 0.05) ** 2) * np.repeat(rng.random(count) < 0.35, -(-n // count))[:n]
    ends = np.clip(np.minimum(clock(n), length_s - clock(n)) / 0.05, 0, 1)
    return (unit(tone) * voiced + 0.22 * hiss * lowpass(hissing, 60, 1)) * ends


def murmur(rng: Generator, n: int, talkers: int, busy: float = 0.55, tract: float = 1.0, pitch: float = 1.0) -> Array:
    """Many phrases from many throats at many places. Circular, stereo.

    Every throat says three phrases of its own, in turn and at changing loudness, with its own pauses.
    """
    out = np.zeros((n, 2))
    for _talker in range(talkers):
        woman = rng.random() < 0.5
        own_pitch = pitch * (rng.uniform(175, 235) if woman else rng.uniform(95, 140))
        own_tract = tract * (rng.uniform(1.1, 1.2) if woman else rng.uniform(0.95, 1.05))
        phrases = [syllables(rng, own_pitch, own_tract, rng.uniform(0.7, 2.0), 1.0) for _ in range(3)]
        voice = np.zeros(n)
        at, filled = int(rng.integers(0, n)), 0
        while filled < n * busy:
            phrase = phrases[int(rng.integers(0, 3))] * rng.uniform(0.5, 1.0)
            voice += scattered(n, [at], [phrase], wrap=True)
            filled += len(phrase)
            at = (at + len(phrase) + samples(rng.uniform(0.2, 1.6))) % n
        near = rng.uniform(0.15, 1) ** 1.5
        out += placed(lowpass(voice, 1200 + 4500 * near, 1, wrap=True) * near, rng.uniform(-0.95, 0.95))
    return out


@bed(
    "CRWDWalla",
    "Crowd Murmur",
    "A crowd of people murmurs and talks",
    "crowd murmur people talking chatter walla voices audience hall party background conversation",
)
def crowd_murmur(rng: Generator) -> Array:
    n = samples(12)
    return room(rng, murmur(rng, n, 26), 1.1, -3, 3500, wrap=True)


def roar(rng: Generator, n: int, voices: int, low_hz: float, high_hz: float, sounds: str, long_s: float) -> Array:
    """Many throats held open: cheering. Circular, stereo, with the noise that a thousand more would make."""
    out = np.zeros((n, 2))
    for _voice in range(voices):
        m = samples(long_s * rng.uniform(0.6, 1.3))
        t = m / RATE_HZ
        pitch = low_hz * (high_hz / low_hz) ** rng.random()
        f0 = unsteady(
            rng, glide(m, (0, pitch * 0.85), (t * 0.25, pitch * 1.06), (t * 0.7, pitch), (t, pitch * 0.75)), 2.2, 8
        )
        tract = 1.0 + 0.3 * (pitch - low_hz) / (high_hz - low_hz)
        call = harmonics(f0, vowel_track(rng, m, sounds, tract), -5, 7000)
        call = (
            unit(call)
            * swell(m, (0, -40), (0.09, -4), (t * 0.3, 0), (t * 0.75, -3), (t, -50))
            * (1 + 0.2 * drift(rng, m, 30))
        )
        near = rng.uniform(0.2, 1) ** 1.5
        out += placed(
            scattered(n, [int(rng.integers(0, n))], [lowpass(call, 1500 + 5000 * near, 1) * near], wrap=True),
            rng.uniform(-0.95, 0.95),
        )
    mass = np.stack(
        [
            painted(
                rng,
                n,
                lambda t, hz: (
                    hump(hz, 750, 0.55)
                    + 0.6 * hump(hz, 1250, 0.4)
                    + 0.22 * hump(hz, 2900, 0.5)
                    + 0.1 * hump(hz, 350, 0.8)
                ),
                2048,
            )
            * gusts(rng, n, 1.5, 4)
            for _ in (0, 1)
        ],
        axis=1,
    )
    return level(out, -10) + level(mass, -12)


def claps(rng: Generator, n: int, people: int, density: Array | None = None) -> Array:
    """Each pair of hands has its own sound, place and pace. Circular, stereo."""
    out = np.zeros((n, 2))
    for _pair in range(people):
        centre = rng.uniform(750, 1900)
        hand = click(
            rng,
            rng.uniform(0.012, 0.03),
            (centre / 5, -18),
            (centre, 0),
            (centre * 2.2, -5),
            (centre * 5, -18),
            (20000, -44),
            attack_s=0.0004,
        )
        rounds = max(int(n / RATE_HZ * rng.uniform(3.1, 4.6)), 1)
        at = (rng.random() + np.arange(rounds) + rng.normal(0, 0.05, rounds)) * n / rounds
        impulses = np.zeros(n)
        strength = rng.uniform(0.6, 1.0, rounds)
        index = at.astype(int) % n
        np.add.at(impulses, index, strength if density is None else strength * density[index])
        near = rng.uniform(0.12, 1) ** 1.6
        out += placed(
            convolve(impulses, lowpass(hand, 2500 + 9000 * near, 1), wrap=True) * near,
            rng.uniform(-0.95, 0.95),
        )
    return out


@effect(
    "CRWDCheer",
    "Crowd Cheer",
    "A crowd cheers and roars with joy",
    "crowd cheer cheering applause roar joy celebrate audience people win victory shouting fans",
)
def crowd_cheer(rng: Generator) -> Array:
    n = samples(5)
    shape = swell(n, (0, -26), (0.35, -7), (0.9, 0), (2.6, -1), (4.0, -9), (5, -40))
    x = level(roar(rng, n, 44, 150, 520, "oae", 2.2), -10) + level(claps(rng, n, 40), -20)
    return room(rng, x * shape[:, None], 1.0, -8, 4500)


@bed(
    "CRWDSprt",
    "Stadium Crowd",
    "A stadium crowd roars and cheers during a match",
    "stadium crowd sport match football arena fans cheering roar audience game race",
)
def stadium(rng: Generator) -> Array:
    n = samples(12)
    x = level(roar(rng, n, 60, 130, 420, "oa", 2.6) * gusts(rng, n, 0.35, 7)[:, None], -10) + level(
        claps(rng, n, 16), -28
    )
    return room(rng, x, 2.2, -3, 3000, wrap=True)


@effect(
    "CRWDApls",
    "Applause",
    "An audience applauds",
    "applause clapping clap hands audience crowd theatre concert ovation",
)
def applause(rng: Generator) -> Array:
    n = samples(5)
    shape = swell(n, (0, -24), (0.4, -5), (1.0, 0), (3.0, -1), (4.2, -10), (5, -36))
    density = np.clip(swell(n, (0, -20), (0.7, 0), (3.2, 0), (5, -30)), 0, 1)
    return room(rng, claps(rng, n, 90, density) * shape[:, None], 1.2, -9, 6000)


@bed(
    "CRWDChld",
    "Children Playing",
    "Children play and shout in a playground",
    "children kids playing playground laughing shouting school park happy chatter play",
)
def children(rng: Generator) -> Array:
    n = samples(12)
    calls = np.zeros((n, 2))
    for _child in range(26):
        m = samples(rng.uniform(0.25, 0.9))
        t = m / RATE_HZ
        pitch = rng.uniform(330, 620)
        f0 = unsteady(
            rng,
            glide(
                m,
                (0, pitch * rng.uniform(0.75, 1.0)),
                (t * 0.35, pitch * rng.uniform(1.05, 1.4)),
                (t, pitch * rng.uniform(0.7, 1.0)),
            ),
            1.2,
            9,
        )
        sounds = "".join(rng.choice(list("aeio"), 3))
        call = unit(harmonics(f0, vowel_track(rng, m, sounds, 1.38), -6, 9000)) * swell(
            m, (0, -40), (0.04, -2), (t * 0.6, 0), (t, -45)
        )
        near = rng.uniform(0.15, 0.8)
        calls += placed(
            scattered(n, [int(rng.integers(0, n))], [lowpass(call, 1800 + 6000 * near, 1) * near], wrap=True),
            rng.uniform(-0.9, 0.9),
        )
    talk = murmur(rng, n, 14, 0.5, 1.22, 1.75)
    air = wide(lambda: shaped_noise(rng, n, (80, -6), (300, 0), (1200, -10), (6000, -28)), 0.9)
    return outdoors(rng, level(calls, -13) + level(talk, -13) + level(air, -30), -10, wrap=True)


@looped(
    "HMNHart",
    "Heartbeat",
    "A human heart beats, close and deep",
    "heartbeat heart beat beating pulse thump tension suspense human chest",
)
def heartbeat(rng: Generator) -> Array:
    n = samples(5)
    out = np.zeros(n)
    for index in range(6):
        start = round((index + rng.normal(0, 0.006)) * n / 6)
        for late, hz, loud, long_s in ((0.0, 46.0, 1.0, 0.2), (0.3, 58.0, 0.62, 0.15)):
            m = samples(long_s * 1.5)
            f = glide(m, (0, hz * 1.7), (0.03, hz), (m / RATE_HZ, hz * 0.85))
            thump = np.sin(2 * np.pi * np.cumsum(f) / RATE_HZ) * decay(m, long_s * 1.4, 0.012)
            flesh = shaped_noise(rng, m, (40, -4), (110, 0), (260, -8), (900, -30)) * decay(m, long_s * 0.7, 0.008)
            out += scattered(
                n, [start + samples(late)], [loud * rng.uniform(0.93, 1.0) * (thump + 0.22 * flesh)], wrap=True
            )
    return room(rng, out, 0.25, -16, 1200, wrap=True)


@looped(
    "HMNBrth",
    "Breathing",
    "A person breathes calmly in and out",
    "breathing breath breathe inhale exhale person soft slow sleep astronaut helmet human calm",
)
def breathing(rng: Generator) -> Array:
    n = samples(7.2)
    out = np.zeros(n)
    for start_s, long_s, outward in ((0.1, 1.3, 0), (1.75, 1.7, 1), (3.7, 1.35, 0), (5.35, 1.75, 1)):
        m = samples(long_s)
        formants = (
            [(520.0, 420.0, -2.0), (1450.0, 500.0, -3.0), (2700.0, 900.0, -7.0)]
            if outward
            else [(950.0, 700.0, -6.0), (2100.0, 900.0, -1.0), (4300.0, 2000.0, -5.0)]
        )
        air = unit(breath(rng, m, [(f * rng.uniform(0.95, 1.05), w, d) for f, w, d in formants]))
        shape = np.sin(np.pi * np.linspace(0, 1, m) ** (0.62 if outward else 1.15)) ** 1.4
        out += scattered(
            n,
            [samples(start_s)],
            [air * shape * (0.9 if outward else 0.65) * (1 + 0.12 * drift(rng, m, 18))],
            wrap=True,
        )
    return room(rng, highpass(out, 120, wrap=True), 0.25, -18, 5000, wrap=True)


@looped(
    "HMNBrth",
    "Panting",
    "Somebody pants, fast and heavily, out of breath",
    "panting breathing heavy exhausted breath running fast out of breath tired fear",
)
def panting(rng: Generator) -> Array:
    n = samples(4.5)
    out = np.zeros(n)
    for index in range(8):
        for late, long_s, outward in ((0.0, 0.24, 0), (0.27, 0.3, 1)):
            m = samples(long_s)
            formants = (
                [(620.0, 400.0, 0.0), (1300.0, 450.0, -2.0), (2600.0, 900.0, -7.0)]
                if outward
                else [(1000.0, 800.0, -5.0), (2300.0, 1000.0, 0.0), (4500.0, 2200.0, -5.0)]
            )
            air = (
                unit(breath(rng, m, formants, 512))
                * np.sin(np.pi * np.linspace(0, 1, m) ** (0.6 if outward else 1.1)) ** 1.2
            )
            start = round((index + rng.normal(0, 0.02)) * n / 8) + samples(late)
            out += scattered(n, [start], [air * (1.0 if outward else 0.6) * rng.uniform(0.8, 1.05)], wrap=True)
    return room(rng, highpass(out, 120, wrap=True), 0.25, -17, 5000, wrap=True)


@effect("HMNMisc", "Gasp", "A person gasps in surprise", "gasp surprise breath shock inhale person fright sudden")
def gasp(rng: Generator) -> Array:
    n = samples(0.85)
    formants = [
        (glide(n, (0, 750), (0.35, 1050)), 500.0, -2.0),
        (glide(n, (0, 1500), (0.35, 2100)), 600.0, 0.0),
        (3600.0, 1500.0, -4.0),
    ]
    air = unit(breath(rng, n, formants, 512)) * swell(
        n, (0, -50), (0.05, -8), (0.22, 0), (0.34, -3), (0.42, -30), (0.85, -70)
    )
    edge = harmonics(unsteady(rng, glide(n, (0, 260), (0.3, 420)), 2, 20), formants, -8, 6000)
    return room(
        rng, air + 0.12 * unit(edge) * swell(n, (0, -40), (0.1, -6), (0.3, 0), (0.38, -40), (0.85, -80)), 0.3, -15, 5000
    )


@effect("VOXBaby", "Baby Cry", "A baby cries", "baby cry crying infant newborn wail child tears")
def baby(rng: Generator) -> Array:
    n = samples(4.2)
    out = np.zeros(n)
    for at, long_s, top in ((0.05, 1.15, 470), (1.55, 1.0, 500), (2.9, 1.05, 485)):
        m = samples(long_s)
        f = unsteady(rng, glide(m, (0, 330), (long_s * 0.2, top), (long_s * 0.75, top * 0.95), (long_s, 310)), 1.4, 14)
        form = [
            (curve(m, (0, 800), (0.2, 1150), (long_s, 850)), 320.0, 0.0),
            (curve(m, (0, 2300), (0.2, 2000), (long_s, 2400)), 420.0, -4.0),
            (4200.0, 800.0, -12.0),
        ]
        cry = unit(harmonics(f, form, -3, 9000)) * (1 - 0.35 * np.clip(drift(rng, m, 40), 0, 1)) + 0.05 * unit(
            breath(rng, m, form, 512)
        )
        gasp_n = samples(0.28)
        gasp_in = (
            0.10 * unit(breath(rng, gasp_n, [(1500.0, 800.0, 0.0), (3600.0, 1500.0, -3.0)], 512)) * np.hanning(gasp_n)
        )
        out += scattered(
            n,
            [samples(at), samples(at + long_s + 0.06)],
            [cry * swell(m, (0, -36), (0.08, -2), (long_s * 0.5, 0), (long_s * 0.85, -5), (long_s, -44)), gasp_in],
        )
    return room(rng, placed(out, 0.0), 0.5, -13, 5000)


@effect(
    "HMNMisc",
    "Whispers",
    "Voices whisper softly, without words",
    "whisper whispers whispering voices soft secret ghost ghostly mystery eerie spirits hush",
)
def whispers(rng: Generator) -> Array:
    n = samples(4.6)
    out = np.zeros((n, 2))
    for start, where in ((0.05, -0.6), (0.7, 0.55), (1.9, -0.1), (2.6, 0.7)):
        m = samples(1.7)
        count = 8
        sounds = "".join(rng.choice(list("aeiou"), count + 1))
        vowels = vowel_track(rng, m, sounds, 1.12)
        phase = np.interp(clock(m), np.linspace(0, 1.7, count + 1), np.arange(count + 1.0)) % 1
        shape = (
            np.sin(np.pi * np.clip(phase * 1.3, 0, 1)) ** 0.8
            * np.repeat(rng.uniform(0.4, 1, count), -(-m // count))[:m]
        )
        air = unit(breath(rng, m, [(f, 2.2 * w, d + 3 * i) for i, (f, w, d) in enumerate(vowels)], 512))
        hiss = shaped_noise(rng, m, (2500, -18), (5200, 0), (8500, -3), (13000, -18)) * np.exp(
            -0.5 * ((phase - 0.9) / 0.07) ** 2
        )
        ends = np.clip(np.minimum(clock(m), 1.7 - clock(m)) / 0.15, 0, 1)
        out += placed(
            scattered(n, [samples(start)], [highpass(air * lowpass(shape, 25, 1) + 0.5 * hiss, 250) * ends]), where
        )
    return room(rng, out, 1.6, -6, 5000)

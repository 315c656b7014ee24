"""Bells, drums, strings and toys that are heard as events, not as music."""

from __future__ import annotations

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
    curve,
    decay,
    drift,
    full,
    glide,
    samples,
    scattered,
    shaped_noise,
    struck,
    swell,
    unit,
)
from .voices import harmonics, unsteady


def church(rng: Generator, n: int, prime_hz: float) -> Array:
    """A cast bell: hum, prime, minor third, fifth, octave and upper partials, each a slightly split pair."""
    ratios = np.array([0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 2.66, 3.01, 4.17, 5.43, 6.8])
    decays = np.array([9.0, 6.0, 4.6, 3.2, 3.0, 1.9, 1.7, 1.3, 0.9, 0.6, 0.4])
    parts = np.array([0.55, 0.6, 0.8, 0.35, 1.0, 0.4, 0.35, 0.5, 0.35, 0.25, 0.2])
    hz = np.concatenate([prime_hz * ratios, prime_hz * ratios * rng.uniform(1.0008, 1.0035, 11)])
    return full(struck(n, hz, np.tile(decays, 2), np.tile(parts, 2) * rng.uniform(0.6, 1, 22), rng))


@effect(
    "BELLLrg",
    "Church Bell",
    "A church bell tolls",
    "church bell toll tolling tower chime cathedral wedding village ring hour midnight",
)
def church_bell(rng: Generator) -> Array:
    n = samples(6)
    out = np.zeros(n)
    for at, loud in ((0.04, 1.0), (2.55, 0.93)):
        m = n - samples(at)
        clapper = click(rng, 0.04, (400, -6), (1500, 0), (4500, -6))
        out += scattered(n, [samples(at)] * 2, [loud * church(rng, m, 262), 0.25 * loud * clapper])
    return room(rng, placed(out, 0.1), 2.6, -8, 3500)


@effect(
    "BELLHand",
    "Small Bell",
    "A small hand bell rings",
    "bell small hand ring ding service shop reception school sheep cat sleigh",
)
def small_bell(rng: Generator) -> Array:
    n = samples(2.2)
    out = np.zeros(n)
    for at in (0.03, 0.2, 0.36, 0.55):
        ring = struck(
            samples(1.5),
            1980 * np.array([1.0, 2.02, 2.74, 3.76, 5.2, 1.003]),
            np.array([1.2, 0.8, 0.55, 0.35, 0.22, 1.1]),
            rng.uniform(0.4, 1, 6) * np.array([1, 0.8, 0.6, 0.5, 0.3, 0.7]),
            rng,
        )
        out += scattered(
            n,
            [samples(at + rng.normal(0, 0.006))] * 2,
            [full(ring) * rng.uniform(0.7, 1), 0.2 * click(rng, 0.006, (2500, 0), (8000, -3))],
        )
    return room(rng, placed(out, 0.0), 0.9, -13, 8000)


@effect("BELLDoor", "Doorbell", "A doorbell goes ding dong", "doorbell door bell ding dong chime visitor house")
def doorbell(rng: Generator) -> Array:
    n = samples(2.8)
    bars = [
        struck(
            samples(2.2),
            hz * np.array([1.0, 2.76, 5.4, 1.003]),
            np.array([1.9, 0.5, 0.2, 1.7]),
            np.array([1, 0.25, 0.12, 0.5]),
            rng,
        )
        for hz in (659.3, 523.3)
    ]
    x = scattered(n, [samples(0.03), samples(0.62)], [full(bar) for bar in bars])
    taps = scattered(n, [samples(0.03), samples(0.62)], [click(rng, 0.02, (300, -3), (1200, 0), (4000, -8))] * 2)
    return room(rng, placed(x + 0.2 * taps, 0.0), 0.8, -12, 6000)


@effect(
    "BELLGong",
    "Gong",
    "A big gong is struck and blooms",
    "gong strike tam-tam asian temple ring crash metal big ceremony samurai",
)
def gong(rng: Generator) -> Array:
    n = samples(6)
    low = body(rng, n, (62, 900), 26, 5.5, 0.25)
    mid = body(rng, n, (400, 3800), 60, 2.8, 0.3) * (
        1 - np.exp(-clock(n) * 9)
    )  # energy climbs to the highs after the blow
    high = body(rng, n, (2500, 9500), 60, 1.5, 0.3) * (1 - np.exp(-clock(n) * 4))
    thud = click(rng, 0.25, (60, 0), (160, -2), (600, -12))
    x = low + 0.65 * mid + 0.3 * high
    x[: len(thud)] += 0.7 * thud
    return room(rng, placed(np.concatenate([np.zeros(480), x]), 0.0), 2.2, -12, 5000)


@effect(
    "MUSCPerc", "Drum Hit", "A big drum is hit", "drum hit bass taiko timpani tom percussion beat boom war marching"
)
def drum(rng: Generator) -> Array:
    n = samples(2)
    modes = 68 * np.array([1.0, 1.59, 2.14, 2.3, 2.65, 2.92, 3.16, 3.5, 4.06])
    skin = struck(
        n,
        modes,
        np.array([1.3, 0.8, 0.6, 0.55, 0.45, 0.4, 0.36, 0.3, 0.25]),
        np.array([1, 0.7, 0.5, 0.45, 0.4, 0.3, 0.3, 0.25, 0.2]),
        rng,
    )
    drop = np.sin(2 * np.pi * np.cumsum(glide(n, (0, 96), (0.06, 70), (2, 66))) / RATE_HZ) * decay(n, 1.0, 0.002)
    stick = click(rng, 0.05, (200, -3), (700, 0), (2600, -8), (8000, -20))
    return room(
        rng, placed(scattered(n, [samples(0.02)] * 3, [0.8 * full(skin), drop, 0.6 * stick]), 0.0), 1.4, -11, 3500
    )


@effect(
    "MUSCPerc",
    "Drum Roll",
    "A snare drum roll builds and ends with a hit",
    "drum roll snare circus suspense announcement build percussion show drumroll",
)
def drum_roll(rng: Generator) -> Array:
    n = samples(3.4)
    out, at, gap = np.zeros(n), 0.03, 0.042

    def stroke(loud: float) -> Array:
        head = struck(
            samples(0.22), np.array([188.0, 332, 480]), np.array([0.16, 0.12, 0.1]), np.array([1, 0.6, 0.4]), rng
        )
        wires = shaped_noise(rng, samples(0.22), (600, -12), (2200, -2), (5500, 0), (10000, -5), (16000, -18)) * decay(
            samples(0.22), 0.16 + 0.08 * loud, 0.0006
        )
        return loud * (0.5 * full(head) + 0.8 * full(wires))

    while at < 2.75:
        out += scattered(
            n, [samples(at + rng.normal(0, 0.0015))], [stroke((0.2 + 0.32 * at / 2.75) * rng.uniform(0.8, 1.1))]
        )
        at += gap
    out += scattered(
        n, [samples(2.86)] * 2, [1.4 * stroke(1.0), 0.6 * body(rng, samples(0.5), (70, 600), 12, 0.35, 0.8)]
    )
    return room(rng, placed(out, 0.0), 0.9, -13, 7000)


@effect(
    "MUSCPerc",
    "Cymbal Swell",
    "A cymbal swells up and crashes",
    "cymbal swell crash roll build shimmer percussion crescendo dramatic reveal",
)
def cymbal(rng: Generator) -> Array:
    n = samples(5)
    modes = np.sort(320 * (15000 / 320) ** rng.random(190) ** 0.75)
    t = clock(n)
    ring = np.zeros(n)
    for hz in modes:
        late = 0.25 * (hz / 15000)
        ring += (
            rng.uniform(0.3, 1)
            * np.sin(2 * np.pi * hz * t + rng.uniform(0, 6.28))
            * np.exp(-np.clip(t - 2.0 - late, 0, None) * (1.1 + hz / 5200))
            * np.clip(t / 2.0, 0, 1) ** (1.2 + hz / 5000)
        )
    hiss = shaped_noise(rng, n, (700, -24), (3500, -8), (7500, 0), (13000, -3), (19000, -16)) * swell(
        n, (0, -50), (1.0, -24), (2.0, 0), (2.9, -14), (5, -50)
    )
    return room(rng, placed(unit(ring) + 0.55 * hiss, 0.0), 1.6, -14, 9000)


def pluck(rng: Generator, hz: float, length_s: float, bright: float) -> Array:
    """Karplus-Strong in its modal form: overtones of a string plucked at a fifth of its length, slightly stiff."""
    order = np.arange(1, int(min(14000 / hz, 46)) + 1)
    pitch = hz * order * np.sqrt(1 + 0.00012 * order**2)
    parts = np.abs(np.sin(np.pi * order / 5.2)) / order ** (1.55 - bright)
    return full(struck(samples(length_s), pitch, length_s / (1 + 0.16 * order), parts, rng))


@effect(
    "MUSCStr",
    "Harp Gliss",
    "A harp glissando sweeps upwards",
    "harp gliss glissando sweep dream magic heaven strings fairy tale up flashback",
)
def harp(rng: Generator) -> Array:
    n = samples(4)
    out = np.zeros((n, 2))
    scale = [0, 2, 4, 7, 9]
    at = 0.03
    for index in range(23):
        hz = 146.8 * 2 ** ((12 * (index // 5) + scale[index % 5]) / 12)
        if hz > 3400:
            break
        out += placed(
            scattered(n, [samples(at)], [pluck(rng, hz, 2.4, 0.25) * (0.6 + 0.018 * index)]), -0.6 + 0.055 * index
        )
        at += 0.062 - 0.0008 * index
    return room(rng, out, 1.8, -10, 7000)


@effect(
    "MUSCToy",
    "Music Box",
    "A music box plays a few gentle notes",
    "music box toy lullaby melody child baby nostalgic ballerina tinkling memory",
)
def music_box(rng: Generator) -> Array:
    n = samples(5.4)
    out = np.zeros((n, 2))
    tune = (
        (0.05, 76),
        (0.45, 79),
        (0.85, 84),
        (1.25, 83),
        (1.65, 79),
        (2.05, 81),
        (2.45, 76),
        (2.85, 77),
        (3.25, 74),
        (3.65, 72),
        (0.05, 60),
        (0.85, 67),
        (1.65, 64),
        (2.45, 65),
        (3.25, 67),
        (3.65, 60),
    )
    for at, note in tune:
        hz = 440 * 2 ** ((note - 69 + 12) / 12)
        tine = struck(
            samples(1.9),
            hz * np.array([1.0, 2.0, 6.27, 10.1, 1.002]),
            np.array([1.6, 0.6, 0.15, 0.06, 1.3]),
            np.array([1, 0.12, 0.3, 0.12, 0.4]),
            rng,
        )
        out += placed(
            scattered(n, [samples(at + rng.normal(0, 0.009))], [full(tine) * rng.uniform(0.6, 0.95)]),
            np.clip((note - 72) / 20, -0.5, 0.5),
        )
        out += placed(scattered(n, [samples(at)], [0.05 * click(rng, 0.01, (1500, 0), (6000, -4))]), 0.0)
    return room(rng, out, 0.8, -13, 8000)


@effect(
    "HORNCele",
    "Fanfare Horn",
    "A horn sounds a short heroic fanfare",
    "fanfare horn trumpet brass heroic king royal announcement victory medieval hunting celebrate knight",
)
def fanfare(rng: Generator) -> Array:
    n = samples(3.4)
    out = np.zeros((n, 2))
    for at, long_s, chord in (
        (0.03, 0.2, (58, 62)),
        (0.26, 0.2, (58, 62)),
        (0.49, 0.34, (58, 65)),
        (0.88, 0.2, (62, 65)),
        (1.12, 1.6, (65, 70, 74)),
    ):
        for index, note in enumerate(chord):
            m = samples(long_s)
            hz = 440 * 2 ** ((note - 69) / 12)
            f = unsteady(rng, glide(m, (0, hz * 0.97), (0.05, hz), (long_s, hz)), 0.25, 7)
            bloom = curve(m, (0, 500), (0.07, 2100), (0.2, 1500), (long_s, 1100))
            tone = unit(harmonics(f, [(bloom, 1600.0, 0.0), (500.0, 500.0, -4.0)], -3.5, 11000))
            out += placed(
                scattered(
                    n,
                    [samples(at)],
                    [tone * swell(m, (0, -40), (0.035, -1), (0.12, 0), (long_s * 0.75, -3), (long_s, -40))],
                ),
                -0.3 + 0.3 * index,
            )
    return room(rng, out, 1.8, -9, 5000)


@effect(
    "WHSTHmn",
    "Referee Whistle",
    "A referee blows a sharp whistle",
    "whistle referee sport football start match coach police traffic pea blow race game",
)
def referee(rng: Generator) -> Array:
    n = samples(1.4)
    out = np.zeros(n)
    for at, long_s in ((0.03, 0.22), (0.36, 0.75)):
        m = samples(long_s)
        trill = np.sin(2 * np.pi * np.cumsum(38 * (1 + 0.06 * drift(rng, m, 12))) / RATE_HZ)  # the pea
        f = glide(m, (0, 2500), (0.03, 2850), (long_s, 2820)) * (1 + 0.016 * trill)
        phase = 2 * np.pi * np.cumsum(f) / RATE_HZ
        tone = np.sin(phase) + 0.6 * np.sin(phase * 1.118) + 0.18 * np.sin(2 * phase)
        air = shaped_noise(rng, m, (1000, -20), (2800, 0), (4500, -6), (10000, -14))
        out += scattered(
            n,
            [samples(at)],
            [
                (unit(tone) * (0.75 + 0.25 * trill) + 0.25 * air)
                * swell(m, (0, -30), (0.015, 0), (long_s - 0.05, -1), (long_s, -36))
            ],
        )
    return outdoors(rng, placed(out, 0.0), -13)


@looped(
    "MUSCPerc",
    "War Drums",
    "War drums pound a steady march",
    "drums war drum march pounding tribal army beat battle viking taiko rhythm",
)
def war_drums(rng: Generator) -> Array:
    n = samples(5)
    out = np.zeros((n, 2))
    modes = np.array([1.0, 1.59, 2.14, 2.3, 2.65, 2.92, 3.16, 3.5])
    for beat, (loud, low) in enumerate(
        ((1.0, 62), (0, 0), (0.45, 92), (0.55, 92), (0.85, 66), (0, 0), (0.5, 92), (0, 0)) * 1
    ):
        if not loud:
            continue
        for where in (-0.5, 0.1, 0.55):
            m = samples(1.1)
            skin = struck(m, low * rng.uniform(0.94, 1.06) * modes, 0.9 / modes, 1 / modes**0.6, rng)
            stick = click(rng, 0.04, (200, -3), (800, 0), (3000, -8))
            start = round(beat * n / 8 + samples(abs(rng.normal(0, 0.007))))
            out += placed(
                scattered(n, [start] * 2, [loud * full(skin) * rng.uniform(0.7, 1), 0.4 * loud * stick], wrap=True),
                where,
            )
    return room(rng, out, 1.6, -8, 3500, wrap=True)

"""What circuits say: beeps, alarms, rings, lasers, charges and sparks."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .machines import blip, whole
from .recipe import effect, looped
from .space import outdoors, placed, room, stereo
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    bandpass,
    body,
    click,
    clock,
    curve,
    decay,
    drift,
    driven,
    full,
    glide,
    gusts,
    highpass,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    struck,
    swell,
    unit,
)
from .voices import harmonics, unsteady


@effect(
    "ROBTVox",
    "Robot Beeps",
    "A robot chirps and beeps electronically",
    "robot beeps beep chirp electronic droid computer voice bleep android machine talk toy",
)
def robot_beeps(rng: Generator) -> Array:
    n = samples(2.1)
    out, at = np.zeros(n), 0.03
    while at < 1.8:
        m = samples(rng.uniform(0.05, 0.2))
        t = m / RATE_HZ
        first, last = rng.uniform(500, 2200), rng.uniform(500, 2600)
        f = glide(m, (0, first), (t, last)) * 2 ** (rng.choice([0, 0, 1.5]) * np.sin(2 * np.pi * 24 * clock(m)) / 12)
        tone = harmonics(f, [(1500.0, 1500.0, 0.0), (3200.0, 1500.0, -5.0)], -7, 9000)
        out += scattered(
            n,
            [samples(at)],
            [unit(tone) * np.clip(np.minimum(clock(m), t - clock(m)) / 0.008, 0, 1) * rng.uniform(0.6, 1)],
        )
        at += t + rng.choice([0.01, 0.03, 0.12])
    return room(rng, placed(out, 0.0), 0.3, -15, 7000)


@effect(
    "LASRGun",
    "Laser Shot",
    "A laser gun fires",
    "laser blaster shot fire gun zap pew scifi sci-fi weapon beam space ray shoot",
)
def laser(rng: Generator) -> Array:
    n = samples(0.8)
    f = glide(n, (0, 4200), (0.03, 2300), (0.12, 900), (0.35, 260), (0.8, 110))
    tone = harmonics(f, [], -7, 14000) * decay(n, 0.62, 0.0006)
    second = harmonics(f * 1.512, [], -9, 14000) * decay(n, 0.35, 0.0006)
    zap = shaped_noise(rng, n, (300, -8), (1600, 0), (6000, -3), (14000, -14)) * decay(n, 0.14, 0.0004)
    x = driven(0.6 * (unit(tone) + 0.5 * unit(second)), 1.8) + 0.7 * unit(zap) * 0.5
    return room(rng, placed(np.concatenate([np.zeros(480), x]), 0.0), 0.9, -13, 5000)


@effect(
    "SCIEnrg",
    "Power Up",
    "A machine powers up with a rising electric whine",
    "power up start charge charging energy rise electric machine activate scifi sci-fi robot turn on switch",
)
def power_up(rng: Generator) -> Array:
    n = samples(2.8)
    f = glide(n, (0, 48), (0.4, 70), (1.9, 520), (2.15, 560), (2.8, 560))
    form = [(300.0, 500.0, 0.0), (1200.0, 900.0, -4.0), (3200.0, 1800.0, -8.0)]
    x = unit(harmonics(unsteady(rng, f, 0.5, 12), form, -3, 11000)) + 0.6 * unit(harmonics(f * 2.01, form, -5, 11000))
    crackle = sprinkled(
        rng,
        arrivals(rng, n, 90, np.clip(curve(n, (0, 0), (1.9, 1), (2.1, 0.1), (2.8, 0)), 0, 1)),
        n,
        [click(rng, 0.004, (2000, -6), (6000, 0), (13000, -4)) for _ in range(4)],
        5,
    )
    thunk = np.pad(body(rng, samples(0.4), (70, 900), 14, 0.25, 0.7), (samples(2.0), 0))
    x = x * swell(n, (0, -30), (0.2, -12), (1.9, 0), (2.1, -2), (2.35, -14), (2.8, -46)) + 0.15 * crackle
    x[: len(thunk)] += 1.4 * thunk[:n]
    return room(rng, placed(x, 0.0), 0.9, -13, 5000)


@effect(
    "SCIEnrg",
    "Power Down",
    "A machine powers down and dies away",
    "power down shut off stop die electric machine deactivate robot off failure",
)
def power_down(rng: Generator) -> Array:
    n = samples(2.6)
    f = glide(n, (0, 430), (0.2, 410), (1.6, 60), (2.6, 28))
    form = [(300.0, 500.0, 0.0), (1200.0, 900.0, -4.0), (3200.0, 1800.0, -8.0)]
    x = unit(harmonics(unsteady(rng, f, 0.6, 12), form, -3, 11000)) * swell(
        n, (0, -20), (0.03, 0), (0.8, -2), (1.7, -12), (2.6, -50)
    )
    air = shaped_noise(rng, n, (100, -4), (500, 0), (2500, -8), (9000, -24)) * swell(
        n, (0, -20), (1.5, -24), (2.6, -60)
    )
    return room(rng, placed(x + air, 0.0), 0.9, -13, 4000)


@looped(
    "SCIEnrg",
    "Energy Hum",
    "A humming energy field pulses and crackles",
    "energy hum force field shield pulse electric portal glow plasma lightsaber scifi sci-fi power crystal",
)
def energy_hum(rng: Generator) -> Array:
    n = samples(6)
    f1, f2 = whole(n, 92), whole(n, 138.5)
    buzz = [
        harmonics(np.full(n, f), [(380.0, 500.0, 0.0), (1500.0, 1200.0, -6.0), (3800.0, 2500.0, -13.0)], -3, 9000)
        for f in (f1, f2)
    ]
    pulse = 1 + 0.3 * np.sin(2 * np.pi * clock(n) / 1.5)
    crackle = sprinkled(
        rng,
        arrivals(rng, n, 40, np.clip(drift(rng, n, 3), 0, 1)),
        n,
        [click(rng, 0.005, (2000, -8), (6500, 0), (14000, -3)) for _ in range(5)],
        5,
    )
    x = (
        stereo(unit(buzz[0]) + 0.5 * unit(buzz[1]), np.roll(unit(buzz[0]), 150) + 0.5 * np.roll(unit(buzz[1]), 400))
        * (pulse * gusts(rng, n, 3, 4))[:, None]
    )
    return room(rng, x + 0.05 * placed(unit(crackle), 0.2), 0.6, -13, 5000, wrap=True)


@effect(
    "ELECSprk",
    "Electric Sparks",
    "Electricity sparks and crackles",
    "electric sparks spark electricity zap crackle arc short circuit lightning shock wire",
)
def sparks(rng: Generator) -> Array:
    n = samples(2.2)
    arc = np.zeros(n)
    for at, long_s in ((0.03, 0.35), (0.55, 0.2), (0.95, 0.6), (1.7, 0.25)):
        m = samples(long_s)
        gate = np.clip(drift(rng, m, 70), 0, 2) * np.clip(np.sin(2 * np.pi * 100 * clock(m)) + 0.4, 0, 1)
        noise = shaped_noise(rng, m, (300, -12), (1500, -3), (5000, 0), (11000, -1), (18000, -8))
        arc += scattered(n, [samples(at)], [noise * gate * np.hanning(m) ** 0.4])
    snaps = sprinkled(
        rng,
        arrivals(rng, n, 24),
        n,
        [click(rng, 0.012, (800, -6), (3500, 0), (11000, -2), attack_s=0.0001) for _ in range(6)],
        6,
    )
    return room(rng, placed(unit(arc) + 0.8 * unit(snaps), 0.0), 0.5, -15, 8000)


@looped(
    "ALRMElec",
    "Alarm",
    "An electronic alarm sounds again and again",
    "alarm warning alert emergency buzzer klaxon danger security siren evacuation",
)
def alarm(rng: Generator) -> Array:
    n = samples(4)
    x = np.zeros(n)
    for index in range(8):
        m = samples(0.3)
        f = np.full(m, 740.0 if index % 2 else 587.0)
        tone = harmonics(
            unsteady(rng, f, 0.08, 10), [(1400.0, 900.0, 0.0), (2900.0, 1200.0, -3.0), (700.0, 500.0, -3.0)], -2, 10000
        )
        x += scattered(
            n,
            [samples(0.02 + index * 0.5)],
            [unit(tone) * np.clip(np.minimum(clock(m), 0.3 - clock(m)) / 0.008, 0, 1)],
            wrap=True,
        )
    return room(rng, placed(driven(0.4 * x, 1.5), 0.0), 1.6, -8, 4000, wrap=True)


@looped(
    "VEHSirn",
    "Police Siren",
    "A police siren wails",
    "siren police ambulance fire truck emergency wail car city chase rescue",
)
def siren(rng: Generator) -> Array:
    n = samples(6)
    sweep = 0.5 - 0.5 * np.cos(2 * np.pi * clock(n) / 3)
    f = 560 * (1480 / 560) ** (sweep**0.8)
    f *= round(f.sum() / RATE_HZ) * RATE_HZ / f.sum()
    tone = harmonics(f, [(1250.0, 900.0, 0.0), (2600.0, 1200.0, -5.0), (4200.0, 1500.0, -12.0)], -5, 9000)
    return outdoors(rng, placed(driven(0.5 * unit(tone), 1.6), 0.05), -7, wrap=True)


@looped("COMTelph", "Phone Ring", "An old telephone rings", "phone telephone ring ringing bell call old office")
def phone(rng: Generator) -> Array:
    n = samples(5)
    out = np.zeros(n)
    for start in (0.03, 0.68):
        for k in range(20):
            strike = struck(
                samples(0.9),
                np.array([1330.0, 2660 * 1.01, 3990 * 1.03, 5480, 7350]) * (1.0 if k % 2 else 1.19),
                np.array([0.7, 0.5, 0.35, 0.2, 0.12]),
                np.array([1, 0.7, 0.5, 0.3, 0.2]),
                rng,
            )
            out += scattered(
                n, [samples(start + k * 0.0225 + rng.normal(0, 0.0006))], [strike * rng.uniform(0.85, 1)], wrap=True
            )
    rattle = sprinkled(
        rng,
        (samples(0.03) + np.arange(20) * samples(0.0225)),
        n,
        [click(rng, 0.006, (900, -6), (3000, 0), (8000, -8))],
        2,
    )
    return room(rng, placed(full(out) + 0.15 * rattle, 0.1), 0.4, -13, 6000, wrap=True)


@effect(
    "COMCell",
    "Mobile Phone Ring",
    "A mobile phone rings with a short melody",
    "mobile phone cellphone ringtone ring smartphone melody call notification",
)
def mobile(rng: Generator) -> Array:
    n = samples(2.6)
    notes = (1318.5, 1568.0, 1975.5, 1568.0, 2349.3, 1975.5, 1568.0, 1318.5)
    out = np.zeros(n)
    for index, hz in enumerate([*notes, *notes[:4]]):
        m = samples(0.4)
        out += scattered(
            n,
            [samples(0.03 + index * 0.16)],
            [
                struck(
                    m,
                    hz * np.array([1.0, 2.0, 3.01, 5.4]),
                    np.array([0.5, 0.25, 0.15, 0.06]),
                    np.array([1, 0.25, 0.15, 0.12]),
                )
            ],
        )
    return room(rng, placed(highpass(out, 500), 0.0), 0.3, -16, 7000)


@effect(
    "UIBeep",
    "Interface Beep",
    "A computer interface confirms with a short double beep",
    "computer beep interface button confirm digital screen data notification scanner countdown",
)
def ui_beep(rng: Generator) -> Array:
    n = samples(0.7)
    x = scattered(n, [samples(0.02), samples(0.15)], [blip(rng, 1174.7, 0.12), blip(rng, 1568.0, 0.22)])
    return room(rng, placed(x, 0.0), 0.35, -14, 8000)


@effect(
    "SCICmpt",
    "Data Processing",
    "A computer processes data with fast electronic chatter",
    "computer data processing chatter scan electronic digital hacker screen code beeps calculate",
)
def data(rng: Generator) -> Array:
    n = samples(3)
    out = np.zeros((n, 2))
    for k in range(42):
        hz = rng.choice([523.3, 659.3, 784.0, 1046.5, 1318.5, 1568.0, 2093.0])
        out += placed(
            scattered(
                n,
                [samples(0.03 + k * 0.066 + rng.normal(0, 0.004))],
                [blip(rng, hz, rng.uniform(0.02, 0.05)) * rng.uniform(0.4, 1)],
            ),
            rng.uniform(-0.5, 0.5),
        )
    return room(rng, out, 0.4, -14, 7000)


@effect(
    "COMStatic",
    "Radio Static",
    "Radio static crackles while a station is searched",
    "radio static crackle noise tuning interference transmission signal walkie talkie astronaut television",
)
def radio_static(rng: Generator) -> Array:
    n = samples(3.2)
    tuning = 0.5 + 0.5 * np.clip(drift(rng, n, 3), -1, 1)
    hiss = bandpass(rng.standard_normal(n), 350, 4200) * (0.5 + 0.5 * tuning)
    whistle = np.sin(
        2
        * np.pi
        * np.cumsum(glide(n, (0, 2600), (0.7, 500), (1.2, 380), (1.6, 1500), (2.3, 900), (3.2, 2900)))
        / RATE_HZ
    )
    pops = sprinkled(
        rng, arrivals(rng, n, 45), n, [click(rng, 0.006, (500, -4), (1800, 0), (4000, -12)) for _ in range(5)], 7
    )
    x = unit(hiss) + 0.22 * whistle * np.clip(drift(rng, n, 2), 0, 1.5) + 0.6 * unit(bandpass(pops, 300, 4500))
    return room(rng, placed(driven(0.35 * x, 1.6), 0.0), 0.2, -18, 5000)

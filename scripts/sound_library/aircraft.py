"""In the air and beyond: jets, propellers, rotors, rockets, and spaceships that nobody has heard."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .engines import Engine, engine
from .recipe import bed, effect, looped
from .space import level, outdoors, pass_by, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    bandpass,
    click,
    clock,
    convolve,
    curve,
    drift,
    driven,
    faded,
    full,
    gain,
    glide,
    gusts,
    hump,
    lowpass,
    painted,
    samples,
    shaped_noise,
    swell,
    unit,
)
from .voices import harmonics, unsteady

PROPELLER = Engine(
    6, 4.0, ((75, 1.2, 1.0), (165, 1.6, 1.0), (340, 2.0, 0.6), (760, 2.0, 0.3), (1700, 1.5, 0.12)), 0.3, -13, -28, 2.4
)


def jet(rng: Generator, n: int, whine: Array, whine_db: float = -12) -> Array:
    """Exhaust roar that crackles, compressor whine (fan and its overtones, a little noisy), hiss. Circular mono."""
    roar = shaped_noise(
        rng, n, (25, -9), (60, -2), (140, 0), (400, -3), (1200, -9), (4000, -17), (10000, -28), (18000, -44)
    )
    crackle = np.maximum(drift(rng, n, 260), 0) ** 2
    roar = unit(roar * (0.85 + 0.14 * crackle) * gusts(rng, n, 11, 3))
    phase = 2 * np.pi * np.cumsum(whine) / RATE_HZ
    fan = sum(
        part * np.sin(phase * k + 0.5 * drift(rng, n, 14)) for k, part in ((1, 1.0), (1.62, 0.5), (2, 0.4), (3.05, 0.2))
    )
    fan = fan * (1 + 0.25 * drift(rng, n, 25)) + 0.4 * unit(bandpass(rng.standard_normal(n), 1800, 6000, wrap=True))
    hiss = shaped_noise(rng, n, (1000, -20), (4000, -3), (9000, 0), (16000, -14))
    return roar + gain(whine_db) * unit(fan) + gain(-24) * hiss


def _whole(n: int, hz: float) -> float:
    """The nearest pitch that fits a whole number of times into n samples, so that a loop closes."""
    return round(hz * n / RATE_HZ) * RATE_HZ / n


@effect(
    "AEROJet",
    "Jet Fly By",
    "A jet plane roars by low overhead",
    "jet airplane plane aeroplane aircraft fly by flyby pass overhead roar fighter swoop whoosh",
)
def jet_fly_by(rng: Generator) -> Array:
    n = samples(5.6)
    x = jet(rng, n, np.full(n, 2350.0), -9)
    moved = pass_by(x, 130, 55, 1.7, 45)
    roar = (
        placed(lowpass(x, 900, 1), curve(n, (0, -0.4), (5.6, 0.5)))
        * swell(n, (0, -40), (1.6, -22), (2.0, -7), (2.7, -5), (4.2, -15), (5.6, -34))[:, None]
    )
    return outdoors(
        rng, (moved / np.abs(moved).max() + 0.5 * roar / np.abs(roar).max()) * faded(np.ones(n), 0.4, 1.2)[:, None], -14
    )


@effect(
    "AEROMil",
    "Fighter Jet Pass",
    "A fighter jet tears past at great speed with a ripping roar",
    "fighter jet military aircraft plane pass fast supersonic roar speed airplane race dive",
)
def fighter(rng: Generator) -> Array:
    n = samples(4.6)
    x = jet(rng, n, np.full(n, 3300.0), -13)
    tear = shaped_noise(rng, n, (60, -4), (200, 0), (800, -2), (2500, -6), (8000, -16)) * np.clip(
        1 + 1.2 * drift(rng, n, 45), 0.1, 4
    )
    moved = pass_by(x + 0.7 * tear, 215, 60, 1.1, 40, rightward=False)
    after = (
        placed(lowpass(unit(tear), 700, 1), curve(n, (0, 0.4), (4.6, -0.5)))
        * swell(n, (0, -60), (1.1, -26), (1.5, -6), (2.2, -6), (4.6, -38))[:, None]
    )
    return outdoors(
        rng,
        (moved / np.abs(moved).max() + 0.6 * after / np.abs(after).max()) * faded(np.ones(n), 0.2, 1.0)[:, None],
        -13,
    )


@looped(
    "AEROJet",
    "Jet Engine Steady",
    "A jet engine runs at full power with a steady roar and whine",
    "jet engine airplane plane aircraft turbine whine roar steady flight flying aeroplane",
)
def jet_steady(rng: Generator) -> Array:
    n = samples(6)
    whine = _whole(n, 2600) * (1 + 0.003 * np.sin(2 * np.pi * clock(n) / 3))
    return outdoors(rng, stereo(jet(rng, n, whine, -9), jet(rng, n, whine, -9)), -20, wrap=True)


@effect(
    "AEROJet",
    "Jet Take Off",
    "A jet airliner takes off, engines spooling up to a roar",
    "jet airplane plane take off takeoff runway aircraft airliner engines spool departure aeroplane airport",
)
def take_off(rng: Generator) -> Array:
    n = samples(6)
    whine = glide(n, (0, 900), (1.6, 2500), (3.5, 2700), (4.3, 2600), (6, 2200))
    x = jet(rng, n, whine, -5) * swell(n, (0, -22), (1.6, -6), (2.8, 0), (4, -3), (6, -26))
    dull = curve(n, (0, 0.1), (2.8, 0), (6, 1))
    return outdoors(rng, placed(x * (1 - dull) + lowpass(x, 700, 1) * dull, curve(n, (0, -0.6), (3, 0), (6, 0.7))), -14)


@bed(
    "AEROInt",
    "Airplane Cabin",
    "Inside an airplane cabin in flight, steady engine drone and air",
    "airplane cabin interior inside plane aircraft flight cockpit drone travel passenger aeroplane",
)
def cabin_air(rng: Generator) -> Array:
    n = samples(12)
    air = wide(
        lambda: shaped_noise(rng, n, (30, -6), (80, 0), (200, -4), (600, -10), (1800, -15), (5000, -22), (12000, -38)),
        0.7,
    )
    base = _whole(n, 87)
    drone = sum(
        part * np.sin(2 * np.pi * base * k * clock(n) + 0.4 * drift(rng, n, 0.7))
        for k, part in ((1, 1.0), (2, 0.6), (3, 0.3), (4, 0.2))
    )
    return level(air, -10) + level(stereo(drone, np.roll(drone, 120)) * gusts(rng, n, 0.4, 4)[:, None], -22)


@looped(
    "AEROProp",
    "Propeller Plane",
    "A propeller plane flies with its engine droning",
    "propeller plane airplane aircraft aeroplane prop engine drone flying flight biplane roar",
)
def propeller(rng: Generator) -> Array:
    n = samples(6)
    x = engine(rng, PROPELLER, 2250 * (1 + 0.009 * drift(rng, n, 1.1)), 0.95, wrap=True)
    wash = shaped_noise(rng, n, (60, -6), (200, 0), (800, -5), (3000, -15), (10000, -32))
    blades = 0.5 + 0.5 * np.sin(2 * np.pi * _whole(n, 75) * clock(n))
    return outdoors(rng, x + 0.4 * wash * (0.5 + blades), -17, wrap=True)


@effect(
    "AEROProp",
    "Propeller Plane Pass",
    "A propeller plane swoops past low and fast",
    "propeller plane airplane aircraft aeroplane fly by pass swoop dive stunt engine biplane race",
)
def propeller_pass(rng: Generator) -> Array:
    n = samples(5)
    x = engine(rng, PROPELLER, glide(n, (0, 2500), (2, 2650), (5, 2450))) + 0.35 * shaped_noise(
        rng, n, (80, -4), (300, 0), (1500, -9), (8000, -28)
    )
    return outdoors(rng, pass_by(x, 72, 22, 1.7, 18) * faded(np.ones(n), 0.35, 1)[:, None], -16)


def rotor(rng: Generator, n: int, blades_hz: float) -> Array:
    """Blade slaps (a dark thump with a crack on top), turbine whine, tail rotor buzz. Circular."""
    count = round(blades_hz * n / RATE_HZ)
    at = (np.arange(count) * n / count).astype(int)
    slap_n = samples(0.085)
    thump = (
        shaped_noise(rng, slap_n, (30, -2), (70, 0), (180, -4), (500, -10), (1800, -20), (7000, -36))
        * np.hanning(slap_n) ** 1.3
    )
    beats = np.zeros(n)
    beats[at] = (1 + 0.16 * (np.arange(count) % 2)) * (1 + 0.08 * rng.standard_normal(count))
    slaps = convolve(beats, full(thump), wrap=True)
    wash = shaped_noise(rng, n, (60, -4), (200, 0), (700, -4), (2500, -12), (9000, -28)) * (
        0.4 + convolve(beats, np.hanning(samples(0.09)), wrap=True)
    )
    tail = harmonics(np.full(n, _whole(n, blades_hz * 5.3)), [(420.0, 500.0, 0.0), (1100.0, 700.0, -8.0)], -5, 4000)
    whine = bandpass(rng.standard_normal(n), 3300, 3600, 2, wrap=True) + 0.6 * bandpass(
        rng.standard_normal(n), 5400, 5750, 2, wrap=True
    )
    return 1.1 * unit(slaps) + 0.55 * unit(wash) + 0.10 * unit(tail) + 0.035 * unit(whine)


@looped(
    "AEROHeli",
    "Helicopter Hover",
    "A helicopter hovers, rotor blades chopping the air",
    "helicopter chopper rotor blades hover hovering flying aircraft rotors",
)
def helicopter(rng: Generator) -> Array:
    n = samples(6)
    return outdoors(rng, stereo(rotor(rng, n, 10.5), np.roll(rotor(rng, n, 10.5), 40)), -16, wrap=True)


@effect(
    "AERORckt",
    "Rocket Launch",
    "A rocket ignites and lifts off with a crackling roar",
    "rocket launch lift off liftoff blast takeoff space shuttle ignition roar thruster spaceship start",
)
def rocket(rng: Generator) -> Array:
    n = samples(6)
    sides = []
    for _ear in (0, 1):
        low = shaped_noise(rng, n, (20, -5), (45, 0), (120, -1), (350, -5), (1200, -10), (4000, -17), (12000, -32))
        sides.append(low * np.clip(0.75 + 0.55 * np.maximum(drift(rng, n, 70), -0.8), 0.1, 3) * gusts(rng, n, 8, 5))
    hiss = painted(rng, n, lambda t, hz: hump(hz, 3200 * np.exp(-t / 5) + 300, 1.3))
    shape = swell(n, (0, -60), (0.06, -14), (0.2, -4), (0.9, 0), (3.2, 0), (4.8, -7), (6, -30))
    x = stereo(sides[0], sides[1]) + 0.45 * stereo(unit(hiss), np.roll(unit(hiss), 700))
    snap = click(rng, 0.3, (40, 0), (200, -2), (1500, -10), (8000, -26))
    x[: len(snap)] += 5 * placed(snap, 0.0)
    y = x * shape[:, None]
    return outdoors(rng, np.stack([driven(side / np.abs(y).max(), 2.4) for side in y.T], axis=1), -12)


@bed(
    "SCIShip",
    "Spaceship Hum",
    "The deep steady hum inside a spaceship",
    "spaceship hum space station ship interior engine drone scifi starship cockpit sci-fi",
)
def ship_hum(rng: Generator) -> Array:
    n = samples(12)
    out = np.zeros((n, 2))
    for hz, part in ((41, 1.0), (61.5, 0.8), (82.3, 0.6), (123, 0.45), (164.5, 0.3), (247, 0.16), (369, 0.1)):
        for side in (-0.7, 0.7):
            tone = np.sin(2 * np.pi * _whole(n, hz * rng.uniform(0.995, 1.005)) * clock(n) + 0.8 * drift(rng, n, 0.5))
            out += placed(part * tone * gusts(rng, n, 0.35, 8), side)
    air = wide(lambda: shaped_noise(rng, n, (50, -6), (160, 0), (500, -6), (1500, -12), (4000, -20), (12000, -36)), 0.9)
    pulse = 1 + 0.18 * np.sin(2 * np.pi * clock(n) / 1.5)
    return level(out * pulse[:, None], -12) + level(air, -16)


@effect(
    "SCIShip",
    "Spaceship Pass",
    "A spaceship flies past with a deep humming whoosh",
    "spaceship pass fly by starship ufo spacecraft whoosh scifi sci-fi flies rocket shuttle space",
)
def ship_pass(rng: Generator) -> Array:
    n = samples(5)
    base = 74 * (1 + 0.01 * drift(rng, n, 3))
    tone = harmonics(
        base, [(240.0, 300.0, 0.0), (700.0, 400.0, -4.0), (1700.0, 700.0, -9.0), (3600.0, 1500.0, -15.0)], -3, 9000
    )
    tone2 = harmonics(base * 1.503, [(400.0, 300.0, 0.0), (1200.0, 600.0, -6.0)], -4, 8000)
    noise = shaped_noise(rng, n, (40, -4), (120, 0), (500, -4), (2000, -10), (8000, -24))
    x = driven(unit(tone) + 0.6 * unit(tone2), 1.2) * (1 + 0.25 * np.sin(2 * np.pi * 11 * clock(n))) + 0.9 * noise
    moved = pass_by(unit(x), 95, 32, 1.7, 12)
    return room(rng, moved / np.abs(moved).max() * faded(np.ones(n), 0.4, 1.2)[:, None], 1.8, -12, 3000)


@effect(
    "SCIShip",
    "Spaceship Engine Start",
    "A spaceship powers up its engines and surges away",
    "spaceship engine start takeoff launch warp power up surge scifi sci-fi starship thruster hyperspace",
)
def ship_start(rng: Generator) -> Array:
    n = samples(4.6)
    f = glide(n, (0, 38), (1.3, 70), (2.0, 160), (2.6, 420), (4.6, 300))
    tone = harmonics(
        unsteady(rng, f, 0.6, 6), [(300.0, 500.0, 0.0), (900.0, 700.0, -3.0), (2400.0, 1500.0, -8.0)], -4, 9000
    )
    noise = painted(rng, n, lambda t, hz: hump(hz, 200 * 2 ** np.clip(t * 1.5, 0, 4), 1.3))
    shape = swell(n, (0, -26), (1.3, -12), (2.0, -4), (2.25, 0), (2.6, -4), (4.6, -44))
    boom = click(rng, 1.4, (24, -2), (50, 0), (140, -4), (600, -14), (3000, -30), attack_s=0.01)
    x = (
        stereo(unit(tone), np.roll(unit(tone), 90)) * shape[:, None]
        + 0.8 * stereo(unit(noise), np.roll(unit(noise), 500)) * shape[:, None]
    )
    x[samples(2.1) : samples(2.1) + len(boom)] += 3.2 * placed(boom, 0.0)
    return room(rng, x, 2.0, -11, 3500)

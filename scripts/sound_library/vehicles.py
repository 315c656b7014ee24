"""What drives on roads (and one boat): engines at work, tyres, horns, doors, passes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .engines import DIESEL, PETROL, RACING, SPORTS, TRACTOR, V_TWIN, engine, tyres
from .recipe import bed, effect, looped
from .space import level, outdoors, pass_by, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    bandpass,
    body,
    click,
    clock,
    curve,
    drift,
    driven,
    faded,
    full,
    glide,
    gusts,
    lowpass,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)
from .voices import harmonics, unsteady


def cabin(rng: Generator, n: int) -> Array:
    """Tyres and wind as they reach the inside of a car: deep noise that wanders."""
    road = wide(lambda: shaped_noise(rng, n, (25, 0), (60, 2), (160, -6), (450, -16), (1200, -24), (5000, -48)), 0.5)
    air = wide(lambda: shaped_noise(rng, n, (100, -30), (500, -12), (1100, -10), (3500, -24), (12000, -52)), 0.8)
    return road * gusts(rng, n, 1.5, 3)[:, None] + 0.6 * air * gusts(rng, n, 0.6, 5)[:, None]


@looped(
    "VEHCar",
    "Engine Idle",
    "A petrol car engine idling steadily",
    "car automobile motor engine idle idling running vehicle start",
)
def engine_idle(rng: Generator) -> Array:
    n = samples(6)
    x = engine(rng, PETROL, 810 * (1 + 0.012 * drift(rng, n, 2.5)), 0.45 + 0.06 * drift(rng, n, 3), wrap=True)
    return room(rng, x, 0.25, -10, 5000, wrap=True)


@effect(
    "VEHCar",
    "Engine Rev",
    "A sports car engine roars as it is revved hard",
    "car engine roar roaring revving rev motor automobile accelerate throttle vehicle sports",
)
def engine_rev(rng: Generator) -> Array:
    n = samples(4.2)
    rpm = glide(
        n,
        (0, 950),
        (0.2, 1000),
        (0.85, 6500),
        (1.15, 6800),
        (2.0, 2200),
        (2.25, 2000),
        (2.85, 5400),
        (3.1, 5600),
        (4.2, 1500),
    )
    load = curve(
        n,
        (0, 0.3),
        (0.18, 0.3),
        (0.3, 1),
        (1.1, 1),
        (1.25, 0.25),
        (2.2, 0.25),
        (2.32, 1),
        (3.1, 1),
        (3.25, 0.28),
        (4.2, 0.15),
    )
    return outdoors(rng, engine(rng, SPORTS, rpm, load) * swell(n, (0, -2), (1.2, 0), (3.2, -2), (4.2, -14)), -16)


@effect(
    "VEHCar",
    "Car Accelerate Away",
    "A car pulls away and accelerates through its gears, engine growling",
    "car accelerates speeds off drives away engine growl start race vehicle automobile gear change",
)
def car_away(rng: Generator) -> Array:
    n = samples(5.2)
    rpm = glide(n, (0, 1500), (0.3, 2300), (1.5, 6200), (1.62, 4000), (3.0, 6400), (3.12, 4400), (5.2, 6100))
    load = curve(
        n,
        (0, 0.4),
        (0.25, 1),
        (1.47, 1),
        (1.5, 0.2),
        (1.62, 0.2),
        (1.68, 1),
        (2.97, 1),
        (3, 0.2),
        (3.12, 0.2),
        (3.18, 1),
        (5.2, 1),
    )
    x = engine(rng, SPORTS, rpm, load) + 0.25 * tyres(rng, n) * curve(n, (0, 0), (1, 0.4), (5, 1))
    near = swell(n, (0, 0), (1.2, 0), (3, -7), (5.2, -17))
    x = x * near
    dull = lowpass(x, 1600, 1)
    mix = curve(n, (0, 0), (1, 0), (5.2, 0.85))
    return outdoors(rng, placed(x * (1 - mix) + dull * mix, curve(n, (0, -0.3), (5.2, 0.35))), -17)


def _car_source(rng: Generator, n: int, rpm: float, tyre: float) -> Array:
    return engine(rng, SPORTS, rpm * (1 + 0.008 * drift(rng, n, 1.5))) * 0.7 + tyre * tyres(rng, n)


@effect(
    "VEHBy",
    "Car Pass By Fast",
    "A fast car passes by on a road, tyres rushing, from left to right",
    "car pass by passing speeding drive past whoosh doppler road automobile vehicle traffic fast",
)
def car_pass(rng: Generator) -> Array:
    n = samples(4.6)
    return outdoors(rng, pass_by(_car_source(rng, n, 3600, 1.3), 33, 6, 2.2, 0.5), -22) * _ends(n + samples(0.45))


@effect(
    "VEHRace",
    "Race Car Pass By",
    "A racing car screams past at full speed",
    "race racing car formula speed pass by fast engine scream doppler motorsport track vehicle roar",
)
def race_pass(rng: Generator) -> Array:
    n = samples(4.4)
    x = engine(rng, RACING, glide(n, (0, 9600), (2.4, 10600), (4.4, 11000))) + 0.35 * tyres(rng, n)
    return outdoors(rng, pass_by(x, 78, 9, 2.0, 0.5), -18) * _ends(n + samples(0.45))


def _ends(n: int, in_s: float = 0.35, out_s: float = 0.9) -> Array:
    return faded(np.ones(n), in_s, out_s)[:, None]


@bed(
    "VEHCar",
    "Car Driving Interior",
    "Inside a car driving steadily along a road, engine and tyre hum",
    "car driving interior inside cabin road highway hum steady cruise automobile travel vehicle",
)
def car_interior(rng: Generator) -> Array:
    n = samples(12)
    motor = engine(rng, PETROL, 2300 * (1 + 0.006 * drift(rng, n, 0.4)), 0.7, wrap=True)
    hum = lowpass(unit(motor), 420, 3, wrap=True)
    bumps = sprinkled(
        rng, arrivals(rng, n, 1.6), n, [body(rng, samples(0.15), (45, 400), 12, 0.12, 0.8) for _ in range(5)], 5
    )
    return (
        level(stereo(hum, np.roll(hum, 11)), -10)
        + level(cabin(rng, n), -11)
        + level(stereo(bumps, np.roll(bumps, 60)), -24)
    )


@looped(
    "VEHCar",
    "Car Driving Onboard",
    "A car engine running hard at speed, heard close, wind rushing by",
    "car racing driving onboard engine roar speed chase fast motor vehicle automobile steady race",
)
def car_onboard(rng: Generator) -> Array:
    n = samples(6)
    motor = engine(rng, SPORTS, 4300 * (1 + 0.02 * drift(rng, n, 0.7)), 0.85 + 0.12 * drift(rng, n, 1.2), wrap=True)
    wind = wide(lambda: shaped_noise(rng, n, (60, -6), (300, 0), (900, -3), (3000, -12), (12000, -34)), 0.7)
    x = level(room(rng, motor, 0.2, -12, 5000, wrap=True), -10)
    return x + level(wind * gusts(rng, n, 2, 5)[:, None], -20)


@effect(
    "VEHSkid",
    "Tyre Skid",
    "Car tyres screech in a long skid on asphalt",
    "tyre tire tires tyres screech screeching skid skidding squeal drift brake car burnout corner",
)
def skid(rng: Generator) -> Array:
    n = samples(2.3)
    out = np.zeros((n, 2))
    for pitch, where, late in ((760, -0.45, 0.0), (905, 0.4, 0.06), (1130, 0.1, 0.14)):
        f = glide(n, (0, pitch * 1.12), (0.5, pitch), (1.6, pitch * 0.93), (2.3, pitch * 0.7))
        f = unsteady(rng, unsteady(rng, f, 1.6, 25), 2.5, 5)
        squeal = harmonics(f, [(1400.0, 1500.0, 0.0), (3200.0, 1400.0, -4.0), (700.0, 500.0, -3.0)], -5, 12000)
        stick = 1 - 0.6 * np.clip(drift(rng, n, 45), 0, 1)
        out += placed(
            unit(squeal) * stick * swell(n, (0, -40), (late + 0.05, -6), (0.5, 0), (1.7, -2), (2.1, -14), (2.3, -50)),
            where,
        )
    rub = shaped_noise(rng, n, (200, -16), (900, 0), (2500, -4), (7000, -14), (15000, -30))
    rub *= swell(n, (0, -20), (0.05, -4), (1.6, 0), (2.2, -12), (2.3, -40)) * (1 + 0.4 * drift(rng, n, 30))
    return outdoors(rng, out + 0.55 * placed(rub, 0.0), -19)


@effect(
    "VEHDoor",
    "Car Door Close",
    "A car door is shut with a solid thud",
    "car door close shut slam thud vehicle automobile",
)
def car_door(rng: Generator) -> Array:
    n = samples(0.9)
    open_latch = 0.5 * body(rng, samples(0.12), (900, 7000), 16, 0.06, 0.5)
    shut_latch = 0.8 * body(rng, samples(0.1), (700, 5000), 14, 0.05, 0.6)
    latch = scattered(n, [0, samples(0.021)], [open_latch, shut_latch])
    thud = body(rng, n, (58, 420), 16, 0.24, 0.9) * 1.6
    air = click(rng, 0.12, (60, -8), (180, 0), (600, -8), (3000, -26))
    rattle = scattered(
        n, [samples(0.05), samples(0.083)], [0.12 * body(rng, samples(0.2), (1200, 6000), 9, 0.12, 0.4)] * 2
    )
    x = scattered(n, [samples(0.012), samples(0.01)], [thud, 0.8 * air]) + 0.55 * latch + rattle
    return outdoors(rng, placed(x, 0.1), -20)


@effect(
    "VEHHorn", "Car Horn", "A car horn honks twice", "car horn honk honking beep automobile warning traffic vehicle"
)
def car_horn(rng: Generator) -> Array:
    n = samples(1.7)
    gate = swell(
        n, (0, -60), (0.012, 0), (0.28, 0), (0.31, -50), (0.5, -60), (0.512, 0), (1.25, -0.5), (1.29, -50), (1.7, -90)
    )
    x = np.zeros(n)
    for pitch in (415.0, 522.0):
        f = unsteady(rng, glide(n, (0, pitch * 0.985), (0.03, pitch), (1.7, pitch)), 0.15, 8)
        x += harmonics(f, [(1300.0, 1200.0, 0.0), (2500.0, 900.0, -2.0), (500.0, 500.0, -6.0)], -2.5, 11000)
    return outdoors(rng, placed(driven(full(x * gate), 1.6), -0.15), -15)


@looped(
    "VEHTruck",
    "Truck Engine",
    "A heavy diesel truck engine running with a deep rattle",
    "truck lorry diesel heavy van bus rumble",
)
def truck(rng: Generator) -> Array:
    n = samples(6)
    x = engine(rng, DIESEL, 780 * (1 + 0.015 * drift(rng, n, 1.2)), 0.7 + 0.06 * drift(rng, n, 2), wrap=True)
    turbo = harmonics(np.full(n, 2600.0) * (1 + 0.004 * np.sin(2 * np.pi * clock(n) / 3)), [], -14, 9000)
    hiss = bandpass(shaped_noise(rng, n, (100, 0), (16000, -20)), 1800, 4200, wrap=True)
    return outdoors(rng, x + 0.012 * unit(turbo) + 0.03 * unit(hiss), -18, wrap=True)


@effect(
    "VEHMoto",
    "Motorcycle Pass",
    "A motorcycle roars up and rides past",
    "motorcycle motorbike bike engine roar ride pass by rev chopper vehicle",
)
def motorcycle(rng: Generator) -> Array:
    n = samples(5)
    rpm = glide(n, (0, 3300), (1.9, 4300), (2.0, 3500), (5, 5200))
    x = engine(
        rng, V_TWIN, rpm, curve(n, (0, 1), (1.85, 1), (1.92, 0.3), (2.05, 0.3), (2.12, 1), (5, 1))
    ) + 0.15 * tyres(rng, n)
    return outdoors(rng, pass_by(x, 24, 5, 2.6, 0.6, rightward=False), -19) * _ends(n + samples(0.45))


@looped(
    "VEHMoto",
    "Motorcycle Idle",
    "A motorcycle engine idling with a lumpy potato beat",
    "motorcycle motorbike chopper engine idle idling motor vehicle",
)
def motorcycle_idle(rng: Generator) -> Array:
    n = samples(6)
    x = engine(rng, V_TWIN, 880 * (1 + 0.02 * drift(rng, n, 3)), 0.5, wrap=True)
    return outdoors(rng, x, -20, wrap=True)


@looped(
    "VEHFarm",
    "Tractor Engine",
    "An old tractor engine chugs slowly",
    "tractor farm chugging diesel field",
)
def tractor(rng: Generator) -> Array:
    n = samples(6)
    x = engine(rng, TRACTOR, 690 * (1 + 0.02 * drift(rng, n, 2)), 0.75 + 0.08 * drift(rng, n, 3), wrap=True)
    return outdoors(rng, x, -19, wrap=True)


@effect(
    "VEHBike",
    "Bicycle Ride By",
    "A bicycle rolls by, chain and freewheel ticking",
    "bicycle bike cycling cyclist pedal chain freewheel ride rolling wheels ticking",
)
def bicycle(rng: Generator) -> Array:
    n = samples(4)
    rate = 21 * (1 + 0.05 * drift(rng, n, 0.8))
    at = np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))
    ticks = sprinkled(
        rng, at, n, [click(rng, 0.012, (1500, -12), (3200, 0), (6500, -2), (11000, -12)) for _ in range(4)], 1.5
    )
    roll = shaped_noise(rng, n, (150, -8), (600, 0), (2000, -6), (6000, -18), (14000, -36)) * gusts(rng, n, 9, 6)
    chain = sprinkled(
        rng, arrivals(rng, n, 26), n, [body(rng, samples(0.04), (1800, 9000), 8, 0.03, 0.4) for _ in range(4)], 5
    )
    x = 0.5 * unit(ticks) * curve(n, (0, 0.3), (1.2, 0.3), (1.4, 1), (4, 1)) + 0.35 * roll + 0.18 * unit(chain)
    return outdoors(rng, pass_by(x, 5.5, 2.2, 2.0, 0.5), -23) * _ends(n + samples(0.45))


@effect(
    "VEHCar",
    "Car Crash",
    "A car crashes with crunching metal and shattering glass",
    "car crash accident collision impact metal crunch glass smash vehicle wreck",
)
def car_crash(rng: Generator) -> Array:
    n = samples(3.2)
    hit = body(rng, samples(1.0), (45, 500), 24, 0.5, 0.8) * 1.5
    crunch = np.zeros(n)
    for at in np.concatenate([[0.0, 0.03, 0.07, 0.12], 0.15 + rng.exponential(0.18, 10)]):
        crunch += scattered(
            n,
            [samples(0.1 + at)],
            [body(rng, samples(0.5), (160, 6500), 40, 0.3, 0.45) * rng.uniform(0.3, 0.8) * np.exp(-at)],
        )
    at = samples(0.16) + (rng.exponential(0.28, 130) * RATE_HZ).astype(int)
    shards = [body(rng, samples(0.15), (2500, 14000), 8, 0.1, 0.3) for _ in range(8)]
    glass = sprinkled(rng, at[at < n], n, shards, 6) * swell(n, (0, 0), (1, -6), (3.2, -30))
    boom = click(rng, 0.6, (35, -6), (90, 0), (300, -6), (2000, -22), (9000, -40))
    x = scattered(n, [samples(0.1)] * 2, [hit, 1.2 * boom]) + crunch + 0.22 * glass
    rest = samples(0.5) + (rng.gamma(2.0, 0.5, 34) * RATE_HZ).astype(int)
    scraps = [body(rng, samples(0.35), (350, 5200), 14, 0.22, 0.35) for _ in range(6)]
    x += 0.16 * sprinkled(rng, rest[rest < n], n, scraps, 5) * swell(n, (0, 0), (1.2, -4), (3.2, -26))
    return outdoors(rng, placed(driven(full(x), 1.8), 0.0) + 0.2 * placed(full(glass), 0.6)[:n], -15)


@looped(
    "BOATMotr",
    "Motorboat",
    "A motorboat speeds over the water, engine roaring and hull slapping",
    "motorboat speedboat boat engine water speed ship ferry outboard yacht jet ski",
)
def motorboat(rng: Generator) -> Array:
    n = samples(6)
    motor = engine(rng, V_TWIN, 3600 * (1 + 0.02 * drift(rng, n, 1.5)), 0.9, wrap=True)
    spray = wide(lambda: shaped_noise(rng, n, (150, -8), (600, -1), (2000, 0), (6000, -6), (14000, -22)), 0.8)
    slaps = sprinkled(
        rng,
        arrivals(rng, n, 2.4),
        n,
        [click(rng, 0.22, (60, -2), (160, 0), (700, -5), (3000, -12), (9000, -26), attack_s=0.004) for _ in range(5)],
        3,
    )
    x = (
        level(placed(motor, 0.0), -12)
        + level(spray * gusts(rng, n, 3, 7)[:, None], -18)
        + level(placed(slaps, 0.1), -17)
    )
    return outdoors(rng, x, -18, wrap=True)


@effect(
    "VEHMoto",
    "Motorcycle Rev",
    "A motorcycle engine is revved up twice",
    "motorcycle motorbike bike rev revving engine throttle roar start chopper biker",
)
def motorcycle_rev(rng: Generator) -> Array:
    n = samples(3.8)
    rpm = glide(
        n,
        (0, 900),
        (0.2, 950),
        (0.75, 4800),
        (0.95, 5000),
        (1.7, 1500),
        (1.9, 1450),
        (2.4, 5400),
        (2.6, 5500),
        (3.8, 1000),
    )
    load = curve(
        n,
        (0, 0.35),
        (0.18, 0.35),
        (0.3, 1),
        (0.9, 1),
        (1.05, 0.25),
        (1.9, 0.25),
        (2.0, 1),
        (2.55, 1),
        (2.7, 0.25),
        (3.8, 0.2),
    )
    return outdoors(rng, engine(rng, V_TWIN, rpm, load) * swell(n, (0, -4), (0.9, 0), (2.6, -1), (3.8, -14)), -17)

"""Places where people are: streets, markets, halls, harbours. Built from the sounds of the other files."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .birds import chorus, sparrow
from .engines import PETROL, RACING, engine, tyres
from .household import creak
from .impacts import blade
from .people import claps, murmur, roar
from .recipe import bed
from .space import level, outdoors, pass_by, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    body,
    click,
    clock,
    drift,
    full,
    glide,
    gusts,
    lowpass,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    struck,
    swell,
    unit,
)
from .voices import harmonics, unsteady
from .water import bubble, bubbles
from .weather import wind


def looped_in(n: int, start_s: float, x: Array) -> Array:
    """A stereo sound laid into a loop of n samples; what goes over the end comes in at the beginning."""
    out = np.zeros((n, 2))
    np.add.at(out, (samples(start_s) + np.arange(len(x))) % n, x)
    return out


def passing(rng: Generator, n: int, start_s: float, speed: float, near_m: float, rightward: bool) -> Array:
    """One car going by in a street. Circular, stereo."""
    m = samples(5.5)
    rpm = rng.uniform(1500, 2600) * (1 + 0.01 * drift(rng, m, 1))
    car = 0.5 * engine(rng, PETROL, rpm, 0.7) + 1.1 * tyres(rng, m)
    moved = pass_by(car, speed, near_m, 2.7, 0.5, rightward=rightward)
    fade = np.sin(np.pi * np.linspace(0, 1, m)) ** 0.8
    return looped_in(n, start_s, moved * fade[:, None])


def city_wash(rng: Generator, n: int) -> Array:
    """A thousand far engines and tyres."""
    low = wide(
        lambda: shaped_noise(rng, n, (28, -4), (60, 0), (130, -2), (350, -8), (900, -13), (2500, -22), (8000, -40)),
        0.85,
    )
    return low * gusts(rng, n, 0.3, 3)[:, None]


def honk(rng: Generator, pitch: float, long_s: float) -> Array:
    n = samples(long_s)
    x = sum(
        harmonics(unsteady(rng, np.full(n, hz), 0.15, 8), [(1200.0, 900.0, 0.0), (2300.0, 900.0, -3.0)], -3, 8000)
        for hz in (pitch, pitch * 1.26)
    )
    return unit(x) * np.clip(np.minimum(clock(n), long_s - clock(n)) / 0.015, 0, 1)


@bed(
    "AMBTraf",
    "City Traffic",
    "City traffic on a busy road, cars passing and a distant horn",
    "city traffic cars road street urban vehicles town busy horn downtown day",
)
def city_traffic(rng: Generator) -> Array:
    n = samples(14)
    cars = sum(
        passing(rng, n, at, speed, near, right)
        for at, speed, near, right in (
            (0.2, 13, 7, True),
            (2.6, 11, 11, False),
            (5.4, 15, 8, True),
            (7.9, 12, 14, False),
            (10.3, 14, 7, True),
            (12.2, 12, 10, False),
        )
    )
    horns = np.zeros((n, 2))
    for at, pitch, long_s, where in ((4.1, 380, 0.45, 0.6), (11.6, 430, 0.2, -0.7), (11.95, 430, 0.3, -0.7)):
        horns += looped_in(n, at, placed(lowpass(honk(rng, pitch, long_s), 1600, 1), where))
    return level(city_wash(rng, n), -15) + level(cars, -15) + level(room(rng, horns, 1.5, 0, 2500, wrap=True), -34)


@bed(
    "AMBUrbn",
    "City Night",
    "A city at night, a far hum of traffic and a distant siren",
    "city night urban quiet distant traffic hum siren town street rooftop neon skyline",
)
def city_night(rng: Generator) -> Array:
    n = samples(14)
    m = samples(7)
    sweep = 0.5 - 0.5 * np.cos(2 * np.pi * clock(m) / 3.5)
    wail = harmonics(600 * 2 ** (1.1 * sweep), [(1100.0, 700.0, 0.0)], -7, 3000)
    siren = looped_in(
        n,
        5.0,
        placed(lowpass(unit(wail), 900, 2) * np.sin(np.pi * np.linspace(0, 1, m)) ** 1.5, np.linspace(-0.5, 0.4, m)),
    )
    car = passing(rng, n, 1.0, 12, 22, True) + passing(rng, n, 12.0, 13, 26, False)
    air = wide(lambda: shaped_noise(rng, n, (80, -2), (250, 0), (900, -9), (3500, -22), (10000, -38)), 0.95)
    return (
        level(city_wash(rng, n), -14)
        + level(room(rng, siren, 2.5, 3, 1500, wrap=True), -31)
        + level(car, -22)
        + level(air, -24)
    )


@bed(
    "AMBUrbn",
    "Busy Street",
    "A busy street with people talking, footsteps and traffic",
    "street busy people pedestrians talking footsteps town city square crowd shopping sidewalk",
)
def busy_street(rng: Generator) -> Array:
    n = samples(14)
    steps = np.zeros((n, 2))
    for _walker in range(7):
        where, pace, near = rng.uniform(-0.9, 0.9), rng.uniform(1.6, 2.1), rng.uniform(0.2, 1)
        rounds = round(pace * n / RATE_HZ)
        at = ((np.arange(rounds) + rng.random() + rng.normal(0, 0.015, rounds)) * n / rounds).astype(int) % n
        heels = [click(rng, 0.03, (300, -5), (rng.uniform(1000, 1900), 0), (4200, -8), (9000, -20)) for _ in range(4)]
        passing_by = np.clip(np.sin(2 * np.pi * (clock(n) / (n / RATE_HZ) + rng.random())), 0, 1)
        steps += placed(sprinkled(rng, at, n, heels, 2) * near * passing_by, where)
    talk = room(rng, murmur(rng, n, 15, 0.5), 0.7, -7, 3500, wrap=True)
    cars = passing(rng, n, 1.0, 11, 12, True) + passing(rng, n, 7.5, 10, 14, False)
    return (
        level(city_wash(rng, n), -18)
        + level(talk, -16)
        + level(room(rng, steps, 0.7, -10, 4500, wrap=True), -24)
        + level(cars, -20)
    )


@bed(
    "AMBMrkt",
    "Market",
    "A lively outdoor market with many voices and clatter",
    "market bazaar people voices vendors crowd stalls outdoor town shopping village fair",
)
def market(rng: Generator) -> Array:
    n = samples(12)
    calls = np.zeros((n, 2))
    for at, pitch, where in ((1.0, 190, -0.6), (3.9, 150, 0.5), (6.7, 240, 0.1), (9.2, 170, -0.3), (10.9, 200, 0.7)):
        for k in range(2):
            m = samples(rng.uniform(0.35, 0.6))
            t = m / RATE_HZ
            f = unsteady(rng, glide(m, (0, pitch), (t * 0.4, pitch * 1.35), (t, pitch * 0.95)), 1.5, 9)
            form = [(rng.uniform(550, 800), 160.0, 0.0), (rng.uniform(1000, 1700), 220.0, -5.0), (2600.0, 400.0, -12.0)]
            calls += looped_in(
                n,
                at + 0.62 * k,
                placed(unit(harmonics(f, form, -5, 5000)) * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.5, where),
            )
    clatter = sprinkled(
        rng,
        arrivals(rng, n, 3.5),
        n,
        [body(rng, samples(0.25), (rng.uniform(200, 900), 6500), 12, 0.12, 0.55) for _ in range(10)],
        6,
    )
    talk = murmur(rng, n, 26, 0.65)
    return (
        level(outdoors(rng, talk, -9, wrap=True), -13)
        + level(outdoors(rng, calls, -7, wrap=True), -23)
        + level(stereo(clatter, np.roll(clatter, 700)), -27)
    )


@bed(
    "AMBRest",
    "Cafe",
    "A cafe with quiet talk, cups and cutlery",
    "cafe coffee restaurant talk chatter cups cutlery dishes bar people diner bistro bakery indoor",
)
def cafe(rng: Generator) -> Array:
    n = samples(12)
    dishes = np.zeros((n, 2))
    for _ in range(4):
        kernels = []
        for _kernel in range(5):
            base = rng.uniform(1700, 4600)
            kernels.append(
                full(
                    struck(
                        samples(0.5),
                        base * np.array([1, 2.31, 4.1, 1.01]),
                        np.array([0.35, 0.2, 0.1, 0.3]),
                        np.array([1, 0.5, 0.3, 0.6]),
                        rng,
                    )
                    + 0.3 * np.pad(click(rng, 0.01, (1500, 0), (6000, -4)), (0, samples(0.5) - samples(0.01)))
                )
            )
        dishes += placed(sprinkled(rng, arrivals(rng, n, 0.6), n, kernels, 4), rng.uniform(-0.8, 0.8))
    m = samples(2.6)
    steam = (
        shaped_noise(rng, m, (800, -16), (3000, -2), (6500, 0), (13000, -9))
        * swell(m, (0, -40), (0.3, 0), (2.0, -3), (2.6, -50))
        * gusts(rng, m, 9, 5)
    )
    talk = room(rng, murmur(rng, n, 17, 0.55), 0.6, -5, 3800, wrap=True)
    return (
        level(talk, -13)
        + level(room(rng, dishes, 0.6, -8, 7000, wrap=True), -27)
        + level(looped_in(n, 6.0, placed(0.3 * steam, 0.6)), -32)
    )


@bed(
    "AMBTran",
    "Train Station",
    "A big railway station hall, voices and a rumbling train",
    "train station railway platform hall people voices echo announcement travel airport terminal",
)
def station(rng: Generator) -> Array:
    n = samples(12)
    low = (
        wide(lambda: shaped_noise(rng, n, (25, -2), (55, 0), (140, -4), (450, -14), (1800, -30)), 0.8)
        * gusts(rng, n, 0.25, 7)[:, None]
    )
    chime = sum(
        looped_in(
            n,
            3.0 + 0.55 * k,
            placed(
                struck(samples(1.6), hz * np.array([1, 2.0, 3.0]), np.array([1.4, 0.8, 0.5]), np.array([1, 0.3, 0.12])),
                0.0,
            ),
        )
        for k, hz in enumerate((659.3, 523.3, 392.0))
    )
    brakes = samples(2.2)
    squeal = (
        harmonics(unsteady(rng, glide(brakes, (0, 2650), (2.2, 2400)), 0.5, 9), [], -14, 9000)
        * np.sin(np.pi * np.linspace(0, 1, brakes)) ** 2
    )
    x = level(murmur(rng, n, 24, 0.6), -14) + level(chime, -25) + level(looped_in(n, 9.0, placed(squeal, -0.5)), -33)
    return level(room(rng, x, 2.6, 1, 2800, wrap=True), -13) + level(low, -19)


@bed(
    "AMBNaut",
    "Harbour",
    "A harbour with lapping water, creaking boats and gulls",
    "harbour harbor port dock pier boats water lapping ropes gulls marina sea ship",
)
def harbour(rng: Generator) -> Array:
    n = samples(13)

    def gull(rng: Generator) -> Array:
        parts = []
        for _ in range(int(rng.integers(2, 5))):
            m = samples(rng.uniform(0.25, 0.4))
            t = m / RATE_HZ
            f = unsteady(rng, glide(m, (0, 760), (t * 0.3, 1180), (t, 720)), 1.2, 18)
            parts.append(
                unit(harmonics(f, [(1900.0, 1100.0, 0.0), (3300.0, 1300.0, -5.0)], -3, 8000))
                * np.sin(np.pi * np.linspace(0, 1, m)) ** 0.7
            )
        return np.concatenate(parts)

    laps = bubbles(rng, n, 44, 250, 1300, np.clip(0.35 + 0.4 * drift(rng, n, 0.6), 0.02, 1))
    wood = sum(
        looped_in(n, at, placed(creak(rng, 1.5, 20, 48, ((190, 9, 1.0), (330, 11, 0.8), (560, 12, 0.5))), where))
        for at, where in ((1.2, -0.5), (5.6, 0.4), (10.4, -0.2))
    )
    rigging = sprinkled(
        rng, arrivals(rng, n, 1.2), n, [body(rng, samples(0.5), (900, 6500), 6, 0.3, 0.3) for _ in range(4)], 4
    )
    return (
        level(laps, -15)
        + level(outdoors(rng, wood, -12, wrap=True), -24)
        + level(outdoors(rng, chorus(rng, n, 4, (gull,), 2), -7, wrap=True), -25)
        + level(placed(rigging, 0.5), -35)
        + level(wind(rng, n, 150, 600, 6), -24)
    )


@bed(
    "AMBFarm",
    "Village",
    "A quiet village with birds, a far dog and hens",
    "village farm rural countryside quiet hens chickens dog birds yard barn town morning",
)
def village(rng: Generator) -> Array:
    n = samples(14)

    def hen(rng: Generator) -> Array:
        parts = []
        for k in range(int(rng.integers(3, 7))):
            m = samples(0.09 if k else 0.2)
            t = m / RATE_HZ
            f = unsteady(rng, glide(m, (0, 380), (t * 0.3, 520), (t, 350)), 2, 40)
            parts += [
                unit(harmonics(f, [(1000.0, 500.0, 0.0), (2100.0, 700.0, -4.0)], -3, 7000)) * np.hanning(m),
                np.zeros(samples(rng.uniform(0.12, 0.3))),
            ]
        return np.concatenate(parts)

    barks = np.zeros(n)
    for at in (3.0, 3.4, 9.1, 9.5, 10.0):
        m = samples(0.2)
        f = glide(m, (0, 330), (0.04, 560), (0.2, 300))
        barks += scattered(
            n,
            [samples(at)],
            [
                unit(harmonics(f, [(800.0, 400.0, 0.0), (1700.0, 500.0, -5.0)], -4, 5000))
                * swell(m, (0, -30), (0.02, 0), (0.2, -40))
            ],
            wrap=True,
        )
    far_dog = room(rng, placed(lowpass(barks, 1300, 2, wrap=True), 0.6), 1.6, 2, 1800, wrap=True)
    birds = outdoors(rng, chorus(rng, n, 5, (sparrow,), 4), -9, wrap=True)
    return (
        level(birds, -19)
        + level(outdoors(rng, chorus(rng, n, 3, (hen,), 3), -13, wrap=True), -22)
        + level(far_dog, -27)
        + level(wind(rng, n, 160, 650, 6), -22)
    )


@bed(
    "AMBUndr",
    "Cave Drips",
    "Water drips and echoes in a cave",
    "cave cavern drip dripping water echo underground dungeon tunnel mine dark grotto",
)
def cave(rng: Generator) -> Array:
    n = samples(12)
    drips = np.zeros((n, 2))
    for where in (-0.8, -0.3, 0.2, 0.75):
        kernels = []
        for _ in range(4):
            hz = rng.uniform(650, 2100)
            plink = bubble(rng, hz, 0.35, rng.uniform(0.05, 0.11))
            kernels.append(full(np.concatenate([0.4 * click(rng, 0.004, (1500, 0), (7000, -6)), plink])))
        drips += placed(sprinkled(rng, arrivals(rng, n, 0.75), n, kernels, 5), where)
    air = wide(lambda: shaped_noise(rng, n, (30, -3), (80, 0), (200, -5), (600, -14), (2500, -30)), 0.9)
    return level(room(rng, drips, 3.2, 0, 3500, wrap=True), -17) + level(air * gusts(rng, n, 0.3, 5)[:, None], -20)


@bed(
    "AMBHist",
    "Castle Hall",
    "A large stone hall with an airy echo and a torch fire",
    "castle hall stone medieval throne dungeon palace church cathedral echo big room torch museum",
)
def castle(rng: Generator) -> Array:
    n = samples(12)
    air = (
        wide(lambda: shaped_noise(rng, n, (35, -2), (90, 0), (220, -4), (600, -11), (1800, -20), (6000, -36)), 0.9)
        * gusts(rng, n, 0.3, 5)[:, None]
    )
    flames = stereo(
        *[
            shaped_noise(rng, n, (40, -4), (120, 0), (350, -6), (1500, -16), (6000, -28)) * gusts(rng, n, 10, 10)
            for _ in (0, 1)
        ]
    )
    snaps = sprinkled(
        rng, arrivals(rng, n, 6), n, [click(rng, 0.008, (900, -8), (3000, 0), (9000, -6)) for _ in range(6)], 6
    )
    far_knocks = sprinkled(
        rng, np.array([samples(3.1), samples(8.7)]), n, [body(rng, samples(0.4), (90, 1200), 16, 0.25, 0.7)], 2
    )
    return (
        level(air, -13)
        + level(flames, -22)
        + level(room(rng, placed(snaps, -0.4) + 0.8 * placed(far_knocks, 0.5), 3.0, 1, 3000, wrap=True), -27)
    )


@bed(
    "AMBCnst",
    "Construction Site",
    "A construction site with hammering, a machine and clanking metal",
    "construction site building work hammering machine excavator crane workers noise build",
)
def construction(rng: Generator) -> Array:
    n = samples(13)
    digger = engine(rng, PETROL, 1250 * (1 + 0.05 * drift(rng, n, 0.4)), 0.8, wrap=True)
    blows = np.zeros((n, 2))
    for start, count, gap, where in ((1.0, 6, 0.42, -0.6), (6.5, 8, 0.36, 0.5), (10.9, 5, 0.45, -0.1)):
        for k in range(count):
            hit = body(rng, samples(0.5), (300, 8000), 20, 0.22, 0.45) + np.pad(
                click(rng, 0.03, (200, 0), (1500, -3), (6000, -10)), (0, samples(0.5) - samples(0.03))
            )
            blows += looped_in(n, start + k * gap + rng.normal(0, 0.012), placed(hit * rng.uniform(0.7, 1), where))
    clank = sprinkled(
        rng, arrivals(rng, n, 0.9), n, [body(rng, samples(0.9), (160, 6500), 30, 0.6, 0.4) for _ in range(5)], 4
    )
    return (
        level(outdoors(rng, lowpass(digger, 1500, 1, wrap=True), -14, wrap=True), -16)
        + level(room(rng, blows, 0.8, -5, 4000, wrap=True), -18)
        + level(room(rng, placed(clank, 0.3), 0.9, -5, 4000, wrap=True), -23)
    )


@bed(
    "AMBSprt",
    "Race Track",
    "A race track with racing cars far and near and a cheering crowd",
    "race track racing cars motorsport circuit crowd fans engines speedway grand prix sport",
)
def race_track(rng: Generator) -> Array:
    n = samples(13)
    cars = np.zeros((n, 2))
    for start, speed, near, right in (
        (0.0, 62, 22, True),
        (1.1, 60, 25, True),
        (5.8, 64, 22, True),
        (9.4, 58, 26, True),
        (10.6, 61, 23, True),
    ):
        m = samples(5.5)
        car = engine(rng, RACING, rng.uniform(8600, 10400) * (1 + 0.004 * drift(rng, m, 1)))
        cars += looped_in(
            n,
            start,
            pass_by(car, speed, near, 2.7, 0.5, rightward=right)
            * (np.sin(np.pi * np.linspace(0, 1, m)) ** 0.8)[:, None],
        )
    crowd = roar(rng, n, 26, 140, 420, "oa", 2.2) * gusts(rng, n, 0.4, 6)[:, None]
    return level(outdoors(rng, cars, -9, wrap=True), -14) + level(room(rng, crowd, 1.5, -2, 2800, wrap=True), -20)


@bed(
    "AMBWar",
    "Medieval Battle",
    "A battle of swords and shields with shouting warriors",
    "battle war medieval swords shields army soldiers knights fight warriors shouting combat",
)
def battle(rng: Generator) -> Array:
    n = samples(14)
    clashes = np.zeros((n, 2))
    for _ in range(36):
        m = samples(0.8)
        near = rng.uniform(0.12, 1) ** 1.5
        hit = 0.5 * blade(rng, m, rng.uniform(480, 900), 0.5) + 0.8 * body(
            rng, m, (rng.choice([180.0, 900.0]), 9000), 22, 0.22, 0.45
        )
        clashes += looped_in(
            n, rng.random() * n / RATE_HZ, placed(lowpass(hit, 1500 + 9000 * near, 1) * near, rng.uniform(-0.9, 0.9))
        )
    shouts = roar(rng, n, 40, 105, 260, "ao", 0.8)
    feet = sprinkled(
        rng, arrivals(rng, n, 22), n, [click(rng, 0.1, (60, -2), (150, 0), (500, -8), (2500, -24)) for _ in range(6)], 5
    )
    return (
        level(outdoors(rng, clashes, -8, wrap=True), -15)
        + level(outdoors(rng, shouts, -8, wrap=True), -17)
        + level(stereo(feet, np.roll(feet, 900)), -24)
    )


@bed(
    "AMBPubl",
    "Theatre Audience",
    "An audience settles in a hall before the show, with murmur and a few claps",
    "audience theatre concert hall stage show people waiting murmur performance circus dance talent",
)
def theatre(rng: Generator) -> Array:
    n = samples(12)
    few = claps(rng, n, 5, np.clip(drift(rng, n, 0.3), 0, 1))
    x = level(murmur(rng, n, 30, 0.6), -13) + level(few, -31)
    return room(rng, x, 1.7, -1, 3200, wrap=True)

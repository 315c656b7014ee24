"""Machines and rooms full of them: motors that hum, gears that mesh, air under pressure."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from .recipe import bed, effect, looped
from .space import level, placed, room, stereo, wide
from .tools import (
    RATE_HZ,
    Array,
    arrivals,
    bandpass,
    body,
    click,
    clock,
    drift,
    driven,
    glide,
    gusts,
    hump,
    painted,
    samples,
    scattered,
    shaped_noise,
    sprinkled,
    swell,
    unit,
)


def whole(n: int, hz: float) -> float:
    """The nearest pitch that fits a whole number of times into n samples, so that a loop closes."""
    return round(hz * n / RATE_HZ) * RATE_HZ / n


def hum(rng: Generator, n: int, hz: float, parts: tuple[float, ...], wander: float = 0.5) -> Array:
    """Mains or motor hum: harmonics that each breathe on their own. Circular."""
    t = clock(n)
    return sum(
        part * np.sin(2 * np.pi * whole(n, hz * (k + 1)) * t + wander * drift(rng, n, 0.6)) * gusts(rng, n, 0.5, 4)
        for k, part in enumerate(parts)
    )


def motor(rng: Generator, speed_hz: Array, poles: tuple[tuple[float, float], ...]) -> Array:
    """An electric motor: whine at multiples of its speed with brush noise in the same rhythm."""
    phase = 2 * np.pi * np.cumsum(speed_hz) / RATE_HZ
    tone = sum(part * np.sin(order * phase + order) for order, part in poles)
    noise = shaped_noise(rng, len(speed_hz), (500, -14), (2200, 0), (5500, -3), (12000, -18))
    return unit(tone) + 0.22 * noise * (1 + 0.6 * np.sin(phase))


SERVO = ((3, 1.0), (6, 0.7), (7, 0.25), (9, 0.45), (12, 0.35), (15, 0.2), (24, 0.14))


@bed(
    "MACHInd",
    "Machine Hum",
    "A large machine hums steadily",
    "machine hum motor electric generator transformer power drone steady equipment ventilation",
)
def machine_hum(rng: Generator) -> Array:
    n = samples(12)
    left, right = (
        hum(rng, n, 50, (0.5, 1.0, 0.35, 0.7, 0.12, 0.3, 0.06, 0.15)),
        hum(rng, n, 50, (0.5, 1.0, 0.3, 0.6, 0.15, 0.25, 0.08, 0.12)),
    )
    fan = wide(lambda: shaped_noise(rng, n, (60, -4), (180, 0), (500, -5), (1600, -13), (5000, -24), (14000, -42)), 0.9)
    whine = bandpass(rng.standard_normal(n), 1180, 1230, 2, wrap=True)
    return level(stereo(left, right), -11) + level(fan, -13) + level(placed(whine, 0.3), -31)


@bed(
    "AMBInd",
    "Factory",
    "A factory hall with presses, motors and hissing air",
    "factory industrial machines workshop plant assembly line press motor hiss production",
)
def factory(rng: Generator) -> Array:
    n = samples(13)
    base = stereo(hum(rng, n, 48, (0.6, 1, 0.4, 0.6, 0.2)), hum(rng, n, 48, (0.6, 1, 0.3, 0.6, 0.2)))
    air = wide(lambda: shaped_noise(rng, n, (80, -3), (250, 0), (900, -6), (3000, -13), (9000, -26)), 0.9)
    works = np.zeros((n, 2))
    for beats, where, low, high, long_s, loud in (
        (10, -0.2, 60, 900, 0.4, 1.0),
        (28, 0.55, 300, 4200, 0.12, 0.35),
        (56, 0.1, 800, 6500, 0.05, 0.18),
    ):
        at = (np.arange(beats) * n / beats + rng.normal(0, 90, beats)).astype(int) % n
        kernels = [body(rng, samples(long_s * 1.5), (low, high), 20, long_s, 0.6) for _ in range(4)]
        works += loud * placed(sprinkled(rng, at, n, kernels, 1.5), where)
    for start in (2.1, 6.6, 11.3):
        m = samples(0.6)
        hiss = shaped_noise(rng, m, (800, -14), (3500, 0), (9000, -3), (17000, -16)) * swell(
            m, (0, -30), (0.03, 0), (0.35, -5), (0.6, -50)
        )
        works += 0.35 * placed(scattered(n, [samples(start)], [0.25 * hiss], wrap=True), rng.uniform(-0.7, 0.7))
    return level(base, -19) + level(air, -19) + level(room(rng, works, 1.8, -3, 4000, wrap=True), -13)


@bed(
    "AMBTech",
    "Computer Room",
    "A computer laboratory with fans, quiet beeps and data chatter",
    "computer room lab laboratory server data science technology control bridge beeps hum office hacker",
)
def computer_room(rng: Generator) -> Array:
    n = samples(13)
    fans = wide(
        lambda: shaped_noise(rng, n, (70, -4), (220, 0), (600, -3), (1800, -10), (6000, -19), (14000, -36)), 0.9
    )
    tones = stereo(hum(rng, n, 118, (0.8, 1.0, 0.4, 0.3)), hum(rng, n, 121, (0.8, 1.0, 0.4, 0.3)))
    out = np.zeros((n, 2))
    for start in (1.2, 4.4, 5.1, 8.3, 11.7):
        where, base = rng.uniform(-0.8, 0.8), rng.choice([880.0, 1174.7, 1318.5, 1568.0])
        for k in range(int(rng.integers(1, 4))):
            out += placed(
                scattered(n, [samples(start + 0.11 * k)], [blip(rng, base * (1 + 0.26 * (k % 2)), 0.07)], wrap=True),
                where,
            )
    disk = sprinkled(
        rng,
        arrivals(rng, n, 30, np.clip(drift(rng, n, 0.9), 0, 1)),
        n,
        [click(rng, 0.006, (900, -6), (2600, 0), (6000, -9)) for _ in range(5)],
        4,
    )
    return (
        level(fans, -13)
        + level(tones, -26)
        + level(room(rng, out, 0.6, -6, 5000, wrap=True), -28)
        + level(placed(disk, -0.4), -31)
    )


def blip(rng: Generator, hz: float, long_s: float) -> Array:
    n = samples(long_s)
    t = clock(n)
    tone = np.sin(2 * np.pi * hz * t) + 0.25 * np.sin(4 * np.pi * hz * t + 1) + 0.12 * np.sin(6 * np.pi * hz * t)
    return tone * np.clip(np.minimum(t, long_s - t) / 0.006, 0, 1) * np.exp(-t * 6)


@bed(
    "AMBHosp",
    "Hospital Monitor",
    "A hospital room with a heart monitor beeping",
    "hospital monitor beep heart medical patient clinic ecg emergency doctor ward",
)
def hospital(rng: Generator) -> Array:
    n = samples(12)
    out = np.zeros(n)
    for index in range(14):
        out += scattered(n, [round((index + 0.4) * n / 14)], [blip(rng, 990, 0.11)], wrap=True)
    air = wide(lambda: shaped_noise(rng, n, (50, -6), (150, 0), (450, -4), (1500, -12), (6000, -24)), 0.9)
    pump = painted(rng, n, lambda t, hz: hump(hz, 700, 1.0) * np.clip(np.sin(2 * np.pi * t / 4), 0, 1) ** 1.5)
    return (
        level(room(rng, placed(out, 0.3), 0.5, -8, 5000, wrap=True), -22)
        + level(air, -24)
        + level(placed(pump, -0.3), -29)
    )


@effect(
    "MOTRSrvo",
    "Robot Servo",
    "Robot servo motors whir as an arm moves",
    "robot servo motor whir arm move movement mechanical android machine mech gears head turns",
)
def servo(rng: Generator) -> Array:
    n = samples(2.5)
    out = np.zeros(n)
    for at, long_s, top in ((0.03, 0.55, 128), (0.75, 0.32, 170), (1.2, 0.95, 104)):
        m = samples(long_s)
        speed = glide(
            m,
            (0, top * 0.4),
            (min(0.09, long_s / 3), top),
            (long_s - 0.1, top * rng.uniform(0.94, 1.06)),
            (long_s, top * 0.35),
        ) * (1 + 0.006 * drift(rng, m, 15))
        run = motor(rng, speed, SERVO) * swell(m, (0, -30), (0.03, -3), (0.1, 0), (long_s - 0.06, -2), (long_s, -36))
        stop = body(rng, samples(0.09), (600, 5200), 10, 0.05, 0.5)
        out += scattered(n, [samples(at), samples(at + long_s - 0.01)], [run, 1.1 * stop])
    return room(rng, placed(out, 0.05), 0.35, -13, 6000)


@effect(
    "MECHGear",
    "Gears Turning",
    "Old gears and a winch turn and ratchet",
    "gears gear mechanism turning ratchet winch clockwork drawbridge mechanical wheel cog crank gate",
)
def gears(rng: Generator) -> Array:
    n = samples(3.4)
    rate = glide(n, (0, 5), (0.5, 11), (2.6, 10), (3.4, 4)) * (1 + 0.05 * drift(rng, n, 6))
    at = np.flatnonzero(np.diff(np.floor(np.cumsum(rate) / RATE_HZ)))
    clanks = sprinkled(rng, at, n, [body(rng, samples(0.16), (190, 5600), 22, 0.1, 0.5) for _ in range(5)], 2)
    pawls = sprinkled(
        rng, (at + samples(0.028)) % n, n, [body(rng, samples(0.06), (1300, 8000), 10, 0.04, 0.4) for _ in range(5)], 2
    )
    rumble = shaped_noise(rng, n, (50, -4), (140, 0), (500, -8), (2000, -20)) * gusts(rng, n, 8, 6)
    return room(
        rng,
        placed(unit(clanks) + 0.4 * unit(pawls) + 0.3 * rumble, 0.0)
        * swell(n, (0, -10), (0.3, 0), (2.9, -2), (3.4, -30))[:, None],
        0.8,
        -11,
        4500,
    )


@looped(
    "TOOLPowr",
    "Drill",
    "An electric drill whirs and bites",
    "drill electric power tool construction workshop building machine repair saw",
)
def drill(rng: Generator) -> Array:
    n = samples(4)
    speed = 46 * (1 + 0.05 * np.sin(2 * np.pi * clock(n) / 2) + 0.01 * drift(rng, n, 8))
    speed *= round(speed.sum() / RATE_HZ) * RATE_HZ / speed.sum()
    bite = 0.6 + 0.4 * np.clip(np.sin(2 * np.pi * clock(n) / 2 - 1), -0.5, 1)
    x = motor(rng, speed, ((2, 0.5), (4, 0.6), (11, 1.0), (12, 0.4), (22, 0.6), (33, 0.3)))
    chew = (
        shaped_noise(rng, n, (200, -6), (900, 0), (3500, -3), (10000, -14))
        * np.clip(0.5 + drift(rng, n, 50) * 0.5, 0, 2)
        * bite
    )
    return room(rng, placed(driven(0.4 * x, 1.5) + 0.35 * chew, 0.0), 0.4, -14, 6000, wrap=True)


@effect(
    "AIRHiss",
    "Steam Hiss",
    "Steam hisses out of a valve under pressure",
    "steam hiss hissing air release pressure valve gas leak pipe pneumatic airlock door boiler",
)
def steam_hiss(rng: Generator) -> Array:
    n = samples(2.8)
    jet = painted(rng, n, lambda t, hz: hump(hz, 6200 - 1500 * np.clip(t, 0, 2), 0.9) + 0.3 * hump(hz, 1800, 0.8), 512)
    pop = click(rng, 0.05, (150, -4), (700, 0), (3000, -4), (10000, -10))
    x = unit(jet) * swell(n, (0, -60), (0.03, -60), (0.06, 0), (0.8, -4), (1.8, -14), (2.8, -55)) * gusts(rng, n, 25, 3)
    return room(rng, placed(x, 0.0) + placed(scattered(n, [samples(0.04)], [1.5 * pop]), 0.0), 0.7, -14, 7000)

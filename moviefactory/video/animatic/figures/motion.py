"""Time curves the figures move by: cycles, eases, blinks, steady noise. Pure functions of seconds and a phase."""

from __future__ import annotations

import math
from functools import cache
from typing import TypeVar

from moviefactory.movie import digest

T = TypeVar("T")


@cache
def chance(*parts: object) -> float:
    """A number in [0, 1) that depends on nothing but `parts`."""
    return int(digest(*parts)[:8], 16) / 2**32


def pick(options: tuple[T, ...], *parts: object) -> T:
    """One of `options`, chosen by `parts` alone."""
    return options[int(chance(*parts) * len(options))]


def wave(turns: float) -> float:
    """Sine of a number of turns: 0 at 0, 1 at a quarter."""
    return math.sin(2 * math.pi * turns)


def smooth(t: float) -> float:
    """Ease in and out from 0 to 1 for `t` in [0, 1]; flat outside."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def between(start: float, end: float, t: float) -> float:
    """The value `t` (eased, clipped to [0, 1]) of the way from `start` to `end`."""
    return start + (end - start) * smooth(t)


def keyed(turn: float, *keys: tuple[float, float]) -> float:
    """A closed, eased cycle through (moment in [0, 1), value) `keys`, at `turn` turns."""
    at = turn % 1.0
    before = max((key for key in keys if key[0] <= at), default=(keys[-1][0] - 1, keys[-1][1]))
    after = min((key for key in keys if key[0] > at), default=(keys[0][0] + 1, keys[0][1]))
    return between(before[1], after[1], (at - before[0]) / max(after[0] - before[0], 1e-6))


def hop(turn: float) -> float:
    """One bounce per turn: a parabola from 0 over 1 to 0."""
    at = turn % 1.0
    return 4 * at * (1 - at)


def drift(time_s: float, phase: float, rate_hz: float = 0.35) -> float:
    """A slow wander in about [-1, 1] that does not repeat within a shot."""
    base = time_s * rate_hz + phase * 17.3
    return 0.6 * wave(base) + 0.4 * wave(base * 1.618 + 0.31)


def blink(time_s: float, phase: float) -> float:
    """How closed the eyes are: mostly 0, for an eighth of a second up to 1."""
    every_s = 2.3 + 1.4 * phase
    since = (time_s + phase * every_s) % every_s
    return max(0.0, 1 - abs(since - 0.08) / 0.08) if since < 0.16 else 0.0

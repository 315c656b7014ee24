"""When each picture of a file is shown, and the constant rate that it is delivered at. Pure arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

USUAL = tuple(
    Fraction(rate)
    for rate in (24, 25, 30, 50, 60, 48, 12, 15, 10, 8, 16, 20, 100, 120, 5, 6, 1, 2, 240,
                 Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), Fraction(48000, 1001),
                 Fraction(15000, 1001), Fraction(120000, 1001))
)  # fmt: skip
_ROUNDED_S = Fraction(11, 10_000)  # containers count in milliseconds at worst
_FASTEST = Fraction(240)
_ENOUGH = Fraction(60)  # per second: what varies faster than that is not seen
_NEARLY_ALL, _MOST = 0.9, 0.6  # of the intervals
_SHARED = 0.02  # of the pictures may be left out


@dataclass(frozen=True)
class Clock:
    """A file's pictures at a constant rate: `order[n]` is the number of the picture that is frame n.

    `note`: what was done to them, "" where each picture is one frame.
    """

    rate: Fraction
    order: Sequence[int]
    note: str = ""


def clock_of(times: Sequence[int], time_base: Fraction, said: Fraction | None, asked: Fraction | None = None) -> Clock:
    """The constant rate of pictures shown at `times` (in units of `time_base` s, ascending, one at least).

    said: what the container calls their rate; it counts only where the times agree. Where the intervals vary, `asked`
    is the rate, else the usual interval's where nine of ten are like it (the others are gaps), else the lowest usual
    rate that shows nearly every picture; each frame is then the picture that is nearest in time, so that the sound
    stays where it was.
    """
    pictures = len(times)
    if pictures == 1:
        return Clock(said or asked or Fraction(24), range(1))
    since = [(time - times[0]) * time_base for time in times]
    even = next((rate for rate in _candidates(times, time_base, said) if _fits(since, rate, time_base)), None)
    if even is not None:
        return Clock(even, range(pictures))
    steps = Counter(after - before for before, after in pairwise(times))
    usual = _median(steps)
    rate = asked or _usual_rate(steps, usual, time_base, since) or _showing_all(since)
    rate = min(rate, _FASTEST)
    order = _order(since, rate, usual * time_base)
    left_out = pictures - len(set(order))
    repeated = len(order) - len(set(order))
    told = f"its frames come at varying intervals; they are delivered at a constant {rate_words(rate)} per second"
    return Clock(rate, order, f"{told} ({repeated} repeated, {left_out} left out), in time with the sound")


def rate_words(rate: Fraction) -> str:
    """ "24", "30000/1001"."""
    return str(rate)


def _candidates(times: Sequence[int], time_base: Fraction, said: Fraction | None) -> list[Fraction]:
    """Rates that the times may mean, the likeliest first."""
    average = Fraction(len(times) - 1) / ((times[-1] - times[0]) * time_base)
    near = sorted(USUAL, key=lambda rate: abs(rate - average))[:3]
    return [*([said] if said else []), *near, average.limit_denominator(1001), average]


def _fits(since: Sequence[Fraction], rate: Fraction, time_base: Fraction) -> bool:
    """Whether picture i is shown at i / rate, but for rounding, to the last one."""
    allowed = min(max(time_base * Fraction(101, 100), _ROUNDED_S), 1 / rate / 4)
    off = [time - index / rate for index, time in enumerate(since)]
    return max(off) - min(off) <= 2 * allowed and max(map(abs, off)) <= 2 * allowed


def _median(steps: Counter[int]) -> int:
    ranked, half, seen = sorted(steps), sum(steps.values()) / 2, 0
    for step in ranked:
        seen += steps[step]
        if seen >= half:
            return step
    return ranked[-1]


def _usual_rate(steps: Counter[int], usual: int, time_base: Fraction, since: Sequence[Fraction]) -> Fraction | None:
    """The rate of the usual interval, where nine of ten are like it, or most are and the gaps make up less than half
    of the time."""
    slack = max(usual * Fraction(1, 5), _ROUNDED_S / time_base)
    alike = {step: count for step, count in steps.items() if abs(step - usual) <= slack}
    number, time = sum(alike.values()), sum(step * count for step, count in alike.items())
    is_usual = number >= _NEARLY_ALL * steps.total()
    if not is_usual and (number < _MOST * steps.total() or 2 * time * time_base < since[-1]):
        return None
    return _near(number / (time * time_base), since)


def _showing_all(since: Sequence[Fraction]) -> Fraction:
    """No interval is usual: the lowest usual rate, from the average on, at which hardly two pictures share a frame."""
    average = Fraction(len(since) - 1) / since[-1]
    moments = [float(time) for time in since]
    for rate in sorted(one for one in USUAL if average * Fraction(49, 50) <= one <= _ENOUGH):
        if len({round(moment * float(rate)) for moment in moments}) >= (1 - _SHARED) * len(moments):
            return rate
    return max(_ENOUGH, _near(average))


def _near(rate: Fraction, since: Sequence[Fraction] = ()) -> Fraction:
    """The usual rate within 1 % of it on whose frames the moments `since` fall best, else it, rounded."""
    moments = [float(time) for time in since]

    def off(usual: Fraction) -> tuple[float, Fraction]:
        places = [moment * float(usual) for moment in moments]
        return sum(abs(place - round(place)) for place in places), abs(usual - rate)

    near = [one for one in USUAL if abs(one - rate) <= rate / 100]
    return min(near, key=off) if near else max(Fraction(1, 10), rate.limit_denominator(100))


def _order(since: Sequence[Fraction], rate: Fraction, last_s: Fraction) -> list[int]:
    """Frame n is the last picture whose time, rounded to frames, is not after n."""
    slots = [round(time * rate) for time in since]
    count = max(slots[-1] + 1, round((since[-1] + last_s) * rate))
    return [bisect_right(slots, frame) - 1 for frame in range(count)]

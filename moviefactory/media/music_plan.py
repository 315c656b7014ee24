"""Which stretches of a track fill a movie: a beginning with energy, whole rounds of the body, the track's real end.

A track runs on to its own end by itself, so a plan is a start, so many rounds of the loop, and at most one more
jump that makes the length right to the beat. Candidates are weighed: metre, alike sounds, no hole in the level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moviefactory.media.music_points import (
    BEATS_PER_BAR,
    MIN_LOOP_S,
    Floats,
    LoopPoints,
    Samples,
    audible_end,
    beat_colours,
    find_points,
    level_db,
    tempo,
)

EARLY_S = 0.022  # a cut lies this long before its beat, so that the new beat's attack is heard whole
HEARD_DB = 7.0  # the first second is at most this far below the track's usual level ...
HEARD_INTRO_DB = 13.0  # ... or this far, where the movie is long enough for the intro
NO_NEW_ROUND_S = 4.0
SHORT_LOOP_COST = 5.0  # heard as such: taken only where nothing else reaches the end
HARDLY_BEGUN_COST = 4.0  # a stretch that is left before MIN_LOOP_S
ROUND_COST = 0.4
MOST_SHORTENED = 4
MOST_STARTS = 96
_OFF_BAR = np.array([0.0, 0.8, 0.4, 0.8])  # cost of a beginning on the second, third, fourth beat of a bar
_OFF_METRE = np.array([0.0, 1.5, 0.8, 1.5])  # cost of a jump that loses or adds one, two, three beats


@dataclass(frozen=True)
class Stretch:
    """Samples `start` <= n < `stop` of the track. `likeness` (-1..1) of its beginning to what would have gone on."""

    start: int
    stop: int
    likeness: float = 0.0

    @property
    def length(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class BeatGrid:
    """A track as cuts, one just before every beat; `in_bar` is 0 on bar lines, `levels` and `colours` tell the sound.

    The track may go from cut `loop[1]` to cut `loop[0]`; from cut `ending` it comes to its own end at sample `end`
    (-1: it has no ending). Levels in dB: of the second, and of the beat, that follows a cut.
    """

    samples: Samples
    rate_hz: int
    end: int
    beat: float
    cuts: NDArray[np.int64]
    in_bar: NDArray[np.int64]
    levels: Floats
    beat_levels: Floats
    colours: Floats
    loop: tuple[int, int]
    ending: int

    @property
    def usual_db(self) -> float:
        """The level of the body."""
        first, stop = self.loop
        return float(np.median(self.levels[first : max(stop, first + 1)]))


def beat_grid(samples: Samples, rate_hz: int, points: LoopPoints | None, bpm: float | None) -> BeatGrid:
    """The grid of a track; what is not given is measured."""
    bpm = bpm or tempo(samples, rate_hz)
    points = points or find_points(samples, rate_hz, bpm)
    end = audible_end(samples, rate_hz)
    body_s = points.end_s - points.start_s
    beats = max(1, round(body_s * bpm / 60))
    beat = max(body_s * rate_hz / beats, 64.0)  # whole beats fill the loop exactly, whatever the stated tempo
    first = points.start_s * rate_hz
    indices = np.arange(-int(first // beat), max(beats, int((end - first) // beat)) + 1)
    cuts = np.clip(np.round(first + indices * beat - EARLY_S * rate_hz), 0, len(samples) - 1).astype(np.int64)
    start = -int(indices[0])
    ends = points.start_s < points.ending_s < end / rate_hz
    return BeatGrid(
        samples=samples,
        rate_hz=rate_hz,
        end=end,
        beat=beat,
        cuts=cuts,
        in_bar=indices % BEATS_PER_BAR,
        levels=_levels_after(samples, cuts, rate_hz),
        beat_levels=_levels_after(samples, cuts, round(beat)),
        colours=beat_colours(samples, rate_hz, cuts, round(beat)),
        loop=(start, start + beats),
        ending=start + round((points.ending_s * rate_hz - first) / beat) if ends else -1,
    )


def _levels_after(samples: Samples, cuts: NDArray[np.int64], length: int) -> Floats:
    return np.asarray([level_db(samples[cut : cut + length], 1 << 60)[0] for cut in cuts])


def to_the_ending(grid: BeatGrid, length: int) -> list[Stretch] | None:
    """The best way from a beginning to the track's own ending in `length` samples; None when there is none.

    The last stretch is up to half a beat shorter than the track's, or `length` is up to half a beat longer than all.
    """
    if grid.ending < 0:
        return None
    if length < grid.end - grid.cuts[grid.ending] + BEATS_PER_BAR * grid.beat:
        return _ending_alone(grid, length)
    best, found = np.inf, None
    for start in _starts(grid, length):
        beats = round((length - (grid.end - _sample_of(grid, start))) / grid.beat)
        for cost, stretches in _ways(grid, start, beats):
            cost += _start_cost(grid, start, length)
            if cost < best:
                best, found = cost, stretches
    return _cut_to(found, length) if found else None


def _ways(grid: BeatGrid, start: int, beats: int) -> Iterator[tuple[float, list[Stretch]]]:
    """(cost, stretches): ways from cut `start` to the end that play `beats` more than the track has."""
    for rounds, more in _rounds(grid, beats):
        round_cost = ROUND_COST if rounds else 0.0
        if jump := _best_jump(grid, grid.loop[0] if rounds else start, more):
            yield round_cost + jump[0], _stretches(grid, start, rounds, jump[1:])
        if 0 < more * grid.beat < MIN_LOOP_S * grid.rate_hz and (made := _shorter_rounds(grid, start, rounds, more)):
            yield round_cost + made[0], _passes(grid, start, made[1])


def round_and_round(grid: BeatGrid, length: int) -> list[Stretch]:
    """From the best beginning on, over the loop as often as it takes, exactly `length` samples, for a closing fade."""
    start = min(_starts(grid, length), key=lambda one: (_start_cost(grid, one, length), one))
    begins, again, leaves = _sample_of(grid, start), int(grid.cuts[grid.loop[0]]), int(grid.cuts[grid.loop[1]])
    if length <= grid.end - begins:
        return [Stretch(begins, begins + length)]
    made = [Stretch(begins, max(leaves, begins + 1))]
    left = length - made[0].length
    while left > 0:
        made.append(Stretch(again, min(leaves, again + left)))
        left -= made[-1].length
    return _run_on(grid, made)


def _run_on(grid: BeatGrid, made: list[Stretch]) -> list[Stretch]:
    """A last round shorter than the closing fade is not begun, where the track can run on instead."""
    before, last = made[-2], made[-1]
    if last.length > NO_NEW_ROUND_S * grid.rate_hz or before.stop + last.length > grid.end:
        return made
    return [*made[:-2], Stretch(before.start, before.stop + last.length)]


def _sample_of(grid: BeatGrid, start: int) -> int:
    """Where a beginning at cut `start` begins: the first cut stands for the very beginning of the track."""
    return 0 if start == 0 and grid.cuts[0] < 0.5 * grid.beat else int(grid.cuts[start])


def _starts(grid: BeatGrid, length: int) -> list[int]:
    """Cuts at which the music may begin because it is heard at once, the best ones; never inside the ending."""
    long = length >= grid.end
    last = grid.loop[0] if long else max(grid.loop[1] - 1, grid.ending)
    floor = grid.usual_db - (HEARD_INTRO_DB if long else HEARD_DB)
    heard = [one for one in range(min(last + 1, len(grid.cuts))) if grid.levels[one] >= floor] or [grid.loop[0]]
    return sorted(heard, key=lambda one: _start_cost(grid, one, length))[:MOST_STARTS]


def _start_cost(grid: BeatGrid, start: int, length: int) -> float:
    """A beginning is best on a bar line, with energy; a long movie hears the intro too."""
    quiet_db = max(0.0, grid.usual_db - grid.levels[start])
    skipped = 0.02 * start if length >= grid.end else 0.0
    return float(_OFF_BAR[grid.in_bar[start]] + 0.04 * quiet_db + skipped)


def _rounds(grid: BeatGrid, beats: int) -> list[tuple[int, int]]:
    """Ways to play `beats` more than the track has: (rounds of the loop, beats a jump adds or, negative, skips)."""
    body = grid.loop[1] - grid.loop[0]
    if beats < 0:
        return [(0, beats)]
    return [(beats // body, beats % body), (beats // body + 1, beats % body - body)]


def _best_jump(grid: BeatGrid, start: int, beats: int) -> tuple[float, int, int] | None:
    """(cost, from, to): where a track that plays from cut `start` best goes `beats` back; None when it cannot."""
    if beats == 0:
        return 0.0, 0, 0
    last = min(max(grid.ending, grid.loop[1]), len(grid.cuts) - 1)
    leave = np.arange(start + BEATS_PER_BAR, last + 1)
    enter = leave - beats
    fits = (enter >= max(1, grid.loop[0])) & (enter <= grid.ending)
    leave, enter = leave[fits], enter[fits]
    if not leave.size:
        return None
    cost = _jump_costs(grid, leave, enter)
    cost += SHORT_LOOP_COST * (0 < beats * grid.beat < MIN_LOOP_S * grid.rate_hz)
    cost += HARDLY_BEGUN_COST * ((leave - start) * grid.beat < MIN_LOOP_S * grid.rate_hz)
    best = int(np.argmin(cost))
    return float(cost[best]), int(leave[best]), int(enter[best])


def _jump_costs(grid: BeatGrid, leave: NDArray[np.int64], enter: NDArray[np.int64]) -> Floats:
    """How much each jump from cut `leave` to cut `enter` is heard."""
    alike = np.einsum("ij,ij->i", grid.colours[leave], grid.colours[enter])
    alike += np.einsum("ij,ij->i", grid.colours[leave - 1], grid.colours[enter - 1])
    drop_db = grid.beat_levels[leave - 1] - grid.beat_levels[enter]  # a sudden hole is worse than a new entry
    cost = 0.3 + (1 - 0.5 * alike) + 0.15 * np.maximum(0, drop_db - 2) + 0.06 * np.maximum(0, -drop_db - 2)
    cost += _OFF_METRE[(leave - enter) % BEATS_PER_BAR] + 0.12 * (grid.in_bar[enter] != 0)
    return np.asarray(cost)


def _shorter_rounds(grid: BeatGrid, start: int, rounds: int, beats: int) -> tuple[float, list[int]] | None:
    """(cost, cuts to leave at): one round more than `rounds`, some shorter, that play `beats` more; none too short."""
    again, leaves = grid.loop
    least = int(np.ceil(MIN_LOOP_S * grid.rate_hz / grid.beat))
    last = min(max(grid.ending, leaves), len(grid.cuts) - 1)
    best, found = np.inf, None
    for shortened in range(1, min(rounds, MOST_SHORTENED) + 1 if again else 0):
        one = np.arange(max(again, start) + least, last + 1)
        other = again + shortened * (leaves - one) + beats
        fits = (other >= again + least) & (other <= last)
        one, other = one[fits], other[fits]
        if not one.size:
            continue
        back = np.full_like(one, again)
        cost = shortened * _jump_costs(grid, one, back) + _jump_costs(grid, other, back)
        at = int(np.argmin(cost))
        if cost[at] < best:
            best = float(cost[at])
            found = [leaves] * (rounds - shortened) + [int(one[at])] * shortened + [int(other[at])]
    return (best, found) if found else None


def _stretches(grid: BeatGrid, start: int, rounds: int, jump: tuple[int, int]) -> list[Stretch]:
    made = _passes(grid, start, [grid.loop[1]] * rounds)
    if jump == (0, 0):
        return made
    begins = made.pop().start
    return [*made, Stretch(begins, int(grid.cuts[jump[0]])), Stretch(int(grid.cuts[jump[1]]), grid.end)]


def _passes(grid: BeatGrid, start: int, leaves: Sequence[int]) -> list[Stretch]:
    """From cut `start` on; from each cut of `leaves` back to the loop's beginning; then on to the end."""
    begins = [_sample_of(grid, start), *(int(grid.cuts[grid.loop[0]]) for _ in leaves)]
    stops = [*(int(grid.cuts[one]) for one in leaves), grid.end]
    return [Stretch(begin, stop) for begin, stop in zip(begins, stops, strict=True)]


def _ending_alone(grid: BeatGrid, length: int) -> list[Stretch] | None:
    """A movie shorter than the ending hears its last part, if that begins on a beat and stays loud for half of it."""
    wanted = grid.end - length
    near = int(np.argmin(np.abs(grid.cuts - wanted)))
    middle = grid.samples[grid.cuts[near] : grid.cuts[near] + length // 2]
    if abs(grid.cuts[near] - wanted) > 0.5 * grid.beat or length < 3 * grid.rate_hz:
        return None
    if level_db(middle[-grid.rate_hz :], 1 << 60)[0] < grid.usual_db - HEARD_DB:
        return None
    return _cut_to([Stretch(int(grid.cuts[near]), grid.end)], length)


def _cut_to(stretches: list[Stretch], length: int) -> list[Stretch]:
    """The last stretch does not outlast the movie."""
    over = sum(one.length for one in stretches) - length
    last = stretches[-1]
    return stretches if over <= 0 else [*stretches[:-1], Stretch(last.start, max(last.start + 1, last.stop - over))]

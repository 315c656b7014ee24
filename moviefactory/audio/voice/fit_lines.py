"""When each line of a shot is said; where there is no room, the shot gives way, or the line. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BEFORE_S, BETWEEN_S, AFTER_S = 0.4, 0.3, 0.3  # of quiet: before the first line, between two, after the last
LONGEST_SHOT_S = 60.0
_STEP_S = 0.1  # a stretched shot is as long as a multiple of it: a line that is a hair longer renders nothing anew
_SHORTEST_S = 0.4  # less of a line says nothing
_BREATH_S = 0.1  # that a cut line keeps to the end of its shot, and of the pause that it is cut in
_EARLIEST_PAUSE = 0.35  # share of the room: a pause before it would throw too much away


@dataclass(frozen=True)
class SpokenLine:
    """A line and its length; `pauses` (start, stop) are in seconds of the line. `at`: None where nobody said when."""

    id: str
    seconds: float
    at: float | None = None
    pauses: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class FittedLine:
    """A line on its shot's clock: from `start_s` on, `seconds` of it are heard; 0 where there is no room for it."""

    id: str
    start_s: float
    seconds: float
    cut: bool = False


@dataclass(frozen=True)
class Fitted:
    """What came of a shot: its length, and its lines in their order."""

    shot_seconds: float
    lines: tuple[FittedLine, ...]


def fit_lines(
    lines: Sequence[SpokenLine], shot_seconds: float, *, lead_s: float = 0.0, tail_s: float = 0.0, stretch: bool = True
) -> Fitted:
    """The lines one after the other, those with an `at` there; the shot grows to hold them, up to a minute.

    lead_s: how much of the shot's beginning is shared with the shot before; tail_s: what a fade at its end takes.
    What does not fit is cut at a pause; where there is none, at the end of the shot.
    """
    starts = _starts(lines, lead_s)
    stops = [start + line.seconds for start, line in zip(starts, lines, strict=True)]
    needed = max(stops, default=0.0) + AFTER_S + tail_s
    if stretch and lines and needed > shot_seconds:
        shot_seconds = max(shot_seconds, min(math.ceil(round(needed / _STEP_S, 6)) * _STEP_S, LONGEST_SHOT_S))
    shot_seconds = round(shot_seconds, 3)
    return Fitted(shot_seconds, tuple(_fitted(*one, shot_seconds) for one in zip(lines, starts, strict=True)))


def _starts(lines: Sequence[SpokenLine], lead_s: float) -> list[float]:
    starts: list[float] = []
    free = lead_s + BEFORE_S
    for line in lines:
        starts.append(round(free if line.at is None else line.at, 3))
        free = max(free, starts[-1] + line.seconds + BETWEEN_S)
    return starts


def _fitted(line: SpokenLine, start_s: float, shot_seconds: float) -> FittedLine:
    if start_s + line.seconds <= shot_seconds + 1e-6:
        return FittedLine(line.id, start_s, line.seconds)
    room = shot_seconds - _BREATH_S - start_s
    if room < _SHORTEST_S:
        return FittedLine(line.id, start_s, 0.0, cut=True)
    pauses = [(start, stop) for start, stop in line.pauses if room * _EARLIEST_PAUSE <= start <= room]
    if not pauses:
        return FittedLine(line.id, start_s, round(room, 3), cut=True)
    start, stop = pauses[-1]
    return FittedLine(line.id, start_s, round(min(start + _BREATH_S, stop, room), 3), cut=True)


def overlapping(fitted: Fitted) -> list[tuple[str, str]]:
    """Pairs of lines that are said at the same time: only where a plan times them so."""
    heard = sorted((line for line in fitted.lines if line.seconds), key=lambda line: line.start_s)
    return [(one.id, other.id) for one, other in pairwise(heard) if other.start_s < one.start_s + one.seconds - 0.05]

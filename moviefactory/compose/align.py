"""Effects that nobody timed meet what is seen: which moment of a shot each one's main event lands on. Pure numbers.

An impact's moment is at most a frame late and never early (ITU-R BT.1359: early sound is noticed first), and lies
between frames where it was seen there; so does the sound.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from moviefactory.timeline import Cue, Impact

TOGETHER_S = 0.06  # an event this far from an impact is still heard as its sound
LESSER = 0.6  # weight of an effect's other events against its main one
MOST_EVENTS, MOST_IMPACTS = 48, 24


def aligned_moments(cues: Sequence[Cue], impacts: Sequence[Impact]) -> list[float | None]:
    """For each of a shot's untimed effects, in order, the second of the shot at which its main event lands, or None.

    The first takes the strongest impact, the next the strongest that is left. An effect of several events (`onsets_s`)
    is shifted so that they meet as many impacts as possible, strong ones before weak ones; those are then taken.
    """
    left = sorted(impacts, key=lambda one: (-one.strength, one.at_s))[:MOST_IMPACTS]
    moments: list[float | None] = []
    for cue in cues:
        if not left:
            moments.append(None)
            continue
        onset_s, others_s = events_of(cue)
        shift_s = _best_shift(onset_s, others_s, left)
        moments.append(max(0.0, onset_s + shift_s))
        events = [onset_s, *others_s]
        left = [one for one in left if min(abs(one.at_s - event - shift_s) for event in events) > TOGETHER_S]
    return moments


def events_of(cue: Cue) -> tuple[float, tuple[float, ...]]:
    """The main event's moment within the part that is used, and the others'."""
    begins, length = cue.start_in_file_s, cue.length_s
    main = min(max(0.0, cue.onset_s - begins), length)
    others = sorted({one - begins for one in cue.onsets_s if 0 <= one - begins <= length and one != cue.onset_s})
    return main, tuple(sorted(others, key=lambda one: abs(one - main))[:MOST_EVENTS])


def _best_shift(onset_s: float, others_s: Sequence[float], impacts: Sequence[Impact]) -> float:
    """Seconds by which the sound's beginning is moved into the shot; ties go to the main event, then to the strongest
    impact, which comes first."""
    weights = {onset_s: 1.0} | dict.fromkeys(others_s, LESSER)
    times = sorted(weights)
    best, shift_s = -1.0, 0.0
    for event in weights:
        for impact in impacts:
            tried = impact.at_s - event
            score = sum(one.strength * _met(one.at_s - tried, times, weights) for one in impacts)
            if score > best + 1e-9:
                best, shift_s = score, tried
    return shift_s


def _met(moment: float, times: Sequence[float], weights: dict[float, float]) -> float:
    """The weight of the event nearest to `moment`, less the further it lies from it; 0 from TOGETHER_S on."""
    at = bisect_left(times, moment)
    near = times[max(0, at - 1) : at + 1]
    return max(weights[one] * max(0.0, 1 - abs(one - moment) / TOGETHER_S) for one in near)

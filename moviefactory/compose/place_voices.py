"""When the spoken lines are heard: at their moment, or early in their shot, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from moviefactory.compose.clock import Clock, ShotSpan
from moviefactory.movie import Narration
from moviefactory.timeline import Cue, PlacedCue, line_id

BEFORE_S = 0.4  # a shot is seen this long before it is spoken over
BETWEEN_S = 0.3


def place_voices(spans: Sequence[ShotSpan], cues: Mapping[str, Cue], clock: Clock) -> Iterator[PlacedCue]:
    """Every line's cue on the movie's clock; `at` wins, and words are never cut off but by the movie's end."""
    silent_from = 0
    for span in spans:
        lines = [
            (line, cue)
            for number, line in enumerate(span.shot.narration, start=1)
            if (cue := cues.get(line_id(span.shot.id, number))) and cue.kind == "voice"
        ]
        untimed = [cue for line, cue in lines if line.at is None]
        next_frame = max(span.clean.start + _pause(untimed, span, clock), silent_from)
        for line, cue in lines:
            start = next_frame if line.at is None else span.in_movie.start + clock.frames(line.at)
            start = min(start, clock.total - 1)
            stop = start + max(1, clock.frames(cue.length_s) + 1)
            yield clock.place(_told(cue, line), start, stop, 0, 0)
            next_frame = max(next_frame, stop + clock.frames(BETWEEN_S))
            silent_from = next_frame


def _pause(cues: Sequence[Cue], span: ShotSpan, clock: Clock) -> int:
    """Frames from where the shot stands alone to its first word: less where its lines need the time."""
    needed = sum(clock.frames(cue.length_s + BETWEEN_S) for cue in cues)
    return max(0, min(clock.frames(BEFORE_S), span.clean.frames - needed))


def _told(cue: Cue, line: Narration) -> Cue:
    return replace(cue, gain_db=cue.gain_db + line.gain_db)

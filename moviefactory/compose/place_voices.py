"""When the spoken lines are heard: at their moment, or early in their shot, one after the other, never two at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from moviefactory.compose.clock import Clock, ShotSpan
from moviefactory.movie import Narration
from moviefactory.timeline import Cue, PlacedCue

BEFORE_S = 0.4  # a shot is seen this long before it is spoken over
BETWEEN_S = 0.3
VOICE = re.compile(r"^(?P<shot>.+)-(?P<line>\d+)$")  # the first line of shot "s1" is the cue "s1-1"


def place_voices(spans: Sequence[ShotSpan], cues: Mapping[str, Cue], clock: Clock) -> Iterator[PlacedCue]:
    """Every line's cue on the movie's clock; `at` wins, and words are never cut off but by the movie's end."""
    spoken = _lines(cues)
    silent_from = 0
    for span in spans:
        lines = [
            (line, spoken[span.shot.id, number])
            for number, line in enumerate(span.shot.narration, start=1)
            if (span.shot.id, number) in spoken
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


def _lines(cues: Mapping[str, Cue]) -> dict[tuple[str, int], Cue]:
    """The cues of spoken lines by shot and number of the line in it (from 1)."""
    found = ((VOICE.match(key), cue) for key, cue in cues.items() if cue.kind == "voice")
    return {(match["shot"], int(match["line"])): cue for match, cue in found if match}


def _pause(cues: Sequence[Cue], span: ShotSpan, clock: Clock) -> int:
    """Frames from where the shot stands alone to its first word: less where its lines need the time."""
    needed = sum(clock.frames(cue.length_s + BETWEEN_S) for cue in cues)
    return max(0, min(clock.frames(BEFORE_S), span.clean.frames - needed))


def _told(cue: Cue, line: Narration) -> Cue:
    return replace(cue, gain_db=cue.gain_db + line.gain_db)

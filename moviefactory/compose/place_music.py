"""When the music is heard: one bed for the movie, or one for each act, which change over where the acts do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from moviefactory.compose.clock import Clock, ShotSpan
from moviefactory.media.music_fit import SHORTEST_S
from moviefactory.timeline import ACT_MUSIC_ID, MUSIC_ID, Cue, FrameRange, PlacedCue

STRETCH_S = 480.0  # a longer bed hears its track again, with its own ending: rounds without end are tiring
OVERLAP_S = 3.0


def place_music(spans: Sequence[ShotSpan], cues: Mapping[str, Cue], gain_db: float, clock: Clock) -> list[PlacedCue]:
    """The beds on the movie's clock: the cue "music" for the whole movie, or "music.act-N" for the shots of act N.

    A scene without an act belongs to the act before it, leading ones to the first. An act without a cue of its own has
    that of the whole movie, or none. Neighbours overlap by OVERLAP_S around the change of acts.
    """
    beds = _beds(spans, cues, clock)
    placed: list[PlacedCue] = []
    for index, (cue, span) in enumerate(beds):
        before = index > 0 and beds[index - 1][1].stop == span.start
        after = index + 1 < len(beds) and beds[index + 1][1].start == span.stop
        lead, tail = (_half_overlap(beds[index - 1][1], span, clock) if before else 0,
                      _half_overlap(span, beds[index + 1][1], clock) if after else 0)  # fmt: skip
        loud = replace(cue, gain_db=cue.gain_db + gain_db)
        placed += _stretches(loud, FrameRange(span.start - lead, span.stop + tail), 2 * lead, 2 * tail, clock)
    return placed


def _half_overlap(before: FrameRange, after: FrameRange, clock: Clock) -> int:
    """Frames that each of two neighbouring beds plays on the other's side; less where one of them is short."""
    return min(clock.frames(OVERLAP_S / 2), before.frames // 3, after.frames // 3)


def _beds(spans: Sequence[ShotSpan], cues: Mapping[str, Cue], clock: Clock) -> list[tuple[Cue, FrameRange]]:
    """Cues and the frames of their acts. Neighbouring acts that share a track are one bed."""
    whole = cues.get(MUSIC_ID)
    own = {key: cue for key, cue in cues.items() if key.startswith(ACT_MUSIC_ID)}
    if not own:
        return [(whole, FrameRange(0, clock.total))] if whole else []
    beds: list[tuple[Cue, FrameRange]] = []
    for act, span in _acts(spans):
        cue = own.get(f"{ACT_MUSIC_ID}{act}", whole)
        if cue is None:
            continue
        if beds and beds[-1][1].stop == span.start and _same(beds[-1][0], cue):
            span = FrameRange(beds.pop()[1].start, span.stop)
        beds.append((cue, span))
    return _without_slivers(beds, clock)


def _same(one: Cue, other: Cue) -> bool:
    return replace(one, sound_id="", score=0, reason="") == replace(other, sound_id="", score=0, reason="")


def _acts(spans: Sequence[ShotSpan]) -> Iterator[tuple[int, FrameRange]]:
    """The acts in order, with their frames; one changes to the next in the middle of the pictures' change-over."""
    act = next((span.scene.act for span in spans if span.scene.act is not None), 1)
    start = 0
    for span in spans:
        if span.scene.act not in (None, act):
            stop = span.in_movie.start + span.lead // 2
            yield act, FrameRange(start, stop)
            act, start = span.scene.act or act, stop
    yield act, FrameRange(start, spans[-1].in_movie.stop)


def _without_slivers(beds: list[tuple[Cue, FrameRange]], clock: Clock) -> list[tuple[Cue, FrameRange]]:
    """A bed too short to be music leaves its time to the one before it, or after."""
    kept: list[tuple[Cue, FrameRange]] = []
    for cue, span in beds:
        short = span.frames < clock.frames(SHORTEST_S)
        if kept and kept[-1][1].stop == span.start and (short or kept[-1][1].frames < clock.frames(SHORTEST_S)):
            before, begun = kept.pop()
            kept.append((before if short else cue, FrameRange(begun.start, span.stop)))
        else:
            kept.append((cue, span))
    return kept


def _stretches(cue: Cue, span: FrameRange, fade_in: int, fade_out: int, clock: Clock) -> Iterator[PlacedCue]:
    """One bed; a very long one in equal stretches that change over, each fitted with its own ending."""
    count = max(1, math.ceil(span.frames / clock.frames(STRETCH_S)))
    overlap = clock.frames(OVERLAP_S) if count > 1 else 0
    for index in range(count):
        start = span.start + span.frames * index // count - (overlap if index else 0)
        stop = span.start + span.frames * (index + 1) // count
        last = index == count - 1
        yield PlacedCue(cue, FrameRange(start, stop), overlap if index else fade_in, fade_out if last else overlap)

"""When each cue is heard: ambience through its scene, effects on their moment, lines one after the other.

Works on frames alone; the cue's own numbers (events, length, loop) are all it knows of a sound.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moviefactory.compose.align import aligned_moments, events_of
from moviefactory.compose.clock import Clock, ShotSpan
from moviefactory.compose.place_music import place_music
from moviefactory.compose.place_voices import place_voices
from moviefactory.movie import Movie, Scene, Sound
from moviefactory.timeline import MODEL_ID, Cue, Impact, PlacedCue

EARLY_AMBIENCE_S = 0.4  # J cut: the next place is heard before it is seen
AMBIENCE_SETTLES_S = 0.2  # L cut: and the last one still is, after a hard cut
BED_EDGE_S = 0.1  # a bed reaches this far over a hard cut, so that two beds meet without a hole
AFTER_CLEAN_S = 0.15  # an effect nobody timed starts this long after the shot stands alone
EARLY_EFFECT_S = 0.3  # the approach of a sound may begin this long before its shot
BLEED_S = 0.5  # and its end may reach this far into the next shot ...
TAIL_BLEED_S = 1.2  # ... or this far when it is the dying tail of a hit
BLEED_FADE_S, TAIL_FADE_S = 0.4, 0.8
HIT_ONSET_S = 0.3  # a sound whose main event comes this soon is a hit; what follows is its tail
PASS_BY_ONSET_S = 0.4  # one whose event comes later than this, and in its middle, passes by
LEAST_HEARD_S = 0.3  # of an effect before the movie's end, or what is seen to hit there does not move it
SMALL_FADE_S = 0.06


@dataclass(frozen=True)
class _Heard:
    """What the plan says of one sound of a shot, and the cue (with the plan's gain) that was chosen for it."""

    sound: Sound
    cue: Cue

    @property
    def is_bed(self) -> bool:
        return self.cue.loop or self.cue.kind == "ambience"

    @property
    def is_untimed(self) -> bool:
        return self.sound.at is None and not self.is_bed


def place_sounds(
    movie: Movie,
    spans: Sequence[ShotSpan],
    cues: Mapping[str, Cue],
    impacts: Mapping[str, Sequence[Impact]],
    closing: int,
) -> tuple[PlacedCue, ...]:
    """Every cue of `cues` that the movie asks for, on the movie's clock; see `arrange`."""
    clock = Clock(movie.frame_rate, spans[-1].in_movie.stop, closing)
    placed = place_music(spans, cues, movie.music.gain_db, clock)
    for scene in movie.scenes:
        placed += _ambiences(scene, spans, cues, clock)
    for span in spans:
        model = cues.get(f"{MODEL_ID}{span.shot.id}") if movie.audio.model_sound != "off" else None
        if model:
            placed.append(_with_picture(model, span, clock))
        if model is None or movie.audio.model_sound == "mix":
            seen = impacts.get(span.shot.id, ()) if movie.audio.align else ()
            placed += _shot_sounds(span, cues, seen, clock)
    placed += place_voices(spans, cues, clock)
    return tuple(one for one in placed if one.in_movie.frames > 0)


def _with_picture(cue: Cue, span: ShotSpan, clock: Clock) -> PlacedCue:
    """What was made with a picture is heard with it to the frame, and changes over as it does."""
    return clock.place(cue, span.in_movie.start, span.in_movie.stop, span.lead, span.tail)


def _ambiences(scene: Scene, spans: Sequence[ShotSpan], cues: Mapping[str, Cue], clock: Clock) -> Iterator[PlacedCue]:
    """The scene's beds. Each begins early and takes over from the scene before while that one fades, and so on."""
    own = [index for index, span in enumerate(spans) if span.scene.id == scene.id]
    following = spans[own[-1] + 1] if own[-1] + 1 < len(spans) else None
    start, risen = _handover(spans[own[0]], clock) if own[0] else (0, clock.frames(SMALL_FADE_S))
    falls, stop = _handover(following, clock) if following else (clock.total, clock.total)
    for sound in scene.sounds:
        if cue := cues.get(sound.id):
            bed = replace(cue, kind="ambience", gain_db=cue.gain_db + sound.gain_db)
            yield clock.place(bed, start, stop, risen - start, stop - falls)


def _handover(first: ShotSpan, clock: Clock) -> tuple[int, int]:
    """The frames in which the sound of the scene that starts with shot `first` takes over."""
    start = first.in_movie.start
    return max(0, start - clock.frames(EARLY_AMBIENCE_S)), start + max(first.lead, clock.frames(AMBIENCE_SETTLES_S))


def _shot_sounds(
    span: ShotSpan, cues: Mapping[str, Cue], impacts: Sequence[Impact], clock: Clock
) -> Iterator[PlacedCue]:
    heard = [
        _Heard(sound, replace(cue, gain_db=cue.gain_db + sound.gain_db))
        for sound in span.shot.sounds
        if (cue := cues.get(sound.id))
    ]
    left_s = clock.seconds(min(span.in_movie.stop, clock.total - clock.frames(LEAST_HEARD_S)) - span.in_movie.start)
    seen = [one for one in impacts if 0 <= one.at_s < left_s]
    effects = [one.cue for one in heard if one.is_untimed and one.cue.kind == "effect"]
    aligned = iter(aligned_moments(effects, seen))
    untimed = 0
    for one in heard:
        if one.is_bed:
            yield _bed(one.sound, one.cue, span, clock)
            continue
        met = next(aligned) if one.is_untimed and one.cue.kind == "effect" else None
        moment: float = _default_moment(one.cue, span, untimed, clock)
        if one.sound.at is not None:
            moment = span.in_movie.start + clock.frames(one.sound.at)
        elif met is not None:
            moment = span.in_movie.start + met * float(clock.frame_rate)
        untimed += one.is_untimed
        yield _one_shot(one.cue, span, min(moment, span.in_movie.stop - 1), clock)


def _bed(sound: Sound, cue: Cue, span: ShotSpan, clock: Clock) -> PlacedCue:
    """Covers the shot, fading through the picture's own transitions; from `at` on when the plan says so."""
    edge = clock.frames(BED_EDGE_S)
    start = span.in_movie.start if span.lead else span.in_movie.start - edge
    stop = span.in_movie.stop if span.tail else span.in_movie.stop + edge
    fade_in = max(span.lead, 2 * edge)
    if sound.at is not None:
        start = min(span.in_movie.start + clock.frames(sound.at), span.in_movie.stop - 1)
        fade_in = clock.frames(SMALL_FADE_S)
    return clock.place(cue, start, stop, fade_in, max(span.tail, 2 * edge))


def _default_moment(cue: Cue, span: ShotSpan, untimed: int, clock: Clock) -> int:
    """Where an effect's main event goes when nobody said: early in the clean shot, a pass-by in its middle.

    Further effects of the same shot follow at even distances instead of falling on the first one.
    """
    clean = span.clean
    if untimed == 0 and _passes_by(cue):
        return (clean.start + clean.stop) // 2
    early = clean.start + min(clock.frames(AFTER_CLEAN_S), clean.frames // 4)
    return early + (clean.stop - early) * min(untimed, 3) // 4


def _one_shot(cue: Cue, span: ShotSpan, at: float, clock: Clock) -> PlacedCue:
    """Put the cue's onset exactly on `at`, in frames of the movie, between two of them if need be; cut its approach and
    its end where they leave the shot too far."""
    onset_s = _onset_s(cue)
    moment = math.floor(at + 1e-6)
    within = max(0.0, at - moment)
    earliest = max(0, span.in_movie.start - clock.frames(EARLY_EFFECT_S))
    lead = min(math.floor(float(onset_s * clock.frame_rate) - within + 1e-6), max(0, moment - earliest))
    if lead < 0:  # it begins so abruptly that it can only begin with a frame: the next one, as early sound is noticed
        moment, within, lead = moment + 1, 0.0, 0
    start = moment - lead
    start_in_file_s = cue.start_in_file_s + onset_s - (lead + within) / float(clock.frame_rate)
    length_s = cue.start_in_file_s + cue.length_s - start_in_file_s
    natural_stop = start + max(1, math.ceil(length_s * clock.frame_rate - 1e-6))
    stop, fade_out = _stop_of(cue, span, natural_stop, clock)
    stop = max(stop, moment + 1)
    fade_in = min(lead, clock.frames(SMALL_FADE_S)) if start_in_file_s > cue.start_in_file_s + 1e-3 else 0
    trimmed = replace(cue, start_in_file_s=round(start_in_file_s, 6), length_s=round(length_s, 6))
    return clock.place(trimmed, start, stop, fade_in, min(fade_out, stop - moment - 1))


def _stop_of(cue: Cue, span: ShotSpan, natural_stop: int, clock: Clock) -> tuple[int, int]:
    """Where an effect ends, and its fade there: nothing is heard long after its shot, but a hit may ring out."""
    if cue.kind == "voice":  # words are not cut off
        return natural_stop, 0
    bleed_s, fade_s = (TAIL_BLEED_S, TAIL_FADE_S) if _onset_s(cue) <= HIT_ONSET_S else (BLEED_S, BLEED_FADE_S)
    latest = max(span.clean.stop + clock.frames(bleed_s), span.in_movie.stop)
    return (latest, clock.frames(fade_s)) if natural_stop > latest else (natural_stop, 0)


def _onset_s(cue: Cue) -> float:
    """The main event's moment within the part that is used."""
    return events_of(cue)[0]


def _passes_by(cue: Cue) -> bool:
    return _onset_s(cue) > PASS_BY_ONSET_S and _onset_s(cue) > 0.3 * cue.length_s

"""Lay the made clips and the chosen cues on the movie's clock. Integer frames only; no file is opened.

Neighbouring clips overlap by their transition, so the movie is the sum of its clips less the sum of its overlaps. A
transition gives way when a clip is too short for it: every clip keeps at least one frame that is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from moviefactory.compose.clock import ShotSpan
from moviefactory.compose.place_sounds import place_sounds
from moviefactory.errors import StageError
from moviefactory.movie import Movie, Transition
from moviefactory.timeline import (
    CLOSING_S,
    TRANSITION_S,
    Clip,
    Cue,
    FrameRange,
    Impact,
    PlacedClip,
    Timeline,
    TransitionKind,
    frames_of,
)

SAMPLE_RATE_HZ = 48_000


def arrange(
    movie: Movie,
    clips: Mapping[str, Clip],
    cues: Mapping[str, Cue],
    impacts: Mapping[str, Sequence[Impact]] | None = None,
) -> Timeline:
    """The cut of `movie`.

    `clips` by shot id. `cues` by sound id (a sound without a cue stays silent), and beside those of the plan's sounds
    "music" or "music.act-1", "music.act-2" ...; "model.<shot id>", what a video model made with the shot; and
    "<shot id>-1", "<shot id>-2" ..., its spoken lines. `impacts` gives, by shot id, what is seen to hit in it: there
    the shot's one-shot effects land that have no moment of their own. Raises StageError when a shot has no clip.
    """
    video = place_clips(movie, clips)
    spans = _spans(movie, video)
    closing = closing_frames(video, movie.frame_rate)
    audio = place_sounds(movie, spans, cues, impacts or {}, closing)
    return Timeline(movie.frame_rate, movie.size_px, SAMPLE_RATE_HZ, video, audio)


def place_clips(movie: Movie, clips: Mapping[str, Clip]) -> tuple[PlacedClip, ...]:
    """All clips in order, each overlapping the one before by its (possibly shortened) transition."""
    shots = [shot for _, shot in movie.shots()]
    if missing := [shot.id for shot in shots if shot.id not in clips]:
        raise StageError(f"shot {missing[0]!r} has no clip; make the clips (or their slates) before the cut")
    lengths = [frames_in_movie(clips[shot.id], movie.frame_rate) for shot in shots]
    wanted = [_wanted_frames(shot.transition_in, movie.frame_rate) for shot in shots]
    if shots[0].transition_in.kind != "fade_black":
        wanted[0] = 0  # nothing comes before the first shot: it can only appear, or rise from black
    granted = fit_transitions(lengths, wanted)
    placed, stop = [], 0
    for index, shot in enumerate(shots):
        start = stop - granted[index] if index else 0
        stop = start + lengths[index]
        kind: TransitionKind = shot.transition_in.kind if granted[index] else "cut"
        placed.append(PlacedClip(clips[shot.id], FrameRange(start, stop), kind, granted[index]))
    return tuple(placed)


def frames_in_movie(clip: Clip, frame_rate: Fraction) -> int:
    """The clip's length on the movie's clock: its own duration, at the movie's frame rate."""
    return max(1, round(Fraction(clip.frames) / clip.frame_rate * frame_rate))


def fit_transitions(lengths: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Shorten transitions so that each clip keeps one frame outside its own two.

    Number i leads into clip i. Shortening one only helps the clip on its other side, so one walk is enough.
    """
    granted = [*wanted, 0]
    for index, length in enumerate(lengths):
        spare, asked = length - 1, granted[index] + granted[index + 1]
        if asked > spare:
            granted[index] = granted[index] * spare // asked
            granted[index + 1] = min(granted[index + 1], spare - granted[index])
    return granted[:-1]


def closing_frames(video: Sequence[PlacedClip], frame_rate: Fraction) -> int:
    """Length of the fade to black that ends the movie; it takes what the last transition leaves."""
    if not video:
        return 0
    last = video[-1]
    return min(frames_of(CLOSING_S, frame_rate), last.in_movie.frames - 1 - last.transition_frames)


def black_spans(timeline: Timeline) -> tuple[tuple[float, float], ...]:
    """The stretches (start, stop in seconds) in which the cut itself goes to black, for whoever checks the movie."""
    spans = [placed.in_movie.start for placed in timeline.video]
    ranges = [
        FrameRange(start, start + placed.transition_frames)
        for start, placed in zip(spans, timeline.video, strict=True)
        if placed.transition_in == "fade_black"
    ]
    ranges.append(FrameRange(timeline.frames - closing_frames(timeline.video, timeline.frame_rate), timeline.frames))
    rate = timeline.frame_rate
    return tuple((float(one.start / rate), float(one.stop / rate)) for one in ranges if one.frames)


def shot_spans(timeline: Timeline, shot_id: str) -> tuple[tuple[float, float], ...]:
    """The stretches (start, stop in seconds) in which the shot is seen; none where it is not in the movie."""
    rate = timeline.frame_rate
    spans = (placed.in_movie for placed in timeline.video if placed.clip.shot_id == shot_id)
    return tuple((float(one.start / rate), float(one.stop / rate)) for one in spans)


def _wanted_frames(transition: Transition, frame_rate: Fraction) -> int:
    if transition.kind == "cut":
        return 0
    return frames_of(transition.seconds or TRANSITION_S[transition.kind], frame_rate)


def _spans(movie: Movie, video: Sequence[PlacedClip]) -> tuple[ShotSpan, ...]:
    spans = []
    for index, ((scene, shot), placed) in enumerate(zip(movie.shots(), video, strict=True)):
        tail = video[index + 1].transition_frames if index + 1 < len(video) else 0
        lead = placed.transition_frames if index else 0
        spans.append(ShotSpan(scene, shot, placed.in_movie, lead, tail))
    return tuple(spans)

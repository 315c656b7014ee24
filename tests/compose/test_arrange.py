"""The cut's frames: overlaps, shortened transitions, odd frame rates."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from compose_kit import RATE, clip, movie_of, movie_of_kinds, shot

from moviefactory.compose.arrange import arrange, black_spans, closing_frames, fit_transitions, frames_in_movie
from moviefactory.errors import StageError


def test_the_movie_is_the_sum_of_its_clips_less_the_sum_of_its_overlaps() -> None:
    movie, clips = movie_of_kinds("cut", "crossfade", "whip", "cut", "fade_black", "slide", "wipe")
    timeline = arrange(movie, clips, {})
    overlaps = sum(placed.transition_frames for placed in timeline.video[1:])
    assert overlaps > 0
    assert timeline.frames == 7 * 48 - overlaps
    for before, after in zip(timeline.video, timeline.video[1:], strict=False):
        assert before.in_movie.stop - after.in_movie.start == after.transition_frames


def test_a_cut_never_overlaps_and_other_kinds_have_a_length_even_when_the_plan_gives_none() -> None:
    movie, clips = movie_of_kinds("cut", "cut", "crossfade", "fade_black", "whip", "slide", "wipe")
    lengths = [placed.transition_frames for placed in arrange(movie, clips, {}).video]
    assert lengths[:2] == [0, 0]
    assert all(length >= 8 for length in lengths[2:])


def test_the_plan_s_own_length_counts() -> None:
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.25))
    assert arrange(movie, {"a": clip("a"), "b": clip("b")}, {}).video[1].transition_frames == 6


@pytest.mark.parametrize("frames", [1, 2, 5, 11, 13, 20])
def test_a_clip_shorter_than_its_transitions_keeps_a_frame_of_its_own(frames: int) -> None:
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.5), shot("c", "whip", 0.5), shot("d", "cut"))
    clips = {"a": clip("a"), "b": clip("b", frames), "c": clip("c"), "d": clip("d")}
    video = arrange(movie, clips, {}).video
    assert frames - video[1].transition_frames - video[2].transition_frames >= 1
    if video[1].transition_frames == 0:
        assert video[1].transition_in == "cut"


def test_every_clip_keeps_a_frame_whatever_the_lengths() -> None:
    chance = random.Random(7)
    for _ in range(500):
        lengths = [chance.choice((1, 2, 3, 7, 24, 48)) for _ in range(chance.randint(1, 6))]
        wanted = [chance.choice((0, 1, 6, 12, 40)) for _ in lengths]
        granted = fit_transitions(lengths, wanted)
        assert all(0 <= got <= asked for got, asked in zip(granted, wanted, strict=True))
        for index, length in enumerate(lengths):
            following = granted[index + 1] if index + 1 < len(lengths) else 0
            assert length - granted[index] - following >= 1


def test_transitions_that_fit_are_left_alone() -> None:
    assert fit_transitions([48, 48, 25], [0, 12, 24]) == [0, 12, 24]


def test_the_first_shot_rises_from_black_or_simply_appears() -> None:
    movie, clips = movie_of_kinds("fade_black", "cut")
    first = arrange(movie, clips, {}).video[0]
    assert (first.in_movie.start, first.transition_in) == (0, "fade_black")
    assert first.transition_frames > 0
    movie, clips = movie_of_kinds("crossfade", "cut")
    assert arrange(movie, clips, {}).video[0].transition_frames == 0


def test_one_shot_alone_is_a_movie() -> None:
    movie, clips = movie_of_kinds("cut")
    timeline = arrange(movie, clips, {})
    assert timeline.frames == 48
    assert closing_frames(timeline.video, RATE) == 12
    one_frame = arrange(movie, {"s0": clip("s0", 1)}, {})
    assert (one_frame.frames, closing_frames(one_frame.video, RATE)) == (1, 0)


@pytest.mark.parametrize(
    ("frames", "rate", "movie_rate", "expected"),
    [
        (16, Fraction(8), Fraction(24), 48),
        (60, Fraction(30000, 1001), Fraction(24), 48),
        (48, Fraction(24), Fraction(30000, 1001), 60),
        (1, Fraction(60), Fraction(24), 1),
    ],
)
def test_a_clip_at_another_rate_keeps_its_duration(
    frames: int, rate: Fraction, movie_rate: Fraction, expected: int
) -> None:
    assert frames_in_movie(clip("a", frames, rate), movie_rate) == expected


def test_a_shot_without_a_clip_is_named() -> None:
    movie, clips = movie_of_kinds("cut", "cut")
    del clips["s1"]
    with pytest.raises(StageError, match="'s1' has no clip"):
        arrange(movie, clips, {})


def test_the_planned_black_is_the_opening_the_fades_and_the_end() -> None:
    movie, clips = movie_of_kinds("fade_black", "crossfade", "fade_black")
    timeline = arrange(movie, clips, {})
    opening, middle, end = black_spans(timeline)
    assert opening == (0.0, pytest.approx(19 / 24))
    assert middle[0] == pytest.approx(timeline.video[2].in_movie.start / 24)
    assert end == (pytest.approx(timeline.seconds - 0.5), pytest.approx(timeline.seconds))


def test_the_closing_fade_gives_way_to_the_last_transition() -> None:
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.5))
    video = arrange(movie, {"a": clip("a"), "b": clip("b", 20)}, {}).video
    assert (video[1].transition_frames, closing_frames(video, RATE)) == (12, 7)

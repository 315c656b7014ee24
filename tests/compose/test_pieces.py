"""The cut taken apart: every frame of the movie belongs to one piece, and groups stay small."""

from __future__ import annotations

import itertools

import pytest
from compose_kit import movie_of_kinds

from moviefactory.compose.arrange import arrange
from moviefactory.compose.pieces import groups_of, pieces_of
from moviefactory.timeline import Timeline

KINDS = ("fade_black", "crossfade", "cut", "whip", "fade_black", "slide", "wipe")


def cut_of(*kinds: str, seconds: float = 0.0) -> Timeline:
    movie, clips = movie_of_kinds(*kinds, seconds=seconds)  # type: ignore[arg-type]
    return arrange(movie, clips, {})


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3, 1.7])
def test_pieces_add_up_to_the_movie_whatever_the_transitions(seconds: float) -> None:
    for first, second, third in itertools.product(KINDS, repeat=3):
        timeline = cut_of(first, second, third, seconds=seconds)
        assert sum(piece.frames for piece in pieces_of(timeline)) == timeline.frames


def test_each_part_shows_the_frame_that_belongs_there() -> None:
    timeline = cut_of(*KINDS)
    at = 0
    for piece in pieces_of(timeline):
        for part in piece.parts:
            assert part.in_clip.start == at - timeline.video[part.clip].in_movie.start
            assert part.in_clip.frames == piece.frames
        at += piece.frames


def test_a_cut_is_no_piece_and_a_changeover_has_two_parts() -> None:
    kinds = [piece.kind for piece in pieces_of(cut_of("cut", "cut", "whip", "crossfade"))]
    assert kinds == ["clean", "clean", "whip", "clean", "crossfade", "clean"]


def test_a_fade_through_black_is_two_clips_that_meet_in_the_dark() -> None:
    before, after = pieces_of(cut_of("cut", "fade_black", seconds=1.0))
    assert (before.frames, before.fade_out) == (36, 12)
    assert (after.frames, after.fade_in, after.fade_out) == (36, 12, 12)


def test_the_movie_rises_and_falls_only_where_planned() -> None:
    pieces = pieces_of(cut_of("cut", "crossfade", "cut"))
    assert [(piece.fade_in, piece.fade_out) for piece in pieces] == [(0, 0), (0, 0), (0, 0), (0, 12)]


def test_groups_keep_the_order_and_open_few_clips_however_long_the_movie() -> None:
    pieces = pieces_of(cut_of(*itertools.islice(itertools.cycle(KINDS), 75)))
    groups = list(groups_of(pieces, clips_per_group=3))
    assert tuple(itertools.chain.from_iterable(groups)) == pieces
    assert max(len({part.clip for piece in group for part in piece.parts}) for group in groups) <= 3
    assert len(groups) > 25


def test_a_group_has_room_for_a_changeover() -> None:
    assert all(group for group in groups_of(pieces_of(cut_of("cut", "whip", "whip")), clips_per_group=1))

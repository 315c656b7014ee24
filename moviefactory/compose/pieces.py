"""Take the cut's picture apart into pieces: what one clip shows alone, and what two clips share.

A piece needs one or two clips. Pieces are put in groups that are rendered one after the other, so that the memory a
movie takes does not grow with its number of shots. Pure frame arithmetic on a Timeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from moviefactory.compose.arrange import closing_frames
from moviefactory.timeline import FrameRange, PlacedClip, Timeline, TransitionKind

PieceKind = Literal["clean"] | TransitionKind
CLIPS_PER_GROUP = 3  # ffmpeg takes 850 MB for three at 3072x1280, 130 MB more for each further one, and wins no time


@dataclass(frozen=True)
class Part:
    """Frames of one clip: `clip` is its index in `timeline.video`, `in_clip` counts at the movie's frame rate."""

    clip: int
    in_clip: FrameRange


@dataclass(frozen=True)
class Piece:
    """A stretch of the movie of `frames` frames, made of one part, or of two equally long ones that change over.

    `fade_in` and `fade_out` count frames from and to black at its ends. `turn` tells repeated transitions apart.
    """

    kind: PieceKind
    parts: tuple[Part, ...]
    fade_in: int = 0
    fade_out: int = 0
    turn: int = 0

    @property
    def frames(self) -> int:
        return self.parts[0].in_clip.frames


def pieces_of(timeline: Timeline) -> tuple[Piece, ...]:
    """All pieces in order; their lengths add up to the movie's."""
    pieces: list[Piece] = []
    for index, placed in enumerate(timeline.video):
        following = timeline.video[index + 1] if index + 1 < len(timeline.video) else None
        clean = _clean(index, placed, following)
        if following is None:
            clean = replace(clean, fade_out=closing_frames(timeline.video, timeline.frame_rate))
        pieces.append(clean)
        if following is not None and following.transition_frames and following.transition_in != "fade_black":
            pieces.append(_changeover(index, placed, following, turn=len(pieces) // 2))
    return tuple(pieces)


def groups_of(pieces: Sequence[Piece], clips_per_group: int = CLIPS_PER_GROUP) -> Iterator[tuple[Piece, ...]]:
    """Consecutive pieces that use at most `clips_per_group` clips (two at least)."""
    group: list[Piece] = []
    for piece in pieces:
        if group and len(_clips([*group, piece])) > max(2, clips_per_group):
            yield tuple(group)
            group = []
        group.append(piece)
    if group:
        yield tuple(group)


def _clips(pieces: Sequence[Piece]) -> set[int]:
    return {part.clip for piece in pieces for part in piece.parts}


def _clean(index: int, placed: PlacedClip, following: PlacedClip | None) -> Piece:
    """What the clip shows alone. A fade through black is two clips that each fade on their own half of the overlap."""
    lead = placed.transition_frames
    start, fade_in = (lead, 0) if index else (0, lead)
    if index and placed.transition_in == "fade_black":
        start = lead // 2
        fade_in = lead - start
    stop, fade_out = placed.in_movie.frames, 0
    if following is not None:
        stop -= following.transition_frames
        if following.transition_in == "fade_black":
            fade_out = following.transition_frames // 2
            stop += fade_out
    return Piece("clean", (Part(index, FrameRange(start, stop)),), fade_in, fade_out)


def _changeover(index: int, before: PlacedClip, after: PlacedClip, turn: int) -> Piece:
    length = after.transition_frames
    tail = FrameRange(before.in_movie.frames - length, before.in_movie.frames)
    return Piece(after.transition_in, (Part(index, tail), Part(index + 1, FrameRange(0, length))), turn=turn)

"""The movie's clock for those who place sounds: shots with their overlaps, frames of seconds, a cue in the movie."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from moviefactory.movie import Scene, Shot
from moviefactory.timeline import Cue, FrameRange, PlacedCue


@dataclass(frozen=True)
class ShotSpan:
    """A shot on the movie's clock: `lead` frames are shared with the shot before, `tail` frames with the next."""

    scene: Scene
    shot: Shot
    in_movie: FrameRange
    lead: int
    tail: int

    @property
    def clean(self) -> FrameRange:
        return FrameRange(self.in_movie.start + self.lead, self.in_movie.stop - self.tail)


@dataclass(frozen=True)
class Clock:
    """`total` frames of the movie, the last `closing` of which go to black."""

    frame_rate: Fraction
    total: int
    closing: int

    def frames(self, seconds: float) -> int:
        return round(seconds * self.frame_rate)

    def seconds(self, frames: int) -> float:
        return float(frames / self.frame_rate)

    def place(self, cue: Cue, start: int, stop: int, fade_in: int, fade_out: int) -> PlacedCue:
        """`cue` within the movie; what reaches the movie's end leaves with it, and fades never cross."""
        start, stop = max(0, start), min(self.total, stop)
        if stop == self.total:
            fade_out = max(fade_out, self.closing)
        if (both := fade_in + fade_out) > stop - start:
            fade_in = fade_in * (stop - start) // both
            fade_out = stop - start - fade_in
        return PlacedCue(cue, FrameRange(start, stop), fade_in, fade_out)

"""The samples of a placed cue: the used part of its file, fitted to the time it fills, read piece by piece.

Only a piece of music is held in memory, because a fit looks at all of it, and a bed of a few seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np

from moviefactory.compose.decoded import Scratch, SoundFiles, Span
from moviefactory.compose.levels import FloatArray, Samples
from moviefactory.compose.loop_seam import LEVELS_HZ, Loop, crossing, find_loop
from moviefactory.errors import MediaError
from moviefactory.media.music_fit import LONGEST_TRACK_S, Fit, LoopPoints, fitted_blocks, plan_fit
from moviefactory.timeline import Cue, PlacedCue, Timeline

HELD_S = 5.0
_BLOCK_S = 10


class Source(Protocol):
    """What a placed cue plays. `length`: samples until silence follows, or of one round where it `repeats`."""

    @property
    def length(self) -> int: ...

    @property
    def repeats(self) -> bool: ...

    def read(self, start: int, stop: int) -> Samples:
        """The samples `start` <= n < `stop` (n, 2), counted from where the cue begins."""
        ...


@dataclass(frozen=True)
class Part:
    """`length` samples of a file from sample `first` on; silence follows."""

    files: SoundFiles
    path: Path
    first: int
    length: int
    repeats: bool = False

    def read(self, start: int, stop: int) -> Samples:
        inside = max(start, min(stop, self.length))
        heard = self.files.read(self.path, self.first + start, self.first + inside)
        return np.pad(heard, ((0, stop - inside), (0, 0))) if inside < stop else heard


@dataclass(frozen=True)
class Repeating:
    """A part played round and round, each end faded into the next beginning."""

    part: Part
    loop: Loop
    repeats: bool = True

    @property
    def length(self) -> int:
        return self.loop.period

    def read(self, start: int, stop: int) -> Samples:
        pieces, at = [], start
        while at < stop:
            turn, within = divmod(at, self.loop.period)
            count = min(stop - at, self.loop.period - within)
            piece = self.part.read(self.loop.start + within, self.loop.start + within + count)
            pieces.append(self._crossed(piece, within) if turn and within < self.loop.seam else piece)
            at += count
        return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)

    def _crossed(self, piece: Samples, within: int) -> Samples:
        """A round's samples from `within` on, with the end of the round before over its beginning."""
        count = min(self.loop.seam - within, len(piece))
        going = self.loop.stop - self.loop.seam + within
        out, into = crossing(self.loop, np.arange(within, within + count, dtype=np.float64))
        head = piece[:count] * into + self.part.read(going, going + count) * out
        return np.concatenate([head, piece[count:]])


@dataclass(frozen=True)
class Held:
    """A short round that repeats, in memory: a loop of a tenth of a second is not read ten times a second."""

    samples: Samples
    repeats: bool = True

    @property
    def length(self) -> int:
        return len(self.samples)

    def read(self, start: int, stop: int) -> Samples:
        return np.asarray(self.samples[np.arange(start, stop) % len(self.samples)])


class Music:
    """A track fitted to its time. Cheap when it is read in order, which the mix does."""

    repeats = False

    def __init__(self, track: Samples, fit: Fit) -> None:
        self.length = fit.length
        self._track, self._fit = track, fit
        self._at = 0
        self._rest: Samples = np.zeros((0, 2), np.float32)
        self._blocks = fitted_blocks(track, fit)

    def read(self, start: int, stop: int) -> Samples:
        if start < self._at:
            self._at, self._rest, self._blocks = 0, self._rest[:0], fitted_blocks(self._track, self._fit)
        pieces = [np.zeros((0, 2), np.float32)]
        while self._at < stop:
            if not len(self._rest):
                block = next(self._blocks, None)
                if block is None:
                    break
                self._rest = block
            count = min(len(self._rest), (start if self._at < start else stop) - self._at)
            if self._at >= start:
                pieces.append(self._rest[:count])
            self._rest, self._at = self._rest[count:], self._at + count
        heard = np.concatenate(pieces)
        return np.pad(heard, ((0, stop - start - len(heard)), (0, 0)))


class Sources:
    """Opens the cues of `timeline`. `scratch` makes paths for decoded samples; whoever made it deletes them."""

    def __init__(self, timeline: Timeline, scratch: Scratch) -> None:
        self._rate_hz = timeline.sample_rate_hz
        self.files = SoundFiles(self._rate_hz, _spans(timeline.audio, timeline.frame_rate), scratch)
        self._loops: dict[Part, Loop] = {}
        self._fits: dict[tuple[Part, int], Fit] = {}
        self._track: tuple[Part, Samples] | None = None  # the one read last: stretches of one track follow each other

    def open(self, placed: PlacedCue, length: int) -> Source:
        """What `placed` plays during `length` samples. Raises MediaError when its file cannot be used."""
        cue = placed.cue
        try:
            part = self._part(cue)
            if cue.kind == "music":
                return self._music(cue, part, length)
            if part.length >= length or not (cue.loop or cue.kind == "ambience"):
                return part
            return self._repeating(part, cue.loop)
        except MediaError as error:
            raise MediaError(f"sound {cue.sound_id!r} cannot be read: {error}") from error

    def close(self) -> None:
        self._track = None
        self.files.close()

    def _part(self, cue: Cue) -> Part:
        first = round(max(0.0, cue.start_in_file_s) * self._rate_hz)
        stop = self.files.length(cue.path)
        if cue.length_s > 0:
            stop = min(stop, first + round(cue.length_s * self._rate_hz))
        if stop <= first:
            raise MediaError(f"{cue.path.name} has nothing at {cue.start_in_file_s:.2f} s; choose it again")
        return Part(self.files, cue.path, first, stop - first)

    def _repeating(self, part: Part, stated: bool) -> Source:
        if part not in self._loops:
            powers = _powers(part, self._rate_hz // LEVELS_HZ, self._rate_hz * _BLOCK_S)
            self._loops[part] = find_loop(part.read, part.length, powers, self._rate_hz, stated)
        turning = Repeating(part, self._loops[part])
        if turning.length > HELD_S * self._rate_hz:
            return turning
        return Held(turning.read(turning.length, 2 * turning.length))

    def _music(self, cue: Cue, part: Part, length: int) -> Source:
        if self._track is None or self._track[0] != part:
            self._track = None  # two tracks at once only where they cross
            self._track = (part, part.read(0, min(part.length, round(LONGEST_TRACK_S * self._rate_hz))))
        track = self._track[1]
        if (part, length) not in self._fits:
            known = cue.loop_end_s > cue.loop_start_s
            points = LoopPoints(cue.loop_start_s, cue.loop_end_s, cue.ending_start_s) if known else None
            self._fits[part, length] = plan_fit(track, self._rate_hz, length, points, cue.bpm or None)
        return Music(track, self._fits[part, length])


def _powers(part: Part, step: int, block: int) -> FloatArray:
    """The mean square of every whole `step` samples of the part."""
    found = [np.zeros(0)]
    for start in range(0, part.length, block):
        heard = part.read(start, min(part.length, start + block))
        whole = len(heard) - len(heard) % step
        found.append(np.square(heard[:whole], dtype=np.float64).reshape(-1, step * 2).mean(axis=1))
    return np.concatenate(found)


def _spans(audio: Sequence[PlacedCue], frame_rate: Fraction) -> dict[Path, Span]:
    """What is used of every file, in seconds."""
    spans: dict[Path, Span] = {}
    for placed in audio:
        cue = placed.cue
        filled_s = LONGEST_TRACK_S if cue.kind == "music" else float(placed.in_movie.frames / frame_rate)
        used_s = min(cue.length_s, filled_s) if cue.length_s > 0 else filled_s
        start_s = max(0.0, cue.start_in_file_s)
        span = Span(start_s, start_s + used_s)
        spans[cue.path] = span.joined(spans[cue.path]) if cue.path in spans else span
    return spans

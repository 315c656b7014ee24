"""The samples of a placed cue: the used part of its file, fitted to the time it fills.

Decoded files are kept while there is room, because one sound often serves many shots.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moviefactory.compose.levels import Samples, fade
from moviefactory.errors import MediaError
from moviefactory.media.music_fit import LoopPoints, fit_music
from moviefactory.media.sound import read_sound
from moviefactory.timeline import Cue, PlacedCue

KEPT_BYTES = 128 * 2**20
LOOP_SEAM_S = 0.5  # cross-fade that makes a bed repeatable which was not recorded as a loop


@dataclass(frozen=True)
class Source:
    """`samples` (n, 2); beyond them lies silence, or the same again when `repeats`."""

    samples: Samples
    repeats: bool = False

    def read(self, start: int, stop: int) -> Samples:
        """The samples `start` <= n < `stop`."""
        count = len(self.samples)
        if self.repeats and count:
            return np.asarray(self.samples[np.arange(start, stop) % count])
        part = self.samples[min(start, count) : min(stop, count)]
        return np.pad(part, ((0, stop - start - len(part)), (0, 0)))


class Sources:
    """Opens cues. `sample_rate_hz` is the movie's."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._kept: dict[Path | PlacedCue, Samples] = {}  # the one used longest ago comes first

    def open(self, placed: PlacedCue, length: int) -> Source:
        """What `placed` plays during `length` samples. Raises MediaError when its file cannot be used."""
        cue = placed.cue
        if cue.kind == "music":
            return Source(self._keep(placed, lambda: self._music(cue, length)))
        part = self._part(cue, self._keep(cue.path, lambda: self._read(cue)))
        if len(part) >= length or not (cue.loop or cue.kind == "ambience"):
            return Source(part)
        return Source(part if cue.loop else _looped(part, round(LOOP_SEAM_S * self._rate_hz)), repeats=True)

    def _music(self, cue: Cue, length: int) -> Samples:
        part = self._part(cue, self._read(cue))
        known = cue.loop_end_s > cue.loop_start_s
        points = LoopPoints(cue.loop_start_s, cue.loop_end_s, cue.ending_start_s) if known else None
        return fit_music(part, self._rate_hz, length, points, cue.bpm or None)

    def _part(self, cue: Cue, samples: Samples) -> Samples:
        start = round(max(0.0, cue.start_in_file_s) * self._rate_hz)
        stop = start + round(cue.length_s * self._rate_hz) if cue.length_s > 0 else len(samples)
        part = samples[start:stop]
        if not len(part):
            raise MediaError(
                f"sound {cue.sound_id!r}: {cue.path.name} has nothing at {cue.start_in_file_s:.2f} s; choose it again"
            )
        return part

    def _read(self, cue: Cue) -> Samples:
        try:
            return read_sound(cue.path, self._rate_hz)
        except MediaError as error:
            raise MediaError(f"sound {cue.sound_id!r} cannot be read: {error}") from error

    def _keep(self, key: Path | PlacedCue, make: Callable[[], Samples]) -> Samples:
        samples = self._kept.pop(key) if key in self._kept else make()
        while self._kept and sum(one.nbytes for one in self._kept.values()) + samples.nbytes > KEPT_BYTES:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = samples
        return samples


def _looped(samples: Samples, seam: int) -> Samples:
    """`samples` shortened so that their end, faded into their beginning, can be followed by it."""
    seam = min(seam, len(samples) // 3)
    if not seam:
        return samples
    body = samples[: len(samples) - seam].copy()
    body[:seam] = body[:seam] * fade(seam, seam, 0, 0, seam) + samples[-seam:] * fade(seam, 0, seam, 0, seam)
    return body

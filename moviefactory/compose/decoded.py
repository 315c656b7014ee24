"""Samples of sound files, read piece by piece: no file is ever held whole.

What libsndfile can seek in at the movie's rate is read where it lies. Of everything else, the part that is used is
decoded once, to a file of raw float samples; an hour of a ten-hour recording costs an hour of disk and no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from moviefactory.compose.levels import Samples
from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.quiet import quiet_decoder

SEEKABLE = {"WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "CAF"}  # libsndfile finds the very sample in these
OPEN_FILES = 24
MARGIN_S = 0.5  # decoded around what is used, against rounding
SEEK_FROM_S = 60.0  # what begins sooner is decoded from the file's beginning: no container's seek is more exact
HOUR_S = 3600.0
_FRAME_BYTES = 8  # two float32
Scratch = Callable[[str], Path]


@dataclass(frozen=True)
class Span:
    """The seconds of a file that are used; None: to its end."""

    start_s: float
    stop_s: float | None

    def joined(self, other: Span) -> Span:
        open_end = self.stop_s is None or other.stop_s is None
        stop_s = None if open_end else max(self.stop_s or 0.0, other.stop_s or 0.0)
        return Span(min(self.start_s, other.start_s), stop_s)


@dataclass(frozen=True)
class _Raw:
    """Decoded samples from sample `first` of the file on, `count` of them."""

    path: Path
    first: int
    count: int


class SoundFiles:
    """Reads files as float32 (n, 2) at `sample_rate_hz`. `spans` says what is used of each, in seconds.

    `scratch` makes paths for decoded samples; whoever made it deletes them.
    """

    def __init__(self, sample_rate_hz: int, spans: Mapping[Path, Span], scratch: Scratch) -> None:
        self._rate_hz, self._spans, self._scratch = sample_rate_hz, spans, scratch
        self._open: dict[Path, Any] = {}  # the one used longest ago comes first
        self._raw: dict[Path, _Raw] = {}

    def length(self, path: Path) -> int:
        """Samples up to the end of what is used, or of the file. Raises MediaError when it has no sound."""
        file = self._file(path)
        return file.first + file.count if isinstance(file, _Raw) else int(file.frames)

    def read(self, path: Path, start: int, stop: int) -> Samples:
        """The samples `start` <= n < `stop` of the file; silence where it has none, or none that are numbers."""
        file = self._file(path)
        part = _raw_part(file, start, stop) if isinstance(file, _Raw) else _file_part(file, start, stop)
        if not np.isfinite(part).all():
            part = np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0)
        missing = stop - start - len(part)
        return np.pad(part, ((0, missing), (0, 0))) if missing else part

    def close(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _file(self, path: Path) -> Any:
        """The open file (a soundfile.SoundFile) or its decoded samples."""
        if path in self._raw:
            return self._raw[path]
        file = self._open.pop(path, None) or self._opened(path)
        if file is None:
            return self._raw.setdefault(path, self._decoded(path))
        self._open[path] = file
        if len(self._open) > OPEN_FILES:
            self._open.pop(next(iter(self._open))).close()
        return file

    def _opened(self, path: Path) -> Any:
        """The file, when its samples can be read where they lie."""
        try:
            with quiet_decoder(path):
                file = soundfile.SoundFile(path)
        except (soundfile.LibsndfileError, OSError):
            return None
        if file.samplerate == self._rate_hz and file.channels <= 2 and file.format in SEEKABLE and file.frames:
            return file
        file.close()
        return None

    def _decoded(self, path: Path) -> _Raw:
        """What is used of the file, decoded by ffmpeg."""
        span = self._spans.get(path, Span(0.0, None))
        start_s = max(0.0, span.start_s - MARGIN_S)
        start_s = float(int(start_s)) if start_s >= SEEK_FROM_S else 0.0
        target = self._scratch(f"{len(self._raw)}.f32")
        seek = ["-ss", f"{start_s:.0f}"] if start_s else []
        length = [] if span.stop_s is None else ["-t", f"{span.stop_s + MARGIN_S - start_s:.3f}"]
        run_ffmpeg(
            [*seek, "-i", str(path), "-map", "0:a:0", *length, "-f", "f32le", "-c:a", "pcm_f32le",
             "-ac", "2", "-ar", str(self._rate_hz), str(target)],
            what=f"reading the sound of {path.name}", deadline_s=4 * HOUR_S,
        )  # fmt: skip
        count = target.stat().st_size // _FRAME_BYTES
        if not count:
            raise MediaError(f"{path}: there is no sound in it from {start_s:.0f} s on")
        return _Raw(target, round(start_s * self._rate_hz), count)


def _raw_part(raw: _Raw, start: int, stop: int) -> Samples:
    first = max(0, start - raw.first)
    count = max(0, min(stop - raw.first, raw.count) - first)
    part = np.fromfile(raw.path, np.float32, 2 * count, offset=first * _FRAME_BYTES).reshape(-1, 2)
    return np.pad(part, ((min(max(0, raw.first - start), stop - start), 0), (0, 0))) if start < raw.first else part


def _file_part(file: Any, start: int, stop: int) -> Samples:
    if start >= file.frames:
        return np.zeros((0, 2), np.float32)
    try:
        file.seek(max(0, start))
        part = np.asarray(file.read(stop - start, dtype="float32", always_2d=True))
    except soundfile.LibsndfileError as error:
        raise MediaError(f"{file.name} breaks off before its end ({error}); replace the file") from error
    return np.repeat(part, 2, axis=1) if part.shape[1] == 1 else part

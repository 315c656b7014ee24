"""What a network is given of a sound file: mono samples at its own rate, in windows that are the same at every run.

Decodes by ffmpeg, which reads every format and resamples; a long file is sought in, never held as a whole. Knows no
network.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.probe import probe
from moviefactory.media.quiet import quiet_decoder
from moviefactory.media.sound import decoded

MOST_WINDOWS = 12  # of one file, evenly over its length: two minutes say what two hours of rain sound like
SILENT = 1e-4  # -80 dBFS: what never rises above it is not heard
CANCELLED = 0.1  # a mix that keeps less of the loudest channel's level: the channels are each other's negatives
Mono = NDArray[np.float32]


@dataclass(frozen=True)
class _Header:
    seconds: float
    channels: int


def windows_of(path: Path, rate_hz: int, window: int, most: int = MOST_WINDOWS) -> list[Mono]:
    """The sound of `path` as mono float32 arrays of exactly `window` samples at `rate_hz`, in [-1, 1]; at least one.

    One array of fewer samples where the file is shorter than a window. A longer one is cut end to end; a rest of more
    than half a window becomes a last window that ends with the file. Of more than `most` windows, `most` are taken at
    even distances. Silent windows are left out. The same file gives the same windows, mono or as two equal channels.
    Raises MediaError where nothing can be heard: missing, empty, broken or silent.
    """
    header = _header(path)
    length = round(header.seconds * rate_hz)
    if length <= most * window + window // 2:
        starts, samples = _cut(path, header, rate_hz, window, most)
        pieces = [samples[start : start + window] for start in starts][:most]
    else:
        starts = [round(start) for start in np.linspace(0, length - window - rate_hz // 10, most)]
        pieces = [piece for start in starts for piece in _piece(path, header, rate_hz, start, window)]
    heard = [piece for piece in pieces if piece.size and float(np.abs(piece).max()) > SILENT]
    if not heard:
        raise MediaError(f"{path}: nothing can be heard in it; take it out of the library")
    return heard


def _cut(path: Path, header: _Header, rate_hz: int, window: int, most: int) -> tuple[list[int], Mono]:
    """Where windows start in the file's samples: by what was decoded, as headers may promise more or far less."""
    samples = _decode(path, header, rate_hz, 0.0, (most + 1) * window / rate_hz)
    if len(samples) <= window:
        return [0], samples
    starts = list(range(0, len(samples) - window + 1, window))
    if len(samples) - starts[-1] - window > window // 2:
        starts.append(len(samples) - window)
    return starts, samples


def _piece(path: Path, header: _Header, rate_hz: int, start: int, window: int) -> list[Mono]:
    """The window at sample `start` of a long file; none where the file has broken off before."""
    try:
        piece = _decode(path, header, rate_hz, start / rate_hz, window / rate_hz)
    except MediaError:
        return []
    return [piece[:window]] if len(piece) >= window else []


def _header(path: Path) -> _Header:
    """Length and channels; by soundfile where it reads the format, because ffmpeg reads the whole file for it."""
    import soundfile

    try:
        with quiet_decoder(path):
            info = soundfile.info(str(path))
    except (soundfile.LibsndfileError, OSError):
        found = probe(path)
        return _Header(found.duration_s, found.audio_channels or 2)
    return _Header(info.frames / info.samplerate, info.channels)


def _decode(path: Path, header: _Header, rate_hz: int, start_s: float, longest_s: float | None) -> Mono:
    sound = decoded(path, rate_hz, header.channels, start_s=start_s, longest_s=longest_s, broken_too=True)
    return _mixed(sound)


def _mixed(samples: NDArray[np.float32]) -> Mono:
    """(n, channels) -> (n,): the channels' mean; where they cancel each other, the loudest one.

    Samples that are no numbers become 0, and a file that goes beyond 1 is scaled to it.
    """
    sound = np.where(np.isfinite(samples), samples, np.float32(0))
    mono = np.asarray(sound.mean(axis=1), np.float32)
    levels = np.sqrt(np.mean(np.square(sound, dtype=np.float64), axis=0))
    if float(np.sqrt(np.mean(np.square(mono, dtype=np.float64)))) < CANCELLED * float(levels.max()):
        mono = np.ascontiguousarray(sound[:, int(levels.argmax())])
    peak = float(np.abs(mono).max(initial=0.0))
    return mono / np.float32(peak) if peak > 1 else mono

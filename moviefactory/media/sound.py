"""Sound in and out of files, as float32 arrays (n, channels) at one sample rate, and how loud a file is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError, StorageError
from moviefactory.media.ffmpeg import check_exit, drain, open_ffmpeg, run_ffmpeg
from moviefactory.media.quiet import quiet_decoder

Samples = NDArray[np.float32]
SAMPLE_RATE_HZ = 48_000
SILENCE_LUFS = -70.0  # what EBU R128 reports where its gate lets nothing through


@dataclass(frozen=True)
class Loudness:
    """EBU R128: integrated loudness and the largest momentary one in LUFS, range in LU, true peak in dBTP."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    momentary_max_lufs: float


def read_sound(path: Path, sample_rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """All samples of `path` as float32 (n, 2) in about [-1, 1]; mono is doubled, more channels are mixed down.

    Raises MediaError when the file is missing or has no sound.
    """
    import soundfile

    try:
        with quiet_decoder(path):
            samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError):
        return decoded(path, sample_rate_hz, 2).copy()  # m4a, aac, wma, a video's sound
    if rate_hz != sample_rate_hz or samples.shape[1] > 2:
        return decoded(path, sample_rate_hz, 2).copy()
    return np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples


def decoded(
    path: Path,
    sample_rate_hz: int,
    channels: int,
    *,
    start_s: float = 0.0,
    longest_s: float | None = None,
    broken_too: bool = False,
) -> Samples:
    """The sound of `path` by ffmpeg, from `start_s` on and at most `longest_s` of it: float32 (n, channels), read-only.

    broken_too: what breaks off is taken as far as it goes. Raises MediaError where there is no sound, or it breaks off.
    """
    seek = ["-ss", f"{start_s:.6f}"] if start_s > 0 else []
    until = ["-t", f"{longest_s:.6f}"] if longest_s is not None else []
    form = ["-map", "0:a:0", "-f", "f32le", "-ac", str(channels), "-ar", str(sample_rate_hz), "pipe:1"]
    process = open_ffmpeg(["-v", "error", *seek, *until, "-i", str(path), *form], reads=True)
    errors = drain(process)
    assert process.stdout is not None
    try:
        data = process.stdout.read()
        process.wait()
    except BaseException:  # Ctrl-C included: no ffmpeg is left behind
        process.kill()
        process.wait()
        raise
    finally:
        process.stdout.close()
    if not data or not broken_too:
        check_exit(process.returncode, errors(), f"reading the sound of {path.name}")
    if not data:
        raise MediaError(f"{path}: there is no sound in it")
    return np.frombuffer(data, np.float32, len(data) // (4 * channels) * channels).reshape(-1, channels)


def write_sound(path: Path, samples: Samples, sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Write float32 (n, 2) as a 32-bit float WAV. Raises StorageError when the disk refuses."""
    import soundfile

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        soundfile.write(path, samples, sample_rate_hz, subtype="FLOAT", format="WAV")
    except (soundfile.LibsndfileError, OSError) as error:
        raise StorageError(f"cannot write {path}: {error}") from error


def loudness(path: Path) -> Loudness:
    """Measure the first sound of `path` by EBU R128 with oversampled true peaks. Silence measures -70 LUFS."""
    text = run_ffmpeg(
        ["-i", str(path), "-map", "0:a:0", "-vn", "-af", "ebur128=peak=true:framelog=info", "-f", "null", "-"],
        what=f"measuring {path.name}",
    )
    summary = text[text.rfind("Summary:") :]
    momentary = [float(value) for value in re.findall(r"\bM:\s*(-?[\d.]+)", text)]
    return Loudness(
        integrated_lufs=_number(summary, "I"),
        true_peak_dbtp=_number(summary, "Peak"),
        range_lu=max(_number(summary, "LRA"), 0.0),
        momentary_max_lufs=max(momentary, default=SILENCE_LUFS),
    )


def _number(summary: str, name: str) -> float:
    found = re.search(rf"\b{name}:\s+(-?[\d.]+|-inf|nan)", summary)
    value = float(found[1]) if found else float("-inf")
    return value if np.isfinite(value) else SILENCE_LUFS

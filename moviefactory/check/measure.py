"""Measure a finished movie: one decode of picture and sound finds everything that is reported.

`measure` gathers numbers and judges nothing; `verdicts.py` compares them with what was expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from moviefactory.check.faststart import is_faststart
from moviefactory.errors import StorageError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.probe import MediaInfo, probe

Spans = tuple[tuple[float, float], ...]  # (start, stop) in seconds

LOOK_WIDTH_PX = 384  # black and frozen pictures are told apart on a small copy
BLACK_S, FROZEN_S, SILENT_S = 0.2, 0.5, 0.3  # shorter stretches are not listed
TOUCHING_S = 0.1
FROZEN_CHANGE = 0.0002  # mean change of a pixel, as share of white, from one picture to the next
SILENT_DB = -60
SILENCE_LUFS = -70.0
_ERRORS = re.compile(
    r"^\[(?!Parsed|null|out#|in#).*\].*(error|corrupt|invalid|missing|conceal|non-existing|overread)", re.I
)
_NUMBER = r"(-?inf|nan|-?[\d.]+)"


@dataclass(frozen=True)
class Measures:
    """What a movie is. Seconds count decoded frames and samples, so a file cut short shows its true length.

    `color` is ffmpeg's text, e.g. "tv, bt709, progressive"; loudness is EBU R128 (-70 LUFS: silent); without a sound
    track `audio_s` is 0 and `audio_codec` None. `decode_errors` counts complaints of the decoders.
    """

    path: Path
    duration_s: float
    video_s: float
    audio_s: float
    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    codec: str
    pixel_format: str
    color: str
    audio_codec: str | None
    audio_rate_hz: int | None
    audio_channels: int | None
    faststart: bool
    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    black: Spans
    frozen: Spans
    silent: Spans
    decode_errors: int


def measure(path: Path) -> Measures:
    """Decode `path` once and gather its facts. Raises MediaError when it is no media file or ffmpeg fails on it."""
    info = probe(path)
    counted = [0]
    text = run_ffmpeg(_arguments(path, info), what=f"checking {path.name}", on_frame=lambda n: counted.append(n))
    frame_rate = info.frame_rate or Fraction(0)
    video_s = float(counted[-1] / frame_rate) if frame_rate else 0.0
    samples = re.findall(r"Number of samples: (\d+)", text)
    audio_s = int(samples[-1]) / info.audio_rate_hz if samples and info.audio_rate_hz else 0.0
    summary = text[text.rfind("Summary:") :] if info.audio_codec else ""
    try:
        faststart = is_faststart(path)
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    return Measures(
        path=path,
        duration_s=max(video_s, audio_s),
        video_s=video_s,
        audio_s=audio_s,
        frames=counted[-1],
        frame_rate=frame_rate,
        size_px=info.size_px or (0, 0),
        codec=info.video_codec or "",
        pixel_format=info.pixel_format or "",
        color=info.color,
        audio_codec=info.audio_codec,
        audio_rate_hz=info.audio_rate_hz,
        audio_channels=info.audio_channels,
        faststart=faststart,
        integrated_lufs=_number(summary, "I"),
        true_peak_dbtp=_number(summary, "Peak"),
        range_lu=max(0.0, _number(summary, "LRA")),
        black=_spans(text, "black_start", "black_end", video_s),
        frozen=_merged(_spans(text, "freeze_start", "freeze_end", video_s)),
        silent=_spans(text, "silence_start", "silence_end", audio_s),
        decode_errors=sum(bool(_ERRORS.match(line)) for line in text.splitlines()),
    )


def _arguments(path: Path, info: MediaInfo) -> list[str]:
    """Two outputs to nowhere from one reading of the file."""
    arguments = ["-threads", "2", "-i", str(path)]
    if info.size_px:
        look = (
            f"scale={LOOK_WIDTH_PX}:-2:flags=area,blackdetect=d={BLACK_S}:pix_th=0.08:pic_th=0.99,"
            f"freezedetect=n={FROZEN_CHANGE}:d={FROZEN_S}"
        )
        arguments += ["-map", "0:v:0", "-vf", look, "-fps_mode", "passthrough", "-f", "null", "-"]
    if info.audio_codec:
        hear = (
            f"silencedetect=n={SILENT_DB}dB:d={SILENT_S},"
            "astats=measure_perchannel=none:measure_overall=Number_of_samples,ebur128=peak=true:framelog=quiet"
        )
        arguments += ["-map", "0:a:0", "-af", hear, "-f", "null", "-"]
    return arguments


def _spans(text: str, starts: str, stops: str, end_s: float) -> Spans:
    """Pairs of logged moments; what lasts to the end of the movie is closed there."""
    moments = re.findall(rf"\b({starts}|{stops})\s*:\s*{_NUMBER}", text)
    spans: list[tuple[float, float]] = []
    start: float | None = None
    for name, value in moments:
        if name == starts:
            start = max(0.0, float(value))
        elif start is not None:
            spans.append((round(start, 3), round(float(value), 3)))
            start = None
    if start is not None:
        spans.append((round(start, 3), round(end_s, 3)))
    return tuple(spans)


def _merged(spans: Spans) -> Spans:
    """Spans that touch as one: a still picture is coded anew every second, which looks like a tiny change."""
    merged: list[tuple[float, float]] = []
    for start, stop in spans:
        if merged and start - merged[-1][1] < TOUCHING_S:
            start = merged.pop()[0]
        merged.append((start, stop))
    return tuple(merged)


def _number(summary: str, name: str) -> float:
    found = re.search(rf"\b{name}:\s+{_NUMBER}", summary)
    value = float(found[1]) if found else float("-inf")
    return value if value > SILENCE_LUFS else SILENCE_LUFS

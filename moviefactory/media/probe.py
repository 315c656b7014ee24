"""What a media file is: read from ffmpeg's own report, because the bundled build has no ffprobe."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg


@dataclass(frozen=True)
class MediaInfo:
    """Facts of one file. Video or audio fields are None where the file has no such stream.

    `frames` counts the packets that are really in the file, so a truncated file shows fewer than its header claims.
    `color` is ffmpeg's own text, e.g. "tv, bt709, progressive".
    """

    duration_s: float
    frames: int | None = None
    frame_rate: Fraction | None = None
    size_px: tuple[int, int] | None = None
    video_codec: str | None = None
    pixel_format: str | None = None
    color: str = ""
    audio_codec: str | None = None
    audio_rate_hz: int | None = None
    audio_channels: int | None = None


def probe(path: Path) -> MediaInfo:
    """Read the facts of `path`. Raises MediaError when it is missing, empty or not a media file."""
    if not path.is_file() or path.stat().st_size == 0:
        raise MediaError(f"{path}: the file is missing or empty")
    has_video = ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-f", "null", "-"]
    text = run_ffmpeg(["-i", str(path), *has_video], what=f"reading {path.name}", deadline_s=600)
    head = text[: text.find("Output #0")]
    video = re.search(r"Stream #0:\d+.*?: Video: (.*)", head)
    audio = re.search(r"Stream #0:\d+.*?: Audio: (.*)", head)
    if not video and not audio:
        raise MediaError(f"{path}: no picture and no sound in it")
    info = MediaInfo(duration_s=_duration_s(head))
    if video:
        frames = re.findall(r"frame=\s*(\d+)", text)
        info = _with_video(info, video[1], int(frames[-1]) if frames else 0)
    return _with_audio(info, audio[1]) if audio else info


def _duration_s(head: str) -> float:
    found = re.search(r"Duration: (\d+):(\d+):([\d.]+)", head)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0


def _with_video(info: MediaInfo, line: str, frames: int) -> MediaInfo:
    size = re.search(r"\b(\d{2,5})x(\d{2,5})\b", line)
    rate = re.search(r"([\d.]+k?) (?:fps|tbr)", line)
    pixels = re.search(r"^\w+(?: \([^)]*\))*, (\w+)(?:\(([^)]*)\))?", line)
    return replace(
        info,
        frames=frames,
        frame_rate=_exact_rate(rate[1]) if rate else None,
        size_px=(int(size[1]), int(size[2])) if size else None,
        video_codec=line.split()[0].strip(","),
        pixel_format=pixels[1] if pixels else None,
        color=(pixels[2] or "") if pixels else "",
    )


def _with_audio(info: MediaInfo, line: str) -> MediaInfo:
    rate = re.search(r"(\d+) Hz", line)
    layout = re.search(r"Hz, ([^,]+)", line)
    names = {"mono": 1, "stereo": 2, "5.1": 6, "5.1(side)": 6, "7.1": 8}
    count = re.match(r"(\d+) channels", layout[1]) if layout else None
    return replace(
        info,
        audio_codec=line.split()[0].strip(","),
        audio_rate_hz=int(rate[1]) if rate else None,
        audio_channels=int(count[1]) if count else names.get(layout[1]) if layout else None,
    )


def _exact_rate(text: str) -> Fraction:
    """ffmpeg prints two decimals; 23.98, 29.97 and 59.94 stand for the n/1001 rates."""
    value = float(text.rstrip("k")) * (1000 if text.endswith("k") else 1)
    for whole in (24, 30, 48, 60, 120):
        if abs(value - whole * 1000 / 1001) < 0.006:
            return Fraction(whole * 1000, 1001)
    return Fraction(value).limit_denominator(1000)

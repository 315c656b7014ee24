"""What a server sent: whether it is a video, how long it lasts, and its frames as the shot wants them.

Answers are not trusted: the file is looked at, not what the server says about it. Only real containers are opened; a
playlist, which is a text that names other files, never reaches the decoder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError, StageError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import MediaInfo, probe
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.pipeline.fit import fitted, subject_window
from moviefactory.video.pipeline.shape import centred, window_of
from moviefactory.video.remote.order import asked_rate
from moviefactory.video.timing import at_movie_rate
from moviefactory.workspace import PARTIAL

MOST_SLOWED = 1.5  # a shot may last so many times longer than what came
UNSEEN = 1.05  # slower by less is not told: servers round frame numbers
_SAMPLES = 7  # frames that say where the subject is
_LARGEST_PX = 8192
_ATOMS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")  # a box of an MP4 or QuickTime file, at byte 4
_STARTS = (b"\x1a\x45\xdf\xa3", b"RIFF", b"GIF8")  # Matroska and WebM, AVI, GIF


def look_at(path: Path) -> MediaInfo:
    """The facts of the video `path`. Raises MediaError where it is none, or none that can be shown."""
    with path.open("rb") as file:
        head = file.read(12)
    if not (head.startswith(_STARTS) or head[4:8] in _ATOMS):
        raise MediaError(f"it begins with {head[:8]!r}, as no video does")
    info = probe(path)
    if info.size_px is None or not info.frames:
        raise MediaError("there is no picture in it")
    if max(info.size_px) > _LARGEST_PX or min(info.size_px) < 16:
        raise MediaError(f"its size is {info.size_px[0]}x{info.size_px[1]}")
    return info


def shown_rate(info: MediaInfo, request: ShotRequest) -> tuple[Fraction, float]:
    """The rate that the frames are shown at so that they last the shot, and how much slower that is than they mean.

    What is longer than the shot is cut off. Raises StageError where they would be slowed more than MOST_SLOWED.
    """
    rate, frames = info.frame_rate, info.frames or 0
    if rate is None or not 1 <= rate <= 240:  # the file does not know
        rate = Fraction(asked_rate(request.settings.remote, request.frame_rate))
    needed, made = Fraction(request.frames) / request.frame_rate, Fraction(frames) / rate
    if made >= needed:
        return rate, 1.0
    held = Fraction(request.frames - 1) / request.frame_rate  # the last of our frames still lies on one of its
    if frames > 1 and Fraction(frames - 1) / rate >= held:
        return rate, 1.0
    slowed = float(needed / made)
    if slowed > MOST_SLOWED:
        raise StageError(
            f"the server made {float(made):.3g} s ({frames} frames at {float(rate):g}/s) of a shot of "
            f"{float(needed):.3g} s; make the shot shorter, or set video.remote.frame_rate to what its model means"
        )
    return Fraction(rate / Fraction(slowed).limit_denominator(10_000)), slowed


def frames_of(
    path: Path, info: MediaInfo, request: ShotRequest, desk: Desk, *, in_middle: bool = False
) -> Iterator[NDArray[np.uint8]]:
    """Exactly `request.frames` frames (h, w, 3) of `request.size_px`, streamed from `path`. Raises as `shown_rate`.

    `in_middle`: the picture is known to lie there; else what matters in it is looked for.
    """
    assert info.size_px is not None
    rate, slowed = shown_rate(info, request)
    if slowed > UNSEEN:
        desk.note(f"what the server made is {slowed:.2g} times too short for the shot, and is shown that much slower")
    settings = request.settings.diffusion
    crop_px, window = info.size_px, (0, 0)
    if settings.fit == "crop":
        crop_px = window_of(info.size_px, request.size_px)
        window = centred(info.size_px, crop_px)
        if crop_px != info.size_px and not in_middle:
            window = subject_window(_samples(path, info), crop_px, None)
    timed = at_movie_rate(read_frames(path), rate, request, desk.folder)
    yield from fitted(timed, window, crop_px, request.size_px, settings.fit)


def keep_sound(path: Path, info: MediaInfo, request: ShotRequest, desk: Desk) -> Path | None:
    """Write the sound that came with the pictures beside the clip, as long and as slow as they; None: none came.

    A sound that cannot be read is told, and no reason to lose the pictures.
    """
    if desk.stem is None or info.audio_codec is None:
        return None
    target = desk.stem("model.wav")
    partial = target.with_name(PARTIAL + target.name)
    seconds, slowed = float(request.frames / request.frame_rate), shown_rate(info, request)[1]
    pace = ["-af", f"atempo={1 / slowed:.6f}"] if slowed > 1 else []
    try:
        run_ffmpeg(
            ["-i", str(path), "-map", "0:a:0", "-vn", *pace, "-t", f"{seconds:.6f}", "-c:a", "pcm_s16le", "-f", "wav",
             str(partial)], what="reading the sound that came with the video",
        )  # fmt: skip
        os.replace(partial, target)
    except MediaError as error:
        partial.unlink(missing_ok=True)
        desk.note(f"{error}; the clip stays without it")
        return None
    return target


def _samples(path: Path, info: MediaInfo) -> NDArray[np.uint8]:
    """A few frames (f, h, w, 3) from all over the clip."""
    count = info.frames or 1
    chosen = set(np.linspace(0, count - 1, min(count, _SAMPLES)).round().astype(int).tolist())
    return np.stack([frame for number, frame in enumerate(read_frames(path)) if number in chosen])

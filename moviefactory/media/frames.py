"""Frames in and out of files: uint8 RGB arrays (h, w, 3), one at a time. No clip is ever held in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import check_exit, drain, open_ffmpeg
from moviefactory.media.probe import probe

Frame = NDArray[np.uint8]
BT709 = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
# setparams: ffmpeg takes the tags from the frames, and raw frames carry none, so the output options alone do not stick
TO_YUV420P = (
    "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int,format=yuv420p,"
    "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
)


def rate_text(frame_rate: Fraction) -> str:
    """A frame rate as ffmpeg reads it exactly: 24/1, 30000/1001."""
    return f"{frame_rate.numerator}/{frame_rate.denominator}"


def h264_arguments(crf: int, speed: str, frame_rate: Fraction) -> list[str]:
    """Encoder arguments shared by all our clips: closed one-second GOPs, BT.709 tags, 4:2:0, faststart."""
    gop = str(max(1, round(frame_rate)))
    gops = ["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-flags", "+cgop"]
    return ["-c:v", "libx264", "-preset", speed, "-crf", str(crf), *gops, "-pix_fmt", "yuv420p", *BT709,
            "-movflags", "+faststart"]  # fmt: skip


class FrameWriter:
    """Encodes frames to an H.264 file as they come.

    A context manager; `write` takes (h, w, 3) uint8 RGB of exactly `size_px`. Raises MediaError or StorageError when
    ffmpeg fails. The file is complete only after the block was left without an exception.
    """

    def __init__(
        self, path: Path, size_px: tuple[int, int], frame_rate: Fraction, *, crf: int = 16, speed: str = "veryfast"
    ) -> None:
        self.path, self.size_px, self.frames = path, size_px, 0
        source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size_px[0]}x{size_px[1]}",
                  "-r", rate_text(frame_rate), "-i", "pipe:0"]  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        self._process = open_ffmpeg(
            [*source, "-an", "-vf", TO_YUV420P, *h264_arguments(crf, speed, frame_rate), str(path)], writes=True
        )
        self._errors = drain(self._process)

    def __enter__(self) -> FrameWriter:
        return self

    def write(self, frame: Frame) -> None:
        width, height = self.size_px
        if frame.shape != (height, width, 3) or frame.dtype != np.uint8:
            raise MediaError(
                f"{self.path.name}: frame {self.frames} is {frame.dtype} {frame.shape}, not uint8 {(height, width, 3)}"
            )
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(frame).data)
        except BrokenPipeError:
            self._finish()
            raise MediaError(f"writing {self.path.name}: ffmpeg closed early") from None
        self.frames += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._finish(check=kind is None)

    def _finish(self, check: bool = True) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # ffmpeg is gone; its exit code and last words say why
            self._process.stdin.close()
        self._process.wait()
        if check:
            check_exit(self._process.returncode, self._errors(), f"writing {self.path.name}")


def read_frames(path: Path, *, start: int = 0, stop: int | None = None) -> Iterator[Frame]:
    """Yield the frames `start` <= n < `stop` of a video as uint8 RGB (h, w, 3). Raises MediaError on a broken file."""
    info = probe(path)
    if info.size_px is None:
        raise MediaError(f"{path}: there is no picture in it")
    width, height = info.size_px
    end = f":end_frame={stop}" if stop is not None else ""
    # without accurate_rnd the scaler is a grey level too dark, and two in deep files
    pixels = "scale=in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int"
    process = open_ffmpeg(
        ["-threads", "2", "-i", str(path), "-an", "-vf", f"trim=start_frame={start}{end},{pixels}", "-f", "rawvideo",
         "-pix_fmt", "rgb24", "-fps_mode", "passthrough", "pipe:1"], reads=True,
    )  # fmt: skip
    errors = drain(process)
    assert process.stdout is not None
    try:
        while len(data := process.stdout.read(width * height * 3)) == width * height * 3:
            yield np.frombuffer(data, np.uint8).reshape(height, width, 3)
        process.wait()
        check_exit(process.returncode, errors(), f"reading {path.name}")
    finally:
        process.kill()
        process.stdout.close()
        process.wait()

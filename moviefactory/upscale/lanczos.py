"""The upscaler that needs no weights: ffmpeg's Lanczos filter with a light sharpening, one pass, no memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import BT709, TO_YUV420P

# The enlarged clip is read once more by the cut, so its encoder is the fastest one and nearly lossless: at 3072x1280
# `ultrafast` at crf 12 takes a third of the time of `veryfast` and leaves more than 45 dB.
_INTERMEDIATE = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-g", "12", "-bf", "0", *BT709]


class Lanczos:
    """Windowed-sinc enlargement (a = 3)."""

    def upscale(self, source: Path, output: Path, size_px: tuple[int, int], on_frame: Callable[[int], None]) -> None:
        """See `Upscaler.upscale`. Raises MediaError when `source` cannot be read."""
        width, height = size_px
        cover = f"scale={width}:{height}:force_original_aspect_ratio=increase:flags=lanczos"
        chain = f"{cover},crop={width}:{height},unsharp=5:5:0.35:5:5:0,setsar=1,{TO_YUV420P}"
        run_ffmpeg(
            ["-threads", "1", "-i", str(source), "-an", "-vf", chain, "-fps_mode", "passthrough", *_INTERMEDIATE,
             str(output)],
            what=f"scaling {source.name} to {width}x{height}",
            on_frame=on_frame,
        )  # fmt: skip

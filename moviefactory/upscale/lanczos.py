"""The upscaler that needs no weights: ffmpeg's Lanczos filter enlarges; before it a sharpening, after it a light grain.

Frames pass through as they came, so it costs little more than decoding and encoding. Knows no files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from moviefactory.jobs.job import Tell
from moviefactory.machine.processor import cores
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take

_SHARPENING, _RADIUS_PX = 0.5, 1.0


class Lanczos:
    """Windowed-sinc enlargement (a = 3) of sharpened frames."""

    name = "lanczos"
    scale = 1
    # Luminance only, another in every frame, the same in every run. Twice as much is hardly seen after the cut's
    # encoding either, and costs that a quarter of its time more.
    finish = "noise=c0s=2:c0f=t:all_seed=1"
    drifts = False
    revision = "2"
    note = "Lanczos filter, sharpened, with a light grain"
    credit = ""
    workers = 1

    def __init__(self, settings: UpscaleSettings) -> None:
        """Of `settings` nothing matters here."""
        # On two cores two clips at once take as long as one after the other; one clip does not fill many cores.
        self.workers = max(1, min(4, cores() // 4))

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        """It always fits."""

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        """See `Upscaler.frames`: every frame is sharpened by itself."""
        for frame in take.read(start):
            yield sharpened(frame)


class Plain(Lanczos):
    """For a source that is large enough: brought to size, and nothing else."""

    name = "plain"
    finish = ""
    revision = "1"
    note = "brought to size without enlarging"

    def __init__(self) -> None:
        """It has no settings."""

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        return take.read(start)


def sharpened(frame: Frame) -> Frame:
    """An unsharp mask at the source's size: an enlargement has nothing finer, and there are sixteen times fewer pixels.

    (h, w, 3), uint8 or uint16, and the same comes back.
    """
    import cv2

    soft = cv2.GaussianBlur(frame, (0, 0), _RADIUS_PX)
    sharp: Frame = cv2.addWeighted(frame, 1.0 + _SHARPENING, soft, -_SHARPENING, 0.0)
    return sharp

"""The frames of a take by their number, read in one go as long as they are asked for in order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moviefactory.errors import MediaError
from moviefactory.upscale import Frame, Take


class TakeReader:
    """A take's frames by number. In order they cost nothing more; else the take is opened anew there."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._frames: Iterator[Frame] = iter(())
        self._next = -1

    def frame(self, number: int) -> Frame:
        """uint8 or uint16 (h, w, 3). Raises MediaError where the take ends earlier or has frames of another size."""
        if number != self._next:
            self.close()
            self._frames, self._next = self._take.read(number), number
        frame = next(self._frames, None)
        if frame is None:
            raise MediaError(f"the take has {number} frames, though {self._take.frames} were counted; was it changed?")
        w, h = self._take.size_px
        if frame.shape != (h, w, 3) or frame.dtype not in (np.uint8, np.uint16):
            raise MediaError(f"frame {number} of the take is {frame.dtype} {frame.shape}, not {h} x {w} RGB")
        self._next += 1
        return frame

    def close(self) -> None:
        """Let the decoder go."""
        if close := getattr(self._frames, "close", None):
            close()
        self._frames, self._next = iter(()), -1

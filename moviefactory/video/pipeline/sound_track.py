"""The sound that some models make along with their pictures: put together over the passes, written beside the clip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class SoundTrack:
    """The sound that a model makes along with its pictures, put together over the passes."""

    def __init__(self, frame_rate: float) -> None:
        self._frame_rate = frame_rate
        self._parts: list[NDArray[np.float32]] = []
        self.rate_hz = 0

    def add(self, sound: tuple[NDArray[np.float32], int] | None, overlap: int, frames: int) -> None:
        """The part of `sound` that belongs to `frames` new frames after the `overlap` that were there already."""
        if sound is not None:
            samples, self.rate_hz = sound
            start, stop = (round(one / self._frame_rate * self.rate_hz) for one in (overlap, overlap + frames))
            self._parts.append(samples[start:stop])

    @property
    def newest(self) -> NDArray[np.float32]:
        """The part that was added last; empty where there is none."""
        return self._parts[-1] if self._parts else np.zeros((0, 1), np.float32)

    def add_kept(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        """A part as `newest` gave it."""
        if rate_hz:
            self.rate_hz = rate_hz
            self._parts.append(samples)

    def write(self, stem: Any) -> Path | None:
        """Write it as a WAV file beside the clip; None where the model made none."""
        if not self._parts:
            return None
        import soundfile

        path: Path = stem("model.wav")
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"partial.{path.name}")
        soundfile.write(partial, np.concatenate(self._parts), self.rate_hz, format="WAV", subtype="PCM_16")
        partial.replace(path)
        return path

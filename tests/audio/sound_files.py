"""Shared: small sound files, each with content of its own."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from moviefactory.media.ffmpeg import run_ffmpeg


def tone(path: Path, seconds: float = 0.1, pitch_hz: float = 440.0, *, channels: int = 1, rate_hz: int = 8000) -> Path:
    """A sine of `pitch_hz` at `path`; a wave file of another ending is coded by ffmpeg."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coded = path.suffix.lower() not in (".wav", ".wave", ".bwf")
    plain = path.with_name(f"{path.name}.plain") if coded else path
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    samples = (np.sin(2 * np.pi * pitch_hz * time_s) * 8000).astype(np.int16)
    with wave.open(str(plain), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(np.repeat(samples, channels).tobytes())
    if coded:
        kinds = {".rf64": ["-rf64", "always", "-f", "wav"], ".oga": ["-c:a", "flac", "-f", "ogg"]}
        rate = ["-ar", "48000"] if path.suffix.lower() == ".opus" else ["-ar", "16000"]
        run_ffmpeg(["-i", str(plain), *rate, *kinds.get(path.suffix.lower(), []), str(path)], what=f"coding {path}")
        plain.unlink()
    return path

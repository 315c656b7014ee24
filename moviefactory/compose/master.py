"""Bring a mix to the loudness of the delivery and encode it. The target is met on the encoded file, not before it.

A measured gain and a true-peak limiter (at four times the sample rate): loudness is set by one number for the whole
movie, so quiet stays quiet and loud stays loud. Each round encodes, measures, and corrects the gain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moviefactory.compose.levels import amplitude
from moviefactory.compose.mix import SILENT_LUFS
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import Loudness, loudness
from moviefactory.movie import ComposeSettings

ROUNDS = 8
CLOSE_ENOUGH_LU = 0.2
PEAK_MARGIN_DB = 0.5  # lossy coding raises peaks; what it raises further is taken back in the next round
MOST_GAIN_DB = 60.0
_RATE_HZ = 48_000


@dataclass(frozen=True)
class Master:
    """What was measured on the encoded sound, and the gain and the number of encodings that led there."""

    loudness: Loudness
    gain_db: float
    rounds: int
    silent: bool


def master(mix: Path, mix_lufs: float, settings: ComposeSettings, output: Path) -> Master:
    """Encode `mix` (48 kHz stereo) to AAC in `output` (.m4a) at the settings' loudness and true peak.

    A silent mix is encoded as it is. Raises MediaError when ffmpeg fails.
    """
    ceiling_db = settings.true_peak_dbtp - PEAK_MARGIN_DB
    if mix_lufs <= SILENT_LUFS:
        return Master(_encode(mix, 0.0, ceiling_db, settings, output), 0.0, 1, silent=True)
    gain_db = settings.loudness_lufs - mix_lufs
    tried: list[tuple[float, float]] = []  # gain, and the loudness it led to
    while True:
        found = _encode(mix, gain_db, ceiling_db, settings, output)
        tried.append((gain_db, found.integrated_lufs))
        error = settings.loudness_lufs - found.integrated_lufs
        over_db = found.true_peak_dbtp - settings.true_peak_dbtp
        if (abs(error) <= CLOSE_ENOUGH_LU and over_db <= 0) or len(tried) == ROUNDS:
            return Master(found, gain_db, len(tried), silent=False)
        gain_db = min(gain_db + error / _slope(tried), MOST_GAIN_DB)
        if over_db > 0:
            ceiling_db -= over_db + 0.1


def _slope(tried: list[tuple[float, float]]) -> float:
    """Loudness won per dB of gain: 1 at first, less where the limiter already takes most of it back."""
    if len(tried) < 2 or abs(tried[-1][0] - tried[-2][0]) < 0.05:
        return 1.0
    (gain_before, lufs_before), (gain, lufs) = tried[-2:]
    return min(1.0, max(0.15, (lufs - lufs_before) / (gain - gain_before)))


def _encode(mix: Path, gain_db: float, ceiling_db: float, settings: ComposeSettings, output: Path) -> Loudness:
    """Gain, limiter, AAC; returns what the encoded file measures."""
    limiter = f"alimiter=limit={amplitude(ceiling_db):.6f}:attack=5:release=80:level=disabled:latency=1"
    chain = f"volume={gain_db:.3f}dB:precision=float,aresample={4 * _RATE_HZ},{limiter},aresample={_RATE_HZ}"
    sound = ["-c:a", "aac", "-b:a", f"{settings.audio_kbps}k", "-ar", str(_RATE_HZ), "-ac", "2"]
    run_ffmpeg(["-i", str(mix), "-af", chain, *sound, str(output)], what="encoding the sound")
    return loudness(output)

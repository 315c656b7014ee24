"""Bring a mix to the loudness of the delivery and encode it. The target is met on the encoded file, not before it.

A measured gain and a true-peak limiter (at four times the sample rate): loudness is set by one number for the whole
movie, so quiet stays quiet and loud stays loud. Each round encodes, measures, and corrects the gain.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moviefactory.compose.levels import amplitude
from moviefactory.compose.strips import SILENT_LUFS
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import SILENCE_LUFS, Loudness, loudness
from moviefactory.settings import ComposeSettings

ROUNDS = 8
PEAK_ROUNDS = 4  # more of them, where only the peak is too high
CLOSE_ENOUGH_LU = 0.2
PEAK_MARGIN_DB = 0.5  # lossy coding raises peaks; what it raises further is taken back in the next round
MOST_GAIN_DB = 60.0
IN_VAIN_LU = 3.0  # not worth flattening everything for, where clicks are all there is
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

    The peak is never too high. The loudness is met unless the sound has no more to give: single clicks stay below it.
    A silent mix is encoded as it is; of one too short for the meter (0.4 s), `mix_lufs` is believed. Raises MediaError
    when ffmpeg fails.
    """
    ceiling_db = settings.true_peak_dbtp - PEAK_MARGIN_DB
    if mix_lufs <= SILENT_LUFS:
        return Master(_encode(mix, 0.0, ceiling_db, settings, output), 0.0, 1, silent=True)
    gain_db = settings.loudness_lufs - mix_lufs
    tried: list[tuple[float, float]] = []  # gain, and the loudness it led to
    settled = False  # the gain stays; only the peak is still looked at
    while True:
        found = _encode(mix, gain_db, ceiling_db, settings, output)
        tried.append((gain_db, found.integrated_lufs))
        error = settings.loudness_lufs - found.integrated_lufs
        over_db = found.true_peak_dbtp - settings.true_peak_dbtp
        settled = settled or found.integrated_lufs <= SILENCE_LUFS
        done = settled or abs(error) <= CLOSE_ENOUGH_LU
        if (done and over_db <= 0) or len(tried) == ROUNDS + PEAK_ROUNDS:
            return Master(found, gain_db, len(tried), silent=False)
        if not done:
            gain_db = min(gain_db + error / _slope(tried), MOST_GAIN_DB)
            if len(tried) >= ROUNDS or gain_db == tried[-1][0]:
                gain_db, settled = _gentlest(tried, settings.loudness_lufs), True
        if over_db > 0:
            ceiling_db -= over_db + 0.1


def _gentlest(tried: list[tuple[float, float]], target_lufs: float) -> float:
    """The gain that came nearest; where none came near, the smallest that came about as far."""
    nearest = min(abs(target_lufs - lufs) for _, lufs in tried)
    enough = nearest + (IN_VAIN_LU if nearest > IN_VAIN_LU else 0.0)
    return min(gain for gain, lufs in tried if abs(target_lufs - lufs) <= enough)


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

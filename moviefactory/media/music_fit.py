"""Fit a piece of music to a movie's length: begin with energy, repeat at alike beats, arrive at the real end in time.

`music_plan.py` decides which stretches of the track are played; here they are joined on their beats by cross-fades of
steady power. Pure numpy: the same arguments give the same samples. Memory: the track and the result, each 8 bytes per
stereo sample (23 MB per minute at 48 kHz); `fitted_blocks` makes any length in small blocks instead of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.music_plan import Stretch, beat_grid, round_and_round, to_the_ending
from moviefactory.media.music_points import LoopPoints, Samples

__all__ = ["Fit", "LoopPoints", "Stretch", "fit_music", "fitted_blocks", "plan_fit"]

SEAM_S = 0.060
FADE_IN_S = 0.012
FADE_OUT_S = 2.5  # where the real ending cannot be reached
TAIL_FADE_S = 0.3  # of a real ending
SILENT_END_S = 0.055
SHORTEST_S = 1.0  # of a track
LONGEST_TRACK_S = 600.0  # of a longer one (an hour's mix) only the beginning is taken, so that it fits into memory


@dataclass(frozen=True)
class Fit:
    """What to play: `stretches` in order, `length` samples in all. `seam` is the length of a cross-fade in samples.

    The first `fade_in` samples rise; `fade_out` samples fall before the last `silent_end`. `ends_itself`: the music
    ends as its composer ended it, not by a fade on the movie's clock.
    """

    stretches: tuple[Stretch, ...]
    length: int
    seam: int
    fade_in: int
    fade_out: int
    silent_end: int
    ends_itself: bool


def fit_music(
    samples: Samples,
    sample_rate_hz: int,
    length_samples: int,
    loop: LoopPoints | tuple[float, float] | None = None,
    bpm: float | None = None,
) -> Samples:
    """`samples` (n, 2) float32 as exactly `length_samples` of music, float32 (length_samples, 2).

    loop: where the track may repeat and end, in seconds (two numbers: it has no ending); measured when None.
    bpm: its tempo; measured when None. The last 50 ms are silent. Raises MediaError for a track that is not stereo, or
    shorter than SHORTEST_S, and for a movie without length.
    """
    fit = plan_fit(samples, sample_rate_hz, length_samples, loop, bpm)
    made = np.empty((length_samples, 2), np.float32)
    at = 0
    for block in fitted_blocks(samples, fit):
        made[at : at + len(block)] = block
        at += len(block)
    return made


def fitted_blocks(samples: Samples, fit: Fit, block_samples: int = 1 << 18) -> Iterator[Samples]:
    """The same samples as `fit_music` gives, in blocks of at most `block_samples`."""
    for start in range(0, fit.length, block_samples):
        yield _rendered(samples, fit, start, min(start + block_samples, fit.length))


def plan_fit(
    samples: Samples,
    sample_rate_hz: int,
    length_samples: int,
    loop: LoopPoints | tuple[float, float] | None = None,
    bpm: float | None = None,
) -> Fit:
    """Decide what of the track is played when; see `fit_music`."""
    if samples.ndim != 2 or samples.shape[1] != 2 or not len(samples):
        raise MediaError(
            "music cannot be fitted: the track is not stereo sound of any length; choose another music file"
        )
    if len(samples) < SHORTEST_S * sample_rate_hz:
        raise MediaError(
            f"music cannot be fitted: the track lasts only {len(samples) / sample_rate_hz:.2f} s; choose a longer "
            "music file"
        )
    if length_samples < 1:
        raise MediaError(f"music cannot be fitted to a movie of {length_samples} samples; give the movie a length")
    grid = beat_grid(samples, sample_rate_hz, _usable(loop, len(samples) / sample_rate_hz), bpm)
    stretches = to_the_ending(grid, length_samples)
    ends_itself = stretches is not None
    stretches = stretches or round_and_round(grid, length_samples)
    fade_out_s = TAIL_FADE_S if ends_itself else min(FADE_OUT_S, 0.45 * length_samples / sample_rate_hz)
    seam = min(round(SEAM_S * sample_rate_hz), *(one.length for one in stretches)) // 2 * 2
    return Fit(
        stretches=_with_likeness(samples, stretches, seam),
        length=length_samples,
        seam=seam,
        fade_in=min(round(FADE_IN_S * sample_rate_hz), length_samples // 4),
        fade_out=min(round(fade_out_s * sample_rate_hz), length_samples // 2),
        silent_end=min(round(SILENT_END_S * sample_rate_hz), length_samples // 4),
        ends_itself=ends_itself,
    )


def _usable(loop: LoopPoints | tuple[float, float] | None, track_s: float) -> LoopPoints | None:
    """The given points, or None where they do not lie in the track: then they are measured."""
    points = LoopPoints(*loop) if loop else None
    return points if points and 0 <= points.start_s <= points.end_s - 1 and points.end_s <= track_s + 0.05 else None


def _with_likeness(samples: Samples, stretches: Sequence[Stretch], seam: int) -> tuple[Stretch, ...]:
    """Each stretch knows how alike the two sounds are that cross at its beginning (their correlation)."""
    made = [stretches[0]]
    half = seam // 2
    for before, after in pairwise(stretches):
        going_on = _cut(samples, before.stop - half, before.stop + half)
        coming = _cut(samples, after.start - half, after.start + half)
        power = np.sqrt(float((going_on**2).sum()) * float((coming**2).sum())) + 1e-12
        made.append(replace(after, likeness=float((going_on * coming).sum()) / power))
    return tuple(made)


def _cut(samples: Samples, start: int, stop: int) -> Samples:
    """Samples `start` <= n < `stop`, silence where the track has none."""
    inside = samples[max(start, 0) : max(min(stop, len(samples)), 0)]
    before = min(max(0, -start), stop - start)
    return np.pad(inside, ((before, stop - start - before - len(inside)), (0, 0)))


def _crossing(count: int, likeness: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Gains (out, in), each (count, 1): equal power, corrected for sounds that are alike and would add up louder."""
    angle = (np.arange(count) + 0.5) / max(count, 1) * (np.pi / 2)
    out, into = np.cos(angle), np.sin(angle)
    power = np.sqrt(1 + 2 * max(0.0, likeness) * out * into)
    return (out / power).astype(np.float32)[:, None], (into / power).astype(np.float32)[:, None]


def _rendered(samples: Samples, fit: Fit, first: int, stop: int) -> Samples:
    """Samples `first` <= n < `stop` of the fitted music."""
    made = np.zeros((stop - first, 2), np.float32)
    half = fit.seam // 2
    at = 0  # where the stretch begins in the movie; its cross-fades reach `half` beyond both of its ends
    for index, one in enumerate(fit.stretches):
        follower = fit.stretches[index + 1] if index + 1 < len(fit.stretches) else None
        low = max(first, at - (half if index else 0))
        high = min(stop, at + one.length + (half if follower else 0))
        if low < high:
            part = _cut(samples, one.start + low - at, one.start + high - at).astype(np.float32)
            if index:
                _shade(part, low - (at - half), _crossing(fit.seam, one.likeness)[1])
            if follower:
                _shade(part, low - (at + one.length - half), _crossing(fit.seam, follower.likeness)[0])
            made[low - first : high - first] += part
        at += one.length
    return _faded(made, fit, first)


def _shade(part: Samples, begins: int, gains: NDArray[np.float32]) -> None:
    """Multiply, in place, what of `part` lies in a cross-fade; `begins` is part[0] on the cross-fade's clock."""
    low, high = max(0, -begins), min(len(part), len(gains) - begins)
    if low < high:
        part[low:high] *= gains[low + begins : high + begins]


def _faded(made: Samples, fit: Fit, first: int) -> Samples:
    """The movie's own fades: in from its first sample, out until the silent end."""
    clock = np.arange(first, first + len(made))
    rise = np.clip((clock + 1) / max(fit.fade_in, 1), 0, 1)
    left = np.clip((fit.length - fit.silent_end - clock) / max(fit.fade_out, 1), 0, 1)
    gains = np.sin(0.5 * np.pi * rise) * np.sin(0.5 * np.pi * left) ** 2
    return np.asarray(made * gains[:, None].astype(np.float32), np.float32)

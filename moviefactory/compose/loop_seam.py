"""Where a bed that was not recorded as a loop may begin again, so that nobody hears it.

Recordings begin and end with fades or silence: those are left out. The end is then faded into the beginning, at the
place where the two waves are most alike, because two equal hums in opposite phase would cancel each other. Works on
levels and on two short pieces of the sound; how they are read is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moviefactory.compose.levels import FloatArray, Samples

SEAM_S = 0.5
SEARCH_S = 0.05  # one period of the lowest hum that is heard (20 Hz)
LEVELS_HZ = 40  # the grid of levels by which fades, and the padding of coders, are found
USUAL_SHARE = 0.25  # a fade is what stays below this share of the bed's levels, sorted ...
FADE_DB = 2.0  # ... by this much
MOST_CUT = 0.35  # of the bed, at either end
LOOP_GAP_DB = 12.0  # a stated loop whose ends are this far below all the rest is none: padding, or a fade

Read = Callable[[int, int], Samples]


@dataclass(frozen=True)
class Loop:
    """Samples `start` <= n < `stop` of a part are one round; its last `seam` ones are faded into its first.

    `likeness` (0 to 1) of the two sounds that cross: alike ones would add up louder.
    """

    start: int
    stop: int
    seam: int
    likeness: float = 0.0

    @property
    def period(self) -> int:
        return self.stop - self.start - self.seam


def find_loop(read: Read, length: int, powers: FloatArray, sample_rate_hz: int, stated: bool) -> Loop:
    """The loop of a part of `length` samples that `read` reads; `powers` are its mean squares on the LEVELS_HZ grid.

    `stated`: the file says that it is a loop, which is believed unless its ends are silent.
    """
    if stated and not _gap_at_ends(powers):
        return Loop(0, length, 0)
    start, stop = _without_fades(powers, length, sample_rate_hz)
    seam = min(round(SEAM_S * sample_rate_hz), (stop - start) // 3)
    search = min(round(SEARCH_S * sample_rate_hz), seam // 2)
    if not search:
        return Loop(0, length, 0)
    head = read(start, start + seam).mean(axis=1)
    tail = read(stop - seam - search, stop).mean(axis=1)
    shift, likeness = _most_alike(head, tail)
    return Loop(start, stop - (search - shift), seam, likeness)


def crossing(loop: Loop, at: FloatArray) -> tuple[Samples, Samples]:
    """Gains (out, in), each (n, 1), at the samples `at` of the seam: steady power, whatever the likeness."""
    angle = (at + 0.5) / loop.seam * (np.pi / 2)
    out, into = np.cos(angle), np.sin(angle)
    power = np.sqrt(1 + 2 * loop.likeness * out * into)
    return (out / power).astype(np.float32)[:, None], (into / power).astype(np.float32)[:, None]


def _usual(powers: FloatArray) -> float:
    return float(np.quantile(powers, USUAL_SHARE)) if powers.size else 0.0


def _gap_at_ends(powers: FloatArray) -> bool:
    """Whether the first or the last step is far below anything else; a heart beat's own pauses are no gap."""
    if powers.size < 8:
        return False
    quiet = float(np.quantile(powers[1:-1], 0.05)) * 10 ** (-LOOP_GAP_DB / 10)
    return bool(min(powers[0], powers[-1]) < quiet)


def _without_fades(powers: FloatArray, length: int, sample_rate_hz: int) -> tuple[int, int]:
    """The part's samples between its fades."""
    heard = np.flatnonzero(powers >= _usual(powers) * 10 ** (-FADE_DB / 10))
    step = sample_rate_hz // LEVELS_HZ
    first, last = (int(heard[0]), int(heard[-1]) + 1) if heard.size else (0, len(powers))
    most = int(MOST_CUT * length)
    return min(first * step, most), max(min(last * step, length), length - most)


def _most_alike(head: Samples, tail: Samples) -> tuple[int, float]:
    """How far into `tail` the stretch begins that is most like `head`, and how alike they are (0 to 1)."""
    size = 1 << (len(tail) + len(head) - 1).bit_length()
    spectrum = np.fft.rfft(tail, size) * np.conj(np.fft.rfft(head, size))
    shifts = len(tail) - len(head) + 1
    products = np.fft.irfft(spectrum, size)[:shifts]
    running = np.concatenate([[0.0], np.cumsum(np.square(tail, dtype=np.float64))])
    powers = running[len(head) :][:shifts] - running[:shifts]
    alike = products / np.sqrt(powers * float(np.square(head, dtype=np.float64).sum()) + 1e-20)
    best = int(np.argmax(alike))
    return best, float(np.clip(alike[best], 0.0, 1.0))

"""Where a film is cut: found on thumbnails, while they stream by. Flashes, pans and dissolves are no cuts; a fade is.

A network that carries what it saw from frame to frame must not carry it into another picture. A cut that is missed
costs a few frames that look like the ones before; a cut that is none costs a little detail about it. A dissolve has no
place to cut at: each of its frames goes on from the one before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

THUMB_PX = (64, 36)  # all that is compared; whatever the shape of the film
_AROUND = 4  # frames that are looked at on either side
_CHANGED = 4.0  # mean difference, in levels of 0..255, below which nothing was cut
_FLAT = 4.0  # a picture whose levels spread less is one tone
_OTHER_TONE = 18.0  # difference of two pictures of one tone that is a cut
_ALIKE = 0.72  # correlation of two pictures of one take, moved about or not
_STANDS_OUT = 2.5  # how much more a cut changes than the frames about it
_LEAPS = 4.0  # ... and so much more: two views of one place have its sky and its ground in common ...
_ALIKE_IN_A_LEAP = 0.9  # ... and correlate by them
_RETURNS = 0.85  # correlation with what was before: it was a flash
_REACH_PX = (8, 3)  # how far a picture may move between two frames, across and down, in thumbnail pixels
_SHORTEST = 3  # frames between two cuts

Thumb = NDArray[np.float32]


def find_cuts(thumbs: Iterable[NDArray[np.uint8]]) -> Iterator[int]:
    """The numbers of frames that begin a new take, ascending, never 0.

    thumbs: RGB (36, 64, 3) uint8 of every frame, in order. Holds nine of them.
    """
    last = -_SHORTEST
    for cut in _candidates(thumbs):
        if cut - last >= _SHORTEST and cut > 0:
            last = cut
            yield cut


def _candidates(thumbs: Iterable[NDArray[np.uint8]]) -> Iterator[int]:
    window: deque[Thumb] = deque(maxlen=2 * _AROUND + 1)
    fade, number = _Fade(), -1
    for number, thumb in enumerate(thumbs):
        window.append(np.asarray(thumb, np.float32))
        if number >= _AROUND:
            at = number - _AROUND
            yield from _at(window, min(at, _AROUND), at, fade)
    for left in range(min(_AROUND, number + 1)):  # the last frames have fewer after them
        at = max(0, number + 1 - _AROUND) + left
        yield from _at(window, len(window) - (number - at) - 1, at, fade)


def _at(window: deque[Thumb], middle: int, number: int, fade: _Fade) -> list[int]:
    """The cut at frame `number`, which is window[middle], or the one of a fade that ends with it."""
    frames = list(window)[max(0, middle - _AROUND) :]
    middle = min(middle, _AROUND)
    if middle and _is_cut(frames, middle):
        fade.forget()
        fade.see(frames[middle], number)
        return [number]
    cut = fade.see(frames[middle], number)
    return [] if cut is None else [cut]


def _is_cut(frames: list[Thumb], at: int) -> bool:
    before, after = frames[at - 1], frames[at]
    change = _difference(before, after)
    if change < _CHANGED:
        return False
    around = [_difference(frames[i - 1], frames[i]) for i in range(1, len(frames)) if i != at]
    usual = float(np.median(around)) if around else 0.0
    if change < _STANDS_OUT * usual:
        return False  # everything moves: a pan, a ramp of light
    flat = [float(one.std(axis=(0, 1)).max()) < _FLAT for one in (before, after)]
    if all(flat):
        return change >= _OTHER_TONE and not _comes_back(frames, at)
    if not any(flat) and _likeness(before, after) >= (_ALIKE_IN_A_LEAP if change >= _LEAPS * usual else _ALIKE):
        return False
    return not _comes_back(frames, at)


def _comes_back(frames: list[Thumb], at: int) -> bool:
    """Whether the picture before the change is there again soon after it: the change was a flash, begun or ended."""
    before, after = frames[at - 1], frames[at]
    near = _difference(before, after) / 2  # two views of one place are alike too, but no nearer than the cut is
    begun = any(_same(before, frames[i], near) for i in range(at + 1, len(frames)))
    return begun or any(_same(frames[i], after, near) for i in range(at - 1))


def _same(one: Thumb, other: Thumb, near: float) -> bool:
    if _difference(one, other) > near:
        return False
    if max(float(one.std(axis=(0, 1)).max()), float(other.std(axis=(0, 1)).max())) < _FLAT:
        return _difference(one, other) < _OTHER_TONE / 2
    return _likeness(one, other) >= _RETURNS


def _difference(one: Thumb, other: Thumb) -> float:
    return float(np.abs(one - other).mean())


def _likeness(one: Thumb, other: Thumb) -> float:
    """The best correlation of two pictures, moved against each other; of the levels, whatever the light."""
    reach_x, reach_y = _REACH_PX
    h, w = one.shape[:2]
    best = -1.0
    for y in range(-reach_y, reach_y + 1):
        for x in range(-reach_x, reach_x + 1):
            a = one[max(0, y) : h + min(0, y), max(0, x) : w + min(0, x)]
            b = other[max(0, -y) : h + min(0, -y), max(0, -x) : w + min(0, -x)]
            best = max(best, _correlation(a, b))
            if best >= 0.97:
                return best
    return best


def _correlation(a: Thumb, b: Thumb) -> float:
    a, b = a - a.mean(axis=(0, 1)), b - b.mean(axis=(0, 1))
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / spread if spread > 0 else 0.0


class _Fade:
    """Finds the tone (black, white) that one picture sinks into and another comes out of."""

    def __init__(self) -> None:
        self._picture: Thumb | None = None  # the last one before the tone
        self._since: int | None = None  # the first frame of the tone
        self._ended: tuple[int, Thumb] | None = None  # where to cut, and the picture before

    def forget(self) -> None:
        """A cut was found here: what was before it does not count."""
        self._picture = self._since = self._ended = None

    def see(self, thumb: Thumb, number: int) -> int | None:
        """The middle of the tone, once a picture that is another than the one before has come up."""
        spread = float(thumb.std(axis=(0, 1)).max())
        if spread < _FLAT:
            if self._since is None:
                self._since = number
            return None
        if self._since is not None and self._picture is not None and self._ended is None:
            self._ended = ((self._since + number) // 2, self._picture)
        self._since = None
        if spread >= 3 * _FLAT:
            ended, self._ended, self._picture = self._ended, None, thumb
            if ended is not None and _likeness(ended[1], thumb) < _RETURNS:
                return ended[0]
        return None

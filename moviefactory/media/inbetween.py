"""Pictures between two frames, by optical flow in both directions.

Each direction's flow is carried to the wanted moment, where it says which spot of either frame is seen; spot by spot
the flow counts whose two frames agree better. What one frame hides is taken from the other. Where neither flow explains
the change, a dissolve takes over, and where the whole picture has changed (a cut), the nearer frame. Knows no rates.
Frames are RGB (h, w, 3), uint8 or uint16 (full range); motion is searched in 8 bits, pictures keep all of theirs.
"""

from __future__ import annotations

from functools import cached_property
from math import ceil
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Frame = NDArray[Any]  # RGB (h, w, 3), uint8 or uint16
Plane = NDArray[np.float32]  # (h, w), or (h, w, 2) for a flow in pixels

FLOW_PIXELS = 110_000  # of the copy that motion is searched in, about: more of them cost much and gain 0.1 dB
LEAST_SIDE = 24  # of that copy, for the search to work at all
SAME_PICTURE = 0.35  # share that both directions agree on: 0.45 and more in the wildest action, 0.3 and less at cuts
HIDDEN = 20.0  # grey levels that the two frames differ by where one of them hides what the other shows
UNEXPLAINED = 25.0  # grey levels from which on neither flow is believed
SURELY_SAME = 0.2  # difference of two frames over their contrast: two takes have 1.1, a wild one may reach 0.6
FLAT = 1 / 8  # of the other frame's contrast, or less: a picture begins out of black, or ends in white
ALL_NEW = 0.8  # share that neither flow explains, from which on such a beginning is sudden; gentle ones have 0.4
TO_8_BITS = 1 / 257


class Pair:
    """Two neighbouring frames of one size and depth. What is costly to find is found once, when first needed."""

    def __init__(self, before: Frame, after: Frame) -> None:
        self.before, self.after = before, after

    def mixed(self, share: float) -> Frame:
        """A plain dissolve, `share` (0..1) of the way from one frame to the other."""
        return np.asarray(cv2.addWeighted(self.before, 1 - share, self.after, share, 0))

    def nearer(self, share: float) -> Frame:
        """The frame that is nearer to the moment; the later of two that are equally near."""
        return self.after if share >= 0.5 else self.before

    def between(self, share: float) -> Frame:
        """The picture `share` (0..1) of the way from one frame to the other."""
        if not self.is_one_take:
            return self.nearer(share)
        if self._small is None:
            return self.mixed(share)
        flow, weight, doubt = self._at(share)
        height, width = self.before.shape[:2]
        scale = np.array([width / flow.shape[1], height / flow.shape[0]], np.float32)
        flow, weight, doubt = (_grown(one, (width, height)) for one in (flow * scale, weight, doubt))
        before, after = _moved(self.before, flow, -share), _moved(self.after, flow, 1 - share)
        found = _blended(before, after, weight)
        if doubt.any():
            found = _blended(self.mixed(share), found, doubt)
        return found

    @cached_property
    def is_one_take(self) -> bool:
        """Whether both frames show the same take: False across a cut, where nothing lies between them.

        Frames that are too small for a search (LEAST_SIDE) count as one take.
        """
        if self._small is None or self._alike(*self._small):
            return True
        if float(self._seen[0].mean() + self._seen[1].mean()) / 2 < SAME_PICTURE:
            return False
        low, high = sorted(float(one.std()) for one in self._small)
        return low >= FLAT * high or float(self._at(0.5)[2].mean()) < ALL_NEW

    @staticmethod
    def _alike(before: Frame, after: Frame) -> bool:
        """So little apart that no search is needed; dark pictures are judged by their own small contrast."""
        contrast = (float(before.std()) + float(after.std())) / 2
        return float(cv2.absdiff(before, after).mean()) < SURELY_SAME * contrast

    @cached_property
    def _small(self) -> tuple[Frame, Frame] | None:
        """Both frames in grey, small enough for a quick search; None where nothing is left to search in."""
        height, width = self.before.shape[:2]
        step = max(1, ceil((width * height / FLOW_PIXELS) ** 0.5 - 0.25))  # whole pixels average best
        size = width // step, height // step
        if min(size) < LEAST_SIDE:
            return None
        before, after = (
            cv2.resize(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
            for one in (self.before, self.after)
        )
        if self.before.dtype == np.uint16:
            before, after = (cv2.convertScaleAbs(one, alpha=TO_8_BITS) for one in (before, after))
        return before, after

    @cached_property
    def _flows(self) -> tuple[Plane, Plane]:
        """From before to after, and back."""
        assert self._small is not None
        before, after = self._small
        search: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        return search.calc(before, after, None), search.calc(after, before, None)  # a first guess of zeros costs 0.5 dB

    @cached_property
    def _seen(self) -> tuple[Plane, Plane]:
        """How surely (0..1) what lies at a spot of `before` is also seen in `after`, and the other way round."""
        there, back = self._flows
        return _agreement(there, back), _agreement(back, there)

    def _at(self, share: float) -> tuple[Plane, Plane, Plane]:
        """At that moment: the flow from before to after (h, w, 2), the weight of `before`, the doubt about both."""
        assert self._small is not None
        there, back = self._flows
        flows = _carried(there, share), -_carried(back, 1 - share)
        misses = [_blurred(self._differ(flow, share), 1.5) for flow in flows]
        first, second = ((miss + 1) ** 2 for miss in misses)
        choice = _blurred(second / (first + second), 1.5)
        flow = flows[1] + choice[..., None] * (flows[0] - flows[1])
        miss = misses[1] + choice * (misses[0] - misses[1])
        before = (1 - share) * np.maximum(_moved(self._seen[1], flow, 1 - share), 0.02)
        after = share * np.maximum(_moved(self._seen[0], flow, -share), 0.02)
        hidden = np.clip(miss / HIDDEN - 0.5, 0, 1)
        weight = _blurred((1 - share) * (1 - hidden) + before / (before + after) * hidden, 1.0)
        doubt = np.clip(_blurred(np.minimum(*misses), 3.0) / UNEXPLAINED - 1, 0, 1)
        return flow, weight, doubt.astype(np.float32)

    def _differ(self, flow: Plane, share: float) -> Plane:
        """Grey levels between what the two frames show at each spot, if `flow` is right."""
        assert self._small is not None
        before, after = self._small
        apart = cv2.absdiff(_moved(before, flow, -share), _moved(after, flow, 1 - share))
        return np.asarray(apart, np.float32)


def _moved(picture: Any, flow: Plane, share: float) -> Any:
    """`picture` as seen from spots that lie `share` of `flow` away; beyond its edge, its edge."""
    columns = np.arange(flow.shape[1], dtype=np.float32)[None, :]
    rows = np.arange(flow.shape[0], dtype=np.float32)[:, None]
    x, y = columns + np.float32(share) * flow[..., 0], rows + np.float32(share) * flow[..., 1]
    return cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _blended(one: Frame, other: Frame, weight: Plane) -> Frame:
    """`weight` (h, w) in 0..1 of `one`, the rest of `other`."""
    if one.dtype == np.uint8:
        return np.asarray(cv2.blendLinear(one, other, weight, 1 - weight))
    deep = cv2.blendLinear(one.astype(np.float32), other.astype(np.float32), weight, 1 - weight)
    return np.asarray(np.clip(np.rint(deep), 0, 65535), np.uint16)


def _grown(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _carried(flow: Plane, share: float) -> Plane:
    """The flow of what is at each spot when `share` of the way is gone: v(x) = flow(x - share * v(x))."""
    found: Plane = flow
    for _ in range(2):
        found = _moved(flow, found, -share)
    return found


def _agreement(flow: Plane, back: Plane) -> Plane:
    """1 where going along `flow` and coming home by `back` ends where it began, towards 0 where it does not."""
    home: Plane = _moved(back, flow, 1)
    apart = _squared(flow + home)
    return np.asarray(np.exp(-apart / (0.05 * (_squared(flow) + _squared(home)) + 2)), np.float32)


def _squared(flow: Plane) -> Plane:
    return flow[..., 0] ** 2 + flow[..., 1] ** 2


def _blurred(plane: Plane, sigma: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(np.asarray(plane, np.float32), (0, 0), sigma), np.float32)

"""How much room a figure really takes while it acts: measured once per shot on thumbnails of its own drawing.

Nominal sizes say nothing about a raised arm, a leap or a wing at full stroke; the thumbnails do. It knows no scene.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moviefactory.video.animatic.figure import Figure
from moviefactory.video.animatic.figure import View as Side

Boxes = NDArray[np.float64]  # (n, 4): left, bottom, right, top

_THUMB_PX = 44.0
_EVERY_S = 0.27
_MOST = 8
_SEEN = 40  # alpha from which a pixel counts


@dataclass(frozen=True, eq=False)
class Body:
    """What a figure fills around its anchor, metres, x to the right as drawn (facing right).

    `boxes[i]` is the box at `i * step_s` (left, bottom, right, top); an action goes on for ever, so later moments are
    taken from the start again.
    """

    boxes: Boxes
    step_s: float

    @property
    def rest(self) -> tuple[float, float, float, float]:
        """The typical box: the median of each side."""
        left, bottom, right, top = (float(side) for side in np.median(self.boxes, axis=0))
        return left, bottom, right, top

    @property
    def wide_m(self) -> float:
        return max(0.05, self.rest[2] - self.rest[0])

    @property
    def tall_m(self) -> float:
        return max(0.05, self.rest[3] - self.rest[1])

    def at(self, time_s: float) -> tuple[float, float, float, float]:
        """The box at a moment: that of the two samples around it together."""
        first = int(time_s / self.step_s)
        pair = self.boxes[[first % len(self.boxes), (first + 1) % len(self.boxes)]]
        left, bottom = pair[:, :2].min(axis=0)
        right, top = pair[:, 2:].max(axis=0)
        return float(left), float(bottom), float(right), float(top)


def measure(figure: Figure, side: Side, seconds: float, until_s: float = 1e9) -> Body:
    """The body of `figure` in this view over the first `seconds` of its action (a few milliseconds).

    `until_s`: moments from here on are left out (what flies apart needs no room).
    """
    scale = _THUMB_PX / max(figure.height_m, figure.length_m, 0.01)
    count = max(2, min(_MOST, int(min(seconds, until_s) / _EVERY_S) + 1))
    boxes = [_box(figure, side, index * _EVERY_S, scale) for index in range(count)]
    return Body(np.array(boxes, np.float64), _EVERY_S)


def _box(figure: Figure, side: Side, time_s: float, scale: float) -> tuple[float, float, float, float]:
    sprite = figure.draw(time_s, scale, side)
    alpha = sprite.rgba[..., 3] > _SEEN
    columns, rows = np.flatnonzero(alpha.any(axis=0)), np.flatnonzero(alpha.any(axis=1))
    if len(columns) == 0:
        half = figure.length_m / 2
        return -half, 0.0, half, figure.height_m
    x, y = sprite.anchor_px
    return (
        (float(columns[0]) - x) / scale,
        (y - float(rows[-1]) - 1) / scale,
        (float(columns[-1]) + 1 - x) / scale,
        (y - float(rows[0])) / scale,
    )

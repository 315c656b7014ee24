"""The video model that needs nothing: colour bars, the shot's id and a running frame number.

It stands in for a renderer in tests, and as the slate for a shot that could not be made: the film still runs, and
nobody mistakes the gap for the shot.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.video import ShotRequest

_BARS = ((192, 192, 192), (192, 192, 0), (0, 192, 192), (0, 192, 0), (192, 0, 192), (192, 0, 0), (0, 0, 192))
_INK, _PAPER, _MARK = (235, 235, 235), (18, 18, 22), (255, 170, 0)


class TestCard:
    """Bars above, words below, a marker that crosses the picture once per shot (so no two frames are equal)."""

    __test__ = False  # the name is the film's word; it is not a test case

    def frames(self, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
        """See `VideoModel.frames`. Never fails: it draws whatever text it is given."""
        return card_frames(request.shot.id, request.shot.prompt, request.frames, request.size_px)


def card_frames(title: str, text: str, frames: int, size_px: tuple[int, int]) -> Iterator[NDArray[np.uint8]]:
    """`frames` uint8 RGB arrays of `size_px` with `title`, `text` and the frame number."""
    card = _card(title, text, size_px)
    width, height = size_px
    for index in range(frames):
        frame = card.copy()
        x = round((width - 1) * index / max(1, frames - 1))
        cv2.line(frame, (x, 0), (x, height), _MARK, max(1, width // 300))
        label = f"{index + 1:03d}/{frames:03d}"
        _write(frame, label, (width * 0.78, height * 0.94), height / 430)
        yield frame


def _card(title: str, text: str, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    width, height = size_px
    card = np.full((height, width, 3), _PAPER, np.uint8)
    edges = np.linspace(0, width, len(_BARS) + 1).astype(int)
    for color, left, right in zip(_BARS, edges, edges[1:], strict=False):
        card[: height // 3, left:right] = color
    scale = height / 430
    _write(card, title, (width * 0.04, height * 0.48), scale * 1.5)
    per_line = max(12, int(width * 0.92 / (19 * scale * 0.9)))
    for number, line in enumerate(textwrap.wrap(text, per_line)[:5]):
        _write(card, line, (width * 0.04, height * (0.60 + 0.085 * number)), scale * 0.9)
    return card


def _write(frame: NDArray[np.uint8], text: str, at: tuple[float, float], scale: float) -> None:
    plain = text.encode("ascii", "replace").decode()  # the built-in stroke font knows ASCII only
    thickness = max(1, round(scale * 1.6))
    place = (int(at[0]), int(at[1]))
    cv2.putText(frame, plain, place, cv2.FONT_HERSHEY_SIMPLEX, scale, _INK, thickness, cv2.LINE_AA)

"""The pictures that a shot brings along: the animatic that guides it, its key frame, the pictures of its cast.

All of them arrive as uint8 RGB arrays in the size and at the moments that a pass is rendered in. Knows no pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import PlanError
from moviefactory.media.frames import read_frames
from moviefactory.media.pictures import read_picture
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.pipeline.fit import resized
from moviefactory.video.pipeline.shape import Take, centred

Frame = NDArray[np.uint8]


class Pictures:
    """What lies on the desk of one shot, as its model wants it."""

    def __init__(self, request: ShotRequest, desk: Desk, take: Take) -> None:
        self._request, self._desk, self._take = request, desk, take

    @cached_property
    def key_frame(self) -> Frame | None:
        """The still that the shot begins with."""
        path = self._desk.sources.get("key_frame")
        return read_picture(path, "its key frame") if path else None

    @cached_property
    def references(self) -> tuple[Frame, ...]:
        """The pictures of the cast members in the shot, in the order of the shot."""
        if self._request.settings.diffusion.references == "off":
            return ()
        members = {member.id: member for member in self._request.cast}
        named = [members[one] for one in self._request.shot.subjects if one in members]
        return tuple(read_picture(self._desk.folder / one.image, f"cast {one.id!r}") for one in named if one.image)

    def guide(self, what: Literal["guide", "depth"], frames: range) -> Frame | None:
        """Picture or depth of the guide, (f, h, w, 3), at these frames of the model's; None where there is no guide.

        A guide has the movie's aspect; where the model renders another, it lies in the middle of what is generated.
        """
        path = self._desk.sources.get(what)
        return self._placed(path, [self._in_movie(frame) for frame in frames]) if path else None

    def _in_movie(self, frame: int) -> int:
        """The movie's frame that is seen when the model's `frame` is."""
        moment = round(frame * self._request.frame_rate / self._take.shown_rate)
        return max(0, min(self._request.frames - 1, moment))

    def _placed(self, path: Path, wanted: Sequence[int]) -> Frame:
        (width, height), (inner_width, inner_height) = self._take.size_px, self._take.crop_px
        left, top = centred(self._take.size_px, self._take.crop_px)
        sides = (top, height - inner_height - top, left, width - inner_width - left)
        return np.stack(
            [
                cv2.copyMakeBorder(resized(frame, (inner_width, inner_height)), *sides, cv2.BORDER_REFLECT)
                for frame in _picked(path, wanted)
            ]
        )


def _picked(path: Path, wanted: Sequence[int]) -> Iterator[Frame]:
    """The frames at ascending numbers `wanted` (some come several times); the last one stands for later ones."""
    frames = read_frames(path, start=wanted[0], stop=wanted[-1] + 1)
    at, frame = wanted[0] - 1, None
    for number in wanted:
        while at < number and (following := next(frames, None)) is not None:
            at, frame = at + 1, following
        if frame is None:
            raise PlanError(f"{path}: the guide has no frame {number}; remove the file to have it drawn again")
        yield frame

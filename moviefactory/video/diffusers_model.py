"""The video model that is any video pipeline of diffusers: one adapter, told what to do by the pipeline's signature.

How a shot goes through it: `weights.py` says where the weights lie, `pipeline/load.py` loads them once per process,
`pipeline/shape.py` turns the shot into passes, `pipeline/shooting.py` renders them one after the other, and
`pipeline/fit.py` brings the frames to the clip's rate and size. This file holds the one pipeline and knows no family.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import PlanError
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.backing import read_models
from moviefactory.video.pipeline.camera import Camera
from moviefactory.video.pipeline.fit import fitted, subject_window
from moviefactory.video.pipeline.load import Recipe
from moviefactory.video.pipeline.memory import device_at_hand
from moviefactory.video.pipeline.shape import centred
from moviefactory.video.pipeline.shooting import Shooting
from moviefactory.video.timing import at_movie_rate
from moviefactory.video.weights import Weights, family_of, find_weights
from moviefactory.workspace import Workspace

Frame = NDArray[np.uint8]


class DiffusersModel:
    """Renders shots with the pipeline that the plan names. One is held at a time, and kept for the next shot."""

    def __init__(self, device: str | None = None) -> None:
        self._camera = Camera(device or device_at_hand())

    def frames(self, request: ShotRequest) -> Iterator[Frame]:
        """See `VideoModel.frames`."""
        return self.frames_at(request, Desk())

    def frames_at(self, request: ShotRequest, desk: Desk) -> Iterator[Frame]:
        """See `LongModel.frames_at`. Raises PlanError for a setting the model cannot follow, StageError where it fails.

        `desk.facts` then says what was loaded, how it was made to fit, what was generated and how long it took.
        """
        weights = _weights(request, desk)
        shooting = Shooting(self._camera, _recipe(request, weights, self._camera.device), request, desk)
        desk.facts["models"] = list(weights.licences)
        take = shooting.take
        first = next(passes := shooting.passes())
        window = (
            centred(take.size_px, take.crop_px)
            if "guide" in desk.sources
            else subject_window(first, take.crop_px, None)
        )
        frames = _one_by_one(first, passes)
        moving = at_movie_rate(frames, take.shown_rate, request, desk.folder)
        yield from fitted(moving, window, take.crop_px, request.size_px, request.settings.diffusion.fit)
        shooting.finish()

    def close(self) -> None:
        """Give the pipeline and its memory back."""
        self._camera.close()


def _weights(request: ShotRequest, desk: Desk) -> Weights:
    weights = find_weights(request.settings, read_models(Workspace(desk.folder)), desk.folder)
    if weights.folder is None:
        raise PlanError(
            f"video.model: the weights of {weights.model} are not on this machine; run make-movie with --yes to fetch "
            "them, or name a folder"
        )
    return weights


def _recipe(request: ShotRequest, weights: Weights, device: str) -> Recipe:
    settings = request.settings.diffusion
    return Recipe(str(weights.folder), weights.revision, settings, family_of(weights), device, weights.places)


def _one_by_one(first: Frame, passes: Iterator[Frame]) -> Iterator[Frame]:
    yield from first
    for clip in passes:
        yield from clip

"""A model's frames at the movie's rate: the way that the plan names, with the network that it names.

Building jobs reads this file too, so nothing that is heavy to load is loaded before frames come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import PlanError
from moviefactory.hub.cache import local_path
from moviefactory.settings import VideoSettings, retime_way
from moviefactory.video import ShotRequest

Frame = NDArray[np.uint8]


def at_movie_rate(frames: Iterable[Frame], rate: Fraction, request: ShotRequest, folder: Path) -> Iterator[Frame]:
    """Exactly `request.frames` frames of the movie's rate out of `frames` that are shown at `rate`.

    `folder` is the movie's. Raises as `frame_rate_network` and `media.retime.retimed`.
    """
    from moviefactory.media.retime import retimed

    network = frame_rate_network(request.settings, folder)
    how = request.settings.diffusion.retime
    return retimed(frames, rate, request.frames, request.frame_rate, how, model=str(network or ""))


def frame_rate_network(settings: VideoSettings, folder: Path) -> Path | None:
    """The RIFE file that the plan names; None where none is used. Raises PlanError where it is not there."""
    how, named = settings.diffusion.retime, settings.diffusion.retime_model
    if retime_way(how, named) != "rife":
        return None
    if not named:
        raise PlanError(
            "video.diffusion.retime: rife needs a network; name its ONNX file in video.diffusion.retime_model, or use "
            "flow, which needs none"
        )
    path = local_path(named, folder)
    if path is None or not path.is_file():
        raise PlanError(
            f"video.diffusion.retime_model: there is no file {named}; name an ONNX file of a RIFE network, or leave it "
            "out"
        )
    return path

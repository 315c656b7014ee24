"""Where the pictures and clips of a wish go in the call of a pipeline, as PIL pictures of the size that is rendered.

What a pipeline has no place for is an error that says which models have one. Knows no file and no order of passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.rules import FRAMES, name_of
from moviefactory.video.pipeline.sized_pictures import covered

if TYPE_CHECKING:
    from moviefactory.video.pipeline.call import Wish

Known = Mapping[str, Parameter]

_CAN_TAKE = {
    "image": "A first frame is taken by image-to-video models: Wan I2V, Wan2.2-TI2V-5B, LTX, HunyuanVideo I2V",
    "last_image": "A last frame is taken by Wan I2V and LTX",
    "video": "A clip to start from is taken by Wan 2.1, Wan VACE, LTX, CogVideoX and AnimateDiff",
    "mask": "A clip of which a part is kept is taken by Wan VACE",
    "control_video": "A depth or line clip is taken by CogVideoX Fun, EasyAnimate Control and AnimateDiff ControlNet",
    "reference_images": "Pictures of the cast are taken by Wan VACE, and by AnimateDiff with an IP-Adapter",
}


def pictures_for(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    """The arguments of the call that hold pictures. Raises PlanError for one that the pipeline has no place for."""
    size = wish.size_px
    given = {
        **_placed(pipe, known, ("image",), _picture(wish.image, size)),
        **_placed(pipe, known, ("last_image",), _picture(wish.last_image, size)),
        **_placed(pipe, known, ("video",), _clip(wish.video, size)),
        **({"strength": wish.strength} if wish.strength is not None else {}),
        **_placed(pipe, known, ("mask", "mask_video"), _clip(wish.mask, size)),
        **_placed(pipe, known, ("control_video", "conditioning_frames"), _clip(wish.control, size)),
        **_placed(pipe, known, ("reference_images",), [Image.fromarray(one) for one in wish.references] or None),
    }
    length = next((len(given[name]) for name in ("video", "control_video") if name in given), wish.frames)
    if length < wish.frames and not known.keys() & set(FRAMES):
        raise PlanError(f"{name_of(pipe)} makes as many frames as it is given: {length}, and {wish.frames} are wanted")
    return given


def _placed(pipe: Any, known: Known, names: tuple[str, ...], value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    for name in names:
        if name in known:
            return {name: value}
    raise PlanError(f"{name_of(pipe)} has no place for {names[0]}. {_CAN_TAKE[names[0]]}")


def _picture(array: NDArray[np.uint8] | None, size_px: tuple[int, int]) -> Image.Image | None:
    """Filled to the size: cut at two sides where the aspect differs, never squashed."""
    return None if array is None else Image.fromarray(np.ascontiguousarray(covered(array, size_px)))


def _clip(array: NDArray[np.uint8] | None, size_px: tuple[int, int]) -> list[Image.Image | None] | None:
    return None if array is None else [_picture(frame, size_px) for frame in array]

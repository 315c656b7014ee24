"""Where the pictures and clips of a wish go in the call of a pipeline, as PIL pictures of the size that is rendered.

What a pipeline has no place for is an error that says which models have one. Knows no file and no order of passes.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from inspect import Parameter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.rules import FRAMES, name_of

if TYPE_CHECKING:
    from moviefactory.video.pipeline.call import Wish

Known = Mapping[str, Parameter]

_CAN_TAKE = {
    "image": "A first frame is taken by image-to-video models: Wan I2V, Wan2.2-TI2V-5B, LTX, HunyuanVideo I2V",
    "last_image": "A last frame is taken by Wan I2V and LTX",
    "video": "A clip to start from is taken by Wan 2.1, Wan VACE, LTX, CogVideoX and AnimateDiff",
    "mask": "A clip of which a part is kept is taken by Wan VACE",
    "control_video": "A depth or line clip is taken by CogVideoX Fun, EasyAnimate Control and AnimateDiff ControlNet",
    "references": "Pictures of the cast are taken by Wan VACE, and by AnimateDiff with an IP-Adapter",
}


def pictures_for(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    """The arguments of the call that hold pictures. Raises PlanError for one that the pipeline has no place for."""
    size = wish.size_px
    if "conditions" in known and any(one is not None for one in (wish.image, wish.last_image, wish.video)):
        pictures: dict[str, Any] = {"conditions": _conditions(pipe, wish)}
    else:
        pictures = {
            **_placed(pipe, known, ("image",), _picture(wish.image, size)),
            **_placed(pipe, known, ("last_image",), _picture(wish.last_image, size)),
            **_placed(pipe, known, ("video",), _clip(wish.video, size)),
            **({"strength": wish.strength} if wish.strength is not None else {}),
        }
    given = {
        **pictures,
        **_placed(pipe, known, ("mask", "mask_video"), _clip(wish.mask, size)),
        **_placed(pipe, known, ("control_video", "conditioning_frames"), _clip(wish.control, size)),
        **_references(pipe, wish, known),
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


def _references(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    if not wish.references:
        return {}
    pictures = [Image.fromarray(one) for one in wish.references]
    if "reference_images" in known:
        return {"reference_images": pictures}
    if "ip_adapter_image" in known and getattr(pipe, "image_encoder", None) is not None:
        return {"ip_adapter_image": [pictures]}  # one list per adapter
    if "ref_image" in known:
        return {"ref_image": _picture(wish.references[0], wish.size_px)}
    raise PlanError(f"{name_of(pipe)} has no place for pictures of the cast. {_CAN_TAKE['references']}")


def _conditions(pipe: Any, wish: Wish) -> list[Any]:
    """For LTX's Condition pipelines: each picture or clip with the place in time where it stands.

    LTX counts places in frames and tells a clip from a picture; LTX-2 counts in latents, where -1 is the last. Both
    begin at the clip's own noise level: what `strength` leaves of it is held.
    """
    modules = (vars(sys.modules[base.__module__]) for base in type(pipe).__mro__)
    kind = next((one for names in modules for name, one in names.items() if name.endswith("VideoCondition")), None)
    if kind is None:
        raise PlanError(f"{name_of(pipe)} has no place for pictures that this version can fill")
    if wish.image is not None and wish.video is not None:
        raise PlanError(
            f"{name_of(pipe)} is given a first frame and a clip that begins at the same place; give one of them"
        )
    by_frames = "frame_index" in {field.name for field in dataclasses.fields(kind)}
    held = 1.0 if wish.strength is None else 1.0 - wish.strength
    conditions = []
    for name, value, place, hold in (
        ("video", _clip(wish.video, wish.size_px), 0, held),
        ("image", _picture(wish.image, wish.size_px), 0, 1.0),
        ("image", _picture(wish.last_image, wish.size_px), wish.frames - 1 if by_frames else -1, 1.0),
    ):
        if value is not None:
            where = {name: value, "frame_index": place} if by_frames else {"frames": value, "index": place}
            conditions.append(kind(**where, strength=hold))
    return conditions


def _picture(array: NDArray[np.uint8] | None, size_px: tuple[int, int]) -> Image.Image | None:
    """Filled to the size: cut at two sides where the aspect differs, never squashed."""
    if array is None:
        return None
    picture = Image.fromarray(np.ascontiguousarray(array))
    how = Image.Resampling.NEAREST if picture.mode == "L" else Image.Resampling.LANCZOS  # a mask stays black and white
    return picture if picture.size == size_px else ImageOps.fit(picture, size_px, how)


def _clip(array: NDArray[np.uint8] | None, size_px: tuple[int, int]) -> list[Image.Image | None] | None:
    return None if array is None else [_picture(frame, size_px) for frame in array]

"""How any video pipeline of diffusers is called: one wish, put into the arguments that this pipeline's call takes.

The signature decides, not the name: the number of frames is `num_frames`, `video_length` or `frames`, guidance is an
argument or a part, pictures go where there is a place for them. What a pipeline cannot take is an error, never left
out. Knows no weights and no order of passes. torch is used for the random generator only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from inspect import Parameter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.family import Family, family_for
from moviefactory.video.pipeline.pictures import Known, pictures_for
from moviefactory.video.pipeline.rules import (
    FRAMES,
    RATE,
    Rules,
    config_of,
    exact_frames,
    name_of,
    parameters,
    rules_of,
)

_OURS = {  # arguments that the plan or this file sets, and the code after the call relies on
    *FRAMES, "prompt", "width", "height", "generator", "output_type", "return_dict", "latents", "num_videos_per_prompt",
    "num_images_per_prompt", "callback", "callback_on_step_end", "callback_on_step_end_tensor_inputs",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Wish:
    """One pass, as the model is to make it. Pictures are uint8 RGB and are fitted to `size_px` (width, height).

    `frames` and `size_px` must keep the pipeline's rules. `steps` and `guidance` None: as the family, else the pipeline
    says. `mask` is 255 where the picture is to be made and 0 where `video` is kept. `arguments` are more arguments of
    the call. `prompts` are words from a frame on, for a pipeline that lets them travel.
    """

    prompt: str
    negative: str
    frames: int
    frame_rate: float
    size_px: tuple[int, int]
    steps: int | None
    guidance: float | None
    seed: int
    image: NDArray[np.uint8] | None = None  # (h, w, 3), the first frame
    last_image: NDArray[np.uint8] | None = None
    video: NDArray[np.uint8] | None = None  # (f, h, w, 3)
    mask: NDArray[np.uint8] | None = None  # (f, h, w)
    references: tuple[NDArray[np.uint8], ...] = ()
    strength: float | None = None  # 0..1, how much of `video` is made anew
    control: NDArray[np.uint8] | None = None  # (f, h, w, 3)
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    prompts: Mapping[int, str] = dataclasses.field(default_factory=dict)


def arguments_for(pipe: Any, wish: Wish) -> dict[str, Any]:
    """The keyword arguments that make `pipe` do `wish`. A guider, where guidance is a part, is replaced in `pipe`.

    Raises PlanError where the pipeline cannot take something of the wish, needs something that it lacks, or where
    `wish.arguments` names an argument that it has not.
    """
    known = parameters(type(pipe))
    family = family_for(name_of(pipe), config_of(pipe))
    _check_shape(pipe, wish, rules_of(pipe, family))
    given = {
        "output_type": "np",
        "generator": torch.Generator("cpu").manual_seed(wish.seed % 2**63),  # the same noise on every device
        **_words(pipe, wish, known),
        **_shape(pipe, wish, known),
        **_effort(pipe, wish, family, known),
        **pictures_for(pipe, wish, known),
        **_habits(known),
        **{name: value for name, value in family.arguments.items() if name in known},
        **_more(pipe, wish, known),
    }
    given = {name: value for name, value in given.items() if name in known} | _fractions_of_steps(given, known)
    missing = [name for name, one in known.items() if one.default is Parameter.empty and name not in given]
    if missing:
        raise PlanError(f"{name_of(pipe)} needs more than words: {', '.join(missing)}. {_hint(missing)}")
    return given


def _check_shape(pipe: Any, wish: Wish, rules: Rules) -> None:
    """Before the time is spent: some pipelines quietly make another size, or cut frames off."""
    high, wide = (-(-side // rules.multiple) * rules.multiple for side in reversed(wish.size_px))
    if (wide, high) != wish.size_px:
        raise PlanError(
            f"{name_of(pipe)} renders multiples of {rules.multiple}; {wish.size_px[0]}x{wish.size_px[1]} was asked: "
            f"ask for {wide}x{high}"
        )
    if (wish.frames - 1) % rules.stride:
        more = -(-(wish.frames - 1) // rules.stride) * rules.stride + 1
        raise PlanError(
            f"{name_of(pipe)} renders {rules.stride}k + 1 frames, and {wish.frames} were asked: ask for {more} and trim"
        )


def _words(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    words: dict[str, Any] = {"prompt": wish.prompt}
    if wish.negative and "negative_prompt" in known:
        words["negative_prompt"] = wish.negative
    if wish.prompts:
        if not getattr(pipe, "free_noise_enabled", False):
            raise PlanError(
                f"{name_of(pipe)} takes one prompt for a clip: words that change within a shot need a model of the "
                "AnimateDiff family and video.diffusion.chain: free-noise"
            )
        travel = {max(0, min(frame, wish.frames - 1)): said for frame, said in sorted(wish.prompts.items())}
        words["prompt"] = {0: wish.prompt, **travel}
    return words


def _shape(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    shape: dict[str, Any] = {"width": wish.size_px[0], "height": wish.size_px[1]}
    frames = next((name for name in FRAMES if name in known), None)
    if frames:
        shape[frames] = _count(pipe, wish)
    elif not {"video", "control_video", "conditioning_frames"} & known.keys():
        raise PlanError(
            f"{name_of(pipe)} makes pictures, not clips: choose a video model (moviefactory presets lists some)"
        )
    if rate := next((name for name in RATE if name in known), None):
        whole = isinstance(known[rate].default, int)
        shape[rate] = max(1, round(wish.frame_rate)) if whole else float(wish.frame_rate)
    return shape


def _count(pipe: Any, wish: Wish) -> int:
    exact = exact_frames(pipe)
    if exact is None:
        return wish.frames
    if wish.frames > exact:
        raise PlanError(
            f"{name_of(pipe)} makes {exact} frames at once, and {wish.frames} are wanted: set "
            f"video.diffusion.most_frames to {exact}"
        )
    return exact  # the rest is cut off


def _effort(pipe: Any, wish: Wish, family: Family, known: Known) -> dict[str, Any]:
    effort: dict[str, Any] = {}
    steps = wish.steps if wish.steps is not None else family.steps
    if steps is not None:
        effort["num_inference_steps"] = steps
    guidance = wish.guidance if wish.guidance is not None else family.guidance
    if guidance is None:
        return effort
    if "guidance_scale" in known:
        effort["guidance_scale"] = guidance
    elif getattr(pipe, "guider", None) is not None:
        pipe.guider = pipe.guider.new(guidance_scale=guidance)
    elif "max_guidance_scale" in known:  # from the first frame to the last
        effort["max_guidance_scale"] = guidance
        effort["min_guidance_scale"] = min(1.0, guidance)
    return effort


def _habits(known: Known) -> dict[str, Any]:
    """What some pipelines do unasked, turned off."""
    habits: dict[str, Any] = {"use_resolution_binning": False}  # Sana: render another size, then scale the frames
    if find_spec("av") is None:
        habits["image_crf"] = 0  # LTX-2: compress the first frame as a film would be, which needs PyAV
    return {name: value for name, value in habits.items() if name in known}


def _fractions_of_steps(given: Mapping[str, Any], known: Known) -> dict[str, int]:
    """Text2Video-Zero splits its steps at t0 and t1, which are meant for 50 and fall off the end of fewer."""
    if not {"t0", "t1", "num_inference_steps"} <= known.keys() or "num_inference_steps" not in given:
        return {}
    steps, usual = given["num_inference_steps"], known["num_inference_steps"].default
    last = max(0, min(round(known["t1"].default * steps / usual), steps - 2))
    first = min(round(known["t0"].default * steps / usual), max(0, last - 1))
    return {"t0": given.get("t0", first), "t1": given.get("t1", last)}


def _more(pipe: Any, wish: Wish, known: Known) -> dict[str, Any]:
    """The arguments that the plan names itself."""
    for name in wish.arguments:
        if name in _OURS:
            raise PlanError(f"video.diffusion.arguments: {name} is set by the plan; take it out of the arguments")
        if name not in known:
            near = get_close_matches(name, known, n=3) or sorted(known.keys() - _OURS)
            raise PlanError(
                f"video.diffusion.arguments: {name_of(pipe)} has no argument {name!r}; it has {', '.join(near)}"
            )
    return dict(wish.arguments)


def _hint(missing: list[str]) -> str:
    if "image" in missing:
        return "Give it a first frame: video.diffusion.key_frames: each, or a cast with pictures"
    if missing[0] in ("video", "control_video"):
        return "Give it a clip: video.guide: animatic"
    return "Give them in video.diffusion.arguments, or choose another model"

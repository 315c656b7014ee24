"""Drawing stills with a text-to-image model: the model of this process, loaded once, and one batch of pictures.

Any text-to-image pipeline of diffusers draws pictures apart; pictures that look at each other (story_attention.py) need
one with a UNet. A model draws well near the area that it was trained on, so a very large or very small picture is drawn
nearer to it and brought to its size afterwards. Knows nothing of movies, shots and receipts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import torch
from numpy.typing import NDArray

from moviefactory.errors import NotInstalled, PlanError, StageError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.key_frames import no_unet
from moviefactory.video.model_parts import HALF
from moviefactory.video.pipeline import memory
from moviefactory.video.pipeline.family import Family
from moviefactory.video.pipeline.load import Recipe, load_pipeline
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.rules import FRAMES, parameters
from moviefactory.video.pipeline.sized_pictures import covered, cut
from moviefactory.video.pipeline.story_attention import (
    EARLY,
    Grouping,
    consistent_self_attention,
    one_at_a_time,
)

Size = tuple[int, int]
OnStep = Callable[[int, int], None]

LEAST_AREA, MOST_AREA = 0.6, 2.0  # of the area a model was trained on: below, pictures are mush; above, things double
FEW_STEPS = 10  # with fewer, the first tenth of them is none: consistent self-attention begins at once
_IMAGES = Family("images", (), step_bytes=800.0, decode_bytes=3500.0)  # estimates for Stable Diffusion, with guidance


@dataclass(frozen=True)
class Order:
    """One batch of pictures. `grouping` says how they look at each other; None draws every picture apart.

    `guidance` None is the pipeline's own.
    """

    prompts: tuple[str, ...]
    negatives: tuple[str, ...]
    seeds: tuple[int, ...]
    size_px: Size
    steps: int
    guidance: float | None = None
    grouping: Grouping | None = None


class Studio:
    """The image model of this process: loaded when it is first asked for, kept for the next picture."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._dtype = ""
        self._pipe: Any = None
        self._measures: memory.Measures | None = None

    def draw(self, folder: Path, order: Order, dtype: str = "auto", on_step: OnStep | None = None) -> NDArray[np.uint8]:
        """The pictures of `order` (n, h, w, 3). When memory runs out, the model is loaded again with the next measure.

        Raises PlanError for a folder that holds no such model, StageError for one that is broken or does not fit.
        """
        if (folder, dtype) != (self._folder, self._dtype):
            self.close()
            self._folder, self._dtype = folder, dtype
        while True:
            try:
                return draw_order(self._ready(folder, order, dtype), order, on_step)
            except Exception as error:
                if not memory.is_out_of_memory(error):
                    raise
                following = self._next(order, error)
            self._drop()
            self._measures = following

    @property
    def facts(self) -> dict[str, str]:
        """How the model that is loaded was made to fit."""
        if self._pipe is None or self._measures is None:
            return {}
        return {"memory": self._measures.name, "dtype": str(_denoiser(self._pipe).dtype).removeprefix("torch.")}

    def close(self) -> None:
        """Give back what the model holds."""
        self._drop()
        self._folder, self._dtype, self._measures = None, "", None

    def _drop(self) -> None:
        if self._pipe is not None:
            self._pipe = None
            memory.release()

    def _ready(self, folder: Path, order: Order, dtype: str) -> Any:
        if self._pipe is None:
            device = memory.device_at_hand()
            self._measures = self._measures or _measures(folder, order, dtype, device)
            self._pipe = load_stills(folder, dtype, self._measures, device)
        return self._pipe

    def _next(self, order: Order, error: Exception) -> memory.Measures:
        following = _untiled(memory.after(self._measures)) if self._measures else None
        if following is None or following.frames_share < 1:
            width, height = order.size_px
            raise StageError(
                f"key frames: {len(order.prompts)} pictures of {width}x{height} do not fit into memory, whatever is "
                "moved out of it; set key_frames: each, a smaller key_frame_model, or a smaller video.size_px"
            ) from error
        return following


@cache  # one per process
def studio() -> Studio:
    """The studio of this process."""
    return Studio()


def release_stills() -> None:
    """Give the image model back, so that the video model finds the card empty."""
    studio().close()


def load_stills(folder: Path, dtype: str, measures: memory.Measures, device: str) -> Any:
    """The text-to-image pipeline in `folder`, ready to be called on `device`. Nothing is fetched.

    Raises PlanError for a folder that holds something else, StageError for one that is broken.
    """
    settings = DiffusionSettings.model_validate({"dtype": dtype, "variant": variant_of(folder)})
    try:
        pipe = load_pipeline(Recipe(str(folder), "", settings, _IMAGES, device), measures)
    except (PlanError, StageError, NotInstalled) as error:
        told = str(error).replace("video.model:", "video.diffusion.key_frame_model:")
        raise type(error)(f"the model of the key frames: {told}") from error
    _check_kind(pipe, folder)
    vae: Any = getattr(pipe, "vae", None)
    if hasattr(vae, "enable_slicing"):
        vae.enable_slicing()  # one picture at a time: less memory, and none depends on how many there are
    if hasattr(vae, "disable_tiling") and measures.offload == "model":
        vae.disable_tiling()
    return pipe


def variant_of(folder: Path) -> str:
    """The variant of the weights in `folder`: "fp16" where they lie there as fp16 files only, else ""."""
    names = [file.name for file in folder.glob("*/*.safetensors")]
    return HALF if names and all(".fp16." in name or ".fp16-" in name for name in names) else ""


def draw(
    pipe: Any,
    prompts: Sequence[str],
    negatives: Sequence[str],
    seeds: Sequence[int],
    size_px: Size,
    steps: int,
    guidance: float | None = None,
    on_step: OnStep | None = None,
) -> NDArray[np.uint8]:
    """One picture for every prompt: uint8 RGB (n, h, w, 3) of exactly `size_px`. No picture depends on the others.

    Raises StageError when the pipeline gives something else, or pictures that hold no numbers.
    """
    drawn = drawn_px(size_px, _native_px(pipe), _multiple(pipe))
    given = parameters(type(pipe))
    wish: dict[str, Any] = {
        "prompt": list(prompts),
        "negative_prompt": list(negatives),
        "width": drawn[0],
        "height": drawn[1],
        "num_inference_steps": steps,
        "guidance_scale": guidance,
        "generator": [torch.Generator().manual_seed(seed) for seed in seeds],
        "output_type": "np",
        "callback_on_step_end": _callback(on_step, steps),
    }
    wanted = {name: value for name, value in wish.items() if name in given and value is not None}
    with quiet(), one_at_a_time(_text_encoders(pipe)):
        try:
            output = pipe(**wanted)
        finally:
            pipe.maybe_free_model_hooks()
    return np.stack([_fitted(picture, size_px) for picture in _pictures(output, len(prompts), drawn)])


def draw_order(pipe: Any, order: Order, on_step: OnStep | None = None) -> NDArray[np.uint8]:
    """The pictures of `order`. Raises PlanError when they are to look at each other and the model has no such UNet."""
    with ExitStack() as stack:
        if order.grouping:
            unet = the_unet(pipe)
            early = EARLY if order.steps >= FEW_STEPS else math.inf
            stack.enter_context(consistent_self_attention(unet, len(order.prompts), order.grouping, early=early))
        asked = (order.prompts, order.negatives, order.seeds, order.size_px, order.steps, order.guidance)
        return draw(pipe, *asked, on_step)


def the_unet(pipe: Any) -> Any:
    """The UNet of `pipe`. Raises PlanError for a model that draws with a transformer."""
    unet = getattr(pipe, "unet", None)
    if not isinstance(unet, diffusers.UNet2DConditionModel):
        raise PlanError(no_unet(type(pipe).__name__))
    return unet


def drawn_px(size_px: Size, native_px: int | None, multiple: int) -> Size:
    """The size that is asked of a model for a picture of `size_px`: near the area it knows, on `multiple`, of the same
    aspect as far as that allows. `native_px`: the side of the square that it was trained on, None where unknown."""
    scale = 1.0
    if native_px:
        share = size_px[0] * size_px[1] / native_px**2
        scale = math.sqrt(min(max(share, LEAST_AREA), MOST_AREA) / share)
    width, height = (max(1, math.ceil(side * scale / multiple - 1e-9)) * multiple for side in size_px)
    return width, height


def _measures(folder: Path, order: Order, dtype: str, device: str) -> memory.Measures:
    """By estimate, for the largest pass: a group of anchors. The VAE decodes one picture at a time."""
    parts = memory.part_bytes(folder, variant_of(folder)) if folder.is_dir() else {}
    width = "float32" if dtype == "float32" or device == "cpu" else "bfloat16"
    need = memory.need_of(parts, _IMAGES, order.size_px, 1, width)
    at_once = max(order.grouping.sizes) if order.grouping else len(order.prompts)
    need = replace(need, step_bytes=need.step_bytes * at_once)
    chosen = memory.choose(need, memory.free_bytes(device), device=device)
    return _untiled(chosen) or chosen


def _untiled(measures: memory.Measures | None) -> memory.Measures | None:
    """The tiles of a still show, each in a tone of its own: where parts can be moved away, that is done first."""
    if measures is None or measures.unified or not measures.tile or measures.offload != "none":
        return measures
    return memory.after(measures)


def _check_kind(pipe: Any, folder: Path) -> None:
    given = set(parameters(type(pipe)))
    if video := given & set(FRAMES):
        what = f"a video model (it asks for {min(video)})"
    elif missing := {"prompt", "width", "height", "num_inference_steps"} - given:
        what = f"no text-to-image model (it takes no {min(missing)})"
    else:
        return
    raise PlanError(
        f"video.diffusion.key_frame_model: {type(pipe).__name__} in {folder} is {what}; name one that draws pictures, "
        "such as Stable Diffusion"
    )


def _text_encoders(pipe: Any) -> list[Any]:
    return [part for name, part in pipe.components.items() if name.startswith("text_encoder") and part is not None]


def _denoiser(pipe: Any) -> Any:
    parts = [getattr(pipe, name, None) for name in ("unet", "transformer", "prior")]
    return next((part for part in parts if part is not None), pipe)


def _native_px(pipe: Any) -> int | None:
    """The side of the square that the model was trained on, where it says so."""
    sample = getattr(pipe, "default_sample_size", None)
    if sample is None:
        sample = getattr(getattr(_denoiser(pipe), "config", None), "sample_size", None)
    if isinstance(sample, (list, tuple)):
        sample = math.isqrt(sample[0] * sample[1])
    factor = getattr(pipe, "vae_scale_factor", None)
    return sample * factor if isinstance(sample, int) and isinstance(factor, int) else None


def _multiple(pipe: Any) -> int:
    """Width and height are multiples of it: the VAE's factor, and the patches of a transformer."""
    factor = getattr(pipe, "vae_scale_factor", 8)
    return max(8, int(factor) * (1 if getattr(pipe, "unet", None) is not None else 2))


def _callback(on_step: OnStep | None, steps: int) -> Callable[..., dict[str, Any]] | None:
    if on_step is None:
        return None

    def told(pipe: Any, step: int, timestep: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
        on_step(min(step + 1, steps), steps)
        return kwargs

    return told


def _pictures(output: Any, count: int, size_px: Size) -> NDArray[np.float32]:
    found = np.asarray(getattr(output, "images", None))
    width, height = size_px
    if found.shape != (count, height, width, 3):
        raise StageError(
            f"key frames: the image model gave {found.shape or 'no pictures'}, not {count} of {width}x{height}; set "
            "video.diffusion.key_frame_model to another"
        )
    if not np.isfinite(found).all():
        raise StageError(
            "key frames: the image model's numbers overflowed, so there is no picture; set video.diffusion.dtype to "
            "float32, or another key_frame_model"
        )
    return found


def _fitted(picture: NDArray[np.float32], size_px: Size) -> NDArray[np.uint8]:
    """(h, w, 3) in 0..1 to uint8 of `size_px`; what is but a little larger is cut, and stays as sharp as it was."""
    (height, width), (to_width, to_height) = picture.shape[:2], size_px
    pixels = np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8)
    larger = width >= to_width and height >= to_height
    near = larger and max(to_width / width, to_height / height) >= 0.95
    return cut(pixels, size_px) if near else covered(pixels, size_px)

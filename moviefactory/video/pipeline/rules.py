"""What a loaded pipeline says of itself: the sizes and frame numbers it can make, and what an unknown one is meant for.

Read from its parts, their configs, the signature of its call and its own check of the size. Duck-typed: knows no family
by name and imports no torch.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import lcm
from typing import Any

from moviefactory.video.pipeline.family import Family, family_for

FRAMES = ("num_frames", "video_length", "frames")  # what the number of frames is called
RATE = ("frame_rate", "fps", "target_fps")

_SPATIAL = ("vae_spatial_compression_ratio", "vae_scale_factor_spatial", "vae_spatial_scale_factor", "vae_scale_factor")
_TEMPORAL = ("vae_temporal_compression_ratio", "vae_scale_factor_temporal", "vae_temporal_scale_factor")
_VAE_SPATIAL = ("scale_factor_spatial", "spatial_compression_ratio")
_VAE_TEMPORAL = ("scale_factor_temporal", "temporal_compression_ratio")
_CHECKED = re.compile(r"\b(?:height|width)\s*%\s*(\d+)")


@dataclass(frozen=True)
class Rules:
    """Width and height are multiples of `multiple`; a clip has stride * k + 1 frames (stride 1: any number)."""

    multiple: int
    stride: int


def rules_of(pipe: Any, family: Family) -> Rules:
    """The rules of `pipe`, joined with those of its family."""
    return Rules(lcm(_multiple(pipe), family.multiple), lcm(_stride(pipe), family.stride))


def as_loaded(pipe: Any, family: Family | None = None) -> Family:
    """The family of a loaded pipeline, corrected by what its weights say.

    Rules and the longest pass are seen in the parts, memory in the width of the transformer; of a family that the table
    does not know, also size, frames and rate in the defaults of the call.
    """
    known = family_for(name_of(pipe), config_of(pipe))
    family = known if known.marks or family is None else family  # its config tells a variant, its class alone does not
    rules = rules_of(pipe, family)
    seen: dict[str, Any] = {"multiple": rules.multiple, "stride": rules.stride}
    if not family.prefixes:
        seen |= _defaults(pipe)
    most = min([int(seen.get("most_frames", family.most_frames)), *_most_frames(pipe)])
    seen["most_frames"] = most
    if step_bytes := _step_bytes(pipe):
        seen["step_bytes"] = step_bytes
    return replace(family, **seen)


def parameters(kind: type) -> Mapping[str, inspect.Parameter]:
    """The named arguments that a call of the pipeline class takes."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    named = inspect.signature(kind.__call__).parameters
    return {name: one for name, one in named.items() if name != "self" and one.kind in kinds}


def required(kind: type) -> frozenset[str]:
    """The arguments without which a call of the pipeline class fails at once."""
    return frozenset(name for name, one in parameters(kind).items() if one.default is inspect.Parameter.empty)


def config_of(part: Any) -> Mapping[str, Any]:
    """The config of a pipeline or of a part of one; empty where there is none."""
    config = getattr(part, "config", None)
    return config if isinstance(config, Mapping) else {}


def name_of(pipe: Any) -> str:
    return type(pipe).__name__


def motion_frames(pipe: Any) -> int | None:
    """How many frames AnimateDiff's motion modules can count; None for other models."""
    for part in ("motion_adapter", "unet"):
        if most := config_of(getattr(pipe, part, None)).get("motion_max_seq_length"):
            return int(most)
    return None


def exact_frames(pipe: Any) -> int | None:
    """The one number of frames that the weights take, where their positions in time are a fixed table (Latte)."""
    length = config_of(getattr(pipe, "transformer", None)).get("video_length")
    return int(length) if length else None


def _multiple(pipe: Any) -> int:
    checked = [int(number) for number in _CHECKED.findall(_source(getattr(pipe, "check_inputs", None)))]
    return lcm(8, _shrunk(pipe) * _patch(pipe), *(number for number in checked if 0 < number <= 256))


def _shrunk(pipe: Any) -> int:
    """Pixels per latent pixel; some pipelines reckon it from another VAE than they have (WanVideoToVideo with 5B's)."""
    return lcm(_whole(pipe, _SPATIAL), _config(getattr(pipe, "vae", None), _VAE_SPATIAL))


def _stride(pipe: Any) -> int:
    own = _whole(pipe, _TEMPORAL)
    return own if own > 1 else _config(getattr(pipe, "vae", None), _VAE_TEMPORAL)


def _patch(pipe: Any) -> int:
    """Side of the transformer's patches, in latent pixels."""
    for name in ("transformer", "transformer_2"):
        size = config_of(getattr(pipe, name, None)).get("patch_size")
        if size:
            return int(size[-1] if isinstance(size, list | tuple) else size)
    return 1


def _whole(thing: Any, names: tuple[str, ...]) -> int:
    """The first of the attributes that is a whole number above 0; 1 where none is."""
    values = (getattr(thing, name, None) for name in names)
    return next((int(value) for value in values if isinstance(value, int | float) and value >= 1), 1)


def _config(part: Any, names: tuple[str, ...]) -> int:
    values = (config_of(part).get(name) for name in names)
    return next((int(value) for value in values if isinstance(value, int | float) and value >= 1), 1)


def _source(function: Any) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):  # compiled, or made at run time
        return ""


def _most_frames(pipe: Any) -> list[int]:
    """Caps on one pass: the motion module's table of positions, and the transformer's."""
    return [cap for cap in (motion_frames(pipe), exact_frames(pipe)) if cap]


def _defaults(pipe: Any) -> dict[str, Any]:
    known = parameters(type(pipe))
    found: dict[str, Any] = {}
    if size := _size(pipe, known):
        found["native_px"] = size
    if frames := _default(known, FRAMES) or config_of(getattr(pipe, "unet", None)).get("num_frames"):
        found["most_frames"] = int(frames)
    # Nothing says what the frames of most pipelines are meant at: those with a video VAE came with 16 to 30 a second,
    # those that move an image model with 8.
    found["frame_rate"] = float(_default(known, RATE) or (16.0 if _stride(pipe) > 1 else 8.0))
    return found


def _default(known: Mapping[str, inspect.Parameter], names: tuple[str, ...]) -> float | None:
    values = (known[name].default for name in names if name in known)
    return next((value for value in values if isinstance(value, int | float) and value > 0), None)


def _size(pipe: Any, known: Mapping[str, inspect.Parameter]) -> tuple[int, int] | None:
    """The size that the pipeline renders when none is asked: of its call, of itself, or of its weights."""
    wide, high = _default(known, ("width",)), _default(known, ("height",))
    if not (wide and high):
        wide, high = getattr(pipe, "default_width", None), getattr(pipe, "default_height", None)
    if wide and high:
        return int(wide), int(high)
    for part in (getattr(pipe, "transformer", None), getattr(pipe, "unet", None)):
        sample = config_of(part).get("sample_size")
        if sample:
            pair = sample if isinstance(sample, list | tuple) else (sample, sample)
            scale = _whole(pipe, _SPATIAL)
            return int(pair[-1]) * scale, int(pair[0]) * scale
    return None


def _step_bytes(pipe: Any) -> float:
    """Of a transformer over tokens, as family.py counts them; 0 where its width is not known."""
    config = config_of(getattr(pipe, "transformer", None))
    heads, head = config.get("num_attention_heads"), config.get("attention_head_dim")
    if not (isinstance(heads, int) and isinstance(head, int)):
        return 0.0
    width = heads * head
    forward = config.get("ffn_dim") or 4 * width
    calls = 1 if config.get("ffn_dim") else 2  # Wan's kin guide in two calls of one clip, the others in one call of two
    covered = (_shrunk(pipe) * _patch(pipe)) ** 2 * _stride(pipe)
    return calls * (10 * width + 4 * int(forward)) / covered

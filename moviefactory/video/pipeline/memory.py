"""Making a model fit the memory there is: a ladder of measures, from none to smaller pictures in shorter passes.

Each rung needs less memory than the one before and costs more time, or, far down, some quality. `choose` picks the
first rung that should fit, by estimate; when memory runs out all the same, `after` is the next one. A change of rung
means that the model is loaded again, so nothing here is ever undone. Where a device shares the machine's memory (the
processor itself, Apple's chips) nothing can be moved away, and the ladder is shorter.

Knows nothing of shots: frames_share and scale are for those who plan the passes. Loads torch only where it acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from moviefactory.errors import PlanError
from moviefactory.machine.free_memory import (
    device_at_hand,
    free_bytes,
    free_ram,
    is_out_of_memory,
    is_unified,
    peak_bytes,
    release,
    start_peak,
)
from moviefactory.video.pipeline.checkpoint_folder import part_bytes
from moviefactory.video.pipeline.family import UNKNOWN, Family
from moviefactory.video.pipeline.vae_tiles import in_tiles

__all__ = ["LADDER", "Measures", "Need", "after", "apply", "bytes_under", "choose", "device_at_hand", "free_bytes",
           "is_out_of_memory", "is_unified", "need_of", "part_bytes", "peak_bytes", "release",
           "start_peak"]  # fmt: skip

DENOISERS = ("transformer", "unet", "prior", "motion_adapter", "controlnet")  # and transformer_2, ...
_MARGIN = 0.9  # of what is free may be planned with: the rest is lost between blocks of memory
_TILE_PX = {8: 512 * 512}  # by the stride of the frames: LTX; the others tile by 256 pixels
_RESULT_BYTES = 12  # per pixel and frame: what the tiles are put together in
_EMBEDDING_SHARE = 0.2  # of a text encoder is its table of words, the largest thing that is moved at once,
_EMBEDDING_MOST = 2.2 * 2**30  # and no larger than this: UMT5's, 256,384 words of 4096 numbers
_LEAF_SHARE = 0.1  # of a denoiser is on the card at a time, what is fetched ahead included
_STORED = {"": 1.0, "fp8": 0.55, "int8": 0.55, "int4": 0.32}  # share of a denoiser's half-precision bytes
_KEPT = ("time_", "embedder", "encoder_hid_proj", "motion_encoder")  # their dtype is looked at before they are cast
_SMALL_SHARE = 0.05  # of free memory: a part this small stays on the card when others are moved
_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


@dataclass(frozen=True)
class Measures:
    """One rung. `unified`: the device shares the machine's memory. `frames_share`: of the frames of one pass."""

    name: str
    dtype: str = "auto"  # "auto": what the plan, the model and the device say
    tile: bool = False
    offload: Literal["none", "model", "group"] = "none"
    storage: Literal["", "fp8", "int8", "int4"] = ""  # of the denoiser's weights
    frames_share: float = 1.0
    scale: float = 1.0  # of width and height; the picture is enlarged afterwards
    unified: bool = False


_NONE = Measures("none")
_TILE = Measures("tile", tile=True)
_OFFLOAD = Measures("offload", tile=True, offload="model")
_GROUP = Measures("group", tile=True, offload="group")
_FP8 = Measures("fp8", tile=True, offload="group", storage="fp8")
_PLACED = (_NONE, _TILE, _OFFLOAD, _GROUP, _FP8)
_ASKED = (Measures("int8", tile=True, offload="model", storage="int8"),
          Measures("int4", tile=True, offload="model", storage="int4"))  # fmt: skip
_SQUEEZES = ((1.0, 1.0), (0.5, 1.0), (0.25, 1.0), (0.25, 0.75), (0.25, 0.5))  # frames_share, scale


def _squeezed(measures: Measures, frames_share: float, scale: float) -> Measures:
    words = [measures.name.split("+")[0], f"frames*{frames_share:g}", *([f"size*{scale:g}"] if scale < 1 else [])]
    return replace(measures, name="+".join(words), frames_share=frames_share, scale=scale)


LADDER: tuple[Measures, ...] = (*_PLACED, *(_squeezed(_FP8, *squeeze) for squeeze in _SQUEEZES[1:]))


@dataclass(frozen=True)
class Need:
    """What a model needs, in bytes of the precision it is loaded in.

    `step_bytes` and `decode_bytes` are beside the weights: while denoising, and while the VAE decodes untiled.
    """

    weights_bytes: int
    largest_part_bytes: int
    step_bytes: int
    decode_bytes: int
    tiled_bytes: int = 0  # while it decodes in tiles
    denoiser_bytes: int = 0  # the larger of its denoisers
    denoisers_bytes: int = 0  # all of them


def need_of(
    part_bytes: Mapping[str, int], family: Family, size_px: tuple[int, int], frames: int, dtype: str = "bfloat16"
) -> Need:
    """The need of a model whose parts have `part_bytes` (in half precision, as `part_bytes` counts them).

    `size_px` and `frames` are those of one pass.
    """
    numbers = _BYTES.get(dtype, 2) / 2
    parts = {name: round(size * numbers) for name, size in part_bytes.items()}
    if {"unet", "motion_adapter"} <= parts.keys():  # the pipe lays the one into a copy of the other
        parts["unet"] += parts["motion_adapter"]
    denoisers = [size for name, size in parts.items() if name.startswith(DENOISERS)]
    area = size_px[0] * size_px[1]
    decode = (family.decode_bytes or UNKNOWN.decode_bytes) * area * frames
    tile = _TILE_PX.get(family.stride, 256 * 256)
    tiled = decode / frames if family.stride == 1 else decode * min(1.0, tile / area)  # an image VAE takes turns
    return Need(
        weights_bytes=sum(parts.values()),
        largest_part_bytes=max(parts.values(), default=0),
        step_bytes=round((family.step_bytes or UNKNOWN.step_bytes) * area * frames * numbers),
        decode_bytes=round(decode),
        tiled_bytes=round(tiled + _RESULT_BYTES * area * frames),
        denoiser_bytes=max(denoisers, default=0),
        denoisers_bytes=sum(denoisers),
    )


def bytes_under(need: Need, measures: Measures) -> int:
    """The device's memory that the model should need under `measures`: an estimate."""
    share = measures.frames_share * measures.scale**2
    step = need.step_bytes * share
    decode = (need.tiled_bytes if measures.tile else need.decode_bytes) * share
    stored = _STORED[measures.storage]
    denoiser = (need.denoiser_bytes or need.largest_part_bytes) * stored
    if measures.offload == "none":
        return round(need.weights_bytes - need.denoisers_bytes * (1 - stored) + max(step, decode))
    others = need.weights_bytes - need.denoisers_bytes
    other = min(need.largest_part_bytes, others)  # the text encoder, most often
    if measures.offload == "model":
        return round(max(denoiser + step, other, decode))
    return round(max(denoiser * _LEAF_SHARE + step, min(other * _EMBEDDING_SHARE, _EMBEDDING_MOST), decode))


def host_bytes_under(need: Need, measures: Measures) -> int:
    """The machine's own memory that offloading takes: all weights wait there for their turn."""
    return (
        0
        if measures.offload == "none"
        else round(need.weights_bytes - need.denoisers_bytes * (1 - _STORED[measures.storage]))
    )


def choose(
    need: Need, free_bytes: int, start: str = "auto", device: str = "cuda", host_bytes: int | None = None
) -> Measures:
    """The first rung that should fit into `free_bytes` of `device`; the last one when none does.

    A `start` other than "auto" is taken as it is: the person knows better than the estimate, and a run that fails goes
    on from there. `host_bytes` is the machine's own memory, for what is moved there; None: not counted.
    Raises PlanError for an unknown `start`.
    """
    unified = is_unified(device)
    if start != "auto":
        return _asked(start, unified)
    rungs = list(_rungs(_NONE if not unified else replace(_NONE, unified=True)))
    for rung in rungs:
        fits_host = host_bytes is None or host_bytes_under(need, rung) <= host_bytes * _MARGIN
        last_placed = rung.frames_share < 1 or rung.storage  # nothing after it takes less of the machine's memory
        if bytes_under(need, rung) <= free_bytes * _MARGIN and (fits_host or last_placed):
            return rung
    return rungs[-1]


def after(measures: Measures) -> Measures | None:
    """The rung after `measures`, for when memory ran out; None when there is none left."""
    plain = measures.frames_share == 1.0 and measures.scale == 1.0
    if plain and measures.unified and not measures.tile:
        return replace(measures, name=measures.name if measures.storage else _TILE.name, tile=True)
    names = [one.name for one in _PLACED[:-1]]
    if plain and not measures.unified and measures.name in names:
        return replace(_PLACED[names.index(measures.name) + 1], dtype=measures.dtype)
    smaller = [one for one in _SQUEEZES if one[0] * one[1] < measures.frames_share * measures.scale]
    return _squeezed(measures, *smaller[0]) if smaller else None


def apply(pipe: Any, measures: Measures, device: str, stream: bool = True) -> tuple[str, ...]:
    """Take the measures on a freshly loaded pipe and bring it to `device`. Returns what was really done, in words.

    `stream`: fetch weights ahead while others compute; not with step caches, which leave blocks out, so that the order
    of the fetching no longer holds. Raises PlanError where the device cannot do what was asked.
    """
    done = [*_store(pipe, measures, device), *(in_tiles(_modules(pipe)) if measures.tile else ())]
    if measures.offload == "model" and getattr(pipe, "model_cpu_offload_seq", None):
        pipe.enable_model_cpu_offload(device=device)
        done.append("parts are moved to the device one at a time")
    elif measures.offload != "none":
        done += _offload_groups(pipe, device, stream)
    else:
        pipe.to(device)
    return tuple(done)


def _rungs(first: Measures) -> Iterator[Measures]:
    rung: Measures | None = first
    while rung is not None:
        yield rung
        rung = after(rung)


def _asked(start: str, unified: bool) -> Measures:
    rung = next((one for one in (*_PLACED, *_ASKED) if one.name == start), None)
    if rung is None:
        names = ", ".join(one.name for one in (*_PLACED, *_ASKED))
        raise PlanError(f"video.diffusion.memory: there is no measure {start!r}; choose auto or one of {names}")
    if not unified:
        return rung
    if not rung.storage:
        return replace(_TILE if rung.tile else _NONE, unified=True)
    return replace(rung, offload="none", unified=True)


def _modules(pipe: Any) -> dict[str, Any]:
    """The parts of the pipe that hold weights."""
    return {name: part for name, part in pipe.components.items() if hasattr(part, "parameters")}


def _store(pipe: Any, measures: Measures, device: str) -> list[str]:
    """Only denoisers: a pipe asks its text encoder for a dtype to compute in, which must not be that of the storage."""
    if measures.storage in ("int8", "int4"):
        return [_quantised(pipe, measures.storage)]
    if not measures.storage:
        return []
    if device.split(":")[0] == "mps":
        raise PlanError("video.diffusion.memory: Apple's chips have no fp8; choose tile, or dtype float16")
    import torch
    from diffusers.hooks.layerwise_casting import DEFAULT_SKIP_MODULES_PATTERN

    stored = []
    for name, part in _modules(pipe).items():
        if name.startswith(DENOISERS) and hasattr(part, "enable_layerwise_casting"):
            part.enable_layerwise_casting(
                storage_dtype=torch.float8_e4m3fn,
                compute_dtype=part.dtype,
                skip_modules_pattern=(*DEFAULT_SKIP_MODULES_PATTERN, *_KEPT),
            )
            stored.append(name)
    return [f"fp8 storage of {', '.join(stored)}"] if stored else []


def _quantised(pipe: Any, storage: str) -> str:
    """Weights were quantised while they were loaded; some packages pass over those whose shape they cannot take."""
    import torch

    parts = {name: list(part.parameters()) for name, part in _modules(pipe).items() if name.startswith(DENOISERS)}
    done = [name for name, weights in parts.items() if any(type(one) is not torch.nn.Parameter for one in weights)]
    if not done:
        raise PlanError(f"video.diffusion.memory: {storage} took none of the weights of this model; choose fp8 or int8")
    return f"{storage} weights of {', '.join(done)}"


def _offload_groups(pipe: Any, device: str, stream: bool) -> list[str]:
    """Leaf by leaf; the denoiser's next leaf is fetched while this one computes, where the device can.

    Only the denoiser: its layers run in the same order every time. A VAE's order depends on what it is asked for.
    """
    import torch
    from diffusers.hooks import apply_group_offloading

    onload = torch.device(device)
    ahead = stream and onload.type in ("cuda", "xpu")
    modules = _modules(pipe)
    small = free_bytes(device) * _SMALL_SHARE
    low = 2 * sum(_size(part) for part in modules.values()) > free_ram() if ahead else False
    moved = []
    for name, part in modules.items():
        if not getattr(part, "_supports_group_offloading", True) or (onload.type != "cpu" and _size(part) <= small):
            part.to(onload)
            continue
        put = getattr(part, "enable_group_offload", None) or partial(apply_group_offloading, part)
        streams = ahead and name.startswith(DENOISERS)
        options = {"use_stream": True, "low_cpu_mem_usage": low} if streams else {}
        put(onload_device=onload, offload_device=torch.device("cpu"), offload_type="leaf_level", **options)
        moved.append(name)
    return [f"layers of {', '.join(moved)} are moved to the device in turn" + (", ahead of time" if ahead else "")]


def _size(part: Any) -> int:
    return sum(int(tensor.numel() * tensor.element_size()) for tensor in part.parameters())

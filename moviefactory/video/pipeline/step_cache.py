"""Step caches of diffusers: parts of a step that are foreseen instead of computed. Each is checked to have taken hold.

They say nothing when they find no block to hook, and some give wrong pictures without a word. Pyramid attention
broadcast hands the attention of the prompt to the negative prompt where the two are asked one after the other; most
need to be told which of the two is being asked, which not every pipeline does; and caches that leave blocks out add
twice what a model adds between them. The first two are mended here, the third is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers.hooks import (
    FirstBlockCacheConfig,
    HookRegistry,
    MagCacheConfig,
    PyramidAttentionBroadcastConfig,
    TaylorSeerCacheConfig,
)
from diffusers.hooks.hooks import StateManager
from diffusers.hooks.pyramid_attention_broadcast import PyramidAttentionBroadcastHook, PyramidAttentionBroadcastState
from diffusers.models.attention import AttentionModuleMixin
from diffusers.models.attention_processor import Attention, MochiAttention

from moviefactory.errors import PlanError

ATTENTION_KINDS = (Attention, MochiAttention, AttentionModuleMixin)
MAG_RATIOS_FILE = "mag_ratios.json"  # in the model's folder: [1.0, 1.01, ...], one number per step
_CACHE_NAMES = {
    "first-block": "first-block cache",
    "magcache": "MagCache",
    "taylorseer": "TaylorSeer",
    "pab": "pyramid attention broadcast",
}
_THRESHOLDS = {"first-block": 0.05, "magcache": 0.06}  # diffusers' own
_OURS = "_moviefactory_speed"  # handles of our forward hooks, on the denoiser

# How much the residual of a whole transformer grows from one step to the next, of the conditional calls of a 50-step
# run of Wan 2.1: MagCache (arXiv 2506.09045), every second number of `mag_ratios` in its authors'
# MagCache4Wan2.1/magcache_generate.py (github.com/Zehong-Ma/MagCache, Apache-2.0). By (layers, heads, input channels).
_WAN_RATIOS: Mapping[tuple[int, int, int], tuple[float, ...]] = {
    (30, 12, 16): (
        *(1.0, 1.0124, 1.00166, 0.99791, 0.99682, 0.99634, 0.99567, 0.99416, 0.99578, 0.9957, 0.99511, 0.99535),
        *(0.99552, 0.99541, 0.9954, 0.99489, 0.99518, 0.99484, 0.99481, 0.99415, 0.99419, 0.99396, 0.99388, 0.99349),
        *(0.99309, 0.9927, 0.99228, 0.99171, 0.99137, 0.99068, 0.99005, 0.98944, 0.98849, 0.98758, 0.98644, 0.98504),
        *(0.9836, 0.98202, 0.97977, 0.97717, 0.9741, 0.97003, 0.96538, 0.9593, 0.95086, 0.94013, 0.92402, 0.90241),
        *(0.86821, 0.81838),
    ),
    (40, 40, 16): (
        *(1.0, 1.02504, 1.00025, 0.9985, 0.99779, 0.9966, 0.99482, 0.99467, 0.99664, 0.99434, 0.99533, 0.99468),
        *(0.99438, 0.99516, 0.99384, 0.99404, 0.99517, 0.99409, 0.99428, 0.99347, 0.99418, 0.99271, 0.99313, 0.99215),
        *(0.99218, 0.99216, 0.99163, 0.99138, 0.98982, 0.98996, 0.9887, 0.98772, 0.98767, 0.98573, 0.98501, 0.9838),
        *(0.98177, 0.98037, 0.97678, 0.97546, 0.97184, 0.96711, 0.96349, 0.95629, 0.94926, 0.93964, 0.92511, 0.90693),
        *(0.8796, 0.86111),
    ),
}


def cache_steps(models: Mapping[str, Any], folder: Path, cache: str, threshold: float | None, steps: int) -> str:
    """Enable `cache` on every one of `models` and say what took hold. `steps` is how many a call has.

    `folder` is the model's, where MAG_RATIOS_FILE may lie. Raises PlanError, which names what would work.
    """
    if threshold is not None and cache not in _THRESHOLDS:
        raise PlanError(
            f"video.diffusion.cache_threshold: {cache} has no threshold; leave it out, or choose one of "
            f"{', '.join(_THRESHOLDS)}"
        )
    if cache == "magcache" and len(models) > 1:
        raise PlanError(
            "video.diffusion.cache: MagCache counts the steps of one transformer, and this model shares them among "
            f"{len(models)}; choose first-block or taylorseer"
        )
    threshold, hooks = threshold or _THRESHOLDS.get(cache), 0
    for model in models.values():
        if (found := _try(model, cache, threshold, 1)) <= 0:
            raise _hooks_nothing(model, cache)
        ratios = _mag_ratios(model, folder) if cache == "magcache" else (1.0,)
        model.enable_cache(_config(model, cache, threshold, steps, ratios))
        if cache == "pab":
            _broadcast_apart(model)
        _tell_calls_apart(model)
        hooks += found
    return f"{_CACHE_NAMES[cache]}{f' (threshold {threshold:g})' if threshold else ''}: {hooks} hooks"


def _config(model: Any, cache: str, threshold: float | None, steps: int, ratios: tuple[float, ...]) -> Any:
    if cache == "first-block":
        return FirstBlockCacheConfig(threshold=threshold)
    if cache == "magcache":
        return MagCacheConfig(threshold, num_inference_steps=steps, mag_ratios=list(ratios))
    if cache == "taylorseer":
        return _taylorseer(model)
    return PyramidAttentionBroadcastConfig(
        spatial_attention_block_skip_range=2,
        temporal_attention_block_skip_range=2,
        cross_attention_block_skip_range=2,
        current_timestep_callback=_Timestep(model),
    )


def _taylorseer(model: Any) -> TaylorSeerCacheConfig:
    """Foresees the last layer where that is all that comes out (lite: least memory), else each attention.

    diffusers' own patterns fit names that end in "attn", which those of Wan (attn1, attn2) do not.
    """
    dtype = next(model.parameters()).dtype
    if dtype not in (torch.float32, torch.float16):  # of stored weights that are quantised, no sums can be kept
        dtype = torch.bfloat16
    outlets = [name for name, _ in model.named_children() if name.endswith("proj_out")]
    if outlets == ["proj_out"]:
        return TaylorSeerCacheConfig(taylor_factors_dtype=dtype, use_lite_mode=True)
    names = [re.escape(name) for name, module in model.named_modules() if isinstance(module, ATTENTION_KINDS)]
    return TaylorSeerCacheConfig(taylor_factors_dtype=dtype, cache_identifiers=names or ["-"])


def _mag_ratios(model: Any, folder: Path) -> tuple[float, ...]:
    """From the file in the model's folder, else what is known of it."""
    file = folder / MAG_RATIOS_FILE
    if file.is_file():
        try:
            ratios = tuple(float(ratio) for ratio in json.loads(file.read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise PlanError(f"{file} is not a list of numbers ({error}); mend or remove it") from error
        if ratios:
            return ratios
    layout = tuple(model.config.get(key, 0) for key in ("num_layers", "num_attention_heads", "in_channels"))
    if type(model).__name__ == "WanTransformer3DModel" and layout in _WAN_RATIOS:
        return _WAN_RATIOS[layout]
    raise PlanError(
        f"video.diffusion.cache: MagCache needs numbers that were measured on this {type(model).__name__}, and none "
        "are known; choose first-block, or measure them: in Python, load the pipeline from its folder, call "
        "pipe.transformer.enable_cache(MagCacheConfig(calibrate=True, num_inference_steps=STEPS)), render once, and "
        f"put the first list that it prints into a file {MAG_RATIOS_FILE} in that folder"
    )


def _try(model: Any, cache: str, threshold: float | None, steps: int) -> int:
    """How many hooks the cache would register, -1 where diffusers refuses; nothing is left behind."""
    if not hasattr(model, "enable_cache") or (cache in ("first-block", "magcache") and _unfit(model)):
        return -1
    before = _hooks(model)
    config = _config(model, cache, threshold or _THRESHOLDS.get(cache), steps, (1.0,))
    try:
        model.enable_cache(config)
        return _hooks(model) - before
    except (ValueError, IndexError, KeyError, AttributeError):  # unknown blocks, or one block only
        model._cache_config = config  # so that what was hooked before it failed is found
        return -1
    finally:
        uncache(model)


def _unfit(model: Any) -> str:
    """Why blocks of `model` cannot be left out; "" where they can."""
    if hasattr(model, "vace_blocks") or hasattr(model, "face_adapter"):  # VACE's control, the face of Wan-Animate
        return "would add its control twice"
    if hasattr(model, "temporal_transformer_blocks"):  # Latte: one kind of block per frame, one per place
        return "takes its two kinds of blocks for one"
    return ""


def _hooks_nothing(model: Any, cache: str) -> PlanError:
    name, wanted = type(model).__name__, _CACHE_NAMES[cache]
    others = [other for other in _CACHE_NAMES if other not in (cache, "magcache") and _try(model, other, None, 1) > 0]
    advice = f"choose {' or '.join(others)}, or off" if others else "none does, so leave it off"
    why = (_unfit(model) if cache in ("first-block", "magcache") else "") or "finds nothing to hook"
    return PlanError(f"video.diffusion.cache: {wanted} {why} in {name}; {advice}")


def uncache(model: Any) -> None:
    """Take out whatever cache `model` has."""
    for handle in model.__dict__.pop(_OURS, ()):
        handle.remove()
    if getattr(model, "_cache_config", None) is not None:
        model.disable_cache()


def _hooks(model: Any) -> int:
    return sum(len(_registry(module).hooks) for module in model.modules() if _registry(module))


def _registry(module: Any) -> Any:
    return module.__dict__.get("_diffusers_hook")


class _Timestep:
    """The timestep that a denoiser was asked for last: right for every pipeline that shares it, whichever is called."""

    def __init__(self, model: Any) -> None:
        self.now = 0.0

        def note(module: Any, args: Any, options: Mapping[str, Any]) -> None:
            timestep = options.get("timestep", args[1] if len(args) > 1 else 0.0)
            # frames that are given stand at 0 (Wan 2.2 5B): the others count
            self.now = float(torch.as_tensor(timestep).max())

        _ours(model).append(model.register_forward_pre_hook(note, with_kwargs=True))

    def __call__(self) -> float:
        return self.now


def _tell_calls_apart(model: Any) -> None:
    """Name the calls of one step for the caches, where the pipeline does not: the first, the second at a timestep."""
    state = {"timestep": -1.0, "call": 0}
    open_context: list[Any] = []
    contexts = _contexts(model)

    def before(module: Any, args: Any, options: Mapping[str, Any]) -> None:
        if not contexts or any(manager._context is not None for manager in contexts):
            return
        timestep = float(torch.as_tensor(options.get("timestep", args[1] if len(args) > 1 else 0.0)).max())
        state["call"] = state["call"] + 1 if timestep == state["timestep"] else 0
        state["timestep"] = timestep
        open_context.append(module.cache_context(f"call {state['call']}"))
        open_context[-1].__enter__()

    def after(module: Any, args: Any, answer: Any) -> None:
        while open_context:
            open_context.pop().__exit__(None, None, None)

    _ours(model).append(model.register_forward_pre_hook(before, with_kwargs=True))
    _ours(model).append(model.register_forward_hook(after, always_call=True))


def _ours(model: Any) -> list[Any]:
    handles: list[Any] = model.__dict__.setdefault(_OURS, [])
    return handles


def _contexts(model: Any) -> list[StateManager]:
    hooks = [hook for module in model.modules() if (registry := _registry(module)) for hook in registry.hooks.values()]
    return [value for hook in hooks for value in vars(hook).values() if isinstance(value, StateManager)]


class _Apart:
    """The state of a broadcast hook, one for each kind of call of a step."""

    def __init__(self, contexts: StateManager) -> None:
        self.__dict__["contexts"] = contexts

    def __getattr__(self, name: str) -> Any:
        return getattr(self.contexts.get_state(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.contexts.get_state(), name, value)

    def reset(self) -> None:
        self.contexts.reset()


def _broadcast_apart(model: Any) -> None:
    """diffusers keeps one attention per layer: asked for the prompt and then for the negative one, it is the same."""
    for module in model.modules():
        registry = _registry(module)
        for hook in registry.hooks.values() if registry else ():
            if isinstance(hook, PyramidAttentionBroadcastHook):
                hook.contexts = StateManager(PyramidAttentionBroadcastState)  # `cache_context` finds it by its type
                hook.state = _Apart(hook.contexts)
    HookRegistry.check_if_exists_or_initialize(model).invalidate_child_registries_cache()

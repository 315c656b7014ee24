"""What makes a step cheaper: step caches, attention kernels, compiled blocks, each checked to have taken hold.

Knows nothing of shots. The caches are `step_cache.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers.models import attention_dispatch

from moviefactory.errors import PlanError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline.step_cache import ATTENTION_KINDS, cache_steps, uncache
from moviefactory.video.pipeline.step_patches import denoisers_of

_FOR_CUDA = ("flash", "_flash", "sage", "_sage", "aiter", "xformers")  # kernels that only run on a card


def speed_up(pipe: Any, settings: DiffusionSettings, steps: int) -> tuple[str, ...]:
    """Switch on what `settings` ask for, on every denoiser of `pipe`, and say what took hold, for the receipt.

    `steps` is how many a call will have. Relatives made of the same parts (`from_pipe`) have it too. Raises PlanError,
    with everything switched off again, where a cache or a kernel hooks nothing or is not installed.
    """
    speed_down(pipe)
    facts, models = [], _models(pipe)
    try:
        if settings.attention:
            facts.append(_attend(models, settings.attention))
        if settings.cache != "off":
            folder = Path(str(getattr(pipe, "name_or_path", None) or ""))
            facts.append(cache_steps(models, folder, settings.cache, settings.cache_threshold, steps))
        if settings.compile:
            facts.append(_compile(models, whole=settings.cache == "off"))
    except PlanError:
        speed_down(pipe)
        raise
    return tuple(facts)


def speed_down(pipe: Any) -> None:
    """Switch off whatever `speed_up` switched on; nothing of it is left in the process."""
    for model in _models(pipe).values():
        uncache(model)
        for module in model.modules():
            if isinstance(module, ATTENTION_KINDS) and hasattr(module.processor, "_attention_backend"):
                module.processor._attention_backend = None
            module._compiled_call_impl = None


def _models(pipe: Any) -> dict[str, Any]:
    """The transformers or UNets: both experts where there are two, no ControlNets."""
    return {name: model for name, model in denoisers_of(pipe).items() if not name.startswith("controlnet")}


def _attend(models: Mapping[str, Any], backend: str) -> str:
    registry = attention_dispatch._AttentionBackendRegistry
    was, count = registry.get_active_backend()[0], 0
    try:
        if backend not in {known.value for known in attention_dispatch.AttentionBackendName}:
            raise ValueError("there is no such kernel")
        if backend.startswith(_FOR_CUDA) and not torch.cuda.is_available():
            raise ValueError("it runs on a CUDA card only")
        for model in models.values():
            if hasattr(model, "set_attention_backend"):
                model.set_attention_backend(backend)
                count += _takers(model)
    except (RuntimeError, ValueError, ImportError, OSError) as error:  # no such name, no such package, no network
        raise PlanError(
            f"video.diffusion.attention: {backend!r} cannot be used here ({_first_line(error)}); "
            f"choose one of {', '.join(_backends_here())}, or leave it empty"
        ) from error
    finally:
        registry.set_active_backend(was)  # set for the whole process besides: other models would get it too
    if not count:
        raise PlanError(
            f"video.diffusion.attention: {_class_names(models)} has no attention that {backend!r} could take the place "
            "of; leave it empty"
        )
    return f"attention {backend}: {count} layers"


def _takers(model: Any) -> int:
    kinds = [module.processor for module in model.modules() if isinstance(module, ATTENTION_KINDS)]
    return sum(hasattr(processor, "_attention_backend") for processor in kinds)


def _backends_here() -> list[str]:
    """Names of the kernels whose packages are there; those of the Hub need the network besides."""
    names = []
    for backend in attention_dispatch.AttentionBackendName:
        try:
            attention_dispatch._check_attention_backend_requirements(backend)
        except (RuntimeError, ImportError):
            continue
        if "xla" not in backend.value and "npu" not in backend.value:
            names.append(backend.value)
    return names


def _compile(models: Mapping[str, Any], whole: bool) -> str:
    """`whole`: no step cache, whose hooks cannot be compiled."""
    if not any(shutil.which(compiler) for compiler in ("cc", "gcc", "clang", "g++", "cl")):
        raise PlanError(
            "video.diffusion.compile: torch compiles with a C compiler, and none is installed; leave it off"
        )
    kinds: dict[str, None] = {}
    for model in models.values():
        try:
            model.compile_repeated_blocks(fullgraph=whole)
        except (ValueError, AttributeError, RuntimeError) as error:
            raise PlanError(
                f"video.diffusion.compile: {type(model).__name__} has no blocks that diffusers could compile one by "
                "one; leave it off"
            ) from error
        kinds |= dict.fromkeys(model._repeated_blocks)
    return f"compiled {', '.join(kinds)}"


def _class_names(models: Mapping[str, Any]) -> str:
    return " and ".join(dict.fromkeys(type(model).__name__ for model in models.values())) or "this pipeline"


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

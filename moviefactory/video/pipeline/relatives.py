"""Other pipelines on the very same weights: for words, a first frame, a guide, a tail, with nothing loaded twice.

diffusers' own `from_pipe` casts every part to one dtype (float32 when none is named), which undoes mixed precision
and quantised weights. So a relative is built by its constructor from the parts that are there: nothing is copied or
cast. Whether the weights can do it is checked before: a denoiser trained for 16 channels takes no picture beside them.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import UnionType
from typing import Any

import diffusers
import torch

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.family import Family
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.video.pipeline.rules import parameters

_SHELF = "_moviefactory_relatives"  # where a pipeline keeps its relatives: they go when it goes
_OFFLOAD = ("_all_hooks", "_offload_device", "_offload_gpu_id")  # what model offload leaves on a pipeline
# Classes whose denoiser takes more channels than the z of a latent; all others take z.
_CHANNELS: Mapping[str, Callable[[int], int]] = {
    "WanImageToVideoPipeline": lambda z: 2 * z + 4,  # noise, the given frames, a mask of 4
    "SkyReelsV2ImageToVideoPipeline": lambda z: 2 * z + 4,
    "CogVideoXImageToVideoPipeline": lambda z: 2 * z,
    "CogVideoXFunControlPipeline": lambda z: 2 * z,
    "ConsisIDPipeline": lambda z: 2 * z,
    "HunyuanSkyreelsImageToVideoPipeline": lambda z: 2 * z,
    "EasyAnimateControlPipeline": lambda z: 2 * z,
    "EasyAnimateInpaintPipeline": lambda z: 2 * z + 1,
    "PIAPipeline": lambda z: 2 * z + 1,
}
# As many channels as their kin that take words alone, but published as weights of their own.
_OTHER_WEIGHTS = frozenset({"Kandinsky5I2VPipeline", "MotifVideoImage2VideoPipeline", "AnyFlowFARPipeline"})


def relative(pipe: Any, class_name: str) -> Any:
    """The pipeline `class_name` on the parts of `pipe`: made once, kept on `pipe`, made anew when a part was replaced.

    Memory measures, adapters and caches sit on the shared parts, so they count for both. Raises PlanError when these
    weights cannot run it.
    """
    if type(pipe).__name__ == class_name:
        scheduler = getattr(pipe, "scheduler", None)
        if (plain := _own_scheduler(type(pipe), {"scheduler": scheduler})["scheduler"]) is not scheduler:
            pipe.scheduler = plain
        return pipe
    if why := refusal(pipe, class_name):
        raise PlanError(f"{type(pipe).__name__} cannot run as {class_name}: {why}; choose a model that can")
    kind = _class(pipe, class_name)
    parts = _parts(pipe, kind)
    shelf = pipe.__dict__.setdefault(_SHELF, {})
    kept = shelf.get(class_name)
    if kept is None or kept[1].keys() != parts.keys() or any(kept[1][name] is not parts[name] for name in parts):
        with quiet():
            kept = shelf[class_name] = (kind(**_own_scheduler(kind, parts)), parts)
    return _in_step(pipe, kept[0])


def refusal(pipe: Any, class_name: str) -> str:
    """Why the weights of `pipe` cannot run as `class_name`; "" when they can."""
    if type(pipe).__name__ == class_name:
        return ""
    kind = _class(pipe, class_name)
    if kind is None:
        return f"diffusers {diffusers.__version__} has no {class_name}"
    if class_name in _OTHER_WEIGHTS:
        return f"{class_name} is published with weights of its own"
    for check in (_lacking, _unlike, _experts, _expanded, _channels, _image_condition):
        if why := check(pipe, kind):
            return why
    return ""


def relatives_of(pipe: Any, family: Family) -> tuple[type, ...]:
    """The class of `pipe` and, in the order in which they are to be tried, all others that its weights can run.

    First what the family's line names, then the others of the same sub-package of diffusers.
    """
    found: dict[str, type] = {type(pipe).__name__: type(pipe)}
    for name in (*family.relatives.values(), *_siblings(pipe)):
        if name not in found and not refusal(pipe, name):
            found[name] = _class(pipe, name)
    return tuple(found.values())


def _class(pipe: Any, name: str) -> Any:
    if type(pipe).__name__ == name:
        return type(pipe)
    near = import_module(type(pipe).__module__)  # a pipeline that is not of diffusers has its kin beside it
    kind = getattr(near, name, None) or getattr(diffusers, name, None)
    if kind is None and (package := _package(pipe)) is not None:
        kind = getattr(package, name, None)
    return kind if isinstance(kind, type) else None


def _package(pipe: Any) -> Any:
    """diffusers.pipelines.wan for a pipeline of diffusers.pipelines.wan.pipeline_wan; else its module."""
    module = type(pipe).__module__
    return import_module(module.rpartition(".")[0] if module.startswith("diffusers.pipelines.") else module)


def _siblings(pipe: Any) -> list[str]:
    """Video pipelines of the same sub-package, plain names first: CogVideoXPipeline before CogVideoXImageToVideo..."""
    package = _package(pipe)
    names = [name for name in dir(package) if name.endswith("Pipeline") and name not in ("DiffusionPipeline",)]
    kinds = [kind for name in names if isinstance(kind := getattr(package, name), type) and _renders_words(kind)]
    return sorted((kind.__name__ for kind in kinds), key=lambda name: (len(name), name))


def _renders_words(kind: type) -> bool:
    takes = parameters(kind) if issubclass(kind, diffusers.DiffusionPipeline) else {}
    return "prompt" in takes and "num_images_per_prompt" not in takes and "num_inference_steps" in takes


def _parts(pipe: Any, kind: type) -> dict[str, Any]:
    """What the constructor of `kind` wants, out of the parts and the settings of `pipe`."""
    have = {**{name: value for name, value in pipe.config.items() if not name.startswith("_")}, **pipe.components}
    parts = {name: have[name] for name in _constructor(kind) if name in have}
    if kind.__name__ == "WanVideoToVideoPipeline" and getattr(pipe, "transformer_2", None) is not None:
        parts["transformer"] = pipe.transformer_2  # a guide with some noise on it is the low-noise expert's work
    return parts


def _own_scheduler(kind: type, parts: dict[str, Any]) -> dict[str, Any]:
    """LTXConditionPipeline has its own list of timesteps, which a scheduler that shifts by size would not take."""
    scheduler: Any = parts.get("scheduler")
    if kind.__name__ == "LTXConditionPipeline" and getattr(scheduler.config, "use_dynamic_shifting", False):
        plain = {"use_dynamic_shifting": False, "shift": 1.0, "shift_terminal": None}
        return {**parts, "scheduler": type(scheduler).from_config(scheduler.config, **plain)}
    return parts


def _in_step(pipe: Any, other: Any) -> Any:
    """Gives `other` what `pipe` has learnt since: its silence, and its hooks, or nothing would be moved back."""
    for name in ("_progress_bar_config", *_OFFLOAD):
        if name in pipe.__dict__:
            other.__dict__[name] = pipe.__dict__[name]
        else:
            other.__dict__.pop(name, None)
    return other


def _constructor(kind: type) -> dict[str, inspect.Parameter]:
    named = inspect.signature(kind.__init__).parameters  # type: ignore[misc]
    return {name: one for name, one in named.items() if name != "self"}


def _lacking(pipe: Any, kind: type) -> str:
    optional = set(getattr(kind, "_optional_components", ()))
    parts = _parts(pipe, kind)
    lacking = [
        name
        for name, one in _constructor(kind).items()
        if name not in optional and one.default is one.empty and parts.get(name) is None
    ]
    return f"it needs {', '.join(lacking)}, which this model does not have" if lacking else ""


def _unlike(pipe: Any, kind: type) -> str:
    """Networks must be of the class that the constructor names; schedulers and tokenizers may be of any."""
    try:
        hints = typing.get_type_hints(kind.__init__)  # type: ignore[misc]
    except NameError:  # a hint that is only there for type checkers
        hints = {}
    for name, part in _parts(pipe, kind).items():
        wanted = tuple(one for one in _flat(hints.get(name)) if issubclass(one, torch.nn.Module))
        if isinstance(part, diffusers.ModelMixin) and wanted and not isinstance(part, wanted):
            return f"its {name} is a {type(part).__name__}, not a {wanted[0].__name__}"
    return ""


def _flat(hint: Any) -> Iterator[type]:
    if typing.get_origin(hint) in (typing.Union, UnionType, list, tuple):
        for one in typing.get_args(hint):
            yield from _flat(one)
    elif isinstance(hint, type):
        yield hint


def _experts(pipe: Any, kind: type) -> str:
    """A second expert that the other pipeline does not know would be left out: wrong pictures, no error."""
    if getattr(pipe, "transformer_2", None) is None or "transformer_2" in _constructor(kind):
        return ""
    return "" if kind.__name__ == "WanVideoToVideoPipeline" else f"{kind.__name__} knows one expert, this model has two"


def _expanded(pipe: Any, kind: type) -> str:
    """Wan 2.2 5B: a timestep for each token and a VAE of factor 16, which the older pipelines of Wan do not know."""
    expanded = getattr(pipe.config, "expand_timesteps", False)
    return f"{kind.__name__} does not know its VAE" if expanded and "expand_timesteps" not in _constructor(kind) else ""


def _channels(pipe: Any, kind: type) -> str:
    denoisers = (getattr(pipe, name, None) for name in ("transformer", "transformer_2", "unet"))
    denoiser = next((one for one in denoisers if one is not None), None)
    takes = getattr(getattr(denoiser, "config", None), "in_channels", None)
    vae = getattr(getattr(pipe, "vae", None), "config", None)
    latent = getattr(vae, "z_dim", None) or getattr(vae, "latent_channels", None)
    if not isinstance(takes, int) or not isinstance(latent, int):
        return "how many channels its denoiser takes is not known"
    expanded = getattr(pipe.config, "expand_timesteps", False)
    wanted = latent if expanded or kind.__name__ not in _CHANNELS else _CHANNELS[kind.__name__](latent)
    return "" if takes == wanted else f"its denoiser takes {takes} channels, and {kind.__name__} needs {wanted}"


def _image_condition(pipe: Any, kind: type) -> str:
    """HunyuanVideo's denoiser says how it was taught to take a first frame: not at all, or in one of two ways."""
    config: Any = getattr(getattr(pipe, "transformer", None), "config", None)
    if not hasattr(config, "image_condition_type") or kind.__name__ not in (
        "HunyuanVideoPipeline",
        "HunyuanVideoImageToVideoPipeline",
    ):
        return ""
    taught = config.image_condition_type is not None
    wanted = kind.__name__ == "HunyuanVideoImageToVideoPipeline"
    return "" if taught == wanted else f"its denoiser was {'' if taught else 'not '}taught to take a first frame"

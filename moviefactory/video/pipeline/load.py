"""A pipeline of diffusers from a folder: its class, dtypes, adapters, LoRAs and scheduler, made to fit and silent.

Only files that are there are read (weights were fetched before), only safetensors, and no code that comes with a model.
Knows nothing of shots and calls no pipeline.
"""

from __future__ import annotations

import difflib
import inspect
import os
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch
from safetensors import SafetensorError

from moviefactory.errors import MovieFactoryError, NotInstalled, PlanError, StageError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline import memory, precision
from moviefactory.video.pipeline.adapters import add_ip_adapter, add_loras, controlnet, motion_adapter, needs_motion
from moviefactory.video.pipeline.checkpoint_folder import NEVER_LOADED, check_parts, parts_of, read_index
from moviefactory.video.pipeline.family import Family
from moviefactory.video.pipeline.memory import Measures
from moviefactory.video.pipeline.quiet import quiet

_FAILURES = (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError, ImportError, AssertionError,
             SafetensorError)  # fmt: skip
_NOT_NEEDED = {*NEVER_LOADED, "feature_extractor"}  # which serves it
_MISSING = re.compile(r"^(\S+)\s*\|\W*(?:\x1b\[\d+m)?MISSING|newly initialized: \[(.*?)\]", re.MULTILINE)
_QUANTISED = ("int8", "int4")


@dataclass(frozen=True)
class Recipe:
    """What is loaded, and for which device ("cuda", "cuda:1", "mps", "cpu").

    `places`: from a name in the plan (model, adapter, LoRA, IP-Adapter) to its folder or file on this machine.
    """

    folder_or_id: str
    revision: str
    settings: DiffusionSettings
    family: Family
    device: str
    places: Mapping[str, Path] = field(default_factory=dict)

    def place(self, name: str) -> Path:
        """Where `name` lies: as fetched, else as a path. FOLDER/FILE counts as fetched when FOLDER was."""
        if name in self.places:
            return self.places[name]
        parent, _, file = name.rpartition("/")
        return self.places[parent] / file if parent in self.places else Path(os.path.expanduser(name))


def load_pipeline(recipe: Recipe, measures: Measures) -> Any:
    """The pipeline, ready to be called on `recipe.device` under `measures`; `facts_of` says how it was made to fit.

    Raises PlanError for what the plan should say differently, NotInstalled for a missing package, StageError for files
    that are missing or damaged. Running out of memory raises torch's own error: see `memory.is_out_of_memory`.
    """
    folder = recipe.place(recipe.folder_or_id)
    index = read_index(folder)
    with quiet() as lines:
        kind = pipeline_class(recipe, index)
        _check_class(kind, folder, index, recipe.settings)
        check_parts(folder, _expected(kind, index), recipe.settings.variant)
        try:
            pipe = _from_folder(kind, folder, index, recipe, measures)
            _check_filled(lines, folder)
            _dress(pipe, recipe, fuse=measures.storage not in _QUANTISED)
            stream = recipe.settings.cache == "off"
            pipe.moviefactory_facts = memory.apply(pipe, measures, recipe.device, stream=stream)
        except MovieFactoryError:
            raise
        except _FAILURES as error:
            if memory.is_out_of_memory(error):
                raise
            raise _translated(error, folder, kind) from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def facts_of(pipe: Any) -> tuple[str, ...]:
    """How the pipe was made to fit, in words for the receipt."""
    return tuple(getattr(pipe, "moviefactory_facts", ()))


def pipeline_class(recipe: Recipe, index: Mapping[str, Any]) -> Any:
    """The class that the plan names, else the one that the checkpoint names. Raises PlanError for one there is not."""
    wanted, named = recipe.settings.pipeline, index["_class_name"]
    if isinstance(named, list):  # a file of code that comes with the weights, and a class in it
        raise PlanError(
            f"video.model: {recipe.folder_or_id} brings its own code ({named[0]}.py), which is never run; choose "
            "another model, or write a class of diffusers as _class_name into its model_index.json"
        )
    if not wanted and recipe.settings.adapter:
        wanted = needs_motion(named)
    if recipe.settings.controlnet and (wanted or named) == "AnimateDiffPipeline":
        wanted = "AnimateDiffControlNetPipeline"
    if kind := _class_of(wanted or named, diffusers.DiffusionPipeline):
        return kind
    if packages := getattr(
        getattr(diffusers, wanted or named, None), "_backends", None
    ):  # a stand-in for a class whose packages are not there
        raise NotInstalled(
            f"video.diffusion: {wanted or named} needs {', '.join(packages)}: pip install the missing one"
        )
    if wanted:
        raise PlanError(
            f"video.diffusion.pipeline: diffusers {diffusers.__version__} has no pipeline {wanted!r}; it has "
            f"{_near(wanted, _pipelines())}"
        )
    raise PlanError(
        f"video.model: {recipe.folder_or_id} wants the pipeline {named}, which diffusers {diffusers.__version__} has "
        f"not; set video.diffusion.pipeline to the class that its weights fit, most likely {_near(named, _pipelines())}"
    )


def _from_folder(kind: Any, folder: Path, index: Mapping[str, Any], recipe: Recipe, measures: Measures) -> Any:
    parts = parts_of(index)
    asked = recipe.settings.dtype if recipe.settings.dtype != "auto" else measures.dtype
    dtypes = precision.dtypes_of(asked, recipe.device, parts)
    main = dtypes["default"]
    expected, options = (set(names) for names in kind._get_signature_keys(kind))
    given: dict[str, Any] = {}
    if "motion_adapter" in expected and recipe.settings.adapter:
        given["motion_adapter"] = motion_adapter(recipe.place(recipe.settings.adapter), main)
    if "controlnet" in expected and recipe.settings.controlnet:
        given["controlnet"] = controlnet(recipe.place(recipe.settings.controlnet), main)
    if "safety_checker" in expected:
        given |= dict.fromkeys(_NOT_NEEDED & expected - (parts.keys() - {*NEVER_LOADED}))
    if "requires_safety_checker" in options:
        given["requires_safety_checker"] = False
    if measures.storage in _QUANTISED:
        given["quantization_config"] = precision.quantised(measures.storage, list(parts), main, recipe.device)
    if recipe.settings.variant:
        given["variant"] = recipe.settings.variant
    return kind.from_pretrained(str(folder), local_files_only=True, use_safetensors=True, dtype=dtypes, **given)


def _dress(pipe: Any, recipe: Recipe, fuse: bool) -> None:
    settings = recipe.settings
    if settings.scheduler:
        pipe.scheduler = _scheduler(pipe.scheduler, settings.scheduler)
    if settings.loras:
        add_loras(pipe, [(one, recipe.place(one.model)) for one in settings.loras], fuse)
    if settings.ip_adapter and settings.references in ("auto", "ip-adapter"):
        add_ip_adapter(pipe, recipe.place(settings.ip_adapter), settings.reference_scale)


def _expected(kind: Any, index: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The parts of the checkpoint that this class will read."""
    expected = set(kind._get_signature_keys(kind)[0])
    return {name: part for name, part in parts_of(index).items() if name in expected - {*NEVER_LOADED}}


def _check_class(kind: Any, folder: Path, index: Mapping[str, Any], settings: DiffusionSettings) -> None:
    """The class finds in the checkpoint what it needs. Raises PlanError, before gigabytes are read."""
    parts = parts_of(index)
    expected = set(kind._get_signature_keys(kind)[0])
    moves = parts.get("unet", ("", ""))[1] == "UNetMotionModel"
    if "motion_adapter" in expected and not (moves or "motion_adapter" in parts or settings.adapter):
        raise PlanError(
            f"video.diffusion.adapter: {kind.__name__} needs a motion module beside {folder}; name its folder or hub id"
        )
    missing = sorted(expected - parts.keys() - set(kind._optional_components) - {"motion_adapter", *_NOT_NEEDED})
    if settings.controlnet:
        missing = [name for name in missing if name != "controlnet"]
    if missing:
        raise PlanError(
            f"video.diffusion.pipeline: {kind.__name__} needs {', '.join(missing)}, which {folder} has not; choose the "
            "class that its model_index.json names, or another model"
        )
    _check_denoisers(kind, parts, folder)


def _check_denoisers(kind: Any, parts: Mapping[str, tuple[str, str]], folder: Path) -> None:
    """diffusers only logs a line when the weights are another network's, and fails when they are used."""
    try:
        hints = typing.get_type_hints(kind.__init__)
    except NameError:  # a hint that is imported for type checkers only
        return
    for name in ("transformer", "transformer_2", "unet"):
        part = _class_of(parts.get(name, ("", ""))[1], torch.nn.Module)
        if part is not None and name in hints and not issubclass(part, hints[name]):
            raise PlanError(
                f"video.diffusion.pipeline: {kind.__name__} cannot run on {folder}, whose {name} is a "
                f"{part.__name__}; choose another class or another model"
            )


def _check_filled(lines: list[str], folder: Path) -> None:
    """Both libraries fill in what a file lacks with random numbers and log a line."""
    missing = [key for line in lines if "newly initialized" in line for key in _MISSING.findall(line)]
    if missing:
        keys = ", ".join(next(filter(None, one)) for one in missing[:3])
        raise StageError(
            f"{folder} lacks {len(missing)} of the weights that its configuration asks for ({keys}); fetch the model "
            "again, or choose a version of diffusers that it was made with"
        )


def _scheduler(own: Any, wanted: Mapping[str, Any]) -> Any:
    """The scheduler called `wanted["name"]` (else the pipe's own kind) with the pipe's configuration and the rest."""
    more = {key: value for key, value in wanted.items() if key != "name"}
    name = str(wanted.get("name", type(own).__name__))
    kind = _class_of(name, diffusers.SchedulerMixin)
    if kind is None:
        every = [one for one in dir(diffusers) if one.endswith("Scheduler")]
        raise PlanError(f"video.diffusion.scheduler: diffusers has no scheduler {name!r}; it has {_near(name, every)}")
    known = set(inspect.signature(kind.__init__).parameters) - {"self"}
    if unknown := sorted(set(more) - known):
        raise PlanError(
            f"video.diffusion.scheduler: {name} takes no {unknown[0]!r}; it takes {', '.join(sorted(known))}"
        )
    return kind.from_config(own.config, **more)


def _translated(error: Exception, folder: Path, kind: Any) -> MovieFactoryError:
    """A library's error as one of ours."""
    text = " ".join(str(error).split())[:500] or type(error).__name__
    if isinstance(error, ImportError):
        return NotInstalled(f"{kind.__name__} needs a package that is not there: {text}")
    if "variant" in text and "no such modeling files" in text:
        return PlanError(f"video.diffusion.variant: {folder} has no weights of that variant; leave it out")
    return StageError(
        f"{folder} cannot be loaded as {kind.__name__}: {text}; if the model runs elsewhere, fetch it again, "
        "else choose another class in video.diffusion.pipeline or another model"
    )


def _class_of(name: str, base: type) -> Any:
    """The class of diffusers called `name`, if it is a `base`; else None."""
    found = getattr(diffusers, name, None)
    return found if inspect.isclass(found) and issubclass(found, base) else None


def _pipelines() -> list[str]:
    return [
        name
        for name in dir(diffusers)
        if name.endswith("Pipeline")
        and not name.startswith(("Flax", "Onnx", "Auto", "Diffusion"))
        and "Modular" not in name
    ]


def _near(name: str, names: list[str]) -> str:
    """The names nearest to `name`, the likeliest first: of its own kin ("Wan...") where there is one."""
    kin = re.match(r"[A-Z][a-z]+|[A-Z]+\d*|", name)
    same = [one for one in names if kin and kin[0] and one.startswith(kin[0])]
    return ", ".join(difflib.get_close_matches(name, same or names, n=3, cutoff=0.3)) or "no such name"

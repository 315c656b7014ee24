"""Which files of a repository a video model needs.

Works on listings (name -> size), so that it is the same code for a folder here and for a repository that is not here
yet. A repository may hold hundreds of gigabytes beside the pipeline (other formats, other precisions, single files);
only safetensors of one precision are ever chosen. Knows neither torch nor the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.hub.cache import PAPERS, Files, Read, values_in
from moviefactory.video.model_parts import Part
from moviefactory.video.pipeline.checkpoint_folder import INDEX, NEVER_LOADED, WITHOUT_WEIGHTS, parts_of

_SMALL = (".json", ".txt", ".model", ".jinja", ".tiktoken")  # configurations and vocabularies
_WEIGHTS = re.compile(
    r"(?P<stem>[\w-]+?)(?:\.(?P<early>\w+))?(?:-(?P<number>\d{5})-of-(?P<count>\d{5}))?(?:\.(?P<late>\w+))?\.safetensors"
)


def reader(folder: Path) -> Read:
    """Reads the JSON files of a local folder; {} for what is no JSON."""
    return lambda name: values_in(folder / name)


def chosen_files(part: Part, files: Files, read: Read) -> tuple[list[str], list[str]]:
    """What `part` needs of a repository: the files that are there, and what is missing, in words.

    Raises PlanError where the repository cannot be used at all: pickled weights only, another precision only, no such
    file in it.
    """
    if part.kind == "pipeline":
        return _pipeline_files(part, files, read)
    if part.file:
        whole = [part.file] if files.get(part.file) else []
        lost = [] if whole else [part.file]
        extra = _image_encoder(files, part.file) if part.kind == "ip-adapter" else []
        return [*whole, *extra, *_papers(files)], lost
    if part.kind == "module":
        weights, lost = _module_weights(files, "", "diffusers", part)
        return [*weights, *(["config.json"] if "config.json" in files else []), *_papers(files)], lost
    if part.kind == "ip-adapter":
        return _ip_adapter_files(files)
    return _only_file(part, files)


def components(index: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """name -> (library, class) of the parts that a model_index.json says are there and that are loaded."""
    return {name: part for name, part in parts_of(index).items() if name not in NEVER_LOADED}


def _pipeline_files(part: Part, files: Files, read: Read) -> tuple[list[str], list[str]]:
    if INDEX not in files:
        return [], [INDEX]
    chosen, lost = [INDEX, *_papers(files)], []
    for name, (library, kind) in components(read(INDEX)).items():
        inside = [one for one in files if one.startswith(f"{name}/") and one.count("/") == 1]
        small = [one for one in inside if one.endswith(_SMALL) and ".safetensors.index" not in one]
        if not inside:
            lost.append(f"{name}/")
        elif kind.endswith(WITHOUT_WEIGHTS) or f"{name}/config.json" not in files:
            chosen += small
        else:
            weights, gone = _module_weights({one: files[one] for one in inside}, f"{name}/", library, part)
            chosen += [*small, *weights]
            lost += gone
    return chosen, lost


def _module_weights(files: Files, place: str, library: str, part: Part) -> tuple[list[str], list[str]]:
    """The weights of one module in `place` ("vae/"), of the wanted precision or of the usual one; and what is missing.

    A folder may hold two sets (LTX-2's text encoder does): the one that the module's library reads is taken. Of a
    single file and its shards, transformers reads the file, diffusers the shards.
    """
    sets: dict[tuple[str, str], list[tuple[str, re.Match[str]]]] = {}
    where = place.rstrip("/") or "it"
    inside = [name for name in files if name.startswith(place) and "/" not in name[len(place) :]]
    for name in inside:
        if found := _WEIGHTS.fullmatch(name[len(place) :]):
            sets.setdefault((found["stem"], found["early"] or found["late"] or ""), []).append((name, found))
    if not sets:
        if any(name.endswith((".bin", ".ckpt", ".pt", ".pth")) for name in inside):
            raise PlanError(
                f"{part.model}: the weights of {where} are there as pickles only, which can run any code; take a "
                "repository with safetensors"
            )
        return [], [f"{place}*.safetensors"]
    stems = ["model", "diffusion_pytorch_model"] if library == "transformers" else ["diffusion_pytorch_model", "model"]
    kinds = {stem for stem, _ in sets}
    stem = next((one for one in stems if one in kinds), "")
    if not stem and len(kinds) > 1:
        raise PlanError(f"{part.model}: {where} holds {len(inside)} files; name one: {part.model}/{sorted(inside)[0]}")
    stem = stem or kinds.pop()
    had = {precision: members for (one, precision), members in sets.items() if one == stem}
    if not (members := had.get(part.variant) or had.get("") or had.get(part.or_else)):
        raise PlanError(
            f"{part.model}: {where} is there as {' and '.join(sorted(had))} only; set "
            f"video.diffusion.variant to {sorted(had)[0]}"
        )
    return _one_set(members, files, library, place)


def _one_set(
    members: Iterable[tuple[str, re.Match[str]]], files: Files, library: str, place: str
) -> tuple[list[str], list[str]]:
    members = list(members)
    single = [name for name, found in members if not found["count"]]
    shards = [(name, found) for name, found in members if found["count"]]
    if single and (library == "transformers" or not shards):
        return single, [name for name in single if not files[name]]
    most = max(int(found["count"]) for _, found in shards)
    kept = {int(found["number"]): name for name, found in shards if int(found["count"]) == most and files[name]}
    lost = [f"{place}shard {number} of {most}" for number in range(1, most + 1) if number not in kept]
    maps = [name for name in files if name.startswith(place) and ".safetensors.index" in name]
    stem = shards[0][1]["stem"]
    maps = [name for name in maps if name[len(place) :].startswith(f"{stem}.")]
    return [*kept.values(), *maps], lost if maps else [*lost, f"{place}{stem}.safetensors.index.json"]


def _ip_adapter_files(files: Files) -> tuple[list[str], list[str]]:
    """The plain adapter for Stable Diffusion 1.5 of a repository like h94/IP-Adapter, with its image encoder."""
    adapters = sorted(name for name in files if name.endswith(".safetensors") and "image_encoder" not in name)
    plain = [name for name in adapters if name.rsplit("/", 1)[-1] == "ip-adapter_sd15.safetensors"]
    name = (plain or [one for one in adapters if "ip" in one.rsplit("/", 1)[-1].lower()] or [""])[0]
    return [*([name] if name else []), *_image_encoder(files, name), *_papers(files)], [] if name else ["*.safetensors"]


def _image_encoder(files: Files, beside: str) -> list[str]:
    place = f"{beside.rpartition('/')[0]}/image_encoder/".lstrip("/")
    return [f"{place}{name}" for name in ("config.json", "model.safetensors") if f"{place}{name}" in files]


def _only_file(part: Part, files: Files) -> tuple[list[str], list[str]]:
    """The weights of a LoRA whose file is not named: the usual name, or the only one there is."""
    there = sorted(name for name in files if name.endswith(".safetensors"))
    usual = [name for name in there if name == "pytorch_lora_weights.safetensors"]
    if len(usual or there) > 1:
        raise PlanError(
            f"video.diffusion.{part.role}: {part.model} holds {len(there)} files; name one with `file:`, such as "
            f"{', '.join(there[:3])}"
        )
    return [*(usual or there), *_papers(files)], [] if there else ["*.safetensors"]


def _papers(files: Files) -> list[str]:
    return [name for name in PAPERS if name in files]

"""What lies in the folder of a diffusers checkpoint: its index, its parts, their weights, and whether they are whole.

Reads only JSON and the headers of safetensors files, so it is quick and needs no torch. Knows no class of diffusers.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError, StageError

INDEX = "model_index.json"
NEVER_LOADED = ("safety_checker",)  # blackens pictures it dislikes: in a shot, frames at random. Another 1.2 GB
# What the classes of parts end in that have no weights.
WITHOUT_WEIGHTS = ("Tokenizer", "TokenizerFast", "Processor", "ProcessorFast", "Extractor", "Scheduler", "Guidance")
_LONGEST_HEADER = 100_000_000  # bytes, the limit of the safetensors format
_WEIGHTS = re.compile(
    r"(?:diffusion_pytorch_model|pytorch_model|model)"
    r"(?:\.(?P<early>[\w-]+?))?(?:-\d{5}-of-(?P<count>\d{5}))?(?:\.(?P<late>[\w-]+))?\.(?P<kind>safetensors|bin)"
)
_SINGLE = (".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf")


def read_index(folder: Path) -> dict[str, Any]:
    """The checkpoint's model_index.json. Raises PlanError for what is no diffusers checkpoint, saying what it is."""
    if folder.is_file() or folder.suffix.lower() in _SINGLE:
        raise PlanError(
            f"video.model: {folder} is a single file; a model is a folder in the layout of diffusers. Turn it into one "
            "with diffusers (PIPELINE.from_single_file(FILE).save_pretrained(FOLDER)), or name the model's hub id"
        )
    if not folder.is_dir():
        raise PlanError(f"video.model: there is no folder {folder}; check the path, or name a hub id (OWNER/NAME)")
    if not (folder / INDEX).is_file():
        raise PlanError(f"video.model: {folder} has no {INDEX}, so it is no diffusers checkpoint; {_instead(folder)}")
    index = _json(folder / INDEX)
    if not isinstance(index, dict) or "_class_name" not in index:
        raise StageError(f"{folder / INDEX} names no pipeline class (_class_name); fetch the model again")
    return index


def parts_of(index: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """name -> (library, class) of every part that the index says is there."""
    return {
        name: (str(value[0]), str(value[1]))
        for name, value in index.items()
        if not name.startswith("_") and isinstance(value, list) and len(value) == 2 and value[0] is not None
    }


def check_parts(folder: Path, parts: Mapping[str, tuple[str, str]], variant: str = "") -> None:
    """Every part of `parts` is there, in safetensors, and every file of it is whole.

    Raises PlanError for pickled weights and for code, StageError for what is missing or cut short.
    """
    for name, (library, kind) in parts.items():
        place = folder / name
        if not place.is_dir() or not any(place.iterdir()):
            raise StageError(f"the model in {folder} lacks its part {name!r} ({kind}); fetch the model again")
        if (place / f"{library}.py").is_file():
            raise PlanError(f"video.model: {place} brings its own code, which is never run; choose another model")
        if kind.endswith(WITHOUT_WEIGHTS) or not (place / "config.json").is_file():
            continue
        check_weights(place, variant)


def check_weights(place: Path, variant: str = "") -> None:
    """The part in `place` has its weights, in safetensors, and every file is whole. Raises as `check_parts`."""
    files = weights_of(place, variant)
    if not files:
        names = [file.name for file in sorted(place.iterdir()) if file.suffix in (".safetensors", *_SINGLE)]
        there = f" but {_some(names)}: set video.diffusion.variant if one is meant, else" if names else ";"
        raise StageError(f"{place} has no weights{there} fetch the model again")
    if files[0].suffix != ".safetensors":
        raise PlanError(
            f"{place} has its weights as a pickle only ({files[0].name}), which can run code and is not opened; "
            "choose a revision with safetensors files, or convert it with save_pretrained(safe_serialization=True)"
        )
    match = _WEIGHTS.fullmatch(files[0].name)
    count = int(match["count"]) if match and match["count"] else 1
    if len(files) != count:
        raise StageError(f"{place} has {len(files)} of its {count} files of weights; fetch the model again")
    for file in files:
        header(file)


def weights_of(place: Path, variant: str = "") -> list[Path]:
    """The files with the weights of the part in `place`: those of `variant` where it has them, safetensors first."""
    found: dict[tuple[str, str], list[Path]] = {}
    for file in sorted(place.iterdir()):
        if match := _WEIGHTS.fullmatch(file.name):
            kind = (match["early"] or match["late"] or "", match["kind"])
            found.setdefault(kind, []).append(file)
    wanted = [(which, kind) for kind in ("safetensors", "bin") for which in dict.fromkeys((variant, ""))]
    files = next((found[which] for which in wanted if which in found), [])
    return [file for file in files if "-of-" in file.name] or files


def part_bytes(folder: Path, variant: str = "") -> dict[str, int]:
    """part -> bytes of its weights in half precision (two bytes a number), however they lie on the disk.

    Checkpoints are published in one, two or four bytes; what counts later is the precision they are loaded in. Integers
    (quantised weights) count as they are. Weights in a pickle, whose inside is not looked at, count as their file.
    """
    parts = sorted(place for place in folder.iterdir() if place.is_dir() and place.name not in NEVER_LOADED)
    sizes = {place.name: sum(_bytes(file) for file in weights_of(place, variant)) for place in parts}
    return {name: size for name, size in sizes.items() if size}


def header(file: Path) -> dict[str, Any]:
    """The tensors of a safetensors file by name, with dtype, shape and place. Raises StageError unless it is whole."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else _LONGEST_HEADER + 1
            if start.startswith(b"version "):
                raise StageError(
                    f"{file} is a pointer of git-lfs and not the weights; run `git lfs pull` in its folder"
                )
            text = stream.read(length) if length <= _LONGEST_HEADER else b""
        tensors = json.loads(text)
        tensors.pop("__metadata__", None)
        end = 8 + length + max((tensor["data_offsets"][1] for tensor in tensors.values()), default=0)
    except OSError as error:
        raise StageError(f"{file} cannot be read ({error.strerror or error}); fetch the model again") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StageError(
            f"{file} is no safetensors file, or is cut short; delete it and fetch the model again"
        ) from error
    if size != end:
        raise StageError(f"{file} has {size} of its {end} bytes; delete it and fetch the model again")
    return dict(tensors)


def the_file(place: Path, name: str, what: str) -> Path:
    """The safetensors file of `what`: `place` itself, `name` in it, or the only one that lies in it.

    Raises PlanError when there is none, or several and no `name`.
    """
    if place.is_file() or name:
        file = place if place.is_file() else place / name
        if file.suffix != ".safetensors":
            raise PlanError(f"{what}: {file} is no safetensors file; other formats can run code and are not opened")
        if not file.is_file():
            raise PlanError(f"{what}: {place} has no file {name!r}; {_choice(place)}")
        return file
    if not place.is_dir():
        raise PlanError(f"{what}: there is nothing at {place}; check the name")
    files = _safetensors(place)
    if len(files) != 1:
        raise PlanError(f"{what}: name one file of {place}; {_choice(place)}")
    return files[0]


def _safetensors(place: Path) -> list[Path]:
    return sorted(place.glob("*.safetensors"))


def _choice(place: Path) -> str:
    names = [file.name for file in _safetensors(place)]
    return f"it has {_some(names)}" if names else "it has no safetensors file"


def _some(names: Iterable[str], most: int = 6) -> str:
    every = list(names)
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def _instead(folder: Path) -> str:
    """What a folder without an index probably is, and what to do."""
    if (folder / "modular_model_index.json").is_file():
        return "it is a modular checkpoint, which cannot be loaded yet; choose a model with a model_index.json"
    inner = [place.parent.name for place in sorted(folder.glob(f"*/{INDEX}"))]
    if inner:
        return f"the model lies deeper: name {_some(str(folder / name) for name in inner)}"
    if (folder / "config.json").is_file():
        return "it is one part of a model; name the folder above it"
    if single := [file.name for file in sorted(folder.iterdir()) if file.suffix.lower() in _SINGLE]:
        return (
            f"it holds single files ({_some(single)}): name the model's diffusers folder or hub id, or turn one into a "
            "folder with PIPELINE.from_single_file(FILE).save_pretrained(FOLDER)"
        )
    return "name a folder made by save_pretrained, or a hub id whose files include it"


def _bytes(file: Path) -> int:
    if file.suffix != ".safetensors":
        return file.stat().st_size
    return sum(_half(tensor) for tensor in header(file).values())


def _half(tensor: Mapping[str, Any]) -> int:
    start, end = tensor["data_offsets"]
    floating = str(tensor["dtype"]).startswith(("F", "BF"))
    return 2 * math.prod(tensor["shape"]) if floating else int(end) - int(start)


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StageError(f"{file} cannot be read ({error}); fetch the model again") from error

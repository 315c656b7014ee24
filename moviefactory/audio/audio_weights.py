"""The weights that `audio.model` names: where they are, which version, and what would have to be fetched.

A model is a folder or a file on this machine, a hub id (OWNER/NAME), or a file of a repository (OWNER/NAME/FILE.pt).
Looking needs no network and no package. Knows not what the networks do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.hub.cache import (
    HUB_ID,
    PAPERS,
    Files,
    Read,
    cache_folder,
    folder_digest,
    listing,
    local_path,
    repository_folder,
    snapshots_of,
    spelt_as_path,
)
from moviefactory.hub.wanted import UNKNOWN, Missing, named

EXTRA = "install moviefactory's extra `audio` (from its folder: pip install '.[audio]')"
PICKLED = (".pt", ".pth", ".ckpt")  # single files, as the authors of LAION-CLAP publish them
TOKENIZER = "FacebookAI/roberta-base"  # what those single files need besides
_HAVE_IT_TOO = (TOKENIZER, "laion/clap-htsat-unfused", "laion/larger_clap_general")
_OLD_NAME = "models--roberta-base/snapshots/*"  # how caches spell it that were filled before it had an owner
_SMALL = (".json", ".txt", ".model", ".jinja")  # configurations and vocabularies
_SHARD = re.compile(r"model-(\d{5})-of-(\d{5})\.safetensors")


@dataclass(frozen=True)
class _Facts:
    licence: str
    bytes: int | None = None  # of what is fetched


FACTS: Mapping[str, _Facts] = {
    "laion/clap-htsat-unfused": _Facts("Apache-2.0", 618_000_000),
    "laion/clap-htsat-fused": _Facts("Apache-2.0", 618_000_000),
    "laion/larger_clap_general": _Facts("Apache-2.0", 780_000_000),
    "laion/larger_clap_music_and_speech": _Facts("Apache-2.0", 780_000_000),
    "lukewys/laion_clap": _Facts("CC0-1.0"),
    "facebook/pe-av-small": _Facts("Apache-2.0"),
    "facebook/pe-av-small-16-frame": _Facts("Apache-2.0"),
    "facebook/pe-av-base": _Facts("Apache-2.0"),
    "facebook/pe-av-base-16-frame": _Facts("Apache-2.0"),
    "facebook/pe-av-large": _Facts("Apache-2.0"),
    "facebook/pe-av-large-16-frame": _Facts("Apache-2.0"),
    TOKENIZER: _Facts("MIT", 1_400_000),
}


def find_model(text: str, movie_folder: Path | None = None) -> Path | None:
    """The folder or file that `text` names, whole; None where it would have to be fetched.

    Looked for in the movie's folder, from where the person stands, then in the Hugging Face cache. Raises PlanError for
    what is neither there nor a hub id.
    """
    if here := local_path(text, movie_folder or Path()):
        return here
    model, file = _repository(text)
    for snapshot in snapshots_of(model, ""):
        if not _choose(file, listing(snapshot), lambda name: {})[1]:
            return snapshot / file if file else snapshot
    return None


def find_tokenizer(model: Path) -> Path | None:
    """The folder of the tokenizer that a single file of weights needs: beside it, or in the Hugging Face cache."""
    cached = [snapshot for name in _HAVE_IT_TOO for snapshot in snapshots_of(name, "")]
    cached += sorted(cache_folder().glob(_OLD_NAME))
    beside = [model.parent, model.parent / "roberta-base"]
    return next((one for one in [*beside, *cached] if _speaks(listing(one))), None)


def revision_of(path: Path) -> str:
    """What identifies the weights at `path`: the name with the hub's commit, or with a digest of local files.

    Reads a few megabytes at the most. Raises PlanError where there are no weights.
    """
    folder, name = (path, "") if path.is_dir() else (path.parent, path.name)
    if repository := _cached_repository(folder):
        return "@".join([f"{repository}/{name}".rstrip("/"), folder.name[:12]])
    names, lost = _choose(name, listing(folder), lambda name: {})
    if lost:
        raise PlanError(f"{path} cannot be used as audio.model: {', '.join(lost[:3])} is missing in it; fetch it again")
    return f"{path.name}@{folder_digest(folder, names)}"


def single_file(place: Path) -> Path | None:
    """The one pickled file of weights that `place` is or holds; None for a folder in the layout of transformers."""
    if place.is_file():
        return place
    inside = sorted(path for path in place.iterdir() if path.suffix in PICKLED) if place.is_dir() else []
    return inside[0] if len(inside) == 1 and not (place / "config.json").is_file() else None


def missing(text: str, movie_folder: Path | None = None) -> list[Missing]:
    """What would have to be fetched before `text` can be used, without asking anybody. Errors as `find_model`.

    `hub.wanted` tells a person what it means (`consent_text`) and fetches it (`fetch`).
    """
    place = find_model(text, movie_folder)
    found: list[Missing] = []
    if place is None:
        found.append(_missing(*_repository(text)))
    file = single_file(place) if place else Path(text)
    if file is not None and file.suffix in PICKLED and find_tokenizer(file) is None:
        found.append(_missing(TOKENIZER, ""))
    return found


def licence_line(text: str) -> str:
    """ "clap-htsat-unfused by laion: Apache-2.0"; "" for a person's own folder, of which nothing is known."""
    place = local_path(text, Path())
    folder = place.parent if place and place.is_file() else place
    model = _cached_repository(folder) if folder else "/".join(text.split("/")[:2])
    if not HUB_ID.fullmatch(model):
        return ""
    return f"{named(model)}: {FACTS[model].licence if model in FACTS else UNKNOWN}"


def must_be_there(text: str, place: Path | None, matcher: str) -> Path:
    """`place`, or a PlanError that says how `text` gets here."""
    if place is None:
        model, file = _repository(text)
        raise PlanError(
            f"audio.model: {text} is not on this machine; run `hf download {' '.join([model, file]).strip()}`, name a "
            f"folder in audio.model, or use --matcher caption instead of {matcher}"
        )
    return place


def must_be_installed(matcher: str, *packages: str) -> None:
    """Raises NotInstalled where one of `packages` is not; imports none of them."""
    needs_packages(f"audio.matcher: the {matcher} matcher", *packages, instead="; or use --matcher caption")


def needs_packages(what: str, *packages: str, instead: str = "") -> None:
    """Raises NotInstalled, naming the extra, where one of the `packages` that `what` needs is not installed."""
    for name in packages:
        if find_spec(name) is None:
            raise NotInstalled(f"{what} needs {name}; {EXTRA}{instead}")


def _cached_repository(folder: Path) -> str:
    """The hub id of a snapshot in the Hugging Face cache; "" for any other folder."""
    name = folder.parent.parent.name
    return name.removeprefix("models--").replace("--", "/") if folder.parent.name == "snapshots" else ""


def _repository(text: str) -> tuple[str, str]:
    """ "OWNER/NAME/FILE" -> ("OWNER/NAME", "FILE"). Raises PlanError for what can be no repository."""
    model, file = "/".join(text.split("/")[:2]), "/".join(text.split("/")[2:])
    if spelt_as_path(text) or not HUB_ID.fullmatch(model) or ".." in text or (file and not file.endswith(PICKLED)):
        raise PlanError(
            f"audio.model: there is no {text!r} here; name a folder, or a hub id such as laion/clap-htsat-unfused"
        )
    return model, file


def _missing(model: str, file: str) -> Missing:
    facts = FACTS.get(model)
    return Missing(
        model=model,
        revision="",
        bytes=facts.bytes if facts else None,
        licence=f"{named(model)}: {facts.licence if facts else UNKNOWN}",
        gated=False,
        folder=repository_folder(model),
        page=f"https://huggingface.co/{model}",
        choose=_choose_tokenizer if model == TOKENIZER else partial(_choose, file),
        useless=partial(_useless, model),
        install=EXTRA,
    )


def _choose(file: str, files: Files, read: Read) -> tuple[list[str], list[str]]:
    """The one file, or of a repository of transformers its small files and its weights; and what is missing."""
    papers = [name for name in PAPERS if name in files]
    if file:
        return ([file, *papers], []) if files.get(file) else (papers, [file])
    top = [name for name in files if "/" not in name]
    small = [name for name in top if name.endswith(_SMALL) and ".index." not in name]
    pickled = [name for name in top if name.endswith(PICKLED)]
    if "config.json" not in files and len(pickled) == 1:
        return [*pickled, *small, *papers], []
    weights, lost = _weights(files, top)
    if "config.json" not in files:
        lost = ["config.json", *lost]
    return [*weights, *small, *papers], lost


def _weights(files: Files, top: Sequence[str]) -> tuple[list[str], list[str]]:
    """safetensors in one file or in shards; else the pickle, which is only read as plain tensors."""
    for name in ("model.safetensors", "pytorch_model.bin"):
        shards = [name for name in top if _SHARD.fullmatch(name)] if name.endswith("safetensors") else []
        if files.get(name):
            return [name], []
        if shards:
            count = int(shards[0][-17:-12])
            index = "model.safetensors.index.json"
            wanted = [index, *(f"model-{number:05d}-of-{count:05d}.safetensors" for number in range(1, count + 1))]
            return [one for one in wanted if files.get(one)], [one for one in wanted if not files.get(one)]
    return [], ["model.safetensors"]


def _choose_tokenizer(files: Files, read: Read) -> tuple[list[str], list[str]]:
    names = [name for name in ("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json") if name in files]
    return names, [] if _speaks(files) else ["vocab.json"]


def _speaks(files: Files) -> bool:
    return bool(files.get("vocab.json") and files.get("merges.txt")) or bool(files.get("tokenizer.json"))


def _useless(model: str, lost: Sequence[str], files: Files) -> str:
    if pickled := sorted(name for name in files if name.endswith(PICKLED)):
        return f"{model} holds {len(pickled)} files; name one: {model}/{pickled[0]}"
    return f"{model} cannot be used as audio.model: {', '.join(lost[:3])} is missing in it; look for another repository"

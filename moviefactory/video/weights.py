"""The weights that a movie's settings name: where they are, in which revision, what is missing and what it would cost.

A model is a folder (with ~, in the movie's folder or where one stands) or a hub id, which is looked for in the Hugging
Face cache. Looking needs no network and no package; the fetching is the room hub's.
Knows not what the weights are for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from moviefactory.errors import PlanError
from moviefactory.hub.cache import (
    HUB_ID,
    folder_digest,
    listing,
    local_path,
    repository_folder,
    snapshots_of,
    spelt_as_path,
)
from moviefactory.hub.wanted import GB, Missing, consent_text, fetch, free_bytes, look_up, merged, size_text
from moviefactory.settings import VideoSettings
from moviefactory.video import DRAWN
from moviefactory.video.hub_files import chosen_files, reader
from moviefactory.video.machine import EXTRA
from moviefactory.video.model_cards import Card, card_for, licence_line
from moviefactory.video.model_parts import FILE, Part, key_frame_parts, named_parts
from moviefactory.video.pipeline.checkpoint_folder import INDEX
from moviefactory.video.pipeline.family import FAMILIES, Family, family_for

__all__ = ["GB", "Missing", "Weights", "consent_text", "family_of", "fetch", "find_weights", "free_bytes", "look_up",
           "missing_weights", "size_text"]  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """What stands behind the settings. `folder` is None, and `revision` may be "", where the model is not here.

    `name` is what a movie keeps the revision under; `revisions` are those of what the model needs besides. `places`
    says, by what the settings call it (model, adapter, LoRA, IP-Adapter, key frame model), which folder or file it is.
    """

    model: str
    name: str
    folder: Path | None
    revision: str
    pipeline_class: str
    bytes: int
    card: Card | None
    places: Mapping[str, Path] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)
    licences: tuple[str, ...] = ()  # one line each: of the model, then of what it needs besides


@dataclass(frozen=True)
class _Here:
    part: Part
    path: Path  # the folder, or the one file
    revision: str
    bytes: int


def find_weights(settings: VideoSettings, known: Mapping[str, str] | None = None, folder: Path = Path()) -> Weights:
    """What `settings` name, as far as it is on this machine.

    `known` are the revisions that the movie began with, by `Weights.name`; `folder` is the movie's. Raises PlanError
    for a folder that is not there or cannot be used, and for what is neither a folder nor a hub id.
    """
    known = known or {}
    main, *others = named_parts(settings)
    here = _look(main, known, folder)
    found = [(part, _look(part, known, folder)) for part in others]
    root = here.path if here else None
    card = card_for(main.model, root, main.pipeline)
    lines = [licence_line(card, main.model)]
    lines += [licence_line(card_for(part.model, _root(one)), part.model) for part, one in found]
    return Weights(
        model=main.model,
        name=main.pin,
        folder=root,
        revision=here.revision if here else known.get(main.pin, ""),
        pipeline_class=main.pipeline or class_in(root) or (card.pipeline if card else ""),
        bytes=here.bytes if here else 0,
        card=card,
        places={part.said: one.path for part, one in [(main, here), *found] if one},
        revisions={part.pin: one.revision if one else known.get(part.pin, "") for part, one in found},
        licences=tuple(dict.fromkeys(lines)),
    )


def missing_weights(
    settings: VideoSettings, known: Mapping[str, str] | None = None, folder: Path = Path()
) -> list[Missing]:
    """What would have to be fetched for `settings`, without asking anybody. Arguments and errors as `find_weights`.

    Key frames are drawn on this machine, also where a server renders the shots.
    """
    if settings.renderer in DRAWN:
        return []
    known = known or {}
    parts = named_parts(settings) if settings.renderer == "diffusers" else key_frame_parts(settings)
    found = [(part, _look(part, known, folder)) for part in parts]
    return merged([_missing(part, known) for part, here in found if here is None])


def family_of(weights: Weights) -> Family:
    """The family of a model by its folder's index, else, before it was fetched, by the preset that names it; no weight
    is read."""
    if weights.folder:
        return family_for(weights.pipeline_class, reader(weights.folder)(INDEX))
    of_preset = [one for one in FAMILIES if weights.card and weights.card.preset.startswith(one.name)]
    fitting = [one for one in of_preset if weights.pipeline_class.startswith(one.prefixes)]
    return max(fitting, key=lambda one: len(one.name), default=family_for(weights.pipeline_class))


def class_in(folder: Path | None) -> str:
    """The pipeline's class that the folder's model_index.json names; "" where it names none."""
    return str(reader(folder)(INDEX).get("_class_name", "")) if folder else ""


def _look(part: Part, known: Mapping[str, str], folder: Path) -> _Here | None:
    """Where `part` is on this machine; None where it is not, or not whole."""
    text = f"{part.model}/{part.file}" if part.file else part.model
    if path := local_path(text, folder):
        return _at(part, path)
    if spelt_as_path(part.model) or not HUB_ID.fullmatch(part.model):
        raise PlanError(
            f"video.{part.role if part.role == 'model' else f'diffusion.{part.role}'}: there is no {text!r} here; name "
            "a folder, or a hub id such as Wan-AI/Wan2.1-T2V-1.3B-Diffusers"
        )
    for snapshot in snapshots_of(part.model, known.get(part.pin) or part.revision):
        if (here := _whole(part, snapshot)) is not None:
            return here
    return None


def _at(part: Part, path: Path) -> _Here:
    """A local file or folder, checked. Raises PlanError where it cannot be used."""
    if path.is_file():
        if part.kind == "pipeline" or path.suffix != FILE:
            raise PlanError(
                f"{path} is a single file; a model is a folder in the layout of diffusers, and weights are "
                "safetensors (PIPELINE.from_single_file(FILE).save_pretrained(FOLDER) turns one into the other)"
            )
        root = path.parents[part.file.count("/")] if part.in_folder else path
        return _Here(part, root, folder_digest(path.parent, [path.name]), path.stat().st_size)
    files = listing(path)
    names, lost = chosen_files(part, files, reader(path))
    if lost:
        what = f"it has no {INDEX}" if lost == [INDEX] else f"{', '.join(lost[:3])} is missing in it"
        raise PlanError(f"{path} cannot be used as {part.role}: {what}; save or fetch it again")
    return _here(part, path, names, files, folder_digest(path, names))


def _whole(part: Part, snapshot: Path) -> _Here | None:
    """A snapshot of the cache, where nothing of it is missing: a killed download leaves half of one."""
    files = listing(snapshot)
    try:
        names, lost = chosen_files(part, files, reader(snapshot))
    except PlanError:  # another program fetched another precision or format; what is wanted is missing
        return None
    return None if lost else _here(part, snapshot, names, files, snapshot.name)


def _here(part: Part, root: Path, names: Sequence[str], files: Mapping[str, int], revision: str) -> _Here:
    one_file = not part.in_folder and (part.kind == "lora" or bool(part.file))
    weights = next((name for name in names if name.endswith(FILE)), "")
    return _Here(part, root / weights if one_file else root, revision, sum(files[name] for name in names))


def _root(here: _Here | None) -> Path | None:
    return None if here is None else here.path if here.path.is_dir() else here.path.parent


def _missing(part: Part, known: Mapping[str, str]) -> Missing:
    card = card_for(part.model, pipeline=part.pipeline)
    return Missing(
        model=part.model,
        revision=known.get(part.pin) or part.revision,
        bytes=int(card.download_gb * GB) if card and card.download_gb else None,
        licence=licence_line(card, part.model),
        gated=bool(card and card.gated),
        folder=repository_folder(part.model),
        page=(card or Card(part.model)).page,
        choose=partial(chosen_files, part),
        useless=partial(_useless, part),
        install=EXTRA,
    )


def _useless(part: Part, lost: Sequence[str], files: Mapping[str, int]) -> str:
    if lost == [INDEX]:
        other = (
            "it is in another layout" if any(name.endswith(".safetensors") for name in files) else "it has no weights"
        )
        return (
            f"{part.model} has no {INDEX}, so diffusers cannot load it: {other}; look for a repository of the same "
            "model whose name ends in -Diffusers"
        )
    near = sorted(name for name in files if name.endswith(".safetensors"))[:3]
    has = f"; it has {', '.join(near)}" if near and part.file else ""
    return f"{part.model} cannot be used: {', '.join(lost[:3])} is missing in it{has}"

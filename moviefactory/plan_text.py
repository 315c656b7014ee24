"""Writes a plan as the YAML file that a person reads and edits: comments where they help, one line per small thing.

It also keeps the note beside the file that tells whether a person edited it since it was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel

from moviefactory import movie as plan
from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.plan_file import preset_names, read_preset
from moviefactory.timeline import TransitionKind
from moviefactory.workspace import write_atomically
from moviefactory.yaml_text import Flow, block_text

_HEADER = """\
# A moviefactory project. Edit anything, then run:   make-movie {name}
# Only what your edit touches is made again;   make-movie --status {name}   shows what that is.
"""


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


_COMMENTS = {
    "idea": "What it is about. These five lines were the writer's input; editing them changes nothing by itself.",
    "style": "Ends every prompt.",
    "frame_rate": "The movie's clock and size. 30000/1001 is allowed.",
    "seed": "Another seed, another take of every shot (a shot may have its own `seed`).",
    "preset": "Values below that repeat the preset follow `--preset`; values you change stay.",
    "script": "How the script was written.",
    "video": "Who draws the shots. size_px is what the renderer draws; `upscale` brings it to the movie's size.",
    "audio": "Sounds are chosen from these libraries, under these licences; below `floor` a sound is left out.",
    "upscale": "From the renderer's size to the movie's. auto: the best that is here and fits `minutes`.",
    "compose": "Cut and mix. *_db are trims against the usual levels; duck_db: how far music steps back for effects.",
    "run": "Where the jobs run.",
    "cast": "Who is in it. A description is put, word for word, into every prompt it appears in.",
    "scenes": (
        "Scenes are one place and time, shots one take each. Ids name the files: keep them when you edit or reorder.\n"
        f"camera.move: {_list(get_args(plan.CameraMove))}\n"
        f"camera.framing: {_list(get_args(plan.Framing))};  camera.angle: {_list(get_args(plan.Angle))}\n"
        f"transition_in.kind: {_list(get_args(TransitionKind))}\n"
        f"staging.setting: {_list(get_args(plan.Setting))}\n"
        f"staging.time: {_list(get_args(plan.TimeOfDay))};  weather: {_list(get_args(plan.Weather))}\n"
        f"subjects.action: {_list(get_args(plan.Action))}\n"
        "`staging` is the shot as the animatic draws it: it follows an edited prompt; your own edits of it count.\n"
        "A sound may pin `file:` (in this folder) and `at:` (seconds into the shot); `chosen:` is what was picked."
    ),
    "music": f"mood: {_list(plan.MOODS)}. Pin a `file:` of this folder to use your own.",
}
_RARE = {
    "guide",
    "guide_by",
    "guide_strength",
    "diffusion",
    "remote",
    "checkpoint_steps",
    "fit",
    "strength",
    "clean_threshold",
    "dtype",
    "memory_gb",
}
_ONE_LINE = {"camera", "transition_in", "chosen"}


def movie_text(movie: Movie, name: str = "movie.yaml") -> str:
    """The plan as YAML text. Reading it back gives an equal Movie.

    Raises PlanError where a text holds half a character (a lone surrogate), which no file can hold.
    """
    below = _preset_of(movie)
    parts = [_HEADER.format(name=name if name.isprintable() else "movie.yaml")]
    for key, value in movie.model_dump(mode="json").items():
        comment = "".join(f"# {line}\n" for line in _COMMENTS.get(key, "").splitlines())
        tidy = _tidy(value, key, below.get(key, {})) if key in ("script", "cast", "scenes", "music") else value
        tidy = _unusual(value, key, below.get(key, {})) if key in ("video", "run") else tidy
        try:
            block = block_text({key: tidy}, 116)
        except UnicodeEncodeError as error:
            half = f"U+{ord(error.object[error.start]):04X}"
            raise PlanError(
                f"{name}: {key}: a text holds half a character ({half}), which no file can hold; write it anew"
            ) from error
        parts.append(("\n" + comment if comment else "") + block)
    return "".join(parts)


def _preset_of(movie: Movie) -> dict[str, Any]:
    """What lies below the file when it is read, where an empty value of the movie's own has to be said."""
    known = set(movie.preset.split(",")) <= set(preset_names())
    return read_preset(movie.preset) if known else {}


def _tidy(value: Any, key: str = "", below: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """Drop what is empty and would be so without being said, and put small mappings on one line.

    `key` is the key that the value, or the list that holds it, belongs to; `below`: what a preset says of it.
    """
    if isinstance(value, list):
        return [_tidy(one, key) for one in value]
    if not isinstance(value, dict):
        return value
    said = never_dropped().get(key, frozenset()) | below.keys()
    kept = {name: _tidy(one, name) for name, one in value.items() if name in said or one not in (None, "", [])}
    staged = key == "subjects" and "noun" in kept
    return Flow(kept) if key in _ONE_LINE or staged else kept


def _unusual(value: Mapping[str, Any], key: str, below: Mapping[str, Any]) -> dict[str, Any]:
    """A settings block without the many rarely used values that are as usual (and that no preset sets otherwise)."""
    usual = Movie.model_construct().model_dump(mode="json", include={key})[key]
    kept: dict[str, Any] = {}
    for name, one in value.items():
        if name not in _RARE or one != usual[name] or name in below:
            inner = below.get(name) if isinstance(below.get(name), dict) else {}
            kept[name] = _differing(one, usual[name], inner or {}) if isinstance(one, dict) else one
    return kept


def _differing(value: Mapping[str, Any], usual: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if one != usual.get(name) or name in below}


@cache
def never_dropped() -> Mapping[str, frozenset[str]]:
    """By the key that they stand under: the fields that are not empty when left out, or may not be left out."""
    found: dict[str, frozenset[str]] = {}

    def walk(model: type[BaseModel]) -> None:
        for key, field in model.model_fields.items():
            for noun in _nouns_in(field.annotation):
                fields = noun.model_fields.items()
                found[key] = frozenset(name for name, one in fields if one.get_default() not in (None, "", ())
                                       or one.is_required())  # fmt: skip
                walk(noun)

    walk(Movie)
    return found


def _nouns_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _nouns_in(inner)


def write_movie(movie: Movie, path: Path, request: Mapping[str, Any] | None = None) -> None:
    """Write the plan and the note beside it: what was written, and (from the writer) which request it answers."""
    text = movie_text(movie, path.name)
    note = read_note(path)
    write_atomically(path, text)
    remember_text(path, text, dict(request) if request is not None else note.get("request"))


def remember_text(path: Path, text: str, request: Mapping[str, Any] | None = None) -> None:
    """Note beside the plan at `path` that we wrote `text`; the request that is noted stays where none is given."""
    request = request if request is not None else read_note(path).get("request")
    write_atomically(_note(path), json.dumps({"written": _digest(text), "request": request}, indent=1))


def read_note(path: Path) -> dict[str, Any]:
    """The note beside a plan: {"written": digest of the text as written, "request": ...}; {} when there is none."""
    try:
        note = json.loads(_note(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def edited_by_hand(path: Path) -> bool:
    """Whether the plan at `path` is not the text that was last written by us (an unreadable file counts as edited)."""
    try:
        return read_note(path).get("written") != _digest(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return True


def guard(path: Path, what: str) -> None:
    """Raise PlanError rather than overwrite a person's edits."""
    if path.exists() and edited_by_hand(path):
        raise PlanError(
            f"{path}: you edited this file, and {what} would overwrite it; use it as it is with `make-movie {path}`, "
            "or add --overwrite-script to write it anew"
        )


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}.written.json")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()

"""The project file: reads a movie.yaml that a person may have written, and writes one that a person can read.

Everything in it is untrusted: a size limit, no aliases (so no YAML bombs), no tags, no unknown keys. What is wrong is
said in one line that names the key and the fix. Presets are partial plans; a value counts as flag > file > preset >
default.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from moviefactory.errors import PlanError
from moviefactory.movie import SCHEMA_VERSION, Movie
from moviefactory.workspace import PRESETS, data_folder

MAX_BYTES = 8_000_000  # 5,000 shots with every field written out stay below this
MAX_DEPTH = 20
_SETTINGS = ("script", "video", "audio", "upscale", "compose", "run")
_DESCRIBING = ("about", "card")  # keys of a preset that are no settings


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader (in C where built), which also refuses a key that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            seen.add(str(key.value))
        return dict(super().construct_mapping(node, deep=deep))


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises PlanError for anything that is not a small, plain, alias-free mapping."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PlanError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; split the movie into several files")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    try:
        _refuse_bombs(path, text)
        data = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        at = f"line {error.problem_mark.line + 1}" if error.problem_mark else "unknown line"
        raise PlanError(f"{path}: {at}: not valid YAML: {error.problem}; mend that line") from error
    except (yaml.YAMLError, ValueError) as error:
        raise PlanError(f"{path}: not valid YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(data, dict):
        raise PlanError(f"{path}: a movie file is a mapping of keys such as `title:` and `scenes:`; this is not one")
    return data


def _refuse_bombs(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise PlanError(f"{path}: line {line}: aliases (*{event.anchor}) are not allowed; write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise PlanError(f"{path}: line {line}: nested more than {MAX_DEPTH} deep; a movie file is never that deep")


def movie_from(data: Mapping[str, Any], where: str) -> Movie:
    """Validate a mapping as a Movie. Raises PlanError with one line that names the key and the fix."""
    version = data.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        newer = isinstance(version, int) and version > SCHEMA_VERSION
        fix = "install a newer moviefactory" if newer else f"write schema_version: {SCHEMA_VERSION}"
        raise PlanError(f"{where}: schema_version: {version!r} is not {SCHEMA_VERSION}; {fix}")
    try:
        return Movie.model_validate(data)
    except ValidationError as error:
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise PlanError(f"{where}: {_explain(first['loc'], dict(first), data)}{more}") from error


def _explain(loc: Sequence[int | str], problem: Mapping[str, Any], data: Any) -> str:
    key = _key_text(loc, data)
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(loc[:-1]), 1)
        return f"{key}: there is no such key" + (f"; did you mean {near[0]!r}?" if near else "; remove it")
    if problem["type"] == "missing":
        return f"{key}: is missing; add it"
    text = str(problem["msg"]).removeprefix("Value error, ")
    text = text.replace("Input should", "should").replace("String should", "should")
    given = json.dumps(problem.get("input"), default=str, ensure_ascii=False)
    secret = bool(loc) and loc[-1] == "base_url"  # a password may stand in it
    shown = f" (it is {given})" if loc and len(given) <= 60 and not secret else ""
    return f"{key + ': ' if key else ''}{text}{shown}"


def _key_text(loc: Iterable[int | str], data: Any) -> str:
    """`scenes[1].shots[0].seconds (shot 'finish')`: the path to the key, and the id of what holds it."""
    text, here, named = "", data, ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(here, dict) and isinstance(here.get("id"), str):
            named = here["id"]
    return f"{text} (in {named!r})" if named else text


def _known_keys(loc: Iterable[int | str]) -> list[str]:
    """The keys that are allowed at `loc`, found by walking the models' annotations."""
    model: type[BaseModel] = Movie
    for part in loc:
        if isinstance(part, int):
            continue
        annotation = str(model.model_fields[part].annotation) if part in model.model_fields else ""
        model = next((one for one in _nouns() if f".{one.__name__}" in annotation), model)
    return list(model.model_fields)


def _nouns() -> list[type[BaseModel]]:
    from moviefactory import movie, settings
    from moviefactory.plan_values import Noun

    named = {**vars(settings), **vars(movie)}.values()
    nouns = [one for one in named if isinstance(one, type) and issubclass(one, Noun)]
    return sorted(nouns, key=lambda one: -len(one.__name__))  # "CastMember" before a name it might contain


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Deep merge of mappings, later ones first in rank. Lists are replaced whole."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            old = result.get(key)
            result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return result


def preset_names() -> list[str]:
    """The presets that ship with moviefactory: the default, then the others by name."""
    names = (path.stem for path in data_folder(PRESETS).glob("*.yaml"))
    return sorted(names, key=lambda name: (name != "default", name))


def read_preset(names: str) -> dict[str, Any]:
    """The values of a preset, or of several ("draft,ollama", later ones first in rank), without what describes them.

    Raises PlanError for an unknown name.
    """
    found: dict[str, Any] = {}
    for name in (one.strip() for one in names.split(",")):
        if name not in preset_names():
            raise PlanError(f"preset: there is no preset {name!r}; choose one of {', '.join(preset_names())}")
        found = merged(found, read_yaml(data_folder(PRESETS) / f"{name}.yaml"))
    return {key: value for key, value in found.items() if key not in _DESCRIBING}


def resolved(file: Mapping[str, Any], flags: Mapping[str, Any], preset: str | None = None) -> dict[str, Any]:
    """The values that count: flag > file > preset > default.

    Where another preset than the file's own is asked for, a value of the file that only repeats the file's own preset
    or a default does not count as the file's: a written-out plan follows `--preset`, a hand-changed value stays.
    """
    own = str(file.get("preset", "default"))
    name = preset or own
    kept: Mapping[str, Any] = file
    if preset and preset != own and "preset" in file:
        kept = _without(file, merged(_default_settings(), read_preset(own)))
    return merged(read_preset(name), kept, {"preset": name}, flags)


def _default_settings() -> dict[str, Any]:
    blank = Movie.model_construct().model_dump(mode="json", include={*_SETTINGS, "frame_rate", "size_px", "style"})
    return dict(blank)


def _without(file: Mapping[str, Any], preset: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, value in file.items():
        if isinstance(value, Mapping) and isinstance(preset.get(key), Mapping):
            kept[key] = _without(value, preset[key])
        elif key not in preset or preset[key] != value:
            kept[key] = value
    return kept

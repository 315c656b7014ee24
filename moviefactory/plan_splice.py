"""Changes a few values of a project file and leaves every other byte as it is.

A person's comments, key order, quoting, wrapping, blank lines and line ends outlive a revision, because the text is
never dumped anew: what the file's own values should become is worked out here, and yaml_pen.py writes the differences
into the text. What comes out is parsed again; where it does not read as meant, the whole file is written anew. It knows
the plan's shape, not who asks for a change or why.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import yaml

from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.plan_file import _Loader, merged, movie_from
from moviefactory.plan_text import _tidy, movie_text, never_dropped
from moviefactory.yaml_page import Unsure
from moviefactory.yaml_pen import WITH_IDS, Pen, aligned, items_of


def spliced(text: str, old: Movie, new: Movie, name: str = "movie.yaml") -> str:
    """`text` (the YAML of `old`, as a person may have edited it) changed so that it reads as `new`.

    `old` is what the text gives when read, so it may hold values of a preset or defaults that the text does not: only
    what differs between `old` and `new` is written. Scenes, shots, sounds and cast members are told apart by their
    ids; an item that changes its place, or its scene, takes its own text along. Line ends are kept, so read the file
    with newline="" and write it the same way. `name` is the file's, for errors and the header of a file written anew.
    Raises PlanError where no YAML of `new` reads back as `new`.
    """
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    if before == after:
        return text
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    if old.preset == new.preset:  # another preset moves values that the text does not hold
        result = _edited(text.removeprefix(mark), before, after)
        if result is not None:
            return mark + result
    result = movie_text(new, name)
    if not _reads_as(yaml.load(result, Loader=_Loader), after, {}):
        raise PlanError(f"{name}: the changed plan cannot be written as YAML that reads back equal; check its values")
    return mark + result


def changed_shots(old: Movie, new: Movie) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ids of the shots that changed, were added and were removed, in the order of the movie.

    A shot that went to another scene counts as changed: its seed, and so its take, hangs on the scene's id.
    """
    was = {shot.id: (scene.id, shot) for scene, shot in old.shots()}
    now = {shot.id: (scene.id, shot) for scene, shot in new.shots()}
    changed = tuple(one for one in now if one in was and now[one] != was[one])
    return changed, tuple(one for one in now if one not in was), tuple(one for one in was if one not in now)


def diff_text(before: str, after: str, name: str) -> str:
    """What changed from `before` to `after`, as a unified diff with two lines of context; "" where nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, n=2, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _edited(text: str, before: dict[str, Any], after: dict[str, Any]) -> str | None:
    """The text with the differences written into it, or None where that does not come out as meant."""
    try:
        data = yaml.load(text, Loader=_Loader)
        if not isinstance(data, dict) or not _reads_as(data, before, _below(before, data)):
            return None
        wanted = _Wish(data, before).mapping(data, before, after, layered=True)
        result = Pen(text, data, wanted).written()
        said = yaml.load(result, Loader=_Loader)
    except (Unsure, yaml.YAMLError, ValueError):
        return None
    good = _plain(said) == _plain(wanted) and _reads_as(said, after, _below(before, data))
    return result if good else None


def _below(before: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset may have put below the file's own values: never its title, its cast or its scenes."""
    below = {key: one for key, one in before.items() if key not in ("title", "cast", "scenes")}
    music = data.get("music")
    own = music if isinstance(music, dict) else {}
    return below | {"music": {key: one for key, one in before["music"].items() if key not in own}}


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _tidy(one, key) if key in ("cast", "scenes", "music") else one for key, one in data.items()}


def _reads_as(data: Mapping[str, Any], values: Mapping[str, Any], below: Mapping[str, Any]) -> bool:
    """Whether the file's values, with a preset's `below` them, give the plan whose values are `values`."""
    try:
        return movie_from(merged(below, data), "the edited plan").model_dump(mode="json") == values
    except PlanError:
        return False


class _Wish:
    """What the file's own values should become: the values that are there, plus the differences of two plans."""

    def __init__(self, data: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        was = dict(items_of(before))
        self.known = {key: (one, was[key]) for key, one in items_of(data) if key in was}

    def mapping(
        self,
        data: Mapping[str, Any],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        kind: str = "",
        layered: bool = False,
    ) -> dict[str, Any]:
        """`kind`: the key that it stands under. `layered`: another layer lies below it (preset, defaults).

        There, and where a field's own default is not empty, an empty value has to be said.
        """
        wanted, said = dict(data), never_dropped().get(kind, frozenset())
        for key, value in after.items():
            if value == before[key]:
                continue
            if not layered and value in (None, "", []) and key not in said:
                wanted.pop(key, None)
            elif key in data:
                wanted[key] = self._value(key, data[key], before[key], value, layered and key != "music")
            elif layered and isinstance(value, dict):
                old = before[key]
                wanted[key] = {name: one for name, one in value.items() if name not in old or one != old[name]}
            else:
                wanted[key] = _tidy(value, key)
        return wanted

    def _value(self, key: str, data: Any, before: Any, after: Any, layered: bool) -> Any:
        kinds = {type(one) for one in (data, before, after)}
        if kinds == {dict}:
            return self.mapping(data, before, after, key, layered)
        if kinds == {list} and key in WITH_IDS:
            return [self._item(key, one) for one in after]
        if kinds == {list} and len(data) == len(before):
            return self._list(key, data, before, after)
        return _tidy(after, key)

    def _item(self, key: str, after: dict[str, Any]) -> dict[str, Any]:
        data, before = self.known.get((key, after["id"]), (None, None))
        if data:
            return self.mapping(data, before, after, key)
        inner = {name: [self._item(name, one) for one in after[name]] for name in WITH_IDS if after.get(name)}
        return {**_tidy(after, key), **inner}  # a new scene may take over shots that are there

    def _item_of(self, key: str, data: Any, before: Any, after: Any) -> Any:
        """An entry that did not change stays as it was written: a line of narration may be a plain text."""
        return data if after == before else self._value(key, data, before, after, False)

    def _list(self, key: str, data: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
        partners = aligned(before, after)
        return [
            _tidy(value, key) if at is None else self._item_of(key, data[at], before[at], value)
            for at, value in zip(partners, after, strict=True)
        ]

"""Changes a few values of a project file and leaves every other byte as it is.

A person's comments, key order, quoting, wrapping, blank lines and line ends outlive a revision, because the text is
never dumped anew: the places that PyYAML's nodes mark in it are cut out and filled. What comes out is parsed again;
where a fine edit does not read as meant, the smallest list item around it (a sound, a shot, a scene) is written whole,
and the whole file at last. It knows YAML and the plan's shape, not who asks for a change or why.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

import yaml

from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.plan_file import _Loader, merged, movie_from
from moviefactory.plan_text import _Dumper, _tidy, movie_text

_WITH_IDS = ("cast", "scenes", "shots", "sounds")
_WIDTH = 116  # as plan_text.py writes
_ENDLESS = 1_000_000
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_LINE = re.compile("(?P<line>[^\n\r\x85\u2028\u2029]*)(?:\r\n|[\n\r\x85\u2028\u2029]|\\Z)")
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")  # JSON lets them stand as they are
_Node = Any  # a yaml.Node whose kind the code has just looked at


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
        result = _Pen(text, data, wanted).written()
        said = yaml.load(result, Loader=_Loader)
    except (_Unsure, yaml.YAMLError, ValueError):
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
        was = dict(_items(before))
        self.known = {key: (one, was[key]) for key, one in _items(data) if key in was}

    def mapping(
        self, data: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], layered: bool = False
    ) -> dict[str, Any]:
        """`layered`: another layer lies below (preset, defaults), so that an empty value has to be said."""
        wanted = dict(data)
        for key, value in after.items():
            if value == before[key]:
                continue
            if not layered and value in (None, "", []) and key != "noun":
                wanted.pop(key, None)
            elif key in data:
                wanted[key] = self._value(key, data[key], before[key], value, layered and key != "music")
            elif layered and isinstance(value, dict):
                wanted[key] = {name: one for name, one in value.items() if one != before[key][name]}
            else:
                wanted[key] = _tidy(value, key)
        return wanted

    def _value(self, key: str, data: Any, before: Any, after: Any, layered: bool) -> Any:
        kinds = {type(one) for one in (data, before, after)}
        if kinds == {dict}:
            return self.mapping(data, before, after, layered)
        if kinds == {list} and key in _WITH_IDS:
            return [self._item(key, one) for one in after]
        if kinds == {list} and len(data) == len(before):
            return self._list(key, data, before, after)
        return _tidy(after, key)

    def _item(self, key: str, after: dict[str, Any]) -> dict[str, Any]:
        data, before = self.known.get((key, after["id"]), (None, None))
        if data:
            return self.mapping(data, before, after)
        inner = {name: [self._item(name, one) for one in after[name]] for name in _WITH_IDS if after.get(name)}
        return {**_tidy(after, key), **inner}  # a new scene may take over shots that are there

    def _list(self, key: str, data: list[Any], before: list[Any], after: list[Any]) -> list[Any]:
        partners = _aligned(before, after)
        return [
            _tidy(value, key) if at is None else self._value("", data[at], before[at], value, False)
            for at, value in zip(partners, after, strict=True)
        ]


def _items(data: Any, kind: str = "") -> Iterator[tuple[tuple[str, str], Any]]:
    """Everything in a plan that has an id, as ((key of its list, id), item)."""
    for key, value in data.items() if isinstance(data, dict) else ():
        for one in value if key in _WITH_IDS and isinstance(value, list) else ():
            yield (key, str(one["id"])), one
            yield from _items(one)


def _aligned(old: Sequence[Any], new: Sequence[Any], pair: bool = True) -> list[int | None]:
    """For each of `new` the index of the one of `old` that it is, in rising order; `pair`: or that it replaces."""
    partners: list[int | None] = [None] * len(new)
    left, right = ([json.dumps(one, sort_keys=True, default=str) for one in side] for side in (old, new))
    for tag, start, end, at, until in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and pair):
            for shift in range(min(end - start, until - at)):
                partners[at + shift] = start + shift
    return partners


class _Unsure(Exception):
    """The text is laid out in a way that is not edited; what holds it is written anew."""


class _Edit(NamedTuple):
    """text[start:end] becomes `text`."""

    start: int
    end: int
    text: str


class _Styled(str):
    """A string that is written in a certain YAML style, where that can hold it."""

    style: str | None = None


class _BlockDumper(_Dumper):
    """plan_text's dumper, which also knows strings of a given style and quotes rare line breaks."""

    quoted = re.compile("[\x85\u2028\u2029]")


class _FlowDumper(_BlockDumper):
    """The same, for one line: a text of several lines is quoted with \\n in it."""

    quoted = re.compile("[\n\x85\u2028\u2029]")


def _text_node(dumper: Any, data: str) -> _Node:
    style = '"' if dumper.quoted.search(data) else getattr(data, "style", None)
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style=style)


for _kind in (str, _Styled):
    _BlockDumper.add_representer(_kind, _text_node)
    _FlowDumper.add_representer(_kind, _text_node)


class _Spot(NamedTuple):
    """Where a value stands: after `key` (None: in a list) at `column` of its key or dash, in a block or a flow."""

    key: _Node
    column: int
    flow: bool
    name: str  # the key that the value, or the list that holds it, belongs to


class _Home(NamedTuple):
    """A list item of the text that has an id: its list, its place there and its values."""

    node: _Node
    at: int
    data: dict[str, Any]


class _Pen:
    """The text, its nodes, and the edits that turn the one plain value into the other."""

    def __init__(self, text: str, data: dict[str, Any], wanted: dict[str, Any]) -> None:
        self.text, self.data, self.wanted = text, data, wanted
        first = _BREAK.search(text)
        self.nl = first.group() if first and first.group() in ("\r\n", "\r") else "\n"
        self.root: _Node = cast(_Node, yaml.compose(text, Loader=_Loader))
        self.homes = dict(self._homes(self.root, data))
        self.alive = {key for key, _ in _items(wanted)}
        self.is_json = self.root.flow_style and any(key.style == '"' for key, _ in self.root.value)

    def written(self) -> str:
        """The whole text, edited. Raises _Unsure."""
        return self._applied(0, len(self.text), self._mapping(self.root, self.data, self.wanted))

    def _homes(self, node: _Node, data: Any) -> Iterator[tuple[tuple[str, str], _Home]]:
        for key, value in node.value:
            if key.value in _WITH_IDS and isinstance(value, yaml.SequenceNode):
                for at, one in enumerate(value.value):
                    item = data[key.value][at]
                    yield (key.value, str(item["id"])), _Home(value, at, item)
                    yield from self._homes(one, item)

    def _value(self, node: _Node, data: Any, wanted: Any, spot: _Spot) -> list[_Edit]:
        if data == wanted:
            return []
        if isinstance(data, dict) and isinstance(wanted, dict) and data and wanted:
            return self._mapping(node, data, wanted)
        if isinstance(data, list) and isinstance(wanted, list) and data and wanted:
            return self._sequence(node, data, wanted, spot.name)
        if isinstance(node, yaml.ScalarNode) and not isinstance(wanted, (dict, list)):
            return [self._scalar(node, wanted, spot)]
        return [self._other_kind(node, wanted, spot)]

    def _scalar(self, node: yaml.ScalarNode, wanted: Any, spot: _Spot) -> _Edit:
        """The scalar in its old style, wrapped as plan_text.py wraps unless a person keeps such lines whole."""
        start, end = node.start_mark.index, self._end(node)
        was = self.text[start:end]
        value: Any = wanted
        if isinstance(wanted, str):
            value = _Styled(wanted)
            value.style = node.style or None
        if spot.flow:
            new = self._flow_text(value)
        else:
            whole = not _BREAK.search(was) and (self._column(end) > _WIDTH or node.style == '"')
            new = self._after_key(value, spot, _ENDLESS if whole else _WIDTH).lstrip(" ")
        if note := re.match(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)", was):  # `prompt: |  # a comment`
            head, *rest = new.split(self.nl, 1) if new[:1] in ("|", ">") else [new]
            new = self.nl.join([head + note[1], *rest])
        return _Edit(start, end, f" {new}" if not was and start and self.text[start - 1] == ":" else new)

    def _other_kind(self, node: _Node, wanted: Any, spot: _Spot) -> _Edit:
        """A list or mapping where a scalar or an empty one was, or the other way round."""
        if spot.flow or spot.key is None:
            if not spot.flow:
                raise _Unsure
            return _Edit(node.start_mark.index, self._end(node), self._flow_text(wanted))
        start, end = spot.key.end_mark.index, self._end(node)
        line_end = self._line_end(start)
        if end <= line_end:
            comment, end = self.text[end:line_end], line_end
        else:
            note = re.match(r"[ \t]*:([ \t]+#.*)", self.text[start:line_end])
            comment = note[1] if note else ""
        head, *rest = (":" + self._after_key(wanted, spot, _WIDTH)).split(self.nl, 1)
        return _Edit(start, end, self.nl.join([head + comment, *rest]))

    def _mapping(self, node: _Node, data: dict[str, Any], wanted: dict[str, Any]) -> list[_Edit]:
        column = self._column(node.value[-1][0].start_mark.index)  # before the first one an anchor may stand
        edits: list[_Edit] = []
        for key, value in node.value:
            if key.value in wanted:
                spot = _Spot(key, column, node.flow_style, key.value)
                edits += self._value(value, data[key.value], wanted[key.value], spot)
        gone = [at for at, (key, _) in enumerate(node.value) if key.value not in wanted]
        fresh = {key: value for key, value in wanted.items() if key not in data}
        if node.flow_style:
            spans = [(key.start_mark.index, self._end(value)) for key, value in node.value]
            stays = [at for at in range(len(spans)) if at not in gone]
            new = [self._flow_text({key: value})[1:-1] for key, value in fresh.items()]
            return edits + self._flow_list(spans, stays, {len(stays): new} if new else {})
        edits += self._without_keys(node, gone, column)
        last = self._line_after(self._end(node.value[-1][1]), column)
        return edits + [self._inserted(last, self._block({key: value}, column)) for key, value in fresh.items()]

    def _without_keys(self, node: _Node, gone: list[int], column: int) -> list[_Edit]:
        keys = [key.start_mark.index for key, _ in node.value]
        ends = [self._line_after(self._end(value), column) for _, value in node.value]
        edits, run = [], 0
        if self.text[self._line_start(keys[0]) : keys[0]].strip(" "):  # the first key shares its line with a dash
            while run in gone:
                run += 1
        if run:
            if run == len(keys) or "#" in self.text[ends[run - 1] : keys[run]]:
                raise _Unsure
            edits.append(_Edit(keys[0], keys[run], ""))
        for at in gone[run:]:
            start = self._line_start(keys[at])
            if self.text[start : keys[at]].strip(" "):
                raise _Unsure
            edits.append(_Edit(start, ends[at], ""))
        return edits

    def _sequence(self, node: _Node, data: list[Any], wanted: list[Any], kind: str) -> list[_Edit]:
        if kind in _WITH_IDS:
            partners = _aligned([one["id"] for one in data], [one["id"] for one in wanted], pair=False)
        else:
            partners = _aligned(data, wanted)
        stays = [at for at in partners if at is not None]
        column = self._dash(node, 0)[1] if not node.flow_style else 0
        edits: list[_Edit] = []
        for value, at in zip(wanted, partners, strict=True):
            if at is not None and data[at] != value:
                edits += self._item(node, at, data[at], value, _Spot(None, column, node.flow_style, kind))
        places: dict[int, list[str]] = {}  # how many that stay come before, and what is put there
        before = 0
        for value, at in zip(wanted, partners, strict=True):
            before += at is not None
            if at is None:
                new = self._flow_text(value) if node.flow_style else self._brought(value, kind, column)
                places.setdefault(before, []).append(new)
        if node.flow_style:
            spans = [(one.start_mark.index, self._end(one)) for one in node.value]
            return edits + self._flow_list(spans, stays, places)
        moved = [at for at, one in enumerate(data) if kind in _WITH_IDS and (kind, str(one["id"])) in self.alive]
        return edits + self._block_list(node, stays, places, set(moved))

    def _item(self, node: _Node, at: int, data: Any, wanted: Any, spot: _Spot) -> list[_Edit]:
        """Edits inside one item; where they do not come out as meant, the item written whole."""
        one = node.value[at]
        if spot.name not in _WITH_IDS:
            return self._value(one, data, wanted, spot)
        start, end = (one.start_mark.index, self._end(one)) if spot.flow else self._body(node, at)
        try:
            edits = self._value(one, data, wanted, spot)
            if self._means(self._applied(start, end, edits), wanted, spot):
                return edits
        except _Unsure:
            pass
        if spot.flow:
            return [_Edit(start, end, self._flow_text(wanted))]
        whole = self._block([_tidy(wanted, spot.name)], spot.column)
        return [_Edit(start, end, whole if _BREAK.search(self.text[end - 1]) else whole.removesuffix(self.nl))]

    def _means(self, piece: str, wanted: Any, spot: _Spot) -> bool:
        try:
            value = yaml.load(piece, Loader=_Loader)
        except (yaml.YAMLError, ValueError):
            return False
        return bool(_tidy(value, spot.name) == _tidy(wanted if spot.flow else [wanted], spot.name))

    def _brought(self, value: Any, kind: str, column: int) -> str:
        """The block of an item that is new here: its own text where it comes from elsewhere, else written anew."""
        fresh = self._block([_tidy(value, kind) if isinstance(value, dict) else value], column)
        home = self.homes.get((kind, str(value["id"]))) if kind in _WITH_IDS else None
        if home is None and kind == "scenes":
            return self._new_scene(value, column)
        if home is None or home.node.flow_style:
            return fresh
        try:
            spot = _Spot(None, self._dash(home.node, home.at)[1], False, kind)
            edits = self._value(home.node.value[home.at], home.data, value, spot)
            piece = self._applied(self._lead(home.node, home.at), self._body(home.node, home.at)[1], edits)
        except _Unsure:
            return fresh
        moved = [self._shifted(line, column - spot.column) for line in _lines(piece)]
        text = "".join(moved)
        text += "" if _BREAK.match(text[-1]) else self.nl
        return text if self._means(text, value, spot) else fresh

    def _new_scene(self, scene: dict[str, Any], column: int) -> str:
        """A new scene's block. Where it takes shots over (a scene split in two), they bring their own text."""
        text = ""
        for key, value in scene.items():
            if key == "shots":
                text += self._block({key: None}, column + 2).replace(" null", "")
                text += "".join(self._brought(one, key, column + 2) for one in value)
            else:
                text += self._block({key: _tidy(value, key)}, column + 2)
        return text[:column] + "- " + text[column + 2 :]

    def _shifted(self, line: str, by: int) -> str:
        blank = len(line) - len(line.lstrip(" "))
        return line if not line.strip() else line[min(-by, blank) :] if by < 0 else " " * by + line

    def _block_list(self, node: _Node, stays: list[int], places: dict[int, list[str]], moved: set[int]) -> list[_Edit]:
        """`places`: how many of those that stay come before, and the blocks that are put there."""
        bodies = [self._body(node, at) for at in range(len(node.value))]
        gaps = [self.text[left[1] : right[0]] for left, right in pairwise(bodies)]
        airy = bool(gaps) and all(_BREAK.match(gap.lstrip(" ")) for gap in gaps)  # a blank line between all items
        gone = set(range(len(bodies))) - set(stays)
        edits = []
        for at in gone:
            start, end = self._lead(node, at) if at in moved else bodies[at][0], bodies[at][1]
            if airy and at < len(gaps):
                end += len(gaps[at]) - len(gaps[at].lstrip(" \r\n"))
            elif airy and at - 1 not in gone and not self.text[bodies[at - 1][1] : start].strip():
                start = bodies[at - 1][1]
            edits.append(_Edit(start, self._line_start(end) if end < len(self.text) else end, ""))
        blank = self.nl if airy else ""
        for before, blocks in places.items():
            here = bodies[stays[before - 1]][1] if before else self._lead(node, 0)
            edits += [self._inserted(here, blank + one if before else one + blank) for one in blocks]
        return edits

    def _flow_list(self, spans: list[tuple[int, int]], stays: list[int], places: dict[int, list[str]]) -> list[_Edit]:
        """As `_block_list`, where the items are `spans` between brackets."""
        gap = ", "
        if len(spans) > 1 and _BREAK.search(self.text[spans[0][1] : spans[1][0]]):
            gap = "," + self.nl + " " * self._column(spans[1][0])
        edits = []
        for before, texts in places.items():
            if before:
                at = spans[stays[before - 1]][1]
                edits.append(_Edit(at, at, "".join(gap + one for one in texts)))
            else:
                at = spans[stays[0] if stays else 0][0]
                edits.append(_Edit(at, at, gap.join(texts) + (gap if stays else "")))
        gone = sorted(set(range(len(spans))) - set(stays))
        for at in gone:
            if stays and at > stays[-1]:
                edits.append(_Edit(spans[at - 1][1], spans[at][1], ""))
            elif at + 1 < len(spans):
                comma = re.match(r"\s*,", self.text[spans[at][1] : spans[at + 1][0]])
                noted = "#" in self.text[spans[at][1] : spans[at + 1][0]] and comma
                end = spans[at][1] + comma.end() if noted and comma else spans[at + 1][0]
                edits.append(_Edit(spans[at][0], end, ""))
            else:
                edits.append(_Edit(*spans[at], ""))
        return edits

    def _end(self, node: _Node) -> int:
        """Where the node's last character is: a block's own mark lies behind the comments and blank lines after it."""
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            text = self.text[node.start_mark.index : node.end_mark.index]
            kept = re.match(r"[^\r\n#]*\+", text)
            return node.start_mark.index + len(re.sub(r"(\r\n|\n|\r)?[ \t]*\Z", "", text) if kept else text.rstrip())
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _dash(self, node: _Node, at: int) -> tuple[int, int]:
        """Where the item's dash is in the text, and in its line."""
        here, first = node.value[at].start_mark.index, self._end(node.value[at - 1]) if at else node.start_mark.index
        while (here := self.text.rfind("-", first, here)) >= 0:
            start = self._line_start(here)
            if not self.text[start:here].strip(" "):
                return here, here - start
        raise _Unsure

    def _body(self, node: _Node, at: int) -> tuple[int, int]:
        """The item's own lines: from its dash to its end, with the deeper comments after it."""
        dash, column = self._dash(node, at)
        return self._line_start(dash), self._line_after(self._end(node.value[at]), column)

    def _lead(self, node: _Node, at: int) -> int:
        """The start of the comment lines that stand right above the item."""
        start = self._body(node, at)[0]
        first = self._body(node, at - 1)[1] if at else 0
        while start > first:
            above = self._line_start(start - 1)
            if above < first or not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def _line_start(self, here: int) -> int:
        return max(self.text.rfind(one, 0, here) for one in "\n\r\x85\u2028\u2029") + 1

    def _line_end(self, here: int) -> int:
        found = _BREAK.search(self.text, here)
        return found.start() if found else len(self.text)

    def _line_after(self, here: int, column: int) -> int:
        """The start of the line after `here`, and after the comment lines that follow deeper than `column`."""
        end = here
        for found in _LINE.finditer(self.text, here):
            line = found["line"]
            inside = len(line) - len(line.lstrip()) > column
            if found.start() > here and line.strip() and not (line.lstrip().startswith("#") and inside):
                break
            if found.start() == here or line.strip():
                end = found.end()
        return end

    def _column(self, here: int) -> int:
        return here - self._line_start(here)

    def _applied(self, start: int, end: int, edits: list[_Edit]) -> str:
        """text[start:end] with the edits that lie in it. Raises _Unsure where two of them overlap."""
        parts, here = [], start
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            if not here <= edit.start <= edit.end <= end:
                raise _Unsure
            parts += [self.text[here : edit.start], edit.text]
            here = edit.end
        return "".join([*parts, self.text[here:end]])

    def _inserted(self, here: int, lines: str) -> _Edit:
        if here and not _BREAK.match(self.text[here - 1]):  # the last line has no end
            lines = self.nl + lines.removesuffix(self.nl)
        return _Edit(here, here, lines)

    def _block(self, value: Any, column: int, width: int = _WIDTH) -> str:
        text = yaml.dump(value, Dumper=_BlockDumper, sort_keys=False, allow_unicode=True, width=max(width - column, 20))
        return "".join(f"{' ' * column if line else ''}{line}{self.nl}" for line in text.split("\n")[:-1])

    def _after_key(self, value: Any, spot: _Spot, width: int) -> str:
        """What stands behind `key:` or `- ` when `value` is written there."""
        block = self._block([value] if spot.key is None else {spot.key.value: value}, spot.column, width)
        head = "-" if spot.key is None else f"{spot.key.value}:"
        return block[spot.column + len(head) :].removesuffix(self.nl)

    def _flow_text(self, value: Any) -> str:
        if self.is_json:
            text = json.dumps(value, ensure_ascii=False)
            return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        text = yaml.dump(
            [value], Dumper=_FlowDumper, sort_keys=False, allow_unicode=True, width=_ENDLESS, default_flow_style=True
        )
        return str(text).strip()[1:-1]


def _lines(text: str) -> list[str]:
    ends = [found.end() for found in _BREAK.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]

"""Writes changed values into a YAML text where they stand: the pen of plan_splice.py.

The places that PyYAML's nodes mark in the text are cut out and filled, in the style that is there. Where a fine edit
does not read as meant, the smallest list item around it (a sound, a shot, a scene) is written whole. It knows YAML and
that the items of some lists have ids; what the values mean, and whether the whole reads as a plan, it does not know.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

import yaml

from moviefactory.plan_file import _Loader
from moviefactory.plan_text import _tidy
from moviefactory.yaml_page import BREAK, Edit, Page, Unsure
from moviefactory.yaml_text import Styled, block_text, flow_text

WITH_IDS = ("cast", "scenes", "shots", "sounds")
_WIDTH = 116  # as plan_text.py writes
_ENDLESS = 1_000_000
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # JSON lets them stand as they are
_Node = Any  # a yaml.Node whose kind the code has just looked at


def items_of(data: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    """Everything in a plan that has an id, as ((key of its list, id), item)."""
    for key, value in data.items() if isinstance(data, dict) else ():
        for one in value if key in WITH_IDS and isinstance(value, list) else ():
            yield (key, str(one["id"])), one
            yield from items_of(one)


def aligned(old: Sequence[Any], new: Sequence[Any], pair: bool = True) -> list[int | None]:
    """For each of `new` the index of the one of `old` that it is, in rising order; `pair`: or that it replaces."""
    partners: list[int | None] = [None] * len(new)
    left, right = ([json.dumps(one, sort_keys=True, default=str) for one in side] for side in (old, new))
    for tag, start, end, at, until in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and pair):
            for shift in range(min(end - start, until - at)):
                partners[at + shift] = start + shift
    return partners


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


class Pen:
    """The text, its nodes, and the edits that turn the one plain value into the other."""

    def __init__(self, text: str, data: dict[str, Any], wanted: dict[str, Any]) -> None:
        self.page, self.data, self.wanted = Page(text), data, wanted
        self.root: _Node = cast(_Node, yaml.compose(text, Loader=_Loader))
        self.homes = dict(self._homes(self.root, data))
        self.alive = {key for key, _ in items_of(wanted)}
        self.is_json = self.root.flow_style and any(key.style == '"' for key, _ in self.root.value)

    def written(self) -> str:
        """The whole text, edited. Raises Unsure."""
        return self.page.applied(0, len(self.page.text), self._mapping(self.root, self.data, self.wanted))

    def _homes(self, node: _Node, data: Any) -> Iterator[tuple[tuple[str, str], _Home]]:
        for key, value in node.value:
            if key.value in WITH_IDS and isinstance(value, yaml.SequenceNode):
                for at, one in enumerate(value.value):
                    item = data[key.value][at]
                    yield (key.value, str(item["id"])), _Home(value, at, item)
                    yield from self._homes(one, item)

    def _value(self, node: _Node, data: Any, wanted: Any, spot: _Spot) -> list[Edit]:
        if data == wanted:
            return []
        if isinstance(data, dict) and isinstance(wanted, dict) and data and wanted:
            return self._mapping(node, data, wanted)
        if isinstance(data, list) and isinstance(wanted, list) and data and wanted:
            return self._sequence(node, data, wanted, spot.name)
        if isinstance(node, yaml.ScalarNode) and not isinstance(wanted, (dict, list)):
            return [self._scalar(node, wanted, spot)]
        return [self._other_kind(node, wanted, spot)]

    def _scalar(self, node: yaml.ScalarNode, wanted: Any, spot: _Spot) -> Edit:
        """The scalar in its old style, wrapped as plan_text.py wraps unless a person keeps such lines whole."""
        start, end = node.start_mark.index, self.page.end(node)
        was = self.page.text[start:end]
        value: Any = wanted
        if isinstance(wanted, str):
            value = Styled(wanted)
            value.style = node.style or None
        if spot.flow:
            new = self._flow_text(value)
        else:
            whole = not BREAK.search(was) and (self.page.column(end) > _WIDTH or node.style == '"')
            new = self._after_key(value, spot, _ENDLESS if whole else _WIDTH).lstrip(" ")
        if note := re.match(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)", was):  # `prompt: |  # a comment`
            head, *rest = new.split(self.page.nl, 1) if new[:1] in ("|", ">") else [new]
            new = self.page.nl.join([head + note[1], *rest])
        return Edit(start, end, f" {new}" if not was and start and self.page.text[start - 1] == ":" else new)

    def _other_kind(self, node: _Node, wanted: Any, spot: _Spot) -> Edit:
        """A list or mapping where a scalar or an empty one was, or the other way round."""
        if spot.flow or spot.key is None:
            if not spot.flow:
                raise Unsure
            return Edit(node.start_mark.index, self.page.end(node), self._flow_text(wanted))
        start, end = spot.key.end_mark.index, self.page.end(node)
        line_end = self.page.line_end(start)
        if end <= line_end:
            comment, end = self.page.text[end:line_end], line_end
        else:
            note = re.match(r"[ \t]*:([ \t]+#.*)", self.page.text[start:line_end])
            comment = note[1] if note else ""
        head, *rest = (":" + self._after_key(wanted, spot, _WIDTH)).split(self.page.nl, 1)
        return Edit(start, end, self.page.nl.join([head + comment, *rest]))

    def _mapping(self, node: _Node, data: dict[str, Any], wanted: dict[str, Any]) -> list[Edit]:
        column = self.page.column(node.value[-1][0].start_mark.index)  # before the first one an anchor may stand
        edits: list[Edit] = []
        for key, value in node.value:
            if key.value in wanted:
                spot = _Spot(key, column, node.flow_style, key.value)
                edits += self._value(value, data[key.value], wanted[key.value], spot)
        gone = [at for at, (key, _) in enumerate(node.value) if key.value not in wanted]
        fresh = {key: value for key, value in wanted.items() if key not in data}
        if node.flow_style:
            spans = [(key.start_mark.index, self.page.end(value)) for key, value in node.value]
            stays = [at for at in range(len(spans)) if at not in gone]
            new = [self._flow_text({key: value})[1:-1] for key, value in fresh.items()]
            return edits + self.page.flow_list(spans, stays, {len(stays): new} if new else {})
        edits += self._without_keys(node, gone, column)
        last = self.page.line_after(self.page.end(node.value[-1][1]), column)
        return edits + [self.page.inserted(last, self._block({key: value}, column)) for key, value in fresh.items()]

    def _without_keys(self, node: _Node, gone: list[int], column: int) -> list[Edit]:
        keys = [key.start_mark.index for key, _ in node.value]
        ends = [self.page.line_after(self.page.end(value), column) for _, value in node.value]
        edits, run = [], 0
        if self.page.text[self.page.line_start(keys[0]) : keys[0]].strip(
            " "
        ):  # the first key shares its line with a dash
            while run in gone:
                run += 1
        if run:
            if run == len(keys) or "#" in self.page.text[ends[run - 1] : keys[run]]:
                raise Unsure
            edits.append(Edit(keys[0], keys[run], ""))
        for at in gone[run:]:
            start = self.page.line_start(keys[at])
            if self.page.text[start : keys[at]].strip(" "):
                raise Unsure
            edits.append(Edit(start, ends[at], ""))
        return edits

    def _sequence(self, node: _Node, data: list[Any], wanted: list[Any], kind: str) -> list[Edit]:
        if kind in WITH_IDS:
            partners = aligned([one["id"] for one in data], [one["id"] for one in wanted], pair=False)
        else:
            partners = aligned(data, wanted)
        stays = [at for at in partners if at is not None]
        column = self.page.dash(node, 0)[1] if not node.flow_style else 0
        edits: list[Edit] = []
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
            spans = [(one.start_mark.index, self.page.end(one)) for one in node.value]
            return edits + self.page.flow_list(spans, stays, places)
        moved = [at for at, one in enumerate(data) if kind in WITH_IDS and (kind, str(one["id"])) in self.alive]
        return edits + self.page.block_list(node, stays, places, set(moved))

    def _item(self, node: _Node, at: int, data: Any, wanted: Any, spot: _Spot) -> list[Edit]:
        """Edits inside one item; where they do not come out as meant, the item written whole."""
        one = node.value[at]
        if spot.name not in WITH_IDS:
            return self._value(one, data, wanted, spot)
        start, end = (one.start_mark.index, self.page.end(one)) if spot.flow else self.page.body(node, at)
        try:
            edits = self._value(one, data, wanted, spot)
            if self._means(self.page.applied(start, end, edits), wanted, spot):
                return edits
        except Unsure:
            pass
        if spot.flow:
            return [Edit(start, end, self._flow_text(wanted))]
        whole = self._block([_tidy(wanted, spot.name)], spot.column)
        return [Edit(start, end, whole if BREAK.search(self.page.text[end - 1]) else whole.removesuffix(self.page.nl))]

    def _means(self, piece: str, wanted: Any, spot: _Spot) -> bool:
        try:
            value = yaml.load(piece, Loader=_Loader)
        except (yaml.YAMLError, ValueError):
            return False
        return bool(_tidy(value, spot.name) == _tidy(wanted if spot.flow else [wanted], spot.name))

    def _brought(self, value: Any, kind: str, column: int) -> str:
        """The block of an item that is new here: its own text where it comes from elsewhere, else written anew."""
        fresh = self._block([_tidy(value, kind) if isinstance(value, dict) else value], column)
        home = self.homes.get((kind, str(value["id"]))) if kind in WITH_IDS else None
        if home is None and kind == "scenes":
            return self._new_scene(value, column)
        if home is None or home.node.flow_style:
            return fresh
        try:
            spot = _Spot(None, self.page.dash(home.node, home.at)[1], False, kind)
            edits = self._value(home.node.value[home.at], home.data, value, spot)
            piece = self.page.applied(self.page.lead(home.node, home.at), self.page.body(home.node, home.at)[1], edits)
        except Unsure:
            return fresh
        moved = [self._shifted(line, column - spot.column) for line in _lines(piece)]
        text = "".join(moved)
        text += "" if BREAK.match(text[-1]) else self.page.nl
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

    def _block(self, value: Any, column: int, width: int = _WIDTH) -> str:
        text = block_text(value, max(width - column, 20))
        return "".join(f"{' ' * column if line else ''}{line}{self.page.nl}" for line in text.split("\n")[:-1])

    def _after_key(self, value: Any, spot: _Spot, width: int) -> str:
        """What stands behind `key:` or `- ` when `value` is written there."""
        block = self._block([value] if spot.key is None else {spot.key.value: value}, spot.column, width)
        head = "-" if spot.key is None else f"{spot.key.value}:"
        return block[spot.column + len(head) :].removesuffix(self.page.nl)

    def _flow_text(self, value: Any) -> str:
        if self.is_json:
            text = json.dumps(value, ensure_ascii=False)
            return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        return flow_text(value)


def _lines(text: str) -> list[str]:
    ends = [found.end() for found in BREAK.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]

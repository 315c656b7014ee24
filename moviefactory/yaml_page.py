"""Where things stand in a YAML text: the lines, dashes, ends and leading comments of its nodes, and edits at places.

PyYAML's marks say where a node begins; where it ends for a person (before the comments and blank lines that follow, or
after those that belong to it) is worked out here. It knows nothing of the values.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NamedTuple

import yaml

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_LINE = re.compile("(?P<line>[^\n\r\x85\u2028\u2029]*)(?:\r\n|[\n\r\x85\u2028\u2029]|\\Z)")
_Node = Any  # a yaml.Node whose kind the code has just looked at


class Unsure(Exception):
    """The text is laid out in a way that is not edited; what holds it is written anew."""


class Edit(NamedTuple):
    """text[start:end] becomes `text`."""

    start: int
    end: int
    text: str


class Page:
    """A YAML text, and where the nodes that were composed of it stand in it. `nl` is its kind of line end."""

    def __init__(self, text: str) -> None:
        self.text = text
        first = BREAK.search(text)
        self.nl = first.group() if first and first.group() in ("\r\n", "\r") else "\n"

    def end(self, node: _Node) -> int:
        """Where the node's last character is: a block's own mark lies behind the comments and blank lines after it."""
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            text = self.text[node.start_mark.index : node.end_mark.index]
            kept = re.match(r"[^\r\n#]*\+", text)
            return node.start_mark.index + len(re.sub(r"(\r\n|\n|\r)?[ \t]*\Z", "", text) if kept else text.rstrip())
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1] if isinstance(last, tuple) else last)

    def dash(self, node: _Node, at: int) -> tuple[int, int]:
        """Where the item's dash is in the text, and in its line."""
        here, first = node.value[at].start_mark.index, self.end(node.value[at - 1]) if at else node.start_mark.index
        while (here := self.text.rfind("-", first, here)) >= 0:
            start = self.line_start(here)
            if not self.text[start:here].strip(" "):
                return here, here - start
        raise Unsure

    def body(self, node: _Node, at: int) -> tuple[int, int]:
        """The item's own lines: from its dash to its end, with the deeper comments after it."""
        dash, column = self.dash(node, at)
        return self.line_start(dash), self.line_after(self.end(node.value[at]), column)

    def lead(self, node: _Node, at: int) -> int:
        """The start of the comment lines that stand right above the item."""
        start = self.body(node, at)[0]
        first = self.body(node, at - 1)[1] if at else 0
        while start > first:
            above = self.line_start(start - 1)
            if above < first or not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def line_start(self, here: int) -> int:
        return max(self.text.rfind(one, 0, here) for one in "\n\r\x85\u2028\u2029") + 1

    def line_end(self, here: int) -> int:
        found = BREAK.search(self.text, here)
        return found.start() if found else len(self.text)

    def line_after(self, here: int, column: int) -> int:
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

    def column(self, here: int) -> int:
        return here - self.line_start(here)

    def applied(self, start: int, end: int, edits: list[Edit]) -> str:
        """text[start:end] with the edits that lie in it. Raises Unsure where two of them overlap."""
        parts, here = [], start
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            if not here <= edit.start <= edit.end <= end:
                raise Unsure
            parts += [self.text[here : edit.start], edit.text]
            here = edit.end
        return "".join([*parts, self.text[here:end]])

    def inserted(self, here: int, lines: str) -> Edit:
        if here and not BREAK.match(self.text[here - 1]):  # the last line has no end
            lines = self.nl + lines.removesuffix(self.nl)
        return Edit(here, here, lines)

    def block_list(self, node: _Node, stays: list[int], places: dict[int, list[str]], moved: set[int]) -> list[Edit]:
        """The edits that leave the items `stays` of a list, and put the blocks of `places` after so many of them.

        Of an item of `moved` the comments above it go too.
        """
        bodies = [self.body(node, at) for at in range(len(node.value))]
        gaps = [self.text[left[1] : right[0]] for left, right in pairwise(bodies)]
        airy = bool(gaps) and all(BREAK.match(gap.lstrip(" ")) for gap in gaps)  # a blank line between all items
        gone = set(range(len(bodies))) - set(stays)
        edits = []
        for at in gone:
            start, end = self.lead(node, at) if at in moved else bodies[at][0], bodies[at][1]
            if airy and at < len(gaps):
                end += len(gaps[at]) - len(gaps[at].lstrip(" \r\n"))
            elif airy and at - 1 not in gone and not self.text[bodies[at - 1][1] : start].strip():
                start = bodies[at - 1][1]
            edits.append(Edit(start, self.line_start(end) if end < len(self.text) else end, ""))
        blank = self.nl if airy else ""
        for before, blocks in places.items():
            here = bodies[stays[before - 1]][1] if before else self.lead(node, 0)
            edits += [self.inserted(here, blank + one if before else one + blank) for one in blocks]
        return edits

    def flow_list(self, spans: list[tuple[int, int]], stays: list[int], places: dict[int, list[str]]) -> list[Edit]:
        """As `block_list`, where the items are `spans` between brackets."""
        gap = ", "
        if len(spans) > 1 and BREAK.search(self.text[spans[0][1] : spans[1][0]]):
            gap = "," + self.nl + " " * self.column(spans[1][0])
        edits = []
        for before, texts in places.items():
            if before:
                at = spans[stays[before - 1]][1]
                edits.append(Edit(at, at, "".join(gap + one for one in texts)))
            else:
                at = spans[stays[0] if stays else 0][0]
                edits.append(Edit(at, at, gap.join(texts) + (gap if stays else "")))
        gone = sorted(set(range(len(spans))) - set(stays))
        for at in gone:
            if stays and at > stays[-1]:
                edits.append(Edit(spans[at - 1][1], spans[at][1], ""))
            elif at + 1 < len(spans):
                comma = re.match(r"\s*,", self.text[spans[at][1] : spans[at + 1][0]])
                noted = "#" in self.text[spans[at][1] : spans[at + 1][0]] and comma
                end = spans[at][1] + comma.end() if noted and comma else spans[at + 1][0]
                edits.append(Edit(spans[at][0], end, ""))
            else:
                edits.append(Edit(*spans[at], ""))
        return edits

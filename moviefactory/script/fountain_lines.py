"""The lines of a Fountain screenplay before its parser sees them: numbered, without notes, in blocks of one kind.

The parser looks at a block at a time; which of the file's lines a block stood on is known here alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

HEADING = re.compile(r"\s*(?:INT|EXT|EST|INT\.?/EXT|EXT\.?/INT|I/E|E/I)(?:\.|\s|$)\s*(?=\S)", re.I)
TRANSITION = re.compile(
    r">?\s*(?:(?:(?:SMASH|HARD|MATCH|JUMP|QUICK|SHOCK|TIME|BACK|INTER)?[- ]?CUT|(?:SLOW )?(?:CROSS[- ]?)?(?:DIS|"
    r"RE)SOLVE|"
    r"(?:SLOW |CROSS[- ]?)?FADE|(?:IRIS|CLOCK|STAR )? ?WIPE|WHIP(?: PAN)?|IRIS|BLACKOUT|CUT)"
    r"(?:\s+(?:TO|IN|OUT|UP|BACK|FROM)\b[A-Z ]*)?)\s*[:.]*"
)
NUMBERED = re.compile(r"^\s*\d+[A-Z]?\.?\s+(?=(?:INT|EXT|I/E))|\s*#[\w.-]+#\s*$|\s+\d+[A-Z]?\s*$")
_LONGEST_LINE = 20_000  # characters; a whole chapter on one line is shorter


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """(line number, line) without boneyard and notes. A line that held nothing else is left out, not made blank."""
    text = _without(_without(text, "/*", "*/"), "[[", "]]")
    number = 1
    for line in text.split("\n"):
        plain = line.replace("\0", "").replace("\x01", "")
        if plain.strip() or "\x01" not in line:
            yield number, _tamed(plain.expandtabs(4))
        number += 1 + line.count("\0")


def _without(text: str, opening: str, closing: str) -> str:
    """The text with each part between the marks replaced by \\x01, and \\0 per line break; a note has no blank line."""
    parts, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        stop = text.find(closing, start + 2)
        if stop < 0:
            break
        if opening == "[[" and "\n\n" in text[start:stop]:  # never closed: it is text
            parts.append(text[at : start + 2])
            at = start + 2
            continue
        parts += [text[at:start], "\x01", "\0" * text.count("\n", start, stop)]
        at = stop + 2
    return "".join([*parts, text[at:]])


def _tamed(line: str) -> str:
    """A line whose emphasis marks cannot cost the parser more than a glance."""
    line = re.sub(r"([*_])\1{3,}", r"\1\1\1", line[:_LONGEST_LINE])
    return line if len(line) < 2000 else line.replace("*", "").replace("_", " ")


def blocks_of(lines: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Runs of lines without a blank one between; a heading or a transition is a block of its own in any case."""
    for blank, group in groupby(lines, lambda line: not line[1].strip() and line[1] != "  "):
        if blank:
            continue
        block: list[tuple[int, str]] = []
        for number, line in group:
            alone = is_heading(line) or (TRANSITION.fullmatch(line.strip()) is not None and not block)
            if alone or re.match(r"\s*(?:#{1,6}\s|=)", line):
                if block:
                    yield block
                yield [(number, line.strip())]
                block = []
            else:
                block.append((number, line))
        if block:
            yield [
                (number, line if line == "  " else line.strip() + line[len(line.rstrip()) :]) for number, line in block
            ]


def is_heading(line: str) -> bool:
    """Whether a line is a scene heading though it may lack its blank lines, or have a number before it."""
    plain = NUMBERED.sub("", line).strip()
    return bool(HEADING.match(plain)) and len(plain) < 120 and (plain[:3].isupper() or plain.isupper())

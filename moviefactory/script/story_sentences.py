"""Sentences of a text with where each stands in it, and what is spoken in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moviefactory.script.lexicon import word_set

_ABBREVIATIONS = word_set(
    "mr mrs ms dr st prof capt sgt lt col gen sr jr vs etc no int ext est approx dept inc ltd co mt ave rd"
)
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)|[.!?…]+(?=[\"”]\s|$)|\n[ \t]*\n|\s—\s(?=[A-Z])|;\s")
QUOTE = re.compile(
    r"“([^”]{1,2000})”|\"([^\"]{1,2000})\"|«([^»]{1,2000})»|„([^“”]{1,2000})[“”]|「([^」]{1,2000})」|『([^』]{1,2000})』|"
    r"(?<!\w)‘([^’]{3,2000}(?:’\w[^’]*)*)’(?!\w)|"
    r"(?<![\w'])'([A-Z](?:[^'\n]|(?<=\w)'(?=\w)|\n(?!\s*\n)){0,1000}[,.!?…—-])'(?!\w)"
)


@dataclass(frozen=True)
class Piece:
    """A part of a text: `start` and `stop` are its character positions there."""

    text: str
    start: int
    stop: int


def sentences_of(text: str) -> list[Piece]:
    """The sentences of `text` in order. A full stop inside a quotation does not end the sentence around it."""
    held = [(match.start(), match.end()) for match in QUOTE.finditer(text)]
    found: list[Piece] = []
    start = at = 0
    for match in _END.finditer(text):
        while at < len(held) and held[at][1] <= match.start():
            at += 1
        first, stop = held[at] if at < len(held) else (len(text), len(text))
        if (first < match.start() and match.end() < stop) or _is_abbreviation(text, match):
            continue
        following = _next_letter(text, match.end())
        inside_end = stop if first < match.start() < stop else 0
        if inside_end and following.islower():  # "Stop!" cried the queen
            continue
        _keep(found, text, start, match.end())
        start = match.end()
    _keep(found, text, start, len(text))
    return found


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    if match[0][:1] != ".":
        return match[0][:1] == "…" and _next_letter(text, match.end()).islower()
    before = re.search(r"([\w.]+)$", text[max(0, match.start() - 12) : match.start()])
    word = before[1].lower() if before else ""
    if word in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+[a-z]|[a-hj-z]", word):
        return _next_letter(text, match.end()) != ""
    return match[0].startswith("..") and _next_letter(text, match.end()).islower()


def _next_letter(text: str, start: int) -> str:
    """The first sign at or after `start` that is no space; "" at the end."""
    found = re.compile(r"\S").search(text, start)
    return found[0] if found else ""


def _keep(found: list[Piece], text: str, start: int, stop: int) -> None:
    raw = text[start:stop]
    lead = len(raw) - len(raw.lstrip())
    if re.search(r"\w", raw):
        found.append(Piece(" ".join(raw.split()), start + lead, start + len(raw.rstrip())))


def without_quotes(sentence: str) -> tuple[str, tuple[str, ...]]:
    """(the sentence without what is said in it, what is said): '"Who?" asks Ann.' -> ("asks Ann.", ("Who?",))."""
    spoken = tuple(
        " ".join(next(group for group in match.groups() if group).split()) for match in QUOTE.finditer(sentence)
    )
    rest = " ".join(QUOTE.sub(" ", sentence).split())
    return re.sub(r"\s+([,.!?])", r"\1", rest).strip(" ,"), _joined([line for line in spoken if re.search(r"\w", line)])


def _joined(lines: list[str]) -> tuple[str, ...]:
    """Spoken lines, the halves of one that is broken by "he said" put together; a comma at the end goes."""
    found: list[str] = []
    for line in lines:
        if found and found[-1].endswith(","):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return tuple(line.rstrip(",") for line in found)

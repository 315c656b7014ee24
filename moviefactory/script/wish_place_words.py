"""Finds the words of a place in a prompt and puts others in their stead. Pure text."""

from __future__ import annotations

import re
from functools import cache

from moviefactory.script.grammar import NounPhrase, Prep
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import mention_of, named, places
from moviefactory.script.wish_sky import is_light_phrase

_NO_PLACE = frozenset(
    [
        "window",
        "door",
        "table",
        "floor",
        "wall",
        "ground",
        "water",
        "roof",
        "line",
        "way",
        "light",
        "finish",
        "distance",
        "horizon",
        "world",
        "waves",
    ]
)


@cache
def _table_words() -> tuple[tuple[str, str], ...]:
    """(preposition, words) of every corner of every place in the table's own looks, the longest first."""
    found = set()
    for key, entry in places().items():
        for choice in range(len(entry["looks"])):
            for spot in named(key, choice).spots:
                found.add((spot.preposition, spot.place))
            found.add(("in", str(entry.get("wide") or entry["looks"][choice])))
            found.add(("on", entry["looks"][choice]))
    return tuple(sorted(found, key=lambda one: -len(one[0] + one[1])))


def with_place(text: str, where: str, old: str) -> str:
    """The text with its first place replaced by `where`; the same text where it names none. `old`: its place's key."""
    for preposition, words in _table_words():
        match = re.search(rf"\b(?:{preposition}|above|over|in|on|at|near|of) {re.escape(words)}", text)
        if match:
            corner = _corner(text[: match.start()])
            said = f"above {spot_words(where)}" if match[0].startswith("above ") and not corner else where
            return f"{text[: match.start() - len(corner)].rstrip()} {said}{text[match.end() :]}".lstrip()
    return _by_grammar(text, where, old)


def spot_words(where: str) -> str:
    """ "on a long bend of a road" -> "a long bend of a road"."""
    return re.sub(r"^.*?\b(?=(?:an?|the)\s)", "", where, count=1)


def _corner(before: str) -> str:
    """ "at the foot " of "... waits at the foot" before "of a lone lighthouse": it goes with its place."""
    corners = {line.split("|")[0].strip() for entry in places().values() for line in entry["spots"]}
    inner = {
        f"{line.split('|')[0].strip()} {line.split('|')[1].strip().removesuffix(' $place').removesuffix(' of').strip()}"
        for entry in places().values() for line in entry["spots"] if line.split("|")[1].strip().endswith("of $place")
    }  # fmt: skip
    known = sorted({one.removesuffix(" of") for one in corners if one.endswith(" of")} | inner, key=len, reverse=True)
    return next((f"{one} " for one in known if before.endswith(f" {one} ")), "")


def _by_grammar(text: str, where: str, old: str) -> str:
    """The same by reading: the place of the scene itself where the text names it, else the first place it names."""
    if is_light_phrase(text):
        return text
    spans = _named_places(text)
    own = [one for one in spans if one[3] == old]
    if not (chosen := next(iter(own or [one for one in spans if one[2]]), None)):
        return text
    start, stop, preposition, _ = chosen
    if preposition in ("", "of", "with", "from", "through", "along"):
        said = f"{preposition} {spot_words(where)}".strip()
    else:
        start, said = start - len(_corner(text[:start])), where
    return text[:start] + said + without_place(text[stop:], old)


def without_place(text: str, old: str) -> str:
    """The text without further mentions of the old place ("along the pier")."""
    for start, stop, preposition, key in reversed(_named_places(text)):
        if key == old and preposition and preposition != "of":
            text = text[:start].rstrip() + text[stop:]
    return text


def _named_places(text: str) -> list[tuple[int, int, str, str]]:
    """(start, stop, preposition, key) of every place a text names."""
    chunks = chunks_of(text)
    found = []
    for number, phrase in enumerate(chunks):
        if not isinstance(phrase, NounPhrase) or "\x01" in phrase.text or phrase.head in _NO_PLACE:
            continue
        before = chunks[number - 1] if number else None
        preposition = before.word if isinstance(before, Prep) else ""
        mention = mention_of(phrase, preposition or "in")
        if mention is None or (not preposition and phrase.head not in str(places()[mention.key]["words"]).split()):
            continue
        words = r"\W+".join(re.escape(one) for one in re.findall(r"[\w'-]+", phrase.text))
        match = re.search(rf"\b{f'{preposition} ' if preposition else ''}{words}", text, re.I)
        if match:
            found.append((match.start(), match.end(), preposition, mention.key))
    return found

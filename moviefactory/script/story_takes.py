"""Which sentences of a scene become shots, and what is shown where there are too few or too many of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from moviefactory.movie import Angle, CameraMove, Framing, Transition
from moviefactory.script.grammar import NounPhrase, VerbPhrase
from moviefactory.script.lexicon import data_table, word_list, word_set
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_lines import Line, has_room

_LONGEST_JOINED = 28  # words of two neighbours that may share a shot


@dataclass(frozen=True)
class Sentence:
    """What one shot shows. `seen`: ids of the cast who are in it though the words may not say so.

    `framing`, `angle`, `move` and `transition` outrank the rules. `voices`: what is spoken in it. `view`: what is shown
    where there are no words (place, look, detail, wait, act, notice).
    """

    text: str
    source: str = ""
    seen: tuple[str, ...] = ()
    framing: Framing | None = None
    angle: Angle | None = None
    move: CameraMove | None = None
    transition: Transition | None = None
    voices: tuple[Line, ...] = ()
    view: str = ""


@dataclass(frozen=True)
class Take:
    """A sentence, or (with `view`) what is shown where no sentence is left."""

    sentence: Sentence
    view: str = ""


def takes_of(sentences: Sequence[Sentence], count: int) -> list[Take]:
    """Exactly `count` takes, the sentences in their order: the shortest neighbours share one where there are too many,
    and views of the place and of who is there fill up where there are too few."""
    told = [one for one in sentences if _has_words(one) or one.view or one.voices]
    while len(told) > count:
        told = _one_fewer(told)
    takes = [Take(one, "" if _has_words(one) else one.view or "place") for one in told]
    missing = count - len(takes)
    if missing <= 0:
        return takes
    first = told[0] if told else Sentence("")
    opening = [Take(Sentence("", source=first.source), "place")]
    extras: dict[int, list[Take]] = {}
    for step in range(missing - 1):
        at = step % len(told) if told else 0
        after = told[at] if told else Sentence("")
        extras.setdefault(at, []).append(Take(Sentence("", after.source, after.seen), _VIEWS[step % len(_VIEWS)]))
    filled = [one for at, take in enumerate(takes) for one in (take, *extras.get(at, []))]
    return [*opening, *(filled or extras.get(0, []))]


_VIEWS = ("look", "detail", "place", "wait", "act", "notice")


def _has_words(sentence: Sentence) -> bool:
    return bool(re.search(r"\w", sentence.text))


def _one_fewer(told: Sequence[Sentence]) -> list[Sentence]:
    """The shortest two neighbours in one shot, or, where all are long, without the least visible sentence; what is said
    in it is said in the shot beside it."""

    def words(at: int) -> int:
        return len(told[at].text.split()) + len(told[at + 1].text.split())

    pairs = [at for at in range(len(told) - 1) if not (told[at].voices and told[at + 1].voices)]
    best = min(pairs, key=words, default=None)
    if best is not None and words(best) <= _LONGEST_JOINED:
        return [*told[:best], _joined(told[best], told[best + 1]), *told[best + 2 :]]
    least = min(range(len(told)), key=lambda at: (bool(told[at].voices), visibility(told[at].text), -at))
    rest = [one for at, one in enumerate(told) if at != least]
    lines = told[least].voices
    if lines and rest:
        before = least > 0 and (least == len(rest) or has_room(rest[least - 1].voices, lines[0]))
        at = least - 1 if before else least
        voices = (*rest[at].voices, *lines) if before else (*lines, *rest[at].voices)
        rest[at] = replace(rest[at], voices=voices)
    return rest


def _joined(one: Sentence, other: Sentence) -> Sentence:
    told = [text for text in (one.text.rstrip().rstrip("."), other.text) if text]
    return replace(
        one, text=". ".join(told), source=joined_source(one.source, other.source),
        voices=(*one.voices, *other.voices), view="" if told else one.view or other.view,
        seen=tuple(dict.fromkeys((*one.seen, *other.seen))), framing=one.framing or other.framing,
    )  # fmt: skip


def joined_source(one: str, other: str) -> str:
    """ "race.fountain, line 3" and "race.fountain, lines 5-6" -> "race.fountain, lines 3-6"."""
    first, last = (re.fullmatch(r"(.*), lines? (\d+)(?:-(\d+))?", text) for text in (one, other))
    if first is None or last is None or first[1] != last[1]:
        return one or other
    numbers = [int(number) for match in (first, last) for number in match.groups()[1:] if number]
    return lines_said(first[1], min(numbers), max(numbers))


def lines_said(name: str, first: int, last: int) -> str:
    """ "race.fountain, lines 12-14", within the 300 characters of `Shot.source`."""
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    return f"{name[:240]}, {where}"


def visibility(text: str) -> int:
    """How much a sentence shows: what is done counts most, then who or what there is."""
    chunks = chunks_of(text)
    deeds = {chunk.lemma for chunk in chunks if isinstance(chunk, VerbPhrase) and chunk.lemma in _deeds()}
    things = sum(isinstance(chunk, NounPhrase) for chunk in chunks)
    return 4 * len(deeds) + min(3, things)


def moves_through(text: str) -> bool:
    """Whether somebody moves through the picture, who would leave a close view at once."""
    verbs = [chunk.lemma for chunk in chunks_of(text) if isinstance(chunk, VerbPhrase)]
    return any(_deeds().get(verb) in _WIDE_ACTIONS for verb in verbs)


_WIDE_ACTIONS = word_set("walk run race fly jump fight dance climb swim sail dive fall explode")


@cache
def _deeds() -> Mapping[str, str]:
    return {verb: action for action, verbs in data_table("actions.yaml").items() for verb in word_list(verbs)
            if action not in ("idle", "look")}  # fmt: skip

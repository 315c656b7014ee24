"""Wishes about length: "make the chase twice as long", "3 seconds each", "speed up the pace"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from moviefactory.movie import Movie, Narration, Scene, Shot, Sound
from moviefactory.script.wish_plan import Found, Scope, Words, with_shots
from moviefactory.script.wish_show import by_content

_Timed = TypeVar("_Timed", Sound, Narration)
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "half a": 0.5,
    "a": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "sixty": 60,
}


_NUM = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"


_SECONDS = rf"\b(?P<number>{_NUM})[- ]?(?P<unit>seconds?|secs?|(?<=\d)s|(?<=\d )s|minutes?|mins?)\b"


_SHORTEST_S = 0.5


_LONGEST_S = 60.0


_LONG = (
    r"longer|more slowly|slower|lengthen(?:ed)?|extend(?:ed)?|prolong(?:ed)?|stretch(?:ed)?|slow(?:er)? "
    r"(?:down|pace|pacing)|hold (?:it|them) longer"
)


_SHORT = (
    r"fast(?:er)? (?:pace|pacing|cutting|cuts)|quick(?:er)? cuts|shorter|quicker|faster|shorten(?:ed)?|trim(?:med)?|"
    r"tighten(?:ed)?(?: up)?|speed(?:ed)? up|snappier|pacier|brisker"
)


@dataclass(frozen=True)
class _Length:
    """What is read: each shot's new length from its old one, or the length of all together (`total`)."""

    spans: tuple[tuple[int, int], ...]
    of: Callable[[float], float]
    total: bool = False


_PACE = r"(?: (?:it|things|everything|the (?:\w+ )?(?:pace|pacing|movie|film|editing|cutting|cut)))*"
_SLOWER = rf"\bslow(?:s|er)?\b{_PACE}(?: down)?(?=$|[\x00\s,])|\b(?:{_LONG})\b|\bmore time\b"
_FASTER = rf"\bspeed(?:s)?{_PACE} up\b|\b(?:{_SHORT})\b|\bless time\b"


def read_length(words: Words, movie: Movie) -> None:
    """ "make the chase twice as long", "3 seconds each", "speed up the pace"."""
    if words.search(r"\b(?:music|song|score|tempo)\b"):
        return
    for reader in (_added, _given, _doubled, _halved, _percent, _relative):
        found = reader(words)
        if found is None:
            continue
        spans = list(found.spans)
        for extra in re.finditer(r"\b(?:the )?(?:pace|pacing|length|editing|cutting|duration)\b", words.text, re.I):
            spans.append(extra.span())
        about = _object(words, movie, spans)
        words.take(Found(tuple(spans), _resized(found.of, found.total), about))
        return


def _added(words: Words) -> _Length | None:
    if match := words.search(rf"\b(?:add|plus)\s+{_SECONDS}(?:\s+to)?") or words.search(rf"{_SECONDS}\s+longer"):
        more = _seconds(match)
        return _Length((match.span(),), lambda old: old + more)
    if match := words.search(rf"{_SECONDS}\s+shorter"):
        less = _seconds(match)
        return _Length((match.span(),), lambda old: old - less)
    return None


def _given(words: Words) -> _Length | None:
    match = words.search(rf"{_SECONDS}(?:\s+(?:long|each|per shot|in total|total|in length))*")
    if match is None:
        return None
    seconds = _seconds(match)
    each = re.search(r"each|per shot|\bshots\b|\btakes\b|every shot", words.raw, re.I)
    return _Length((match.span(),), lambda old: seconds, not each)


def _doubled(words: Words) -> _Length | None:
    match = words.search(
        r"\b(?P<by>twice|double|two times|three times|half|triple)\s+(?:as\s+|the\s+)?(?P<what>long|short|"
        r"fast|quick|slow|length)\b|\b(?P<verb>double|halve|triple) the length(?: of)?"
    )
    if match is None:
        return None
    times = {"half": 0.5, "halve": 0.5, "three times": 3.0, "triple": 3.0}.get(
        (match["by"] or match["verb"]).lower(), 2.0
    )
    factor = 1 / times if (match["what"] or "").lower() in ("short", "fast", "quick") else times
    return _Length((match.span(),), lambda old: old * factor)


def _halved(words: Words) -> _Length | None:
    match = words.search(r"\b(?:cut|reduce|trim|shorten)\b(?:\s+the length of)?(?P<gap>[^,;]*?)\s+(?:in|by) half\b")
    if match is None:
        return None
    return _Length(((match.start(), match.start("gap")), (match.end("gap"), match.end())), lambda old: old / 2)


def _percent(words: Words) -> _Length | None:
    match = words.search(
        r"\b(?:by )?(?P<percent>\d{1,3}) ?(?:%|percent)\s+(?P<how>longer|slower|shorter|faster)\b|"
        r"\b(?P<verb>lengthen|shorten|extend|trim)\b[^,;]* by (?P<share>\d{1,3}) ?(?:%|percent)"
    )
    if match is None:
        return None
    share = int(match["percent"] or match["share"]) / 100
    longer = (match["how"] or match["verb"]).lower() in ("longer", "slower", "lengthen", "extend")
    factor = 1 + share if longer else max(0.05, 1 - share)
    return _Length((match.span(),), lambda old: old * factor)


def _relative(words: Words) -> _Length | None:
    """Longer: half as long again; a bit: a quarter; much: twice. The pace changes by half of that."""
    slower, faster = words.search(_SLOWER), words.search(_FASTER)
    match = slower or faster
    if match is None:
        return None
    strength = 1.5
    if words.search(r"\bmuch\b|\bfar\b|\ba lot\b"):
        strength = 2.0
    elif words.search(r"\bbit\b|\blittle\b|\bslightly\b"):
        strength = 1.25
    factor = strength if slower else 1 / strength
    if words.search(r"\b(?:pace|pacing)\b"):
        factor = 1 + (factor - 1) / 2
    return _Length((match.span(),), lambda old: old * factor)


def _seconds(match: re.Match[str]) -> float:
    word = match["number"].lower()
    number = _NUMBERS[word] if word in _NUMBERS else float(word.replace(",", "."))
    return number * 60 if match["unit"].lower().startswith("m") else number


def _object(words: Words, movie: Movie, spans: list[tuple[int, int]]) -> tuple[str, ...] | None:
    """What is to be longer: "the chase". Its words join `spans`."""
    for match in re.finditer(
        (
            r"\bthe\s+([a-z][\w' -]*?)(?=\s*(?:\x00|$|,|\bto\b|\bbe\b|\bshould\b|\bby\b|\ba (?:bit|lot|little)\b|"
            r"\bmuch\b|\bslightly\b|\bmore\b|\btwice\b|\bhalf\b|\d))"
        ),
        words.text,
        re.I,
    ):
        taken = [span for span in spans if span[0] < match.end() and span[1] > match.start()]
        text = match[1]
        if taken:
            text = text[: max(0, taken[0][0] - match.start(1))].strip()
        ids = by_content(movie, text) if text else ()
        if ids:
            spans.append((match.start(), match.start(1) + len(text)))
            return ids
    return None


def _resized(length: Callable[[float], float], total: bool) -> Callable[[Movie, Scope], tuple[Movie, str]]:
    """Every shot of the scope with another length. `total`: the length is that of all of them together."""

    def does(movie: Movie, scope: Scope) -> tuple[Movie, str]:
        shots = [shot for _, shot in movie.shots() if shot.id in scope.ids]
        overlaps = sum(shot.transition_in.seconds for shot in shots[1:]) if total else 0.0
        share = (length(0.0) + overlaps) / sum(shot.seconds for shot in shots) if total else 1.0

        def sized(_: Scene, shot: Shot) -> Shot:
            wanted = shot.seconds * share if total else length(shot.seconds)
            seconds = round(min(_LONGEST_S, max(_SHORTEST_S, wanted)), 2)
            return shot if abs(seconds - shot.seconds) < 0.01 else _at_moments(shot, seconds)

        after = with_shots(movie, scope.ids, sized)
        return after, "" if after != movie else "the shots already have that length (between 0.5 and 60 seconds)"

    return does


def _at_moments(shot: Shot, seconds: float) -> Shot:
    """The shot with another length; what happens at a moment of it happens at the same share of it."""
    stretch = seconds / shot.seconds

    def moved(at: float) -> float:
        return round(at * stretch, 2)

    return shot.model_copy(update={
        "seconds": seconds,
        "sounds": tuple(_timed(one, moved) for one in shot.sounds),
        "narration": tuple(_timed(one, moved) for one in shot.narration),
        "beats": tuple(beat.model_copy(update={"at": max(0.01, moved(beat.at))}) for beat in shot.beats),
    })  # fmt: skip


def _timed(one: _Timed, moved: Callable[[float], float]) -> _Timed:
    return one if one.at is None else one.model_copy(update={"at": moved(one.at)})

"""How the people, animals and things of a story are found in its sentences: introduced, named, or acting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from moviefactory.script.grammar import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, PRONOUNS, NounPhrase
from moviefactory.script.lexicon import is_plural, look_up, singular, verb_forms, word_set
from moviefactory.script.light import TIME_WORDS
from moviefactory.script.nouns import HUMAN, MOBILE, figure_of_noun
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_looks import Known, age_in, trait_of, worn_in
from moviefactory.script.story_names import MEN, NOT_NAMES, TITLES, WOMEN, name_of, pattern_of

_CAPS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9'’.\-]*[A-ZÀ-ÖØ-Þ0-9.]"


_NAME = re.compile(rf"(?<![\w'’]){_CAPS}(?:[ ]{_CAPS}){{0,3}}(?![\w])")


_NO_NAME = TIME_WORDS | word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september "
    "october november december god lord christmas easter mr mrs ms dr oh ah yes no well hello hey once then "
    "when but and so "
    "because english french german spanish american british european chinese russian"
)


def with_introductions(known: dict[str, Known], sentences: Sequence[str], screenplay: bool) -> None:
    for number, sentence in enumerate(sentences):
        for match in _NAME.finditer(sentence) if screenplay else ():
            name = name_of(match[0])
            entry = known.get(name)
            if entry is None and (entry := _introduced(match, sentence, name)) is not None:
                known[name] = entry
            if entry is not None:
                _seen(entry, sentence, match.end(), number)
        if screenplay:
            for name, entry in known.items():
                if found := re.search(pattern_of(name), sentence):
                    _seen(entry, sentence, found.end(), number)


def _introduced(match: re.Match[str], sentence: str, name: str) -> Known | None:
    """Somebody in capitals who never speaks: "TWO GUARDS", "a DOG", "ELENA (30)", "RUIZ, a tired detective"."""
    words = name.lower().split()
    if any(word in NOT_NAMES for word in words) or len(name) < 3:
        return None
    named = any(word in WOMEN | MEN for word in words)
    after = sentence[match.end() :]
    nouns = (words[-1], words[-1].rstrip("s"))
    near = chunks_of(sentence[max(0, match.start() - 24) :].lower())
    phrase = next((one for one in near if isinstance(one, NounPhrase) and one.noun.split()[-1] in nouns), None)
    if phrase is not None and figure_of_noun(phrase.noun) in MOBILE and not named:
        return Known(name, noun=phrase.noun, phrase=replace(phrase, determiner="a"), count=phrase.count, first=10**6)
    age = re.match(r"\s*\(([^)]{1,60})\)", after)
    told = re.match(r",\s+(?:an?|the|his|her|\d\d|mid|early|late)\b", after)
    is_name = any(word in WOMEN | MEN or not look_up(word).classes for word in words)
    return Known(name, first=10**6) if (age or told) and (is_name or age) else None


def _seen(entry: Known, sentence: str, end: int, number: int) -> None:
    """Takes note of a mention, and of what is said about them where it is the first."""
    entry.mentions += 1
    if entry.first > number:
        entry.first = number
        _read_introduction(entry, sentence[end:])
    if not entry.worn and entry.mentions < 6:
        entry.worn = worn_in(sentence[end:])


def _read_introduction(entry: Known, after: str) -> None:
    aside = re.match(r"\s*\(([^)]{1,120})\)", after)
    parts = re.split(r",\s*|\s+and\s+(?=\d)", aside[1]) if aside else []
    parts += introduction(after[aside.end() if aside else 0 :])
    for part in parts:
        age, decade = age_in(part)
        if age is not None and entry.age is None:
            entry.age, entry.decade = age, decade
        elif re.match(r"(?:an?|the|his|her|their)\s", part) and not entry.said and _is_somebody(part):
            entry.said = part
            entry.age, entry.decade = (entry.age, entry.decade) if entry.age is not None else age_in(part)
        elif worn := worn_in(part):
            entry.worn = entry.worn or worn
        else:
            adjectives, extra = ("", f"with {part}") if re.match(r"an?\s", part) else trait_of(part)
            entry.traits += adjectives.split()
            extra = extra.replace("with ", "and ", 1) if entry.worn.startswith("with ") else extra
            entry.worn = " ".join(dict.fromkeys(one for one in (entry.worn, extra) if one))


def _is_somebody(part: str) -> bool:
    """Whether a part of an introduction says who somebody is ("a retired teacher"), not what they have ("a scar")."""
    phrase = next((one for one in chunks_of(part) if isinstance(one, NounPhrase)), None)
    return phrase is not None and (figure_of_noun(phrase.noun) in MOBILE or look_up(phrase.head).classes[:1] == "p")


_LOOKS = word_set("hair beard eyes face coat dress suit hat glasses jacket uniform scar smile")


def introduction(after: str) -> list[str]:
    """The parts of what is said after a name: ", a weathered keeper in a yellow coat, climbs" -> its middle."""
    match = re.match(r"\s*(?:,|--|—|–)\s+", after)
    if not match:
        return []
    parts = re.split(r",\s+|\s+(?:--|—|–)\s+", after[match.end() :].rstrip(" .!"))
    told: list[str] = []
    for part in parts:
        if _begins_with_verb(part):
            break
        told.append(part.strip())
    else:
        if (
            len(told) > 1
            and not any(trait_of(told[0]))
            and not re.match(r"(?:an?|the|his|her|\d|mid|early|late|in|with)\b", told[0])
        ):
            return []
    opens = (
        re.match(r"(?:an?|the|his|her|their|\d|mid|early|late|in (?:an?|his|her)|with|wearing|dressed)\b", told[0])
        if told
        else None
    )
    adjective = bool(told) and all(
        look_up(word).adjective >= 0 for word in re.findall(r"[a-z]+", told[0].lower()) if word != "and"
    )
    if (
        told
        and trait_of(told[0])[1]
        and re.match(r"[^.]*\b(?:hair|beard|eyes|face|coat|dress|suit|hat|glasses)$", told[0])
    ):
        return told
    return told if opens or (adjective and len(told) < len(parts)) else []


def _begins_with_verb(part: str) -> bool:
    words = [
        word
        for word in part.lower().split()[:3]
        if not (word.endswith("ly") or word in ("now", "then", "still", "who", "and"))
    ]
    if not words:
        return False
    forms = {one.form for one in verb_forms(words[0])}
    if words[0] in ("is", "are", "has", "was") or ("s" in forms and look_up(words[0]).noun < 4):
        return True
    return forms == {"ed"} or ("ing" in forms and words[0] != "wearing" and look_up(words[0]).adjective < 2)


def with_names(known: dict[str, Known], sentences: Sequence[str]) -> None:
    """Names are words with a capital that stand inside sentences, or are known as names; not those of places."""
    for name in _names_in(sentences):
        known.setdefault(name, Known(name, first=10**6))
    _without_parts(known)
    for number, sentence in enumerate(sentences):
        for name, entry in known.items():
            match = re.search(pattern_of(name), sentence)
            if match is not None:
                _read_around(entry, sentence, match)
                _seen(entry, sentence, match.end(), number)


def _names_in(sentences: Sequence[str]) -> list[str]:
    inside: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for sentence in sentences:
        for match in _CAPITAL.finditer(sentence):
            words = match[0].split()
            starts = not sentence[: match.start()].strip(" \"'“‘(-–—")
            while words and (words[0].lower() in _NO_NAME or (starts and words[0].lower() in _CLOSED)):
                words, starts = words[1:], False
            if not _is_name(words):
                continue
            name = name_of(" ".join(words))
            before = re.findall(r"[a-z]+", sentence[: match.start()].lower())[-1:] or [""]
            places[name] += before[0] in _BEFORE_PLACES or look_up(before[0]).classes[:1] in tuple("MDWKICNS")
            first = words[0].lower().rstrip("'s")
            inside[name] += not starts or first in WOMEN | MEN or not look_up(first).classes
    people = {name for name in inside if set(name.lower().split()) & (WOMEN | MEN | set(TITLES))}
    return [name for name, times in inside.items()
            if times and (name in people or times > places[name] + (places[name] > 0))]  # fmt: skip


def _is_name(words: Sequence[str]) -> bool:
    """Whether words with a capital can be a name: no weekday, and no plural noun that opens a sentence."""
    if not words or any(word.lower() in _NO_NAME - set(TITLES) for word in words):
        return False
    last = words[-1].lower()
    if len(words) > 1 and last in _PLACE_WORDS:
        return False
    return len(words) > 1 or last in WOMEN | MEN or not is_plural(last) or look_up(singular(last)).noun < 0


_CAPITAL = re.compile(
    r"(?:(?<![\w'’-])(?:Mrs?|Ms|Dr|Prof|Capt|Sgt|Lt)\. )?"
    r"(?<![\w'’-])[A-ZÀ-Þ][\w'’-]*[a-zß-ÿ][\w-]*(?:['’][a-z]\w+)?(?: [A-ZÀ-Þ][\w-]*[a-zß-ÿ][\w-]*){0,2}"
)


_PLACE_WORDS = word_set(
    "street road avenue lane square park bridge river hill hills station school church hospital farm bay island "
    "islands mountain mountains valley county city town hotel bar cafe harbour harbor beach lake sea ocean forest "
    "desert university museum"
)
_BEFORE_PLACES = word_set("in through from near at to into toward towards of across around outside leaving reaching")


_CLOSED = (
    DETERMINERS
    | PREPOSITIONS
    | CONJUNCTIONS
    | PRONOUNS
    | word_set(
        "there here now then so not just only soon suddenly slowly finally today tonight once far high deep "
        "long all some most "
        "many few every behind above how what why where who yes no please look come let oh never always still "
        "even after before"
    )
)


def _read_around(entry: Known, sentence: str, match: re.Match[str]) -> None:
    """What is said of somebody beside their name: "a boy named Tom", "The mayor, Karin Holm", "Pip is a mouse"."""
    if entry.said:
        return
    before, after = sentence[: match.start()], sentence[match.end() :]
    if told := re.search(r"\b((?:an?|the|his|her|my|their)\s[^.,;]{2,60}?)(?:,)?\s(?:named|called)\s$", before):
        entry.said = _last_phrase(told[1])
    elif told := re.search(r"(?:^|[.,;]\s)((?:an?|the|his|her|my|their)\s[^.,;]{2,60}),\s$", before, re.I):
        entry.said = told[1]
    elif told := re.search(r"\b((?:an?|the|his|her|my|their)\s(?:[a-z-]+\s){0,2}(?P<noun>[a-z]+))\s$", before, re.I):
        entry.said = told[1] if figure_of_noun(told["noun"]) in HUMAN else ""
    elif told := re.match(r"\s(?:is|was)\s(an?\s[^.,;!?]{3,80})", after):
        entry.said = re.split(r"\s(?:who|that|which|and (?!an? ))", told[1])[0]


def _last_phrase(text: str) -> str:
    return re.split(r"\b(?=(?:an?|the|his|her|my)\s)", text)[-1].strip()


def _without_parts(known: dict[str, Known]) -> None:
    """ "Anna" is "Anna Berg" where both are met."""
    for name in list(known):
        if any(name != other and name in other.split() for other in known):
            del known[name]

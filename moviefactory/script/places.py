"""Places: which noun means which, how each is put into words, and where an idea plays that does not say where.

A *place* is an entry of `data/places.yaml`; a *spot* is one corner of it, and a scene happens at one spot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from moviefactory.movie import Setting
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import article, data_table, index_of, look_up, singular, word_set
from moviefactory.script.phrases import chunks_of

PLACE_PREPOSITIONS = word_set(
    "in on at under through inside over across near along around into to from toward towards by beside above "
    "within amid among onto beneath outside throughout behind past beyond aboard atop off below down up between"
)
_KEY_OF_LETTER = {
    "M": "mountain", "D": "desert", "F": "forest", "W": "sea", "K": "lake", "I": "beach", "C": "city", "H": "room",
    "S": "city", "N": "village", "P": "moon", "A": "building",
}  # fmt: skip
_LANDMARKS = {"mount": "mountain", "lake": "lake", "loch": "lake"}
_FIT_FOR_FLIGHT = frozenset(("sky", "space", "underwater", "cave"))


@dataclass(frozen=True)
class Spot:
    """One corner of a place: `preposition` and `place` make the words of the prompt ("deep in" "an old forest")."""

    preposition: str
    place: str
    heading: str


@dataclass(frozen=True)
class Place:
    """`spots`: at least one. `name`: the place in a word or two, for the staging."""

    key: str
    setting: Setting
    name: str
    spots: tuple[Spot, ...]
    times: tuple[str, ...]
    ground: str
    sounds: tuple[str, ...]
    indoor: bool = False
    weather: str = "clear"
    own_words: bool = False
    wide: str = ""  # the whole land or town, over which weather stands


@dataclass(frozen=True)
class PlaceMention:
    """A place as an idea or a prompt names it: `key` of the table, and the words if they say more than the noun."""

    key: str
    preposition: str = "in"
    words: str = ""
    name: str = ""


def places() -> Mapping[str, Mapping[str, Any]]:
    """The table of places by key."""
    return data_table("places.yaml")


@cache
def _words() -> Mapping[str, str]:
    """noun -> key. The place that has the noun as its own key wins, then the first that lists it."""
    found: dict[str, str] = {key.replace("_", " "): key for key in places()}
    for key, place in places().items():
        for word in str(place["words"]).split():
            found.setdefault(word.replace("-", " "), key)
    return found


def place_of(phrase: NounPhrase) -> str:
    """The key of the place a noun phrase means; "" when it is none."""
    if phrase.determiner in ("his", "her", "their", "its", "my") and phrase.head in ("face", "head", "hand", "hands"):
        return ""
    if named_after := landmark_of(phrase):
        return named_after
    whole = " ".join([*phrase.adjectives, *phrase.noun.split()]).lower().replace("-", " ")
    words = whole.split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        if tail in _words():
            key = _words()[tail]
            land = next((_words()[word] for word in words[:start] if word in _words()), "")
            return land if land and key == "highway" else key  # a desert runway is a piece of desert
    if (full := phrase.bare.lower()) in _words():
        return _words()[full]
    return _by_table(phrase)


def landmark_of(phrase: NounPhrase) -> str:
    """What a name like "Mount Fuji" or "Lake Como" says by its first word; "" for other names."""
    return _LANDMARKS.get(phrase.words[0].lower(), "") if phrase.is_name and len(phrase.words) > 1 else ""


def _by_table(phrase: NounPhrase) -> str:
    named = look_up(" ".join(phrase.words).lower())
    entry = named if named.classes else look_up(phrase.head.lower())
    first = entry.classes[:1]
    if first in _KEY_OF_LETTER:
        return _KEY_OF_LETTER[first]
    return "" if first != "L" else "meadow"


def mention_of(phrase: NounPhrase, preposition: str) -> PlaceMention | None:
    """The place that `preposition phrase` names, or None. An unknown name after "in" or "on" is taken for a town."""
    key = place_of(phrase)
    if key == "city" and not phrase.determiner and not phrase.is_plural and phrase.head not in _words():  # "London"
        phrase = replace(phrase, words=tuple(word[:1].upper() + word[1:] for word in phrase.words))
    name = " ".join(phrase.words)
    capital = phrase.words[-1][:1].isupper()
    if (
        not key
        and capital
        and look_up(phrase.head.lower()).classes[:1] in ("", "p")
        and preposition in ("in", "through")
    ):
        key = "city"
    if not key:
        return None
    if (
        key == "sea"
        and preposition in ("by", "near", "beside", "along", "at")
        and not phrase.adjectives
        and not capital
        and (preposition != "at" or phrase.determiner)  # "a storm at sea" is far out
    ):
        return PlaceMention("beach", "on", "", "beach")
    words = _own_words(phrase, key, capital)
    return PlaceMention(key, preposition, words, name if capital else phrase.noun)


def _own_words(phrase: NounPhrase, key: str, capital: bool) -> str:
    """How the idea itself puts the place, where that says more than the bare noun."""
    name = " ".join(phrase.words)
    if capital and key in ("city", "village") and not phrase.complement:
        return f"the streets of {name}" if key == "city" else f"the old streets of {name}"
    if capital and key in ("moon",) and "moon" not in name.lower():
        return f"the dusty plains of {name}"
    if capital or phrase.complement or phrase.adjectives or len(phrase.noun.split()) > 1:
        return _with_article(phrase, capital)
    if phrase.head not in (key, "town", "woods", "wood") and phrase.noun.lower() not in _SAME_THING:
        return _with_article(phrase, capital)
    return ""


_SAME_THING = word_set(
    "sea ocean sky space city street forest wood jungle snow desert beach castle mountain meadow village harbour "
    "harbor road highway kitchen room garden stage stadium lake moon cave market farm workshop school classroom "
    "water world"
)


def _with_article(phrase: NounPhrase, capital: bool) -> str:
    if phrase.owner or phrase.determiner in ("the", "a", "an", "his", "her", "its", "their"):
        return phrase.text
    if phrase.determiner in ("my", "our", "your", "this", "that"):
        return "the " + phrase.bare
    if capital or phrase.is_plural or phrase.number or phrase.noun in ("outer space", "space", "deep space"):
        return phrase.bare
    return phrase.bare if _is_mass(phrase.head) else article(phrase.bare)


def _is_mass(head: str) -> bool:
    return head in (
        "snow",
        "water",
        "ice",
        "grass",
        "sand",
        "space",
        "rain",
        "traffic",
        "school",
        "countryside",
        "woodland",
    )


def place_for(mention: PlaceMention, choice: int) -> Place:
    """The place a mention means, put into words. `choice` picks among the looks of the table."""
    entry = places()[mention.key]
    looks = entry["looks"]
    look = mention.words or looks[choice % len(looks)]
    spots = tuple(_spot(line, look, mention) for line in entry["spots"])
    if mention.words:
        spots = tuple(_own_spot(mention, spot, number) for number, spot in enumerate(spots))
        if "streets of" in mention.words:
            spots = tuple(Spot("in", mention.words, spot.heading) for spot in spots[:1])
    return Place(
        key=mention.key, setting=entry["setting"], name=mention.name or mention.key.replace("_", " "), spots=spots,
        times=tuple(entry["times"]), ground=entry["ground"], sounds=tuple(entry["sounds"]),
        indoor=bool(entry.get("indoor")), weather=entry.get("weather", "clear"), own_words=bool(mention.words),
        wide=mention.words or str(entry.get("wide") or look),
    )  # fmt: skip


def _spot(line: str, look: str, mention: PlaceMention) -> Spot:
    preposition, words, heading = (part.strip() for part in line.split("|"))
    if mention.words:
        heading = heading if mention.name.lower() in heading.lower() else mention.name.upper()
    return Spot(preposition, words.replace("$place", look), heading)


def _own_spot(mention: PlaceMention, spot: Spot, number: int) -> Spot:
    """The idea's own words for a place take the idea's own preposition; other corners keep theirs."""
    if number and mention.key == "mountain" and mention.words.endswith("s") and spot.preposition == "on":
        return Spot("in", spot.place, spot.heading)  # the Alps
    if number == 0:
        heading = re.sub(r"^(?:an?|the|his|her|their|its) ", "", mention.words).upper()
        return Spot(still_preposition(mention), mention.words, heading if len(heading) < 32 else spot.heading)
    return spot


def still_preposition(mention: PlaceMention) -> str:
    """Where somebody is who goes "to", "into" or "through" a place: the preposition of rest."""
    word = mention.preposition
    if mention.key == "mountain" and mention.words.endswith("s") and word not in ("under", "over", "above"):
        return "in"  # the Alps, the mountains
    whole = [str(spot).split("|")[0].strip() for spot in places()[mention.key]["spots"] if "| $place |" in str(spot)]
    usual = next((one.split()[-1] for one in whole if not one.endswith(" of")), "in")
    if word in (
        "in",
        "on",
        "at",
        "under",
        "inside",
        "over",
        "near",
        "by",
        "beside",
        "above",
        "among",
        "below",
        "behind",
    ):
        return word
    if mention.words.startswith(("the streets", "a street")):
        return "in"
    return usual


def flight_preposition(place: Place) -> str:
    """How to be in the air over a place: "above", or the place's own words where it is all air, void or water."""
    return "" if place.key in _FIT_FOR_FLIGHT or place.indoor else "above"


def home_of(noun: str) -> str:
    """Where a noun lives, as a key; "" when no one knows."""
    words = noun.lower().split()
    homes = index_of("habits.yaml", "homes")
    for start in range(len(words)):
        tail = " ".join([*words[start:-1], singular(words[-1])])
        if tail in homes:
            return homes[tail]
    return ""


def named(key: str, choice: int) -> Place:
    """The place with this key in the table's own words."""
    return place_for(PlaceMention(key), choice)


def mention_in(text: str) -> PlaceMention | None:
    """The place a person gave as a setting ("a beach at sunset"); None when it names none."""
    for chunk in chunks_of(text):
        if isinstance(chunk, NounPhrase) and place_of(chunk):
            return mention_of(chunk, "in")
    return None

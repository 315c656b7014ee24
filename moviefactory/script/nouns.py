"""What kind of figure a noun is: how it moves, what it may do, and its kind in the plan's closed list.

A *figure* is finer than `movie.NounKind`: a fish and a dog are both animals, but only one of them walks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from moviefactory.movie import NounKind
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import data_table, look_up, singular, word_list, word_set

KIND_OF_FIGURE: dict[str, NounKind] = {
    "person": "person", "surfer": "person", "skier": "person", "diver": "person", "animal": "animal",
    "bird": "animal", "walker": "animal", "fish": "animal", "insect": "animal", "crawler": "animal",
    "creature": "creature", "flyer": "creature", "spirit": "creature", "vehicle": "vehicle", "bike": "vehicle",
    "train": "vehicle", "plane": "aircraft", "helicopter": "aircraft", "spaceship": "aircraft", "boat": "watercraft",
    "submarine": "watercraft", "robot": "machine", "machine": "machine", "plant": "plant", "force": "force",
    "gentle": "force", "volcano": "force", "cosmos": "thing", "building": "thing", "floater": "thing",
    "thing": "thing", "site": "thing",
}  # fmt: skip
LIVING = word_set("person surfer skier diver animal bird walker fish insect crawler creature flyer spirit robot")
CRAFT = word_set("vehicle bike train plane helicopter spaceship boat submarine")
MOBILE = LIVING | CRAFT
STILL = word_set("plant site building machine thing cosmos floater gentle")
FIGURES = MOBILE | STILL | {"force", "volcano"}
HUMAN = word_set("person surfer skier diver creature")
_FIGURE_OF_LETTER = {
    "p": "person", "a": "animal", "b": "bird", "f": "fish", "i": "insect", "z": "crawler", "c": "creature",
    "v": "vehicle", "u": "plane", "r": "spaceship", "w": "boat", "m": "machine", "s": "thing", "l": "plant",
    "o": "force", "d": "thing", "g": "thing", "t": "thing", "A": "building", "B": "thing", "q": "thing",
    "P": "cosmos", "n": "thing",
}  # fmt: skip
_PLACE_LETTERS = frozenset("MDFWKICHSANL")
_VAGUE = frozenset("xekhTNGq")
_PEOPLE_ENDINGS = ("man", "woman", "ist", "eer", "boy", "girl", "smith", "ess")


@cache
def _hand_words() -> Mapping[str, str]:
    return {word: figure for figure, words in data_table("nouns.yaml").items() for word in word_list(words)}


def known_nouns() -> Mapping[str, str]:
    """The hand-made table: noun (a word or several) -> figure."""
    return _hand_words()


@cache
def figure_of_noun(noun: str) -> str:
    """The figure of a singular noun phrase in lower case; "abstract", "place" or "unknown" where it is none."""
    words = noun.lower().split()
    for start in range(len(words)):
        known = _hand_words().get(" ".join(words[start:])) or _hand_words().get(
            " ".join([*words[start:-1], singular(words[-1])])
        )
        if known:
            return known
    return _from_table(singular(words[-1])) if words else "unknown"


def _from_table(head: str) -> str:
    classes = look_up(head).classes
    if not classes:
        return "person" if head.endswith(_PEOPLE_ENDINGS) else "unknown"
    first = classes[0]
    if first in "gt" and any(letter in "abfizp" for letter in classes[1:2]):
        first = classes[1]  # "turtle" is an animal before it is a neck of a pullover
    if first in _PLACE_LETTERS - {"A"}:
        return "place"
    if first in _VAGUE:
        better = next((letter for letter in classes[1:2] if letter in "pabfizcvuwrm"), "")
        if not better or look_up(head).noun > 5:
            return "abstract"
        first = better
    return _FIGURE_OF_LETTER.get(first, "abstract")


def figure_of(phrase: NounPhrase) -> str:
    """The figure of a noun phrase."""
    if phrase.is_site:
        return "site"
    if phrase.head in (
        "couple",
        "duo",
        "twins",
        "trio",
        "band",
        "team",
        "crew",
        "gang",
        "crowd",
        "orchestra",
        "choir",
        "army",
    ):
        return "person"
    if phrase.is_name and len(phrase.words) > 1 and phrase.words[0].lower() in ("mount", "lake", "loch"):
        return "place"
    if phrase.is_name and figure_of_noun(phrase.noun) in ("unknown", "abstract", "thing"):
        return "person"
    return figure_of_noun(phrase.noun)


def kind_of(figure: str) -> NounKind:
    """The figure's kind in the plan's closed list; a figure that no one knows is a thing."""
    return KIND_OF_FIGURE.get(figure, "thing")


MALE = word_set(
    "man boy king prince knight father dad grandfather grandpa son brother uncle husband monk fisherman cowboy "
    "gentleman guy wizard postman fireman policeman lumberjack groom emperor pharaoh viking samurai santa"
)
FEMALE = word_set(
    "woman girl queen princess mother mom mum grandmother grandma granny daughter sister aunt wife witch "
    "ballerina bride nun lady cowgirl heroine mermaid geisha actress waitress sorceress goddess"
)


def possessive_of(noun: str, figure: str, count: int) -> str:
    """ "his", "her", "its" or "their" for a member of the cast."""
    head = noun.split()[-1]
    if count > 1:
        return "their"
    if head in MALE or (head.endswith("man") and figure == "person" and head != "woman" and not head.endswith("woman")):
        return "his"
    if head in FEMALE or head.endswith("woman"):
        return "her"
    return "their" if figure in HUMAN - {"creature"} else "its"

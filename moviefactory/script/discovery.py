"""What somebody finds: an unknown name, or a place, that a search comes upon is a thing to be shown, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moviefactory.script.clause import Predicate
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import data_table, look_up, word_set
from moviefactory.script.nouns import figure_of, figure_of_noun, known_nouns
from moviefactory.script.places import PlaceMention, place_of

FINDS = word_set("find discover uncover unearth reveal spot stumble encounter locate")
GOES = word_set("reach explore visit enter search seek hunt look cross roam leave approach")
_SUNK = word_set("fish submarine diver")


def as_found(predicate: Predicate) -> Predicate:
    """The predicate with its object taken for a site, where the verb finds it and it is a place or an unknown name."""
    thing = predicate.object
    if thing is None or predicate.lemma not in FINDS | GOES or predicate.passive:
        return predicate
    known = predicate.lemma in GOES and bool(place_of(thing))  # "crossing the Alps"
    named = (is_unknown_name(thing) and not known) or legend_of(thing) is not None
    if not named and (predicate.lemma not in FINDS or figure_of(thing) != "place" or thing.head in ("way", "home")):
        return predicate
    legend = legend_of(thing)
    words = tuple(legend.words.split()) if legend is not None else thing.words
    return replace(predicate, object=replace(thing, is_site=True, words=words))


def is_unknown_name(phrase: NounPhrase) -> bool:
    """Whether the phrase is a proper name that is neither somebody nor something the tables know."""
    return (
        phrase.is_name
        and phrase.noun.lower() not in known_nouns()
        and figure_of_noun(phrase.noun) in ("unknown", "abstract", "place", "thing", "fish")
        and "p" not in look_up(phrase.noun.lower()).classes
    )


def legend_of(phrase: NounPhrase) -> PlaceMention | None:
    """Where a place of legend lies, and what it is called there ("the sunken city of Atlantis")."""
    legend = data_table("habits.yaml")["legends"].get(phrase.noun.lower())
    if legend is None:
        return None
    key, _, words = str(legend).partition("|")
    return PlaceMention(key.strip(), "in", words.strip(), phrase.noun)


def gone_to(predicate: Predicate, heroes: Sequence[NounPhrase]) -> PlaceMention | None:
    """The place that "explores Zanzibar" is about: a legend's own, the deep for divers, else a town of that name."""
    thing = predicate.object
    if thing is not None and heroes and figure_of(heroes[0]) in ("force", "volcano") and thing.is_name:
        name = " ".join(thing.words)  # "a hurricane hits Miami"
        return PlaceMention("city", "in", f"the streets of {name}", name)
    if thing is None or not thing.is_site or predicate.lemma in FINDS | {"search", "seek", "hunt", "look"}:
        return None
    if (legend := legend_of(thing)) is not None:
        return legend
    name = " ".join(thing.words)
    if heroes and all(figure_of(one) in _SUNK for one in heroes):
        return PlaceMention("underwater", "in", f"the sunken ruins of {name}", name)
    return PlaceMention("city", "in", f"the streets of {name}", name)


def lies_in(phrase: NounPhrase) -> str:
    """The key of the place around a found site; "" where nobody knows."""
    if (legend := legend_of(phrase)) is not None:
        return legend.key
    around: str = data_table("habits.yaml")["around"].get(place_of(phrase), "")
    return around

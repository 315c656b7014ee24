"""Who plays: the heroes of an idea as roles, with a frozen description each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from moviefactory.script.dice import pick
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.idea import MOUNTS, Idea
from moviefactory.script.lexicon import word_set
from moviefactory.script.looks import PEOPLE_TOGETHER, describe, member, recolored
from moviefactory.script.nouns import CRAFT, HUMAN, figure_of, possessive_of
from moviefactory.script.places import Place
from moviefactory.script.roles import Role, figure_at
from moviefactory.script.storyline import SIEGE, cued, verb_story

_SHARED = word_set("boat plane spaceship helicopter train vehicle submarine")  # one carries them all
_CABINS = word_set("vehicle boat plane spaceship helicopter train")


def roles_of(heroes: Sequence[NounPhrase], idea: Idea, place: Place, seed: int) -> dict[str, Role]:
    split = len(heroes) == 1 and heroes[0].is_plural and (idea.is_contest or _is_contest(idea))
    phrases = _split(heroes[0]) if split else list(heroes[:3])
    roles: dict[str, Role] = {}
    for letter, phrase in zip("ABC", phrases, strict=False):
        roles[letter] = _role(phrase, idea if letter == "A" else Idea(idea.text), (place, seed, letter), roles)
    return roles


def _is_contest(idea: Idea) -> bool:
    """Whether the idea is of two against, or for, each other, though it names them in one plural."""
    if cued(idea) in ("race", "fight", "chase"):
        return True
    if cued(idea) == "meeting" and len(idea.subjects) == 1 and idea.subjects[0].count == 2:
        return True
    predicate = idea.predicate
    if predicate is None or predicate.lemma in SIEGE:
        return False
    in_love = predicate.lemma == "fall" and "love" in predicate.tail
    return in_love or (predicate.object is None and verb_story(predicate)[0] in ("race", "fight", "meeting"))


def _split(phrase: NounPhrase) -> list[NounPhrase]:
    """Two rivals of one kind: "two cars racing" is a car and another car."""
    one = replace(phrase, is_plural=False, count=1, number="", determiner="a")
    return [one, one]


def _role(phrase: NounPhrase, idea: Idea, where: tuple[Place, int, str], others: Mapping[str, Role]) -> Role:
    place, seed, letter = where
    phrase = _without_possessive(phrase)
    base = figure_of(phrase) if phrase.head not in PEOPLE_TOGETHER else "person"
    base = base if base not in ("unknown", "abstract", "place") else ("person" if phrase.is_name else "thing")
    mount = _mount(idea)
    prop = phrase.companion.noun if phrase.companion else ""
    extra = " ".join(
        part for part in (f"with {_stated(phrase.companion)}" if phrase.companion else "", idea.wearing) if part
    )
    if mount is not None:
        several = (phrase.is_plural or phrase.count > 1) and figure_of(mount) not in _SHARED
        mount = replace(mount, is_plural=several, count=phrase.count, number=f"{phrase.count}") if several else mount
        mount_look, _ = describe(mount, figure_of(mount), pick(97, seed, idea.text, "mount"))
        seated = "in" if figure_of(mount) in _CABINS else "on"
        seated = "aboard" if (phrase.is_plural or phrase.count > 1) and figure_of(mount) in _SHARED else seated
        extra = f"{extra} {seated} {mount_look}".strip()
    taken = [other.member.color for other in others.values()] if base in CRAFT or base in HUMAN else []
    look = describe(phrase, base, pick(97, seed, idea.text, letter, "look"), extra, taken)
    if look[0] in [other.member.description for other in others.values()]:
        look = recolored(look, [other.member.color for other in others.values()])
    entry = member(phrase, base, look, [other.member.id for other in others.values()])
    figure = base
    if mount is not None:
        figure = "rider" if figure_of(mount) in ("animal", "bike", "bird", "flyer") else figure_of(mount)
    return Role(
        member=entry, base=base, figure=figure_at(figure, place.key),
        possessive=_possessive(entry.noun, base, entry.count, idea.text), plural=phrase.is_plural or phrase.count > 1,
        rider=entry.noun if mount is not None else "",
        aboard=mount is not None and figure_of(mount) in _SHARED,
        mount=mount.noun if mount is not None else "", prop=prop,
    )  # fmt: skip


def _possessive(noun: str, figure: str, count: int, text: str) -> str:
    """ "his", "her", "its" or "their"; where the noun says nothing of a person, the idea's pronouns do."""
    usual = possessive_of(noun, figure, count)
    if usual != "their" or count > 1:
        return usual
    said = re.search(r"\b(his|her|he|she)\b", text.lower())
    return {"he": "his", "she": "her"}.get(said[1], said[1]) if said else usual


def _without_possessive(phrase: NounPhrase) -> NounPhrase:
    return (
        replace(phrase, determiner="a")
        if phrase.determiner in ("his", "her", "their", "its", "my", "our", "your")
        else phrase
    )


def _stated(phrase: NounPhrase | None) -> str:
    if phrase is None:
        return ""
    return phrase.text.replace("my ", "the ").replace("our ", "the ")


def _mount(idea: Idea) -> NounPhrase | None:
    """What the hero rides: "riding a horse", "on a bicycle"."""
    if idea.mount is not None:
        return replace(_without_possessive(idea.mount), determiner="a")
    predicate = idea.predicate
    if (
        predicate is None
        or predicate.object is None
        or predicate.lemma not in MOUNTS
        or predicate.link not in ("", "on", "in")
    ):
        return None
    thing = predicate.object
    mountable = figure_of(thing) in CRAFT | {"animal", "bird", "flyer", "fish"}
    return replace(_without_possessive(thing), determiner="a") if mountable else None

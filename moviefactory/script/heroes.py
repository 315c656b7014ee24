"""Whom a sentence is about: the noun phrases that can be filmed, out of the phrases before its verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from moviefactory.script.grammar import GROUPS, PRONOUNS, Chunk, Mark, NounPhrase, Prep, VerbPhrase
from moviefactory.script.lexicon import capital, index_of, word_set
from moviefactory.script.light import TIME_WORDS
from moviefactory.script.nouns import MOBILE, figure_of, known_nouns
from moviefactory.script.phrases import chunks_of

RELATIONAL = word_set(
    "beginning end birth death rise fall life story tale day adventure adventures journey race battle fight duel "
    "friendship love meeting match chase attack return quest secret war contest conversation encounter showdown "
    "dance romance history legend portrait dream formation destruction discovery death creation game rivalry "
    "competition collision king queen"
) - {"king", "queen"}
_NOT_A_HERO = word_set(
    "way time thing something place lot kind type moment world side top middle edge bottom front sort view"
)
_RIVALS = "two"


def heroes_in(chunks: Sequence[Chunk]) -> list[NounPhrase]:
    """The noun phrases before the verb that can be filmed; "the race between X and Y" gives X and Y."""
    phrases: list[NounPhrase] = []
    skip = False
    for chunk in chunks:
        if isinstance(chunk, Prep):
            skip = chunk.word not in ("between", "versus", "against", "of", "with", "about") or (
                chunk.word in ("of", "about", "with") and bool(phrases) and phrases[-1].head not in RELATIONAL
            )
        elif isinstance(chunk, NounPhrase) and not skip:
            phrases += _unfolded(chunk)
        elif isinstance(chunk, Mark):
            skip = False
            if chunk.word in ".;:!?" and phrases:
                break
    if len(phrases) > 1:  # "a snail and a turtle race": one turtle
        phrases = [
            replace(one, is_plural=False, count=1, number="") if one.number == _RIVALS else one for one in phrases
        ]
    return _without_names_twice(
        [compounded(one) for one in phrases if one.head not in PRONOUNS | _NOT_A_HERO | TIME_WORDS]
    )


def second_hero(chunks: Sequence[Chunk], verb_at: int | None, heroes: Sequence[NounPhrase]) -> list[NounPhrase]:
    """The hero of "..., and aliens step out": another one who acts."""
    if verb_at is None or len(heroes) != 1:
        return []
    for at in range(verb_at + 2, len(chunks) - 1):
        link, phrase, verb = chunks[at - 1], chunks[at], chunks[at + 1]
        joined = isinstance(link, Mark) and link.word in ("and", "while", "as", "when", "but")
        if joined and isinstance(phrase, NounPhrase) and isinstance(verb, VerbPhrase) and figure_of(phrase) in MOBILE:
            return [phrase] if phrase.head != heroes[0].head else []
    return []


def compounded(phrase: NounPhrase) -> NounPhrase:
    """An adjective that makes another noun of its noun ("polar bear") joins it."""
    if not phrase.adjectives:
        return phrase
    noun = f"{phrase.adjectives[-1]} {phrase.noun}".lower()
    if noun not in index_of("habits.yaml", "homes") and noun not in known_nouns():
        return phrase
    return replace(phrase, noun=noun, adjectives=phrase.adjectives[:-1])


def _unfolded(phrase: NounPhrase) -> list[NounPhrase]:
    """ "the birth of a star" -> a star; "a car race" -> cars; "the panda's dance" -> the panda; else the phrase."""
    cues = index_of("habits.yaml", "cues")
    if phrase.complement and (phrase.head in RELATIONAL or figure_of(phrase) == "abstract"):
        return _unfolded(phrase.complement)
    if phrase.owner and (phrase.head in cues or figure_of(phrase) in ("abstract", "unknown")):
        owner = [one for one in chunks_of(phrase.owner) if isinstance(one, NounPhrase)]
        return owner or [phrase]
    words = phrase.noun.split()
    if len(words) > 1 and phrase.head in GROUPS and not phrase.complement:  # "a wolf pack"
        living = [one for one in chunks_of(" ".join(words[:-1])) if isinstance(one, NounPhrase)]
        if living and figure_of(living[0]) in MOBILE:
            return [replace(living[0], adjectives=phrase.adjectives, is_plural=True, count=GROUPS[phrase.head])]
    if len(words) > 1 and figure_of(phrase) == "abstract":
        modifier = [one for one in chunks_of(" ".join(words[:-1])) if isinstance(one, NounPhrase)]
        if modifier and figure_of(modifier[0]) in MOBILE:
            contest = cues.get(phrase.head) in ("race", "fight", "chase")
            return [replace(modifier[0], adjectives=phrase.adjectives, is_plural=contest, count=2 if contest else 1,
                            number=_RIVALS if contest else "")]  # fmt: skip
    return (
        []
        if phrase.head in cues and figure_of(phrase) in ("abstract", "unknown") and phrase.head in RELATIONAL
        else [phrase]
    )


def _without_names_twice(phrases: Sequence[NounPhrase]) -> list[NounPhrase]:
    """ "Anna the brave explorer" is one hero: the name goes before the noun that explains it."""
    joined: list[NounPhrase] = []
    for phrase in phrases:
        if joined and phrase.determiner == "the" and phrase.position == joined[-1].position + len(joined[-1].words):
            name = " ".join(capital(word) for word in joined[-1].words)
            joined[-1] = replace(phrase, owner="", determiner="", words=(name, "the", *phrase.words), is_name=True)
        else:
            joined.append(phrase)
    return joined

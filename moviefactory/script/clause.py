"""What a sentence says its heroes do: the verb that counts, its object, and the rest of the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moviefactory.script.grammar import CONTROL, PRONOUNS, Chunk, Mark, NounPhrase, Prep, VerbPhrase
from moviefactory.script.places import PLACE_PREPOSITIONS


@dataclass(frozen=True)
class Predicate:
    """What the heroes do: "look" + "for", object "a stolen painting", and the rest of the clause as written."""

    lemma: str
    particle: str = ""
    object: NounPhrase | None = None
    link: str = ""  # the preposition before the object, if it has one
    rest: str = ""
    passive: bool = False

    @property
    def tail(self) -> str:
        """Everything after the verb, as words."""
        thing = self.object.text if self.object else ""
        return " ".join(part for part in (self.particle, self.link, thing, self.rest) if part)


_FINDS_OUT = frozenset(("discover", "realize", "realise", "find", "learn", "believe", "think", "know"))


def main_verb(chunks: Sequence[Chunk]) -> int | None:
    """The place of the verb that counts: the first one, or what it controls ("tries to fly")."""
    verbs = [at for at, chunk in enumerate(chunks) if isinstance(chunk, VerbPhrase)]
    if not verbs:
        return None
    first = verbs[0]
    chunk = chunks[first]
    assert isinstance(chunk, VerbPhrase)
    following = chunks[first + 1] if first + 1 < len(chunks) else None
    controlled = (isinstance(following, Mark) and following.word == "to") or isinstance(following, VerbPhrase)
    if (
        chunk.lemma in _FINDS_OUT
        and isinstance(following, NounPhrase)
        and following.head in PRONOUNS
        and len(verbs) > 1
    ):
        return verbs[1]  # "discovers he can fly"
    if chunk.lemma in CONTROL and controlled and len(verbs) > 1 and verbs[1] <= first + 2:
        return verbs[1]
    return first


@dataclass
class _Tail:
    """What follows a verb while it is read."""

    thing: NounPhrase | None = None
    link: str = ""
    rest: list[str] = field(default_factory=list)
    infinitive: bool = False


def predicate_at(chunks: Sequence[Chunk], at: int) -> Predicate:
    """The predicate whose verb is chunk `at`: the clause up to the next conjunction, break or verb."""
    verb = chunks[at]
    assert isinstance(verb, VerbPhrase)
    tail = _Tail()
    for position in range(at + 1, len(chunks)):
        if not _takes(tail, chunks, position):
            break
    return Predicate(
        verb.lemma, verb.particle, tail.thing, tail.link if tail.thing else "", _tidy(tail.rest), verb.passive
    )


def _takes(tail: _Tail, chunks: Sequence[Chunk], position: int) -> bool:
    """Adds one chunk to the tail; False where the clause ends."""
    chunk = chunks[position]
    if isinstance(chunk, Prep):
        _take_preposition(tail, chunk.word)
    elif isinstance(chunk, NounPhrase):
        _take_noun(tail, chunk)
    elif isinstance(chunk, VerbPhrase):
        if not (tail.infinitive and tail.rest[-1:] == ["to"]):
            return False
        tail.rest += [word for word in (chunk.lemma, chunk.particle) if word]
    elif chunk.word == "to" and tail.thing is not None and not tail.infinitive:  # "teaching a boy to bake bread"
        tail.infinitive = True
        tail.rest.append("to")
    elif chunk.word == "and" and tail.thing is not None and _joins_nouns(chunks, position):
        tail.rest.append("and")
    else:
        return False
    return True


def _take_preposition(tail: _Tail, word: str) -> None:
    if tail.thing is None and not tail.link:
        tail.link = word
    else:
        tail.rest.append(word)


def _take_noun(tail: _Tail, phrase: NounPhrase) -> None:
    if phrase.head in PRONOUNS and tail.thing is None and not tail.link:
        tail.rest.append(phrase.head)
    elif tail.thing is None and not tail.rest:
        tail.thing = phrase
    else:
        tail.rest.append(phrase.text)


def _joins_nouns(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether the conjunction at `at` joins two nouns ("tea and cake") and not two clauses."""
    following = chunks[at + 1 : at + 3]
    return bool(following) and isinstance(following[0], NounPhrase) and not isinstance(following[-1], VerbPhrase)


def _tidy(rest: Sequence[str]) -> str:
    words = " ".join(rest).split()
    while words and words[-1] in PLACE_PREPOSITIONS | {"and", "of", "with", "for", "as", "about", "during"}:
        words.pop()
    return " ".join(words)


def game_of(chunks: Sequence[Chunk]) -> Predicate | None:
    """ "a football match between X and Y": they play football."""
    for chunk in chunks:
        if isinstance(chunk, NounPhrase) and chunk.head in ("match", "game") and len(chunk.noun.split()) > 1:
            sport = chunk.noun.rpartition(" ")[0]
            return Predicate("play", object=NounPhrase((sport,), sport.split()[-1], sport))
    return None

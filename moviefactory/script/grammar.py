"""The small words of English by what they do in a sentence, and the chunks that a sentence is read into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from moviefactory.script.lexicon import word_set

COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "dozen": 12, "hundred": 12, "hundreds": 12, "thousand": 12, "thousands": 12,
    "several": 4, "many": 6, "few": 3, "both": 2, "some": 3,
}  # fmt: skip
GROUPS = {
    "group": 4, "pair": 2, "couple": 2, "herd": 5, "pack": 4, "flock": 6, "team": 4, "band": 4, "crowd": 8, "swarm": 9,
    "school": 7, "bunch": 5, "gang": 4, "army": 9, "fleet": 5, "trio": 3, "squad": 4, "crew": 4, "pod": 4, "colony": 7,
    "troop": 5, "family": 3, "litter": 4, "convoy": 4, "field": 8, "lot": 6, "lots": 6, "hundreds": 12, "dozens": 12,
    "thousands": 12,
}  # fmt: skip
POSSESSIVES = word_set("his her its their my our your")
DETERMINERS = word_set("a an the this that these those any each every another no") | POSSESSIVES
PREPOSITIONS = word_set(
    "in on at under over through across along around near beside between behind above below beneath inside "
    "outside into onto from to toward towards with without for of by against during after before off down up past "
    "among amid amidst within upon underneath beyond about versus via onto atop aboard throughout"
)
CONJUNCTIONS = word_set("and or but while as & + then when until because so if")
RELATIVES = word_set("who that which whose where whom")
PRONOUNS = word_set(
    "he she it they him them himself herself itself themselves you i we us me someone somebody everyone "
    "everything there nobody each together other"
)
AUXILIARIES = word_set(
    "is are was were be been being am has have had do does did can could will would may might must should 's 're "
    "isn't aren't"
)
GET = word_set("get gets got getting become becomes became")
CONTROL = frozenset(  # "tries to fly": the verb that counts is the one that follows
    [
        "try",
        "want",
        "learn",
        "begin",
        "start",
        "continue",
        "decide",
        "hope",
        "dream",
        "attempt",
        "manage",
        "struggle",
        "need",
        "long",
        "plan",
        "prepare",
        "love",
        "like",
        "dare",
        "have",
        "refuse",
        "go",
        "come",
        "keep",
        "stop",
        "get",
        "help",
    ]
)
ADVERBS = word_set("very too so quickly slowly together alone away home again never always not just also only")
AFTER_COMPOUND = word_set(
    "competition contest match rink school class lesson machine board star stars suit pot room pool track boat "
    "jacket gloves ring shoes stick stone stones car glass bag hall bell tent festival tournament race show"
)
BREAKS = frozenset(".,;:!?()")
PARTICLES = word_set("up down away off out over around along back forward ahead on by in home together apart")


@dataclass(frozen=True)
class NounPhrase:
    """`words`: modifiers and head in the order of the text, without determiner and number; `head` is singular."""

    words: tuple[str, ...]
    head: str
    noun: str  # singular head with the nouns before it: "lighthouse keeper"
    adjectives: tuple[str, ...] = ()
    determiner: str = ""
    number: str = ""  # as written: "two", "a group of"
    count: int = 1
    is_plural: bool = False
    is_name: bool = False
    owner: str = ""  # "the knight" of "the knight's sword"
    complement: NounPhrase | None = None  # "the universe" of "the beginning of the universe"
    companion: NounPhrase | None = None  # "a red balloon" of "a girl with a red balloon"
    position: int = 0  # of its first token
    is_site: bool = False  # a place or an unknown name that somebody finds: shown as a thing

    @cached_property
    def bare(self) -> str:
        """The phrase without determiner and number."""
        tail = f" of {self.complement.text}" if self.complement else ""
        return " ".join(self.words) + tail

    @cached_property
    def text(self) -> str:
        """The phrase as written."""
        owner = f"{self.owner}'s" if self.owner else ""
        return " ".join(part for part in (self.determiner, owner, self.number, self.bare) if part)


@dataclass(frozen=True)
class VerbPhrase:
    """One verb with its particle: `lemma` "look", `particle` "up"."""

    lemma: str
    form: str
    particle: str = ""
    adverb: str = ""
    position: int = 0
    passive: bool = False


@dataclass(frozen=True)
class Prep:
    word: str
    position: int = 0


@dataclass(frozen=True)
class Mark:
    """A break, a conjunction or a relative pronoun."""

    word: str
    position: int = 0


Chunk = NounPhrase | VerbPhrase | Prep | Mark

"""A shallow reader of English: a sentence becomes a row of noun phrases, verbs and prepositions.

Reads ideas ("a panda dancing in the snow") and the prose of prompts alike. Knows word classes, not meanings: whether
a phrase is a place or a hero is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from moviefactory.script.lexicon import (
    ALWAYS_PLURAL, NO_VERB_IN_ING, UNKNOWN, VerbForm, is_plural, look_up, plural, singular, verb_forms,
)  # fmt: skip

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
POSSESSIVES = frozenset("his her its their my our your".split())
DETERMINERS = frozenset("a an the this that these those any each every another no".split()) | POSSESSIVES
PREPOSITIONS = frozenset(
    "in on at under over through across along around near beside between behind above below beneath inside outside "
    "into onto from to toward towards with without for of by against during after before off down up past among amid "
    "amidst within upon underneath beyond about versus via onto atop aboard throughout".split()
)
CONJUNCTIONS = frozenset("and or but while as & + then when until because so if".split())
RELATIVES = frozenset("who that which whose where whom".split())
PRONOUNS = frozenset(
    "he she it they him them himself herself itself themselves you i we us me someone somebody everyone everything "
    "there nobody each together other".split()
)
AUXILIARIES = frozenset(
    "is are was were be been being am has have had do does did can could will would may might must should "
    "'s 're isn't aren't".split()
)
GET = frozenset("get gets got getting become becomes became".split())
CONTROL = frozenset(  # "tries to fly": the verb that counts is the one that follows
    "try want learn begin start continue decide hope dream attempt manage struggle need long plan prepare love like "
    "dare have refuse go come keep stop get help".split()
)
ADVERBS = frozenset("very too so quickly slowly together alone away home again never always not just also only".split())
AFTER_COMPOUND = frozenset(
    "competition contest match rink school class lesson machine board star stars suit pot room pool track boat jacket "
    "gloves ring shoes stick stone stones car glass bag hall bell tent festival tournament race show".split()
)
TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-zA-Z]+)?(?:-[A-Za-zÀ-ÿ]+)*(?:['’](?=\s|$))?|\d+(?:-[a-z]+)*|[.,;:!?()&+]")
BREAKS = frozenset(".,;:!?()")


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

    @cached_property
    def bare(self) -> str:
        """The phrase without determiner and number."""
        tail = f" of {self.complement.text}" if self.complement else ""
        return " ".join(self.words) + tail

    @cached_property
    def text(self) -> str:
        """The phrase as written."""
        owner = f"{self.owner}'s" if self.owner else ""
        return " ".join(part for part in (owner or self.determiner, self.number, self.bare) if part)


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
PARTICLES = frozenset("up down away off out over around along back forward ahead on by in home together apart".split())


def tokens_of(text: str) -> list[str]:
    """Words and punctuation of `text`, as written."""
    return TOKEN.findall(text.replace("’", "'"))


@dataclass
class _Reader:
    """Walks over the tokens once; `at` is the next one."""

    tokens: Sequence[str]
    at: int = 0
    chunks: list[Chunk] = field(default_factory=list)

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].lower() if 0 <= place < len(self.tokens) else ""


def chunks_of(text: str) -> list[Chunk]:
    """The chunks of `text` in order. Words that fit nowhere (adverbs, auxiliaries) are left out."""
    reader = _Reader(tokens_of(text))
    while reader.at < len(reader.tokens):
        _read_chunk(reader)
    return list(_with_complements(reader.chunks))


def _read_chunk(reader: _Reader) -> None:
    word, at = reader.word(), reader.at
    if word in BREAKS or word in CONJUNCTIONS or (word in RELATIVES and _after_noun(reader)):
        reader.chunks.append(Mark(word, at))
        reader.at += 1
    elif (
        word in AUXILIARIES
        or _is_get_passive(reader)
        or word in PRONOUNS
        or word == "to"
        and _base_verb(reader, reader.word(1))
    ):
        if word == "to":
            reader.chunks.append(Mark("to", at))
        elif word in PRONOUNS:
            reader.chunks.append(NounPhrase((word,), word, word, is_name=False, position=at))
        reader.at += 1
    elif word in PREPOSITIONS and not (word in PARTICLES and _is_particle(reader)):
        reader.chunks.append(Prep(word, at))
        reader.at += 1
    elif not (_read_verb(reader) or _read_noun_phrase(reader)):
        reader.at += 1


def _is_get_passive(reader: _Reader) -> bool:
    """ "get lost", "gets stuck": an auxiliary, unlike "gets a letter"."""
    return reader.word() in GET and any(one.form == "ed" for one in verb_forms(reader.word(1)))


def _after_noun(reader: _Reader) -> bool:
    return bool(reader.chunks) and isinstance(reader.chunks[-1], NounPhrase)


def _is_particle(reader: _Reader) -> bool:
    before = reader.chunks[-1] if reader.chunks else None
    following = reader.word(1)
    return isinstance(before, VerbPhrase) and (not following or following in BREAKS or following in PREPOSITIONS)


def _base_verb(reader: _Reader, word: str) -> bool:
    """Whether "to" goes with a verb here and not with a noun ("wants to surf", but "next to surf and sand")."""
    before = reader.chunks[-1] if reader.chunks else None
    wished = isinstance(before, VerbPhrase) and before.lemma in CONTROL
    is_base = any(form.form == "base" for form in verb_forms(word)) and word not in ADVERBS
    return is_base and (wished or look_up(word).verb >= 1)


def _read_verb(reader: _Reader) -> bool:
    """A verb where one can stand: after a noun phrase, a relative, "to", or at the beginning in its -ing form."""
    word = reader.word()
    before = reader.chunks[-1] if reader.chunks else None
    form = _verb_here(reader, word, before)
    if form is None:
        return False
    previous = reader.tokens[reader.at - 1].lower() if reader.at else ""
    passive = form.form == "ed" and (previous in AUXILIARIES - {"has", "have", "had"} or isinstance(before, NounPhrase))
    reader.at += 1
    adverb = ""
    while reader.word() in ADVERBS | {"home"} or (reader.word().endswith("ly") and look_up(reader.word()).adverb >= 0):
        adverb = adverb or reader.word()
        reader.at += 1
    particle = ""
    if reader.word() in PARTICLES and (
        not reader.word(1)
        or reader.word(1) in BREAKS | PREPOSITIONS | CONJUNCTIONS
        or reader.word() in ("away", "back")
    ):
        particle = reader.word()
        reader.at += 1
    if adverb in PARTICLES | {"away"} and not particle:
        adverb, particle = "", adverb
    reader.chunks.append(VerbPhrase(form.lemma, form.form, particle, adverb, reader.at - 1, passive))
    return True


def _verb_here(reader: _Reader, word: str, before: Chunk | None) -> VerbForm | None:
    forms = verb_forms(word)
    if not forms:
        return None
    after_aux = reader.at > 0 and reader.tokens[reader.at - 1].lower() in AUXILIARIES
    if isinstance(before, Mark) and before.word == "to":
        return next((one for one in forms if one.form == "base"), None)
    if after_aux or (isinstance(before, Mark) and before.word in RELATIVES):
        return None if look_up(word).adjective > look_up(forms[0].lemma).verb else forms[0]
    if isinstance(before, NounPhrase):
        return _after_subject(reader, word, before, forms)
    starts = before is None or (isinstance(before, Mark) and before.word in CONJUNCTIONS | BREAKS)
    if starts and word.endswith("ing") and word not in NO_VERB_IN_ING and not _modifies(reader):
        return next((one for one in forms if one.form == "ing"), None)
    if isinstance(before, Mark) and before.word in ("and", "then", "but", ",") and _had_verb(reader):
        wanted = [one for one in forms if one.form in ("s", "ed") or one.form == "base" and one.lemma == word]
        looks_noun = look_up(singular(word)).noun > look_up(forms[0].lemma).verb
        return wanted[0] if wanted and not looks_noun else None
    return None


def _modifies(reader: _Reader) -> bool:
    """Whether an opening -ing word belongs to the noun after it: "dancing bears", "boxing match"."""
    return reader.word(1) in AFTER_COMPOUND or (
        look_up(singular(reader.word(1))).classes[:1] in tuple("pacbfizm") and is_plural(reader.word(1))
    )


def _had_verb(reader: _Reader) -> bool:
    return any(isinstance(chunk, VerbPhrase) for chunk in reader.chunks)


def _after_subject(reader: _Reader, word: str, before: NounPhrase, forms: Sequence[VerbForm]) -> VerbForm | None:
    """Which verb a word is that follows a noun phrase the reader has closed."""
    form = forms[0]
    if form.form == "base" and not (before.is_plural or before.head in ("they", "you", "i", "we")):
        return form if before.head in PRONOUNS else next((one for one in forms if one.form != "base"), None)
    return form


def _read_noun_phrase(reader: _Reader) -> bool:
    start = reader.at
    determiner, number, count = _read_determiner(reader)
    owner = _read_owner(reader)
    words: list[str] = []
    while _belongs(reader, words, determiner or number):
        words.append(reader.tokens[reader.at])
        reader.at += 1
    while words and not _nounish(words[-1]) and len(words) > 1 and _nounish(words[-2]) and not _is_name(words[-1]):
        words.pop()
        reader.at -= 1
    if not words:
        reader.at = start
        return False
    reader.chunks.append(_noun_phrase(words, (determiner, number, count, owner), start))
    return True


def _read_determiner(reader: _Reader) -> tuple[str, str, int]:
    determiner = number = ""
    count = 1
    if reader.word() in DETERMINERS:
        determiner = reader.word()
        reader.at += 1
    if reader.word() in COUNTS or reader.word().isdigit():
        word = reader.word()
        count = COUNTS.get(word) or max(1, min(12, int(word)))
        number = word
        reader.at += 1
    if reader.word() in GROUPS and reader.word(1) == "of":
        count = max(count, GROUPS[reader.word()])
        number = f"{number} {reader.word()} of".strip()
        reader.at += 2
        if reader.word() in COUNTS:
            count, number = COUNTS[reader.word()], f"{number} {reader.word()}"
            reader.at += 1
    return determiner, number, count


def _read_owner(reader: _Reader) -> str:
    """The possessor before the head ("the panda's dance"): its words, without "'s"."""
    ahead = 0
    while ahead < 3 and reader.word(ahead) and reader.word(ahead) not in BREAKS:
        if reader.word(ahead).endswith("'s"):
            words = [reader.tokens[reader.at + step] for step in range(ahead + 1)]
            reader.at += ahead + 1
            return " ".join(words).removesuffix("'s")
        ahead += 1
    return ""


def _belongs(reader: _Reader, words: Sequence[str], opened: str) -> bool:
    """Whether the next token continues the noun phrase whose words so far are `words`."""
    token = reader.tokens[reader.at] if reader.at < len(reader.tokens) else ""
    word = token.lower()
    if not word or word in BREAKS | CONJUNCTIONS | PREPOSITIONS | AUXILIARIES | DETERMINERS:
        return False
    if word in RELATIVES | PRONOUNS or word in COUNTS or (words and _is_get_passive(reader)):
        return False
    has_noun = bool(words) and _nounish(words[-1]) and not _only_participle(reader, words, opened)
    if has_noun and _turns_verb(reader, word, words, opened):
        return False
    entry = look_up(word)
    return entry.adjective >= 0 or _nounish(token) or _participle_before_noun(reader, word) or _unknown_modifier(word)


def _only_participle(reader: _Reader, words: Sequence[str], opened: str) -> bool:
    return len(words) == 1 and bool(opened or reader.at == 1) and _is_participle(words[0])


def _is_participle(word: str) -> bool:
    word = word.lower()
    return word.endswith("ing") and any(one.form == "ing" for one in verb_forms(word))


def _unknown_modifier(word: str) -> bool:
    return look_up(word) is UNKNOWN and not verb_forms(word) and look_up(singular(word)) is UNKNOWN


def _participle_before_noun(reader: _Reader, word: str) -> bool:
    forms = {one.form for one in verb_forms(word)}
    return bool(forms & {"ing", "ed"}) and _nounish(reader.word(1)) and not _plain_preposition(reader.word(1))


def _plain_preposition(word: str) -> bool:
    return word in PREPOSITIONS | CONJUNCTIONS | DETERMINERS


def _turns_verb(reader: _Reader, word: str, words: Sequence[str], opened: str) -> bool:
    """Whether `word`, met after a noun, is that noun's verb ("a dog chases") and not the next noun ("city lights")."""
    forms = verb_forms(word)
    if not forms or _is_name(reader.tokens[reader.at]) and look_up(word).verb < 4:
        return False
    following = reader.word(1)
    kinds = {one.form for one in forms}
    if "ing" in kinds:
        return following not in AFTER_COMPOUND and look_up(forms[0].lemma).verb >= 0
    if "ed" in kinds:
        return not (_nounish(following) and following not in PREPOSITIONS and look_up(word).adjective >= 2)
    base_noun, verb = look_up(singular(word)).noun, look_up(forms[0].lemma).verb
    if "s" in kinds:
        ends = not following or following in BREAKS | PREPOSITIONS | DETERMINERS | CONJUNCTIONS | ADVERBS | POSSESSIVES
        if opened in ("a", "an", "one", "each", "every", "another"):
            return True
        return verb >= base_noun or _animate(words[-1]) and (ends or verb >= 2)
    if is_plural(words[-1].lower()):  # "two robots play chess"
        return verb >= 1 and (base_noun < 0 or verb >= base_noun - 3)
    return False


def _animate(word: str) -> bool:
    return look_up(singular(word.lower())).classes[:1] in tuple("pacbfizmvuwr") or _is_name(word)


def _nounish(word: str) -> bool:
    lower = word.lower()
    if not lower or lower in BREAKS | PREPOSITIONS | CONJUNCTIONS | DETERMINERS | AUXILIARIES | RELATIVES | PRONOUNS:
        return False
    if _is_name(word) or lower in ALWAYS_PLURAL or look_up(lower).noun >= 0 or look_up(singular(lower)).noun >= 0:
        return look_up(lower).noun >= 0 or look_up(lower).adverb < 0 or _is_name(word)
    if "-" in lower:
        return _nounish(lower.rpartition("-")[2]) and look_up(lower).adjective < 0
    return look_up(lower) is UNKNOWN and not verb_forms(lower) and not lower.endswith("ly")


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word[1:2].islower()


def _noun_phrase(words: Sequence[str], opening: tuple[str, str, int, str], start: int) -> NounPhrase:
    determiner, number, count, owner = opening
    lowered = [word if _is_name(word) and (look_up(word.lower()) is UNKNOWN or start + len(words) > 1) else word.lower()
               for word in words]  # fmt: skip
    last = lowered[-1]
    head = singular(last.lower())
    many = count > 1 or (is_plural(last.lower()) and determiner not in ("a", "an"))
    first_noun = len(lowered) - 1
    while first_noun > 0 and _is_modifier_noun(lowered[first_noun - 1]):
        first_noun -= 1
    noun = " ".join([*lowered[first_noun:-1], head if head != last.lower() else last])
    return NounPhrase(
        tuple(lowered), head, noun, tuple(lowered[:first_noun]), determiner, number,
        count if count > 1 else (3 if many else 1), many, _is_proper(words, determiner),
        owner, position=start,
    )  # fmt: skip


def _is_proper(words: Sequence[str], determiner: str) -> bool:
    """A name: an unknown capitalised word, or several capitalised ones without an article."""
    if len(words) > 1 and not determiner and all(_is_name(word) for word in words):
        return True
    return _is_name(words[-1]) and look_up(words[-1].lower()).noun < 1


def _is_modifier_noun(word: str) -> bool:
    entry = look_up(word.lower())
    return "-" not in word and entry.noun >= 0 and (entry.adjective < 0 or entry.noun > entry.adjective + 2)


def _with_complements(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Joins "X of Y" and "X with Y" into one phrase each."""
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        while isinstance(chunk, NounPhrase) and at + 2 < len(chunks):
            link, other = chunks[at + 1], chunks[at + 2]
            if not (isinstance(link, Prep) and isinstance(other, NounPhrase)):
                break
            if link.word == "of" and not chunk.complement:
                chunk = replace(chunk, complement=other)
            elif link.word == "with" and not chunk.companion and not isinstance(_previous_verb(chunks, at), VerbPhrase):
                chunk = replace(chunk, companion=other)
            else:
                break
            at += 2
        yield chunk
        at += 1


def _previous_verb(chunks: Sequence[Chunk], at: int) -> Chunk | None:
    return next((one for one in reversed(chunks[:at]) if isinstance(one, VerbPhrase)), None)


def pluralised(phrase: NounPhrase) -> str:
    """The plural of the phrase's noun."""
    return plural(phrase.noun)

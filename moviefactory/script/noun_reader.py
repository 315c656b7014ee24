"""Reads noun phrases: where one begins and ends, what its head is, and whether a word is its next noun or its verb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moviefactory.script.grammar import (
    ADVERBS,
    AFTER_COMPOUND,
    AUXILIARIES,
    BREAKS,
    CONJUNCTIONS,
    COUNTS,
    DETERMINERS,
    GET,
    GROUPS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    Chunk,
    Mark,
    NounPhrase,
)
from moviefactory.script.lexicon import ALWAYS_PLURAL, UNKNOWN, is_plural, look_up, singular, verb_forms, word_set
from moviefactory.script.nouns import known_nouns

ATOM = "Castmember"  # a word with this beginning stands for a whole noun phrase (staging.py puts it there)
_LOOSE = word_set("still very too so also just only never always")


@dataclass
class Reader:
    """Walks over the tokens once; `at` is the next one."""

    tokens: Sequence[str]
    at: int = 0
    chunks: list[Chunk] = field(default_factory=list)

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].lower() if 0 <= place < len(self.tokens) else ""


def is_get_passive(reader: Reader) -> bool:
    """ "get lost", "gets stuck": an auxiliary, unlike "gets a letter"."""
    return reader.word() in GET and any(one.form == "ed" for one in verb_forms(reader.word(1)))


def read_noun_phrase(reader: Reader) -> bool:
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


def _read_determiner(reader: Reader) -> tuple[str, str, int]:
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


def _read_owner(reader: Reader) -> str:
    """The possessor before the head ("the panda's dance"): its words, without "'s"."""
    ahead = 0
    while ahead < 3 and reader.word(ahead) and reader.word(ahead) not in BREAKS:
        if reader.word(ahead).endswith("'s"):
            words = [reader.tokens[reader.at + step] for step in range(ahead + 1)]
            reader.at += ahead + 1
            return " ".join(words).removesuffix("'s")
        ahead += 1
    return ""


def _belongs(reader: Reader, words: Sequence[str], opened: str) -> bool:
    """Whether the next token continues the noun phrase whose words so far are `words`."""
    token = reader.tokens[reader.at] if reader.at < len(reader.tokens) else ""
    word = token.lower()
    if words and words[-1].startswith(ATOM):
        return False
    if not word or word in _LOOSE | BREAKS | CONJUNCTIONS | PREPOSITIONS | AUXILIARIES | DETERMINERS:
        return False
    if word in RELATIVES | PRONOUNS or word in COUNTS or (words and is_get_passive(reader)):
        return False
    has_noun = bool(words) and _nounish(words[-1]) and not _only_participle(reader, words, opened)
    if has_noun and _is_participle(word) and _mostly_adjective(words[-1]) and _nounish(reader.word(1)):
        has_noun = False  # "a small fishing village"
    if has_noun and _turns_verb(reader, word, words, opened):
        return False
    entry = look_up(word)
    return entry.adjective >= 0 or _nounish(token) or _participle_before_noun(reader, word) or _unknown_modifier(word)


def _mostly_adjective(word: str) -> bool:
    entry = look_up(word.lower())
    return entry.adjective > entry.noun


def _only_participle(reader: Reader, words: Sequence[str], opened: str) -> bool:
    return len(words) == 1 and bool(opened or reader.at == 1) and _is_participle(words[0])


def _is_participle(word: str) -> bool:
    word = word.lower()
    return word.endswith("ing") and any(one.form == "ing" for one in verb_forms(word))


def _unknown_modifier(word: str) -> bool:
    return look_up(word) is UNKNOWN and not verb_forms(word) and look_up(singular(word)) is UNKNOWN


def _participle_before_noun(reader: Reader, word: str) -> bool:
    forms = {one.form for one in verb_forms(word)}
    return bool(forms & {"ing", "ed"}) and _nounish(reader.word(1)) and not _plain_preposition(reader.word(1))


def _plain_preposition(word: str) -> bool:
    return word in PREPOSITIONS | CONJUNCTIONS | DETERMINERS


def _turns_verb(reader: Reader, word: str, words: Sequence[str], opened: str) -> bool:
    """Whether `word`, met after a noun, is that noun's verb ("a dog chases") and not the next noun ("city lights")."""
    forms = verb_forms(word)
    if not forms or (_is_name(reader.tokens[reader.at]) and look_up(word).verb < 4):
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
        return verb >= base_noun or (_animate(words[-1]) and (ends or verb >= 2))
    if is_plural(words[-1].lower()) or _is_second(reader):  # "two robots play chess", "a cat and a dog play"
        return verb >= 1 and (base_noun < 0 or verb >= base_noun - 3)
    return False


def _is_second(reader: Reader) -> bool:
    """Whether the phrase being read is the second of two joined by "and"."""
    *_, before, link = [None, None, *reader.chunks]
    return isinstance(link, Mark) and link.word == "and" and isinstance(before, NounPhrase)


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
    lower = words[-1].lower()
    return _is_name(words[-1]) and look_up(lower).noun < 1 and lower not in known_nouns()


def _is_modifier_noun(word: str) -> bool:
    entry = look_up(word.lower())
    return "-" not in word and entry.noun >= 0 and (entry.adjective < 0 or entry.noun > entry.adjective + 2)

"""A shallow reader of English: a sentence becomes a row of noun phrases, verbs and prepositions.

Reads ideas ("a panda dancing in the snow") and the prose of prompts alike. Knows word classes, not meanings: whether
a phrase is a place or a hero is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from moviefactory.script.grammar import (
    ADVERBS,
    AFTER_COMPOUND,
    AUXILIARIES,
    BREAKS,
    CONJUNCTIONS,
    CONTROL,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    Chunk,
    Mark,
    NounPhrase,
    Prep,
    VerbPhrase,
)
from moviefactory.script.lexicon import (
    NO_VERB_IN_ING,
    VerbForm,
    is_plural,
    look_up,
    singular,
    verb_forms,
)  # fmt: skip
from moviefactory.script.noun_reader import Reader, is_get_passive, read_noun_phrase

TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-zA-Z]+)?(?:-[A-Za-zÀ-ÿ]+)*(?:['’](?=\s|$))?|\d+(?:-[a-z]+)*|[.,;:!?()&+]")


def tokens_of(text: str) -> list[str]:
    """Words and punctuation of `text`, as written."""
    return TOKEN.findall(text.replace("’", "'"))


def chunks_of(text: str) -> list[Chunk]:
    """The chunks of `text` in order. Words that fit nowhere (adverbs, auxiliaries) are left out."""
    reader = Reader(tokens_of(text))
    while reader.at < len(reader.tokens):
        _read_chunk(reader)
    return list(_with_complements(reader.chunks))


def _read_chunk(reader: Reader) -> None:
    word, at = reader.word(), reader.at
    if word in BREAKS or word in CONJUNCTIONS or (word in RELATIVES and _after_noun(reader)):
        reader.chunks.append(Mark(word, at))
        reader.at += 1
    elif (
        word in AUXILIARIES
        or is_get_passive(reader)
        or word in PRONOUNS
        or (word == "to" and _base_verb(reader, reader.word(1)))
    ):
        if word == "to":
            reader.chunks.append(Mark("to", at))
        elif word in PRONOUNS:
            reader.chunks.append(NounPhrase((word,), word, word, is_name=False, position=at))
        reader.at += 1
    elif word in PREPOSITIONS and not (word in PARTICLES and _is_particle(reader)):
        reader.chunks.append(Prep(word, at))
        reader.at += 1
    elif not (_read_verb(reader) or read_noun_phrase(reader)):
        reader.at += 1


def _after_noun(reader: Reader) -> bool:
    return bool(reader.chunks) and isinstance(reader.chunks[-1], NounPhrase)


def _is_particle(reader: Reader) -> bool:
    before = reader.chunks[-1] if reader.chunks else None
    following = reader.word(1)
    return isinstance(before, VerbPhrase) and (not following or following in BREAKS or following in PREPOSITIONS)


def _base_verb(reader: Reader, word: str) -> bool:
    """Whether "to" goes with a verb here and not with a noun ("wants to surf", but "next to surf and sand")."""
    before = reader.chunks[-1] if reader.chunks else None
    wished = isinstance(before, VerbPhrase) and before.lemma in CONTROL
    is_base = any(form.form == "base" for form in verb_forms(word)) and word not in ADVERBS
    return is_base and (wished or look_up(word).verb >= 1)


def _read_verb(reader: Reader) -> bool:
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


def _verb_here(reader: Reader, word: str, before: Chunk | None) -> VerbForm | None:
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
        wanted = [one for one in forms if one.form in ("s", "ed") or (one.form == "base" and one.lemma == word)]
        looks_noun = look_up(singular(word)).noun > look_up(forms[0].lemma).verb
        return wanted[0] if wanted and not looks_noun else None
    return None


def _modifies(reader: Reader) -> bool:
    """Whether an opening -ing word belongs to the noun after it: "dancing bears", "boxing match"."""
    return reader.word(1) in AFTER_COMPOUND or (
        look_up(singular(reader.word(1))).classes[:1] in tuple("pacbfizm") and is_plural(reader.word(1))
    )


def _had_verb(reader: Reader) -> bool:
    return any(isinstance(chunk, VerbPhrase) for chunk in reader.chunks)


def _is_joined(reader: Reader) -> bool:
    """Whether the last two noun phrases are joined by "and": "a cat and a dog play"."""
    return len(reader.chunks) > 2 and isinstance(reader.chunks[-2], Mark) and reader.chunks[-2].word == "and"


def _after_subject(reader: Reader, word: str, before: NounPhrase, forms: Sequence[VerbForm]) -> VerbForm | None:
    """Which verb a word is that follows a noun phrase the reader has closed."""
    form = forms[0]
    if form.form == "base" and not (
        before.is_plural or _is_joined(reader) or before.head in ("they", "you", "i", "we")
    ):
        return form if before.head in PRONOUNS else next((one for one in forms if one.form != "base"), None)
    return form


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

"""A story told in the past, put into the present: a picture shows what happens, not what has happened."""

from __future__ import annotations

import re

from moviefactory.script.grammar import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, RELATIVES
from moviefactory.script.lexicon import is_plural, look_up, singular, third_person, verb_forms, word_set
from moviefactory.script.phrases import TOKEN
from moviefactory.script.story_sentences import without_quotes

_WORDS = {"was": "is", "were": "are", "had": "has", "did": "does", "could": "can", "would": "will", "might": "may",
          "wasn't": "isn't", "weren't": "aren't", "hadn't": "hasn't", "didn't": "doesn't", "couldn't": "cannot",
          "wouldn't": "won't"}  # fmt: skip
_PLURAL_OF = {"has": "have", "does": "do", "hasn't": "haven't", "doesn't": "don't", "is": "are", "isn't": "aren't"}
_MANY = word_set("they we you i these those both many several all people")
_ONE = word_set("he she it who that this everyone everything nobody nothing someone somebody something each one")
_HAVE = word_set("was were is are been be being had has have having am 's 're got get gets 'd")
_NAMED = word_set("dressed covered made filled known painted built hidden lined carved surrounded wrapped born "
                  "lost broken forgotten tired frightened scared worried pleased delighted excited bored "
                  "abandoned")  # fmt: skip
_AFTER_PARTICIPLE = word_set("with in by as of from . , and") | {""}
_SAME = word_set("put cut hit let set shut hurt cast burst spread shed split quit rid bet cost")
_ADVERBISH = word_set("then never always soon just still also only once suddenly slowly quickly now again even "
                      "finally not "
                      "all both too almost nearly")  # fmt: skip


def is_past(text: str) -> bool:
    """Whether a text is told in the past: of the verbs that tell, more are past than present."""
    words = [word.lower() for word in TOKEN.findall(without_quotes(text)[0].replace("’", "'"))]
    past = sum(word in ("was", "were", "had", "did", "said", "could") for word in words)
    present = sum(word in ("is", "are", "has", "does", "says", "can") for word in words)
    for word in words:
        kinds = {one.form for one in verb_forms(word)}
        noun = look_up(singular(word)).noun
        past += kinds == {"ed"} and look_up(word).adjective < 3 and noun < 3
        present += kinds == {"s"} and noun < 2
    return past > present


def in_present(sentence: str) -> str:
    """`sentence` with its past verbs in the present; participles, and verbs after "to", stay."""
    tokens = list(TOKEN.finditer(sentence.replace("’", "'")))
    words = [_uninflected(token[0], at == 0) for at, token in enumerate(tokens)]
    parts: list[str] = []
    end, many = 0, None  # type: tuple[int, bool | None]
    for at, token in enumerate(tokens):
        changed = _changed(words, at, token[0], many)
        if changed is not None:
            parts += [sentence[end : token.start()], changed[0]]
            end, many = token.end(), changed[1]
    return "".join([*parts, sentence[end:]])


def _uninflected(word: str, opens: bool) -> str:
    """The word in lower case; a name keeps no "s" that could be taken for a plural's."""
    lowered = word.lower()
    if not word[:1].isupper() or not is_plural(lowered) or (opens and look_up(singular(lowered)).noun >= 0):
        return lowered
    return lowered.rstrip("s")


def _changed(words: list[str], at: int, written: str, many: bool | None) -> tuple[str, bool] | None:
    """(the word in the present, whether its subject is several), or None where it stays. `many`: of the verb before."""
    word = words[at]
    if word in _WORDS:
        base = _WORDS[word]
        several = _number(words, at, many)
        if word in ("had", "hadn't", "did", "didn't") and several:
            base = _PLURAL_OF.get(base, base)
        return (base.capitalize() if written[:1].isupper() else base), several
    if written[:1].isupper() and at > 0:
        return None
    lemma = next((one.lemma for one in verb_forms(word) if one.form == "ed"), "")
    if not lemma and word in _SAME and _follows_subject(words, at):
        lemma = word
    if not lemma or not _is_finite(words, at):
        return None
    several = _number(words, at, many)
    base = lemma if several else third_person(lemma)
    return (base.capitalize() if written[:1].isupper() else base), several


def _number(words: list[str], at: int, many: bool | None) -> bool:
    """Whether the subject is several: that of the verb before where this verb is joined to it."""
    if many is not None and _before(words, at) in ("and", "then", "but", ","):
        return many
    return _subject_is_many(words, at)


def _is_finite(words: list[str], at: int) -> bool:
    """Whether a past form is the sentence's verb and no participle or noun."""
    word, before = words[at], _before(words, at)
    entry = look_up(word)
    if before in _HAVE or before in ("to", "be") or (before in AUXILIARIES and before not in _WORDS.values()):
        return False
    if before in DETERMINERS or (before in PREPOSITIONS and not _after_particle(words, at)):
        return False
    following = words[at + 1] if at + 1 < len(words) else ""
    if before in ("a", "an", "the", "very", "so", "more", "most", "too") or word in ("named", "called"):
        return word == "called" and before in _ONE | _MANY
    if word in _NAMED and (following in _AFTER_PARTICIPLE or before in (",", "not")):
        return False
    if entry.noun >= 2 and not _follows_subject(words, at):  # "the rose", "a saw"
        return False
    if look_up(before).adjective > max(look_up(before).noun, look_up(before).adverb) and before not in _MANY | _ONE:
        return before in _ADVERBISH
    modifies = entry.adjective >= 2 and look_up(singular(following)).noun >= 2 and following not in _CLOSED
    if modifies and before not in ("and", "but", "then") and not _noun_before(words, at):
        return False
    return not (at == 0 or before in (",", "(")) or _coordinated(words, at)


_CLOSED = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | RELATIVES | AUXILIARIES


def _before(words: list[str], at: int) -> str:
    """The word before, adverbs passed over."""
    step = at - 1
    while step > 0 and (words[step] in _ADVERBISH or (words[step].endswith("ly") and look_up(words[step]).adverb >= 0)):
        step -= 1
    return words[step] if step >= 0 else ""


def _after_particle(words: list[str], at: int) -> bool:
    """ "the man in front turned": a preposition just before a finite verb is a particle of what stands before it."""
    return words[at - 1] in ("up", "down", "away", "inside", "outside", "above", "below", "behind", "around", "by")


def _follows_subject(words: list[str], at: int) -> bool:
    before = _before(words, at)
    return before in _ONE | _MANY | {"and", "but", "then", "who"} or _noun_before(words, at)


def _noun_before(words: list[str], at: int) -> bool:
    before = _before(words, at)
    if before in _ONE | _MANY | {"he", "she", "they", "it"}:
        return True
    entry = look_up(singular(before))
    known = entry.noun >= 0 and entry.noun >= look_up(before).adjective
    return before not in _CLOSED and before.isalpha() and (known or not look_up(before).classes)


def _coordinated(words: list[str], at: int) -> bool:
    """Whether a verb after a comma goes on with the subject: "he ran, jumped and fell"; not ", dressed in red"."""
    rest = words[at + 1 :]
    return any(one in ("and", "then") for one in rest) and at > 0


def _subject_is_many(words: list[str], at: int) -> bool:
    """Whether the nearest subject before `at` is more than one."""
    for step in range(at - 1, -1, -1):
        word = words[step]
        if word in ("they", "we", "you", "i", "these", "those"):
            return True
        if word in _ONE or word in (".", ";", ":"):
            return False
        if word in _CLOSED or not word.isalpha() or word in _ADVERBISH:
            continue
        if verb_forms(word) and look_up(singular(word)).noun < 2:
            continue
        if step > 0 and _in_prepositional(words, step):
            continue
        start = _phrase_start(words, step)
        joined = start > 1 and words[start - 1] == "and" and words[start - 2] != "," and _noun_at(words, start - 2)
        return is_plural(word) or joined
    return False


def _in_prepositional(words: list[str], step: int) -> bool:
    start = _phrase_start(words, step)
    return start > 0 and words[start - 1] in PREPOSITIONS


def _phrase_start(words: list[str], step: int) -> int:
    """Where the noun phrase ending at `step` begins: its adjectives and its article."""
    start = step
    while (
        start > 0
        and (words[start - 1] in DETERMINERS or look_up(words[start - 1]).adjective >= 0)
        and (words[start - 1] not in PREPOSITIONS)
    ):
        start -= 1
        if words[start] in DETERMINERS:
            break
    return start


def _noun_at(words: list[str], at: int) -> bool:
    word = words[at] if at >= 0 else ""
    return bool(word) and word not in _CLOSED and not (verb_forms(word) and look_up(singular(word)).noun < 2)


def third_person_of(text: str) -> str:
    """ "I" and "me" as "the narrator", whom the picture can show."""
    text = re.sub(r"\bI['’]m\b", "Narrator is", text)
    text = re.sub(r"\bI['’]ve\b", "Narrator has", text)
    text = re.sub(r"\bI am\b", "Narrator is", text)
    text = re.sub(r"\bI (have|do)\b", lambda match: f"Narrator {'has' if match[1] == 'have' else 'does'}", text)

    def verb(match: re.Match[str]) -> str:
        word = match[2]
        base = any(one.form == "base" for one in verb_forms(word)) and word not in _ADVERBISH
        return f"Narrator {match[1] or ''}{third_person(word) if base else word}"

    text = re.sub(r"\bI ((?:\w+ly |never |always |still |then )?)([a-z]+)\b", verb, text)
    text = re.sub(r"\bI\b", "Narrator", text)
    text = re.sub(r"\b[Mm]y\b", "Narrator's", text)
    return re.sub(r"\b(?:me|myself)\b", "Narrator", text)

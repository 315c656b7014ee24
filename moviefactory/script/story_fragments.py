"""Fragments, of which screenplays are full: what shows nothing of its own, what goes on with who was seen before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from moviefactory.movie import CastMember
from moviefactory.script.grammar import NounPhrase
from moviefactory.script.lexicon import look_up, verb_forms, word_set
from moviefactory.script.nouns import figure_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.story_pronouns import sex_of
from moviefactory.script.story_takes import Sentence, visibility

_EMPTY = word_set("silence beat pause nothing darkness black continued more later then finally suddenly end")


def shows_nothing(text: str) -> bool:
    """Whether there is nothing to be seen in a fragment: "Silence."."""
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in ("a", "an", "the", "then", "long")]
    if not words or (len(words) <= 2 and words[-1] in _EMPTY):
        return True
    if re.match(r"(?:he|she|they|it)\s\w+", text, re.I) and len(words) > 2:
        return False
    if len(words) > 2 and _SEEN_ANYWAY.search(text):
        return False
    things = [chunk for chunk in chunks_of(text) if isinstance(chunk, NounPhrase)]
    concrete = any(figure_of(one) not in ("abstract", "unknown") or one.is_name for one in things)
    return not concrete and visibility(text) < 4


_SEEN_ANYWAY = re.compile(
    r"\b(?:lights?|rain\w*|snow\w*|sun|moon|stars?|sky|wind|smoke|fire|dark|shadows?|waves?|clouds?|flames?|steam|dust|"
    r"fog|mist|storm|thunder|lightning)\b",
    re.I,
)


def lacks_subject(text: str) -> bool:
    """ "Listens." and "Then turns away." go on with whoever was seen before."""
    words = re.findall(r"[a-z']+", text.lower())
    while words and (
        words[0] in ("then", "and", "but", "slowly", "suddenly", "finally", "now", "again") or words[0].endswith("ly")
    ):
        words = words[1:]
    if not words:
        return False
    forms = {one.form for one in verb_forms(words[0])}
    noun = look_up(words[0].removesuffix("s")).noun
    alone = len(words) == 1 or words[1] in _AFTER_VERB
    return "s" in forms and (alone or noun < 2) and not text[:1].islower()


_AFTER_VERB = word_set(
    "a an the his her their its up down away back off out in into on at to around over through for with him them"
)


def pronoun_for(before: Sentence, cast: Sequence[CastMember]) -> str:
    """Whom a fragment after `before` is about."""
    by_id = {one.id: one for one in cast}
    for one in before.seen:
        if one in by_id:
            return one.replace("-", " ").title()
    named = [
        one for one in by_id.values() if re.search(rf"\b{re.escape(one.id.replace('-', ' '))}\b", before.text, re.I)
    ]
    if named:
        return named[0].id.replace("-", " ").title()
    return next(("She" if sex_of(one) == "f" else "He" for one in by_id.values() if sex_of(one)), "")

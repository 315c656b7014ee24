"""Whether a reply's text says anything: a small model keeps to a schema and fills it with noise.

Only what is surely no sentence is refused; whether a sentence is a good one is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from moviefactory.script.grammar import NounPhrase
from moviefactory.script.phrases import chunks_of

_LONGEST_WORD = 28
_LEAST_VARIED = 0.45  # share of different words; "the fox runs and the fox jumps" has 0.71
_LEAST_LETTERS = 0.72  # share of letters and spaces


def problem_of(text: str, words: int) -> str:
    """What is wrong with a text that should be a sentence of at least `words` words; "" where nothing is."""
    said = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.lower())
    if len(said) < words:
        return f"is no sentence: {text[:60]!r}"
    if max(map(len, re.findall(r"\w+", text))) > _LONGEST_WORD:
        return f"is no prose: {text[:60]!r}"
    if len(said) > 8 and len(set(said)) / len(said) < _LEAST_VARIED:
        return f"repeats itself: {text[:60]!r}"
    if sum(one.isalpha() or one.isspace() for one in text) / len(text) < _LEAST_LETTERS:
        return f"is no prose: {text[:60]!r}"
    foreign = sum(not one.isascii() for one in text if one.isalpha()) / max(1, sum(map(str.isalpha, text)))
    return f"is not in English: {text[:40]!r}" if foreign > 0.2 else ""


def require_prose(texts: Iterable[tuple[str, str]], words: int) -> None:
    """Raise ValueError for the first of (field, text) that says nothing."""
    for field, text in texts:
        if problem := problem_of(text, words):
            raise ValueError(f"{field}: {problem}")


def names_a_place(where: str) -> bool:
    """Whether the words hold a noun ("in a wood"), or are one word that stands for a place ("outdoors")."""
    return any(isinstance(chunk, NounPhrase) for chunk in chunks_of(where)) and not problem_of(f"{where} place", 2)

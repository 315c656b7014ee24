"""A line as it is said and as it is read, and how long it takes, roughly. Pure text, any script."""

from __future__ import annotations

import re
import unicodedata

from moviefactory.workspace import printable

_WORDS_PER_S = 2.8  # a calm narrator, without the pauses
_LETTERS_PER_S = 14.0  # of alphabets; a word of Finnish or German takes longer than one of English
_SIGNS_PER_S = 5.0  # of scripts that write a syllable or a word with a sign
_SENTENCE_S, _CLAUSE_S = 0.35, 0.15  # pauses
_SHORTEST_S = 0.6
_ALPHABET_OF_SYLLABLES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "YI ", "BOPOMOFO")
_MARKUP = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")


def plain_line(text: str) -> str:
    """`text` in one line, without control characters and without the stars and underscores of emphasis."""
    return " ".join(_MARKUP.sub(r"\2", printable(text)).split())


def speakable(text: str) -> str:
    """What is given to a speaker: a plain line in which nothing reads as phonemes ("[[...]]")."""
    return re.sub(r"([\[\]])(?=\1)", r"\1 ", plain_line(text))


def has_words(text: str) -> bool:
    """Whether there is anything to be said in it: a letter or a digit of any script."""
    return any(unicodedata.category(one)[0] in "LN" for one in text)


def likely_seconds(text: str, speed: float = 1.0) -> float:
    """About how long a calm voice takes for `text`, in seconds."""
    line = plain_line(text)
    signs = sum(unicodedata.name(one, "").startswith(_ALPHABET_OF_SYLLABLES) for one in line)
    letters = sum(unicodedata.category(one)[0] in "LN" for one in line) - signs
    words = len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", line)) if letters else 0
    pauses = (
        len(re.findall(r"[.!?…。！？](?=\s|\w)", line)) * _SENTENCE_S + len(re.findall(r"[,;:、，—]", line)) * _CLAUSE_S
    )
    spoken = max(words / _WORDS_PER_S if not signs else 0.0, letters / _LETTERS_PER_S) + signs / _SIGNS_PER_S
    return round(max((spoken + pauses) / speed, _SHORTEST_S), 2)

"""Text to the token ids of an uncased BERT vocabulary (WordPiece): what the sentence encoder reads.

Written here because it is short, and because the package that also does it brings a hub client and its network stack
along; the tests hold both against each other. Knows nothing of models or sounds.
"""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from pathlib import Path

UNKNOWN, START, END = 100, 101, 102  # [UNK], [CLS], [SEP] of the vocabulary
LONGEST_WORD = 100  # characters; a longer one is unknown
_VOCABULARY = Path(__file__).parent / "data" / "minilm_vocab.txt.gz"
# The blocks that BERT calls Chinese characters: each one is a word of its own.
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@cache
def vocabulary() -> dict[str, int]:
    """Token to id, in the order of the file."""
    text = gzip.decompress(_VOCABULARY.read_bytes()).decode("utf-8")
    return {token: number for number, token in enumerate(text.split("\n")) if token}


def token_ids(text: str, longest: int = 128) -> list[int]:
    """The ids of `text`, [CLS] and [SEP] included, at most `longest` of them (what is over is cut off)."""
    ids = [one for word in _words(text) for one in _pieces(word)]
    return [START, *ids[: longest - 2], END]


def _words(text: str) -> list[str]:
    """Lower-case words without accents; every punctuation mark and every ideograph is a word of its own."""
    spaced = "".join(f" {char} " if _is_ideograph(char) else char for char in map(_cleaned, text))
    plain = (char for char in unicodedata.normalize("NFD", spaced) if unicodedata.category(char) != "Mn")
    # Character by character: str.lower() turns a final capital sigma into another letter than the vocabulary's.
    lower = "".join(char.lower() for char in plain)
    return "".join(f" {char} " if _is_punctuation(char) else char for char in lower).split()


def _cleaned(char: str) -> str:
    """A space for any white space, nothing for control and replacement characters, else the character."""
    if char in "\t\n\r":
        return " "
    if char in "\0\ufffd" or unicodedata.category(char) in ("Cc", "Cf", "Co"):
        return ""
    return " " if char.isspace() else char


def _is_ideograph(char: str) -> bool:
    return char > "\u2fff" and any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)


def _is_punctuation(char: str) -> bool:
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    return unicodedata.category(char).startswith("P")


def _pieces(word: str) -> list[int]:
    """Greedy longest pieces from the left, continued ones marked by ##; one [UNK] when the word cannot be built."""
    known, found, start = vocabulary(), [], 0
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    while start < len(word):
        for stop in range(len(word), start, -1):
            piece = known.get(("##" if start else "") + word[start:stop])
            if piece is not None:
                found.append(piece)
                start = stop
                break
        else:
            return [UNKNOWN]
    return found

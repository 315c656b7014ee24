"""Which texts share a query's words (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25", 2009).

Scores are divided by what a text that holds every word of the query would get, words that no text holds included, so
that 1 means "all of it is there" whatever the query. Knows words, nothing of sounds or of their meaning.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from unicodedata import combining, normalize

import numpy as np
from numpy.typing import NDArray

K1 = 1.2  # how soon a repeated word stops counting
B = 0.5  # how much a long text is held back; captions are all short, the usual 0.75 punishes good ones
FORMAT = 1  # of a saved index, with the rules of `stems`
_TEXT_BITS, _TEXT_MASK = 31, (1 << 31) - 1
_STOP = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "being", "by", "for", "from", "her", "his", "in", "into", "is", "it",
        "its", "noise", "noises", "of", "off", "on", "onto", "or", "our", "out", "over", "own", "sfx", "some", "sound",
        "sounds", "that", "the", "their", "them", "then", "there", "they", "this", "through", "to", "under", "up",
        "very", "was", "were", "while", "who", "with",
    )
)  # fmt: skip


class Bm25:
    """An index over `texts`, which are read once and not kept: for a million captions 110 MB, 450 MB while it is made.

    A word's postings are one stretch of two arrays, the texts that hold it and its weights in them.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        numbers, words, lengths = _counted(texts)
        self._size = len(lengths)
        self._words = words
        keys, counts = np.unique(_keys(numbers, lengths), return_counts=True)
        self._starts = np.searchsorted(keys >> _TEXT_BITS, np.arange(len(words) + 1))
        self._texts = (keys & _TEXT_MASK).astype(np.int32)
        usual = lengths.sum() / max(len(lengths), 1) or 1.0
        restraint = (K1 * (1 - B + B * lengths / usual)).astype(np.float32)
        weights = counts * np.float32(K1 + 1) / (counts.astype(np.float32) + restraint[self._texts])
        self._weights = np.minimum(weights, 1.0, dtype=np.float32)

    def scores(self, query: str) -> NDArray[np.float32]:
        """(n,) float32 in [0, 1]: the share of the query, weighted by how rare its words are, that each text holds."""
        found = np.zeros(self._size, np.float32)
        stretches = {word: self._stretch(word) for word in dict.fromkeys(stems(query))}
        rarity = {word: self._rarity(part.stop - part.start) for word, part in stretches.items()}
        total = sum(rarity.values())
        for word, part in stretches.items():
            found[self._texts[part]] += self._weights[part] * np.float32(rarity[word] / total)
        return found

    def save(self, path: Path) -> None:
        """Write the index to the file `path`; raises OSError where the disk refuses."""
        words = np.frombuffer("\n".join(self._words).encode(), np.uint8)
        with path.open("wb") as file:
            for part in (np.array([FORMAT, self._size]), words, self._starts, self._texts, self._weights):
                np.save(file, part, allow_pickle=False)

    @classmethod
    def load(cls, path: Path) -> Bm25:
        """The index that `save` wrote; raises OSError or ValueError where it cannot be used."""
        index = cls.__new__(cls)
        with path.open("rb") as file:
            head, words, index._starts, index._texts, index._weights = (_part(file) for _ in range(5))
            if head.shape != (2,) or head[0] != FORMAT or file.read(1):
                raise ValueError(f"{path} is not an index of this kind")
        index._size = int(head[1])
        index._words = {word: at for at, word in enumerate(words.tobytes().decode().split("\n")) if word}
        if index._starts.shape != (len(index._words) + 1,) or index._texts.shape != index._weights.shape:
            raise ValueError(f"{path} does not hold together")
        return index

    def _stretch(self, word: str) -> slice:
        at = self._words.get(word)
        return slice(0, 0) if at is None else slice(int(self._starts[at]), int(self._starts[at + 1]))

    def _rarity(self, texts: int) -> float:
        return math.log(1 + (self._size - texts + 0.5) / (texts + 0.5))


def _counted(texts: Iterable[str]) -> tuple[NDArray[np.int32], dict[str, int], NDArray[np.int32]]:
    """The number of every word of all texts in turn, what word has which number, and the words in each text."""
    numbers, lengths = array("i"), array("i")
    words: dict[str, int] = {}
    for text in texts:
        found = [words.setdefault(word, len(words)) for word in stems(text)]
        numbers.extend(found)
        lengths.append(len(found))
    return np.frombuffer(numbers, np.int32), words, np.frombuffer(lengths, np.int32)


def _keys(numbers: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.int64]:
    """Word and text as one number, for each word of each text, sorted."""
    keys = numbers.astype(np.int64)
    keys <<= _TEXT_BITS
    keys |= np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return keys


def _part(file: BinaryIO) -> NDArray[Any]:
    try:
        return np.asarray(np.load(file, allow_pickle=False))
    except EOFError as error:  # cut short
        raise ValueError(f"{file.name} ends too early") from error


def stems(text: str) -> list[str]:
    """Lower-case words without stop words, cut down to what their forms have in common ("crashes" = "crashing").

    Accents are dropped; in scripts without spaces every sign is a word.
    """
    if text.isascii():
        words = re.findall(r"[a-z0-9]+", text.lower())
    else:
        plain = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
        words = re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+", plain)
    return [_stem(word) for word in words if word not in _STOP and (len(word) > 1 or not word.isascii())]


@lru_cache(maxsize=100_000)  # captions share most of their words
def _stem(word: str) -> str:
    """A light suffix cut: both sides are cut alike, so that the result need not be a word."""
    for suffix, instead in (("ies", "y"), ("ing", ""), ("ers", ""), ("er", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]  # revving -> revv -> rev
    return word.removesuffix("e") if len(word) > 3 else word

"""Which texts share a query's words (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25", 2009).

Scores are divided by what a text that holds every word of the query would get, words that no text holds included, so
that 1 means "all of it is there" whatever the query. Knows words, nothing of sounds or of their meaning.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K1 = 1.2  # how soon a repeated word stops counting
B = 0.5  # how much a long text is held back; captions are all short, the usual 0.75 punishes good ones
_STOP = frozenset(
    (
        "a", "an", "and", "are", "as", "at", "be", "being", "by", "for", "from", "her", "his", "in", "into", "is", "it",
        "its", "noise", "noises", "of", "off", "on", "onto", "or", "our", "out", "over", "own", "sfx", "some", "sound",
        "sounds", "that", "the", "their", "them", "then", "there", "they", "this", "through", "to", "under", "up",
        "very", "was", "were", "while", "who", "with",
    )
)  # fmt: skip


class Bm25:
    """An index over `texts`."""

    def __init__(self, texts: Sequence[str]) -> None:
        documents = [Counter(stems(text)) for text in texts]
        lengths = [sum(document.values()) for document in documents]
        usual = sum(lengths) / max(len(lengths), 1) or 1.0
        self._size = len(documents)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, document in enumerate(documents):
            for word, count in document.items():
                weight = count * (K1 + 1) / (count + K1 * (1 - B + B * lengths[index] / usual))
                self._postings[word].append((index, min(weight, 1.0)))

    def scores(self, query: str) -> NDArray[np.float32]:
        """(n,) float32 in [0, 1]: the share of the query, weighted by how rare its words are, that each text holds."""
        words = dict.fromkeys(stems(query))
        rarity = {word: self._rarity(len(self._postings.get(word, ()))) for word in words}
        total = sum(rarity.values())
        found = np.zeros(self._size, np.float32)
        for word in words:
            for index, weight in self._postings.get(word, ()):
                found[index] += rarity[word] * weight / total
        return found

    def _rarity(self, texts: int) -> float:
        return math.log(1 + (self._size - texts + 0.5) / (texts + 0.5))


def stems(text: str) -> list[str]:
    """Lower-case words without stop words, cut down to what their forms have in common ("crashes" = "crashing")."""
    return [_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _STOP and len(word) > 1]


def _stem(word: str) -> str:
    """A light suffix cut: both sides are cut alike, so that the result need not be a word."""
    for suffix, instead in (("ies", "y"), ("ing", ""), ("ers", ""), ("er", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]  # revving -> revv -> rev
    return word.removesuffix("e") if len(word) > 3 else word

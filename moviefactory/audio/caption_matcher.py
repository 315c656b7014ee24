"""Matching by words: what a query and a sound's caption mean (sentence embeddings) and which words they share (BM25).

Never hears a sound: it is as good as the catalogue's texts. Without onnxruntime or the weights it works by shared words
alone and says so in `note`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.bm25 import Bm25
from moviefactory.audio.library import Library
from moviefactory.audio.minilm import MiniLm, load_minilm
from moviefactory.errors import NotInstalled, PlanError

VERSION = "caption-1"
WORDS_WEIGHT = 0.4  # how far shared words close the gap between a cosine and 1
ZERO_COSINE = 0.29  # becomes the scale's 0: unrelated sounds reach 0.5, so that 0.3 on the scale parts right from wrong


@dataclass(frozen=True)
class _Index:
    index_hash: str
    words: Bm25
    vectors: NDArray[np.float32] | None  # (n, 384)


class CaptionMatcher:
    """Scores by caption. The index of the last library stays in memory, so that asking again costs one query."""

    senses: frozenset[Sense] = frozenset({"text"})
    credit = ""

    def __init__(self, model: str = "") -> None:
        if model:
            raise PlanError(f"audio.model: the caption matcher has its own weights; {model!r} is for clap or pe-av")
        self._encoder: MiniLm | None = None
        self.note = ""
        try:
            self._encoder = load_minilm()
        except NotInstalled as missing:
            self.note = f"sounds are matched by shared words alone: {missing}"
        self._index: _Index | None = None
        self._embed_query = lru_cache(maxsize=4096)(self._embed_one)

    @property
    def revision(self) -> str:
        return f"{VERSION}/{self._encoder.revision if self._encoder else 'words'}"

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Embed the captions."""
        self._index_of(library)

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        """(n,) float32, at most 1. With an encoder: the cosine, raised by shared words; else the share of the words."""
        if not library.entries or not query.text.strip():
            return np.zeros(len(library.entries), np.float32)
        index = self._index_of(library)
        shared = index.words.scores(query.text)
        if index.vectors is None:
            return shared
        cosine: NDArray[np.float32] = index.vectors @ self._embed_query(query.text)
        fused = cosine + WORDS_WEIGHT * shared * (1 - cosine)
        return np.asarray((fused - ZERO_COSINE) / (1 - ZERO_COSINE), np.float32)

    def _embed_one(self, text: str) -> NDArray[np.float32]:
        assert self._encoder is not None
        return self._encoder.embed([text]).reshape(-1)

    def _index_of(self, library: Library) -> _Index:
        if self._index is None or self._index.index_hash != library.index_hash:
            documents = [entry.document for entry in library.entries]
            vectors = self._encoder.embed(documents) if self._encoder else None
            self._index = _Index(library.index_hash, Bm25(documents), vectors)
        return self._index

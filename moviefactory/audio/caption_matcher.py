"""Matching by words: what a query and a sound's caption mean (sentence embeddings) and which words they share (BM25).

Never hears a sound: it is as good as the catalogue's texts. Without onnxruntime or the weights it works by shared words
alone and says so in `note`. What it computed of captions is kept, so that a library is embedded once per machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.bm25 import FORMAT, Bm25
from moviefactory.audio.library import Library
from moviefactory.audio.minilm import SIZE, MiniLm, load_minilm
from moviefactory.audio.nearest import BEST, EXACT, Nearest, nearest_in
from moviefactory.audio.vectors import VectorStore
from moviefactory.errors import NotInstalled, PlanError
from moviefactory.workspace import keep_newest, replacing, vectors_folder

VERSION = "caption-2"
WORDS_WEIGHT = 0.4  # how far shared words close the gap between a cosine and 1
ZERO_COSINE = 0.29  # becomes the scale's 0: unrelated sounds reach 0.5, so that 0.3 on the scale parts right from wrong
KEPT_FROM = 20_000  # sounds: from here on a start reads what it kept of the library; below, the texts are read anew
INDEXES_KEPT = 4  # of shared words, 100 MB each for a million sounds
LIBRARIES = 3  # sounds, music and another one are asked in turn
BATCH = 256  # captions between two commits: what a kill costs at the most
Progress = Callable[[int, int], None]
_Identity = tuple[str, int, str, str]


@dataclass(frozen=True)
class _Index:
    """Of one library; `nearest` is None where there is no encoder."""

    words: Bm25
    nearest: Nearest | None


class CaptionMatcher:
    """Scores by caption. The indexes of the last libraries stay in memory, so that asking again costs one query."""

    senses: frozenset[Sense] = frozenset({"text"})
    credit = ""

    def __init__(self, model: str = "") -> None:
        if model:
            raise PlanError(f"audio.model: the caption matcher has its own weights; {model!r} is for clap or pe-av")
        self._encoder: MiniLm | None = None
        self._without = ""
        try:
            self._encoder = load_minilm()
        except NotInstalled as missing:
            self._without = f"sounds are matched by shared words alone: {missing}"
        self._indexes: dict[_Identity, _Index] = {}
        self._store: VectorStore | None = None
        self._embed_query = lru_cache(maxsize=4096)(self._embed_one)

    @property
    def revision(self) -> str:
        return f"{VERSION}/{self._encoder.revision if self._encoder else 'words'}"

    @property
    def note(self) -> str:
        slow = [index.nearest.note for index in self._indexes.values() if index.nearest is not None]
        return "; ".join(part for part in (self._without, *slow) if part)

    def check(self) -> None:
        """Its weights were checked when it was made."""

    def prepare(self, library: Library, progress: Progress) -> None:
        """Embed the captions that are new, in batches; of a very large library an index is built."""
        index = self._index_of(library, progress)
        if index.nearest is not None:
            index.nearest.prepare(progress)

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        """(n,) float32, at most 1. With an encoder: the cosine, raised by shared words; else the share of the words."""
        if not library.entries or not query.text.strip():
            return np.zeros(len(library.entries), np.float32)
        index = self._index_of(library, lambda done, total: None)
        shared = index.words.scores(query.text)
        if index.nearest is None:
            return shared
        most = np.argpartition(shared, -BEST)[-BEST:] if len(shared) > EXACT else None
        cosine = index.nearest.scores(self._embed_query(query.text), also=most)
        fused = cosine + WORDS_WEIGHT * shared * (1 - cosine)
        return np.asarray((fused - ZERO_COSINE) / (1 - ZERO_COSINE), np.float32)

    def _embed_one(self, text: str) -> NDArray[np.float32]:
        assert self._encoder is not None
        return self._encoder.embed([text]).reshape(-1)

    def _index_of(self, library: Library, progress: Progress) -> _Index:
        identity = _identity(library)
        if identity not in self._indexes:
            nearest = self._nearest(library, _name(identity), progress) if self._encoder else None
            index = _Index(_words(library, _name(identity)), nearest)
            self._indexes = dict([*self._indexes.items(), (identity, index)][-LIBRARIES:])
        return self._indexes[identity]

    def _nearest(self, library: Library, name: str, progress: Progress) -> Nearest:
        assert self._encoder is not None
        if self._store is None:
            self._store = VectorStore(self._encoder.revision, SIZE)
        store = self._store
        large = len(library.entries) >= KEPT_FROM
        if large and store.whole and store.order(name) is not None:
            return nearest_in(store, name, lambda: _keys(library))
        keys = _keys(library)
        _embed_missing(library, keys, store, self._encoder, progress)
        return nearest_in(store, name, lambda: keys) if large else Nearest(store.matrix(keys))


def _identity(library: Library) -> _Identity:
    """What tells libraries apart, at the cost of two texts; what is kept of a library is named by it."""
    entries = library.entries
    ends = (entries[0].document, entries[-1].document) if entries else ("", "")
    return library.index_hash, len(entries), *ends


def _name(identity: _Identity) -> str:
    return hashlib.sha256("\x1f".join(map(str, identity)).encode("utf-8", "replace")).hexdigest()[:24]


def _keys(library: Library) -> list[str]:
    return [_key(entry.document) for entry in library.entries]


def _key(document: str) -> str:
    """Of a text, not of a sound: takes with one caption share a vector, and it outlives moves of the file."""
    return hashlib.sha256(document.encode("utf-8", "replace")).hexdigest()[:32]


def _embed_missing(
    library: Library, keys: Sequence[str], store: VectorStore, encoder: MiniLm, progress: Progress
) -> None:
    new = list({keys[at]: at for at in store.missing(keys)}.items())
    done = len(keys) - len(new)
    progress(done, len(keys))
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        vectors = encoder.embed([library.entries[at].document for _, at in batch])
        store.add([key for key, _ in batch], vectors)
        done += len(batch)
        progress(done, len(keys))


def _words(library: Library, name: str) -> Bm25:
    """The index of shared words; a large library's is kept, for reading a million captions takes a quarter minute."""
    path = vectors_folder() / "words" / f"{name}-{FORMAT}.bm25"
    if len(library.entries) >= KEPT_FROM and path.is_file():
        with suppress(OSError, ValueError):
            return Bm25.load(path)
    words = Bm25(entry.document for entry in library.entries)
    if len(library.entries) >= KEPT_FROM:
        _keep(words, path)
    return words


def _keep(words: Bm25, path: Path) -> None:
    """Where the disk refuses, the next start reads the captions again."""
    with suppress(OSError):
        with replacing(path) as partial:
            words.save(partial)
        keep_newest(path.parent, INDEXES_KEPT)

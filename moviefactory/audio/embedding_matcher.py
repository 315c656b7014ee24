"""Matching by ear: sounds, words and clips as vectors of one space, compared by their angle.

An encoder brings the space; what it computed of a sound is kept by the file's content, so that a killed run goes on and
a renamed file costs nothing. Loads no network to name its revision, nor to search what was computed before except for
the query. Knows no network's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.audio.nearest import EXACT, Nearest, nearest_in
from moviefactory.audio.vectors import Rows, VectorStore, gathered
from moviefactory.errors import MediaError, PlanError, StorageError
from moviefactory.jobs.job import sha256_of

BATCH = 8  # sounds between two commits: what a kill costs at the most, and what is in memory at once (200 MB)
LARGE = 20_000  # sounds: from here on a start reads the order that it kept; below, each sound is looked at
LIBRARIES = 4  # that stay in memory: the sounds, the music
_BLOCK = 65_536
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]


class Encoder(Protocol):
    """A network that is loaded. All rows are unit vectors of one space, the same alone or in a batch."""

    def text(self, texts: Sequence[str]) -> Vectors:
        """(n, size)."""
        ...

    def sounds(self, paths: Sequence[Path]) -> Vectors:
        """(n, size). Raises MediaError where one cannot be heard; decodes all before it computes anything."""
        ...

    def video(self, path: Path) -> Vectors:
        """(size,) of a silent clip. Raises MediaError where it cannot be seen."""
        ...


@dataclass(frozen=True)
class Scale:
    """From an encoder's cosines to the scale of the protocol: `zero` becomes 0, `one` becomes 1."""

    zero: float
    one: float

    def of(self, cosines: Vectors) -> Vectors:
        return np.asarray((cosines - self.zero) / (self.one - self.zero), np.float32)


@dataclass(frozen=True)
class Space:
    """What is known of an encoder before it is loaded. `scales` has one entry for each sense that it understands."""

    revision: str
    size: int
    scales: Mapping[Sense, Scale]
    note: str = ""
    credit: str = ""


@dataclass(frozen=True)
class _Index:
    """Of one library: its sounds' vectors in its order, zeros where nothing can be heard."""

    nearest: Nearest
    unheard: tuple[int, Path | None]  # how many, and the first of them


class EmbeddingMatcher:
    """Scores by the cosine of two vectors. `load` makes the encoder when first something has to be computed."""

    def __init__(self, space: Space, load: Callable[[], Encoder]) -> None:
        self._space = space
        self._load = load
        self._encoder: Encoder | None = None
        self._store: VectorStore | None = None
        self._indices: dict[tuple[object, ...], _Index] = {}
        self._index: _Index | None = None
        self._of_text = lru_cache(maxsize=4096)(self._text)
        self._of_file = lru_cache(maxsize=256)(self._file)

    @property
    def revision(self) -> str:
        return self._space.revision

    @property
    def senses(self) -> frozenset[Sense]:
        return frozenset(self._space.scales)

    @property
    def credit(self) -> str:
        return self._space.credit

    @property
    def note(self) -> str:
        """What the encoder has to say, and which sounds cannot be heard."""
        count, first = self._index.unheard if self._index else (0, None)
        are = "sounds are" if count > 1 else "sound is"
        some = f"{count} {are} never chosen, because nothing can be heard in the file: first {first}" if count else ""
        slow = self._index.nearest.note if self._index else ""
        return "; ".join(part for part in (self._space.note, some, slow) if part)

    def check(self) -> None:
        """Load the encoder once, which says what is wrong with it, and let it go. Raises what loading raises."""
        self._loaded()
        self._encoder = None

    def prepare(self, library: Library, progress: Progress) -> None:
        """Hear what was not heard before, in batches; of a very large library an index is built.

        `progress` is told what is done and what there is.

        Raises what loading the encoder raises.
        """
        self._index_of(library, progress).nearest.prepare(progress)

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        """(n,) float32: the cosine on the encoder's scale; a file in which nothing can be heard gets less than 0.

        Raises PlanError for a query of none or several senses, MediaError where its file cannot be read.
        """
        sense = self._sense_of(query)
        if not len(library.entries) or (sense == "text" and not query.text.strip()):
            return np.zeros(len(library.entries), np.float32)
        index = self._index_of(library, lambda done, total: None)
        return self._space.scales[sense].of(index.nearest.scores(self._vector(sense, query)))

    def _sense_of(self, query: Query) -> Sense:
        said: dict[Sense, bool] = {
            "text": bool(query.text),
            "video": query.video is not None,
            "sound": query.sound is not None,
        }
        asked = [sense for sense, there in said.items() if there] or ["text"]
        if len(asked) > 1 or asked[0] not in self._space.scales:
            raise PlanError(
                f"audio.matcher: it answers one of {', '.join(sorted(self.senses))} at a time, "
                f"not {' and '.join(asked)}"
            )
        return asked[0]

    def _vector(self, sense: Sense, query: Query) -> Vectors:
        if sense == "text":
            return np.asarray(self._of_text(query.text), np.float32)
        path = query.video if sense == "video" else query.sound
        assert path is not None
        try:
            state = path.stat()
        except OSError as error:
            raise MediaError(f"{path}: it is not there or cannot be read ({error.strerror})") from error
        return np.asarray(self._of_file(sense, path.absolute(), state.st_size, state.st_mtime_ns), np.float32)

    def _text(self, text: str) -> Vectors:
        return np.asarray(self._loaded().text([text])[0], np.float32)

    def _file(self, sense: Sense, path: Path, size: int, mtime_ns: int) -> Vectors:
        """The vector of a query's file; of a library's own sound it is there already."""
        if sense == "video":
            return self._loaded().video(path).reshape(-1)
        key = _digest(path)
        if not self._kept().missing([key]):
            return np.asarray(self._kept().matrix([key])[0], np.float32)
        return np.asarray(self._loaded().sounds([path])[0], np.float32)

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._load()
        return self._encoder

    def _kept(self) -> VectorStore:
        if self._store is None:
            self._store = VectorStore(self._space.revision, self._space.size)
        return self._store

    def _index_of(self, library: Library, progress: Progress) -> _Index:
        entries = library.entries
        ends = (entries[0].path, entries[-1].path) if len(entries) else ()
        name = (library.index_hash, len(entries), *ends)  # one hash may stand for the sounds and for the music alone
        if name not in self._indices:
            index = self._made(entries, "/".join(str(part) for part in name), progress)
            self._indices = dict([*self._indices.items(), (name, index)][-LIBRARIES:])
        self._index = self._indices[name]
        return self._index

    def _made(self, entries: Sequence[LibraryEntry], label: str, progress: Progress) -> _Index:
        """Of a large library that was heard before, without a look at each of its sounds."""
        store, large = self._kept(), len(entries) >= LARGE
        known = store.order(label) if large and store.whole else None
        if known is not None and len(known) == len(entries):
            return _Index(nearest_in(store, label, list), _unheard(_blocks(store, known), entries))
        keys = [_key(entry) for entry in entries]
        self._hear(entries, keys, progress)
        if large and store.whole:
            nearest = nearest_in(store, label, lambda: keys)
            return _Index(nearest, _unheard(_blocks(store, store.rows(keys)), entries))
        matrix = store.matrix(keys)
        return _Index(Nearest(matrix), _unheard([matrix], entries))

    def _hear(self, entries: Sequence[LibraryEntry], keys: Sequence[str], progress: Progress) -> None:
        """Compute and keep the vectors that are missing; of equal files one is heard."""
        store = self._kept()
        places = {keys[place]: place for place in reversed(store.missing(keys)) if keys[place]}
        todo = [(key, entries[place].path) for key, place in sorted(places.items(), key=lambda item: item[1])]
        done = len(keys) - len(todo)
        progress(done, len(keys))
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            made = self._hear_batch(batch)
            if made:
                store.add(list(made), np.stack(list(made.values())))
            done += len(batch)
            progress(done, len(keys))

    def _hear_batch(self, batch: Sequence[tuple[str, Path]]) -> dict[str, Vectors]:
        """Vectors by key: computed together, or one by one where one of them spoils it.

        A file in which nothing can be heard has zeros for ever, as its key is its content; one that has gone has none.
        """
        encoder = self._loaded()
        try:
            rows = encoder.sounds([path for _, path in batch])
            return dict(zip([key for key, _ in batch], rows, strict=True))
        except MediaError:
            if len(batch) == 1:
                key, path = batch[0]
                return {key: np.zeros(self._space.size, np.float32)} if path.is_file() else {}
        return {key: vector for one in batch for key, vector in self._hear_batch([one]).items()}


def _unheard(blocks: Iterable[Vectors], entries: Sequence[LibraryEntry]) -> tuple[int, Path | None]:
    """How many sounds have no vector or one of zeros, and the first one's file."""
    count, start, first = 0, 0, -1
    for block in blocks:
        silent = np.flatnonzero(~block.any(axis=1))
        count += len(silent)
        first = start + int(silent[0]) if first < 0 and len(silent) else first
        start += len(block)
    return count, entries[first].path if count else None


def _blocks(store: VectorStore, rows: Rows) -> Iterator[Vectors]:
    """The vectors of a library, some at a time; none of a very large one, which nobody waits for."""
    stored = store.stored()
    for start in range(0, len(rows) if len(rows) <= EXACT else 0, _BLOCK):
        yield gathered(stored, np.asarray(rows[start : start + _BLOCK]))


def _key(entry: LibraryEntry) -> str:
    """What identifies the sound itself; "" where its file cannot be read."""
    try:
        return entry.content or _digest(entry.path)
    except StorageError:
        return ""


def _digest(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror or error}") from error

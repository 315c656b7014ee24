"""Which of many unit vectors point where a query points: their cosines, exact up to a million of them.

Above that an inverted index of faiss is used where it is installed and was built (`prepare`): IVF4096 with 8-bit
scalars finds 98 % of the true ten best a hundred times faster, product quantisation only 39 % (measured on 10^6
clustered vectors of 512 numbers). What the index finds is scored exactly again. Knows nothing of what is searched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio.vectors import Rows, Vectors, VectorStore, gathered, in_order
from moviefactory.workspace import replacing, vectors_folder

EXACT = 1_000_000  # vectors; 0.2 s for one query with 512 numbers each, and 2 GB that are read from the disk once
KIND = "IVF4096,SQ8"
PROBES = 16  # of the 4096 lists
BEST = 2048  # are scored; all others get UNSEEN
UNSEEN = -1.0
_TRAINING_PER_LIST = 40  # faiss asks for 39 at least; more costs memory and time and finds hardly more
_BLOCK = 65_536
Progress = Callable[[int, int], None]


class Nearest:
    """The cosines of one vector with all rows of `matrix` (n, d), or with the chosen `rows` of it.

    `key` names the content of `matrix` for the index that is kept in `folder` ("": none is kept); a matrix that only
    grew by more rows has the same name, and its index grows too. A row of -1 stands for a vector of zeros.
    """

    def __init__(self, matrix: Vectors, key: str = "", rows: Rows | None = None, folder: Path | None = None) -> None:
        self._matrix = matrix
        self._rows = rows
        self._key = key
        self._folder = folder or vectors_folder()

    def __len__(self) -> int:
        return len(self._matrix if self._rows is None else self._rows)

    @property
    def note(self) -> str:
        """A line for the person where a package would make the search faster."""
        if self._large and find_spec("faiss") is None:
            return f"{len(self)} sounds are compared one by one; pip install faiss-cpu makes a search ten times faster"
        return ""

    def prepare(self, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Build or bring up to date the index of a large matrix: minutes for a million rows, once per machine.

        Without a key, without faiss or on a disk that refuses there is none, and `scores` stays exact.
        """
        if not self._large or not self._key or find_spec("faiss") is None:
            return
        index = _read(self._path, len(self._matrix), grows=True)
        if index is not None and index.ntotal == len(self._matrix):
            return
        if index is None:
            index = _trained(self._matrix)
            _write(index, self._path)  # a kill while it is filled does not cost the training
        _fill(index, self._matrix, progress)
        _write(index, self._path)
        self.__dict__.pop("_index", None)

    def scores(self, vector: Vectors, also: NDArray[np.intp] | None = None) -> Vectors:
        """(n,) float32 cosines with `vector` (d,), a unit vector.

        From an index only the best 2048 and the positions `also` are scored, the rest is -1.
        """
        query = np.nan_to_num(np.asarray(vector, np.float32).reshape(-1))
        if self._index is None:
            return self._picked(_products(self._matrix, query))
        scores = self._picked(self._found(query))
        if also is not None and len(also):
            rows = also if self._rows is None else self._rows[also]
            scores[also] = _products(gathered(self._matrix, np.asarray(rows, np.int64)), query)
        return scores

    def _picked(self, scores: Vectors) -> Vectors:
        if self._rows is None:
            return scores
        if not len(scores):
            return np.zeros(len(self._rows), np.float32)
        rows = np.asarray(self._rows)
        if in_order(rows) and not rows[0]:
            return scores[: len(rows)]
        return np.where(rows >= 0, scores[rows], np.float32(0.0))

    def _found(self, query: Vectors) -> Vectors:
        """Over the whole matrix: exact where the index sees one of the best, UNSEEN elsewhere."""
        faiss: Any = import_module("faiss")

        wanted = faiss.SearchParametersIVF(nprobe=PROBES)
        if self._rows is not None:
            chosen = np.zeros(len(self._matrix), bool)
            chosen[self._rows[self._rows >= 0]] = True
            bits = np.packbits(chosen, bitorder="little")
            wanted = faiss.SearchParametersIVF(nprobe=PROBES, sel=faiss.IDSelectorBitmap(bits))
        _, best = self._index.search(query[None], BEST, params=wanted)
        best = np.unique(best[0][best[0] >= 0])
        scores = np.full(len(self._matrix), UNSEEN, np.float32)
        scores[best] = self._matrix[best] @ query
        return scores

    @property
    def _large(self) -> bool:
        return len(self) > EXACT

    @property
    def _path(self) -> Path:
        mark = hashlib.sha256(f"{KIND}\n{self._key}\n{self._matrix.shape[1]}".encode()).hexdigest()[:24]
        return self._folder / "indexes" / f"{mark}.faiss"

    @cached_property
    def _index(self) -> Any:
        """The index, where one is there that knows every row."""
        if not self._large or not self._key or not self._path.is_file() or find_spec("faiss") is None:
            return None
        return _read(self._path, len(self._matrix), grows=False)


def nearest_in(store: VectorStore, library: str, keys: Callable[[], Sequence[str]]) -> Nearest:
    """The vectors of `store` in the order of a library, whose content `library` names (a hash).

    keys: asked for only when this library's order is not known yet, so that a start with a million sounds reads one
    array. A key without a vector is like nothing.
    """
    rows = store.order(library) if store.whole else None
    if rows is None:
        asked = keys()
        if not store.whole:
            return Nearest(store.matrix(asked))
        rows = store.rows(asked)
        store.keep_order(library, rows)
    stored = store.stored()
    many = len(rows) * 4 >= len(stored)  # cheaper to compare with all that are stored than to copy these
    if many and (len(rows) > EXACT or not in_order(rows)):
        return Nearest(stored, store.mark, rows, store.folder)
    return Nearest(gathered(stored, rows))


def _products(matrix: Vectors, query: Vectors) -> Vectors:
    products = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        np.matmul(np.asarray(matrix[start : start + _BLOCK]), query, out=products[start : start + _BLOCK])
    return products


def _trained(matrix: Vectors) -> Any:
    """An empty index whose lists are laid out by a sample of the rows, the same one each time."""
    faiss: Any = import_module("faiss")

    index = faiss.index_factory(matrix.shape[1], KIND, faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).choice(len(matrix), min(len(matrix), index.nlist * _TRAINING_PER_LIST), False)
    index.train(np.ascontiguousarray(matrix[np.sort(sample)], np.float32))
    return index


def _fill(index: Any, matrix: Vectors, progress: Progress) -> None:
    while index.ntotal < len(matrix):
        block = matrix[index.ntotal : index.ntotal + _BLOCK]
        index.add(np.ascontiguousarray(block, np.float32))
        progress(index.ntotal, len(matrix))


def _read(path: Path, rows: int, grows: bool) -> Any:
    """The index at `path`; None where there is none, it is broken, or it is of other rows."""
    faiss: Any = import_module("faiss")

    try:  # to be searched only, its lists stay on the disk
        index = faiss.read_index(str(path), 0 if grows else faiss.IO_FLAG_MMAP)
    except RuntimeError:  # as faiss says that a file is missing, cut short or none of its own
        return None
    return index if index.ntotal == rows or (grows and index.ntotal < rows) else None


def _write(index: Any, path: Path) -> None:
    faiss: Any = import_module("faiss")

    # A disk that is full or refuses: the search stays exact.
    with suppress(OSError, RuntimeError), replacing(path) as partial:
        faiss.write_index(index, str(partial))

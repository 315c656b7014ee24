"""What encoders computed, kept on this machine: one unit vector per key (a hash of a sound or of a text).

A store is one append-only file of float32 rows and a SQLite table that says which key has which row. The table is
written last, in one transaction that also orders the writers: a killed run leaves at most bytes behind the last row
that counts, and two processes can add at once. Where nothing can be written, new vectors stay in memory. Knows nothing
of what a vector is of.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.workspace import keep_newest, replacing, slug_of, vectors_folder

INDEX = "keys-1.sqlite"  # the number is that of the format: another one would be another file
BUSY_S = 30.0
ORDERS_KEPT = 8  # row orders of that many libraries; 8 MB each for a million sounds
_AT_ONCE = 500  # keys per question to SQLite; it takes at least 999
_BLOCK = 65_536  # rows that are gathered at once
_TABLES = """
CREATE TABLE IF NOT EXISTS store (file TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, row INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
"""
Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


class VectorStore:
    """The vectors of `size` numbers that `revision` (a tool with its weights) computed.

    It lies in `folder`, or else with this person's other vectors. A broken store is begun anew: it holds nothing that
    cannot be computed again.
    """

    def __init__(self, revision: str, size: int, folder: Path | None = None) -> None:
        if size < 1:
            raise ValueError(f"vectors of {size} numbers")
        self.size = size
        mark = hashlib.sha256(f"{revision}\n{size}".encode()).hexdigest()[:8]
        self.folder = (vectors_folder() if folder is None else folder) / f"{slug_of(revision) or 'store'}-{mark}"
        self._unsaved: dict[str, Vectors] = {}

    def missing(self, keys: Sequence[str]) -> list[int]:
        """The positions in `keys` that have no vector yet."""
        rows = self.rows(keys)
        return [at for at in np.flatnonzero(rows < 0).tolist() if keys[at] not in self._unsaved]

    def add(self, keys: Sequence[str], vectors: NDArray[np.floating]) -> None:
        """Keep `vectors` (n, size) under `keys`; on return they are on the disk, or in memory where it refuses.

        Rows get length 1; one that is not finite or zero is kept as zeros, which are like nothing. A key that is
        there keeps its vector.
        """
        unit = _unit(vectors)
        if unit.shape != (len(keys), self.size):
            raise ValueError(f"{len(keys)} keys and vectors of shape {unit.shape}, not of {self.size} numbers")
        new = dict(zip(keys, unit, strict=True))
        try:
            self._append(new)
        except (OSError, sqlite3.Error):
            self._unsaved.update((key, vector) for key, vector in new.items() if key not in self._unsaved)

    def rows(self, keys: Sequence[str]) -> Rows:
        """(n,) int64: where in `stored()` the vector of each key is; -1 for one that is not on the disk."""
        rows = np.full(len(keys), -1, np.int64)
        with self._reading() as database:
            for start in range(0, len(keys) if database is not None else 0, _AT_ONCE):
                asked = keys[start : start + _AT_ONCE]
                found = _found(database, asked) if database is not None else {}
                rows[start : start + len(asked)] = [found.get(key, -1) for key in asked]
        return rows

    def stored(self) -> Vectors:
        """(rows on the disk, size) float32, memory-mapped and read-only; a row never changes once it is there."""
        with self._reading() as database:
            count = _count(database) if database is not None else 0
            if database is None or not count:
                return np.zeros((0, self.size), np.float32)
            return np.memmap(self.folder / _file(database), "<f4", mode="r", shape=(count, self.size))

    def matrix(self, keys: Sequence[str]) -> Vectors:
        """(n, size) float32 in the order of `keys`: memory-mapped where the rows lie like that, else copied.

        A key without a vector has zeros.
        """
        rows = self.rows(keys)  # first, for another process may add rows in between
        matrix = gathered(self.stored(), rows)
        if self.whole:
            return matrix
        matrix = np.array(matrix)
        for at, key in enumerate(keys):
            if key in self._unsaved:
                matrix[at] = self._unsaved[key]
        return matrix

    @property
    def whole(self) -> bool:
        """Whether every vector is on the disk, so that `rows` and `stored` say all."""
        return not self._unsaved

    @property
    def mark(self) -> str:
        """Names the rows that `stored()` has: they stay what they are under this name, only more are added."""
        with self._reading() as database:
            return f"{self.folder.name}/{_file(database)}" if database is not None else ""

    def keep_order(self, name: str, rows: Rows) -> None:
        """Remember `rows` (of a whole library, say by its hash) for `order`; an incomplete one is not kept."""
        path = self._order_file(name)
        if path is None or not self.whole or (len(rows) and int(rows.min()) < 0):
            return
        with suppress(OSError):
            with replacing(path) as partial, partial.open("wb") as file:
                np.save(file, np.asarray(rows, np.int64), allow_pickle=False)
            keep_newest(path.parent, ORDERS_KEPT)

    def order(self, name: str) -> Rows | None:
        """The rows that were kept as `name`, memory-mapped; None where there are none."""
        path = self._order_file(name)
        if path is None or not path.is_file():
            return None
        try:
            rows: Rows = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError):  # cut short, or no such file at all
            return None
        return rows if rows.ndim == 1 and rows.dtype == np.int64 else None

    def _order_file(self, name: str) -> Path | None:
        """Named also by the file of the rows, so that an order never outlives the rows that it counts."""
        if not (rows := self.mark):
            return None
        mark = hashlib.sha256(f"{rows}\n{name}".encode()).hexdigest()[:24]
        return self.folder / "orders" / f"{mark}.npy"

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The table, for reading; None where there is none or it is broken."""
        path = self.folder / INDEX
        if not path.is_file():
            yield None
            return
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", BUSY_S, uri=True)) as database:
            usable = self._sound(database)
            yield database if usable else None

    def _sound(self, database: sqlite3.Connection) -> bool:
        """Whether the table can be read and its file holds every row that it counts."""
        try:
            return self._held(database)
        except (OSError, TypeError, sqlite3.DatabaseError):
            return False

    def _held(self, database: sqlite3.Connection) -> bool:
        count = _count(database)  # before the size of the file, which only grows
        return (self.folder / _file(database)).stat().st_size >= count * self.size * 4

    def _append(self, new: Mapping[str, Vectors]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._mend()
        with closing(sqlite3.connect(self.folder / INDEX, BUSY_S, isolation_level=None)) as database:
            database.executescript(_TABLES)
            database.execute("BEGIN IMMEDIATE")  # from here on no other process adds
            self._begin(database)
            fresh = [key for key in new if not _known(database, key)]
            count = _count(database)
            with (self.folder / _file(database)).open("r+b") as file:
                file.seek(count * self.size * 4)
                file.write(b"".join(new[key].astype("<f4").tobytes() for key in fresh))
                file.flush()
                os.fsync(file.fileno())
            database.executemany(
                "INSERT INTO rows VALUES (?, ?)", zip(fresh, range(count, count + len(fresh)), strict=True)
            )
            database.execute("COMMIT")

    def _begin(self, database: sqlite3.Connection) -> None:
        """Give a new table its file. The name is new each time: who still reads an old file reads it to its end."""
        if database.execute("SELECT count(*) FROM store").fetchone()[0]:
            return
        name = f"rows-{secrets.token_hex(6)}.f32"
        (self.folder / name).touch()
        database.execute("INSERT INTO store VALUES (?)", (name,))

    def _mend(self) -> None:
        """Take a broken store away; one that is busy, or that another process is only beginning, is left alone."""
        if (self.folder / INDEX).is_file() and self._broken():
            for path in [*self.folder.glob(f"{INDEX}*"), *self.folder.glob("rows-*.f32")]:
                path.unlink(missing_ok=True)

    def _broken(self) -> bool:
        try:
            with closing(sqlite3.connect(self.folder / INDEX, BUSY_S)) as database:
                return not self._held(database)
        except (TypeError, sqlite3.OperationalError):
            return False
        except (OSError, sqlite3.DatabaseError):
            return True


def in_order(rows: Rows) -> bool:
    """Whether the rows follow one another, so that no copy is needed."""
    count = len(rows)
    return bool(count and rows[0] >= 0 and rows[-1] == rows[0] + count - 1 and (np.diff(rows) == 1).all())


def gathered(stored: Vectors, rows: Rows) -> Vectors:
    """(n, d): the chosen rows of `stored`, as a view where they follow one another; zeros for a row of -1."""
    count = len(rows)
    if in_order(rows):
        return stored[rows[0] : rows[0] + count]
    chosen = np.zeros((count, stored.shape[1]), np.float32)
    for start in range(0, count, _BLOCK):
        part = rows[start : start + _BLOCK]
        there = part >= 0
        chosen[start : start + _BLOCK][there] = stored[part[there]]
    return chosen


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows.astype(np.float64), axis=-1, keepdims=True)
    good = np.isfinite(lengths) & (lengths > 1e-12)
    return np.where(good, rows / np.where(good, lengths, 1.0), 0.0).astype(np.float32)


def _count(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT coalesce(max(row), -1) + 1 FROM rows").fetchone()[0])


def _file(database: sqlite3.Connection) -> str:
    return Path(str(database.execute("SELECT file FROM store").fetchone()[0])).name


def _found(database: sqlite3.Connection, keys: Sequence[str]) -> dict[str, int]:
    marks = ",".join("?" * len(keys))
    return dict(database.execute(f"SELECT key, row FROM rows WHERE key IN ({marks})", tuple(keys)))


def _known(database: sqlite3.Connection, key: str) -> bool:
    return database.execute("SELECT 1 FROM rows WHERE key = ?", (key,)).fetchone() is not None

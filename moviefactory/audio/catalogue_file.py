"""The catalogue's file: one SQLite database of the folders a person added and of every sound in them.

This file knows its tables, its versions and what can go wrong with it on a disk; what is in a row is `indexing.py`'s
business, and what a library offers of it that of `catalogue_rows.py`. Write-ahead logging and short transactions let
two processes index and read at once, and a kill loses at most the transaction at hand.

`tallies` holds, for each folder and licence, how many sounds are offered and a sum over their marks. Triggers keep it
in the very transaction that changes a sound, so it cannot disagree with the rows: the hash of a million sounds is read
from a few numbers.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from moviefactory.errors import StorageError
from moviefactory.workspace import sounds_folder

SCHEMA = 1  # of the tables below; a file with a higher number is another version's
BUSY_S = 30.0
_SUM = (1 << 62) - 1  # marks are added modulo 2^62: two of them stay within SQLite's 64-bit integers
OFFERED = "duplicate_of IS NULL AND problem = ''"


def _tally(row: str, sign: str) -> str:
    """Trigger statements that add the row NEW to its tally, or take OLD out of it."""
    if sign == "-":
        return f"""UPDATE tallies SET sounds = sounds - 1, mark_a = (mark_a - {row}.mark_a) & {_SUM},
            mark_b = (mark_b - {row}.mark_b) & {_SUM}
            WHERE {row}.duplicate_of IS NULL AND {row}.problem = ''
            AND root = {row}.root AND licence = {row}.licence AND music = ({row}.kind = 'music');"""
    return f"""INSERT INTO tallies SELECT {row}.root, {row}.licence, {row}.kind = 'music', 1, {row}.mark_a, {row}.mark_b
            WHERE {row}.duplicate_of IS NULL AND {row}.problem = ''
            ON CONFLICT(root, licence, music) DO UPDATE SET sounds = sounds + 1,
            mark_a = (mark_a + excluded.mark_a) & {_SUM}, mark_b = (mark_b + excluded.mark_b) & {_SUM};"""


_TABLES = f"""
CREATE TABLE roots (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, kind TEXT NOT NULL, package TEXT NOT NULL,
    licence TEXT NOT NULL, UNIQUE (folder, kind, package)
);
CREATE TABLE sounds (
    id INTEGER PRIMARY KEY AUTOINCREMENT, root INTEGER NOT NULL REFERENCES roots, pool INTEGER NOT NULL,
    folder TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, beside TEXT NOT NULL,
    content TEXT NOT NULL, seconds REAL NOT NULL, rate_hz INTEGER NOT NULL, channels INTEGER NOT NULL,
    name TEXT NOT NULL, caption TEXT NOT NULL, kind TEXT NOT NULL, catid TEXT NOT NULL, tags TEXT NOT NULL,
    loop INTEGER NOT NULL, stated TEXT NOT NULL, licence TEXT NOT NULL, author TEXT NOT NULL, source TEXT NOT NULL,
    mood TEXT NOT NULL, bpm REAL NOT NULL, musical_key TEXT NOT NULL, problem TEXT NOT NULL,
    duplicate_of INTEGER, mark_a INTEGER NOT NULL, mark_b INTEGER NOT NULL, UNIQUE (root, folder, file)
);
CREATE INDEX offered ON sounds (root, folder, file, licence, kind) WHERE {OFFERED};
CREATE INDEX contents ON sounds (content, pool, licence, root, folder, file) WHERE problem = '';
CREATE INDEX copies ON sounds (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE measurements (
    content TEXT PRIMARY KEY, event INTEGER NOT NULL, seconds REAL NOT NULL, onset_s REAL NOT NULL,
    level_lufs REAL NOT NULL, onsets_s TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE tallies (
    root INTEGER NOT NULL, licence TEXT NOT NULL, music INTEGER NOT NULL, sounds INTEGER NOT NULL,
    mark_a INTEGER NOT NULL, mark_b INTEGER NOT NULL, PRIMARY KEY (root, licence, music)
) WITHOUT ROWID;
CREATE TRIGGER sound_comes AFTER INSERT ON sounds BEGIN {_tally("NEW", "+")} END;
CREATE TRIGGER sound_goes AFTER DELETE ON sounds BEGIN {_tally("OLD", "-")} END;
CREATE TRIGGER sound_changes
    AFTER UPDATE OF root, licence, kind, problem, duplicate_of, mark_a, mark_b ON sounds
    BEGIN {_tally("OLD", "-")} {_tally("NEW", "+")} END;
PRAGMA user_version = {SCHEMA};
"""


class CannotWrite(StorageError):
    """The catalogue is refused by the disk, not broken."""


class Catalogue:
    """An open catalogue. One thread at a time is inside a transaction; the others wait."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection, self._where, self._lock = connection, where, threading.Lock()
        weakref.finalize(self, connection.close)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the tables. Raises StorageError in words."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is kept whole or not at all. Raises StorageError in words."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, translated(self._where):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # the first error says more
                    self._connection.execute("ROLLBACK")
                raise


def catalogue_path() -> Path:
    return sounds_folder() / "catalogue.sqlite"


def open_catalogue() -> Catalogue:
    """This person's catalogue, made where there is none. Raises CannotWrite, or StorageError where it is broken."""
    path = catalogue_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(str(path)) from error
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _cannot_write(str(path))
    with translated(str(path)):
        connection = _connected(str(path))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _with_tables(connection, str(path))
    return Catalogue(connection, str(path))


def existing_catalogue() -> Catalogue | None:
    """This person's catalogue, if there is one; a disk that cannot be written does not matter."""
    path = catalogue_path()
    if not path.is_file():
        return None
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return open_catalogue()
    # Reading wants a place for the log's index, too; without a log the file may be taken as it lies there.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    with translated(str(path)):
        connection = _connected(f"{path.absolute().as_uri()}?{how}", uri=True)
        if _version(connection, str(path)) != SCHEMA:
            connection.close()
            return None
    return Catalogue(connection, str(path))


def catalogue_in_memory() -> Catalogue:
    """A catalogue that is forgotten with the process, for where nothing can be written."""
    connection = _connected(":memory:")
    _with_tables(connection, "the catalogue in memory")
    return Catalogue(connection, "the catalogue in memory")


def _connected(path: str, *, uri: bool = False) -> sqlite3.Connection:
    # Transactions are begun and ended by hand; the lock above takes the place of SQLite's own check of threads.
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=uri)


def _with_tables(connection: sqlite3.Connection, where: str) -> None:
    """Make the tables in an empty file; of two processes that try, one does."""
    try:
        if _version(connection, where) == SCHEMA:
            return
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection, where) == 0:
            for statement in _statements(_TABLES):
                connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise


def _statements(script: str) -> Iterator[str]:
    """Its statements one by one: `executescript` would end the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _version(connection: sqlite3.Connection, where: str) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA:
        raise StorageError(
            f"{where}: the sound catalogue was written by a newer moviefactory; update moviefactory, or name another "
            "folder in MOVIEFACTORY_HOME"
        )
    return version


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turns SQLite's errors into words about the file `where`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StorageError(
                f"{where}: another command is writing to the sound catalogue; wait until it is done and try again"
            ) from error
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
            raise _cannot_write(where) from error
        raise StorageError(
            f"{where}: the sound catalogue is broken ({error}); delete this file (your sounds are not in it) and add "
            "your folders again with: moviefactory audio add FOLDER"
        ) from error


def _cannot_write(where: str) -> CannotWrite:
    return CannotWrite(
        f"{where}: the sound catalogue cannot be written; make room or give permission, or name another folder in "
        "MOVIEFACTORY_HOME"
    )

"""What a library offers of the catalogue: rows by position, fetched when they are looked at, never all at once.

The order is that of folders and file names, so that equal hashes of an index mean equal positions. Knows nothing of how
rows come to be.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from moviefactory.audio.catalogue_file import OFFERED, Catalogue
from moviefactory.audio.entries import NOT_MEASURED_LUFS, LateEntries, LibraryEntry
from moviefactory.errors import StorageError

_BLOCK, _BLOCKS = 16, 256  # a single look fetches few rows; a walk in order hardly pays for it
_STREAMED = 500  # rows per question of an iteration; SQLite takes at least 999 values
_COLUMNS = """s.id, s.folder, s.file, s.name, s.caption, s.kind, s.licence, s.catid, s.tags, s.loop, s.seconds,
    s.author, s.source, s.mood, s.bpm, s.musical_key, s.content, m.seconds, m.onset_s, m.level_lufs, m.onsets_s"""
# A measurement counts for the kind of sound it was made of: an event is measured otherwise than a bed.
_FROM = "sounds s LEFT JOIN measurements m ON m.content = s.content AND m.event = (s.kind = 'effect')"


@dataclass(frozen=True)
class Root:
    """A folder of the catalogue. `licence` is what a person stated of it; "" nothing. kind: "added" or "named"."""

    id: int
    folder: Path
    kind: str
    package: str
    licence: str

    @property
    def is_there(self) -> bool:
        """False for a drive that is not plugged in, even where its empty mount point is."""
        try:
            return next(self.folder.iterdir(), None) is not None
        except OSError:
            return False


def roots_of(connection: sqlite3.Connection, kind: str) -> tuple[Root, ...]:
    """All roots of a kind, in the order in which they were added."""
    rows = connection.execute(
        "SELECT id, folder, kind, package, licence FROM roots WHERE kind = ? ORDER BY id", (kind,)
    )
    return tuple(Root(row[0], Path(row[1]), *row[2:]) for row in rows)


@dataclass(frozen=True)
class Tally:
    """How many sounds of one licence a root offers, and the sum over their marks."""

    licence: str
    music: bool
    sounds: int
    mark: tuple[int, int]


def tallies_of(connection: sqlite3.Connection, root: Root) -> tuple[Tally, ...]:
    rows = connection.execute(
        "SELECT licence, music, sounds, mark_a, mark_b FROM tallies WHERE root = ? AND sounds > 0 ORDER BY 1, 2",
        (root.id,),
    )
    return tuple(Tally(row[0], bool(row[1]), row[2], (row[3], row[4])) for row in rows)


@dataclass(frozen=True)
class Wanted:
    """Which offered sounds of a root: those of the `licences`, music or not; None: both."""

    root: Root
    licences: tuple[str, ...]
    music: bool | None = None

    @property
    def where(self) -> tuple[str, list[object]]:
        marks = ", ".join("?" * len(self.licences))
        kinds = {None: "", True: " AND kind = 'music'", False: " AND kind <> 'music'"}[self.music]
        return f"root = ? AND licence IN ({marks}){kinds}", [self.root.id, *self.licences]


class Rows(LateEntries):
    """The wanted sounds in the order of their paths. Where they are is looked up once, 8 bytes for each."""

    def __init__(self, catalogue: Catalogue, wanted: Wanted) -> None:
        self._catalogue, self._wanted, self._folder_text = catalogue, wanted, str(wanted.root.folder)
        self._ids: array[int] | None = None
        self._block = lru_cache(maxsize=_BLOCKS)(self._fetched_block)

    def look_up(self, connection: sqlite3.Connection) -> Rows:
        """Find the places now, in the reader's transaction, so that they agree with what else it reads."""
        where, values = self._wanted.where
        if not self._wanted.licences:  # SQLite uses no index for an empty list
            self._ids = array("q")
            return self
        question = f"SELECT id FROM sounds INDEXED BY offered WHERE {where} AND {OFFERED} ORDER BY folder, file"
        self._ids = array("q", (row[0] for row in connection.execute(question, values)))
        return self

    @property
    def ids(self) -> array[int]:
        if self._ids is None:
            with self._catalogue.reading() as connection:
                self.look_up(connection)
        assert self._ids is not None
        return self._ids

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[LibraryEntry]:
        for start in range(0, len(self.ids), _STREAMED):
            yield from self._fetched(start, _STREAMED)

    def at(self, place: int) -> LibraryEntry:
        return self._block(place // _BLOCK)[place % _BLOCK]

    def find(self, path: Path) -> LibraryEntry | None:
        """The entry of the file at `path` (absolute), a duplicate of another included; or None."""
        if not path.is_relative_to(self._wanted.root.folder):
            return None
        inside = path.relative_to(self._wanted.root.folder)
        folder = "" if inside.parent == Path() else inside.parent.as_posix()
        where, values = self._wanted.where
        question = f"SELECT {_COLUMNS} FROM {_FROM} WHERE {where} AND folder = ? AND file = ? AND problem = ''"
        with self._catalogue.reading() as connection:
            row = connection.execute(question, [*values, folder, inside.name]).fetchone()
        return self._entry(row) if row else None

    def _fetched_block(self, number: int) -> list[LibraryEntry]:
        return self._fetched(number * _BLOCK, _BLOCK)

    def _fetched(self, start: int, count: int) -> list[LibraryEntry]:
        ids = self.ids[start : start + count]
        question = f"SELECT {_COLUMNS} FROM {_FROM} WHERE s.id IN ({', '.join('?' * len(ids))})"
        with self._catalogue.reading() as connection:
            rows = {row[0]: row for row in connection.execute(question, ids)}
        if len(rows) < len(ids):
            raise StorageError(
                f"{self._wanted.root.folder}: its sounds were indexed anew by another command while they were in use; "
                "run the same command again"
            )
        return [self._entry(rows[one]) for one in ids]

    def _entry(self, row: Sequence[Any]) -> LibraryEntry:
        (_, folder, file, name, caption, kind, licence, catid, tags, loop, seconds, author, source, mood, bpm, key,
         content, measured_s, onset_s, level_lufs, onsets_s) = row  # fmt: skip
        known = measured_s is not None
        return LibraryEntry(
            path=Path(self._folder_text, folder, file),
            name=name,
            caption=caption,
            kind=kind,
            licence=licence,
            catid=catid,
            tags=tuple(tags.split("\n")) if tags else (),
            loop=bool(loop),
            seconds=measured_s if known else seconds,
            onset_s=onset_s if known else 0.0,
            level_lufs=level_lufs if known else NOT_MEASURED_LUFS,
            author=author,
            source=source,
            mood=mood,
            bpm=bpm,
            musical_key=key,
            onsets_s=tuple(float(one) for one in onsets_s.split()) if known else (),
            content=content,
            measured=known,
        )

"""Brings the catalogue's rows of one folder up to date with what lies there.

Each batch of changed files is decoded and hashed on several threads and kept in one short transaction, so a killed run
goes on where it stopped. What has not changed is not opened. Of sounds with the same content and the same licence the
first (by folder, then by name) is offered; the others are its duplicates, and the next takes its place when it goes.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from moviefactory.audio.catalogue_file import Catalogue
from moviefactory.audio.catalogue_rows import Root
from moviefactory.audio.licences import OWN
from moviefactory.audio.scan import Heard, Listing, Skipped, examine
from moviefactory.audio.sound_facts import SoundFacts
from moviefactory.workspace import printable

READING = 1  # raise it when files shall be read anew because more is understood of them
BATCH = 200  # files per transaction
_NAMES = 400  # looked up at once
_THREADS = min(4, os.cpu_count() or 1)
_LONGEST_TEXT = 2000
_AGAIN = -1  # a modification time that no file has
_TEXTS = ("name", "caption", "catid", "author", "source", "mood", "musical_key")
# What a choice may depend on, and neither where the root lies nor when a file was written: a copy of a library chooses
# alike.
_MARKED = (*_TEXTS, "folder", "file", "content", "seconds", "kind", "tags", "loop", "bpm")
Progress = Callable[[int, int], None]
FREESOUND = "https://freesound.org/"


@dataclass(frozen=True)
class Indexed:
    """What indexing a folder came to. `duplicates` are all that it holds now; `licences` counts what is offered."""

    folder: Path
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    skipped: tuple[Skipped, ...] = ()
    licences: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Known:
    """What the catalogue has of a file."""

    id: int
    size: int
    mtime_ns: int
    beside: str
    heard: Heard


@dataclass(frozen=True)
class _Todo:
    """A file to read. With `known` only what lies beside it has changed."""

    path: Path
    inside: str
    size: int
    mtime_ns: int
    beside: str
    before: _Known | None
    same_sound: bool


class Indexing:
    """One pass over the folders of a root."""

    def __init__(
        self,
        catalogue: Catalogue,
        root: Root,
        facts_of: Callable[[Path], SoundFacts],
        progress: Progress,
        total: int,
    ) -> None:
        self._catalogue, self._root, self._facts_of = catalogue, root, facts_of
        self._progress, self._total, self._done = progress, total, 0
        self._counts: Counter[str] = Counter()
        self._skipped: list[Skipped] = []
        self._todo: list[_Todo] = []
        self._gone: list[int] = []
        self._pool = ThreadPoolExecutor(_THREADS)

    def run(self, listings: Iterable[Listing]) -> Indexed:
        """Take in all `listings`, and take out what is in none of them."""
        seen: set[str] = set()
        with self._pool:
            for listing in listings:
                seen.add(listing.inside)
                self._skipped += listing.skipped
                self._take(listing)
            self._flush()
        self._remove_folders(seen)
        return self._result()

    def _take(self, listing: Listing) -> None:
        """Compare one folder with its rows, both in the order of names, a stretch at a time."""
        after = ""
        for start in range(0, max(len(listing.sounds), 1), _NAMES):
            names = listing.sounds[start : start + _NAMES]
            last = start + _NAMES >= len(listing.sounds)
            known = self._known(listing.inside, after, "" if last else names[-1])
            for name in names:
                self._compare(listing, name, known.pop(name, None))
            self._gone += [row.id for row in known.values()]
            self._counts["removed"] += sum(not row.heard.problem for row in known.values())
            after = names[-1] if names else ""
            if len(self._todo) >= BATCH or len(self._gone) >= BATCH:
                self._flush()

    def _known(self, inside: str, after: str, until: str) -> dict[str, _Known]:
        question = (
            "SELECT file, id, size, mtime_ns, beside, seconds, rate_hz, channels, content, problem FROM sounds "
            f"WHERE root = ? AND folder = ? AND file > ?{' AND file <= ?' if until else ''}"
        )
        values = (self._root.id, inside, after, *([until] if until else []))
        with self._catalogue.reading() as connection:
            return {
                file: _Known(one, size, mtime_ns, beside, Heard(*heard))
                for file, one, size, mtime_ns, beside, *heard in connection.execute(question, values)
            }

    def _compare(self, listing: Listing, name: str, before: _Known | None) -> None:
        path = listing.path / name
        try:
            state = path.stat()
        except OSError as error:  # it went away in this moment
            self._gone += [before.id] if before else []
            self._skipped.append((path, f"cannot be read: {error.strerror or error}"))
            return
        beside = f"{READING}.{listing.beside(name)}"
        same = before is not None and (state.st_size, state.st_mtime_ns) == (before.size, before.mtime_ns)
        if before is not None and same and before.beside == beside:
            self._unchanged(path, before)
        else:
            same_sound = same and before is not None and not before.heard.problem
            self._todo.append(_Todo(path, listing.inside, state.st_size, state.st_mtime_ns, beside, before, same_sound))
        if len(self._todo) >= BATCH:
            self._flush()

    def _unchanged(self, path: Path, before: _Known) -> None:
        self._tell()
        if before.heard.problem:
            self._skipped.append((path, before.heard.problem))
        else:
            self._counts["unchanged"] += 1

    def _tell(self) -> None:
        self._done += 1
        self._progress(self._done, max(self._total, self._done))

    def _flush(self) -> None:
        """Read what is to be read, and keep it in one transaction."""
        todo, gone, self._todo, self._gone = self._todo, self._gone, [], []
        if not todo and not gone:
            return
        rows = [
            row for one, heard in zip(todo, self._pool.map(_heard, todo), strict=True) for row in self._row(one, heard)
        ]
        with self._catalogue.writing() as connection:
            keep_rows(connection, self._root, rows, gone)

    def _row(self, todo: _Todo, heard: Heard) -> Iterator[dict[str, object]]:
        facts = SoundFacts() if heard.problem else self._facts_of(todo.path)
        if heard.problem:
            self._skipped.append((todo.path, heard.problem))
        else:
            self._counts["changed" if todo.before and not todo.before.heard.problem else "added"] += 1
        self._tell()
        yield _row(todo, heard, facts, self._root)

    def _remove_folders(self, seen: set[str]) -> None:
        question = "SELECT DISTINCT folder FROM sounds WHERE root = ?"
        with self._catalogue.reading() as connection:
            gone = [row[0] for row in connection.execute(question, (self._root.id,)) if row[0] not in seen]
        for folder in gone:
            with self._catalogue.writing() as connection:
                self._counts["removed"] += remove_where(connection, "root = ? AND folder = ?", (self._root.id, folder))

    def _result(self) -> Indexed:
        with self._catalogue.reading() as connection:
            copies = connection.execute(
                "SELECT COUNT(*) FROM sounds WHERE root = ? AND duplicate_of IS NOT NULL", (self._root.id,)
            ).fetchone()[0]
            licences = connection.execute(
                "SELECT licence, SUM(sounds) FROM tallies WHERE root = ? AND sounds > 0 GROUP BY 1 ORDER BY 1",
                (self._root.id,),
            )
            return Indexed(
                folder=self._root.folder,
                **{what: self._counts[what] for what in ("added", "changed", "unchanged", "removed")},
                duplicates=copies,
                skipped=tuple(self._skipped),
                licences=dict(licences.fetchall()),
            )


def _heard(todo: _Todo) -> Heard:
    return todo.before.heard if todo.same_sound and todo.before else examine(todo.path)


def _row(todo: _Todo, heard: Heard, facts: SoundFacts, root: Root) -> dict[str, object]:
    text = {name: printable(str(getattr(facts, name)))[:_LONGEST_TEXT] for name in _TEXTS}
    row: dict[str, object] = {
        "folder": todo.inside, "file": todo.path.name, "size": todo.size,
        "mtime_ns": _AGAIN if heard.again else todo.mtime_ns, "beside": todo.beside, "content": heard.content,
        "seconds": heard.seconds, "rate_hz": heard.rate_hz, "channels": heard.channels, "problem": heard.problem,
        **text, "kind": facts.kind, "tags": "\n".join(printable(tag) for tag in facts.tags), "loop": facts.loop,
        "stated": printable(facts.licence), "bpm": facts.bpm,
    }  # fmt: skip
    somebody_elses = facts.source.startswith(FREESOUND)
    mark = hashlib.sha256("\x1f".join(str(row[name]) for name in _MARKED).encode()).digest()
    row["mark_a"], row["mark_b"] = (int.from_bytes(mark[at : at + 8]) >> 2 for at in (0, 8))
    return row | {
        "root": root.id,
        "pool": pool_of(root),
        "licence": row["stated"] or ("" if somebody_elses and root.licence == OWN else root.licence),
        "duplicate_of": None,
    }


def pool_of(root: Root) -> int:
    """Where duplicates are looked for: among all added folders, or within the one folder that a plan names."""
    return root.id if root.kind == "named" else 0


def keep_rows(connection: sqlite3.Connection, root: Root, rows: list[dict[str, object]], gone: list[int]) -> None:
    """Insert or replace `rows` and delete the ids `gone`, and say anew which of equal sounds is offered."""
    contents = {str(row["content"]) for row in rows}
    for row in rows:
        before = connection.execute(
            "SELECT content FROM sounds WHERE root = ? AND folder = ? AND file = ?",
            (root.id, row["folder"], row["file"]),
        ).fetchone()
        contents |= set(before or ())
        names, places = ", ".join(row), ", ".join("?" * len(row))
        anew = ", ".join(f"{name} = excluded.{name}" for name in row)
        connection.execute(
            f"INSERT INTO sounds ({names}) VALUES ({places}) ON CONFLICT (root, folder, file) DO UPDATE SET {anew}",
            tuple(row.values()),
        )
    for one in gone:
        contents |= set(connection.execute("SELECT content FROM sounds WHERE id = ?", (one,)).fetchone() or ())
        connection.execute("DELETE FROM sounds WHERE id = ?", (one,))
    settle(connection, pool_of(root), contents - {""})


def remove_where(connection: sqlite3.Connection, where: str, values: tuple[object, ...]) -> int:
    """Delete the sounds `where`, let duplicates elsewhere take their place, and return how many could be heard."""
    inside = f"SELECT id FROM sounds WHERE {where}"
    heirs = connection.execute(
        f"SELECT DISTINCT pool, content FROM sounds WHERE duplicate_of IN ({inside})", values
    ).fetchall()
    heard = connection.execute(f"SELECT COUNT(*) FROM sounds WHERE ({where}) AND problem = ''", values).fetchone()[0]
    connection.execute(f"DELETE FROM sounds WHERE {where}", values)
    for pool, content in heirs:
        settle(connection, pool, (content,))
    return int(heard)


def restate(connection: sqlite3.Connection, root: Root) -> None:
    """Give the root's stated licence to all its sounds that state none themselves; what bears another's page on
    Freesound is nobody's own."""
    changed = connection.execute(
        "UPDATE sounds SET licence = CASE WHEN :new = :own AND source LIKE :theirs THEN '' ELSE :new END "
        "WHERE root = :root AND stated = '' AND licence <> :new",
        {"new": root.licence, "own": OWN, "theirs": f"{FREESOUND}%", "root": root.id},
    )
    if changed.rowcount:
        several = connection.execute(
            "SELECT content FROM sounds WHERE problem = '' AND pool = ? GROUP BY content HAVING COUNT(*) > 1",
            (pool_of(root),),
        )
        settle(connection, pool_of(root), [row[0] for row in several.fetchall()])


def settle(connection: sqlite3.Connection, pool: int, contents: Iterable[str]) -> None:
    """Of the sounds with the same content and licence, let the first be offered and the others be its duplicates."""
    first = (
        "(SELECT NULLIF(f.id, sounds.id) FROM sounds f WHERE f.content = sounds.content AND f.pool = sounds.pool "
        "AND f.licence = sounds.licence AND f.problem = '' ORDER BY f.root, f.folder, f.file LIMIT 1)"
    )
    connection.executemany(
        f"UPDATE sounds SET duplicate_of = {first} WHERE content = ? AND pool = ? AND problem = '' "
        f"AND duplicate_of IS NOT {first}",
        ((content, pool) for content in contents),
    )

"""The sound library: which files there are, what is heard in them, and who allows their use.

A library is a folder with a `catalogue.csv`, any other folder of sounds, or all folders that a person added to the
catalogue of this machine. Only entries whose licence is allowed are ever offered. A `catalogue.csv` is read as text and
none of its sounds is opened; other folders are brought up to date in the catalogue first. The music that comes with
moviefactory is `music.py`'s business.
"""

from __future__ import annotations

import csv
import hashlib
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from moviefactory.audio.catalogue import ADDED, index_named, silent
from moviefactory.audio.catalogue_file import (
    CannotWrite,
    Catalogue,
    catalogue_in_memory,
    existing_catalogue,
    open_catalogue,
)
from moviefactory.audio.catalogue_rows import Root, Rows, Tally, Wanted, roots_of, tallies_of
from moviefactory.audio.entries import Entries, EntryKind, LibraryEntry, find_entry
from moviefactory.audio.indexing import Progress
from moviefactory.audio.licences import OWN, licence_allowed
from moviefactory.errors import PlanError, StorageError
from moviefactory.workspace import SOUND_LIBRARY, data_folder

__all__ = ["OWN", "EntryKind", "Library", "LibraryEntry", "licence_allowed", "load_library"]
CATALOGUE = "catalogue.csv"
ONLY_MUSIC = "immich-memories-music"
_MUST_HAVE = ("file", "name", "caption", "kind", "licence")
_KINDS = ("ambience", "effect", "music")


@dataclass(frozen=True)
class Library:
    """What may be used (`entries`), what may not (`refused`), and what is music and so not chosen here.

    All three may be long and are fetched as they are looked at. `index_hash` changes when anything a choice depends on
    does, the order of `entries` included. `notes` are plain lines for the person. `names` and `licences` are what was
    asked for.
    """

    entries: Sequence[LibraryEntry]
    refused: Sequence[LibraryEntry]
    music: Sequence[LibraryEntry]
    folders: tuple[Path, ...]
    index_hash: str
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()

    def find(self, path: Path) -> LibraryEntry | None:
        """The sound or the music at `path` (absolute), or None where it is not in the library or not allowed."""
        return find_entry(self.entries, path) or find_entry(self.music, path)


@dataclass(frozen=True)
class _Part:
    """What one folder contributes."""

    folder: Path
    sounds: Sequence[LibraryEntry]
    music: Sequence[LibraryEntry]
    refused: Sequence[LibraryEntry]
    refusals: Counter[str]  # how many by licence
    mark: str


def load_library(
    names: Sequence[str], licences: Sequence[str], movie_folder: Path | None = None, progress: Progress = silent
) -> Library:
    """The sounds of all libraries in `names`, as far as their licence is one of `licences`.

    names: "starter"; "added", which is nothing where a person added nothing; or the path of a folder, looked for in the
    movie's folder and then from where the person stands; "immich-memories-music" has only music and is passed over.
    licences: SPDX names; one without its version ("CC-BY") stands for all versions, never for "CC-BY-NC".
    progress: told of the files of a folder without a catalogue, which are decoded when they are new.
    Raises PlanError for an unknown name or a broken catalogue (naming file and line), StorageError where the disk
    refuses to be read.
    """
    notes: list[str] = []
    named = {name: _folder(name, movie_folder) for name in names if name not in (ONLY_MUSIC, ADDED)}
    parts: list[_Part] = []
    for name in dict.fromkeys(names):
        if name == ADDED:
            parts += _added_parts(licences, set(named.values()), notes)
        elif name in named and all(part.folder != named[name] for part in parts):
            parts.append(_part(named[name], licences, notes, progress))
    refusals = sum((part.refusals for part in parts), Counter[str]())
    return Library(
        entries=_joined([part.sounds for part in parts]),
        refused=_joined([part.refused for part in parts]),
        music=_joined([part.music for part in parts]),
        folders=tuple(dict.fromkeys(part.folder for part in parts)),
        index_hash=hashlib.sha256("\x1e".join(part.mark for part in parts).encode()).hexdigest(),
        notes=(*notes, *_refusals(refusals)),
        names=tuple(names),
        licences=tuple(licences),
    )


def _joined(parts: Sequence[Sequence[LibraryEntry]]) -> Sequence[LibraryEntry]:
    """A tuple where all is in memory anyway."""
    if all(isinstance(part, tuple) for part in parts):
        return tuple(entry for part in parts for entry in part)
    return Entries(parts)


def _refusals(refusals: Mapping[str, int]) -> Iterator[str]:
    for licence, count in sorted(refusals.items()):
        what = f"the licence {licence!r} is not in audio.licences" if licence else "no licence is stated"
        yield f"{count} sound{'s' if count > 1 else ''} not used: {what}"


def _folder(name: str, movie_folder: Path | None) -> Path:
    if name == "starter":
        return data_folder(SOUND_LIBRARY).resolve()
    places = [Path(name).expanduser()] if movie_folder is None else [movie_folder / name, Path(name).expanduser()]
    if found := next((place for place in places if place.is_dir()), None):
        return found.resolve()
    raise PlanError(f"audio.library: {name!r} is neither a known library (starter, {ONLY_MUSIC}, {ADDED}) nor a folder")


def _part(folder: Path, licences: Sequence[str], notes: list[str], progress: Progress) -> _Part:
    try:
        if (folder / CATALOGUE).is_file():
            return _listed_part(folder, licences, notes)
    except OSError as error:
        raise StorageError(f"cannot read the sound library {folder}: {error}") from error
    try:
        catalogue = open_catalogue()
        root, indexed = index_named(catalogue, folder, progress)
    except CannotWrite:
        catalogue = catalogue_in_memory()
        root, indexed = index_named(catalogue, folder, progress)
    notes += _skipping(indexed.folder, indexed.skipped)
    with catalogue.reading() as connection:
        part = _root_part(catalogue, connection, root, licences)
    if not (part.sounds or part.music or part.refusals or indexed.skipped):
        notes.append(f"there is no sound in {folder}")
    return part


def _skipping(folder: Path, skipped: Sequence[tuple[Path, str]]) -> Iterator[str]:
    if skipped:
        first, why = skipped[0]
        where = first.relative_to(folder) if first.is_relative_to(folder) else first
        several = (
            f"{len(skipped)} files in {folder} are not used, the first is"
            if len(skipped) > 1
            else f"not used: {folder},"
        )
        yield f"{several} {where}: {why}"


def _listed_part(folder: Path, licences: Sequence[str], notes: list[str]) -> _Part:
    """A folder with a catalogue of its own."""
    rows = list(_catalogue_rows(folder / CATALOGUE))
    there = [entry for entry in rows if entry.path.is_file()]
    if missing := len(rows) - len(there):
        first = next(entry.path.name for entry in rows if not entry.path.is_file())
        notes.append(f"{missing} of {len(rows)} files named in {folder / CATALOGUE} are missing, the first is {first}")
    allowed = [entry for entry in there if licence_allowed(entry.licence, licences)]
    refused = tuple(entry for entry in there if not licence_allowed(entry.licence, licences))
    return _Part(
        folder=folder,
        sounds=tuple(entry for entry in allowed if entry.kind != "music"),
        music=tuple(entry for entry in allowed if entry.kind == "music"),
        refused=refused,
        refusals=Counter(entry.licence.strip() for entry in refused),
        mark=_content_hash(allowed),
    )


def _added_parts(licences: Sequence[str], named: set[Path], notes: list[str]) -> Iterator[_Part]:
    """The added folders, except those that the plan also names; a drive that is not there is noted."""
    catalogue = existing_catalogue()
    if catalogue is None:
        return
    with catalogue.reading() as connection:
        for root in roots_of(connection, ADDED):
            if root.folder in named:
                continue
            if root.is_there:
                yield _root_part(catalogue, connection, root, licences)
            else:
                notes.append(f"the sounds that were added from {root.folder} are not there now")


def _root_part(catalogue: Catalogue, connection: sqlite3.Connection, root: Root, licences: Sequence[str]) -> _Part:
    """A folder of the catalogue: numbers now, rows when they are looked at."""
    tallies = tallies_of(connection, root)
    allowed = tuple(sorted({one.licence for one in tallies if licence_allowed(one.licence, licences)}))
    others = tuple(sorted({one.licence for one in tallies} - set(allowed)))
    refusals: Counter[str] = Counter()
    for one in tallies:
        refusals[one.licence] += one.sounds if one.licence in others else 0
    return _Part(
        folder=root.folder,
        # Now, so that the order agrees with the mark whatever another command does to the catalogue.
        sounds=Rows(catalogue, Wanted(root, allowed, music=False)).look_up(connection),
        music=Rows(catalogue, Wanted(root, allowed, music=True)).look_up(connection),
        refused=Rows(catalogue, Wanted(root, others)),
        refusals=+refusals,
        mark="\x1d".join(_tally_text(one) for one in tallies if one.licence in allowed),
    )


def _tally_text(tally: Tally) -> str:
    return f"{tally.licence}\x1f{tally.music}\x1f{tally.sounds}\x1f{tally.mark}"


def _catalogue_rows(catalogue: Path) -> Iterator[LibraryEntry]:
    with catalogue.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, restkey="", restval=None)
        try:
            if missing := [column for column in _MUST_HAVE if column not in (reader.fieldnames or ())]:
                raise PlanError(f"{catalogue}, line 1: the column {missing[0]!r} is missing")
            for row in reader:
                if None in row.values() or "" in row:
                    raise PlanError(
                        f"{catalogue}, line {reader.line_num}: it has not as many fields as the first line; "
                        "put a text that holds a comma in double quotes"
                    )
                yield _entry(row, catalogue, reader.line_num)
        except (csv.Error, UnicodeDecodeError) as error:
            raise PlanError(f"{catalogue}, near line {reader.line_num + 1}: not a UTF-8 CSV file: {error}") from error


def _entry(row: Mapping[str, str], catalogue: Path, line: int) -> LibraryEntry:
    def fail(column: str, what: str) -> PlanError:
        return PlanError(f"{catalogue}, line {line}: {column} {row.get(column, '')!r} {what}")

    def number(column: str, default: float) -> float:
        try:
            value = float(row.get(column) or default)
        except ValueError:
            raise fail(column, "is not a number") from None
        if not math.isfinite(value):
            raise fail(column, "is not a finite number")
        return value

    folder = catalogue.parent
    path = (folder / row["file"]).resolve()
    if not row["file"] or not path.is_relative_to(folder):
        raise fail("file", "does not name a file inside the library's folder")
    if row["kind"] not in _KINDS:
        raise fail("kind", f"is none of {', '.join(_KINDS)}")
    if (loop := (row.get("loop") or "false").lower()) not in ("true", "false"):
        raise fail("loop", "is neither true nor false")
    return LibraryEntry(
        path=path,
        name=row["name"].strip(),
        caption=row["caption"].strip(),
        kind=cast(EntryKind, row["kind"]),
        licence=row["licence"].strip(),
        catid=(row.get("catid") or "").strip(),
        tags=tuple((row.get("tags") or "").split()),
        loop=loop == "true",
        seconds=max(number("seconds", 0.0), 0.0),
        onset_s=max(number("onset_s", 0.0), 0.0),
        level_lufs=number("level_lufs", -20.0),
        author=(row.get("author") or "").strip(),
        source=(row.get("source") or "").strip(),
        mood=(row.get("mood") or "").strip(),
        bpm=max(number("bpm", 0.0), 0.0),
        measured=number("seconds", 0.0) > 0,
    )


def _content_hash(entries: Iterable[LibraryEntry]) -> str:
    """Over all rows in their order, whatever folder they lie in."""
    rows = ("\x1f".join(_row_text(entry)) for entry in entries)
    return hashlib.sha256("\x1e".join(rows).encode()).hexdigest()


def _row_text(entry: LibraryEntry) -> Iterator[str]:
    for name, value in vars(entry).items():
        yield entry.path.name if name == "path" else str(value)
    if not entry.measured:  # nothing but its size tells one version of the file from another
        yield str(entry.path.stat().st_size)

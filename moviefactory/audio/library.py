"""The sound library: which files there are, what is heard in them, and who allows their use.

A library is a folder with a `catalogue.csv`, or any folder of sounds, captioned by the names of folders and files. Only
entries whose licence is allowed are ever offered. Reads text only: no sound is opened here, and music is left to
`music.py`.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from moviefactory.audio.ucs import category_words, split_name
from moviefactory.errors import PlanError, StorageError
from moviefactory.workspace import SOUND_LIBRARY, data_folder

EntryKind = Literal["ambience", "effect", "music"]
CATALOGUE = "catalogue.csv"
MEDIA_ENDINGS = frozenset({".wav", ".flac", ".ogg", ".mp3"})
MOST_FILES = 20_000  # of a folder without a catalogue
ONLY_MUSIC, ADDED = "immich-memories-music", "added"
OWN = "own"  # the licence of what a person puts there without saying more
_MUST_HAVE = ("file", "name", "caption", "kind", "licence")
_KINDS = ("ambience", "effect", "music")
_BED_WORDS = re.compile(r"\b(ambien\w*|atmos\w*|beds?|loops?|looped|room ?tones?)\b")
_MUSIC_WORDS = re.compile(r"\b(music|songs?|soundtracks?)\b")


@dataclass(frozen=True)
class LibraryEntry:
    """One sound. `seconds` is 0 where nobody has measured the file; then `onset_s` and `level_lufs` mean nothing."""

    path: Path
    name: str
    caption: str
    kind: EntryKind
    licence: str
    catid: str = ""
    tags: tuple[str, ...] = ()
    loop: bool = False
    seconds: float = 0.0
    onset_s: float = 0.0
    level_lufs: float = -20.0
    author: str = ""
    source: str = ""
    mood: str = ""  # of music, as are the next two
    bpm: float = 0.0
    musical_key: str = ""
    onsets_s: tuple[float, ...] = ()
    content: str = ""  # hex SHA-256 of the file, where it is known

    @property
    def document(self) -> str:
        """The text that matchers read: "vehicles: engine rev. A car engine revs up twice. motor race"."""
        head = ": ".join(part for part in (category_words(self.catid), self.name.lower()) if part)
        return ". ".join(part.strip(" .") for part in (head, self.caption, " ".join(self.tags)) if part.strip(" ."))


@dataclass(frozen=True)
class Library:
    """What may be used (`entries`), what may not (`refused`), and what is music and so not chosen here.

    `index_hash` changes when anything a choice depends on does. `notes` are plain lines for the person. `names` and
    `licences` are what was asked for.
    """

    entries: Sequence[LibraryEntry]
    refused: tuple[LibraryEntry, ...]
    music: tuple[LibraryEntry, ...]
    folders: tuple[Path, ...]
    index_hash: str
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()


def load_library(names: Sequence[str], licences: Sequence[str], movie_folder: Path | None = None) -> Library:
    """The sounds of all libraries in `names`, as far as their licence is one of `licences`.

    names: "starter", or the path of a folder, looked for in the movie's folder and then from where the person stands;
    "immich-memories-music" has only music and is passed over.
    licences: SPDX names; one without its version ("CC-BY") stands for all versions, never for "CC-BY-NC".
    Raises PlanError for an unknown name or a broken catalogue (naming file and line), StorageError where the disk
    refuses to be read.
    """
    folders = tuple(dict.fromkeys(_folder(name, movie_folder) for name in names if name not in (ONLY_MUSIC, ADDED)))
    notes: list[str] = []
    rows = [entry for folder in folders for entry in _read_folder(folder, notes)]
    allowed = [entry for entry in rows if licence_allowed(entry.licence, licences)]
    refused = tuple(entry for entry in rows if not licence_allowed(entry.licence, licences))
    return Library(
        entries=tuple(entry for entry in allowed if entry.kind != "music"),
        refused=refused,
        music=tuple(entry for entry in allowed if entry.kind == "music"),
        folders=folders,
        index_hash=_content_hash(allowed),
        notes=(*notes, *_refusals(refused)),
        names=tuple(names),
        licences=tuple(licences),
    )


def licence_allowed(licence: str, allowed: Sequence[str]) -> bool:
    """Whether `licence` is in the list; an empty one never is."""
    have = licence.strip().casefold()
    for one in (name.strip().casefold() for name in allowed):
        if have and (have == one or (one and re.fullmatch(re.escape(one) + r"-\d+(\.\d+)*", have))):
            return True
    return False


def _refusals(refused: Iterable[LibraryEntry]) -> Iterator[str]:
    for licence, count in sorted(Counter(entry.licence.strip() for entry in refused).items()):
        what = f"the licence {licence!r} is not in audio.licences" if licence else "no licence is stated"
        yield f"{count} sound{'s' if count > 1 else ''} not used: {what}"


def _folder(name: str, movie_folder: Path | None) -> Path:
    if name == "starter":
        return data_folder(SOUND_LIBRARY).resolve()
    places = [Path(name).expanduser()] if movie_folder is None else [movie_folder / name, Path(name).expanduser()]
    if found := next((place for place in places if place.is_dir()), None):
        return found.resolve()
    raise PlanError(f"audio.library: {name!r} is neither a known library (starter, {ONLY_MUSIC}) nor a folder")


def _read_folder(folder: Path, notes: list[str]) -> list[LibraryEntry]:
    catalogue = folder / CATALOGUE
    try:
        if not catalogue.is_file():
            return list(_uncatalogued(folder, notes))
        entries = list(_catalogue_rows(catalogue))
    except OSError as error:
        raise StorageError(f"cannot read the sound library {folder}: {error}") from error
    there = [entry for entry in entries if entry.path.is_file()]
    if missing := len(entries) - len(there):
        first = next(entry.path.name for entry in entries if not entry.path.is_file())
        notes.append(f"{missing} of {len(entries)} files named in {catalogue} are missing, the first is {first}")
    return there


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
    )


def _uncatalogued(folder: Path, notes: list[str]) -> Iterator[LibraryEntry]:
    """Every sound under `folder`, captioned by its folders and its name, UCS names understood."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MEDIA_ENDINGS and path.is_file())
    visible = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not visible:
        notes.append(f"there is no sound ({', '.join(sorted(MEDIA_ENDINGS))}) in {folder}")
    if len(visible) > MOST_FILES:
        notes.append(f"only the first {MOST_FILES} of {len(visible)} sounds in {folder} are used")
    for path in visible[:MOST_FILES]:
        yield _named_entry(path, folder)


def _named_entry(path: Path, folder: Path) -> LibraryEntry:
    catid, stem = split_name(path.stem)
    inside = path.relative_to(folder)
    name = _plain_words(stem) or path.stem
    folders = " ".join(_plain_words(part) for part in inside.parts[:-1])
    everything = f"{folders} {name} {category_words(catid)}".lower()
    kind: EntryKind = "music" if _MUSIC_WORDS.search(everything) else "effect"
    if kind == "effect" and _BED_WORDS.search(everything):
        kind = "ambience"
    entry = LibraryEntry(path, name, f"{folders}: {name}" if folders else name, kind, OWN, catid)
    return replace(entry, loop=bool(re.search(r"\bloop(s|ed)?\b", everything)), source=inside.as_posix())


def _plain_words(name: str) -> str:
    """ "red_car-rev02" -> "red car rev": words without digits and joints."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[^\W\d_]+", spaced))


def _content_hash(entries: Iterable[LibraryEntry]) -> str:
    """Over all rows in any order, whatever folder they lie in."""
    rows = sorted("\x1f".join(_row_text(entry)) for entry in entries)
    return hashlib.sha256("\x1e".join(rows).encode()).hexdigest()


def _row_text(entry: LibraryEntry) -> Iterator[str]:
    for name, value in vars(entry).items():
        yield entry.path.name if name == "path" else str(value)
    if not entry.seconds:  # of an unmeasured file nothing but its size tells one version from another
        yield str(entry.path.stat().st_size)

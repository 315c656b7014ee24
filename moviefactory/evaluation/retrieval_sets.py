"""Sets of sounds with captions, as they lie on people's disks: Clotho, AudioCaps, our catalogue, texts beside sounds.

Reads lists and file names; opens no sound. What a list names and the disk has not is reported, never counted silently:
AudioCaps loses clips every year, and results on different remainders cannot be compared.
"""

from __future__ import annotations

import csv
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moviefactory.audio.library import CATALOGUE
from moviefactory.audio.scan import SOUND_ENDINGS
from moviefactory.errors import PlanError, StorageError

FILE_COLUMNS = ("file_name", "filename", "file", "fname", "audio", "path")
CAPTION_COLUMNS = ("caption", "captions", "text", "description")
MOST_LIST_BYTES = 200_000_000
CLIP_S = 10  # AudioCaps cuts ten seconds out of each video
_NUMBERED = re.compile(r"caption[_ ]?\d+")
_HELD_OUT = re.compile(r"(^|[^a-z])(test|eval|evaluation)([^a-z]|$)")
_WORD = re.compile(r"[a-z]+")
_TRANSLATION = re.compile(r"^[\w.@-]+=")  # "de.utf8=Ein Auto.": the other languages of a stamp's text

Pair = tuple[Path, str]


@dataclass(frozen=True)
class CaptionQuery:
    """A caption and the indices of the sounds that it describes."""

    text: str
    sounds: tuple[int, ...]


@dataclass(frozen=True)
class RetrievalSet:
    """Sounds and their distinct captions. `captions` counts them before equal ones were put together."""

    layout: str
    source: Path
    sounds: tuple[Path, ...]
    queries: tuple[CaptionQuery, ...]
    captions: int
    missing: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_set(place: Path) -> RetrievalSet:
    """The set in the folder (or the list) `place`.

    Layouts, the first that is there: a list (CSV or TSV) with the columns youtube_id and caption (AudioCaps: files by
    audiocap_id, by youtube_id, or by youtube_id and start), with file_name and caption or caption_1 ... caption_5
    (Clotho), our catalogue.csv; else each sound with a text of the same name beside it (.txt: a caption a line; .json:
    "caption", "captions" or "text"). Of several lists the one named test or evaluation counts, or the catalogue.csv.
    Raises PlanError where there is no such set or nothing of it can be used, StorageError where the disk refuses.
    """
    folder = place if place.is_dir() else place.parent
    if not place.exists():
        raise PlanError(f"{place}: there is no such folder or list; name a folder of sounds with captions")
    try:
        files = sorted(_files(folder))
        lists, more = ([place], ()) if place.is_file() else _held_out([path for path in files if _is_list(path)])
        part = lists[0].stem if lists else ""
        disk = _Disk(folder, [path for path in files if path.suffix.lower() in SOUND_ENDINGS], part)
        layout, pairs, missing = _from_lists(lists, disk) if lists else ("texts beside sounds", *_sidecars(disk))
    except OSError as error:
        raise StorageError(f"cannot read the set of sounds {place}: {error}") from error
    if not pairs:
        raise PlanError(_why_empty(place, layout, missing, len(disk.paths)))
    return _put_together(layout, lists[0] if len(lists) == 1 else folder, pairs, missing, more)


def _why_empty(place: Path, layout: str, missing: Sequence[str], sounds: int) -> str:
    if missing:
        names = ", ".join(missing[:3])
        return (
            f"{place}: none of the {len(missing)} sounds of this set ({layout}) is there as a file; looked for {names}"
            f" among {sounds} sounds. Put the sounds into the folder of the list, or below it"
        )
    return (
        f"{place}: no captions; put a CSV with file_name and caption (Clotho), one with youtube_id, start_time and "
        "caption (AudioCaps), a catalogue.csv, or a NAME.txt beside each NAME.wav"
    )


def _put_together(
    layout: str, source: Path, pairs: Sequence[Pair], missing: Sequence[str], more: tuple[str, ...]
) -> RetrievalSet:
    """Equal captions become one query with several right sounds: a lone dog's bark is right for each "a dog barks"."""
    sounds = {path: index for index, path in enumerate(dict.fromkeys(path for path, _ in pairs))}
    texts: dict[str, tuple[str, dict[int, None]]] = {}
    for path, text in pairs:
        texts.setdefault(_same(text), (text, {}))[1][sounds[path]] = None
    queries = tuple(CaptionQuery(text, tuple(found)) for text, found in texts.values())
    return RetrievalSet(layout, source, tuple(sounds), queries, len(pairs), tuple(missing), more)


def _same(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text


def _files(folder: Path) -> Iterator[Path]:
    """All files below `folder`, hidden ones and macOS's "._" doubles passed over."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        yield from (Path(root, name) for name in names if not name.startswith("."))


# Lists


def _is_list(path: Path) -> bool:
    if path.suffix.lower() not in (".csv", ".tsv") or path.stat().st_size > MOST_LIST_BYTES:
        return False
    try:
        columns = next(_rows(path), {}).keys()
    except PlanError:  # some other table that happens to lie here
        return False
    return bool(_layout(columns))


def _held_out(lists: list[Path]) -> tuple[list[Path], tuple[str, ...]]:
    """The lists to use, and what to say of the others. Parts of a set for training must not count as test."""
    if len(lists) < 2:
        return lists, ()
    own = [path for path in lists if _HELD_OUT.search(path.stem.lower())]
    own = own or [path for path in lists if path.name == CATALOGUE]
    if len(own) == 1:
        names = ", ".join(path.name for path in lists if path != own[0])
        return own, (f"used {own[0].name}, not {names}; name a list instead of the folder to test on another",)
    names = ", ".join(str(path.name) for path in lists)
    raise PlanError(f"{lists[0].parent}: several lists of captions ({names}); name the one that is the test")


def _layout(columns: Iterable[str]) -> str:
    have = set(columns)
    if not have & set(CAPTION_COLUMNS) and not any(_NUMBERED.fullmatch(one) for one in have):
        return ""
    if "youtube_id" in have:
        return "AudioCaps"
    if {"file", "kind", "licence"} <= have:
        return CATALOGUE
    return "Clotho" if have & set(FILE_COLUMNS) else ""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV or TSV by lower-case column; Clotho's own lists are not all UTF-8."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ";" if text.partition("\n")[0].count(";") > 1 else ","
    try:
        for row in csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter):
            yield {key.strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    except csv.Error as error:
        raise PlanError(f"{path}: not a CSV file: {error}") from error


def _from_lists(lists: Sequence[Path], disk: _Disk) -> tuple[str, list[Pair], list[str]]:
    rows = [row for path in lists for row in _rows(path)]
    layout = _layout(rows[0]) if rows else ""
    if not layout:
        raise PlanError(f"{lists[0]}: no column for the file (file_name, youtube_id) or none for the caption")
    return layout, *(_audiocaps(rows, disk) if layout == "AudioCaps" else _named(rows, disk))


def _captions(row: Mapping[str, str]) -> list[str]:
    return [text for key, text in row.items() if text and (key in CAPTION_COLUMNS or _NUMBERED.fullmatch(key))]


def _named(rows: Iterable[Mapping[str, str]], disk: _Disk) -> tuple[list[Pair], list[str]]:
    pairs, missing = list[Pair](), dict[str, None]()
    for row in rows:
        name = next((row[column] for column in FILE_COLUMNS if row.get(column)), "")
        if path := disk.named(name):
            pairs += [(path, text) for text in _captions(row)]
        elif name:
            missing[name] = None
    return pairs, list(missing)


def _audiocaps(rows: Sequence[Mapping[str, str]], disk: _Disk) -> tuple[list[Pair], list[str]]:
    """One sound per (video, start): the test's five captions per clip are five rows with five audiocap ids, and some
    people keep the clip once for each; counted as five sounds they would be each other's wrong answers."""
    clips: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("youtube_id"):
            clips.setdefault((row["youtube_id"], row.get("start_time", "")), []).append(row)
    starts: dict[str, int] = {}
    for video, _ in clips:
        starts[video] = starts.get(video, 0) + 1
    pairs, missing = list[Pair](), list[str]()
    for (video, start), of_clip in clips.items():
        numbers = [row["audiocap_id"] for row in of_clip if row.get("audiocap_id")]
        alone = [video, f"Y{video}"] if starts[video] == 1 else []  # else nobody knows which part of the video it is
        stems = [*_cut_names(video, start), *alone, *numbers]
        if path := next((path for stem in stems if (path := disk.by_stem.get(stem))), None):
            pairs += [(path, text) for row in of_clip for text in _captions(row)]
        else:
            missing.append(f"{video} at {start or '?'} s")
    return pairs, missing


def _cut_names(video: str, start: str) -> Iterator[str]:
    """What downloaders call the ten seconds from `start`: VIDEO_30, VIDEO_30_40, VIDEO_30000_40000, VIDEO_30.000 ..."""
    try:
        first = float(start)
    except ValueError:
        return
    last = first + CLIP_S
    for name in (video, f"Y{video}"):
        yield f"{name}_{first:g}"
        yield f"{name}_{first:g}_{last:g}"
        yield f"{name}_{first:.1f}"
        yield f"{name}_{first:.1f}_{last:.1f}"
        yield f"{name}_{first:.3f}"
        yield f"{name}_{first:.3f}_{last:.3f}"
        yield f"{name}_{first * 1000:.0f}"
        yield f"{name}_{first * 1000:.0f}_{last * 1000:.0f}"


# Texts beside sounds


def _sidecars(disk: _Disk) -> tuple[list[Pair], list[str]]:
    pairs, missing = list[Pair](), list[str]()
    for sound in disk.paths:
        beside = [sound.with_suffix(".txt"), sound.with_name(sound.name + ".txt"), sound.with_suffix(".json")]
        texts = [text for path in beside if path.is_file() for text in _texts(path)]
        pairs += [(sound, text) for text in texts]
        if beside and not texts and any(path.is_file() for path in beside):
            missing.append(f"a caption in {sound.with_suffix('.txt').name}")
    return pairs, missing


def _texts(path: Path) -> list[str]:
    text = path.read_bytes()[:100_000].decode("utf-8-sig", "replace")
    if path.suffix.lower() == ".txt":
        lines = [line.strip() for line in text.splitlines()]
        return [line for line in lines if line and not _TRANSLATION.match(line)]
    try:
        data = json.loads(text)
    except ValueError:
        return []
    found = [data[key] for key in CAPTION_COLUMNS if key in data] if isinstance(data, dict) else []
    flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return [one.strip() for one in flat if isinstance(one, str) and one.strip()]


class _Disk:
    """The sounds below a folder, found by the names that lists give them. An empty file is as good as none.

    part: the list's name. Of files with one name in several folders, the one whose folders are called most like it is
    meant: "evaluation/Rain.wav", not "development/Rain.wav", for the captions of the evaluation.
    """

    def __init__(self, folder: Path, files: Sequence[Path], part: str) -> None:
        wanted = set(_WORD.findall(part.lower()))
        above = {path.parent: set(_WORD.findall(path.parent.relative_to(folder).as_posix().lower())) for path in files}
        ranked = sorted(files, key=lambda path: (-len(above[path.parent] & wanted), path))
        self.paths = [path for path in ranked if path.is_file() and path.stat().st_size > 0]  # a link may lead nowhere
        self.by_stem: dict[str, Path] = {}
        self._by_path: dict[str, Path] = {}
        self._by_words: dict[str, Path] = {}
        for path in self.paths:
            self.by_stem.setdefault(path.stem, path)
            self._by_path[path.relative_to(folder).as_posix()] = path
            self._by_words.setdefault(_words(path.name), path)

    def named(self, name: str) -> Path | None:
        """The file of that path or name; else one whose name differs only in signs that unpackers and disks change."""
        name = name.replace("\\", "/").removeprefix("./")
        last = name.rpartition("/")[2]
        stem = last.rpartition(".")[0] if Path(last).suffix.lower() in SOUND_ENDINGS else last
        return self._by_path.get(name) or self.by_stem.get(stem) or self._by_words.get(_words(last))


def _words(name: str) -> str:
    """ " Santa_Motor .WAV" -> "santamotor": letters and digits of the stem."""
    stem, _, ending = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem if f".{ending.strip().lower()}" in SOUND_ENDINGS else name)
    return "".join(re.findall(r"[^\W_]+", plain)).casefold() or name

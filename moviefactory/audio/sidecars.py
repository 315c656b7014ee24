"""What lies beside a sound and speaks of it: `x.wav.json`, `x.txt`, lists (CSV, TSV), Freesound packs, licence files.

Every folder between a sound and the root is read once. Nothing outside the root is opened, no link that leads out of it
is followed, and a file that is larger than such files are is passed over.
"""

from __future__ import annotations

import csv
import json
import re
import stat
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from moviefactory.audio.licences import licence_in, licence_of_legal_text, normalised
from moviefactory.audio.media_tags import statement_of
from moviefactory.audio.statements import MEDIA_NAME, Statement, as_address, as_author, as_caption, as_tags, merged

_LARGEST_TEXT, _LARGEST_JSON, _LARGEST_LIST = 256 << 10, 1 << 20, 64 << 20  # bytes
_MOST_LISTS, _MOST_ROWS, _KEPT_FOLDERS = 12, 1_000_000, 64
_LISTS = frozenset({".csv", ".tsv"})
_TEXTS = frozenset({"", ".txt", ".md", ".rst", ".html", ".htm", ".url"})
_LEGAL = re.compile(r"licen[cs]e|copying|copyright|legal|unlicense", re.I)
_ABOUT = re.compile(r"[\W_\d]*(?:read[\s_-]?me|credits?|attributions?|about|sources?|notice)(?![a-z])", re.I)
_FILE_COLUMNS = (
    "file_name", "filename", "file", "fname", "path", "filepath", "slice_file_name", "audio_file", "audio", "wav",
    "location", "audiocap_id", "youtube_id", "sound_id", "id",
)  # fmt: skip
_CAPTION_COLUMNS = ("caption", "captions", "caption_1", "description", "text", "sentence", "raw_description")
_MENTION = re.compile(
    r"[^\s\"'`<>|:*\[\]()/\\][^\"'`<>|:*\[\]()/\\\n]{0,120}?\.(?:wav|aiff?|flac|ogg|oga|opus|mp3|m4a)\b", re.I
)
_FIELD = re.compile(
    r"^\W*(licen[cs]e|author|artist|by|user|creator|recorded by|title|description)\W{0,3}[:=]\s*(.+)$", re.I
)
_BY = re.compile(r"(?:^|[\s,(–-])by[:\s]+([^\s,;()|]+(?: [A-Z][^\s,;()|]*){0,2})", re.I)


@dataclass(frozen=True)
class _Folder:
    """What one folder says: of its sounds, by their names in lower case, and of all that lies in it."""

    sounds: Mapping[str, Statement] = field(default_factory=dict)
    licence: str = ""
    ambiguous: bool = False  # it names several licences; then an outer folder does not decide either


class Sidecars:
    """Reads what lies beside the sounds under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._real = root.resolve()
        self._folders: OrderedDict[Path, _Folder] = OrderedDict()

    def statements(self, path: Path) -> Iterator[Statement]:
        """What is said of the sound at `path`, the nearest first: files of its name, then lists from inner to outer."""
        yield self._json(path)
        yield self._text(path)
        for folder in self._upwards(path):
            known = self._folder(folder).sounds
            inside = path.relative_to(folder).as_posix().lower()
            for key in dict.fromkeys((inside, path.name.lower(), path.stem.lower())):
                if found := known.get(key):
                    yield found

    def folder_licence(self, path: Path) -> str:
        """The one licence that the licence files and readmes of the nearest folder that has any state; else ""."""
        for folder in self._upwards(path):
            about = self._folder(folder)
            if about.licence or about.ambiguous:
                return about.licence
        return ""

    def _upwards(self, path: Path) -> Iterator[Path]:
        if not path.is_relative_to(self._root):
            return
        for folder in path.parents:
            yield folder
            if folder == self._root:
                return

    def _folder(self, folder: Path) -> _Folder:
        if folder in self._folders:
            self._folders.move_to_end(folder)
            return self._folders[folder]
        known = self._folders[folder] = self._read_folder(folder)
        if len(self._folders) > _KEPT_FOLDERS:
            self._folders.popitem(last=False)
        return known

    def _read_folder(self, folder: Path) -> _Folder:
        try:
            inside = list(folder.iterdir())
        except OSError:
            return _Folder()
        there = frozenset(one.name.lower() for one in inside)
        names = sorted(one for one in inside if one.suffix.lower() in _LISTS | _TEXTS)
        sounds: dict[str, list[Statement]] = {}
        for name in [one for one in names if one.suffix.lower() in _LISTS][:_MOST_LISTS]:
            for key, said in _rows(self._bytes(name, _LARGEST_LIST), name.suffix.lower() == ".tsv"):
                sounds.setdefault(key, []).append(said)
        legal: list[str] = []
        about: list[str] = []
        captioned = {MEDIA_NAME.sub("", one) for one in there if MEDIA_NAME.search(one)}
        for name in names:
            kind = _kind_of_text(name)
            if not kind or MEDIA_NAME.sub("", name.stem.lower()) in captioned or len(legal) + len(about) >= _MOST_LISTS:
                continue
            text = _decoded(self._bytes(name, _LARGEST_TEXT))
            (legal if kind == "legal" else about).append(
                _without_sounds(text, sounds, there) if _MENTION.search(text) else text
            )
        licence, ambiguous = _one_licence(legal, about)
        return _Folder({key: merged(said) for key, said in sounds.items()}, licence, ambiguous)

    def _json(self, path: Path) -> Statement:
        for beside in (path.with_name(path.name + ".json"), path.with_suffix(".json")):
            text = _decoded(self._bytes(beside, _LARGEST_JSON))
            try:
                fields = json.loads(text or "{}", strict=False)  # control characters in texts are common
            except (ValueError, RecursionError):
                if licence := licence_in(text):  # of a file that was cut short, it still counts before the folder's
                    return Statement(licence=licence)
                continue
            if isinstance(fields, dict) and fields:
                return _from_json(fields)
        return Statement()

    def _text(self, path: Path) -> Statement:
        for beside in (path.with_name(path.name + ".txt"), path.with_suffix(".txt")):
            text = _decoded(self._bytes(beside, _LARGEST_TEXT))
            caption, licence = as_caption(_without_fields(text)), licence_in(text)
            if caption or licence:
                return Statement(caption=caption, licence=licence, source=as_address(text))
        return Statement()

    def _bytes(self, path: Path, largest: int) -> bytes:
        """The content of a plain file inside the root; nothing for another one, or for one that is too large."""
        try:
            real = path.resolve()
            about = real.stat()
            if not stat.S_ISREG(about.st_mode) or about.st_size > largest or not real.is_relative_to(self._real):
                return b""
            return real.read_bytes()
        except (OSError, RuntimeError, ValueError):
            return b""


def _decoded(raw: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _from_json(fields: Mapping[str, object]) -> Statement:
    """A sound as Freesound's API gives it, and lists of its like: plain values and one list of tags."""
    plain = {key.lower(): str(value) for key, value in fields.items() if isinstance(value, (str, int, float))}
    if isinstance(name := fields.get("name"), str):
        plain.setdefault("title", name)
    if isinstance(user := fields.get("user"), dict) and isinstance(user.get("username"), str):
        plain.setdefault("username", user["username"])
    if isinstance(analysis := fields.get("ac_analysis"), dict):  # Freesound's own measurement
        plain |= {key: str(analysis[f"ac_{key}"]) for key in ("tempo", "loop") if f"ac_{key}" in analysis}
    said = statement_of(plain)
    captions = fields.get("captions") or fields.get("caption")
    first = next((one for one in captions if isinstance(one, str)), "") if isinstance(captions, list) else ""
    return replace(
        said, tags=as_tags(fields.get("tags") or fields.get("keywords")), caption=said.caption or as_caption(first)
    )


def _rows(raw: bytes, tabs: bool) -> Iterator[tuple[str, Statement]]:
    """The sounds that a list names, by file name or by its stem, in lower case."""
    lines = _decoded(raw).splitlines()
    if not lines:
        return
    delimiter = "\t" if tabs or lines[0].count("\t") > lines[0].count(",") else ";" if ";" in lines[0] else ","
    try:
        reader = csv.DictReader(lines, delimiter=delimiter, restkey="", restval="")
        columns = [name for name in reader.fieldnames or () if name]
        by_name = {name.strip().lower().replace(" ", "_"): name for name in columns}
        keys = [by_name[name] for name in _FILE_COLUMNS if name in by_name][:3]
        if not keys or len(columns) < 2:
            return
        for row, _ in zip(reader, range(_MOST_ROWS), strict=False):
            said = _from_row({name: row.get(column) or "" for name, column in by_name.items()})
            for key in _row_keys(row, keys):
                yield key, said
    except csv.Error:
        return


def _row_keys(row: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    """The columns that name a media file, else all that say anything (an id, by which the file may be called)."""
    values = [(row.get(column) or "").strip().replace("\\", "/").removeprefix("./").lower() for column in columns]
    return [value for value in values if MEDIA_NAME.search(value)] or [value for value in values if value]


def _from_row(fields: Mapping[str, str]) -> Statement:
    said = statement_of(fields)
    caption = next((text for name in _CAPTION_COLUMNS if (text := as_caption(fields.get(name, "")))), "")
    label = next((fields[name] for name in ("category", "class", "label", "labels") if fields.get(name)), "")
    return replace(
        said,
        caption=caption or said.caption or as_caption(label.replace("_", " ").replace(",", ", ")),
        tags=said.tags or as_tags(label),
    )


def _kind_of_text(path: Path) -> str:
    if path.suffix.lower() not in _TEXTS:
        return ""
    if _LEGAL.search(path.stem) and not re.search(r"read[\s_-]?me", path.stem, re.I):
        return "legal"
    return "about" if _ABOUT.match(path.stem) or _LEGAL.search(path.stem) else ""


def _one_licence(legal: Iterable[str], about: Iterable[str]) -> tuple[str, bool]:
    """(licence, whether several are named): all licence files and all readmes that state one must state the same."""
    found = {one for text in legal if (one := licence_of_legal_text(text))}
    found |= {one for text in about if (one := licence_in(text))}
    exact = {one for one in found if not any(other.startswith(f"{one}-") for other in found)}
    return (exact.pop(), False) if len(exact) == 1 else ("", len(exact) > 1)


def _file_name(mention: str, there: frozenset[str]) -> str:
    """The name in "see heavy rain.wav": as much of it as is the name of a file that is there, else all of it."""
    words = mention.strip(" -–•*#.\t").lower().split(" ")
    names = [" ".join(words[first:]) for first in range(len(words))]
    return next((name for name in names if name in there), names[0])


def _without_sounds(text: str, sounds: dict[str, list[Statement]], there: frozenset[str]) -> str:
    """`text` without the parts that speak of single files; what they say goes to `sounds`.

    Such a part begins with a line that names a file and lasts until an empty line or the next name: the form of
    Freesound's packs and of most hand-written credits.
    """
    named_licences = dict(_named_licences(text))
    left: list[str] = []
    names: list[str] = []
    part: list[str] = []
    for line in [*text.splitlines(), ""]:
        mentioned = [_file_name(name, there) for name in _MENTION.findall(line)][:8]
        if (mentioned or not line.strip()) and names:
            said = _of_part(part, named_licences)
            for name in names:
                sounds.setdefault(name, []).append(said)
            names, part = [], []
        if mentioned:
            names = mentioned
        if names:
            part.append(line)
        else:
            left.append(line)
    return "\n".join(left)


def _named_licences(text: str) -> Iterator[tuple[str, str]]:
    """ "Attribution: http://creativecommons.org/licenses/by/3.0/" of a Freesound pack: what it calls what."""
    for line in text.splitlines():
        name, _, address = line.strip(" *-").partition(": http")
        if address and "creativecommons" in address and len(name) < 50:
            yield name.strip().lower(), normalised("http" + address)


def _of_part(lines: list[str], named: Mapping[str, str]) -> Statement:
    fields = {
        match[1].lower().replace("license", "licence"): match[2].strip()
        for line in lines
        if (match := _FIELD.match(line))
    }
    whole = "\n".join(lines)
    after_name = _MENTION.sub("", whole)
    by = _BY.search(after_name)
    stated = fields.get("licence", "")
    address = as_address("\n".join(line for line in lines if "creativecommons" not in line))
    author = next(
        (fields[key] for key in ("author", "artist", "creator", "user", "by", "recorded by") if key in fields), ""
    )
    return Statement(
        licence=named.get(stated.lower(), "") or normalised(stated) or licence_in(after_name),
        author=as_author(author or (by[1] if by else "")),
        source=address,
        caption=as_caption(fields.get("description", "")),
    )


def _without_fields(text: str) -> str:
    """A caption file may hold lines such as "License: CC0"; they are not what is heard."""
    return "\n".join(
        line for line in text.splitlines() if not (match := _FIELD.match(line)) or match[1].lower() == "description"
    )

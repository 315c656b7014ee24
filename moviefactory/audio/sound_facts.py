"""What a sound file says of itself: its name, what is heard in it, whose it is and under which licence.

Sources in the order in which they are believed: a file beside it or a list in its folders, what recordists and editors
write into it (iXML, bext), its tags, a name by UCS or Freesound, and, where there is nothing else, the names of its
folders and of itself. No sound is decoded here; a broken field is a field that says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from moviefactory.audio.media_tags import read_tags
from moviefactory.audio.sidecars import Sidecars
from moviefactory.audio.statements import MEDIA_NAME, Statement, merged, plain_words
from moviefactory.audio.ucs import read_name
from moviefactory.audio.wave_chunks import read_chunks

SHORTEST_NAME = 3  # letters: "aa" tells nothing, a title does
Kind = Literal["ambience", "effect", "music"]
_BED_WORDS = re.compile(
    r"\b(ambien\w*|atmos\w*|beds?|background|drones?|loops?|looped|room ?tones?|soundscapes?|walla)\b"
)
_MUSIC_WORDS = re.compile(
    r"\bmusic\b(?! box)|(?<!bird )(?<!whale )\bsongs?\b(?! (?:thrush|bird|sparrow))|\bsoundtracks?\b|\bbgm\b|\bost\b"
    r"|\bjingles?\b(?! bells?)|\bunderscores?\b|\binstrumentals?\b|\borchestral\b|\bmelod(?:y|ies)\b"
)
_NO_MUSIC = re.compile(
    r"\b(sfx|fx|foley|sound ?effects?|effects?|field ?recordings?|soundscape|ambien(?:ce|t)|nature)\b"
)
_SPOKEN = re.compile(r"\b(audiobook|podcast|speech|spoken|voice|vocal)\b")
_LOOP_WORDS = re.compile(r"\b(loop(s|ed|able|ing)?|seamless(ly)?)\b")
_NO_LOOP = re.compile(r"\b(non?[ -]?loop\w*|not loop\w*|one[ -]?shots?)\b")
_FREESOUND = re.compile(r"(?P<number>\d{1,8})__(?P<user>[^/]+?)__(?P<name>.+)")


@dataclass(frozen=True)
class SoundFacts:
    """`licence` is normalised, "" where none is stated; `bpm` 0, `mood` and `musical_key` "" where they are not known.

    `source` is a web address where one is known, else where the file lies in its folder. `mood` is one of movie.MOODS.
    """

    name: str = ""
    caption: str = ""
    kind: Kind = "effect"
    catid: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    author: str = ""
    source: str = ""
    mood: str = ""
    bpm: float = 0.0
    musical_key: str = ""
    loop: bool = False


class FactsReader:
    """Reads the files under `root`; what lies beside them is read once per folder. Nothing outside `root` is opened."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sidecars = Sidecars(root)

    def read(self, path: Path) -> SoundFacts:
        """What the file at `path`, which lies under the root, says of itself; raises nothing for odd metadata."""
        inside = path.relative_to(self._root) if path.is_relative_to(self._root) else Path(path.name)
        said = merged(
            (
                *self._sidecars.statements(path),
                read_chunks(path),
                read_tags(path),
                _by_name(path.stem),
                Statement(licence=self._sidecars.folder_licence(path)),
            )
        )
        return facts_of(said, path.stem, inside.parts[:-1], inside.as_posix())


def facts_of(said: Statement, stem: str, folders: tuple[str, ...], inside: str = "") -> SoundFacts:
    """The facts that a statement amounts to, with the names of file and folders for what it leaves open."""
    by_file = plain_words(stem) or stem
    name = said.name or by_file
    where = " ".join(filter(None, (plain_words(one) for one in folders if not MEDIA_NAME.search(f".{one}"))))
    kind = _kind(said, f"{where} {name} {' '.join(said.tags)}".lower().replace("-", " "))
    tells = len(by_file) > SHORTEST_NAME and not said.catid and "__" not in stem
    words = by_file if tells else name  # a title may be in another language than the file's name
    return SoundFacts(
        name=name,
        caption=said.caption or (f"{where}: {words}" if where else words),
        kind=kind,
        catid=said.catid,
        tags=said.tags,
        licence=said.licence,
        author=said.author,
        source=said.source or inside,
        mood=_mood(said, name, where) if kind == "music" else "",
        bpm=said.bpm,
        musical_key=said.musical_key,
        loop=said.loop or _loops(f"{where} {name} {' '.join(said.tags)} {said.caption}".lower()),
    )


def _by_name(stem: str) -> Statement:
    if found := _FREESOUND.fullmatch(stem):
        return Statement(
            name=plain_words(found["name"]),
            author=found["user"],
            source=f"https://freesound.org/s/{found['number']}/",
        )
    return read_name(stem)


def _kind(said: Statement, words: str) -> Kind:
    """UCS first, then what genre says, then words; a caption's words do not count ("people listen to music")."""
    if said.catid:
        if said.catid.startswith("MUSC"):
            return "music"
        return "ambience" if said.catid.startswith("AMB") or _BED_WORDS.search(words) else "effect"
    said_so = f"{said.words} {said.category}".lower()
    by_genre = bool(said.words) and not _NO_MUSIC.search(said_so) and not _SPOKEN.search(said_so)
    if _MUSIC_WORDS.search(words) or by_genre or (said.bpm and said.musical_key):
        return "music"
    return "ambience" if _BED_WORDS.search(f"{words} {said_so}") else "effect"


def _loops(words: str) -> bool:
    return bool(_LOOP_WORDS.search(words)) and not _NO_LOOP.search(words)


def _mood(said: Statement, name: str, where: str) -> str:
    """The mood that is named first: by mood and genre tags, else by key words, the name, the description, a folder."""
    return next(_moods((*said.words.split(";"), " ".join(said.tags), name, said.caption, where)), "")


def _moods(texts: tuple[str, ...]) -> Iterator[str]:
    from moviefactory.audio.music import moods_of  # which is no part of reading a file, and reads catalogues itself

    for text in texts:
        yield from moods_of(text)

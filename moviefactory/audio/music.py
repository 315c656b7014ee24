"""Which music there is, and how its moods feel.

Moods are compared as words of a closed list, never by sentence embeddings: those blur antonyms. Reads the catalogues'
text only; no sound is opened here, and which track suits a movie is for `rank_music.py` to say.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from moviefactory.audio.bm25 import stems
from moviefactory.errors import StorageError
from moviefactory.movie import MOODS
from moviefactory.workspace import SOUND_LIBRARY, data_folder

STARTER_CATALOGUE = "catalogue_music.csv"
PACKAGED_CATALOGUE = "data/immich_memories_music.csv"
STARTER, PACKAGED = "starter", "immich-memories-music"

# Valence and arousal of the moods, both in -1..1 (after Russell, "A circumplex model of affect", 1980).
FEELING: Mapping[str, tuple[float, float]] = {
    "calm": (0.5, -0.8), "energetic": (0.6, 0.9), "happy": (0.9, 0.5), "nostalgic": (0.0, -0.45),
    "tender": (0.55, -0.5), "tense": (-0.6, 0.7), "dark": (-0.8, 0.0), "epic": (0.35, 0.85),
    "mysterious": (-0.25, -0.25), "sad": (-0.7, -0.6),
}  # fmt: skip

# What people write for a tone, by the mood it means.
_TONES: Mapping[str, str] = {
    "calm": "peaceful serene quiet relaxed meditative gentle soothing ambient slow tranquil dreamy soft",
    "energetic": "fast exciting upbeat dynamic action sporty lively driving race racing party dance thrilling wild",
    "happy": "funny comic comedy joyful cheerful playful light whimsical fun humorous sunny silly festive merry",
    "nostalgic": "wistful retro bittersweet remembering vintage memory autumn reflective old",
    "tender": "romantic love loving warm intimate sweet touching affectionate heartfelt caring family",
    "tense": "suspense suspenseful thriller nervous anxious urgent danger dangerous chase pursuit heist spy panic",
    "dark": "horror scary frightening ominous sinister menacing evil gothic grim gloomy creepy spooky villain terror",
    "epic": "heroic adventure adventurous majestic triumphant battle grand powerful inspiring glory uplifting war awe",
    "mysterious": "magic magical mystery eerie strange cosmic space secret curious enchanted fantasy surreal wonder",
    "sad": "melancholic melancholy tragic tragedy grief lonely sorrow sorrowful tearful loss farewell mournful",
}
NEAR_MOOD = 0.55  # what the nearest other mood can reach of an exact one


@dataclass(frozen=True)
class Track:
    """A piece of music on the disk. Times in seconds from the file's beginning; 0 where there is no such point.

    It may repeat from `loop_end_s` to `loop_start_s`; from `ending_start_s` on it comes to its own end.
    `level_lufs` is its integrated loudness, `library` names where it comes from, `tags` are search words. `mood` is ""
    where neither a tag nor a word tells it; `mood_sure` is 1 for a stated one. `content` and `measured`: see
    `LibraryEntry`.
    """

    path: Path
    mood: str
    bpm: float
    length_s: float
    loop_start_s: float
    loop_end_s: float
    ending_start_s: float
    level_lufs: float
    licence: str
    author: str
    source: str
    name: str
    caption: str
    tags: tuple[str, ...] = ()
    library: str = STARTER
    musical_key: str = ""
    mood_sure: float = 1.0
    content: str = ""
    measured: bool = True


def load_tracks() -> tuple[Track, ...]:
    """The starter library's cues and the tracks of the package immich-memories-music, where it is installed.

    Files that are not there are passed over. Raises StorageError when a catalogue is missing or broken.
    """
    starter = data_folder(SOUND_LIBRARY)
    with (starter / STARTER_CATALOGUE).open(encoding="utf-8", newline="") as stream:
        tracks = list(_rows(stream, starter, STARTER, STARTER_CATALOGUE))
    if folder := _package_folder():
        text = files("moviefactory.audio").joinpath(PACKAGED_CATALOGUE).read_text(encoding="utf-8")
        tracks += _rows(text.splitlines(), folder, PACKAGED, PACKAGED_CATALOGUE)
    return tuple(track for track in tracks if track.path.is_file())


def _package_folder() -> Path | None:
    try:
        from immich_memories_music import tracks_dir
    except ImportError:
        return None
    return Path(tracks_dir())


def _rows(lines: Iterator[str] | Sequence[str], folder: Path, library: str, what: str) -> Iterator[Track]:
    reader = csv.DictReader(lines)
    for row in reader:
        try:
            yield _track(row, folder, library)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StorageError(
                f"{what}, line {reader.line_num}: it is broken ({error}); install the package again"
            ) from error


def _track(row: Mapping[str, str], folder: Path, library: str) -> Track:
    if row["mood"] not in MOODS:
        raise ValueError(f"mood {row['mood']!r} is none of {', '.join(MOODS)}")
    return Track(
        path=folder / row["file"],
        mood=row["mood"],
        bpm=float(row["bpm"]),
        length_s=float(row["seconds"]),
        loop_start_s=float(row["loop_start_s"]),
        loop_end_s=float(row["loop_end_s"]),
        ending_start_s=float(row["ending_start_s"]),
        level_lufs=float(row["level_lufs"]),
        licence=row["licence"],
        author=row["author"],
        source=row["source"],
        name=row["name"],
        caption=row["caption"],
        tags=tuple(row["tags"].split()),
        library=library,
        musical_key=row.get("key") or "",
    )


def mood_fit(mood: str, wanted: str) -> float:
    """1 for the wanted mood; for another at most NEAR_MOOD, less the further it feels from the wanted one."""
    if mood == wanted:
        return 1.0
    return NEAR_MOOD * max(0.0, 1 - math.dist(FEELING[mood], FEELING[wanted]) / 1.6)


def moods_of(tone: str) -> tuple[str, ...]:
    """The moods that a free text about tone names, by its words: "a dark, suspenseful ride" -> ("tense", "dark")."""
    said = set(stems(tone))
    return tuple(mood for mood in MOODS if said & _mood_stems()[mood])


def mood_in_words(text: str) -> str:
    """The mood that most words of `text` name, its own name counting twice; "" when none does."""
    said = set(stems(text))
    hits = {mood: len(said & known) + len(said & set(stems(mood))) for mood, known in _mood_stems().items()}
    best = max(hits, key=lambda mood: hits[mood])
    return best if hits[best] else ""


@cache
def _mood_stems() -> Mapping[str, frozenset[str]]:
    return {mood: frozenset((*stems(mood), *stems(_TONES[mood]))) for mood in MOODS}

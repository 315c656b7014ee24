"""Which music there is, and which track suits a movie: mood first, then words, then tempo and length.

Moods are compared as words of a closed list, never by sentence embeddings: those blur antonyms. Reads the catalogues'
text only; no sound is opened here.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from moviefactory.audio.bm25 import stems
from moviefactory.errors import PlanError, StorageError
from moviefactory.movie import MOODS, Music
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
_TEMPO_WORDS = {"slow": 68.0, "calm": 72.0, "medium": 95.0, "moderate": 95.0, "fast": 128.0, "quick": 128.0}
_TEMPO_WORDS |= {"urgent": 126.0, "driving": 126.0, "racing": 135.0, "hectic": 140.0}

MOOD_SHARE, TONE_SHARE, WORDS_SHARE, TEMPO_SHARE, LENGTH_SHARE = 0.62, 0.10, 0.18, 0.06, 0.04
NEAR_MOOD = 0.55  # what the nearest other mood can reach of an exact one
VARIETY = 0.04  # tracks this close to the best one take turns from movie to movie


@dataclass(frozen=True)
class Track:
    """A piece of music on the disk. Times in seconds from the file's beginning; 0 where there is no such point.

    It may repeat from `loop_end_s` to `loop_start_s`; from `ending_start_s` on it comes to its own end.
    `level_lufs` is its integrated loudness, `library` names where it comes from, `tags` are search words.
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
    )


def choose_track(
    music: Music, tone: str, length_s: float, tracks: Sequence[Track], seed: int
) -> tuple[Track, float, str]:
    """The track for a movie, its score in [0, 1], and why.

    music: the plan's wish (mood, words). tone: the movie's tone in free words. length_s: the movie's length.
    seed: of the movie; tracks that suit about equally well take turns over the seeds. Same arguments, same answer,
    in whatever order the tracks come. Raises PlanError when there is no track at all.
    """
    if not tracks:
        raise PlanError(
            "there is no music to choose from; allow the licences MIT and CC0-1.0 in audio.licences, name a library "
            "with music in audio.library, or give a file in music.file"
        )
    scored = [(_score(track, music, tone, length_s), track) for track in tracks]
    best = max(score for score, _ in scored)
    close = [(score, track) for score, track in scored if score >= best - VARIETY]
    score, track = min(close, key=lambda one: _turn(seed, one[1]))
    return track, round(score, 3), _reason(track, music, tone)


def _turn(seed: int, track: Track) -> str:
    return hashlib.sha256(f"{seed}/{track.library}/{track.path.name}".encode()).hexdigest()


def _score(track: Track, music: Music, tone: str, length_s: float) -> float:
    wish = f"{music.description} {tone}"
    return (
        MOOD_SHARE * mood_fit(track.mood, music.mood)
        + TONE_SHARE * max((mood_fit(track.mood, mood) for mood in moods_of(tone)), default=0.5)
        + WORDS_SHARE * min(1.0, len(_shared(track, wish)) / (1.5 + 0.5 * len(set(stems(wish)))))
        + TEMPO_SHARE * _tempo_fit(track.bpm, wish, music.mood)
        + LENGTH_SHARE * min(1.0, track.length_s / max(length_s, 1.0))
    )


def mood_fit(mood: str, wanted: str) -> float:
    """1 for the wanted mood; for another at most NEAR_MOOD, less the further it feels from the wanted one."""
    if mood == wanted:
        return 1.0
    return NEAR_MOOD * max(0.0, 1 - math.dist(FEELING[mood], FEELING[wanted]) / 1.6)


def moods_of(tone: str) -> tuple[str, ...]:
    """The moods that a free text about tone names, by its words: "a dark, suspenseful ride" -> ("tense", "dark")."""
    said = set(stems(tone))
    return tuple(mood for mood in MOODS if said & {*stems(mood), *stems(_TONES[mood])})


def _shared(track: Track, wish: str) -> list[str]:
    """The words of `wish` that the track's caption or tags hold, in order."""
    known = set(stems(f"{track.name} {track.caption} {' '.join(track.tags)}"))
    return [word for word in dict.fromkeys(re.findall(r"\w+", wish.lower())) if known.intersection(stems(word))]


def _tempo_fit(bpm: float, wish: str, mood: str) -> float:
    """1 at the tempo that the words ask for, or else at the one that the mood's arousal suggests; 0 an octave away."""
    asked = [_TEMPO_WORDS[word] for word in wish.lower().replace(",", " ").split() if word in _TEMPO_WORDS]
    wanted = asked[0] if asked else 95.0 * 2 ** (0.5 * FEELING[mood][1])
    return max(0.0, 1 - abs(math.log2(max(bpm, 1.0) / wanted))) if bpm > 0 else 0.5


def _reason(track: Track, music: Music, tone: str) -> str:
    why = f"mood {music.mood}" if track.mood == music.mood else f"no better {music.mood} music, {track.mood} is near"
    if words := _shared(track, f"{music.description} {tone}"):
        why += f"; shares {', '.join(words[:5])}"
    return f"{why}; {track.bpm:g} bpm" if track.bpm > 0 else why

"""What is heard in a piece of music: tempo, key, density, brightness, range, and how excited and how glad that sounds.

Measured by librosa (and our own tempo) where it is installed, and kept by the file's content; for the tracks that come
with moviefactory the numbers ship as a table. Estimates only: a stated tempo or key is to be believed before these.
"""

from __future__ import annotations

import csv
import io
import json
import math
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError, MovieFactoryError, StorageError
from moviefactory.media.music_points import tempo
from moviefactory.media.probe import probe
from moviefactory.media.sound import decoded
from moviefactory.workspace import vectors_folder, write_atomically

VERSION = 1  # of what is measured: part of the names of what is kept
SHIPPED = "data/music_features.csv"
RATE_HZ = 22_050
HEARD_S = 90.0  # from the middle of a track; its beginning and its end are seldom like the rest
SHORTEST_S = 3.0
_HOP = 512
_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
# How well each tone of the scale fits a major and a minor key (Krumhansl, "Cognitive Foundations of Musical Pitch").
_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
# Middle and spread of the 38 shipped tracks, by which a number becomes "high" or "low".
_TEMPO, _BRIGHTNESS = (96.0, 0.40), (1500.0, 0.45)  # the spread in octaves
_DENSITY, _RANGE, _MODE = (3.6, 1.5), (7.0, 4.0), (0.03, 0.22)

Mono = NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """Of one track. `bpm` is right or an octave off in 34 of 38 tracks, `key` right in two of three.

    `onset_rate`: notes and beats per second. `brightness_hz`: median spectral centroid. `range_db`: from its quiet
    parts (10th percentile of 0.4 s levels) to its loud ones (95th). `mode`: from minor (below 0) to major.
    """

    bpm: float
    key: str
    onset_rate: float
    brightness_hz: float
    range_db: float
    mode: float

    def energy(self, bpm: float = 0.0) -> float:
        """How excited it sounds, in 0..1; `bpm` is the stated tempo, where there is one.

        Over the shipped tracks it goes with the arousal of their stated moods by r = 0.73 (0.38 without their tempi).
        """
        loud = (
            0.5 * _octaves(bpm or self.bpm, *_TEMPO)
            + 0.3 * _octaves(self.brightness_hz, *_BRIGHTNESS)
            + 0.1 * (self.onset_rate - _DENSITY[0]) / _DENSITY[1]
            - 0.1 * (self.range_db - _RANGE[0]) / _RANGE[1]
        )
        return min(max(0.5 + 0.4 * loud, 0.0), 1.0)

    def feeling(self, bpm: float = 0.0) -> tuple[float, float]:
        """(valence, arousal), both in -1..1, on the plane of `music.FEELING`.

        Valence goes with that of the stated moods by r = 0.75 over the shipped tracks.
        """
        glad = (self.mode - _MODE[0]) / _MODE[1] + 0.4 * (
            (self.onset_rate - _DENSITY[0]) / _DENSITY[1] - (self.range_db - _RANGE[0]) / _RANGE[1]
        )
        return math.tanh(0.5 * glad), 2 * self.energy(bpm) - 1


def _octaves(value: float, middle: float, spread: float) -> float:
    return math.log2(max(value, 1.0) / middle) / spread


def heard(path: Path, content: str) -> Features | None:
    """The features of the music file at `path` whose SHA-256 is `content`; None where they cannot be had.

    They cannot when the file is too short or broken, or nobody measured it before and librosa is not installed.
    """
    if known := shipped().get(content):
        return known
    kept = recall("features", content)
    if kept is not None:
        return _features(kept)
    try:
        found = measure_music(path)
    except (ImportError, MovieFactoryError):
        return None
    remember("features", content, asdict(found))
    return found


def librosa_version() -> str:
    """Names what measures unknown tracks ("" without librosa), without loading it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{VERSION}/{version('librosa')}"
    except PackageNotFoundError:
        return ""


@cache
def shipped() -> Mapping[str, Features]:
    """The table of the tracks that come with moviefactory and its music package, by the content of the file.

    Raises StorageError when it is broken.
    """
    text = files("moviefactory.audio").joinpath(SHIPPED).read_text(encoding="utf-8")
    rows = {row["content"]: _features(row) for row in csv.DictReader(io.StringIO(text))}
    if None in rows.values():
        raise StorageError(f"{SHIPPED} is broken; install the package again")
    return {content: row for content, row in rows.items() if row is not None}


def _features(row: Mapping[str, Any]) -> Features | None:
    try:
        numbers = {one.name: float(row[one.name]) for one in fields(Features) if one.name != "key"}
        return Features(key=str(row["key"]), **numbers) if all(map(math.isfinite, numbers.values())) else None
    except (KeyError, TypeError, ValueError):
        return None


def recall(what: str, content: str) -> dict[str, Any] | None:
    """What `remember` kept of this content, or None."""
    try:
        found = json.loads(_kept(what, content).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def remember(what: str, content: str, values: Mapping[str, Any]) -> None:
    """Keep `values` for this content on this machine, where that is allowed; it may be lost at any time."""
    try:
        write_atomically(_kept(what, content), json.dumps(values))
    except (StorageError, OSError):
        return


def _kept(what: str, content: str) -> Path:
    return vectors_folder() / f"music-{what}-{VERSION}" / content[:2] / f"{content}.json"


def listen(path: Path, rate_hz: int, most_s: float) -> Mono:
    """(n,) float32: at most `most_s` seconds from the middle of `path`, mono, at `rate_hz`.

    Raises MediaError when there is no sound in it.
    """
    start = max(0.0, (probe(path).duration_s - most_s) / 2)
    sound = decoded(path, rate_hz, 1, start_s=start, longest_s=most_s)
    return np.nan_to_num(sound[:, 0], posinf=0.0, neginf=0.0)


def measure_music(path: Path) -> Features:
    """Measure the music at `path`. Raises MediaError when there is too little to hear, ImportError without librosa."""
    with warnings.catch_warnings():  # of librosa about its own parts, and about tones nobody plays
        warnings.simplefilter("ignore")
        import librosa.feature
        import librosa.onset

        sound = listen(path, RATE_HZ, HEARD_S)
        if len(sound) < SHORTEST_S * RATE_HZ or float(np.abs(sound).max()) < 1e-4:
            raise MediaError(f"{path}: it is too short or too quiet to tell its music; choose another file")
        onsets = librosa.onset.onset_strength(y=sound, sr=RATE_HZ, hop_length=_HOP)
        hits = librosa.onset.onset_detect(onset_envelope=onsets, sr=RATE_HZ, hop_length=_HOP)
        centroid = librosa.feature.spectral_centroid(y=sound, sr=RATE_HZ, hop_length=_HOP)[0]
        level = librosa.feature.rms(y=sound, frame_length=8820, hop_length=4410)[0]
        tones = librosa.feature.chroma_cens(y=sound, sr=RATE_HZ, hop_length=_HOP).mean(axis=1)
    levels_db = 20 * np.log10(np.maximum(level, 1e-4))
    key, mode = key_of(tones)
    return Features(
        bpm=round(tempo(np.repeat(sound[:, None], 2, axis=1), RATE_HZ), 1),
        key=key,
        onset_rate=round(len(hits) / len(sound) * RATE_HZ, 3),
        brightness_hz=round(float(np.median(centroid[centroid > 0])), 1),
        range_db=round(float(np.percentile(levels_db, 95) - np.percentile(levels_db, 10)), 2),
        mode=mode,
    )


def key_of(tones: NDArray[np.floating[Any]]) -> tuple[str, float]:
    """("A minor", mode) of the strengths (12,) of C, C#, D ...; mode: how much better a major key fits (-2..2)."""
    if not float(np.ptp(tones)) > 0:
        return "", 0.0
    fits = {}
    for name, profile in (("major", _MAJOR), ("minor", _MINOR)):
        for shift, tonic in enumerate(_TONICS):
            fits[f"{tonic} {name}"] = float(np.corrcoef(np.roll(profile, shift), tones)[0, 1])
    best = {name: max(fit for key, fit in fits.items() if key.endswith(name)) for name in ("major", "minor")}
    return max(fits, key=lambda key: fits[key]), round(best["major"] - best["minor"], 4)


def keys_fit(one: str, other: str) -> float:
    """1 for the same key or its relative, less for each fifth between them, 0 for the farthest; 0.5 when unknown."""
    here, there = _fifths(one), _fifths(other)
    if here is None or there is None:
        return 0.5
    apart = abs(here - there) % 12
    return 1 - min(apart, 12 - apart) / 6


def _fifths(key: str) -> int | None:
    """Where a key lies on the circle of fifths, 0 for C major and A minor; None for what is no key."""
    tonic, _, mode = key.strip().replace("♯", "#").replace("♭", "b").partition(" ")
    if not mode and tonic.endswith("m"):  # "F#m", as tags write it
        tonic, mode = tonic[:-1], "minor"
    step = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}.get(tonic[:1].upper())
    if step is None or tonic[1:] not in ("", "#", "b"):
        return None
    step += {"": 0, "#": 1, "b": -1}[tonic[1:]]
    return (step + (3 if mode.lower().startswith("min") else 0)) * 7 % 12

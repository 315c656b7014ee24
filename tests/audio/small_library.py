"""A library of a few rows for the tests of the audio room. Its files are empty: choosing reads texts only."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, Sense
from moviefactory.audio.library import Library

COLUMNS = (
    "file", "catid", "name", "caption", "tags", "kind", "loop", "seconds", "onset_s", "level_lufs", "peak_dbfs", "mood",
    "bpm", "licence", "author", "source",
)  # fmt: skip
ROWS = (
    ("effects/rev.ogg", "VEHCar", "Engine Rev", "A car engine revs up hard twice", "motor race accelerate", "effect"),
    ("effects/idle.ogg", "VEHCar", "Engine Idle", "A car engine idles steadily", "motor waiting", "ambience"),
    ("effects/skid.ogg", "VEHSkid", "Tire Skid", "Car tires screech on asphalt", "drift brake", "effect"),
    ("effects/door.ogg", "DOORWood", "Door Creak", "An old wooden door creaks open", "hinge squeak", "effect"),
    ("effects/snow_a.ogg", "FEETSnow", "Snow Steps A", "Boots crunch through deep snow", "walk", "effect"),
    ("effects/snow_b.ogg", "FEETSnow", "Snow Steps B", "Boots crunch through deep snow", "walk", "effect"),
    ("effects/sword.ogg", "WEAPSwrd", "Sword Clash", "Two swords clash and ring", "fight duel blade", "effect"),
    ("effects/bark.ogg", "ANMLDog", "Dog Bark", "A dog barks three times", "pet", "effect"),
    ("ambiences/sea.ogg", "WATRWave", "Sea Waves", "Waves roll onto a rocky shore", "ocean surf", "ambience"),
    ("ambiences/rain.ogg", "RAIN", "Heavy Rain", "Heavy rain pours down", "weather storm", "ambience"),
    ("effects/wave.ogg", "WATRWave", "Single Wave", "A single wave breaks on a rocky shore", "sea", "effect"),
)


def row(file: str, catid: str, name: str, caption: str, tags: str, kind: str, **others: str) -> dict[str, str]:
    """A catalogue row; beds loop."""
    loop = "true" if kind == "ambience" else "false"
    usual = {"loop": loop, "seconds": "4.0", "onset_s": "0.25", "level_lufs": "-18.5", "peak_dbfs": "-3", "mood": ""}
    whose = {"bpm": "", "licence": "CC0-1.0", "author": "A. Recordist", "source": "https://example.org/1"}
    named = {"file": file, "catid": catid, "name": name, "caption": caption, "tags": tags, "kind": kind}
    return {**usual, **whose, **named, **others}


def write_library(folder: Path, rows: Sequence[dict[str, str]] | None = None) -> Path:
    """`folder` with a catalogue of `rows` (default: ROWS) and an empty file for each."""
    rows = [row(*one) for one in ROWS] if rows is None else rows
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    for one in rows:
        (folder / one["file"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / one["file"]).write_bytes(b"")
    return folder


class SetScores:
    """A matcher that scores by table: {query: {name: score}}; what is not in it scores 0."""

    revision = "set-1"
    note = ""

    def __init__(self, table: dict[str, dict[str, float]]) -> None:
        self.table = table

    senses: frozenset[Sense] = frozenset({"text"})
    credit = ""

    def check(self) -> None:
        """Nothing to check."""

    def prepare(self, library: Library, progress: Callable[[int, int], None]) -> None:
        """Nothing to prepare."""

    def scores(self, query: Query, library: Library) -> NDArray[np.float32]:
        known = self.table.get(query.text, {})
        return np.array([known.get(entry.name, 0.0) for entry in library.entries], np.float32)

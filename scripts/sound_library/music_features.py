"""Measure the tracks that come with moviefactory: python -m scripts.sound_library.music_features (needs librosa)."""

from __future__ import annotations

import csv
from dataclasses import asdict, fields
from pathlib import Path

import moviefactory.audio
from moviefactory.audio.mir import SHIPPED, Features, measure_music
from moviefactory.audio.music import load_tracks
from moviefactory.jobs.job import sha256_of


def main() -> None:
    """Write the table anew."""
    table = Path(moviefactory.audio.__file__).parent / SHIPPED
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["library", "file", *(one.name for one in fields(Features)), "content"])
        writer.writeheader()
        for track in load_tracks():
            whose = {"library": track.library, "file": track.path.name, "content": sha256_of(track.path)}
            writer.writerow(whose | asdict(measure_music(track.path)))
            print(track.path.name)


if __name__ == "__main__":
    main()

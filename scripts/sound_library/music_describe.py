"""Describes the tracks of the package immich-memories-music: `python -m scripts.sound_library.music_describe`.

Mood and style come from the files' names, tempo and key from the package's LICENSE-MUSIC; level, loop, ending and the
words of the captions are measured. Writes `moviefactory/audio/data/immich_memories_music.csv`. Run from the root.
"""

from __future__ import annotations

import csv
import re
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import soundfile
from immich_memories_music import tracks_dir

from moviefactory.media.music_points import Samples, find_points, level_db, mono, onsets

from .music import HEADER
from .music_space import lufs

TARGET = Path(__file__).resolve().parents[2] / "moviefactory" / "audio" / "data" / "immich_memories_music.csv"
PACKAGE = "immich-memories-music"
FEEL = {
    "calm": "peaceful, gentle and relaxed", "energetic": "driving, powerful and exciting",
    "happy": "cheerful, bright and upbeat", "nostalgic": "wistful, remembering and bittersweet",
    "tender": "warm, intimate and loving",
}  # fmt: skip
TAGS = {
    "calm": "peaceful relaxed nature sunrise morning lake meditation landscape soft",
    "energetic": "action sport race speed driving adventure party excitement power",
    "happy": "cheerful fun playful summer holiday children comedy dance celebration",
    "nostalgic": "memories past wistful autumn old town bittersweet reflection family",
    "tender": "love romance family intimate warm gentle care friendship",
}


def stated() -> dict[str, tuple[float, str]]:
    """Tempo and key of every file, as the package states them."""
    text = distribution(PACKAGE).read_text("licenses/LICENSE-MUSIC") or ""
    rows = re.findall(r"^\s+(\w+\.opus)\s+(\d+) bpm\s+(\S+ \S+)", text, re.MULTILINE)
    return {file: (float(bpm), key) for file, bpm, key in rows}


def words(samples: Samples, rate_hz: int) -> list[str]:
    """What can be measured of how it sounds."""
    power = np.abs(np.fft.rfft(mono(samples))) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    low = power[hz < 120].sum() / power.sum()
    high = power[hz > 2500].sum() / power.sum()
    levels = level_db(samples, rate_hz)
    beat = np.percentile(onsets(samples, rate_hz), 97)
    rises_db = levels[len(levels) // 2 : -4].mean() - levels[: len(levels) // 3].mean()
    found = [
        ("deep bass", low > 0.45), ("bright", high > 0.05), ("warm and dark in tone", high < 0.008),
        ("a strong beat", beat > 2.9), ("no hard beat", beat < 2.2), ("builds up", rises_db > 1.5),
        ("wide dynamics", np.percentile(levels, 90) - np.percentile(levels, 10) > 7),
    ]  # fmt: skip
    return [name for name, is_so in found if is_so]


def row(path: Path, bpm: float, key: str) -> dict[str, str]:
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    mood, style, number = path.stem.split("_")
    points = find_points(samples, rate_hz, bpm)
    pace = "slow" if bpm < 80 else "medium" if bpm < 105 else "fast"
    sound = "acoustic instruments" if style == "acoustic" else "synthesisers and electronic sounds"
    ends = "comes to an end" if points.ending_s else "stops without an ending"
    heard = ", ".join([*words(samples, rate_hz), f"{pace} at {bpm:g} bpm", key, ends])
    return {
        "file": path.relative_to(tracks_dir()).as_posix(), "catid": "MUSC", "style": style, "key": key,
        "name": f"{mood.title()} {style} {number.lstrip('s')}", "mood": mood, "bpm": f"{bpm:g}", "kind": "music",
        "caption": f"{mood.title()} music with {sound}: {FEEL[mood]}; {heard}.",
        "tags": f"{mood} {style} {pace} {TAGS[mood]}", "loop": "false", "seconds": f"{len(samples) / rate_hz:.3f}",
        "onset_s": "0", "level_lufs": f"{lufs(samples):.1f}",
        "peak_dbfs": f"{20 * np.log10(np.abs(samples).max()):.1f}",
        "licence": "MIT", "author": "Immich Memories Contributors (generated with ACE-Step 1.5)",
        "source": "immich-memories-music 0.1.0, https://github.com/sdumont/immich-video-memory-generator",
        "loop_start_s": f"{points.start_s:.4f}", "loop_end_s": f"{points.end_s:.4f}",
        "ending_start_s": f"{points.ending_s:.4f}",
    }  # fmt: skip


def main() -> None:
    """Measure all tracks and write the table."""
    known = stated()
    rows = [row(path, *known[path.name]) for path in sorted(Path(tracks_dir()).glob("*/*.opus"))]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [*HEADER, "style", "key"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{TARGET}: {len(rows)} tracks, {sum(one['ending_start_s'] != '0.0000' for one in rows)} with an ending")


if __name__ == "__main__":
    main()

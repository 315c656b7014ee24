"""Renders the starter library's music: `python -m scripts.sound_library.music [NAME ...]` from the repository's root.

Every cue is composed in `music_cues_*.py`, played by the instruments of `music_modal.py` and `music_sustained.py`, put
into a hall and mastered by `music_space.py`. Writes `audio_db/music/*.ogg` and their rows in
`audio_db/catalogue_music.csv`. The same code gives the same samples.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from . import music_cues_dark as dark
from . import music_cues_quiet as quiet
from . import music_modal as modal
from .music_modal import RATE_HZ, Random, Stereo
from .music_score import Part, Piece
from .music_space import hall, lufs, mastered, reverberated
from .music_sustained import SECTIONS, play

FOLDER = Path(__file__).resolve().parents[2] / "audio_db"
CATALOGUE = "catalogue_music.csv"
HEADER = (
    "file", "catid", "name", "caption", "tags", "kind", "loop", "seconds", "onset_s", "level_lufs", "peak_dbfs", "mood",
    "bpm", "licence", "author", "source", "loop_start_s", "loop_end_s", "ending_start_s",
)  # fmt: skip
QUALITY = 0.56  # of libsndfile's 0 (best) .. 1 (smallest); about 125 kbit/s for these cues
# What a part needs beside its measured loudness to be heard as loud: blows are short, blankets of sound are not.
PRESENCE_DB = {
    "taiko": 4.0, "timpani": 3.0, "snare": 4.0, "boom": 2.0, "crash": 2.0, "tick": 1.0, "shaker": 2.0, "spiccato": 2.5,
    "marimba": 3.5, "celesta": 2.5, "pizzicato": 3.0, "harp": 2.5, "guitar": 2.0, "piano": 2.0, "bells": 1.5,
    "pad": -3.0, "choir_oo": -2.0, "choir_ah": -1.5, "soft_strings": -2.0, "tremolo_strings": -1.0, "organ": -1.0,
    "sub": -1.5,
}  # fmt: skip
PIECES: tuple[Callable[[], Piece], ...] = (
    dark.closing_in, dark.short_fuse, dark.under_the_floor, dark.the_black_road, dark.banners, dark.over_the_summit,
    quiet.lanterns, quiet.deep_signal, quiet.empty_chair, quiet.last_letter,
)  # fmt: skip


def generator(*parts: object) -> Random:
    """A random generator that depends on the names alone."""
    seed = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return np.random.default_rng(int.from_bytes(seed[:8], "little"))


def sounded(instrument: str, pitch: float, length_s: float, velocity: float, random: Random) -> Stereo:
    """One note."""
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    if instrument in SECTIONS:
        return play(instrument, hz, length_s, velocity, random)
    return getattr(modal, instrument)(hz, length_s, velocity, random)


def rendered_part(piece: Piece, index: int, part: Part) -> Stereo:
    """A part at the loudness that its gain asks for (0 dB: -20 LUFS while it plays), panned."""
    count = int((piece.bar_s(piece.bars) + piece.tail_s) * RATE_HZ)
    made = np.zeros((count, 2), np.float32)
    for number, note in enumerate(part.notes):
        random = generator(piece.name, index, number)
        human_s = 0.0 if part.instrument in ("tick", "sub", "pulse") else random.normal(0, 0.006)
        start = max(0, int((note.start * piece.beat_s + human_s) * RATE_HZ))
        sound = sounded(part.instrument, note.pitch, note.length * piece.beat_s, note.velocity, random)[: count - start]
        made[start : start + len(sound)] += sound
    wanted_lufs = part.gain_db + PRESENCE_DB.get(part.instrument, 0.0) - 20
    made *= 10 ** ((wanted_lufs - lufs(made)) / 20)
    left, right = np.cos(0.25 * np.pi * (1 + part.pan)), np.sin(0.25 * np.pi * (1 + part.pan))
    return made * (np.sqrt(2) * np.array([left, right], np.float32))


@cache
def _hall(length_s: float) -> Stereo:
    return hall(length_s, seed=round(length_s * 10))


def _dying(piece: Piece, count: int) -> Stereo:
    """The last chord's players let it die: 14 dB down over the last bar and a half, (count, 1)."""
    bars = np.arange(count) / RATE_HZ / piece.bar_s(1) - (piece.bars - 1.5)
    return (10 ** (-14 * np.clip(bars / 1.5, 0, 1) ** 1.3 / 20)).astype(np.float32)[:, None]


def rendered(piece: Piece) -> Stereo:
    """The whole cue, mastered."""
    count = int((piece.bar_s(piece.bars) + piece.tail_s) * RATE_HZ)
    dry, send = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
    dying = _dying(piece, count)
    for index, part in enumerate(piece.parts):
        sound = rendered_part(piece, index, part) * dying
        dry += sound
        send += sound * np.float32(10 ** (part.hall_db / 20))
    return mastered(dry + 0.8 * reverberated(send, _hall(piece.hall_s)))


def write_ogg(path: Path, samples: Stereo) -> None:
    """Ogg Vorbis in small blocks: libsndfile's encoder overflows its stack on a long one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, format="OGG", subtype="VORBIS", compression_level=QUALITY) as file:
        for start in range(0, len(samples), 4096):
            file.write(samples[start : start + 4096])


def row(piece: Piece, file: str) -> dict[str, str]:
    """The catalogue's line, measured on the file as it was written."""
    samples, _ = soundfile.read(FOLDER / file, dtype="float32")
    peak_db = 20 * np.log10(np.abs(samples).max())
    return {
        "file": file, "catid": "MUSC", "name": piece.name, "caption": piece.caption,
        "tags": f"{piece.mood} {piece.tags}", "kind": "music", "loop": "false",
        "seconds": f"{len(samples) / RATE_HZ:.3f}", "onset_s": "0", "level_lufs": f"{lufs(samples):.1f}",
        "peak_dbfs": f"{peak_db:.1f}", "mood": piece.mood, "bpm": f"{piece.bpm:g}", "licence": "CC0-1.0",
        "author": "moviefactory", "source": "composed and synthesised by scripts/sound_library/music.py",
        "loop_start_s": f"{piece.bar_s(piece.body[0]):.6f}", "loop_end_s": f"{piece.bar_s(piece.body[1]):.6f}",
        "ending_start_s": f"{piece.bar_s(piece.ending):.6f}",
    }  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Render the named cues (all, without a name) and bring the catalogue up to date."""
    pieces = [compose() for compose in PIECES]
    rows = []
    for number, piece in enumerate(pieces):
        file = f"music/{piece.mood}_{piece.name.lower().replace(' ', '_')}.ogg"
        if not names or piece.name in names:
            write_ogg(FOLDER / file, rendered(piece))
            print(f"{number + 1} of {len(pieces)}: {file}")
        if (FOLDER / file).is_file():
            rows.append(row(piece, file))
    with (FOLDER / CATALOGUE).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1:])

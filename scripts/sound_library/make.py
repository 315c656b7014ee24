"""Makes the whole starter library: media as Ogg Vorbis and `catalogue.csv`.

    python -m scripts.sound_library.make [--only WORD ...] [--out audio_db]

Takes about three minutes on one core. The same numpy and scipy give the same sounds: seeds come from the names.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import time
import zlib
from pathlib import Path

import numpy as np
import soundfile
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from .measure import integrated_lufs, main_onset_s, momentary_max_lufs, seam_jump, true_peak_db
from .ogg import set_serial
from .recipe import RECIPES, Recipe
from .tools import RATE_HZ, Array, faded, gain, highpass, samples

SUBJECTS = (
    *("vehicles", "rail", "aircraft", "weather", "earth", "water", "feet", "ground", "people", "places", "impacts"),
    *("birds", "insects", "animals", "creatures", "machines", "signals", "doors", "household", "kitchen", "magic"),
    "instruments",
)
FIELDS = (
    *("file", "catid", "name", "caption", "tags", "kind", "loop", "seconds", "onset_s", "level_lufs", "peak_dbfs"),
    *("mood", "bpm", "licence", "author", "source"),
)
EFFECT_PEAK_DB = -3.0
LONGEST_S = 6.0  # of an effect that does not loop: a longer tail is faded out
BED_LUFS = -23.0
BED_PEAK_DB = -3.5
LOUDEST_TRUE_PEAK_DB = -1.5
SEAM_JUMP = 0.9  # a step over the wrap, against the largest steps around it, that may be heard
QUALITY = 0.26  # Vorbis: about 95 kbit/s for what these sounds are
BLOCK = 65_536  # libsndfile has crashed on long Vorbis writes in one call


def finished(recipe: Recipe) -> Array:
    """Stereo, without DC, with clean ends (or none, where it loops), at the library's level."""
    x = recipe.samples()
    x = np.stack([x, x], axis=1) * np.sqrt(0.5) if x.ndim == 1 else x
    if recipe.loop:
        x = np.stack([highpass(x[:, ear], 20, wrap=True) for ear in (0, 1)], axis=1)
    else:
        x = _trimmed(np.stack([highpass(x[:, ear], 20) for ear in (0, 1)], axis=1))
        out_s = 0.7 if len(x) > samples(LONGEST_S) else min(0.08, len(x) / RATE_HZ / 4)
        x = np.stack([faded(x[: samples(LONGEST_S), ear], 0.001, out_s) for ear in (0, 1)], axis=1)
    return _levelled(recipe, x)


def _trimmed(x: Array) -> Array:
    """Without the silence (60 dB below the peak) at both ends, but with a breath of it before."""
    loud = np.flatnonzero(np.abs(x).max(axis=1) > np.abs(x).max() * gain(-60))
    return x[max(loud[0] - samples(0.01), 0) : loud[-1] + 1]


def _levelled(recipe: Recipe, x: Array) -> Array:
    if recipe.kind == "effect":
        return x * (gain(EFFECT_PEAK_DB) / np.abs(x).max())
    for _ in range(4):
        x = _limited(x * gain(BED_LUFS - integrated_lufs(x)), gain(BED_PEAK_DB))
    return x


def _limited(x: Array, ceiling: float) -> Array:
    """Peaks held under `ceiling` by a gain that moves within 6 ms. Circular."""
    over = np.maximum(np.abs(x).max(axis=1) / ceiling, 1.0)
    if over.max() <= 1.0:
        return x
    reach = samples(0.006)
    held = 1 / maximum_filter1d(over, 2 * reach + 1, mode="wrap")
    smooth = uniform_filter1d(held, reach, mode="wrap")
    return x * smooth[:, None]


def write(path: Path, x: Array) -> Array:
    """Write as Vorbis in blocks and read back what a listener will get."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(
        path, "w", RATE_HZ, 2, format="OGG", subtype="VORBIS", compression_level=1 - QUALITY
    ) as sound:
        for start in range(0, len(x), BLOCK):
            sound.write(x[start : start + BLOCK].astype(np.float32))
    set_serial(path, zlib.crc32(path.name.encode()))
    decoded, _rate = soundfile.read(path, dtype="float64", always_2d=True)
    return decoded


def _cut_elsewhere(path: Path, x: Array) -> Array:
    """A loop may be cut anywhere, and Vorbis is least exact at its ends: the best of some cuts."""
    turns = [np.roll(x, len(x) * k // 8, axis=0) for k in range(1, 8)]
    best = min(range(len(turns)), key=lambda k: seam_jump(write(path, turns[k])))
    return write(path, turns[best])


def made(recipe: Recipe, folder: Path) -> dict[str, str]:
    """Make one file and say what came out, as a row of the catalogue."""
    path = folder / recipe.file
    x = finished(recipe)
    decoded = write(path, x)
    over_db = true_peak_db(decoded) - LOUDEST_TRUE_PEAK_DB
    if over_db > 0:
        x = x * gain(-over_db - 0.2)
        decoded = write(path, x)
    if recipe.loop and seam_jump(decoded) > SEAM_JUMP:
        decoded = _cut_elsewhere(path, x)
    loud = integrated_lufs(decoded) if recipe.kind == "ambience" else momentary_max_lufs(decoded)
    return {
        "file": recipe.file,
        "catid": recipe.catid,
        "name": recipe.name,
        "caption": recipe.caption,
        "tags": recipe.tags,
        "kind": recipe.kind,
        "loop": "true" if recipe.loop else "false",
        "seconds": f"{len(decoded) / RATE_HZ:.3f}",
        "onset_s": "0.000" if recipe.loop else f"{main_onset_s(decoded):.3f}",
        "level_lufs": f"{loud:.1f}",
        "peak_dbfs": f"{true_peak_db(decoded):.1f}",
        "mood": "",
        "bpm": "",
        "licence": "CC0-1.0",
        "author": "The moviefactory authors",
        "source": "scripts/sound_library",
    } | ({"_seam": f"{seam_jump(decoded):.2f}"} if recipe.loop else {})


def load_recipes() -> list[Recipe]:
    for subject in SUBJECTS:
        importlib.import_module(f"{__package__}.{subject}")
    return RECIPES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "audio_db")
    parser.add_argument("--only", nargs="*", default=[], help="words of names: remake these, keep the other rows")
    arguments = parser.parse_args()
    catalogue = arguments.out / "catalogue.csv"
    rows = _kept_rows(catalogue) if arguments.only else {}
    recipes = load_recipes()
    for recipe in recipes:
        if arguments.only and not any(word.lower() in recipe.file.lower() for word in arguments.only):
            continue
        start = time.perf_counter()
        row = made(recipe, arguments.out)
        rows[recipe.file] = row
        took = time.perf_counter() - start
        print(f"{took:5.1f} s {row['seconds']:>7} s {row['level_lufs']:>6} LUFS {row['peak_dbfs']:>5} dB "
              f"on {row['onset_s']} seam {row.pop('_seam', '-'):>5} {recipe.file}")  # fmt: skip
    with catalogue.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[recipe.file] for recipe in recipes if recipe.file in rows)


def _kept_rows(catalogue: Path) -> dict[str, dict[str, str]]:
    if not catalogue.is_file():
        return {}
    with catalogue.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


if __name__ == "__main__":
    main()

"""The starter library as a listener gets it: what the catalogue says, and whether the media are what it says."""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.media.sound import loudness

soundfile = pytest.importorskip("soundfile")

LIBRARY = Path(__file__).parents[2] / "audio_db"
HEADER = "file,catid,name,caption,tags,kind,loop,seconds,onset_s,level_lufs,peak_dbfs,mood,bpm,licence,author,source"
RATE_HZ = 48_000
Samples = NDArray[np.float32]


@cache
def rows() -> tuple[dict[str, str], ...]:
    with (LIBRARY / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def effects() -> list[dict[str, str]]:
    return [row for row in rows() if row["kind"] == "effect"]


def loops() -> list[dict[str, str]]:
    return [row for row in rows() if row["loop"] == "true"]


@cache
def heard(file: str) -> Samples:
    samples, rate_hz = soundfile.read(LIBRARY / file, dtype="float32", always_2d=True)
    assert rate_hz == RATE_HZ, file
    return samples


def test_the_catalogue_has_the_agreed_columns() -> None:
    assert (LIBRARY / "catalogue.csv").read_text(encoding="utf-8").splitlines()[0] == HEADER


def test_there_are_enough_sounds_of_both_kinds() -> None:
    assert len(effects()) >= 110
    assert len(rows()) - len(effects()) >= 40


def test_names_and_files_are_unique() -> None:
    assert len({row["name"] for row in rows()}) == len(rows())
    assert len({row["file"] for row in rows()}) == len(rows())


def test_every_row_is_filled_in() -> None:
    for row in rows():
        assert row["licence"] == "CC0-1.0" and row["author"] and row["source"], row["file"]
        assert row["kind"] in {"ambience", "effect"} and row["loop"] in {"true", "false"}, row["file"]
        assert re.fullmatch(r"[A-Z]{2,6}[A-Za-z]{0,6}", row["catid"]), row["file"]
        assert Path(row["file"]).name.startswith(row["catid"] + "_"), row["file"]
        assert len(row["caption"].split()) >= 3 and "," not in row["tags"], row["file"]
        assert len(row["tags"].split()) >= 3, row["file"]


def test_every_medium_is_in_the_catalogue_and_every_row_has_its_medium() -> None:
    there = {p.relative_to(LIBRARY).as_posix() for d in ("effects", "ambiences") for p in (LIBRARY / d).glob("*")}
    assert there == {row["file"] for row in rows()}


def test_media_are_small_enough_to_ship() -> None:
    assert sum((LIBRARY / row["file"]).stat().st_size for row in rows()) < 20_000_000


def test_media_are_stereo_and_as_long_as_the_catalogue_says() -> None:
    for row in rows():
        samples = heard(row["file"])
        assert samples.shape[1] == 2, row["file"]
        assert abs(len(samples) / RATE_HZ - float(row["seconds"])) < 0.002, row["file"]
        low, high = (10, 16) if row["kind"] == "ambience" else (0.25, 8)
        assert low <= float(row["seconds"]) <= high, row["file"]


def test_no_sound_is_silent_clipped_or_off_centre() -> None:
    for row in rows():
        samples = heard(row["file"])
        assert float(np.sqrt(np.mean(samples**2))) > 0.003, row["file"]
        assert true_peak_db(samples) <= -1.0, row["file"]
        assert np.abs(samples.mean(axis=0)).max() < 0.002, row["file"]


def true_peak_db(samples: Samples) -> float:
    """Four times oversampled by FFT, over those blocks that come near the top."""
    block, margin, highest = 2048, 256, float(np.abs(samples).max())
    for start in range(0, len(samples), block):
        if np.abs(samples[start : start + block]).max() < 0.55:
            continue
        piece = samples[max(start - margin, 0) : start + block + margin]
        window = np.pad(piece, ((64, 64), (0, 0)))
        spectrum = np.fft.rfft(window, axis=0)
        over = np.fft.irfft(spectrum, 4 * len(window), axis=0) * 4
        inner = over[4 * 64 + 128 : -(4 * 64 + 128)]
        highest = max(highest, float(np.abs(inner).max()))
    return 20 * float(np.log10(highest))


def test_effects_peak_about_3_db_under_full_scale() -> None:
    for row in effects():
        assert -6.0 <= float(row["peak_dbfs"]) <= -1.0, row["file"]


def test_ambiences_lie_about_minus_23_lufs() -> None:
    for row in rows():
        if row["kind"] == "ambience":
            assert row["loop"] == "true" and abs(float(row["level_lufs"]) + 23) <= 1.0, row["file"]


@pytest.mark.parametrize("kind", ["ambience", "effect"])
def test_the_level_in_the_catalogue_is_what_ffmpeg_measures(kind: str) -> None:
    row = next(row for row in rows() if row["kind"] == kind and float(row["seconds"]) > 2)
    measured = loudness(LIBRARY / row["file"])
    level = measured.integrated_lufs if kind == "ambience" else measured.momentary_max_lufs
    assert abs(level - float(row["level_lufs"])) <= 0.5
    assert abs(measured.true_peak_dbtp - float(row["peak_dbfs"])) <= 0.5


def test_ambiences_have_two_different_sides() -> None:
    for row in rows():
        if row["kind"] == "ambience":
            assert np.corrcoef(heard(row["file"]).T)[0, 1] < 0.97, row["file"]


def test_loops_close_without_a_click() -> None:
    """The step over the wrap is no larger than steps nearby are, or too small to hear."""
    for row in loops():
        samples = heard(row["file"])
        near = np.concatenate([samples[-2400:], samples[:2400]])
        steps = np.abs(np.diff(near, axis=0)).max(axis=1)
        over = steps[2399]
        assert over <= 1.3 * np.delete(steps, 2399).max() or over < 0.002, row["file"]


def test_ambiences_go_on_at_the_level_they_stopped_at() -> None:
    """Across the wrap a bed moves little more than it does elsewhere from one second to the next."""
    for row in rows():
        if row["kind"] == "ambience":
            power = np.sum(heard(row["file"]).astype(np.float64) ** 2, axis=1)
            seconds = power[: len(power) // RATE_HZ * RATE_HZ].reshape(-1, RATE_HZ)
            levels = 10 * np.log10(seconds.mean(axis=1) + 1e-12)
            elsewhere = float(np.abs(np.diff(levels)).max())
            assert abs(levels[0] - levels[-1]) <= max(elsewhere, 3.0) + 1.5, row["file"]


def test_the_onset_in_the_catalogue_is_where_the_main_event_is() -> None:
    for row in effects():
        if row["loop"] == "false":
            assert abs(main_event_s(heard(row["file"])) - float(row["onset_s"])) <= 0.015, row["file"]


def main_event_s(samples: Samples) -> float:
    """audio_db/README.md, "onset_s": the foot of the first main attack, or the crest of a swell. In seconds."""
    power = np.sum(samples.astype(np.float64) ** 2, axis=1)
    level = np.sqrt(np.convolve(power, np.ones(480) / 480, mode="same")[::48])  # one value per millisecond
    smooth = np.convolve(level, np.hanning(41)[1:-1] / 20, mode="same")
    first = int(np.flatnonzero(smooth >= smooth.max() * 10 ** (-3 / 20))[0])
    crest = first + int(level[first : first + 60].argmax())
    foot = crest
    while foot > 0 and level[foot - 1] >= level[crest] * 10 ** (-12 / 20):
        foot -= 1
    if crest - foot <= 120 and (foot > 0 or crest < 120):
        return foot / 1000
    return int(smooth.argmax()) / 1000


def test_steps_and_blows_are_not_copies_of_one() -> None:
    """The strokes of a walking loop differ in spectrum, as those of real feet do."""
    row = next(row for row in rows() if "Gravel-Walk" in row["file"])
    mono = heard(row["file"]).mean(axis=1)
    strides = np.array_split(mono, 10)
    spectra = [np.abs(np.fft.rfft(stride[:24_000])) for stride in strides]
    likeness = [np.corrcoef(a, b)[0, 1] for a, b in pairwise(spectra)]
    assert max(likeness) < 0.9


def test_the_scripts_still_make_what_is_shipped() -> None:
    pytest.importorskip("scipy")
    from scripts.sound_library.make import finished, load_recipes

    recipes = {recipe.file: recipe for recipe in load_recipes()}
    assert set(recipes) == {row["file"] for row in rows()}
    for row in rows():
        recipe = recipes[row["file"]]
        assert (recipe.caption, recipe.tags, recipe.kind) == (row["caption"], row["tags"], row["kind"]), row["file"]
    again = finished(recipes["effects/FGHTImpt_Punch.ogg"]).mean(axis=1)
    shipped = heard("effects/FGHTImpt_Punch.ogg").mean(axis=1)
    assert np.corrcoef(again, shipped[: len(again)])[0, 1] > 0.8  # Vorbis keeps the shape of noise, not its samples

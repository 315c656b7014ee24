"""What is heard in music, and that it is kept. Sounds are made here: chords of known key, clicks of known tempo."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from moviefactory.audio import mir
from moviefactory.audio.mir import Features, heard, key_of, keys_fit, listen, measure_music, recall, remember, shipped
from moviefactory.audio.music import FEELING, load_tracks
from moviefactory.errors import MediaError
from moviefactory.jobs.job import sha256_of
from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound
from moviefactory.workspace import vectors_folder

PLAIN = Features(bpm=96, key="C major", onset_rate=3.6, brightness_hz=1500, range_db=7, mode=0.03)


pytestmark = pytest.mark.usefixtures("own_home")


def music(path: Path, *, bpm: float, tones: tuple[float, ...], seconds: float = 12.0, bright: int = 2) -> Path:
    """A chord of `tones` (Hz) with `bright` overtones, struck on every beat."""
    clock = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    chord = sum(np.sin(2 * np.pi * hz * part * clock) / part for hz in tones for part in range(1, bright + 1))
    struck = 0.06 * np.asarray(chord) * np.exp(-3 * (clock % (60 / bpm)))
    write_sound(path, np.repeat(struck.astype(np.float32)[:, None], 2, axis=1))
    return path


C_MAJOR = (130.8, 261.6, 329.6, 392.0)
A_MINOR = (110.0, 220.0, 261.6, 329.6)


def test_tempo_key_and_brightness_are_heard(tmp_path: Path) -> None:
    pytest.importorskip("librosa")
    slow = measure_music(music(tmp_path / "slow.wav", bpm=60, tones=A_MINOR))
    fast = measure_music(music(tmp_path / "fast.wav", bpm=150, tones=C_MAJOR, bright=12))
    assert min(abs(slow.bpm / 60 * octave - 1) for octave in (0.5, 1, 2)) < 0.02
    assert min(abs(fast.bpm / 150 * octave - 1) for octave in (0.5, 1, 2)) < 0.02
    assert (slow.key, fast.key) == ("A minor", "C major")
    assert slow.mode < 0 < fast.mode
    assert fast.onset_rate > 1.5 * slow.onset_rate
    assert fast.brightness_hz > slow.brightness_hz
    assert fast.energy() > slow.energy() + 0.1
    assert fast == measure_music(tmp_path / "fast.wav")  # every time


@pytest.mark.parametrize("seconds", [0.2, 2.0])
def test_what_is_too_short_is_refused_and_then_unknown(tmp_path: Path, seconds: float) -> None:
    pytest.importorskip("librosa")
    blink = music(tmp_path / "blink.wav", bpm=60, tones=C_MAJOR, seconds=seconds)
    with pytest.raises(MediaError, match="choose another file"):
        measure_music(blink)
    assert heard(blink, sha256_of(blink)) is None


def test_silence_and_broken_files_are_unknown_not_errors(tmp_path: Path) -> None:
    pytest.importorskip("librosa")
    write_sound(tmp_path / "silence.wav", np.zeros((5 * SAMPLE_RATE_HZ, 2), np.float32))
    (tmp_path / "broken.mp3").write_bytes(b"not a sound" * 100)
    for name in ("silence.wav", "broken.mp3", "gone.wav"):
        assert heard(tmp_path / name, name) is None


def test_only_the_middle_of_a_long_track_is_read(tmp_path: Path) -> None:
    loud = np.concatenate([np.zeros(100), np.full(40, 0.5), np.zeros(100)]).repeat(SAMPLE_RATE_HZ // 10)
    write_sound(tmp_path / "long.wav", np.repeat(loud.astype(np.float32)[:, None], 2, axis=1))
    part = listen(tmp_path / "long.wav", 8000, 4.0)
    assert len(part) == pytest.approx(4 * 8000, abs=80)
    assert float(np.percentile(np.abs(part), 2)) > 0.4
    with pytest.raises(MediaError):
        listen(tmp_path / "none.wav", 8000, 4.0)


def test_a_track_is_measured_once_on_a_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[Path] = []
    monkeypatch.setattr(mir, "measure_music", lambda path: measured.append(path) or PLAIN)
    assert heard(tmp_path / "a.wav", "c0ffee") == heard(tmp_path / "elsewhere.wav", "c0ffee") == PLAIN
    assert measured == [tmp_path / "a.wav"]
    kept = next(vectors_folder().rglob("c0ffee.json"))
    kept.write_text('{"bpm": "nan"', encoding="utf-8")  # a broken record is measured anew
    assert heard(tmp_path / "a.wav", "c0ffee") == PLAIN
    assert len(measured) == 2


def test_without_librosa_an_unknown_track_stays_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    assert heard(tmp_path / "a.wav", "beef") is None
    assert recall("features", "beef") is None  # and is measured as soon as it is there


def test_a_disk_that_refuses_loses_only_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "file"))
    remember("features", "feed", {"a": 1})
    assert recall("features", "feed") is None


def test_the_shipped_table_knows_every_shipped_track_as_it_is() -> None:
    text = files("moviefactory.audio").joinpath(mir.SHIPPED).read_text(encoding="utf-8")
    rows = {(row["library"], row["file"]): row["content"] for row in csv.DictReader(text.splitlines())}
    for track in load_tracks():
        assert rows[track.library, track.path.name] == sha256_of(track.path)
        assert shipped()[sha256_of(track.path)].brightness_hz > 100
    assert len(rows) == len(load_tracks())


def test_the_energy_and_the_gladness_of_the_shipped_tracks_go_with_their_stated_moods() -> None:
    tracks = load_tracks()
    found = [shipped()[sha256_of(track.path)] for track in tracks]
    felt = np.array([one.feeling(track.bpm) for one, track in zip(found, tracks, strict=True)])
    stated = np.array([FEELING[track.mood] for track in tracks])
    assert np.corrcoef(felt[:, 0], stated[:, 0])[0, 1] > 0.7
    assert np.corrcoef(felt[:, 1], stated[:, 1])[0, 1] > 0.7


def test_the_measured_tempo_of_shipped_tracks_is_right_up_to_an_octave() -> None:
    tracks = load_tracks()
    off = [shipped()[sha256_of(track.path)].bpm / track.bpm for track in tracks]
    right = sum(min(abs(one * octave - 1) for octave in (0.5, 1, 2)) < 0.04 for one in off)
    assert right >= 0.85 * len(tracks)


def test_faster_brighter_and_denser_music_has_more_energy() -> None:
    for name, less, more in (
        ("bpm", 70, 140), ("brightness_hz", 800, 2500), ("onset_rate", 1, 6), ("range_db", 15, 3),
    ):  # fmt: skip
        assert replace(PLAIN, **{name: more}).energy() > replace(PLAIN, **{name: less}).energy() + 0.05
    assert PLAIN.energy() == pytest.approx(0.5)
    assert PLAIN.energy(bpm=140) > PLAIN.energy()  # a stated tempo is believed
    assert replace(PLAIN, mode=-0.4).feeling()[0] < 0 < replace(PLAIN, mode=0.4).feeling()[0]
    assert all(-1 <= part <= 1 for part in replace(PLAIN, bpm=0.0, brightness_hz=0.0, mode=-9).feeling())


def test_a_key_is_named_in_either_mode() -> None:
    scale = np.zeros(12)
    scale[[0, 2, 4, 5, 7, 9, 11]] = 1
    scale[[0, 7]] += 1
    assert key_of(scale)[0] == "C major"
    assert key_of(np.roll(scale, 3))[0] == "Eb major"
    minor = np.zeros(12)
    minor[[9, 11, 0, 2, 4, 5, 7]] = 1
    minor[[9, 4]] += 1.2
    key, mode = key_of(minor)
    assert key == "A minor"
    assert mode < 0
    assert key_of(np.ones(12)) == ("", 0.0)


def test_keys_are_as_far_apart_as_on_the_circle_of_fifths() -> None:
    assert keys_fit("C major", "A minor") == keys_fit("C", "Am") == keys_fit("E♭ major", "Cm") == 1
    assert keys_fit("C major", "G major") == keys_fit("C major", "F major") == pytest.approx(5 / 6)
    assert keys_fit("C major", "F# major") == keys_fit("C", "Gb") == 0
    assert keys_fit("", "C") == keys_fit("12A", "C") == keys_fit("H major", "C") == 0.5

"""Which music there is, that every catalogue row tells the truth, and what its moods are."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from moviefactory.audio.library import licence_allowed
from moviefactory.audio.music import (
    FEELING,
    PACKAGED,
    STARTER,
    load_tracks,
    mood_in_words,
    moods_of,
)
from moviefactory.errors import StorageError
from moviefactory.media.music_fit import LoopPoints, fit_music, plan_fit
from moviefactory.media.music_points import level_db
from moviefactory.media.sound import read_sound
from moviefactory.movie import MOODS
from moviefactory.settings import AudioSettings
from scripts.sound_library import music_cues_dark, music_cues_quiet

SYNTHESISED = ("tense", "dark", "epic", "mysterious", "sad")
RATE_HZ = 48_000
UNPITCHED = ("tick", "shaker", "snare", "crash", "swell", "boom")


def test_all_rows_are_valid_and_their_files_exist() -> None:
    tracks = load_tracks()
    assert len({one.path for one in tracks}) == len(tracks)
    for one in tracks:
        assert one.path.is_file()
        assert one.mood in MOODS
        assert 55 <= one.bpm <= 180
        assert 20 < one.length_s < 70
        assert licence_allowed(one.licence, AudioSettings().licences)
        assert one.author and one.source and one.name and one.caption.endswith(".")
        assert 0 <= one.loop_start_s < one.loop_end_s <= one.length_s
        assert one.loop_end_s - one.loop_start_s >= 12
        assert one.ending_start_s == 0 or one.loop_start_s < one.ending_start_s < one.length_s - 1
        assert -18 < one.level_lufs < -9
        beats = (one.loop_end_s - one.loop_start_s) * one.bpm / 60
        assert abs(beats / 4 - round(beats / 4)) < 0.03


def test_every_row_of_the_starter_catalogue_has_its_file() -> None:
    with (Path(__file__).parents[2] / "audio_db" / "catalogue_music.csv").open(encoding="utf-8") as stream:
        assert len(list(csv.DictReader(stream))) == sum(one.library == STARTER for one in load_tracks())


def test_every_mood_has_at_least_two_tracks() -> None:
    for mood in MOODS:
        assert sum(one.mood == mood for one in load_tracks()) >= 2, mood


@pytest.mark.parametrize("mood", SYNTHESISED)
def test_our_own_cues_are_loud_as_stated_never_clip_fill_both_ears_and_end(mood: str) -> None:
    for one in load_tracks():
        if one.mood != mood or one.library != STARTER:
            continue
        sound = read_sound(one.path)
        assert len(sound) / RATE_HZ == pytest.approx(one.length_s, abs=0.01)
        assert 40 <= one.length_s <= 60
        assert np.abs(sound).max() < 10 ** (-1 / 20)
        assert one.level_lufs == pytest.approx(-16, abs=0.5)
        assert level_db(sound[-RATE_HZ // 20 :], 1 << 30)[0] < -60
        seconds = level_db(sound[: round((one.loop_end_s + 2) * RATE_HZ)], RATE_HZ)
        assert seconds.min() > -34  # nowhere silent
        assert np.percentile(seconds, 95) - np.percentile(seconds, 5) > 3  # and it breathes
        left, right = sound[:, 0], sound[:, 1]
        assert 0.2 < np.corrcoef(left, right)[0, 1] < 0.98


@pytest.mark.parametrize("library", [STARTER, PACKAGED])
def test_tracks_fill_a_20_s_movie_from_its_first_second_and_loop_without_holes(library: str) -> None:
    for one in [track for track in load_tracks() if track.library == library][::4]:
        sound = read_sound(one.path)
        points = LoopPoints(one.loop_start_s, one.loop_end_s, one.ending_start_s)
        short = fit_music(sound, RATE_HZ, 20 * RATE_HZ, points, one.bpm)
        levels = level_db(short, RATE_HZ)
        assert levels[0] > np.median(levels) - 8, one.name
        long = 100 * RATE_HZ
        fitted = level_db(fit_music(sound, RATE_HZ, long, points, one.bpm), RATE_HZ // 2)
        at = 0
        for stretch in plan_fit(sound, RATE_HZ, long, points, one.bpm).stretches[:-1]:
            at += stretch.length
            seam = round(at / (RATE_HZ // 2))
            assert fitted[seam] > np.median(fitted[max(0, seam - 4) : seam]) - 6.5, (one.name, at / RATE_HZ)


def test_our_own_cues_stay_in_their_key_and_inside_their_bars() -> None:
    pieces = [
        make()
        for module in (music_cues_dark, music_cues_quiet)
        for name, make in vars(module).items()
        if callable(make) and getattr(make, "__annotations__", {}).get("return") == "Piece"
    ]
    assert {one.name for one in pieces} == {one.name for one in load_tracks() if one.library == STARTER}
    for piece in pieces:
        assert piece.bar_s(piece.body[1] - piece.body[0]) >= 12
        assert piece.body[1] <= piece.ending < piece.bars
        for part in piece.parts:
            assert all(0 <= note.start < 4 * piece.bars and 0 < note.velocity <= 1 for note in part.notes)
            if part.instrument not in UNPITCHED:
                assert {round(note.pitch) % 12 for note in part.notes} <= set(piece.scale), (
                    piece.name,
                    part.instrument,
                )


def test_without_the_package_there_are_the_starter_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "immich_memories_music", None)
    tracks = load_tracks()
    assert {one.library for one in tracks} == {STARTER}
    assert {one.mood for one in tracks} == set(SYNTHESISED)


def test_a_broken_catalogue_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalogue_music.csv").write_text("file,mood\nmusic/a.ogg,gloomy\n", encoding="utf-8")
    monkeypatch.setattr("moviefactory.audio.music.data_folder", lambda name: tmp_path)
    with pytest.raises(StorageError, match=r"catalogue_music.csv, line 2: .*gloomy"):
        load_tracks()


def test_tone_words_mean_moods() -> None:
    assert moods_of("a suspenseful, scary ride") == ("tense", "dark")
    assert moods_of("Melancholic") == ("sad",)
    assert moods_of("") == ()
    assert set(FEELING) == set(MOODS)


def test_the_mood_that_most_words_name_is_the_mood_of_a_text() -> None:
    assert mood_in_words("a dark, suspenseful thriller with a chase") == "tense"
    assert mood_in_words("dark: old house at night") == "dark"
    assert mood_in_words("Take Five") == ""

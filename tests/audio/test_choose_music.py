"""The movie's music: which libraries count, and a person's own file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_library import row, write_library

from moviefactory.audio.choose_music import choose_music
from moviefactory.audio.library import load_library
from moviefactory.audio.music import load_tracks
from moviefactory.errors import PlanError
from moviefactory.media.sound import SAMPLE_RATE_HZ, write_sound
from moviefactory.movie import AudioSettings, Music

LICENCES = AudioSettings().licences


def test_a_shipped_track_becomes_a_cue_with_its_musical_places() -> None:
    library = load_library(["starter", "immich-memories-music"], LICENCES)
    chosen = choose_music(Music(mood="calm"), "", 20.0, 3, library)
    assert chosen.cue is not None
    track = next(track for track in load_tracks() if track.path == chosen.cue.path)
    assert (track.mood, track.name) == ("calm", chosen.cue.name)
    assert (chosen.cue.sound_id, chosen.cue.kind, chosen.cue.length_s) == ("music", "music", track.length_s)
    assert (chosen.cue.loop_start_s, chosen.cue.loop_end_s) == (track.loop_start_s, track.loop_end_s)
    assert chosen.cue.licence in LICENCES
    assert chosen.reason.startswith("mood calm")


def test_only_the_libraries_and_licences_that_were_asked_for_count() -> None:
    for names in (["starter"], ["immich-memories-music"]):
        cue = choose_music(Music(mood="happy"), "", 20.0, 1, load_library(names, LICENCES)).cue
        assert cue is not None
        assert next(track for track in load_tracks() if track.path == cue.path).library == names[0]
    none = choose_music(Music(mood="happy"), "", 20.0, 1, load_library(["starter"], ["GPL-3.0-only"]))
    assert none.cue is None
    assert "no music" in none.reason


def test_music_of_a_persons_own_library_is_chosen_by_its_mood(tmp_path: Path) -> None:
    rows = [
        row("a.ogg", "", "March", "brass and drums", "", "music", mood="epic", bpm="120"),
        row("b.ogg", "", "Lullaby", "a tender song on a harp", "", "music"),
        row("c.ogg", "", "Take Five", "nobody knows", "", "music"),
    ]
    library = load_library([str(write_library(tmp_path, rows))], LICENCES)
    epic, tender = (choose_music(Music(mood=mood), "", 20.0, 1, library).cue for mood in ("epic", "tender"))
    assert epic is not None
    assert tender is not None
    assert (epic.name, epic.bpm, tender.name) == ("March", 120.0, "Lullaby")


def test_a_pinned_piece_wins_and_is_measured(tmp_path: Path) -> None:
    time_s = np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    tone = (0.1 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    write_sound(tmp_path / "song.wav", np.repeat(tone[:, None], 2, axis=1))
    library = load_library(["starter"], LICENCES)
    cue = choose_music(Music(mood="calm", file="song.wav"), "", 20.0, 1, library, tmp_path).cue
    assert cue is not None
    assert (cue.path, cue.licence, cue.score) == (tmp_path / "song.wav", "own", 1.0)
    assert cue.length_s == pytest.approx(3.0, abs=0.02)
    assert cue.level_lufs == pytest.approx(-20.0, abs=1.5)
    with pytest.raises(PlanError, match="is not there; copy it"):
        choose_music(Music(file="gone.mp3"), "", 20.0, 1, library, tmp_path)

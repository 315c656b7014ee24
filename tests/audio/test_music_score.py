"""The composer's notation: what is written is what is played."""

from __future__ import annotations

from itertools import pairwise

import pytest

from scripts.sound_library.music_score import bass, chords, figure, hits, melody, pad, pitch, shaped, voicings


def test_chords_follow_each_other_bar_by_bar_with_the_stated_bass() -> None:
    first, second, third = chords("Dm Bb/F C:0.5", 2)
    assert (first.start, second.start, third.start) == (8, 12, 16)
    assert (first.tones, first.bass) == ((2, 5, 9), 2)
    assert (second.root, second.bass) == (10, 5)
    assert third.length == 2


def test_a_melody_is_read_by_name_and_a_bar_that_is_not_full_is_refused() -> None:
    notes = melody("d4:2 r:1 f#4:1 | bb3:4", 1)
    assert [(note.start, note.pitch) for note in notes] == [(4, 62), (7, 66), (8, 58)]
    assert pitch("c-1") == 0
    with pytest.raises(ValueError, match="bar before beat 7"):
        melody("d4:2 f4:1 | a4:4", 1)


def test_voices_hold_all_tones_of_a_chord_and_move_little() -> None:
    harmony = chords("Am F C G Dm E Am")
    made = voicings(harmony, 60)
    for chord, voicing in zip(harmony, made, strict=True):
        assert {one % 12 for one in voicing} == set(chord.tones)
    for before, after in pairwise(made):
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 5


def test_a_pad_keeps_a_common_tone_as_one_long_note() -> None:
    notes = pad(chords("Am Am"), 60)
    assert all(note.length == 8 for note in notes)
    assert len(notes) == 4


def test_bass_figures_and_hits_fill_the_bars_they_are_written_for() -> None:
    harmony = chords("Am F")
    assert [note.pitch % 12 for note in bass(harmony, 36, "2 2")] == [9, 9, 5, 5]
    notes = figure(harmony, "0! . 2 1", 0.5, 57)
    assert [note.pitch for note in notes[:3]] == [57, 64, 60]
    assert len(notes) == 12
    assert notes[0].velocity > notes[1].velocity
    assert [note.start for note in hits("X..x", 1, 2)] == [4, 7, 8, 11]


def test_dynamics_rise_between_the_points() -> None:
    notes = shaped(hits("x", 0, 5, velocity=1.0), (1, 0.5), (3, 1.0))
    assert [round(note.velocity / 0.72, 3) for note in notes] == [0.5, 0.5, 0.75, 1.0, 1.0]

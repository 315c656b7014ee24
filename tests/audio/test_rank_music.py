"""How well a track suits: mood before words, words before sound, and what is unknown decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from moviefactory.audio.mir import Features
from moviefactory.audio.music import STARTER, Track, load_tracks, mood_fit
from moviefactory.audio.rank_music import Heard, Wish, beat_fit, bpm_of, key_of_track, rank, reason, take_turns
from moviefactory.movie import MOODS

QUIET = Features(bpm=70, key="A minor", onset_rate=1.0, brightness_hz=900, range_db=14, mode=-0.2)
LOUD = Features(bpm=140, key="C major", onset_rate=5.5, brightness_hz=2400, range_db=4, mode=0.3)


def track(name: str, mood: str, bpm: float = 100, caption: str = "", tags: Sequence[str] = ()) -> Track:
    return Track(
        Path(f"{name}.ogg"), mood, bpm, 50, 4, 40, 40, -16, "CC0-1.0", "a", "s", name, caption, tuple(tags), STARTER
    )


def best(wish: Wish, tracks: Sequence[Track], seed: int = 0) -> Track:
    return take_turns([(rank(wish, one), one) for one in tracks], seed)[1]


@pytest.mark.parametrize("mood", MOODS)
def test_the_wanted_mood_wins_over_every_other(mood: str) -> None:
    assert best(Wish(mood), [track(one, one) for one in MOODS]).mood == mood


def test_a_wanted_mood_beats_words_tone_and_energy_of_another() -> None:
    wish = Wish("sad", "fast race party", "cheerful", arousal=0.9, shots_s=(2.0, 1.0))
    rival = track("rival", "happy", 120, "fast cheerful race party", ["race", "fast", "party"])
    plain = rank(wish, track("plain", "sad", 70), Heard(QUIET))
    assert 0 < rank(wish, rival, Heard(LOUD, words=1.0)) < plain <= 1


@pytest.mark.parametrize(
    ("wanted", "near"),
    [("tense", "dark"), ("dark", "sad"), ("happy", "energetic"), ("calm", "tender"), ("sad", "dark")],
)
def test_where_the_mood_is_missing_the_nearest_feeling_is_taken(wanted: str, near: str) -> None:
    far = next(mood for mood in reversed(MOODS) if mood_fit(mood, wanted) < mood_fit(near, wanted) - 0.2)
    chosen = best(Wish(wanted), [track("far", far), track("near", near)])
    assert chosen.name == "near"
    assert f"{near} is near" in reason(Wish(wanted), chosen, Heard())


def test_words_of_the_description_decide_between_tracks_of_a_mood() -> None:
    tracks = [
        track("organ", "dark", caption="Organ and choir."),
        track("piano", "dark", caption="A lonely piano."),
        track("drums", "dark", tags=["drums", "march"]),
    ]
    for words, name in (("a piano alone", "piano"), ("marching drums", "drums"), ("gothic organ", "organ")):
        wish = Wish("dark", words)
        chosen = best(wish, tracks, 5)
        assert chosen.name == name
        assert name.rstrip("s") in reason(wish, chosen, Heard())


def test_what_the_matcher_likes_decides_where_no_word_is_shared() -> None:
    one = track("one", "epic")
    wish = Wish("epic", "ukulele")
    assert rank(wish, one, Heard(words=0.8)) > rank(wish, one, Heard(words=0.1)) + 0.05


def test_a_tempo_that_is_asked_for_decides_when_all_else_is_equal() -> None:
    slow, fast = track("slow", "epic", 66), track("fast", "epic", 130)
    assert rank(Wish("epic", "slow"), slow) > rank(Wish("epic", "slow"), fast)
    assert rank(Wish("epic", tone="fast, loud"), fast) > rank(Wish("epic", tone="fast, loud"), slow)


def test_an_excited_story_gets_the_more_excited_of_two_tracks_and_a_quiet_one_the_other() -> None:
    one = track("one", "dark", bpm=0)
    for arousal, better, worse in ((0.8, LOUD, QUIET), (0.2, QUIET, LOUD)):
        wish = Wish("dark", arousal=arousal)
        assert rank(wish, one, Heard(better)) > rank(wish, one, Heard(worse)) + 0.02


def test_without_its_sound_the_stated_tempo_tells_how_excited_a_track_is() -> None:
    wish = Wish("tender", arousal=0.9)
    assert rank(wish, track("fast", "tender", 168)) > rank(wish, track("slow", "tender", 60))


def test_an_unknown_track_neither_wins_nor_loses_by_being_unknown() -> None:
    wish = Wish("dark", arousal=0.8, shots_s=(2.0,) * 8)
    unknown = rank(wish, track("one", "dark", bpm=0))
    assert rank(wish, track("one", "dark", 120), Heard(LOUD)) > unknown
    assert unknown > rank(wish, track("one", "dark", 69), Heard(QUIET))


def test_a_tempo_fits_when_shots_last_whole_beats_and_half_as_well_an_octave_off() -> None:
    assert beat_fit([2.0] * 9, 120) == pytest.approx(1.0)
    assert beat_fit([2.0, 1.0, 1.5, 4.0], 120) == pytest.approx(1.0)  # of unlike lengths too
    assert beat_fit([0.75] * 9, 120) == pytest.approx(0.7)
    assert beat_fit([2.0] * 9, 67.5) < 0.6
    assert beat_fit([30.0, 45.0], 100) == beat_fit([2.0], 0) == beat_fit([], 120) == 0.5


def test_of_equal_tracks_the_one_on_the_beat_of_the_cuts_wins() -> None:
    wish = Wish("happy", shots_s=(2.0,) * 10)
    assert rank(wish, track("on", "happy", 120)) > rank(wish, track("off", "happy", 127))


def test_what_is_stated_of_tempo_and_key_is_believed_before_what_is_measured() -> None:
    stated = replace(track("one", "sad", 96), musical_key="F# minor")
    assert (bpm_of(stated, Heard(LOUD)), key_of_track(stated, Heard(LOUD))) == (96, "F# minor")
    bare = track("one", "sad", 0)
    assert (bpm_of(bare, Heard(LOUD)), key_of_track(bare, Heard(LOUD))) == (140, "C major")
    assert (bpm_of(bare, Heard()), key_of_track(bare, Heard())) == (0, "")


def test_a_track_without_a_mood_ranks_by_what_is_heard_and_below_a_stated_one() -> None:
    wish, bare = Wish("energetic"), track("bare", "", bpm=0)
    stated = rank(wish, track("stated", "energetic", bpm=0), Heard(LOUD))
    trained = rank(wish, bare, Heard(LOUD, moods=(("energetic", 0.9), ("calm", 0.1))))
    assert stated > trained > rank(wish, bare, Heard(LOUD, moods=(("energetic", 0.2), ("calm", 0.8))))
    assert stated > rank(wish, bare, Heard(LOUD)) > rank(wish, bare, Heard(QUIET))
    assert "heard as calm (80%)" in reason(wish, bare, Heard(moods=(("energetic", 0.2), ("calm", 0.8))))


def test_the_same_seed_gives_the_same_track_in_any_order_and_seeds_bring_variety() -> None:
    tracks = [track(f"t{n}", "calm") for n in range(6)]
    chosen = [best(Wish("calm"), tracks, seed).name for seed in range(60)]
    assert chosen == [best(Wish("calm"), tracks[::-1], seed).name for seed in range(60)]
    assert set(chosen) == {one.name for one in tracks}


def test_movies_of_one_mood_do_not_all_get_the_same_shipped_track() -> None:
    tracks = load_tracks()
    for mood in MOODS:
        assert len({best(Wish(mood), tracks, seed).name for seed in range(12)}) >= 2, mood

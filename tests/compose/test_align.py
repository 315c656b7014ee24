"""Sounds meet what is seen: to the frame, never early."""

from __future__ import annotations

import pytest
from compose_kit import clip, cue, cue_named, effect, movie_of, onset_frame, shot

from moviefactory.compose.align import aligned_moments
from moviefactory.compose.arrange import arrange
from moviefactory.movie import Sound
from moviefactory.settings import AudioSettings
from moviefactory.timeline import Cue, Impact, Timeline

FOUR_HITS = tuple(Impact(at, strength) for at, strength in ((0.4, 0.6), (0.9, 1.0), (1.25, 0.5), (1.7, 0.8)))


def cut_with(
    *sounds: Sound, cues: dict[str, Cue], impacts: tuple[Impact, ...] = FOUR_HITS, align: bool = True
) -> Timeline:
    """One shot of two seconds after another one of two seconds (frames 48 to 96)."""
    movie = movie_of(shot("a"), shot("b", sounds=sounds)).model_copy(update={"audio": AudioSettings(align=align)})
    return arrange(movie, {one: clip(one) for one in "ab"}, cues, {"b": impacts})


def late_frames(timeline: Timeline, sound_id: str, at_s: float) -> float:
    return onset_frame(cue_named(timeline, sound_id)) - (48 + at_s * 24)


@pytest.mark.parametrize("onset_s", [0.0, 0.013, 0.2, 0.35])
@pytest.mark.parametrize("at_s", [0.0, 0.31, 0.5, 0.7003, 1.0, 1.69])
def test_the_main_event_is_up_to_a_frame_late_and_never_early(at_s: float, onset_s: float) -> None:
    timeline = cut_with(effect("bang"), cues={"bang": cue("bang", onset_s=onset_s)}, impacts=(Impact(at_s, 1.0),))
    assert -1e-3 <= late_frames(timeline, "bang", at_s) < 1


def test_a_moment_between_two_frames_is_met_between_them() -> None:
    """The sound begins so long before its event that it can be moved by less than a frame."""
    for at_s in (0.5, 0.51, 0.52, 0.7003, 1.25):
        timeline = cut_with(effect("bang"), cues={"bang": cue("bang", onset_s=0.2)}, impacts=(Impact(at_s, 1.0),))
        assert late_frames(timeline, "bang", at_s) == pytest.approx(0, abs=1e-3)


def test_what_hits_at_the_very_end_of_the_movie_moves_no_effect() -> None:
    cues = {"bang": cue("bang")}
    assert cut_with(effect("bang"), cues=cues, impacts=(Impact(1.9, 1.0),)) == cut_with(
        effect("bang"), cues=cues, impacts=()
    )


def test_the_first_effect_takes_the_strongest_impact_and_the_next_the_next() -> None:
    names = ("one", "two", "three", "four", "five")
    timeline = cut_with(*(effect(one) for one in names), cues={one: cue(one, length_s=0.3) for one in names})
    for name, at_s in zip(names, (0.9, 1.7, 0.4, 1.25), strict=False):
        assert -1e-3 <= late_frames(timeline, name, at_s) < 1
    assert 48 <= onset_frame(cue_named(timeline, "five")) < 96  # no impact is left: early, as ever


def test_an_effect_of_several_events_is_shifted_so_that_they_meet_the_impacts() -> None:
    steps = cue("steps", length_s=3.0, onset_s=1.3, onsets_s=(0.5, 1.0, 1.3, 1.8))  # 0.1 s late against all four
    seen = tuple(Impact(one - 0.1, 1.0 - one / 5) for one in (0.5, 1.0, 1.35, 1.8))
    timeline = cut_with(effect("steps"), cues={"steps": steps}, impacts=seen)
    placed = cue_named(timeline, "steps")
    shift_s = placed.in_movie.start / 24 - placed.cue.start_in_file_s - 2.0
    assert shift_s == pytest.approx(-0.1, abs=1.1 / 24)
    for heard, met in ((0.5, 0.4), (1.0, 0.9), (1.8, 1.7)):
        assert 0 <= heard + shift_s - met + 1e-3 < 2 / 24


def test_an_effect_of_several_events_puts_its_main_one_on_a_single_impact() -> None:
    knocks = cue("knocks", onset_s=0.5, onsets_s=(0.1, 0.3, 0.5))
    timeline = cut_with(effect("knocks"), cues={"knocks": knocks}, impacts=(Impact(1.0, 1.0),))
    assert -1e-3 <= late_frames(timeline, "knocks", 1.0) < 1


def test_impacts_that_an_effect_meets_are_taken() -> None:
    steps = cue("steps", onset_s=0.0, onsets_s=(0.0, 0.5))
    moments = aligned_moments([steps, cue("bang")], [Impact(0.5, 1.0), Impact(1.0, 0.9), Impact(1.5, 0.2)])
    assert moments == [0.5, 1.5]


def test_a_moment_in_the_plan_wins_and_takes_no_impact() -> None:
    cues = {"bell": cue("bell"), "bang": cue("bang")}
    timeline = cut_with(effect("bell", 0.2), effect("bang"), cues=cues)
    assert onset_frame(cue_named(timeline, "bell")) == pytest.approx(48 + 5)
    assert -1e-3 <= late_frames(timeline, "bang", 0.9) < 1


def test_beds_and_voices_are_not_moved() -> None:
    cues = {"engine": cue("engine", loop=True), "crowd": cue("crowd", "voice"), "bang": cue("bang")}
    sounds = effect("engine"), effect("crowd", kind="voice"), effect("bang")
    with_impacts, without = (cut_with(*sounds, cues=cues, impacts=impacts) for impacts in (FOUR_HITS, ()))
    assert cue_named(with_impacts, "engine") == cue_named(without, "engine")
    assert cue_named(with_impacts, "crowd") == cue_named(without, "crowd")
    assert -1e-3 <= late_frames(with_impacts, "bang", 0.9) < 1


def test_aligning_can_be_switched_off() -> None:
    cues = {"bang": cue("bang")}
    off = cut_with(effect("bang"), cues=cues, align=False)
    assert off == cut_with(effect("bang"), cues=cues, impacts=())
    assert off != cut_with(effect("bang"), cues=cues)


def test_impacts_outside_the_shot_count_for_nothing() -> None:
    cues = {"bang": cue("bang")}
    assert cut_with(effect("bang"), cues=cues, impacts=(Impact(-0.1, 1.0), Impact(2.0, 1.0))) == cut_with(
        effect("bang"), cues=cues, impacts=()
    )


def test_many_events_and_impacts_are_met_in_no_time() -> None:
    rattle = cue("rattle", length_s=60.0, onset_s=30.0, onsets_s=tuple(0.1 * one for one in range(600)))
    impacts = [Impact(0.07 * one, 1.0 - one / 1000) for one in range(800)]
    assert len(aligned_moments([rattle] * 3, impacts)) == 3

"""When each cue is heard."""

from __future__ import annotations

import itertools

import pytest
from compose_kit import RATE, clip, cue, cue_named, effect, movie_of, onset_frame, shot

from moviefactory.compose.arrange import arrange
from moviefactory.movie import Movie, Music, Narration, Scene, Sound
from moviefactory.settings import AudioSettings
from moviefactory.timeline import Clip, Cue, Impact, Timeline


def cut_with(*sounds: Sound, cues: dict[str, Cue], impacts: dict[str, tuple[Impact, ...]] | None = None) -> Timeline:
    """Shots a, b, c of two seconds, crossfaded over half a second; `sounds` belong to b (frames 36 to 84)."""
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.5, sounds), shot("c", "crossfade", 0.5))
    return arrange(movie, {one: clip(one) for one in "abc"}, cues, impacts)


def two_scenes(second: str = "crossfade") -> tuple[Movie, dict[str, Clip]]:
    """Scene one: shots a, b; scene two: shot c. Each has an ambience."""
    wind, rain = (Sound(id=one, kind="ambience", description=one) for one in ("wind", "rain"))
    shots = shot("a"), shot("b"), shot("c", second, 0.5 if second != "cut" else 0)  # type: ignore[arg-type]
    scenes = Scene(id="one", shots=shots[:2], sounds=(wind,)), Scene(id="two", shots=shots[2:], sounds=(rain,))
    return Movie(title="t", size_px=(192, 80), scenes=scenes), {one: clip(one) for one in "abc"}


@pytest.mark.parametrize("onset_s", [0.0, 0.013, 0.2, 0.5, 0.777])
@pytest.mark.parametrize("at", [0.0, 0.4, 1.0, 1.9])
def test_the_main_event_of_an_effect_lands_on_its_moment_to_the_frame(onset_s: float, at: float) -> None:
    timeline = cut_with(effect("bang", at), cues={"bang": cue("bang", onset_s=onset_s)})
    assert onset_frame(cue_named(timeline, "bang")) == pytest.approx(36 + round(at * 24), abs=1e-3)


def test_an_effect_nobody_timed_starts_soon_after_the_shot_stands_alone() -> None:
    timeline = cut_with(effect("bang"), cues={"bang": cue("bang", onset_s=0.01)})
    assert 48 < onset_frame(cue_named(timeline, "bang")) < 60


def test_a_pass_by_is_centred_on_its_shot() -> None:
    timeline = cut_with(effect("car"), cues={"car": cue("car", length_s=2.0, onset_s=1.0)})
    assert onset_frame(cue_named(timeline, "car")) == pytest.approx(60, abs=0.01)


def test_effects_of_one_shot_do_not_fall_on_each_other() -> None:
    sounds = [effect(one) for one in ("a1", "a2", "a3")]
    timeline = cut_with(*sounds, cues={sound.id: cue(sound.id, length_s=0.3) for sound in sounds})
    moments = sorted(onset_frame(cue_named(timeline, sound.id)) for sound in sounds)
    assert all(later - earlier >= 4 for earlier, later in itertools.pairwise(moments))
    assert all(48 <= moment < 72 for moment in moments)


def test_the_first_untimed_effect_lands_on_the_visible_impact() -> None:
    sounds = effect("crash"), effect("bell", 0.2)
    cues = {"crash": cue("crash", onset_s=0.1), "bell": cue("bell")}
    timeline = cut_with(*sounds, cues=cues, impacts={"b": (Impact(0.2, 0.5), Impact(1.5, 1.0))})
    assert onset_frame(cue_named(timeline, "crash")) == pytest.approx(36 + 36, abs=0.01)
    assert onset_frame(cue_named(timeline, "bell")) == pytest.approx(36 + 5, abs=0.01)


def test_a_long_effect_is_faded_out_soon_after_its_shot() -> None:
    long = cue("saw", length_s=30.0, onset_s=0.5)
    placed = cue_named(cut_with(effect("saw", 0.5), cues={"saw": long}), "saw")
    assert 84 <= placed.in_movie.stop <= 72 + 12
    assert placed.fade_out_frames == 10


def test_the_tail_of_a_hit_may_ring_longer_than_other_sounds() -> None:
    sounds = {"boom": cue("boom", length_s=30.0, onset_s=0.02), "saw": cue("saw", length_s=30.0, onset_s=0.5)}
    stops = {name: cue_named(cut_with(effect(name, 0.5), cues=sounds), name).in_movie.stop for name in sounds}
    assert stops["saw"] + 12 < stops["boom"] <= 72 + 30


def test_a_short_effect_is_not_touched() -> None:
    placed = cue_named(cut_with(effect("tick", 0.5), cues={"tick": cue("tick", length_s=0.5)}), "tick")
    assert (placed.in_movie.frames, placed.fade_in_frames, placed.fade_out_frames) == (12, 0, 0)


def test_nothing_is_heard_before_the_movie_or_after_it() -> None:
    movie = movie_of(shot("a", sounds=(effect("early", 0.0), effect("late", 1.9))))
    cues = {"early": cue("early", length_s=4.0, onset_s=2.0), "late": cue("late", length_s=9.0, onset_s=0.1)}
    timeline = arrange(movie, {"a": clip("a")}, cues)
    early, late = (cue_named(timeline, one) for one in cues)
    assert (early.in_movie.start, onset_frame(early)) == (0, pytest.approx(0, abs=1e-3))
    assert early.cue.start_in_file_s == pytest.approx(2.0)
    assert late.in_movie.stop == timeline.frames
    assert late.fade_out_frames > 0


def test_a_moment_past_the_shot_is_held_within_it() -> None:
    timeline = cut_with(effect("bang", 500.0), cues={"bang": cue("bang")})
    assert onset_frame(cue_named(timeline, "bang")) == 83


def test_a_bed_covers_its_shot_and_fades_through_the_transitions() -> None:
    timeline = cut_with(effect("engine"), cues={"engine": cue("engine", loop=True)})
    placed = cue_named(timeline, "engine")
    assert (placed.in_movie.start, placed.in_movie.stop) == (36, 84)
    assert (placed.fade_in_frames, placed.fade_out_frames) == (12, 12)


def test_two_beds_at_a_hard_cut_overlap_so_that_no_hole_is_heard() -> None:
    movie = movie_of(shot("a", sounds=(effect("x"),)), shot("b", sounds=(effect("y"),)))
    cues = {one: cue(one, loop=True) for one in "xy"}
    timeline = arrange(movie, {one: clip(one) for one in "ab"}, cues)
    x, y = cue_named(timeline, "x"), cue_named(timeline, "y")
    overlap = x.in_movie.stop - y.in_movie.start
    assert overlap == x.fade_out_frames == y.fade_in_frames > 0


@pytest.mark.parametrize("kind", ["crossfade", "cut", "fade_black"])
def test_ambience_fills_its_scene_and_hands_over_to_the_next_before_it_is_seen(kind: str) -> None:
    movie, clips = two_scenes(kind)
    cues = {one: cue(one, "ambience", 4.0, loop=True) for one in ("wind", "rain")}
    timeline = arrange(movie, clips, cues)
    wind, rain = cue_named(timeline, "wind"), cue_named(timeline, "rain")
    change = timeline.video[2].in_movie.start
    assert (wind.in_movie.start, rain.in_movie.stop) == (0, timeline.frames)
    assert 7 <= change - rain.in_movie.start <= 12
    assert wind.in_movie.stop - rain.in_movie.start == wind.fade_out_frames == rain.fade_in_frames
    assert wind.in_movie.stop >= change + timeline.video[2].transition_frames


def test_a_scene_s_sound_is_ambience_whatever_it_calls_itself() -> None:
    movie = movie_of(shot("a"), ambience=(effect("wind"),))
    placed = cue_named(arrange(movie, {"a": clip("a")}, {"wind": cue("wind")}), "wind")
    assert (placed.cue.kind, placed.in_movie.frames) == ("ambience", 48)


def test_music_runs_from_the_first_frame_to_the_last() -> None:
    timeline = cut_with(cues={"music": cue("music", "music", 60.0)})
    music = cue_named(timeline, "music")
    assert (music.in_movie.start, music.in_movie.stop) == (0, timeline.frames)


def test_a_very_long_movie_hears_its_music_again_without_a_hole() -> None:
    movie = movie_of(*(shot(f"s{index}") for index in range(40)))
    clips = {f"s{index}": clip(f"s{index}", 60 * 24) for index in range(40)}
    music = [one for one in arrange(movie, clips, {"music": cue("music", "music", 60.0)}).audio]
    assert len(music) == 5
    for before, after in itertools.pairwise(music):
        assert before.in_movie.stop - after.in_movie.start == before.fade_out_frames == after.fade_in_frames == 72
    assert max(one.in_movie.frames for one in music) <= 484 * 24


def acts_movie(*acts: int | None, seconds: int = 10) -> tuple[Movie, dict[str, Clip]]:
    """A scene of one shot for each act."""
    scenes = tuple(Scene(id=f"c{at}", act=act, shots=(shot(f"s{at}"),)) for at, act in enumerate(acts))
    movie = Movie(title="t", size_px=(192, 80), scenes=scenes)
    return movie, {f"s{at}": clip(f"s{at}", seconds * 24) for at in range(len(acts))}


def beds_of(movie: Movie, clips: dict[str, Clip], *names: str) -> list[tuple[str, int, int, int, int]]:
    """Cue, start, stop, fade in and fade out of every bed; each cue has a file of its own."""
    cues = {name: cue(name, "music", 60.0, f"/{name}.wav") for name in names}
    return [
        (one.cue.sound_id, one.in_movie.start, one.in_movie.stop, one.fade_in_frames, one.fade_out_frames)
        for one in arrange(movie, clips, cues).audio
    ]


def test_every_act_has_its_bed_and_neighbours_change_over_for_three_seconds() -> None:
    beds = beds_of(*acts_movie(1, 1, 2), "music.act-1", "music.act-2")
    assert beds == [("music.act-1", 0, 480 + 36, 0, 72), ("music.act-2", 480 - 36, 720, 72, 0)]


def test_a_scene_without_an_act_belongs_to_the_one_before_and_leading_ones_to_the_first() -> None:
    beds = beds_of(*acts_movie(None, 2, None, 3), "music.act-2", "music.act-3")
    assert [(name, start, stop) for name, start, stop, *_ in beds] == [
        ("music.act-2", 0, 720 + 36), ("music.act-3", 720 - 36, 960)
    ]  # fmt: skip


def test_an_act_without_a_bed_of_its_own_has_the_movie_s_or_silence() -> None:
    movie, clips = acts_movie(1, 2, 3)
    assert [one[0] for one in beds_of(movie, clips, "music", "music.act-2")] == ["music", "music.act-2", "music"]
    assert beds_of(movie, clips, "music.act-1", "music.act-3") == [
        ("music.act-1", 0, 240, 0, 0), ("music.act-3", 480, 720, 0, 0)
    ]  # fmt: skip


def test_neighbouring_acts_with_the_same_track_are_one_bed() -> None:
    movie, clips = acts_movie(1, 2)
    cues = {f"music.act-{act}": cue(f"music.act-{act}", "music", 60.0, "/same.wav") for act in (1, 2)}
    (bed,) = arrange(movie, clips, cues).audio
    assert (bed.in_movie.start, bed.in_movie.stop) == (0, 480)


def test_acts_of_a_second_change_over_within_themselves_and_slivers_have_no_bed() -> None:
    names = tuple(f"music.act-{act}" for act in (1, 2, 3))
    beds = beds_of(*acts_movie(1, 2, 3, seconds=2), *names)
    assert all(fades_in + fades_out <= stop - start for _, start, stop, fades_in, fades_out in beds)
    for before, after in itertools.pairwise(beds):
        assert before[2] - after[1] == before[4] == after[3] > 0
    movie, clips = acts_movie(1, 2, 3)
    clips["s1"] = clip("s1", 12)
    assert [one[0] for one in beds_of(movie, clips, *names)] == ["music.act-1", "music.act-3"]


def test_the_sound_of_a_clip_lies_exactly_on_its_shot_and_changes_over_as_the_picture_does() -> None:
    placed = cue_named(cut_with(cues={"model.b": cue("model.b", "model", 2.0)}), "model.b")
    assert (placed.in_movie.start, placed.in_movie.stop) == (36, 84)
    assert (placed.fade_in_frames, placed.fade_out_frames) == (12, 12)
    hard = movie_of(shot("a"), shot("b"), shot("c"))
    placed = cue_named(
        arrange(hard, {one: clip(one) for one in "abc"}, {"model.b": cue("model.b", "model", 2.0)}), "model.b"
    )
    assert (placed.in_movie.start, placed.in_movie.stop) == (48, 96)
    assert (placed.fade_in_frames, placed.fade_out_frames) == (0, 0)


@pytest.mark.parametrize(
    ("model_sound", "heard"),
    [("mix", {"bang", "wind", "model.a"}), ("off", {"bang", "wind"}), ("only", {"wind", "model.a"})],
)
def test_the_plan_says_whether_the_sound_of_a_clip_is_heard_alone(model_sound: str, heard: set[str]) -> None:
    wind = Sound(id="wind", kind="ambience", description="wind")
    movie = movie_of(shot("a", sounds=(effect("bang"),)), shot("b"), ambience=(wind,))
    movie = movie.model_copy(update={"audio": AudioSettings.model_validate({"model_sound": model_sound})})
    cues = {"bang": cue("bang"), "wind": cue("wind", "ambience"), "model.a": cue("model.a", "model", 2.0)}
    timeline = arrange(movie, {one: clip(one) for one in "ab"}, cues)
    assert {placed.cue.sound_id for placed in timeline.audio} == heard


def spoken(*lines: Narration, seconds: float = 0.5, frames: int = 120) -> list[tuple[float, float]]:
    """From when to when (in seconds of the movie) the lines of shot b are heard; it begins at 2 s."""
    movie = movie_of(shot("a"), shot("b").model_copy(update={"narration": lines}), shot("c"))
    cues = {f"b-{number}": cue(f"b-{number}", "voice", seconds) for number in range(1, len(lines) + 1)}
    timeline = arrange(movie, {"a": clip("a"), "b": clip("b", frames), "c": clip("c")}, cues)
    placed = (cue_named(timeline, name).in_movie for name in cues)
    return [(one.start / 24, one.stop / 24) for one in placed]


def line(at: float | None = None, gain_db: float = 0.0) -> Narration:
    return Narration(text="So it goes.", at=at, gain_db=gain_db)


def test_lines_follow_one_another_early_in_their_shot() -> None:
    first, second, third = spoken(line(), line(), line())
    assert first == pytest.approx((2.4, 2.95), abs=0.05)
    assert second[0] == pytest.approx(first[1] + 0.3, abs=0.05)
    assert third[0] == pytest.approx(second[1] + 0.3, abs=0.05)


def test_a_line_with_a_moment_is_said_then_and_the_next_one_after_it() -> None:
    first, second = spoken(line(2.0), line())
    assert (first[0], second[0]) == (4.0, pytest.approx(first[1] + 0.3, abs=0.05))


def test_a_line_as_long_as_its_shot_begins_with_it_and_no_word_is_cut_off() -> None:
    ((start, stop),) = spoken(line(), seconds=2.5, frames=60)
    assert start == 2.0
    assert stop - start >= 2.5


def test_no_two_lines_are_said_at_once_even_over_a_cut() -> None:
    shots = [shot(one).model_copy(update={"narration": (line(),)}) for one in "ab"]
    cues = {"a-1": cue("a-1", "voice", 3.0), "b-1": cue("b-1", "voice", 1.0)}
    timeline = arrange(movie_of(*shots, shot("c")), {one: clip(one) for one in "abc"}, cues)
    first, second = (cue_named(timeline, one).in_movie for one in cues)
    assert second.start >= first.stop


def test_a_line_s_gain_is_the_plan_s_and_a_shot_whose_name_ends_in_a_number_has_its_own_lines() -> None:
    shots = [shot(one).model_copy(update={"narration": (line(gain_db=gain),)}) for one, gain in (("s", 1), ("s-1", 2))]
    cues = {one: cue(one, "voice", 0.5) for one in ("s-1", "s-1-1")}
    timeline = arrange(movie_of(*shots), {one: clip(one) for one in ("s", "s-1")}, cues)
    gains = {one.cue.sound_id: (one.cue.gain_db, one.in_movie.start // 48) for one in timeline.audio}
    assert gains == {"s-1": (1.0, 0), "s-1-1": (2.0, 1)}


def test_the_last_place_is_still_heard_after_a_hard_cut_while_the_next_already_is_before_it() -> None:
    movie, clips = two_scenes("cut")
    cues = {one: cue(one, "ambience", 4.0, loop=True) for one in ("wind", "rain")}
    timeline = arrange(movie, clips, cues)
    assert cue_named(timeline, "wind").in_movie.stop > 96 > cue_named(timeline, "rain").in_movie.start


def test_a_sound_without_a_cue_stays_silent_and_the_others_are_placed() -> None:
    timeline = cut_with(effect("none"), effect("bang"), cues={"bang": cue("bang")})
    assert [placed.cue.sound_id for placed in timeline.audio] == ["bang"]


def test_the_plan_s_gains_are_added_to_the_cue_s() -> None:
    movie = movie_of(shot("a", sounds=(effect("bang", gain_db=-3.0),)))
    movie = movie.model_copy(update={"music": Music(gain_db=2.0)})
    cues = {"bang": cue("bang"), "music": cue("music", "music", 60.0)}
    timeline = arrange(movie, {"a": clip("a")}, cues)
    assert cue_named(timeline, "bang").cue.gain_db == -3.0
    assert cue_named(timeline, "music").cue.gain_db == 2.0


def test_fades_never_cross_in_the_shortest_of_shots() -> None:
    movie = movie_of(*(shot(f"s{index}", "crossfade", 1.0, (effect(f"e{index}"),)) for index in range(5)))
    clips = {f"s{index}": clip(f"s{index}", 3) for index in range(5)}
    cues = {f"e{index}": cue(f"e{index}", length_s=4.0, loop=index % 2 == 0, onset_s=0.4) for index in range(5)}
    timeline = arrange(movie, clips, cues)
    for placed in timeline.audio:
        assert placed.fade_in_frames + placed.fade_out_frames <= placed.in_movie.frames
        assert 0 <= placed.in_movie.start < placed.in_movie.stop <= timeline.frames
    assert timeline.frame_rate == RATE

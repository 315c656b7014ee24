"""What every script must be, whatever the idea."""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import pairwise

import pytest
from asking import IDEAS, STYLE, prompts, written

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.movie import MOODS, Movie
from moviefactory.script import WRITERS, load_writer


@pytest.fixture(scope="module", params=IDEAS)
def movie(request: pytest.FixtureRequest) -> Movie:
    return written(request.param)


def test_ten_shots_in_four_scenes_last_about_twenty_seconds(movie: Movie) -> None:
    shots = [shot for _, shot in movie.shots()]
    assert len(movie.scenes) == 4
    assert len(shots) == 10
    overlaps = sum(shot.transition_in.seconds for shot in shots[1:])
    assert sum(shot.seconds for shot in shots) - overlaps == pytest.approx(20, abs=0.6)


def test_no_prompt_comes_twice(movie: Movie) -> None:
    assert max(Counter(prompts(movie)).values()) == 1


def test_whoever_is_in_a_shot_is_described_word_for_word(movie: Movie) -> None:
    said = {member.id: member.description.lower() for member in movie.cast}
    for _, shot in movie.shots():
        assert shot.staging is not None
        for identity in shot.subjects:
            assert said[identity] in shot.prompt.lower()
        staged = {subject.cast for subject in shot.staging.subjects if subject.cast}
        assert staged == set(shot.subjects)


def test_every_prompt_is_one_readable_paragraph_that_ends_in_the_style(movie: Movie) -> None:
    for prompt in prompts(movie):
        assert prompt.endswith(f"{STYLE}.")
        assert prompt[0].isupper()
        assert len(prompt.split()) <= 50
        assert not re.search(r"[$~_{}|\u2063]|  | ,|\.\.", prompt)
        assert not re.search(r"\b(\w+) \1\b", prompt.lower())


def test_articles_agree_with_the_word_after_them(movie: Movie) -> None:
    for prompt in prompts(movie):
        assert not re.search(r"\ban [bcdfgjklmnpqrstvwxz]", prompt)
        assert not re.search(r"\ba [aeio]", prompt)


def test_no_place_is_empty(movie: Movie) -> None:
    for _, shot in movie.shots():
        assert shot.staging is not None
        assert shot.staging.subjects


def test_setting_time_and_weather_hold_within_a_scene(movie: Movie) -> None:
    for scene in movie.scenes:
        stagings = [shot.staging for shot in scene.shots if shot.staging]
        assert len({(one.setting, one.time, one.weather) for one in stagings}) == 1
        assert scene.heading.startswith(("EXT. ", "INT. "))


def test_the_camera_varies(movie: Movie) -> None:
    cameras = [shot.camera for _, shot in movie.shots()]
    assert {camera.framing for camera in cameras} >= {"extreme_wide", "wide", "medium", "close"}
    assert len({camera.move for camera in cameras}) >= 5
    assert all(one != other for one, other in pairwise(cameras))


def test_scenes_change_by_a_transition_and_most_other_shots_cut(movie: Movie) -> None:
    opening = [scene.shots[0].transition_in for scene in movie.scenes]
    inside = [shot.transition_in for scene in movie.scenes for shot in scene.shots[1:]]
    assert all(one.kind != "cut" and 0.3 <= one.seconds <= 0.6 for one in opening)
    assert sum(one.kind == "cut" for one in inside) >= len(inside) - 2


def test_every_shot_and_every_scene_has_a_sound_in_a_few_words(movie: Movie) -> None:
    for scene in movie.scenes:
        assert any(sound.kind == "ambience" for sound in scene.sounds)
        for shot in scene.shots:
            assert shot.sounds
            for sound in shot.sounds:
                assert 1 <= len(sound.description.split()) <= 7
                assert sound.at is None or 0 <= sound.at <= shot.seconds


def test_ids_are_unique_across_the_movie(movie: Movie) -> None:
    sounds = [sound.id for _, _, sound in movie.sounds()]
    shots = [shot.id for _, shot in movie.shots()]
    assert len(set(sounds)) == len(sounds)
    assert len(set(shots)) == len(shots)


def test_music_has_a_mood_of_the_closed_list_and_words(movie: Movie) -> None:
    assert movie.music.mood in MOODS
    assert movie.music.description
    assert movie.title


def test_the_same_request_gives_the_same_movie() -> None:
    assert written("a panda dancing in the snow", seed=7) == written("a panda dancing in the snow", seed=7)


def test_another_seed_gives_another_cut() -> None:
    assert len({tuple(prompts(written("a panda dancing in the snow", seed=seed))) for seed in range(6)}) >= 5


@pytest.mark.parametrize(
    ("scenes", "per_scene"), [(1, 1), (1, 2.5), (1, 10), (3, 1), (3, 4), (12, 2.5), (40, 2.5), (5, 1.4)]
)
def test_as_many_scenes_and_shots_as_asked(scenes: int, per_scene: float) -> None:
    movie = written("a fox crossing a frozen lake", scenes=scenes, shots_per_scene=per_scene)
    shots = prompts(movie)
    assert len(movie.scenes) == scenes
    assert len(shots) == round(scenes * per_scene)
    assert len(set(shots)) == len(shots)


def test_a_very_long_film_repeats_no_prompt() -> None:
    shots = prompts(written("two robots crossing a desert", scenes=500, shots_per_scene=2))
    assert len(shots) == len(set(shots)) == 1000


def test_too_many_shots_are_refused() -> None:
    with pytest.raises(PlanError, match="5000"):
        written("a robot", scenes=500, shots_per_scene=50)


def test_a_script_takes_less_than_a_third_of_a_second() -> None:
    written("a robot")
    start = time.perf_counter()
    written("a knight fights a dragon in an old castle at night")
    assert time.perf_counter() - start < 0.3


def test_the_table_of_writers_names_what_it_knows() -> None:
    with pytest.raises(PlanError, match="offline"):
        load_writer("nobody")
    assert "offline" in WRITERS


def test_a_writer_whose_stage_is_absent_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WRITERS, "openai", "moviefactory.script.no_such_writer:write")
    with pytest.raises(NotInstalled, match="openai"):
        load_writer("openai")


def test_a_long_film_is_numbered_in_acts_and_a_short_one_is_not() -> None:
    long = [scene.act for scene in written("a car races an airplane", scenes=24).scenes]
    assert long == sorted(one for one in long if one) and set(long) == {1, 2, 3}
    assert {scene.act for scene in written("a car races an airplane", scenes=4).scenes} == {None}

"""Kinds of ideas that the writer must read aright: what is found, events, water, worlds, rescues, and the telling."""

from __future__ import annotations

from collections import Counter

import pytest
from asking import prompts, written

from moviefactory.movie import Movie, Sound
from moviefactory.script.sounds import loudness_db


def settings_of(movie: Movie) -> set[str]:
    return {shot.staging.setting for _, shot in movie.shots() if shot.staging}


def nouns_of(movie: Movie) -> list[str]:
    return [member.noun for member in movie.cast]


@pytest.mark.parametrize(
    ("idea", "found", "setting"),
    [
        ("two astronauts find a garden on the moon", "garden", "moon"),
        ("a submarine discovers Atlantis", "Atlantis", "underwater"),
        ("a fox finds Zorblax", "Zorblax", ""),
        ("a boy and his dog find a cave", "cave", "mountain"),
        ("a girl discovers a secret garden behind an old wall", "secret garden", "forest"),
    ],
)
def test_what_is_found_is_shown_and_is_nobody(idea: str, found: str, setting: str) -> None:
    movie = written(idea)
    assert sum(found in prompt for prompt in prompts(movie)) >= 5
    assert movie.cast[1].kind == "thing"
    assert found in movie.cast[1].description
    assert not setting or settings_of(movie) == {setting}
    assert not any("hidden answer" in prompt for prompt in prompts(movie))


def test_an_unknown_place_that_is_explored_is_where_it_plays() -> None:
    movie = written("divers explore Zanthor")
    assert settings_of(movie) == {"underwater"}
    assert all("Zanthor" in prompt for prompt in prompts(movie))


def test_a_crossing_of_known_mountains_plays_there() -> None:
    assert settings_of(written("a train crossing the snowy Alps")) == {"mountain"}


@pytest.mark.parametrize(
    ("idea", "noun", "setting"),
    [
        ("a football match in the rain", "football player", "stadium"),
        ("a jazz concert", "person", ""),
        ("a wedding on the beach", "bride", "beach"),
        ("a birthday party", "child", ""),
        ("a village market in the morning", "person", "village"),
        ("a street parade in Rio", "person", "city"),
        ("first day of school", "child", ""),
        ("volcano eruption", "volcano", "mountain"),
        ("the eruption of Vesuvius", "volcano", "mountain"),
        ("a tsunami", "tsunami", "sea"),
        ("a hurricane hits Miami", "hurricane", "city"),
        ("New York City wakes up", "taxi", "city"),
        ("London sleeps", "taxi", "city"),
    ],
)
def test_events_and_towns_have_their_own_people(idea: str, noun: str, setting: str) -> None:
    movie = written(idea)
    assert noun in nouns_of(movie)
    assert "traveller" not in nouns_of(movie)
    assert not setting or settings_of(movie) == {setting}


def test_a_town_wakes_at_dawn_and_sleeps_at_night() -> None:
    for idea, hour in (("New York City wakes up", "dawn"), ("London sleeps", "night")):
        assert {shot.staging.time for _, shot in written(idea).shots() if shot.staging} == {hour}


@pytest.mark.parametrize(
    ("idea", "settings"),
    [
        ("pirates attack a ship", {"sea", "harbour"}),
        ("a whale saves a fisherman", {"sea"}),
        ("a helicopter rescues a sailor in a storm", {"sea"}),
        ("the wizard's apprentice", {"enchanted_forest", "castle_hall", "village"}),
        ("a wizard's apprentice sweeps the floor", {"enchanted_forest", "castle_hall", "village"}),
        ("a swimmer", {"sea", "lake"}),
    ],
)
def test_places_fit_whoever_is_in_them(idea: str, settings: set[str]) -> None:
    assert settings_of(written(idea)) <= settings


def test_pirates_who_attack_come_in_one_ship() -> None:
    staged = [
        subject
        for _, shot in written("pirates attack a ship").shots()
        if shot.staging
        for subject in shot.staging.subjects
        if subject.cast == "pirate"
    ]
    assert staged
    assert {(subject.noun, subject.count) for subject in staged} == {("pirate ship", 1)}


def test_whoever_belongs_to_a_wizard_is_dressed_for_that_world() -> None:
    looks = {written("the wizard's apprentice", seed=seed).cast[0].description for seed in range(6)}
    assert all("wizard's" in look and any(word in look for word in ("cloak", "tunic", "robe")) for look in looks)


def test_a_runner_runs() -> None:
    movie = written("a marathon runner")
    assert sum(" runs " in prompt for prompt in prompts(movie)) >= 5
    staged = [shot.staging for _, shot in movie.shots() if shot.staging]
    assert any(subject.action == "run" for staging in staged for subject in staging.subjects)


@pytest.mark.parametrize("verb", ["rescues", "helps", "saves"])
def test_a_rescue_goes_from_trouble_to_safety(verb: str) -> None:
    movie = written(f"a dog {verb} a girl by a river")
    said = prompts(movie)
    assert movie.scenes[0].shots[0].subjects == ("girl",)
    assert any(set(shot.subjects) == {"dog", "girl"} for _, shot in movie.shots())
    assert sum("circle each other" in prompt or "come face to face" in prompt for prompt in said) == 0
    assert movie.music.mood == "tense"


@pytest.mark.parametrize(
    "idea", ["a king and a beggar swap places", "a robot and a cat become friends", "two dragons become friends"]
)
def test_swapping_places_and_becoming_friends_is_a_meeting(idea: str) -> None:
    movie = written(idea)
    assert any("meet" in prompt or "face to face" in prompt or "in front of" in prompt for prompt in prompts(movie))
    assert not any(" in places" in prompt or "swap " in prompt for prompt in prompts(movie))


def test_openings_differ_between_seeds() -> None:
    opened = {prompts(written("a red fox in a forest", seed=seed))[0].split(", ")[1] for seed in range(16)}
    assert len(opened) >= 4


@pytest.mark.parametrize("idea", ["an old clock", "a chef cooking pasta", "a fox crossing a frozen lake"])
def test_few_prompts_begin_alike(idea: str) -> None:
    movie = written(idea)
    who = movie.cast[0].description
    said = [prompt.lower().replace(who.lower(), "")[:30] for prompt in prompts(movie)]
    assert max(Counter(said).values()) <= 3


@pytest.mark.parametrize(
    ("phrase", "gain_db"),
    [
        ("footsteps on sand", -6),
        ("cloth rustle", -6),
        ("robot servo", -6),
        ("dog barking", 0),
        ("sea waves", 0),
        ("firework explosion", 2),
        ("footsteps and thunder", 2),
    ],
)
def test_loudness_follows_the_world(phrase: str, gain_db: float) -> None:
    assert loudness_db(phrase) == gain_db


def test_the_sounds_of_a_plan_carry_their_loudness() -> None:
    sounds: list[Sound] = [sound for _, _, sound in written("a knight walking in a castle").sounds()]
    assert any(sound.gain_db == -6 for sound in sounds)
    assert all(sound.gain_db == (loudness_db(sound.description) if sound.kind == "effect" else 0) for sound in sounds)


def test_a_long_prompt_loses_its_least_important_phrase_first() -> None:
    idea = "a tall old king in a long red velvet cloak and a small white rabbit with a golden bell in an old garden"
    movie = written(idea)
    both = [shot.prompt for _, shot in movie.shots() if len(shot.subjects) == 2]
    assert both
    assert all(len(prompt.split()) <= 50 for prompt in prompts(movie))
    assert all(member.description.lower() in prompt.lower() for prompt in both for member in movie.cast)


def test_a_cyclist_who_races_rides() -> None:
    movie = written("a cyclist races through the mountains")
    assert "bicycle" in movie.cast[0].description
    assert not any(" walks " in prompt for prompt in prompts(movie))


def test_under_the_moon_is_outdoors_at_night() -> None:
    movie = written("a couple dancing under the moon")
    assert all(scene.heading.startswith("EXT. ") for scene in movie.scenes)
    assert {shot.staging.time for _, shot in movie.shots() if shot.staging} == {"night"}


def test_whoever_makes_a_place_is_not_in_it() -> None:
    movie = written("a scientist creates a tiny black hole")
    assert sum("a tiny black hole" in prompt for prompt in prompts(movie)) >= 3
    assert not any("in a tiny black hole" in prompt for prompt in prompts(movie))


def test_weather_that_the_idea_speaks_of_is_filmed_outdoors() -> None:
    movie = written("a lost teddy bear in the rain")
    staged = [shot.staging for _, shot in movie.shots() if shot.staging]
    assert all(one.setting != "room" for one in staged)
    assert any(one.weather == "rain" for one in staged)
    assert all("growl" not in sound.description for _, _, sound in movie.sounds())

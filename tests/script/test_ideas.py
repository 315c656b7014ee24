"""What is read out of an idea: who, what, where, when, and what to do when there is little to go on."""

from __future__ import annotations

import pytest
from asking import prompts, written

from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.script.idea import read_idea
from moviefactory.script.wording import unwrapped


def nouns(movie: Movie) -> list[str]:
    return [member.noun for member in movie.cast]


def stagings(movie: Movie) -> list[tuple[str, str, str]]:
    return [
        (shot.staging.setting, shot.staging.time, shot.staging.weather) for _, shot in movie.shots() if shot.staging
    ]


@pytest.mark.parametrize(
    ("idea", "heroes"),
    [
        ("a car vs. an airplane", ["a car", "an airplane"]),
        ("a race between a snail and a turtle", ["a snail", "a turtle"]),
        ("a cat and a mouse", ["a cat", "a mouse"]),
        ("an old man who repairs clocks", ["an old man"]),
        ("a day in the life of a postman", ["a postman"]),
        ("the story of a lost puppy", ["a lost puppy"]),
        ("make me a funny movie about a dancing hamster", ["a hamster"]),
        ("Please create a short video of three tigers swimming", ["three tigers"]),
        ("two robots play chess", ["two robots"]),
        ("a boy and his dog get lost in the woods", ["a boy", "his dog"]),
        ("a polar bear learns to skate", ["a polar bear"]),
    ],
)
def test_the_heroes_of_an_idea(idea: str, heroes: list[str]) -> None:
    found = read_idea(unwrapped(idea)[0]).subjects
    assert [phrase.text.replace("dancing ", "") for phrase in found] == heroes


@pytest.mark.parametrize(
    ("idea", "lemma", "tail"),
    [
        ("a chef cooking pasta", "cook", "pasta"),
        ("a girl tries to fly a kite", "fly", "a kite"),
        ("two robots play chess", "play", "chess"),
        ("a wolf howling at the moon", "howl", "at the moon"),
        ("a grandmother teaching a boy to bake bread", "teach", "a boy to bake bread"),
        ("dancing bears at a circus", "dance", ""),
        ("a polar bear learns to skate", "skate", ""),
    ],
)
def test_what_the_heroes_do(idea: str, lemma: str, tail: str) -> None:
    predicate = read_idea(idea).predicate
    assert predicate is not None
    assert (predicate.lemma, predicate.tail) == (lemma, tail)


@pytest.mark.parametrize(
    ("idea", "setting"),
    [
        ("a panda dancing in the snow", "snow"),
        ("a robot on Mars", "moon"),
        ("a girl walking through Paris", "city"),
        ("a dog on a beach at sunset", "beach"),
        ("a submarine exploring a coral reef", "underwater"),
        ("a goldfish", "underwater"),
        ("a ship in a storm", "sea"),
        ("a knight in an old castle", "castle_hall"),
        ("a camel", "desert"),
        ("a tree in the Sahara", "desert"),
        ("a man in Zorblax", "city"),
        ("a chef cooking pasta", "room"),
        ("a satellite", "space"),
        ("skating penguins", "snow"),
    ],
)
def test_where_an_idea_plays(idea: str, setting: str) -> None:
    assert {one[0] for one in stagings(written(idea))} == {setting}


@pytest.mark.parametrize(
    ("idea", "time", "weather"),
    [
        ("a fox in a forest at night", "night", "clear"),
        ("a dog running on a beach at sunset", "sunset", "clear"),
        ("a woman walking in the rain in a city at night", "night", "rain"),
        ("a wolf in a foggy forest at dawn", "dawn", "fog"),
        ("a deer in winter in a forest", "", "snow"),
    ],
)
def test_when_and_in_which_weather(idea: str, time: str, weather: str) -> None:
    for _, shown_time, shown_weather in stagings(written(idea)):
        assert shown_weather == weather
        assert not time or shown_time == time


def test_a_persons_adjectives_are_kept() -> None:
    assert written("a little blue elf in a forest").cast[0].description.startswith("a little blue elf")


def test_what_somebody_has_with_them_is_kept_and_staged() -> None:
    movie = written("a girl with a red balloon walking through Paris")
    assert "with a red balloon" in movie.cast[0].description
    assert all(one.prop == "balloon" for _, shot in movie.shots() if shot.staging for one in shot.staging.subjects)


def test_two_of_a_kind_that_compete_are_told_apart() -> None:
    movie = written("a fight between two samurai")
    assert nouns(movie) == ["samurai", "samurai"]
    assert len({member.description for member in movie.cast}) == 2


def test_counted_heroes_are_one_member_in_the_plural() -> None:
    member = written("two astronauts playing chess on Mars").cast[0]
    assert (member.noun, member.count) == ("astronaut", 2)
    assert member.description.startswith("two astronauts")


def test_an_airplane_that_races_a_car_flies_above_the_road() -> None:
    movie = written("a race between a car and an airplane")
    alone = [shot for _, shot in movie.shots() if shot.subjects == ("airplane",)]
    aloft = [shot for shot in alone if shot.staging and shot.staging.subjects[0].action in ("fly", "race")]
    assert aloft
    assert all(" above " in shot.prompt for shot in aloft)


def test_a_given_character_setting_and_action_win_over_the_idea() -> None:
    movie = written("a dog in a city", character="an old green robot", setting="a quiet beach", action="dancing")
    assert nouns(movie) == ["robot"]
    assert {one[0] for one in stagings(movie)} == {"beach"}
    assert sum("danc" in prompt for prompt in prompts(movie)) >= 4


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"character": "a clown"}, "clown"),
        ({"setting": "a desert at night"}, "desert"),
        ({"action": "surfing"}, "surfer"),
    ],
)
def test_any_one_of_them_is_enough_without_an_idea(given: dict[str, str], word: str) -> None:
    assert any(word in prompt for prompt in prompts(written("", **given)))


@pytest.mark.parametrize("idea", ["", "   ", "\n\t", "!!! ???", "🙂"])
def test_an_idea_without_a_word_is_a_clear_error(idea: str) -> None:
    with pytest.raises(PlanError, match="idea"):
        written(idea)


@pytest.mark.parametrize(
    "idea", ["ein Hund tanzt im Schnee", "un perro bailando en la nieve", "雪の中で踊るパンダ", "xqzt blorf"]
)
def test_an_idea_in_another_language_is_an_error_that_names_the_way_out(idea: str) -> None:
    with pytest.raises(PlanError, match="--character"):
        written(idea)


def test_a_character_helps_an_idea_in_another_language() -> None:
    assert nouns(written("ein Hund tanzt im Schnee", character="a dog", action="dancing")) == ["dog"]


@pytest.mark.parametrize(("idea", "noun"), [("🚗✈️", "car"), ("🐼", "panda"), ("🤖 🌋", "robot")])
def test_emoji_are_read_by_their_names(idea: str, noun: str) -> None:
    assert noun in nouns(written(idea))


def test_five_thousand_characters_are_cut_to_their_opening() -> None:
    idea = "a brave fox crossing a dark forest. " + "Then many other things happen to many others. " * 110
    movie = written(idea)
    assert len(idea) > 5000
    assert nouns(movie) == ["fox"]
    assert max(len(prompt) for prompt in prompts(movie)) < 500


@pytest.mark.parametrize("idea", ["love", "freedom", "the meaning of life", "time", "winter", "Tokyo at night"])
def test_what_no_camera_can_see_gets_somebody_to_follow(idea: str) -> None:
    movie = written(idea)
    assert movie.cast
    assert all(shot.subjects for _, shot in movie.shots())


def test_the_tone_wins_then_the_words_of_the_idea() -> None:
    assert written("a funny film about a ghost").music.mood == "happy"
    assert written("a funny film about a ghost", tone="dark").music.mood == "dark"
    assert written("an epic movie about a snail").music.mood == "epic"


@pytest.mark.parametrize(
    ("idea", "title"),
    [
        ("a race between a car and an airplane", "Car vs. Airplane"),
        ("a panda dancing in the snow", "The Panda's Dance"),
        ("a day in the life of a postman", "A Day in the Life of a Postman"),
    ],
)
def test_titles(idea: str, title: str) -> None:
    assert written(idea).title == title

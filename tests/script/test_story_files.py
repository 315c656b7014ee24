"""The writer's data files hold together: whatever they name exists, and every figure can do what stories ask of it."""

from __future__ import annotations

from importlib.resources import files
from typing import get_args

import pytest

from moviefactory.movie import Action, Angle, CameraMove, Framing, Mood, Relation, Setting, TimeOfDay
from moviefactory.script.lexicon import data_table, word_list
from moviefactory.script.nouns import KIND_OF_FIGURE
from moviefactory.script.roles import manners
from moviefactory.timeline import TransitionKind

STORIES = sorted(
    path.name for path in (files("moviefactory.script") / "data" / "stories").iterdir() if path.name.endswith(".yaml")
)
MANNERS = word_list("wait arrive go fast start look act strain slip joy rest leave strike dodge notice hide")


@pytest.mark.parametrize("name", STORIES)
def test_a_story_uses_only_words_that_exist(name: str) -> None:
    story = data_table(f"stories/{name}")
    assert story["mood"] in get_args(Mood)
    for beat in story["beats"]:
        framing, move, angle = beat["camera"].split()
        assert framing in get_args(Framing)
        assert move in get_args(CameraMove)
        assert angle in get_args(Angle)
        assert set(beat.get("do", "").split()) <= {*get_args(Action), "main", "go", "act"}
        assert beat.get("relation", "none") in get_args(Relation)
        assert beat.get("cut", "cut") in get_args(TransitionKind)
        assert beat.get("extra") or 1 <= beat["keep"] <= 9
        assert len(beat["text"]) >= 3
        assert isinstance(beat["id"], str)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_opens_wide_and_ends_wide(name: str) -> None:
    beats = data_table(f"stories/{name}")["beats"]
    assert beats[0]["camera"].startswith("extreme_wide")
    assert beats[-1]["camera"].startswith("extreme_wide")


@pytest.mark.parametrize("figure", sorted(data_table("figures.yaml")))
def test_a_figure_has_a_detail_and_shows_actions_of_the_closed_list(figure: str) -> None:
    assert manners(figure, "detail")
    for manner in MANNERS:
        for line in manners(figure, manner):
            words, _, action = (part.strip() for part in line.partition("|"))
            assert "~" in words
            assert action in get_args(Action)


@pytest.mark.parametrize("figure", sorted(set(KIND_OF_FIGURE) - {"volcano", "force"}))
def test_every_figure_can_wait_and_rest(figure: str) -> None:
    assert manners(figure, "wait")
    assert manners(figure, "rest")


def test_places_have_settings_times_and_spots() -> None:
    for key, place in data_table("places.yaml").items():
        assert place["setting"] in get_args(Setting), key
        assert set(place["times"]) <= set(get_args(TimeOfDay)), key
        assert all(str(spot).count("|") == 2 for spot in place["spots"]), key
        assert place["sounds"], key


@pytest.mark.parametrize("section", ["homes", "doings", "objects", "inhabitants"])
def test_habits_name_places_that_exist(section: str) -> None:
    assert set(data_table("habits.yaml")[section]) <= set(data_table("places.yaml"))


def test_verbs_tell_stories_that_exist() -> None:
    assert {f"{story}.yaml" for story in data_table("verbs.yaml")} <= set(STORIES)
    assert {f"{story}.yaml" for story in data_table("habits.yaml")["cues"]} <= set(STORIES)

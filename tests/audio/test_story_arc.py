"""How excited a movie is, and what its acts are."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from moviefactory.audio.story_arc import acts_of, arc, read_story, story_of
from moviefactory.movie import Movie


def movie(*scenes: dict[str, Any]) -> Movie:
    return Movie.model_validate({"title": "A", "tone": "wild", "scenes": scenes})


def scene(name: str, action: str = "walk", act: int | None = None, seconds: float = 2.0, shots: int = 2, **more: Any):
    one = {"prompt": "x", "seconds": seconds, "staging": {"subjects": [{"noun": "car", "action": action}]}, **more}
    return {"id": name, "act": act, "shots": [{**one, "id": f"{name}-{number}"} for number in range(shots)]}


def test_a_scene_without_an_act_belongs_to_the_one_before_and_leading_ones_to_the_first() -> None:
    made = movie(scene("a"), scene("b", act=2), scene("c"), scene("d", act=3), scene("e", act=2))
    assert acts_of(made.scenes) == (2, 2, 2, 3, 2)
    story = story_of(made)
    assert [(act.number, act.length_s) for act in story.acts] == [(2, 16.0), (3, 4.0)]
    assert story.whole.length_s == 20.0


def test_without_any_act_there_is_only_the_whole() -> None:
    story = story_of(movie(scene("a"), scene("b")))
    assert story.acts == ()
    assert (story.tone, story.whole.shots_s) == ("wild", (2.0,) * 4)


def test_a_fight_is_more_exciting_than_a_nap_and_quick_cuts_more_than_long_takes() -> None:
    def whole(*args: Any, **more: Any) -> float:
        return story_of(movie(scene("a", *args, **more))).whole.arousal

    assert whole("fight") > whole("walk") + 0.15 > whole("sleep") + 0.25
    assert whole("walk", seconds=1.0) > whole("walk", seconds=4.0) > whole("walk", seconds=30.0)
    assert whole("walk", camera={"move": "handheld"}) > whole("walk", camera={"move": "static"})
    assert whole("sleep", seconds=12) < 0.3 < 0.75 < whole("explode", seconds=0.8, camera={"move": "handheld"})


def test_without_a_staging_the_prompts_verbs_tell() -> None:
    def of(prompt: str) -> float:
        return story_of(movie({"id": "a", "shots": [{"id": "a", "prompt": prompt}]})).whole.arousal

    assert of("Two cars are racing.") > of("A car on a road.") > of("A cat sleeps.")


def test_the_same_scene_is_more_exciting_before_the_end_than_at_the_beginning() -> None:
    story = story_of(movie(*(scene(f"s{number}", act=number) for number in range(1, 8))))
    arousals = [act.arousal for act in story.acts]
    assert max(arousals) == arousals[5]
    assert arousals[0] == min(arousals)
    assert arc(0.0) < arc(0.5) < arc(0.85) == pytest.approx(1.0)
    assert arc(1.0) < arc(0.6)


def test_overlapping_transitions_shorten_the_time_between_cuts() -> None:
    fade = scene("b", shots=1, transition_in={"kind": "crossfade", "seconds": 1.0})
    story = story_of(movie(scene("a", shots=1), fade))
    assert story.whole.shots_s == (1.5, 1.5)


def test_a_story_survives_json() -> None:
    story = story_of(movie(scene("a", act=1), scene("b", act=2)))
    assert read_story(json.loads(json.dumps(asdict(story)))) == story


def test_five_thousand_shots_are_quickly_told() -> None:
    story = story_of(movie(*(scene(f"s{number}", act=1 + number // 40, shots=25) for number in range(200))))
    assert len(story.whole.shots_s) == 5000
    assert len(story.acts) == 5
    assert all(0 <= act.arousal <= 1 for act in story.acts)

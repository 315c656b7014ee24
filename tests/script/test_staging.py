"""From prose to a staged shot, and whose staging counts."""

from __future__ import annotations

import pytest
from asking import IDEAS, written

from moviefactory.movie import Camera, CastMember, Shot, Staging, Subject
from moviefactory.script.staging import derive_staging, stage_shot

PROSE = [
    ("A red car races along a coast road at sunset.", "coast_road", "sunset", "clear", [("car", "race")], "none"),
    (
        "Two astronauts float outside a space station, the earth below.",
        "space_station",
        "day",
        "clear",
        [("astronaut", "float")],
        "none",
    ),
    (
        "Wide shot of a lone wolf howling on a snowy mountain at night.",
        "mountain",
        "night",
        "snow",
        [("wolf", "talk")],
        "none",
    ),
    ("A boy flies a kite in a meadow.", "meadow", "day", "clear", [("boy", "fly")], "none"),
    (
        "A knight and a dragon fight in a castle hall.",
        "castle_hall",
        "day",
        "clear",
        [("knight", "fight"), ("dragon", "fight")],
        "face_off",
    ),
    (
        "A dog chases a cat through a busy city street.",
        "city",
        "day",
        "clear",
        [("dog", "run"), ("cat", "idle")],
        "chase",
    ),
    (
        "Rain falls while a woman walks through a neon city at night.",
        "city",
        "night",
        "rain",
        [("woman", "walk")],
        "none",
    ),
    ("A ship sails on a stormy sea.", "sea", "day", "storm", [("ship", "sail")], "none"),
    ("Close-up of an old clock in a quiet room.", "room", "day", "clear", [("clock", "idle")], "none"),
    ("A green turtle swims through a coral reef.", "underwater", "day", "clear", [("turtle", "swim")], "none"),
    (
        "Three children build a snowman in the snow.",
        "snow",
        "day",
        "snow",
        [("child", "work"), ("snowman", "idle")],
        "meet",
    ),
    ("Aerial drone shot: an eagle soars over a canyon at dawn.", "canyon", "dawn", "clear", [("eagle", "fly")], "none"),
    ("A robot dances in a foggy forest. Slow push in. 4K.", "forest", "day", "fog", [("robot", "dance")], "none"),
    (
        "A fairy sleeps in an enchanted forest under the stars at midnight.",
        "enchanted_forest",
        "night",
        "clear",
        [("fairy", "sleep")],
        "none",
    ),
    ("An airplane takes off from a desert runway.", "desert", "day", "clear", [("airplane", "fly")], "none"),
    (
        "A girl in a yellow raincoat jumps over puddles in a village.",
        "village",
        "day",
        "clear",
        [("girl", "jump")],
        "none",
    ),
    (
        "A football player celebrates in a stadium.",
        "stadium",
        "day",
        "clear",
        [("football player", "celebrate")],
        "none",
    ),
    ("A rocket explodes in space.", "space", "day", "clear", [("rocket", "explode")], "none"),
    ("A rover drives across the surface of Mars.", "moon", "day", "clear", [("rover", "race")], "none"),
    ("A couple of friends walk and talk on a beach at dusk.", "beach", "dusk", "clear", [("friend", "walk")], "none"),
    ("A monkey climbs a tree in the jungle.", "jungle", "day", "clear", [("monkey", "climb")], "none"),
    (
        "A fishing boat waits in a small harbour at dawn.",
        "harbour",
        "dawn",
        "clear",
        [("fishing boat", "idle")],
        "none",
    ),
    (
        "A camel walks over the dunes of the desert in a sandstorm.",
        "desert",
        "day",
        "dust",
        [("camel", "walk")],
        "none",
    ),
    ("A horse gallops by a lake.", "lake", "day", "clear", [("horse", "run")], "none"),
    ("A white bird flies high in the sky.", "sky", "day", "clear", [("bird", "fly")], "none"),
    ("A truck drives down the highway in heavy rain.", "highway", "day", "rain", [("truck", "race")], "none"),
]
FOX = CastMember(id="fox", noun="fox", kind="animal", description="a red fox with a bushy tail", color="red")
OWL = CastMember(id="owl", noun="owl", kind="animal", description="a brown owl with large amber eyes", color="brown")


@pytest.mark.parametrize(("prompt", "setting", "time", "weather", "subjects", "relation"), PROSE)
def test_prose_is_staged(
    prompt: str, setting: str, time: str, weather: str, subjects: list[tuple[str, str]], relation: str
) -> None:
    staging = derive_staging(prompt, ())
    assert (staging.setting, staging.time, staging.weather) == (setting, time, weather)
    assert [(one.noun, one.action) for one in staging.subjects] == subjects
    assert staging.relation == relation


def test_members_of_the_cast_are_known_by_their_description() -> None:
    staging = derive_staging("A red fox with a bushy tail runs after a brown owl with large amber eyes.", (FOX, OWL))
    assert [(one.cast, one.color) for one in staging.subjects] == [("fox", "red"), ("owl", "brown")]
    assert staging.relation == "chase"


def test_members_of_the_cast_are_known_by_their_noun_too() -> None:
    assert derive_staging("The fox jumps.", (FOX, OWL)).subjects[0].cast == "fox"


def test_what_is_held_becomes_a_prop() -> None:
    assert derive_staging("A girl with a red balloon walks on a beach.", ()).subjects[0].prop == "balloon"
    assert derive_staging("An old man plays the violin in a room.", ()).subjects[0].prop == "violin"


def test_counted_and_coloured_subjects() -> None:
    subject = derive_staging("Two blue cars race on a highway.", ()).subjects[0]
    assert (subject.noun, subject.count, subject.color) == ("car", 2, "blue")


def test_the_heading_fills_in_what_the_prompt_leaves_out() -> None:
    staging = derive_staging("A red fox with a bushy tail runs.", (FOX,), "EXT. COAST ROAD - NIGHT")
    assert (staging.setting, staging.time) == ("coast_road", "night")


def test_the_prompt_wins_over_the_heading() -> None:
    assert derive_staging("A fox runs in a city at dawn.", (FOX,), "EXT. COAST ROAD - NIGHT").setting == "city"


def test_a_prompt_without_subjects_shows_whom_the_shot_names() -> None:
    assert derive_staging("Mist over the hills.", (FOX, OWL), "", ("owl",)).subjects[0].cast == "owl"


def test_camera_words_stage_nothing_and_leave_the_camera_alone() -> None:
    shot = Shot(id="one", prompt="Wide tracking shot, the camera pans left, a fox runs.", camera=Camera(move="orbit"))
    staged = stage_shot(shot, (FOX,), "")
    assert staged.camera == Camera(move="orbit")
    assert staged.staging is not None
    assert [one.noun for one in staged.staging.subjects] == ["fox"]


def test_a_shot_without_staging_gets_one_and_staging_it_again_changes_nothing() -> None:
    shot = stage_shot(Shot(id="one", prompt="A fox runs in a forest."), (FOX,), "")
    assert shot.staging is not None
    assert shot.staging.auto
    assert stage_shot(shot, (FOX,), "") is shot


def test_an_edited_prompt_is_staged_anew() -> None:
    shot = stage_shot(Shot(id="one", prompt="A fox runs in a forest."), (FOX,), "")
    edited = stage_shot(shot.model_copy(update={"prompt": "A fox sleeps on a beach at night."}), (FOX,), "")
    assert edited.staging is not None
    assert (edited.staging.setting, edited.staging.time) == ("beach", "night")
    assert edited.staging.subjects[0].action == "sleep"


def test_an_edited_staging_counts_even_when_the_prompt_was_edited_as_well() -> None:
    shot = stage_shot(Shot(id="one", prompt="A fox runs in a forest."), (FOX,), "")
    assert shot.staging is not None
    by_hand = shot.staging.model_copy(update={"setting": "moon"})
    edited = shot.model_copy(update={"staging": by_hand, "prompt": "A fox sleeps on a beach."})
    assert stage_shot(edited, (FOX,), "").staging == by_hand


def test_a_staging_written_by_a_person_counts() -> None:
    own = Staging(setting="castle_hall", subjects=(Subject(noun="knight", kind="person"),))
    shot = Shot(id="one", prompt="A fox runs in a forest.", staging=own)
    assert stage_shot(shot, (FOX,), "").staging == own


@pytest.mark.parametrize("idea", IDEAS)
def test_the_writers_own_staging_stays_as_it_is(idea: str) -> None:
    movie = written(idea)
    for scene, shot in movie.shots():
        assert stage_shot(shot, movie.cast, scene.heading) is shot


@pytest.mark.parametrize("idea", IDEAS)
def test_a_written_prompt_read_back_shows_the_same_cast(idea: str) -> None:
    movie = written(idea)
    for scene, shot in movie.shots():
        read = derive_staging(shot.prompt, movie.cast, scene.heading, shot.subjects)
        assert {one.cast for one in read.subjects if one.cast} == set(shot.subjects)

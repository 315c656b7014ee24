"""A wish changes a plan and nothing but what it is about: by rules, by a model, in the file, in what is rendered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import misbehaving_server as server
import pytest
from misbehaving_server import MisbehavingServer
from typer.testing import Result
from willing_model import WillingModel

from moviefactory.movie import Movie
from moviefactory.plan_file import movie_from, read_yaml

Run = Callable[..., Result]
NOTHING: dict[str, Any] = {"scenes": [], "shots": [], "remove": [], "add": [], "cast": [], "summary": "Done."}
START = {"id": "start", "picture": "@car starts in the pouring rain, lamps on, on a wet coast road", "framing": None,
         "who": [{"who": "car", "does": "race"}], "angle": None, "move": None, "transition": None}  # fmt: skip


def revised(run: Run, plan: Path, wish: str, *flags: str) -> Result:
    return run("script", "revise", str(plan), wish, *flags, command="moviefactory")


def by_model(
    run: Run, plan: Path, wish: str, *replies: dict[str, Any], flags: tuple[str, ...] = ()
) -> tuple[Result, Any]:
    """The result of a model that answers these, one after the other, and its server."""
    behaviours = [server.says({**NOTHING, **reply}) for reply in replies]
    with MisbehavingServer(behaviours) as endpoint:
        result = revised(run, plan, wish, "--writer", "openai", "--base-url", endpoint.base_url, *flags)
    return result, endpoint


def read(plan: Path) -> Movie:
    return movie_from(read_yaml(plan), "x")


def test_rules_make_it_rain_where_it_was_wished_and_the_rest_stays_byte_for_byte(run: Run, small: Path) -> None:
    small.write_text(small.read_text().replace("scenes:\n", "scenes:  # my film\n"))
    before, lines = read(small), small.read_text().splitlines()
    result = revised(run, small, "make it rain in the last scene")
    assert result.exit_code == 0, result.output
    after = read(small)
    assert after.scenes[0] == before.scenes[0]
    assert "rain" in after.scenes[1].shots[0].prompt
    assert [line for line in small.read_text().splitlines() if line in lines][: len(lines) - 8] == lines[
        : len(lines) - 8
    ]
    assert "+" in result.stdout and "1 changed" in result.stdout
    assert (small.parent / "movie.before.yaml").read_text().splitlines() == lines


def test_only_the_changed_shots_are_rendered_again(run: Run, small: Path) -> None:
    run(str(small))
    revised(run, small, "make it rain in the last scene")
    rows = json.loads(run("--status", str(small), "--json").stdout)["jobs"]
    clips = {row["job"]: row["state"] for row in rows if row["job"].startswith("clip")}
    assert clips == {"clip wait": "done", "clip start": "done", "clip win": "stale"}


def test_a_dry_run_shows_and_writes_nothing(run: Run, small: Path) -> None:
    before = small.read_bytes()
    result = revised(run, small, "make it rain", "--dry-run")
    assert "rain" in result.stdout and small.read_bytes() == before
    assert not (small.parent / "movie.before.yaml").exists()


def test_a_wish_that_nobody_understands_is_one_line_and_changes_nothing(run: Run, small: Path) -> None:
    before = small.read_bytes()
    result = revised(run, small, "frobnicate the zarquon")
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1
    assert small.read_bytes() == before
    assert "empty" in revised(run, small, "  ").stderr


def test_a_model_changes_the_shot_it_names_and_keeps_camera_style_and_ids(run: Run, small: Path) -> None:
    before = read(small)
    result, _ = by_model(run, small, "rain when the car starts", {"shots": [START]})
    assert result.exit_code == 0, result.output
    after = read(small)
    assert [shot.id for _, shot in after.shots()] == [shot.id for _, shot in before.shots()]
    wait, start = after.scenes[0].shots
    assert wait == before.scenes[0].shots[0] and after.scenes[1] == before.scenes[1]
    assert start.prompt == "A glossy red car starts in the pouring rain, lamps on, on a wet coast road."
    assert start.camera == before.scenes[0].shots[1].camera and start.sounds == before.scenes[0].shots[1].sounds
    assert start.staging is not None and start.staging.weather == "rain"
    assert "Done." in result.stdout


def test_a_hand_edited_prompt_keeps_its_own_tail(run: Run, small: Path) -> None:
    words = "A glossy red car starts. Medium shot, static camera. Shot on my grandfather's Bolex."
    small.write_text(small.read_text().replace("A glossy red car starts.", f"'{words}'".replace("r's", "r''s")))
    by_model(run, small, "rain", {"shots": [START]})
    prompt = read(small).scenes[0].shots[1].prompt
    assert prompt.startswith("A glossy red car starts in the pouring rain")
    assert prompt.endswith("Medium shot, static camera. Shot on my grandfather's Bolex.")


def test_new_looks_change_every_prompt_that_shows_them(run: Run, small: Path) -> None:
    looks = {"cast": [{"id": "car", "description": "a matte blue car"}]}
    by_model(run, small, "make the car blue", looks)
    movie = read(small)
    assert all("a matte blue car" in shot.prompt.lower() for _, shot in movie.shots())
    assert movie.cast[0].color == "blue"


def test_shots_come_and_go(run: Run, small: Path) -> None:
    added = {"after": "start", "name": "the crowd", "picture": "@car passes a cheering crowd at the fence",
             "framing": "wide", "angle": "low", "move": "tracking", "transition": "cut",
             "who": [{"who": "car", "does": "race"}]}  # fmt: skip
    result, _ = by_model(run, small, "a crowd instead of the waiting", {"remove": ["wait"], "add": [added]})
    assert [shot.id for _, shot in read(small).shots()] == ["start", "crowd", "win"]
    assert "1 added" in result.stdout and "1 removed" in result.stdout


def test_ids_that_are_not_there_are_asked_for_again(run: Run, small: Path) -> None:
    wrong = {"shots": [{**START, "id": "nobody"}]}
    result, endpoint = by_model(run, small, "rain", wrong, {"shots": [START]})
    assert result.exit_code == 0
    assert "nobody" in json.dumps(endpoint.requests[1]["messages"]) and "start" in json.dumps(endpoint.requests[1])


def test_a_scene_that_changes_takes_all_its_shots_along(run: Run, small: Path) -> None:
    edit = {"id": "road", "where": None, "setting": None, "time": "night", "weather": None}
    wait = {**START, "id": "wait", "picture": "@car waits under a street lamp at night"}
    both = {"scenes": [edit], "shots": [START, wait]}
    result, endpoint = by_model(run, small, "at night", {"scenes": [edit], "shots": [START]}, both)
    assert result.exit_code == 0, result.output
    assert "wait need new pictures" in json.dumps(endpoint.requests[1]["messages"])
    scene = read(small).scenes[0]
    assert scene.heading == "EXT. COAST ROAD - NIGHT"
    assert all(shot.staging and shot.staging.time == "night" for shot in scene.shots)


def test_what_the_model_cannot_do_is_said_in_its_words(run: Run, small: Path) -> None:
    before = small.read_bytes()
    result, _ = by_model(run, small, "make it better", {"summary": "Better in which way?"})
    assert result.exit_code == 2 and "Better in which way?" in result.stderr
    assert small.read_bytes() == before


def test_rules_help_out_where_the_model_does_not_answer(run: Run, small: Path) -> None:
    with MisbehavingServer([server.says("no")]) as endpoint:
        flags = ("--writer", "openai", "--base-url", endpoint.base_url)
        result = revised(run, small, "make it rain in the last scene", *flags)
        assert result.exit_code == 0 and "by rules" in " ".join(result.stdout.split())
        assert "rain" in read(small).scenes[1].shots[0].prompt
        assert revised(run, small, "frobnicate it", *flags).exit_code == 5


def test_a_long_film_is_shown_in_parts(run: Run, here: Path) -> None:
    run("a fox in the snow", "--minutes", "3", "--script-only", "--out", "long")
    model = WillingModel()
    with MisbehavingServer(lambda sent: server.says(model.reply(sent))) as endpoint:
        revised(run, here / "long" / "movie.yaml", "rain", "--writer", "openai", "--base-url", endpoint.base_url)
    assert len(model.texts) >= 4
    assert max(map(len, model.texts)) < 4 * 1800


def test_a_plan_without_a_script_has_nothing_to_revise(run: Run, here: Path) -> None:
    (here / "idea.yaml").write_text("idea: a fox\n")
    assert "no script yet" in revised(run, here / "idea.yaml", "rain").stderr


@pytest.mark.parametrize("model", ["wan", "ltx", "sd"])
def test_a_shot_can_be_read_in_the_words_of_a_video_model(run: Run, small: Path, model: str) -> None:
    rows = json.loads(run("script", "words", str(small), "--for", model, "--json", command="moviefactory").stdout)
    assert [row["shot"] for row in rows] == ["wait", "start", "win"]
    assert all("glossy red car" in row["prompt"].lower() for row in rows)
    assert "unheard" in run("script", "words", str(small), "--for", "unheard", command="moviefactory").stderr

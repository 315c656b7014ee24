"""The command line: help, ideas, flags, exit codes, and one clear line for whatever cannot be used."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from moviefactory.audio import MATCHERS
from moviefactory.jobs.run import RUNNERS
from moviefactory.plan_file import movie_from, read_yaml
from moviefactory.script import WRITERS
from moviefactory.upscale import UPSCALERS
from moviefactory.video import VIDEO_MODELS

Run = Callable[..., Result]
FLAGS = [
    "setting", "character", "action", "scenes", "shot-seconds", "style", "seed", "size", "fps", "preset", "out", "from",
    "to", "only", "dry-run", "json", "writer", "renderer", "model", "matcher", "matcher-model", "loudness", "speaker",
    "upscaler", "runner", "status",
    "script-only", "minutes", "from-script", "writer-model", "base-url", "max-cost", "price", "deadline", "prompts",
]  # fmt: skip


def one_line(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return str(lines[0])


def plan(folder: Path) -> dict[str, object]:
    movie = movie_from(read_yaml(folder / "movie.yaml"), "x")
    return movie.model_dump(mode="json")


@pytest.mark.parametrize("flag", FLAGS)
def test_help_names_every_flag(run: Run, flag: str) -> None:
    assert re.search(rf"--{flag}\b", run("--help").stdout)


@pytest.mark.parametrize(
    ("flag", "names"),
    [("--writer", WRITERS), ("--renderer", VIDEO_MODELS), ("--matcher", MATCHERS), ("--upscaler", UPSCALERS),
     ("--runner", RUNNERS)],
)  # fmt: skip
def test_help_and_errors_name_what_the_tables_know(run: Run, here: Path, flag: str, names: dict[str, str]) -> None:
    words = " ".join(run("--help").stdout.replace("│", " ").split())
    for name in names:
        assert name in words
    line = one_line(run("a robot", flag, "nonsense"), 2)
    assert "nonsense" in line
    assert all(name in line for name in names)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("flag", "name"),
    [("--renderer", "moviefactory"), ("--upscaler", "realbasicvsr"), ("--runner", "ray")],
)  # fmt: skip
def test_a_tool_whose_stage_is_not_there_yet_says_so(run: Run, here: Path, flag: str, name: str) -> None:
    line = one_line(run("a robot", flag, name), 2)
    assert name in line
    assert "not" in line
    assert list(here.iterdir()) == []


def test_an_idea_becomes_a_plan_that_can_be_read_and_made(run: Run, here: Path) -> None:
    result = run("a race between a car and an airplane", "--script-only")
    assert result.exit_code == 0, result.output
    path = Path("outputs/a-race-between-a-car-and-an-airplane/movie.yaml")
    assert result.stdout.strip().splitlines()[-1] == str(path)
    movie = movie_from(read_yaml(path), "x")
    assert movie.idea == "a race between a car and an airplane"
    assert 8 <= sum(1 for _ in movie.shots()) <= 12
    assert 17 <= sum(shot.seconds for _, shot in movie.shots()) <= 25
    assert path.read_text().count("#") > 10


def test_flags_reach_the_plan(run: Run, here: Path) -> None:
    flags = ["--scenes", "2", "--shot-seconds", "1.5", "--style", "watercolour", "--seed", "9", "--size", "1280x720"]
    run("a robot in the rain", "--script-only", *flags, "--fps", "30000/1001", "--renderer", "test-card")
    found = plan(here / "outputs" / "a-robot-in-the-rain")
    assert (found["seed"], found["size_px"], found["frame_rate"]) == (9, "1280x720", "30000/1001")
    assert found["style"] == "watercolour"
    assert len(found["scenes"]) == 2  # type: ignore[arg-type]
    assert found["video"]["renderer"] == "test-card"  # type: ignore[index]


def test_words_alone_make_a_plan(run: Run, here: Path) -> None:
    result = run("--character", "a small robot", "--setting", "a desert", "--action", "dances", "--script-only")
    assert result.exit_code == 0, result.output
    (folder,) = (here / "outputs").iterdir()
    found = plan(folder)
    assert "robot" in json.dumps(found["cast"])
    assert "desert" in json.dumps(found["scenes"])


def test_an_idea_of_emoji_gets_a_movie_and_a_folder_named_after_them(run: Run, here: Path) -> None:
    assert run("🤖", "--script-only").exit_code == 0
    assert "robot" in json.dumps(plan(here / "outputs" / "robot-face")["cast"])


def test_an_idea_of_five_thousand_characters_becomes_prompts_of_ordinary_length(run: Run, here: Path) -> None:
    assert run("A brave knight meets a dragon in the forest. " * 112, "--script-only").exit_code == 0
    (folder,) = (here / "outputs").iterdir()
    movie = movie_from(read_yaml(folder / "movie.yaml"), "x")
    assert all(len(shot.prompt) < 500 for _, shot in movie.shots())


def test_an_idea_in_another_language_is_a_movie_or_a_clear_line(run: Run, here: Path) -> None:
    assert "English" in one_line(run("ロボットが雨の中を走る", "--script-only"), 2)
    assert list(here.iterdir()) == []


def test_the_same_idea_again_uses_the_edited_script(run: Run, here: Path) -> None:
    run("a robot", "--script-only")
    path = here / "outputs" / "a-robot" / "movie.yaml"
    edited = path.read_text().replace("title: ", "title: My ")
    path.write_text(edited)
    assert run("a robot", "--script-only").exit_code == 0
    assert path.read_text() == edited
    assert "you edited this file" in one_line(run("a robot", "--seed", "5", "--script-only"), 2)
    assert path.read_text() == edited
    assert run("a robot", "--seed", "5", "--script-only", "--overwrite-script").exit_code == 0
    assert "title: My" not in path.read_text()


def test_another_idea_with_the_same_words_gets_its_own_folder(run: Run, here: Path) -> None:
    run("a robot", "--script-only")
    run("A robot??", "--script-only")
    assert {path.name for path in (here / "outputs").iterdir()} == {"a-robot", "a-robot-2"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "the idea is empty"),
        (["   "], "the idea is empty"),
        ([], "the idea is empty"),
        (["gone.yaml"], r"gone\.yaml: cannot be read"),
        (["a robot", "--scenes", "0"], "script.scenes: .*greater than or equal to 1"),
        (["a robot", "--shot-seconds", "0"], "script.shot_seconds: .*greater than 0"),
        (["a robot", "--shot-seconds", "nan"], "script.shot_seconds"),
        (["a robot", "--size", "big"], "size_px: must be WIDTHxHEIGHT"),
        (["a robot", "--size", "3071x1281"], "size_px: .*even"),
        (["a robot", "--fps", "0"], "frame_rate: must lie between 1 and 120"),
        (["a robot", "--fps", "0/0"], "frame_rate: must be a number"),
        (["a robot", "--seed", "-1"], "seed: .*greater than or equal to 0"),
        (["a robot", "--preset", "ultra"], "there is no preset 'ultra'"),
        (["a robot", "--preset", "../default"], "preset"),
        (["a robot", "--from", "lunch"], "--from: there is no stage 'lunch'; choose one of script, video"),
        (["a robot", "--to", "lunch"], "--to: there is no stage 'lunch'"),
        (["a robot", "--only", "nobody"], "--only: there is no shot 'nobody'"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_writes_nothing(
    run: Run, here: Path, arguments: list[str], message: str
) -> None:
    assert re.search(message, one_line(run(*arguments), 2))
    assert list(here.iterdir()) == []


def test_words_for_a_file_that_has_a_script_are_refused(run: Run, small: Path) -> None:
    assert "already holds a script" in one_line(run(small, "--setting", "a beach"), 2)
    assert "already holds a script" in one_line(run(small, "--scenes", "3"), 2)


def test_a_file_without_scenes_is_an_idea_with_settings(run: Run, here: Path) -> None:
    (here / "wish.yaml").write_text("idea: a robot in the rain\nseed: 3\nvideo: {renderer: test-card}\n")
    result = run("wish.yaml", "--script-only")
    assert result.exit_code == 0, result.output
    found = plan(here / "outputs" / "wish")
    assert found["seed"] == 3
    assert found["video"]["renderer"] == "test-card"  # type: ignore[index]
    assert len(found["scenes"]) == 4  # type: ignore[arg-type]


def test_status_lists_every_job(run: Run, small: Path) -> None:
    listed = json.loads(run("--status", small, "--json").stdout)["jobs"]
    assert {job["state"] for job in listed} == {"missing"}
    names = [job["job"] for job in listed]
    assert names[:3] == ["clip wait", "clip start", "clip win"]
    assert names[-2:] == ["movie", "check"]
    assert "missing" in run("status", small.parent, command="moviefactory").stdout


def test_presets_are_listed(run: Run) -> None:
    assert set(json.loads(run("presets", "--json", command="moviefactory").stdout)) >= {"default", "draft", "final"}


def test_errors_are_json_where_json_is_asked_for(run: Run, here: Path) -> None:
    result = run("", "--json")
    assert json.loads(result.stdout)["kind"] == "PlanError"

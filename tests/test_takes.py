"""Takes of a shot: rendered with other seeds, all kept, chosen by number, brought back without being rendered again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from moviefactory.movie import Movie
from moviefactory.plan_file import movie_from, read_yaml

Run = Callable[..., Result]


@pytest.fixture
def made(small: Path, run: Run) -> Path:
    """The small movie's clips, rendered."""
    assert run(small, "--to", "video").exit_code == 0
    return small


def plan_of(path: Path) -> Movie:
    return movie_from(read_yaml(path), str(path))


def takes_of(run: Run, *arguments: object) -> list[dict[str, object]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


def test_a_reroll_keeps_every_take_and_leaves_the_clip_alone(made: Path, run: Run) -> None:
    clip = made.parent / "clips" / "win.mp4"
    before = clip.read_bytes()
    takes = takes_of(run, made, "--reroll", "win", "-n", "4")
    assert [one["take"] for one in takes] == [0, 1, 2, 3, 4]
    assert len({one["seed"] for one in takes}) == 5
    assert all(Path(str(one["path"])).is_file() for one in takes)
    assert [one["chosen"] for one in takes] == [True, False, False, False, False]
    assert clip.read_bytes() == before


def test_a_second_reroll_adds_takes_and_renders_none_again(made: Path, run: Run) -> None:
    first = takes_of(run, made, "--reroll", "win", "-n", "2")
    stamps = {one["path"]: Path(str(one["path"])).stat().st_mtime_ns for one in first}
    second = takes_of(run, made, "--reroll", "win", "-n", "2")
    assert [one["take"] for one in second] == [0, 1, 2, 3, 4]
    assert {path: Path(str(path)).stat().st_mtime_ns for path in stamps} == stamps


def test_a_picked_take_becomes_the_clip_without_being_rendered(made: Path, run: Run) -> None:
    takes = takes_of(run, made, "--reroll", "win", "-n", "2")
    wanted = Path(str(takes[2]["path"])).read_bytes()
    text = made.read_text(encoding="utf-8")
    result = run(made, "--pick", "win=2", "--to", "video", "--json")
    assert result.exit_code == 0, result.output
    assert (made.parent / "clips" / "win.mp4").read_bytes() == wanted
    assert {one.id: one.seed for _, one in plan_of(made).shots()} == {
        "wait": None,
        "start": None,
        "win": takes[2]["seed"],
    }
    changed = set(made.read_text(encoding="utf-8").splitlines()) - set(text.splitlines())
    assert len(changed) == 1


def test_the_take_that_was_there_before_comes_back_too(made: Path, run: Run) -> None:
    clip = made.parent / "clips" / "win.mp4"
    first, stamp = clip.read_bytes(), clip.stat().st_mtime_ns
    takes_of(run, made, "--reroll", "win")
    run(made, "--pick", "win=1", "--to", "video")
    assert clip.stat().st_mtime_ns != stamp
    run(made, "--pick", "win=0", "--to", "video")
    assert (clip.read_bytes(), clip.stat().st_mtime_ns) == (first, stamp)
    assert [one["chosen"] for one in takes_of(run, made, "--reroll", "win")][:2] == [True, False]


def test_a_liked_take_outlives_an_edit_of_the_prompt(made: Path, run: Run) -> None:
    liked = Path(str(takes_of(run, made, "--reroll", "win")[1]["path"]))
    before = liked.read_bytes()
    run(made, "--pick", "win=1", "--to", "video")
    text = made.read_text(encoding="utf-8")
    made.write_text(text.replace("crosses the line", "falls into the sea"), encoding="utf-8")
    assert run(made, "--to", "video").exit_code == 0
    assert run(made, "--reroll", "win", "-n", "3").exit_code == 0
    assert liked.read_bytes() == before
    made.write_text(text, encoding="utf-8")
    run(made, "--to", "video")
    assert (made.parent / "clips" / "win.mp4").read_bytes() == before


def test_a_take_that_is_not_there_is_named_with_those_that_are(made: Path, run: Run) -> None:
    takes_of(run, made, "--reroll", "win", "-n", "2")
    text = made.read_text(encoding="utf-8")
    result = run(made, "--pick", "win=7")
    assert result.exit_code == 2
    assert "no take 7" in result.stderr and "1, 2" in result.stderr and "--reroll win" in result.stderr
    assert made.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--reroll", "finish"), "there is no shot 'finish'"),
        (("--pick", "finish=1"), "there is no shot 'finish'"),
        (("--pick", "win"), "is not SHOT_ID=NUMBER"),
        (("--pick", "win=two"), "is not SHOT_ID=NUMBER"),
        (("--reroll", "win", "-n", "0"), "ask for 1 to 99"),
    ],
)
def test_what_cannot_be_done_is_one_line(made: Path, run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run(made, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_without_a_name_the_newest_movie_is_meant(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("--reroll", "win", "--json")
    assert result.exit_code == 2 and "which movie" in result.stderr
    shutil.move(made.parent, made.parent.parent / "outputs" / "the-race")
    assert [one["take"] for one in takes_of(run, "--reroll", "win")] == [0, 1]
    monkeypatch.chdir("outputs/the-race")
    assert [one["take"] for one in takes_of(run, "--reroll", "win")] == [0, 1, 2]

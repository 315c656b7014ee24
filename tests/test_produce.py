"""The main flow: what comes out, what is kept, what an edit costs, and what a failure or a kill leaves behind."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from film_folder import listing
from typer.testing import Result

import moviefactory.video.make_clip as video_room
from moviefactory.errors import MediaError
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.plan_file import movie_from, read_yaml
from moviefactory.video import ShotRequest
from moviefactory.video.test_card import TestCard

Run = Callable[..., Result]


def made(run: Run, *arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def remade(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> set[str]:
    changed = {name for name, value in after.items() if before.get(name, (0, b""))[0] != value[0]}
    return {name for name in changed if not name.endswith(".json") and name not in ("movie.yaml", "CREDITS.txt")}


def plan_of(path: Path) -> Movie:
    return movie_from(read_yaml(path), str(path))


def test_a_project_file_becomes_a_movie_as_planned(small: Path, run: Run) -> None:
    result = made(run, small)
    info = probe(small.parent / "movie.mp4")
    assert result["movie"] == str(small.parent / "movie.mp4")
    assert info.size_px == (192, 80)
    assert info.frames == 3 * 12 - 3  # three shots of a second less a quarter-second overlap
    assert (info.audio_codec, info.audio_rate_hz, info.audio_channels) == ("aac", 48000, 2)
    assert [finding for finding in result["findings"] if finding["kind"] == "error"] == []  # type: ignore[attr-defined]
    assert "Music" in (small.parent / "CREDITS.txt").read_text()
    assert [len(shot["heard"]) for shot in result["shots"]] == [1, 1, 1]  # type: ignore[attr-defined]


def test_the_second_run_keeps_everything(small: Path, run: Run) -> None:
    made(run, small)
    before = listing(small.parent)
    result = made(run, small)
    assert result["made"] == 0
    assert remade(before, listing(small.parent)) == set()


def test_an_edited_prompt_remakes_that_shot_and_the_cut_and_nothing_else(small: Path, run: Run) -> None:
    made(run, small)
    before = listing(small.parent)
    small.write_text(small.read_text().replace("A glossy red car starts.", "A glossy red car leaps."))
    status = json.loads(run("--status", small, "--json").stdout)["jobs"]
    stale = {job["job"]: job["why"] for job in status if job["state"] == "stale"}
    assert stale["clip start"].startswith("shot.prompt")
    assert set(stale) == {"clip start", "watch start", "upscaled start", "picture", "movie", "check"}
    made(run, small)
    kept = {name for name in listing(small.parent) if name.startswith("takes/") and name.endswith(".mp4")}
    assert len(kept) == 1
    changed = remade(before, listing(small.parent)) - kept
    assert changed == {"clips/start.mp4", "upscaled/start.mp4", "picture.mp4", "movie.mp4"}


def test_undoing_the_edit_brings_the_old_take_back(small: Path, run: Run) -> None:
    made(run, small)
    first, text = (small.parent / "clips" / "start.mp4").read_bytes(), small.read_text()
    small.write_text(text.replace("car starts", "car leaps"))
    made(run, small)
    assert (small.parent / "clips" / "start.mp4").read_bytes() != first
    small.write_text(text)
    made(run, small)
    assert (small.parent / "clips" / "start.mp4").read_bytes() == first


def test_a_louder_sound_does_not_touch_the_picture(small: Path, run: Run) -> None:
    made(run, small)
    before = listing(small.parent)
    small.write_text(
        small.read_text().replace("description: crowd cheering", "description: crowd cheering, gain_db: 6")
    )
    made(run, small)
    stems = {f"stems/{bus}.wav" for bus in ("ambience", "effects", "music")}
    assert remade(before, listing(small.parent)) == {"sound.m4a", "movie.mp4", *stems}


def test_an_inserted_scene_makes_only_its_own_clip(small: Path, run: Run) -> None:
    made(run, small)
    before = listing(small.parent)
    data = yaml.safe_load(small.read_text())
    data["scenes"].insert(
        0, {"id": "dawn", "shots": [{"id": "first-light", "prompt": "The sun rises.", "seconds": 0.5}]}
    )
    small.write_text(yaml.safe_dump(data))
    made(run, small)
    clips = {name for name in remade(before, listing(small.parent)) if name.startswith("clips/")}
    assert clips == {"clips/first-light.mp4"}


def test_choices_reach_the_plan_unless_a_person_edited_it(here: Path, run: Run, small: Path) -> None:
    text = small.read_text()
    made(run, small)
    assert small.read_text() == text  # a person wrote this file
    copy = here / "projects" / "race.yaml"
    copy.parent.mkdir()
    copy.write_text(text)
    result = made(run, copy)
    assert Path(str(result["plan"])) == Path("outputs/race/movie.yaml")
    chosen = plan_of(here / "outputs" / "race" / "movie.yaml").scenes[1].shots[0].sounds[0].chosen
    assert chosen is not None
    assert chosen.licence
    assert chosen.score > 0.3


class Moody(TestCard):
    """Fails on one shot."""

    def frames(self, request: ShotRequest) -> Iterator[np.ndarray]:
        if request.shot.id == "start":
            raise MediaError("out of memory")
        yield from super().frames(request)


def test_a_failed_shot_costs_a_slate_and_an_exit_code_and_is_mended_by_the_next_run(
    small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_room, "load_video_model", lambda name: Moody())
    result = run(small, "--json")
    assert result.exit_code == 6
    assert json.loads(result.stdout)["failures"] == {"clip start": "clip start: out of memory"}
    assert probe(small.parent / "movie.mp4").frames == 33
    monkeypatch.undo()
    monkeypatch.chdir(small.parent.parent)
    before = listing(small.parent)
    made(run, small)
    changed = remade(before, listing(small.parent))
    assert {"clips/start.mp4", "upscaled/start.mp4", "movie.mp4"} <= changed
    assert "clips/wait.mp4" not in changed


def test_stages_can_be_stopped_after_and_made_again(small: Path, run: Run) -> None:
    run(small, "--to", "video")
    assert (small.parent / "clips" / "win.mp4").exists()
    assert not (small.parent / "upscaled").exists()
    made(run, small)
    before = listing(small.parent)
    made(run, small, "--from", "upscale")
    changed = remade(before, listing(small.parent))
    assert "upscaled/win.mp4" in changed
    assert "clips/win.mp4" not in changed


def test_only_one_shot_is_rendered_when_only_one_is_asked_for(small: Path, run: Run) -> None:
    made(run, small, "--only", "start")
    assert [path.name for path in (small.parent / "clips").glob("*.mp4")] == ["start.mp4"]
    assert not (small.parent / "movie.mp4").exists()
    result = run(small, "--only", "nobody")
    assert result.exit_code == 2
    assert "the shots are wait, start, win" in result.stderr


def test_a_dry_run_and_a_status_write_nothing(small: Path, run: Run) -> None:
    before = listing(small.parent)
    assert "14 jobs to make, 0 done" in run(small, "--dry-run").stdout
    assert run("--status", small).exit_code == 0
    assert listing(small.parent) == before
    assert sorted(small.parent.iterdir()) == [small]


def test_an_unwritable_folder_is_one_clear_line(small: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *arguments: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    result = run(small)
    assert result.exit_code == 4
    assert "Permission denied" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


COMMAND = [sys.executable, "-c", "from moviefactory.cli import make_movie; make_movie()"]


def start(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, str(path), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_killed_at_any_moment_the_same_command_finishes_the_same_movie(here: Path, small: Path, run: Run) -> None:
    whole = here / "undisturbed"
    whole.mkdir()
    (whole / "movie.yaml").write_text(small.read_text())
    started = time.monotonic()
    undisturbed = start(whole / "movie.yaml")
    undisturbed.communicate()
    assert undisturbed.returncode == 0
    length_s = time.monotonic() - started
    dice = random.Random(4)
    for _ in range(6):
        process = start(small)
        time.sleep(dice.uniform(0.2, 0.9) * length_s)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    result = made(run, small)
    assert result["failures"] == {}
    assert not [name for name in listing(small.parent) if "partial" in name]
    for name in ("clips/win.mp4", "upscaled/win.mp4", "picture.mp4", "sound.m4a"):
        assert (small.parent / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.mark.slow
def test_two_processes_on_one_movie_do_not_meet(small: Path) -> None:
    first, second = start(small), start(small)
    outputs = [first.communicate(), second.communicate()]
    assert sorted([first.returncode, second.returncode]) == [0, 3]
    refused = next(out for process, out in zip((first, second), outputs, strict=True) if process.returncode == 3)
    assert "another run (process" in refused[1]

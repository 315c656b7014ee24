"""A whole movie rendered by a video model: licence, guide, key frames, consent, forecast, and going on after a kill."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

pytest.importorskip("torch")
pytest.importorskip("diffusers")

sys.path.insert(0, str(Path(__file__).parent / "video"))  # where the tiny models are made
from tiny_models import tiny

from moviefactory.media.probe import probe

Run = Callable[..., Result]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture
def film(small: Path) -> Path:
    """The small movie, to be rendered by a tiny Wan; a little shorter, and silent but for its music."""
    plan = yaml.safe_load(small.read_text(encoding="utf-8"))
    for scene in plan["scenes"]:
        scene.pop("sounds", None)
        scene["shots"] = [{**shot, "seconds": 0.75, "sounds": []} for shot in scene["shots"]]
    small.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return with_video(small)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def rendered(film: Path, run: Run, shelf: Path) -> Path:
    """The folder of that movie with its clips, rendered once for the tests of this file: not to be changed."""
    folder = shelf / "the race"
    if not folder.exists():
        folder.mkdir()
        shutil.copy(film, folder)
        assert made(run, folder / "movie.yaml", "--to", "video")["made"] == 3
    return folder


@pytest.fixture
def rendered_film(film: Path, rendered: Path) -> Path:
    """The movie with its clips, to be changed."""
    shutil.copytree(rendered, film.parent, dirs_exist_ok=True)
    return film


def with_video(path: Path, name: str = "wan", **more: object) -> Path:
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    diffusion = {"steps": 3, "native_px": "64x64", "frame_rate": 8, **more}
    plan["video"] = {"renderer": "diffusers", "model": str(tiny(name)), "size_px": "96x64", "diffusion": diffusion}
    path.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    return path


def made(run: Run, *arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def facts_of(path: Path) -> dict[str, object]:
    return dict(json.loads(path.with_name(path.name + ".receipt.json").read_text(encoding="utf-8"))["facts"])


def test_a_movie_is_rendered_and_says_whose_model_it_is(film: Path, run: Run) -> None:
    first = run(film)
    assert first.exit_code == 0, first.output
    assert "wan: licence unknown: see its page" in first.stderr
    assert probe(film.parent / "movie.mp4").frames == 24
    assert "Models\n  wan: licence unknown" in (film.parent / "CREDITS.txt").read_text(encoding="utf-8")
    facts = facts_of(film.parent / "clips" / "wait.mp4")
    assert (facts["pipeline"], facts["device"], facts["memory"]) == ("WanPipeline", "cpu", "none")
    second = run(film)
    assert "licence" not in second.stderr  # it was said once
    assert not (film.parent / "unfinished").exists()


def test_where_the_model_lies_and_how_it_fits_renders_nothing_again(
    rendered_film: Path, run: Run, tmp_path: Path
) -> None:
    film = rendered_film
    shutil.copytree(tiny("wan"), tmp_path / "elsewhere")
    text = film.read_text(encoding="utf-8").replace(str(tiny("wan")), str(tmp_path / "elsewhere"))
    film.write_text(text.replace("steps: 3", "steps: 3\n    memory: tile"), encoding="utf-8")
    assert made(run, film, "--to", "video")["kept"] == 3
    film.write_text(text.replace("steps: 3", "steps: 2"), encoding="utf-8")
    assert made(run, film, "--to", "video")["made"] == 3


def test_other_weights_of_the_same_name_are_another_model(rendered_film: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(tiny("wan"), tmp_path / "wan")
    weights = tmp_path / "wan" / "transformer" / "diffusion_pytorch_model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 0x80]))  # the sign of one number
    text = rendered_film.read_text(encoding="utf-8")
    rendered_film.write_text(text.replace(str(tiny("wan")), str(tmp_path / "wan")), encoding="utf-8")
    assert made(run, rendered_film, "--to", "video")["made"] == 3


def test_the_animatic_guides_every_shot_and_an_edit_of_its_staging_remakes_that_shot(
    rendered_film: Path, run: Run
) -> None:
    film = rendered_film
    before = (film.parent / "clips" / "win.mp4").read_bytes()
    guided = made(run, film, "--guide", "animatic", "--guide-strength", "0.6", "--to", "video")
    assert guided["made"] == 6  # three guides, three clips
    assert (film.parent / "clips" / "win.mp4").read_bytes() != before
    assert probe(film.parent / "guides" / "win.mp4").frames == 9
    plan = yaml.safe_load(film.read_text(encoding="utf-8"))
    plan["scenes"][1]["shots"][0]["camera"] = {"move": "pan_left"}
    film.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    again = made(run, film, "--guide", "animatic", "--guide-strength", "0.6", "--to", "video")
    assert (again["made"], again["kept"]) == (2, 4)


def test_key_frames_are_drawn_together_and_then_animated(film: Path, run: Run) -> None:
    with_video(film, "wan-5b", key_frames="together", key_frame_model=str(tiny("sd")), key_frame_steps=2)
    assert made(run, film, "--to", "video")["made"] == 6
    stills = sorted((film.parent / "keyframes").glob("*.png"))
    assert [one.stem for one in stills] == ["start", "wait", "win"]
    assert made(run, film, "--to", "video")["made"] == 0


def test_takes_of_a_model_keep_the_guide_and_the_key_frame(film: Path, run: Run) -> None:
    made(run, film, "--guide", "animatic", "--to", "video")
    guide = (film.parent / "guides" / "win.mp4").read_bytes()
    takes = json.loads(run(film, "--guide", "animatic", "--reroll", "win", "-n", "2", "--json").stdout)
    assert [one["take"] for one in takes] == [0, 1, 2]
    assert len({Path(one["path"]).read_bytes() for one in takes}) == 3
    wanted = Path(takes[2]["path"]).read_bytes()
    picked = made(run, film, "--guide", "animatic", "--pick", "win=2", "--to", "video")
    assert (film.parent / "clips" / "win.mp4").read_bytes() == wanted
    assert (film.parent / "guides" / "win.mp4").read_bytes() == guide
    assert "take: 2" in film.read_text(encoding="utf-8")
    assert picked["failures"] == {}


def test_an_edited_animatic_that_is_rendered_stays_rendered(small: Path, run: Run) -> None:
    plan = small.read_text(encoding="utf-8")
    drawn = plan.replace("video: {", "video: {diffusion: {steps: 2, native_px: 96x64}, ")
    small.write_text(f"# my own words\n{drawn}", encoding="utf-8")
    made(run, small, "--to", "video")
    flags = ["--renderer", "diffusers", "--model", tiny("wan"), "--guide", "animatic", "--to", "video"]
    result = run(small, *flags)
    assert result.exit_code == 0 and "your other edits are as they were" in " ".join(result.stderr.split())
    assert small.read_text(encoding="utf-8").startswith("# my own words\ntitle: The Race\n")
    assert made(run, small, "--to", "video")["made"] == 0


def test_a_model_alone_says_that_it_renders(small: Path, run: Run) -> None:
    plan = small.read_text(encoding="utf-8")
    small.write_text(plan.replace("video: {", "video: {diffusion: {steps: 2, native_px: 96x64}, "), encoding="utf-8")
    made(run, small, "--model", tiny("wan"), "--only", "win", "--to", "video")
    assert facts_of(small.parent / "clips" / "win.mp4")["pipeline"] == "WanPipeline"


def test_nothing_is_fetched_unasked(small: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    text = small.read_text(encoding="utf-8")
    result = run(small, "--preset", "wan-1.3b", "--renderer", "diffusers")
    assert result.exit_code == 2
    for word in ("28.9 GB", "Apache-2.0", "hub", "--yes"):
        assert word in result.stderr
    assert small.read_text(encoding="utf-8") == text
    assert not (tmp_path / "hub").exists()


def test_a_dry_run_forecasts_every_shot_and_loads_nothing(film: Path, run: Run) -> None:
    before = sorted(film.parent.iterdir())
    told = json.loads(run(film, "--dry-run", "--json").stdout)["forecast"]
    assert [one["shot"] for one in told["shots"]] == ["wait", "start", "win"]
    assert told["totals"]["to_render"] == 3
    table = run(film, "--dry-run").stdout
    assert "what rendering would take" in table
    assert sorted(film.parent.iterdir()) == before


def test_a_folder_that_is_no_model_is_one_line(film: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for model in (tmp_path / "empty", tmp_path / "nowhere"):
        result = run(film, "--model", model)
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) == 1
        assert model.name in result.stderr


KILLED = """
import os, signal, sys
from moviefactory.cli import make_movie
states = 0
def watch(event, arguments):
    global states
    if event == "os.rename" and {unfinished!r} in str(arguments[1]):
        states += 1
        if states == 2:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
make_movie()
"""


def test_a_killed_run_goes_on_and_ends_in_the_same_clips(film: Path, rendered: Path, run: Run) -> None:
    """Killed in its second shot, while the state after the second of three steps is put in its place."""
    unfinished = film.parent / "unfinished" / "start"
    code = KILLED.format(unfinished=str(unfinished))
    command = [sys.executable, "-c", code, str(film), "--to", "video", "--checkpoint-steps", "1"]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}  # as in the tests: sums of two threads end in other last digits
    killed = subprocess.run(command, capture_output=True, text=True, check=False, env=one_thread)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (unfinished / "pass-00000.state").is_file()
    assert clips_in(film.parent).keys() == {"wait.mp4"}
    result = made(run, film, "--to", "video", "--checkpoint-steps", "1")
    assert (result["made"], result["kept"]) == (2, 1)
    assert clips_in(film.parent) == clips_in(rendered)
    assert not unfinished.exists()


def clips_in(folder: Path) -> dict[str, bytes]:
    found = (path for path in (folder / "clips").glob("*.mp4") if not path.name.startswith("partial."))
    return {path.name: path.read_bytes() for path in found}


def test_a_shot_that_its_model_cannot_render_is_told_before_anything_is_rendered(film: Path, run: Run) -> None:
    with_video(film, "t2v-sd")
    film.write_text(film.read_text(encoding="utf-8").replace("seconds: 0.75\n", "seconds: 9\n"), encoding="utf-8")
    result = run(film, "--to", "video")
    assert result.exit_code == 2
    assert "shot 'wait' (and 2 more shots)" in result.stderr and "cut the shot into" in result.stderr
    assert not (film.parent / "clips").exists()

"""Passes of a shot: words that change in the middle, sounds that go with their take, memory short from the start."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import diffusers
import torch
from test_diffusers_model import RATE, SIZE, OutOfMemory, rendered, request_for
from tiny_models import generic_image, load, tiny
from typer.testing import Result

from moviefactory.errors import PlanError, StageError
from moviefactory.media.frames import FrameWriter
from moviefactory.movie import Shot
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.diffusers_model import DiffusersModel
from moviefactory.video.pipeline import camera as camera_room
from moviefactory.video.pipeline import shooting

Run = Callable[..., Result]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def model() -> Iterator[DiffusersModel]:
    torch.set_num_threads(1)
    renderer = DiffusersModel("cpu")
    yield renderer
    renderer.close()


def film(path: Path, tone: int) -> Path:
    with FrameWriter(path, SIZE, RATE, crf=4) as clip:
        for index in range(6):
            clip.write(np.roll(generic_image(*SIZE, tone), 4 * index, axis=1))
    return path


def with_beats(request: ShotRequest, *beats: tuple[float, str]) -> ShotRequest:
    told = [{"at": at, "prompt": prompt} for at, prompt in beats]
    return replace(request, shot=Shot.model_validate({**request.shot.model_dump(), "beats": told}))


@pytest.mark.parametrize("name", ["wan-vace", "ltx", "wan-5b"])
def test_where_the_words_change_a_new_pass_goes_on_from_the_last_frames(
    model: DiffusersModel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    asked: list[Mapping[str, Any]] = []
    call = shooting.run_watched
    monkeypatch.setattr(
        shooting, "run_watched", lambda pipe, words, watch: asked.append(words) or call(pipe, words, watch)
    )
    desk = Desk()
    plain = request_for(name, frames=12)
    clip = rendered(model, with_beats(plain, (0.75, "It snows.")), desk)
    assert len(clip) == 12
    assert [one["prompt"] for one in asked] == ["A red fox runs.", "It snows."]
    assert (desk.facts["passes"], desk.facts["generated_frames"]) == (2, 12)
    without = rendered(model, plain)
    assert not np.array_equal(clip[7:], without[7:])


def test_words_that_a_model_cannot_change_are_refused_and_not_dropped(model: DiffusersModel) -> None:
    with pytest.raises(PlanError, match=r"beats: WanPipeline takes one text.*wan-5b"):
        rendered(model, with_beats(request_for("wan", frames=12), (0.75, "It snows.")))


def test_a_controlnet_follows_the_depth_of_the_guide(model: DiffusersModel, tmp_path: Path) -> None:
    torch.manual_seed(1)
    net = diffusers.ControlNetModel.from_unet(load("sd").unet, conditioning_embedding_out_channels=(8, 8, 8, 16))
    starts_at_nought = (*net.controlnet_down_blocks.parameters(), *net.controlnet_cond_embedding.conv_out.parameters())
    for part in starts_at_nought:  # where nothing is followed
        torch.nn.init.normal_(part, std=0.5)
    net.save_pretrained(tmp_path / "depth")

    def following(tone: int) -> np.ndarray:
        depth = film(tmp_path / f"{tone}.mp4", tone)
        request = request_for(
            "sd", guide="animatic", adapter=str(tiny("motion-adapter")), controlnet=str(tmp_path / "depth")
        )
        desk = Desk(sources={"guide": depth, "depth": depth})
        clip = rendered(model, request, desk)
        assert desk.facts["pipeline"] == "AnimateDiffControlNetPipeline"
        return clip

    assert not np.array_equal(following(0), following(4))


@pytest.mark.parametrize(("times", "rung"), [(1, "tile"), (9, "")])
def test_memory_that_runs_out_while_loading_goes_down_the_ladder_too(
    monkeypatch: pytest.MonkeyPatch, times: int, rung: str
) -> None:
    fresh, left, real = DiffusersModel("cpu"), [times], camera_room.load_pipeline

    def short(*arguments: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(*arguments)

    monkeypatch.setattr(camera_room, "load_pipeline", short)
    desk = Desk()
    if rung:
        rendered(fresh, request_for("wan"), desk)
        assert desk.facts["memory"] == rung
    else:
        with pytest.raises(StageError, match="out of memory while it was loaded"):
            rendered(fresh, request_for("wan"), desk)
    fresh.close()


def test_the_sound_of_a_pass_that_was_finished_is_not_lost_with_the_run(model: DiffusersModel, tmp_path: Path) -> None:
    import soundfile

    def stem(folder: str) -> Callable[[str], Path]:
        return lambda name: tmp_path / folder / f"run.{name}"

    request = request_for("ltx2", frames=20, most_frames=17)
    rendered(model, request, Desk(stem=stem("whole")))

    def press(words: str, done: int, total: int) -> None:
        if "pass 2" in words:
            raise KeyboardInterrupt

    unfinished = tmp_path / "unfinished" / "run"
    stopped = Desk(step=press, unfinished=unfinished, checkpoint_steps=1, key="a", stem=stem("resumed"))
    with pytest.raises(KeyboardInterrupt):
        rendered(model, request, stopped)
    rendered(model, request, replace(stopped, step=lambda words, done, total: None))
    one, other = (soundfile.read(tmp_path / folder / "run.model.wav")[0] for folder in ("whole", "resumed"))
    assert len(one) and np.array_equal(one, other)


def test_every_take_has_its_own_sound(small: Path, run: Run) -> None:
    text = small.read_text(encoding="utf-8")
    video = f"video: {{renderer: diffusers, model: {tiny('ltx2')}, diffusion: {{steps: 2, native_px: 96x64}}, "
    small.write_text(text.replace("video: {renderer: test-card, ", video), encoding="utf-8")
    assert run(small, "--only", "win", "--to", "video").exit_code == 0
    clips = small.parent / "clips"
    first = (clips / "win.model.wav").read_bytes()
    takes = json.loads(run(small, "--reroll", "win", "-n", "2", "--json").stdout)
    sounds = [Path(one["path"]).with_suffix(".model.wav").read_bytes() for one in takes]
    assert len(set(sounds)) == 3 and sounds[0] == first
    assert run(small, "--pick", "win=2", "--only", "win", "--to", "video").exit_code == 0
    assert (clips / "win.model.wav").read_bytes() == sounds[2]
    assert run(small, "--pick", "win=0", "--only", "win", "--to", "video").exit_code == 0
    assert (clips / "win.model.wav").read_bytes() == first


def test_where_passes_cannot_be_shorter_the_picture_still_becomes_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, desk = DiffusersModel("cpu"), Desk()
    OutOfMemory(monkeypatch, 6)
    assert len(rendered(fresh, request_for("wan-vace", frames=12, most_frames=17), desk)) == 12
    assert "size" in desk.facts["memory"]
    fresh.close()

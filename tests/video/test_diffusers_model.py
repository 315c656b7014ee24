"""The diffusers renderer as a whole: any pipeline renders a shot, whatever it is given, and whatever runs out."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("diffusers")

import torch
from tiny_models import generic_image, tiny

from moviefactory.errors import PlanError, StageError
from moviefactory.media.frames import FrameWriter
from moviefactory.movie import CastMember, Shot
from moviefactory.settings import VideoSettings
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.diffusers_model import DiffusersModel
from moviefactory.video.pipeline import shooting

SIZE = (96, 64)
RATE = Fraction(8)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def model() -> Iterator[DiffusersModel]:
    """One for the file, as there is one in a process."""
    torch.set_num_threads(1)
    renderer = DiffusersModel("cpu")
    yield renderer
    renderer.close()


def request_for(name: str, frames: int = 5, **changes: Any) -> ShotRequest:
    """A short shot of two steps in the size that the tiny models are quick at."""
    video: dict[str, Any] = {"guide": changes.pop("guide", ""), "guide_strength": changes.pop("guide_strength", 0.7)}
    seed, prompt, image = changes.pop("seed", 5), changes.pop("prompt", "A red fox runs."), changes.pop("image", "")
    diffusion = {"steps": 2, "native_px": "64x64", "frame_rate": 8, **changes}
    settings = VideoSettings.model_validate(
        {"renderer": "diffusers", "model": str(tiny(name)), "size_px": "96x64", "diffusion": diffusion, **video}
    )
    fox = CastMember(id="fox", noun="fox", description="a red fox", image=image)
    shot = Shot(id="run", prompt=prompt, subjects=("fox",))
    return ShotRequest(shot, (fox,), "", frames, RATE, SIZE, seed, settings, prompt, "blurry", 1)


def rendered(model: DiffusersModel, request: ShotRequest, desk: Desk | None = None) -> np.ndarray:
    return np.stack(list(model.frames_at(request, desk or Desk())))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two clips that begin with the very same frame: in the one it stands still, in the other it moves."""
    paths = {name: tmp_path_factory.mktemp("films") / "guide.mp4" for name in ("still", "moving")}
    for name, path in paths.items():
        with FrameWriter(path, SIZE, RATE, crf=0) as clip:
            for index in range(6):
                clip.write(np.roll(generic_image(*SIZE), 8 * index * (name == "moving"), axis=1))
    return paths


FAMILIES = ["wan", "wan-a14b", "wan-5b", "wan-vace", "ltx", "ltx2", "animatediff", "t2v-sd", "latte"]


@pytest.mark.parametrize("name", FAMILIES)
def test_any_family_renders_a_shot_of_the_frames_and_the_size_that_are_asked_for(
    model: DiffusersModel, name: str
) -> None:
    desk = Desk()
    clip = rendered(model, request_for(name), desk)
    assert (clip.shape, clip.dtype) == ((5, 64, 96, 3), np.uint8)
    assert clip.std() > 0
    assert desk.facts["generated_frames"] >= 5
    assert desk.facts["pipeline"].endswith("Pipeline")
    assert desk.facts["models"] == [f"{name}: licence unknown: see its page"]


def test_a_seed_is_a_take_and_the_same_seed_the_same_take(model: DiffusersModel) -> None:
    first = rendered(model, request_for("wan"))
    other = rendered(model, request_for("wan", seed=6))
    assert np.array_equal(first, rendered(model, request_for("wan")))
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("size_px", "frames", "rate"), [((130, 70), 1, Fraction(24)), ((64, 112), 7, Fraction(30000, 1001))]
)
def test_odd_sizes_and_rates_come_out_exactly(
    model: DiffusersModel, size_px: tuple[int, int], frames: int, rate: Fraction
) -> None:
    request = replace(request_for("wan", frames), size_px=size_px, frame_rate=rate)
    assert rendered(model, request).shape == (frames, size_px[1], size_px[0], 3)


def test_one_pipeline_is_loaded_for_many_shots(model: DiffusersModel) -> None:
    rendered(model, request_for("wan"))
    loads = model._camera.loads
    for seed in range(3):
        rendered(model, request_for("wan", seed=seed))
    assert model._camera.loads == loads


def test_a_model_with_sound_leaves_it_as_a_stem_of_the_shots_length(model: DiffusersModel, tmp_path: Path) -> None:
    import soundfile

    desk = Desk(stem=lambda name: tmp_path / f"run.{name}")
    rendered(model, request_for("ltx2"), desk)
    samples, rate_hz = soundfile.read(tmp_path / desk.facts["sound"])
    assert desk.facts["sound"] == "run.model.wav"
    assert abs(len(samples) / rate_hz - 5 / 8) < 0.3


@pytest.mark.parametrize(("name", "link"), [("wan-vace", "overlap"), ("ltx", "overlap"), ("wan-5b", "last-frame")])
def test_a_shot_that_is_longer_than_the_model_is_chained(model: DiffusersModel, name: str, link: str) -> None:
    desk = Desk()
    clip = rendered(model, request_for(name, frames=26, most_frames=17), desk)
    assert clip.shape[0] == 26
    assert desk.facts["passes"] >= 2
    assert desk.facts["link"] == link
    assert desk.facts["slowed"] == 1.0


def test_free_noise_renders_a_long_shot_in_one_pass(model: DiffusersModel) -> None:
    desk = Desk()
    assert rendered(model, request_for("animatediff", frames=20), desk).shape[0] == 20
    assert (desk.facts["passes"], desk.facts["link"]) == (1, "free-noise")


def test_where_nothing_chains_a_longer_shot_is_slowed_and_says_so(model: DiffusersModel) -> None:
    told: list[str] = []
    desk = Desk(note=told.append)
    assert rendered(model, request_for("t2v-sd", frames=12, most_frames=8, chain="off"), desk).shape[0] == 12
    assert desk.facts["slowed"] > 1
    assert any("slower" in text for text in told)
    with pytest.raises(PlanError, match="shot"):
        rendered(model, request_for("t2v-sd", frames=60, most_frames=8, chain="off"))


def test_several_texts_in_one_take_change_what_comes_after(model: DiffusersModel) -> None:
    plain = request_for("animatediff", frames=16)
    shot = Shot.model_validate({**plain.shot.model_dump(), "beats": [{"at": 1.0, "prompt": "It snows."}]})
    assert not np.array_equal(rendered(model, plain), rendered(model, replace(plain, shot=shot)))


@pytest.mark.parametrize("name", ["wan", "ltx", "animatediff", "t2v-sd", "wan-vace"])
def test_an_animatic_guides_the_model(model: DiffusersModel, films: dict[str, Path], name: str) -> None:
    def guided(film: str) -> np.ndarray:
        desk = Desk(sources={"guide": films[film], "depth": films[film]})
        return rendered(model, request_for(name, guide="animatic", steps=4), desk)

    one, other = guided("still"), guided("moving")
    assert one.shape == (5, 64, 96, 3)
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, rendered(model, request_for(name, steps=4)))
    assert np.array_equal(one, guided("still"))


def test_a_low_strength_stays_close_to_the_guide(model: DiffusersModel, films: dict[str, Path]) -> None:
    desk = Desk(sources={"guide": films["moving"]})
    steps: dict[float, int] = {}
    for strength in (0.25, 1.0):
        seen: list[tuple[int, int]] = []
        told = replace(desk, step=lambda words, done, total, seen=seen: seen.append((done, total)))
        rendered(model, request_for("wan", guide="animatic", guide_strength=strength, steps=8), told)
        steps[strength] = max(done for done, _ in seen)
    assert steps == {0.25: 2, 1.0: 8}


@pytest.mark.parametrize(("name", "how"), [("wan-vace", "auto"), ("wan-i2v", "auto"), ("ltx", "image")])
def test_a_picture_of_the_cast_reaches_the_model(model: DiffusersModel, tmp_path: Path, name: str, how: str) -> None:
    def with_picture(tone: int) -> np.ndarray:
        cv2.imwrite(str(tmp_path / f"hero {tone}.png"), generic_image(40, 60, tone)[..., ::-1])
        request = request_for(name, image=f"hero {tone}.png", references=how)
        return rendered(model, request, Desk(folder=tmp_path))

    assert not np.array_equal(with_picture(0), with_picture(4))


@pytest.mark.parametrize("name", ["wan-i2v", "wan-5b", "ltx", "wan-vace"])
def test_a_key_frame_is_animated(model: DiffusersModel, tmp_path: Path, name: str) -> None:
    def begun_with(tone: int) -> np.ndarray:
        path = tmp_path / f"{tone}.png"
        cv2.imwrite(str(path), generic_image(*SIZE, tone)[..., ::-1])
        return rendered(model, request_for(name), Desk(sources={"key_frame": path}))

    assert not np.array_equal(begun_with(0), begun_with(4))


def test_what_a_model_cannot_be_given_is_said_and_not_dropped(model: DiffusersModel, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "hero.png"), generic_image(40, 60))
    with pytest.raises(PlanError, match=r"references.*(wan-vace|VACE)"):
        rendered(model, request_for("t2v-sd", image="hero.png"), Desk(folder=tmp_path))
    with pytest.raises(PlanError, match="does not run without image"):
        rendered(model, request_for("wan-i2v"))
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(PlanError, match=r"cast 'fox'.*broken\.png.*PNG or JPEG"):
        rendered(model, request_for("wan-vace", image="broken.png"), Desk(folder=tmp_path))


def test_shared_noise_brings_two_shots_closer(model: DiffusersModel) -> None:
    def distance(share: float) -> float:
        clips = [rendered(model, request_for("wan", seed=seed, shared_noise=share)).astype(float) for seed in (1, 2)]
        return float(np.abs(clips[0] - clips[1]).mean())

    assert distance(0.9) < distance(0.0)


class OutOfMemory:
    """Stands before the call of the pipeline, and lets memory run out the first `times` times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        self.left, self.call = times, shooting.run_watched
        self.seen: list[Mapping[str, Any]] = []
        monkeypatch.setattr(shooting, "run_watched", self)

    def __call__(self, pipe: Any, arguments: Mapping[str, Any], watch: Any) -> Any:
        self.seen.append(arguments)
        if self.left:
            self.left -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return self.call(pipe, arguments, watch)


@pytest.mark.parametrize(
    ("times", "rung"),
    [(1, "none"), (2, "tile"), (3, "frames*0.5"), (4, "frames*0.25"), (5, "size*0.75"), (6, "size*0.5")],
)
def test_where_memory_runs_out_the_next_measure_is_taken_and_the_shot_is_made(
    monkeypatch: pytest.MonkeyPatch, times: int, rung: str
) -> None:
    fresh = DiffusersModel("cpu")
    OutOfMemory(monkeypatch, times)
    told: list[str] = []
    desk = Desk(note=told.append)
    clip = rendered(fresh, request_for("wan-vace", frames=20, most_frames=33), desk)
    assert clip.shape == (20, 64, 96, 3)
    assert rung in desk.facts["memory"]
    assert len([text for text in told if "memory ran out" in text]) == times - 1
    if "frames" in rung or "size" in rung:
        assert desk.facts["passes"] > 1
    following = Desk()
    rendered(fresh, request_for("wan-vace", seed=9, most_frames=33), following)
    assert following.facts["memory"] == desk.facts["memory"]  # what was learnt holds for the next shot
    fresh.close()


def test_a_model_that_cannot_chain_skips_the_measures_that_would_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, desk = DiffusersModel("cpu"), Desk()
    OutOfMemory(monkeypatch, 3)
    assert rendered(fresh, request_for("t2v-sd", chain="off"), desk).shape == (5, 64, 96, 3)
    assert "size*0.75" in desk.facts["memory"]
    fresh.close()


def test_when_every_measure_was_taken_it_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = DiffusersModel("cpu")
    OutOfMemory(monkeypatch, 99)
    with pytest.raises(StageError, match=r"shot run: out of memory even with every measure.*smaller model"):
        rendered(fresh, request_for("wan"))
    fresh.close()


def test_another_error_is_not_taken_for_a_lack_of_memory(
    model: DiffusersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: Any) -> Any:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(shooting, "run_watched", fails)
    with pytest.raises(RuntimeError, match="mat1"):
        rendered(model, request_for("wan"))


def test_many_shots_leave_nothing_behind(model: DiffusersModel) -> None:
    def tensors() -> int:
        gc.collect()
        return sum(torch.is_tensor(one) for one in gc.get_objects())

    counts = []
    for seed in range(20):
        rendered(model, replace(request_for("wan", frames=1, seed=seed), size_px=(32, 32)))
        if seed in (4, 19):
            counts.append(tensors())
    assert counts[1] <= counts[0]


def test_ctrl_c_stops_within_a_step_and_the_next_shot_renders(model: DiffusersModel) -> None:
    whole = rendered(model, request_for("wan", steps=6))
    seen: list[int] = []

    def press(words: str, done: int, total: int) -> None:
        seen.append(done)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rendered(model, request_for("wan", steps=6), Desk(step=press))
    assert seen[-1] == 2
    assert np.array_equal(rendered(model, request_for("wan", steps=6)), whole)


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from moviefactory.video import Desk
from moviefactory.video.diffusers_model import DiffusersModel
from test_diffusers_model import request_for
count = 0
def step(words, done, total):
    global count
    count += 1
    if count == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
desk = Desk(step=step, unfinished=Path({folder!r}), checkpoint_steps=2, key="a")
list(DiffusersModel("cpu").frames_at(request_for({name!r}, frames=12, most_frames=9, steps=5), desk))
"""


@pytest.mark.parametrize(("name", "at"), [("wan-vace", 8)])
def test_a_killed_shot_goes_on_in_the_middle_of_a_pass_bit_by_bit(
    model: DiffusersModel, tmp_path: Path, name: str, at: int
) -> None:
    request = request_for(name, frames=12, most_frames=9, steps=5)
    whole = rendered(model, request)
    folder = tmp_path / "unfinished" / "run"
    code = KILLED.format(tests=str(Path(__file__).parent), at=at, folder=str(folder), name=name)
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(list(folder.iterdir())) == 2  # the pass that was finished, and the state of the one that was not
    seen: list[int] = []
    desk = Desk(step=lambda words, done, total: seen.append(done), unfinished=folder, checkpoint_steps=2, key="a")
    assert np.array_equal(rendered(model, request, desk), whole)
    assert len(seen) == 3  # steps 3 to 5 of the second pass
    assert not folder.exists()


def test_nothing_of_another_shot_is_taken_up(model: DiffusersModel, tmp_path: Path) -> None:
    def press(words: str, done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    desk = Desk(step=press, unfinished=tmp_path / "run", checkpoint_steps=1, key="a prompt")
    with pytest.raises(KeyboardInterrupt):
        rendered(model, request_for("wan", steps=4), desk)
    assert list((tmp_path / "run").iterdir())
    other = Desk(unfinished=tmp_path / "run", checkpoint_steps=1, key="another prompt")
    clip = rendered(model, request_for("wan", steps=4, prompt="A blue fox sleeps."), other)
    assert np.array_equal(clip, rendered(model, request_for("wan", steps=4, prompt="A blue fox sleeps.")))

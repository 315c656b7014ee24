"""The way from a model's frame rate to the movie's, as the plan names it, and when that makes a clip anew."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moviefactory.errors import PlanError
from moviefactory.movie import Movie, Shot
from moviefactory.settings import DiffusionSettings, VideoSettings
from moviefactory.video import ShotRequest
from moviefactory.video.backing import backing_of
from moviefactory.video.clip_request import clip_inputs, request_of, settings_of_how
from moviefactory.video.timing import at_movie_rate, frame_rate_network
from moviefactory.workspace import Workspace


def request(renderer: str = "remote", **diffusion: Any) -> ShotRequest:
    settings = VideoSettings(renderer=renderer, model="m", diffusion=DiffusionSettings(**diffusion))
    return ShotRequest(Shot(id="a", prompt="x"), (), "", 12, Fraction(24), (64, 64), 1, settings, prompt="x")


def backing(folder: Path, **diffusion: Any) -> Any:
    film = Movie.model_validate({
        "title": "t", "scenes": [{"id": "s", "shots": [{"id": "a", "prompt": "x"}]}],
        "video": {"renderer": "remote", "remote": {"base_url": "http://localhost:1"}, "diffusion": diffusion},
    })  # fmt: skip
    return backing_of(film, Workspace(folder))


def test_a_shot_gets_its_frames_in_the_way_that_the_plan_names(tmp_path: Path) -> None:
    frames = [np.full((32, 32, 3), 30 * index, np.uint8) for index in range(5)]
    for how, fourth in (("repeat", 30), ("nearest", 30), ("blend", 40), ("auto", 40)):
        out = list(at_movie_rate(iter(frames), Fraction(8), request(retime=how), tmp_path))
        assert len(out) == 12 and abs(int(out[4].mean()) - fourth) <= 1


def test_a_network_is_looked_for_in_the_movies_folder(tmp_path: Path) -> None:
    (tmp_path / "rife.onnx").write_bytes(b"weights")
    found = frame_rate_network(request(retime_model="rife.onnx").settings, tmp_path)
    assert found == (tmp_path / "rife.onnx").resolve()
    assert frame_rate_network(request(retime="flow", retime_model="rife.onnx").settings, tmp_path) is None
    assert frame_rate_network(request().settings, tmp_path) is None


def test_a_network_that_is_not_there_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"video\.diffusion\.retime_model: there is no file gone\.onnx"):
        backing(tmp_path, retime_model="gone.onnx")
    with pytest.raises(PlanError, match="rife needs a network"):
        backing(tmp_path, retime="rife")


def test_another_network_is_another_clip_and_where_it_lies_is_not(tmp_path: Path) -> None:
    for name, content in (("one.onnx", b"one"), ("moved.onnx", b"one"), ("two.onnx", b"two")):
        (tmp_path / name).write_bytes(content)
    one, moved, two = (backing(tmp_path, retime_model=f"{name}.onnx").identity for name in ("one", "moved", "two"))
    assert one == moved != two and one != backing(tmp_path).identity
    inputs = [clip_inputs(request(retime_model=name)) for name in ("one.onnx", "moved.onnx")]
    assert inputs[0] == inputs[1] != clip_inputs(request())


@pytest.mark.parametrize("renderer", ["remote", "diffusers"])
def test_what_the_plan_says_reaches_the_renderer(renderer: str) -> None:
    """Through the plain values that a job is made of."""
    wanted = request(renderer, retime="auto", retime_model="net.onnx", fit="pad")
    got = request_of(clip_inputs(wanted), {"settings": settings_of_how(wanted.settings)}).settings.diffusion
    assert (got.retime, got.retime_model, got.fit) == ("rife", "net.onnx", "pad")


@pytest.mark.parametrize("renderer", ["remote", "diffusers"])
def test_auto_without_a_network_is_flow_and_no_other_clip(renderer: str) -> None:
    assert clip_inputs(request(renderer)) == clip_inputs(request(renderer, retime="flow"))
    assert clip_inputs(request(renderer)) != clip_inputs(request(renderer, retime="repeat"))

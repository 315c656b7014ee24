"""LocalAI and Xinference: one long call, its video in the answer or at an address of the same server."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from video_server import Table, Ticking, VideoServer, broken_off, serving, shot_request

from moviefactory.errors import MovieFactoryError, PlanError
from moviefactory.video.remote_model import RemoteModel


@pytest.fixture
def server() -> Iterator[VideoServer]:
    with serving(VideoServer("localai")) as running:
        yield running


def render(url: str, table: Table | None = None, ticking: Ticking | None = None, **remote: Any) -> list[np.ndarray]:
    model = RemoteModel((ticking or Ticking()).clock)
    return list(model.frames_at(shot_request(url, **remote), (table or Table()).desk))


def failure(url: str, **remote: Any) -> str:
    with pytest.raises(MovieFactoryError) as caught:
        render(url, **remote)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 700
    return str(caught.value)


@pytest.fixture
def key_frame(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / "key.png"), np.full((64, 96, 3), 200, np.uint8))
    return tmp_path / "key.png"


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/video"])
def test_localai_is_asked_in_its_own_words(server: VideoServer, ending: str, key_frame: Path) -> None:
    table = Table(sources={"key_frame": key_frame})
    assert len(render(server.url + ending, table, protocol="localai", steps=20, guidance=5.0)) == 24
    (asked,) = server.asked
    picture = asked.fields.pop("start_image")
    assert asked.path == "/video" and base64.b64decode(picture).startswith(b"\x89PNG")
    assert asked.fields == {
        "model": "wan-1.3b", "prompt": "A red car waits, in Wan's words.", "negative_prompt": "blurry", "width": 96,
        "height": 64, "size": "96x64", "num_frames": 25, "fps": 12, "seconds": "2", "seed": 3_000_000_000 & 0x7FFFFFFF,
        "cfg_scale": 5.0, "step": 20, "response_format": "b64_json",
    }  # fmt: skip
    assert table.facts["protocol"] == "localai" and table.facts["remote_id"] == ""


def test_xinference_gets_the_arguments_of_its_pipeline_as_a_text(server: VideoServer) -> None:
    assert len(render(server.url, protocol="xinference", steps=20, extra={"flow_shift": 3.0})) == 24
    (asked,) = server.asked
    assert asked.path == "/v1/video/generations" and set(asked.fields) == {"model", "prompt", "n", "kwargs"}
    assert json.loads(asked.fields["kwargs"]) == {
        "width": 96, "height": 64, "num_frames": 25, "fps": 12, "negative_prompt": "blurry",
        "num_inference_steps": 20, "flow_shift": 3.0,
    }  # fmt: skip


def test_xinference_gets_a_picture_at_the_address_for_pictures(server: VideoServer, key_frame: Path) -> None:
    assert len(render(server.url + "/v1", Table(sources={"key_frame": key_frame}), protocol="xinference")) == 24
    (asked,) = server.asked
    assert asked.path.endswith("/v1/video/generations/image") and asked.fields["image"].startswith(b"\x89PNG")
    assert json.loads(asked.fields["kwargs"])["num_frames"] == 25 and asked.fields["n"] == "1"


@pytest.mark.parametrize("protocol", ["localai", "xinference"])
@pytest.mark.parametrize("form", ["", "url", "relative", "data"])
def test_every_form_of_an_answer_is_read(server: VideoServer, protocol: str, form: str) -> None:
    server.create = [form]
    assert len(render(server.url, protocol=protocol)) == 24


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("not base64", "no base64"), ("empty", "holds no video"), ("error", "CUDA out of memory"),
        ("junk", "is no video"),
        ("url=http://evil.example/a.mp4", "evil.example"), ("url=file:///etc/passwd", "not followed"),
        ("url=/nowhere.mp4", "could not be fetched"), ((500, {"error": {"message": "backend died"}}), "backend died"),
        ((404, {"detail": "Not Found"}), "video.remote.protocol"), ((200, "not json"), "no JSON"),
        ((200, {"data": "x"}), "holds no video"), ((200, {"data": [7]}), "holds no video"),
        ((200, {"data": [{"b64_json": 5}]}), "no base64"), ("close", "may be rendering for nobody"),
        ((401, {}), "asks for a key"),
    ],
)  # fmt: skip
def test_every_fault_is_one_line_and_nothing_is_asked_twice(server: VideoServer, fault: Any, words: str) -> None:
    server.create = [fault] * 2
    assert words in failure(server.url, protocol="localai")
    assert server.creates == 1


def test_a_busy_server_is_waited_for(server: VideoServer) -> None:
    server.create, server.retry_after = [(503, {"detail": "loading"}), (429, {})], "20"
    assert len(render(server.url, protocol="localai", ticking=(ticking := Ticking()))) == 24
    assert ticking.slept == [20.0, 20.0]


def test_a_server_that_stays_busy_is_left_at_the_deadline(server: VideoServer) -> None:
    server.create = [(503, {"detail": "loading"})] * 999
    assert "before the deadline (503: loading)" in failure(server.url, protocol="localai", deadline_minutes=1)


def test_nobody_there_is_told() -> None:
    assert "nothing listens there" in failure("http://127.0.0.1:9", protocol="xinference")


@pytest.mark.parametrize("protocol", ["localai", "xinference"])
def test_the_model_must_be_named(server: VideoServer, protocol: str) -> None:
    with pytest.raises(PlanError, match=r"video\.model.*--model"):
        render(server.url, protocol=protocol, model="")
    assert not server.asked


def test_a_video_that_came_is_not_rendered_again_after_a_kill(server: VideoServer, tmp_path: Path) -> None:
    table = Table(tmp_path / "left")
    broken_off(shot_request(server.url, protocol="localai"), table)
    assert len(render(server.url, table, protocol="localai")) == 24 and server.creates == 1
    broken_off(shot_request(server.url, protocol="localai"), table)
    table.key = "another"
    assert len(render(server.url, table, protocol="localai")) == 24 and server.creates == 3

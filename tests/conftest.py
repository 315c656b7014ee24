"""Shared: a small movie that takes a second to make, and a way to run the command line inside the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from moviefactory import cli

SMALL = """\
title: The Race
idea: a race between a car and an airplane
frame_rate: 12
size_px: 192x80
video: {renderer: test-card, size_px: 96x64}
upscale: {upscaler: lanczos}
compose: {encoder_speed: ultrafast, crf: 30}
cast:
- {id: car, noun: car, kind: vehicle, description: a glossy red car}
scenes:
- id: road
  heading: EXT. COAST ROAD - DAY
  sounds:
  - {id: road-air, kind: ambience, description: soft wind}
  shots:
  - {id: wait, prompt: A glossy red car waits., seconds: 1, subjects: [car], sounds: [{id: idle, description: car engine idling}]}
  - {id: start, prompt: A glossy red car starts., seconds: 1, subjects: [car], sounds: [{id: rev, description: car engine revving}]}
- id: goal
  heading: EXT. STADIUM - DAY
  shots:
  - id: win
    prompt: A glossy red car crosses the line.
    seconds: 1
    transition_in: {kind: crossfade, seconds: 0.25}
    subjects: [car]
    sounds: [{id: cheer, description: crowd cheering}]
"""  # noqa: E501


@pytest.fixture(autouse=True)
def no_model_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a key: no test may spend it."""
    for name in (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_MODEL",
        "MOVIEFACTORY_VIDEO_API_KEY",
        "MOVIEFACTORY_VIDEO_BASE_URL",
        "HF_HUB_OFFLINE",
        "MOVIEFACTORY_VOICE_API_KEY",
        "MOVIEFACTORY_VOICE_BASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_sounds_of_the_person(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a sound catalogue: no test may read it or write to it."""
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path_factory.getbasetemp() / "moviefactory-home"))


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue, vectors and a cache of weights for this test alone."""
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(here: Path) -> Path:
    """The small movie's project file, in a folder of its own."""
    folder = here / "the race"
    folder.mkdir()
    (folder / "movie.yaml").write_text(SMALL, encoding="utf-8")
    return folder / "movie.yaml"


@pytest.fixture
def run() -> Callable[..., Result]:
    """`run("idea", "--flag")` is make-movie; `run("status", "x", command="moviefactory")` the other command."""

    def invoke(*arguments: str, command: str = "make-movie") -> Result:
        app = cli._maker if command == "make-movie" else cli.app
        return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)

    return invoke

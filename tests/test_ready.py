"""Who draws where nobody says so, and what is asked before weights are fetched."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

import moviefactory.ready as room
from moviefactory.jobs.run import Event
from moviefactory.plan_file import read_yaml
from moviefactory.ready import declined, settled
from moviefactory.script.write_script import Brief, draft_of

Run = Callable[..., Result]


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with a graphics card and an empty cache of models."""
    monkeypatch.setattr(room, "default_video_preset", lambda: "wan-1.3b")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def renderer_of(brief: Brief) -> tuple[str, str]:
    video = draft_of(brief).movie.video
    return video.renderer, video.model


def test_without_a_card_a_new_movie_is_an_animatic(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "default_video_preset", lambda: "")
    assert renderer_of(settled(Brief("a fox"))) == ("animatic", "")


def test_with_a_card_a_new_movie_is_rendered_by_wan(here: Path, card: None) -> None:
    asked: list[str] = []
    brief = settled(Brief("a fox"), consent=lambda text: not asked.append(text))
    assert renderer_of(brief) == ("diffusers", "Wan-AI/Wan2.1-T2V-1.3B-Diffusers")
    assert "28.9 GB" in asked[0] and "Apache-2.0" in asked[0]


def test_who_does_not_agree_gets_an_animatic_and_hears_how_to_change_that(here: Path, card: None) -> None:
    events: list[Event] = []
    assert renderer_of(settled(Brief("a fox"), events.append, declined)) == ("animatic", "")
    assert "--preset wan-1.3b --yes" in events[0].text


@pytest.mark.parametrize("flags", [{"video": {"renderer": "animatic"}}, {"video": {"renderer": "test-card"}}])
def test_a_renderer_that_was_named_is_the_renderer(here: Path, card: None, flags: dict[str, dict[str, str]]) -> None:
    brief = Brief("a fox", flags=flags)
    assert settled(brief) == brief


def test_a_plan_that_is_there_keeps_its_renderer(small: Path, card: None) -> None:
    assert renderer_of(settled(Brief(file=small)))[0] == "test-card"


def test_presets_that_a_person_names_rank_above_the_model_of_the_machine(here: Path, card: None) -> None:
    movie = draft_of(settled(Brief("a fox", preset="draft"))).movie
    assert (movie.video.renderer, movie.size_px, movie.frame_rate) == ("diffusers", (768, 320), 12)


def test_the_renderer_diffusers_without_a_model_means_the_default_one(here: Path, card: None) -> None:
    brief = settled(Brief("a fox", flags={"video": {"renderer": "diffusers"}}))
    assert renderer_of(brief) == ("diffusers", "Wan-AI/Wan2.1-T2V-1.3B-Diffusers")


def test_a_script_alone_needs_no_weights_and_no_question(here: Path, card: None, run: Run) -> None:
    assert run("a fox in the snow", "--script-only").exit_code == 0
    assert read_yaml(Path("outputs/a-fox-in-the-snow/movie.yaml"))["video"]["renderer"] == "diffusers"

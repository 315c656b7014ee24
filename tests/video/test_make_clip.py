"""The video job: exact frames, what it depends on, guides, and models that misbehave."""

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import moviefactory.video.make_clip as room
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import Task, Tell, run_job, status
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.video import VIDEO_MODELS, ShotRequest, load_video_model
from moviefactory.video.make_clip import clip_inputs, clip_job, make_clip, request_of, slate_job
from moviefactory.workspace import Workspace


def movie(**changes: object) -> Movie:
    shot = {"id": "drop", "prompt": "Rain falls.", "seconds": 0.5, **changes}
    return Movie.model_validate(
        {
            "title": "Rain",
            "frame_rate": 12,
            "video": {"renderer": "test-card", "size_px": "192x80"},
            "scenes": [{"id": "street", "shots": [shot]}],
        }
    )


def job_of(film: Movie, folder: Path) -> "room.Job":
    ((scene, shot),) = film.shots()
    return clip_job(film, scene, shot, Workspace(folder))


class Guided:
    """A model that knows depth and boxes, or gives too few frames."""

    def __init__(self, short: int = 0) -> None:
        self.short = short

    def frames(self, request: ShotRequest) -> Iterator[np.ndarray]:
        yield from (rgb for rgb, _, _ in self.guided_frames(request))

    def guided_frames(self, request: ShotRequest) -> Iterator[tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]]:
        width, height = request.size_px
        for index in range(request.frames - self.short):
            yield np.full((height, width, 3), 90, np.uint8), np.full((height, width), 200, np.uint8), (index, 0, 9, 9)

    def credits(self, request: ShotRequest) -> tuple[str, ...]:
        return ("Art by somebody",)


def test_a_clip_has_the_planned_frames_rate_and_size(tmp_path: Path) -> None:
    job = job_of(movie(), tmp_path)
    facts = run_job(job)
    info = probe(job.output)
    assert (info.frames, info.frame_rate, info.size_px) == (6, Fraction(12), (192, 80))
    assert facts == {"frames": 6, "size_px": [192, 80], "credits": []}
    assert status(job).state == "done"


def test_no_two_frames_of_the_test_card_are_equal(tmp_path: Path) -> None:
    job = job_of(movie(), tmp_path)
    run_job(job)
    frames = list(read_frames(job.output))
    assert all(np.abs(a.astype(int) - b).max() > 40 for a, b in pairwise(frames))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"prompt": "Snow falls."}, "stale"),
        ({"seconds": 1.0}, "stale"),
        ({"seed": 5}, "stale"),
        ({"camera": {"move": "push_in"}}, "stale"),
        ({"sounds": [{"id": "rain", "description": "rain"}]}, "done"),
        ({"transition_in": {"kind": "wipe", "seconds": 0.4}}, "done"),
    ],
)
def test_a_clip_depends_on_its_picture_and_not_on_its_sound_or_cut(
    tmp_path: Path, changes: dict[str, object], state: str
) -> None:
    run_job(job_of(movie(), tmp_path))
    assert status(job_of(movie(**changes), tmp_path)).state == state


def test_a_request_survives_the_way_through_plain_values() -> None:
    film = movie(staging={"setting": "city", "weather": "rain"})
    ((_, shot),) = film.shots()
    inputs = clip_inputs(ShotRequest(shot, film.cast, film.style, 6, Fraction(30000, 1001), (192, 80), 4, film.video))
    assert json.loads(json.dumps(inputs)) == inputs
    assert clip_inputs(request_of(inputs)) == inputs


def test_guides_are_written_beside_the_clip_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "load_video_model", lambda name: Guided())
    film = movie()
    film = film.model_copy(update={"video": film.video.model_copy(update={"guides": True})})
    job = job_of(film, tmp_path)
    facts = run_job(job)
    assert facts["credits"] == ["Art by somebody"]
    assert probe(job.output.with_name("drop.depth.mp4")).frames == 6
    boxes = json.loads(job.output.with_name("drop.boxes.json").read_text())
    assert boxes[5] == [5, 0, 9, 9]


def test_a_model_that_loses_frames_is_a_clear_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "load_video_model", lambda name: Guided(short=2))
    job = job_of(movie(), tmp_path)
    with pytest.raises(MediaError, match="clip drop: test-card gave 4 frames"):
        run_job(job)
    assert not job.output.exists()


def test_a_slate_stands_in_for_a_failed_shot(tmp_path: Path) -> None:
    clip = job_of(movie(), tmp_path)
    slate = slate_job("drop", clip, "out of memory at step 3", Workspace(tmp_path))
    run_job(slate)
    assert probe(slate.output).frames == 6
    assert slate.output != clip.output


def test_models_are_found_by_name() -> None:
    assert load_video_model("test-card") is load_video_model("test-card")
    with pytest.raises(PlanError, match="choose one of animatic, diffusers"):
        load_video_model("sora")
    for name in (name for name, target in VIDEO_MODELS.items() if not target):
        with pytest.raises(NotInstalled, match=f"the {name} renderer is not part of this version"):
            load_video_model(name)


def test_progress_counts_frames(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    job = job_of(movie(), tmp_path)
    make_clip(Task(job.inputs, (), tmp_path / "x.mp4", Tell(progress=lambda done, total: seen.append((done, total)))))
    assert seen == [(n, 6) for n in range(1, 7)]

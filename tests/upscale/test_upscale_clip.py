"""The upscale job: every adapter keeps the frames, reaches the size, and streams."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import moviefactory.upscale.upscale_clip as room
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import Facts, Job, Task, run_job, status
from moviefactory.media.frames import FrameWriter, read_frames
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.upscale import UPSCALERS, load_upscaler
from moviefactory.upscale.upscale_clip import as_clip, upscale_job
from moviefactory.workspace import Workspace

THERE = [name for name, target in UPSCALERS.items() if target]


def draw(task: Task) -> Facts:
    width, height = task.inputs["size_px"]
    with FrameWriter(task.output, (width, height), Fraction(task.inputs["frame_rate"]), crf=6) as clip:
        for index in range(task.inputs["frames"]):
            frame = np.zeros((height, width, 3), np.uint8)
            frame[:, : width // 2] = (20 * index, 120, 60)
            frame[: height // 2, width // 2 :] = (220, 220, 40)
            clip.write(frame)
    return {}


def clip_of(folder: Path, size_px: tuple[int, int] = (160, 64)) -> Job:
    inputs = {"frames": 7, "frame_rate": "30000/1001", "size_px": list(size_px)}
    job = Job("clip drop", draw, inputs, Workspace(folder).clip("drop"))
    run_job(job)
    return job


def movie(size: str = "640x256", upscaler: str = "lanczos") -> Movie:
    scenes = [{"id": "a", "shots": [{"id": "drop", "prompt": "x"}]}]
    return Movie.model_validate({"title": "x", "size_px": size, "upscale": {"upscaler": upscaler}, "scenes": scenes})


@pytest.mark.parametrize("name", THERE)
def test_every_frame_comes_out_enlarged_in_order_and_in_colour(tmp_path: Path, name: str) -> None:
    job = upscale_job(movie(upscaler=name), "drop", clip_of(tmp_path), Workspace(tmp_path))
    run_job(job)
    info = probe(job.output)
    assert (info.frames, info.frame_rate, info.size_px) == (7, Fraction(30000, 1001), (640, 256))
    assert info.color.startswith("tv, bt709")
    frames = list(read_frames(job.output))
    assert [abs(int(frame[128, 100, 0]) - 20 * n) <= 6 for n, frame in enumerate(frames)] == [True] * 7
    assert np.abs(frames[3][60, 500].astype(int) - (220, 220, 40)).max() <= 8


@pytest.mark.parametrize("name", THERE)
def test_another_shape_is_cropped_about_its_centre_not_squeezed(tmp_path: Path, name: str) -> None:
    job = upscale_job(movie("200x200", name), "drop", clip_of(tmp_path), Workspace(tmp_path))
    run_job(job)
    frame = next(iter(read_frames(job.output)))
    assert frame.shape == (200, 200, 3)
    edge = np.flatnonzero(np.abs(np.diff(frame[150, :, 1].astype(int))) > 8)
    assert abs(float(edge.mean()) - 100) < 4  # the half-way line of the source stays in the middle


def test_a_clip_of_the_right_size_passes_through(tmp_path: Path) -> None:
    job = upscale_job(movie("160x64"), "drop", clip_of(tmp_path), Workspace(tmp_path))
    run_job(job)
    assert probe(job.output).size_px == (160, 64)


def test_lost_frames_are_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loser:
        def upscale(self, source: Path, output: Path, size_px: tuple[int, int], on_frame: object) -> None:
            output.write_bytes(source.read_bytes())

    monkeypatch.setattr(room, "load_upscaler", lambda name: Loser())
    job = upscale_job(movie(), "drop", clip_of(tmp_path), Workspace(tmp_path))
    with pytest.raises(MediaError, match=r"upscaled drop: the upscaler gave 7 frames of \(160, 64\)"):
        run_job(job)


def test_it_is_stale_when_the_clip_before_it_is(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    run_job(upscale_job(movie(), "drop", clip, Workspace(tmp_path)))
    changed = replace(clip, inputs={**clip.inputs, "frames": 8})
    assert status(upscale_job(movie(), "drop", clip, Workspace(tmp_path))).state == "done"
    assert status(upscale_job(movie(), "drop", changed, Workspace(tmp_path))).state == "stale"


def test_the_cut_knows_it_as_a_clip(tmp_path: Path) -> None:
    job = upscale_job(movie(), "drop", clip_of(tmp_path), Workspace(tmp_path))
    clip = as_clip("drop", job)
    assert (clip.frames, clip.frame_rate, clip.size_px) == (7, Fraction(30000, 1001), (640, 256))


def test_upscalers_are_found_by_name() -> None:
    with pytest.raises(PlanError, match="choose one of lanczos, basicvsr"):
        load_upscaler("magic")
    with pytest.raises(NotInstalled, match="the realbasicvsr upscaler is not part of this version"):
        load_upscaler("realbasicvsr")

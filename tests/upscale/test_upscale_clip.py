"""The upscale job: it keeps the frames, reaches the size, goes on after a kill, and knows what changes its result."""

import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moviefactory.upscale.enlarge as driver
import moviefactory.upscale.upscale_clip as room
from moviefactory.errors import MediaError, PlanError, StageError
from moviefactory.jobs.job import Facts, Job, Task, Tell, read_receipt, run_job, status
from moviefactory.media.frames import FrameWriter, read_frames
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import UPSCALERS, Frame, Take, load_upscaler
from moviefactory.upscale.upscale_clip import as_clip, clear_abandoned, upscale_job
from moviefactory.workspace import Workspace


class Doubling:
    """A stand-in for a network: it doubles every pixel."""

    name, scale, finish, drifts, revision = "doubling", 2, "", False, "weights-1"
    note, credit, workers = "Doubling, on the processor", "Doubling by nobody, CC0", 1

    def __init__(self, stop_after: int | None = None) -> None:
        self.stop_after = stop_after
        self.starts: list[int] = []
        self.keys: list[str] = []

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        """It always fits."""

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        self.starts.append(start)
        self.keys.append(take.key)
        for number, frame in enumerate(take.read(start), start):
            if number == self.stop_after:
                raise RuntimeError("the power went")
            yield frame.repeat(2, 0).repeat(2, 1)


def draw(task: Task) -> Facts:
    width, height = task.inputs["size_px"]
    with FrameWriter(task.output, (width, height), Fraction(task.inputs["frame_rate"]), crf=6) as clip:
        for index in range(task.inputs.get("drawn", task.inputs["frames"])):
            frame = np.zeros((height, width, 3), np.uint8)
            frame[:, : width // 2] = (20 * index, 120, 60)
            frame[: height // 2, width // 2 :] = (220, 220, 40)
            clip.write(frame)
    return {}


def clip_of(folder: Path, size_px: tuple[int, int] = (160, 64), **inputs: Any) -> Job:
    job = Job(
        "clip drop", draw, {"frames": 7, "frame_rate": "30000/1001", "size_px": list(size_px), **inputs},
        Workspace(folder).clip("drop"),
    )  # fmt: skip
    run_job(job)
    return job


def movie(size: str = "640x256", **upscale: Any) -> Movie:
    scenes = [{"id": "a", "shots": [{"id": "drop", "prompt": "x"}]}]
    settings = {"upscaler": "lanczos", **upscale}
    return Movie.model_validate({"title": "x", "size_px": size, "upscale": settings, "scenes": scenes})


def job_of(folder: Path, clip: Job | None = None, size: str = "640x256", **upscale: Any) -> Job:
    return upscale_job(movie(size, **upscale), "drop", clip or clip_of(folder), Workspace(folder))


@pytest.fixture
def doubling(monkeypatch: pytest.MonkeyPatch) -> Doubling:
    tool = Doubling()
    monkeypatch.setattr(room, "load_upscaler", lambda settings: tool)
    monkeypatch.setattr(driver, "SEGMENT", 2)
    return tool


def test_every_frame_comes_out_enlarged_in_order_and_in_colour(tmp_path: Path) -> None:
    job = job_of(tmp_path)
    facts = run_job(job)
    info = probe(job.output)
    assert (info.frames, info.frame_rate, info.size_px) == (7, Fraction(30000, 1001), (640, 256))
    assert info.color.startswith("tv, bt709")
    frames = list(read_frames(job.output))
    assert [abs(int(frame[128, 100, 0]) - 20 * n) <= 6 for n, frame in enumerate(frames)] == [True] * 7
    assert np.abs(frames[3][60, 500].astype(int) - (220, 220, 40)).max() <= 8
    assert (facts["frames"], facts["size_px"], facts["upscaler"]) == (7, [640, 256], "lanczos")
    assert facts["seconds_per_frame"] > 0
    assert "models" not in facts


def test_a_network_is_named_and_credited(tmp_path: Path, doubling: Doubling) -> None:
    facts = run_job(job_of(tmp_path))
    assert (facts["upscaler"], facts["note"]) == ("doubling", "Doubling, on the processor")
    assert facts["models"] == ["Doubling by nobody, CC0"]


def test_another_shape_is_cropped_about_its_centre_not_squeezed(tmp_path: Path) -> None:
    job = job_of(tmp_path, size="200x200")
    run_job(job)
    frame = next(iter(read_frames(job.output)))
    assert frame.shape == (200, 200, 3)
    edge = np.flatnonzero(np.abs(np.diff(frame[150, :, 1].astype(int))) > 8)
    assert abs(float(edge.mean()) - 100) < 4  # the half-way line of the source stays in the middle


def test_or_it_is_shown_whole_between_bars(tmp_path: Path) -> None:
    job = job_of(tmp_path, size="400x400", fit="fit")
    run_job(job)
    frame = list(read_frames(job.output))[-1]
    assert frame[[10, 390]].max() < 10
    assert frame[[125, 275], 50, 1].min() > 80


@pytest.mark.parametrize("linked", [True, False])
def test_a_clip_of_the_right_size_passes_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doubling: Doubling, linked: bool
) -> None:
    def refuse(*paths: Path) -> None:
        raise OSError("no links here")

    if not linked:
        monkeypatch.setattr(os, "link", refuse)
    clip = clip_of(tmp_path)
    job = job_of(tmp_path, clip, "160x64")
    facts = run_job(job)
    assert job.output.read_bytes() == clip.output.read_bytes()
    assert os.path.samefile(job.output, clip.output) == linked
    assert "taken as it is" in facts["note"]
    assert doubling.starts == []
    assert [status(one).state for one in (clip, job)] == ["done", "done"]


def test_a_clip_that_is_made_again_leaves_the_enlarged_one_alone(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    job = job_of(tmp_path, clip, "160x64")
    run_job(job)
    before = job.output.read_bytes()
    run_job(replace(clip, inputs={**clip.inputs, "frames": 5}))
    assert job.output.read_bytes() == before


def test_a_larger_clip_is_brought_to_size_without_a_network(tmp_path: Path, doubling: Doubling) -> None:
    job = job_of(tmp_path, clip_of(tmp_path, (320, 128)), "160x64")
    facts = run_job(job)
    assert probe(job.output).size_px == (160, 64)
    assert doubling.starts == []
    assert "without an upscaler" in facts["note"]
    assert "models" not in facts


def test_a_clip_of_another_length_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"upscaled drop: drop\.mp4 has 5 frames, and the plan counts on 7"):
        run_job(job_of(tmp_path, clip_of(tmp_path, drawn=5)))


def test_it_goes_on_after_an_interruption_and_leaves_nothing_behind(tmp_path: Path, doubling: Doubling) -> None:
    doubling.stop_after = 5
    job, unfinished = job_of(tmp_path), Workspace(tmp_path).unfinished_upscale("drop")
    with pytest.raises(StageError, match="the power went"):
        run_job(job)
    assert len(list(unfinished.rglob("*.mp4"))) == 2
    assert status(job).state == "missing"
    doubling.stop_after = None
    facts = run_job(job)
    assert doubling.starts == [0, 4]
    assert not unfinished.exists()
    assert facts["seconds_per_frame"] > 0
    assert [round(int(frame[128, 100, 0]) / 20) for frame in read_frames(job.output)] == list(range(7))


def test_what_was_begun_for_another_clip_is_not_taken_up(tmp_path: Path, doubling: Doubling) -> None:
    doubling.stop_after = 5
    with pytest.raises(StageError):
        run_job(job_of(tmp_path))
    doubling.stop_after = None
    job = job_of(tmp_path, clip_of(tmp_path, frames=6))
    run_job(job)
    assert doubling.starts == [0, 0]
    assert probe(job.output).frames == 6


@pytest.mark.parametrize("setting", [{"strength": 0.5}, {"fit": "fit"}, {"size": "320x256"}], ids=str)
def test_what_a_network_began_is_of_use_under_another_delivery(
    tmp_path: Path, doubling: Doubling, setting: dict[str, Any]
) -> None:
    doubling.stop_after, clip = 5, clip_of(tmp_path)
    with pytest.raises(StageError, match="the power went"):
        run_job(job_of(tmp_path, clip))
    doubling.stop_after, job = None, job_of(tmp_path, clip, **setting)
    run_job(job)
    assert doubling.starts == [0, 0]  # the encoded segments are of no use
    assert doubling.keys[0] == doubling.keys[1]  # its own features are
    assert probe(job.output).frames == 7


def test_a_run_that_took_up_work_says_nothing_of_the_speed(
    tmp_path: Path, doubling: Doubling, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(room, "remember", lambda name, settings, work, seconds: told.append(work.frames))
    doubling.stop_after, clip = 1, clip_of(tmp_path)
    with pytest.raises(StageError, match="the power went"):
        run_job(job_of(tmp_path, clip))  # no frame is finished, but a network may have looked through all of them
    doubling.stop_after = None
    run_job(job_of(tmp_path, clip))
    assert told == []
    run_job(job_of(tmp_path, clip, strength=0.5))
    assert told == [7]


def test_unfinished_work_that_no_shot_will_take_up_is_removed(tmp_path: Path, doubling: Doubling) -> None:
    job = job_of(tmp_path)
    mine, gone = Workspace(tmp_path).unfinished_upscale("drop"), Workspace(tmp_path).unfinished_upscale("cut-out")
    for folder in (mine, gone):
        folder.mkdir(parents=True)
    clear_abandoned([job])
    assert (mine.exists(), gone.exists()) == (True, False)
    run_job(job)
    mine.mkdir(parents=True)  # as a kill between the receipt and the clearing leaves it
    clear_abandoned([job])
    assert not mine.parent.exists()
    clear_abandoned([job])


def test_what_another_room_keeps_there_stays(tmp_path: Path) -> None:
    state = Workspace(tmp_path).unfinished("drop") / "step"
    state.mkdir(parents=True)
    clear_abandoned([job_of(tmp_path)])
    assert state.exists()


def test_it_is_stale_when_the_clip_before_it_is(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    run_job(job_of(tmp_path, clip))
    changed = replace(clip, inputs={**clip.inputs, "frames": 8})
    assert status(job_of(tmp_path, clip)).state == "done"
    assert status(job_of(tmp_path, changed)).state == "stale"


@pytest.mark.parametrize("setting", [{"fit": "fit"}, {"size": "320x128"}], ids=str)
def test_what_changes_the_picture_makes_it_stale(tmp_path: Path, setting: dict[str, str]) -> None:
    clip = clip_of(tmp_path)
    assert job_of(tmp_path, clip, **setting).signature != job_of(tmp_path, clip).signature


@pytest.mark.parametrize(
    "setting", [{"minutes": 3}, {"memory_gb": 2}, {"clean_threshold": 5}, {"dtype": "fp32"}, {"strength": 0.5}], ids=str
)
def test_what_lanczos_ignores_does_not(tmp_path: Path, setting: dict[str, Any]) -> None:
    clip = clip_of(tmp_path)
    assert job_of(tmp_path, clip, **setting).signature == job_of(tmp_path, clip).signature


def test_other_weights_and_strength_make_a_networks_clip_stale(tmp_path: Path, doubling: Doubling) -> None:
    clip = clip_of(tmp_path)
    first = job_of(tmp_path, clip).signature
    assert job_of(tmp_path, clip, strength=0.5).signature != first
    doubling.revision = "weights-2"
    assert job_of(tmp_path, clip).signature != first


def test_the_cut_knows_it_as_a_clip(tmp_path: Path) -> None:
    clip = as_clip("drop", job_of(tmp_path))
    assert (clip.frames, clip.frame_rate, clip.size_px) == (7, Fraction(30000, 1001), (640, 256))


def test_the_receipt_can_be_read_by_another_run(tmp_path: Path) -> None:
    job = job_of(tmp_path)
    run_job(job)
    receipt = read_receipt(job.receipt)
    assert receipt is not None
    assert receipt["facts"]["note"].startswith("Lanczos")


def test_upscalers_are_found_by_name() -> None:
    assert load_upscaler(UpscaleSettings(upscaler="lanczos")).name == "lanczos"
    with pytest.raises(PlanError, match="there is no upscaler 'magic'; choose one of auto, " + ", ".join(UPSCALERS)):
        load_upscaler(UpscaleSettings(upscaler="magic"))

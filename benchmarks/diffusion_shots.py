"""What the benchmarks of the diffusers renderer share: a shot as a job of make-movie, and the same shot by hand."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers.utils import export_to_video

from moviefactory.jobs.job import Job, Tell, run_job
from moviefactory.movie import Movie
from moviefactory.video.backing import backing_of, remember_models
from moviefactory.video.make_clip import clip_job
from moviefactory.video.pipeline.call import Wish, arguments_for
from moviefactory.video.pipeline.checkpoint_folder import parts_of, read_index
from moviefactory.video.pipeline.family import family_for
from moviefactory.video.pipeline.precision import dtypes_of
from moviefactory.video.pipeline.quiet import quiet
from moviefactory.workspace import Workspace


@dataclass(frozen=True)
class Bench:
    """What is rendered, and how often."""

    model: str  # a folder
    device: str
    frames: int
    rate: int  # of the model and of the movie alike, so that nothing is made between frames
    size_px: tuple[int, int]
    steps: int
    runs: int = 7  # in turns
    shots: int = 50  # in a row
    dtype: str = "auto"
    memory: str = "auto"
    threads: int = 0  # 0: as many as PyTorch likes


class Ours:
    """The shots of a movie, as the jobs that make-movie runs."""

    def __init__(self, bench: Bench, folder: Path, checkpoint_steps: int = 0) -> None:
        movie, workspace = movie_of(bench, checkpoint_steps), Workspace(folder)
        remember_models(movie.video, workspace, lambda text: None)
        backing = backing_of(movie, workspace)
        self.jobs: list[Job] = [clip_job(movie, *where, workspace, backing) for where in movie.shots()]

    def shot(self, number: int, tell: Tell | None = None) -> dict[str, Any]:
        return run_job(self.jobs[number], tell or Tell())


class Bare:
    """The same shots by a pipeline of diffusers that is loaded and called by hand."""

    def __init__(self, bench: Bench, jobs: list[Job], folder: Path) -> None:
        self.bench, self.jobs, self.folder = bench, jobs, folder
        dtypes = dtypes_of(bench.dtype, bench.device, parts_of(read_index(Path(bench.model))))
        with quiet():
            pipe = diffusers.DiffusionPipeline.from_pretrained(bench.model, dtype=dtypes, local_files_only=True)
        self.pipe = pipe.to(bench.device)
        self.pipe.set_progress_bar_config(disable=True)
        self.arguments = [self.arguments_of(job) for job in jobs]

    def shot(self, number: int) -> None:
        frames = self.frames(number)
        with quiet():
            export_to_video(list(frames), str(self.folder / f"bare-{number}.mp4"), fps=self.bench.rate)

    def frames(self, number: int) -> Any:
        """(f, h, w, 3) in 0..1. To be called once for each shot: its random source is used up."""
        with quiet():
            return self.pipe(**self.arguments[number])[0][0]

    def arguments_of(self, job: Job) -> dict[str, Any]:
        bench, asked = self.bench, job.inputs
        guidance = family_for(type(self.pipe).__name__, self.pipe.config).guidance
        wish = Wish(asked["prompt"], asked["negative"], bench.frames, float(bench.rate), bench.size_px, bench.steps,
                    guidance, asked["seed"])  # fmt: skip
        return arguments_for(self.pipe, wish)


class StepClock:
    """When each step was over, the device having done what it was told."""

    def __init__(self, bench: Bench, stop_at: int = 0) -> None:
        self.bench, self.stop_at = bench, stop_at
        self.times: list[float] = []

    def step(self, words: str, done: int, total: int) -> None:
        finish(self.bench.device)
        self.times.append(time.perf_counter())
        if done == self.stop_at:
            raise Stopped

    @property
    def between(self) -> list[float]:
        """Seconds from each step to the next."""
        return [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)]


class Stopped(BaseException):
    """As Ctrl-C: in the middle of a shot."""


def movie_of(bench: Bench, checkpoint_steps: int = 0) -> Movie:
    shot = {"prompt": "A small red fox runs through the snow.", "seconds": bench.frames / bench.rate}
    shots = [{"id": f"shot-{number}", **shot} for number in range(max(bench.shots, bench.runs + 1))]
    diffusion = {"steps": bench.steps, "native_px": bench.size_px, "frame_rate": bench.rate, "dtype": bench.dtype,
                 "most_frames": bench.frames, "memory": bench.memory}  # fmt: skip
    video = {"renderer": "diffusers", "model": bench.model, "size_px": bench.size_px, "diffusion": diffusion}
    scenes = [{"id": "snow", "heading": "EXT. FOREST - DAY", "shots": shots}]
    return Movie.model_validate({"title": "The Fox", "frame_rate": bench.rate, "seed": 3, "video": video,
                                 "run": {"checkpoint_steps": checkpoint_steps}, "scenes": scenes})  # fmt: skip


def finish(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def seconds_of(work: Callable[[], object], device: str) -> float:
    finish(device)
    started = time.perf_counter()
    work()
    finish(device)
    return time.perf_counter() - started


def tiny(name: str) -> str:
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "video"))
    import tiny_models

    return str(tiny_models.tiny(name))

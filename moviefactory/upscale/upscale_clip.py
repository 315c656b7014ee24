"""The job of this room: one clip, enlarged, checked and described for its receipt."""

from __future__ import annotations

from fractions import Fraction

from moviefactory.errors import MediaError
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.media.probe import probe
from moviefactory.movie import Movie
from moviefactory.timeline import Clip
from moviefactory.upscale import load_upscaler
from moviefactory.workspace import Workspace


def upscale_job(movie: Movie, shot_id: str, clip: Job, workspace: Workspace) -> Job:
    """The job that brings `clip` (a shot's, or the slate in its place) to the movie's size."""
    inputs = {
        **movie.upscale.model_dump(mode="json"),
        "size_px": list(movie.size_px),
        "frames": clip.inputs["frames"],
        "frame_rate": clip.inputs["frame_rate"],
    }
    return Job(f"upscaled {shot_id}", upscale_clip, inputs, workspace.upscaled(shot_id), after=(clip,))


def as_clip(shot_id: str, job: Job) -> Clip:
    """What the upscale job makes, as the cut knows it."""
    width, height = job.inputs["size_px"]
    return Clip(shot_id, job.output, job.inputs["frames"], Fraction(job.inputs["frame_rate"]), (width, height))


def upscale_clip(task: Task) -> Facts:
    """Inputs: upscaler, model, size_px [w, h], frames, frame_rate. Source: the clip. Returns frames and size_px.

    Raises MediaError when the upscaler lost or invented frames: the cut counts on their number.
    """
    width, height = task.inputs["size_px"]
    frames = int(task.inputs["frames"])
    upscaler = load_upscaler(task.inputs["upscaler"])
    upscaler.upscale(task.sources[0], task.output, (width, height), lambda done: task.progress(done, frames))
    made = probe(task.output)
    if made.frames != frames or made.size_px != (width, height):
        raise MediaError(f"the upscaler gave {made.frames} frames of {made.size_px}, not {frames} of {(width, height)}")
    return {"frames": frames, "size_px": [width, height]}

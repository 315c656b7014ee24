"""The jobs of this room: the picture is cut, the sound is mixed, and both become movie.mp4.

They are three jobs, so that a louder rain does not cut the picture again and a changed shot does not mix anew.
"""

from __future__ import annotations

from dataclasses import asdict

from moviefactory.compose.render import join, render_picture, render_sound
from moviefactory.compose.timeline_file import timeline_of, timeline_values
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.movie import ComposeSettings, Movie
from moviefactory.timeline import Timeline
from moviefactory.workspace import Workspace

_PICTURE = {"crf", "encoder_speed"}


def cut_jobs(
    movie: Movie, timeline: Timeline, clips: tuple[Job, ...], sounds: Job, credits: str, workspace: Workspace
) -> tuple[Job, Job, Job]:
    """Picture, sound and movie. `clips` make the timeline's clips, `sounds` its cues; `credits` go into the file."""
    values = timeline_values(timeline, workspace.root)
    picture = Job(
        "picture",
        cut_picture,
        {
            "timeline": {**values, "audio": []},
            "settings": movie.compose.model_dump(mode="json", include=_PICTURE),
        },
        workspace.picture,
        after=clips,
    )
    sound = Job(
        "sound",
        cut_sound,
        {
            "timeline": {**values, "video": [{**one, "clip": {**one["clip"], "path": ""}} for one in values["video"]]},
            "settings": movie.compose.model_dump(mode="json", exclude=_PICTURE),
        },
        workspace.sound,
        after=(sounds,),
    )
    words = {"title": movie.title, "comment": movie.idea[:500], "copyright": credits}
    return picture, sound, Job("movie", cut_movie, {"words": words}, workspace.movie, after=(picture, sound))


def cut_picture(task: Task) -> Facts:
    """Inputs: timeline (video only), settings. Writes the silent picture; returns its frames."""
    timeline = timeline_of(task.inputs["timeline"], task.output.parent)
    render_picture(timeline, _settings(task), task.output, lambda done: task.progress(done, timeline.frames))
    return {"frames": timeline.frames}


def cut_sound(task: Task) -> Facts:
    """Inputs: timeline, settings. Writes the mastered sound; returns how loud it is and which cues were silent."""
    timeline = timeline_of(task.inputs["timeline"], task.output.parent)
    return asdict(render_sound(timeline, _settings(task), task.output))


def cut_movie(task: Task) -> Facts:
    """Inputs: words for the file's metadata. Sources: picture and sound. Writes the movie."""
    join(task.sources[0], task.sources[1], task.output, task.inputs["words"])
    return {}


def _settings(task: Task) -> ComposeSettings:
    return ComposeSettings.model_validate(task.inputs["settings"])

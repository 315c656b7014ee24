"""The jobs of this room: the picture is cut, the sound is mixed, and both become movie.mp4.

They are three jobs, so that a louder rain does not cut the picture again and a changed shot does not mix anew.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from moviefactory.compose.render import Subtitles, join, render_picture, render_sound
from moviefactory.compose.subtitles import language_code
from moviefactory.compose.timeline_file import timeline_of, timeline_values
from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.movie import Movie
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Timeline
from moviefactory.workspace import Workspace

_PICTURE, _PAPERS = {"crf", "encoder_speed"}, {"end_card_s", "subtitles"}


def cut_jobs(
    movie: Movie,
    timeline: Timeline,
    clips: tuple[Job, ...],
    sounds: tuple[Job, ...],
    credits: str,
    workspace: Workspace,
    subtitles: str = "",
) -> tuple[Job, Job, Job]:
    """Picture, sound and movie.

    `clips` make the timeline's clips, `sounds` its cues; `credits` and `subtitles` (the text of an SRT file) go into
    the movie's own file.
    """
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
            "settings": movie.compose.model_dump(mode="json", exclude=_PICTURE | _PAPERS),
        },
        workspace.sound,
        after=sounds,
        version=2,
    )
    words = {"title": movie.title, "comment": movie.idea[:500], "copyright": credits}
    told: dict[str, Any] = {"words": words}
    if subtitles:
        told |= {"subtitles": subtitles, "language": language_code(movie.voice.language)}
    return picture, sound, Job("movie", cut_movie, told, workspace.movie, after=(picture, sound))


def cut_picture(task: Task) -> Facts:
    """Inputs: timeline (video only), settings. Writes the silent picture; returns its frames."""
    timeline = timeline_of(task.inputs["timeline"], task.output.parent)
    render_picture(timeline, _settings(task), task.output, lambda done: task.progress(done, timeline.frames))
    return {"frames": timeline.frames}


def cut_sound(task: Task) -> Facts:
    """Inputs: timeline, settings. Writes the mastered sound, and the buses it is mixed of beside it.

    Returns how loud it is, which cues were silent, and the buses' files, by bus, with the gain that mastering added.
    """
    timeline = timeline_of(task.inputs["timeline"], task.output.parent)
    stems = Workspace(task.output.parent).stems
    return asdict(render_sound(timeline, _settings(task), task.output, stems, task.progress))


def cut_movie(task: Task) -> Facts:
    """Inputs: words for the file's metadata, perhaps subtitles. Sources: picture and sound. Writes the movie."""
    said = Subtitles(task.inputs["subtitles"], task.inputs["language"]) if "subtitles" in task.inputs else None
    join(task.sources[0], task.sources[1], task.output, task.inputs["words"], said)
    return {}


def _settings(task: Task) -> ComposeSettings:
    return ComposeSettings.model_validate(task.inputs["settings"])

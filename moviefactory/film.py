"""All the jobs of one movie, put together from the rooms: what `produce.py` runs, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from moviefactory.audio import load_matcher
from moviefactory.audio.choose_sounds import Chosen, read_chosen, sounds_job, with_choices
from moviefactory.audio.credits import credits_text
from moviefactory.check.check_movie import check_job
from moviefactory.compose.arrange import arrange, black_spans
from moviefactory.compose.cut_movie import cut_jobs
from moviefactory.compose.timeline_file import write_timeline
from moviefactory.errors import PlanError
from moviefactory.jobs.job import Job, forget, status
from moviefactory.jobs.run import Report, load_runner
from moviefactory.movie import Movie
from moviefactory.plan_text import edited_by_hand, write_movie
from moviefactory.script.write_script import Brief, Planned, draft_of, read_script_report, write_script
from moviefactory.timeline import Timeline
from moviefactory.upscale import load_upscaler
from moviefactory.upscale.upscale_clip import as_clip, upscale_job
from moviefactory.video import load_video_model
from moviefactory.video.make_clip import clip_job, slate_job
from moviefactory.workspace import Workspace, write_atomically

Stage = Literal["script", "video", "audio", "upscale", "compose", "check"]
STAGES: tuple[Stage, ...] = ("script", "video", "audio", "upscale", "compose", "check")


@dataclass(frozen=True)
class Film:
    """The jobs of a movie, in order. `cut` (picture, sound, movie) is empty until the sounds are chosen."""

    movie: Movie
    workspace: Workspace
    clips: tuple[Job, ...]
    slates: tuple[Job, ...]
    sounds: Job
    upscaled: tuple[Job, ...]
    chosen: Chosen | None = None
    timeline: Timeline | None = None
    cut: tuple[Job, ...] = ()
    check: Job | None = None


def film_of(
    movie: Movie, workspace: Workspace, errors: Mapping[str, str] | None = None, *, with_cut: bool = False
) -> Film:
    """The jobs of `movie` (staged). `errors` names the clip jobs that failed: a slate is cut in their place."""
    errors = errors or {}
    shots = list(movie.shots())
    clips = [clip_job(movie, scene, shot, workspace) for scene, shot in shots]
    slates = {
        clip.name: slate_job(shot.id, clip, errors[clip.name], workspace)
        for (_, shot), clip in zip(shots, clips, strict=True)
        if clip.name in errors
    }
    upscaled = [
        upscale_job(movie, shot.id, slates.get(clip.name, clip), workspace)
        for (_, shot), clip in zip(shots, clips, strict=True)
    ]
    film = Film(movie, workspace, tuple(clips), tuple(slates.values()), sounds_job(movie, workspace), tuple(upscaled))
    return _with_cut(film) if with_cut else film


def _with_cut(film: Film) -> Film:
    """Lay what was made on the movie's clock. The sounds must be chosen."""
    chosen = read_chosen(film.sounds.output)
    ids = [shot.id for _, shot in film.movie.shots()]
    clips = {one: as_clip(one, job) for one, job in zip(ids, film.upscaled, strict=True)}
    timeline = arrange(film.movie, clips, chosen.cues)
    film = replace(film, chosen=chosen, timeline=timeline)
    cut = cut_jobs(film.movie, timeline, film.upscaled, film.sounds, credits_of(film), film.workspace)
    warnings = tuple(read_script_report(film.workspace).get("warnings", ()))
    check = check_job(timeline, film.movie.compose, black_spans(timeline), cut[-1], film.workspace, warnings)
    return replace(film, cut=cut, check=check)


def wanted(jobs: Sequence[Job], stage: Stage, again: Stage | None, only: str | None = None) -> list[Job]:
    """Those of `jobs` to run now: of one shot when `only` names it; not counted as done from stage `again` on."""
    mine = [job for job in jobs if only is None or job.name.split()[-1] == only]
    if again is not None and STAGES.index(stage) >= STAGES.index(again):
        for job in mine:
            forget(job)
    return mine


def written_plan(brief: Brief, stages: Sequence[Stage], only: str | None, report: Report) -> Planned:
    """The plan of `brief`, written where it is not there. Raises PlanError or NotInstalled for a tool or a shot that
    is not there; nothing is in the movie's plan then, and no model was asked for the sake of a missing tool."""
    draft = draft_of(brief)
    check_tools(draft.movie, stages)
    planned = write_script(draft, report)
    if only is not None and only not in (ids := [shot.id for _, shot in planned.movie.shots()]):
        raise PlanError(f"--only: there is no shot {only!r}; the shots are {', '.join(ids[:12])}")
    return planned


def check_tools(movie: Movie, stages: Sequence[Stage]) -> None:
    """Raise PlanError or NotInstalled, before anything is written or paid for, when a chosen tool is not there."""
    load_runner(movie.run.runner)
    if "video" in stages:
        load_video_model(movie.video.renderer)
    if "audio" in stages:
        load_matcher(movie.audio.matcher)
    if "upscale" in stages:
        load_upscaler(movie.upscale.upscaler)


def remember_choices(planned: Planned, film: Film) -> Planned:
    """Write what was chosen into the plan, unless a person edited the file: then it is left as it is."""
    path = planned.workspace.plan
    if status(film.sounds).state != "done":
        return planned
    folders = tuple(Path(folder) for folder in film.sounds.inputs["folders"])
    movie = with_choices(planned.movie, read_chosen(film.sounds.output), folders)
    if not edited_by_hand(path):
        write_movie(movie, path)
    return replace(planned, movie=movie)


def write_papers(film: Film) -> None:
    """What lies beside the movie for people and other programs: CREDITS.txt and timeline.json."""
    write_atomically(film.workspace.credits, credits_of(film))
    if film.timeline:
        write_timeline(film.timeline, film.workspace.timeline)


def credits_of(film: Film) -> str:
    """The text of CREDITS.txt: every sound that is heard, the music, and third-party art in the pictures."""
    heard = [placed.cue for placed in film.timeline.audio] if film.timeline else []
    art = [line for clip in film.clips for line in status(clip).facts.get("credits", [])]
    return credits_text(film.movie.title, heard, list(dict.fromkeys(art)))

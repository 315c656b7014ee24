"""What the jobs of a movie are made of beyond its plan: shots as long as what is spoken, and who enlarges the clips."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from moviefactory.audio.voice.speak import spoken_movie
from moviefactory.errors import MovieFactoryError
from moviefactory.film import film_of
from moviefactory.hub.cache import local_path
from moviefactory.jobs.job import status
from moviefactory.jobs.run import Event, Report
from moviefactory.movie import Movie
from moviefactory.script.write_script import staged
from moviefactory.settings import UpscaleSettings
from moviefactory.timeline import frames_of
from moviefactory.upscale import load_upscaler
from moviefactory.upscale.choose import Choice, choose, read_choice, write_choice
from moviefactory.upscale.speeds import Work
from moviefactory.workspace import Workspace


def as_spoken(movie: Movie, workspace: Workspace, report: Report = lambda event: None) -> Movie:
    """`movie` (staged) with its shots as long as what is spoken over them; what had to give way is told."""
    spoken, warnings = spoken_movie(movie, workspace)
    for text in warnings:
        report(Event("note", "audio", text=text))
    return spoken


def with_upscaler(movie: Movie, workspace: Workspace, report: Report | None = None) -> Movie:
    """`movie` (staged) with the upscaler that its settings name, or leave open: then the one that was chosen before,
    else one is chosen. Where there is somebody to `report` to, the choice is told and kept."""
    settings = found_in(workspace, movie.upscale)
    if settings.upscaler == "auto":
        choice = choice_for(movie, workspace, workspace.root if report else None)
        if report and choice != read_choice(workspace.upscaler):
            write_choice(choice, workspace.upscaler)
            if choice.why:
                report(Event("note", "upscale", text=f"by {choice.upscaler}: {choice.why}"))
        settings = settings.model_copy(update={"upscaler": choice.upscaler})
    return movie.model_copy(update={"upscale": settings})


def choice_for(movie: Movie, workspace: Workspace, folder: Path | None = None) -> Choice:
    """Who enlarges `movie` (staged), why, and how long it may take. `folder`: where there has to be room for it."""
    before = read_choice(workspace.upscaler)
    return choose(found_in(workspace, movie.upscale), work_of(movie, folder), before=before)


def check_upscaler(movie: Movie, workspace: Workspace) -> None:
    """Raise PlanError, NotInstalled or StorageError where the upscaler that the plan names cannot do what is left to
    be done. One that is chosen can."""
    if movie.upscale.upscaler == "auto" or is_enlarged(movie, workspace):
        return
    work = work_of(movie)
    load_upscaler(found_in(workspace, movie.upscale)).check(work.longest, work.size_px, workspace.root)


def is_enlarged(movie: Movie, workspace: Workspace) -> bool:
    """Whether every clip of `movie` has the movie's size already: nothing is needed for it then."""
    if not movie.scenes or not workspace.plan.exists():
        return False
    with suppress(MovieFactoryError):  # what cannot be looked up is not done
        film = film_of(with_upscaler(as_spoken(staged(movie), workspace), workspace), workspace)
        return all(status(job).state == "done" for job in film.upscaled)
    return False


def found_in(workspace: Workspace, settings: UpscaleSettings) -> UpscaleSettings:
    """A file that the plan names lies in the movie's folder, or where the command was given."""
    place = local_path(settings.model, workspace.root)
    return settings.model_copy(update={"model": str(place)}) if place else settings


def work_of(movie: Movie, folder: Path | None = None) -> Work:
    """What is to be enlarged of a movie; before there are shots, about as much as will be."""
    frames = [frames_of(shot.seconds, movie.frame_rate) for _, shot in movie.shots()]
    if not frames:
        plan = movie.script
        shots = plan.minutes * 60 / plan.shot_seconds or plan.scenes * plan.shots_per_scene
        frames = [frames_of(plan.shot_seconds, movie.frame_rate)] * max(1, round(shots))
    return Work(sum(frames), max(frames), movie.video.size_px, movie.size_px, folder)

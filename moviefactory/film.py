"""All the jobs of one movie, put together from the rooms: what `produce.py` runs, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from moviefactory.audio.choose_sounds import Chosen, read_chosen, sounds_job, with_choices
from moviefactory.audio.credits import credits_text
from moviefactory.audio.impacts import read_impacts, watch_job
from moviefactory.audio.voice.speak import voice_cues, voice_jobs
from moviefactory.check.check_movie import Planned as PlannedSpans
from moviefactory.check.check_movie import check_job
from moviefactory.compose.arrange import arrange, black_spans, shot_spans
from moviefactory.compose.cut_movie import cut_jobs
from moviefactory.compose.end_card import CARD, card_clip, card_job, with_card
from moviefactory.compose.subtitles import subtitles_of
from moviefactory.compose.timeline_file import write_timeline
from moviefactory.errors import StageError
from moviefactory.jobs.job import Job, forget, status
from moviefactory.jobs.run import Outcome
from moviefactory.movie import Movie, Sound
from moviefactory.plan_text import edited_by_hand, write_movie
from moviefactory.script.write_script import Planned, read_script_report
from moviefactory.timeline import Impact, Timeline
from moviefactory.upscale.upscale_clip import as_clip, upscale_job
from moviefactory.video.backing import backing_of, sketches_of
from moviefactory.video.make_clip import clip_job, slate_job
from moviefactory.video.own_sound import own_sounds
from moviefactory.workspace import Workspace, write_atomically

Stage = Literal["script", "video", "audio", "upscale", "compose", "check"]
STAGES: tuple[Stage, ...] = ("script", "video", "audio", "upscale", "compose", "check")


@dataclass(frozen=True)
class Film:
    """The jobs of a movie, in order. `cut` (picture, sound, movie) is empty until the sounds are chosen."""

    movie: Movie
    workspace: Workspace
    lines: tuple[Job, ...]  # what is spoken
    sketches: tuple[Job, ...]  # what is drawn before a clip, to guide its model
    clips: tuple[Job, ...]
    slates: tuple[Job, ...]
    watched: tuple[Job, ...]  # where something is seen to hit, of the shots whose effects may land there
    sounds: Job
    upscaled: tuple[Job, ...]
    chosen: Chosen | None = None
    timeline: Timeline | None = None
    cards: tuple[Job, ...] = ()  # a last picture with the credits, where the plan asks for one
    cut: tuple[Job, ...] = ()
    check: Job | None = None


def film_of(
    movie: Movie, workspace: Workspace, errors: Mapping[str, str] | None = None, *, with_cut: bool = False
) -> Film:
    """The jobs of `movie` (staged). `errors` names the jobs that failed: a slate is cut in the place of a clip, and
    what hangs on another is left out."""
    errors = errors or {}
    shots = list(movie.shots())
    sketches, clips = clips_of(movie, workspace)
    slates = {
        clip.name: slate_job(shot.id, clip, errors[clip.name], workspace)
        for (_, shot), clip in zip(shots, clips, strict=True)
        if clip.name in errors
    }
    upscaled = [
        upscale_job(movie, shot.id, slates.get(clip.name, clip), workspace)
        for (_, shot), clip in zip(shots, clips, strict=True)
    ]
    shown = [slates.get(clip.name, clip) for clip in clips]
    watched = tuple(
        watch_job(shot.id, clip, workspace)
        for (_, shot), clip in zip(shots, clips, strict=True)
        if clip.name not in errors and movie.audio.align and any(_may_land(sound) for sound in shot.sounds)
    )
    film = Film(
        movie=movie,
        workspace=workspace,
        lines=voice_jobs(movie, workspace),
        sketches=sketches,
        clips=clips,
        slates=tuple(slates.values()),
        watched=watched,
        sounds=sounds_job(movie, workspace, shown),
        upscaled=tuple(upscaled),
    )
    return _with_cut(film, errors) if with_cut else film


def _may_land(sound: Sound) -> bool:
    return sound.kind == "effect" and sound.at is None


def clips_of(movie: Movie, workspace: Workspace, only: str | None = None) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
    """The jobs of the video stage: what is drawn before the clips to guide their model, and the clips; of one shot
    where `only` names it."""
    backing, before = backing_of(movie, workspace), sketches_of(movie, workspace)
    shots = [(scene, shot) for scene, shot in movie.shots() if only in (None, shot.id)]
    clips = [clip_job(movie, *where, workspace, backing, before=before.get(where[1].id, ())) for where in shots]
    return tuple(job for _, shot in shots for _, job in before.get(shot.id, ())), tuple(clips)


def _with_cut(film: Film, errors: Mapping[str, str]) -> Film:
    """Lay what was made on the movie's clock. The sounds must be chosen."""
    movie, workspace = film.movie, film.workspace
    chosen = read_chosen(film.sounds.output)
    ids = [shot.id for _, shot in movie.shots()]
    clips = {one: as_clip(one, job) for one, job in zip(ids, film.upscaled, strict=True)}
    own = own_sounds(movie, film.clips)
    cues = {**chosen.cues, **voice_cues(movie, workspace), **{cue.sound_id: cue for cue in own.values()}}
    impacts, shown = _impacts(film, errors), film.upscaled
    timeline = arrange(movie, clips, cues, impacts)
    film = replace(film, chosen=chosen, timeline=timeline)
    if movie.compose.end_card_s:
        card = card_job(movie, credits_of(film), workspace)
        shown = (*shown, card)
        timeline = arrange(with_card(movie), {**clips, CARD: card_clip(movie, card)}, cues, impacts)
        film = replace(film, cards=(card,), timeline=timeline)
    heard = (film.sounds, *(job for job in film.lines if job.name not in errors))
    heard += tuple(clip for shot, clip in zip(ids, film.clips, strict=True) if shot in own)
    said = subtitles_of(timeline) if movie.compose.subtitles else ""
    cut = cut_jobs(movie, timeline, shown, heard, credits_of(film), workspace, said)
    warnings = tuple(read_script_report(workspace).get("warnings", ()))
    meant = PlannedSpans(black_spans(timeline), shot_spans(timeline, CARD))
    check = check_job(timeline, movie.compose, meant, cut[-1], workspace, warnings)
    return replace(film, cut=cut, check=check)


def _impacts(film: Film, errors: Mapping[str, str]) -> dict[str, tuple[Impact, ...]]:
    """What was seen to hit, by shot id. A clip that could not be watched moves no sound."""
    return {
        job.name.split()[-1]: read_impacts(job.output)
        for job in film.watched
        if job.name not in errors and job.output.is_file()
    }


def wanted(jobs: Sequence[Job], stage: Stage, again: Stage | None, only: str | None = None) -> list[Job]:
    """Those of `jobs` to run now: of one shot when `only` names it; not counted as done from stage `again` on."""
    mine = [job for job in jobs if only is None or job.name.split()[-1] == only]
    if again is not None and STAGES.index(stage) >= STAGES.index(again):
        for job in mine:
            forget(job)
    return mine


def refuse_slates_alone(film: Film, outcomes: Mapping[str, Outcome]) -> None:
    """Raise StageError where not one of several clips came out: a movie of slates is of no use to anybody."""
    lost = [outcomes[clip.name].error for clip in film.clips if clip.name in outcomes and outcomes[clip.name].failed]
    if len(lost) == len(film.clips) > 1:
        raise StageError(f"no shot could be made, so the movie is left as it is. The first: {lost[0]}")


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
    """What lies beside the movie for people and other programs: CREDITS.txt, timeline.json and, where there is speech,
    movie.srt."""
    write_atomically(film.workspace.credits, credits_of(film))
    if film.timeline is None:
        return
    write_timeline(film.timeline, film.workspace.timeline)
    if said := subtitles_of(film.timeline):
        write_atomically(film.workspace.subtitles, said)
    else:
        film.workspace.subtitles.unlink(missing_ok=True)


def credits_of(film: Film) -> str:
    """The text of CREDITS.txt: every sound that is heard, the music, and third-party art in the pictures."""
    heard = [placed.cue for placed in film.timeline.audio] if film.timeline else []
    facts = [status(job).facts for job in (*film.clips, *film.upscaled)]
    lines = {name: [line for one in facts for line in one.get(name, [])] for name in ("credits", "models")}
    tools = [*(film.chosen.credits if film.chosen else ()), *(status(line).facts.get("credit") for line in film.lines)]
    models = [line for line in dict.fromkeys((*lines["models"], *tools)) if line]
    return credits_text(film.movie.title, heard, list(dict.fromkeys(lines["credits"])), models)

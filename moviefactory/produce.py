"""The main flow: one brief becomes one movie. Start reading here; every phase is one step away.

    brief --script--> Movie (movie.yaml)          script/write_script.py
    lines --voice--> spoken lines                 audio/voice/speak.py
    shots --video--> clips                        video/make_clip.py
    sounds --audio--> cues                        audio/choose_sounds.py, audio/impacts.py
    clips --upscale--> clips at the movie's size  upscale/upscale_clip.py
    clips + cues --compose--> movie.mp4           compose/arrange.py, compose/cut_movie.py
    movie.mp4 --check--> report.json              check/check_movie.py

Every arrow but the first is made of jobs (`jobs/job.py`): done ones are kept, stale ones are made again, and one that
fails costs only what depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from moviefactory.audio.voice.speak import voice_jobs
from moviefactory.enlarging import as_spoken, with_upscaler
from moviefactory.errors import StageError
from moviefactory.film import STAGES, Film, Stage, film_of, refuse_slates_alone, remember_choices, wanted, write_papers
from moviefactory.jobs.lock import locked
from moviefactory.jobs.run import Outcome, Report, load_runner
from moviefactory.ready import Consent, begun, declined, written_plan
from moviefactory.script.write_script import Brief, Planned, keep, staged
from moviefactory.upscale import release_upscalers
from moviefactory.upscale.upscale_clip import clear_abandoned
from moviefactory.video import release_video_model
from moviefactory.workspace import remove_partials


@dataclass(frozen=True)
class Span:
    """Which part of the work to do: up to stage `last`; from stage `again` on even what is done; only shot `only`."""

    last: Stage = "check"
    again: Stage | None = None
    only: str | None = None


@dataclass(frozen=True)
class Produced:
    """What came out. `outcomes` by job name; `film` is None where the work stopped after the script."""

    planned: Planned
    film: Film | None = None
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def failures(self) -> dict[str, str]:
        return {name: outcome.error for name, outcome in self.outcomes.items() if outcome.failed}


def produce(brief: Brief, span: Span, report: Report, consent: Consent = declined) -> Produced:
    """Make the movie of `brief`. Raises MovieFactoryError when there can be none; its tree names the cases.

    `consent` is asked before weights are fetched.
    """
    # SCRIPT. A writer writes the plan, or it is there; tools are checked before a question is paid.
    planned = written_plan(brief, STAGES[: STAGES.index(span.last) + 1], span.only, report, consent)
    movie, workspace = staged(planned.movie), planned.workspace

    with locked(workspace.lock):
        # The plan is on the disk before anything is spent on its shots.
        remove_partials(workspace.root)
        keep(planned)
        if span.last == "script":
            return Produced(planned)

        # VOICE. What is spoken comes first: a shot is as long as its lines.
        runner, outcomes = load_runner(movie.run.runner), dict[str, Outcome]()
        begun(planned, report, span.only)
        outcomes |= runner.run(wanted(voice_jobs(movie, workspace, span.only), "audio", span.again), report)
        movie = with_upscaler(as_spoken(movie, workspace, report), workspace, report)

        # VIDEO. Every shot becomes a clip; a slate will stand in for one that fails.
        film = film_of(movie, workspace)
        outcomes |= runner.run(wanted([*film.sketches, *film.clips], "video", span.again, span.only), report)
        release_video_model(movie.video.renderer)
        refuse_slates_alone(film, outcomes)
        if span.last == "video":
            return Produced(planned, film, outcomes)
        film = film_of(movie, workspace, _errors(outcomes))

        # AUDIO. Every sound of the plan gets a file of the library, or none; the choices go back into the plan.
        seen_and_heard = wanted([*film.watched, film.sounds], "audio", span.again, span.only)
        outcomes |= runner.run([*film.slates, *seen_and_heard], report)
        planned = remember_choices(planned, film)
        if span.last == "audio":
            return Produced(planned, film, outcomes)

        # UPSCALE. Every clip comes to the movie's size.
        outcomes |= runner.run(wanted(film.upscaled, "upscale", span.again, span.only), report)
        release_upscalers()
        clear_abandoned(film.upscaled)
        if span.last == "upscale" or span.only:
            return Produced(planned, film, outcomes)
        if lost := [job.name for job in (film.sounds, *film.upscaled) if outcomes[job.name].failed]:
            raise StageError(outcomes[lost[0]].error)

        # COMPOSE. Picture and sound are laid on the movie's clock, cut, mixed and joined; credits lie beside them.
        film = film_of(movie, workspace, _errors(outcomes), with_cut=True)
        write_papers(film)
        outcomes |= runner.run(wanted([*film.cards, *film.cut], "compose", span.again), report)
        if outcomes[film.cut[-1].name].failed:
            raise StageError(next(outcomes[job.name].error for job in film.cut if outcomes[job.name].failed))

        # CHECK. What came out is measured against what was planned.
        if span.last == "check" and film.check:
            outcomes |= runner.run(wanted([film.check], "check", span.again), report)
        return Produced(planned, film, outcomes)


def _errors(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    return {name: outcome.error for name, outcome in outcomes.items() if outcome.failed}

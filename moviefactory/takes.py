"""Takes: the same shot rendered with other seeds, all kept, and one of them chosen.

Take 0 has the shot's own seed; take n one that is hashed from the shot and n. A take lies in takes/ under the name of
what it depends on, so a take is never overwritten, and it is the clip again, without being rendered again, as soon as
the plan names it. Choosing writes that one number into the plan and touches nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from moviefactory.audio.voice.speak import voice_jobs
from moviefactory.enlarging import as_spoken
from moviefactory.errors import PlanError
from moviefactory.film import clips_of
from moviefactory.jobs.job import Job, status
from moviefactory.jobs.lock import locked
from moviefactory.jobs.run import Outcome, Report, load_runner
from moviefactory.movie import Movie, Scene, Shot, digest
from moviefactory.plan_file import movie_from, read_yaml, resolved
from moviefactory.plan_splice import spliced
from moviefactory.plan_text import edited_by_hand, remember_text
from moviefactory.ready import Consent, begun, declined, written_plan
from moviefactory.script.write_script import Brief, Planned, draft_of, keep, staged
from moviefactory.video import DRAWN, release_video_model
from moviefactory.workspace import Workspace, remove_partials, write_atomically

MOST_TAKES = 99


@dataclass(frozen=True)
class Take:
    """One take of a shot. `chosen`: the plan names it. `path` is where it lies; `error` says why it does not."""

    number: int
    seed: int
    path: Path
    chosen: bool
    error: str = ""


def reroll(
    brief: Brief, shot_id: str, count: int, report: Report, consent: Consent = declined
) -> tuple[Planned, list[Take]]:
    """Render `count` takes of a shot that are not there yet; return all of its takes, made ones and failed ones.

    Raises PlanError for an unknown shot or a count that is none.
    """
    if not 1 <= count <= MOST_TAKES:
        raise PlanError(f"-n: {count} takes cannot be made at once; ask for 1 to {MOST_TAKES}")
    planned = written_plan(brief, ("video",), None, report, consent)
    workspace, runner = planned.workspace, load_runner(planned.movie.run.runner)
    with locked(workspace.lock):
        remove_partials(workspace.root)
        keep(planned)
        runner.run(voice_jobs(planned.movie, workspace), report)
        movie = as_spoken(staged(planned.movie), workspace, report)
        rack = Rack.of(movie, workspace, shot_id)
        begun(planned, report, shot_id)
        fresh = rack.fresh(count)
        jobs = [*rack.sketches, *(rack.job(number) for number in fresh)]
        outcomes = runner.run(jobs, report)
        release_video_model(movie.video.renderer)
        return planned, rack.takes({number: outcomes[rack.job(number).name] for number in fresh})


def pick(brief: Brief, choices: Mapping[str, int]) -> dict[str, Take]:
    """Write the chosen takes, by shot id, into the plan of the brief; every other byte of it stays.

    Raises PlanError for a shot or a take that is not there, MovieBusy where the movie is being made.
    """
    draft = draft_of(brief)
    if draft.request is not None:
        raise PlanError("--pick: this movie has no script yet, so there are no takes; make it first")
    workspace, path = draft.workspace, draft.workspace.plan
    with locked(workspace.lock):
        edited, text = edited_by_hand(path), path.read_bytes().decode("utf-8")
        movie = movie_from(resolved(read_yaml(path), {}), str(path))
        chosen, new = {}, movie
        for shot_id, number in choices.items():
            rack = Rack.of(as_spoken(staged(draft.movie), workspace), workspace, shot_id)
            chosen[shot_id] = rack.take(number)
            new = _changed(new, shot_id, rack.change(number))
        if (result := spliced(text, movie, new, path.name)) != text:
            write_atomically(path, result)
            if not edited:  # it is our own change: flags still reach the plan
                remember_text(path, result)
    return chosen


@dataclass(frozen=True)
class Rack:
    """The takes of one shot of a staged movie, by number."""

    movie: Movie
    workspace: Workspace
    scene: Scene
    shot: Shot
    clip: Job
    sketches: tuple[Job, ...]

    @classmethod
    def of(cls, movie: Movie, workspace: Workspace, shot_id: str) -> Rack:
        """Raises PlanError where the movie has no such shot."""
        for scene, shot in movie.shots():
            if shot.id == shot_id:
                sketches, clips = clips_of(movie, workspace, shot_id)
                return cls(movie, workspace, scene, shot, clips[0], sketches)
        known = ", ".join([shot.id for _, shot in movie.shots()][:12])
        raise PlanError(f"there is no shot {shot_id!r}; the shots are {known}")

    def change(self, number: int) -> dict[str, int | None]:
        """What the plan says of the shot where take `number` is chosen.

        What is drawn by rules takes its seed from `seed`; a model from `take`, so that its guide stays as it is.
        """
        if self.movie.video.renderer not in DRAWN:
            return {"take": number}
        return {"seed": int(digest(self.movie.seed, self.scene.id, self.shot.id, number)[:8], 16) if number else None}

    def job(self, number: int) -> Job:
        """The job of one take: the clip's, with another seed, written where the clip's job looks for kept takes."""
        movie = _changed(self.movie, self.shot.id, self.change(number))
        clip = clips_of(movie, self.workspace, self.shot.id)[1][0]
        kept = self.workspace.takes / f"{clip.output.stem}.{clip.signature[:12]}{clip.output.suffix}"
        return replace(clip, name=f"take {number} of {self.shot.id}", output=kept, takes=None)

    def made(self, number: int) -> Path | None:
        """Where the take lies: among the takes, or as the clip of the movie; None where it is not rendered."""
        job = self.job(number)
        if status(job).state == "done":
            return job.output
        return self.clip.output if self._is_clip(job) and status(self.clip).state == "done" else None

    def fresh(self, count: int) -> list[int]:
        """The lowest numbers of takes that are not rendered yet. Raises PlanError where there can be no more."""
        numbers = list(islice((number for number in range(1, MOST_TAKES + 1) if not self.made(number)), count))
        if len(numbers) < count:
            raise PlanError(f"--reroll: a shot has {MOST_TAKES} takes at most; set another `seed` to go on")
        return numbers

    def takes(self, outcomes: Mapping[int, Outcome]) -> list[Take]:
        """All takes that are rendered, and those that failed just now."""
        found = []
        for number in range(max([*outcomes, 0]) + 1):
            job, path = self.job(number), self.made(number)
            error = outcomes[number].error if number in outcomes else ""
            if path or error:
                found.append(Take(number, job.inputs["seed"], path or job.output, self._is_clip(job), error))
        return found

    def take(self, number: int) -> Take:
        """Take `number`. Raises PlanError where it is not rendered; take 0 can always be rendered."""
        job, path = self.job(number), self.made(number)
        if number and not path:
            there = ", ".join(str(one) for one in range(1, MOST_TAKES + 1) if self.made(one))
            raise PlanError(
                f"--pick: shot {self.shot.id!r} has no take {number} of its present prompt; "
                f"{f'there are {there}' if there else 'there is none yet'}, and --reroll {self.shot.id} renders more"
            )
        return Take(number, job.inputs["seed"], path or self.clip.output, True)

    def _is_clip(self, job: Job) -> bool:
        return self.clip.signature == job.signature


def _changed(movie: Movie, shot_id: str, change: Mapping[str, int | None]) -> Movie:
    def shots_of(scene: Scene) -> tuple[Shot, ...]:
        return tuple(shot.model_copy(update=change) if shot.id == shot_id else shot for shot in scene.shots)

    scenes = tuple(scene.model_copy(update={"shots": shots_of(scene)}) for scene in movie.scenes)
    return movie.model_copy(update={"scenes": scenes})

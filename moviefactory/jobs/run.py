"""Runs jobs in their order, keeps what is done, and lets one failure cost only what depends on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal, Protocol

from moviefactory.errors import MovieFactoryError, NotInstalled, PlanError, StorageError
from moviefactory.jobs.job import Job, Tell, run_job, status

RUNNERS = {"local": "moviefactory.jobs.run:LocalRunner", "ray": ""}


@dataclass(frozen=True)
class Event:
    """One thing that happened to one job. `done` of `total` only for `progress`, `text` there the step it is at."""

    kind: Literal["started", "progress", "done", "kept", "failed", "blocked", "note"]
    job: str
    done: int = 0
    total: int = 0
    text: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `facts` are those of its receipt; `error` is empty where it succeeded."""

    made: bool
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.error)


Report = Callable[[Event], None]


class Runner(Protocol):
    """The one-method plug point: another engine runs the same jobs."""

    def run(self, jobs: Sequence[Job], report: Report) -> dict[str, Outcome]:
        """Run what is not done; return an outcome per job name. Raises StorageError (nothing can go on then)."""
        ...


class LocalRunner:
    """Runs the jobs in their order in this process; a job may use processes of its own. Neighbours that say so
    (`Job.workers`) run at the same time."""

    def run(self, jobs: Sequence[Job], report: Report) -> dict[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        for workers, alike in groupby(jobs, key=lambda job: job.workers):
            if workers > 1:
                outcomes |= self._together(list(alike), workers, outcomes, report)
                continue
            for job in alike:
                outcomes[job.name] = self._one(job, outcomes, report)
        return outcomes

    def _together(
        self, jobs: Sequence[Job], workers: int, before: Mapping[str, Outcome], report: Report
    ) -> dict[str, Outcome]:
        """Jobs that do not depend on one another, several at a time. One that ends the run ends the others too."""
        told = _Told(report)
        outcomes = dict(before)
        with ThreadPoolExecutor(workers, thread_name_prefix="job") as pool:
            waiting = [pool.submit(self._one, job, outcomes, told.report) for job in jobs]
            try:
                for job, one in zip(jobs, waiting, strict=True):
                    outcomes[job.name] = one.result()
            except BaseException:  # Ctrl-C included
                told.stop(waiting)
                raise
        return outcomes

    def _one(self, job: Job, outcomes: Mapping[str, Outcome], report: Report) -> Outcome:
        if broken := next((one.name for one in job.after if not _ready(one, outcomes)), ""):
            why = f"waits for {broken}, which " + ("failed" if broken in outcomes else "is not made yet")
            report(Event("blocked", job.name, text=why))
            return Outcome(False, error=f"{job.name}: {why}")
        now = status(job)
        if now.state == "done":
            report(Event("kept", job.name))
            return Outcome(False, now.facts)
        started = time.monotonic()
        report(Event("started", job.name, text=now.why))
        try:
            facts = run_job(job, _tell(job.name, report))
        except (StorageError, NotInstalled):
            raise
        except PlanError as error:
            # What is wrong with the first of its kind is wrong with all: stop at once. Later it is about this one, and
            # a night's work goes on without it.
            if all(outcome.failed for name, outcome in list(outcomes.items()) if _kind(name) == _kind(job.name)):
                raise
            report(Event("failed", job.name, text=str(error)))
            return Outcome(False, error=str(error))
        except MovieFactoryError as error:
            report(Event("failed", job.name, text=str(error)))
            return Outcome(False, error=str(error))
        report(Event("done", job.name, seconds=time.monotonic() - started))
        return Outcome(True, facts)


class _Told:
    """Reports of several threads, one at a time; once stopped, whoever reports is interrupted."""

    def __init__(self, report: Report) -> None:
        self._report, self._lock, self._over = report, threading.Lock(), threading.Event()

    def report(self, event: Event) -> None:
        if self._over.is_set():
            raise KeyboardInterrupt
        with self._lock:
            self._report(event)

    def stop(self, waiting: Sequence[Future[Outcome]]) -> None:
        self._over.set()
        for one in waiting:
            one.cancel()


def _kind(name: str) -> str:
    """A job's name is what it makes and of what: "clip finish"."""
    return name.split()[0]


def _tell(name: str, report: Report) -> Tell:
    return Tell(
        progress=lambda done, total: report(Event("progress", name, done, total)),
        step=lambda words, done, total: report(Event("progress", name, done, total, words)),
        note=lambda text: report(Event("note", name, text=text)),
    )


def _ready(job: Job, outcomes: Mapping[str, Outcome]) -> bool:
    return not outcomes[job.name].failed if job.name in outcomes else status(job).state == "done"


def load_runner(name: str) -> Runner:
    """The runner called `name`. Raises PlanError for an unknown name, NotInstalled for one that is not there yet."""
    if name not in RUNNERS:
        raise PlanError(f"run.runner: there is no runner {name!r}; choose one of {', '.join(RUNNERS)}")
    if not RUNNERS[name]:
        raise NotInstalled(f"run.runner: the {name} runner is not part of this version; use --runner local")
    return LocalRunner()

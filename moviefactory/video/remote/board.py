"""The job protocol of video servers, call by call: POST, GET, DELETE /v1/videos. What the answers mean, not what to do.

Spoken by vLLM-Omni, SGLang, FastVideo and Aquiles-Image, with small differences: a status may be a word of the server's
own ("processing"), SGLang's list does not say prompts, an error may be a text, a list or an object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from moviefactory.errors import StageError
from moviefactory.video.remote.order import Order, job_form
from moviefactory.video.remote.server import ADDRESS, KEY, Server
from moviefactory.video.remote.ticket import Ticket, is_id
from moviefactory.video.remote.wire import Answer, Clock, Lost, Unreached, Wire, said, words_in

Stage = Literal["running", "done", "failed", "over"]
BUSY = {408, 425, 429, 503}  # the request was not taken; it may be sent again
GONE = {404, 410}
MOST_BYTES = 2 << 30  # of one video
_DONE = {"completed", "succeeded"}
_OVER = {"cancelled", "canceled", "deleted", "expired"}
_FAILED = {"failed", "error"}
_CREATE_S = 180.0  # a picture is sent along, and some servers check it before they answer
_CANCEL_S = 15.0
_LISTED = 100
_SLACK_S = 10.0  # between two clocks that were compared
_SKEW_S = 600.0  # between two that were not


@dataclass(frozen=True)
class Job:
    """A job as the server describes it. `progress` 0 to 100; `why`: its words about a failure, not scrubbed."""

    id: str
    status: str
    progress: int = 0
    model: str = ""
    why: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        """Every status that is not known to be an end is a job that runs."""
        if self.status in _DONE:
            return "done"
        if self.status in _FAILED:
            return "failed"
        return "over" if self.status in _OVER else "running"


@dataclass(frozen=True)
class Listing:
    """The server's jobs, and how far its clock is ahead of ours; `exact` where it said its time."""

    jobs: tuple[Job, ...]
    ahead_s: float = 0.0
    exact: bool = False


class Board:
    """The calls. Each raises Unreached or Lost where no answer came."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self.server = wire.server
        self._wire, self._clock = wire, clock
        root = re.sub(r"/videos$", "", wire.server.address)
        self._videos = (root if re.search(r"/v\d+$", root) else f"{root}/v1") + "/videos"

    def create(self, order: Order, token: str, seconds: float) -> Answer:
        """Ask for a job. Sent once; `Idempotency-Key` lets a gateway that knows it see a repetition."""
        return self._wire.ask("POST", self._videos, files=job_form(order, token), seconds=min(seconds, _CREATE_S),
                              quiet_s=_CREATE_S, headers={"Idempotency-Key": token})  # fmt: skip

    def look(self, job_id: str) -> Answer:
        return self._wire.ask("GET", self._one(job_id))

    def cancel(self, job_id: str) -> bool:
        """Ask the server to stop; whether it heard. vLLM-Omni aborts the job, SGLang and FastVideo only forget it."""
        with suppress(Lost, Unreached, StageError):
            return self._wire.ask("DELETE", self._one(job_id), seconds=_CANCEL_S).status < 500
        return False

    def fetch(self, job_id: str, target: Path, seconds: float, most: int) -> Answer:
        """The video, into `target`. No `variant` is asked for: SGLang reads it as a number."""
        return self._wire.fetch(self._one(job_id) + "/content", target, seconds=seconds, most=most)

    def listing(self) -> Listing | None:
        """The newest jobs; None where the server lists none."""
        answer = self._wire.ask("GET", self._videos, params={"limit": _LISTED, "order": "desc"})
        value = answer.json() if answer.ok else None
        data = value.get("data") if isinstance(value, dict) else value
        if not isinstance(data, list):
            return None
        jobs = tuple(job for one in data if (job := job_in(one)))
        with suppress(ValueError, TypeError, KeyError, OverflowError):
            theirs = parsedate_to_datetime(answer.headers["date"]).timestamp()
            return Listing(jobs, theirs - self._clock.now(), exact=True)
        return Listing(jobs)

    def fitting(self, listing: Listing, ticket: Ticket, order: Order) -> list[Job]:
        """The jobs that the ticket's order may have become; among several, those of the size that was asked for."""
        marked = [job for job in listing.jobs if job.said.get("user") == ticket.token]
        fitting = marked or [job for job in listing.jobs if self._fits(job, listing, ticket, order)]
        size = f"{order.size_px[0]}x{order.size_px[1]}"
        return [job for job in fitting if job.said.get("size") == size] or fitting if len(fitting) > 1 else fitting

    def _fits(self, job: Job, listing: Listing, ticket: Ticket, order: Order) -> bool:
        prompt = job.said.get("prompt")
        if job.id in (ticket.known or ()) or (ticket.known is None and not prompt):
            return False
        if prompt and " ".join(str(prompt).split()) != " ".join(order.prompt.split()):
            return False
        return self._in_time(job.said.get("created_at"), listing, ticket)

    def _in_time(self, created_at: Any, listing: Listing, ticket: Ticket) -> bool:
        if isinstance(created_at, bool) or not isinstance(created_at, (int, float)):
            return ticket.known is not None
        slack_s = _SLACK_S if listing.exact else _SKEW_S
        return bool(created_at - listing.ahead_s >= ticket.asked_at - slack_s)

    def _one(self, job_id: str) -> str:
        return f"{self._videos}/{quote(job_id, safe='')}"


def job_of(answer: Answer) -> Job | None:
    """The job that an answer describes; None where it describes none."""
    return job_in(answer.json()) if answer.ok else None


def job_in(value: Any) -> Job | None:
    if not isinstance(value, dict):
        return None
    job_id, status = value.get("id"), value.get("status")
    if isinstance(job_id, int) and not isinstance(job_id, bool):
        job_id = str(job_id)
    if not is_id(job_id) or not (status is None or isinstance(status, str)):
        return None
    model = value.get("model")
    return Job(str(job_id), (status or "").strip().lower(), _progress(value.get("progress")),
               model[:200] if isinstance(model, str) else "", words_in(value.get("error")), value)  # fmt: skip


def refusal_of(answer: Answer, server: Server) -> StageError:
    """The error for an answer that no waiting mends, with what a person can do about it."""
    words, status = said(answer, server), answer.status
    if status in (401, 403):
        if server.withheld:
            return server.fails(
                f"it asks for a key; yours is kept back, for only the plan names this address: set {ADDRESS} to it too"
            )
        return server.fails(
            f"the key was refused ({words})" if server.key else f"it asks for a key; set {KEY} ({words})"
        )
    if status in (404, 405):
        return server.fails(
            f"it knows no such request ({words}); mend the address, or set video.remote.protocol to jobs (vLLM-Omni, "
            "SGLang, FastVideo, Aquiles), localai or xinference"
        )
    if status in (400, 413, 415, 422):
        return server.fails(
            f"it does not take the shot as it is asked for ({words}); mend size_px, frame_rate, steps, guidance or "
            "extra of video.remote"
        )
    if 300 <= status < 400:
        return server.fails(f"it sends requests elsewhere ({status}); give that address as video.remote.base_url")
    return server.fails(f"it refuses the shot ({words})")


def _progress(value: Any) -> int:
    try:
        return int(min(100.0, max(0.0, float(value))))
    except (TypeError, ValueError, OverflowError):
        return 0

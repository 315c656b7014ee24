"""One shot as a job on a video server: started once, waited for, fetched; taken up again after a kill.

    remote/server.py  address and key                 remote/board.py   the calls of the protocol and their answers
    remote/wire.py    one request                     remote/ticket.py  what is remembered
    remote/order.py   what is asked                   remote/pace.py    how long to wait
    remote/clip.py    what came: checked, retimed, fitted

A job is never started on a guess. The order is written down before it is sent; where its answer is lost, or the run is
killed before it came, the server's list of jobs tells what became of it.

Ctrl-C leaves the job running, for the same command takes it up: stopped by DELETE, the minutes it took would be lost,
and on servers that only forget a job (SGLang, FastVideo) it would go on with nobody to fetch it. It is stopped where
nothing was kept of it, where the deadline passes, and where the plan of the shot was changed meanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from moviefactory.errors import MediaError, StageError, StorageError
from moviefactory.video import Desk
from moviefactory.video.remote.board import BUSY, GONE, MOST_BYTES, Board, Job, Listing, job_of, refusal_of
from moviefactory.video.remote.clip import look_at
from moviefactory.video.remote.order import Order
from moviefactory.video.remote.pace import Pace
from moviefactory.video.remote.ticket import CONTENT, Ticket, drop_ticket, read_ticket, write_ticket
from moviefactory.video.remote.wire import Answer, Clock, Lost, Unreached, said

_STARTS = 2  # of one shot in one run, where the server forgets its jobs
_SENDS = 2  # of an order whose answer was lost
_TRIES = 4  # at reaching a server
_FETCHES = 5
_LEAST_FETCH_S = 600.0  # a finished video is fetched even where the deadline is near
_ODD = 5  # answers in a row that make no sense
T = TypeVar("T")


class Jobs:
    """The job of one shot. `most_bytes` bounds what is fetched."""

    def __init__(self, board: Board, desk: Desk, pace: Pace, clock: Clock, most_bytes: int = MOST_BYTES) -> None:
        self._board, self._desk, self._pace, self._clock = board, desk, pace, clock
        self._server, self._most = board.server, most_bytes
        self._kept = desk.unfinished
        self._told = False

    def video(self, order: Order, folder: Path) -> Ticket:
        """Have `order` rendered; its video is then CONTENT in `folder`. Raises StageError, StorageError."""
        ticket = self._taken_up(order)
        taken_up = ticket is not None
        for _ in range(_STARTS):
            ticket = ticket or self._start(order)
            try:
                job = self._finished(ticket, taken_up)
                if job and self._fetched(ticket, folder):
                    return self._keep(
                        replace(ticket, fetched=True, echoed=self._server.scrubbed(job.model) or ticket.echoed)
                    )
            except KeyboardInterrupt:
                self._leave(ticket)
                raise
            drop_ticket(self._kept)
            self._note(f"the video server does not know the job {ticket.id} any more; the shot is started anew")
            ticket, taken_up = None, False
        raise self._server.fails("it forgets its jobs; let one process of it serve, and see why it starts anew")

    def _taken_up(self, order: Order) -> Ticket | None:
        """What an earlier run left: the ticket of this very shot. What it left of another version is called off."""
        ticket = read_ticket(self._kept)
        if ticket is None:
            return None
        here = ticket.server == self._server.address and ticket.protocol == "jobs"
        if not (here and ticket.model == order.model and ticket.key == self._desk.key):
            if here and ticket.id and not ticket.fetched and self._board.cancel(ticket.id):
                self._note(f"the job {ticket.id} was for an earlier version of this shot; the server is to stop it")
            drop_ticket(self._kept)
            return None
        if not ticket.id:
            return self._reconciled(ticket, order)
        self._note(f"takes up the job {ticket.id} of an earlier run")
        return ticket

    def _start(self, order: Order) -> Ticket:
        """A new job, written down before it is asked for and again when it has its id."""
        try:
            listing = self._listed()
        except Lost:  # it may serve for all that
            listing = None
        ticket = Ticket(
            key=self._desk.key,
            server=self._server.address,
            protocol="jobs",
            model=order.model,
            token=f"moviefactory-{secrets.token_hex(8)}",
            asked_at=self._clock.now(),
            known=None if listing is None else tuple(job.id for job in listing.jobs),
        )
        self._keep(ticket)
        answer: Answer | None = None
        for sent in range(1, _SENDS + 1):
            answer = self._sent(order, ticket)
            if job := job_of(answer) if answer else None:
                return self._named(ticket, job)
            if found := self._reconciled(ticket, order, answer, again=sent < _SENDS):
                return found
            if sent < _SENDS:
                self._keep(ticket)  # to be sent again
        why = said(answer, self._server) if answer else "it did not answer"
        raise self._server.fails(f"it was asked {_SENDS} times for the shot and started no job ({why}); see its log")

    def _sent(self, order: Order, ticket: Ticket) -> Answer | None:
        """The answer to the order; None where it was lost. Waits while the server is busy. Raises StageError."""
        while True:
            try:
                answer = self._patiently(lambda: self._board.create(order, ticket.token, self._pace.left_s))
            except Lost:
                return None
            except Unreached:
                drop_ticket(self._kept)
                raise
            if answer.ok or (answer.status >= 500 and answer.status not in BUSY):
                return answer
            if answer.status not in BUSY:
                drop_ticket(self._kept)
                raise refusal_of(answer, self._server)
            self._tell(f"is busy ({said(answer, self._server)}); waiting")
            self._pace.rest(answer.wait_s)
            if self._pace.left_s <= 0:
                drop_ticket(self._kept)
                words = said(answer, self._server)
                raise self._server.fails(
                    f"it had no time for the shot before the deadline ({words}); run the same again later, or raise "
                    "video.remote.deadline_minutes"
                )

    def _reconciled(
        self, ticket: Ticket, order: Order, answer: Answer | None = None, *, again: bool = True
    ) -> Ticket | None:
        """The job that an order became whose answer was lost, or was none; None: there is none, it may be sent again.

        Where the server cannot be asked, the ticket stays as it is, for the next run. `again`: it will be sent again.
        """
        found: list[Job] | None = None
        for _ in range(2):  # it may enter its list a moment later
            self._pace.rest()
            listing = self._listed()
            found = None if listing is None else self._board.fitting(listing, ticket, order)
            if found is None or found:
                break
        if found and len(found) == 1:
            if not found[0].said.get("prompt"):
                self._note(f"takes {found[0].id} for its job: the server started it when it was asked")
            return self._named(ticket, found[0])
        if answer is not None and (found is None or answer.ok):  # it did answer, but with no job
            drop_ticket(self._kept)
            raise self._server.fails(f"it started no job ({said(answer, self._server)}); see its log, and run it again")
        drop_ticket(self._kept)
        if again and (found is None or found):
            why = "it cannot list its jobs" if found is None else "several of its jobs look like it"
            self._note(f"the video server did not say what became of an order, and {why}: a second job is "
                            "started, the first may be rendering for nobody")  # fmt: skip
        return None

    def _named(self, ticket: Ticket, job: Job) -> Ticket:
        ticket = replace(ticket, id=job.id, echoed=self._server.scrubbed(job.model))
        try:
            return self._keep(ticket)
        except StorageError:
            self._board.cancel(job.id)  # nobody could take it up
            raise

    def _finished(self, ticket: Ticket, taken_up: bool) -> Job | None:
        """The job, completed; None where the server does not know it (any more). Raises StageError."""
        self._pace.restart()
        gone = odd = 0
        while self._pace.left_s > 0:
            answer = self._looked(ticket)
            job = job_of(answer) if answer else None
            gone = gone + 1 if answer and answer.status in GONE else 0
            odd = odd + 1 if answer and answer.ok and not job else 0
            if gone == 2:  # one may be a hiccup of a proxy, and a second job costs minutes
                return None
            if odd == _ODD:
                raise self._server.fails(f"it says no sense about the job {ticket.id}; see its log, and run it again")
            if job and job.stage == "over" and taken_up:
                return None
            if job and job.stage != "running":
                return self._ended(ticket, job)
            if job:
                words = "queued on the server" if job.status == "queued" else "rendering on the server"
                self._desk.step(words, job.progress, 100)
            self._pace.rest(answer.wait_s if answer else None)
        raise self._given_up(ticket)

    def _looked(self, ticket: Ticket) -> Answer | None:
        """How the job stands; None where that could not be learnt, which is no reason to stop."""
        try:
            answer = self._board.look(ticket.id)
        except (Lost, Unreached) as error:
            self._tell(f"does not answer ({error}); asking on until the deadline")
            return None
        if answer.status in BUSY or answer.status >= 500:
            self._tell(f"is in trouble ({said(answer, self._server)}); asking on until the deadline")
        elif not answer.ok and answer.status not in GONE:
            raise refusal_of(answer, self._server)
        return answer

    def _ended(self, ticket: Ticket, job: Job) -> Job:
        """The completed job. Raises StageError for one that ended otherwise, and forgets it."""
        if job.stage == "done":
            return job
        drop_ticket(self._kept)
        why = self._server.scrubbed(job.why) or "without a word"
        if job.stage == "failed":
            raise self._server.fails(f"the job {ticket.id} failed there: {why}; see its log, mend the shot or "
                                     "video.remote, and run the same again")  # fmt: skip
        raise self._server.fails(f"somebody stopped the job {ticket.id} there ({job.status}); run the same again")

    def _given_up(self, ticket: Ticket) -> StageError:
        heard = self._board.cancel(ticket.id)
        if heard:
            drop_ticket(self._kept)
        told = "was told to stop it" if heard else "could not be told to stop it"
        return self._server.fails(f"the job {ticket.id} was not ready before the deadline, and the server {told}; "
                                  "raise video.remote.deadline_minutes, or ask for less")  # fmt: skip

    def _leave(self, ticket: Ticket) -> None:
        """After Ctrl-C."""
        if self._kept is None:
            self._board.cancel(ticket.id)
        else:
            self._note(f"the job {ticket.id} goes on at the video server; the same command takes it up")

    def _fetched(self, ticket: Ticket, folder: Path) -> bool:
        """Whether the video is there; False where the server does not have it (any more). Raises StageError."""
        self._pace.restart()
        why, gone, junk = "", 0, 0
        for _ in range(_FETCHES):
            try:
                left_s = max(self._pace.left_s, _LEAST_FETCH_S)
                answer = self._board.fetch(ticket.id, folder / CONTENT, left_s, self._most)
                if answer.status == 200:
                    look_at(folder / CONTENT)
                    return True
                why, gone = said(answer, self._server), gone + (answer.status in GONE)
                if answer.status not in BUSY | GONE | {409} and answer.status < 500:
                    raise refusal_of(answer, self._server)
                self._pace.rest(answer.wait_s, past_deadline=True)
            except (Lost, Unreached) as error:
                why = str(error)
                self._pace.rest(past_deadline=True)
            except MediaError as error:
                why, junk = self._server.scrubbed(str(error)), junk + 1
                if junk == 2:  # once may be a transfer that broke unnoticed
                    drop_ticket(self._kept)
                    raise self._server.fails(f"what it sent for {ticket.id} is no video ({why})") from None
        if gone == _FETCHES:
            return False
        raise self._server.fails(f"the video of {ticket.id} is ready, but could not be fetched ({why}); run the same "
                                 "command again: it is only fetched")  # fmt: skip

    def _patiently(self, call: Callable[[], T]) -> T:
        """What `call` brings; where the server is not reached, a few tries later."""
        for _ in range(_TRIES - 1):
            try:
                return call()
            except Unreached:
                self._pace.rest(past_deadline=True)
        return call()

    def _listed(self) -> Listing | None:
        """The server's list; asked for twice where the answer is lost, for that does no harm."""
        try:
            return self._patiently(self._board.listing)
        except Lost:
            return self._patiently(self._board.listing)

    def _tell(self, text: str) -> None:
        """Say it once in a run: it may last."""
        if not self._told:
            self._told = True
            self._note(f"the video server {text}")

    def _note(self, text: str) -> None:
        self._desk.note(self._server.hidden(text))

    def _keep(self, ticket: Ticket) -> Ticket:
        write_ticket(self._kept, ticket)
        return ticket

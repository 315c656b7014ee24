"""Asks questions of a language model until an answer fits: rungs, retries, repairs, kept answers.

Knows no SDK: what a request brings comes from a `Line`. Every loop here ends: a rung is left for good, a parameter is
dropped for good, tries and repairs are counted, and both the question and the whole script have a deadline.
"""

from __future__ import annotations

import random
import re
import time
from typing import Any, Protocol

from moviefactory.jobs.run import Event
from moviefactory.script import Desk
from moviefactory.script.endpoint import Endpoint
from moviefactory.script.failures import Failure, Remedy, is_loading, one_line, remedy_for
from moviefactory.script.heard import Said
from moviefactory.script.kept_answers import keep, place_of, read_kept, signature_of
from moviefactory.script.ladder import Dice, Manner, Rung, Talk, request
from moviefactory.script.ledger import Ledger, TooSlow
from moviefactory.script.questions import (
    A,
    Limits,
    NoAccess,
    NoAnswer,
    OutOfBudget,
    Question,
    Refused,
    ServerTrouble,
    Unusable,
    Usage,
)
from moviefactory.script.reply import Reading, plain_value, read_reply, refusal_in

_FIRST_WAIT_S = 0.5
_LOADING_WAIT_S = 2.0
_TOLD_WAIT_S = 5.0  # waits from here on are told
_TROUBLES = 2  # questions in a row that a server may fail before it is asked no more
_ROOM = 4  # a reply that was cut off gets at most so many times the tokens
_NOT_CHAT = ("embed", "rerank", "whisper", "tts", "dall-e", "moderation", "clip", "bge-", "image", "audio", "realtime",
             "transcribe", "davinci", "babbage")  # fmt: skip


class Line(Protocol):
    """A way to a server. No method raises anything but KeyboardInterrupt, nor takes longer than `seconds`."""

    def send(self, params: dict[str, Any], *, seconds: float, max_tokens: int) -> Said | Failure: ...

    def models(self, *, seconds: float) -> list[str] | Failure: ...

    def close(self) -> None: ...


class Conversation:
    """Questions to one model, within one set of bounds. Not for several threads at once."""

    def __init__(self, endpoint: Endpoint, limits: Limits, desk: Desk, line: Line, dice: Dice) -> None:
        self._endpoint, self._limits, self._desk, self._line, self._dice = endpoint, limits, desk, line, dice
        self._ledger = Ledger(endpoint, limits)
        self._manner = Manner(Rung.LEAN if endpoint.is_openai else Rung.SCHEMA)
        self._ignores_schemas = False
        self._choice = ""
        self._jitter = random.Random(dice.seed)
        self._broken: NoAnswer | None = None
        self._troubles = 0

    def ask(self, question: Question[A]) -> A:
        """The answer to `question`: kept from before, or asked for.

        Raises NoAnswer where none comes, PlanError for a cost limit without a price, StorageError for a full disk.
        """
        self._ledger.start_question()
        try:
            return self._answer(question)
        except NoAnswer as error:
            self._remember(error)
            raise

    def close(self) -> None:
        self._line.close()

    @property
    def model(self) -> str:
        """The model that is asked; "" until a server was asked which one it has. Of a file, the name alone."""
        name = self._ledger.model
        return re.split(r"[\\/]", name)[-1] if re.match(r"[/~]|[A-Za-z]:[\\/]", name) else name

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know about how the model was asked."""
        how = {Rung.OBJECT_SCHEMA: "JSON objects", Rung.OBJECT: "JSON objects", Rung.TEXT: "text"}
        rung, notes = self._manner.rung, [self._choice]
        if rung in how and (self._ignores_schemas or rung > Rung.OBJECT_SCHEMA):
            what = "ignores" if self._ignores_schemas else "takes no"
            notes.append(f"the server {what} JSON schemas; replies were asked for as {how[rung]}")
        if "seed" in self._manner.dropped:
            notes.append("the server takes no seed; another run may bring another script")
        return tuple(filter(None, notes))

    @property
    def seconds_left(self) -> float:
        """What is left for all further questions."""
        return self._ledger.script_seconds_left

    @property
    def usage(self) -> Usage:
        return self._ledger.usage

    # One question.

    def _answer(self, question: Question[A]) -> A:
        if self._endpoint.problem:
            raise NoAccess(self._endpoint.problem)
        self._find_model()
        signature = signature_of(question, self._endpoint, self.model, self._dice)
        place = place_of(self._desk.folder, question, signature) if self._desk.folder else None
        known = read_kept(place, question, signature) if place else None
        if known is not None:
            self._ledger.kept += 1
            self._ledger.paid_before_usd += known[1]
            return known[0]
        self._refuse_if_broken()
        before, started = self.usage, time.monotonic()
        answer = self._asked_for(question)
        self._troubles = 0
        if place:
            keep(place, signature, self._facts(question, answer, before, time.monotonic() - started))
        return answer

    def _asked_for(self, question: Question[A]) -> A:
        talk, tokens, partial = Talk(question), question.max_tokens, None
        problem, spare = "", None
        try:
            for attempt in range(self._limits.repairs + 1):
                said = self._exchange(talk, attempt, tokens)
                reading = self._read(said, question)
                if reading.answer is not None and not (reading.closed and said.truncated):
                    return reading.answer
                spare = reading.answer or spare  # what there was of a reply that was cut off: better than nothing
                problem = "it was cut off" if said.truncated else reading.problem
                partial = partial if reading.value is None else reading.value
                talk, tokens = self._repaired(talk, said, reading, tokens)
            raise Unusable(self._told(f"no usable reply in {self._limits.repairs + 1} tries; the last: {problem}"))
        except NoAnswer as error:
            if spare is not None:
                return spare
            error.partial = partial
            raise

    def _read(self, said: Said, question: Question[A]) -> Reading[A]:
        """What the reply holds. Raises Refused for one that says no."""
        text = said.text.strip() or said.thought
        reading = read_reply(text, question.shape)
        no = said.refusal or ("its content filter stopped the reply" if said.finish == "content_filter" else "")
        if not no and reading.answer is None and reading.score < 1:
            no = refusal_in(text)
        if no:
            raise Refused(self._told(f"refused: {one_line(no, 200)!r}"))
        if reading.score < 1 and reading.answer is None:
            return Reading(problem=reading.problem if text else "the reply is empty")
        self._manner.proven = True
        if (
            reading.answer is not None
            and len(key := self._endpoint.key) >= 8
            and key in reading.answer.model_dump_json()
        ):
            return Reading(problem="it holds a secret", score=reading.score)
        if reading.answer is not None:
            try:
                question.check(reading.answer)
            except ValueError as error:
                return Reading(problem=one_line(str(error)), value=plain_value(reading.answer), score=reading.score)
        return reading

    def _repaired(self, talk: Talk, said: Said, reading: Reading[Any], tokens: int) -> tuple[Talk, int]:
        """What to ask next, with how many tokens, after a reply that does not do."""
        question, manner = talk.question, self._manner
        if said.truncated:
            thinks = len(said.thought) > len(said.text)
            shorter = "Reply at once, without long thoughts." if thinks else "Keep every text in it much shorter."
            added = f"An earlier reply was cut off because it was too long. {shorter}"
            return Talk(question, added), min(tokens * 2, question.max_tokens * _ROOM)
        ignored = reading.value is None and not manner.proven
        if ignored and manner.rung < Rung.TEXT:
            self._ignores_schemas = True
            manner.lower(Rung.OBJECT_SCHEMA if manner.rung < Rung.OBJECT_SCHEMA else Rung.TEXT)
            return Talk(question), tokens
        if reading.off_shape and manner.rung < Rung.OBJECT_SCHEMA:  # the schema was taken, and not enforced
            self._ignores_schemas = True
            manner.lower(Rung.OBJECT_SCHEMA)
        manner.proven = manner.proven and reading.value is not None
        objection = f"That reply cannot be used: {reading.problem}. Reply again with the whole corrected JSON object."
        return Talk(question, "", said.text.strip(), objection), tokens

    # One reply.

    def _exchange(self, talk: Talk, attempt: int, tokens: int) -> Said:
        """One reply, in whatever manner the server takes the question, however often it has to be asked for it."""
        self._ledger.asked += 1
        dice = Dice(self._dice.seed + attempt, self._dice.temperature)
        tries = hangs = 0
        while True:
            params = request(self._ledger.model, talk, self._manner, dice, tokens)
            self._ledger.need_money(params, tokens)
            result = self._line.send(params, seconds=self._ledger.need_time(), max_tokens=tokens)
            self._ledger.count(params, result)
            if isinstance(result, Said):
                return result
            remedy = self._remedy(result, params, tries)
            if remedy.act == "lower":
                self._manner.lower()
            elif remedy.act == "change":
                self._manner.change(remedy.change)
            elif is_loading(result):
                self._wait(_LOADING_WAIT_S, remedy.why)
            else:
                tries, hangs = tries + 1, hangs + (result.kind in ("hang", "unreachable"))
                self._pause(result, remedy, tries, self._limits.tries if hangs < 2 else tries)

    def _remedy(self, failure: Failure, params: dict[str, Any], tries: int) -> Remedy:
        """What to do about a failure. Raises the error of one that nothing can be done about."""
        if failure.kind == "late":
            self._ledger.need_time()
        remedy = remedy_for(failure, self._manner, params, self._endpoint.is_openai)
        answered = self._ledger.tokens_out > 0  # a server that was there may be starting anew
        if failure.kind == "nobody" and answered and tries + 1 < self._limits.tries:
            return Remedy("retry", why=failure.said)
        if remedy.act != "stop":
            return remedy
        text = remedy.why + (self._offered() if remedy.lists_models else "")
        if failure.said == "nothing listens there":
            text = f"nothing listens there; {self._endpoint.how_to_start}"
        if failure.status == 401 and self._endpoint.withheld:
            text = "it asks for a key; yours is kept back, for only the project file names this address: add --base-url"
        elif failure.status == 401 and not self._endpoint.key:
            text = f"it asks for a key; set OPENAI_API_KEY ({failure.said})"
        raise remedy.error(self._told(text))

    def _pause(self, failure: Failure, remedy: Remedy, tries: int, most: int) -> None:
        """Wait before the next try. Raises ServerTrouble where there is none."""
        if tries >= most:
            raise ServerTrouble(self._told(f"{remedy.why} ({tries} {'tries' if tries > 1 else 'try'})"))
        backoff = _FIRST_WAIT_S * 2 ** (tries - 1) * self._jitter.uniform(0.75, 1.25)
        self._wait(backoff if failure.wait_s is None else failure.wait_s, remedy.why)

    def _wait(self, seconds: float, why: str) -> None:
        left = self._ledger.need_time()
        if seconds >= left:
            raise ServerTrouble(self._told(f"{why}; to wait {seconds:.0f} s is too long, {left:.0f} s are left"))
        if seconds >= _TOLD_WAIT_S:
            self._desk.tell(Event("note", "script", text=self._told(f"{why}; waiting {seconds:.0f} s")))
        time.sleep(seconds)

    # What is known about the server.

    def _find_model(self) -> None:
        """Ask the server which model it has, where nobody named one."""
        if self._ledger.model:
            return
        self._refuse_if_broken()
        found = self._models()
        chat = [name for name in found if not any(word in name.lower() for word in _NOT_CHAT)] or found
        self._ledger.model = chat[0] if chat else "default"
        if len(chat) > 1:
            where = self._endpoint.shown_url
            self._choice = f"nobody named a model; {self.model} is the first of {len(chat)} at {where}"

    def _models(self) -> list[str]:
        tries = 0
        while True:
            found = self._line.models(seconds=self._ledger.need_time())
            if not isinstance(found, Failure):
                return found
            if found.status in (404, 405, 501):
                return []
            remedy = self._remedy(found, {}, tries)
            tries += 1
            self._pause(found, remedy, tries, self._limits.tries if remedy.act == "retry" else tries)

    def _offered(self) -> str:
        found = self._line.models(seconds=min(self._ledger.need_time(), 20.0))
        if isinstance(found, Failure) or not found:
            return ""
        return f"; it has {', '.join(found[:8])}" + (f" and {len(found) - 8} more" if len(found) > 8 else "")

    def _remember(self, error: NoAnswer) -> None:
        """Ask no more where it cannot help."""
        trouble = isinstance(error, (ServerTrouble, TooSlow))
        self._troubles = self._troubles + 1 if trouble else 0
        over = isinstance(error, (NoAccess, OutOfBudget)) and not trouble
        if self._broken is None and (over or self._troubles >= _TROUBLES):
            self._broken = error

    def _refuse_if_broken(self) -> None:
        if self._broken is not None:
            raise type(self._broken)(str(self._broken))

    def _told(self, text: str) -> str:
        words = f"{self.model or 'the model'} at {self._endpoint.shown_url}: {text}"
        return self._endpoint.scrubbed(one_line(words, 700))

    def _facts(self, question: Question[A], answer: A, before: Usage, seconds: float) -> dict[str, Any]:
        now = self.usage
        cost = None if now.cost_usd is None else now.cost_usd - (before.cost_usd or 0.0)
        return {
            "question": question.name, "model": self.model, "url": self._endpoint.shown_url,
            "rung": self._manner.rung.name.lower(), "reply": plain_value(answer), "asked": now.asked - before.asked,
            "tokens_in": now.tokens_in - before.tokens_in, "tokens_out": now.tokens_out - before.tokens_out,
            "cost_usd": cost, "seconds": round(seconds, 3),
        }  # fmt: skip

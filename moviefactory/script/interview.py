"""The questions of one script: each is worded, asked, and answered or given up; what was given up is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any, TypeVar

from pydantic import BaseModel

from moviefactory.jobs.run import Event
from moviefactory.script import Desk
from moviefactory.script.chat_api import ChatModel, Endpoint, Limits, NoAccess, NoAnswer, Question
from moviefactory.script.prompts import filled

A = TypeVar("A", bound=BaseModel)
_THINKING_TOKENS = 2000  # room for models that think before they answer; the schema bounds the answer itself


class Interview:
    """Asks with a person's own templates where there are some. A context manager: leaving it ends the connection.

    `partial` is what the last question had brought when it was given up, as plain JSON values, for what can be saved.
    """

    def __init__(
        self, endpoint: Endpoint, limits: Limits, desk: Desk, *, templates: Mapping[str, str], seed: int = 0
    ) -> None:
        self._model = ChatModel(endpoint, limits, desk, seed=seed)
        self._endpoint, self._desk, self._templates = endpoint, desk, templates
        self._given_up: dict[str, list[str]] = {}
        self._mended: dict[str, list[str]] = {}
        self._answered = 0
        self._asked = 0
        self._expected = 0
        self.partial: Any = None

    def __enter__(self) -> Interview:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._model.close()

    def expect(self, questions: int) -> None:
        """How many questions there will be in all, for the progress bar."""
        self._expected = questions

    def ask(
        self,
        question: str,
        shape: type[A],
        *,
        what: str = "",
        max_tokens: int = 500,
        check: Callable[[A], None] | None = None,
        **values: Any,
    ) -> A | None:
        """The answer to the template `question`, or None where the model does not bring one (see `warnings`).

        Raises NoAccess, where the person named this writer and the first question finds no model: theirs to mend.
        """
        what, self.partial = what or question, None
        self._desk.tell(Event("progress", "script", min(self._asked, self._expected), self._expected, what))
        self._asked += 1
        put = Question(
            name=what, text=filled(question, self._templates, **values), shape=shape,
            system=filled("system", self._templates), max_tokens=max_tokens + _THINKING_TOKENS,
            check=check or _anything,
        )  # fmt: skip
        try:
            answer = self._model.ask(put)
        except NoAccess as error:
            if self._desk.required and not self._answered:
                raise
            self._give_up(what, error)
        except NoAnswer as error:
            self._give_up(what, error)
        else:
            self._answered += 1
            return answer
        return None

    def by_rules(self, what: str, why: str) -> None:
        """Remember that rules wrote `what`, and why."""
        self._given_up.setdefault(why, []).append(what)

    def mended(self, what: str) -> None:
        """Say of a part that was given up that some of what the model brought could be used."""
        for why, parts in list(self._given_up.items()):
            if what in parts:
                parts.remove(what)
                self._mended.setdefault(why, []).append(what)

    def _give_up(self, what: str, error: NoAnswer) -> None:
        self.partial = error.partial
        self.by_rules(what, str(error))
        self._desk.tell(Event("note", "script", text=f"{what}: {error}; rules finish it"))

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line per reason: which parts of the script rules wrote or mended, and why."""
        written, mended = self._given_up, self._mended
        return (
            *(f"the script's {_listed(parts, 'written')} by rules: {why}" for why, parts in written.items() if parts),
            *(f"the script's {_listed(parts, 'mended')} by rules: {why}" for why, parts in mended.items()),
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why parts were given up, once each."""
        return (*self._given_up, *self._mended)

    @property
    def facts(self) -> dict[str, Any]:
        """What the report holds: the model, the questions, tokens and price."""
        usage = asdict(self._model.usage)
        return {
            "model": self._model.model, "address": self._endpoint.shown_url, **usage,
            "notes": list(self._model.notes),
            "by_rules": [part for parts in self._given_up.values() for part in parts],
            "mended": [part for parts in self._mended.values() for part in parts],
        }  # fmt: skip


def _anything(answer: Any) -> None:
    """Any answer that fits its shape will do."""


def _listed(parts: list[str], done: str) -> str:
    shown = ", ".join(parts[:6]) + (f" and {len(parts) - 6} more parts" if len(parts) > 6 else "")
    return f"{shown} {'was' if len(parts) == 1 and not parts[0].startswith(('shots', 'sounds')) else 'were'} {done}"

"""The nouns of asking a language model: a question, the bounds of asking, what was used, and how it can fail.

NoAnswer            a StageError
├── Refused         the model said no
├── Unusable        its replies did not fit, after all repairs
├── ServerTrouble   the server failed, hung, or sent garbage
├── OutOfBudget     the time or the money is used up
└── NoAccess        a person must mend it: key, model, address, credit
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from moviefactory.errors import StageError

A = TypeVar("A", bound=BaseModel)


class NoAnswer(StageError):
    """No usable answer came. `partial`: the last JSON value that did not validate, for what can be saved of it."""

    partial: Any = None


class Refused(NoAnswer):
    """The model will not answer; the text quotes its words."""


class Unusable(NoAnswer):
    """The replies did not validate; the text says what was wrong with the last."""


class ServerTrouble(NoAnswer):
    """The server failed, hung, broke off or sent garbage, and waiting did not help."""


class OutOfBudget(NoAnswer):
    """The time or the money that was given is used up; the text says which, with numbers."""


class NoAccess(NoAnswer):
    """Something that only a person can mend: the key, the model's name, the address, the credit."""


@dataclass(frozen=True)
class Limits:
    """The bounds of asking: seconds, tries, repairs, money, bytes.

    `question_s`: one question with all its retries and repairs. `script_s`: all questions of one ChatModel. `idle_s`: a
    server that sends no byte for so long hangs. `tries`: requests of one kind before a server in trouble is given up.
    `repairs`: how often a reply that does not fit is sent back. `max_cost_usd`: no request is sent that could pass it.
    """

    question_s: float = 300.0
    script_s: float = 1800.0
    idle_s: float = 120.0
    tries: int = 4
    repairs: int = 2
    max_cost_usd: float | None = None
    max_reply_bytes: int = 400_000


def _anything(answer: Any) -> None:
    """Any answer that fits its shape will do."""


@dataclass(frozen=True)
class Question(Generic[A]):
    """One question. `name` is for people and file names; `shape` bounds every string and list of the answer.

    `check` raises ValueError for an answer that fits the shape and is wrong all the same; its text goes to the model.
    """

    name: str
    text: str
    shape: type[A]
    system: str = ""
    max_tokens: int = 1500
    check: Callable[[A], None] = _anything


@dataclass(frozen=True)
class Usage:
    """What a script has taken. `asked`: questions sent, repairs included; `kept`: answers found on disk.

    `estimated`: the server told no token counts for a part of them. `cost_usd` is None where no price is known;
    `paid_before_usd` is what the kept answers had cost.
    """

    asked: int = 0
    kept: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False
    cost_usd: float | None = None
    paid_before_usd: float = 0.0

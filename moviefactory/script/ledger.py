"""What a script has taken from a language model so far: tokens, money, seconds; and whether more may be asked."""

from __future__ import annotations

import time
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.script.endpoint import Endpoint
from moviefactory.script.failures import Failure
from moviefactory.script.heard import Said, estimated_tokens
from moviefactory.script.questions import Limits, OutOfBudget, Usage


class TooSlow(OutOfBudget):
    """One question's time is used up; there may be time for others."""


class Ledger:
    """Counts what is used and refuses what goes beyond the limits. The clock starts with the first question."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self._endpoint, self._limits = endpoint, limits
        self._script_until: float | None = None
        self._question_until = 0.0
        self.model = endpoint.model
        self.asked = self.kept = self.tokens_in = self.tokens_out = 0
        self.estimated = False
        self.paid_before_usd = 0.0

    @property
    def usage(self) -> Usage:
        return Usage(self.asked, self.kept, self.tokens_in, self.tokens_out, self.estimated, self.cost_usd,
                     self.paid_before_usd)  # fmt: skip

    @property
    def cost_usd(self) -> float | None:
        price = self._endpoint.price_of(self.model)
        return None if price is None else (self.tokens_in * price[0] + self.tokens_out * price[1]) / 1e6

    @property
    def script_seconds_left(self) -> float:
        """What is left for all questions together."""
        if self._script_until is None:
            return self._limits.script_s
        return max(0.0, self._script_until - time.monotonic())

    @property
    def seconds_left(self) -> float:
        """What is left for the question at hand; below 0 where it should have ended."""
        return self._question_until - time.monotonic()

    def start_question(self) -> None:
        now = time.monotonic()
        self._script_until = now + self._limits.script_s if self._script_until is None else self._script_until
        self._question_until = min(self._script_until, now + self._limits.question_s)

    def need_time(self) -> float:
        """Seconds left for the question at hand, more than 0. Raises OutOfBudget where there are none."""
        if (left := self.seconds_left) > 0:
            return left
        if self.script_seconds_left <= 0:
            raise OutOfBudget(f"the {self._limits.script_s:g} s for all questions of the script are used up")
        raise TooSlow(f"{self.model or 'the model'} at {self._endpoint.shown_url} brought no whole answer within "
                      f"{self._limits.question_s:g} s")  # fmt: skip

    def need_money(self, params: dict[str, Any], max_tokens: int) -> None:
        """Raises OutOfBudget where a request could pass the limit, PlanError where nobody knows the price."""
        most = self._limits.max_cost_usd
        if most is None:
            return
        price = self._endpoint.price_of(self.model)
        if price is None:
            raise PlanError(
                f"script.max_cost: no price is known for {self.model}; give --price IN,OUT (USD per million tokens)"
            )
        next_one = (_prompt_tokens(params) * price[0] + max_tokens * price[1]) / 1e6
        spent = self.cost_usd or 0.0
        if spent + next_one > most:
            raise OutOfBudget(
                f"the next question could cost {next_one:.4f} USD; {spent:.4f} of the {most:g} USD allowed are spent"
            )

    def count(self, params: dict[str, Any], result: Said | Failure) -> None:
        """Add what one request took; also what came of a reply that broke off."""
        if isinstance(result, Failure) and not result.heard:
            return
        told = (result.tokens_in, result.tokens_out) if isinstance(result, Said) else (None, None)
        size = result.size if isinstance(result, Said) else result.heard
        self.estimated |= None in told
        self.tokens_in += _prompt_tokens(params) if told[0] is None else told[0]
        self.tokens_out += estimated_tokens(size) if told[1] is None else told[1]


def _prompt_tokens(params: dict[str, Any]) -> int:
    """About how many tokens the server reads: the messages, and the schema that many put in front of them."""
    form = len(str(params.get("response_format", "")))
    return estimated_tokens(form + sum(len(one["content"]) + 8 for one in params["messages"]))

"""Collects what a server says, piece by piece, and stops listening when it is more than was asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_SLACK = 1.5  # a server that ignores max_tokens is cut off here
_CHARS_PER_TOKEN = 4


@dataclass(frozen=True)
class Said:
    """What a model said. `finish`: its reason to stop, "" where the server gave none; `cut`: we stopped listening.

    `tokens_in`, `tokens_out`: as the server counts them; None where it does not.
    """

    text: str
    thought: str = ""
    refusal: str = ""
    finish: str = ""
    cut: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None

    @property
    def truncated(self) -> bool:
        return self.cut or self.finish in ("length", "max_tokens")

    @property
    def size(self) -> int:
        return len(self.text) + len(self.thought) + len(self.refusal)


class Heard:
    """What has come so far of one answer: of a stream's chunks, or of one whole completion."""

    def __init__(self, most_tokens: int, most_bytes: int) -> None:
        self._most_pieces = int(most_tokens * _SLACK) + 16
        self._most_bytes = most_bytes
        self._pieces = 0
        self._bytes = 0
        self._parts: dict[str, list[str]] = {"text": [], "thought": [], "refusal": []}
        self._finish = ""
        self._tokens: tuple[int | None, int | None] = (None, None)
        self.error: Any = None
        self.choices = 0

    @property
    def full(self) -> bool:
        """Whether more has come than was asked for."""
        size = sum(len(part) for parts in self._parts.values() for part in parts) if self._pieces % 16 == 0 else 0
        pieces = max(self._pieces, size // _CHARS_PER_TOKEN)
        return self._bytes > self._most_bytes or pieces > self._most_pieces

    def take(self, event: Any) -> None:
        """Add a chunk or a completion, as plain JSON values of any form."""
        if not isinstance(event, dict):
            return
        self.error = self.error or event.get("error")
        usage = event.get("usage")
        if isinstance(usage, dict):
            self._tokens = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
        choices = event.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and choice.get("index", 0) in (0, None):
                self._take_choice(choice)

    def _take_choice(self, choice: dict[str, Any]) -> None:
        self.choices += 1
        said = choice.get("delta") or choice.get("message") or {}
        if isinstance(said, dict):
            self._add("text", _text_of(said.get("content")) or _text_of(choice.get("text")))
            self._add("thought", _text_of(said.get("reasoning_content")) or _text_of(said.get("reasoning")))
            self._add("refusal", _text_of(said.get("refusal")))
        if isinstance(choice.get("finish_reason"), str):
            self._finish = choice["finish_reason"]

    def _add(self, kind: str, part: str) -> None:
        if part:
            self._parts[kind].append(part[: self._most_bytes])
            self._pieces += 1
            self._bytes += len(part.encode("utf-8", "replace"))

    def said(self, cut: bool = False, clean: Callable[[str], str] = str) -> Said:
        """All of it. `clean` takes secrets out of a text."""
        text, thought, refusal = (clean("".join(parts)[: self._most_bytes]) for parts in self._parts.values())
        return Said(text, thought, refusal, self._finish, cut or self._bytes > self._most_bytes, *self._tokens)


def estimated_tokens(characters: int) -> int:
    """About how many tokens a text has."""
    return -(-characters // _CHARS_PER_TOKEN)


def _text_of(content: Any) -> str:
    """The text of a message's content, which some servers send in parts."""
    if isinstance(content, list):
        parts = [one.get("text") for one in content if isinstance(one, dict) and one.get("type", "text") == "text"]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None

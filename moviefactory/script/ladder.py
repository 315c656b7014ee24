"""How a server wants to be asked: which kind of format it takes, which parameters it knows. Learnt once, then kept.

The rungs, from the strictest down (a lower one is taken when a server refuses a rung or ignores it):
    SCHEMA          response_format json_schema, all bounds in it
    LEAN            json_schema, only what every implementation of strict schemas knows; bounds told in words
    OBJECT_SCHEMA   json_object with a top-level schema (llama.cpp), the schema also in the message
    OBJECT          json_object, the schema in the message
    TEXT            no format, the schema in the message
Pure: makes requests as plain values and sends none.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from moviefactory.script.kindness import schema_of
from moviefactory.script.questions import Question

Message = dict[str, str]
OPTIONAL = ("temperature", "seed", "stream_options", "stream", "max_tokens", "max_completion_tokens")
_SAID_NOWHERE = ("title", "default", "examples", "discriminator")
_BOUNDS = ("maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum", "exclusiveMaximum",
           "exclusiveMinimum", "multipleOf", "pattern", "format", "uniqueItems")  # fmt: skip
_MAX_SEED = 2**31
_REPLY_SHOWN = 6000  # characters of a bad reply that are sent back to its model


class Rung(IntEnum):
    SCHEMA = 0
    LEAN = 1
    OBJECT_SCHEMA = 2
    OBJECT = 3
    TEXT = 4


@dataclass
class Manner:
    """What is known about a server. `proven`: a reply in JSON came on `rung`. `dropped`: parameters it refused."""

    rung: Rung = Rung.SCHEMA
    proven: bool = False
    dropped: set[str] = field(default_factory=lambda: {"max_completion_tokens"})
    system_apart: bool = True

    def lower(self, at_least: Rung = Rung.SCHEMA) -> None:
        self.rung, self.proven = Rung(min(Rung.TEXT, max(self.rung + 1, at_least))), False

    def change(self, name: str) -> None:
        """Do without `name`: a parameter, "system" (into the user's message), or "all" that is optional."""
        if name == "system":
            self.system_apart = False
        elif name == "max_tokens":  # what OpenAI's newer models call it
            self.dropped = (self.dropped - {"max_completion_tokens"}) | {"max_tokens"}
        else:
            self.dropped |= set(OPTIONAL) if name == "all" else {name}
        if "stream" in self.dropped:
            self.dropped.add("stream_options")


@dataclass(frozen=True)
class Talk:
    """A question as it stands: what is added to it, and the last reply with what was wrong about it."""

    question: Question[Any]
    added: str = ""
    reply: str = ""
    objection: str = ""

    def messages(self, manner: Manner) -> list[Message]:
        text = "\n\n".join(part for part in (self.question.text, self.added, self._format(manner)) if part)
        if self.question.system and not manner.system_apart:
            text = f"{self.question.system}\n\n{text}"
        system = [{"role": "system", "content": self.question.system}]
        turns = [*(system if self.question.system and manner.system_apart else ()), {"role": "user", "content": text}]
        if self.objection:
            shown = self.reply[:_REPLY_SHOWN] or "(nothing)"
            turns += [{"role": "assistant", "content": shown}, {"role": "user", "content": self.objection}]
        return turns

    def _format(self, manner: Manner) -> str:
        if manner.rung < Rung.OBJECT_SCHEMA:
            return ""
        return (
            f"Reply with one JSON object and nothing else. It must fit this JSON schema:\n{told(self.question.shape)}"
        )


@dataclass(frozen=True)
class Dice:
    """What makes replies vary."""

    seed: int
    temperature: float


def request(model: str, talk: Talk, manner: Manner, dice: Dice, max_tokens: int) -> dict[str, Any]:
    """The parameters of one chat completion, in the manner its server wants."""
    wanted: dict[str, Any] = {
        "temperature": dice.temperature, "seed": dice.seed % _MAX_SEED, "stream": True,
        "stream_options": {"include_usage": True}, "max_tokens": max_tokens, "max_completion_tokens": max_tokens,
    }  # fmt: skip
    known = {name: value for name, value in wanted.items() if name not in manner.dropped}
    form = response_format(talk.question.shape, manner.rung)
    return {"model": model, "messages": talk.messages(manner), **known, **({"response_format": form} if form else {})}


def response_format(shape: type[BaseModel], rung: Rung) -> dict[str, Any]:
    """The value of response_format on `rung`; {} on the last."""
    if rung in (Rung.SCHEMA, Rung.LEAN):
        name = re.sub(r"[^A-Za-z0-9_-]", "_", shape.__name__)[:60]
        schema = full_schema(shape) if rung == Rung.SCHEMA else lean_schema(shape)
        return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
    if rung == Rung.OBJECT_SCHEMA:
        return {"type": "json_object", "schema": full_schema(shape)}
    return {"type": "json_object"} if rung == Rung.OBJECT else {}


@lru_cache(maxsize=64)
def full_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema of `shape` with all its bounds: no references, every key required, no others allowed."""
    schema: dict[str, Any] = _strict(schema_of(shape), False)
    return schema


@lru_cache(maxsize=64)
def lean_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The same within what all strict implementations know: bounds become words in the descriptions."""
    schema: dict[str, Any] = _strict(schema_of(shape), True)
    return schema


def told(shape: type[BaseModel]) -> str:
    """The schema as it stands in a message."""
    return json.dumps(full_schema(shape), separators=(",", ":"), ensure_ascii=False)


def _strict(node: Any, lean: bool) -> Any:
    if isinstance(node, list):
        return [_strict(one, lean) for one in node]
    if not isinstance(node, dict):
        return node
    strict: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":  # its keys are names of fields, not words of the schema
            strict[key] = {name: _strict(one, lean) for name, one in value.items()}
        elif key == "const":
            strict["enum"] = [value]
        elif key not in _SAID_NOWHERE and not (lean and key in _BOUNDS):
            strict["anyOf" if key == "oneOf" else key] = value if key == "enum" else _strict(value, lean)
    if node.get("type") == "object":
        strict.update(additionalProperties=False, required=list(node.get("properties", {})))
    words = ", ".join(filter(None, (node.get("description", ""), *_bounds_in_words(node)))) if lean else ""
    return {**strict, "description": words} if words else strict


def _bounds_in_words(node: dict[str, Any]) -> list[str]:
    """Such as ["3 to 80 characters"]."""
    ranges = (("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", ""))
    words = []
    for least, most, unit in ranges:
        low, high = node.get(least), node.get(most)
        if high is not None:
            words.append(f"exactly {high}{unit}" if low == high else f"{low or 0} to {high}{unit}")
        elif low:
            words.append(f"at least {low}{unit}")
    return words

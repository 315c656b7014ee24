"""Turns the text of a reply into an answer that fits its shape, or says in one line why it does not.

Pure: no server, no file. A reply is untrusted text of any length and depth: nothing in it can do more than fail to fit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic

from pydantic import BaseModel, ValidationError

from moviefactory.script.kindness import MAX_DEPTH, bounded, fitted, schema_of
from moviefactory.script.questions import A

MOST_PROBLEMS = 5
_STARTS = 64  # places in a text where a JSON value is looked for
_OPEN = re.compile(r"[{\[]")
_THOUGHT = re.compile(r"\A\s*<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.S | re.I)
_THOUGHT_END = re.compile(r"\A[^{]*?</(?:think|thinking|thought|reasoning)>", re.S | re.I)
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_SLIP = re.compile(rf"(?P<string>{_STRING})|//[^\n]*|/\*.*?\*/|,(?=\s*[}}\]])|\b(?P<word>True|False|None)\b", re.S)
_TOKEN = re.compile(rf'{_STRING}|[{{}}\[\],]|[^\s{{}}\[\],"]+', re.S)
_WORDS = {"True": "true", "False": "false", "None": "null"}
_REFUSAL = re.compile(
    r"\bI\W?(?:m| am) (?:sorry|unable|not able|not comfortable)"
    r"|\bI (?:can(?:['’]?t|not| not)|won['’]?t|will not|must decline|have to decline|do not feel)"
    r"|\b(?:sorry|apologi[sz]e)\b|\bagainst (?:my|our|the) \w* ?(?:polic|guideline)"
    r"|\bes tut mir leid|\bdésolée?\b|\blo siento\b|抱歉|对不起",
    re.I,
)
_DEED = re.compile(
    r"help|assist|creat|writ|provid|generat|comply|continue|fulfil|produce|engage|support|do that|answer|request|helfen"
    r"|aider|ayudar|帮|无法",
    re.I,
)


@dataclass(frozen=True)
class Reading(Generic[A]):
    """What a reply holds: the answer; or the closest JSON `value` (made to fit where it can be) and its `problem`.

    `off_shape`: keys of the shape are missing, which cannot happen where a server enforces the schema. `closed`: the
    JSON was not whole; it was closed behind its last whole element.
    """

    answer: A | None = None
    problem: str = "it holds no JSON object"
    value: Any = None
    off_shape: bool = False
    closed: bool = False
    score: int = -1


def read_reply(text: str, shape: type[A]) -> Reading[A]:
    """The answer in `text`: the last JSON object that fits `shape` after light kindness (see kindness.py).

    Fences, chatter, thoughts, comments, trailing commas and wrappings around the object are looked past.
    """
    best: Reading[A] = Reading()
    for closed, found in _sources(text):
        for value in _variants(found, schema_of(shape)):
            reading = replace(_fit(value, shape), closed=closed)
            if reading.answer is not None:
                return reading
            best = max(best, reading, key=lambda one: one.score)
    return best


def starts_whole(text: str) -> bool:
    """Whether the first JSON object of `text` is complete."""
    start = _OPEN.search(without_thoughts(text))
    return start is not None and bool(_decoded(without_thoughts(text)[start.start() :], 1))


def without_thoughts(text: str) -> str:
    """`text` without a byte order mark and the thoughts that some models put in front of their reply."""
    text = _THOUGHT.sub("", text.lstrip("\ufeff"))
    return _THOUGHT_END.sub("", text)


def refusal_in(text: str) -> str:
    """The words with which a reply without JSON says no, at most 200 characters in one line; "" where it does not."""
    plain = " ".join(without_thoughts(text).split())
    said = _REFUSAL.search(plain[:400])
    if said is None or not _DEED.search(plain[said.start() : said.start() + 160]):
        return ""
    return plain if len(plain) <= 200 else plain[:197].rsplit(" ", 1)[0] + "..."


def problems_of(error: ValidationError) -> str:
    """What is wrong, in one line, each with the path of its field; at most five."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{_path(one['loc'])}: {one['msg'][:300]}".replace("\n", " ") for one in found[:MOST_PROBLEMS]]
    more = [f"and {len(found) - MOST_PROBLEMS} more"] if len(found) > MOST_PROBLEMS else []
    return "; ".join([*lines, *more])


def _path(place: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in place)
    return path.removeprefix(".") or "the object"


def _sources(text: str) -> Iterator[tuple[bool, list[Any]]]:
    """JSON values in the text as it stands; with slips of syntax mended; with what is cut off closed (then True)."""
    plain = without_thoughts(text).strip()
    yield False, _decoded(plain, _STARTS)
    mended = _SLIP.sub(lambda slip: slip["string"] or _WORDS.get(slip["word"] or "", ""), plain)
    if mended != plain:
        yield False, _decoded(mended, _STARTS)
    yield True, _decoded(_closed(mended), 1)


def _decoded(text: str, starts: int) -> list[Any]:
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda word: None)
    found: list[Any] = []
    if text.startswith('"') and "{" in text:  # JSON put into a JSON string
        try:
            text = str(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            text = text[1:]
    at = 0
    for _ in range(starts):
        start = _OPEN.search(text, at)
        if start is None:
            break
        try:
            value, at = decoder.raw_decode(text, start.start())
            found.append(bounded(value))
        except (ValueError, RecursionError):
            at = start.end()
    return found


def _closed(text: str) -> str:
    """From the first brace on: cut behind the last whole element, and every bracket closed that is open there."""
    start = text.find("{")
    if start < 0:
        return ""
    stack, safe = "", ""
    end, before = start, ""
    for token in _TOKEN.finditer(text, start):
        if token[0] in "{[":
            stack += "}" if token[0] == "{" else "]"
        elif token[0] in "}]":
            stack = stack[:-1]
            end, safe = token.end(), stack
        elif token[0] == ",":
            end, safe = token.start(), stack
        elif token[0][0] == '"' and (before.endswith(":") or stack[-1:] == "]"):  # a whole text, and no key
            end, safe = token.end(), stack
        before = token[0]
        if not stack or len(stack) > MAX_DEPTH:
            break
    return text[start:end] + safe[::-1]


def _variants(found: list[Any], schema: dict[str, Any]) -> Iterator[Any]:
    """Objects that may be meant: the last first; then what is inside a wrapping; then lists put into their place."""
    known = schema.get("properties", {})
    lists = [name for name, one in known.items() if one.get("type") == "array"]
    for value in reversed(found):
        yield from _inside(value, known, 2)
        if isinstance(value, list) and len(lists) == 1:
            yield {lists[0]: value}
    if len(found) > 1 and len(lists) == 1:
        yield {lists[0]: found}


def _inside(value: Any, known: dict[str, Any], depth: int) -> Iterator[Any]:
    if isinstance(value, dict):
        yield value
    if depth and isinstance(value, list) and len(value) == 1:
        yield from _inside(value[0], known, depth - 1)
    if depth and isinstance(value, dict) and not known.keys() & value.keys():
        for inner in value.values():
            yield from _inside(inner, known, depth - 1)


def _fit(value: Any, shape: type[A]) -> Reading[A]:
    fit = fitted(value, shape)
    score = len(schema_of(shape).get("properties", {}).keys() & fit.keys()) if isinstance(fit, dict) else 0
    try:
        return Reading(answer=shape.model_validate(fit), problem="", value=fit, score=score)
    except ValidationError as error:
        missing = any(one["type"] == "missing" for one in error.errors(include_url=False, include_input=False))
        return Reading(problem=problems_of(error), value=fit, off_shape=missing, score=score)


def plain_value(answer: BaseModel) -> Any:
    """An answer as plain JSON values."""
    return answer.model_dump(mode="json")

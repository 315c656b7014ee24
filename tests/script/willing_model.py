"""A language model that does what it is told: any question's reply, made from the JSON schema that came with it.

What it writes is plain and never twice the same; `spoil` lets a test change one reply before it is sent.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

Spoil = Callable[[str, dict[str, Any]], Any]
_VERBS = ("crosses", "circles", "leaves", "reaches", "passes", "follows", "climbs", "rounds")
_THINGS = ("bridge", "old gate", "stone wall", "tall tree", "wooden cart", "red barn", "well", "signpost", "ditch")


class WillingModel:
    """`reply(request)` is the text of the message; `questions` are the names of the shapes that were asked for."""

    def __init__(self, spoil: Spoil = lambda name, reply: reply) -> None:
        self._count = itertools.count(1)
        self._spoil = spoil
        self.questions: list[str] = []
        self.texts: list[str] = []

    def reply(self, request: Mapping[str, Any]) -> str:
        name, schema = schema_of(request)
        self.questions.append(name)
        self.texts.append("\n".join(str(message["content"]) for message in request["messages"]))
        made = self._filled(schema, schema.get("$defs", {}), "")
        if name == "Outline":
            wanted = re.findall(r"^Scene \d+: (\d+) event", self.texts[-1], re.M)
            for scene, count in zip(made["scenes"], wanted, strict=True):
                scene["events"] = [self._text("events") for _ in range(int(count))]
        if name == "Cast":
            made["members"] = self._cast()
        if name == "Revision":
            made = {"scenes": [], "shots": [], "remove": [], "add": [], "cast": [], "summary": "Nothing was changed."}
        spoilt = self._spoil(name, made)
        return spoilt if isinstance(spoilt, str) else json.dumps(spoilt)

    def _cast(self) -> list[dict[str, Any]]:
        return [
            {"name": "Mara", "noun": "keeper", "kind": "person",
             "description": "a weathered woman of sixty in a yellow oilskin coat", "count": 1},
            {"name": "the dog", "noun": "dog", "kind": "animal",
             "description": "a shaggy black dog with one white ear", "count": 1},
        ]  # fmt: skip

    def _filled(self, schema: Mapping[str, Any], defs: Mapping[str, Any], field: str) -> Any:
        if "$ref" in schema:
            return self._filled(defs[schema["$ref"].rsplit("/", 1)[1]], defs, field)
        if "anyOf" in schema:
            return self._filled(schema["anyOf"][0], defs, field)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return "cut" if "cut" in schema["enum"] else schema["enum"][next(self._count) % len(schema["enum"])]
        kind = schema.get("type")
        if kind == "object":
            return {name: self._filled(one, defs, name) for name, one in schema["properties"].items()}
        if kind == "array":
            count = max(int(schema.get("minItems", 1)), 1)
            return [
                self._filled(schema["items"], defs, field) for _ in range(min(count, schema.get("maxItems", count)))
            ]
        return {"integer": 1, "number": 1.0, "boolean": False, "null": None}.get(str(kind), self._text(field))

    def _text(self, field: str) -> str:
        number = next(self._count)
        marks = re.findall(r"(@[\w-]+) = ", self.texts[-1])
        first, last = (marks[0], marks[-1]) if marks else ("somebody", "a dog")
        verb, thing = _VERBS[number % len(_VERBS)], _THINGS[number % len(_THINGS)]
        return {
            "where": "on a coast road above the sea", "title": "The Keeper's Dog", "name": f"{thing} {number}",
            "picture": f"{first} {verb} the {thing} with {last} close behind, {number} gulls over the grass in front",
            "events": f"The keeper {verb} the {thing} for the {number}th time.",
            "synopsis": f"The keeper {verb} the {thing} and loses the dog. She searches on, for {number} days.",
            "ambience": "waves on a rocky shore", "effects": "footsteps on gravel", "instruments": "piano",
        }.get(field, f"{verb} the {thing} {number}")  # fmt: skip


def schema_of(request: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(name of the shape, schema) as they went over the wire, in `response_format` or in the words of the question."""
    wanted = request.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        schema = wanted["json_schema"]["schema"]
    elif "schema" in wanted:
        schema = wanted["schema"]
    else:
        text = "\n".join(str(message["content"]) for message in request["messages"])
        start = re.search(r'\{"(?:\$defs|properties|additionalProperties|type|description)"', text)
        assert start is not None, "no schema came with the question"
        schema = json.JSONDecoder().raw_decode(text[start.start() :])[0]
    known = {
        "acts": "Acts", "members": "Cast", "title": "Title", "mood": "Tone", "ambience": "Sounds",
        "summary": "Revision", "where": "Breakdown",
    }  # fmt: skip
    fields = schema["properties"]
    name = next((shape for field, shape in known.items() if field in fields), "")
    if not name:
        name = "Outline" if "scenes" in fields else "Shots"
    return name, schema

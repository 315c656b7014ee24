"""A reply's text becomes an answer, whatever is wrapped around it; or says in one line why it does not."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from moviefactory.script.kindness import fitted
from moviefactory.script.ladder import Rung, full_schema, lean_schema, response_format
from moviefactory.script.reply import read_reply, refusal_in, starts_whole


class Look(BaseModel):
    model_config = ConfigDict(extra="forbid")
    aliases: ClassVar[dict[str, dict[str, str]]] = {"framing": {"close-up": "close", "Long Shot": "wide"}}
    framing: Literal["extreme_wide", "wide", "close"]
    weather: Literal["clear", "rain"] | None


class Told(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    count: Annotated[int, Field(ge=1, le=12)] = 1
    inside: bool = False
    sounds: Annotated[list[Annotated[str, StringConstraints(max_length=12)]], Field(max_length=2)] = []
    looks: Annotated[list[Look], Field(max_length=3)] = []


class Shots(BaseModel):
    shots: Annotated[list[Look], Field(min_length=2, max_length=2)]


GOOD = '{"title": "The Race", "count": 3}'
LOOK = {"framing": "wide", "weather": "rain"}


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\ufeff{GOOD}",
        f"```json\n{GOOD}\n```",
        f"Sure! Here {{it}} is, as [asked]:\n\n{GOOD}\n\nDo you like it? {{}}",
        f'<think>Maybe {{"title": "No", "count": 1}}?</think>\n{GOOD}',
        f"The user wants a title...</think>{GOOD}",
        f"First: {{'title': 'x'}}. Better: {GOOD}",
        f'{{"title": "A draft"}}\nOn second thoughts:\n{GOOD}',
        '{"title": "The Race", "count": 3,}',
        '{"title": "The Race", // the name\n "count": 3 /* three */}',
        '{"title": "The Race", "inside": False, "count": 3}',
        f"[{GOOD}]",
        f'{{"answer": {GOOD}}}',
        f'{{"script": [{GOOD}]}}',
        json.dumps(GOOD),
        '{"Title": "The Race", "COUNT": "3", "mood": "gay"}',
        '{"title": "The Race", "count": 3.0, "inside": "no"}',
        '{"count": 3, "title": "The Race"',
        '{"title": "The\x00 Race".replace, }\n' + GOOD,
    ],
)
def test_the_object_is_found_whatever_is_around_it(text: str) -> None:
    reading = read_reply(text, Told)
    assert reading.answer is not None, reading.problem
    assert (reading.answer.title, reading.answer.count) == ("The Race", 3)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"framing": "Close-Up", "weather": "Rain"}, {"framing": "close", "weather": "rain"}),
        ({"framing": "LONG SHOT", "weather": None}, {"framing": "wide", "weather": None}),
        ({"framing": "Extreme Wide", "weather": "null"}, {"framing": "extreme_wide", "weather": None}),
        ({"framing": ["wide"]}, {"framing": "wide", "weather": None}),
    ],
)
def test_words_of_a_list_are_recognised_however_they_are_written(given: Any, meant: Any) -> None:
    assert fitted(given, Look) == meant


def test_a_long_text_is_cut_between_words_and_a_long_list_at_its_end() -> None:
    given = {"title": "The very long race of the fox", "sounds": ["rain", "", None, "wind in the trees", "bell"]}
    reading = read_reply(json.dumps(given), Told)
    assert reading.answer is not None
    assert (reading.answer.title, reading.answer.sounds) == ("The very long race", ["rain", "wind in the"])


def test_one_thing_is_taken_where_a_list_is_wanted() -> None:
    assert fitted({"title": "ab", "sounds": "rain", "looks": LOOK}, Told)["looks"] == [LOOK]
    assert fitted({"shots": {"shot_1": LOOK, "shot_2": LOOK}}, Shots) == {"shots": [LOOK, LOOK]}


def test_a_bare_list_or_one_object_per_line_fills_the_only_list() -> None:
    for text in (json.dumps([LOOK, LOOK]), f"{json.dumps(LOOK)}\n{json.dumps(LOOK)}"):
        answer = read_reply(text, Shots).answer
        assert answer is not None and len(answer.shots) == 2


def test_what_is_wrong_is_said_in_one_line_with_the_path_of_each_field() -> None:
    bad = {"title": "x", "count": 40, "inside": "maybe", "looks": [LOOK, {"framing": "sideways"}], "sounds": 7}
    reading = read_reply(json.dumps(bad), Told)
    assert reading.answer is None and "\n" not in reading.problem
    for part in ("title: ", "at least 2", "count: ", "looks[1].framing: ", "'extreme_wide'", "inside: "):
        assert part in reading.problem
    assert reading.value["looks"][0] == LOOK


def test_at_most_five_problems_are_listed() -> None:
    many = create_model("Many", **{f"f{number}": (int, ...) for number in range(9)})  # type: ignore[call-overload]
    assert read_reply('{"f0": 1}', many).problem.count("required") == 5
    assert "and 3 more" in read_reply('{"f0": 1}', many).problem


def test_missing_keys_are_told_from_wrong_values() -> None:
    assert read_reply('{"count": 3}', Told).off_shape
    assert not read_reply('{"title": "x"}', Told).off_shape


def test_the_whole_elements_of_a_reply_that_was_cut_off_are_saved() -> None:
    text = json.dumps({"shots": [LOOK, LOOK]})[:-41]
    reading = read_reply(text, Shots)
    assert reading.answer is None and reading.value == {"shots": [LOOK]}
    short = read_reply('{"title": "The Race", "sounds": ["rain", "thun', Told)
    assert short.closed and short.answer is not None and short.answer.sounds == ["rain"]


@pytest.mark.parametrize(
    "text",
    [
        "", "no JSON here", "{", "}{", "[[[", "{{{{" * 50_000, "[" * 200_000,
        '{"a":' * 100_000, '{"title":' * 5000 + "1",
        '{"title": ' + "[" * 5000 + "]" * 5000 + "}", '{"title": "' + "x" * 400_000, '"' * 100_001, "\\" * 100_000,
        '{"count": ' + "9" * 10_000 + "}", '{"title": "ab", "count": NaN}', '{"title": "ab", "count": 1e999}',
        '{"title": null}', '{"title": {"title": {"title": {}}}}', "<think>" * 20_000, "/*" * 100_000, ", " * 100_000,
        "\u2028", '{"title": "ab" "count"}' * 5000, "```" * 50_000,
    ],
    ids=range(24),
)  # fmt: skip
def test_no_reply_breaks_the_reader_or_holds_it_up(text: str) -> None:
    started = time.monotonic()
    reading = read_reply(text, Told)
    assert reading.answer is None and reading.problem
    assert isinstance(refusal_in(text), str) and isinstance(starts_whole(text), bool)
    assert time.monotonic() - started < 3


def test_an_answer_can_always_be_written_as_utf8() -> None:
    reading = read_reply('{"title": "The \\ud800 Race\\u0000 \\u001b[31m"}', Told)
    assert reading.answer is not None
    assert reading.answer.title.encode() == b"The ? Race   [31m"


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I’m unable to assist with this request.", True),
        ("I cannot create content that depicts violence.", True),
        ("As an AI I won't write this story.", True),
        ("Es tut mir leid, dabei kann ich nicht helfen.", True),
        ("<think>hm</think>Sorry, I can not continue with this.", True),
        ("Here is the story of a sorry fox who lost his way in a deep forest.", False),
        ("A title for your movie: The Race", False),
        ("I can't wait! A fox runs.", False),
    ],
)
def test_a_refusal_in_prose_is_told_from_prose(text: str, refuses: bool) -> None:
    assert bool(refusal_in(text)) == refuses


def test_the_full_schema_keeps_all_bounds_and_a_field_called_title() -> None:
    schema = full_schema(Told)
    assert schema["properties"]["title"] == {"maxLength": 20, "minLength": 2, "type": "string"}
    assert schema["properties"]["looks"]["items"]["properties"]["framing"]["enum"] == ["extreme_wide", "wide", "close"]
    assert schema["required"] == ["title", "count", "inside", "sounds", "looks"]
    assert schema["additionalProperties"] is False and "$defs" not in schema


def test_the_lean_schema_says_bounds_in_words_only() -> None:
    schema = json.dumps(lean_schema(Told))
    for word in ("maxLength", "minLength", "maxItems", "minimum", "default", "$ref"):
        assert word not in schema
    assert "2 to 20 characters" in schema and "0 to 3 items" in schema and "1 to 12" in schema
    assert set(lean_schema(Told)["properties"]) == set(Told.model_fields)
    assert "exactly 2 items" in json.dumps(lean_schema(Shots))


def test_each_rung_asks_for_less() -> None:
    kinds = [response_format(Told, rung).get("type", "") for rung in Rung]
    assert kinds == ["json_schema", "json_schema", "json_object", "json_object", ""]

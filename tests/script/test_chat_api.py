"""The way to a language model, through the real SDK, to a server that behaves in every way a real one does."""

from __future__ import annotations

import json
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Annotated, Any

import pytest
from misbehaving_server import (
    Behaviour,
    MisbehavingServer,
    Wire,
    breaks_off,
    busy,
    drips_comments,
    drips_error,
    drips_headers,
    ends_early,
    fails,
    hangs,
    hangs_midway,
    lies_about_length,
    never_stops,
    says,
    sends,
    takes_no,
)
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from moviefactory.errors import PlanError
from moviefactory.jobs.run import Event
from moviefactory.script import Desk, conversation
from moviefactory.script.chat_api import (
    ChatModel,
    Endpoint,
    Limits,
    NoAccess,
    NoAnswer,
    OutOfBudget,
    Question,
    Refused,
    ServerTrouble,
    Unusable,
)
from moviefactory.script.conversation import Conversation
from moviefactory.script.endpoint import listed_price
from moviefactory.script.heard import Said
from moviefactory.script.ladder import Dice

KEY = "sk-test-4f5e6d7c8b9a0123456789"
Line = Annotated[str, StringConstraints(min_length=2, max_length=60)]


class Story(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Line
    scenes: Annotated[list[Line], Field(min_length=2, max_length=3)]


GOOD = {"title": "The Race", "scenes": ["A fox wakes.", "A fox runs."]}
OK = says(GOOD)
STORY = Question("the story", "Tell a story of a fox.", Story, system="You write movies.", max_tokens=80)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_FIRST_WAIT_S", 0.02)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)


class Room:
    """A model to ask at a server, and what became of it."""

    def __init__(self, replies: Any, *, folder: Path | None = None, **limits: Any) -> None:
        self.server = MisbehavingServer(replies)
        self.told: list[Event] = []
        self.folder = folder
        self.limits = Limits(**{"question_s": 5.0, "idle_s": 0.5, "tries": 3, **limits})

    def model(self, **named: Any) -> ChatModel:
        at = {"base_url": self.server.base_url, "model": "test-model", "key": KEY}
        given = {name: named.pop(name) for name in ("base_url", "model", "key", "price") if name in named}
        desk = Desk(self.folder, self.told.append, **named.pop("desk", {}))
        return ChatModel(Endpoint(**{**at, **given}), self.limits, desk, **named)

    @property
    def formats(self) -> list[str]:
        return [(sent.get("response_format") or {}).get("type", "text") for sent in self.server.requests]


Opened = Callable[..., tuple[Room, ChatModel]]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """`opened(replies)` is a running server and a model to ask there."""
    done: list[Callable[[], object]] = []

    def start(replies: Any, *, folder: Path | None = None, named: dict[str, Any] | None = None, **limits: Any) -> Any:
        room = Room(replies, folder=folder, **limits)
        room.server.__enter__()
        model = room.model(**(named or {}))
        done.extend((lambda: room.server.__exit__(), model.close))
        return room, model

    yield start
    for end in reversed(done):
        end()


def no_answer(model: Conversation, question: Question[Any] = STORY) -> NoAnswer:
    with pytest.raises(NoAnswer) as caught:
        model.ask(question)
    return caught.value


# A good server.


def test_a_question_goes_out_with_its_schema_and_comes_back_as_an_answer(opened: Opened) -> None:
    room, model = opened([OK])
    assert model.ask(STORY).scenes == GOOD["scenes"]
    sent = room.server.requests[0]
    form = sent["response_format"]["json_schema"]
    assert form["strict"] and form["schema"]["properties"]["title"]["maxLength"] == 60
    assert sent["messages"] == [
        {"role": "system", "content": "You write movies."}, {"role": "user", "content": "Tell a story of a fox."}
    ]  # fmt: skip
    assert (sent["model"], sent["max_tokens"], sent["stream"], sent["seed"]) == ("test-model", 80, True, 0)
    assert room.server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert (model.usage.asked, model.usage.tokens_in, model.usage.tokens_out) == (1, 100, 50)
    assert not model.usage.estimated and model.usage.cost_usd == 0 and model.notes == ()


PARTS = [{"type": "thinking", "thinking": []}, {"type": "text", "text": json.dumps(GOOD)}]
FORGOTTEN = "data: " + json.dumps({"choices": [{"delta": {"content": json.dumps(GOOD)}}]}) + "\n\ndata: [DONE]\n\n"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(says(GOOD, stream=False), id="does not stream"),
        pytest.param(says(GOOD, stream=True, usage=None), id="streams without usage"),
        pytest.param(says(GOOD, finish=None, stream=True), id="no reason to stop"),
        pytest.param(says(None, stream=False, reasoning_content=json.dumps(GOOD)), id="all of it in the thoughts"),
        pytest.param(sends(json.dumps({"choices": [{"message": {"content": PARTS}}]})), id="content in parts"),
        pytest.param(sends(FORGOTTEN, "text/plain"), id="a stream by another name"),
        pytest.param(
            says(f"<think>A fox...</think>\n```json\n{json.dumps(GOOD)}\n```\nEnjoy!"), id="fences and chatter"
        ),
        pytest.param(says({"story": {**GOOD, "mood": "gay"}}), id="wrapped, with a key too many"),
        pytest.param(says({**GOOD, "scenes": [*GOOD["scenes"], "word " * 30, "Too many."]}), id="too long"),
    ],
)
def test_odd_ways_to_answer_well_are_understood(opened: Opened, reply: Behaviour) -> None:
    room, model = opened([reply])
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 1 and model.usage.tokens_out > 0


# Trouble that passes, and trouble that stays.


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(busy(0.05), id="429 with seconds"),
        pytest.param(busy(formatdate(time.time() - 5, usegmt=True)), id="429 with a date"),
        pytest.param(fails(429, "slow", headers={"retry-after-ms": "30"}), id="429 with milliseconds"),
        pytest.param(fails(503, "overloaded"), id="503"),
        pytest.param(fails(529, "overloaded"), id="529"),
        pytest.param(fails(500, "oops"), id="500"),
        pytest.param(hangs, id="hang"),
        pytest.param(hangs_midway, id="hang in the middle"),
        pytest.param(breaks_off, id="cut stream"),
        pytest.param(ends_early, id="stream that just ends"),
        pytest.param(lies_about_length, id="body shorter than it says"),
        pytest.param(sends('{"id": "c", "choices": [{"mess'), id="cut body"),
        pytest.param(sends("data: {not json}\n\n", "text/event-stream"), id="garbage in the stream"),
        pytest.param(sends("<html><title>Wait</title></html>", "text/html"), id="web page"),
        pytest.param(sends('{"error": {"message": "busy", "code": 429}}'), id="200 with an error"),
        pytest.param(
            sends('data: {"error": {"message": "oops"}}\n\n', "text/event-stream"), id="an error in the stream"
        ),
        pytest.param(sends('{"choices": []}'), id="no choices"),
        pytest.param(sends("[" * 100_000), id="deep body"),
        pytest.param(sends("[1, 2]"), id="body of another kind"),
        pytest.param(sends(b"\xff\xfe\x00"), id="bytes"),
    ],
)
def test_trouble_that_passes_costs_another_try(opened: Opened, trouble: Behaviour) -> None:
    room, model = opened([trouble, OK])
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 2


@pytest.mark.parametrize(
    ("trouble", "says_so", "requests"),
    [
        (fails(503, "overloaded"), "503: overloaded (3 tries)", 3),
        (sends("<html><title>Login</title></html>", "text/html"), "a web page came in place of a reply: Login", 3),
        (sends('{"choices": []}'), "without a reply", 3),
        (fails(500, "oops"), "500: oops", 7),  # four rungs down, then three tries
        (hangs, "sent nothing for 0.5 s (2 tries)", 2),
        (hangs_midway, "sent nothing for 0.5 s", 2),
        (lies_about_length, "broke off", 3),
        (busy(3600), "to wait 3600 s is too long", 1),
        (busy("inf"), "too long", 1),
    ],
)
def test_trouble_that_stays_is_given_up(opened: Opened, trouble: Behaviour, says_so: str, requests: int) -> None:
    room, model = opened([trouble])
    started = time.monotonic()
    error = no_answer(model)
    assert isinstance(error, ServerTrouble) and says_so in str(error) and room.server.base_url in str(error)
    assert len(room.server.requests) == requests and time.monotonic() - started < 2


@pytest.mark.parametrize("drip", [drips_comments, drips_headers, drips_error])
def test_a_server_that_drips_for_ever_is_left_at_the_deadline(opened: Opened, drip: Behaviour) -> None:
    _, model = opened([drip], question_s=0.5)
    started = time.monotonic()
    error = no_answer(model)
    assert isinstance(error, OutOfBudget) and "within 0.5 s" in str(error)
    assert time.monotonic() - started < 1.0


def test_a_stream_without_end_is_cut_off_and_answered_for_a_bounded_number_of_times(opened: Opened) -> None:
    room, model = opened([never_stops])
    started = time.monotonic()
    error = no_answer(model)
    assert isinstance(error, Unusable) and "cut off" in str(error)
    assert len(room.server.requests) == 3 and time.monotonic() - started < 4
    assert model.usage.tokens_out < 1000 and model.usage.estimated


def test_a_giant_reply_is_not_read_to_its_end(opened: Opened) -> None:
    room, model = opened([says("x" * 3_000_000, stream=False), OK], max_reply_bytes=20_000)
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 2


def test_a_giant_error_is_not_read_to_its_end(opened: Opened) -> None:
    _, model = opened([fails(503, "x" * 3_000_000)])
    assert len(str(no_answer(model))) < 800


def test_a_server_that_loads_its_model_is_waited_for(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_LOADING_WAIT_S", 0.02)
    loading = fails(503, "Loading model", type="unavailable_error")
    room, model = opened([*[loading] * 6, OK])
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 7


def test_long_waits_are_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_TOLD_WAIT_S", 0.01)
    room, model = opened([busy(0.05), OK])
    model.ask(STORY)
    assert [(event.kind, event.job) for event in room.told] == [("note", "script")]
    assert "429: slow down; waiting" in room.told[0].text


def test_ctrl_c_ends_a_hanging_request_at_once(opened: Opened) -> None:
    _, model = opened([hangs, OK], idle_s=20.0, question_s=20.0)

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, press)
    started = time.monotonic()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            model.ask(STORY)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - started < 2
    assert model.ask(STORY).title == "The Race"


# Formats and parameters.


@pytest.mark.parametrize(
    ("refused", "status", "asked"),
    [
        ("json_schema", 400, ["json_schema", "json_schema", "json_object"]),
        ("json_schema", 500, ["json_schema", "json_schema", "json_object"]),
        ("response_format", 422, ["json_schema", "json_schema", "json_object", "json_object", "text"]),
        ("response_format", 404, ["json_schema", "json_schema", "json_object", "json_object", "text"]),
        ("response_format", 501, ["json_schema", "json_schema", "json_object", "json_object", "text"]),
    ],
)
def test_a_format_that_is_refused_is_left_for_good(opened: Opened, refused: str, status: int, asked: list[str]) -> None:
    room, model = opened(takes_no(refused, OK, status))
    assert model.ask(STORY).title == model.ask(Question("again", "Tell it again.", Story)).title == "The Race"
    assert room.formats == [*asked, asked[-1]]
    last = room.server.requests[-1]["messages"][-1]["content"]
    assert "Reply with one JSON object and nothing else" in last and '"maxLength":60' in last
    assert model.notes == (() if asked[-1] == "json_object" else
                           ("the server takes no JSON schemas; replies were asked for as text",))  # fmt: skip


def test_a_schema_with_bounds_that_is_refused_is_asked_for_without_them(opened: Opened) -> None:
    def choose(sent: dict[str, Any]) -> Behaviour:
        return fails(400, "Invalid schema: 'maxLength' is not permitted") if "maxLength" in json.dumps(sent) else OK

    room, model = opened(choose)
    model.ask(STORY)
    schema = room.server.requests[-1]["response_format"]["json_schema"]["schema"]
    assert room.formats == ["json_schema", "json_schema"]
    assert schema["properties"]["scenes"]["description"] == "2 to 3 items"


def test_openai_is_asked_without_bounds_from_the_start() -> None:
    class Recorder:
        sent: list[dict[str, Any]] = []  # noqa: RUF012

        def send(self, params: dict[str, Any], *, seconds: float, max_tokens: int) -> Said:
            self.sent.append(params)
            return Said(json.dumps(GOOD), finish="stop", tokens_in=1000, tokens_out=500)

        def models(self, *, seconds: float) -> list[str]:
            return []

        def close(self) -> None: ...

    talk = Conversation(Endpoint("", "gpt-4o-mini-2024-07-18", KEY), Limits(), Desk(), Recorder(), Dice(1, 0.7))
    assert talk.ask(STORY).title == "The Race"
    assert "maxLength" not in json.dumps(Recorder.sent[0]["response_format"])
    assert talk.usage.cost_usd == pytest.approx((1000 * 0.15 + 500 * 0.60) / 1e6)


def test_a_schema_that_is_taken_and_ignored_is_told_in_the_message(opened: Opened) -> None:
    room, model = opened(lambda sent: OK if "JSON schema" in sent["messages"][1]["content"] else says({"name": "x"}))
    model.ask(STORY)
    assert room.formats == ["json_schema", "json_object"]
    assert model.notes == ("the server ignores JSON schemas; replies were asked for as JSON objects",)


def test_prose_leads_down_to_plain_text(opened: Opened) -> None:
    room, model = opened([says("Once upon a time."), says("There was a fox."), OK])
    model.ask(STORY)
    assert room.formats == ["json_schema", "json_object", "text"]


@pytest.mark.parametrize("name", ["temperature", "seed", "stream", "stream_options"])
@pytest.mark.parametrize("status", [400, 422])
def test_a_parameter_that_is_refused_is_left_out_for_good(opened: Opened, name: str, status: int) -> None:
    room, model = opened(takes_no(name, OK, status))
    model.ask(STORY)
    model.ask(Question("again", "Again.", Story))
    assert [name in sent for sent in room.server.requests] == [True, False, False]
    assert set(room.formats) == {"json_schema"}


def test_a_stream_that_nobody_asked_for_is_understood(opened: Opened) -> None:
    room, model = opened(takes_no("stream", says(GOOD, stream=True)))
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 2


def test_max_tokens_gets_its_new_name_where_the_old_one_is_refused(opened: Opened) -> None:
    words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    room, model = opened(lambda sent: fails(400, words, param="max_tokens") if "max_tokens" in sent else OK)
    model.ask(STORY)
    assert room.server.requests[1]["max_completion_tokens"] == 80


def test_a_server_of_few_words_gets_nothing_but_the_messages(opened: Opened) -> None:
    room, model = opened(lambda sent: OK if set(sent) == {"model", "messages"} else fails(400, "Bad Request"))
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 6


def test_a_model_without_a_system_role_gets_it_in_the_question(opened: Opened) -> None:
    room, model = opened(
        lambda sent: fails(500, "System role not supported") if sent["messages"][0]["role"] == "system" else OK
    )
    model.ask(STORY)
    assert room.server.requests[1]["messages"] == [
        {"role": "user", "content": "You write movies.\n\nTell a story of a fox."}
    ]


# Replies that do not do.


def test_a_reply_that_does_not_fit_is_sent_back_with_what_is_wrong(opened: Opened) -> None:
    bad = {"title": "x", "scenes": ["One only."]}
    room, model = opened([says(bad), OK])
    assert model.ask(STORY).title == "The Race"
    first, second = room.server.requests
    assert [turn["role"] for turn in second["messages"]] == ["system", "user", "assistant", "user"]
    assert json.loads(second["messages"][2]["content"]) == bad
    said = second["messages"][3]["content"]
    assert said.startswith("That reply cannot be used: title: ") and "scenes: " in said and "\n" not in said
    assert first["seed"] != second["seed"] and model.usage.asked == 2


def test_what_the_caller_finds_wrong_is_sent_back_too(opened: Opened) -> None:
    def differ(story: Story) -> None:
        if len(set(story.scenes)) < len(story.scenes):
            raise ValueError("scenes[1]: repeats scenes[0]")

    room, model = opened([says({**GOOD, "scenes": ["A fox.", "A fox."]}), OK])
    assert model.ask(Question("story", "Tell.", Story, check=differ)).scenes == GOOD["scenes"]
    assert "scenes[1]: repeats scenes[0]" in room.server.requests[1]["messages"][-1]["content"]


def test_after_two_repairs_it_is_given_up_with_what_there_was(opened: Opened) -> None:
    room, model = opened([says({"title": "The Race", "scenes": ["One only."]})])
    error = no_answer(model)
    assert isinstance(error, Unusable) and "scenes: " in str(error) and "at least 2" in str(error)
    assert error.partial == {"title": "The Race", "scenes": ["One only."]}
    assert len(room.server.requests) == 3


@pytest.mark.parametrize("reply", [says(None), says(""), says("{}"), says({"title": ["a"], "scenes": {"a": {}}}),
                                   says('{"title":' * 5000), says({"title": None, "scenes": 5})])  # fmt: skip
def test_no_reply_is_asked_about_more_than_twice(opened: Opened, reply: Behaviour) -> None:
    room, model = opened([reply])
    assert isinstance(no_answer(model), Unusable)
    assert len(room.server.requests) == 3


def test_a_reply_that_was_cut_off_is_asked_for_shorter_and_with_more_room(opened: Opened) -> None:
    room, model = opened([says('{"title": "The Race", "scenes": ["A fox', "length"), OK])
    assert model.ask(STORY).title == "The Race"
    second = room.server.requests[1]
    assert len(second["messages"]) == 2 and "much shorter" in second["messages"][1]["content"]
    assert second["max_tokens"] == 160


def test_thoughts_that_leave_no_room_for_a_reply_are_asked_away(opened: Opened) -> None:
    room, model = opened([says(None, "length", reasoning_content="hm, " * 20), OK])
    assert model.ask(STORY).title == "The Race"
    assert "without long thoughts" in room.server.requests[1]["messages"][1]["content"]


def test_what_is_whole_of_a_reply_that_stays_cut_off_is_taken(opened: Opened) -> None:
    room, model = opened([says('{"title": "The Race", "scenes": ["A fox wakes.", "A fox runs.", "And th', "length")])
    assert model.ask(STORY).scenes == GOOD["scenes"]
    assert len(room.server.requests) == 3


@pytest.mark.parametrize(
    "reply",
    [
        says("I'm sorry, but I can't help with that."),
        says(None, refusal="I can't help with that."),
        says("", "content_filter"),
        says(None, stream=False, refusal="I can't help with that."),
        fails(400, "I can't help with that: flagged by our usage policy", code="content_policy_violation"),
        fails(403, "Your input was flagged: I can't help with that"),
    ],
    ids=["prose", "refusal", "filter", "refusal without a stream", "400", "403"],
)
def test_a_refusal_is_shown_in_its_own_words_and_not_argued_with(opened: Opened, reply: Behaviour) -> None:
    room, model = opened([reply])
    error = no_answer(model)
    assert isinstance(error, Refused)
    assert "can't help with that" in str(error) or "content filter" in str(error)
    assert len(room.server.requests) == 1


# What only a person can mend.


def test_where_nothing_listens_the_address_and_the_cure_are_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        model = ChatModel(Endpoint(url, "m"), Limits(), Desk())
        error = no_answer(model)
    assert isinstance(error, NoAccess) and f"{url}: nothing listens there" in str(error)
    assert isinstance(no_answer(model), NoAccess)


@pytest.mark.parametrize(("port", "cure"), [(11434, "ollama serve"), (1234, "LM Studio"), (8080, "llama-server"),
                                            (8000, "vllm serve"), (99, "start the server")])  # fmt: skip
def test_each_server_has_its_way_to_start(port: int, cure: str) -> None:
    assert cure in Endpoint(f"http://localhost:{port}/v1").how_to_start


@pytest.mark.parametrize(
    ("reply", "says_so"),
    [
        (
            fails(401, f"Incorrect API key provided: {KEY}"),
            "the key was refused (401: Incorrect API key provided: [hidden]",
        ),
        (fails(403, "no access in your region"), "the key was refused (403"),
        (fails(400, "API key not valid. Please pass a valid API key."), "the key was refused (400"),
        (fails(404, "The model `x` does not exist", code="model_not_found"), "it has test-model"),
        (sends('{"error": "model \\"x\\" not found, try pulling it first"}', status=404), "it has test-model"),
        (fails(400, "No models loaded. Please load a model", param="model"), "No models loaded"),
        (sends("404 page not found", "text/plain", 404), "often ends in /v1"),
        (sends('{"error": "Unexpected endpoint or method. (POST /chat/completions)"}'), "often ends in /v1"),
        (sends('{"detail": "Not Found"}', status=404), "often ends in /v1"),
        (
            fails(429, "You exceeded your current quota", type="insufficient_quota", code="insufficient_quota"),
            "no credit",
        ),
        (fails(402, "Insufficient Balance"), "no credit"),
        (lambda wire: wire.body(307, b"", Location="http://127.0.0.1:1/"), "sends requests elsewhere (307)"),
    ],
)
def test_what_only_a_person_can_mend_is_said_so_and_asked_no_more(
    opened: Opened, reply: Behaviour, says_so: str
) -> None:
    room, model = opened([reply], named={"model": "x"})
    error = no_answer(model)
    assert isinstance(error, NoAccess) and says_so in str(error)
    asked = len(room.server.requests)
    again = no_answer(model, Question("other", "Another.", Story))
    assert (type(again), str(again)) == (NoAccess, str(error))
    assert len(room.server.requests) == asked <= 5


def test_a_server_that_asks_for_a_key_gets_none_and_the_person_is_told(opened: Opened) -> None:
    room, model = opened([fails(401, "Invalid API Key")], named={"key": ""})
    assert "set OPENAI_API_KEY" in str(no_answer(model))
    assert room.server.headers[0]["authorization"] == "Bearer no-key"


@pytest.mark.parametrize(
    ("endpoint", "says_so"),
    [
        (Endpoint("localhost:11434", "m"), "no address"),
        (Endpoint("http://[::1", "m"), "no address"),
        (Endpoint("ftp://example.org/v1", "m"), "no address"),
        (Endpoint("http://127.0.0.1:99999/v1", "m"), "no address"),
        (Endpoint("", "", KEY), "name a model"),
        (Endpoint("http://localhost/v1", "m", "sk-abc…"), "the key holds"),
        (Endpoint("http://localhost/v1", "m", "sk-abc\ndef"), "the key holds"),
    ],
)
def test_values_that_cannot_work_are_named_before_anything_is_sent(endpoint: Endpoint, says_so: str) -> None:
    error = no_answer(ChatModel(endpoint, Limits(), Desk()))
    assert isinstance(error, NoAccess) and says_so in str(error)


def test_https_where_only_http_is_spoken_is_explained(opened: Opened) -> None:
    room, _ = opened([OK])
    model = room.model(base_url=room.server.base_url.replace("http:", "https:"))
    assert "http://" in str(no_answer(model))
    model.close()


def test_a_model_that_nobody_named_is_the_first_that_chats(opened: Opened) -> None:
    room, _ = opened([OK])
    names = ["nomic-embed-text", "whisper-1", "qwen3:8b", "llama3.2"]
    room.server.models_behaviour = sends(json.dumps({"data": [{"id": name} for name in names]}))
    model = room.model(model="")
    model.ask(STORY)
    assert room.server.requests[0]["model"] == model.model == "qwen3:8b"
    assert model.notes == (f"nobody named a model; qwen3:8b is the first of 2 at {room.server.base_url}",)
    model.close()


def test_a_model_named_by_its_file_is_shown_without_its_folders(opened: Opened) -> None:
    room, _ = opened([OK])
    room.server.models_behaviour = sends(json.dumps({"data": [{"id": "/home/ann/models/fox-8b.gguf"}]}))
    model = room.model(model="")
    model.ask(STORY)
    assert (room.server.requests[0]["model"], model.model) == ("/home/ann/models/fox-8b.gguf", "fox-8b.gguf")
    model.close()


@pytest.mark.parametrize("listed", [fails(404), sends("[]"), sends('{"data": [{"no": 1}]}'), sends('{"data": null}')])
def test_a_server_that_lists_no_models_is_asked_for_its_default(opened: Opened, listed: Behaviour) -> None:
    room, _ = opened([OK])
    room.server.models_behaviour = listed
    model = room.model(model="")
    model.ask(STORY)
    assert room.server.requests[0]["model"] == "default"
    model.close()


def test_the_address_may_be_pasted_with_its_last_part(opened: Opened) -> None:
    room, _ = opened([OK])
    model = room.model(base_url=f" {room.server.base_url}/chat/completions/ ")
    assert model.ask(STORY).title == "The Race"
    model.close()


def test_a_question_that_is_too_long_for_the_model_says_so(opened: Opened) -> None:
    words = "the request exceeds the available context size, try increasing it"
    room, model = opened([fails(400, words, type="exceed_context_size_error")])
    error = no_answer(model)
    assert isinstance(error, Unusable) and "too long for the model's context" in str(error)
    assert len(room.server.requests) == 1


# Bounds over many questions.


def test_a_server_in_trouble_twice_in_a_row_is_asked_no_more(opened: Opened) -> None:
    room, model = opened([fails(503, "down")], tries=1)
    first, second = no_answer(model), no_answer(model, Question("b", "B.", Story))
    asked = len(room.server.requests)
    third = no_answer(model, Question("c", "C.", Story))
    assert {type(first), type(second), type(third)} == {ServerTrouble} and str(third) == str(second)
    assert len(room.server.requests) == asked == 2


def test_trouble_counts_only_in_a_row(opened: Opened) -> None:
    down = fails(503, "down")
    _, model = opened([down, OK, down, OK], tries=1)
    for _ in range(2):
        assert isinstance(no_answer(model), ServerTrouble)
        assert model.ask(STORY).title == "The Race"


def test_the_time_of_all_questions_ends_too(opened: Opened) -> None:
    room, model = opened([OK], script_s=3)
    model.ask(STORY)
    time.sleep(model.seconds_left)
    error = no_answer(model)
    assert isinstance(error, OutOfBudget) and "the 3 s for all questions" in str(error)
    assert model.seconds_left == 0 and len(room.server.requests) == 1


def test_no_question_is_asked_that_could_cost_more_than_is_allowed(opened: Opened) -> None:
    room, model = opened([OK], named={"price": (100.0, 1000.0)}, max_cost_usd=0.12)
    model.ask(STORY)
    assert model.usage.cost_usd == pytest.approx((100 * 100 + 50 * 1000) / 1e6)
    error = no_answer(model)
    assert isinstance(error, OutOfBudget) and "of the 0.12 USD allowed are spent" in str(error)
    assert "0.0600" in str(error) and len(room.server.requests) == 1


def test_a_limit_of_cost_needs_a_price(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    room, model = opened([OK], max_cost_usd=1.0)
    monkeypatch.setattr(Endpoint, "is_private", False)
    with pytest.raises(PlanError, match="no price is known for test-model; give --price IN,OUT"):
        model.ask(STORY)
    assert room.server.requests == [] and model.usage.cost_usd is None


def test_repairs_and_broken_replies_are_counted_too(opened: Opened) -> None:
    _, model = opened([hangs_midway, says("no JSON"), OK], named={"price": (1.0, 1.0)})
    model.ask(STORY)
    assert model.usage.asked == 2 and model.usage.tokens_in > 200 and model.usage.estimated


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gpt-4o-mini-2024-07-18", (0.15, 0.60)),
        ("gpt-4o-2024-08-06", (2.50, 10.0)),
        ("openai/gpt-4.1-mini", (0.40, 1.60)),
        ("gpt-5", (1.25, 10.0)),
        ("GPT-5-mini", (0.25, 2.0)),
        ("gpt-5.9", None),
        ("gpt-5x", None),
        ("qwen3:8b", None),
        ("", None),
    ],
)
def test_the_price_is_that_of_the_longest_name_listed(model: str, price: tuple[float, float] | None) -> None:
    assert listed_price(model) == price


@pytest.mark.parametrize(
    ("url", "private"),
    [("http://localhost:1/v1", True), ("http://127.0.0.1/v1", True), ("http://192.168.1.5:8080/v1", True),
     ("http://[::1]:8080/v1", True), ("http://ollama:11434/v1", True), ("http://nas.local/v1", True),
     ("http://100.64.0.7/v1", True), ("https://api.openai.com/v1", False), ("https://8.8.8.8/v1", False),
     ("https://localhost.example.com/v1", False)],
)  # fmt: skip
def test_a_server_of_ones_own_costs_nothing(url: str, private: bool) -> None:
    assert Endpoint(url, "m").price_of("nobody-knows") == ((0.0, 0.0) if private else None)


# Kept answers.


def test_an_answer_is_paid_for_once(opened: Opened, tmp_path: Path) -> None:
    room, model = opened([OK], folder=tmp_path / "script", named={"price": (10.0, 10.0)})
    first = model.ask(STORY)
    again = room.model(key="sk-another-key-000000", price=(10.0, 10.0))
    assert again.ask(STORY) == first
    assert len(room.server.requests) == 1
    assert (again.usage.kept, again.usage.asked, again.usage.cost_usd) == (1, 0, 0.0)
    assert again.usage.paid_before_usd == pytest.approx(0.0015)
    (kept,) = (tmp_path / "script").iterdir()
    assert kept.name.startswith("the-story-") and kept.suffix == ".json"
    facts = json.loads(kept.read_text())
    assert facts["reply"] == GOOD and facts["rung"] == "schema" and facts["url"] == room.server.base_url
    again.close()


@pytest.mark.parametrize("change", [{"text": "Tell another."}, {"system": ""}, {"max_tokens": 81}])
def test_another_question_is_asked_anew(opened: Opened, tmp_path: Path, change: dict[str, Any]) -> None:
    room, model = opened([OK], folder=tmp_path)
    values = {"name": "the story", "text": STORY.text, "shape": Story, "system": STORY.system, "max_tokens": 80}
    model.ask(STORY)
    model.ask(Question(**{**values, **change}))
    other = room.model(seed=4)
    other.ask(STORY)
    assert len(room.server.requests) == 3
    other.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: text.replace("A fox wakes.", "x"),
        lambda text: text.replace("The Race", "Bad"),
        lambda text: "[" * 100_000,
        lambda text: "[]",
        lambda text: text.replace('"signature": "', '"signature": "0'),
        lambda text: text + " " * 3_000_000,
    ],
)
def test_a_kept_answer_that_does_not_hold_is_asked_for_anew(
    opened: Opened, tmp_path: Path, spoil: Callable[[str], str]
) -> None:
    def not_bad(story: Story) -> None:
        if story.title == "Bad":
            raise ValueError("title: is bad")

    question = Question("story", "Tell.", Story, check=not_bad)
    room, model = opened([OK], folder=tmp_path)
    model.ask(question)
    (kept,) = tmp_path.iterdir()
    kept.write_text(spoil(kept.read_text()))
    assert model.ask(question).title == "The Race"
    assert len(room.server.requests) == 2
    assert json.loads(kept.read_text())["reply"] == GOOD


def test_a_kept_answer_counts_also_when_the_server_is_gone(opened: Opened, tmp_path: Path) -> None:
    room, model = opened([OK, fails(401, "no")], folder=tmp_path)
    model.ask(STORY)
    assert isinstance(no_answer(model, Question("other", "Other.", Story)), NoAccess)
    assert model.ask(STORY).title == "The Race"
    assert len(room.server.requests) == 2


# Secrets.


def echo(wire: Wire) -> None:
    """Says the key in every place a server can."""
    sent = wire.request
    kind = (sent.get("response_format") or {}).get("type", "text") if sent else ""
    if kind == "json_schema":
        fails(400, f"no json_schema for {KEY} (Bearer {KEY})", code=KEY, type=KEY)(wire)
    elif kind == "json_object":
        sends(f"<html><title>{KEY}</title></html>", "text/html")(wire)
    else:
        says({"title": KEY, "scenes": [KEY]})(wire)


@pytest.mark.parametrize(
    "replies",
    [
        [fails(401, f"Incorrect API key provided: {KEY}")],
        [fails(429, f"{'x' * 280} {KEY} {KEY}", headers={"Retry-After": "900"})],
        [fails(500, f"key {KEY} " * 50)],
        [sends(json.dumps({"error": {"message": f"bad {KEY}", "code": KEY, "param": KEY}}))],
        [sends(f"<html><title>Bearer {KEY}</title></html>", "text/html")],
        [sends(f"{KEY} is no JSON")],
        [fails(404, f"model {KEY} not found", code="model_not_found")],
        [says(f"I'm sorry, I can't help {KEY}.")],
        [says(None, refusal=f"I won't: {KEY}")],
        [says({"title": KEY, "scenes": [KEY]})],
        echo,
        lambda sent: echo,
    ],
    ids=range(12),
)
def test_the_key_never_comes_back(opened: Opened, tmp_path: Path, replies: Any, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    room, model = opened([echo] if replies is echo else replies, folder=tmp_path, tries=2)
    room.server.models_behaviour = sends(json.dumps({"data": [{"id": f"model-{KEY}"}]}))
    error = no_answer(model)
    shown = ["".join(traceback.format_exception(error)), repr(error), repr(error.partial), repr(error.__context__),
             repr(error.__cause__), repr(model.notes), repr(model.usage), repr(room.told), caplog.text]  # fmt: skip
    shown += [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in shown if KEY in text or KEY[:14] in text]


def test_a_key_in_an_answer_is_taken_out_of_it(opened: Opened, tmp_path: Path) -> None:
    _, model = opened([says({"title": f"Use {KEY} now", "scenes": GOOD["scenes"]})], folder=tmp_path)
    assert model.ask(STORY).title == "Use [hidden] now"
    assert KEY not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_an_endpoint_shows_neither_key_nor_password() -> None:
    endpoint = Endpoint("https://ann:hunter2secret@example.org:8443/v1?token=abc#x", "m", KEY)
    assert endpoint.shown_url == "https://example.org:8443/v1"
    assert str(endpoint) == repr(endpoint) == "Endpoint('https://example.org:8443/v1', 'm')"
    said = endpoint.scrubbed(f"{KEY} at https://ann:hunter2secret@example.org, Bearer abcdef123456, sk-proj-99887766")
    assert said == "[hidden] at https://example.org, Bearer [hidden], [hidden]"


@pytest.mark.parametrize("trusted", [True, False])
def test_what_the_environment_adds_goes_only_where_a_person_sent_it(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gate: pass-secret\nAuthorization: Bearer other-secret")
    room, _ = opened([OK])
    model = room.model(key="", desk={"trusted": trusted})
    model.ask(STORY)
    sent = room.server.headers[0]
    assert ("pass-secret" in sent.values()) == trusted
    assert not {KEY, f"Bearer {KEY}", "org-secret"} & set(sent.values())
    assert trusted or sent["authorization"] == "Bearer no-key"
    model.close()

"""A language model's server on this machine that behaves as it is told, request by request: well, or badly.

    with MisbehavingServer([busy(0.1), says({"title": "The Race"})]) as server:
        ...  # server.base_url; afterwards server.requests holds what was sent

Give a list (the last behaviour stays) or a function of the request's JSON. A behaviour is a function of a `Wire`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Wire"], None]
Replies = Callable[[dict[str, Any]], Behaviour] | Sequence[Behaviour]


class Wire:
    """One request, and ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: dict[str, Any], stopping: threading.Event) -> None:
        self.request, self._handler, self._stopping = request, handler, stopping

    def head(self, status: int, kind: str, **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header("Connection", "close")
        self._handler.close_connection = True
        self._handler.end_headers()

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def body(self, status: int, data: bytes, kind: str = "application/json", **headers: str) -> None:
        self.head(status, kind, Content_Length=str(len(data)), **headers)
        self.write(data)

    def event(self, value: Any) -> None:
        self.write(b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n")

    def sleep(self, seconds: float) -> None:
        """Wait; the end of the server ends it, as an error."""
        if self._stopping.wait(seconds):
            raise ConnectionAbortedError


def chunk(content: str | None = None, finish: str | None = None, **said: Any) -> dict[str, Any]:
    """One chunk of a stream."""
    delta = {**({} if content is None else {"content": content}), **said}
    return {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }  # fmt: skip


def says(
    value: Any, finish: str | None = "stop", *, stream: bool | None = None, usage: tuple[int, int] | None = (100, 50),
    **said: Any,
) -> Behaviour:  # fmt: skip
    """A reply: text, or a value that is sent as JSON. `stream`: whether it streams, whatever it was asked for."""
    text = value if isinstance(value, str) or value is None else json.dumps(value)
    counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)} if usage else None

    def answer(wire: Wire) -> None:
        if not (wire.request.get("stream", False) if stream is None else stream):
            message = {"role": "assistant", "content": text, **said}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            reply = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
            wire.body(200, json.dumps({**reply, "usage": counts}).encode())
            return
        wire.head(200, "text/event-stream")
        wire.event(chunk(role="assistant", **said))
        for start in range(0, len(text or ""), 40):
            wire.event(chunk((text or "")[start : start + 40]))
        wire.event(chunk(finish=finish))
        if counts:
            wire.event({**chunk(), "choices": [], "usage": counts})
        wire.event(b"[DONE]")

    return answer


def fails(status: int, message: str = "it failed", *, headers: dict[str, str] | None = None, **error: Any) -> Behaviour:
    """An error answer in OpenAI's form."""
    body = json.dumps({"error": {"message": message, **error}}).encode()
    return lambda wire: wire.body(status, body, **{k.replace("-", "_"): v for k, v in (headers or {}).items()})


def busy(seconds: float | str) -> Behaviour:
    return fails(429, "slow down", headers={"Retry-After": str(seconds)}, type="rate_limit")


def sends(body: str | bytes, kind: str = "application/json", status: int = 200) -> Behaviour:
    """Any body."""
    return lambda wire: wire.body(status, body.encode() if isinstance(body, str) else body, kind)


def hangs(wire: Wire) -> None:
    wire.sleep(30)


def hangs_midway(wire: Wire) -> None:
    wire.head(200, "text/event-stream")
    wire.event(chunk('{"title": "The'))
    wire.sleep(30)


def drips_comments(wire: Wire) -> None:
    """Keep-alive comments, and never a word."""
    wire.head(200, "text/event-stream")
    while True:
        wire.write(b": still here\n\n")
        wire.sleep(0.02)


def drips_headers(wire: Wire) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        wire.write(b"X-More: 1\r\n")
        wire.sleep(0.02)


def drips_error(wire: Wire) -> None:
    wire.head(500, "application/json")
    while True:
        wire.write(b" ")
        wire.sleep(0.02)


def never_stops(wire: Wire) -> None:
    """Words without end, whatever max_tokens says."""
    wire.head(200, "text/event-stream")
    wire.event(chunk('{"title": "'))
    while True:
        wire.event(chunk("on and "))
        time.sleep(0.0005)


def breaks_off(wire: Wire) -> None:
    """The connection ends in the middle of a chunk."""
    wire.head(200, "text/event-stream", Transfer_Encoding="chunked")
    data = b"data: " + json.dumps(chunk('{"title": "The R')).encode() + b"\n\n"
    wire.write(b"%x\r\n%s\r\nff\r\ndata: " % (len(data), data))


def ends_early(wire: Wire) -> None:
    """The stream ends like a finished one, without a reason to stop and in the middle of the reply."""
    wire.head(200, "text/event-stream")
    wire.event(chunk('{"title": "The R'))


def lies_about_length(wire: Wire) -> None:
    wire.head(200, "application/json", Content_Length="5000")
    wire.write(b'{"id": "c", "choices": [')


def takes_no(word: str, reply: Behaviour, status: int = 400) -> Callable[[dict[str, Any]], Behaviour]:
    """A server that refuses every request with the parameter `word`, or with that format, and answers the others."""

    def choose(request: dict[str, Any]) -> Behaviour:
        form = request.get("response_format") or {}
        if word in request or form.get("type") == word:
            return fails(status, f"Unsupported parameter: '{word}' is not supported", param=word)
        return reply

    return choose


class MisbehavingServer:
    """The server. `requests`, `headers` (by lower-case names): what came to the chat, in order.

    `models`: what it says it offers. `key`: the one that it wants, where it wants one.
    """

    def __init__(self, replies: Replies, models: Sequence[str] = ("test-model",), *, key: str = "") -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.models_behaviour: Behaviour = sends(
            json.dumps({"object": "list", "data": [{"id": name} for name in models]})
        )
        self._replies, self._key = replies, key
        self._stopping, self._lock = threading.Event(), threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> MisbehavingServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, request: dict[str, Any] | None) -> None:
        sent = {name.lower(): value for name, value in handler.headers.items()}
        if request is None:
            behaviour = self.models_behaviour
        else:
            with self._lock:
                count = len(self.requests)
                self.requests.append(request)
                self.headers.append(sent)
            told = self._replies
            behaviour = told(request) if callable(told) else told[min(count, len(told) - 1)]
        if self._key and sent.get("authorization") != f"Bearer {self._key}":
            behaviour = fails(401, f"Incorrect API key provided: {sent.get('Authorization')}", code="invalid_api_key")
        behaviour(Wire(handler, request or {}, self._stopping))


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle is what many of these tests are about."""


def _handler_of(server: MisbehavingServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            server.answer(self, None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.answer(self, json.loads(body))

    return Handler

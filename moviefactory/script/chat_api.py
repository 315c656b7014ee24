"""The way to a language model: OpenAI's SDK, to whatever server speaks its protocol. The only file that loads `openai`.

    chat_api.py       requests and bounded replies      conversation.py   retries, repairs, what to ask next
    endpoint.py       address, key, price               ladder.py         formats and parameters of a request
    failures.py       what failed, and its remedy       reply.py          a reply's text to an answer
    kept_answers.py   no question is paid twice         ledger.py         tokens, money, seconds

The SDK retries nothing here, and neither a header, a body nor an error can last longer than its question: a watch shuts
the connection down when the time is over. Foreign errors end in this file: their texts are scrubbed before they go on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any, TypeVar

from moviefactory.errors import NotInstalled
from moviefactory.script import Desk
from moviefactory.script.conversation import Conversation
from moviefactory.script.endpoint import Endpoint
from moviefactory.script.failures import Failure, broken, failure_of, one_line, page_title
from moviefactory.script.heard import Heard, Said
from moviefactory.script.ladder import Dice
from moviefactory.script.questions import (
    Limits,
    NoAccess,
    NoAnswer,
    OutOfBudget,
    Question,
    Refused,
    ServerTrouble,
    Unusable,
    Usage,
)
from moviefactory.script.reply import starts_whole
from moviefactory.servers.watch import Watch

__all__ = ["ChatModel", "Endpoint", "Limits", "NoAccess", "NoAnswer", "OutOfBudget", "Question", "Refused",
           "ServerTrouble", "Unusable", "Usage"]  # fmt: skip

_CONNECT_S = 15.0
_NO_KEY = "no-key"  # the SDK wants some text, and would take the environment's key for none
_WIRE_BYTES = 16  # a streamed token takes some 250 bytes on the wire: the bound there is so many times the reply's
_MOST_ERROR_BYTES = 100_000
_MOST_MODELS = 500
T = TypeVar("T")


class ChatModel(Conversation):
    """A language model that answers questions. Close it at the end."""

    def __init__(
        self, endpoint: Endpoint, limits: Limits, desk: Desk, *, seed: int = 0, temperature: float = 0.7
    ) -> None:
        line = _SdkLine(endpoint, limits, lends_headers=desk.trusted or bool(endpoint.key))
        super().__init__(endpoint, limits, desk, line, Dice(seed, temperature))


class _SdkLine:
    """Requests through the SDK. Raises nothing but NotInstalled and KeyboardInterrupt.

    `lends_headers`: whether what the environment adds to requests (OPENAI_CUSTOM_HEADERS) may go to this address.
    """

    def __init__(self, endpoint: Endpoint, limits: Limits, *, lends_headers: bool) -> None:
        self._endpoint, self._limits, self._lends_headers = endpoint, limits, lends_headers
        self._watch = Watch()
        self._client: Any = None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def send(self, params: dict[str, Any], *, seconds: float, max_tokens: int) -> Said | Failure:
        """One chat completion. `max_tokens`: where to stop listening to a server that does not stop."""
        heard = Heard(max_tokens, self._limits.max_reply_bytes)

        def call() -> Said | Failure:
            create = self._open().chat.completions.with_streaming_response.create
            with create(**params, timeout=self._timeout(seconds)) as response:
                return self._listen(response, heard, bool(params.get("stream")))

        return self._guarded(call, seconds, heard)

    def models(self, *, seconds: float) -> list[str] | Failure:
        """The names of the models that the server offers."""

        def call() -> list[str] | Failure:
            with self._open().models.with_streaming_response.list(timeout=self._timeout(seconds)) as response:
                body = json.loads(self._body(response))
            listed = body.get("data") if isinstance(body, dict) else body
            names = [one.get("id") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
            clean = [one_line(self._endpoint.scrubbed(name), 120) for name in names if isinstance(name, str) and name]
            return clean[:_MOST_MODELS]

        return self._guarded(call, seconds, None)

    def _listen(self, response: Any, heard: Heard, asked: bool) -> Said | Failure:
        """The reply: in a stream of events, where one was `asked` for and came; else in one body."""
        if asked and "text/event-stream" in response.headers.get("content-type", ""):
            for event in response.parse(to=_sdk().Stream[object]):
                heard.take(event)
                if heard.full or heard.error:
                    break
            return self._concluded(heard, heard.full)
        body = self._body(response)
        if title := page_title(body[:_MOST_ERROR_BYTES]):
            return Failure("garbage", f"a web page came in place of a reply: {self._endpoint.scrubbed(title)}; the "
                           "address of a model often ends in /v1")  # fmt: skip
        for event in _events(body):
            heard.take(event)
        return self._concluded(heard, False)

    def _concluded(self, heard: Heard, cut: bool) -> Said | Failure:
        if heard.error:
            return failure_of(0, heard.error, None, self._endpoint.scrubbed)
        said = heard.said(cut, self._endpoint.purged)
        if not heard.choices:
            return Failure("garbage", "an answer without a reply came")
        if not (said.finish or said.cut or said.refusal or starts_whole(said.text)):
            return Failure("cut", "the reply broke off", heard=said.size)
        return said

    def _body(self, response: Any) -> str:
        """The whole body, within bounds."""
        most, parts, size = self._limits.max_reply_bytes * _WIRE_BYTES, [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > most:
                raise ValueError(f"it sent more than {most} bytes")
            parts.append(part)
        return b"".join(parts).decode("utf-8", "replace")

    def _guarded(self, call: Callable[[], T | Failure], seconds: float, heard: Heard | None) -> T | Failure:
        """What `call` brings, or why it failed: the border that no foreign error crosses."""
        sdk, http = _sdk(), _http()
        with self._watch.running(seconds):
            try:
                return call()
            except sdk.APIStatusError as error:
                failure = failure_of(error.status_code, error.body, error.response.headers, self._endpoint.scrubbed)
            except (sdk.APITimeoutError, http.TimeoutException) as error:
                failure = _silent(error, self._limits.idle_s)
            except (sdk.APIConnectionError, http.HTTPError, http.InvalidURL, http.StreamError, OSError) as error:
                failure = broken(error)
            except ImportError as error:  # a SOCKS proxy of the environment wants a package of its own
                failure = Failure("garbage", f"the way there is not installed: {one_line(str(error), 160)}")
            except sdk.APIError as error:  # an error event in a stream
                failure = failure_of(0, error.body, None, self._endpoint.scrubbed)
            except (sdk.OpenAIError, ValueError, RecursionError) as error:
                said = one_line(self._endpoint.scrubbed(str(error)), 100)
                failure = Failure("garbage", f"an answer came that is no JSON ({said})")
        if self._watch.rang:
            failure = Failure("late", "the time is over")
        return replace(failure, heard=heard.said().size if heard else 0)

    def _timeout(self, seconds: float) -> Any:
        return _http().Timeout(min(self._limits.idle_s, seconds), connect=min(_CONNECT_S, seconds))

    def _open(self) -> Any:
        """The SDK's client, made at the first request."""
        if self._client is None:
            sdk, http = _sdk(), _http()
            transport = sdk.DefaultHttpxClient(
                event_hooks={"request": [self._watch.see], "response": [self._bound]}, follow_redirects=False,
                limits=http.Limits(max_connections=1, max_keepalive_connections=1),
            )  # fmt: skip
            self._client = sdk.OpenAI(
                api_key=self._endpoint.key or _NO_KEY, base_url=self._endpoint.address, max_retries=0,
                default_headers=self._headers(sdk.Omit()), http_client=transport,
            )  # fmt: skip
        return self._client

    def _headers(self, nothing: Any) -> dict[str, Any]:
        """Headers of every request, without those of the environment that are not this server's business."""
        headers: dict[str, Any] = {"Accept-Encoding": "identity"}
        if not self._endpoint.is_openai:
            headers |= {"OpenAI-Organization": nothing, "OpenAI-Project": nothing}
        if not self._lends_headers:
            lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
            headers |= {line.partition(":")[0].strip(): nothing for line in lines if ":" in line}
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
            headers["Authorization"] = f"Bearer {_NO_KEY}"
        return headers

    def _bound(self, response: Any) -> None:
        """Called by the HTTP client before a body is read: no body, an error's neither, may be endless."""
        most = self._limits.max_reply_bytes * _WIRE_BYTES
        response.stream = _bounded_stream(response.stream, _MOST_ERROR_BYTES if response.status_code >= 300 else most)


def _bounded_stream(stream: Any, most: int) -> Any:
    class Bounded(_http().SyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            left = most
            for part in stream:
                yield part
                left -= len(part)
                if left < 0:
                    return

        def close(self) -> None:
            stream.close()

    return Bounded()


def _events(body: str) -> Iterator[Any]:
    """The JSON values of a body: one; or those of a stream whose server forgot to call it one."""
    if not body.lstrip().startswith(("data:", ":", "event:")):
        yield json.loads(body)
        return
    for line in body.splitlines():
        if line.startswith("data:") and line[5:].strip() not in ("", "[DONE]"):
            yield json.loads(line[5:])


def _silent(error: BaseException, idle_s: float) -> Failure:
    """A server that did not speak, or could not be reached in time."""
    failure = broken(error)
    return failure if failure.kind == "unreachable" else Failure("hang", f"it sent nothing for {idle_s:g} s")


def _sdk() -> ModuleType:
    try:
        import openai
    except ModuleNotFoundError:
        raise NotInstalled("script.writer: asking a language model needs the package openai: pip install -U openai; "
                           "or use --writer offline") from None  # fmt: skip
    return openai


def _http() -> ModuleType:
    """The HTTP library that the SDK speaks through."""
    _sdk()
    import httpx2

    return httpx2

"""The way to a speech server, through OpenAI's SDK: one request, one sound or the reason why none came.

A request has a deadline however slowly its answer drips, and a bound on what comes back; the SDK retries nothing. What
comes must begin as a sound file does. Foreign errors end here: their texts are scrubbed before they go on.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from moviefactory.audio.voice.speech_server import SpeechServer
from moviefactory.errors import NotInstalled
from moviefactory.servers.faults import causes, wait_s
from moviefactory.servers.watch import Watch

_NO_KEY = "no-key"  # the SDK wants some text, and would take the environment's key for none
_CONNECT_S, _SILENT_S = 15.0, 60.0  # to connect; between two bytes
_MOST_BYTES, _MOST_ERROR_BYTES = 64 << 20, 100_000  # 2000 characters are 12 MB at 48 kHz
_BUSY = {408, 409, 425, 429, 500, 502, 503, 504, *range(520, 531)}
NO_CREDIT = re.compile(r"insufficient_quota|billing|credit balance|exceeded your current quota", re.IGNORECASE)


@dataclass(frozen=True)
class Failure:
    """Why no sound came. `status` 0: no answer came at all. `again`: whether the next attempt may fare better."""

    said: str
    status: int = 0
    again: bool = False
    wait_s: float | None = None

    def is_about(self, parameter: str) -> bool:
        """Whether the server refuses the request because of `parameter`."""
        names = {"speed": r"\bspeed\b", "response_format": r"response_?format|\bformat\b|\bwav\b"}
        return self.status in (400, 422) and bool(re.search(names[parameter], self.said, re.IGNORECASE))


class SpeechLine:
    """The SDK's client for one server. `send` raises nothing but NotInstalled: no foreign error crosses it."""

    def __init__(self, server: SpeechServer) -> None:
        self._server = server
        self._watch = Watch()
        sdk, http = _sdk(), _http()
        nothing = sdk.Omit()
        headers: dict[str, Any] = {"Accept-Encoding": "identity"}
        if not server.key:  # what the environment adds to requests is not this server's business
            lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
            headers |= {one.partition(":")[0].strip(): nothing for one in lines if ":" in one}
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
            headers["Authorization"] = f"Bearer {_NO_KEY}"
        if not server.is_openai:
            headers |= {"OpenAI-Organization": nothing, "OpenAI-Project": nothing}
        try:
            transport = sdk.DefaultHttpxClient(
                event_hooks={"request": [self._watch.see], "response": [_bound]}, follow_redirects=False,
                limits=http.Limits(max_connections=1, max_keepalive_connections=0),
            )  # fmt: skip
            self._client = sdk.OpenAI(
                api_key=server.key or _NO_KEY, base_url=server.address, max_retries=0, default_headers=headers,
                http_client=transport,
            )  # fmt: skip
        except (ImportError, ValueError, OSError, sdk.OpenAIError) as error:
            raise server.fails(
                f"the way there that the environment names (HTTPS_PROXY, SSL_CERT_FILE) cannot be taken ({error})"
            ) from None

    def close(self) -> None:
        self._client.close()

    def send(self, order: dict[str, Any], seconds: float) -> bytes | Failure:
        """One request: the sound that came, or why none did."""
        sdk, http = _sdk(), _http()
        limit = http.Timeout(min(_SILENT_S, seconds), connect=min(_CONNECT_S, seconds))
        values = dict(order)
        unsaid = {} if "response_format" in values else {"response_format": sdk.omit}
        with self._watch.running(seconds):
            try:
                create = self._client.audio.speech.with_streaming_response.create
                with create(**values, **unsaid, timeout=limit) as response:
                    data = b"".join(response.iter_bytes())
                return data if _is_sound(data) else _not_sound(data, self._server)
            except sdk.APIStatusError as error:
                code, words = error.status_code, self._server.scrubbed(_words(error.body))
                busy = code in _BUSY and not NO_CREDIT.search(words)
                return Failure(words or f"status {code}", code, busy, wait_s(error.response.headers, time.time()))
            except (sdk.APIConnectionError, http.HTTPError, http.InvalidURL, http.StreamError, OSError) as error:
                if self._watch.rang or isinstance(error, (sdk.APITimeoutError, http.TimeoutException)):
                    return Failure("it did not answer in time", again=not self._watch.rang)
                return _broken(error)
            except (sdk.OpenAIError, ValueError, RecursionError) as error:
                return Failure(self._server.scrubbed(str(error)))


def _bound(response: Any) -> None:
    """Called by the HTTP client before a body is read: no body, an error's neither, may be endless."""
    most, stream = (_MOST_ERROR_BYTES if response.status_code >= 300 else _MOST_BYTES), response.stream

    class Bounded(_http().SyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            left = most
            for part in stream:
                yield part[:left]
                left -= len(part)
                if left <= 0:
                    return

        def close(self) -> None:
            stream.close()

    response.stream = Bounded()


def _is_sound(data: bytes) -> bool:
    """Whether `data` begins as a sound file does, and is not cut off at the bound."""
    if len(data) >= _MOST_BYTES:
        return False
    starts = (b"OggS", b"fLaC", b"ID3", b"FORM")
    wave = data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE"
    frames = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0  # MP3, ADTS
    return wave or frames or data.startswith(starts) or data[4:8] == b"ftyp"


def _not_sound(data: bytes, server: SpeechServer) -> Failure:
    if not data:
        return Failure("it sent an empty answer", again=True)
    if len(data) >= _MOST_BYTES:
        return Failure(f"it sent more than {_MOST_BYTES >> 20} MB for one line")
    text = data[:4000].decode("utf-8", "replace").strip()
    if title := re.match(r"<(?:!doctype|html|head|\?xml).*?<title[^>]*>([^<]{1,200})", text, re.IGNORECASE | re.DOTALL):
        return Failure(
            f"a web page came in place of a sound: {server.scrubbed(title[1])}; such an address often ends in /v1"
        )
    with suppress(ValueError, RecursionError):
        return Failure(server.scrubbed(_words(json.loads(data[:_MOST_ERROR_BYTES]))))
    return Failure("what it sent is no sound file")


def _words(body: Any) -> str:
    """What an error says to people, in the many forms there are."""
    if isinstance(body, list):
        return "; ".join(words for one in body[:3] if (words := _words(one)))
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    if isinstance(body.get("loc"), list) and "msg" in body:  # FastAPI's list of fields that do not fit
        return f"{body['loc'][-1] if body['loc'] else 'request'}: {body['msg']}"
    inner = next((body[name] for name in ("error", "message", "detail", "msg") if body.get(name)), None)
    said = _words(inner) if inner is not None else json.dumps(body, default=str)
    named = [str(body[name]) for name in ("code", "param") if isinstance(body.get(name), str)]
    return f"{said} ({', '.join(named)})" if named else said


def _broken(error: BaseException) -> Failure:
    """A connection that was not made, or broke."""
    chain = causes(error)
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return Failure("nothing listens there; start the server, or mend its address")
    if any(isinstance(one, socket.gaierror) for one in chain):
        return Failure("there is no such host; mend its address")
    return Failure("the connection broke off", again=True)


def _sdk() -> ModuleType:
    try:
        import openai
    except ModuleNotFoundError:
        raise NotInstalled("voice.speaker: a speech server needs the package openai: pip install -U openai; "
                           "or set voice.speaker to espeak") from None  # fmt: skip
    return openai


def _http() -> ModuleType:
    """The HTTP library that the SDK speaks through."""
    _sdk()
    import httpx2

    return httpx2

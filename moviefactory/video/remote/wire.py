"""The way to a video server: one request at a time.

Every request has its own connection (an idle one that the server closed meanwhile would look like a lost answer), its
own time and a bound on what comes back, however slowly it drips. Nothing is retried here: `Unreached` says that the
server never got a request, `Lost` that it may have. Redirects and addresses in answers are followed on the server's own
host only. Knows nothing of videos and jobs.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx2

from moviefactory.errors import StageError
from moviefactory.servers.address import origin_of
from moviefactory.servers.faults import causes, wait_s
from moviefactory.servers.watch import Watch
from moviefactory.video.remote.server import Server
from moviefactory.workspace import PARTIAL, refusal, synced

MOST_ANSWER_BYTES = 4 << 20
_CONNECT_S = 15.0
_SILENT_S = 60.0  # between two bytes of an answer
_MOST_HOPS = 3
_NEVER_SENT = (
    httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError, httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError, httpx2.InvalidURL,
)  # fmt: skip


class Unreached(StageError):
    """The server did not get the request: to send it again is harmless."""


class Lost(StageError):
    """No answer came, or half of one; the server may have got the request."""


@dataclass(frozen=True)
class Clock:
    """What time is, so that tests need not wait."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time  # seconds since 1970, to compare with what servers say
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Answer:
    """What came back: its status, the first MOST_ANSWER_BYTES of its body, its headers."""

    status: int
    body: bytes
    headers: Any
    wait_s: float | None = None  # that the server asks to wait

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The value of the body; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Wire:
    """Requests to one server. Close it at the end."""

    def __init__(self, server: Server, clock: Clock) -> None:
        """Raises StageError where the environment names a proxy or a certificate that cannot be used."""
        self.server = server
        self._clock = clock
        self._watch = Watch()
        try:
            self._client = httpx2.Client(
                headers=server.headers,
                follow_redirects=False,
                limits=httpx2.Limits(max_connections=1, max_keepalive_connections=0),
            )
        except (ImportError, ValueError, OSError) as error:  # what the environment says of proxies and certificates
            raise server.fails(
                "the way there that the environment names (HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE) cannot be taken "
                f"({server.scrubbed(str(error))}); mend or unset it"
            ) from None

    def close(self) -> None:
        self._client.close()

    def ask(self, method: str, url: str, *, seconds: float = _SILENT_S, most: int = MOST_ANSWER_BYTES,
            quiet_s: float = _SILENT_S, **request: Any) -> Answer:  # fmt: skip
        """One request and its whole answer, whatever its status. `request`: `files`, `json`, `params`, `headers`.

        `seconds` for all of it, `quiet_s` between two bytes. Raises Unreached, Lost, or StageError where more than
        `most` bytes come.
        """
        with self._sent(method, url, seconds, quiet_s, request) as response:
            return self._answer(response, most)

    def fetch(self, url: str, target: Path, *, seconds: float, most: int) -> Answer:
        """GET `url` into the file `target`, which is there only when all of it came (status 200).

        Raises as `ask`, and StorageError.
        """
        with self._sent("GET", url, seconds, _SILENT_S, {}) as response:
            if response.status_code != 200:
                return self._answer(response, MOST_ANSWER_BYTES)
            partial = target.with_name(PARTIAL + target.name)
            try:
                with partial.open("wb") as file:
                    self._pour(response, file, most)
                synced(partial)
                os.replace(partial, target)
            except OSError as error:
                raise refusal(error, f"keeping what {self.server.address} sent") from error
            finally:
                partial.unlink(missing_ok=True)
            return Answer(200, b"", response.headers)

    def same_host(self, url: str) -> str:
        """`url`, absolute; raises StageError where it leads to another host than the server's."""
        try:
            full = urljoin(self.server.address + "/", url)
            ours = origin_of(urlsplit(full)) == origin_of(urlsplit(self.server.address))
        except ValueError:
            full, ours = url, False
        if not ours:
            host = self.server.scrubbed(_host(full))[:100]
            raise self.server.fails(
                f"it points to another address ({host}), which is not followed; give the address where the videos are "
                "as video.remote.base_url"
            )
        return full

    @contextmanager
    def _sent(
        self, method: str, url: str, seconds: float, quiet_s: float, request: dict[str, Any]
    ) -> Iterator[httpx2.Response]:
        """The response to a request, its body unread. The border that no foreign error crosses."""
        seconds = max(1.0, seconds)
        limit = httpx2.Timeout(min(quiet_s, seconds), connect=min(_CONNECT_S, seconds))
        try:
            with self._watch.running(seconds):
                for _ in range(_MOST_HOPS + 1):
                    sent = self._client.build_request(
                        method, url, timeout=limit, extensions={"trace": self._watch.trace}, **request
                    )
                    response = self._client.send(sent, stream=True)
                    try:
                        if not (followed := self._elsewhere(method, response)):
                            yield response
                            return
                    finally:
                        response.close()
                    url = followed
                raise self.server.fails("it sends requests in a circle; mend its address (video.remote.base_url)")
        except _NEVER_SENT as error:
            raise Unreached(str(self.server.fails(_why(error)))) from None
        except (httpx2.HTTPError, httpx2.StreamError, ssl.SSLError) as error:
            late = self._watch.rang or isinstance(error, httpx2.TimeoutException)
            raise Lost(str(self.server.fails("it did not answer in time" if late else _why(error)))) from None

    def _elsewhere(self, method: str, response: httpx2.Response) -> str:
        """Where the server redirects to on its own host; "" where it does not. Raises StageError for another host."""
        place = response.headers.get("location", "")
        follows = (301, 302, 303, 307, 308) if method == "GET" else (307, 308)
        if response.status_code not in follows or not place:
            return ""
        return self.same_host(urljoin(str(response.url), place))

    def _answer(self, response: httpx2.Response, most: int) -> Answer:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            parts.append(part)
            if size > most:
                if response.is_success:
                    raise self.server.fails(f"it sent more than {most >> 20} MB in an answer; is it a video server?")
                break
        return Answer(
            response.status_code, b"".join(parts), response.headers, wait_s(response.headers, self._clock.now())
        )

    def _pour(self, response: httpx2.Response, file: BinaryIO, most: int) -> None:
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > most:
                raise self.server.fails(
                    f"it sent a video of more than {most >> 20} MB, which is not taken; ask for a smaller or shorter "
                    "one (video.remote.size_px)"
                )
            file.write(part)
        if not size:
            raise Lost(str(self.server.fails("it sent an empty file")))


def said(answer: Answer, server: Server) -> str:
    """The server's own words about an error, in one scrubbed line; "status 500" where it has none."""
    text = answer.body[:20_000].decode("utf-8", "replace").strip()
    value = answer.json()
    if value is not None:
        words = words_in(value)
    elif re.match(r"<(?:!doctype|html|head|body|\?xml)", text, re.I):
        title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.I)
        words = f"a web page: {title[1].strip()}" if title else "a web page"
    else:
        words = text
    return server.scrubbed(f"{answer.status}: {words}" if words.strip() else f"status {answer.status}")


def words_in(value: Any) -> str:
    """What an error says to people, in the many forms there are; "" where it says nothing."""
    if isinstance(value, list):
        return "; ".join(words for one in value[:3] if (words := words_in(one)))
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    if isinstance(value.get("loc"), list) and "msg" in value:  # FastAPI's list of fields that do not fit
        return f"{value['loc'][-1] if value['loc'] else 'request'}: {value['msg']}"
    for name in ("error", "message", "detail", "msg", "reason"):
        if value.get(name):
            return words_in(value[name])
    return json.dumps(value, ensure_ascii=False, default=str) if value else ""


def _host(url: str) -> str:
    return url.rpartition("@")[2].partition("?")[0]


def _why(error: BaseException) -> str:
    """A connection that was not made, or broke, in words."""
    chain = causes(error)
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return "nothing listens there; start the server, or mend its address (video.remote.base_url)"
    if any(isinstance(one, socket.gaierror) for one in chain):
        return "there is no such host; mend its address (video.remote.base_url)"
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in chain):
        return "its certificate is not trusted; SSL_CERT_FILE can name a certificate of your own"
    if any(isinstance(one, ssl.SSLError) for one in chain):
        return "it does not speak https; try http://"
    return "it cannot be reached" if isinstance(error, _NEVER_SENT) else "the connection broke off"

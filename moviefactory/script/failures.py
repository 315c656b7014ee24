"""What came back instead of an answer, and what to do about it. Pure: knows the habits of servers, sends nothing."""

from __future__ import annotations

import json
import math
import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from moviefactory.script.ladder import OPTIONAL, Manner, Rung
from moviefactory.script.questions import NoAccess, NoAnswer, Refused, ServerTrouble, Unusable

Kind = Literal["status", "hang", "cut", "garbage", "late", "nobody", "unreachable"]
_RETRIED = {408, 409, 425, 429, 502, 503, 504, *range(520, 531)}
_NO_CREDIT = ("insufficient_quota", "insufficient_balance", "insufficient balance", "insufficient credit",
              "billing_hard_limit", "billing_not_active", "credit balance is too low")  # fmt: skip
_FLAGGED = re.compile(
    r"content_filter|content_policy|content management policy|responsible ?ai|data_inspection|flagged|moderation"
)
_FORMAT = re.compile(
    r"response_format|json_schema|json_object|json schema|guided|grammar|structured output|additionalprop"
)
_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|maximum context|too many tokens|prompt is too long|exceed_context"
)
_SYSTEM = re.compile(r"system[^.]{0,20} role|role[^.]{0,20}system|system (?:prompt|message)s? (?:is|are) not")
_MODEL = re.compile(
    r"model_not_found|unknown_model|no models? loaded|\bmodel\b[^\n]{0,120}(?:not found|not exist|is not available)"
    r"|(?:invalid|unknown|no such) model\b|not a valid model"
)
_KEY = re.compile(r"api[ _-]?key|unauthori[sz]ed|authentication|invalid token")
_NO_ROUTE = re.compile(r"unexpected endpoint|unknown (?:url|path|request)|no route|invalid url")


@dataclass(frozen=True)
class Failure:
    """Why no reply came. `said`: the server's words for people, one line, scrubbed; `body`: all of them, lower case.

    `heard`: characters of a reply that came before it broke. `wait_s`: how long the server asks to wait.
    """

    kind: Kind
    said: str
    status: int = 0
    body: str = ""
    code: str = ""
    param: str = ""
    wait_s: float | None = None
    heard: int = 0


@dataclass(frozen=True)
class Remedy:
    """What to do: ask in another manner (`lower`, `change`), wait and ask again, or give up with `error`."""

    act: Literal["retry", "lower", "change", "stop"]
    error: type[NoAnswer] = ServerTrouble
    why: str = ""
    change: str = ""
    lists_models: bool = False


def failure_of(
    status: int, body: Any, headers: Mapping[str, str] | None = None, clean: Callable[[str], str] = str
) -> Failure:
    """An error answer of a server. `status` 0: it came in an answer with status 200; its own code counts, or 500.

    `clean` takes secrets out of a text: here, before anything is shortened and a secret with it.
    """
    said, code, param = _explained(body, clean)
    if not status:
        status = int(code) if re.fullmatch(r"[45]\d\d", code) else 500
    text = clean(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str))
    return Failure("status", said or f"status {status}", status, text[:4000].lower(), code.lower(), param.lower(),
                   _wait_s(headers or {}))  # fmt: skip


def broken(error: BaseException) -> Failure:
    """A connection that was not made, or broke."""
    chain = list(_chain(error))
    if any(isinstance(one, ConnectionRefusedError) for one in chain):
        return Failure("nobody", "nothing listens there")
    if any(isinstance(one, socket.gaierror) for one in chain):
        return Failure("nobody", "there is no such host; check the address and the network")
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in chain):
        return Failure("nobody", "its certificate is not trusted")
    if any(isinstance(one, ssl.SSLError) and "WRONG_VERSION" in str(one) for one in chain):
        return Failure("nobody", "it does not speak https; try http://")
    names = {type(one).__name__ for one in chain}
    if names & {"UnsupportedProtocol", "InvalidURL", "LocalProtocolError"}:
        return Failure("nobody", "it is no address that a request can go to")
    if names & {"ConnectError", "ConnectTimeout", "ProxyError"}:
        return Failure("unreachable", "it cannot be reached")
    return Failure("cut", "the connection broke off")


def remedy_for(failure: Failure, manner: Manner, sent: Collection[str], is_openai: bool) -> Remedy:
    """What to do about `failure` of a request with the parameters `sent`."""
    if failure.kind == "nobody":
        return Remedy("stop", NoAccess, failure.said)
    if failure.kind != "status":
        return Remedy("retry", why=failure.said)
    for look in (_for_a_person, _about_the_question, _about_the_manner):
        if remedy := look(failure, manner, sent):
            return remedy
    unproven = manner.rung < Rung.TEXT and not manner.proven and not is_openai
    if failure.status in _RETRIED or (failure.status >= 500 and failure.status != 501 and not unproven):
        return Remedy("retry", why=f"{failure.status}: {failure.said}")
    if manner.rung < Rung.TEXT:
        return Remedy("lower")
    if failure.status in (404, 405, 410):
        return Remedy("stop", NoAccess, f"it knows no chat there ({failure.said}); such an address often ends in /v1")
    if failure.status < 500 and set(sent) & set(OPTIONAL):
        return Remedy("change", change="all")
    return Remedy("stop", why=f"{failure.status}: {failure.said}")


def _for_a_person(failure: Failure, manner: Manner, sent: Collection[str]) -> Remedy | None:
    """What only a person can mend."""
    status, body = failure.status, failure.body
    if status == 402 or failure.code in _NO_CREDIT or (status < 500 and any(word in body for word in _NO_CREDIT)):
        return Remedy("stop", NoAccess, f"no credit is left there ({failure.said})")
    if _FLAGGED.search(body) and status in (400, 403, 451):
        return Remedy("stop", Refused, f"the service refused the question: {failure.said!r}")
    if status in (401, 403) or (status == 400 and _KEY.search(body)):
        return Remedy("stop", NoAccess, f"the key was refused ({status}: {failure.said})")
    if 300 <= status < 400:
        return Remedy("stop", NoAccess, f"it sends requests elsewhere ({status}); give the address where the model is")
    if status in (400, 404, 422) and (failure.param == "model" or _MODEL.search(f"{failure.code} {body}")):
        return Remedy("stop", NoAccess, f"the model is not there ({failure.said})", lists_models=True)
    no_route = status in (404, 405) and (not body or not body.startswith(("{", '"')) or body.startswith("<"))
    if no_route or _NO_ROUTE.search(body):
        return Remedy("stop", NoAccess, f"it knows no chat there ({failure.said}); such an address often ends in /v1")
    return None


def _about_the_manner(failure: Failure, manner: Manner, sent: Collection[str]) -> Remedy | None:
    """A parameter or a format that the server does not take."""
    if failure.status in _RETRIED or not 400 <= failure.status <= 501:
        return None
    if manner.system_apart and _SYSTEM.search(failure.body):
        return Remedy("change", change="system")
    text = f"{failure.param} {failure.body}" if failure.param else failure.body
    asked = [name for name in OPTIONAL if name in sent and failure.status < 500]
    named = {name: re.search(rf"(?<!\w){name}(?!\w)", text) for name in asked}
    found = {name: place.start() for name, place in named.items() if place}
    form = _FORMAT.search(text)
    if form and manner.rung < Rung.TEXT and form.start() <= min(found.values(), default=len(text)):
        return Remedy("lower")
    return Remedy("change", change=min(found, key=lambda name: found[name])) if found else None


def _about_the_question(failure: Failure, manner: Manner, sent: Collection[str]) -> Remedy | None:
    if failure.status in (400, 413, 422, 500) and _CONTEXT.search(f"{failure.code} {failure.body}"):
        limit = next((name for name in ("max_tokens", "max_completion_tokens") if name in sent), "")
        if limit and "max_" in failure.body:
            return Remedy("change", change=limit)
        return Remedy("stop", Unusable, f"the question is too long for the model's context ({failure.said}); give its "
                      "server a larger one, such as `llama-server -c 8192`")  # fmt: skip
    return None


def is_loading(failure: Failure) -> bool:
    """Whether the server only needs time to load its model."""
    return failure.status == 503 and "loading" in failure.body


def one_line(text: str, most: int = 300) -> str:
    """`text` in one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 3].rstrip() + "..."


def page_title(text: str) -> str:
    """The title of a web page that came in place of an answer; "" where `text` is none."""
    if not re.match(r"\s*<(?:!doctype|html|head|body|\?xml)", text, re.I):
        return ""
    title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.I)
    return one_line(title[1], 200) if title else "without a title"


def _explained(body: Any, clean: Callable[[str], str]) -> tuple[str, str, str]:
    """(words for people, code, parameter) of the body of an error, in the many forms there are."""
    if isinstance(body, list) and body:
        body = body[0]
    if isinstance(body, dict) and isinstance(body.get("error"), (dict, str)):
        body = body["error"]
    if isinstance(body, str):
        title = page_title(body)
        return one_line(clean(f"a web page: {title}" if title else body)), "", ""
    if not isinstance(body, dict):
        return "", "", ""
    words = next((body[key] for key in ("message", "detail", "error", "errors", "msg") if body.get(key)), body)
    said = words if isinstance(words, str) else json.dumps(words, ensure_ascii=False, default=str)
    code, kind, param = (clean(str(body.get(key) or ""))[:100] for key in ("code", "type", "param"))
    return one_line(clean(said)), kind if kind in _NO_CREDIT or not code else code, param


def _wait_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait (Retry-After, RFC 9110 section 10.2.3); None where it does not say."""
    try:
        if "retry-after-ms" in headers:
            wait = float(headers["retry-after-ms"]) / 1000
        else:
            wait = float(headers.get("retry-after", "nan"))
    except ValueError:
        try:
            wait = parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time()
        except (ValueError, KeyError, TypeError, OverflowError):
            return None
    return None if math.isnan(wait) else max(0.0, wait)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__

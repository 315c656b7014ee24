"""The address of a server and the key to it: read from where a person named them, and kept out of what is shown.

A key goes to the address that the environment names along with it and to no other, because a plan may come from
somebody else: `origin_of` tells whether two addresses are one server's. Sends nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit, urlunsplit

from moviefactory.errors import PlanError
from moviefactory.workspace import printable

_HIDDEN = "[hidden]"
_LONGEST_LINE = 300
_SHORTEST_SECRET = 4  # less would be found in any word
_PORTS = {"http": 80, "https": 443}
_KEYS = re.compile(r"\b(?:sk|gsk|xai|hf|nvapi)[-_][\w-]{8,}")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^/@\s]+@")


def parts_of(address: str, name: str, example: str) -> SplitResult:
    """The parts of `address`, which the setting `name` holds. Raises PlanError for what is no server's address."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PlanError(f"{name}: that is no address of a server; give one such as {example}")
    return parts


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    """What tells one server from another: scheme, host and port."""
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)


def bare(parts: SplitResult, path: str) -> str:
    """The address with `path` for its own, without user and query."""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, "", ""))


def key_in(name: str) -> str:
    """The key in the environment's `name`, "" where there is none. Raises PlanError for what no key can be."""
    key = os.environ.get(name, "").strip()
    if key and not re.fullmatch(r"[!-~]+", key):
        raise PlanError(f"{name} holds a space or a character that no key has; copy it again")
    return key


def hidden(text: str, secrets: Iterable[str]) -> str:
    """`text` without `secrets` or anything that looks like one, and without control characters."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, _HIDDEN)
    return _USER.sub("", _BEARER.sub(rf"\1 {_HIDDEN}", _KEYS.sub(_HIDDEN, printable(text))))


def short_line(text: str) -> str:
    """`text` in one line of at most 300 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 3].rstrip() + "..."

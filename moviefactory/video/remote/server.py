"""Where a video server is, its key, and what of these nobody may read. Sends nothing.

The key goes to the address in MOVIEFACTORY_VIDEO_BASE_URL and to no other, because a plan may come from somebody else.
What comes back from a server passes through `scrubbed` before it is shown or kept.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from moviefactory.errors import PlanError, StageError
from moviefactory.movie import RemoteSettings
from moviefactory.workspace import printable

ADDRESS = "MOVIEFACTORY_VIDEO_BASE_URL"
KEY = "MOVIEFACTORY_VIDEO_API_KEY"
HIDDEN = "[hidden]"
_MOST_WORDS = 300
_PORTS = {"http": 80, "https": 443}
_KEYS = re.compile(r"\b(?:sk|gsk|xai|hf|nvapi)[-_][\w-]{8,}")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{6,}", re.I)
_USER = re.compile(r"(?<=//)[^/@\s]+@")


@dataclass(frozen=True, repr=False)
class Server:
    """A video server. Neither repr nor str show the key, or a password in the address."""

    address: str  # without user, query and trailing slash
    key: str = ""
    password: str = ""  # "user:password" of an address in the environment
    withheld: bool = False  # there is a key, which is not sent: the environment does not name this address

    def __repr__(self) -> str:
        return f"Server({self.address!r})"

    @property
    def headers(self) -> dict[str, str]:
        """Of every request; the key among them."""
        headers = {"Accept-Encoding": "identity", "User-Agent": "moviefactory"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        elif self.password:
            headers["Authorization"] = "Basic " + base64.b64encode(self.password.encode()).decode()
        return headers

    def hidden(self, text: str) -> str:
        """`text` without the key or anything that looks like one, and without control characters."""
        for secret in (self.key, self.password, self.password.partition(":")[2]):
            if len(secret) >= 4:
                text = text.replace(secret, HIDDEN)
        return _USER.sub("", _BEARER.sub(rf"\1 {HIDDEN}", _KEYS.sub(HIDDEN, printable(text))))

    def scrubbed(self, text: str) -> str:
        """What a server said, `hidden`, in one short line."""
        line = " ".join(self.hidden(text).split())
        return line if len(line) <= _MOST_WORDS else line[: _MOST_WORDS - 3].rstrip() + "..."

    def fails(self, text: str) -> StageError:
        """The error that says `text` of this server."""
        return StageError(f"the video server {self.address}: {self.hidden(text)}")


def server_of(settings: RemoteSettings) -> Server:
    """Where shots are rendered: the plan's address, else the environment's. Raises PlanError where there is none."""
    named = os.environ.get(ADDRESS, "").strip()
    address = settings.base_url or named
    if not address:
        raise PlanError(
            "video.remote.base_url: where is the video server? Set it in the plan, or the environment's "
            f"{ADDRESS}, to an address such as http://localhost:8000"
        )
    parts, trusted = _parts(address, "video.remote.base_url" if settings.base_url else ADDRESS), False
    user = ""
    if named:
        theirs = _parts(named, ADDRESS)
        trusted = origin_of(parts) == origin_of(theirs)
        user = unquote(theirs.netloc.rpartition("@")[0]) if trusted else ""
    key = os.environ.get(KEY, "").strip()
    if key and not re.fullmatch(r"[!-~]+", key):
        raise PlanError(f"{KEY} holds a space or a character that no key has; copy it again")
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
    return Server(bare, key if trusted else "", user, withheld=bool(key) and not trusted)


def _parts(address: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PlanError(f"{name}: that is no address of a server; give one such as http://localhost:8000")
    return parts


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)

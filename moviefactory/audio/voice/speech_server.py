"""Where a speech server is, its key, and what of these nobody may read. Sends nothing.

    MOVIEFACTORY_VOICE_BASE_URL   where it is, unless the plan says (voice.base_url)
    MOVIEFACTORY_VOICE_API_KEY    its key
    OPENAI_BASE_URL, OPENAI_API_KEY   the same, where the two above are not set and voice.speaker is openai

A key goes to the address that the environment names along with it (OpenAI's where it names none) and to no other,
because a plan may come from somebody else.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from moviefactory.errors import PlanError, StageError
from moviefactory.workspace import printable

ADDRESS, KEY = "MOVIEFACTORY_VOICE_BASE_URL", "MOVIEFACTORY_VOICE_API_KEY"
_OTHER_ADDRESS, _OTHER_KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
OPENAI = "https://api.openai.com/v1"
_HIDDEN = "[hidden]"
_KEYS = re.compile(r"\b(?:sk|gsk|xai|hf|nvapi)[-_][\w-]{8,}")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^/@\s]+@")
_PORTS = {"http": 80, "https": 443}
_MOST_WORDS = 300


@dataclass(frozen=True, repr=False)
class SpeechServer:
    """A server that speaks. Neither repr nor str show the key."""

    address: str  # without user, query and trailing slash
    key: str = ""
    withheld: bool = False  # there is a key, which is not sent: the environment does not name this address

    def __repr__(self) -> str:
        return f"SpeechServer({self.address!r})"

    @property
    def is_openai(self) -> bool:
        return urlsplit(self.address).hostname == "api.openai.com"

    def scrubbed(self, text: str) -> str:
        """What a server said in one short line, without the key or anything that looks like one."""
        if len(self.key) >= 4:
            text = text.replace(self.key, _HIDDEN)
        text = _USER.sub("", _BEARER.sub(rf"\1 {_HIDDEN}", _KEYS.sub(_HIDDEN, printable(text))))
        line = " ".join(text.split())
        return line if len(line) <= _MOST_WORDS else line[: _MOST_WORDS - 3].rstrip() + "..."

    def fails(self, text: str) -> StageError:
        """The error that says `text` of this server."""
        return StageError(f"the speech server {self.address}: {self.scrubbed(text)}")


def named_address(name: str) -> str:
    """The address in the environment's `name`, as it stands there; "" where it names none."""
    return os.environ.get(name, "").strip()


def server_of(base_url: str) -> SpeechServer:
    """Where lines are spoken: the plan's `base_url`, else the environment's, else OpenAI's.

    Raises PlanError for an address or a key that is none.
    """
    named, key_name = _named()
    parts = _parts(base_url or named, "voice.base_url" if base_url else ADDRESS)
    key = os.environ.get(key_name, "").strip()
    if key and not re.fullmatch(r"[!-~]+", key):
        raise PlanError(f"{key_name} holds a space or a character that no key has; copy it again")
    trusted = _origin(parts) in (_origin(_parts(named, ADDRESS)), _origin(urlsplit(OPENAI)))
    if trusted and key_name == KEY and named_address(ADDRESS):  # a server's own key is not for OpenAI
        trusted = _origin(parts) == _origin(_parts(named, ADDRESS))
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], _path(parts.path), "", ""))
    return SpeechServer(bare, key if trusted else "", withheld=bool(key) and not trusted)


def _named() -> tuple[str, str]:
    """The environment's address, and the name of the key that belongs to it."""
    if address := named_address(ADDRESS):
        return address, KEY
    own = bool(os.environ.get(KEY, "").strip())
    return (OPENAI, KEY) if own else (named_address(_OTHER_ADDRESS) or OPENAI, _OTHER_KEY)


def _path(path: str) -> str:
    return path.rstrip("/").removesuffix("/audio/speech").rstrip("/")


def _parts(address: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PlanError(f"{name}: that is no address of a server; give one such as http://localhost:8880/v1")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)

"""Where a speech server is, its key, and what of these nobody may read. Sends nothing.

    MOVIEFACTORY_VOICE_BASE_URL   where it is, unless the plan says (voice.base_url)
    MOVIEFACTORY_VOICE_API_KEY    its key
    OPENAI_BASE_URL, OPENAI_API_KEY   the same, where the two above are not set and voice.speaker is openai

A key goes to the address that the environment names along with it (OpenAI's where it names none) and to no other,
because a plan may come from somebody else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from moviefactory.errors import StageError
from moviefactory.servers.address import bare, hidden, key_in, origin_of, parts_of, short_line

ADDRESS, KEY = "MOVIEFACTORY_VOICE_BASE_URL", "MOVIEFACTORY_VOICE_API_KEY"
_OTHER_ADDRESS, _OTHER_KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"
OPENAI = "https://api.openai.com/v1"
_EXAMPLE = "http://localhost:8880/v1"


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
        return short_line(hidden(text, (self.key,)))

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
    parts = parts_of(base_url or named, "voice.base_url" if base_url else ADDRESS, _EXAMPLE)
    key, theirs = key_in(key_name), origin_of(parts_of(named, ADDRESS, _EXAMPLE))
    trusted = origin_of(parts) in (theirs, origin_of(urlsplit(OPENAI)))
    if trusted and key_name == KEY and named_address(ADDRESS):  # a server's own key is not for OpenAI
        trusted = origin_of(parts) == theirs
    return SpeechServer(bare(parts, _path(parts.path)), key if trusted else "", withheld=bool(key) and not trusted)


def _named() -> tuple[str, str]:
    """The environment's address, and the name of the key that belongs to it."""
    if address := named_address(ADDRESS):
        return address, KEY
    own = bool(os.environ.get(KEY, "").strip())
    return (OPENAI, KEY) if own else (named_address(_OTHER_ADDRESS) or OPENAI, _OTHER_KEY)


def _path(path: str) -> str:
    return path.rstrip("/").removesuffix("/audio/speech").rstrip("/")

"""Where a video server is, its key, and what of these nobody may read. Sends nothing.

The key goes to the address in MOVIEFACTORY_VIDEO_BASE_URL and to no other, because a plan may come from somebody else.
What comes back from a server passes through `scrubbed` before it is shown or kept.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from urllib.parse import unquote

from moviefactory.errors import PlanError, StageError
from moviefactory.servers.address import bare, hidden, key_in, origin_of, parts_of, short_line
from moviefactory.settings import RemoteSettings

ADDRESS = "MOVIEFACTORY_VIDEO_BASE_URL"
KEY = "MOVIEFACTORY_VIDEO_API_KEY"
_EXAMPLE = "http://localhost:8000"


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
        return hidden(text, (self.key, self.password, self.password.partition(":")[2]))

    def scrubbed(self, text: str) -> str:
        """What a server said, `hidden`, in one short line."""
        return short_line(self.hidden(text))

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
            f"{ADDRESS}, to an address such as {_EXAMPLE}"
        )
    parts, trusted = parts_of(address, "video.remote.base_url" if settings.base_url else ADDRESS, _EXAMPLE), False
    user = ""
    if named:
        theirs = parts_of(named, ADDRESS, _EXAMPLE)
        trusted = origin_of(parts) == origin_of(theirs)
        user = unquote(theirs.netloc.rpartition("@")[0]) if trusted else ""
    key = key_in(KEY)
    return Server(bare(parts, parts.path.rstrip("/")), key if trusted else "", user, withheld=bool(key) and not trusted)

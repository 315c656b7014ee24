"""Where a language model is: its address, its name, its key and its price; and what of these nobody may read.

Nothing here sends anything. What comes back from a server passes through `scrubbed` before it is shown or kept.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from moviefactory.plan_file import read_yaml
from moviefactory.workspace import CONFIGS, data_folder, printable

OPENAI_URL = "https://api.openai.com/v1"
HIDDEN = "[hidden]"
_ENDS = ("/chat/completions", "/completions", "/models")  # what people paste along with the address
_KEYS = re.compile(r"\b(?:sk|gsk|xai)-[\w-]{8,}|\bgsk_\w{8,}|\bAIza[\w-]{20,}")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+(?=\S*\d)[\w.~+/=-]{8,}", re.I)
_USER = re.compile(r"(?<=//)[^/@\s]+@")
_LOCAL_NAMES = ("localhost", ".local", ".localhost", ".lan", ".internal", ".home.arpa")
_START = {
    11434: "start it with `ollama serve`",
    1234: "start the server of LM Studio (`lms server start`)",
    8080: "start it with `llama-server -m MODEL.gguf`",
    8000: "start it with `vllm serve MODEL`",
}


@dataclass(frozen=True, repr=False)
class Endpoint:
    """A server that speaks OpenAI's chat protocol, and the model to ask there.

    `base_url`: "" is OpenAI's. `model`: "" asks the server which one it has. `key`: "" is none. `price`: USD per
    million tokens in and out; None looks it up. Neither repr nor str show the key, or a password in the address.
    """

    base_url: str = ""
    model: str = ""
    key: str = ""
    price: tuple[float, float] | None = None
    withheld: bool = False  # there is a key, which is not sent: only a project file names the address

    def __repr__(self) -> str:
        return f"Endpoint({self.shown_url!r}, {self.model!r})"

    @property
    def address(self) -> str:
        """The address that requests go to: never ends in a slash or in the name of one call."""
        address = self.base_url.strip().rstrip("/") or OPENAI_URL
        for end in _ENDS:
            address = address.removesuffix(end).rstrip("/")
        return address

    @property
    def shown_url(self) -> str:
        """The address without user info, query and fragment."""
        parts = _parts(self.address)
        if parts is None or "@" in parts.path or not parts.hostname:  # a password may stand anywhere before the last @
            return f"...@{self.address.rpartition('@')[2].split('?')[0]}" if "@" in self.address else "an odd address"
        return printable(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))

    @property
    def problem(self) -> str:
        """Why no request can be sent with these values; "" where one can."""
        parts = _parts(self.address)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            return f"{self.shown_url!r} is no address of a server; give one such as http://localhost:11434/v1"
        if self.key and not re.fullmatch(r"[!-~]+", self.key):
            return "the key holds a space or a character that no key has; copy it again into OPENAI_API_KEY"
        if self.is_openai and not self.key:
            return "OpenAI wants a key: set OPENAI_API_KEY; or name a server of yours, e.g. --preset ollama"
        if self.is_openai and not self.model:
            return "name a model of OpenAI, such as --writer-model gpt-4.1-mini"
        return ""

    @property
    def host(self) -> str:
        parts = _parts(self.address)
        return (parts.hostname or "") if parts else ""

    @property
    def is_openai(self) -> bool:
        return self.host == "api.openai.com"

    @property
    def is_private(self) -> bool:
        """Whether the server stands on this machine or in its private network."""
        try:
            return not ipaddress.ip_address(self.host).is_global
        except ValueError:
            return "." not in self.host or self.host.endswith(_LOCAL_NAMES)

    @property
    def how_to_start(self) -> str:
        """What to do where nothing listens at the address."""
        parts = _parts(self.address)
        return _START.get((parts.port if parts else 0) or 0, "start the server, or give its right address")

    def price_of(self, model: str) -> tuple[float, float] | None:
        """USD per million tokens (in, out) of `model` here; None where it is not known."""
        if self.price is not None:
            return self.price
        return (0.0, 0.0) if self.is_private else listed_price(model)

    def scrubbed(self, text: str) -> str:
        """`text` without the key, a password of the address, and whatever else looks like a key."""
        parts = _parts(self.address)
        password = (parts.password or "") if parts else ""
        for secret in (self.key, password, unquote(password)):
            if len(secret) >= 8:
                text = text.replace(secret, HIDDEN)
            elif len(secret) >= 4:
                text = re.sub(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", HIDDEN, text)
        text = printable(text)
        text = _BEARER.sub(rf"\1 {HIDDEN}", _KEYS.sub(HIDDEN, text))
        return _USER.sub("", text)

    def purged(self, reply: str) -> str:
        """A reply without the key. Gentler than `scrubbed`: a story may well hold a bearer and a short password."""
        reply = reply.replace(self.key, HIDDEN) if len(self.key) >= 8 else reply
        return _KEYS.sub(HIDDEN, reply)


def listed_price(model: str) -> tuple[float, float] | None:
    """The price of `model` in configs/prices.yaml, by the longest name that its own begins with; None: not listed."""
    name = model.rpartition("/")[2].lower()
    fits = [known for known in _prices() if re.match(rf"{re.escape(known)}(?![\w.])", name)]
    return _prices()[max(fits, key=len)] if fits else None


@cache
def _prices() -> dict[str, tuple[float, float]]:
    lists = read_yaml(data_folder(CONFIGS) / "prices.yaml")["lists"]
    return {name: (float(paid[0]), float(paid[1])) for one in lists for name, paid in one["models"].items()}


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts

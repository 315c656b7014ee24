"""Who writes the script, and whether a key may go to the address of a model: flag, file, preset, environment.

The key comes from the environment alone (OPENAI_API_KEY). It goes to an address that the person named by flag or
environment, to one of a shipped preset, or to OpenAI: never to an address that only a project file names, for a project
file may come from anybody.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from moviefactory.plan_file import preset_names, read_preset
from moviefactory.settings import ScriptSettings

KEY, ADDRESS = "OPENAI_API_KEY", "OPENAI_BASE_URL"
OPENAI = "https://api.openai.com/v1"


def chosen_writer(settings: ScriptSettings) -> tuple[str, str]:
    """(writer, why): "auto" becomes "openai" where there is an address or a key to use, else "offline"."""
    if settings.writer != "auto":
        return settings.writer, ""
    if settings.base_url:
        return "openai", f"script.base_url is {settings.base_url}"
    found = next((name for name in (ADDRESS, KEY) if os.environ.get(name, "").strip()), "")
    return ("openai", f"{found} is set") if found else ("offline", "")


def address_of_environment() -> str:
    """The address where no setting names one, without what may be secret in it."""
    try:
        parts = urlsplit(os.environ.get(ADDRESS, "").strip() or OPENAI)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    if not parts.hostname or "@" in parts.path:
        return f"the address in {ADDRESS} (which is none)"
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def is_known(address: str) -> bool:
    """Whether a key may go to `address` whoever named it: OpenAI's, the environment's, a shipped preset's."""
    known = {OPENAI, os.environ.get(ADDRESS, "").strip().rstrip("/")}
    known |= {str(read_preset(name).get("script", {}).get("base_url", "")) for name in preset_names()}
    return address.rstrip("/") in known - {""}


def is_trusted(file: Mapping[str, Any], flags: Mapping[str, Any]) -> bool:
    """Whether the address comes from elsewhere than the project `file`."""
    own = file.get("script")
    named = isinstance(own, Mapping) and bool(own.get("base_url"))
    return not named or bool((flags.get("script") or {}).get("base_url"))

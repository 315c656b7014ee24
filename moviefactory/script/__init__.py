"""The script room: an idea becomes a `Movie` (write_script.py is the job, the writers are its adapters).

`staging.py` turns the prose of any shot into structure. Importing this file loads no writer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.movie import Movie, ScriptSettings

WRITERS = {
    "offline": "moviefactory.script.offline_writer:write_offline",
    "openai": "moviefactory.script.chat_writer:write_chat",
}


@dataclass(frozen=True)
class ScriptRequest:
    """What a writer is asked for. `setting`, `character`, `action` outrank what the idea says; "" means not given."""

    idea: str
    setting: str
    character: str
    action: str
    style: str
    tone: str
    seed: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    settings: ScriptSettings


Writer = Callable[[ScriptRequest], Movie]


def load_writer(name: str) -> Writer:
    """The writer called `name`. Raises PlanError for an unknown name, NotInstalled for one that is not there yet."""
    if name not in WRITERS:
        raise PlanError(f"script.writer: there is no writer {name!r}; choose one of {', '.join(WRITERS)}")
    module_name, function_name = WRITERS[name].split(":")
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as missing:
        if missing.name != module_name:
            raise
        raise NotInstalled(
            f"script.writer: the {name} writer is not part of this version; use --writer offline"
        ) from missing
    writer: Writer = getattr(module, function_name)
    return writer

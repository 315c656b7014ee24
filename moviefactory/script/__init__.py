"""The script room: an idea becomes a `Movie` (write_script.py is the job, the writers are its adapters).

`staging.py` turns the prose of any shot into structure. Importing this file loads no writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from moviefactory.errors import NotInstalled, PlanError
from moviefactory.jobs.run import Report
from moviefactory.movie import Movie
from moviefactory.settings import ScriptSettings

WRITERS = {
    "offline": "moviefactory.script.offline_writer:offline",
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
    story: str = ""  # a screenplay or a story to break down; "" where the idea is to be told
    story_name: str = ""  # its file name, for quoting lines
    templates: Mapping[str, str] = field(default_factory=dict)  # a person's own templates, by question


@dataclass(frozen=True)
class Desk:
    """What a writer works with: a folder for answered questions, whom to tell, and whether a key may be sent.

    `folder` is None where nothing may be kept. `trusted`: the address of the model was named by the person (flag,
    environment) or by a shipped preset, not by a project file, so that the key from the environment may go there.
    `required`: the person named this writer; what only they can mend (a key, an address) is then an error.
    """

    folder: Path | None = None
    tell: Report = lambda event: None
    trusted: bool = True
    required: bool = True


@dataclass(frozen=True)
class Script:
    """What a writer hands in. `warnings`: what is not as it was asked for. `facts`: model, tokens, cost, ..."""

    movie: Movie
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


Writer = Callable[[ScriptRequest, Desk], Script]


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

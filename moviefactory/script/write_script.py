"""The job of this room: an idea becomes a plan, or the plan that is there is read. Nothing is written here but by
`keep`, so that a bad value, a dry run or a status leaves no trace.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.movie import Movie
from moviefactory.plan_file import merged, movie_from, read_yaml, resolved
from moviefactory.plan_text import edited_by_hand, guard, movie_text, read_note, write_movie
from moviefactory.script import Desk, ScriptRequest, load_writer
from moviefactory.script.staging import stage_shot
from moviefactory.workspace import OUTPUTS, Workspace, slug_of

_WORDS = ("setting", "character", "action", "tone")
_SCRIPT_FLAGS = ("scenes", "shots_per_scene", "shot_seconds", "writer", "model")
_SCRIPT = ("title", "tone", "cast", "scenes", "music")  # what a writer writes


@dataclass(frozen=True)
class Brief:
    """What the person asked for: an idea or a project file, and values that outrank the file's.

    `flags` is shaped like a plan ({"seed": 3, "video": {"renderer": "test-card"}, "setting": "a beach"}).
    """

    idea: str = ""
    file: Path | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)
    preset: str | None = None
    out: Path | None = None
    overwrite_script: bool = False


@dataclass(frozen=True)
class Planned:
    """A movie, where it lives, and the request its script answers (None for a script that a person brought)."""

    movie: Movie
    workspace: Workspace
    request: Mapping[str, Any] | None = None


def plan_movie(brief: Brief) -> Planned:
    """The plan for `brief`: read, or written by the chosen writer. Raises PlanError; writes nothing."""
    if brief.file is not None:
        data = read_yaml(brief.file)
        workspace = _home(brief, brief.file)
        if data.get("scenes"):
            return _from_file(brief, brief.file, data, workspace)
        return _written(brief, data, workspace)
    if not brief.idea.strip() and not any(brief.flags.get(word) for word in _WORDS):
        raise PlanError('the idea is empty; say what the movie is about, e.g. make-movie "a robot in the rain"')
    return _from_idea(brief)


def keep(planned: Planned) -> None:
    """Write the plan, unless a person edited the file (then it stays as it is and flags count for this run only)."""
    path = planned.workspace.plan
    if not path.exists() or (planned.request is not None and planned.request != read_note(path).get("request")):
        write_movie(planned.movie, path, planned.request)
    elif not edited_by_hand(path) and path.read_text(encoding="utf-8") != movie_text(planned.movie, path.name):
        write_movie(planned.movie, path)


def staged(movie: Movie) -> Movie:
    """The movie with every shot's staging filled in: the writer's, a person's, or derived from the prompt."""
    scenes = tuple(
        scene.model_copy(update={"shots": tuple(stage_shot(shot, movie.cast, scene.heading) for shot in scene.shots)})
        for scene in movie.scenes
    )
    return movie.model_copy(update={"scenes": scenes})


def _from_file(brief: Brief, path: Path, data: Mapping[str, Any], workspace: Workspace) -> Planned:
    given = [f"--{word}" for word in _WORDS if word in brief.flags]
    given += [f"--{word.replace('_', '-')}" for word in _SCRIPT_FLAGS if word in brief.flags.get("script", {})]
    if given and not brief.overwrite_script:
        raise PlanError(
            f"{given[0]}: {path} already holds a script; edit its scenes, or add --overwrite-script to write it anew"
        )
    if brief.overwrite_script:
        return _written(brief, {key: value for key, value in data.items() if key not in _SCRIPT}, workspace)
    movie = movie_from(resolved(data, brief.flags, brief.preset), str(path))
    if workspace.plan.resolve() != path.resolve():
        guard(workspace.plan, f"the plan of {path}")
    return Planned(movie, workspace)


def _from_idea(brief: Brief) -> Planned:
    """The plan that already answers this very request (edits and all), or a new one."""
    folder = brief.out or Path(OUTPUTS) / _slug(brief)
    for number in range(2, 100):
        workspace = Workspace(folder)
        known = read_note(workspace.plan).get("request") or {}
        if brief.out or not workspace.plan.exists() or _same(known.get("idea", ""), brief.idea):
            break
        folder = Path(OUTPUTS) / f"{_slug(brief)}-{number}"  # another idea whose words make the same folder name
    return _written(brief, {}, workspace)


def _written(brief: Brief, file: Mapping[str, Any], workspace: Workspace) -> Planned:
    values = resolved(file, brief.flags, brief.preset)
    wish = {**values, "idea": brief.idea or values.get("idea", "")}
    blank = movie_from({**wish, "title": "untitled", "scenes": [{"id": "a", "shots": [{"id": "a", "prompt": "a"}]}]},
                       str(brief.file or "flags"))  # fmt: skip
    request = ScriptRequest(
        idea=blank.idea, setting=blank.setting, character=blank.character, action=blank.action, style=blank.style,
        tone=blank.tone, seed=blank.seed, frame_rate=blank.frame_rate, size_px=blank.size_px, settings=blank.script,
    )  # fmt: skip
    asked = _plain(request)
    if workspace.plan.exists() and not brief.overwrite_script:
        if read_note(workspace.plan).get("request") == asked:
            movie = movie_from(resolved(read_yaml(workspace.plan), brief.flags, brief.preset), str(workspace.plan))
            return Planned(movie, workspace, asked)
        guard(workspace.plan, "a new script for this idea")
    script = load_writer("offline" if request.settings.writer == "auto" else request.settings.writer)(request, Desk()).movie.model_dump(
        mode="json", exclude={"video", "audio", "upscale", "compose", "run", "preset"}
    )
    return Planned(movie_from(merged(script, values), "the script"), workspace, asked)


def _home(brief: Brief, path: Path) -> Workspace:
    """A file called movie.yaml lives in its movie's folder; any other name is a project to copy."""
    if brief.out:
        return Workspace(brief.out)
    plan = Workspace(path.parent).plan
    return (
        Workspace(path.parent) if path.name == plan.name else Workspace(Path(OUTPUTS) / (slug_of(path.stem) or "movie"))
    )


def _slug(brief: Brief) -> str:
    """A folder name from the idea's words; from the flags' where it has none; from its characters' names at last."""
    words = " ".join(str(brief.flags.get(word, "")) for word in _WORDS)
    names = " ".join(unicodedata.name(one, "") for one in brief.idea if not one.isspace())
    return slug_of(brief.idea) or slug_of(words) or slug_of(names) or "movie"


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s+", " ", one).strip().lower() == re.sub(r"\s+", " ", other).strip().lower()


def _plain(request: ScriptRequest) -> dict[str, Any]:
    """The request as plain values. The writer's version is left out: an upgrade must not rewrite a person's movie."""
    return {
        "idea": request.idea,
        "setting": request.setting,
        "character": request.character,
        "action": request.action,
        "style": request.style,
        "tone": request.tone,
        "seed": request.seed,
        "script": request.settings.model_dump(mode="json"),
    }

"""The job of this room: an idea or a screenplay becomes a plan, or the plan that is there is read.

`draft_of` finds out which, and writes and asks nothing, so that a bad value, a dry run or a status leaves no trace;
`write_script` has it written; `keep` puts it on the disk.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError
from moviefactory.jobs.lock import locked
from moviefactory.jobs.run import Event, Report
from moviefactory.movie import Movie, digest
from moviefactory.plan_file import merged, movie_from, read_yaml, resolved
from moviefactory.plan_text import edited_by_hand, guard, movie_text, read_note, write_movie
from moviefactory.script import Desk, Script, ScriptRequest, load_writer
from moviefactory.script.prompts import own_templates
from moviefactory.script.screenplay import read_story_file
from moviefactory.script.staging import stage_shot
from moviefactory.script.who_writes import address_of_environment, chosen_writer, is_trusted
from moviefactory.settings import LONGEST_MINUTES, ScriptSettings
from moviefactory.workspace import OUTPUTS, Workspace, printable, slug_of, write_atomically

_WORDS = ("setting", "character", "action", "tone")
_SCRIPT_FLAGS = {
    "scenes": "--scenes", "shots_per_scene": "--shots-per-scene", "shot_seconds": "--shot-seconds",
    "minutes": "--minutes", "writer": "--writer", "model": "--writer-model", "base_url": "--base-url",
    "max_cost": "--max-cost", "price": "--price", "deadline_minutes": "--deadline",
}  # fmt: skip
_SCRIPT = ("title", "tone", "cast", "scenes", "music")  # what a writer writes
_WHO_WRITES = ("writer", "model", "base_url")
_BOUNDS = ("price", "max_cost", "deadline_minutes")  # of asking; another bound is no other script


@dataclass(frozen=True)
class Brief:
    """What the person asked for: an idea, a screenplay or a project file, and values that outrank the file's.

    `flags` is shaped like a plan ({"seed": 3, "video": {"renderer": "test-card"}, "setting": "a beach"}). `prompts` is
    a folder with templates of the person's own.
    """

    idea: str = ""
    file: Path | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)
    preset: str | None = None
    out: Path | None = None
    overwrite_script: bool = False
    story: Path | None = None
    prompts: Path | None = None


@dataclass(frozen=True)
class Planned:
    """A movie, where it lives, and the request its script answers (None for a script that a person brought).

    `script` is what a writer handed in just now, with its warnings; None for a plan that was there.
    """

    movie: Movie
    workspace: Workspace
    request: Mapping[str, Any] | None = None
    script: Script | None = None
    before: str = ""  # digest of the plan's file when the script was asked for; "" where there was none


@dataclass(frozen=True)
class Draft:
    """A plan that is there, or all that is needed to write one: nothing is written or asked yet.

    `movie` is the plan, or, where `request` is given, a blank one that holds every setting.
    """

    movie: Movie
    workspace: Workspace
    asked: Mapping[str, Any] | None = None
    request: ScriptRequest | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""  # why this writer was chosen, where nobody named one
    trusted: bool = True
    before: str = ""

    @property
    def asks(self) -> bool:
        """Whether writing it means asking a language model."""
        return self.request is not None and self.request.settings.writer != "offline"

    @property
    def questions(self) -> str:
        """What a run would ask before there are any shots."""
        script = self.movie.script
        where = script.base_url or address_of_environment()
        model = script.model or "its model"
        count = 5 + 2 * script.scenes
        return (
            f"the script is not written yet: {model} at {where} would be asked about {count} questions. "
            "--script-only asks them and stops; --writer offline asks nobody"
        )


def plan_movie(brief: Brief) -> Planned:
    """The plan for `brief`: read, or written by the chosen writer. Raises PlanError."""
    return write_script(draft_of(brief))


def draft_of(brief: Brief) -> Draft:
    """What `brief` comes to. Raises PlanError; writes nothing and asks nobody."""
    if brief.file is not None and brief.story is not None:
        raise PlanError(f"--from-script: {brief.file} is a project already; give the screenplay alone")
    if brief.file is not None:
        data = read_yaml(brief.file)
        workspace = _home(brief, brief.file)
        if data.get("scenes"):
            return _from_file(brief, brief.file, data, workspace)
        return _drafted(brief, data, workspace)
    if not brief.story and not brief.idea.strip() and not any(brief.flags.get(word) for word in _WORDS):
        raise PlanError('the idea is empty; say what the movie is about, e.g. make-movie "a robot in the rain"')
    return _from_idea(brief)


def write_script(draft: Draft, report: Report = lambda event: None) -> Planned:
    """The plan of `draft`, written by its writer where it is not there yet.

    A language model is asked under the movie's lock, and every answer is kept in the movie's folder: a killed run pays
    for no question twice. Raises MovieBusy, PlanError, StageError.
    """
    request, workspace = draft.request, draft.workspace
    if request is None:
        return Planned(draft.movie, workspace, draft.asked)
    script = _asked(draft, report) if draft.asks else load_writer(request.settings.writer)(request, Desk())
    told = script.movie.model_dump(mode="json", exclude={"video", "audio", "upscale", "compose", "run", "preset"})
    wrote = {name: script.facts[name] for name in ("writer", "model") if name in script.facts}
    values = merged(draft.values, {"script": {"writer": request.settings.writer, **wrote}})
    return Planned(movie_from(merged(told, values), "the script"), workspace, draft.asked, script, draft.before)


def _asked(draft: Draft, report: Report) -> Script:
    """What a language model brings, asked under the movie's lock."""
    assert draft.request is not None
    writer = load_writer(draft.request.settings.writer)
    if draft.why:
        text = f"a language model writes it, because {draft.why}; --writer offline uses the rules"
        report(Event("note", "script", text=text))
    report(Event("started", "script"))
    started = time.monotonic()
    with locked(draft.workspace.lock):
        desk = Desk(draft.workspace.script, report, trusted=draft.trusted, required=not draft.why)
        script = writer(draft.request, desk)
    report(Event("done", "script", seconds=time.monotonic() - started))
    return script


def keep(planned: Planned) -> None:
    """Write the plan, unless a person edited the file (then it stays as it is and flags count for this run only).

    Raises PlanError where a person changed the file while a script was being written for it.
    """
    path = planned.workspace.plan
    if planned.script is not None and _digest_of(path) != planned.before:
        raise PlanError(
            f"{path}: you changed this file while its script was being written; it is left as it is. Use it with "
            f"`make-movie {path}`; the answers are kept, so --overwrite-script writes the script without asking again"
        )
    if planned.script is not None or not path.exists():
        write_movie(planned.movie, path, planned.request)
    elif not edited_by_hand(path) and path.read_text(encoding="utf-8") != movie_text(planned.movie, path.name):
        write_movie(planned.movie, path)
    if planned.script is not None:
        _keep_report(planned.script, planned.workspace.script_report)


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _keep_report(script: Script, path: Path) -> None:
    """What there is to know about how the script came about; nothing where rules wrote it as they always do."""
    if script.warnings or script.facts:
        report = {"warnings": list(script.warnings), **script.facts}
        write_atomically(path, json.dumps(report, indent=1, ensure_ascii=False))
    else:
        path.unlink(missing_ok=True)


def read_script_report(workspace: Workspace) -> dict[str, Any]:
    """What `keep` wrote about the script; {} where there is nothing to know."""
    try:
        report = json.loads(workspace.script_report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def staged(movie: Movie) -> Movie:
    """The movie with every shot's staging filled in: the writer's, a person's, or derived from the prompt."""
    scenes = tuple(
        scene.model_copy(update={"shots": tuple(stage_shot(shot, movie.cast, scene.heading) for shot in scene.shots)})
        for scene in movie.scenes
    )
    return movie.model_copy(update={"scenes": scenes})


def _from_file(brief: Brief, path: Path, data: Mapping[str, Any], workspace: Workspace) -> Draft:
    given = [f"--{word}" for word in _WORDS if word in brief.flags]
    given += [flag for word, flag in _SCRIPT_FLAGS.items() if word in brief.flags.get("script", {})]
    if given and not brief.overwrite_script:
        raise PlanError(
            f"{given[0]}: {path} already holds a script; edit its scenes, or add --overwrite-script to write it anew"
        )
    if brief.overwrite_script:
        return _drafted(brief, {key: value for key, value in data.items() if key not in _SCRIPT}, workspace)
    movie = movie_from(resolved(data, brief.flags, brief.preset), str(path))
    if workspace.plan.resolve() != path.resolve():
        guard(workspace.plan, f"the plan of {path}")
    return Draft(movie, workspace)


def _from_idea(brief: Brief) -> Draft:
    """The plan that already answers this very request (edits and all), or a new one."""
    folder = brief.out or Path(OUTPUTS) / _slug(brief)
    for number in range(2, 100):
        workspace = Workspace(folder)
        known = read_note(workspace.plan).get("request") or {}
        if brief.out or not workspace.plan.exists() or _same(known.get("idea", ""), brief.idea):
            break
        folder = Path(OUTPUTS) / f"{_slug(brief)}-{number}"  # another idea whose words make the same folder name
    return _drafted(brief, {}, workspace)


def _drafted(brief: Brief, file: Mapping[str, Any], workspace: Workspace) -> Draft:
    values = resolved(file, brief.flags, brief.preset)
    own = file.get("script")
    given = merged(own if isinstance(own, Mapping) else {}, brief.flags.get("script", {}))
    if counted := _counted(values, given):
        values = merged(values, {"script": counted})
    wish = {**values, "idea": brief.idea or values.get("idea", "")}
    blank = movie_from({**wish, "title": "untitled", "scenes": [{"id": "a", "shots": [{"id": "a", "prompt": "a"}]}]},
                       str(brief.file or "flags"))  # fmt: skip
    writer, why = chosen_writer(blank.script)
    request = ScriptRequest(
        idea=blank.idea, setting=blank.setting, character=blank.character, action=blank.action, style=blank.style,
        tone=blank.tone, seed=blank.seed, frame_rate=blank.frame_rate, size_px=blank.size_px,
        settings=blank.script.model_copy(update={"writer": writer}), templates=_templates(brief, workspace),
        **_story(brief),
    )  # fmt: skip
    asked = _plain(request)
    if workspace.plan.exists() and not brief.overwrite_script:
        known = read_note(workspace.plan).get("request")
        if known and _comparable(known, blank.script.writer) == _comparable(asked, blank.script.writer):
            movie = movie_from(resolved(read_yaml(workspace.plan), brief.flags, brief.preset), str(workspace.plan))
            return Draft(movie, workspace, known)
        guard(workspace.plan, "a new script for this idea")
    trusted, before = is_trusted(file, brief.flags), _digest_of(workspace.plan)
    return Draft(blank, workspace, asked, request, wish, why, trusted, before)


def _counted(values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Scenes and shots of a film that is to last so many minutes; `given` are the values that a person set."""
    script = values.get("script")
    minutes = script.get("minutes", 0) if isinstance(script, Mapping) else 0
    if not isinstance(minutes, (int, float)) or not 0 < minutes <= LONGEST_MINUTES:
        return {}
    defaults = {"shot_seconds": 3.0, "shots_per_scene": 5.0}  # calmer than a short film: 20 shots, 4 scenes a minute
    seconds, per_scene = (given.get(name, usual) for name, usual in defaults.items())
    try:
        shots = max(1, round(minutes * 60 / float(seconds)))
        scenes = int(given.get("scenes", 0)) or min(500, max(1, round(shots / float(per_scene))))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return {}  # the plan's own rules say what is wrong with the value
    return {"scenes": scenes, "shots_per_scene": max(1.0, shots / max(1, scenes)), "shot_seconds": seconds}


def _templates(brief: Brief, workspace: Workspace) -> dict[str, str]:
    if brief.prompts is not None and not brief.prompts.is_dir():
        raise PlanError(f"--prompts: {brief.prompts} is no folder; `moviefactory script templates DIR` makes one")
    return {**own_templates(workspace.prompts), **(own_templates(brief.prompts) if brief.prompts else {})}


def _story(brief: Brief) -> dict[str, str]:
    if brief.story is None:
        return {}
    if "minutes" in brief.flags.get("script", {}) or "scenes" in brief.flags.get("script", {}):
        raise PlanError("--from-script: a screenplay has its own scenes; leave out --minutes and --scenes")
    return {"story": read_story_file(brief.story), "story_name": printable(brief.story.name)}


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
    story = slug_of(brief.story.stem) if brief.story else ""
    return slug_of(brief.idea) or story or slug_of(words) or slug_of(names) or "movie"


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s+", " ", one).strip().lower() == re.sub(r"\s+", " ", other).strip().lower()


def _plain(request: ScriptRequest) -> dict[str, Any]:
    """The request as plain values. The writer's version is left out: an upgrade must not rewrite a person's movie."""
    templates = {name: digest(text)[:16] for name, text in request.templates.items()}
    return {
        "idea": request.idea,
        "setting": request.setting,
        "character": request.character,
        "action": request.action,
        "style": request.style,
        "tone": request.tone,
        "seed": request.seed,
        "script": request.settings.model_dump(mode="json"),
        **({"story": digest(request.story)[:16]} if request.story else {}),
        **({"templates": templates} if templates else {}),
    }


def _comparable(request: Mapping[str, Any], writer: str) -> dict[str, Any]:
    """A remembered request without what makes no other script. Where nobody names a writer, whoever wrote it counts."""
    skipped = {*_BOUNDS, *(_WHO_WRITES if writer == "auto" else ())}
    known = {**ScriptSettings().model_dump(mode="json"), **(request.get("script") or {})}
    return {**request, "script": {name: value for name, value in known.items() if name not in skipped}}

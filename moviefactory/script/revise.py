"""The other job of this room: a wish changes a plan that is there, and nothing but what the wish is about.

A model answers where there is one, rules where there is none. The file keeps every byte that the wish does not touch:
a person's comments, order and spelling, and every other shot, so that only changed shots are rendered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError, StageError
from moviefactory.jobs.lock import locked
from moviefactory.jobs.run import Event, Report
from moviefactory.movie import Movie, digest
from moviefactory.plan_file import movie_from, read_yaml, resolved
from moviefactory.plan_splice import changed_shots, diff_text, spliced
from moviefactory.script import Desk
from moviefactory.script.prompts import own_templates
from moviefactory.script.revise_rules import revise_offline
from moviefactory.script.who_writes import chosen_writer, is_trusted
from moviefactory.workspace import Workspace, write_atomically


@dataclass(frozen=True)
class Wish:
    """What is to change in the plan at `path`. `flags` are shaped like a plan, as those of a Brief."""

    path: Path
    words: str
    flags: Mapping[str, Any] = field(default_factory=dict)
    preset: str | None = None
    prompts: Path | None = None


@dataclass(frozen=True)
class Revision:
    """The plan's text before and after. `changed`, `added`, `removed` are ids of shots."""

    path: Path
    before: str
    after: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    summary: str = ""
    warnings: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def diff(self) -> str:
        return diff_text(self.before, self.after, self.path.name)


def revise(wish: Wish, report: Report = lambda event: None) -> Revision:
    """What the wish makes of the plan. Writes nothing but the kept answers of a model.

    Raises PlanError for a plan without a script, or a wish that is not understood or changes nothing.
    """
    if not wish.words.strip():
        raise PlanError('the wish is empty; say what is to change, e.g. "make it rain in act two"')
    data = read_yaml(wish.path)
    before = _exact_text(wish.path)
    if not data.get("scenes"):
        raise PlanError(f"{wish.path}: holds no script yet; run make-movie {wish.path} --script-only first")
    old = movie_from(resolved(data, {}), str(wish.path))
    settings = movie_from(resolved(data, wish.flags, wish.preset), str(wish.path)).script
    named = wish.flags.get("script", {}).get("writer", "auto")
    writer, why = chosen_writer(settings.model_copy(update={"writer": named}))
    if writer == "offline":
        return _revision(wish, before, old, revise_offline(old, wish.words))
    desk = Desk(Workspace(wish.path.parent).script, report, is_trusted(data, wish.flags), required=not why)
    if why:
        report(Event("note", "script", text=f"a language model revises it, because {why}; --writer offline: rules"))
    with locked(Workspace(wish.path.parent).lock):
        return _asked(wish, before, old, settings, desk)


def _asked(wish: Wish, before: str, old: Movie, settings: Any, desk: Desk) -> Revision:
    from moviefactory.script.interview import Interview
    from moviefactory.script.revise_chat import revise_chat
    from moviefactory.script.which_model import endpoint_of, limits_of

    folder = Workspace(wish.path.parent).prompts
    templates = {**own_templates(folder), **(own_templates(wish.prompts) if wish.prompts else {})}
    endpoint = endpoint_of(settings, desk.trusted)
    with Interview(endpoint, limits_of(settings), desk, templates=templates, seed=old.seed) as interview:
        new, summary = revise_chat(old, wish.words, interview)
        if new == old:  # no answer at all: rules do it, and say so
            try:
                new = revise_offline(old, wish.words)
            except PlanError as error:
                why = (*interview.reasons, "no reason")[0]
                raise StageError(
                    f"the model gave no usable answer ({why}), and rules do not know how: {error}"
                ) from error
        return _revision(wish, before, old, new, summary, interview.warnings, interview.facts)


def _revision(
    wish: Wish,
    before: str,
    old: Movie,
    new: Movie,
    summary: str = "",
    warnings: tuple[str, ...] = (),
    facts: Mapping[str, Any] | None = None,
) -> Revision:
    after = spliced(before, old, new, wish.path.name)
    return Revision(wish.path, before, after, *changed_shots(old, new), summary, warnings, facts or {})


def keep_revision(revision: Revision) -> None:
    """Write the revised plan; the one before lies beside it, earlier ones in takes/. It counts as edited by hand then.

    Raises PlanError where the file changed meanwhile, MovieBusy where the movie is being made.
    """
    workspace = Workspace(revision.path.parent)
    with locked(workspace.lock):
        if _exact_text(revision.path) != revision.before:
            raise PlanError(f"{revision.path}: was changed while it was revised; nothing is written, wish again")
        kept = workspace.takes / f"movie.{digest(revision.before)[:12]}.yaml"
        write_atomically(kept, revision.before)
        write_atomically(workspace.plan_before, revision.before)
        write_atomically(revision.path, revision.after)


def _exact_text(path: Path) -> str:
    """The file's text with its own line ends, so that untouched lines keep every byte."""
    return path.read_bytes().decode("utf-8")

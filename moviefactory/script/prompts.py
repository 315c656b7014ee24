"""The questions asked of a language model: templates from scripts_prompts/ (or a person's own), filled with values.

A template is Markdown with Jinja marks. Values are data: an idea or a story is never read as a template, and a template
can reach nothing but the values it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from moviefactory.errors import PlanError
from moviefactory.workspace import PROMPTS, data_folder, write_atomically

QUESTIONS = ("system", "acts", "outline", "cast", "tone", "title", "shots", "sounds", "breakdown", "revise")
_LARGEST = 50_000  # characters of a template: more than any model's context is worth


def template_text(question: str, own: Mapping[str, str]) -> str:
    """The template of `question`: the person's own, else the one that ships."""
    return own[question] if question in own else _shipped(question)


def filled(question: str, own: Mapping[str, str], **values: Any) -> str:
    """The question as the model reads it. Raises PlanError, naming the template, where it cannot be filled."""
    try:
        text = _environment().from_string(template_text(question, own)).render(_harmless(values))
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
        MemoryError,
    ) as error:
        known = ", ".join(sorted(values))
        raise PlanError(f"template {question}.md: {' '.join(str(error).split())}; its values are: {known}") from error
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _harmless(value: Any) -> Any:
    """The value with no way out of the part of a question that is marked as material."""
    if isinstance(value, str):
        return re.sub(r"<(\s*/?\s*material\s*)>", r"(\1)", value, flags=re.I)
    if isinstance(value, Mapping):
        return {key: _harmless(one) for key, one in value.items()}
    return [_harmless(one) for one in value] if isinstance(value, (list, tuple)) else value


def own_templates(folder: Path) -> dict[str, str]:
    """The templates that lie in `folder`, by question; {} where there is none.

    Raises PlanError for a file whose name is no question, that is too large, not text, or lies outside the folder.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if path.name == "README.md":
            continue
        if path.stem not in QUESTIONS:
            raise PlanError(f"{path}: no question is called {path.stem!r}; templates are {', '.join(QUESTIONS)}")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise PlanError(f"{path}: points outside its folder; copy the template there")
        found[path.stem] = _read(path)
        try:
            _environment().parse(found[path.stem])
        except (TemplateError, RecursionError) as error:
            raise PlanError(f"{path}: no template: {' '.join(str(error).split())}; mend it") from error
    return found


def copy_templates(folder: Path) -> list[Path]:
    """Put the shipped templates into `folder`, leaving files that exist alone; return what is there now."""
    for question in QUESTIONS:
        if not (folder / f"{question}.md").exists():
            write_atomically(folder / f"{question}.md", _shipped(question))
    return [folder / f"{question}.md" for question in QUESTIONS]


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise PlanError(f"{path}: is no file; a template is a page of text")
        if path.stat().st_size > _LARGEST:
            raise PlanError(f"{path}: larger than {_LARGEST // 1000} kB; a template is a page of text")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise PlanError(f"{path}: cannot be read ({error.strerror}); check the path") from error


@cache
def _shipped(question: str) -> str:
    return (data_folder(PROMPTS) / f"{question}.md").read_text(encoding="utf-8")


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
    )

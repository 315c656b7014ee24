"""What the commands share: printing, exiting, and flags that become values of a plan."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from moviefactory.errors import MovieFactoryError, PlanError, StorageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from moviefactory.script.write_script import Brief


def brief_of(source: str) -> Brief:
    from moviefactory.script.write_script import Brief
    from moviefactory.workspace import Workspace

    path = Path(source) if source and len(source) < 1000 and "\n" not in source else None
    if path is not None and path.is_dir():
        path = Workspace(path).plan
    is_file = path is not None and (path.suffix.lower() in (".yaml", ".yml") or (path.name and path.is_file()))
    return Brief("" if is_file else source, path if is_file else None)


def at_hand() -> str:
    """The movie that is meant where none is named: the one of this folder, else the newest. Raises PlanError."""
    from moviefactory.workspace import newest_movie

    folder = newest_movie()
    if folder is None:
        raise PlanError("which movie? There is none here yet; name its folder or its movie.yaml")
    return str(folder)


class Asking:
    """Whether weights may be fetched: `--yes` says so, a person at a terminal is asked once, nobody else agrees."""

    def __init__(self, yes: bool, as_json: bool) -> None:
        self.as_json = as_json
        self._yes = yes
        self._answers: dict[str, bool] = {}

    def at(self, paused: Callable[[], AbstractContextManager[None]]) -> Callable[[str], bool]:
        """The question as a function of its text; `paused` takes what is on the screen away meanwhile."""

        def ask(text: str) -> bool:
            if self._yes:
                return True
            if self.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
                return False
            if text not in self._answers:
                with paused():
                    self._answers[text] = typer.confirm(f"{text}\nFetch it now?", err=True)
            return self._answers[text]

        return ask


def given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def placed(path: str | None) -> str | None:
    """A file or folder that is here, so that it is found from anywhere; other text as it is."""
    return os.path.abspath(path) if path and os.path.exists(path) else path


def block(name: str, **values: Any) -> dict[str, Any]:
    told = given(values)
    return {name: told} if told else {}


def show(what: RenderableType) -> None:
    """Print; whoever reads may have heard enough, and what cannot be written is told."""
    try:
        if isinstance(what, str):
            sys.stdout.write(what + "\n")
        else:
            from rich.console import Console

            width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 120
            Console(width=width).print(what)
        sys.stdout.flush()
    except BrokenPipeError:
        _no_more_output()
        raise typer.Exit from None
    except OSError as error:
        _no_more_output()
        raise StorageError(f"what was found cannot be printed: {error.strerror or error}") from error


def _no_more_output() -> None:
    """What is still in the buffer goes nowhere, so that the end of the process does not fail on it."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _program() -> str:
    """What the person called: one of the two commands."""
    return "moviefactory" if Path(sys.argv[0]).stem == "moviefactory" else "make-movie"


class Exits:
    """Turns our errors into one line on stderr and their exit code; Ctrl-C into 130."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, MovieFactoryError):
            if self._as_json:
                show(json.dumps({"error": str(error), "kind": type(error).__name__}))
            from moviefactory.workspace import printable

            sys.stderr.write(f"{_program()}: {printable(str(error))}\n")
            raise typer.Exit(error.exit_code) from error
        if isinstance(error, KeyboardInterrupt):
            sys.stderr.write(f"{_program()}: stopped; the same command goes on from here\n")
            raise typer.Exit(130) from error

"""The commands under `moviefactory script`: revise a plan, show it in a model's words, copy the prompt templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from moviefactory.cli_common import Exits, block, brief_of, show

script_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@script_app.command()
def revise(  # noqa: PLR0913 -- every flag of the command is one parameter
    path: Annotated[Path, typer.Argument(help="A movie.yaml, or a movie's folder.")],
    wish: Annotated[str, typer.Argument(help='What is to change: "make it rain in act two".')],
    writer: Annotated[str | None, typer.Option(help="Who revises: offline, openai.", show_default=False)] = None,
    writer_model: Annotated[str | None, typer.Option(help="The language model.", show_default=False)] = None,
    base_url: Annotated[str | None, typer.Option(help="Address of its server.", show_default=False)] = None,
    max_cost: Annotated[float | None, typer.Option(help="Most USD to spend.", show_default=False)] = None,
    preset: Annotated[str | None, typer.Option(help="A preset, e.g. ollama.", show_default=False)] = None,
    prompts: Annotated[Path | None, typer.Option(help="Templates of your own.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the change; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Change a plan as you wish, and nothing else: shows the diff, keeps every other shot byte for byte.

    The plan as it was is kept beside it as movie.before.yaml. make-movie then renders the changed shots only.
    """
    with Exits(as_json):
        from moviefactory import screen
        from moviefactory.script.revise import Wish, keep_revision
        from moviefactory.script.revise import revise as revised
        from moviefactory.workspace import Workspace

        plan = Workspace(path).plan if path.is_dir() else path
        flags = block("script", writer=writer, model=writer_model, base_url=base_url, max_cost=max_cost)
        with screen.Progress(quiet=as_json) as progress:
            revision = revised(Wish(plan, wish, flags, preset, prompts), progress.report)
        if not dry_run:
            keep_revision(revision)
        result = screen.revision_result(revision, kept=not dry_run)
        show(json.dumps(result, indent=1, ensure_ascii=False) if as_json else screen.revision_view(revision, result))


@script_app.command()
def words(
    path: Annotated[Path, typer.Argument(help="A movie.yaml, or a movie's folder.")],
    model: Annotated[str, typer.Option("--for", help="wan, ltx, hunyuan, cogvideox, mochi, sd, plain.")] = "wan",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every shot in the words that a kind of video model was trained on."""
    with Exits(as_json):
        from moviefactory import screen
        from moviefactory.script.write_script import plan_movie, staged
        from moviefactory.video.model_words import words_for

        movie = staged(plan_movie(brief_of(str(path))).movie)
        told = {
            shot.id: words_for(shot, movie.cast, scene.heading, movie.style, model) for scene, shot in movie.shots()
        }
        rows = [{"shot": one, "prompt": said.prompt, "negative": said.negative} for one, said in told.items()]
        show(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else screen.words_table(rows, model))


@script_app.command()
def templates(
    folder: Annotated[Path, typer.Argument(help="Where to put them, e.g. outputs/MOVIE/prompts.")],
) -> None:
    """Copy the prompt templates into a folder, to edit them there (files that exist are left alone)."""
    with Exits(as_json=False):
        from moviefactory.script.prompts import copy_templates

        show("\n".join(str(one) for one in copy_templates(folder)))

"""The command line: parse, call, print. The only place that prints and the only one that exits.

`make-movie ...` is `moviefactory make ...`. Nothing heavy is imported before a command runs, so `--help` is instant.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moviefactory.errors import MovieFactoryError, PlanError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from moviefactory.produce import Span
    from moviefactory.script.write_script import Brief

PARTIAL_EXIT = 6  # the movie is there, but something in it is not as planned
_EPILOG = """Exit codes: 0 made. 2 the idea, the file or a flag cannot be used; nothing was written. 3 another process
works on this movie. 4 disk full or not writable. 5 failed. 6 the movie is there, with slates or findings to look at."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
_maker = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _about() -> None:
    """One sentence in, a sounding, multi-scene, ultra-wide movie out."""


def _option(panel: str, help: str, *names: str) -> Any:
    return typer.Option(*names, help=help, rich_help_panel=panel, show_default=False)


script_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
app.add_typer(script_app, name="script", help="Work on a movie's script: revise it, word it for a model, templates.")
_STORY, _WRITER, _LOOK, _TOOLS, _RUN = "Story", "Writer", "Look", "Tools", "Run"


@_maker.command(epilog=_EPILOG)
@app.command(epilog=_EPILOG)
def make(  # noqa: PLR0913 -- every flag of the main command is one parameter
    source: Annotated[
        str, typer.Argument(metavar="IDEA|FILE", help="One sentence, or a project file.", show_default=False)
    ] = "",
    setting: Annotated[str | None, _option(_STORY, "Where it happens; outranks the idea.")] = None,
    character: Annotated[str | None, _option(_STORY, "Who or what it is about; outranks the idea.")] = None,
    action: Annotated[str | None, _option(_STORY, "What happens; outranks the idea.")] = None,
    tone: Annotated[str | None, _option(_STORY, "The tone in a word: funny, sad, epic ...")] = None,
    scenes: Annotated[int | None, _option(_STORY, "Number of scenes, of 2 or 3 shots each (4).")] = None,
    minutes: Annotated[float | None, _option(_STORY, "Length of a long movie in minutes, planned in acts.")] = None,
    from_script: Annotated[
        Path | None, _option(_STORY, "A screenplay (Fountain) or a story to break down, in place of an idea.")
    ] = None,
    shot_seconds: Annotated[float | None, _option(_STORY, "Length of a shot in seconds (2).")] = None,
    writer: Annotated[
        str | None,
        _option(
            _WRITER,
            "Who writes the script: offline (rules), openai (any server that speaks its protocol), or "
            "auto: openai where a key or an address is set.",
        ),
    ] = None,
    writer_model: Annotated[
        str | None, _option(_WRITER, "The language model; else OPENAI_MODEL, or what the server has.")
    ] = None,
    base_url: Annotated[str | None, _option(_WRITER, "Address of the server; else OPENAI_BASE_URL.")] = None,
    max_cost: Annotated[
        float | None, _option(_WRITER, "Ask nothing that could bring the script above so many USD.")
    ] = None,
    price: Annotated[str | None, _option(_WRITER, "USD per million tokens, in and out: 0.4,1.6.")] = None,
    deadline: Annotated[float | None, _option(_WRITER, "Minutes that the language model may take in all (30).")] = None,
    prompts: Annotated[Path | None, _option(_WRITER, "A folder with prompt templates of your own.")] = None,
    style: Annotated[str | None, _option(_LOOK, "Style words that end every prompt.")] = None,
    seed: Annotated[int | None, _option(_LOOK, "Another number, another movie (0).")] = None,
    size: Annotated[str | None, _option(_LOOK, "Size of the movie in pixels (3072x1280).")] = None,
    fps: Annotated[str | None, _option(_LOOK, "Frames per second (24); 30000/1001 works.")] = None,
    preset: Annotated[
        list[str] | None, _option(_LOOK, "A bundle of settings; several count in their order: draft,ollama.")
    ] = None,
    renderer: Annotated[
        str | None, _option(_TOOLS, "Who draws the shots: animatic, diffusers, remote, moviefactory, test-card.")
    ] = None,
    model: Annotated[str | None, _option(_TOOLS, "The renderer's model, where it has several.")] = None,
    matcher: Annotated[str | None, _option(_TOOLS, "Who picks the sounds: caption, clap, pe-av.")] = None,
    upscaler: Annotated[
        str | None, _option(_TOOLS, "Who enlarges the clips: lanczos, basicvsr, realbasicvsr, ncnn.")
    ] = None,
    runner: Annotated[str | None, _option(_TOOLS, "Where the jobs run: local, ray.")] = None,
    out: Annotated[Path | None, _option(_RUN, "The movie's folder (outputs/<words of the idea>).")] = None,
    script_only: Annotated[bool, _option(_RUN, "Write movie.yaml and stop.", "--script-only")] = False,
    from_stage: Annotated[
        str | None, _option(_RUN, "Make again from this stage on, even what is done.", "--from")
    ] = None,
    to_stage: Annotated[str | None, _option(_RUN, "Stop after this stage.", "--to")] = None,
    only: Annotated[str | None, _option(_RUN, "Render only the shot with this id.")] = None,
    status: Annotated[Path | None, _option(_RUN, "Show what is done, stale or missing in a movie.")] = None,
    dry_run: Annotated[bool, _option(_RUN, "Show what would be made; write nothing.", "--dry-run")] = False,
    as_json: Annotated[bool, _option(_RUN, "Print the result as JSON.", "--json")] = False,
    overwrite_script: Annotated[
        bool, _option(_RUN, "Write the script anew, over your edits of it.", "--overwrite-script")
    ] = False,
) -> None:
    """Make a movie of an idea, or of a project file. Run it again and it goes on where it stopped.

    Stages: script, video, audio, upscale, compose, check.
    """
    words = {"setting": setting, "character": character, "action": action, "tone": tone, "style": style}
    plain = {**words, "seed": seed, "size_px": size, "frame_rate": fps}
    flags = {
        **_given(plain),
        **_block(
            "script",
            writer=writer,
            scenes=scenes,
            shot_seconds=shot_seconds,
            minutes=minutes,
            model=writer_model,
            base_url=base_url,
            max_cost=max_cost,
            deadline_minutes=deadline,
            price=price.split(",") if price else None,
        ),
        **_block("video", renderer=renderer, model=model),
        **_block("audio", matcher=matcher),
        **_block("upscale", upscaler=upscaler),
        **_block("run", runner=runner),
    }
    with _Exits(as_json):
        if status is not None:
            _show_status(replace(_brief(str(status)), flags=flags, preset=_joined(preset)), as_json, what="status")
            return
        brief = replace(
            _brief(source), flags=flags, preset=_joined(preset), out=out, overwrite_script=overwrite_script,
            story=from_script, prompts=prompts,
        )  # fmt: skip
        span = _span(from_stage, "script" if script_only else to_stage, only)
        if dry_run:
            _show_status(brief, as_json, what="plan")
        else:
            _make(brief, span, as_json)


@app.command()
def status(
    path: Annotated[Path, typer.Argument(help="A movie's folder or its movie.yaml.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every job of a movie: done, stale (and why) or missing."""
    with _Exits(as_json):
        _show_status(_brief(str(path)), as_json, what="status")


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A movie file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a movie file: size, tags, drift, loudness, silence, black and frozen frames."""
    with _Exits(as_json):
        from dataclasses import asdict

        from moviefactory import screen
        from moviefactory.check.measure import measure

        facts = asdict(measure(path))
        _print(json.dumps(facts, default=str, indent=1) if as_json else screen.facts_table(facts))


@app.command()
def presets(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the presets."""
    with _Exits(as_json):
        from moviefactory import screen
        from moviefactory.plan_file import preset_names, read_yaml
        from moviefactory.workspace import PRESETS, data_folder

        about = {name: read_yaml(data_folder(PRESETS) / f"{name}.yaml").get("about", "") for name in preset_names()}
        _print(json.dumps(about, indent=1) if as_json else screen.facts_table(about))


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
    with _Exits(as_json):
        from moviefactory import screen
        from moviefactory.script.revise import Wish, keep_revision
        from moviefactory.script.revise import revise as revised
        from moviefactory.workspace import Workspace

        plan = Workspace(path).plan if path.is_dir() else path
        flags = _block("script", writer=writer, model=writer_model, base_url=base_url, max_cost=max_cost)
        with screen.Progress(quiet=as_json) as progress:
            revision = revised(Wish(plan, wish, flags, preset, prompts), progress.report)
        if not dry_run:
            keep_revision(revision)
        result = screen.revision_result(revision, kept=not dry_run)
        _print(json.dumps(result, indent=1, ensure_ascii=False) if as_json else screen.revision_view(revision, result))


@script_app.command()
def words(
    path: Annotated[Path, typer.Argument(help="A movie.yaml, or a movie's folder.")],
    model: Annotated[str, typer.Option("--for", help="wan, ltx, hunyuan, cogvideox, mochi, sd, plain.")] = "wan",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every shot in the words that a kind of video model was trained on."""
    with _Exits(as_json):
        from moviefactory import screen
        from moviefactory.script.write_script import plan_movie, staged
        from moviefactory.video.model_words import words_for

        movie = staged(plan_movie(_brief(str(path))).movie)
        told = {
            shot.id: words_for(shot, movie.cast, scene.heading, movie.style, model) for scene, shot in movie.shots()
        }
        rows = [{"shot": one, "prompt": said.prompt, "negative": said.negative} for one, said in told.items()]
        _print(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else screen.words_table(rows, model))


@script_app.command()
def templates(
    folder: Annotated[Path, typer.Argument(help="Where to put them, e.g. outputs/MOVIE/prompts.")],
) -> None:
    """Copy the prompt templates into a folder, to edit them there (files that exist are left alone)."""
    with _Exits(as_json=False):
        from moviefactory.script.prompts import copy_templates

        _print("\n".join(str(one) for one in copy_templates(folder)))


def main() -> None:
    """The command `moviefactory`."""
    app()


def make_movie() -> None:
    """The command `make-movie`."""
    _maker()


def _make(brief: Brief, span: Span, as_json: bool) -> None:
    from moviefactory import screen
    from moviefactory.produce import produce

    with screen.Progress(quiet=as_json) as progress:
        produced = produce(brief, span, progress.report)
    result = screen.result_of(produced, progress.seconds)
    if as_json:
        _print(json.dumps(result, indent=1, ensure_ascii=False))
    else:
        _print(screen.summary(produced, result))
        sys.stdout.write(f"{result['movie'] or result['plan']}\n")
    if result["failures"] or any(one["kind"] == "error" for one in result["findings"]):
        raise typer.Exit(PARTIAL_EXIT)


def _show_status(brief: Brief, as_json: bool, what: str) -> None:
    from moviefactory import screen
    from moviefactory.produce import statuses
    from moviefactory.script.write_script import draft_of

    if (draft := draft_of(brief)).asks:  # asking costs time or money: only a real run does
        _print(json.dumps({"to_be_asked": draft.questions, "jobs": []}) if as_json else draft.questions)
        return
    planned, rows = statuses(brief)
    if as_json:
        jobs = [{"job": name, "state": one.state, "why": one.why} for name, one in rows]
        plan = planned.movie.model_dump(mode="json")
        _print(json.dumps({"folder": str(planned.workspace.root), "jobs": jobs, "plan": plan}, indent=1))
    elif what == "plan":
        _print(screen.plan_table(planned, rows))
    else:
        _print(screen.status_table(planned, rows))


def _brief(source: str) -> Brief:
    from moviefactory.script.write_script import Brief
    from moviefactory.workspace import Workspace

    path = Path(source) if source and len(source) < 1000 and "\n" not in source else None
    if path is not None and path.is_dir():
        path = Workspace(path).plan
    is_file = path is not None and (path.suffix.lower() in (".yaml", ".yml") or (path.name and path.is_file()))
    return Brief("" if is_file else source, path if is_file else None)


def _joined(presets: list[str] | None) -> str | None:
    return ",".join(presets) if presets else None


def _span(again: str | None, last: str | None, only: str | None) -> Span:
    from moviefactory.film import STAGES, Stage
    from moviefactory.produce import Span

    for flag, value in (("--from", again), ("--to", last)):
        if value is not None and value not in STAGES:
            raise PlanError(f"{flag}: there is no stage {value!r}; choose one of {', '.join(STAGES)}")
    known: dict[str | None, Stage] = {stage: stage for stage in STAGES}
    return Span(known.get(last, "check"), known.get(again), only)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _block(name: str, **values: Any) -> dict[str, Any]:
    given = _given(values)
    return {name: given} if given else {}


def _print(what: RenderableType) -> None:
    if isinstance(what, str):
        sys.stdout.write(what + "\n")
        return
    from rich.console import Console

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 120
    Console(width=width).print(what)


class _Exits:
    """Turns our errors into one line on stderr and their exit code; Ctrl-C into 130."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, MovieFactoryError):
            if self._as_json:
                _print(json.dumps({"error": str(error), "kind": type(error).__name__}))
            from moviefactory.workspace import printable

            sys.stderr.write(f"make-movie: {printable(str(error))}\n")
            raise typer.Exit(error.exit_code) from error
        if isinstance(error, KeyboardInterrupt):
            sys.stderr.write("make-movie: stopped; the same command goes on from here\n")
            raise typer.Exit(130) from error

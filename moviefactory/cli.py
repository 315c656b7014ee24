"""The command line: parse, call, print. The only place that prints and the only one that exits.

`make-movie ...` is `moviefactory make ...`. Nothing heavy is imported before a command runs, so `--help` is instant.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from moviefactory.cli_audio import audio_app, evaluate_app
from moviefactory.cli_common import Asking, Exits, at_hand, block, brief_of, given, placed, show
from moviefactory.cli_make import guide_name, joined, pick_takes, reroll_shot, run_movie, show_status, span_of
from moviefactory.cli_script import script_app
from moviefactory.cli_upscale import EPILOG as _UPSCALE_EPILOG
from moviefactory.cli_upscale import upscale
from moviefactory.errors import PlanError

_EPILOG = """Exit codes: 0 made. 2 the idea, the file or a flag cannot be used; nothing was written. 3 another process
works on this movie. 4 disk full or not writable. 5 failed. 6 the movie is there, with slates or findings to look at."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
_maker = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _about() -> None:
    """One sentence in, a sounding, multi-scene, ultra-wide movie out."""


def _option(panel: str, help: str, *names: str) -> Any:
    return typer.Option(*names, help=help, rich_help_panel=panel, show_default=False)


app.add_typer(audio_app, name="audio", help="Your own sounds: take them in, search them, see their licences.")
app.add_typer(evaluate_app, name="evaluate", help="Measure a tool on a data set.")
app.add_typer(script_app, name="script", help="Work on a movie's script: revise it, word it for a model, templates.")
app.command(epilog=_UPSCALE_EPILOG)(upscale)
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
    model: Annotated[
        str | None, _option(_TOOLS, "The renderer's model: a folder or a hub id; presets name tried ones.")
    ] = None,
    guide: Annotated[
        str | None, _option(_TOOLS, "animatic: the animatic of each shot guides the model (or none).")
    ] = None,
    guide_strength: Annotated[
        float | None, _option(_TOOLS, "1: the model is free; near 0: as the animatic (0.7).")
    ] = None,
    matcher: Annotated[
        str | None, _option(_TOOLS, "Who picks the sounds: caption, clap, pe-av (aisfx: in audio search --like).")
    ] = None,
    matcher_model: Annotated[
        str | None, _option(_TOOLS, "The matcher's weights: a folder, a file of LAION's, or a hub id.")
    ] = None,
    loudness: Annotated[
        str | None, _option(_LOOK, "How loud: web (-14 LUFS), podcast (-16), broadcast (-23), or a number.")
    ] = None,
    speaker: Annotated[
        str | None, _option(_TOOLS, "Who speaks the narration: auto, espeak, piper, kokoro, openai.")
    ] = None,
    upscaler: Annotated[
        str | None,
        _option(
            _TOOLS,
            "Who enlarges the clips: realbasicvsr, basicvsr, ncnn, lanczos, or auto: the best that is here and fits "
            "--upscale-minutes.",
        ),
    ] = None,
    upscale_model: Annotated[str | None, _option(_TOOLS, "The upscaler's weights: a file or a hub id.")] = None,
    upscale_minutes: Annotated[
        float | None, _option(_TOOLS, "Minutes that enlarging the whole movie may take, with --upscaler auto (10).")
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
    yes: Annotated[bool, _option(_RUN, "Fetch a model's weights without asking.", "--yes", "-y")] = False,
    checkpoint_steps: Annotated[
        int | None, _option(_RUN, "Keep a shot's state every so many steps, to go on in the middle of it (0: never).")
    ] = None,
    reroll: Annotated[str | None, _option(_RUN, "Render more takes of the shot with this id; all are kept.")] = None,
    takes: Annotated[int | None, _option(_RUN, "How many takes to render (1).", "--takes", "-n")] = None,
    pick: Annotated[list[str] | None, _option(_RUN, "Choose a take: SHOT_ID=2. Then the movie is made.")] = None,
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
        **given(plain),
        **block(
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
        **block("video", renderer=renderer, model=model, guide=guide_name(guide), guide_strength=guide_strength),
        **block("audio", matcher=matcher, model=matcher_model),
        **block("voice", speaker=speaker),
        **block("compose", loudness_lufs=loudness),
        **block("upscale", upscaler=upscaler, model=placed(upscale_model), minutes=upscale_minutes),
        **block("run", runner=runner, checkpoint_steps=checkpoint_steps),
    }
    with Exits(as_json):
        if status is not None:
            show_status(replace(brief_of(str(status)), flags=flags, preset=joined(preset)), as_json, what="status")
            return
        brief = replace(
            brief_of(source or (at_hand() if reroll or pick else "")),
            flags=flags,
            preset=joined(preset),
            out=out,
            overwrite_script=overwrite_script,
            story=from_script,
            prompts=prompts,
        )
        span = span_of(from_stage, "script" if script_only else to_stage, only)
        if takes is not None and not reroll:
            raise PlanError("-n: how many takes of which shot? Name it with --reroll SHOT_ID")
        if dry_run:
            show_status(brief, as_json, what="plan")
            return
        if pick:
            pick_takes(brief, pick, as_json)
        if reroll:
            reroll_shot(brief, reroll, 1 if takes is None else takes, Asking(yes, as_json))
        else:
            run_movie(brief, span, Asking(yes, as_json))


@app.command()
def status(
    path: Annotated[Path, typer.Argument(help="A movie's folder or its movie.yaml.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every job of a movie: done, stale (and why) or missing."""
    with Exits(as_json):
        show_status(brief_of(str(path)), as_json, what="status")


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A movie file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure a movie file: size, tags, drift, loudness, silence, black and frozen frames."""
    with Exits(as_json):
        from moviefactory import screen
        from moviefactory.check.measure import measure

        facts = asdict(measure(path))
        show(json.dumps(facts, default=str, indent=1) if as_json else screen.facts_table(facts))


@app.command()
def presets(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the presets: for models licence, memory, size, and what fits this machine."""
    with Exits(as_json):
        from moviefactory.screen_presets import presets_json, presets_view

        show(json.dumps(presets_json(), indent=1) if as_json else presets_view())


def main() -> None:
    """The command `moviefactory`."""
    app()


def make_movie() -> None:
    """The command `make-movie`."""
    _maker()

"""The commands under `moviefactory audio`: a person's own sounds, searching them, and what their licences allow."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moviefactory.cli_common import Asking, Exits, show
from moviefactory.errors import PlanError
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.audio.indexing import Indexed
    from moviefactory.settings import AudioSettings

audio_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@audio_app.command()
def add(
    folders: Annotated[list[Path] | None, typer.Argument(metavar="DIR...", help="Folders of sounds.")] = None,
    package: Annotated[
        list[str] | None, typer.Option(help="An installed package of free sounds, such as sonic-pi-samples.")
    ] = None,
    licence: Annotated[
        str,
        typer.Option(help="The licence of what states none: CC0, CC-BY-4.0, own (it is yours) ..."),
    ] = "",
    as_json: _Json = False,
) -> None:
    """Take folders of sounds into your catalogue, where every movie finds them. Nothing is copied or changed.

    Names (UCS too), bext, iXML, tags and sidecars say what is heard, who made it and under which licence. What states
    no licence is not used until you say one: --licence own, if it is yours.
    """
    with Exits(as_json):
        from moviefactory import screen
        from moviefactory.audio.catalogue import add_folder, add_package
        from moviefactory.screen_audio import counter

        if not folders and not package:
            raise PlanError("audio add: name a folder, or a package with --package")
        with screen.Progress(quiet=as_json) as progress:
            made = [add_folder(one, licence, counter(progress.report, one.name)) for one in folders or ()]
            made += [add_package(one, counter(progress.report, one)) for one in package or ()]
        _show_indexed(made, as_json)


@audio_app.command()
def index(as_json: _Json = False) -> None:
    """Look again at every folder that was added: what is new, changed or gone. Unchanged files are not read."""
    with Exits(as_json):
        from moviefactory import screen
        from moviefactory.audio.catalogue import reindex
        from moviefactory.screen_audio import counter

        with screen.Progress(quiet=as_json) as progress:
            made = list(reindex(counter(progress.report, "looking again")))
        _show_indexed(made, as_json)


@audio_app.command()
def forget(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder, or the name of a package, that was added.")],
    as_json: _Json = False,
) -> None:
    """Take a folder or a package out of the catalogue. Its files stay as they are."""
    with Exits(as_json):
        from moviefactory.audio.catalogue import forget_folder

        count = forget_folder(folder)
        told = {"folder": str(folder), "forgotten": count}
        show(json.dumps(told) if as_json else f"{folder}: {count} sounds are no longer in the catalogue")


@audio_app.command()
def search(  # noqa: PLR0913 -- every flag of the command is one parameter
    words: Annotated[str, typer.Argument(help='What is heard: "heavy rain on a tin roof".', show_default=False)] = "",
    video: Annotated[Path | None, typer.Option(help="A clip that the sound shall suit.", show_default=False)] = None,
    like: Annotated[Path | None, typer.Option(help="A sound that it is like.", show_default=False)] = None,
    matcher: Annotated[
        str, typer.Option(help="caption (words), clap, pe-av, aisfx (for --like).", show_default=False)
    ] = "",
    model: Annotated[str, typer.Option(help="The matcher's weights: a folder or a hub id.", show_default=False)] = "",
    library: Annotated[
        list[str] | None, typer.Option(help="Where to look: starter, added, a folder.", show_default=False)
    ] = None,
    licence: Annotated[
        list[str] | None, typer.Option(help="Only what has one of these licences.", show_default=False)
    ] = None,
    top: Annotated[int, typer.Option("--top", "-n", min=1, max=1000, help="How many.")] = 10,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fetch a matcher's weights without asking.")] = False,
    as_json: _Json = False,
) -> None:
    """Find sounds by words, by a clip, by another sound, or by several of them. Best first."""
    with Exits(as_json):
        from moviefactory import screen, screen_audio
        from moviefactory.audio import Query, load_matcher
        from moviefactory.audio.find_sounds import find_sounds
        from moviefactory.audio.library import load_library
        from moviefactory.ready import fetch_matcher

        if not words.strip() and video is None and like is None:
            raise PlanError("audio search: say what you look for, or give --video or --like")
        only_like = like is not None and not words.strip() and video is None
        settings = _settings(matcher or ("aisfx" if only_like else "caption"), model, library, licence)
        with screen.Progress(quiet=as_json) as progress:
            fetch_matcher(settings, progress.report, Asking(yes, as_json).at(progress.paused))
            chosen = load_matcher(settings.matcher, settings.model)
            sounds = load_library(settings.library, settings.licences)
            chosen.prepare(sounds, screen_audio.counter(progress.report, "listening to the library"))
            found = find_sounds(Query(words.strip(), video, like), sounds, chosen, settings, top)
        rows = screen_audio.found_rows(found)
        show(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else screen_audio.found_table(rows))
        for line in filter(None, (chosen.note, *sounds.notes, *found.notes)):
            sys.stderr.write(f"{printable(line)}\n")


@audio_app.command()
def licences(as_json: _Json = False) -> None:
    """Show under which licences the catalogue's sounds are, and which of them a movie may use."""
    with Exits(as_json):
        from moviefactory import screen_audio
        from moviefactory.settings import AudioSettings

        rows = screen_audio.licence_rows(AudioSettings())
        show(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else screen_audio.licence_table(rows))


@audio_app.command("train-mood")
def train_mood(
    out: Annotated[Path, typer.Option(help="The folder of the trained model.")] = Path("mood-model"),
    library: Annotated[
        list[str] | None, typer.Option(help="Whose tagged music to learn from (added); a folder.", show_default=False)
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, max=1000, help="Passes over the music, at most.")] = 30,
    folds: Annotated[int, typer.Option(min=0, max=20, help="Trainings to measure it with; 0: do not.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Another number, another beginning.")] = 0,
    licence: Annotated[
        list[str] | None, typer.Option(help="Learn only from what has one of these licences.", show_default=False)
    ] = None,
    as_json: _Json = False,
) -> None:
    """Learn the moods of music from your own tagged library, for music that nobody tagged.

    Then `audio: {mood_model: FOLDER}` in a movie.yaml uses it. Says how often it is right on tracks it has not heard.
    Without a graphics card it takes about a minute for every three tracks; stopped, it goes on where it was.
    """
    with Exits(as_json):
        from moviefactory import screen, screen_audio
        from moviefactory.audio.audio_weights import needs_packages
        from moviefactory.audio.library import load_library

        needs_packages("audio train-mood", "torch", "safetensors")
        from moviefactory.training.train_mood import train_mood as trained

        settings = _settings("caption", "", library or ["added"], licence)
        with screen.Progress(quiet=as_json) as progress:
            music = load_library(settings.library, settings.licences)
            counted = screen_audio.counter(progress.report, "learning moods")
            report = trained(music, out, epochs=epochs, folds=folds, seed=seed, progress=counted)
        result = screen_audio.mood_result(report)
        show(json.dumps(result, indent=1) if as_json else screen_audio.mood_view(result))


evaluate_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@evaluate_app.callback()
def _about_evaluation() -> None:
    """Measure a tool on a data set."""


@evaluate_app.command()
def retrieval(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Sounds with captions: Clotho, AudioCaps, or .txt.")],
    matcher: Annotated[str, typer.Option(help="caption, clap, pe-av.")] = "caption",
    model: Annotated[str, typer.Option(help="The matcher's weights: a folder or a hub id.", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fetch a matcher's weights without asking.")] = False,
    as_json: _Json = False,
) -> None:
    """How often a matcher finds the sound of a caption: recall at 1, 5 and 10, mAP at 10 and 16, median rank."""
    with Exits(as_json):
        from moviefactory import screen, screen_audio
        from moviefactory.audio import load_matcher
        from moviefactory.evaluation.retrieval import evaluate, lines_of
        from moviefactory.ready import fetch_matcher

        settings = _settings(matcher, model, None, None)
        with screen.Progress(quiet=as_json) as progress:
            fetch_matcher(settings, progress.report, Asking(yes, as_json).at(progress.paused))
            counted = screen_audio.counter(progress.report, "listening")
            scores = evaluate(folder, load_matcher(settings.matcher, settings.model), counted)
        show(json.dumps(screen_audio.scores_result(scores), indent=1) if as_json else "\n".join(lines_of(scores)))


def _settings(matcher: str, model: str, library: list[str] | None, licence: list[str] | None) -> AudioSettings:
    """The settings of a plan that says nothing but these."""
    from pydantic import ValidationError

    from moviefactory.settings import AudioSettings

    try:
        usual = AudioSettings(matcher=matcher, model=model)
        told = {"library": library or usual.library, "licences": licence or usual.licences}
        return AudioSettings.model_validate({"matcher": matcher, "model": model, **told})
    except ValidationError as error:
        first = error.errors()[0]
        raise PlanError(f"--{first['loc'][0]}: {first['msg']}") from error


def _show_indexed(made: list[Indexed], as_json: bool) -> None:
    from moviefactory import screen_audio

    rows = [screen_audio.indexed_row(one) for one in made]
    show(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else screen_audio.indexed_view(rows))

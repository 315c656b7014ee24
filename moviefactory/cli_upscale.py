"""The command `moviefactory upscale`: a person's own video, enlarged, with its sound and everything else of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from moviefactory.cli_common import Asking, Exits, given, show
from moviefactory.errors import MovieFactoryError, PlanError
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.settings import UpscaleSettings
    from moviefactory.upscale.file.order import FileOrder

DAMAGED = 6  # the exit code of a film that is there, with something to look at
EPILOG = """Exit codes: 0 made. 2 the file or a flag cannot be used. 3 another process works on this output. 4 disk
full or not writable. 5 failed. 6 made, but the source is damaged or cut off."""


def _option(help: str, *names: str) -> Any:
    return typer.Option(*names, help=help, show_default=False)


def upscale(  # noqa: PLR0913 -- every flag of the command is one parameter
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="A video, a folder of numbered pictures, or shot_%04d.png.")
    ],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Where to write it: .mp4, .mov or .mkv.")],
    size: Annotated[str | None, _option("Its size in pixels, as 3840x2160; outranks --scale.")] = None,
    scale: Annotated[float | None, _option("How many times larger (4, but not beyond 8K).")] = None,
    upscaler: Annotated[
        str | None,
        _option("Who enlarges: realbasicvsr, basicvsr, ncnn, lanczos, or auto: the best that fits --minutes (auto)."),
    ] = None,
    model: Annotated[str | None, _option("The upscaler's weights: a file, a folder or a hub id.")] = None,
    minutes: Annotated[float | None, _option("How long it may take, with --upscaler auto (10).")] = None,
    fit: Annotated[
        str | None, _option("Where --size has another shape: crop covers it, fit puts bars about it (crop).")
    ] = None,
    strength: Annotated[float | None, _option("Of what a network draws, 0 to 1; the rest is plain (1).")] = None,
    clean_threshold: Annotated[
        float | None, _option("realbasicvsr: 255 cleans once; 5 or 1.5 clean a noisy film more (255).")
    ] = None,
    dtype: Annotated[str | None, _option("Of a network's convolutions: fp32, bf16, fp16 (auto).")] = None,
    fps: Annotated[
        str | None, _option("Bring it to this rate: 24, 30000/1001. Of numbered pictures: the rate they have.")
    ] = None,
    retime: Annotated[
        str | None,
        _option(
            "How --fps is reached: flow, rife, minterpolate, blend, nearest, repeat, or auto: rife where "
            "--retime-model is given, else flow."
        ),
    ] = None,
    retime_model: Annotated[str | None, _option("A RIFE network as an ONNX file, for --retime rife.")] = None,
    memory: Annotated[float | None, _option("GB of memory that it may use (most of what is free).")] = None,
    crf: Annotated[int, typer.Option(min=0, max=40, help="Quality of the picture: less is better and larger.")] = 17,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT where it is there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fetch a network's weights without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Enlarge a video. Sound, subtitles, chapters, colours, turns and its frame rate stay.

    Stopped at any moment, the same command goes on. Ctrl-C leaves what is done, once the first
    pictures are finished, as OUT's name with .so-far in it.
    """
    with Exits(as_json):
        from moviefactory.upscale.file.order import FileOrder, in_flags, parsed_rate, parsed_size

        settings = _settings(
            upscaler=upscaler, model=model, minutes=minutes, fit=fit, strength=strength,
            clean_threshold=clean_threshold, dtype=dtype, memory_gb=memory,
        )  # fmt: skip
        order = FileOrder(
            source,
            output,
            settings,
            parsed_size(size) if size else None,
            _scale(scale),
            parsed_rate(fps) if fps else None,
            _how(retime),  # type: ignore[arg-type]
            retime_model or "",
            crf,
            overwrite,
        )
        if retime and not fps:
            raise PlanError("--retime: say to which rate, with --fps")
        try:
            _run(order, Asking(yes, as_json), as_json, quiet)
        except MovieFactoryError as error:
            raise type(error)(in_flags(str(error))) from error


def _run(order: FileOrder, asking: Asking, as_json: bool, quiet: bool) -> None:
    from moviefactory import screen, screen_upscale
    from moviefactory.ready import fetch_upscaler
    from moviefactory.upscale.file.order import refuse_early
    from moviefactory.upscale.file.upscale_file import upscale_file

    refuse_early(order)
    if order.settings.upscaler != "auto":
        with screen.Progress(quiet=as_json or quiet) as fetching:
            fetch_upscaler(order.settings, fetching.report, asking.at(fetching.paused))
    with screen_upscale.FileProgress(order.output.name, quiet=as_json or quiet) as progress:
        made = upscale_file(order, progress.tell)
    result = screen_upscale.upscaled_result(made)
    if as_json:
        show(json.dumps(result, indent=1, ensure_ascii=False))
    elif not quiet:
        show(screen_upscale.upscaled_line(result))
    if made.damage:
        if quiet:
            sys.stderr.write(f"{printable(str(order.source))}: {printable(made.damage)}\n")
        raise typer.Exit(DAMAGED)


def _settings(**told: Any) -> UpscaleSettings:
    from pydantic import ValidationError

    from moviefactory.settings import UpscaleSettings

    try:
        return UpscaleSettings.model_validate(given(told))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("memory_gb", "memory").replace("_", "-")
        raise PlanError(f"--{name}: {first['msg']}") from error


def _scale(scale: float | None) -> float | None:
    if scale is not None and not 0.1 <= scale <= 16:
        raise PlanError(f"--scale {scale:g}: from 0.1 to 16")
    return scale


def _how(retime: str | None) -> str:
    from typing import get_args

    from moviefactory.settings import Retime

    if retime is not None and retime not in get_args(Retime):
        raise PlanError(f"--retime {retime}: choose one of {', '.join(get_args(Retime))}")
    return retime or "auto"

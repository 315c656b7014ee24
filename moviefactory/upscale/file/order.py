"""What a person asks of an enlarged file, and what comes of it: values, and what can be refused before any work."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from moviefactory.errors import PlanError
from moviefactory.settings import Retime, UpscaleSettings, retime_way
from moviefactory.upscale.file.tracks import ENDINGS

LARGEST_PX = (7680, 4320)  # 8K: beyond it few players follow
SCALE = 4
_LONGEST_SIDE_PX = 16384  # that the encoders take


@dataclass(frozen=True)
class FileOrder:
    """What a person asked for. `size_px` outranks `scale`; neither: four times as large, 8K at most.

    `frame_rate` of an image sequence is the rate that it was made at; of a video, the one it is brought to by `retime`.
    """

    source: Path
    output: Path
    settings: UpscaleSettings
    size_px: tuple[int, int] | None = None
    scale: float | None = None
    frame_rate: Fraction | None = None
    retime: Retime = "auto"
    retime_model: str = ""
    crf: int = 17
    overwrite: bool = False


@dataclass(frozen=True)
class Upscaled:
    """What was made. `pictures` of the source became `frames` at `frame_rate`; `notes` is all that is worth knowing;
    `damage`, not "" where the source is damaged or cut off, what is wrong with it."""

    path: Path
    pictures: int
    frames: int
    frame_rate: Fraction
    size_px: tuple[int, int]
    source_px: tuple[int, int]
    takes: int
    upscaler: str
    credit: str
    notes: tuple[str, ...]
    damage: str
    seconds: float


def size_for(
    source_px: tuple[int, int], asked_px: tuple[int, int] | None = None, scale: float | None = None
) -> tuple[int, int]:
    """The size to deliver, even in both directions. Raises PlanError for one that cannot be."""
    if asked_px is not None:
        if any(side % 2 or side < 16 for side in asked_px) or max(asked_px) > _LONGEST_SIDE_PX:
            raise PlanError(
                f"--size {asked_px[0]}x{asked_px[1]}: both sides must be even, and from 16 to {_LONGEST_SIDE_PX}"
            )
        return asked_px
    factor = Fraction(scale if scale is not None else SCALE).limit_denominator(10_000)
    if scale is None:
        long, short = max(source_px), min(source_px)
        factor = min(factor, Fraction(LARGEST_PX[0], long), Fraction(LARGEST_PX[1], short))
        factor = max(factor, Fraction(1))
    width, height = (max(16, 2 * round(side * factor / 2)) for side in source_px)
    if max(width, height) > _LONGEST_SIDE_PX:
        raise PlanError(f"--scale {float(factor):g}: {width}x{height} is more than {_LONGEST_SIDE_PX} in one direction")
    return width, height


def so_far(output: Path) -> Path:
    """Where a stopped run leaves what it has."""
    return output.with_name(f"{output.stem}.so-far{output.suffix}")


def unfinished_folder(output: Path) -> Path:
    return output.with_name(f"{output.name}.unfinished")


def refuse_early(order: FileOrder) -> None:
    """Raise PlanError where a file that was named is not there, or the output cannot be written as it is named."""
    source, output = order.source, order.output
    if not source.exists() and not ("%" in source.name and source.parent.is_dir()):
        raise PlanError(f"{source}: there is no such file")
    _refuse_network(order)
    if order.settings.upscaler == "lanczos" and order.settings.model:
        raise PlanError("--model: the upscaler lanczos has no weights; leave it out, or name another --upscaler")
    if output.is_dir():
        raise PlanError(f"{output}: there is a folder of that name; name a file: {output / 'large.mp4'}")
    if output.suffix.lower() not in ENDINGS:
        raise PlanError(f"{output}: can write {', '.join(ENDINGS)}; name the output so (.mkv holds everything)")
    if not output.parent.is_dir():
        raise PlanError(f"{output}: there is no folder {output.parent}; make it first")
    if output.exists() and source.exists() and os.path.samefile(source, output):
        raise PlanError(f"{output}: the output would overwrite the source; give it another name")
    if output.exists() and not order.overwrite:
        raise PlanError(f"{output}: it is there already; --overwrite replaces it")


def _refuse_network(order: FileOrder) -> None:
    if retime_way(order.retime, order.retime_model) != "rife":
        return
    if not order.retime_model:
        raise PlanError("--retime rife: name the ONNX file of a network in --retime-model, or use --retime flow")
    if not Path(order.retime_model).is_file():
        raise PlanError(f"--retime-model: there is no file {order.retime_model}; name an ONNX file, or leave it out")


def in_flags(text: str) -> str:
    """`text`, which names a movie's settings, in the words of this command."""
    for setting, flag in (
        ("upscale.upscaler", "--upscaler"),
        ("--upscale-", "--"),
        ("upscale.", "--"),
        ("minutes: ", "--minutes "),
    ):
        text = re.sub(rf"(?<![\w./-]){re.escape(setting)}", flag, text)
    return re.sub(
        r"(?<=--)(clean)_(threshold)|(?<=--)memory_gb", lambda found: "clean-threshold" if found[1] else "memory", text
    )


def parsed_size(text: str) -> tuple[int, int]:
    """ "3840x2160" -> (3840, 2160). Raises PlanError."""
    found = re.fullmatch(r"\s*(\d{2,5})\s*[xX×]\s*(\d{2,5})\s*", text)
    if not found:
        raise PlanError(f"--size {text}: say it as WIDTHxHEIGHT: 3840x2160")
    return int(found[1]), int(found[2])


def parsed_rate(text: str) -> Fraction:
    """ "24", "23.976" (which means 24000/1001), "30000/1001". Raises PlanError."""
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise PlanError(f"--fps {text}: say it as 24, 23.976 or 30000/1001") from None
    for whole in (24, 30, 48, 60, 120):
        if abs(rate - Fraction(whole * 1000, 1001)) < Fraction(6, 1000):
            rate = Fraction(whole * 1000, 1001)
    if not Fraction(1, 10) <= rate <= 240:
        raise PlanError(f"--fps {text}: from 0.1 to 240")
    return rate

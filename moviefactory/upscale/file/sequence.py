"""Numbered pictures as a film: which of a folder belong together, and that none is missing. Reads names only."""

from __future__ import annotations

import re
from pathlib import Path

from moviefactory.errors import PlanError

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".exr", ".dpx", ".webp", ".tga")
_NUMBERED = re.compile(r"^(.*?)(\d+)$")


def pattern_of(folder: Path) -> Path:
    """The pattern of the numbered pictures of `folder`, as ffmpeg writes it. Raises PlanError where there is not one
    such sequence."""
    found = sorted(one for one in folder.iterdir() if one.suffix.lower() in PICTURES)
    kinds = {(number[1], one.suffix) for one in found if (number := _NUMBERED.match(one.stem))}
    if not kinds:
        raise PlanError(f"{folder}: a folder without numbered pictures (shot_0001.png ...) to enlarge; name a video")
    if len(kinds) > 1:
        names = ", ".join(sorted(f"{prefix}*{suffix}" for prefix, suffix in kinds)[:4])
        raise PlanError(f"{folder}: it holds several sequences ({names}); name one: shot_%04d.png")
    ((prefix, suffix),) = kinds
    digits = [len(number[2]) for one in found if (number := _NUMBERED.match(one.stem))]
    width = f"%0{min(digits)}d" if len(set(digits)) == 1 or min(digits) > 1 else "%d"
    return folder / f"{prefix.replace('%', '%%')}{width}{suffix}"


def numbers_of(pattern: Path) -> list[int]:
    """The numbers of the pictures that are there; a gap would end the sequence without a word, so it is refused.

    Raises PlanError.
    """
    parts = re.fullmatch(r"((?:[^%]|%%)*)%(?:0?(\d+))?d((?:[^%]|%%)*)", pattern.name)
    if not parts:
        raise PlanError(f"{pattern}: a pattern has one number in it: shot_%04d.png")
    if not pattern.parent.is_dir():
        raise PlanError(f"{pattern.parent}: there is no such folder")
    before, after = (re.escape(parts[at].replace("%%", "%")) for at in (1, 3))
    width = int(parts[2] or 1)
    names = (re.fullmatch(rf"{before}(\d+){after}", one.name) for one in pattern.parent.iterdir())
    digits = [name[1] for name in names if name]
    numbers = sorted(int(one) for one in digits if one == str(int(one)).zfill(width))
    if not numbers:
        other = f"; those there have {len(min(digits))} digits: %0{len(min(digits))}d" if digits else ""
        raise PlanError(f"{pattern}: there are no such pictures{other}")
    if lost := sorted(set(range(numbers[0], numbers[-1])) - set(numbers)):
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise PlanError(
            f"{pattern}: picture {lost[0]}{more} is missing between {numbers[0]} and {numbers[-1]}; put it there, or "
            "number the pictures anew"
        )
    return numbers

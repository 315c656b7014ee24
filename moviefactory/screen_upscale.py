"""What a person sees while a video is enlarged, and after. Builds it; `cli_upscale.py` prints it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from moviefactory.jobs.job import Tell
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.upscale.choose import Choice
    from moviefactory.upscale.file.order import Upscaled

_EVERY_S = 30.0  # between two lines where stderr is no terminal


class FileProgress:
    """A bar for the film, and one for what the network does before its frames come; plain lines where stderr is no
    terminal. The time that is left is told from the speed of this run, frames of an earlier one left aside."""

    def __init__(self, name: str, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        columns = (TextColumn("{task.description:<24}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn(),
                   TextColumn("{task.fields[left]}"))  # fmt: skip
        self._bars = Bars(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._name, self._film, self._step = name, None, None
        self._first: int | None = None
        self._began = self._lined = time.monotonic()
        self.tell = Tell(self._frames, self._stepped, self._noted)

    def __enter__(self) -> FileProgress:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def _frames(self, done: int, total: int) -> None:
        if self._first is None:
            self._first, self._began = done, time.monotonic()
            if done:
                self._noted(f"going on: {done} of {total} frames are there")
            self._film = self._bars.add_task(printable(self._name), total=total, left="")  # type: ignore[assignment]
        left = time_left(done - self._first, total - done, time.monotonic() - self._began)
        if self._film is not None:
            self._bars.update(self._film, completed=done, total=total, left=left)
        self._line(f"{done} of {total} frames{f', {left}' if left else ''}")

    def _stepped(self, words: str, done: int, total: int) -> None:
        if self._step is None:
            self._step = self._bars.add_task(words, total=total, left="")  # type: ignore[assignment]
        over = total > 0 and done >= total
        self._bars.update(self._step, description=f"  {words}", completed=done, total=total, visible=not over)  # type: ignore[arg-type]
        self._line(f"{words}: {done} of {total}")

    def _noted(self, text: str) -> None:
        self._console.print(Text(printable(text), style="yellow"), soft_wrap=True)

    def _line(self, text: str) -> None:
        if not self._console.is_terminal and time.monotonic() - self._lined >= _EVERY_S:
            self._lined = time.monotonic()
            self._console.print(f"{printable(self._name)}: {text}", highlight=False, markup=False, soft_wrap=True)


def time_left(made: int, todo: int, seconds: float) -> str:
    """ "about 12 min left" after `made` frames in `seconds`; "" before there is one."""
    if made < 1 or todo < 1:
        return ""
    return f"{_about(seconds / made * todo)} left"


def upscaler_line(choice: Choice) -> str:
    """Who will enlarge a movie's clips, how long it may take, and why that one."""
    return f"enlarged by {choice.upscaler}, {_about(choice.seconds)}" + (f": {choice.why}" if choice.why else "")


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def upscaled_result(made: Upscaled) -> dict[str, Any]:
    """What was made, as plain values."""
    plain = {"path": str(made.path), "frame_rate": str(made.frame_rate), "seconds": round(made.seconds, 1)}
    lists = {"notes": list(made.notes), "size_px": list(made.size_px), "source_px": list(made.source_px)}
    return {**asdict(made), **plain, **lists}


def upscaled_line(result: Mapping[str, Any]) -> str:
    """The line at the end."""
    (width, height), (before_w, before_h) = result["size_px"], result["source_px"]
    takes = f"{result['takes']} take{'' if result['takes'] == 1 else 's'}"
    frames = f"{result['frames']} frame{'' if result['frames'] == 1 else 's'}"
    return printable(
        f"{result['path']}: {before_w}x{before_h} -> {width}x{height}, {frames} at "
        f"{result['frame_rate']} per second, {takes}, by {result['upscaler']}, in {result['seconds']:g} s"
    )

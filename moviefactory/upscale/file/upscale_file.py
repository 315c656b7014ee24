"""Enlarges a person's own video file: any container, with its sound, subtitles and tags; goes on after any stop.

The phases: look at the file, look through it for times and cuts, choose the upscaler, enlarge take after take, put the
sound to it, verify. What is not finished lies in a folder beside the output. The movie's own clips go another way:
`upscale_clip.py`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

from moviefactory.errors import MediaError, NotInstalled, PlanError, StorageError
from moviefactory.jobs.job import Tell
from moviefactory.jobs.lock import locked
from moviefactory.media.probe import probe
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Take, Upscaler, load_upscaler
from moviefactory.upscale.choose import choose, read_choice, write_choice
from moviefactory.upscale.delivery import Delivery
from moviefactory.upscale.enlarge import enlarge, is_large_enough, playable
from moviefactory.upscale.file.order import (
    FileOrder,
    Upscaled,
    in_flags,
    refuse_early,
    size_for,
    so_far,
    unfinished_folder,
)
from moviefactory.upscale.file.source_file import SourceFile, look_at
from moviefactory.upscale.file.takes import Film, film_of, takes_of
from moviefactory.upscale.file.tracks import join_tracks, tracks_for
from moviefactory.upscale.lanczos import Plain
from moviefactory.upscale.speeds import Work, remember
from moviefactory.workspace import partial_name, refusal, synced

_SILENT = Tell()


def upscale_file(order: FileOrder, tell: Tell = _SILENT) -> Upscaled:
    """Make `order.output` of `order.source`. A run that was stopped goes on with the next call of the same order.

    tell.note says what a person should know of the source, what is chosen and what is changed; tell.step and
    tell.progress count. On Ctrl-C, what is done so far becomes a film of its own beside the output, and
    KeyboardInterrupt goes on. Raises PlanError (what was asked cannot be), NotInstalled, MediaError (the source),
    StorageError, MovieBusy.
    """
    began = time.monotonic()
    refuse_early(order)
    source = look_at(order.source, order.frame_rate)
    size_px = size_for(source.size_px, order.size_px, order.scale)
    _refuse_upscaler(order, source, size_px)
    with _unfinished(order.output) as folder:
        notes = [*source.notes, *tracks_for(source, order.output.suffix.lower()).notes]
        film, found = film_of(order, source, folder, tell)
        notes += found
        for note in notes:
            tell.note(note)
        upscaler, settings, work = _chosen(order, film, size_px, folder, tell)
        takes, pictures = takes_of(film, upscaler, settings, folder)
        delivery = Delivery(
            size_px, film.rate, settings.fit, settings.strength, *_encoding(source, order.crf, film.rate)
        )
        _keep_only(takes, folder)
        counter = _Counter(tell)
        try:
            enlarge(takes, upscaler, delivery, folder / "picture.mp4", counter.tell)
        except KeyboardInterrupt:
            _leave_playable(order.output, film, takes, folder, tell)
            raise
        finally:
            pictures.close()
        enlarging = not is_large_enough(source.size_px, delivery)
        if enlarging:
            remember(upscaler.name, settings, replace(work, frames=counter.made), counter.seconds)
        if lost := _finish(order, film, size_px, folder):
            notes.append(lost)
            tell.note(lost)
    so_far(order.output).unlink(missing_ok=True)
    return Upscaled(
        order.output, len(film.look.times), film.total, film.rate, size_px, source.size_px, len(takes),
        upscaler.note if enlarging else Plain.note, upscaler.credit if enlarging else "",
        tuple(notes), film.look.damage or lost, time.monotonic() - began,
    )  # fmt: skip


def _refuse_upscaler(order: FileOrder, source: SourceFile, size_px: tuple[int, int]) -> None:
    """Raise at once what would else come after the look through the film: an upscaler that cannot do one frame here."""
    if order.settings.upscaler == "auto":
        return
    upscaler = load_upscaler(order.settings)
    if not is_large_enough(source.size_px, Delivery(size_px, Fraction(1), order.settings.fit)):
        upscaler.check(1, source.size_px, order.output.absolute().parent)


@contextlib.contextmanager
def _unfinished(output: Path) -> Iterator[Path]:
    """The folder for what is not finished, for one process at a time; gone when the block ends well."""
    folder = unfinished_folder(output.absolute())  # a name may begin with a hyphen
    try:
        with locked(folder / "lock"):
            try:
                yield folder
            except (PlanError, NotInstalled):
                if not any(one.is_file() for one in (folder / "takes").rglob("*")):
                    shutil.rmtree(folder, ignore_errors=True)  # refused: nothing was made
                raise
        shutil.rmtree(folder, ignore_errors=True)
    except (MediaError, StorageError) as error:
        if output.name in str(error):
            raise
        raise type(error)(f"{output}: {error}") from error
    except OSError as error:
        raise refusal(error, str(output)) from error


def _chosen(
    order: FileOrder, film: Film, size_px: tuple[int, int], folder: Path, tell: Tell
) -> tuple[Upscaler, UpscaleSettings, Work]:
    """The upscaler; refuses now what would fail in hours."""
    longest = max(stop - first for _, _, first, stop in film.ranges)
    work = Work(film.total, longest, film.source.size_px, size_px, folder)
    kept = folder / "choice.json"
    choice = choose(order.settings, work, before=read_choice(kept))
    write_choice(choice, kept)
    settings = order.settings.model_copy(update={"upscaler": choice.upscaler})
    upscaler = load_upscaler(settings)
    tell.note(f"upscaler: {upscaler.note}" + (f" ({in_flags(choice.why)})" if choice.why else ""))
    return upscaler, settings, work


def _keep_only(takes: list[Take], folder: Path) -> None:
    """Remove unfinished takes of other orders."""
    wanted = {take.folder.name for take in takes}
    there = list((folder / "takes").iterdir()) if (folder / "takes").is_dir() else []
    for other in there:
        if other.name not in wanted:
            shutil.rmtree(other, ignore_errors=True)
    for take in takes:
        take.folder.mkdir(parents=True, exist_ok=True)


class _Counter:
    """Passes on what is told, and counts how many frames were made in how many seconds; those of an earlier run,
    which are told of first, do not count."""

    def __init__(self, tell: Tell) -> None:
        self._first: int | None = None
        self._last, self._began = 0, time.monotonic()
        self._tell = tell
        self.tell = replace(tell, progress=self._progress)

    def _progress(self, done: int, total: int) -> None:
        self._first, self._last = (done if self._first is None else self._first), done
        self._tell.progress(done, total)

    @property
    def made(self) -> int:
        return self._last - (self._first or 0)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began


def _encoding(source: SourceFile, crf: int, rate: Fraction) -> tuple[tuple[str, ...], str]:
    """The encoder's arguments, and the filters that bring RGB to its pixels, both with the source's own tags."""
    colour = source.colour
    matrix = colour.matrix if colour.is_tagged else "bt709"
    as_read = colour.matrix_in if colour.is_tagged else "bt709"
    tagged = {"colorspace": matrix, "range": colour.range}
    primaries = colour.primaries or ("" if colour.is_tagged else "bt709")
    transfer = colour.transfer or ("" if colour.is_tagged else "bt709")
    tagged |= {name: tag for name, tag in (("color_primaries", primaries), ("color_trc", transfer)) if tag}
    pixels = "yuv420p10le" if source.is_deep else "yuv420p"
    color = (
        f"scale=out_color_matrix={as_read}:out_range={colour.range}:flags=accurate_rnd+full_chroma_int,"
        f"format={pixels},setparams=" + ":".join(f"{name}={tag}" for name, tag in tagged.items())
    )
    flags = {"colorspace": "-colorspace", "range": "-color_range", "color_primaries": "-color_primaries",
             "color_trc": "-color_trc"}  # fmt: skip
    tags = list(chain.from_iterable((flags[name], tag) for name, tag in tagged.items()))
    gop = str(max(1, round(rate * 2)))
    if source.is_deep:
        hdr = ":".join(("log-level=error:open-gop=0:repeat-headers=1", *colour.mastering))
        codec = ["-c:v", "libx265", "-preset", "fast", "-x265-params", hdr, "-tag:v", "hvc1"]
    else:
        codec = ["-c:v", "libx264", "-preset", "veryfast", "-flags", "+cgop"]
    return (*codec, "-crf", str(crf), "-g", gop, "-bf", "2", "-pix_fmt", pixels, *tags), color


def _leave_playable(output: Path, film: Film, takes: list[Take], folder: Path, tell: Tell) -> None:
    """What is done so far, with its sound, as a film that can be watched."""
    joined, watched = folder / "so-far.mp4", so_far(output)
    with contextlib.suppress(MediaError, StorageError):  # the person waits for the end, not for this
        frames = playable(takes, joined)
        if frames:
            seconds = float(frames / film.rate)
            _put_together(film, joined, watched, seconds)
            tell.note(f"{frames} of {film.total} frames ({seconds:.1f} s) can be watched: {watched}")
        joined.unlink(missing_ok=True)


def _finish(order: FileOrder, film: Film, size_px: tuple[int, int], folder: Path) -> str:
    """Sound and all else to the picture; verified before it takes its name. What had to be mended, "" for nothing."""
    picture = folder / "picture.mp4"
    mended = ""
    try:
        _put_together(film, picture, order.output, None, size_px)
    except MediaError as error:
        if not any(track.kind == "audio" for track in film.source.tracks):
            raise
        mended = "its sound is damaged: what can be heard of it is encoded anew, as AAC"
        try:
            _put_together(film, picture, order.output, None, size_px, anew=True)
        except MediaError:
            raise MediaError(f"{error}. The enlarged picture, without sound, is whole: {picture}") from error
    picture.unlink(missing_ok=True)
    return mended


def _put_together(
    film: Film, picture: Path, output: Path, until_s: float | None, size_px: tuple[int, int] | None = None,
    *, anew: bool = False,
) -> None:  # fmt: skip
    partial = partial_name(output)
    try:
        same_rate = film.rate == film.clock.rate
        join_tracks(
            picture, film.source, film.first_s, partial, until_s=until_s, same_rate=same_rate, anew=anew,
            jumps=film.look.jumps,
        )  # fmt: skip
        if size_px is not None:
            made = probe(partial)
            if (made.frames, made.size_px) != (film.total, size_px):
                raise MediaError(
                    f"{output}: {made.frames} frames of {made.size_px} were written, not {film.total} of {size_px}; "
                    "run the same command again"
                )
        synced(partial)
        os.replace(partial, output)
    finally:
        partial.unlink(missing_ok=True)

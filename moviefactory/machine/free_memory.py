"""How much memory there is, how much was used, that there is none left, and giving it back: of a card or the machine.

Loads torch only where a card is asked about.
"""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

GIB = 2**30
_UNKNOWN_RAM = 8 * GIB
_NO_MEMORY = re.compile(
    r"out of memory|can'?t allocate memory|cannot allocate memory|not enough memory|alloc(?:ation)?_failed"
    r"|cudaErrorMemoryAllocation|invalid buffer size|unable to find a valid cudnn algorithm",
    re.IGNORECASE,
)


def device_at_hand() -> str:
    """Where models run on this machine: "cuda" (AMD's cards too), "xpu", "mps" or "cpu"."""
    import torch

    return next(_cards(torch), "cpu")


def is_unified(device: str) -> bool:
    """Whether `device` shares the machine's memory, so that nothing is gained by moving weights between the two."""
    return device.split(":")[0] in ("cpu", "mps")


def free_bytes(device: str) -> int:
    """Memory that is free on `device` for this process, what it holds in reserve included."""
    kind = device.split(":")[0]
    if kind == "cpu":
        return free_ram()
    import torch

    if kind == "mps":
        return max(0, int(torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory()))
    backend = getattr(torch, kind)
    free, total = backend.mem_get_info(device)
    allocated = backend.memory_allocated(device)
    free += backend.memory_reserved(device) - allocated
    if share := getattr(backend, "get_per_process_memory_fraction", None):  # a process may be allowed a part of it only
        number = torch.device(device).index  # it takes no device without one
        free = min(free, share(backend.current_device() if number is None else number) * total - allocated)
    return max(0, int(free))


def peak_bytes(device: str) -> int:
    """The most memory that was in use: of a card since `start_peak`, else by this process ever; 0: unknown."""
    kind = device.split(":")[0]
    if kind not in ("cpu", "mps"):
        import torch

        return int(getattr(torch, kind).max_memory_allocated(device))
    if (high := _high_water()) is not None:
        return high
    if find_spec("resource") is None:  # Windows
        return 0
    import resource

    high = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(high if sys.platform == "darwin" else high * 1024)


def _high_water(file: Path = Path("/proc/self/status")) -> int | None:
    """Of this process on Linux, where `getrusage` may give the peak of the process that started it."""
    return _kilobytes(file, "VmHWM")


def start_peak(device: str) -> None:
    """Measure `peak_bytes` of a card from now on."""
    kind = device.split(":")[0]
    if kind not in ("cpu", "mps"):
        import torch

        getattr(torch, kind).reset_peak_memory_stats(device)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error`, or what it was raised from, says that a card's or the machine's memory is used up."""
    while True:
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
            return True
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return True
        if isinstance(error, RuntimeError) and _NO_MEMORY.search(str(error)):
            return True
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            return False
        error = cause


def release() -> None:
    """Give back what no longer has an owner: after the last reference to a pipe is gone, or when memory ran out."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is None:
        return
    for kind in _cards(torch):
        getattr(torch, kind).empty_cache()


def _cards(torch: Any) -> Iterator[str]:
    for kind in ("cuda", "xpu", "mps"):
        backend = torch.backends.mps if kind == "mps" else getattr(torch, kind, None)
        if backend is not None and backend.is_available():
            yield kind


def free_ram() -> int:
    """Of the machine, or of the container that this process runs in, whichever is less."""
    limits = [amount for amount in (_meminfo(), _cgroup()) if amount is not None]
    if limits:
        return min(limits)
    if find_spec("psutil"):  # comes with accelerate
        return int(import_module("psutil").virtual_memory().available)
    try:
        return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")) // 2
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN_RAM


def _meminfo(file: Path = Path("/proc/meminfo")) -> int | None:
    return _kilobytes(file, "MemAvailable")


def _kilobytes(file: Path, name: str) -> int | None:
    """The bytes that a line "name: 12 kB" of one of Linux's files means; None where there is none."""
    try:
        match = re.search(rf"^{name}:\s+(\d+) kB", file.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    except OSError:
        return None
    return int(match[1]) * 1024 if match else None


def _cgroup(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    """What the container's limit leaves; pages of files count as free, for they are given up when memory is short."""
    try:
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        stat = re.search(r"^inactive_file (\d+)", (folder / "memory.stat").read_text(encoding="ascii"), re.MULTILINE)
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(0, int(limit) - used + (int(stat[1]) if stat else 0))

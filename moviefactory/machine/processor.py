"""What the processor of this machine is called, what it can do, and how many of its cores are there for us."""

from __future__ import annotations

import os
import platform
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path


def cores() -> int:
    """That this process may use."""
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1


@cache
def processor_name() -> str:
    """As Linux tells it; elsewhere its family."""
    return _told("model name") or platform.processor() or platform.machine() or sys.platform


@cache
def processor_flags() -> frozenset[str]:
    """What it can do ("avx2", "amx_bf16"), as Linux tells it; empty elsewhere."""
    return frozenset(_told("flags", "Features").split())


def _told(*names: str, file: Path = Path("/proc/cpuinfo")) -> str:
    """The value of the first line that has one of `names`, its blanks made one; "" where there is none."""
    with suppress(OSError):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() in names:
                return " ".join(value.split())
    return ""

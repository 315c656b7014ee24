"""Which graphics card this machine has.

Asks the driver, not torch, wherever it can: loading torch takes seconds, and a machine without a card must not pay for
it. The NVIDIA driver is asked through its library (NVML), an AMD card through sysfs; torch is asked only for what
neither tells. Starts no process.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from moviefactory.machine.free_memory import GIB, device_at_hand, free_bytes

Backend = Literal["cuda", "rocm", "mps", "xpu"]


@dataclass(frozen=True)
class Gpu:
    """One graphics card. `free_bytes` is what no other program uses now."""

    name: str
    total_bytes: int
    free_bytes: int
    backend: Backend

    @property
    def words(self) -> str:
        return f"{self.name}, {self.total_bytes / GIB:.0f} GB ({self.free_bytes / GIB:.1f} GB free)"


def graphics_card(root: Path = Path("/")) -> Gpu | None:
    """The card that torch would use, or None. Costs less than 5 ms where there is no driver (`root` is for tests)."""
    backend = _driver(root)
    if backend == "cuda":
        return _by_nvml() or _by_torch()
    if backend == "rocm":
        return _by_sysfs(root) or _by_torch()
    return _by_torch() if backend else None


def _driver(root: Path) -> Backend | None:
    """The kind of card whose driver is loaded, by its device files."""
    if sys.platform == "darwin":
        return "mps" if platform.machine() == "arm64" else None
    if sys.platform == "win32":
        return (
            "cuda" if (Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll").exists() else None
        )
    if (
        (root / "proc/driver/nvidia/version").exists()
        or (root / "dev/nvidiactl").exists()
        or (root / "dev/dxg").exists()
    ):
        return "cuda"
    if (root / "dev/kfd").exists():
        return "rocm"
    intel = (root / "sys/module").is_dir() and any((root / "sys/module" / name).exists() for name in ("xe", "i915"))
    return "xpu" if intel and any((root / "dev/dri").glob("renderD*")) else None


def _by_nvml() -> Gpu | None:
    """The NVIDIA card by its driver's library; None where the library is not there or it is not clear which counts."""
    try:
        nvml = ctypes.CDLL("nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1")
    except OSError:
        return None
    if nvml.nvmlInit_v2() != 0:
        return None
    try:
        return _of_nvml(nvml)
    finally:
        nvml.nvmlShutdown()


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


def _of_nvml(nvml: Any) -> Gpu | None:
    count = ctypes.c_uint()
    if nvml.nvmlDeviceGetCount_v2(ctypes.byref(count)) != 0:
        return None
    found = [gpu for gpu in (_nvml_card(nvml, index) for index in range(count.value)) if gpu]
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        chosen = visible.split(",")[0].strip()
        if not chosen.isdigit():  # "", "-1", a UUID or a slice of a card: only torch knows
            return None
        return found[int(chosen)] if int(chosen) < len(found) and _alike(found) else None
    return found[0] if found and _alike(found) else None


def _alike(found: list[Gpu]) -> bool:
    """Whether the order does not matter: torch counts the fastest card first, the driver by its slot."""
    return len({(gpu.name, gpu.total_bytes) for gpu in found}) == 1


def _nvml_card(nvml: Any, index: int) -> Gpu | None:
    handle, name, memory = ctypes.c_void_p(), ctypes.create_string_buffer(96), _Memory()
    asked = (
        nvml.nvmlDeviceGetHandleByIndex_v2(index, ctypes.byref(handle)),
        nvml.nvmlDeviceGetName(handle, name, 96),
        nvml.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)),
    )
    return Gpu(name.value.decode(errors="replace"), memory.total, memory.free, "cuda") if not any(asked) else None


def _by_sysfs(root: Path) -> Gpu | None:
    """The AMD card with the most memory; an APU's small carve-out does not count against a real card."""
    return max(_amd_cards(root), key=lambda gpu: gpu.total_bytes, default=None)


def _amd_cards(root: Path) -> Iterator[Gpu]:
    for device in sorted(root.glob("sys/class/drm/card*/device")):
        try:
            total = int((device / "mem_info_vram_total").read_text())
            used = int((device / "mem_info_vram_used").read_text())
        except (OSError, ValueError):
            continue
        name = device / "product_name"
        yield Gpu(name.read_text().strip() if name.is_file() else "AMD graphics card", total, total - used, "rocm")


def _by_torch() -> Gpu | None:
    """What torch sees, where it is installed. Takes the seconds that loading it takes."""
    if find_spec("torch") is None:
        return _apple_memory() if sys.platform == "darwin" else None
    device = device_at_hand()
    if device == "cpu":
        return None
    torch: Any = import_module("torch")
    if device == "mps":
        return Gpu("Apple GPU", int(torch.mps.recommended_max_memory()), free_bytes(device), "mps")
    card: Any = getattr(torch, device)
    backend: Backend = "xpu" if device == "xpu" else "rocm" if torch.version.hip else "cuda"
    return Gpu(card.get_device_name(0), card.get_device_properties(0).total_memory, free_bytes(device), backend)


def _apple_memory() -> Gpu:
    """An Apple chip's card shares the main memory; the system leaves it about three quarters."""
    total = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 0.75)
    return Gpu("Apple GPU", total, total, "mps")

"""Which graphics card this machine has, what fits on it, and what stands in the way of using it.

Asks the driver, not torch, wherever it can: loading torch takes seconds, and a machine without a card must not pay for
it. The NVIDIA driver is asked through its library (NVML), an AMD card through sysfs; torch is asked only for what
neither tells. Starts no process.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from moviefactory.video.model_cards import Card, card_of_preset
from moviefactory.video.pipeline.free_memory import GIB, device_at_hand, free_bytes

DEFAULT_PRESET = "wan-1.3b"
EXTRA = "install moviefactory's extra `diffusers` (from its folder: pip install '.[diffusers]')"
PACKAGES = ("torch", "diffusers", "transformers", "accelerate")
KEPT_BACK = 0.92  # what a card of 24 GB has of 24 GiB at the least, after its driver and its error correction
Backend = Literal["cuda", "rocm", "mps", "xpu"]
Fit = Literal["comfortably", "with offload", "no"]


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


def fits(card: Card, gpu: Gpu | None) -> Fit:
    """Whether the model runs on the card as it is, only with parts of it in main memory, or not sensibly at all."""
    if gpu is None or card.vram_gb is None:
        return "no"
    has = gpu.total_bytes / GIB / KEPT_BACK
    least, comfortable = card.vram_gb
    return "comfortably" if has >= comfortable else "with offload" if has >= least else "no"


def fit_words(card: Card, gpu: Gpu | None) -> str:
    """`fits` for a person: "with offload (16 GB would hold it whole)", "no: it needs 24 GB, the card has 8 GB"."""
    if gpu is None:
        return "no: no graphics card"
    if card.vram_gb is None:
        return "unknown: its need of memory is not known"
    least, comfortable = card.vram_gb
    fit = fits(card, gpu)
    if fit == "no":
        return f"no: it needs {least:g} GB, the card has {gpu.total_bytes / GIB:.0f} GB"
    words = fit if fit == "comfortably" else f"{fit} ({comfortable:g} GB would hold it whole)"
    busy = gpu.free_bytes / GIB < least * KEPT_BACK
    return f"{words}; only {gpu.free_bytes / GIB:.1f} GB are free now" if busy else words


def why_not(gpu: Gpu | None) -> str:
    """Why no video model can render on this machine, and what to do; "" where one can."""
    if gpu is None:
        return (
            "no graphics card was found (NVIDIA, AMD, Intel or Apple), and a processor takes hours for a shot; the "
            "animatic needs no card, and --renderer remote renders on a server"
        )
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        return f"{gpu.name} is there, but {', '.join(missing)} {_are(missing)} not installed: {EXTRA}"
    if gpu.backend in ("cuda", "rocm") and _torch_is_for_processors():
        return (
            f"{gpu.name} is there, but this torch ({version('torch')}) was built for processors only: install the one "
            "for your card, see https://pytorch.org/get-started/locally"
        )
    return ""


def default_video_preset(gpu: Gpu | None = None) -> str:
    """The preset that renders where nobody named a renderer: "wan-1.3b" where a card can run it and the packages are
    there, else "" (the animatic). `gpu` is looked for where it is not given."""
    gpu = gpu or graphics_card()
    card = card_of_preset(DEFAULT_PRESET)
    return DEFAULT_PRESET if gpu and card and not why_not(gpu) and fits(card, gpu) != "no" else ""


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _torch_is_for_processors() -> bool:
    try:
        return version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False


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


def short_name(gpu: Gpu) -> str:
    """ "NVIDIA GeForce RTX 4090" -> "RTX 4090": for a narrow column."""
    return re.sub(r"^(NVIDIA |GeForce |AMD |Radeon )+", "", gpu.name)

"""How long an upscaler takes on this machine: as measured by earlier runs, else guessed from its arithmetic.

Seconds are counted per megapixel of the source, a frame's: those of all networks here grow with it. What was measured
lies in this person's data folder and may be deleted at any time. Starts no process, makes no pictures, and loads torch
only where a graphics card is there whose driver tells nothing of it.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from moviefactory.errors import StorageError
from moviefactory.machine.graphics_card import Gpu, graphics_card
from moviefactory.machine.processor import cores, processor_flags, processor_name
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale.ncnn_machine import known_gpu
from moviefactory.upscale.ncnn_upscaler import MODELS, USUAL_MODEL
from moviefactory.workspace import own_folder, write_atomically

FILE = "upscale-speeds.json"
LEAST_MEGAPIXELS = 0.9  # four frames of 768x320; a smaller run is mostly loading: it says nothing of the next one
_KEPT = 5  # measurements of a kind; their median counts, so that one run on a busy machine does not
_KINDS = 64  # of upscaler, model, precision, enlargement and device; the oldest are forgotten
_TORCH = ("realbasicvsr", "basicvsr")

# RealBasicVSR takes 6.5 MMAC per source pixel (cleaning 1.5, trunks 3.0, flow 0.6, head 1.4), and BasicVSR with its 30
# blocks a trunk as much: 23.4 s for a 768x320 frame in fp32 on two cores with AVX-512, a 1.4th of it in channels_last.
_RECURRENT_CORE_S = 136.0
_BF16_GAIN = {"amx_bf16": 4.0, "avx512_bf16": 2.3}  # the second measured, the first taken low
_RECURRENT_FLOP = 13e12
_ENLARGED_CORE_S = 0.5  # scaling to 16 times the pixels and encoding them: 0.17 measured; grain and pipes come to it
# What the convolutions reach in half precision, in FLOP/s: a fifth or less of what such cards promise.
_CARDS = (
    (("B300", "B200", "H200", "H100", "GH200"), 60e12),
    (("A100", "L40", "RTX 6000", "5090", "4090", "MI300"), 30e12),
    (("A40", "A10", "L4", "RTX 50", "RTX 40", "RTX 30", "V100"), 12e12),
    (("T4", "RTX 20", "Apple"), 3e12),
)
_OTHER_CARD = 2e12


@dataclass(frozen=True)
class Work:
    """What is to be enlarged: `frames` in all, of which the longest continuous take has `longest`.

    `folder` is where unfinished work would be kept; None where it does not matter yet.
    """

    frames: int
    longest: int
    size_px: tuple[int, int]
    to_size_px: tuple[int, int]
    folder: Path | None = None

    @property
    def megapixels(self) -> float:
        """Of all frames as they come."""
        return self.frames * self.size_px[0] * self.size_px[1] / 1e6

    @property
    def enlargement(self) -> float:
        """How many pixels are made of one, against the usual 16 (x4 in both directions)."""
        return self.to_size_px[0] * self.to_size_px[1] / (16 * self.size_px[0] * self.size_px[1])


@dataclass(frozen=True)
class Estimate:
    """`seconds` for all frames of a `Work`; `measured` on this machine, or guessed."""

    seconds: float
    measured: bool


def estimate(upscaler: str, settings: UpscaleSettings, work: Work) -> Estimate:
    """How long `upscaler` (a name of UPSCALERS) would take for `work` under `settings` (model, dtype), encoding
    included. Never raises: what is not known is guessed, rather too long than too short."""
    device = device_for(upscaler)
    known = _read().get(_key(upscaler, settings, device))
    if known:
        return Estimate(median(known) * _amount(upscaler, work), True)
    guess = _guess(upscaler, settings, device) * work.megapixels
    drawn = _ENLARGED_CORE_S / cores() * work.megapixels * work.enlargement
    return Estimate(guess + drawn, False)


def remember(upscaler: str, settings: UpscaleSettings, work: Work, seconds: float) -> None:
    """Keep that `upscaler` took `seconds` for `work`, which is what was really made in them: frames that an earlier run
    left behind do not count. Less than LEAST_MEGAPIXELS is passed over. Never raises: a full disk only forgets."""
    if work.megapixels < LEAST_MEGAPIXELS or not 0 < seconds < 1e8:
        return
    kinds = dict(_read())
    key = _key(upscaler, settings, device_for(upscaler))
    measured = [*kinds.pop(key, []), seconds / _amount(upscaler, work)][-_KEPT:]
    kinds[key] = [float(f"{one:.4g}") for one in measured]
    newest = dict(list(kinds.items())[-_KINDS:])
    with suppress(StorageError, OSError):
        write_atomically(_file(), json.dumps(newest, indent=1))


def device_for(upscaler: str) -> str:
    """Where `upscaler` would run, in words that tell this machine from another: a card's name, or the processor's."""
    if upscaler in _TORCH:
        gpu = _card_of_torch()
        return gpu.name if gpu else _processor()
    if upscaler == "ncnn":
        return known_gpu() or _processor()
    return _processor()


def _amount(upscaler: str, work: Work) -> float:
    """What the time of `upscaler` grows with: source megapixels, or with Lanczos a 16th of those that are made."""
    return max(1e-9, work.megapixels * (work.enlargement if upscaler == "lanczos" else 1.0))


def _key(upscaler: str, settings: UpscaleSettings, device: str) -> str:
    """Only what changes the speed: a model of one's own is another one, where it lies does not matter."""
    model = settings.model if upscaler == "ncnn" else ""
    dtype = settings.dtype if upscaler in _TORCH else ""
    return "|".join([upscaler, model, dtype, device])


def _guess(upscaler: str, settings: UpscaleSettings, device: str) -> float:
    """Seconds per source megapixel, without the encoding."""
    if upscaler in _TORCH:
        gpu = _card_of_torch()
        return _on_card(gpu, settings.dtype) if gpu else _on_processor(settings.dtype)
    if upscaler == "ncnn":
        alone = device == _processor()
        model = MODELS.get(settings.model) or MODELS[USUAL_MODEL]
        return model.core_s * _older() / cores() if alone else model.card_s
    return 0.0


def _on_card(gpu: Gpu, dtype: str) -> float:
    words = gpu.name.replace("GeForce ", "")
    reached = next((flops for names, flops in _CARDS if any(name in words for name in names)), _OTHER_CARD)
    return _RECURRENT_FLOP / reached * (3.0 if dtype == "fp32" or gpu.backend == "mps" else 1.0)


def _on_processor(dtype: str) -> float:
    known = _BF16_GAIN.items() if dtype == "bf16" else ()
    gain = next((gain for flag, gain in known if flag in processor_flags()), 1.0)
    return _RECURRENT_CORE_S * _older() / gain / float(cores() ** 0.9)  # many cores wait for memory


def _older() -> float:
    """How much slower than with AVX-512 the convolutions are."""
    flags = processor_flags()
    if "avx512f" in flags:
        return 1.0
    if "avx2" in flags or platform.machine().lower() in ("arm64", "aarch64"):
        return 2.0
    return 2.0 if not flags else 6.0


def _card_of_torch() -> Gpu | None:
    """The card that torch would use; None where there is none, or where the torch that is here can use none."""
    if find_spec("torch") is None or os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return None
    with suppress(PackageNotFoundError):
        if "+cpu" in version("torch"):
            return None
    return _card()


@cache
def _card() -> Gpu | None:
    return graphics_card()


def _processor() -> str:
    return f"{processor_name()} x{cores()}"


def _file() -> Path:
    return own_folder() / FILE


def _read() -> Mapping[str, list[float]]:
    """Kind -> measured seconds per megapixel; what cannot be read, or is no such thing, is as if it were not there."""
    try:
        found: Any = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: times for key, times in found.items() if _are_times(times)}


def _are_times(times: Any) -> bool:
    if not isinstance(times, list) or not times:
        return False
    return all(isinstance(one, float | int) and not isinstance(one, bool) and 0 < one < 1e6 for one in times)

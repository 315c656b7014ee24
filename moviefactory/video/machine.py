"""What fits on this machine's graphics card, and what stands in the way of using it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Literal

from moviefactory.machine.free_memory import GIB
from moviefactory.machine.graphics_card import Gpu, graphics_card
from moviefactory.video.model_cards import Card, card_of_preset

DEFAULT_PRESET = "wan-1.3b"
EXTRA = "install moviefactory's extra `diffusers` (from its folder: pip install '.[diffusers]')"
PACKAGES = ("torch", "diffusers", "transformers", "accelerate")
KEPT_BACK = 0.92  # what a card of 24 GB has of 24 GiB at the least, after its driver and its error correction
Fit = Literal["comfortably", "with offload", "no"]


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

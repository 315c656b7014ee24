"""The two recurrent networks as upscalers: RealBasicVSR (for any footage) and BasicVSR (for clean pictures).

Finds the weights, picks device and precision, plans the memory, and goes on with less where it ran out. How a take is
walked is `streaming.py`'s business. Torch is loaded when the first frame is asked for, not before.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from moviefactory.errors import PlanError
from moviefactory.hub.file_facts import recalled, remember
from moviefactory.jobs.job import Tell
from moviefactory.machine.free_memory import device_at_hand, free_bytes, is_out_of_memory, is_unified, release
from moviefactory.machine.graphics_card import graphics_card
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take
from moviefactory.upscale import upscale_weights as weights
from moviefactory.upscale.feature_store import kept_bytes
from moviefactory.upscale.memory_plan import Plan, plan_memory

if TYPE_CHECKING:
    from moviefactory.upscale.realbasicvsr import RealBasicVSR

Precision = Literal["fp32", "bf16", "fp16"]
_WORDS = {"cpu": "the processor", "mps": "the Apple GPU"}
_TITLES = {"realbasicvsr": "RealBasicVSR", "basicvsr": "BasicVSR"}
_FIRST_FAST_HALF = (7, 0)  # the compute capability from which on a card is faster in fp16 than in fp32
_WIDTH = 64  # of all published networks
_LEAST_SHARE = 1 / 64  # of the memory that was free at first


@dataclass(frozen=True)
class _Run:
    """What runs where: a network of that width, on "cpu", "cuda", ..., its convolutions in that precision."""

    width: int
    device: str
    precision: Precision


def realbasicvsr(settings: UpscaleSettings) -> RecurrentUpscaler:
    """Cleans noise and compression away, then enlarges. Takes the published weights, or a person's own."""
    return RecurrentUpscaler("realbasicvsr", settings)


def basicvsr(settings: UpscaleSettings) -> RecurrentUpscaler:
    """Enlarges clean pictures. `settings.model`: "vimeo90k" (""), "reds4", "vimeo90k-bd", or weights."""
    return RecurrentUpscaler("basicvsr", settings)


class RecurrentUpscaler:
    """See `Upscaler`. The network is loaded once and stays as long as this object."""

    scale = 4
    finish = ""
    drifts = False
    workers = 1  # on a processor one clip fills all cores, on a card its whole width

    def __init__(self, name: str, settings: UpscaleSettings) -> None:
        self.name = name
        self._settings = settings
        self._ready: tuple[weights.Found, Any] | None = None  # of which file, and the network

    @cached_property
    def revision(self) -> str:
        return weights.revision(self.name, self._settings)

    @cached_property
    def credit(self) -> str:
        return weights.credit(self.name, self._settings)

    @property
    def note(self) -> str:
        device, precision = self._device_and_precision()
        where = _WORDS.get(device, "the graphics card")
        return f"{_TITLES[self.name]} ({weights.title(self.name, self._settings)}), {precision} on {where}"

    def check(self, frames: int, size_px: tuple[int, int], folder: Path) -> None:
        """See `Upscaler.check`. Published weights are only hashed; a person's own are read, once."""
        weights.must_be_installed(self.name, self._settings)
        found = weights.weights_of(self.name, self._settings)
        width = self._width_of(found)
        self._plan(frames, size_px, folder, _Run(width, *self._device_and_precision()))

    def frames(self, take: Take, start: int, tell: Tell) -> Iterator[Frame]:
        """See `Upscaler.frames`. Where memory runs out, it goes on from the same frame with half as much; raises
        PlanError with the numbers where that is less than the network needs."""
        from moviefactory.upscale.streaming import enlarged_frames

        weights.must_be_installed(self.name, self._settings)
        network = self._network()
        run = _Run(network.basicvsr.width, *self._device_and_precision())
        share, place = 1.0, start
        while place < take.frames:
            plan = self._plan(take.frames, take.size_px, take.folder, run, share)
            try:
                for frame in enlarged_frames(network, take, place, plan, tell):
                    yield frame
                    place += 1
                return
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                ran_out = str(error).splitlines()[0][:200] if str(error) else "no memory is left"
            share = self._less(share, plan, place, ran_out)
            release()
            tell.note(f"memory ran out at frame {place}; going on from there with half as much")

    def _less(self, share: float, plan: Plan, place: int, ran_out: str) -> float:
        if share / 2 < _LEAST_SHARE:
            raise PlanError(
                f"memory ran out at frame {place}, though only {plan.memory_bytes / 1e9:.1f} GB were planned "
                f"({ran_out}); close other programs, or use --upscaler ncnn or lanczos"
            )
        return share / 2

    def _network(self) -> RealBasicVSR:
        """Ready to run where it runs; loaded anew only where the weights are others."""
        found = weights.weights_of(self.name, self._settings)
        if self._ready is None or self._ready[0] != found:
            from moviefactory.upscale.streaming import prepared

            self._ready = (found, prepared(self._loaded(found), *self._device_and_precision()))
        network: RealBasicVSR = self._ready[1]
        return network

    def _loaded(self, found: weights.Found) -> RealBasicVSR:
        """Raises PlanError where the file holds the other network: its name says whether pictures are cleaned."""
        from moviefactory.upscale.realbasicvsr import load_realbasicvsr

        network = load_realbasicvsr(found.path, self._settings.clean_threshold)
        if network.cleans != (self.name == "realbasicvsr"):
            other = "realbasicvsr" if network.cleans else "basicvsr"
            raise PlanError(f"{found.path} holds weights of {_TITLES[other]}; use --upscaler {other} with them")
        return network

    def _width_of(self, found: weights.Found) -> int:
        """Of the network in that file; 64 of published ones. What was read once is remembered."""
        if found.pinned:
            return _WIDTH
        fact = f"{self.name} width"
        known = recalled(found.path, fact)
        if not isinstance(known, int):
            known = int(self._loaded(found).basicvsr.width)
            remember(found.path, fact, known)
        return known

    def _device_and_precision(self) -> tuple[str, Precision]:
        device = device_at_hand() if graphics_card() else "cpu"
        return device, precision_on(device, self._settings.dtype)

    def _plan(self, frames: int, size_px: tuple[int, int], folder: Path, run: _Run, share: float = 1.0) -> Plan:
        """`share` of the memory that is free may be used. What a killed run left in `folder` counts as room, so that
        the plan goes on as it was."""
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        given = self._settings.memory_gb
        return plan_memory(
            frames,
            size_px,
            width=run.width,
            dtype=run.precision,
            free_bytes=int(free_bytes(run.device) * share),
            disk_bytes=shutil.disk_usage(there).free + kept_bytes(folder),
            memory_gb=given * share if given else None,
            card=not is_unified(run.device),
        )


def precision_on(device: str, asked: str) -> Precision:
    """Of the convolutions; flow and warps are always float32. "auto": bf16 on a card that has it, else fp16 on one that
    gains by it, else fp32: on a processor too, where it is what the authors' numbers come from."""
    if asked != "auto":
        return {"bf16": "bf16", "fp16": "fp16"}.get(asked, "fp32")  # type: ignore[return-value]
    if device.split(":")[0] != "cuda":
        return "fp32"
    import torch

    if torch.cuda.is_bf16_supported(including_emulation=False):
        return "bf16"
    return "fp16" if torch.cuda.get_device_capability(device) >= _FIRST_FAST_HALF else "fp32"

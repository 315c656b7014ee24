"""A take of any length through RealBasicVSR in flat memory, frame for frame what the whole clip at once would give.

Three walks along the take. Clean every frame; walk back and keep backward features; walk on with one forward feature
in hand, make the head's large frame in bands of rows, and let it go. What is kept lies on the disk under the frame's
number, so a killed run goes on where it was, whichever walk that was in. Whatever is not there any more is made again
from what is. Nothing here knows movies, files or settings.

Convolutions run in the precision asked for; flow, warps and sums of pictures always in float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from moviefactory.jobs.job import Tell
from moviefactory.upscale import Frame, Take
from moviefactory.upscale.feature_store import FeatureStore
from moviefactory.upscale.memory_plan import HALO, Plan
from moviefactory.upscale.realbasicvsr import MOST_CLEANINGS, SCALE, RealBasicVSR, Trunk, warp
from moviefactory.upscale.segments import SEGMENT
from moviefactory.upscale.take_reader import TakeReader

_PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
_SLOPE = 0.1
_STATES_KEPT = 3  # who encodes may lag behind by a segment, and its newest file may be the one that a kill tore


def prepared(network: RealBasicVSR, device: str, precision: str) -> RealBasicVSR:
    """`network` itself, ready for `enlarged_frames`: on `device`, channels last, its convolutions in `precision`
    ("fp32", "bf16" or "fp16") but for the flow's. `network.forward` works on it in fp32 only."""
    network.eval().requires_grad_(False)
    network.to(device=device, memory_format=torch.channels_last)
    for part in (*network.children(), *network.basicvsr.children()):
        if part not in (network.basicvsr, network.basicvsr.spynet):  # half-precision coordinates are off by pixels
            part.to(dtype=_PRECISIONS[precision])
    return network


def enlarged_frames(network: RealBasicVSR, take: Take, start: int, plan: Plan, tell: Tell) -> Iterator[Frame]:
    """The frames of `take` from `start` on: (4h, 4w, 3), uint8 or uint16 as those of the take, in [0, 1] clamped and
    rounded half to even. `network`: see `prepared`.

    The same frames, to 1e-5 before rounding, as `network.forward` of the whole take in float32, whatever `plan` and
    `start`. Keeps its work in `take.folder`, under `take.key`. Raises MediaError where the take has fewer frames than
    it says or frames of another size, StorageError where the disk refuses.
    """
    if start >= take.frames:
        return
    walk = _Walk(network, take, plan, tell)
    walk.clean()
    walk.look_back(start)
    yield from walk.large_frames(start)


class _Parts:
    """The network's steps, as they run on its device. Fresh results are worked on in place: at 768x320 a ReLU into new
    memory takes a processor ten times as long, and a residual block as a whole a fifth longer."""

    def __init__(self, network: RealBasicVSR) -> None:
        self._network = network
        self._net = network.basicvsr
        self.device: torch.device = self._net.fusion.weight.device
        self.dtype: torch.dtype = self._net.fusion.weight.dtype

    def exactly(self) -> AbstractContextManager[Any]:
        """No gradients, and what is float32 is computed so: a card's TF32 has the mantissa of a half."""
        stack = ExitStack()
        stack.enter_context(torch.inference_mode())
        cuda = self.device.type == "cuda"
        stack.enter_context(torch.backends.cudnn.flags(enabled=True, allow_tf32=False) if cuda else nullcontext())
        return stack

    def cleaned(self, frame: Tensor) -> tuple[Tensor, float]:
        """The frame cleaned once, and the sum of |what that changed|."""
        trunk, last = self._network.image_cleaning
        residue = last(self._trunk(trunk, self._own(frame))).float()
        return frame + residue, float(residue.abs().sum(dtype=torch.float64 if frame.is_cpu else torch.float32))

    def flow(self, frame: Tensor, other: Tensor) -> Tensor:
        return self._net.flow(frame, other)

    def step_back(self, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        return self._step(self._net.backward_resblocks, frame, feature, flow)

    def step_on(self, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        return self._step(self._net.forward_resblocks, frame, feature, flow)

    def large(self, frame: Tensor, backward: Tensor, forward: Tensor, rows: int, most: int) -> Frame:
        """The large frame in numbers of 0 to `most`, made `rows` small rows at a time: nothing at the large size but
        one band is alive."""
        h, w = frame.shape[-2:]
        dtype = torch.uint8 if most == 255 else torch.int32  # not every device has 16 bits without a sign
        large = torch.empty((SCALE * h, SCALE * w, 3), dtype=dtype, device=self.device)
        for top in range(0, h, rows):
            end = min(h, top + rows)
            first, last = max(0, top - HALO), min(h, end + HALO)
            band = self._band(frame[:, :, first:last], backward[:, :, first:last], forward[:, :, first:last])
            band = band[0, :, SCALE * (top - first) : SCALE * (end - first)].permute(1, 2, 0)
            large[SCALE * top : SCALE * end] = band.clamp_(0.0, 1.0).mul_(most).round_()
        result: Frame = large.cpu().numpy()
        return result if most == 255 else result.astype(np.uint16)

    def _band(self, frame: Tensor, backward: Tensor, forward: Tensor) -> Tensor:
        """As `BasicVSR.head`."""
        net = self._net
        x = F.leaky_relu_(net.fusion(torch.cat([backward, forward], 1)), _SLOPE)
        x = F.leaky_relu_(net.upsample1(x), _SLOPE)
        x = F.leaky_relu_(net.upsample2(x), _SLOPE)
        x = net.conv_last(F.leaky_relu_(net.conv_hr(x), _SLOPE))
        return F.interpolate(frame, scale_factor=SCALE, mode="bilinear", align_corners=False).add_(x)

    def _step(self, trunk: Trunk, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        if feature is None or flow is None:
            n, _, h, w = frame.shape
            moved = torch.zeros((n, self._net.width, h, w), dtype=self.dtype, device=self.device)
        else:
            moved = warp(feature, flow, "zeros")
        return self._trunk(trunk, self._own(torch.cat([frame.to(self.dtype), moved], 1)))

    def _trunk(self, trunk: Trunk, x: Tensor) -> Tensor:
        """As `Trunk.forward`."""
        first, _, blocks = trunk.main
        x = F.leaky_relu_(first(x), _SLOPE)
        for block in blocks:
            x = block.conv2(F.relu_(block.conv1(x))).add_(x)
        return x

    def _own(self, x: Tensor) -> Tensor:
        return x.to(dtype=self.dtype, memory_format=torch.channels_last)


class _Kept(Protocol):
    """Tensors under names, each with a number of its own; see `FeatureStore`, whose words these are."""

    def put(self, name: str, tensor: Tensor, remark: float = 0.0) -> None: ...
    def get(self, name: str) -> Tensor | None: ...
    def remark(self, name: str) -> float | None: ...
    def drop(self, name: str) -> None: ...
    def names(self, prefix: str) -> list[str]: ...


class _OnDisk:
    """Tensors (1, c, h, w) in a FeatureStore, as (h, w, c): so they lie in memory, channels last."""

    def __init__(self, store: FeatureStore, parts: _Parts) -> None:
        self._store, self._device, self._half = store, parts.device, parts.dtype
        self.remark, self.drop, self.names = store.remark, store.drop, store.names

    def put(self, name: str, tensor: Tensor, remark: float = 0.0) -> None:
        lying = tensor[0].permute(1, 2, 0).contiguous().cpu()
        array = lying.view(torch.int16) if lying.dtype == torch.bfloat16 else lying  # numpy knows no bfloat16
        self._store.put(name, array.numpy(), remark)

    def get(self, name: str) -> Tensor | None:
        array = self._store.get(name)
        if array is None:
            return None
        tensor = torch.from_numpy(array)
        tensor = tensor.view(torch.bfloat16) if tensor.dtype == torch.int16 else tensor
        return tensor.to(self._device).permute(2, 0, 1)[None]


class _OnDevice:
    """Tensors where the network is; gone when the process is."""

    def __init__(self) -> None:
        self._tensors: dict[str, tuple[Tensor, float]] = {}

    def put(self, name: str, tensor: Tensor, remark: float = 0.0) -> None:
        self._tensors[name] = (tensor, remark)

    def get(self, name: str) -> Tensor | None:
        kept = self._tensors.get(name)
        return kept[0] if kept else None

    def remark(self, name: str) -> float | None:
        kept = self._tensors.get(name)
        return kept[1] if kept else None

    def drop(self, name: str) -> None:
        self._tensors.pop(name, None)

    def names(self, prefix: str) -> list[str]:
        return sorted(name for name in self._tensors if name.startswith(prefix))


class _Walk:
    """One take on its way through. Names of what is kept: `frame-P-I` cleaned P times, `back-I`, `flow-I` (backward),
    `on-I` the forward feature of the frame before I, and `cleanings` P, once that is known."""

    def __init__(self, network: RealBasicVSR, take: Take, plan: Plan, tell: Tell) -> None:
        self.take, self.plan, self.tell = take, plan, tell
        self.network, self.parts = network, _Parts(network)
        self.source = TakeReader(take)
        store = FeatureStore(take.folder, f"2 {take.key} {self.parts.dtype}")  # 2: of what these walks compute
        self.states: _Kept = _OnDisk(store, self.parts)
        self.kept: _Kept = _OnDevice() if plan.in_memory else self.states
        self.cleanings = 0
        self.most = 0  # the largest number of a frame: 255 or 65535

    # --- the first walk

    def clean(self) -> None:
        """Have every frame cleaned, as often as the mean over the whole take asks for."""
        known, most = self.kept.remark("cleanings"), self.kept.remark("most")
        if known is not None and most is not None:
            self.cleanings, self.most = int(known), int(most)
            return
        self.most = 255 if self.source.frame(0).dtype == np.uint8 else 65535
        w, h = self.take.size_px
        for times in range(1, MOST_CLEANINGS + 1) if self.network.cleans else (0,):
            self.cleanings = times
            mean = self._clean_all(times) / (self.take.frames * 3 * w * h)
            if mean < self.network.clean_threshold / 255.0:
                break
        self.source.close()
        nothing = torch.empty((1, 0, 1, 1))
        self.kept.put("most", nothing, float(self.most))
        self.kept.put("cleanings", nothing, float(self.cleanings))

    def _clean_all(self, times: int) -> float:
        """Make what is not there yet of the frames cleaned `times`; the sum of |what the last cleaning changed|."""
        changed, walks = 0.0, max(1, times) + 1
        for number in range(self.take.frames):
            name = _frame_name(times, number)
            known = self.kept.remark(name)
            if known is None:
                with self.parts.exactly():
                    frame, known = self._cleaned(number, times)
                    self.kept.put(name, frame, known)
                self.tell.step("looking ahead", (walks - 2) * self.take.frames + number + 1, walks * self.take.frames)
            before = _frame_name(times - 1, number)
            if times > 1 and (earlier := self.kept.remark(before)) is not None:
                self.kept.put(before, torch.empty((1, 0, 1, 1)), earlier)  # the picture is not needed any more
            changed += known
        return changed

    def _cleaned(self, number: int, times: int) -> tuple[Tensor, float]:
        """Frame `number` cleaned `times`, from the one cleaned once less often where that is kept."""
        if times == 0:
            return self._pixels(number), 0.0
        frame = self.kept.get(_frame_name(times - 1, number)) if times > 1 else None
        if frame is None or not frame.numel():
            frame, _ = self._cleaned(number, times - 1)
        return self.parts.cleaned(frame)

    def _pixels(self, number: int) -> Tensor:
        pixels = torch.from_numpy(self.source.frame(number).astype(np.float32))
        return pixels.permute(2, 0, 1)[None].to(self.parts.device) / self.most

    def frame(self, number: int) -> Tensor:
        """(1, 3, h, w), cleaned for good."""
        frame = self.kept.get(_frame_name(self.cleanings, number))
        if frame is None:
            frame, changed = self._cleaned(number, self.cleanings)
            self.kept.put(_frame_name(self.cleanings, number), frame, changed)
        return frame

    # --- the second walk

    def look_back(self, start: int) -> None:
        """Have a backward feature of every `every`-th frame from `start` on."""
        every = self.plan.every
        first = -(-start // every) * every
        place, feature = self._nearest(first)
        with self.parts.exactly():
            behind = self.frame(place) if feature is not None else None
        for number in reversed(range(first, place)):
            with self.parts.exactly():
                feature, behind = self._step_back(number, feature, behind)
                if number % every == 0:
                    self.kept.put(f"back-{number:06d}", feature)
            walks = max(1, self.cleanings) + 1
            self.tell.step("looking ahead", walks * self.take.frames - number, walks * self.take.frames)

    def _nearest(self, first: int) -> tuple[int, Tensor | None]:
        """The first frame from `first` on whose backward feature is kept, and that; the end of the take and None."""
        for name in self.kept.names("back-"):
            number = int(name.removeprefix("back-"))
            if number >= first and (feature := self.kept.get(name)) is not None:
                return number, feature
        return self.take.frames, None

    def _step_back(self, number: int, feature: Tensor | None, behind: Tensor | None) -> tuple[Tensor, Tensor]:
        """The backward feature of a frame from that of the frame `behind` it, and the frame."""
        frame, name = self.frame(number), f"flow-{number:06d}"
        flow = self.kept.get(name) if behind is not None and self.plan.every > 1 else None
        if flow is None and behind is not None:
            flow = self.parts.flow(frame, behind)
            if self.plan.every > 1:  # it is wanted once more
                self.kept.put(name, flow)
        return self.parts.step_back(frame, feature, flow), frame

    def backward(self, number: int) -> Tensor:
        """The backward feature of a frame; where it is not kept, all from there to the next that is are made again."""
        kept = self.kept.get(f"back-{number:06d}")
        if kept is not None:
            return kept
        place, feature = self._nearest(number)
        behind = self.frame(place) if feature is not None else None
        for again in reversed(range(number, place)):
            feature, behind = self._step_back(again, feature, behind)
            self.kept.put(f"back-{again:06d}", feature)
        assert feature is not None
        return feature

    # --- the third walk

    def large_frames(self, start: int) -> Iterator[Frame]:
        """Walk on from the newest forward feature that is kept, and make every frame from `start` on."""
        place, feature = self._state(start)
        with self.parts.exactly():
            before = self.frame(place - 1) if place else None
        for number in range(place, self.take.frames):
            large: NDArray[Any] | None = None
            with self.parts.exactly():
                if number % SEGMENT == 0 and feature is not None and number != place:
                    self._keep_state(number, feature)
                frame = self.frame(number)
                flow = self.parts.flow(frame, before) if before is not None else None
                feature, before = self.parts.step_on(frame, feature, flow), frame
                if number >= start:
                    large = self.parts.large(frame, self.backward(number), feature, self.plan.band_rows, self.most)
            del frame, flow
            if number % self.plan.every:
                self.kept.drop(f"back-{number:06d}")
            if large is not None:
                yield large

    def _state(self, start: int) -> tuple[int, Tensor | None]:
        for name in reversed(self.states.names("on-")):
            number = int(name.removeprefix("on-"))
            if number <= start and (feature := self.states.get(name)) is not None:
                return number, feature
        return 0, None

    def _keep_state(self, number: int, feature: Tensor) -> None:
        self.states.put(f"on-{number:06d}", feature)
        for old in self.states.names("on-")[:-_STATES_KEPT]:
            self.states.drop(old)


def _frame_name(cleanings: int, number: int) -> str:
    return f"frame-{cleanings}-{number:06d}"

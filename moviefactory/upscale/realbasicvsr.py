"""RealBasicVSR, a recurrent network that enlarges video four times: it looks along the whole clip, forward and back.

Chan, Zhou, Xu and Loy, "Investigating Tradeoffs in Real-World Video Super-Resolution", CVPR 2022 (arXiv 2111.12704);
its propagation is BasicVSR (Chan et al., CVPR 2021, arXiv 2012.02181), its flow SPyNet (Ranjan and Black, CVPR 2017).
Modules bear the names of the published checkpoint's keys. `RealBasicVSR.forward` is the whole clip at once: the
reference, and what a researcher calls. Films go through `streaming.py`, which calls the same parts frame by frame.

Shapes: frames (n, t, 3, h, w) RGB in [0, 1]; a feature (n, c, h, w); a flow (n, 2, h, w) in pixels, x before y.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from moviefactory.upscale.checkpoint import Sizes, must_match, read_generator

SCALE = 4
MOST_CLEANINGS = 3  # section 3.2 of the paper: cleaning again and again smooths detail away
PUBLISHED_THRESHOLD = 255.0  # of mean |residue| in 0..255: the published configuration cleans once
_LEVELS = 6  # of SPyNet's pyramid: its sides are multiples of 2 ** (_LEVELS - 1)
_SLOPE = 0.1


class ResidualBlock(nn.Module):
    """Two convolutions around a ReLU, added to what came in; no normalisation."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, 1, 1)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(F.relu(self.conv1(x)))


class Trunk(nn.Module):
    """A convolution to `width` channels, then `blocks` residual blocks."""

    def __init__(self, channels: int, width: int, blocks: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels, width, 3, 1, 1),
            nn.LeakyReLU(_SLOPE),
            nn.Sequential(*(ResidualBlock(width) for _ in range(blocks))),
        )

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.main(x)
        return result


class PixelShuffle(nn.Module):
    """Twice the size: a convolution to four times the channels, laid out as pixels."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.upsample_conv = nn.Conv2d(channels, width * 4, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = F.pixel_shuffle(self.upsample_conv(x), 2)
        return result


class _ConvReLU(nn.Module):
    """A 7x7 convolution; `conv` is its name in the checkpoint."""

    def __init__(self, channels: int, width: int, *, last: bool) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, width, 7, 1, 3)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        return x if self.last else F.relu(x)


class _FlowLevel(nn.Module):
    """What one level of the pyramid adds to the flow. x: (n, 8, h, w): frame, warped frame, flow so far."""

    def __init__(self) -> None:
        super().__init__()
        widths = (8, 32, 64, 32, 16, 2)
        pairs = list(pairwise(widths))
        self.basic_module = nn.Sequential(
            *(_ConvReLU(*pair, last=place == len(pairs) - 1) for place, pair in enumerate(pairs))
        )

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.basic_module(x)
        return result


class SPyNet(nn.Module):
    """Optical flow from coarse to fine."""

    mean: Tensor
    std: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.basic_module = nn.ModuleList(_FlowLevel() for _ in range(_LEVELS))
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, frame: Tensor, other: Tensor) -> Tensor:
        """Where in `other` the pixels of `frame` are. Both (n, 3, h, w) in [0, 1]; the flow is (n, 2, h, w)."""
        h, w = frame.shape[-2:]
        step = 2 ** (_LEVELS - 1)
        size = ((h + step - 1) // step * step, (w + step - 1) // step * step)
        if size != (h, w):  # the authors stretch both frames; padding them would move every flow
            frame, other = (F.interpolate(x, size, mode="bilinear", align_corners=False) for x in (frame, other))
        flow = self._of_multiples(frame, other)
        if size == (h, w):
            return flow
        flow = F.interpolate(flow, (h, w), mode="bilinear", align_corners=False)
        return flow * flow.new_tensor([w / size[1], h / size[0]]).view(1, 2, 1, 1)

    def _of_multiples(self, frame: Tensor, other: Tensor) -> Tensor:
        frames, others = self._pyramid(frame), self._pyramid(other)
        n, _, h, w = frames[0].shape
        flow = frame.new_zeros(n, 2, h, w)
        for level, module in enumerate(self.basic_module):
            if level:
                flow = F.interpolate(flow, scale_factor=2, mode="bilinear", align_corners=True) * 2.0
            moved = warp(others[level], flow, "border")
            flow = flow + module(torch.cat([frames[level], moved, flow], 1))
        return flow

    def _pyramid(self, frame: Tensor) -> list[Tensor]:
        levels = [(frame - self.mean) / self.std]
        for _ in range(_LEVELS - 1):
            levels.append(F.avg_pool2d(levels[-1], 2, 2, count_include_pad=False))
        return levels[::-1]


class BasicVSR(nn.Module):
    """Two trunks that walk the clip in both directions, and the head that makes a large frame of what they know."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.width = width
        self.spynet = SPyNet()
        self.backward_resblocks = Trunk(width + 3, width, blocks)
        self.forward_resblocks = Trunk(width + 3, width, blocks)
        self.fusion = nn.Conv2d(width * 2, width, 1)
        self.upsample1 = PixelShuffle(width, width)
        self.upsample2 = PixelShuffle(width, 64)
        self.conv_hr = nn.Conv2d(64, 64, 3, 1, 1)
        self.conv_last = nn.Conv2d(64, 3, 3, 1, 1)

    def flow(self, frame: Tensor, other: Tensor) -> Tensor:
        flow: Tensor = self.spynet(frame, other)
        return flow

    def step_back(self, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        """The backward feature of `frame` from that of the frame after it; None for both at the last one."""
        return self._step(self.backward_resblocks, frame, feature, flow)

    def step_on(self, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        """The forward feature of `frame` from that of the frame before it; None for both at the first one."""
        return self._step(self.forward_resblocks, frame, feature, flow)

    def _step(self, trunk: nn.Module, frame: Tensor, feature: Tensor | None, flow: Tensor | None) -> Tensor:
        if feature is None or flow is None:
            n, _, h, w = frame.shape
            moved = frame.new_zeros(n, self.width, h, w)
        else:
            moved = warp(feature, flow, "zeros")
        result: Tensor = trunk(torch.cat([frame, moved], 1))
        return result

    def head(self, frame: Tensor, backward: Tensor, forward: Tensor) -> Tensor:
        """The large frame, (n, 3, 4h, 4w). A row of it depends on two rows of the features above and below."""
        base = F.interpolate(frame, scale_factor=SCALE, mode="bilinear", align_corners=False)
        return self.detail(backward, forward) + base

    def detail(self, backward: Tensor, forward: Tensor) -> Tensor:
        """What is added to the plainly enlarged frame."""
        x = F.leaky_relu(self.fusion(torch.cat([backward, forward], 1)), _SLOPE)
        x = F.leaky_relu(self.upsample1(x), _SLOPE)
        x = F.leaky_relu(self.upsample2(x), _SLOPE)
        result: Tensor = self.conv_last(F.leaky_relu(self.conv_hr(x), _SLOPE))
        return result


class RealBasicVSR(nn.Module):
    """Cleaning (what is noise and compression goes), then BasicVSR.

    `clean_threshold`: a clip is cleaned again, three times at most, while the mean of |what the last cleaning changed|
    over the whole clip reaches it; on the scale 0 to 255. The published configuration is 255: cleaned once.
    Without cleaning blocks the network is a BasicVSR: it has no `image_cleaning`, and frames stay as they are.
    """

    def __init__(self, sizes: Sizes | None = None, clean_threshold: float = PUBLISHED_THRESHOLD) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.clean_threshold = clean_threshold
        self.cleans = sizes.cleaning_blocks > 0
        if self.cleans:
            self.image_cleaning = nn.Sequential(
                Trunk(3, sizes.width, sizes.cleaning_blocks), nn.Conv2d(sizes.width, 3, 3, 1, 1)
            )
        self.basicvsr = BasicVSR(sizes.width, sizes.propagation_blocks)

    def forward(self, frames: Tensor) -> Tensor:
        """(n, t, 3, h, w) in [0, 1] -> (n, t, 3, 4h, 4w), not clamped. Any h, w and t from 1; `frames` stays as it is.

        Memory grows with t (about 0.43 KB per pixel and frame, and 13 KB per pixel for the head).
        """
        cleaned = self.clean(frames)
        net, t = self.basicvsr, frames.shape[1]
        backward: list[Tensor] = []
        for i in reversed(range(t)):
            flow = net.flow(cleaned[:, i], cleaned[:, i + 1]) if backward else None
            backward.append(net.step_back(cleaned[:, i], backward[-1] if backward else None, flow))
        feature: Tensor | None = None
        large = []
        for i in range(t):
            flow = net.flow(cleaned[:, i], cleaned[:, i - 1]) if i else None
            feature = net.step_on(cleaned[:, i], feature, flow)
            large.append(net.head(cleaned[:, i], backward.pop(), feature))
        return torch.stack(large, 1)

    def clean(self, frames: Tensor) -> Tensor:
        """Section 3.2 of the paper. One mean decides for the whole clip: cleaned unequally often, it would flicker."""
        if not self.cleans:
            return frames
        for _ in range(MOST_CLEANINGS):
            residue = torch.stack([self.residue(frames[:, i]) for i in range(frames.shape[1])], 1)
            frames = frames + residue
            if residue.abs().mean() < self.clean_threshold / 255.0:
                break
        return frames

    def residue(self, frame: Tensor) -> Tensor:
        """What cleaning adds to `frame` (n, 3, h, w); only of a network that `cleans`."""
        result: Tensor = self.image_cleaning(frame)
        return result


def warp(x: Tensor, flow: Tensor, beyond: str) -> Tensor:
    """`x` (n, c, h, w) looked up where `flow` points; `beyond` the edge: "zeros" or "border" (the edge goes on).

    Coordinates are exact in float32 only: at 768 columns those of bfloat16 are off by up to 3.3 pixels.
    """
    h, w = x.shape[-2:]
    flow = flow.float()
    rows = torch.arange(h, device=flow.device, dtype=torch.float32).view(1, h, 1)
    columns = torch.arange(w, device=flow.device, dtype=torch.float32).view(1, 1, w)
    grid_x = 2.0 * (columns + flow[:, 0]) / max(w - 1, 1) - 1.0
    grid_y = 2.0 * (rows + flow[:, 1]) / max(h - 1, 1) - 1.0
    grid = torch.stack([grid_x, grid_y], 3)
    if beyond == "border" and x.device.type == "mps":  # which knows no border before torch 2.11; this is the same
        grid, beyond = grid.clamp(-1.0, 1.0), "zeros"
    moved = F.grid_sample(x.float(), grid, mode="bilinear", padding_mode=beyond, align_corners=True)
    return moved.to(x.dtype)


def load_realbasicvsr(path: Path | str, clean_threshold: float = PUBLISHED_THRESHOLD) -> RealBasicVSR:
    """The network with the weights of `path`, on the CPU, float32, ready to enlarge (eval, no gradients).

    path: `RealBasicVSR_x4.pth` as published, a bare state dict of the generator, or a BasicVSR; .pth or .safetensors.
    Width and depth are read from the shapes. Raises PlanError naming the file where it is no such checkpoint; missing
    and unexpected keys are named.
    """
    weights, sizes = read_generator(Path(path))
    with torch.device("meta"):
        network = RealBasicVSR(sizes, clean_threshold)
    must_match(Path(path), weights, network.state_dict())
    network.load_state_dict(weights, strict=True, assign=True)
    network.eval().requires_grad_(False)
    return network

"""Noise that all shots of a movie have in common: what a diffusion model makes of a shot begins with it.

z = sqrt(share) z_common + sqrt(1 - share) z_own, which is noise of unit variance again. The common part is drawn frame
by frame, so that shots of other lengths begin alike. Works by taking the place of `randn_tensor` in the modules of the
pipeline; knows nothing of prompts and seeds but the two it is given.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from moviefactory.errors import PlanError
from moviefactory.video.pipeline.rules import config_of

_DRAW = "randn_tensor"  # of diffusers.utils.torch_utils, as each pipeline module imports it


@contextmanager
def shared_noise(pipe: Any, share: float, common_seed: int) -> Iterator[None]:
    """While open, the first noise of each shape that `pipe` draws has `share` (0..1) in common with other calls.

    0 changes nothing. 1 makes shots of any seed begin with the same noise. Raises PlanError, at once where it can be
    seen and at the end where not, when the pipeline draws its noise in another way.
    """
    if share <= 0:
        yield
        return
    modules = [module for module in _modules(pipe) if hasattr(module, _DRAW)]
    if not modules:
        raise _cannot(pipe)
    mixed = _Mixed(pipe, share, common_seed)
    before = [(module, getattr(module, _DRAW)) for module in modules]
    try:
        for module, draw in before:
            setattr(module, _DRAW, mixed.instead_of(draw))
        yield
    finally:
        for module, draw in before:
            setattr(module, _DRAW, draw)
    if not mixed.seen:
        raise _cannot(pipe)


class _Mixed:
    """Draws as the pipeline does, and mixes the common noise into the first draw of each shape."""

    def __init__(self, pipe: Any, share: float, seed: int) -> None:
        self.pipe, self.share, self.seed = pipe, min(share, 1.0), seed
        self.seen: set[tuple[int, ...]] = set()

    def instead_of(self, draw: Any) -> Any:
        """A function of `randn_tensor`'s signature. It draws its own noise first, so later draws are unchanged."""

        def randn_tensor(shape: Any, *args: Any, **options: Any) -> torch.Tensor:
            own: torch.Tensor = draw(shape, *args, **options)
            size = tuple(own.shape)
            if size in self.seen:
                return own
            self.seen.add(size)
            common = common_noise(size, self.seed, _time_axis(self.pipe, size)).to(own.device)
            mixed = math.sqrt(self.share) * common + math.sqrt(1 - self.share) * own.float()
            return mixed.to(own.dtype)

        return randn_tensor


def common_noise(size: tuple[int, ...], seed: int, time_axis: int | None) -> torch.Tensor:
    """Noise of `size`, float32, the same for all videos of a batch. A frame's noise does not depend on how many follow.

    `size` is (batch, ...); `time_axis` counts the frames in it, None where there are none.
    """
    source = torch.Generator("cpu").manual_seed(seed)
    if time_axis is None:
        return torch.randn((1, *size[1:]), generator=source).expand(size).contiguous()
    rest = (1, *(length for axis, length in enumerate(size) if axis not in (0, time_axis)))
    frames = [torch.randn(rest, generator=source) for _ in range(size[time_axis])]
    return torch.stack(frames, dim=time_axis).expand(size).contiguous()


def _time_axis(pipe: Any, size: tuple[int, ...]) -> int | None:
    """Of (batch, channels, frames, h, w), or (batch, frames, channels, h, w) as CogVideoX has it."""
    if len(size) != 5:
        return None
    known = {config_of(getattr(pipe, part, None)).get(key) for part, key in _WIDTHS} - {None}
    return 1 if size[2] in known and size[1] not in known else 2


_WIDTHS = (("vae", "latent_channels"), ("vae", "z_dim"), ("transformer", "out_channels"), ("unet", "out_channels"))


def _modules(pipe: Any) -> list[Any]:
    """Those of the pipeline's class and of all that it is made of: FreeNoise draws in a module of its own."""
    names = dict.fromkeys(kind.__module__ for kind in type(pipe).__mro__)
    return [sys.modules[name] for name in names if name in sys.modules]


def _cannot(pipe: Any) -> PlanError:
    return PlanError(
        f"video.diffusion.shared_noise: {type(pipe).__name__} does not draw its first noise where it could be shared; "
        "set it to 0, or choose another model"
    )

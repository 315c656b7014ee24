"""Several texts in one take: which prompt counts at which frame, and AnimateDiff's way beyond what it was taught.

AnimateDiff takes all texts of a pass at once and blends between them (FreeNoise, arXiv 2310.15169: windows of frames
with shared noise). Every other model takes one text in a pass, so a longer take changes its words where passes join.
Knows nothing of pictures. Needs torch only through the pipeline that it is given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from moviefactory.movie import Beat
from moviefactory.video.pipeline.rules import motion_frames

if TYPE_CHECKING:
    from moviefactory.video.pipeline.call import Wish

_WINDOW = 16  # frames that AnimateDiff's motion modules see at once in FreeNoise, as in its paper
_STRIDE = 4
_COUNTED = 32  # frames that a motion module can count which does not say it
_BLEND_S = 0.5  # how long one text takes to become the next


def prompts_of(
    prompt: str, beats: Iterable[Beat], frame_rate: Fraction | float, start: int, frames: int
) -> Mapping[int, str]:
    """The texts of the pass that shows frames [start, start + frames) of a take: frame of the pass -> text from there.

    The first key is always 0. A beat counts from the first frame that is shown at or after its second.
    """
    told = {0: prompt}
    for beat in sorted(beats, key=lambda one: one.at):
        frame = frame_of(beat, frame_rate)
        if frame <= start:
            told[0] = beat.prompt
        elif frame < start + frames:
            told[frame - start] = beat.prompt
    return told


def frame_of(beat: Beat, frame_rate: Fraction | float) -> int:
    """The first frame that is shown at or after the beat's second."""
    rate = frame_rate if isinstance(frame_rate, Fraction) else Fraction(str(frame_rate))
    return math.ceil(Fraction(str(beat.at)) * rate)


def takes_prompts(pipe: Any) -> bool:
    """Whether one pass of this pipeline can be told several texts."""
    return hasattr(pipe, "enable_free_noise")


def worded(pipe: Any, wish: Wish, beats: Iterable[Beat], start: int) -> Wish:
    """`wish` (its prompt is the take's first) with the text or texts of the pass that begins at frame `start`.

    Beats are counted at the wish's frame rate.
    """
    told = prompts_of(wish.prompt, beats, wish.frame_rate, start, wish.frames)
    return replace(wish, prompt=told[0], prompts=told if takes_prompts(pipe) and len(told) > 1 else {})


def stretched(pipe: Any, wish: Wish, most: int) -> Wish:
    """Turns FreeNoise on where this wish needs it, off where not, so that no shot depends on the one before it.

    It is needed for several texts, and for more than `most` frames (those that the motion modules were taught, and
    never more than they can count).
    """
    if not takes_prompts(pipe):
        return wish
    most = min(most, motion_frames(pipe) or _COUNTED)
    if len(wish.prompts) > 1 or wish.frames > most:
        _free_noise(pipe, min(_WINDOW, most, wish.frames))
        return replace(wish, prompts=held(wish.prompts, round(wish.frame_rate * _BLEND_S)))
    _no_free_noise(pipe)
    return replace(wish, prompt=wish.prompts.get(0, wish.prompt), prompts={})


def held(prompts: Mapping[int, str], blend: int) -> Mapping[int, str]:
    """`prompts` with each text held until `blend` frames before the next: AnimateDiff blends from key to key."""
    told: dict[int, str] = {}
    for frame, text in sorted(prompts.items()):
        if told and frame - blend > max(told):
            told[frame - blend] = told[max(told)]
        told[frame] = text
    return told


def _free_noise(pipe: Any, window: int) -> None:
    """On, with windows of `window` frames. Twice is as once: blocks that are there are only told their numbers."""
    dtype, device = pipe.unet.dtype, pipe.unet.device
    pipe.enable_free_noise(context_length=window, context_stride=min(_STRIDE, window))
    _settled(pipe, dtype, device)


def _no_free_noise(pipe: Any) -> None:
    """Off, also where a relative on the same UNet turned it on. diffusers' own way fails without a middle block."""
    pipe._free_noise_context_length = None
    if not any(type(one).__name__ == "FreeNoiseTransformerBlock" for one in pipe.unet.modules()):
        return
    dtype, device = pipe.unet.dtype, pipe.unet.device
    for block in _moving(pipe):
        pipe._disable_free_noise_in_block(block)
    _settled(pipe, dtype, device)


def _settled(pipe: Any, dtype: Any, device: Any) -> None:
    """diffusers makes the new blocks in the dtype of the pipeline's first part (the VAE's) and in training mode."""
    for block in _moving(pipe):
        for module in block.motion_modules:
            module.transformer_blocks.to(device=device, dtype=dtype).eval()


def _moving(pipe: Any) -> list[Any]:
    """The blocks of the UNet that have motion modules; the middle one has none in older adapters."""
    blocks = (*pipe.unet.down_blocks, pipe.unet.mid_block, *pipe.unet.up_blocks)
    return [block for block in blocks if getattr(block, "motion_modules", None) is not None]

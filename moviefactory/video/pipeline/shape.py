"""How one shot is asked of a model: how many frames at the model's rate, in which passes, of which size, what is kept.

The movie counts its own frames at its own rate and wants one size; a model has a rate, a longest pass, frame numbers of
the form stride * k + 1, sizes on a multiple, and an area that it was trained on. This file is the arithmetic between
the two. It knows no tensor, no file and no model by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Literal

from moviefactory.errors import PlanError
from moviefactory.settings import DiffusionSettings
from moviefactory.video.pipeline.family import Family

Link = Literal["none", "last-frame", "overlap", "free-noise"]
Size = tuple[int, int]

MOST_SLOWED = 2.0  # beyond it, time stretched between two frames shows as a slide show
LOSS_WEIGHT = 0.5  # of a pixel that is generated and cropped, against one that is kept
NEAR_RATE = 0.06  # 25 and 24, 30 and 29.97: frames are shown as they are, as in the cinema, rather than made anew
WIDEST = 3.0  # long side to short side of what is asked of a model; a stranger picture is cut out of one like that


@dataclass(frozen=True)
class Limits:
    """What a model can do in one pass. `native_px` is what it was trained on: its area is the budget of a wide one."""

    multiple: int
    stride: int
    frame_rate: Fraction
    most_frames: int
    native_px: Size
    wide: bool
    overlap: int
    scale: float = 1.0  # of the sides that are asked of it: below 1 where memory is short


@dataclass(frozen=True)
class Take:
    """One shot as it is asked of a model.

    `size_px` is generated, `crop_px` is the window of it that has the clip's aspect. `frames` are needed in all, at
    `frame_rate` (the model's); passes may give more, the rest is trimmed. `most_frames` is the longest pass (a valid
    number), `overlap` how many of its frames a pass takes over from the one before. Where `slowed` is above 1, the
    frames are shown that much slower than the model means them.
    """

    size_px: Size
    crop_px: Size
    frames: int
    frame_rate: Fraction
    most_frames: int
    overlap: int
    slowed: float
    multiple: int
    stride: int

    @property
    def passes(self) -> tuple[int, ...]:
        """Frames asked of each pass. All passes are alike: none is too short to move, and compiled code fits them all.

        Together they give `sum(passes) - (len(passes) - 1) * overlap` >= `frames` new frames.
        """
        count = _passes(self.frames, self.most_frames, self.overlap)
        each = snapped(ceil((self.frames + (count - 1) * self.overlap) / count), self.stride)
        return (each,) * count

    @property
    def shown_rate(self) -> Fraction:
        """The rate that the frames are shown at: the model's, less where the shot is slowed."""
        return self.frame_rate / Fraction(self.slowed).limit_denominator(1_000_000)

    @property
    def cropped(self) -> float:
        """Share of the generated picture that is not kept, 0 to 1."""
        return 1 - (self.crop_px[0] * self.crop_px[1]) / (self.size_px[0] * self.size_px[1])


def limits_of(family: Family, settings: DiffusionSettings) -> Limits:
    """What `family` can do where `settings` says nothing else."""
    return Limits(
        multiple=family.multiple,
        stride=family.stride,
        frame_rate=Fraction(settings.frame_rate or family.frame_rate).limit_denominator(1001),
        most_frames=settings.most_frames or family.most_frames,
        native_px=settings.native_px or family.native_px,
        wide=family.wide if settings.wide is None else settings.wide,
        overlap=family.overlap,
    )


def reduced(model: Limits, frames_share: float = 1.0, scale: float = 1.0) -> Limits:
    """`model` asked for less: passes of a share of its frames (0..1], sides of `scale` (0..1] of their length."""
    most = max(1, floor(model.most_frames * frames_share))
    return replace(model, most_frames=most, scale=model.scale * scale)


def plan_take(frames: int, frame_rate: Fraction, size_px: Size, model: Limits, link: Link) -> Take:
    """How `frames` of the movie's clock at `frame_rate` and of `size_px` (width, height) are asked of `model`.

    A model's rate near the movie's counts as the same. A shot that is longer than one pass is chained as `link` says;
    where nothing chains ("none"), its time is stretched up to MOST_SLOWED. Raises PlanError when it would be stretched
    further, or when a chained pass would bring nothing.
    """
    generated, window = sized(size_px, model)
    if abs(model.frame_rate / frame_rate - 1) <= NEAR_RATE:
        model = replace(model, frame_rate=frame_rate)
    per_frame = model.frame_rate / frame_rate  # of the model's frames to one of the movie's
    most, overlap, slowed = snapped_down(model.most_frames, model.stride), 0, 1.0
    wanted = _wanted(frames, per_frame)
    held = floor((frames - 1) * per_frame) + 1  # one less: the last frame stands for less than a frame of the model's
    if held <= most:
        wanted = min(wanted, most)
    elif link == "free-noise":
        most = max(most, snapped(wanted, model.stride))
    elif link == "none":
        slowed = _slowed(frames, frame_rate, model, most)
        wanted = most
    else:
        overlap = _overlap(model, most, link)
    if _passes(held, most, overlap) < _passes(wanted, most, overlap):
        wanted = held
    return Take(generated, window, wanted, model.frame_rate, most, overlap, slowed, model.multiple, model.stride)


def snapped(frames: int, stride: int) -> int:
    """The least valid number (stride * k + 1) that is not below `frames`."""
    return max(0, -(-(frames - 1) // stride)) * stride + 1


def snapped_down(frames: int, stride: int) -> int:
    """The greatest valid number (stride * k + 1) that is not above `frames`; at least 1."""
    return max(0, (frames - 1) // stride) * stride + 1


def sized(size_px: Size, model: Limits) -> tuple[Size, Size]:
    """What is generated for a clip of `size_px`, and the window of it that is kept.

    A model that renders wide gets the clip's own aspect: as many pixels as the clip has, but no more than the area it
    was trained on. Another model gets the size it was trained on.
    """
    if not model.wide:
        width, height = (_to_multiple(side * model.scale, model.multiple) for side in model.native_px)
        return (width, height), window_of((width, height), size_px)
    budget = model.native_px[0] * model.native_px[1]
    area = min(size_px[0] * size_px[1], budget) * model.scale**2
    generated = _nearest_size(_tamed(size_px), area, budget * model.scale**2, model.multiple)
    return generated, window_of(generated, size_px)


def window_of(generated: Size, size_px: Size) -> Size:
    """The largest window of `generated` with the aspect of `size_px`."""
    (width, height), (clip_width, clip_height) = generated, size_px
    if width * clip_height >= clip_width * height:
        return max(1, min(width, round(height * clip_width / clip_height))), height
    return width, max(1, min(height, round(width * clip_height / clip_width)))


def centred(outer: Size, inner: Size) -> tuple[int, int]:
    """The upper left corner (x, y) of `inner` in the middle of `outer`."""
    return (outer[0] - inner[0]) // 2, (outer[1] - inner[1]) // 2


def _wanted(frames: int, per_frame: Fraction) -> int:
    """Frames of the model's that lie before, between and after all of the movie's moments."""
    return ceil((frames - 1) * per_frame) + 1


def _passes(frames: int, most: int, overlap: int) -> int:
    return 1 if frames <= most or most <= overlap else ceil((frames - overlap) / (most - overlap))


def _overlap(model: Limits, most: int, link: Link) -> int:
    """Frames that a following pass takes over: a valid number, so that the VAE reads them whole, and at most half."""
    if most < 2:
        raise PlanError(
            f"a pass of {model.most_frames} frames holds no second picture of a model that counts in steps of "
            f"{model.stride}; set video.diffusion.most_frames to {model.stride + 1} or more, or leave it out"
        )
    if link == "last-frame":
        return 1
    return min(snapped(max(1, model.overlap), model.stride), snapped_down(max(1, most // 2), model.stride))


def _slowed(frames: int, frame_rate: Fraction, model: Limits, most: int) -> float:
    """How many times slower `most` frames must be shown to last the shot."""
    slowed = (frames - 1) * model.frame_rate / frame_rate / (most - 1) if most > 1 else Fraction(frames)
    if slowed <= MOST_SLOWED:
        return float(slowed)
    seconds, longest = float(frames / frame_rate), float(most / model.frame_rate)
    parts = ceil(seconds / longest)
    raise PlanError(
        f"the shot lasts {seconds:.3g} s, and the model renders {longest:.3g} s ({most} frames at "
        f"{float(model.frame_rate):g}/s) and cannot go on from there; cut the shot into {parts} or more, or take a "
        "model that goes on from its last frame and leave video.diffusion.chain at auto, or set "
        "video.diffusion.most_frames higher if the model can do more"
    )


def _to_multiple(side: float, multiple: int) -> int:
    return max(1, round(side / multiple)) * multiple


def _tamed(size_px: Size) -> tuple[float, float]:
    """`size_px`, its short side made as long as models can bear (WIDEST); the rest is cropped."""
    width, height = size_px
    return max(width, height / WIDEST), max(height, width / WIDEST)


def _nearest_size(shape: tuple[float, float], area: float, budget: float, multiple: int) -> Size:
    """The size on `multiple` with the aspect of `shape`: of at least `area` kept pixels where the budget allows it,
    then as small as can be; else the one that keeps most and loses least."""
    aspect = shape[0] / shape[1]
    best: Size = (multiple, multiple)
    best_score = (False, -float("inf"))
    for width, height in _candidates(aspect, budget, multiple):
        kept = min(width / aspect, height) * min(height * aspect, width)
        reaches = kept >= area * (1 - 1e-9)
        score = (reaches, -width * height if reaches else kept - LOSS_WEIGHT * (width * height - kept))
        if score > best_score:
            best, best_score = (width, height), score
    return best


def _candidates(aspect: float, budget: float, multiple: int) -> Iterator[Size]:
    """Sizes on `multiple` within `budget`, just above and just below the aspect."""
    for width in range(multiple, ceil(sqrt(budget * aspect) / multiple + 1) * multiple + 1, multiple):
        low = max(1, floor(width / aspect / multiple)) * multiple
        for height in (low, low + multiple):
            if width * height <= budget:
                yield width, height

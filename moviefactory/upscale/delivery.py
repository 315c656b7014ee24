"""What an enlarged clip is delivered as: size, rate, shape, encoder; and the ffmpeg filters that bring frames there.

It knows no upscaler and starts nothing: arithmetic and text.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from moviefactory.errors import PlanError
from moviefactory.media.frames import BT709, TO_YUV420P

# The enlarged clip is read once more by the cut, so its encoder is the fastest one and nearly lossless: at 3072x1280
# `ultrafast` at crf 12 takes a third of the time of `veryfast` and leaves more than 45 dB.
_FAST = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "12", "-bf", "0", *BT709)
INTERMEDIATE = (*_FAST, "-crf", "12")
# Frames with grain and no drawn detail: at crf 14 both this encoding and the cut that reads it are cheaper, by as much
# as the grain costs (48 frames: 2.2 + 6.2 s of a processor, against 2.4 + 7.2 s at crf 12).
LIGHT_INTERMEDIATE = (*_FAST, "-crf", "14")


@dataclass(frozen=True)
class Delivery:
    """`size_px` is even in both directions; pixels are square. `fit`: "crop" covers the frame and loses the edges,
    "fit" shows all between black bars.

    `strength` in [0, 1]: of what the upscaler draws; the rest is the plainly enlarged frame. `encoder`: ffmpeg's output
    arguments, of a codec that an mp4 file holds. `color`: ffmpeg filters from RGB to the encoder's matrix, range and
    pixel format, tags included. Raises PlanError for a size or a strength that cannot be.
    """

    size_px: tuple[int, int]
    frame_rate: Fraction
    fit: Literal["crop", "fit"] = "crop"
    strength: float = 1.0
    encoder: tuple[str, ...] = INTERMEDIATE
    color: str = TO_YUV420P

    def __post_init__(self) -> None:
        width, height = self.size_px
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise PlanError(f"cannot enlarge to {width}x{height}: width and height must be even numbers from 2 on")
        if not 0 <= self.strength <= 1:
            raise PlanError(f"a strength of {self.strength} is not between 0 and 1")
        if self.frame_rate <= 0:
            raise PlanError(f"a frame rate of {self.frame_rate} is not above 0")


def times_larger(size_px: tuple[int, int], delivery: Delivery) -> Fraction:
    """How many times larger a picture of `size_px` becomes; 1 and less: it need not be enlarged."""
    ratios = [Fraction(there, here) for here, there in zip(size_px, delivery.size_px, strict=True)]
    return max(ratios) if delivery.fit == "crop" else min(ratios)


def filters(size_px: tuple[int, int], delivery: Delivery, finish: str = "", *, color_first: bool = False) -> str:
    """The encoder's filters: RGB frames of `size_px` become `delivery.size_px`, then comes `finish`.

    color_first: convert to the encoder's pixel format before the enlargement, which is a third faster where the frames
    are small; their colour is then enlarged at the resolution that 4:2:0 leaves of it.
    """
    chain = [*_sized(size_px, delivery), finish, "setsar=1"]
    chain.insert(0 if color_first else -2, delivery.color)
    return ",".join(part for part in chain if part)


def _sized(size_px: tuple[int, int], delivery: Delivery) -> list[str]:
    """Scaled about the centre, then cropped or set between bars."""
    if size_px == delivery.size_px:
        return []
    width, height = delivery.size_px
    inner_width, inner_height = _inner(size_px, delivery)
    parts = []
    if (inner_width, inner_height) != size_px:
        parts.append(f"scale={inner_width}:{inner_height}:flags=lanczos+accurate_rnd+full_chroma_int")
    if inner_width > width or inner_height > height:
        parts.append(f"crop={width}:{height}")
    elif inner_width < width or inner_height < height:
        parts.append(f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2")
    return parts


def _inner(size_px: tuple[int, int], delivery: Delivery) -> tuple[int, int]:
    """The size of the whole picture within (or around) the frame: even, and one side is exactly the frame's."""
    factor = times_larger(size_px, delivery)
    width, height = (2 * round(side * factor / 2) for side in size_px)
    most = delivery.size_px
    if delivery.fit == "crop":
        return max(width, most[0]), max(height, most[1])
    return max(2, min(width, most[0])), max(2, min(height, most[1]))

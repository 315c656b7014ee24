"""The filters that bring frames of any size to a delivery: nothing is squeezed, nothing is cut that need not be."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import PlanError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import read_frames
from moviefactory.media.probe import probe
from moviefactory.upscale.delivery import Delivery, filters, times_larger

RATE = Fraction(24)
WIDE = Delivery((320, 128), RATE)
WHOLE = Delivery((320, 128), RATE, "fit")


def shown(tmp_path: Path, size_px: tuple[int, int], delivery: Delivery, finish: str = "", **how: bool) -> np.ndarray:
    """A white ring in the middle of an orange picture of `size_px`, through the filters and the encoder."""
    width, height = size_px
    side = min(size_px) // 2
    picture = f"color=0xC06020:s={width}x{height}:r=24:d=0.04,format=rgb24"
    square = f"drawbox=x={(width - side) // 2}:y={(height - side) // 2}:w={side}:h={side}:color=white:t=fill"
    chain = f"{picture},{square},format=rgb24,{filters(size_px, delivery, finish, **how)}"
    run_ffmpeg(["-f", "lavfi", "-i", chain, *delivery.encoder, str(tmp_path / "out.mp4")], what="drawing")
    info = probe(tmp_path / "out.mp4")
    assert info.pixel_format == "yuv420p"
    assert info.color.startswith("tv, bt709")
    return next(iter(read_frames(tmp_path / "out.mp4"))).astype(int)


def square_of(frame: np.ndarray) -> tuple[int, int, int, int]:
    """left, right, top, bottom of what is white."""
    rows, columns = np.where(frame.min(axis=2) > 128)
    return int(columns.min()), int(columns.max()) + 1, int(rows.min()), int(rows.max()) + 1


@pytest.mark.parametrize("size_px", [(80, 32), (320, 128), (160, 120), (70, 66), (191, 79), (40, 120), (640, 128)])
@pytest.mark.parametrize("delivery", [WIDE, WHOLE], ids=["crop", "fit"])
def test_a_square_stays_square_and_in_the_middle(tmp_path: Path, size_px: tuple[int, int], delivery: Delivery) -> None:
    frame = shown(tmp_path, size_px, delivery)
    assert frame.shape == (128, 320, 3)
    left, right, top, bottom = square_of(frame)
    side = min(size_px) // 2 * float(times_larger(size_px, delivery))
    assert abs(right - left - side) <= 4
    assert abs(bottom - top - min(side, 128)) <= 4
    assert abs(left + right - 320) <= 6
    assert abs(top + bottom - 128) <= 6


def test_a_crop_leaves_no_bars_and_a_fit_leaves_black_ones(tmp_path: Path) -> None:
    covered = shown(tmp_path, (120, 120), WIDE)
    assert np.abs(covered[64, [2, 317]] - (192, 96, 32)).max() < 8
    whole = shown(tmp_path, (120, 120), WHOLE)
    assert whole[:, [2, 90, 230, 317]].max() < 8
    assert np.abs(whole[4, 110] - (192, 96, 32)).max() < 8


@pytest.mark.parametrize("first", [False, True])
def test_colours_survive_wherever_they_are_converted(tmp_path: Path, first: bool) -> None:
    frame = shown(tmp_path, (80, 32), WIDE, color_first=first)
    assert np.abs(frame[4:60, 4:40] - (192, 96, 32)).max() < 8


def test_the_finish_comes_when_the_frames_have_their_size(tmp_path: Path) -> None:
    chain = filters((80, 32), WIDE, "noise=c0s=4")
    assert chain.index("scale=320:128") < chain.index("noise=c0s=4")
    assert shown(tmp_path, (80, 32), WIDE, "noise=c0s=60", color_first=True)[:30, :60].std() > 4


def test_frames_of_the_right_size_are_not_scaled() -> None:
    assert filters((320, 128), WIDE) == f"{WIDE.color},setsar=1"


def test_how_much_larger_depends_on_what_may_be_lost() -> None:
    assert times_larger((160, 128), WIDE) == 2
    assert times_larger((160, 128), WHOLE) == 1
    assert times_larger((768, 320), Delivery((3072, 1280), RATE)) == 4


@pytest.mark.parametrize("size_px", [(321, 128), (320, 127), (0, 2), (2, -2)])
def test_sizes_that_no_encoder_takes_are_refused(size_px: tuple[int, int]) -> None:
    with pytest.raises(PlanError, match="even numbers"):
        Delivery(size_px, RATE)


def test_a_strength_beyond_one_is_refused() -> None:
    with pytest.raises(PlanError, match="between 0 and 1"):
        Delivery((320, 128), RATE, strength=1.2)

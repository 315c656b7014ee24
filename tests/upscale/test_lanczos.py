"""The upscaler that is always there: crisper than the filter alone, with a light grain, and the same twice."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from moviefactory.jobs.job import Tell
from moviefactory.media.frames import read_frames
from moviefactory.settings import UpscaleSettings
from moviefactory.upscale import Frame, Take
from moviefactory.upscale.delivery import Delivery
from moviefactory.upscale.enlarge import enlarge
from moviefactory.upscale.lanczos import Lanczos, Plain, sharpened

LANCZOS = Lanczos(UpscaleSettings(upscaler="lanczos"))
DELIVERY = Delivery((256, 128), Fraction(24))


def edges(number: int) -> Frame:
    """A grey field with soft dark bars."""
    frame = np.full((32, 64, 3), 150, np.uint8)
    frame[:, 20:24] = frame[:, 40:48] = 60
    return cv2.GaussianBlur(frame, (0, 0), 0.8)


def take(folder: Path, frames: int = 4, key: str = "k") -> Take:
    def read(start: int) -> Iterator[Frame]:
        return (edges(number) for number in range(start, frames))

    return Take(frames, (64, 32), read, folder, key)


def made(folder: Path, upscaler: Lanczos, name: str) -> list[np.ndarray]:
    enlarge([take(folder / name)], upscaler, DELIVERY, folder / f"{name}.mp4")
    return [frame.astype(float) for frame in read_frames(folder / f"{name}.mp4")]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_edges_are_steeper_and_flat_parts_stay(dtype: type) -> None:
    frame = edges(0).astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    sharp = sharpened(frame)
    assert (sharp.dtype, sharp.shape) == (frame.dtype, frame.shape)
    assert np.abs(sharp[:, :12].astype(int) - frame[:, :12]).max() <= 1
    steepness = [np.abs(np.diff(one[16, :, 1].astype(int))).max() for one in (sharp, frame)]
    assert 1.15 * steepness[1] < steepness[0] < 1.5 * steepness[1]


def test_it_is_sharper_than_the_filter_alone(tmp_path: Path) -> None:
    ours, plain = (made(tmp_path, tool, tool.name)[0] for tool in (LANCZOS, Plain()))
    ours, plain = (cv2.GaussianBlur(one, (0, 0), 1)[64, :, 1] for one in (ours, plain))
    assert np.abs(np.diff(ours)).max() > 1.15 * np.abs(np.diff(plain)).max()


def test_the_grain_is_light_and_another_in_every_frame(tmp_path: Path) -> None:
    frames = made(tmp_path, LANCZOS, "one")
    flat = [frame[20:100, 8:56] for frame in frames]
    changes = [np.abs(one - other).mean() for one, other in pairwise(flat)]
    assert all(0.2 < change < 2.5 for change in changes)
    assert all(abs(float(one.mean()) - 150) < 1.5 for one in flat)
    assert np.abs(flat[0][..., 0] - flat[0][..., 2]).max() <= 3  # it is grey


def test_two_runs_are_the_same(tmp_path: Path) -> None:
    one, other = (made(tmp_path, LANCZOS, name) for name in ("one", "other"))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_what_is_large_enough_is_left_alone(tmp_path: Path) -> None:
    delivery = Delivery((64, 32), Fraction(24), encoder=("-c:v", "libx264", "-qp", "4"))
    enlarge([take(tmp_path / "t")], LANCZOS, delivery, tmp_path / "out.mp4")
    frames = [frame.astype(int) for frame in read_frames(tmp_path / "out.mp4")]
    assert max(np.abs(frame - edges(0)).max() for frame in frames) <= 4
    assert all(np.array_equal(frame, frames[0]) for frame in frames)


def test_it_begins_anywhere(tmp_path: Path) -> None:
    all_of_them, rest = (list(LANCZOS.frames(take(tmp_path), start, Tell())) for start in (0, 2))
    assert len(rest) == 2
    assert np.array_equal(all_of_them[2], rest[0])

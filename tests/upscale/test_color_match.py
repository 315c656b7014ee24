"""Colours come back, detail stays, and nothing flickers."""

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.upscale.color_match import blended, matched

RANDOM = np.random.default_rng(1)


def picture(size_px: tuple[int, int] = (96, 64), dtype: type = np.uint8) -> NDArray[np.generic]:
    """Soft colours that change over the picture."""
    width, height = size_px
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    top = np.iinfo(dtype).max
    return np.rint(np.stack([0.3 + 0.4 * x, 0.6 - 0.3 * y, 0.35 + 0.2 * x * y], 2) * top).astype(dtype)


def enlarged(frame: NDArray[np.generic], times: int = 4) -> NDArray[np.generic]:
    return frame.repeat(times, 0).repeat(times, 1)


@pytest.mark.parametrize(("dtype", "unit"), [(np.uint8, 1), (np.uint16, 257)])
def test_a_drift_goes_and_detail_stays(dtype: type, unit: int) -> None:
    source = picture(dtype=dtype)
    detail = np.tile(np.array([[6, -6], [-6, 6]]) * unit, (128, 192))[..., None]
    drift = np.array([9, -7, 5]) * unit
    drawn = (enlarged(source).astype(int) + detail + drift).astype(dtype)
    back = matched(drawn, source)
    assert back.dtype == dtype
    assert back.shape == drawn.shape
    wanted = enlarged(source).astype(int) + detail
    assert np.abs(back.astype(int) - wanted).max() <= 3 * unit  # 16 on the way in


def test_a_drift_of_one_corner_only_goes_from_that_corner() -> None:
    source = picture()
    drawn = enlarged(source).astype(int)
    drawn[:128, :160] += 10
    back = matched(drawn.astype(np.uint8), source).astype(int)
    assert np.abs(back[:56, :90] - enlarged(source)[:56, :90]).max() <= 2
    assert np.abs(back[-56:, -160:] - enlarged(source)[-56:, -160:]).max() <= 2


def test_what_did_not_drift_stays_as_it_was() -> None:
    source = RANDOM.integers(0, 256, (50, 70, 3), np.uint8)
    drawn = enlarged(source)
    assert np.abs(matched(drawn, source).astype(int) - drawn).max() <= 1


def test_nothing_leaves_the_range() -> None:
    white, black = np.full((32, 32, 3), 255, np.uint8), np.zeros((32, 32, 3), np.uint8)
    assert matched(enlarged(black), white).min() == 255
    assert matched(enlarged(white), black).max() == 0


@pytest.mark.parametrize("size_px", [(1, 1), (7, 3), (17, 40), (15, 200)])
def test_tiny_and_odd_sizes(size_px: tuple[int, int]) -> None:
    source = picture(size_px)
    back = matched((enlarged(source) // 2 + 90).astype(np.uint8), source)
    assert abs(float(back.mean()) - float(source.mean())) < 4


def test_a_static_scene_under_noise_does_not_pulse() -> None:
    source = picture((192, 96))
    before, after = [], []
    for _ in range(8):
        noisy = enlarged(source).astype(int) + RANDOM.integers(-12, 13, (384, 768, 3)) + 8
        drawn = np.clip(noisy, 0, 255).astype(np.uint8)
        before.append(block_means(drawn))
        after.append(block_means(matched(drawn, source)))
    assert np.std(after, axis=0).max() < 1.2 * np.std(before, axis=0).max()


def block_means(frame: NDArray[np.generic]) -> NDArray[np.float64]:
    height, width = frame.shape[:2]
    return frame.astype(float).reshape(height // 64, 64, width // 64, 64, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_blend_lies_between_the_two(dtype: type) -> None:
    source = picture(dtype=dtype)
    drawn = (enlarged(source) // 2).astype(dtype)
    plain, all_of_it = blended(drawn, source, 0.0).astype(int), blended(drawn, source, 1.0)
    half = blended(drawn, source, 0.5).astype(int)
    assert np.array_equal(all_of_it, drawn)
    assert np.abs(half - (plain + drawn.astype(int)) / 2).max() <= 1
    top = np.iinfo(dtype).max
    assert np.abs(plain - enlarged(source).astype(int)).max() < 0.02 * top


def test_a_plain_enlargement_does_not_shift_the_picture() -> None:
    source = np.zeros((32, 32, 3), np.uint8)
    source[:, 16:] = 200
    plain = blended(np.zeros((128, 128, 3), np.uint8), source, 0.0)[64, :, 0].astype(int)
    assert plain[63] < 100 <= plain[64]
    assert abs(plain[63] + plain[64] - 200) <= 2

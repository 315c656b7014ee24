"""Frames of a model at the movie's size: what is kept of them, and what fills the rest."""

from itertools import product

import cv2
import numpy as np
import pytest

from moviefactory.video.pipeline.fit import Frame, box_of, fitted, padded, resized, subject_window


def texture(seed: int, width: int, height: int, grain: int = 6) -> Frame:
    """A soft random pattern."""
    small = np.random.default_rng(seed).integers(0, 255, (height // grain + 2, width // grain + 2, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def scene(x: int, y: int, wide: int, tall: int, size: tuple[int, int] = (240, 160), still: bool = False) -> Frame:
    """Five frames of a dull ground with one coloured, patterned thing whose upper left corner is at (x, y)."""
    rng = np.random.default_rng(0)
    frames = np.full((5, size[1], size[0], 3), 90, np.uint8) + rng.integers(
        0, 6, (5, size[1], size[0], 1), dtype=np.uint8
    )
    thing = texture(4, wide, tall, 5) // 2 + np.array([120, 20, 0], np.uint8)
    for index, frame in enumerate(frames):
        shift = 0 if still else index
        frame[y : y + tall, x + shift : x + shift + wide] = thing[:, : max(0, size[0] - x - shift)]
    return frames


@pytest.mark.parametrize("still", [True, False])
@pytest.mark.parametrize("y", [4, 30, 60, 100])
def test_a_wide_window_goes_up_and_down_to_what_stands_out(y: int, still: bool) -> None:
    x, top = subject_window(scene(90, y, 40, 50, still=still), (240, 100), None)
    assert x == 0 and top <= y and y + 50 <= top + 100


@pytest.mark.parametrize("x", [10, 60, 120, 180])
def test_a_tall_window_goes_to_the_side_of_what_stands_out(x: int) -> None:
    left, top = subject_window(scene(x, 50, 40, 60), (90, 160), None)
    assert top == 0 and left <= x and x + 44 <= left + 90


def test_the_window_is_about_the_middle_where_nothing_stands_out() -> None:
    x, y = subject_window(np.full((4, 480, 720, 3), 80, np.uint8), (720, 300), None)
    assert x == 0 and 25 <= y <= 100


def test_a_known_box_outranks_what_stands_out() -> None:
    frames = scene(20, 10, 60, 50)
    _, y = subject_window(frames, (240, 80), (150, 100, 200, 150))
    assert y <= 100 and y + 80 >= 150


def test_the_upper_part_of_a_tall_subject_is_kept_with_air_above_its_head() -> None:
    frames = np.zeros((1, 480, 720, 3), np.uint8)
    for top in range(0, 200, 10):
        _, y = subject_window(frames, (720, 300), (300, top, 400, top + 400))
        assert y <= top and (y == 0 or y >= top - 40) and y <= 180


def test_the_window_never_leaves_the_picture() -> None:
    rng = np.random.default_rng(1)
    frames = rng.integers(0, 255, (2, 120, 200, 3), dtype=np.uint8)
    for _ in range(60):
        crop = int(rng.integers(1, 220)), int(rng.integers(1, 140))
        corners = np.sort(rng.integers(-50, 300, (2, 2)), axis=0)
        box = tuple(int(side) for side in corners.ravel()) if rng.random() < 0.5 else None
        x, y = subject_window(frames, crop, box)  # type: ignore[arg-type]
        assert 0 <= x <= max(0, 200 - crop[0]) and 0 <= y <= max(0, 120 - crop[1])


def test_one_box_for_a_shot_ignores_a_stray_frame_and_is_scaled() -> None:
    boxes = [None, *[(100, 40, 200, 160)] * 30, (0, 0, 768, 320), None]
    assert box_of(boxes, (768, 320), (1536, 640)) == (200, 80, 400, 320)
    assert box_of([None, None], (10, 10), (10, 10)) is None


def test_a_crop_of_the_same_size_changes_no_pixel() -> None:
    frames = [texture(seed, 320, 160) for seed in range(3)]
    out = list(fitted(frames, (0, 20), (320, 100), (320, 100)))
    assert all(np.array_equal(got, given[20:120]) for got, given in zip(out, frames, strict=True))


def test_fitted_frames_have_the_size_asked_for_at_any_sizes() -> None:
    frame = texture(1, 120, 80)
    for size, fit in product([(300, 125), (64, 64), (40, 200), (1000, 80), (119, 81)], ("crop", "pad")):
        out = next(fitted([frame], (0, 10), (120, 50), size, fit))  # type: ignore[arg-type]
        assert out.shape == (size[1], size[0], 3) and out.dtype == np.uint8


def test_going_down_averages_and_going_up_stays_sharp() -> None:
    fine = np.tile(np.array([[0, 255], [255, 0]], np.uint8)[..., None], (50, 50, 3))
    assert np.abs(resized(fine, (25, 25)).astype(int) - 127).max() <= 2, "a checkerboard becomes grey, not moire"
    edge = np.zeros((20, 20, 3), np.uint8)
    edge[:, 10:] = 200
    large = resized(edge, (80, 80))[40, :, 0].astype(int)
    assert (np.diff(large) > 30).sum() >= 3 and large[:30].max() < 20


def test_padding_keeps_the_whole_picture_and_is_neither_black_nor_loud() -> None:
    picture = texture(2, 144, 96) // 2 + 100
    out = padded(picture, (360, 150))
    middle = out[:, (360 - 225) // 2 : (360 - 225) // 2 + 225]
    assert np.array_equal(middle, resized(picture, (225, 150)))
    sides = np.concatenate([out[:, :60], out[:, -60:]], axis=1).astype(float)
    assert 16 < sides.mean() < 0.75 * picture.mean()
    assert np.abs(np.diff(sides[:, :60], axis=1)).mean() < 2, "soft"
    assert padded(np.zeros((96, 144, 3), np.uint8), (360, 150)).max() > 8, "not what counts as a black bar"


def test_a_sliver_is_cropped_rather_than_framed() -> None:
    picture = texture(2, 240, 104)
    out = next(fitted([picture], (0, 0), (240, 100), (240, 100), "pad"))
    assert np.array_equal(out, picture[2:102])


def test_padding_needs_no_window() -> None:
    picture = texture(2, 144, 96)
    assert np.array_equal(next(fitted([picture], (0, 0), (144, 96), (360, 150), "pad")), padded(picture, (360, 150)))

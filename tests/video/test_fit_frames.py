"""Frames of a model at the movie's rate and size: what is made between them, what is kept, what fills the rest."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import cv2
import numpy as np
import pytest

from moviefactory.errors import StageError
from moviefactory.media.inbetween import Pair
from moviefactory.media.retime import retimed
from moviefactory.video.pipeline.fit import Frame, box_of, fitted, padded, resized, subject_window


def texture(seed: int, width: int, height: int, grain: int = 6) -> Frame:
    """A soft random pattern."""
    small = np.random.default_rng(seed).integers(0, 255, (height // grain + 2, width // grain + 2, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def moving(count: int, width: int = 320, height: int = 160) -> list[Frame]:
    """A panning ground, and a thing that turns and crosses it; per frame, time goes on by 1/48 s."""
    ground, thing = texture(1, width * 2, height * 2), texture(2, 60, 60, 12)
    frames = []
    for index in range(count):
        turn = np.array([[1, 0, -index * 1.7], [0, 1, -20 - index * 0.4]], np.float32)
        picture = cv2.warpAffine(ground, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        way = cv2.getRotationMatrix2D((30, 30), 1.5 * index, 1)
        way[:, 2] += (40 + 3 * index, 50 + 0.5 * index)
        mask = cv2.warpAffine(np.ones((60, 60), np.float32), way, (width, height))[..., None]
        frames.append((picture * (1 - mask) + cv2.warpAffine(thing, way, (width, height)) * mask).astype(np.uint8))
    return frames


def psnr(one: Frame, other: Frame) -> float:
    return float(10 * np.log10(255**2 / max(1e-9, np.mean((one.astype(float) - other) ** 2))))


def numbered(count: int) -> list[Frame]:
    return [np.full((4, 6, 3), index, np.uint8) for index in range(count)]


def test_at_an_equal_rate_every_frame_passes_untouched() -> None:
    frames = moving(5)
    out = list(retimed(iter(frames), Fraction(30000, 1001), 5, Fraction(30000, 1001)))
    assert all(given is got for given, got in zip(frames, out, strict=True))


def test_every_frame_shows_the_models_time_at_any_rates() -> None:
    """Blended frames of a ramp of greys are the moment itself."""
    for rate, to_rate in product([Fraction(8), Fraction(16), Fraction(25), Fraction(30000, 1001)], repeat=2):
        count = 40
        frames = [np.full((4, 4, 3), 5 * index, np.uint8) for index in range(50)]
        for index, frame in enumerate(retimed(frames, rate, count, to_rate, "blend")):
            moment = min(49, index * rate / to_rate)
            assert abs(float(frame.mean()) - 5 * moment) <= 0.51


def test_nearest_gives_the_models_own_frames() -> None:
    got = [int(frame[0, 0, 0]) for frame in retimed(numbered(9), Fraction(16), 12, Fraction(24), "nearest")]
    assert got == [0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7]


@pytest.mark.parametrize("how", ["flow", "blend", "nearest"])
def test_the_last_frame_is_held_when_there_are_no_more(how: str) -> None:
    got = list(retimed(numbered(3), Fraction(8), 20, Fraction(24), how))  # type: ignore[arg-type]
    assert len(got) == 20 and all(int(frame[0, 0, 0]) == 2 for frame in got[6:])
    assert [len(list(retimed(numbered(1), Fraction(8), 7, Fraction(24), how)))] == [7]  # type: ignore[arg-type]


def test_no_frames_are_an_error() -> None:
    with pytest.raises(StageError, match="no frames"):
        list(retimed([], Fraction(8), 3, Fraction(24)))


def test_it_streams_and_reads_no_further_than_it_must() -> None:
    read = 0

    def source() -> Iterator[Frame]:
        nonlocal read
        for frame in numbered(100):
            read += 1
            yield frame

    out = retimed(source(), Fraction(16), 100, Fraction(24), "blend")
    for _ in range(4):
        next(out)
    assert read == 3


def test_flow_is_far_closer_to_the_truth_than_a_dissolve_or_a_neighbour() -> None:
    truth = moving(25)
    scores = {}
    for how in ("flow", "blend", "nearest"):
        made = list(retimed(truth[::3], Fraction(16), 25, Fraction(48), how))  # type: ignore[arg-type]
        scores[how] = np.mean([psnr(made[index], truth[index]) for index in range(25) if index % 3])
    assert scores["flow"] > scores["blend"] + 4 and scores["flow"] > scores["nearest"] + 4
    assert scores["flow"] > 24


def test_flow_follows_a_zoom_and_a_change_of_light() -> None:
    still = texture(5, 640, 320, 8)
    views = [cv2.warpAffine(still, np.array([[z, 0, -160 * z], [0, z, -80 * z]], np.float32), (320, 160))
             for z in (1.0, 1.04, 1.08)]  # fmt: skip
    views = [cv2.convertScaleAbs(view, alpha=light) for view, light in zip(views, (1.0, 0.95, 0.9), strict=True)]
    pair = Pair(np.asarray(views[0], np.uint8), np.asarray(views[2], np.uint8))
    truth = np.asarray(views[1], np.uint8)
    assert psnr(pair.between(0.5), truth) > psnr(pair.mixed(0.5), truth) + 3


def test_a_cut_shows_one_picture_or_the_other_and_never_both() -> None:
    one, other = texture(1, 320, 160), texture(9, 320, 160, 20)
    pair = Pair(one, other)
    assert np.array_equal(pair.between(0.3), one) and np.array_equal(pair.between(0.7), other)


def test_stills_stay_as_they_are_between_their_frames() -> None:
    one = texture(3, 200, 100)
    assert np.abs(Pair(one, one.copy()).between(0.4).astype(int) - one).max() <= 1


def test_pictures_of_any_size_have_something_between_them() -> None:
    for height, width in [(1, 1), (8, 8), (2, 900), (23, 100), (24, 24), (25, 31), (30, 1000), (97, 53), (500, 16)]:
        one = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
        assert Pair(one, np.roll(one, 1, 1)).between(0.4).shape == one.shape


def test_frames_of_a_read_only_buffer_are_taken() -> None:
    one = np.frombuffer(texture(1, 64, 64).tobytes(), np.uint8).reshape(64, 64, 3)
    assert Pair(one, one).between(0.5).shape == one.shape


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
    frames = moving(3)
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

"""Frames of one rate at another: which are kept, what is made between them, and how many come out."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import cv2
import numpy as np
import pytest
from moving_pictures import Frame, deep, moving, numbered, psnr, texture

from moviefactory.errors import PlanError, StageError
from moviefactory.media.inbetween import Pair
from moviefactory.media.retime import first_needed, retimed
from moviefactory.settings import retime_way

NTSC, FILM = Fraction(30000, 1001), Fraction(24000, 1001)
RATES = [(8, 24), (16, 24), (24, 25), (25, 24), (FILM, 24), (NTSC, 24), (24, NTSC), (24, 8), (60, 24), (24, 24)]
MAKE_NOTHING = ("nearest", "repeat")


def test_at_an_equal_rate_every_frame_passes_untouched() -> None:
    frames = moving(5)
    for how in ("flow", "minterpolate", "blend", "nearest", "repeat"):
        out = list(retimed(iter(frames), NTSC, 5, NTSC, how))  # type: ignore[arg-type]
        assert all(given is got for given, got in zip(frames, out, strict=True))


def test_every_frame_shows_the_sources_time_at_any_rates() -> None:
    """Blended frames of a ramp of greys are the moment itself."""
    for rate, to_rate in [*RATES, *product([Fraction(8), Fraction(16), Fraction(25), NTSC], repeat=2)]:
        frames = numbered(50, step=5)
        for index, frame in enumerate(retimed(frames, Fraction(rate), 40, Fraction(to_rate), "blend")):
            moment = min(49, index * Fraction(rate) / Fraction(to_rate))
            assert abs(float(frame.mean()) - 5 * moment) <= 0.51


@pytest.mark.parametrize("how", ["flow", "blend", "nearest", "repeat"])
@pytest.mark.parametrize(("rate", "to_rate"), RATES)
def test_frames_whose_moment_is_a_given_one_are_that_frame(how: str, rate: Fraction, to_rate: Fraction) -> None:
    given, step = numbered(40), Fraction(rate) / Fraction(to_rate)
    out = list(retimed(given, Fraction(rate), 60, Fraction(to_rate), how))  # type: ignore[arg-type]
    assert len(out) == 60
    exact = [index for index in range(60) if (index * step).denominator == 1 and index * step < 40]
    assert all(out[index] is given[int(index * step)] for index in exact)
    assert exact[0] == 0


def test_nearest_gives_the_sources_own_frames() -> None:
    got = [int(frame[0, 0, 0]) for frame in retimed(numbered(9), Fraction(16), 12, Fraction(24), "nearest")]
    assert got == [0, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7]


def test_repeat_gives_the_nearest_earlier_frame() -> None:
    got = [int(frame[0, 0, 0]) for frame in retimed(numbered(5), Fraction(8), 12, Fraction(24), "repeat")]
    assert got == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


@pytest.mark.parametrize("how", ["flow", "blend", "nearest", "repeat"])
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


@pytest.mark.parametrize("how", ["flow", "blend", "nearest", "repeat"])
def test_beginning_in_the_middle_gives_the_same_frames(how: str) -> None:
    frames = moving(14, 96, 64)
    for rate, to_rate in [(Fraction(8), Fraction(24)), (NTSC, Fraction(24)), (Fraction(60), Fraction(24))]:
        count = int(13 * to_rate / rate)
        whole = list(retimed(frames, rate, count, to_rate, how))  # type: ignore[arg-type]
        for first in range(count):
            begin = first_needed(first, rate, to_rate, how)  # type: ignore[arg-type]
            rest = list(retimed(frames[begin:], rate, count, to_rate, how, first=first))  # type: ignore[arg-type]
            assert len(rest) == count - first and np.array_equal(rest[0], whole[first])
        assert first_needed(count - 1, rate, to_rate) > 0, "not all of the source is read again"


def test_auto_is_the_network_that_is_named_and_flow_without_one() -> None:
    assert retime_way("auto") == "flow" and retime_way("auto", "net.onnx") == "rife"
    assert retime_way("blend", "net.onnx") == "blend"
    frames = moving(3, 96, 64)
    with pytest.raises(PlanError, match=r"no file .*nowhere\.onnx"):
        list(retimed(frames, Fraction(8), 4, Fraction(24), "auto", model="nowhere.onnx"))


@pytest.mark.parametrize("how", ["flow", "blend", "nearest", "repeat"])
def test_deep_frames_stay_deep(how: str) -> None:
    frames = moving(7)
    out = list(retimed(map(deep, frames[::3]), Fraction(16), 7, Fraction(48), how))  # type: ignore[arg-type]
    shallow = list(retimed(frames[::3], Fraction(16), 7, Fraction(48), how))  # type: ignore[arg-type]
    for got, wanted in zip(out, shallow, strict=True):
        assert got.dtype == np.uint16 and np.abs(got / 257 - wanted).max() <= 2
    if how not in MAKE_NOTHING:
        assert len(np.unique(out[1])) > 256, "what is made uses more levels than 8 bits have"


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


CUTS = {
    "bright": (texture(1, 320, 160), texture(9, 320, 160, 20)),
    "dark": (texture(1, 320, 160) // 16, texture(9, 320, 160, 20) // 16),
    "from black": (np.zeros((160, 320, 3), np.uint8), texture(9, 320, 160, 20)),
    "to white": (texture(1, 320, 160), np.full((160, 320, 3), 255, np.uint8)),
}


@pytest.mark.parametrize("how", ["flow", "blend"])
@pytest.mark.parametrize("name", CUTS)
def test_a_cut_shows_one_picture_or_the_other_and_never_both(name: str, how: str) -> None:
    one, other = CUTS[name]
    for frames in ([one, one, other, other], [deep(one), deep(one), deep(other), deep(other)]):
        out = list(retimed(frames, Fraction(8), 10, Fraction(24), how))  # type: ignore[arg-type]
        assert np.array_equal(out[4], frames[1]) and np.array_equal(out[5], frames[2])


def test_a_fade_and_fast_movement_are_no_cuts() -> None:
    frames = moving(13)
    assert Pair(frames[0], frames[6]).is_one_take
    assert Pair(frames[0] // 2, (frames[1] * 0.35).astype(np.uint8)).is_one_take
    assert Pair(frames[0] // 30, frames[1] // 8).is_one_take, "the beginning of a fade"
    assert Pair(*numbered(2, step=120, shape=(100, 160))).is_one_take


def test_stills_stay_as_they_are_between_their_frames() -> None:
    one = texture(3, 200, 100)
    assert np.abs(Pair(one, one.copy()).between(0.4).astype(int) - one).max() <= 1


def test_pictures_of_any_size_have_something_between_them() -> None:
    for height, width in [(1, 1), (8, 8), (2, 900), (23, 100), (24, 24), (25, 31), (30, 1000), (97, 53), (500, 16)]:
        one = np.random.default_rng(0).integers(0, 255, (height, width, 3), dtype=np.uint8)
        for pair in (Pair(one, np.roll(one, 1, 1)), Pair(deep(one), deep(np.roll(one, 1, 1)))):
            assert pair.between(0.4).shape == one.shape


def test_frames_of_a_read_only_buffer_are_taken() -> None:
    one = np.frombuffer(texture(1, 64, 64).tobytes(), np.uint8).reshape(64, 64, 3)
    assert Pair(one, one).between(0.5).shape == one.shape

"""ffmpeg's interpolation through pipes: every frame at its moment, as many as are wanted, nothing between two takes."""

import threading
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from moving_pictures import Frame, deep, moving, numbered, psnr, texture

import moviefactory.media.minterpolate as minterpolate
from moviefactory.errors import MediaError
from moviefactory.media.retime import first_needed, retimed

NTSC, FILM = Fraction(30000, 1001), Fraction(24000, 1001)
ODD = Fraction(16) / Fraction(12_345, 10_000), NTSC / Fraction(11_111, 10_000)  # what came too short, shown slower


@pytest.mark.parametrize(
    ("rate", "to_rate"),
    [(8, 24), (24, 25), (25, 24), (FILM, 24), (NTSC, 24), (60, 24), (24, 60), (ODD[0], 24), (ODD[1], 2 * NTSC)],
)
def test_every_frame_shows_its_moment_and_their_number_is_exact(rate: Fraction, to_rate: Fraction) -> None:
    """A ramp of even greys is moved by nothing, so the filter dissolves it; 70 frames are three runs of ffmpeg."""
    rate, to_rate = Fraction(rate), Fraction(to_rate)
    frames, count = numbered(70, step=3, shape=(48, 64)), int(69 * to_rate / rate) + 3
    out = list(retimed(iter(frames), rate, count, to_rate, "minterpolate"))
    assert len(out) == count
    for index, frame in enumerate(out):
        moment = min(69, index * rate / to_rate)
        assert abs(float(frame.mean()) - 3 * moment) < 0.75
        if moment.denominator == 1:
            assert frame is frames[int(moment)]


def test_what_it_makes_is_closer_to_the_truth_than_a_dissolve() -> None:
    truth = moving(25)
    scores = {}
    for how in ("minterpolate", "blend"):
        made = list(retimed(truth[::3], Fraction(16), 25, Fraction(48), how))  # type: ignore[arg-type]
        scores[how] = np.mean([psnr(made[index], truth[index]) for index in range(25) if index % 3])
    assert scores["minterpolate"] > scores["blend"] + 3


def test_colours_come_through_the_filter_as_they_were() -> None:
    still = texture(3, 64, 48) // 20 * 20
    out = list(retimed([still, still.copy(), still.copy()], Fraction(8), 6, Fraction(24), "minterpolate"))
    assert max(np.abs(frame.astype(int) - still).max() for frame in out) <= 2


def test_beginning_in_the_middle_gives_the_same_frames() -> None:
    frames, rate, to_rate = moving(40, 96, 64), NTSC, Fraction(50)
    count = int(39 * to_rate / rate)
    whole = list(retimed(frames, rate, count, to_rate, "minterpolate"))
    for first in (1, 30, 54, 60, count - 1):
        begin = first_needed(first, rate, to_rate, "minterpolate")
        assert begin in (0, minterpolate.RUN)
        rest = list(retimed(frames[begin:], rate, count, to_rate, "minterpolate", first=first))
        assert len(rest) == count - first
        assert all(np.array_equal(got, wanted) for got, wanted in zip(rest, whole[first:], strict=True))


def test_a_cut_shows_one_picture_or_the_other_and_never_both() -> None:
    one, other = texture(1, 160, 96), texture(9, 160, 96, 20)
    frames = [one] * 3 + [other] * 3
    out = list(retimed(frames, Fraction(8), 18, Fraction(24), "minterpolate"))
    assert all(np.abs(got.astype(int) - one).max() <= 2 for got in out[:8])
    assert all(np.abs(got.astype(int) - other).max() <= 2 for got in out[8:])


def test_deep_frames_stay_deep_and_given_ones_untouched() -> None:
    frames = [deep(frame) + np.uint16(77) * (frame < 255) for frame in moving(4, 96, 64)]
    out = list(retimed(frames, Fraction(8), 12, Fraction(24), "minterpolate"))
    assert all(frame.dtype == np.uint16 for frame in out) and all(out[3 * one] is frames[one] for one in range(4))
    shallow = list(retimed(moving(4, 96, 64), Fraction(8), 12, Fraction(24), "minterpolate"))
    assert np.abs(out[4] / 257 - shallow[4]).mean() < 1


@pytest.mark.parametrize("size_px", [(33, 35), (1, 1), (31, 200), (161, 97)])
def test_frames_of_any_size_pass(size_px: tuple[int, int]) -> None:
    frames = [np.roll(texture(1, *size_px), index, 1) for index in range(4)]
    out = list(retimed(frames, Fraction(8), 10, Fraction(24), "minterpolate"))
    assert [frame.shape for frame in out] == [frames[0].shape] * 10


def test_one_frame_and_two_are_enough() -> None:
    for count in (1, 2):
        out = list(retimed(numbered(count, step=18, shape=(40, 40)), Fraction(8), 7, Fraction(24), "minterpolate"))
        assert len(out) == 7 and (out[-1] == 18 * (count - 1)).all()
    assert abs(int(out[1].mean()) - 6) <= 1


def test_it_streams_and_leaves_nothing_behind_when_nobody_wants_more() -> None:
    read, still = 0, texture(1, 64, 48)

    def source() -> Iterator[Frame]:
        nonlocal read
        while True:
            read += 1
            yield still

    threads = threading.active_count()
    out = retimed(source(), Fraction(8), 30_000, Fraction(24), "minterpolate")
    list(islice(out, 200))
    assert read <= 200 / 3 + minterpolate.AHEAD + 2
    out.close()  # type: ignore[attr-defined]
    assert threading.active_count() == threads


def test_frames_that_are_all_made_by_nobody_do_not_stand_still() -> None:
    """At a cut between every two frames, nothing that ffmpeg makes is taken."""
    views = [texture(1, 240, 120), texture(9, 240, 120, 20)]
    out = list(retimed((views[index % 2] for index in range(40)), Fraction(8), 117, Fraction(24), "minterpolate"))
    assert all(frame is views[0] or frame is views[1] for frame in out)


def test_an_ffmpeg_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minterpolate, "_FILTER", "mi_mode=nonsense")
    with pytest.raises(MediaError, match="minterpolate: ffmpeg failed"):
        list(retimed(moving(4, 96, 64), Fraction(8), 10, Fraction(24), "minterpolate"))

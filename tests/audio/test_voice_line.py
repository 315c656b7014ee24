"""A line on its way: its text, its silence, its pauses, its length, and the room that its shot has for it."""

from itertools import pairwise

import numpy as np
import pytest

from moviefactory.audio.voice.clean_line import PEAK, cleaned
from moviefactory.audio.voice.fit_lines import LONGEST_SHOT_S, SpokenLine, fit_lines, overlapping
from moviefactory.audio.voice.spoken_text import has_words, likely_seconds, plain_line, speakable

RATE = 48_000


def said(*parts: float, level: float = 0.3, noise: float = 0.0) -> np.ndarray:
    """Stereo: seconds of a hum (positive) and of silence (negative)."""
    pieces = [np.sin(2 * np.pi * 150 * np.arange(round(abs(part) * RATE)) / RATE) * (part > 0) for part in parts]
    mono = level * np.concatenate(pieces) + noise * np.random.default_rng(1).standard_normal(sum(map(len, pieces)))
    return np.stack([mono, mono], axis=1).astype(np.float32)


@pytest.mark.parametrize("level", [0.9, 0.3, 0.01])
def test_silence_at_the_edges_goes_and_every_line_has_one_peak(level: float) -> None:
    line = cleaned(said(-1.0, 2.0, -1.5, level=level))
    assert line.seconds == pytest.approx(2.13, abs=0.02)  # with its breath
    assert float(np.abs(line.samples).max()) == pytest.approx(PEAK, rel=1e-3)
    assert line.pauses == () and not line.silent


def test_a_noisy_voice_is_trimmed_too() -> None:
    assert cleaned(said(-1.0, 2.0, -1.0, noise=0.003)).seconds == pytest.approx(2.13, abs=0.05)


def test_pauses_inside_are_found_and_kept() -> None:
    line = cleaned(said(-0.5, 1.0, -0.4, 1.0, -0.05, 0.5, -0.5))
    ((start, stop),) = line.pauses
    assert (start, stop) == (pytest.approx(1.03, abs=0.02), pytest.approx(1.43, abs=0.02))
    assert line.seconds == pytest.approx(3.08, abs=0.03)


def test_a_voice_that_breaks_off_gets_a_soft_end() -> None:
    line = cleaned(said(1.0))
    assert line.seconds == pytest.approx(1.1, abs=0.01)
    assert abs(float(line.samples[0])) < 1e-3 and abs(float(line.samples[-1])) < 1e-3


@pytest.mark.parametrize("samples", [np.zeros((0, 2)), np.zeros((RATE, 2)), np.full((RATE, 2), 0.5),
                                     np.full((RATE, 1), np.nan), said(1.0, level=1e-4)])  # fmt: skip
def test_where_no_voice_is_there_is_silence_and_it_says_so(samples: np.ndarray) -> None:
    line = cleaned(samples.astype(np.float32))
    assert line.silent and not line.samples.any() and line.seconds > 0


def test_broken_samples_and_an_offset_do_no_harm() -> None:
    samples = said(-0.5, 1.0, -0.5) + np.float32(0.1)
    samples[30_000] = np.nan
    samples[31_000] = np.inf
    line = cleaned(samples)
    assert np.isfinite(line.samples).all() and abs(float(np.median(line.samples))) < 0.05
    assert line.seconds == pytest.approx(1.13, abs=0.02)


def test_what_is_spoken_is_plain() -> None:
    assert (
        plain_line(" It was *so*\n__very__ dark,\x1b[2J 2 * 3 * 4 a_b_c ") == "It was so very dark, [2J 2 * 3 * 4 a_b_c"
    )
    assert "[[" not in speakable("say [[h@l@U]] now") and "]]" not in speakable("say [[h@l@U]] now")
    assert has_words("日本") and has_words("7") and not has_words("♪ … —")


def test_the_likely_length_grows_with_the_text_and_shrinks_with_the_speed() -> None:
    line = "Every night he lit the lamp, and every night the ships came home."
    assert 3.5 < likely_seconds(line) < 6.5
    assert likely_seconds(line, 2.0) == pytest.approx(likely_seconds(line) / 2, abs=0.01)
    assert likely_seconds(line * 3) > 2.5 * likely_seconds(line)
    assert 2.0 < likely_seconds("毎晩彼はランプに火を灯した。") < 4.5
    assert likely_seconds("…") == 0.6


def test_lines_follow_each_other_and_the_shot_grows_to_hold_them() -> None:
    fitted = fit_lines([SpokenLine("a-1", 3.0), SpokenLine("a-2", 2.0)], 2.0)
    assert [(line.start_s, line.seconds, line.cut) for line in fitted.lines] == [(0.4, 3.0, False), (3.7, 2.0, False)]
    assert fitted.shot_seconds == 6.0


def test_a_shot_that_is_long_enough_stays() -> None:
    assert fit_lines([SpokenLine("a-1", 3.0)], 3.7).shot_seconds == 3.7
    assert fit_lines([SpokenLine("a-1", 3.0)], 3.65).shot_seconds == 3.7
    assert fit_lines([], 3.65, tail_s=0.5).shot_seconds == 3.65


def test_a_fade_before_and_one_after_leave_the_words_alone() -> None:
    fitted = fit_lines([SpokenLine("a-1", 3.0)], 2.0, lead_s=0.8, tail_s=0.5)
    assert fitted.lines[0].start_s == 1.2 and fitted.shot_seconds == 5.0


def test_a_moment_of_the_plan_wins_and_the_next_line_waits() -> None:
    lines = [SpokenLine("a-1", 1.0, at=2.0), SpokenLine("a-2", 1.0), SpokenLine("a-3", 1.0, at=0.0)]
    fitted = fit_lines(lines, 2.0)
    assert [line.start_s for line in fitted.lines] == [2.0, 3.3, 0.0] and fitted.shot_seconds == 4.6
    assert overlapping(fitted) == []
    assert overlapping(fit_lines([lines[0], SpokenLine("a-2", 1.0, at=2.5)], 2.0)) == [("a-1", "a-2")]


def test_a_shot_never_grows_past_a_minute_and_the_line_is_cut_at_a_pause() -> None:
    pauses = ((10.0, 10.5), (55.0, 55.6), (70.0, 70.5))
    fitted = fit_lines([SpokenLine("a-1", 80.0, pauses=pauses)], 2.0)
    assert fitted.shot_seconds == LONGEST_SHOT_S
    assert fitted.lines[0].cut and fitted.lines[0].seconds == 55.1  # within the pause


def test_where_the_shot_may_not_grow_the_line_is_cut_and_what_has_no_room_is_left_out() -> None:
    lines = [SpokenLine("a-1", 5.0), SpokenLine("a-2", 5.0)]
    fitted = fit_lines(lines, 3.0, stretch=False)
    assert fitted.shot_seconds == 3.0
    assert [(line.seconds, line.cut) for line in fitted.lines] == [(2.5, True), (0.0, True)]


def test_what_was_fitted_once_fits_again_as_it_is() -> None:
    for stretch in (True, False):
        lines = [SpokenLine("a-1", 3.33), SpokenLine("a-2", 70.0, pauses=((40.0, 41.0),)), SpokenLine("a-3", 1.0, at=9)]
        first = fit_lines(lines, 4.0, lead_s=0.3, stretch=stretch)
        timed = [
            SpokenLine(line.id, line.seconds, one.start_s, line.pauses)
            for line, one in zip(lines, first.lines, strict=True)
        ]
        assert fit_lines(timed, first.shot_seconds, lead_s=0.3, stretch=stretch) == first
        assert all(one.start_s <= two.start_s for one, two in pairwise(first.lines[:2]))

"""Music is fitted to a length on its beats, ends as it was composed to, and never falls silent or jumps."""

from itertools import pairwise

import numpy as np
import pytest

from moviefactory.errors import MediaError
from moviefactory.media.music_fit import LoopPoints, fit_music, fitted_blocks, plan_fit
from moviefactory.media.music_points import audible_end, find_points, level_db, tempo

RATE_HZ = 16_000
BPM = 120.0
BEAT = RATE_HZ // 2
BAR = 4 * BEAT
INTRO_BARS, BODY_BARS, ENDING_BARS = 4, 8, 2
POINTS = LoopPoints(8.0, 24.0, 24.0)
ROOTS_HZ = (220.0, 174.6, 261.6, 196.0)
BELL_HZ = 1760.0  # heard only where the ending begins
LENGTHS_S = (1, 2.5, 4, 7.3, 12, 20, 24.9, 29, 30, 31.1, 44, 61.7, 125.25)


def tone(hz: float, count: int) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(count) / RATE_HZ)


def bar(root_hz: float, level: float, beat: int = BEAT) -> np.ndarray:
    chord = sum(tone(root_hz * ratio, 4 * beat) for ratio in (1, 1.25, 1.5)) * 0.12
    made = chord * (1 - 0.3 * np.arange(4 * beat) / (4 * beat))
    for index in range(4):
        click = np.exp(-np.arange(400) / 40) * (0.9 if index == 0 else 0.6)
        made[index * beat : index * beat + 400] += click * np.random.default_rng(index).uniform(-1, 1, 400)
    return made * level


def song(quiet_intro: bool = False, ending: bool = True, bpm: float = BPM) -> np.ndarray:
    beat = round(RATE_HZ * 60 / bpm)
    intro = [bar(ROOTS_HZ[i % 4], 0.03 if quiet_intro else 0.5, beat) for i in range(INTRO_BARS)]
    body = [bar(ROOTS_HZ[i % 4], 0.7, beat) for i in range(BODY_BARS)]
    made = np.concatenate(intro + body)
    if ending:
        last = np.concatenate([bar(220.0, 0.7, beat), bar(220.0, 0.7, beat)])
        last[:beat] += 0.2 * tone(BELL_HZ, beat)
        made = np.concatenate([made, last * np.exp(-np.arange(len(last)) / (1.1 * RATE_HZ)), np.zeros(BAR // 4)])
    return np.repeat(made.astype(np.float32)[:, None], 2, axis=1)


def clicks(sound: np.ndarray) -> np.ndarray:
    """Where the beats' attacks are: jumps of the high-passed level in 2 ms steps."""
    sharp = np.abs(np.diff(sound[:, 0], n=2, prepend=[0, 0]))
    step = RATE_HZ // 500
    level = sharp[: len(sharp) // step * step].reshape(-1, step).max(axis=1)
    loud = np.flatnonzero((level > 0.12) & (level > 4 * np.roll(level, 2)))
    return loud[np.diff(loud, prepend=-100) > 60] * step


def bell(sound: np.ndarray) -> np.ndarray:
    """Seconds at which the ending's bell is heard."""
    step = RATE_HZ // 20
    frames = sound[: len(sound) // step * step, 0].reshape(-1, step)
    power = np.abs((frames * np.exp(-2j * np.pi * BELL_HZ * np.arange(step) / RATE_HZ)).mean(axis=1))
    heard = np.flatnonzero(power > 0.05)
    return heard[np.diff(heard, prepend=-9) > 4] * step / RATE_HZ


@pytest.mark.parametrize("with_ending", [True, False])
@pytest.mark.parametrize("seconds", LENGTHS_S)
def test_the_length_is_exact_and_the_last_50_ms_are_silent(seconds, with_ending):
    length = round(seconds * RATE_HZ) + 7
    points = POINTS if with_ending else POINTS[:2]
    fitted = fit_music(song(ending=with_ending), RATE_HZ, length, points, BPM)
    assert fitted.shape == (length, 2)
    assert fitted.dtype == np.float32
    assert level_db(fitted[-RATE_HZ // 20 :], 1 << 30)[0] < -50


@pytest.mark.parametrize("samples", [1, 2, 3, 100, 801, 5000])
def test_even_a_few_samples_can_be_asked_for(samples):
    fitted = fit_music(song(), RATE_HZ, samples, POINTS, BPM)
    assert fitted.shape == (samples, 2)
    assert np.isfinite(fitted).all()


@pytest.mark.parametrize("seconds", [20, 29, 40, 44.2, 61.7, 90])
def test_every_beat_follows_the_one_before_at_the_tempo_across_all_seams(seconds):
    fitted = fit_music(song(), RATE_HZ, round(seconds * RATE_HZ), POINTS, BPM)
    beats = clicks(fitted[: -3 * RATE_HZ])
    assert len(beats) > 1.8 * (seconds - 4)
    gaps = np.diff(beats)
    assert np.all(np.abs(gaps - BEAT) <= 64), gaps[np.abs(gaps - BEAT) > 64] / RATE_HZ


@pytest.mark.parametrize("seconds", [12, 20, 24.9, 31.1, 44, 61.7, 125.25])
def test_the_real_ending_lands_at_the_end_within_half_a_beat(seconds):
    track = song()
    length = round(seconds * RATE_HZ)
    fit = plan_fit(track, RATE_HZ, length, POINTS, BPM)
    assert fit.ends_itself
    heard = bell(fit_music(track, RATE_HZ, length, POINTS, BPM))
    assert len(heard) == 1
    tail_s = audible_end(track, RATE_HZ) / RATE_HZ - POINTS.ending_s
    assert abs(seconds - heard[0] - tail_s) < 0.25 + 0.06


def test_a_long_movie_plays_the_intro_and_then_whole_rounds_of_the_body():
    fit = plan_fit(song(), RATE_HZ, 125 * RATE_HZ, POINTS, BPM)
    rounds = [one for one in fit.stretches if one.length == 16 * RATE_HZ]
    assert fit.stretches[0].start < POINTS.start_s * RATE_HZ
    assert len(rounds) >= 4
    assert all(one.length >= 12 * RATE_HZ for one in fit.stretches[1:-1])


def test_nothing_shorter_than_12_s_is_ever_repeated():
    track = song()
    for seconds in range(20, 140, 5):
        fit = plan_fit(track, RATE_HZ, seconds * RATE_HZ, POINTS, BPM)
        back = [before.stop - after.start for before, after in pairwise(fit.stretches)]
        assert all(one <= 0 or one >= 11.9 * RATE_HZ for one in back), (seconds, back)


def test_metre_is_kept_at_every_seam():
    for seconds in (31.1, 44, 61.7, 77.7, 125.25):
        fit = plan_fit(song(), RATE_HZ, round(seconds * RATE_HZ), POINTS, BPM)
        for before, after in zip(fit.stretches[:-1], fit.stretches[1:], strict=True):
            assert (before.stop - after.start) % BAR in (0, 1, BAR - 1)


@pytest.mark.parametrize("seconds", [1, 3, 8, 20, 26])
def test_a_short_movie_does_not_wait_through_a_quiet_intro(seconds):
    fitted = fit_music(song(quiet_intro=True), RATE_HZ, seconds * RATE_HZ, POINTS, BPM)
    usual_db = level_db(song()[10 * RATE_HZ : 20 * RATE_HZ], 1 << 30)[0]
    assert level_db(fitted[: RATE_HZ // 2], 1 << 30)[0] > usual_db - 8


@pytest.mark.parametrize("with_ending", [True, False])
@pytest.mark.parametrize("seconds", [20, 61.7, 90])
def test_it_is_never_silent_and_no_seam_dips_by_6_db(seconds, with_ending):
    track = song(ending=with_ending)
    points = POINTS if with_ending else LoopPoints(*POINTS[:2])
    length = round(seconds * RATE_HZ)
    fit = plan_fit(track, RATE_HZ, length, points, BPM)
    levels = level_db(fit_music(track, RATE_HZ, length, points, BPM), BEAT)
    assert levels[: -(8 if with_ending else 6)].min() > -30
    at = 0
    for one in fit.stretches[:-1]:
        at += one.length
        seam = round(at / BEAT)
        assert levels[seam] > np.median(levels[max(0, seam - 4) : seam]) - 6


def test_a_track_without_an_ending_fades_on_the_movies_clock():
    track = song(ending=False)
    fit = plan_fit(track, RATE_HZ, 60 * RATE_HZ, LoopPoints(*POINTS[:2]), BPM)
    assert not fit.ends_itself
    levels = level_db(fit_music(track, RATE_HZ, 60 * RATE_HZ, LoopPoints(*POINTS[:2]), BPM), BEAT)
    assert levels[-7] > levels[-4] > levels[-3] > levels[-2] > levels[-1]
    assert levels[-7] > np.median(levels) - 3


def test_no_sample_jumps_where_stretches_meet():
    track = np.repeat((0.5 * tone(110.3, 30 * RATE_HZ)).astype(np.float32)[:, None], 2, axis=1)
    fitted = fit_music(track, RATE_HZ, 100 * RATE_HZ, LoopPoints(2.0, 20.013), BPM)
    steepest = 0.5 * 2 * np.pi * 110.3 / RATE_HZ
    assert np.abs(np.diff(fitted[:, 0])).max() < 1.5 * steepest


def test_alike_sounds_do_not_swell_in_a_cross_fade():
    track = np.repeat((0.5 * tone(100.0, 30 * RATE_HZ)).astype(np.float32)[:, None], 2, axis=1)
    fitted = fit_music(track, RATE_HZ, 90 * RATE_HZ, LoopPoints(2.0, 20.0), BPM)
    assert np.abs(fitted).max() < 0.505


def test_blocks_are_the_same_samples_as_the_whole():
    track = song()
    fit = plan_fit(track, RATE_HZ, 70 * RATE_HZ + 3, POINTS, BPM)
    blocks = list(fitted_blocks(track, fit, 10_007))
    assert np.array_equal(np.concatenate(blocks), fit_music(track, RATE_HZ, 70 * RATE_HZ + 3, POINTS, BPM))


def test_two_hours_are_planned_at_once_and_made_in_blocks():
    track = song()
    length = 2 * 3600 * RATE_HZ
    fit = plan_fit(track, RATE_HZ, length, POINTS, BPM)
    assert fit.ends_itself
    assert abs(sum(one.length for one in fit.stretches) - length) <= BEAT
    first = next(iter(fitted_blocks(track, fit, RATE_HZ)))
    start = fit.stretches[0].start
    assert np.allclose(first[RATE_HZ // 10 :], track[start + RATE_HZ // 10 : start + RATE_HZ], atol=1e-6)


def test_the_same_arguments_give_the_same_samples_and_leave_the_track_alone():
    track = song()
    before = track.copy()
    one = fit_music(track, RATE_HZ, 50 * RATE_HZ, POINTS, BPM)
    assert np.array_equal(one, fit_music(track, RATE_HZ, 50 * RATE_HZ, POINTS, BPM))
    assert np.array_equal(track, before)


@pytest.mark.parametrize("bpm", [80, 100, 120, 140])
def test_a_tempo_is_measured_up_to_an_octave(bpm):
    found = tempo(song(bpm=bpm), RATE_HZ)
    assert min(abs(found * factor / bpm - 1) for factor in (0.5, 1, 2)) < 0.02


def test_a_loop_and_an_ending_are_found_on_the_beats():
    track = song()
    points = find_points(track, RATE_HZ, BPM)
    assert points.end_s - points.start_s >= 12
    beats = (points.end_s - points.start_s) * BPM / 60
    assert abs(beats - 4 * round(beats / 4)) < 0.1
    assert 21.9 <= points.ending_s <= 26.1
    assert find_points(song(ending=False), RATE_HZ, BPM).ending_s == 0


@pytest.mark.parametrize("seconds", [5, 33, 80])
def test_an_unknown_track_is_measured_and_fitted(seconds):
    fitted = fit_music(song(), RATE_HZ, seconds * RATE_HZ)
    assert len(fitted) == seconds * RATE_HZ
    assert level_db(fitted[: -3 * RATE_HZ], BEAT).min() > -30


@pytest.mark.parametrize("seconds", [1.0, 1.7, 3, 11])
def test_a_tiny_track_fills_a_movie_too(seconds):
    track = np.repeat((0.3 * tone(440, round(seconds * RATE_HZ))).astype(np.float32)[:, None], 2, axis=1)
    fitted = fit_music(track, RATE_HZ, 10 * RATE_HZ)
    assert len(fitted) == 10 * RATE_HZ
    assert level_db(fitted[: 7 * RATE_HZ], BEAT).min() > -20


def test_silence_stays_silence():
    assert not fit_music(np.zeros((5 * RATE_HZ, 2), np.float32), RATE_HZ, 12 * RATE_HZ).any()


@pytest.mark.parametrize("shape", [(0, 2), (100,), (9, 1)])
def test_what_is_not_stereo_sound_is_refused(shape):
    with pytest.raises(MediaError, match="choose another music file"):
        fit_music(np.zeros(shape, np.float32), RATE_HZ, RATE_HZ)


def test_a_click_is_no_music():
    with pytest.raises(MediaError, match=r"0\.50 s; choose a longer"):
        fit_music(np.zeros((RATE_HZ // 2, 2), np.float32), RATE_HZ, RATE_HZ)


@pytest.mark.parametrize("loop", [(5.0, 5.2), (20.0, 10.0), (-3.0, 10.0), (5.0, 500.0)])
def test_points_that_cannot_be_are_measured_instead(loop):
    assert np.array_equal(
        fit_music(song(), RATE_HZ, 40 * RATE_HZ, loop, BPM), fit_music(song(), RATE_HZ, 40 * RATE_HZ, None, BPM)
    )


def test_a_movie_without_length_is_refused():
    with pytest.raises(MediaError, match="0 samples"):
        fit_music(song(), RATE_HZ, 0, POINTS, BPM)

"""The meter agrees with ffmpeg's; fades keep the power; the ducking envelope does what was asked and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from compose_kit import RATE_HZ, hit, hum, make_sound

from moviefactory.compose.ducking import ATTACK_S, GRID_HZ, RELEASE_S, Event, duck_envelope, envelope_gain, loud_parts
from moviefactory.compose.levels import Meter, fade
from moviefactory.media.sound import SILENCE_LUFS, loudness, read_sound

SOUNDS = {
    "hum": hum(3.0, 1000.0),
    "bass": hum(3.0, 50.0, 0.5),
    "hits": np.concatenate([hit(1.0), np.zeros(RATE_HZ), 0.1 * hit(1.3, seed=2)]),
    "quiet end": np.concatenate([hum(4.0, 300.0, 0.3), hum(8.0, 300.0, 0.003)]),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_the_meter_agrees_with_ffmpeg_s(name: str, tmp_path: Path) -> None:
    path = make_sound(tmp_path / "s.wav", SOUNDS[name])
    meter = Meter(RATE_HZ)
    for block in np.array_split(read_sound(path), 7):
        meter.add(block)
    theirs = loudness(path)
    assert meter.integrated_lufs() == pytest.approx(theirs.integrated_lufs, abs=0.15)
    assert meter.momentary_max_lufs() == pytest.approx(theirs.momentary_max_lufs, abs=0.5)


@pytest.mark.parametrize("samples", [0, 1, 100, RATE_HZ])
def test_silence_and_nothing_measure_as_silence(samples: int) -> None:
    meter = Meter(RATE_HZ)
    meter.add(np.zeros((samples, 2), np.float32))
    assert (meter.integrated_lufs(), meter.momentary_max_lufs()) == (SILENCE_LUFS, SILENCE_LUFS)


def test_a_click_is_measured_as_if_silence_followed() -> None:
    meter = Meter(RATE_HZ)
    meter.add(np.full((480, 2), 0.5, np.float32))
    assert -40 < meter.momentary_max_lufs() < -15


def test_two_sounds_that_change_over_keep_their_power() -> None:
    leaving, coming = fade(1000, 0, 400, 600, 1000), fade(1000, 400, 0, 0, 400)
    assert np.allclose(leaving**2 + coming**2, 1, atol=1e-5)


def test_a_fade_is_the_same_whole_and_in_blocks() -> None:
    whole = fade(1000, 300, 200, 0, 1000)
    assert np.array_equal(whole, np.concatenate([fade(1000, 300, 200, at, at + 125) for at in range(0, 1000, 125)]))


def test_the_music_steps_back_before_an_event_and_returns_after_it() -> None:
    envelope = duck_envelope([Event(2.0, 3.0)], 6.0, 6.0)
    grid = np.arange(len(envelope)) / GRID_HZ
    assert np.all(envelope[(grid >= 2.0) & (grid < 3.0)] == 6.0)
    assert np.all(envelope[(grid <= 2.0 - ATTACK_S) | (grid >= 3.0 + RELEASE_S)] == 0.0)
    assert np.abs(np.diff(envelope)).max() <= 6.0 / (ATTACK_S * GRID_HZ) + 1e-9


def test_the_music_never_steps_back_further_than_asked_however_much_happens() -> None:
    events = [Event(0.3 * number, 0.3 * number + 0.5) for number in range(30)]
    envelope = duck_envelope(events, 10.0, 6.0)
    assert envelope.max() == 6.0
    assert envelope_gain(envelope, 0, RATE_HZ * 10, RATE_HZ).min() == pytest.approx(10 ** (-6 / 20), rel=1e-4)


def test_the_music_does_not_pump_between_events_that_follow_closely() -> None:
    envelope = duck_envelope([Event(1.0, 1.2), Event(1.6, 1.8), Event(4.0, 4.2)], 6.0, 6.0)
    assert envelope[100:180].min() == 6.0
    assert envelope[180:400].min() == 0.0


def test_a_share_asks_for_less_and_the_larger_counts() -> None:
    envelope = duck_envelope([Event(0.0, 4.0, 0.5), Event(1.0, 2.0)], 5.0, 6.0)
    assert (envelope[50], envelope[150], envelope[300]) == (3.0, 6.0, 3.0)


def powers_of(samples: np.ndarray) -> np.ndarray:
    step = RATE_HZ // GRID_HZ
    return np.square(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)


def test_the_loud_part_of_a_sound_leaves_out_silence_and_tail() -> None:
    ((start, stop),) = loud_parts(powers_of(hit(2.0, 0.1, 0.5)), 12.0)
    assert start == pytest.approx(0.5, abs=0.02)
    assert 0.6 < stop < 0.9
    assert loud_parts(np.zeros(20), 12.0) == loud_parts(np.zeros(0), 12.0) == ()


def test_between_two_sentences_the_others_come_back_and_between_two_words_they_do_not() -> None:
    word, breath, pause = hum(0.5), np.zeros(RATE_HZ // 4), np.zeros(2 * RATE_HZ)
    spoken = np.concatenate([word, breath, 0.1 * word, pause, word])
    first, second = loud_parts(powers_of(spoken), 25.0)
    assert first == pytest.approx((0.0, 1.25), abs=0.02)
    assert second == pytest.approx((3.25, 3.75), abs=0.02)

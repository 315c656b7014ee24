"""The loudness of the delivery, measured on the encoded file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from compose_kit import RATE_HZ, hit, hum, make_sound

from moviefactory.compose.levels import Meter
from moviefactory.compose.master import ROUNDS, Master, master
from moviefactory.media.sound import loudness, read_sound
from moviefactory.settings import ComposeSettings

SECONDS = 8
NOISE = np.random.default_rng(5).standard_normal(SECONDS * RATE_HZ)
MATERIAL = {
    "loud": 0.5 * NOISE,
    "usual": hum(SECONDS, 300.0, 0.1) + 0.05 * NOISE,
    "very quiet": 0.0005 * NOISE,
    "hits in silence": np.concatenate([hit(2.0, 0.03, 0.2, seed) for seed in range(4)]),
    "a bang in a whisper": 0.002 * NOISE + np.concatenate([hit(2.0, 0.1, 1.0), np.zeros(6 * RATE_HZ)]),
}
HARD = {
    "clipped": 3.0 * NOISE[: 4 * RATE_HZ],
    "one second": hit(1.0, 0.3, 0.1),
    "a single click": np.concatenate([np.zeros(RATE_HZ), np.full(10, 0.8), np.zeros(3 * RATE_HZ)]),
    "clicks": np.tile(np.concatenate([np.full(2, 0.9), np.zeros(2 * RATE_HZ)]), 4),
}


def mastered(samples: np.ndarray, folder: Path, **settings: float) -> tuple[Master, Path]:
    path = make_sound(folder / "mix.wav", samples)
    meter = Meter(RATE_HZ)
    meter.add(read_sound(path))
    output = folder / "sound.m4a"
    return master(path, meter.integrated_lufs(), ComposeSettings.model_validate(settings), output), output


@pytest.mark.parametrize("name", MATERIAL)
def test_loudness_and_true_peak_are_met_on_the_encoded_file(name: str, tmp_path: Path) -> None:
    made, output = mastered(MATERIAL[name], tmp_path)
    found = loudness(output)
    assert found == made.loudness
    assert found.integrated_lufs == pytest.approx(-14.0, abs=0.5)
    assert found.true_peak_dbtp <= -1.0


@pytest.mark.parametrize("target", [-14.0, -16.0, -23.0])
@pytest.mark.parametrize("name", ["clipped", "one second", "a bang in a whisper"])
def test_every_delivery_s_target_is_met_on_hard_material(target: float, name: str, tmp_path: Path) -> None:
    made, _ = mastered({**MATERIAL, **HARD}[name], tmp_path, loudness_lufs=target)
    assert made.loudness.integrated_lufs == pytest.approx(target, abs=0.5)
    assert made.loudness.true_peak_dbtp <= -1.0


@pytest.mark.parametrize("name", ["a single click", "clicks"])
def test_clicks_have_no_more_to_give_and_are_not_flattened_in_vain(name: str, tmp_path: Path) -> None:
    made, output = mastered(HARD[name], tmp_path)
    assert -4 < loudness(output).true_peak_dbtp <= -1.0
    assert made.loudness.integrated_lufs < -20
    assert made.gain_db < 25
    assert made.rounds <= ROUNDS + 1


@pytest.mark.parametrize("seconds", [1 / 24, 0.3])
def test_a_sound_too_short_for_the_meter_keeps_its_peak_and_a_sane_gain(seconds: float, tmp_path: Path) -> None:
    made, output = mastered(hum(seconds, 300.0, 0.3), tmp_path)
    assert abs(made.gain_db) < 15
    assert -20 < loudness(output).true_peak_dbtp <= -1.0
    assert len(read_sound(output)) == round(seconds * RATE_HZ)


def test_another_target_is_met_too(tmp_path: Path) -> None:
    made, _ = mastered(MATERIAL["usual"], tmp_path, loudness_lufs=-23.0, true_peak_dbtp=-3.0)
    assert made.loudness.integrated_lufs == pytest.approx(-23.0, abs=0.5)
    assert made.loudness.true_peak_dbtp <= -3.0


def test_usual_material_is_only_made_louder_not_flatter(tmp_path: Path) -> None:
    soft, strong = hum(4.0, 500.0, 0.03), hum(4.0, 500.0, 0.12)
    made, output = mastered(np.concatenate([soft, strong]), tmp_path)
    samples = read_sound(output)
    levels = [np.sqrt(np.mean(np.square(samples[at * RATE_HZ : (at + 2) * RATE_HZ]))) for at in (1, 5)]
    assert 20 * np.log10(levels[1] / levels[0]) == pytest.approx(12.04, abs=0.3)
    assert made.rounds <= 2


def test_silence_stays_silence(tmp_path: Path) -> None:
    made, output = mastered(np.zeros(2 * RATE_HZ), tmp_path)
    assert made.silent
    assert np.abs(read_sound(output)).max() < 1e-4


@pytest.mark.parametrize("samples", [96_000, 95_999, 96_001, 50_123])
def test_not_a_sample_is_lost_or_shifted(samples: int, tmp_path: Path) -> None:
    click = hum(3.0, 200.0, 0.05)[:samples]
    click[40_000:40_100] = 0.9
    _, output = mastered(click, tmp_path)
    decoded = read_sound(output)
    assert len(decoded) == samples
    assert abs(int(np.abs(decoded[:, 0]).argmax()) - 40_050) < 150

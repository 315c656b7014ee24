"""The network that hears moods: its shape, what it is shown, and that broken models are named."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("safetensors")

import torch
from safetensors.torch import save_file

from moviefactory.audio import choose_music, mood_crnn
from moviefactory.audio.mood_crnn import MELS, RATE_HZ, WINDOW, MoodCrnn, MoodEar, mel_filters, pieces_of, shares
from moviefactory.audio.mood_model import CARD, WEIGHTS, mood_card
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.jobs.job import sha256_of
from moviefactory.media.sound import write_sound

torch.set_num_threads(1)
MOODS = ("calm", "energetic", "dark")


pytestmark = pytest.mark.usefixtures("own_home")


def noise(path: Path, seconds: float, gain: float = 0.1) -> Path:
    made = gain * np.random.default_rng(4).normal(size=(round(seconds * RATE_HZ), 1)).astype(np.float32)
    write_sound(path, np.repeat(made, 2, axis=1), RATE_HZ)
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    torch.manual_seed(1)
    save_file(MoodCrnn(len(MOODS)).state_dict(), folder / WEIGHTS)
    card = {"moods": MOODS, "weights": sha256_of(folder / WEIGHTS), "version": mood_crnn.VERSION, "accuracy": 0.5}
    (folder / CARD).write_text(json.dumps(card | {"tracks": 9}))
    return folder


def test_it_is_the_published_network() -> None:
    assert sum(one.numel() for one in MoodCrnn(5).parameters()) == 392_613
    assert MoodCrnn(5).eval()(torch.zeros(2, MELS, 94)).shape == (2, 5)


def test_music_is_shown_in_pieces_of_three_seconds_however_loud(tmp_path: Path) -> None:
    soft, loud = (pieces_of(noise(tmp_path / f"{gain}.wav", 7.5, gain)) for gain in (0.01, 0.1))
    assert soft.shape == loud.shape == (2, MELS, 94)
    assert abs(float(loud.mean())) < 1e-3
    assert float(loud.std()) == pytest.approx(1, abs=1e-2)
    assert np.corrcoef(soft.ravel(), loud.ravel())[0, 1] > 0.99
    assert pieces_of(noise(tmp_path / "long.wav", 120)).shape[0] == 30  # of the middle minute and a half


def test_too_little_to_hear_is_refused(tmp_path: Path) -> None:
    for path in (noise(tmp_path / "short.wav", 2), noise(tmp_path / "silent.wav", 5, 0.0)):
        with pytest.raises(MediaError, match="choose another file"):
            pieces_of(path)


def test_the_mel_filters_are_librosas() -> None:
    filters = pytest.importorskip("librosa.filters")
    assert np.allclose(mel_filters(), filters.mel(sr=RATE_HZ, n_fft=WINDOW, n_mels=MELS), atol=1e-6)


def test_a_track_is_the_mean_of_its_pieces() -> None:
    torch.manual_seed(3)
    network = MoodCrnn(3)
    pieces = np.random.default_rng(0).normal(size=(70, MELS, 16)).astype(np.float32)
    whole = shares(network, pieces)
    assert whole.sum() == pytest.approx(1, abs=1e-5)
    assert whole == pytest.approx((shares(network, pieces[:35]) + shares(network, pieces[35:])) / 2, abs=1e-5)


def test_an_ear_hears_a_file_and_remembers_it_by_its_content(model: Path, tmp_path: Path) -> None:
    track = noise(tmp_path / "a.wav", 6.5)
    ear = MoodEar(mood_card("model", tmp_path))
    found = ear.moods_of(track, sha256_of(track))
    assert [mood for mood, _ in found] == list(MOODS)
    assert sum(share for _, share in found) == pytest.approx(1, abs=1e-3)
    assert ear.moods_of(tmp_path / "gone.wav", sha256_of(track)) == found
    assert ear.moods_of(tmp_path / "gone.wav", "") == ()


def test_weights_that_are_not_the_cards_are_refused(model: Path, tmp_path: Path) -> None:
    card = mood_card(str(model))
    data = json.loads((model / CARD).read_text())
    (model / CARD).write_text(json.dumps(data | {"version": 99}))
    with pytest.raises(PlanError, match="another version"):
        MoodEar(mood_card(str(model)))
    (model / WEIGHTS).write_bytes((model / WEIGHTS).read_bytes()[:-100])
    with pytest.raises(PlanError, match="train the model again"):
        MoodEar(card)
    (model / CARD).write_text(json.dumps(data | {"weights": sha256_of(model / WEIGHTS)}))
    with pytest.raises(PlanError, match="train the model again"):
        MoodEar(mood_card(str(model)))


def test_without_torch_a_mood_model_asks_for_it(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "moviefactory.audio.mood_crnn")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(NotInstalled, match=r"it needs torch; install moviefactory's extra `audio`"):
        choose_music._mood_ear(mood_card(str(model)))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"moods": ["calm", "gloomy"], "weights": "", "version": 1}'])
def test_a_broken_card_is_refused(model: Path, text: str) -> None:
    (model / CARD).write_text(text)
    with pytest.raises(PlanError, match=r"mood\.json is broken"):
        mood_card(str(model))


def test_a_card_with_moods_that_are_none_is_refused(model: Path) -> None:
    data = json.loads((model / CARD).read_text())
    for moods in (["calm", "gloomy"], ["calm"], ["calm", "calm"]):
        (model / CARD).write_text(json.dumps(data | {"moods": moods}))
        with pytest.raises(PlanError, match="moods that are none"):
            mood_card(str(model))

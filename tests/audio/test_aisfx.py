"""aiSFX with random weights, and with the real ones where its package is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")
pytest.importorskip("safetensors")

import soundfile
import torch
from safetensors.torch import save_file

from moviefactory.audio import Query, aisfx_matcher
from moviefactory.audio.aisfx_matcher import AisfxMatcher
from moviefactory.audio.aisfx_model import BLOCK, LOUDEST, RATE_HZ, Aisfx, blocks_of, load_aisfx, mel_spectra
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.errors import MediaError, NotInstalled, PlanError

torch.set_num_threads(1)
WIDTHS = (2, 3, 4, 512)
F = torch.nn.functional


pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    torch.manual_seed(0)
    network = Aisfx(WIDTHS)
    for name, part in network.state_dict().items():
        if "running_var" in name:
            part.uniform_(0.5, 2)
        elif "running_mean" in name or "bias" in name:
            part.normal_(0, 0.3)
        elif "conv" in name and part.dim() == 4:
            part.mul_(4)  # else a random network says nearly the same of everything
    return {f"embedding_net.{name}": part.clone() for name, part in network.state_dict().items()}


@pytest.fixture
def place(tmp_path: Path, weights: dict[str, Any]) -> Path:
    (tmp_path / "weights").mkdir()
    save_file(weights, tmp_path / "weights/model.safetensors")
    return tmp_path / "weights"


def put(path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return path


def noise(seconds: float, seed: int = 0) -> NDArray[np.float32]:
    return np.asarray(np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * 0.1, np.float32)


def tone(seconds: float, pitch_hz: float = 440.0) -> NDArray[np.float32]:
    return np.asarray(0.3 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ), np.float32)


def library(paths: Sequence[Path]) -> Library:
    entries = tuple(LibraryEntry(path, path.stem, "", "effect", "own") for path in paths)
    return Library(entries, (), (), (), "-".join(path.name for path in paths))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spectra_are_those_of_librosa_with_the_papers_settings() -> None:
    librosa = pytest.importorskip("librosa")
    wave = noise(1.3) + tone(1.3, 3000)
    power = librosa.feature.melspectrogram(
        y=wave, sr=RATE_HZ, n_mels=96, norm=1.0, fmin=0.0, fmax=22050.0, htk=True, power=2.0, hop_length=1024,
        win_length=2048,
    )  # fmt: skip
    expected = np.log10(power * 10000.0 + 1).T / LOUDEST
    found = mel_spectra(wave)
    assert found.shape == expected.shape == (1 + len(wave) // 1024, 96)
    assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("spectra", "blocks"), [(1, 1), (99, 1), (100, 1), (149, 1), (150, 2), (1000, 19)])
def test_blocks_are_full_but_for_a_short_sounds_only_one(spectra: int, blocks: int) -> None:
    found = blocks_of(np.arange(1, spectra + 1, dtype=np.float32)[:, None] * np.ones((1, 96), np.float32))
    assert found.shape == (blocks, BLOCK, 96)
    assert found[-1, 0, 0] == 50 * (blocks - 1) + 1
    if spectra < BLOCK:
        assert (found[0, :spectra] > 0).all()
        assert not found[0, spectra:].any(), "silence follows"


def test_the_network_is_the_published_one(weights: dict[str, Any], place: Path) -> None:
    own = {name.removeprefix("embedding_net."): part for name, part in weights.items()}
    x = torch.rand(2, 100, 96)
    expected = x[:, None]
    for block, pool in ((1, 2), (2, 2), (3, 2), (4, 1)):
        for layer in (1, 2):
            bn = f"conv_block{block}.bn{layer}."
            expected = F.conv2d(expected, own[f"conv_block{block}.conv{layer}.weight"], padding=1)
            means = own[bn + "running_mean"], own[bn + "running_var"]
            expected = F.relu(F.batch_norm(expected, *means, own[bn + "weight"], own[bn + "bias"]))
        expected = F.max_pool2d(expected, pool)
    expected = expected.mean(dim=3).max(dim=2)[0]
    with torch.inference_mode():
        assert torch.allclose(load_aisfx(place / "model.safetensors")._network(x), expected, atol=1e-5)


def test_a_file_has_one_vector_however_it_is_asked_for(tmp_path: Path, place: Path) -> None:
    encoder = load_aisfx(place / "model.safetensors")
    first, second = put(tmp_path / "a.wav", noise(0.5)), put(tmp_path / "b.wav", tone(4))
    stereo = put(tmp_path / "stereo.wav", np.stack([noise(0.5)] * 2, 1))
    quiet = put(tmp_path / "quiet.wav", noise(0.5) / 50)
    together = encoder.sounds([first, second, stereo, quiet])
    assert np.array_equal(together[0], encoder.sounds([first])[0])
    assert together[2] == pytest.approx(together[0], abs=1e-5)
    assert together[3] == pytest.approx(together[0], abs=1e-3), "how loud it is says not what it is"
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert float(together[0] @ together[1]) < 0.999
    with pytest.raises(MediaError, match="silence"):
        encoder.sounds([put(tmp_path / "silence.wav", np.zeros(4410, np.float32))])


def test_more_like_this_finds_the_sound_itself_first(tmp_path: Path, place: Path) -> None:
    paths = [
        put(tmp_path / "a.wav", noise(0.4)),
        put(tmp_path / "b.wav", tone(0.4)),
        put(tmp_path / "c.wav", tone(1, 90)),
    ]
    matcher = AisfxMatcher(str(place))
    scores = matcher.scores(Query(sound=paths[1]), library(paths))
    assert int(np.argmax(scores)) == 1
    assert scores[1] == pytest.approx(1, abs=1e-4)
    assert matcher.senses == {"sound"}
    assert "CC BY 4.0" in matcher.credit
    with pytest.raises(PlanError, match="sound"):
        matcher.scores(Query("rain"), library(paths))


def test_the_authors_pickle_is_read_as_numbers_and_kept_as_safetensors(
    tmp_path: Path, own_home: Path, weights: dict[str, Any], place: Path
) -> None:
    heads = {"fc.0.0.weight": torch.zeros(3, 3)}
    published = ({**weights, **heads}, {"library": (np.int64(0), np.int64(78)), "other": (1, np.float64(2))})
    torch.save(published, tmp_path / "checkpoint.pth")
    sound = put(tmp_path / "a.wav", noise(0.3))
    expected = load_aisfx(place / "model.safetensors").sounds([sound])
    assert np.array_equal(load_aisfx(tmp_path / "checkpoint.pth").sounds([sound]), expected)
    (kept,) = own_home.rglob("*.safetensors")
    assert np.array_equal(load_aisfx(tmp_path / "checkpoint.pth").sounds([sound]), expected)
    kept.write_bytes(kept.read_bytes()[:5000])  # the disk was full once
    assert np.array_equal(load_aisfx(tmp_path / "checkpoint.pth").sounds([sound]), expected)
    assert kept.stat().st_size > 5000


class _Harm:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.mark),)


def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path, weights: dict[str, Any]) -> None:
    torch.save((weights, {"library": _Harm(tmp_path / "harmed")}), tmp_path / "checkpoint.pth")
    with pytest.raises(PlanError, match="cannot be read as weights of aiSFX"):
        load_aisfx(tmp_path / "checkpoint.pth")
    assert not (tmp_path / "harmed").exists()


@pytest.mark.parametrize("what", ["other weights", "cut short", "text", "other size"])
def test_what_is_no_aisfx_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "model.safetensors"
    if what == "other weights":
        save_file({"layer.weight": torch.zeros(2)}, path)
    elif what == "other size":
        save_file({name: one.clone() for name, one in Aisfx((2, 2, 2, 8)).state_dict().items()}, path)
    else:
        path.write_bytes(b"no weights" if what == "text" else b"\x40\0\0\0\0\0\0\0{")
    with pytest.raises(PlanError, match="aiSFX"):
        load_aisfx(path)


def test_without_its_package_the_pip_line_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aisfx_matcher, "PACKAGE", "no_such_package")
    with pytest.raises(NotInstalled, match="pip install --no-deps no_such_package"):
        AisfxMatcher()
    with pytest.raises(PlanError, match="no weights of aiSFX"):
        AisfxMatcher(str(tmp_path / "nowhere"))


def test_the_weights_in_the_package_are_found_without_importing_it(
    tmp_path: Path, weights: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site/as_if_aisfx"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('it wants a numpy of 2022')\n")
    torch.save((weights, {}), package / "models/checkpoint.pth")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(aisfx_matcher, "PACKAGE", "as_if_aisfx")
    matcher = AisfxMatcher()
    path = put(tmp_path / "a.wav", noise(0.3))
    assert matcher.scores(Query(sound=path), library([path]))[0] == pytest.approx(1, abs=1e-4)


def test_naming_the_matcher_loads_no_torch(place: Path) -> None:
    code = (
        "import sys; from moviefactory.audio import load_matcher; "
        f"print(load_matcher('aisfx', {str(place)!r}).revision); assert 'torch' not in sys.modules"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("aisfx-1/")


@pytest.mark.skipif(find_spec("aisfx") is None, reason="pip install --no-deps aisfx")
def test_the_real_weights_tell_kinds_of_sounds_apart(tmp_path: Path) -> None:
    def clicks(every_s: float, seed: int) -> NDArray[np.float32]:
        wave = noise(2, seed) * 0.01
        for start in np.arange(0.1, 1.9, every_s):
            at = round(start * RATE_HZ)
            wave[at : at + 400] += noise(1, seed + 1)[:400] * 5 * np.exp(-np.arange(400, dtype=np.float32) / 60)
        return wave

    made = {
        "hiss-1": noise(2, 1), "hiss-2": noise(3, 2), "beep-1": tone(2, 1000), "beep-2": tone(2.5, 1200),
        "hum-1": tone(2, 60) + noise(2, 3) * 0.02, "hum-2": tone(3, 55) + noise(3, 4) * 0.02,
        "tick-1": clicks(0.25, 5), "tick-2": clicks(0.3, 7),
    }  # fmt: skip
    paths = [put(tmp_path / f"{name}.wav", wave) for name, wave in made.items()]
    matcher, sounds = AisfxMatcher(), library(paths)
    for at, path in enumerate(paths):
        scores = matcher.scores(Query(sound=path), sounds)
        scores[at] = -1
        assert paths[int(np.argmax(scores))].stem[:-2] == path.stem[:-2]

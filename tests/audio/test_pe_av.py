"""PE-AV through the classes of transformers, with random weights: what can be known without the real ones."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("torch")
pytest.importorskip("transformers")

import soundfile
import torch
from tiny_pe_av import LINES, SIZE, build, build_joint
from transformers import PeAudioFeatureExtractor

from moviefactory.audio import Query, pe_av_matcher
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.audio.pe_av_matcher import PeAvMatcher
from moviefactory.audio.pe_av_model import FRAMES, Look, PeAvEncoder, _sampled, _shown, load_pe_av
from moviefactory.errors import MediaError, NotInstalled, PlanError
from moviefactory.media.frames import FrameWriter

torch.set_num_threads(1)
RATE_HZ = 48_000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("joint")
    build_joint(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(place: Path) -> PeAvEncoder:
    return load_pe_av(place)


def noise(seconds: float, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ)) * 0.1
    return np.asarray(drawn, np.float32)


def tone(seconds: float, pitch_hz: float = 440.0) -> NDArray[np.float32]:
    return np.asarray(0.3 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ), np.float32)


def put(path: Path, samples: NDArray[np.float32], rate_hz: int = RATE_HZ) -> Path:
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return path


def library(folder: Path, *names: str) -> Library:
    entries = tuple(LibraryEntry(folder / name, name, "", "effect", "own") for name in names)
    return Library(entries, (), (), (folder,), "-".join(names))


def test_vectors_are_those_of_the_networks_own_forward(tmp_path: Path) -> None:
    model = build(tmp_path / "hearing")
    encoder = load_pe_av(tmp_path / "hearing")
    wave = noise(1.013)  # no whole number of the codec's hops
    fed = PeAudioFeatureExtractor()(wave, sampling_rate=RATE_HZ, return_tensors="pt")
    tokens = encoder._tokenizer([LINES[0]], return_tensors="pt")
    with torch.inference_mode():
        out = model(tokens["input_ids"], fed["input_values"], attention_mask=tokens["attention_mask"])
    heard = encoder.sounds([put(tmp_path / "a.wav", wave)])[0]
    read = encoder.text([LINES[0]])[0]
    assert heard == pytest.approx(torch.nn.functional.normalize(out.audio_embeds[0], dim=0).numpy(), abs=1e-5)
    assert read == pytest.approx(torch.nn.functional.normalize(out.text_audio_embeds[0], dim=0).numpy(), abs=1e-5)


def test_a_checkpoint_that_sees_and_hears_gives_the_same_vectors_as_one_that_hears(
    tmp_path: Path, encoder: PeAvEncoder
) -> None:
    build(tmp_path / "hearing")
    path = put(tmp_path / "a.wav", noise(0.5))
    other = load_pe_av(tmp_path / "hearing")
    assert np.array_equal(encoder.sounds([path]), other.sounds([path]))
    assert np.array_equal(encoder.text(LINES), other.text(LINES))


def test_a_file_has_one_vector_alone_or_in_company_today_or_tomorrow(tmp_path: Path, encoder: PeAvEncoder) -> None:
    first, second = put(tmp_path / "a.wav", noise(0.7)), put(tmp_path / "b.wav", tone(2.2))
    together = encoder.sounds([first, second])
    assert np.array_equal(together[0], encoder.sounds([first])[0])
    assert np.array_equal(together[1], encoder.sounds([second, first, second])[0])
    assert together.shape == (2, SIZE)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert float(together[0] @ together[1]) < 0.999, "unlike sounds are told apart"


def test_texts_are_the_same_alone_and_beside_longer_ones(encoder: PeAvEncoder) -> None:
    together = encoder.text([*LINES, "engine " * 60])
    for text, vector in zip(LINES, together, strict=False):
        assert encoder.text([text])[0] == pytest.approx(vector, abs=2e-5)
    assert encoder.text([]).shape == (0, SIZE)
    assert np.isfinite(encoder.text(["", "  ", "雨が降る", "engine " * 5000])).all()


def test_stereo_other_rates_and_a_single_sample_are_heard(tmp_path: Path, encoder: PeAvEncoder) -> None:
    wave = tone(1.0)
    mono, stereo = put(tmp_path / "mono.wav", wave), put(tmp_path / "stereo.wav", np.stack([wave, wave], 1))
    assert encoder.sounds([mono])[0] == pytest.approx(encoder.sounds([stereo])[0], abs=1e-5)
    tiny = put(tmp_path / "tiny.wav", np.array([0.5], np.float32))
    slow = put(tmp_path / "slow.wav", np.asarray(wave[::6], np.float32), 8000)
    assert np.isfinite(encoder.sounds([tiny, slow])).all()


def test_a_long_sound_is_heard_in_windows_and_stays_itself(
    tmp_path: Path, encoder: PeAvEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.audio.pe_av_model.WINDOW_S", 1)
    repeated = put(tmp_path / "long.wav", np.tile(noise(1.0), 3))
    once = put(tmp_path / "once.wav", noise(1.0))
    assert encoder.sounds([repeated])[0] == pytest.approx(encoder.sounds([once])[0], abs=1e-4)


@pytest.mark.parametrize("what", ["empty", "silent", "no sound"])
def test_what_cannot_be_heard_is_named(tmp_path: Path, encoder: PeAvEncoder, what: str) -> None:
    path = tmp_path / "bad.wav"
    if what == "no sound":
        path.write_bytes(b"RIFF nonsense")
    else:
        put(path, np.zeros(0 if what == "empty" else 9600, np.float32))
    with pytest.raises(MediaError, match=r"bad\.wav"):
        encoder.sounds([path])


def test_the_matcher_finds_the_sound_itself_first_and_computes_each_sound_once(
    tmp_path: Path, place: Path, own_home: Path
) -> None:
    for name, wave in (("a.wav", noise(0.4)), ("b.wav", tone(0.4)), ("c.wav", tone(0.4, 3000))):
        put(tmp_path / name, wave)
    sounds = library(tmp_path, "a.wav", "b.wav", "c.wav")
    matcher = PeAvMatcher(str(place))
    matcher.prepare(sounds, lambda done, total: None)
    like = matcher.scores(Query(sound=tmp_path / "b.wav"), sounds)
    assert int(np.argmax(like)) == 1
    assert like[1] == pytest.approx(1, abs=1e-4)
    by_words = matcher.scores(Query("a dog barks"), sounds)
    assert by_words.shape == (3,)
    again = PeAvMatcher(str(place))
    again._load = lambda: pytest.fail("the network was loaded for what is known")
    assert np.array_equal(again.scores(Query(sound=tmp_path / "b.wav"), sounds), like)


def test_without_the_packages_of_the_picture_it_hears_and_says_so(
    place: Path, encoder: PeAvEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pe_av_matcher, "EYES", ("no_such_package",))
    matcher = PeAvMatcher(str(place))
    assert matcher.senses == {"text", "sound"}
    assert "pip install no_such_package" in matcher.note
    assert matcher.revision.endswith("/blind")
    monkeypatch.setattr("moviefactory.audio.pe_av_model.EYES", ("no_such_package",))
    with pytest.raises(NotInstalled, match="pip install no_such_package"):
        encoder.video(clip(tmp_path / "clip.mp4", 2))


def test_a_checkpoint_without_eyes_has_no_sense_for_clips(tmp_path: Path) -> None:
    build(tmp_path)
    matcher = PeAvMatcher(str(tmp_path))
    assert (matcher.senses, matcher.note) == ({"text", "sound"}, "")
    with pytest.raises(PlanError, match="no eyes"):
        load_pe_av(tmp_path).video(clip(tmp_path / "clip.mp4", 2))


def clip(path: Path, frames: int, size_px: tuple[int, int] = (96, 40)) -> Path:
    """Frame n is of the grey 10 n."""
    with FrameWriter(path, size_px, Fraction(12)) as writer:
        for number in range(frames):
            writer.write(np.full((size_px[1], size_px[0], 3), 10 * number, np.uint8))
    return path


@pytest.mark.parametrize("count", [1, 3, 16, 25])
def test_frames_are_taken_evenly_from_the_first_to_the_last(tmp_path: Path, count: int) -> None:
    seen = [round(float(frame.mean()) / 10) for frame in _sampled(clip(tmp_path / "clip.mp4", count), FRAMES)]
    assert len(seen) == FRAMES
    assert (seen[0], seen[-1]) == (0, count - 1)
    assert seen == sorted(seen)
    assert len(set(seen)) == min(count, FRAMES)


def test_a_frame_is_squeezed_as_a_whole_and_brought_to_the_towers_range() -> None:
    frame = np.zeros((40, 96, 3), np.uint8)
    frame[:, 48:] = 255
    shown = _shown(frame, Look((28, 28)))
    assert shown.shape == (3, 28, 28)
    assert float(shown[:, :, :12].max()) == pytest.approx(-1)
    assert float(shown[:, :, -12:].min()) == pytest.approx(1)


def test_a_sound_is_no_clip(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no picture"):
        list(_sampled(put(tmp_path / "a.wav", tone(0.2)), FRAMES))


def test_another_kind_of_model_is_named(tmp_path: Path) -> None:
    build(tmp_path)
    said = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**said, "model_type": "clap"}))
    with pytest.raises(PlanError, match="'clap'"):
        PeAvMatcher(str(tmp_path))


def test_a_checkpoint_with_a_part_missing_is_refused(tmp_path: Path) -> None:
    build_joint(tmp_path)
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())
    shard = "model-00002-of-00002.safetensors"
    index["weight_map"] = {name: file for name, file in index["weight_map"].items() if file != shard}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(PlanError, match="missing in it"):
        load_pe_av(tmp_path)


def test_a_file_of_weights_that_breaks_off_is_refused(tmp_path: Path) -> None:
    build(tmp_path)
    whole = (tmp_path / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PlanError, match="fetch it again"):
        load_pe_av(tmp_path)


def test_loading_and_using_it_says_nothing(place: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = load_pe_av(place)
    encoder.text(["rain"])
    encoder.sounds([put(tmp_path / "a.wav", tone(0.2))])
    assert capfd.readouterr() == ("", "")


def test_naming_the_matcher_loads_no_torch(place: Path) -> None:
    code = (
        "import sys; from moviefactory.audio import load_matcher; "
        f"print(load_matcher('pe-av', {str(place)!r}).revision); "
        "assert not set(sys.modules) & {'torch', 'transformers'}"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("pe-av-1/")


def test_other_weights_are_another_revision(place: Path, tmp_path: Path) -> None:
    build_joint(tmp_path / place.name, seed=1)
    assert PeAvMatcher(str(tmp_path / place.name)).revision != PeAvMatcher(str(place)).revision


def test_weights_that_are_not_here_are_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    with pytest.raises(PlanError, match=r"hf download facebook/pe-av-small-16-frame"):
        PeAvMatcher()


@pytest.mark.skipif(any(find_spec(name) is None for name in ("timm", "torchvision")), reason="needs timm, torchvision")
def test_a_clip_is_seen_as_the_networks_own_forward_sees_it(tmp_path: Path) -> None:
    seeing = _seeing_model(tmp_path / "seeing")
    path = clip(tmp_path / "clip.mp4", 20)
    encoder = load_pe_av(tmp_path / "seeing")
    pixels = torch.stack([_shown(frame, Look((384, 384))) for frame in _sampled(path, FRAMES)])[None]
    with torch.inference_mode():
        out = seeing.video_model.video_head(seeing.video_model.video_encoder(pixels).pooler_output)[0]
    assert encoder.video(path) == pytest.approx(torch.nn.functional.normalize(out, dim=0).numpy(), abs=1e-5)
    assert PeAvMatcher(str(tmp_path / "seeing")).senses == {"text", "video", "sound"}


def _seeing_model(folder: Path) -> Any:
    from tiny_pe_av import _HEARING, _READING, _TRANSFORMER
    from transformers import PeAudioVideoConfig, PeAudioVideoModel

    build(folder)
    (folder / "model.safetensors").unlink()
    (folder / "config.json").unlink()
    look = {"model_type": "timm_wrapper", "architecture": "vit_pe_core_tiny_patch16_384", "do_pooling": True,
            "num_classes": 24, "global_pool": "map", "initializer_range": 0.02}  # fmt: skip
    own = {**_TRANSFORMER, "head_dim": 16}
    seeing = {**own, "model_type": "pe_video_encoder", "vision_config": look}
    both = {**own, "audio_config": dict(_HEARING), "video_config": seeing}
    torch.manual_seed(0)
    model = PeAudioVideoModel(PeAudioVideoConfig(text_config=dict(_READING), audio_video_config=both)).eval()
    model.save_pretrained(folder)
    return model

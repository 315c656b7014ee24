"""CLAP through the real classes: the same sound is the same vector, words and sounds are asked, faults are told."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import Result

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from tiny_clap_model import RATE, library_of, tiny_clap, tone, write_tiny  # noqa: E402

from moviefactory.audio import Query  # noqa: E402
from moviefactory.audio.clap_matcher import ClapMatcher  # noqa: E402
from moviefactory.audio.clap_model import Clap, load_clap  # noqa: E402
from moviefactory.errors import MediaError, NotInstalled, PlanError  # noqa: E402

pytestmark = pytest.mark.usefixtures("own_home")
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("clap"))


@pytest.fixture(scope="module")
def clap(folder: Path) -> Clap:
    return load_clap(folder, 512)


def test_a_long_sound_is_the_same_vector_at_every_run_alone_and_in_a_batch(clap: Clap, tmp_path: Path) -> None:
    long = tone(tmp_path / "long.wav", 300, 27.0, noise=0.1)
    short = tone(tmp_path / "short.wav", 900, 1.3)
    np.random.seed(1)
    alone = clap.sounds([long])
    np.random.seed(2)
    batch = clap.sounds([short, long, short])
    assert np.array_equal(alone[0], batch[1])
    assert np.array_equal(batch[0], batch[2])
    assert np.allclose(np.linalg.norm(batch, axis=1), 1, atol=1e-5)
    assert batch[0] @ batch[1] < 0.999


def test_two_equal_channels_sound_like_one(clap: Clap, tmp_path: Path) -> None:
    mono = tone(tmp_path / "mono.wav", 440, 12.0, noise=0.05)
    samples, rate = soundfile.read(mono, dtype="float32")
    soundfile.write(tmp_path / "stereo.wav", np.stack([samples, samples], axis=1), rate, subtype="FLOAT")
    soundfile.write(tmp_path / "negative.wav", np.stack([samples, -samples], axis=1), rate, subtype="FLOAT")
    vectors = clap.sounds([mono, tmp_path / "stereo.wav", tmp_path / "negative.wav"])
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=1e-5)


def test_a_longer_lead_in_hardly_moves_the_vector(clap: Clap, tmp_path: Path) -> None:
    samples, rate = soundfile.read(tone(tmp_path / "a.wav", 300, 35.0, noise=0.1), dtype="float32")
    soundfile.write(tmp_path / "b.wav", np.concatenate([np.zeros(rate), samples]), rate, subtype="FLOAT")
    other = tone(tmp_path / "c.wav", 5000, 35.0)
    first, later, unlike = clap.sounds([tmp_path / "a.wav", tmp_path / "b.wav", other])
    assert first @ later > 0.98 > first @ unlike


@pytest.mark.parametrize(
    "samples",
    [np.zeros((0,)), np.zeros(RATE), np.full(RATE, np.nan), np.full((RATE, 2), 1e-6)],
    ids=["empty", "silent", "no numbers", "inaudible"],
)
def test_what_nobody_can_hear_is_refused(clap: Clap, tmp_path: Path, samples: np.ndarray) -> None:
    soundfile.write(tmp_path / "nothing.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    with pytest.raises(MediaError, match=r"nothing\.wav"):
        clap.sounds([tmp_path / "nothing.wav"])


def test_some_broken_samples_do_not_spoil_the_vector(clap: Clap, tmp_path: Path) -> None:
    samples, rate = soundfile.read(tone(tmp_path / "whole.wav", 440, 3.0), dtype="float32")
    samples[1000] = np.nan
    samples[2000] = np.inf
    soundfile.write(tmp_path / "holes.wav", samples, rate, subtype="FLOAT")
    whole, holes = clap.sounds([tmp_path / "whole.wav", tmp_path / "holes.wav"])
    assert whole @ holes > 0.9


def test_a_fused_checkpoint_leaves_nothing_to_chance(tmp_path: Path) -> None:
    clap = load_clap(write_tiny(tmp_path / "fused", tiny_clap(fused=True)), 512)
    long, short = tone(tmp_path / "long.wav", 300, 21.0, noise=0.1), tone(tmp_path / "short.wav", 900, 1.0)
    seen = []
    for seed in range(3):
        np.random.seed(seed)
        seen.append(clap.sounds([short, long]))
    assert np.array_equal(seen[0], seen[1])
    assert np.array_equal(seen[0], seen[2])
    assert np.array_equal(clap.sounds([long])[0], seen[0][1])


def test_texts_are_alike_alone_and_padded_and_a_very_long_one_is_cut(clap: Clap) -> None:
    texts = ["rain", "a dog barks loudly while heavy rain falls on a tin roof", "jet engine " * 200]
    together = clap.text(texts)
    assert together.shape == (3, 512)
    assert np.allclose(together[0], clap.text(["rain"])[0], atol=1e-5)
    assert clap.text([]).shape == (0, 512)


def test_a_collapsed_text_tower_is_refused_with_what_to_take_instead(tmp_path: Path) -> None:
    place = write_tiny(tmp_path / "larger_clap_music", tiny_clap(collapsed=True))
    with pytest.raises(PlanError, match=r"larger_clap_music.*collapsed.*laion/larger_clap_general"):
        load_clap(place, 512)


def test_the_matcher_finds_a_sound_by_itself_and_is_asked_in_words(folder: Path, tmp_path: Path) -> None:
    paths = [tone(tmp_path / f"{hz}.wav", hz, 1.0) for hz in (200, 1000, 6000)]
    library, matcher = library_of(*paths), ClapMatcher(str(folder))
    matcher.prepare(library, lambda done, total: None)
    like = matcher.scores(Query(sound=paths[1]), library)
    assert int(like.argmax()) == 1
    assert like[1] == pytest.approx(1, abs=1e-4)
    words = matcher.scores(Query("a dog barks loudly"), library)
    assert words.dtype == np.float32
    assert words.shape == (3,)
    assert len(set(words.tolist())) == 3
    assert matcher.senses == {"text", "sound"}
    with pytest.raises(PlanError, match="sound, text"):
        matcher.scores(Query(video=paths[0]), library)


def test_another_checkpoint_has_another_revision_and_the_same_one_the_same(folder: Path, tmp_path: Path) -> None:
    other = write_tiny(tmp_path / "other", tiny_clap(seed=5))
    assert ClapMatcher(str(folder)).revision == ClapMatcher(str(folder)).revision
    assert ClapMatcher(str(folder)).revision.split("@")[1] != ClapMatcher(str(other)).revision.split("@")[1]


def test_naming_the_revision_and_searching_what_is_known_loads_no_torch(folder: Path, tmp_path: Path) -> None:
    paths = [tone(tmp_path / f"{hz}.wav", hz, 0.5) for hz in (200, 1000)]
    ClapMatcher(str(folder)).prepare(library_of(*paths), lambda done, total: None)
    code = (
        "import sys; from pathlib import Path; from moviefactory.audio import Query, load_matcher; "
        "from moviefactory.audio.library import Library, LibraryEntry; "
        f"paths = {[str(path) for path in paths]!r}; m = load_matcher('clap', {str(folder)!r}); m.revision; "
        "e = tuple(LibraryEntry(Path(p), p, p, 'effect', 'own') for p in paths); lib = Library(e, (), (), (), 'x'); "
        "m.prepare(lib, print); print(m.scores(Query(sound=Path(paths[0])), lib).argmax()); "
        "print(sorted({n.split('.')[0] for n in sys.modules} & {'torch', 'transformers', 'librosa', 'faiss'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["2 2", "0", "[]"]


def test_loading_says_nothing_on_the_terminal(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_clap(folder, 512)
    assert capfd.readouterr() == ("", "")


def test_weights_that_are_missing_in_the_file_are_not_made_up(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    place = write_tiny(tmp_path / "half")
    weights = load_file(place / "model.safetensors")
    save_file({name: one for name, one in weights.items() if "audio_projection" not in name},
              place / "model.safetensors", {"format": "pt"})  # fmt: skip
    with pytest.raises(PlanError, match=r"half: 4 weights are missing in it.*audio_projection"):
        load_clap(place, 512)


def test_a_cut_file_of_weights_is_told_in_one_line(tmp_path: Path) -> None:
    place = write_tiny(tmp_path / "cut")
    whole = (place / "model.safetensors").read_bytes()
    (place / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PlanError, match="cannot be loaded as a CLAP") as error:
        load_clap(place, 512)
    assert "\n" not in str(error.value)


def test_weights_in_a_pickle_are_read_as_tensors_and_a_pickle_with_code_is_not_run(tmp_path: Path, clap: Clap) -> None:
    place = write_tiny(tmp_path / "pickled")
    torch.save(tiny_clap().state_dict(), place / "pytorch_model.bin")
    (place / "model.safetensors").unlink()
    words = ["a dog barks loudly"]
    assert np.allclose(load_clap(place, 512).text(words), clap.text(words), atol=1e-5)

    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "exploded",)

    (place / "pytorch_model.bin").write_bytes(pickle.dumps({"logit_scale_a": Bomb()}))
    with pytest.raises(PlanError, match="pickled"):
        load_clap(place, 512)
    assert not (tmp_path / "exploded").exists()


def test_a_folder_of_another_network_is_told_before_it_is_loaded(tmp_path: Path) -> None:
    place = tmp_path / "bert"
    place.mkdir()
    (place / "config.json").write_text('{"model_type": "bert"}')
    (place / "model.safetensors").write_bytes(b"x")
    with pytest.raises(PlanError, match=r"no CLAP.*'bert'"):
        ClapMatcher(str(place))


def test_without_weights_or_packages_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PlanError, match=r"hf download laion/clap-htsat-unfused.*--matcher caption"):
        ClapMatcher()
    monkeypatch.setattr("moviefactory.audio.audio_weights.find_spec", lambda name: None)
    with pytest.raises(NotInstalled, match=r"needs torch.*pip install '\.\[audio\]'"):
        ClapMatcher()


def test_weights_that_cannot_be_used_are_refused_before_anything_is_rendered(
    tmp_path: Path, small: Path, run: Callable[..., Result]
) -> None:
    place = write_tiny(tmp_path / "larger_clap_music", tiny_clap(collapsed=True))
    result = run(small, "--matcher", "clap", "--matcher-model", str(place))
    assert result.exit_code == 2
    assert "collapsed" in result.output
    assert not (small.parent / "clips").exists()

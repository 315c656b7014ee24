"""Where the weights of a matcher are found, what identifies them, what is told and fetched where they are missing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_hub import COMMIT, FakeHub, safetensors, serving

from moviefactory.audio.audio_weights import TOKENIZER, find_model, licence_line, missing, revision_of, single_file
from moviefactory.errors import PlanError
from moviefactory.hub.wanted import consent_text, fetch, look_up

CLAP = "laion/clap-htsat-unfused"
LAION = "lukewys/laion_clap"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "hf" / "hub"


def clap_like() -> dict[str, bytes]:
    """A repository as LAION's are, with what lies beside the weights."""
    return {
        ".gitattributes": b"x",
        "README.md": b"---\nlicense: apache-2.0\n---\n",
        "config.json": b'{"model_type": "clap"}',
        "preprocessor_config.json": b"{}",
        "vocab.json": b"{}",
        "merges.txt": b"#",
        "tokenizer_config.json": b"{}",
        "model.safetensors": safetensors(2000, 1),
        "pytorch_model.bin": b"pickle" * 100,
        "tf_model.h5": b"x" * 999,
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def snapshot(cache: Path, model: str, files: dict[str, bytes]) -> Path:
    root = cache / f"models--{model.replace('/', '--')}"
    write(root / "refs", {"main": COMMIT.encode()})
    return write(root / "snapshots" / COMMIT, files)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    pytest.importorskip("huggingface_hub")
    files = {"630k-audioset-best.pt": b"weights" * 50, "music_audioset_epoch_15_esc_90.14.pt": b"weights" * 90}
    roberta = {"vocab.json": b"{}", "merges.txt": b"#", "config.json": b"{}", "model.safetensors": safetensors(500)}
    with serving(FakeHub({CLAP: clap_like(), LAION: files, TOKENIZER: roberta})) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def test_a_folder_is_found_in_the_movies_folder_and_from_where_one_stands(tmp_path: Path) -> None:
    place = write(tmp_path / "movie" / "clap", clap_like())
    assert find_model("clap", tmp_path / "movie") == place
    assert find_model("movie/clap") == place
    assert find_model(str(place)) == place
    assert missing("movie/clap") == []


def test_a_hub_id_is_found_in_the_cache_only_when_it_is_whole(cache: Path) -> None:
    assert find_model(CLAP) is None
    folder = snapshot(cache, CLAP, clap_like())
    assert find_model(CLAP) == folder
    assert missing(CLAP) == []
    assert revision_of(folder) == f"{CLAP}@{COMMIT[:12]}"
    (folder / "model.safetensors").unlink()
    assert find_model(CLAP) == folder  # the pickle will do
    (folder / "pytorch_model.bin").unlink()
    assert find_model(CLAP) is None


def test_a_model_in_shards_is_whole_when_all_of_them_are_there(cache: Path) -> None:
    shards = {f"model-0000{number}-of-00002.safetensors": safetensors(8, number) for number in (1, 2)}
    folder = snapshot(
        cache, "facebook/pe-av-large", {"config.json": b"{}", "model.safetensors.index.json": b"{}", **shards}
    )
    assert find_model("facebook/pe-av-large") == folder
    (folder / "model-00001-of-00002.safetensors").unlink()
    assert find_model("facebook/pe-av-large") is None


def test_a_change_of_the_weights_is_another_revision_and_a_readme_is_none(tmp_path: Path) -> None:
    place = write(tmp_path / "mine", clap_like())
    was = revision_of(place)
    (place / "README.md").write_text("better words")
    assert revision_of(place) == was
    assert revision_of(shutil.copytree(place, tmp_path / "copy" / "mine")) == was
    (place / "model.safetensors").write_bytes(safetensors(2000, 2))
    assert revision_of(place) != was


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"model\.safetensors is missing in it"):
        revision_of(write(tmp_path / "empty", {"config.json": b"{}"}))


@pytest.mark.parametrize(
    "text",
    ["./nowhere", "a-name", "../../etc/passwd", "a/b/../../c.pt", "a/b/c.exe", "https://huggingface.co/a/b", "~no/one"],
)
def test_what_can_be_no_model_is_told_so(text: str) -> None:
    with pytest.raises(PlanError, match=r"audio\.model: there is no .* here"):
        find_model(text)


def test_a_single_file_is_known_by_its_ending_and_only_when_it_is_the_only_one(tmp_path: Path) -> None:
    folder = write(tmp_path / "laion", {"a.pt": b"weights"})
    assert single_file(folder) == folder / "a.pt" == single_file(folder / "a.pt")
    write(folder, {"b.pt": b"weights"})
    assert single_file(folder) is None
    assert single_file(write(tmp_path / "clap", clap_like())) is None


def test_what_is_missing_is_told_with_size_licence_and_folder(cache: Path) -> None:
    text = consent_text(missing(CLAP))
    assert "clap-htsat-unfused by laion is not on this machine: a download of 618 MB" in text
    assert "licence: Apache-2.0" in text
    assert "from huggingface.co into" in text
    both = missing(f"{LAION}/630k-audioset-best.pt")
    assert [one.model for one in both] == [LAION, TOKENIZER]
    assert "CC0-1.0" in consent_text(both)
    assert licence_line(CLAP) == "clap-htsat-unfused by laion: Apache-2.0"
    assert licence_line("some/model").startswith("model by some: licence unknown")


def test_the_licence_is_known_by_the_place_in_the_cache_and_not_of_ones_own_folder(tmp_path: Path, cache: Path) -> None:
    assert licence_line(str(snapshot(cache, CLAP, clap_like()))) == "clap-htsat-unfused by laion: Apache-2.0"
    file = snapshot(cache, LAION, {"a.pt": b"weights"}) / "a.pt"
    assert licence_line(str(file)) == "laion_clap by lukewys: CC0-1.0"
    assert licence_line(str(write(tmp_path / "mine", clap_like()))) == ""


def test_a_file_of_laions_on_this_machine_lacks_only_the_tokenizer(tmp_path: Path, cache: Path) -> None:
    write(tmp_path / "laion", {"630k-audioset-best.pt": b"weights"})
    assert [one.model for one in missing("laion/630k-audioset-best.pt")] == [TOKENIZER]
    snapshot(cache, "laion/larger_clap_general", {"vocab.json": b"{}", "merges.txt": b"#"})
    assert missing("laion/630k-audioset-best.pt") == []


def test_fetching_takes_what_is_needed_and_nothing_beside_it(hub: FakeHub, cache: Path) -> None:
    steps: list[tuple[int, int]] = []
    fetch(look_up(missing(CLAP)), step=lambda done, total: steps.append((done, total)))
    folder = find_model(CLAP)
    assert folder is not None
    assert {path.name for path in folder.iterdir()} == clap_like().keys() - {
        ".gitattributes", "pytorch_model.bin", "tf_model.h5"
    }  # fmt: skip
    assert steps[-1][0] == steps[-1][1]
    assert missing(CLAP) == []


def test_fetching_a_file_of_laions_brings_that_file_and_the_tokenizer(hub: FakeHub) -> None:
    text = f"{LAION}/630k-audioset-best.pt"
    fetch(missing(text))
    file = find_model(text)
    assert file is not None
    assert file.read_bytes() == b"weights" * 50
    assert missing(text) == []
    assert sorted(hub.fetched()) == ["630k-audioset-best.pt", "merges.txt", "vocab.json"]
    assert revision_of(file) == f"{text}@{COMMIT[:12]}"


def test_a_repository_of_several_files_asks_for_one(hub: FakeHub) -> None:
    with pytest.raises(PlanError, match=rf"holds 2 files; name one: {LAION}/630k-audioset-best\.pt"):
        fetch(missing(LAION))

"""Arrays on the disk: what is whole comes back, what is torn or another's counts as not there."""

from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import StorageError
from moviefactory.upscale import feature_store
from moviefactory.upscale.feature_store import FeatureStore, kept_bytes


@pytest.mark.parametrize("dtype", ["float32", "float16", "int16", "uint8"])
def test_what_is_put_comes_back_with_its_remark(tmp_path: Path, dtype: str) -> None:
    array = np.random.default_rng(0).integers(0, 200, (5, 7, 3)).astype(dtype)
    FeatureStore(tmp_path, "key").put("one", array, 0.25)
    store = FeatureStore(tmp_path, "key")
    back = store.get("one")
    assert back is not None and back.dtype == array.dtype and np.array_equal(back, array)
    assert store.remark("one") == 0.25 and store.names("o") == ["one"]


def test_an_array_without_numbers_keeps_its_remark(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, "key")
    store.put("empty", np.empty((1, 1, 0), np.float32), 3.0)
    back = store.get("empty")
    assert back is not None and back.shape == (1, 1, 0) and store.remark("empty") == 3.0


def test_a_slice_of_another_layout_comes_back_in_its_own_order(tmp_path: Path) -> None:
    array = np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1)[::2]
    store = FeatureStore(tmp_path, "key")
    store.put("slice", array)
    assert np.array_equal(store.get("slice"), array)  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [0, 10, 256, 257, 355])
def test_a_file_that_was_cut_short_counts_as_not_there(tmp_path: Path, length: int) -> None:
    store = FeatureStore(tmp_path, "key")
    store.put("one", np.ones(100, np.uint8))
    file = next(store.folder.iterdir())
    file.write_bytes(file.read_bytes()[:length])
    assert store.remark("one") is None
    assert store.get("one") is None and not file.exists()


def test_a_file_whose_pages_were_lost_or_that_is_too_long_counts_as_not_there(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, "key")
    for change in (
        lambda data: data[:300] + bytes(len(data) - 300),
        lambda data: data + b"x",
        lambda data: b"{}" * 200,
    ):
        store.put("one", np.ones(100, np.uint8))
        file = next(store.folder.iterdir())
        file.write_bytes(change(file.read_bytes()))
        assert store.get("one") is None and store.get("one") is None


def test_another_key_finds_nothing_and_clears_the_room(tmp_path: Path) -> None:
    (tmp_path / "segment-0.mkv").write_bytes(b"another's")
    FeatureStore(tmp_path, "one").put("a", np.ones(1000, np.uint8))
    assert kept_bytes(tmp_path) == 1256
    assert FeatureStore(tmp_path, "two").get("a") is None
    assert kept_bytes(tmp_path) == 0
    assert (tmp_path / "segment-0.mkv").exists()
    assert FeatureStore(tmp_path, "one").get("a") is None


def test_what_a_killed_run_left_half_written_is_deleted(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, "key")
    (store.folder / "partial.77.one.array").write_bytes(b"half")
    assert list(FeatureStore(tmp_path, "key").folder.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_the_older_array(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FeatureStore(tmp_path, "key")
    store.put("one", np.zeros(10, np.uint8))

    def full(file: object, data: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(feature_store, "_write", full)
    with pytest.raises(StorageError, match="No space left"):
        store.put("one", np.ones(10, np.uint8))
    assert np.array_equal(store.get("one"), np.zeros(10))  # type: ignore[arg-type]
    assert [path.name for path in store.folder.iterdir()] == ["one.array"]


def test_dropping_twice_is_no_error(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path, "key")
    store.put("one", np.ones(3))
    store.drop("one")
    store.drop("one")
    assert store.get("one") is None and store.remark("one") is None

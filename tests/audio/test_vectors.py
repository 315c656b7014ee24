"""The store of vectors: what is there after a kill, with two writers, on a disk that refuses, and when it is broken."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.audio import vectors as module
from moviefactory.audio.vectors import INDEX, VectorStore, gathered

WRITER = """
import sys, time
from pathlib import Path
import numpy as np
from moviefactory.audio.vectors import VectorStore
store = VectorStore("net 1", 16, Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    store.add([f"{sys.argv[3]}{number}", f"both{number}"], np.full((2, 16), number + 1.0))
    print(number, flush=True)
"""


def some(count: int, seed: int = 0, size: int = 16) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore("net 1", 16, tmp_path)


def test_vectors_come_back_as_unit_rows_in_the_order_that_is_asked(store: VectorStore, tmp_path: Path) -> None:
    rows = some(5)
    assert store.missing(["a", "b"]) == [0, 1]
    store.add(list("abcde"), rows)
    again = VectorStore("net 1", 16, tmp_path)
    assert again.missing(["x", "c", "y"]) == [0, 2]
    assert np.allclose(again.matrix(["e", "a", "e"]), unit(rows)[[4, 0, 4]], atol=1e-6)


def test_the_stored_order_is_mapped_and_not_copied(store: VectorStore) -> None:
    store.add([str(one) for one in range(50)], some(50))
    assert isinstance(store.matrix([str(one) for one in range(10, 40)]), np.memmap)
    assert not isinstance(store.matrix(["3", "2"]), np.memmap)


def test_an_unknown_key_and_what_is_no_vector_are_like_nothing(store: VectorStore) -> None:
    rows = some(3)
    rows[0], rows[1, 2] = 0, np.nan
    store.add(["zero", "nan", "good"], rows)
    assert store.missing(["zero", "nan"]) == []
    assert np.linalg.norm(store.matrix(["zero", "nan", "never", "good"]), axis=1) == pytest.approx([0, 0, 0, 1])


def test_a_huge_vector_gets_length_1(store: VectorStore) -> None:
    store.add(["huge"], np.full((1, 16), 1e30))
    assert np.linalg.norm(store.matrix(["huge"])) == pytest.approx(1)


def test_a_key_keeps_its_first_vector(store: VectorStore) -> None:
    first = some(1)
    store.add(["a"], first)
    store.add(["b", "a"], some(2, seed=1))
    assert np.allclose(store.matrix(["a"]), unit(first))
    assert len(store.stored()) == 2


def test_rows_that_do_not_fit_their_keys_are_refused(store: VectorStore) -> None:
    for rows in (some(2), some(1, size=8)):
        with pytest.raises(ValueError, match="shape"):
            store.add(["a"], rows)


def test_nothing_at_all_is_no_trouble(store: VectorStore) -> None:
    store.add([], np.zeros((0, 16), np.float32))
    assert store.missing([]) == []
    assert store.matrix([]).shape == (0, 16)


def test_other_weights_and_other_sizes_have_stores_of_their_own(tmp_path: Path) -> None:
    VectorStore("net/1", 16, tmp_path).add(["a"], some(1))
    assert VectorStore("net-1", 16, tmp_path).missing(["a"]) == [0]
    assert VectorStore("net/1", 8, tmp_path).missing(["a"]) == [0]
    assert VectorStore("../../net", 16, tmp_path).folder.parent == tmp_path


def test_bytes_behind_the_last_row_that_counts_are_written_over(store: VectorStore, tmp_path: Path) -> None:
    store.add(["a"], some(1))
    (rows,) = store.folder.glob("rows-*.f32")
    with rows.open("ab") as file:
        file.write(b"\x7f" * 100)  # half of what a killed run wanted to add
    store.add(["b"], some(1, seed=1))
    assert np.allclose(VectorStore("net 1", 16, tmp_path).matrix(["a", "b"]), unit(np.vstack([some(1), some(1, 1)])))


def test_after_a_kill_all_that_was_added_is_there_and_whole(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), "100000", "k"], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    said = [int(writer.stdout.readline()) for _ in range(20)][-1]
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    store = VectorStore("net 1", 16, tmp_path)
    assert store.missing([f"k{number}" for number in range(said + 1)]) == []
    store.add(["next"], some(1))
    assert np.allclose(np.linalg.norm(store.stored(), axis=1), 1, atol=1e-5)


def test_two_processes_add_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), "40"]
    writers = [subprocess.Popen([*command, name], stdout=subprocess.DEVNULL) for name in ("left", "right")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    store = VectorStore("net 1", 16, tmp_path)
    assert store.missing([f"{name}{number}" for name in ("left", "right", "both") for number in range(40)]) == []
    assert len(store.stored()) == 3 * 40  # what both have is there once


def test_threads_share_a_store(store: VectorStore) -> None:
    def add(name: str) -> None:
        for number in range(10):
            store.add([f"{name}{number}"], some(1, number))

    threads = [threading.Thread(target=add, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.missing([f"{name}{number}" for name in "ab" for number in range(10)]) == []


def test_where_nothing_can_be_written_vectors_stay_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = VectorStore("net 1", 16, tmp_path / "file")
    assert store.whole
    store.add(["a", "b"], some(2))
    assert store.missing(["b", "c"]) == [1]
    assert np.allclose(store.matrix(["b", "c", "a"])[[0, 2]], unit(some(2))[[1, 0]])
    assert not store.whole
    store.keep_order("library", np.array([0, 1]))
    assert store.order("library") is None


def test_a_disk_that_fills_up_loses_nothing(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(["a"], some(1))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.add(["b"], some(1, seed=1))
    monkeypatch.undo()
    assert store.missing(["a", "b"]) == []
    assert np.allclose(store.matrix(["b", "a"]), unit(np.vstack([some(1, 1), some(1)])))
    assert len(store.stored()) == 1


@pytest.mark.parametrize("what", ["table", "empty table", "rows cut", "rows gone"])
def test_a_broken_store_is_begun_anew(store: VectorStore, what: str) -> None:
    store.add(list("abc"), some(3))
    (rows,) = store.folder.glob("rows-*.f32")
    if what == "table":
        (store.folder / INDEX).write_bytes(b"no table at all" * 100)
    elif what == "empty table":
        (store.folder / INDEX).write_bytes(b"")
    elif what == "rows cut":
        os.truncate(rows, 100)
    else:
        rows.unlink()
    assert store.missing(["a"]) == [0]
    assert store.matrix(["a"]).shape == (1, 16)
    store.add(["a"], some(1, seed=4))
    assert np.allclose(store.matrix(["a"]), unit(some(1, seed=4)))
    assert store.whole


def test_a_store_that_is_busy_is_not_thrown_away(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(["a"], some(1))
    monkeypatch.setattr(module, "BUSY_S", 0.05)
    other = sqlite3.connect(store.folder / INDEX)
    other.execute("BEGIN EXCLUSIVE")
    store.add(["b"], some(1, seed=1))
    assert store.missing(["b"]) == []
    other.close()
    assert store.missing(["a", "b"]) == []
    assert np.allclose(store.matrix(["a"]), unit(some(1)))


def test_an_order_is_kept_by_name_until_the_store_is_another(store: VectorStore, tmp_path: Path) -> None:
    store.add(list("abc"), some(3))
    store.keep_order("library", store.rows(["c", "a"]))
    store.keep_order("with a gap", store.rows(["c", "never"]))
    again = VectorStore("net 1", 16, tmp_path)
    kept = again.order("library")
    assert kept is not None
    assert kept.tolist() == [2, 0]
    assert again.order("with a gap") is None
    (store.folder / INDEX).unlink()
    store.add(["z"], some(1))
    assert store.order("library") is None


def test_a_broken_order_is_none_and_old_ones_go(store: VectorStore) -> None:
    store.add(list("abc"), some(3))
    for number in range(module.ORDERS_KEPT + 3):
        store.keep_order(f"library {number}", store.rows(["c", "a"]))
    orders = list((store.folder / "orders").glob("*"))
    assert len(orders) == module.ORDERS_KEPT
    for order in orders:
        order.write_bytes(order.read_bytes()[:70])
    assert store.order(f"library {module.ORDERS_KEPT + 2}") is None


def test_chosen_rows_are_a_view_where_they_can_be() -> None:
    stored = some(6)
    assert gathered(stored, np.array([2, 3, 4])).base is not None
    assert np.array_equal(gathered(stored, np.array([5, -1, 0])), np.stack([stored[5], np.zeros(16), stored[0]]))

"""The search: exact where it says so, close to it with an index, and the same whatever order the rows lie in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moviefactory.audio import nearest as module
from moviefactory.audio.nearest import UNSEEN, Nearest, nearest_in
from moviefactory.audio.vectors import VectorStore

SIZE = 32


def clustered(count: int, seed: int = 0) -> NDArray[np.float32]:
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(40, SIZE))
    rows = centres[chance.integers(40, size=count)] + 0.6 * chance.normal(size=(count, SIZE))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def names(count: int, start: int = 0) -> list[str]:
    return [f"k{number}" for number in range(start, start + count)]


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore("net 1", SIZE, tmp_path)


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large becomes small: an index from 2000 vectors on, with 64 lists."""
    pytest.importorskip("faiss")
    for name, value in {"EXACT": 2000, "KIND": "IVF64,SQ8", "BEST": 100}.items():
        monkeypatch.setattr(module, name, value)


def never() -> Sequence[str]:
    raise AssertionError("the keys of a library are asked for although its order is known")


def test_scores_are_the_cosines() -> None:
    rows = clustered(3000)
    scores = Nearest(rows).scores(rows[7])
    assert scores.dtype == np.float32
    assert np.allclose(scores, rows.astype(np.float64) @ rows[7], atol=1e-6)


def test_an_empty_library_and_a_query_that_is_no_vector_score_nothing() -> None:
    assert Nearest(np.zeros((0, SIZE), np.float32)).scores(clustered(1)[0]).shape == (0,)
    assert not Nearest(clustered(5)).scores(np.full(SIZE, np.nan, np.float32)).any()


def test_any_order_of_a_library_gives_the_scores_of_a_copy(store: VectorStore) -> None:
    store.add(names(500), clustered(500))
    query = clustered(1, seed=5)[0]
    orders: tuple[list[str], ...] = (
        names(500),
        names(500)[::-1],
        names(200, 100),
        names(40)[::3],
        ["k3", "none", "k3"],
        [],
    )
    for keys in orders:
        found = nearest_in(store, str(keys), lambda keys=keys: keys).scores(query)  # type: ignore[misc]
        assert np.allclose(found, store.matrix(keys) @ query, atol=1e-6), keys[:3]


def test_a_known_library_is_opened_without_its_keys(store: VectorStore) -> None:
    store.add(names(50), clustered(50))
    first = nearest_in(store, "library", lambda: names(50)[::-1]).scores(clustered(1)[0])
    assert np.array_equal(first, nearest_in(store, "library", never).scores(clustered(1)[0]))


def test_vectors_in_memory_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = VectorStore("net 1", SIZE, tmp_path / "file")
    store.add(names(10), clustered(10))
    assert nearest_in(store, "library", lambda: names(10)).scores(clustered(10)[4]).argmax() == 4


@pytest.mark.usefixtures("small_limits")
def test_the_index_finds_what_the_exact_search_finds(store: VectorStore) -> None:
    store.add(names(6000), clustered(6000))
    search = nearest_in(store, "library", lambda: names(6000))
    queries = clustered(20, seed=3)
    exact = [search.scores(query) for query in queries]
    told: list[tuple[int, int]] = []
    search.prepare(lambda done, total: told.append((done, total)))
    found = [search.scores(query) for query in queries]
    assert told[-1] == (6000, 6000)
    hits = [len({*np.argsort(-one)[:10]} & {*np.argsort(-two)[:10]}) for one, two in zip(exact, found, strict=True)]
    assert np.mean(hits) >= 9
    for one, two in zip(exact, found, strict=True):
        seen = two > UNSEEN
        assert seen.sum() == module.BEST
        assert np.allclose(one[seen], two[seen], atol=1e-6)  # the 8-bit numbers only choose, they do not score


@pytest.mark.usefixtures("small_limits")
def test_positions_that_matter_for_another_reason_are_scored_too(store: VectorStore) -> None:
    store.add(names(3000), clustered(3000))
    backwards = names(3000)[::-1]
    search = nearest_in(store, "library", lambda: backwards)
    query = clustered(1, seed=3)[0]
    exact = search.scores(query)
    search.prepare()
    worst = np.argsort(exact)[:5]
    assert (search.scores(query)[worst] == UNSEEN).all()
    assert np.allclose(search.scores(query, worst)[worst], exact[worst], atol=1e-6)


@pytest.mark.usefixtures("small_limits")
def test_a_part_of_a_store_is_searched_in_the_index_of_the_whole(store: VectorStore) -> None:
    store.add(names(6000), clustered(6000))
    part = [key for number, key in enumerate(names(6000)) if number % 2][::-1]
    search = nearest_in(store, "part", lambda: part)
    search.prepare()
    query = clustered(1, seed=8)[0]
    found, exact = search.scores(query), store.matrix(part) @ query
    assert (found > UNSEEN).sum() == module.BEST
    assert found.argmax() == exact.argmax()


@pytest.mark.usefixtures("small_limits")
def test_the_index_is_trained_once_and_grows(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(names(3000), clustered(3000))
    nearest_in(store, "before", lambda: names(3000)).prepare()

    def again(_: object) -> None:
        raise AssertionError("trained twice")

    monkeypatch.setattr(module, "_trained", again)
    store.add(names(500, 3000), clustered(500, seed=1))
    search = nearest_in(store, "after", lambda: names(3500))
    assert (search.scores(clustered(1)[0]) > UNSEEN).all()  # until it is brought up to date the search is exact
    search.prepare()
    found = search.scores(clustered(500, seed=1)[7])
    assert found.argmax() == 3007
    assert (found == UNSEEN).any()


@pytest.mark.usefixtures("small_limits")
def test_a_broken_index_is_built_again(store: VectorStore) -> None:
    store.add(names(3000), clustered(3000))
    search = nearest_in(store, "library", lambda: names(3000))
    search.prepare()
    (path,) = store.folder.rglob("*.faiss")
    path.write_bytes(path.read_bytes()[:5000])
    search = nearest_in(store, "library", never)
    assert (search.scores(clustered(1)[0]) > UNSEEN).all()
    search.prepare()
    assert (search.scores(clustered(1)[0]) == UNSEEN).any()


@pytest.mark.usefixtures("small_limits")
def test_without_faiss_the_search_is_exact_and_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    search = Nearest(clustered(3000), "some")
    search.prepare()
    assert (search.scores(clustered(1)[0]) > UNSEEN).all()
    assert "pip install faiss-cpu" in search.note
    assert Nearest(clustered(100)).note == ""

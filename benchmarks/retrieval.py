"""How long a search among 100,000 and a million sounds takes and what memory it needs: python benchmarks/retrieval.py

Every row is measured in a process of its own that starts from the same files: `start_s` until it can answer, `query_ms`
the median of its queries (`query_cpu_ms`: what the processor worked, whatever else runs), `peak_mb` the most memory
that it ever held (`own_mb` at the end without the mapped files, which the system may take back at any time). Vectors
are clustered, words come as often as in a language. `ratio` compares the query's time with ours for what one would
write or take instead: cosines that are normalised for each query, an exact index of faiss, BM25 as rank_bm25 computes
it. `--index` adds faiss's IVF4096,SQ8 as it is used above a million; below 200,000 sounds it is left out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.audio import Query, nearest
from moviefactory.audio.bm25 import K1, B, Bm25, stems
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.library import Library, LibraryEntry
from moviefactory.audio.nearest import Nearest, nearest_in
from moviefactory.audio.vectors import VectorStore

SIZE, BLOCK, QUERIES = 512, 20_000, 15
THINGS = (
    "rain wind door engine dog car river crowd bell glass metal wood fire thunder steps bird train ship clock phone"
)
WISHES = ("heavy rain on a tin roof", "an old wooden door creaks", "dog barking in the distance", "car engine revving")
Answer = Callable[[int], Any]


def clustered(count: int, size: int) -> Iterator[NDArray[np.float32]]:
    """Blocks of vectors around 2000 centres."""
    centres = np.random.default_rng(0).normal(size=(2000, size)).astype(np.float32)
    for start in range(0, count, BLOCK):
        chance, rows = np.random.default_rng(start + 1), min(BLOCK, count - start)
        yield centres[chance.integers(2000, size=rows)] + chance.normal(size=(rows, size)).astype(np.float32)


@cache
def rare_words() -> tuple[list[str], list[float]]:
    """20,000 words and how often they come, by Zipf."""
    syllables = ("ka", "lo", "mi", "ter", "sun", "bra", "vel", "nor", "pi", "dus")
    words = [a + b + c + str(part) for part in range(20) for a in syllables for b in syllables for c in syllables]
    return words, list(accumulate(1 / (at + 5) for at in range(len(words))))


def caption(number: int) -> str:
    """Ten words, the first of them one of 20 common things."""
    chance, (words, shares) = random.Random(number), rare_words()
    return " ".join([chance.choice(THINGS.split()), *chance.choices(words, cum_weights=shares, k=9)])


class Captions(Sequence[LibraryEntry]):
    """Entries that are made when they are asked for, as those of a catalogue are."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int) -> LibraryEntry:  # type: ignore[override]
        if not -self._count <= at < self._count:
            raise IndexError(at)
        return LibraryEntry(Path(f"{at}.wav"), f"take {at % self._count}", caption(at % self._count), "effect", "own")


def keys(count: int) -> list[str]:
    return [f"{number:016x}" for number in range(count)]


def queries(size: int) -> NDArray[np.float32]:
    rows = next(clustered(QUERIES, size))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def fill(count: int, folder: Path) -> None:
    """The store that all vector searches start from, with the order of its library."""
    store, names = VectorStore("benchmark", SIZE, folder), keys(count)
    for number, block in enumerate(clustered(count, SIZE)):
        store.add(names[number * BLOCK : number * BLOCK + len(block)], block)
    nearest_in(store, "library", lambda: names)


def ours(count: int, folder: Path) -> Answer:
    search, asked = nearest_in(VectorStore("benchmark", SIZE, folder), "library", lambda: keys(count)), queries(SIZE)
    return lambda number: search.scores(asked[number])


def ours_with_index(count: int, folder: Path) -> Answer:
    store, asked = VectorStore("benchmark", SIZE, folder), queries(SIZE)
    nearest.EXACT = 0
    search = Nearest(store.stored(), store.mark, folder=store.folder)
    search.prepare()
    return lambda number: search.scores(asked[number])


def cosine_each_time(count: int, folder: Path) -> Answer:
    matrix, asked = np.array(VectorStore("benchmark", SIZE, folder).stored()), queries(SIZE)
    return lambda number: matrix @ asked[number] / (np.linalg.norm(matrix, axis=1) * np.linalg.norm(asked[number]))


def faiss_flat(count: int, folder: Path) -> Answer:
    import faiss

    index, asked = faiss.IndexFlatIP(SIZE), queries(SIZE)
    index.add(np.asarray(VectorStore("benchmark", SIZE, folder).stored()))
    return lambda number: index.search(asked[number : number + 1], 10)


def our_words(count: int, folder: Path) -> Answer:
    words = Bm25(caption(number) for number in range(count))
    return lambda number: words.scores(WISHES[number % len(WISHES)])


def words_by_dicts(count: int, folder: Path) -> Answer:
    """As rank_bm25's BM25Okapi does it: a dict per text, asked for each word of a query."""
    texts = [Counter(stems(caption(number))) for number in range(count)]
    lengths = np.array([sum(text.values()) for text in texts])
    holding: Counter[str] = Counter(word for text in texts for word in text)
    slow = K1 * (1 - B + B * lengths / lengths.mean())

    def scores(number: int) -> NDArray[np.float64]:
        found = np.zeros(count)
        for word in stems(WISHES[number % len(WISHES)]):
            counts = np.array([text.get(word) or 0 for text in texts])
            rarity = np.log(1 + (count - holding[word] + 0.5) / (holding[word] + 0.5))
            found += rarity * counts * (K1 + 1) / (counts + slow)
        return found

    return scores


def caption_matcher(count: int, folder: Path) -> Answer:
    """The default matcher as a film asks it, its captions embedded and kept before."""
    library, matcher = Library(Captions(count), (), (), (), f"benchmark {count}"), CaptionMatcher()
    matcher.scores(Query("the first query loads the encoder"), library)
    return lambda number: matcher.scores(Query(f"{WISHES[number % len(WISHES)]} {number}"), library)


def embed_by_chance(count: int) -> None:
    """Fill the default matcher's store with vectors that nobody computed: the search does not know."""
    from moviefactory.audio import caption_matcher as module
    from moviefactory.audio.minilm import SIZE as size
    from moviefactory.audio.minilm import load_minilm

    store, entries = VectorStore(load_minilm().revision, size), Captions(count)
    for number, block in enumerate(clustered(count, size)):
        numbers = range(number * BLOCK, number * BLOCK + len(block))
        store.add([module._key(entries[at].document) for at in numbers], block)
    caption_matcher(count, Path())


METHODS: dict[str, tuple[Callable[[int, Path], Answer], str]] = {
    "vectors: ours": (ours, ""),
    "vectors: cosine normalised each time": (cosine_each_time, "vectors: ours"),
    "vectors: faiss flat": (faiss_flat, "vectors: ours"),
    "vectors: ours, IVF4096,SQ8": (ours_with_index, "vectors: ours"),
    "words: ours": (our_words, ""),
    "words: a dict per text": (words_by_dicts, "words: ours"),
    "caption matcher": (caption_matcher, ""),
}


def measured(name: str, count: int, folder: Path) -> dict[str, float]:
    """One method in this process."""
    began = time.perf_counter()
    answer = METHODS[name][0](count, folder)
    start_s = time.perf_counter() - began
    times, work = [], []
    for number in range(QUERIES):
        began, worked = time.perf_counter(), time.process_time()
        answer(number)
        times.append(1000 * (time.perf_counter() - began))
        work.append(1000 * (time.process_time() - worked))
    taken = {"query_ms": round(statistics.median(times), 2), "query_cpu_ms": round(statistics.median(work), 2)}
    return {"start_s": round(start_s, 2), **taken, **memory()}


def memory() -> dict[str, float]:
    """Of this process, where the system tells."""
    status = Path("/proc/self/status")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.is_file() else {}
    kinds = {"peak_mb": "VmHWM", "own_mb": "RssAnon"}
    return {name: round(int(lines[kind].split()[0]) / 1000) for name, kind in kinds.items() if kind in lines}


def alone(function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's result, from a process that ends with it."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def benchmark(count: int, folder: Path, index: bool) -> list[dict[str, Any]]:
    os.environ["MOVIEFACTORY_HOME"] = str(folder / "home")
    alone(fill, count, folder)
    alone(embed_by_chance, count)
    rows = []
    for name in METHODS:
        if "IVF" not in name or (index and count >= 200_000):
            rows.append({"sounds": count, "method": name, **alone(measured, name, count, folder)})
    took = {row["method"]: row["query_ms"] for row in rows}
    for row in rows:
        if against := METHODS[row["method"]][1]:
            row["ratio"] = round(row["query_ms"] / took[against], 2)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sounds", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--index", action="store_true", help="also build faiss's index (minutes for a million)")
    parser.add_argument("--folder", type=Path, help="where 6 GB may lie for a while (default: the system's)")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    asked = parser.parse_args()
    rows = []
    for count in asked.sounds:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            found = benchmark(count, Path(folder), asked.index)
        rows += found
        for row in found if not asked.json else ():
            shown = "  ".join(f"{key} {value}" for key, value in row.items() if key not in ("sounds", "method"))
            print(f"{row['sounds']:>8}  {row['method']:<38} {shown}", flush=True)
    if asked.json:
        print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()

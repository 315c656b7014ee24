"""How well a ranking is, where one query may have several right answers: R@k, mAP@k and the median rank.

Knows scores and indices only. A tie counts against the right answer, so a tool that says the same of everything is at
the bottom and not, by luck of the order, at the top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

RECALL_AT = (1, 5, 10)
MAP_AT = (10, 16)  # DCASE's language-based retrieval counted 10 up to 2024, and 16 with several right answers since

Ranks = tuple[int, ...]


@dataclass(frozen=True)
class Ranking:
    """One direction of a test. Shares in 0..1 by k; ranks count from 1; `candidates` is how many were ranked."""

    queries: int
    candidates: int
    recall: Mapping[int, float]
    average_precision: Mapping[int, float]
    median_rank: float


def relevant_ranks(scores: NDArray[np.float32], relevant: Sequence[int]) -> Ranks:
    """The ranks, from 1 upwards, of the candidates `relevant` when all are ordered by `scores` (n,), highest first.

    Of equal scores the wrong candidates come first; NaN is the lowest score.
    """
    clean = np.where(np.isnan(scores), -np.inf, scores)
    chosen = np.unique(np.asarray(relevant, np.intp))
    right = np.sort(clean[chosen])[::-1]
    wrong = np.sort(np.delete(clean, chosen))
    before = len(wrong) - np.searchsorted(wrong, right, side="left")
    return tuple(int(rank) for rank in before + np.arange(1, len(right) + 1))


def precision_at(ranks: Ranks, k: int) -> float:
    """The average precision of the first `k`: 1 when as many right answers as there can be stand at the front.

    The sum of the precisions at each right answer among the first k, over min(k, number of right answers); with one
    right answer it is 1/rank.
    """
    hits = [(found + 1) / rank for found, rank in enumerate(ranks) if rank <= k]
    return sum(hits) / min(k, len(ranks)) if ranks else 0.0


def summarise(rankings: Sequence[Ranks], candidates: int) -> Ranking:
    """Means over all queries; a query counts as found at k when the best of its right answers is. None may be empty."""
    best = [ranks[0] for ranks in rankings]
    count = max(len(best), 1)
    return Ranking(
        queries=len(best),
        candidates=candidates,
        recall={k: sum(rank <= k for rank in best) / count for k in RECALL_AT},
        average_precision={k: sum(precision_at(ranks, k) for ranks in rankings) / count for k in MAP_AT},
        median_rank=float(median(best)) if best else float("nan"),
    )

"""The numbers of a ranking, on cases worked out by hand."""

import math

import numpy as np
import pytest

from moviefactory.evaluation.retrieval_metrics import precision_at, relevant_ranks, summarise


def ranks(scores: list[float], *relevant: int) -> tuple[int, ...]:
    return relevant_ranks(np.array(scores, np.float32), relevant)


def test_the_rank_counts_from_one_and_the_highest_score_is_first() -> None:
    assert ranks([0.1, 0.9, 0.5], 1) == (1,)
    assert ranks([0.1, 0.9, 0.5], 2) == (2,)
    assert ranks([0.1, 0.9, 0.5], 0) == (3,)


def test_several_right_answers_have_one_rank_each() -> None:
    assert ranks([0.9, 0.8, 0.7, 0.6, 0.5], 0, 2, 4) == (1, 3, 5)
    assert ranks([0.9, 0.8, 0.7], 2, 0, 1) == (1, 2, 3)
    assert ranks([0.5, 0.5, 0.1], 0, 1) == (1, 2), "equal right answers share nothing"
    assert ranks([0.9, 0.1, 0.5], 0, 0) == (1,), "named twice, it is still one right answer"


def test_a_tie_counts_against_the_right_answer() -> None:
    assert ranks([0.5, 0.5, 0.5, 0.5], 0) == (4,)
    assert ranks([0.5, 0.5, 0.5, 0.5], 1, 2) == (3, 4)


def test_a_score_that_is_no_number_is_the_lowest() -> None:
    assert ranks([math.nan, 0.1, -5.0], 0) == (3,)
    assert ranks([math.nan, 0.1, -5.0], 2) == (2,)


def test_average_precision_is_the_mean_of_the_precisions_at_the_right_answers() -> None:
    assert precision_at((1, 3, 5), 10) == pytest.approx((1 / 1 + 2 / 3 + 3 / 5) / 3)
    assert precision_at((4,), 10) == pytest.approx(1 / 4), "one right answer: the reciprocal rank"
    assert precision_at((11,), 10) == 0
    assert precision_at((1, 2), 10) == 1


def test_more_right_answers_than_places_can_still_be_perfect() -> None:
    assert precision_at(tuple(range(1, 21)), 16) == 1
    assert precision_at((1, 3), 2) == pytest.approx(1 / 2), "the second lies behind the cut"


def test_a_summary_counts_the_best_of_the_right_answers() -> None:
    found = summarise([(1, 40), (3, 4), (6,), (30,)], candidates=50)
    assert (found.queries, found.candidates) == (4, 50)
    assert found.recall == {1: 0.25, 5: 0.5, 10: 0.75}
    assert found.median_rank == 4.5
    expected = ((1 / 1) / 2 + (1 / 3 + 2 / 4) / 2 + 1 / 6 + 0) / 4
    assert found.average_precision[10] == pytest.approx(expected)


def test_the_ranks_are_those_of_a_plain_sort() -> None:
    random = np.random.default_rng(1)
    for _ in range(50):
        scores = random.permutation(200).astype(np.float32)
        relevant = sorted(random.choice(200, 7, replace=False).tolist())
        order = np.argsort(-scores).tolist()
        assert relevant_ranks(scores, relevant) == tuple(sorted(order.index(one) + 1 for one in relevant))

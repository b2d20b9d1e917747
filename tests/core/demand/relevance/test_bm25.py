"""BM25 as the literature defines it."""

from __future__ import annotations

import math

import pytest

from midas.core.demand.relevance import bm25
from midas.core.demand.relevance.bm25 import Tuning


def test_a_score_worked_out_by_hand() -> None:
    texts = {1: ["a", "a", "b"], 2: ["b"], 3: ["c", "c"]}  # average length 2
    scores = bm25.scores({"a": 1.0, "b": 2.0}, texts)

    idf_a, idf_b = math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5)
    spread_1 = 1.2 * (0.25 + 0.75 * 3 / 2)
    in_1 = idf_a * 2 * 2.2 / (2 + spread_1) + 2 * idf_b * 2.2 / (1 + spread_1)
    in_2 = 2 * idf_b * 2.2 / (1 + 1.2 * (0.25 + 0.75 / 2))
    assert scores == {1: pytest.approx(in_1, rel=1e-6), 2: pytest.approx(in_2, rel=1e-6)}


def test_a_rarer_term_tells_more_and_no_term_tells_against() -> None:
    told = [bm25.idf(100, df) for df in (1, 10, 100)]

    assert told == sorted(told, reverse=True)
    assert told[-1] > 0


def test_repetition_counts_ever_less_and_a_longer_text_less() -> None:
    gains = [bm25.weight(tf, 10, 10.0) for tf in (1, 2, 3)]

    assert gains[1] - gains[0] > gains[2] - gains[1] > 0
    assert bm25.weight(1, 20, 10.0) < bm25.weight(1, 10, 10.0)
    assert bm25.weight(1, 20, 10.0, Tuning(b=0)) == bm25.weight(1, 10, 10.0, Tuning(b=0))


def test_a_query_takes_terms_or_how_often_each_is_to_count() -> None:
    assert bm25.question(["b", "a", "b"]) == bm25.question({"a": 1.0, "b": 2.0, "c": 0.0})
    assert list(bm25.question(["b", "a"])) == ["a", "b"]


@pytest.mark.parametrize("wrong", [{"k1": 0.0}, {"b": 1.5}, {"k3": -1.0}])
def test_tuning_outside_its_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        Tuning(**wrong)

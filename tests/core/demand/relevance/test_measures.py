"""Measures of rankings and of probabilities, worked out by hand."""

from __future__ import annotations

import pytest

from midas.core.demand.relevance.measures import calibrated, found_in, interval, recall, reciprocal_rank


def test_rankings() -> None:
    ranked = ["a", "b", "c", "d"]

    assert reciprocal_rank(ranked, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranked, {"x"}) == 0
    assert (found_in(ranked, {"c"}, 2), found_in(ranked, {"c"}, 3)) == (0, 1)
    assert recall(ranked, {"a", "x"}, 3) == 0.5


def test_probabilities() -> None:
    measured = calibrated([0.8, 0.8, 0.2, 0.2], [True, False, False, False])

    assert measured.brier == pytest.approx((0.04 + 0.64 + 0.04 + 0.04) / 4)
    assert measured.error == pytest.approx((0.6 + 0.4) / 4)
    assert measured.skill == pytest.approx(1 - 0.19 / 0.1875)


def test_no_probabilities_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="at least one"):
        calibrated([], [])


def test_an_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0] * 20
    low, high = interval(values, seed=1)

    assert low < 0.6 < high
    assert (low, high) == interval(values, seed=1)

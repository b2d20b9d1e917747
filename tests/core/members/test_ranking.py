"""Firms compared by several criteria: weights, two methods that may disagree, and how sure the order is.

Worked examples: the project's methods, section 2.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.members.ranking import (
    Comparison,
    UnableToCompare,
    ahp,
    order,
    promethee,
    stability,
    tipping,
    topsis,
)

THREE = Comparison(((100, 20, 7, 0.80), (90, 25, 8, 0.70), (120, 15, 9, 0.90)), (False, False, True, True))
"""Cost and lead time, less is better; quality and reputation, more is better."""
WEIGHTS = (0.4, 0.2, 0.2, 0.2)


def test_the_weights_of_the_worked_example() -> None:
    found = ahp([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])

    assert found.weights == pytest.approx((0.6370, 0.2583, 0.1047), abs=5e-5)
    assert found.eigenvalue == pytest.approx(3.0385, abs=5e-5)
    assert found.ratio == pytest.approx(0.0332, abs=5e-5)
    assert found.consistent


def test_judgements_that_contradict_each_other_are_told() -> None:
    assert not ahp([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]).consistent


@pytest.mark.parametrize("judgements", [[], [[1, 2]], [[1, 2], [2, 1]], [[1, -1], [-1, 1]], [[1, 0], [0, 1]]])
def test_judgements_that_are_no_reciprocal_table_are_refused(judgements: list[list[float]]) -> None:
    with pytest.raises(UnableToCompare, match="judgement"):
        ahp(judgements)


def test_one_or_two_criteria_cannot_contradict_each_other() -> None:
    assert ahp([[1]]).weights == (1.0,)
    assert ahp([[1, 4], [0.25, 1]]).weights == pytest.approx((0.8, 0.2))
    assert ahp([[1, 4], [0.25, 1]]).ratio == 0


def test_the_two_methods_put_the_worked_example_in_opposite_order() -> None:
    assert topsis(THREE, WEIGHTS) == pytest.approx((0.5309, 0.5115, 0.5113), abs=5e-5)
    assert promethee(THREE, WEIGHTS) == pytest.approx((-0.2, 0.0, 0.2))
    assert (order(topsis(THREE, WEIGHTS)), order(promethee(THREE, WEIGHTS))) == ((0, 1, 2), (2, 1, 0))


def test_a_firm_that_is_best_in_everything_leads_whatever_the_weights() -> None:
    compared = Comparison(((1, 9), (2, 5)), (False, True))

    assert topsis(compared, (1, 1)) == (1.0, 0.0)
    assert stability(compared, (1, 1), promethee, seed=1) == (1.0, 0.0)
    assert tipping(compared, (1, 1), topsis) == ()


def test_a_narrow_lead_is_shown_to_be_narrow() -> None:
    leads = stability(THREE, WEIGHTS, topsis, seed=7)

    assert sum(leads) == pytest.approx(1)
    assert 0 < leads[0] < 0.9
    assert leads == stability(THREE, WEIGHTS, topsis, seed=7), "the same seed gives the same answer"


def test_the_nearest_weight_that_would_change_the_leader_is_told() -> None:
    tip = next(one for one in tipping(THREE, WEIGHTS, promethee) if one.criterion == 0)

    # With weight w for cost, B's flow 2w - 4(1 - w)/3 passes C's 2 - 4w at w = 5/11.
    assert (tip.weight, tip.leader) == (0.46, 1)


@pytest.mark.parametrize(
    ("figures", "rising"),
    [((), (True,)), (((1.0,),), ()), (((1.0, 2.0),), (True,)), (((float("nan"),),), (True,))],
)
def test_figures_that_cannot_be_compared_are_refused(
    figures: tuple[tuple[float, ...], ...], rising: tuple[bool, ...]
) -> None:
    with pytest.raises(UnableToCompare):
        Comparison(figures, rising)


@pytest.mark.parametrize("weights", [(0, 0, 0, 0), (1, 1, 1), (1, 1, 1, -1), (1, 1, 1, float("inf"))])
def test_weights_that_are_none_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(UnableToCompare, match="weight"):
        topsis(THREE, weights)


figures = st.floats(-100, 100).map(lambda value: round(value, 3))


@given(
    st.lists(st.tuples(figures, figures, figures), min_size=1, max_size=6),
    st.tuples(*[st.floats(0.1, 1)] * 3),
)
def test_flows_sum_to_nought_and_closeness_is_a_share(
    rows: list[tuple[float, float, float]], weights: tuple[float, float, float]
) -> None:
    compared = Comparison(tuple(rows), (True, False, True))

    assert sum(promethee(compared, weights)) == pytest.approx(0, abs=1e-9)
    assert all(0 <= one <= 1 for one in topsis(compared, weights))

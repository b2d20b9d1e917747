from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.members.fairness import gini


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([], 0),
        ([0, 0], 0),
        ([5, 5, 5], 0),
        ([0, 0, 0, 9], Fraction(3, 4)),
        ([1, 2, 3, 4], Fraction(1, 4)),  # by hand: sum of |a - b| over all pairs is 20; 20 / (2 * 16 * 2.5)
    ],
)
def test_the_gini_coefficient(amounts: list[int], expected: Fraction) -> None:
    assert gini(amounts) == expected


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        gini([1, -1])


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_it_is_the_mean_difference_of_all_pairs_over_twice_the_mean(amounts: list[int]) -> None:
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    total = sum(amounts)
    assert gini(amounts) == (Fraction(pairs, 2 * len(amounts) * total) if total else 0)

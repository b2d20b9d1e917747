"""CPV codes are as near as the way they share is long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.relevance.nearness import depth, nearest, nearness

a_code = st.builds(
    lambda digits: "".join(digits).ljust(8, "0"),
    st.lists(st.sampled_from("129"), min_size=2, max_size=8),
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("45233140", "45233140", 1.0),
        ("45000000", "45200000", 2 * 1 / (1 + 2)),
        ("45233140", "45233220", 2 * 4 / (6 + 6)),
        ("45233140", "45300000", 2 * 1 / (6 + 2)),
        ("45233140", "71000000", 0.0),
        ("cpv:30000000", "30100000-0", 2 / 3),
    ],
)
def test_wu_and_palmer_worked_out_by_hand(one: str, other: str, expected: float) -> None:
    assert nearness(one, other) == pytest.approx(expected)


@given(a_code, a_code)
def test_nearness_is_the_same_both_ways_and_1_only_for_the_same_code(one: str, other: str) -> None:
    assert nearness(one, other) == nearness(other, one)
    assert 0 <= nearness(one, other) <= 1
    assert (nearness(one, other) == 1) == (one == other)


def test_depth_counts_the_steps_below_the_root() -> None:
    assert [depth(code) for code in ("45000000", "45200000", "45230000", "45233141")] == [1, 2, 3, 7]


def test_the_nearest_pair_is_found_and_says_what_it_shares() -> None:
    near = nearest(["71000000", "45233140"], ["79000000", "45233220-7", "cpv:45300000"])

    assert near is not None
    assert (near.wanted, near.held, near.level) == ("45233140", "45233220", "category")


def test_codes_of_other_divisions_are_not_near() -> None:
    assert nearest(["45233140"], ["71000000"]) is None
    assert nearest([], ["71000000"]) is None

"""What each partner's part of an enterprise is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.formation.parts import parts
from midas.core.values.amounts import UnableToShare


def test_a_value_is_divided_by_value_shares():
    assert parts(1_000, {"a": Fraction(3, 4), "b": Fraction(1, 4)}) == {"a": 750, "b": 250}


def test_the_last_penny_goes_to_the_partner_named_first():
    assert parts(100, dict.fromkeys("abc", Fraction(1, 3))) == {"a": 34, "b": 33, "c": 33}


def test_a_partner_that_only_lends_its_standing_is_worth_nothing():
    assert parts(500, {"a": Fraction(1), "b": Fraction(0)}) == {"a": 500, "b": 0}


def test_partners_of_a_requirement_without_a_value_have_equal_parts():
    assert parts(10, {"a": Fraction(0), "b": Fraction(0)}) == {"a": 5, "b": 5}
    assert parts(0, {"a": Fraction(0)}) == {"a": 0}


def test_an_enterprise_without_partners_cannot_be_divided():
    with pytest.raises(UnableToShare):
        parts(10, {})


@given(
    st.integers(0, 10**12), st.dictionaries(st.text(max_size=3), st.fractions(0, 1), min_size=1, max_size=9)
)
def test_the_parts_sum_to_the_value_to_the_penny(value, shares):
    assert sum(parts(value, shares).values()) == value

"""Money is whole minor units of one currency, and its shares always add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.values.amounts import (
    CurrencyMismatch,
    Money,
    UnableToShare,
    apportion,
    money_words,
    price_words,
    whole,
)

totals = st.integers(-(10**15), 10**15)
weightings = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], (34, 33, 33)),  # ties go to the first
        (10, [2, 3, 5], (2, 3, 5)),
        (7, [Decimal("0.5"), Decimal("0.5")], (4, 3)),
        (1, [Fraction(1, 3), Fraction(2, 3)], (0, 1)),
        (0, [1, 2], (0, 0)),
        (5, [0, 1, 0], (0, 5, 0)),
        # Hamilton's apportionment of 200 seats; worked by hand: quotas 1.5, 63.2…, 80.9…, 54.3…
        (200, [750, 31600, 40450, 27200], (2, 63, 81, 54)),
    ],
)
def test_a_total_is_apportioned_by_largest_remainder(
    total: int, weights: list[int], parts: tuple[int, ...]
) -> None:
    assert apportion(total, weights) == parts


@given(totals, weightings)
def test_parts_sum_to_the_total_exactly(total: int, weights: list[int]) -> None:
    assert sum(apportion(total, weights)) == total


@given(totals, weightings)
def test_a_loss_is_the_mirror_image_of_a_gain(total: int, weights: list[int]) -> None:
    assert apportion(-total, weights) == tuple(-part for part in apportion(total, weights))


@given(totals, weightings)
def test_no_part_is_a_whole_unit_away_from_its_exact_share(total: int, weights: list[int]) -> None:
    for part, weight in zip(apportion(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(totals, weightings, st.integers(1, 1000))
def test_only_the_proportions_of_weights_count(total: int, weights: list[int], scale: int) -> None:
    assert apportion(total, weights) == apportion(total, [weight * scale for weight in weights])


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_a_total_cannot_be_shared_among_nobody(weights: list[int]) -> None:
    with pytest.raises(UnableToShare):
        apportion(100, weights)


def test_money_adds_in_one_currency() -> None:
    assert Money(150, "GBP") + Money(50, "GBP") - Money(25, "GBP") == -Money(-175, "GBP")
    assert Money(1, "GBP") < Money(2, "GBP") <= Money(2, "GBP")


def test_money_of_two_currencies_does_not_mix() -> None:
    with pytest.raises(CurrencyMismatch, match=r"GBP 1\.00 and EUR 1\.00"):
        Money(100, "GBP") + Money(100, "EUR")


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (123456789, "GBP", "GBP 1,234,567.89"),
        (-5, "EUR", "EUR -0.05"),
        (1500, "JPY", "JPY 1,500"),
        (1500, "KWD", "KWD 1.500"),
    ],
)
def test_money_is_written_with_its_currency_and_decimals(minor: int, currency: str, words: str) -> None:
    assert str(Money(minor, currency)) == words


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Decimal("2.5"), 2),
        (Decimal("3.5"), 4),
        (Fraction(5, 2), 2),
        (Decimal("2.51"), 3),
        (Decimal("-2.5"), -2),
    ],
)
def test_a_finer_amount_is_rounded_half_even_once(exact: Decimal | Fraction, rounded: int) -> None:
    assert whole(exact) == rounded
    assert money_words(exact, "JPY") == f"JPY {rounded}"


@pytest.mark.parametrize(
    ("price", "currency", "words"),
    [
        (Decimal("4300"), "GBP", "GBP 43.00"),
        (Decimal("4300.125"), "GBP", "GBP 43.0012"),
        (Decimal("123456.5"), "GBP", "GBP 1,234.565"),
        (Fraction(1, 3), "GBP", "GBP 0.0033"),
        (Decimal("12.5"), "JPY", "JPY 12.5"),
    ],
)
def test_a_unit_price_shows_what_is_finer_than_a_penny(
    price: Decimal | Fraction, currency: str, words: str
) -> None:
    assert price_words(price, currency) == words

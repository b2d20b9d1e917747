"""Awards put together: who wins, with whom, how concentrated it is, what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from midas.core.demand.notice import Award, Item, Supplier
from midas.core.demand.winners import Band, Won, hhi, market, stands, supplier_keys
from midas.core.values.amounts import Money

DON, AIRE, OUSE = Supplier("Don Steel Ltd"), Supplier("Aire Works Ltd"), Supplier("Ouse plc")


def won(*suppliers: Supplier, pounds: int | None = None, **more: object) -> Won:
    value = None if pounds is None else Money(pounds * 100, "GBP")
    return Won(Award("a", status="active", value=value, suppliers=suppliers, **more))  # type: ignore[arg-type]


def test_the_index_is_the_sum_of_squared_percentages() -> None:
    """Source: Merger Guidelines 2023, appendix 4: four firms with 30, 30, 20 and 20 per cent give 2,600."""
    shares = [Fraction(share, 100) for share in (30, 30, 20, 20)]
    assert hhi(shares) == 2600
    assert hhi([Fraction(1)]) == 10_000
    assert hhi([]) == 0


def test_a_joint_award_counts_once_in_equal_parts() -> None:
    found = market([won(DON, AIRE, pounds=100), won(DON, pounds=50)], "GBP")
    assert [(one.name, one.awards, one.joint, one.share, one.worth) for one in found.winners] == [
        ("Don Steel Ltd", 2, 1, Fraction(3, 4), 10_000),
        ("Aire Works Ltd", 1, 1, Fraction(1, 4), 5_000),
    ]
    assert [(pair.first, pair.second, pair.awards) for pair in found.pairs] == [
        ("Aire Works Ltd", "Don Steel Ltd", 1)
    ]
    assert found.hhi == 6250
    assert found.hhi_worth == 5556


@pytest.mark.parametrize(
    ("suppliers", "band"),
    [
        ([DON] * 5, Band.HIGH),
        ([DON, DON, AIRE, OUSE, Supplier("D"), Supplier("E"), Supplier("F"), Supplier("G")], Band.MODERATE),
        ([Supplier(f"Firm {number}") for number in range(11)], Band.LOW),
        ([DON] * 4, None),
    ],
)
def test_few_awards_are_not_called_concentrated(suppliers: list[Supplier], band: Band | None) -> None:
    assert market([won(one) for one in suppliers], "GBP").band == band


def test_a_firm_is_one_by_its_register_number_or_its_name() -> None:
    named = Supplier("DON STEEL LIMITED")
    numbered, renamed = (
        Supplier("Don Steel Ltd", "GB-COH-01234567"),
        Supplier("Don Metals Ltd", "GB-COH-01234567"),
    )
    other = Supplier("Other Steel Ltd", "GB-COH-99999999")
    keys = supplier_keys([[named, numbered], [renamed, other]])
    assert keys[named] == keys[numbered] == keys[renamed]
    assert keys[other] != keys[named]


def test_a_publisher_s_own_numbers_make_nobody_one() -> None:
    first, second = Supplier("Don", "GB-CFS-1"), Supplier("Aire", "GB-CFS-1")
    third, fourth = Supplier("Ouse", "1"), Supplier("Tees", "1")
    assert len(set(supplier_keys([[first, second, third, fourth]]).values())) == 4


def test_typical_prices_are_quartiles_with_their_count_and_none_of_few() -> None:
    awards = [won(DON, pounds=pounds) for pounds in (10, 20, 30, 40, 50)]
    prices = market(awards, "GBP").prices
    assert prices is not None
    assert (prices.count, prices.low, prices.middle, prices.high) == (5, 2000, 3000, 4000)
    assert market(awards[:4], "GBP").prices is None
    assert market(awards, "EUR").prices is None, "amounts in another currency are not mixed in"


def test_contracts_tell_the_worth_rather_than_the_award() -> None:
    award = won(DON, pounds=100, contracted=Money(90_00, "GBP"))
    assert market([award], "GBP").winners[0].worth == 90_00


def test_a_unit_price_comes_from_notices_that_ask_for_one_thing_only() -> None:
    item = Item("1", quantity=Decimal(40), unit="EA")
    award = Award("a", value=Money(100_00, "GBP"), suppliers=(DON,))
    one, two = Won(award, 1, items=(item,)), Won(award, 2, items=(item, Item("2")))
    (price,) = market([one, two], "GBP").units
    assert (price.unit, price.count, price.price) == ("EA", 1, 250)
    assert market([one, one], "GBP").units == (), "two awards of one demand share its quantity"


def test_only_an_award_that_stands_and_names_somebody_was_won() -> None:
    assert stands(Award("a", suppliers=(DON,)))
    assert not stands(Award("a", status="cancelled", suppliers=(DON,)))
    assert not stands(Award("a", status="pending", suppliers=(DON,)))
    assert not stands(Award("a", status="active"))


def test_what_is_known_of_a_firm_is_its_size_and_its_last_award() -> None:
    small = Supplier("Don Steel Ltd", sme=True)
    found = market([won(small, awarded_on=date(2026, 5, 1)), won(OUSE, awarded_on=date(2025, 1, 1))], "GBP")
    assert {one.name: (one.sme, one.last) for one in found.winners} == {
        "Don Steel Ltd": (True, date(2026, 5, 1)),
        "Ouse plc": (None, date(2025, 1, 1)),
    }
    assert found.sme == 1


def test_no_award_is_a_market_without_anything() -> None:
    found = market([], "GBP")
    assert (found.awards, found.winners, found.hhi, found.band, found.sme) == (0, (), 0, None, None)

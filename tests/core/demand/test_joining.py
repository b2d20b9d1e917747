"""Small demands joined and a large one split: nothing is lost, and amounts sum exactly."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midas.core.demand.joining import Part, Small, even, join, percents, shares, split_problems
from midas.core.demand.notice import Lot
from midas.core.values.amounts import Money


def small(key: int, value: int | None = 100, **more: object) -> Small:
    facts = {
        "title": f"Small {key}", "currency": "GBP", "cpv": ("45000000",), "region": "UKE3", "deadline_at": None,
        "starts_on": None, "ends_on": None, **more,
    }  # fmt: skip
    return Small(key=key, value=value, **facts)  # type: ignore[arg-type]


def test_the_whole_has_every_amount_and_code_and_each_part_as_a_lot():
    whole = join([small(1), small(2, 250, cpv=("45000000", "71000000"))], "GBP")
    assert (whole.value, whole.cpv, whole.region) == (350, ("45000000", "71000000"), "UKE3")
    assert [(lot.id, lot.title, lot.value) for lot in whole.lots] == [
        ("1", "Small 1", Money(100, "GBP")),
        ("2", "Small 2", Money(250, "GBP")),
    ]


def test_the_earliest_deadline_counts_and_the_work_runs_from_the_first_day_to_the_last():
    first, last = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    whole = join(
        [
            small(1, deadline_at=last, starts_on=date(2027, 3, 1)),
            small(2, deadline_at=first, ends_on=date(2027, 9, 1)),
        ],
        "GBP",
    )
    assert (whole.deadline_at, whole.starts_on, whole.ends_on) == (first, date(2027, 3, 1), date(2027, 9, 1))


@pytest.mark.parametrize("other", [{"value": None}, {"currency": "EUR"}])
def test_a_value_that_is_not_known_in_one_currency_is_not_guessed(other):
    assert join([small(1), small(2, **other)], "GBP").value is None


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [("UKE3", "UKE4", "UKE"), ("UKE3", "UKD1", "UK"), ("UKE3", "DE1", ""), ("UKE3", "", "")],
)
def test_the_region_is_the_one_that_holds_them_all(a, b, both):
    assert join([small(1, region=a), small(2, region=b)], "GBP").region == both


def parts(*percents: str) -> list[Part]:
    return [Part(f"Part {number}", Decimal(share)) for number, share in enumerate(percents, 1)]


def test_shares_of_a_hundred_per_cent_are_taken():
    assert list(split_problems(parts("33.3", "33.3", "33.4"), [])) == []


@pytest.mark.parametrize(
    ("given_parts", "where"),
    [
        (parts("50", "49.9"), "parts"),
        (parts("100"), "parts"),
        ([Part("", Decimal(50)), Part("B", Decimal(50))], "parts[0].title"),
        ([Part("A", None), Part("B", Decimal(50))], "parts[0].percent"),
        ([Part("A", Decimal(50), ("1",)), Part("B", Decimal(50), ("1",))], "parts"),
        ([Part("A", Decimal(50), ("1",)), Part("B", Decimal(50))], "parts"),
    ],
)
def test_what_does_not_add_up_is_refused_with_its_place(given_parts, where):
    assert where in {problem.where for problem in split_problems(given_parts, ["1", "2"])}


@given(st.integers(0, 10**12), st.lists(st.integers(1, 9_999), min_size=2, max_size=20))
def test_the_amounts_of_the_parts_sum_to_the_whole_exactly(value, weights):
    found = shares(value, [Part("x", Decimal(weight)) for weight in weights])
    assert sum(one or 0 for one in found) == value


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
def test_shares_by_lots_are_exactly_a_hundred(values):
    lots = [Lot(str(number), value=Money(value, "GBP")) for number, value in enumerate(values)]
    assert sum(percents(lots)) == 100


@given(st.integers(2, 20))
def test_even_shares_are_exactly_a_hundred_and_nearly_the_same(number):
    found = even(number)
    assert (len(found), sum(found)) == (number, 100)
    assert max(found) - min(found) <= Decimal("0.01")


def test_lots_without_values_share_evenly():
    assert percents([Lot("1"), Lot("2")]) == (50, 50)
    assert percents([]) == ()

"""Periods run forwards, places are prefixes and points, and figures read as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from midas.core.values.days import is_plannable, is_sane, plannable
from midas.core.values.periods import Period, ReversedPeriod, ready_on
from midas.core.values.places import great_circle_km, within
from midas.core.values.units import is_unit, unit_words
from midas.core.values.web_addresses import is_web_address
from midas.core.values.words import at_most, count, listing, percent, plain


def test_a_period_holds_both_its_ends() -> None:
    spring = Period(date(2027, 1, 4), date(2027, 3, 26))

    assert (spring.start in spring, spring.end in spring, date(2027, 3, 27) in spring) == (True, True, False)
    assert spring.days == 82
    assert spring.overlaps(Period(date(2027, 3, 26), date(2027, 4, 1)))
    assert not spring.overlaps(Period(date(2027, 3, 27), date(2027, 4, 1)))


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ReversedPeriod, match="2026-01-01, before it starts on 2027-01-01"):
        Period(date(2027, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("days", "ready"), [(0, date(2026, 11, 23)), (42, date(2027, 1, 4)), (10**12, date.max)]
)
def test_a_lead_time_ends_on_a_day_of_the_calendar(days: int, ready: date) -> None:
    assert ready_on(date(2026, 11, 23), days) == ready


@pytest.mark.parametrize(
    ("region", "codes", "inside"),
    [
        ("UKE32", ("UKE",), True),
        ("UKE32", ("UKF", "UK"), True),
        ("UKE", ("UKE32",), False),
        ("UKE32", (), False),
    ],
)
def test_a_region_lies_within_the_codes_it_starts_with(
    region: str, codes: tuple[str, ...], inside: bool
) -> None:
    assert within(region, codes) is inside


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((53.38, -1.47), (53.38, -1.47), 0.0),
        ((0.0, 0.0), (0.0, 180.0), 20015.1144),  # half the Earth's circumference, π · 6371.0088
        ((90.0, 0.0), (0.0, 77.0), 10007.5572),  # pole to equator, a quarter of it
        ((51.5074, -0.1278), (48.8566, 2.3522), 343.557),  # London to Paris
    ],
)
def test_distance_is_along_a_great_circle(a: tuple[float, float], b: tuple[float, float], km: float) -> None:
    assert great_circle_km(a, b) == pytest.approx(km, abs=5e-4)
    assert great_circle_km(b, a) == great_circle_km(a, b)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1200, "1,200"),
        (Decimal("1200.50"), "1,200.5"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(-2, 3), "-0.666667"),
        (10**24, "1,000,000,000,000,000,000,000,000"),
        (Decimal("100"), "100"),
    ],
)
def test_a_number_reads_without_needless_decimals(number: int | Decimal | Fraction, words: str) -> None:
    assert plain(number) == words


def test_words_for_shares_lists_counts_and_units() -> None:
    assert (percent(Decimal("0.3")), percent(Fraction(1, 3))) == ("30 %", "33.3333 %")
    assert [listing(each) for each in ((), "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert listing(["a", "b"], "or") == "a or b"
    assert (count(1, "firm"), count(0, "firm"), count(2, "party", "parties")) == (
        "1 firm",
        "0 firms",
        "2 parties",
    )
    assert (unit_words("HUR"), unit_words("HUR", many=False), unit_words("X9"), unit_words(None)) == (
        "hours",
        "hour",
        "X9",
        "units",
    )


@pytest.mark.parametrize(
    ("code", "right"), [("HUR", True), ("EA", True), ("X9", True), ("hours", False), ("", False)]
)
def test_a_unit_code_is_two_or_three_capitals_or_digits(code: str, right: bool) -> None:
    assert is_unit(code) is right


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [(0.012301, 4, "0.0124"), (0.05, 2, "0.05"), (0.1 + 0.2, 1, "0.4"), (1e-9, 3, "0.001"),
     (-1.5, 0, "-1"), (0, 2, "0.00")],
)  # fmt: skip
def test_what_nothing_exceeds_is_rounded_up(value: float, places: int, written: str) -> None:
    assert str(at_most(value, places)) == written


@pytest.mark.parametrize(
    ("day", "sane"),
    [
        (date(1, 1, 1), False), (date(1499, 12, 31), False), (date(1500, 1, 1), True),
        (date(2199, 12, 31), True), (date(9999, 12, 31), False),
    ],
)  # fmt: skip
def test_years_that_are_slips_are_told_from_years(day, sane):
    assert is_sane(day) is sane


def test_work_is_planned_some_years_back_and_ahead():
    today = date(2026, 11, 24)
    planned = [is_plannable(date(year, 6, 1), today) for year in (2020, 2021, 2046, 2047)]
    assert planned == [False, True, True, False]
    assert plannable(today) == "write a year from 2021 to 2046"


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("www.example.org", True), ("HTTPS://example.org:8080/a?b=c#d", True), ("example.org?x", True),
        ("example", False), ("javascript:alert(1)", False), ("ftp://example.org", False),
        ("data:text/html;a.b", False), ("www.example.org and more", False), ("", False),
    ],
)  # fmt: skip
def test_web_addresses_are_of_the_web(text, fine):
    assert is_web_address(text) is fine

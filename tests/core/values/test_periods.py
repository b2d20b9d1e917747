"""Spans of days: what they share, the quarter around a day, and how many months they run."""

from datetime import date
from fractions import Fraction

import pytest

from midas.core.values.periods import Period, ReversedPeriod, common, months, quarter


def test_a_period_never_ends_before_it_starts():
    with pytest.raises(ReversedPeriod):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_days_in_both_periods_are_common():
    spring = Period(date(2026, 3, 1), date(2026, 5, 31))
    assert common(spring, Period(date(2026, 5, 31), date(2026, 7, 1))) == Period(
        date(2026, 5, 31), date(2026, 5, 31)
    )
    assert common(spring, Period(date(2026, 6, 1), date(2026, 7, 1))) is None


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 11, 24), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2024, 6, 30), date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_a_quarter_holds_its_day(day, first, last):
    assert quarter(day) == Period(first, last)


def test_a_quarter_is_three_months_and_a_part_of_a_month_its_share_of_days():
    assert months([quarter(date(2026, 2, 3))]) == 3
    assert months([Period(date(2026, 4, 16), date(2026, 4, 30))]) == Fraction(1, 2)

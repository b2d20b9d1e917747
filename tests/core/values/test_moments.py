"""The day a moment falls on."""

from datetime import UTC, date, datetime

from midas.core.values.moments import day_of


def test_the_day_is_that_of_the_place():
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert day_of(late, "Europe/London") == date(2027, 7, 1)
    assert day_of(late, "America/New_York") == date(2027, 6, 30)

"""The day a moment falls on."""

from datetime import UTC, date, datetime, timedelta

from midas.core.values.moments import day_of, monday_before


def test_the_day_is_that_of_the_place():
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert day_of(late, "Europe/London") == date(2027, 7, 1)
    assert day_of(late, "America/New_York") == date(2027, 6, 30)


def test_the_monday_before_is_that_of_the_place_also_when_clocks_change():
    seven = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert monday_before(seven, "Europe/London", 7) == seven
    assert monday_before(seven - timedelta(seconds=1), "Europe/London", 7) == seven - timedelta(days=7)
    assert monday_before(seven, "America/New_York", 7) == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    sunday_after_the_change = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    assert monday_before(sunday_after_the_change, "Europe/London", 7) == datetime(
        2026, 10, 19, 6, 0, tzinfo=UTC
    )

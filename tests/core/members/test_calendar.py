"""What a resource gives, when something changes it and when teams take of it."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from midas.core.members.calendar import Change, capacity_left, room, strip, weeks
from midas.core.values.periods import Period

JUNE = Period(date(2027, 6, 1), date(2027, 6, 30))


def change(first, last, capacity=None, reserved=0):
    amount = None if capacity is None else Decimal(capacity)
    return Change(Period(date(2027, 6, first), date(2027, 6, last)), amount, Decimal(reserved))


def test_a_whole_month_gives_the_monthly_figure():
    assert capacity_left(Decimal(300), [], JUNE) == 300


def test_a_holiday_takes_its_days():
    assert capacity_left(Decimal(300), [change(1, 10, 0)], JUNE) == 200


def test_more_than_usual_is_possible():
    assert capacity_left(Decimal(300), [change(1, 15, 600)], JUNE) == 450


def test_of_changes_that_overlap_the_lowest_counts():
    assert capacity_left(Decimal(300), [change(1, 30, 600), change(11, 20, 0)], JUNE) == 400


def test_reservations_add_up_and_are_shown_apart():
    found = room(Decimal(300), [change(1, 30, reserved=60), change(1, 15, reserved=120)], JUNE)
    assert (found.total, found.reserved, found.left) == (300, 120, 180)


def test_a_day_that_is_over_booked_is_not_made_up_for_by_another():
    assert capacity_left(Decimal(300), [change(1, 15, reserved=900)], JUNE) == 150


def test_nothing_is_left_of_a_closed_resource_and_its_share_is_not_known():
    found = room(Decimal(300), [change(1, 30, 0)], JUNE)
    assert (found.left, found.share) == (0, None)


def test_only_what_lies_in_the_period_counts():
    outside = Change(Period(date(2027, 7, 1), date(2027, 7, 31)), Decimal(0))
    assert capacity_left(Decimal(300), [outside], JUNE) == 300


def test_a_year_of_weeks_starts_on_its_monday():
    found = weeks(date(2026, 11, 24), 53)
    assert (found[0].start, found[-1].end) == (date(2026, 11, 23), date(2027, 11, 28))


def test_the_strip_marks_the_week_of_a_closure():
    cells = strip(
        Decimal(300), [Change(Period(date(2026, 12, 21), date(2026, 12, 27)), Decimal(0))], date(2026, 11, 24)
    )
    assert [cell.days.start for cell in cells if cell.total == 0] == [date(2026, 12, 21)]


days = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@given(st.lists(st.tuples(days, days, st.integers(0, 500), st.integers(0, 500)), max_size=4), days, days)
def test_what_is_left_lies_between_nothing_and_all(drawn, one, other):
    changes = [Change(Period(min(a, b), max(a, b)), Decimal(c), Decimal(r)) for a, b, c, r in drawn]
    found = room(Decimal(200), changes, Period(min(one, other), max(one, other)))
    assert 0 <= found.left <= found.total

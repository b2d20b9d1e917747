"""What a firm has left this quarter, worked by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from midas.core.members.capacity import Left, Offered, Work, capacity_left
from midas.core.values.periods import Period, quarter

WELDING = "cpv:45262680"
AUTUMN = quarter(date(2026, 11, 24))


def offered(key="o1", monthly="100", competency=WELDING, unit="HUR", cpv=None):
    return Offered(key, competency, unit, None if monthly is None else Decimal(monthly), cpv)


def work(quantity="120", start=(2026, 7, 1), end=(2026, 12, 31), competency=WELDING, unit="HUR"):
    return Work("Team A", competency, unit, Decimal(quantity), Period(date(*start), date(*end)))


def left(*works, offerings=None):
    return capacity_left(offerings or [offered()], works, AUTUMN)


def test_without_work_a_quarter_leaves_three_months_of_capacity():
    (one,) = left()
    assert (one.total, one.left, one.share) == (300, 300, 1)


def test_half_of_a_half_year_of_work_falls_into_the_quarter():
    (one,) = left(work())
    assert one.taken == (("Team A", Decimal(60)),)
    assert (one.left, one.share) == (240, Fraction(4, 5))


def test_work_that_ended_before_takes_nothing():
    (one,) = left(work(end=(2026, 9, 30)))
    assert one.left == 300
    assert one.taken == ()


def test_work_beyond_the_capacity_leaves_nothing_and_is_shown_as_over_committed():
    (one,) = left(work("900", start=(2026, 10, 1)))
    assert (one.left, one.over) == (0, 600)


def test_an_offering_without_a_limit_has_no_figure():
    (one,) = left(work(), offerings=[offered(monthly=None)])
    assert (one.total, one.left, one.share, one.over) == (None, None, None, 0)


def test_work_in_another_unit_or_of_another_kind_takes_nothing():
    (one,) = left(work(unit="EA"), work(competency="cpv:33000000"))
    assert one.left == 300


def test_work_asked_for_by_a_wider_code_takes_from_the_finer_offering():
    (one,) = left(work(competency="cpv:45000000"))
    assert one.left == 240


def test_a_competency_of_the_clusters_own_is_drawn_on_by_the_code_it_answers_to():
    (one,) = left(work(), offerings=[offered(competency="welding/tig", cpv=WELDING)])
    assert one.left == 240


def test_two_offerings_of_the_kind_share_the_work_by_what_they_offer():
    small, large = left(work("200", start=(2026, 10, 1)), offerings=[offered("a", "25"), offered("b", "75")])
    assert (small.committed, large.committed) == (50, 150)


def test_an_offering_of_no_capacity_has_nothing_to_share():
    (one,) = left(work(), offerings=[offered(monthly="0")])
    assert one == Left("o1", Decimal(0), ())
    assert one.share is None

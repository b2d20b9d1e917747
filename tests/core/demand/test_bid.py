"""The bid sheet: each light says what it is made of, and what is not known is not guessed."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from midas.core.demand.bid import (
    Ties,
    against,
    competition_line,
    coverage_line,
    deadline_line,
    fit_line,
    margin_line,
    strategic_line,
    winners,
)
from midas.core.demand.coverage import Coverage, Light
from midas.core.demand.notice import Award, Supplier
from midas.core.values.amounts import Money

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


def covered(light: Light, price: int | None = 100, quantity: int = 10) -> Coverage:
    cost = None if price is None else Fraction(price)
    return Coverage(
        "wp1", 2, 2, Fraction(quantity), None, cost, cost, cost, light, (), "only 1 firm can do this"
    )


@pytest.mark.parametrize(
    ("score", "light"), [(80, Light.GREEN), (40, Light.AMBER), (10, Light.RED), (None, None)]
)
def test_fit_has_two_thresholds_and_an_unknown(score, light):
    assert fit_line(score, "why").light is light


def test_one_package_nobody_covers_speaks_against_it():
    line = coverage_line([covered(Light.GREEN), covered(Light.RED)])
    assert (line.light, line.figure) == (Light.RED, "1 of 2")
    assert coverage_line([]).light is None


@pytest.mark.parametrize(
    ("days", "done", "light"),
    [
        (30, "", Light.GREEN),
        (15, "", Light.AMBER),
        (15, "requirement", Light.GREEN),
        (5, "", Light.RED),
        (-1, "team", Light.RED),
    ],
)
def test_the_time_left_is_held_against_what_is_still_to_do(days, done, light):
    assert deadline_line(NOW + timedelta(days=days), NOW, done).light is light


def test_without_a_deadline_nothing_is_said_of_it():
    assert deadline_line(None, NOW, "").light is None


def award(*names: str, minor: int | None = None) -> Award:
    value = None if minor is None else Money(minor, "GBP")
    return Award("1", value=value, suppliers=tuple(map(Supplier, names)), awarded_on=date(2026, 1, 1))


def test_who_won_is_counted_and_a_shared_award_has_no_worth():
    found = winners([award("A", minor=100), award("A", minor=50), award("B", "C", minor=900)], "GBP")
    assert [(one.name, one.awards, one.value) for one in found] == [
        ("A", 2, 150),
        ("B", 1, None),
        ("C", 1, None),
    ]


def test_a_firm_with_half_of_all_awards_is_a_red_light():
    assert competition_line(winners([award("A"), award("A"), award("B")], "GBP")).light is Light.RED
    assert competition_line(winners([award(name) for name in "ABCDE"], "GBP")).light is Light.GREEN
    assert competition_line(winners([award("A")], "GBP")).light is None


def test_the_margin_is_what_members_prices_leave():
    line = margin_line(2_000, [covered(Light.GREEN)], "GBP", True)
    assert (line.light, line.figure) == (Light.GREEN, "50 %")
    assert margin_line(1_000, [covered(Light.GREEN)], "GBP", True).light is Light.AMBER
    assert margin_line(900, [covered(Light.GREEN)], "GBP", True).light is Light.RED


@pytest.mark.parametrize(
    ("value", "found", "prices"),
    [(None, [covered(Light.GREEN)], True), (100, [covered(Light.RED, None)], True), (100, [], True),
     (2_000, [covered(Light.GREEN)], False)],
)  # fmt: skip
def test_a_margin_that_cannot_be_known_or_seen_is_none(value, found, prices):
    line = margin_line(value, found, "GBP", prices)
    assert (line.light, line.figure) == (None, "–")


def test_what_a_demand_means_beyond_its_money_is_listed():
    line = strategic_line(Ties(local=True, small=True, work_done_before=3))
    assert (line.light, line.figure) == (Light.GREEN, "2")
    assert "home region" in line.why
    assert strategic_line(Ties(work_done_before=1)).light is Light.AMBER


def test_only_red_lights_speak_against_it():
    lines = [fit_line(10, "x"), fit_line(40, "x"), fit_line(None, "x")]
    assert against(lines) == lines[:1]

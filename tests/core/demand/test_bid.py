"""The bid sheet: each light says what it is made of, and what is not known is not guessed."""

from datetime import UTC, datetime, timedelta
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
)
from midas.core.demand.coverage import Coverage, Light
from midas.core.demand.notice import Award, Supplier
from midas.core.demand.winners import Market, Won, market

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


def awards(*groups: str) -> Market:
    """One award for each group of firms, written as their letters."""
    return market([Won(Award("1", suppliers=tuple(map(Supplier, group)))) for group in groups], "GBP")


@pytest.mark.parametrize(
    ("groups", "light", "figure"),
    [
        (("A", "A", "A", "B", "C"), Light.RED, "60 %"),
        (("A", "A", "B", "C", "D"), Light.AMBER, "40 %"),
        (("A", "B", "C", "D", "E"), Light.GREEN, "20 %"),
        (("A", "A", "A", "A"), None, "–"),
        ((), None, "–"),
    ],
)
def test_the_share_of_the_first_firm_is_the_light_and_few_awards_say_nothing(groups, light, figure):
    line = competition_line(awards(*groups))
    assert (line.light, line.figure) == (light, figure)


def test_an_award_to_several_counts_one_in_all():
    line = competition_line(awards("AB", "AC", "AD", "E", "F"))
    assert (line.light, line.figure) == (Light.AMBER, "30 %")
    assert line.why == "Of 5 awards for such work, most went to A (3), E (1) and F (1)."


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

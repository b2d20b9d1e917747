"""Accounts are checked, scored by Altman's models and judged; what they do not say is asked for, never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from midas.core.members.finance import MOST_X4, Z1, Z2, Accounts, altman, faults, judge_finance, ratios, trend
from midas.rules.finance import LIMITS

TODAY = date(2026, 11, 24)
GOLDEN = Accounts(
    year_end=date(2026, 3, 31), turnover=1500, ebit=100, interest=20, total_assets=1000, current_assets=500, stock=100,
    debtors=150, cash=200, current_liabilities=300, total_liabilities=600, retained_earnings=300, equity=400,
)  # fmt: skip
"""Worked example of the project's methods, section 3: working capital 200, equity 400, liabilities 600."""


def test_altmans_scores_of_the_worked_example() -> None:
    assert altman(Z2, GOLDEN).value == Fraction("3.662")
    assert altman(Z1, GOLDEN).value == Fraction("2.4852")
    assert (Z2.zone(Fraction("3.662")), Z1.zone(Fraction("2.4852"))) == ("safe", "grey")


@pytest.mark.parametrize(
    ("score", "zone"), [("2.61", "safe"), ("2.60", "grey"), ("1.10", "grey"), ("1.09", "distress")]
)
def test_the_zones_of_z2_part_at_1_10_and_2_60(score: str, zone: str) -> None:
    assert Z2.zone(Fraction(score)) == zone


def test_ratios_follow_from_the_figures() -> None:
    found = {name: ratio.value for name, ratio in ratios(GOLDEN, contract=500).items()}

    assert found["current"] == Fraction(5, 3)
    assert found["acid"] == Fraction(4, 3)
    assert found["gearing"] == Fraction(3, 5)
    assert found["interest_cover"] == 5
    assert found["margin"] == Fraction(1, 15)
    assert found["days_cash"] == Fraction(365, 7)  # 200 of 1,400 a year
    assert found["debtor_days"] == Fraction(365, 10)
    assert found["turnover_to_contract"] == 3


def test_a_longer_year_is_brought_to_twelve_months() -> None:
    longer = replace(GOLDEN, months=18, turnover=2250, ebit=150)

    assert altman(Z1, longer).value == altman(Z1, GOLDEN).value
    assert ratios(longer, 500)["turnover_to_contract"].value == 3
    assert trend([replace(longer, year_end=date(2024, 9, 30)), GOLDEN]) == 0


@pytest.mark.parametrize(
    ("gone", "ratio", "missing"),
    [
        ("ebit", "z2", ("ebit",)),
        ("current_liabilities", "z2", ("current_liabilities",)),
        ("stock", "acid", ("stock",)),
        ("cash", "days_cash", ("cash",)),
    ],
)
def test_a_ratio_without_its_figures_is_not_known(gone: str, ratio: str, missing: tuple[str, ...]) -> None:
    found = ratios(replace(GOLDEN, **{gone: None}))[ratio]

    assert (found.value, found.missing) == (None, missing)


def test_accounts_that_are_right_have_no_faults() -> None:
    assert faults(GOLDEN, TODAY) == ()


@pytest.mark.parametrize(
    ("wrong", "where", "words"),
    [
        ({"equity": 300}, "total_assets", "not all debts plus equity: they are 1 apart"),
        ({"turnover": -1}, "turnover", "Turnover cannot be below nought"),
        ({"current_assets": 1100}, "total_assets", "Current assets are more than total assets"),
        ({"cash": 400}, "current_assets", "Stock, trade debtors and cash at bank are together more"),
        ({"current_liabilities": 700}, "total_liabilities", "are more than all debts"),
        ({"months": 0}, "months", "1 to 18 months"),
        ({"year_end": date(2027, 3, 31)}, "year_end", "has not ended yet"),
        ({"year_end": date(1, 3, 31)}, "year_end", "check its last day"),
    ],
)
def test_accounts_that_cannot_be_right_are_told(wrong: dict[str, object], where: str, words: str) -> None:
    found = faults(replace(GOLDEN, **wrong), TODAY)  # type: ignore[arg-type]

    assert [problem.where for problem in found] == [where]
    assert words in found[0].message


def test_several_faults_are_told_at_once_and_thousands_may_be_rounded() -> None:
    assert len(faults(replace(GOLDEN, equity=300, turnover=-1, months=20), TODAY)) == 3
    assert faults(replace(GOLDEN, equity=404), TODAY) == ()


def test_a_judgement_is_the_weighted_mean_of_what_is_known() -> None:
    found = judge_finance([GOLDEN, replace(GOLDEN, year_end=date(2025, 3, 31))], LIMITS, TODAY)

    points = {measure.name: measure.points for measure in found.measures}
    assert points == {
        "z2": 1, "acid": 1, "gearing": 1, "interest_cover": 1, "margin": Fraction(2, 3),
        "days_cash": (Fraction(365, 7) - 15) / 45, "trend": 1,
    }  # fmt: skip
    assert (found.score, found.grade) == (Decimal("94.9"), "A")
    assert found.notes == ("Z″ 3.66: safe", "Z′ 2.49: grey")
    assert found.measures[0].why == "Altman Z″ is 3.66: full points at 2.6, none at 1.1."


def test_without_profit_a_firm_is_not_assessable_and_the_profit_is_asked_for() -> None:
    found = judge_finance([replace(GOLDEN, ebit=None)], LIMITS, TODAY)

    assert (found.assessable, found.score, found.grade) == (False, None, "")
    assert "profit before interest and tax" in found.missing


def test_a_firm_that_pays_no_interest_has_nothing_to_cover() -> None:
    found = judge_finance([replace(GOLDEN, interest=0)], LIMITS, TODAY)

    cover = next(measure for measure in found.measures if measure.name == "interest_cover")
    assert (cover.points, cover.value, cover.missing) == (1, None, ())


def test_no_accounts_are_no_judgement() -> None:
    with pytest.raises(ValueError, match="no accounts"):
        judge_finance([], LIMITS, TODAY)


DEBT_FREE = replace(
    GOLDEN, interest=0, current_liabilities=0, total_liabilities=0, equity=1000, retained_earnings=700
)


def test_a_firm_without_debts_is_assessable_and_its_equity_counts_up_to_the_cap() -> None:
    found = judge_finance([DEBT_FREE], LIMITS, TODAY)

    x1, x2, x3 = Fraction(500, 1000), Fraction(700, 1000), Fraction(100, 1000)
    weights = (Fraction("6.56"), Fraction("3.26"), Fraction("6.72"))
    expected = sum(w * x for w, x in zip(weights, (x1, x2, x3), strict=True)) + Fraction("1.05") * MOST_X4
    assert altman(Z2, DEBT_FREE).value == expected
    assert found.assessable
    assert {one.name: one.why for one in found.measures}["acid"] == (
        "There are no debts due within a year: there is nothing to cover."
    )


def test_the_cap_holds_for_tiny_debts_too_so_that_one_pound_makes_no_jump() -> None:
    nearly = replace(DEBT_FREE, current_liabilities=0, total_liabilities=1, equity=999)
    assert altman(Z2, nearly).value == altman(Z2, DEBT_FREE).value


def test_who_has_neither_debts_nor_equity_gains_nothing_by_that() -> None:
    bare = replace(DEBT_FREE, equity=0, retained_earnings=0)
    assert (
        altman(Z2, bare).value
        == altman(Z2, DEBT_FREE).value - Fraction("3.26") * Fraction(7, 10) - Fraction("1.05") * MOST_X4
    )


@pytest.mark.parametrize(
    ("nought", "ratio", "why"),
    [
        ({"turnover": 0}, "margin", "there is no turnover"),
        ({"turnover": 100}, "days_cash", "nothing is spent"),
        ({"total_assets": 0}, "gearing", "there are no assets"),
        ({"total_assets": 0}, "z2", "there are no assets"),
        ({"interest": 0}, "interest_cover", "no interest is paid"),
        ({"current_liabilities": 0}, "current", "there are no debts due within a year"),
    ],
)
def test_a_divisor_of_nought_has_a_reason_and_nothing_is_asked_for(
    nought: dict[str, int], ratio: str, why: str
) -> None:
    found = ratios(replace(GOLDEN, **nought))[ratio]  # type: ignore[arg-type]

    assert (found.value, found.missing) == (None, ())
    assert found.why.startswith(why)


def test_a_year_before_without_turnover_is_named_and_not_asked_for() -> None:
    before = replace(GOLDEN, year_end=date(2025, 3, 31), turnover=0)
    found = {one.name: one for one in judge_finance([GOLDEN, before], LIMITS, TODAY).measures}["trend"]
    assert found.why == "There can be none: the year before had no turnover."
    assert found.missing == ()

from datetime import date, timedelta

import pytest

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import Standing, bars, due_reminder

TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 11, 24)


def standing(dimension: Dimension, until: date = NEXT_YEAR, *failed: str) -> dict[Dimension, Standing]:
    return {dimension: Standing(dimension, until, failed)}


def test_an_admitted_firm_with_living_judgements_is_eligible() -> None:
    judged = standing(Dimension.FINANCE) | standing(Dimension.ETHICS)
    assert bars("admitted", "admitted", judged, TODAY) == ()


def test_a_firm_that_was_never_judged_is_eligible_once_admitted() -> None:
    assert bars("admitted", "admitted", {}, TODAY) == ()


@pytest.mark.parametrize("state", ["applied", "in_assessment", "suspended", "left", "declined"])
def test_who_is_not_admitted_is_not_eligible_and_is_told_so(state: str) -> None:
    (bar,) = bars(state, state.replace("_", " "), {}, TODAY)
    assert state.replace("_", " ") in bar.why


@pytest.mark.parametrize("dimension", [Dimension.FINANCE, Dimension.ETHICS])
def test_a_lapsed_judgement_of_finance_or_ethics_blocks(dimension: Dimension) -> None:
    (bar,) = bars("admitted", "admitted", standing(dimension, date(2026, 11, 23)), TODAY)
    assert bar.why == f"Its {dimension.value} assessment lapsed on 23 November 2026."
    assert bar.dimension is dimension


def test_a_judgement_holds_through_its_last_day() -> None:
    assert bars("admitted", "admitted", standing(Dimension.FINANCE, TODAY), TODAY) == ()


@pytest.mark.parametrize("dimension", [Dimension.CAPABILITY, Dimension.COLLABORATION])
def test_what_else_lapses_does_not_block(dimension: Dimension) -> None:
    assert bars("admitted", "admitted", standing(dimension, date(2026, 1, 1)), TODAY) == ()


def test_a_failed_gate_blocks_however_long_the_judgement_holds() -> None:
    (bar,) = bars("admitted", "admitted", standing(Dimension.ETHICS, NEXT_YEAR, "modern slavery"), TODAY)
    assert "modern slavery" in bar.why


def test_every_bar_is_told_at_once() -> None:
    judged = standing(Dimension.FINANCE, date(2026, 1, 1)) | standing(Dimension.ETHICS, NEXT_YEAR, "bribery")
    assert len(bars("suspended", "suspended", judged, TODAY)) == 3


def test_reminders_fall_due_at_60_30_and_7_days() -> None:
    due = {left: due_reminder(TODAY + timedelta(days=left), TODAY) for left in (61, 60, 31, 30, 8, 7, 0, -1)}
    assert due == {61: None, 60: 60, 31: 60, 30: 30, 8: 30, 7: 7, 0: 7, -1: None}

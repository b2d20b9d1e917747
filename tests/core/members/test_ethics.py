"""Gates are passed, explained or failed; a failed one is made good by nothing, and what has expired is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from midas.core.members.ethics import (
    Answer,
    SharedOfficer,
    Verdict,
    a_year,
    answer_faults,
    judge_ethics,
    shared_officers,
)
from midas.rules.gates import GATES, MILLION, gate

TODAY = date(2026, 11, 24)
PASSED, EXPLAINED, FAILED = (Answer(verdict, "so it is") for verdict in list(Verdict)[:3])
ALL = {one.name: PASSED for one in GATES}


def test_who_passes_every_gate_has_all_points() -> None:
    found = judge_ethics(GATES, ALL, TODAY)

    assert (found.score, found.grade, found.failed, found.missing) == (Decimal("100.0"), "A", (), ())


def test_one_failed_gate_fails_the_firm_whatever_else_it_does() -> None:
    found = judge_ethics(GATES, {**ALL, "bribery": FAILED}, TODAY)

    assert (found.score, found.grade) == (Decimal("0.0"), "E")
    assert found.failed == (gate("bribery").question,)
    assert judge_ethics(GATES, {"bribery": FAILED}, TODAY).score == 0, "also where little else is known"


def test_an_explained_gate_brings_part_of_its_points() -> None:
    found = judge_ethics(GATES, {**ALL, "tax": EXPLAINED}, TODAY)

    measure = next(one for one in found.measures if one.name == "tax")
    assert (measure.points, measure.why) == (Fraction(3, 5), "Explained: so it is")
    assert found.score == Decimal("96.0")  # two of 20 weights bring three fifths


def test_a_gate_for_everybody_that_is_not_answered_leaves_no_score_and_is_asked_for() -> None:
    found = judge_ethics(GATES, {name: PASSED for name in ALL if name != "tax"}, TODAY)

    assert (found.score, found.missing) == (None, ("a statement of its tax standing",))


def test_what_has_expired_is_not_known_any_more() -> None:
    lapsed = replace(PASSED, expires_on=date(2026, 11, 23))
    found = judge_ethics(GATES, {**ALL, "bribery": lapsed}, TODAY)

    assert found.score is None
    assert next(one for one in found.measures if one.name == "bribery").why == "What proved it has expired."
    assert judge_ethics(GATES, {**ALL, "bribery": replace(lapsed, expires_on=TODAY)}, TODAY).score == 100


@pytest.mark.parametrize(
    ("name", "turnover", "contract", "applies"),
    [
        ("modern_slavery_statement", 36 * MILLION, None, True),
        ("modern_slavery_statement", 36 * MILLION - 1, None, False),
        ("modern_slavery_statement", None, None, False),
        ("carbon_plan", None, 5 * MILLION, True),
        ("carbon_plan", 100 * MILLION, None, False),
        ("tax", None, None, True),
    ],
)
def test_some_gates_are_for_large_firms_or_contracts_only(
    name: str, turnover: int | None, contract: int | None, applies: bool
) -> None:
    assert gate(name).applies(TODAY, turnover, contract) is applies


def test_a_gate_is_in_force_between_its_dates() -> None:
    dated = replace(gate("tax"), valid_to=date(2026, 12, 31))

    assert [dated.applies(date(year, 12, 31), None, None) for year in (2016, 2026, 2027)] == [
        False,
        True,
        False,
    ]


def test_all_faults_of_answers_are_told_at_once() -> None:
    answers = {**ALL, "tax": Answer(Verdict.EXPLAINED), "bribery": Answer(Verdict.UNKNOWN)}
    del answers["sanctions"], answers["labour"]

    found = answer_faults(GATES, answers)
    assert set(found) == {"tax", "bribery", "sanctions"}
    assert found["tax"].startswith("Say what happened")


def test_gates_have_names_of_their_own_and_a_source() -> None:
    assert len({one.name for one in GATES}) == len(GATES)
    assert all(one.source and one.evidence for one in GATES)


def test_an_officer_of_two_firms_is_found_by_name_and_birth_month() -> None:
    rows = [
        ("don", "Ada  Quill", "1970-05"),
        ("rother", "ada quill", "1970-05"),
        ("tees", "Ada Quill", "1981-01"),  # somebody else of that name
        ("aire", "Ada Quill", ""),
        ("don", "Ben Tarn", "1960-02"),
    ]
    assert shared_officers(rows) == (SharedOfficer("Ada  Quill", ("don", "rother")),)


def test_the_carbon_plan_counts_for_contracts_of_its_threshold_and_an_explanation_counts_in_part() -> None:
    large = 5 * MILLION
    without = judge_ethics(
        GATES, {name: PASSED for name in ALL if name != "carbon_plan"}, TODAY, contract=large
    )
    assert (without.assessable, "carbon_plan" in {one.name for one in without.measures}) == (False, True)
    assert judge_ethics(GATES, ALL, TODAY, contract=large).score == 100

    explained = judge_ethics(GATES, {**ALL, "carbon_plan": EXPLAINED}, TODAY, contract=large)
    small = judge_ethics(GATES, {**ALL, "carbon_plan": EXPLAINED}, TODAY, contract=large - 1)
    assert explained.score is not None
    assert explained.score < 100
    assert small.score == 100
    assert judge_ethics(GATES, {**ALL, "carbon_plan": FAILED}, TODAY, contract=large).grade == "E"


@pytest.mark.parametrize(
    ("starts", "ends", "yearly"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), 1000),
        (date(2027, 1, 1), date(2030, 12, 31), 249),
        (date(2027, 1, 1), date(2027, 3, 31), 1000),
        (None, date(2027, 12, 31), 1000),
        (date(2027, 1, 1), date(2026, 1, 1), 1000),
    ],
)
def test_a_contract_of_several_years_counts_by_the_year(
    starts: date | None, ends: date | None, yearly: int
) -> None:
    assert a_year(1000, starts, ends) == yearly

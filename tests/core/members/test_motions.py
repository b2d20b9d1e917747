from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from midas.core.members.membership import MEMBERSHIP
from midas.core.members.motions import ACTS, Wording, faults

TODAY = date(2026, 11, 24)
ADMIT = Wording("admit", "Admit Loxley", membership=1)


def where(wording: Wording, state: str | None) -> list[str]:
    return [problem.where for problem in faults(wording, state, TODAY)]


def test_a_firm_in_assessment_can_be_admitted_and_one_that_only_applied_cannot() -> None:
    assert where(ADMIT, "in_assessment") == []
    assert where(ADMIT, "applied") == ["membership"]
    assert where(ADMIT, None) == ["membership"]


@pytest.mark.parametrize("kind", ACTS)
def test_every_act_is_a_move_of_the_life_cycle(kind: str) -> None:
    for before in ACTS[kind].before:
        MEMBERSHIP.check(before, ACTS[kind].after)


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = replace(ADMIT, title=" ", quorum=Decimal(2), majority=Decimal(1), days=90, probation_until=TODAY)
    assert where(wrong, "admitted") == [
        "title",
        "quorum",
        "majority",
        "days",
        "membership",
        "probation_until",
    ]


def test_conditions_belong_to_an_admission() -> None:
    assert where(Wording("other", "Buy a tent", conditions="a red one"), None) == ["conditions"]
    assert where(replace(ADMIT, conditions="ISO 9001 within a year"), "in_assessment") == []


def test_a_secret_ballot_is_not_weighted_since_the_count_could_tell_who_voted_what() -> None:
    assert where(Wording("other", "Tent", electorate="weighted", is_secret=True), None) == ["is_secret"]
    assert where(Wording("other", "Tent", electorate="members", is_secret=True), None) == []


def test_rules_have_to_be_named() -> None:
    assert where(Wording("rules", "New rules"), None) == ["rules"]
    assert where(Wording("rules", "New rules", rules=3), None) == []

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from midas.core.members.membership import MEMBERSHIP
from midas.core.members.motions import ACTS, Least, Wording, faults

TODAY = date(2026, 11, 24)
ADMIT = Wording("admit", "Admit Loxley", membership=1)


ANY = ("committee", "members", "weighted")
LEAST = Least("any", Decimal("0.5"), Decimal("0.5"), 5, ANY, "a test", TODAY)


def where(wording: Wording, state: str | None, least: Least = LEAST) -> list[str]:
    return [problem.where for problem in faults(wording, state, TODAY, least)]


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


def test_a_firm_is_declined_or_suspended_with_reasons_only() -> None:
    for kind, state in (("decline", "applied"), ("suspend", "admitted")):
        assert where(Wording(kind, "Not now", membership=1), state) == ["text"]
        assert where(Wording(kind, "Not now", text="No accounts.", membership=1), state) == []


def test_rules_have_to_be_named() -> None:
    assert where(Wording("rules", "New rules"), None) == ["rules"]
    assert where(Wording("rules", "New rules", rules=3), None) == []


@pytest.mark.parametrize(
    ("less", "field"),
    [
        ({"quorum": Decimal(0)}, "quorum"),
        ({"quorum": Decimal("0.499")}, "quorum"),
        ({"majority": Decimal(0)}, "majority"),
        ({"days": 4}, "days"),
        ({"electorate": "nobody"}, "electorate"),
    ],
)
def test_terms_below_what_the_rules_ask_are_refused_and_the_least_is_enough(less: Any, field: str) -> None:
    just = replace(ADMIT, quorum=LEAST.quorum, majority=LEAST.majority, days=LEAST.days)
    assert where(just, "in_assessment") == []
    assert where(replace(just, **less), "in_assessment") == [field]


def test_where_only_some_may_decide_the_others_are_refused_in_words() -> None:
    only = replace(LEAST, electorates=("members",))
    found = faults(Wording("rules", "New rules", rules=3), None, TODAY, only)
    assert [problem.message for problem in found] == [
        "Only all members, one firm one vote can decide on this kind of motion; choose them."
    ]


@pytest.mark.parametrize(
    ("quorum", "majority", "days"), [("0", "0.5", 1), ("0.5", "0", 1), ("0.5", "0.5", 0)]
)
def test_a_rule_that_asks_for_nothing_cannot_be_written(quorum: str, majority: str, days: int) -> None:
    with pytest.raises(ValueError, match="least"):
        Least("other", Decimal(quorum), Decimal(majority), days, ANY, "a test", TODAY)

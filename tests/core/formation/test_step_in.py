"""A partner fails: what is left to do, what a repair changes, and how it is told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.core.formation.examples import GOOD, bridge, share_out

from midas.core.formation.check import check
from midas.core.formation.plan import Diagnosis, Status
from midas.core.formation.remaining import Remaining, remaining
from midas.core.formation.step_in import (
    Reallotment,
    UnderWay,
    changes,
    nobody,
    repaired,
    step_in_faults,
    undecided,
)

FINISHED: UnderWay = {("ash", 0, "steel"): Decimal(250)}


def left(under_way: UnderWay = FINISHED, failed: str = "ash", **changed: Any) -> Remaining:
    return remaining(bridge(**changed), failed, under_way)


def test_what_is_finished_is_no_longer_asked_for_nor_worth_anything() -> None:
    rest = left()

    assert [(one.id, one.quantity) for one in rest.work_packages] == [("steel", 750), ("survey", 10)]
    assert rest.values == {"steel": 45_000, "survey": 40_000}
    assert [firm.id for firm in rest.firms] == ["birch", "cedar"]


def test_a_package_that_is_finished_is_left_out() -> None:
    rest = left({("birch", 1, "survey"): Decimal(10)}, "birch")

    assert [one.id for one in rest.work_packages] == ["steel"]


def test_without_anything_finished_every_rule_stands_as_it_was() -> None:
    policy: dict[str, Any] = {
        "share_cap": "0.7",
        "local": {"regions": ["UKE"], "min_share": "0.3"},
        "tag_min_share": {"sme": "0.3"},
        "ceiling": 90_000,
        "turnover_multiple": "0.5",
    }
    whole, rest = bridge(**policy), left({}, **policy)

    assert rest.policy == whole.policy
    assert rest.contract_value == whole.contract_value


def test_shares_are_still_of_the_whole_and_what_is_finished_counts_towards_them() -> None:
    # 250 of 1,000 hours are finished: 15,000 of 100,000; local and of a small firm.
    rest = left(
        share_cap="0.68",
        min_value_share="0.17",
        local={"regions": ["UKE"], "min_share": "0.32"},
        tag_min_share={"sme": "0.15"},
    ).policy

    assert (rest.share_cap, rest.min_value_share) == (Decimal("0.8"), Decimal("0.2"))
    assert rest.local is not None
    assert rest.local.min_share == Decimal("0.2")
    assert rest.tag_min_share == {"sme": 0}


def test_what_the_failed_firm_has_cost_counts_against_the_ceiling() -> None:
    # 250 hours at 30 and an engagement of 1,000
    assert left(ceiling=60_000).policy.ceiling == 60_000 - 8_500


def test_the_failed_firm_lends_nothing_and_stands_in_nobodys_way() -> None:
    rest = left(
        require=["ash"],
        conflicts=[["ash", "cedar"], ["birch", "cedar"]],
        at_most=[{"firms": ["ash", "cedar"], "count": 1}, {"firms": ["ash"], "count": 1}],
        familiar=[["ash", "birch", 5], ["birch", "cedar", 7]],
    ).policy

    assert (rest.require, rest.conflicts) == ((), (("birch", "cedar"),))
    assert [group.firms for group in rest.at_most] == [("cedar",)]
    assert [(pair.a, pair.b) for pair in rest.familiar] == [("birch", "cedar")]


def test_the_least_part_of_a_firm_is_as_much_as_before_or_all_that_is_left() -> None:
    half = {("ash", 0, "steel"): Decimal(500)}
    most = {("ash", 0, "steel"): Decimal(600)}

    steel = left(half, steel={"min_split": "0.3", "min_suppliers": 2}).work_packages[0]
    assert (steel.min_split, steel.min_suppliers) == (Decimal("0.6"), 1)
    assert left(most, steel={"min_split": "0.5"}).work_packages[0].min_split == 1


def test_a_firm_whose_papers_have_lapsed_keeps_what_is_under_way_and_takes_nothing_new() -> None:
    rest = left(
        {("birch", 0, "steel"): Decimal(100)},
        steel={"certificates": ["ISO 9001"]},
        cedar={"certificates": ["ISO 9001"], "offerings": [{"competency": "metal", "unit_price": 80}]},
    )

    able = {(pair.firm.id, pair.package.id): rest.caps(pair) for pair in rest.pairs}
    assert able == {("birch", "steel"): True, ("cedar", "steel"): False, ("birch", "survey"): False}
    rest = left({("birch", 0, "steel"): Decimal(100)}, exclude=["birch"])
    assert [(pair.firm.id, pair.index) for pair in rest.pairs if rest.caps(pair)] == [("birch", 0)]
    assert all(pair.firm.id != "birch" for pair in rest.pairs if not rest.caps(pair))


def test_every_fault_of_what_is_given_is_told() -> None:
    plan = share_out(("ash", 0, "steel", 600), ("birch", 0, "steel", 400), ("elm", 0, "survey", 10))
    under_way = {
        ("ash", 0, "steel"): Decimal(601),
        ("birch", 0, "steel"): Decimal(-1),
        ("cedar", 1, "survey"): Decimal(1),
        ("birch", 1, "steel"): Decimal("NaN"),
    }

    assert [(one.where, one.message) for one in step_in_faults(bridge(), plan, "cedar", under_way)] == [
        ("running", "partner 'elm' is not a firm of this problem"),
        ("running", "an allocation is to 'elm', which is not a firm of this problem"),
        ("failed", "cedar is not a partner of the running plan"),
        ("under_way[ash, 0, steel]", "601 is more than the 600 that are allotted"),
        ("under_way[birch, 0, steel]", "-1 is not a quantity"),
        (
            "under_way[cedar, 1, survey]",
            "the running plan allots none of survey to cedar through that offering",
        ),
        (
            "under_way[birch, 1, steel]",
            "the running plan allots none of steel to birch through that offering",
        ),
    ]
    assert [one.message for one in step_in_faults(bridge(), GOOD, "oak", {})] == [
        "there is no firm 'oak' in this problem"
    ]
    assert not list(step_in_faults(bridge(), GOOD, "ash", FINISHED))


def test_the_change_is_told_line_by_line_and_in_a_sentence_a_broker_can_repeat() -> None:
    after = share_out(
        ("ash", 0, "steel", 250),
        ("birch", 0, "steel", 300),
        ("cedar", 0, "steel", 450),
        ("birch", 1, "survey", 10),
    )
    told = repaired(bridge(), GOOD, "ash", after)

    assert told.changes == (
        Reallotment("ash", 0, "steel", Decimal(600), Decimal(250)),
        Reallotment("birch", 0, "steel", Decimal(400), Decimal(300)),
        Reallotment("cedar", 0, "steel", Decimal(0), Decimal(450)),
    )
    assert (told.status, told.kept, told.joined, told.left) == (
        Status.FEASIBLE,
        ("birch",),
        ("cedar",),
        ("ash",),
    )
    # cedar's 450 hours at 80, less ash's 350 at 30 and birch's 100 at 35.5
    assert told.price == 450 * 80 - 350 * 30 - 3550
    assert told.message == (
        "Ash Fabrication is out; what it has finished stays in the books (250 hours of steel)."
        " cedar takes on 450 hours of steel. birch gives up 100 hours of steel."
        " The plan costs GBP 219.50 more than before."
    )


def test_partners_who_leave_and_prices_that_fall_are_told_too() -> None:
    before = share_out(
        ("ash", 0, "steel", 500), ("cedar", 0, "steel", 500), ("birch", 1, "survey", 10), partners=("birch",)
    )
    after = share_out(("ash", 0, "steel", 500), ("birch", 0, "steel", 500), ("birch", 1, "survey", 10))
    told = repaired(bridge(risk_price=1), before, "cedar", after)

    assert told.message.startswith(
        "cedar is out. birch takes on 500 hours of steel. Nobody else loses any work."
    )
    assert "With risk priced in, the plan costs GBP 217.50 less than before." in told.message
    left_alone = share_out(("cedar", 0, "steel", 1000), ("cedar", 1, "survey", 10))
    idle = share_out(("cedar", 0, "steel", 1000), ("birch", 1, "survey", 10), partners=("ash",))
    moved = repaired(bridge(), idle, "birch", left_alone)
    assert (moved.left, moved.kept) == (("birch", "ash"), ("cedar",))
    assert "Ash Fabrication leaves." in moved.message


def test_without_a_plan_it_is_said_why() -> None:
    diagnosis = Diagnosis(("nobody offers metal, which steel asks for",))
    assert nobody(bridge(), "ash", diagnosis).message == (
        "Within the rules nobody can step in for Ash Fabrication: nobody offers metal, which steel asks for."
    )
    assert (undecided(bridge(), "ash").status, undecided(bridge(), "ash").plan) == (Status.UNKNOWN, None)


def test_a_plan_of_what_is_left_is_judged_as_any_other() -> None:
    rest = left()
    plan = share_out(("birch", 0, "steel", 700), ("cedar", 0, "steel", 50), ("birch", 1, "survey", 10))

    verdict = check(rest, plan)
    assert verdict.ok
    assert verdict.score is not None
    assert verdict.score.value_shares["cedar"] == Fraction(3_000, 85_000)
    assert not changes(bridge(), plan, plan)

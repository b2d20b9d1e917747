"""The checker recomputes every rule and figure of any plan, and says in words which rules are broken."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.core.formation.examples import GOOD, bridge, golden, golden_plan, share_out

from midas.core.formation.check import check
from midas.core.formation.plan import Allocation, Plan


def broken(plan: Plan = GOOD, **changes: Any) -> dict[str, str]:
    """The rules the plan breaks, each with its words."""
    return {fault.rule: fault.message for fault in check(bridge(**changes), plan).violations}


@pytest.mark.parametrize(
    ("engagement", "who", "objective"),
    [
        (0, {"T1": "A", "T2": "B", "T3": "C"}, 130),
        (5, {"T1": "A", "T2": "B", "T3": "C"}, 145),
        (5, {"T1": "C", "T2": "B", "T3": "C"}, 142),
    ],
)
def test_the_three_firm_example_costs_what_it_does_by_hand(
    engagement: int, who: dict[str, str], objective: int
) -> None:
    verdict = check(golden(engagement), golden_plan(**who))

    assert verdict.ok
    assert verdict.score is not None
    assert verdict.score.objective == objective


def test_a_plan_that_keeps_every_rule_passes() -> None:
    assert check(bridge(), GOOD).violations == ()


def test_demand_is_met_exactly() -> None:
    short = share_out(("ash", 0, "steel", 600), ("birch", 0, "steel", "399.9"), ("birch", 1, "survey", 11))

    assert broken(short)["demand"] == "11 of the 10 units of survey are allotted"
    assert [fault.excess for fault in check(bridge(), short).violations] == [Fraction(1, 10), 1]
    assert check(bridge(), short).violations[0].message == "999.9 of the 1,000 hours of steel are allotted"


def test_an_offering_does_no_more_than_its_capacity() -> None:
    over = share_out(("ash", 0, "steel", 701), ("birch", 0, "steel", 299), ("birch", 1, "survey", 10))

    assert broken(over) == {
        "capacity": "Ash Fabrication is allotted 701 of metal/welding, and has capacity for 700"
    }


def test_the_capacity_of_an_offering_is_shared_by_its_packages() -> None:
    everywhere = [{"competency": "metal", "unit_price": 1, "capacity": 1009}]
    problem = bridge(cedar={"offerings": [*everywhere, {"work_package": "survey", "unit_price": 1}]})
    twice = bridge(
        steel={"competency": "cpv:71000000"},
        cedar={"offerings": [{"competency": "cpv:71350000", "unit_price": 1, "capacity": 1009}]},
    )
    all_cedar = share_out(("cedar", 0, "steel", 1000), ("cedar", 0, "survey", 10))

    assert check(problem, share_out(("cedar", 0, "steel", 1000), ("cedar", 1, "survey", 10))).ok
    assert [fault.rule for fault in check(twice, all_cedar).violations] == ["capacity"]


def test_an_offering_takes_no_order_below_its_least() -> None:
    small = share_out(("ash", 0, "steel", 700), ("birch", 0, "steel", 49), ("cedar", 0, "steel", 251))
    done = Plan((*small.allocations, Allocation("birch", 1, "survey", Decimal(10))), small.partners)

    assert broken(done) == {"min_order": "birch is allotted 49 of steel, and takes no order below 50"}


def test_a_resource_is_shared_by_the_offerings_that_use_it() -> None:
    cedar = {
        "resources": {"people": 1500},
        "offerings": [
            {"competency": "metal", "unit_price": 80, "uses": {"people": "1.5"}},
            {"competency": "cpv:71350000", "unit_price": 9000, "uses": {"people": "0.1", "vans": 9}},
        ],
    }
    plan = share_out(("cedar", 0, "steel", 1000), ("cedar", 1, "survey", 10))

    assert broken(plan, cedar=cedar) == {"resource": "cedar needs 1,501 of its people, and has 1,500"}
    assert not broken(plan, cedar={**cedar, "resources": {"people": 1501}}), "vans are not limited"


@pytest.mark.parametrize(
    ("rule", "steel", "words"),
    [
        ("min_suppliers", {"min_suppliers": 3}, "2 firms on steel, at least 3 needed"),
        ("max_suppliers", {"max_suppliers": 1}, "2 firms on steel, at most 1 allowed"),
        (
            "min_split",
            {"min_split": "0.41"},
            "birch does 40 % of steel, at least 41 % needed of each firm on it",
        ),
    ],
)
def test_a_package_is_split_within_its_limits(rule: str, steel: dict[str, Any], words: str) -> None:
    assert broken(steel=steel) == {rule: words}


def test_two_offerings_of_one_firm_on_a_package_are_one_supplier() -> None:
    twice = {"offerings": [{"competency": "metal", "unit_price": price} for price in (1, 2)]}
    plan = share_out(("ash", 0, "steel", 500), ("ash", 1, "steel", 500), ("birch", 1, "survey", 10))

    assert not broken(plan, ash=twice, steel={"max_suppliers": 1, "min_split": 1})


WITH_GUARANTOR = share_out(
    ("ash", 0, "steel", 600),
    ("birch", 0, "steel", 400),
    ("birch", 1, "survey", 10),
    partners=("cedar",),
)


@pytest.mark.parametrize(
    ("rule", "policy", "words"),
    [
        ("min_partners", {"min_partners": 4}, "3 partners, at least 4 needed"),
        ("max_partners", {"max_partners": 2}, "3 partners, at most 2 allowed"),
        ("exclude", {"exclude": ["cedar"]}, "cedar is a partner, and the policy excludes it"),
        (
            "conflicts",
            {"conflicts": [["cedar", "ash"]]},
            "cedar and Ash Fabrication may not be partners together",
        ),
        (
            "at_most",
            {"at_most": [{"firms": ["ash", "birch", "cedar"], "count": 2}]},
            "3 partners out of Ash Fabrication, birch and cedar, at most 2 allowed",
        ),
        ("min_value_share", {"min_value_share": 0.01}, "cedar carries 0 % of the value, at least 1 % needed"),
        ("share_cap", {"share_cap": 0.6}, "birch carries 64 % of the value, at most 60 % allowed"),
        (
            "standing_multiple",
            {"standing_multiple": 1.5},
            "birch needs a turnover of GBP 960.00 (1.5 × the value it carries), and has GBP 900.00",
        ),
        (
            "turnover_multiple",
            {"turnover_multiple": 6},
            "the partners turn over GBP 5,900.00 together, at least GBP 6,000.00 needed (6 × the contract value)",
        ),
        (
            "turnover_multiple",
            {"turnover_multiple": 1, "contract_value": 600_000},
            "the partners turn over GBP 5,900.00 together, at least GBP 6,000.00 needed (1 × the contract value)",
        ),
        ("certificates_any", {"certificates_any": ["AS 9100"]}, "0 partners with AS 9100, at least 1 needed"),
        (
            "local",
            {"local": {"regions": ["UKE", "UKG"], "min_share": 0.4}},
            "firms in UKE and UKG carry 36 % of the value, at least 40 % needed",
        ),
        (
            "tag_min_share",
            {"tag_min_share": {"sme": "0.361"}},
            "firms marked sme carry 36 % of the value, at least 36.1 % needed",
        ),
        ("ceiling", {"ceiling": 75_699}, "the plan costs GBP 757.00, at most GBP 756.99 allowed"),
    ],
)
def test_each_rule_of_the_policy_is_caught(rule: str, policy: dict[str, Any], words: str) -> None:
    assert broken(WITH_GUARANTOR, **policy) == {rule: words}


@pytest.mark.parametrize(
    "policy",
    [
        {
            "min_partners": 3,
            "max_partners": 3,
            "exclude": [],
            "share_cap": 0.64,
            "standing_multiple": "1.40625",
        },
        {"conflicts": [["ash", "birch"]][:0], "turnover_multiple": "5.9", "need_lead": True},
        {"certificates_any": ["ISO 9001"], "local": {"regions": ["UKE"], "min_share": 0.36}},
        {"tag_min_share": {"sme": "0.36"}, "ceiling": 75_700, "require": ["cedar"], "min_value_share": 0.36},
        {"at_most": [{"firms": ["ash", "birch"], "count": 2}]},
    ],
)
def test_a_rule_met_exactly_is_kept(policy: dict[str, Any]) -> None:
    assert not broken(WITH_GUARANTOR, **policy)


def test_a_required_firm_is_a_partner() -> None:
    assert broken(require=["cedar"]) == {"require": "cedar is required, and is not a partner"}


def test_somebody_is_fit_to_lead() -> None:
    assert broken(ash={"can_lead": False}, need_lead=True) == {
        "need_lead": "0 partners fit to lead, at least 1 needed"
    }


def test_a_barred_firm_is_no_partner_even_without_work() -> None:
    barred = {"blocked": ["finance assessment expired on 2026-06-30"]}

    assert broken(WITH_GUARANTOR, cedar=barred) == {
        "blocked": "cedar is a partner, and is barred: finance assessment expired on 2026-06-30"
    }


def test_a_certificate_asked_of_all_is_held_by_partners_without_work_too() -> None:
    iso = {"certificates": ["ISO 9001"]}
    lapsing = {"certificates": [{"name": "ISO 9001", "valid_until": "2027-03-25"}]}
    asked = {"birch": iso, "certificates_all": ["ISO 9001"]}

    assert broken(WITH_GUARANTOR, **asked) == {
        "certificates_all": "cedar is a partner, and does not hold ISO 9001"
    }
    assert broken(WITH_GUARANTOR, cedar=lapsing, **asked) == {
        "certificates_all": "cedar is a partner, and its ISO 9001 runs out on 2027-03-25, before 2027-03-26"
    }
    assert not broken(WITH_GUARANTOR, cedar=iso, **asked)


def test_a_certificate_some_partner_must_hold_lasts_to_the_end_of_the_work() -> None:
    lapsing = {"certificates": [{"name": "ISO 9001", "valid_until": "2027-03-25"}]}

    assert set(broken(ash=lapsing, certificates_any=["ISO 9001"])) == {"certificates_any"}


@pytest.mark.parametrize(
    ("rule", "changes", "words"),
    [
        ("competency", {"steel": {"competency": "wood"}}, "the offering is for metal/welding, which is not wood"),
        ("exclude", {"exclude": ["ash"]}, "the policy excludes this firm"),
        ("blocked", {"ash": {"blocked": ["suspended"]}}, "the firm is barred: suspended"),
        ("certificates", {"steel": {"certificates": ["AS 9100"]}}, "does not hold AS 9100"),
        ("certificates_all", {"certificates_all": ["AS 9100"]}, "does not hold AS 9100"),
        ("quality", {"steel": {"min_quality": 1}, "ash": {"offerings": [
            {"competency": "metal", "unit_price": 1, "quality": 0.9}]}}, "quality 0.9 is below the floor of 1"),
        ("lead_time", {"as_of": "2027-01-01", "ash": {"offerings": [
            {"competency": "metal", "unit_price": 1, "lead_time_days": 5}]}}, "(2 days late)"),
        ("region", {"ash": {"offerings": [
            {"competency": "metal", "unit_price": 1, "regions_served": ["UKM"]}]}}, "the work is in UKE32"),
    ],
)  # fmt: skip
def test_work_given_to_a_pair_that_a_filter_stops_is_caught(
    rule: str, changes: dict[str, Any], words: str
) -> None:
    faults = [fault for fault in check(bridge(**changes), GOOD).violations if fault.subject == "ash"]

    assert [fault.rule for fault in faults] == [rule]
    assert faults[0].message.startswith("Ash Fabrication may not do steel: ")
    assert words in faults[0].message


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (share_out(("oak", 0, "steel", 1)), "'oak', which is not a firm of this problem"),
        (share_out(("ash", 0, "roof", 1)), "'roof', which is not a work package of this problem"),
        (share_out(("ash", 1, "steel", 1)), "ash has no offering number 1"),
        (share_out(("ash", -1, "steel", 1)), "ash has no offering number -1"),
        (share_out(("ash", 0, "steel", -1)), "that is not a quantity"),
        (share_out(("ash", 0, "steel", "NaN")), "that is not a quantity"),
        (share_out(partners=("oak",)), "partner 'oak' is not a firm of this problem"),
    ],
)
def test_a_plan_that_names_what_does_not_exist_has_no_figures(plan: Plan, words: str) -> None:
    verdict = check(bridge(), plan)

    assert verdict.score is None
    assert any(words in fault.message for fault in verdict.violations)


def test_all_broken_rules_are_told_together() -> None:
    assert set(broken(share_cap=0.3, max_partners=1, need_lead=True, ash={"can_lead": False}, ceiling=1)) == {
        "share_cap", "max_partners", "need_lead", "ceiling",
    }  # fmt: skip


def test_a_limit_may_be_missed_by_the_tolerance_and_no_more() -> None:
    def nearly(missing: str) -> Plan:
        rest = Decimal(400) - Decimal(missing)
        return share_out(("ash", 0, "steel", 600), ("birch", 0, "steel", rest), ("birch", 1, "survey", 10))

    assert check(bridge(), nearly("0.000001")).ok
    assert not check(bridge(), nearly("0.0000011")).ok
    assert not check(bridge(), nearly("0.000001"), tolerance=Decimal("1e-10")).ok
    assert check(bridge(), nearly("0"), tolerance=Decimal(0)).ok


def test_an_allotted_firm_is_a_partner_listed_or_not() -> None:
    unlisted = Plan(GOOD.allocations, ())

    assert check(bridge(), unlisted).score == check(bridge(), GOOD).score


def test_the_same_allocation_twice_counts_once_for_set_up_and_adds_in_quantity() -> None:
    halves = share_out(
        ("ash", 0, "steel", 600),
        ("birch", 0, "steel", 200),
        ("birch", 0, "steel", 200),
        ("birch", 1, "survey", 10),
    )

    assert check(bridge(), halves).score == check(bridge(), GOOD).score

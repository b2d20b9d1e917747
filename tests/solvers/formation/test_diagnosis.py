"""A problem without a plan is told why, and the least that would give it one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.applying import applied
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.small import ASH, BIRCH, firm, metal, small, survey
from tests.solvers.formation.tiny import tiny
from tests.solvers.generated import cluster

from midas.core.formation.check import check
from midas.core.formation.plan import Diagnosis
from midas.core.formation.policy import AtMost, Local
from midas.core.formation.problem import FormationProblem
from midas.core.values.periods import Period
from midas.solvers.formation import form
from midas.solvers.formation.diagnosis import TOGETHER, diagnose
from midas.solvers.formation.dropped import dropped
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.pace import Clock, Reporter


def diagnosis(problem: FormationProblem) -> Diagnosis:
    found = form(problem).diagnosis
    assert found is not None
    return found


def proposed(**changes: Any) -> str:
    """What is proposed for the small formation with these changes, which must be one thing, and suffice."""
    problem = small(**changes)
    found = diagnosis(problem)
    assert form(applied(problem, found.relaxations)).plan is not None
    [one] = found.relaxations
    return one.message


def test_too_little_capacity_says_how_much_more_of_what_for_which_package() -> None:
    problem = small(
        firms=(firm("ash", metal(40, capacity="55"), survey(300)), firm("birch", metal(45, capacity="25.5")))
    )

    found = diagnosis(problem)

    assert found.reasons == ("all who may do steel have room for 80.5 of its 100 hours together",)
    assert [one.message for one in found.relaxations] == [
        "19.5 more hours of metal for steel, from a new firm"
    ]
    assert [(one.rule, one.subject, one.amount) for one in found.relaxations] == [("capacity", "steel", 19.5)]
    assert found.recruit == ("metal",)


def test_a_package_that_nobody_offers_is_to_be_recruited_for() -> None:
    found = diagnosis(small(site={"competency": "diving"}))

    assert found.reasons == ("nobody offers diving, which survey asks for",)
    assert found.recruit == ("diving",)


def test_filters_that_keep_everybody_out_are_counted() -> None:
    found = diagnosis(small(steel={"certificates": ("iso",)}, exclude=("cedar",)))

    assert found.reasons[0] == (
        "3 firms offer metal, which steel asks for, but may not do it:"
        " 2 firms without a certificate it takes and 1 firm excluded by the policy"
    )
    assert found.recruit == ("metal",)


def test_orders_too_small_for_anybody_are_told_as_that() -> None:
    found = diagnosis(small(firms=(firm("ash", metal(40, min_order="500"), survey(300)),)))

    assert found.reasons[0] == (
        "nobody who may do steel can take on as much, or as little, of it as the rules ask"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"local": Local(("UKF",), Decimal("0.75"))},
            "let firms in UKF carry 60 % of the value instead of 75 %",
        ),
        (
            {"tag_min_share": {"sme": Decimal("0.75")}},
            "let firms marked sme carry 60 % of the value instead of 75 %",
        ),
        ({"share_cap": Decimal("0.3")}, "let one partner carry up to 33.4 % of the value instead of 30 %"),
        (
            {"min_value_share": Decimal("0.4"), "min_partners": 3},
            "let a partner carry as little as 33.3 % of the value instead of 40 %",
        ),
        (
            {"standing_multiple": Decimal(10)},
            "ask for a turnover of 7.9 × the value a partner carries instead of 10 ×",
        ),
        (
            {"turnover_multiple": Decimal(100)},
            "ask for a turnover of 97.9 × the contract value together instead of 100 ×",
        ),
        ({"min_partners": 6}, "ask for 4 partners instead of 6"),
        ({"need_lead": True, "exclude": ("birch", "dale")}, "do without a partner fit to lead"),
        ({"certificates_any": ("iso 42",)}, "do without a partner that holds iso 42"),
        ({"ceiling": 6999}, "raise the ceiling from GBP 69.99 to GBP 70.00"),
        ({"site": {"min_suppliers": 3}}, "one more firm for survey that does survey"),
        (
            {"require": ("ash", "birch"), "conflicts": (("ash", "birch"),)},
            "let ash and birch be partners together",
        ),
        (
            {"require": ("ash", "birch"), "at_most": (AtMost(("ash", "birch"), 1),)},
            "allow 1 more of ash and birch to be partners",
        ),
        ({"require": ("ash",), "exclude": ("ash",)}, "do without ash, which the policy requires"),
    ],
)
def test_one_rule_too_tight_is_loosened_just_enough(changes: dict[str, Any], words: str) -> None:
    assert proposed(**changes) == words


def test_the_number_of_partners_is_raised_where_nothing_else_is_less() -> None:
    specialists = (firm("ash", metal(40)), firm("birch", survey(45)))

    assert proposed(firms=specialists, max_partners=1) == "allow 2 partners instead of 1"


def test_the_number_of_suppliers_or_their_least_part_gives_way() -> None:
    third = {"capacity": "40"}
    firms = (
        firm("ash", metal(40, **third), survey(1)),
        firm("birch", metal(41, **third)),
        firm("cedar", metal(42, **third)),
    )

    found = diagnosis(small(firms=firms, steel={"max_suppliers": 2}))

    ways = [*(one.message for one in found.relaxations), *found.reasons]
    assert any("allow 3 firms on steel instead of 2" in way for way in ways)
    # With two firms on it, one of those there does 40 and the new one the rest.
    assert any("60 more hours of metal for steel" in way for way in ways)
    split = diagnosis(small(firms=firms, steel={"min_split": "0.4"}))
    assert any(
        "let a firm do as little as 33.3 % of steel instead of 40 %" in way
        for way in [*(one.message for one in split.relaxations), *split.reasons]
    )


def test_the_other_things_that_would_be_enough_are_told_too() -> None:
    found = diagnosis(small(ceiling=7100, local=Local(("UKF",), Decimal("0.5"))))

    assert found.reasons[0].startswith("with every other rule kept, firms in UKF can carry at most")
    ways = [found.relaxations[0].message, *(one.message for way in found.instead for one in way)]
    assert any("raise the ceiling from GBP 71.00 to GBP 74" in way for way in ways)
    assert any("let firms in UKF carry" in way for way in ways)
    assert [f"enough instead: {way[0].message}" for way in found.instead] == [
        reason for reason in found.reasons if reason.startswith("enough instead")
    ]


def test_where_no_rule_alone_is_enough_several_give_way() -> None:
    problem = small(site={"competency": "diving"}, certificates_any=("iso 42",))

    found = diagnosis(problem)

    assert {one.rule for one in found.relaxations} == {"capacity", "certificates_any"}
    assert form(applied(problem, found.relaxations)).plan is not None


def test_without_time_the_reasons_that_need_no_search_are_still_given() -> None:
    problem = small(site={"competency": "diving"})

    found = diagnose(scope_of(problem), clock=Clock(0.0), reporter=Reporter(None))

    assert found.reasons[0] == "nobody offers diving, which survey asks for"
    assert found.recruit == ("diving",)


def test_a_problem_with_a_plan_has_no_diagnosis() -> None:
    assert form(small(firms=(ASH, BIRCH))).diagnosis is None


def test_a_whole_cluster_is_diagnosed() -> None:
    problem = cluster(0)
    policy = replace(problem.policy, local=Local(("UKE",), Decimal("0.9")))
    tight = replace(problem, policy=policy)

    found = diagnosis(tight)

    assert form(applied(tight, found.relaxations)).plan is not None


def test_what_has_no_plan_only_because_work_cannot_be_cut_up_is_diagnosed_too() -> None:
    orders = {"min_order": "60", "capacity": "70"}
    problem = small(firms=(firm("ash", metal(40, **orders), survey(300)), firm("birch", metal(45, **orders))))

    found = diagnosis(problem)

    # In parts it would do: two orders of 50. One firm does 70 at most, and two no less than 120.
    assert found.reasons[0] == TOGETHER
    assert [one.message for one in found.relaxations] == ["30 more hours of metal for steel, from a new firm"]
    assert form(applied(problem, found.relaxations)).plan is not None
    assert [one.rule for one in found.almost] == ["min_order"]


def test_packages_that_must_not_be_shared_may_leave_no_team_though_there_are_hours_enough() -> None:
    hours = {"resources": {"hours": Decimal(15)}}
    all_round = (metal(4, uses={"hours": Decimal("0.1")}), survey(30, uses={"hours": Decimal(1)}))
    problem = small(
        firms=(firm("ash", *all_round, **hours), firm("birch", *all_round, **hours)),
        steel={"max_suppliers": 1, "quantity": "120"},
        site={"max_suppliers": 1, "quantity": "14"},
    )
    third = replace(problem.work_packages[1], id="third", quantity=Decimal(4))
    three = replace(problem, work_packages=(*problem.work_packages, third))

    found = diagnosis(three)

    assert found.reasons[0] == TOGETHER
    assert form(applied(three, found.relaxations)).plan is not None
    assert [one.rule for one in found.almost] == ["max_suppliers"]


def test_whom_to_recruit_is_told_with_place_and_day_and_papers() -> None:
    window = Period(date(2027, 3, 1), date(2027, 6, 30))
    problem = small(
        steel={"window": window, "place": "UKE32", "certificates": ("iso",)},
        firms=(firm("ash", metal(40, capacity="55"), survey(300), certificates=("iso",)),),
    )

    [whom] = diagnosis(problem).needed

    assert (whom.competency, whom.work_package, whom.quantity, whom.unit) == ("metal", "steel", 45, "HUR")
    assert (whom.place, whom.by, whom.certificates) == ("UKE32", date(2027, 3, 1), ("iso",))
    assert whom.message == (
        "a firm for 45 hours of metal for steel that serves UKE32, is ready by 2027-03-01 and holds iso"
    )


def test_too_small_a_local_share_says_whom_to_recruit_in_the_region() -> None:
    problem = small(local=Local(("UKF", "UKG"), Decimal("0.7")), tag_min_share={"sme": Decimal("0.1")})

    found = diagnosis(problem)

    # Birch, the only one there, can do all the steel, 60 % of the value: 10 % more is a quarter of the survey.
    assert found.relaxations[0].message == "let firms in UKF and UKG carry 60 % of the value instead of 70 %"
    [recruiting] = found.instead
    assert recruiting[0].message.endswith(", from a new firm in UKF or UKG marked sme")
    assert form(applied(problem, recruiting)).plan is not None
    [whom] = found.needed
    assert (whom.regions, whom.tags) == (("UKF", "UKG"), ("sme",))
    assert whom.message.startswith("a firm in UKF or UKG marked sme for ")


def test_almost_there_are_plans_without_one_rule_cheapest_first() -> None:
    problem = small(ceiling=7100, local=Local(("UKF",), Decimal("0.5")))

    found = diagnosis(problem)

    assert [(one.rule, one.objective) for one in found.almost] == [("local", 7000), ("ceiling", 7436.66667)]
    assert found.almost[0].message == "without the local share there is a plan for GBP 70.00: 1 partner, ash"
    for one, changed in (
        (found.almost[0], {"ceiling": 7100}),
        (found.almost[1], {"local": problem.policy.local}),
    ):
        assert check(small(**changed), one.plan).ok


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**6).map(Random))
def test_without_each_rule_the_cheapest_plan_of_all_is_told_or_that_there_is_none(draw: Random) -> None:
    problem = tiny(draw)
    found = form(problem).diagnosis
    if found is None:
        return

    told = {one.rule: one.objective for one in found.almost}
    for rule, _, changed in dropped(problem):
        best = best_objective(changed)
        assert (best is None) == (rule not in told)
        if best is not None:
            assert told[rule] == pytest.approx(best, rel=2e-4, abs=0.2)
    assert [one.objective for one in found.almost] == sorted(told.values())


def test_the_time_of_a_diagnosis_is_bounded_and_the_shortage_is_told_first() -> None:
    told: list[str] = []
    problem = small(ceiling=6999)

    found = diagnose(
        scope_of(problem), clock=Clock(0.0), reporter=Reporter(lambda part, words: told.append(words))
    )

    assert told[0] == "no plan is possible: no plan costs less than GBP 70.00, and the ceiling is GBP 69.99"
    assert found.almost == ()


@pytest.mark.parametrize("ceiling", [0, 1, 700, 6998, 6999])
def test_the_ceiling_proposed_is_the_same_from_every_ceiling(ceiling: int) -> None:
    assert proposed(ceiling=ceiling).endswith("to GBP 70.00")


def test_where_nothing_but_the_ceiling_is_broken_it_is_named() -> None:
    # Above what the linear program of the team comes to, and below what any team costs.
    found = diagnosis(small(ceiling=7435, local=Local(("UKF",), Decimal("0.5"))))

    assert found.reasons[0] == (
        "the cheapest team that keeps all other rules costs GBP 74.37, and the ceiling is GBP 74.35"
    )
    assert found.relaxations[0].message == "raise the ceiling from GBP 74.35 to GBP 74.37"

"""A problem without a plan is told why, and the least that would give it one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.solvers.formation.applying import applied
from tests.solvers.formation.small import ASH, BIRCH, firm, metal, small, survey
from tests.solvers.generated import cluster

from midas.core.formation.plan import Diagnosis
from midas.core.formation.policy import AtMost, Local
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form
from midas.solvers.formation.diagnosis import TOGETHER, diagnose
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

    assert found.reasons[0] == TOGETHER
    ways = [found.relaxations[0].message, *found.reasons[1:]]
    assert any("raise the ceiling from GBP 71.00 to GBP 74" in way for way in ways)
    assert any("let firms in UKF carry" in way for way in ways)
    assert all(way.startswith("enough instead: ") for way in found.reasons[1:])


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

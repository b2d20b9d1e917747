"""Every rule, cost and filter of the format binds the solver, which then finds what trying everything finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.core.formation.examples import golden
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.small import (
    ASH,
    BIRCH,
    CEDAR,
    firm,
    metal,
    shares,
    small,
    solved,
    survey,
)

from midas.core.formation.plan import Status
from midas.core.formation.policy import AtMost, Familiar, Local
from midas.core.members.profile import HeldCertificate
from midas.core.values.periods import Period
from midas.solvers.formation import form

FREE = 7000
"""What the best plan costs without any rule: ash does the steel for 4,000 and the survey for 3,000."""

BINDING: dict[str, dict[str, Any]] = {
    "min_suppliers": {"steel": {"min_suppliers": 2, "min_split": "0.25"}},
    "max_suppliers": {
        "steel": {"max_suppliers": 1},
        "firms": (firm("ash", metal(40, capacity="60"), survey(300)), BIRCH),
    },
    "min_split": {
        "steel": {"min_split": "0.4"},
        "firms": (firm("ash", metal(40, capacity="90"), survey(300)), BIRCH),
    },
    "min_partners": {"min_partners": 2},
    "min_partners_of_four": {"min_partners": 4},
    "max_partners": {"max_partners": 1, "exclude": ("ash",)},
    "min_value_share": {"min_partners": 2, "min_value_share": "0.3"},
    "share_cap": {"share_cap": "0.6"},
    "standing_multiple": {"standing_multiple": "1.5"},
    "turnover_multiple": {"turnover_multiple": "2"},
    "contract_value": {"turnover_multiple": "2", "contract_value": 300000},
    "local": {"local": Local(("UKF",), Decimal("0.25"))},
    "tag_min_share": {"tag_min_share": {"sme": Decimal("0.3")}},
    "risk_price": {"risk_price": "2"},
    "criticality": {"risk_price": "1", "site": {"criticality": "8"}},
    "loss_given_failure": {"risk_price": "2", "loss_given_failure": "1"},
    "require": {"require": ("birch",)},
    "require_a_guarantor": {"require": ("dale",)},
    "exclude": {"exclude": ("ash",)},
    "conflicts": {"require": ("birch",), "conflicts": (("ash", "birch"),)},
    "at_most": {"min_partners": 2, "at_most": (AtMost(("ash", "birch", "cedar"), 1),)},
    "certificates_of_a_package": {"steel": {"certificates": ("iso",)}},
    "certificates_any": {"certificates_any": ("cyber",)},
    "certificates_all": {"certificates_all": ("iso",)},
    "need_lead": {"need_lead": True},
    "haulage": {
        "haulage_per_km": "30",
        "firms": (replace(ASH, position=(55.0, -3.0)), replace(CEDAR, position=(53.1, -1.0))),
    },
    "familiar": {"familiar": (Familiar("birch", "cedar", 1500),)},
    "familiar_twice": {"familiar": (Familiar("birch", "cedar", 800), Familiar("cedar", "birch", 800))},
    "capacity": {"firms": (firm("ash", metal(40, capacity="30"), survey(300)), BIRCH)},
    "capacity_of_two_packages": {
        "site": {"competency": "metal"},
        "firms": (firm("ash", metal(40, capacity="105")), BIRCH),
    },
    "min_order": {
        "firms": (
            firm("ash", metal(40, capacity="70"), survey(300)),
            firm("birch", metal(45, min_order="50")),
        )
    },
    "set_up": {"firms": (firm("ash", metal(40, set_up=900), survey(300)), BIRCH)},
    "engagement_cost": {"firms": (replace(ASH, engagement_cost=5000), BIRCH, CEDAR)},
    "resources": {
        "firms": (
            firm(
                "ash",
                metal(40, uses={"hours": Decimal(1)}),
                survey(300, uses={"hours": Decimal(8)}),
                resources={"hours": Decimal(120)},
            ),
            CEDAR,
        )
    },
    "two_offerings_for_one_package": {
        "firms": (firm("ash", metal(40, capacity="30"), metal(41, capacity="20"), survey(300)), BIRCH)
    },
    "set_up_of_each_offering": {
        "firms": (
            firm("ash", metal(40, capacity="95", set_up=50), metal(44, set_up=60), survey(300)),
            firm("birch", metal(200)),
        )
    },
    "quality": {
        "steel": {"min_quality": "0.7"},
        "firms": (firm("ash", metal(40, quality="0.6"), survey(300)), BIRCH),
    },
    "blocked": {"firms": (replace(ASH, blocked=("insolvent",)), BIRCH, CEDAR)},
    "regions_served": {
        "steel": {"place": "UKM1"},
        "firms": (firm("ash", metal(40, regions_served=("UKE",)), survey(300)), BIRCH),
    },
    "lead_time": {
        "as_of": date(2027, 2, 1),
        "steel": {"window": Period(date(2027, 2, 20), date(2027, 3, 1))},
        "firms": (firm("ash", metal(40, lead_time_days=30), survey(300)), BIRCH),
    },
    "certificate_that_runs_out": {
        "steel": {"certificates": ("iso",), "window": Period(date(2027, 2, 20), date(2027, 3, 1))},
        "firms": (replace(ASH, certificates=(HeldCertificate("iso", date(2027, 2, 25)),)), CEDAR),
    },
}


@pytest.mark.parametrize("rule", BINDING)
def test_a_rule_that_binds_is_kept_at_the_least_cost(rule: str) -> None:
    problem = small(**BINDING[rule])

    outcome, _ = solved(problem)

    assert outcome.objective == pytest.approx(best_objective(problem), rel=1e-6)
    assert outcome.objective != pytest.approx(FREE), "the rule must bind for the test to say anything"
    assert outcome.bound == pytest.approx(outcome.objective, rel=1e-6)


def test_without_rules_the_cheapest_firm_does_it_all() -> None:
    outcome, plan = solved(small())

    assert outcome.objective == FREE
    assert plan.partners == ("ash",)


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "nobody may do a package": {"steel": {"competency": "nuclear"}},
    "ceiling": {"ceiling": FREE - 1},
    "more suppliers than firms": {"site": {"min_suppliers": 3}},
    "too many partners asked for": {"min_partners": 5},
    "required and excluded": {"require": ("ash",), "exclude": ("ash",)},
    "two required in conflict": {"require": ("ash", "birch"), "conflicts": (("ash", "birch"),)},
    "more required than a set allows": {
        "require": ("ash", "birch"),
        "at_most": (AtMost(("ash", "birch"), 1),),
    },
    "nobody local": {"local": Local(("UKM",), Decimal("0.1"))},
    "nobody with the tag": {"tag_min_share": {"charity": Decimal("0.1")}},
    "nobody with the certificate": {"certificates_any": ("iso 42",)},
    "nobody fit to lead": {"need_lead": True, "exclude": ("birch", "dale")},
    "too little turnover": {"turnover_multiple": "200"},
    "a share for each that leaves no room": {"min_value_share": "0.4", "min_partners": 3},
    "a cap too low for any split": {"share_cap": "0.2"},
    "a required firm that is barred": {
        "firms": (ASH, replace(BIRCH, blocked=("insolvent",))),
        "require": ("birch",),
    },
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_no_plan_can_keep_is_infeasible_and_diagnosed(case: str) -> None:
    problem = small(**IMPOSSIBLE[case])

    outcome = form(problem)

    assert best_objective(problem) is None
    assert outcome.status is Status.INFEASIBLE
    assert (outcome.plan, outcome.objective, outcome.gap) == (None, None, None)
    assert outcome.diagnosis is not None
    assert outcome.diagnosis.reasons


def test_the_ceiling_is_on_cost_without_risk() -> None:
    outcome, _ = solved(small(ceiling=FREE, risk_price="0.1"))

    assert outcome.objective == FREE + 100, "a tenth of the expected loss of 1,000 comes on top"


def test_a_partner_without_work_may_lend_standing() -> None:
    _, plan = solved(small(turnover_multiple="20"))

    assert set(plan.partners) == {"ash", "dale"}
    assert {entry.firm for entry in plan.allocations} == {"ash"}


def test_with_a_least_share_a_partner_must_work() -> None:
    problem = small(need_lead=True, min_value_share="0.1")

    _, plan = solved(problem)

    assert shares(plan)["birch", "steel"] > 16


def test_a_required_firm_need_not_work_for_its_place() -> None:
    _, plan = solved(small(require=("dale",), min_value_share="0.1"))

    assert set(plan.partners) == {"ash", "dale"}


def test_nobody_is_a_partner_for_nothing() -> None:
    free = tuple(firm(f"idle{number}", turnover=100, can_lead=True) for number in range(6))

    _, plan = solved(small(firms=(ASH, BIRCH, *free), need_lead=True, max_partners=7))

    assert len(plan.partners) == 2, "one leads, and costs nothing; more than that would be for show"


def test_a_firm_that_may_not_idle_works_for_what_it_lends() -> None:
    """Its certificate runs out before the last day of all, so it counts only with a part of an earlier package."""
    expiring = replace(
        firm("elm", metal(1000), turnover=900000), certificates=(HeldCertificate("iso", date(2027, 2, 10)),)
    )
    held = replace(ASH, certificates=(HeldCertificate("iso"),))
    problem = small(
        firms=(held, expiring),
        certificates_all=("iso",),
        turnover_multiple="2",
        steel={"window": Period(date(2027, 2, 1), date(2027, 2, 5))},
        site={"window": Period(date(2027, 3, 1), date(2027, 3, 5))},
    )

    outcome, plan = solved(problem)

    assert 0 < shares(plan)["elm", "steel"] <= Decimal("0.001")
    assert outcome.objective == pytest.approx(FREE, abs=1)


def test_as_many_firms_as_asked_are_on_a_package_even_for_a_sliver() -> None:
    problem = small(steel={"min_suppliers": 3})

    _, plan = solved(problem)

    assert {name for name, package in shares(plan) if package == "steel"} == {"ash", "birch", "cedar"}


@pytest.mark.parametrize(("engagement", "objective", "partners"), [(0, 130, "ABC"), (5, 142, "BC")])
def test_partners_that_cost_something_are_fewer(engagement: int, objective: int, partners: str) -> None:
    outcome, plan = solved(golden(engagement))

    assert outcome.objective == objective
    assert "".join(sorted(plan.partners)) == partners

"""At the edge of what is possible the engine still tells the truth, and never breaks off."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from tests.solvers.formation.small import small

from midas.core.formation.plan import Status
from midas.core.formation.problem import read_problem
from midas.solvers.formation import form


def _welders(**policy: object) -> dict[str, Any]:
    draw = random.Random(3)
    packages = [
        {"id": f"w{i}", "competency": "weld", "quantity": "10", "value": 100_000_000} for i in range(6)
    ]
    firms = [
        {
            "id": f"f{i}",
            "engagement_cost": draw.randint(10**6, 10**7),
            "offerings": [
                {
                    "competency": "weld",
                    "unit_price": str(draw.randint(8 * 10**6, 2 * 10**7)),
                    "set_up": draw.randint(1000, 10**6),
                    "capacity": "20",
                }
            ],
        }
        for i in range(12)
    ]
    policy = {"max_partners": 5, **policy}
    return {
        "schema": "midas/formation-problem/1",
        "currency": "GBP",
        "work_packages": packages,
        "firms": firms,
        "policy": policy,
    }


def test_a_guarantor_stays_whose_turnover_is_just_needed() -> None:
    firms = [
        {
            "id": "a",
            "turnover": 999_999_500,
            "offerings": [{"competency": "weld", "unit_price": "1000"}],
        },
        {"id": "g", "turnover": 10_000_000, "engagement_cost": 1000},
    ]
    packages = [{"id": "w", "competency": "weld", "quantity": "1", "value": 1_000_000}]
    policy = {"turnover_multiple": 2, "contract_value": 500_000_000}
    problem = {**_welders(), "firms": firms, "work_packages": packages, "policy": policy}
    outcome = form(read_problem(problem))
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert set(outcome.plan.partners) == {"a", "g"}


@pytest.mark.parametrize("pennies", [1, 5, 16])
def test_a_ceiling_pennies_below_the_best_plan_is_infeasible(pennies: int) -> None:
    best = form(read_problem(_welders()))
    assert best.objective is not None
    assert form(read_problem(_welders(ceiling=round(best.objective)))).status is Status.OPTIMAL
    below = form(read_problem(_welders(ceiling=round(best.objective) - pennies)))
    assert below.status is Status.INFEASIBLE
    assert below.diagnosis is not None


def test_a_guarantor_stays_where_rounded_quantities_stand_at_the_ceiling() -> None:
    """A third of a unit is never written exactly; a trifle above the ceiling is not as bad as too little turnover."""
    firms = [
        {
            "id": "a",
            "reliability": 0.8,
            "turnover": 1500,
            "offerings": [{"competency": "weld", "unit_price": 24}],
        },
        {"id": "b", "turnover": 1500, "offerings": [{"competency": "weld", "unit_price": 33}]},
        {"id": "g", "turnover": 20_000, "engagement_cost": 10},
    ]
    packages = [{"id": "w", "competency": "weld", "quantity": "8", "value": 4000}]
    policy = {"turnover_multiple": 3, "risk_price": 0.5, "ceiling": 245}
    problem = {**_welders(), "firms": firms, "work_packages": packages, "policy": policy}

    outcome = form(read_problem(problem))

    assert outcome.status is Status.OPTIMAL
    assert outcome.plan is not None
    assert set(outcome.plan.partners) == {"a", "b", "g"}
    assert outcome.objective == pytest.approx(245 + 0.5 * 500 * 0.2 * 0.5 * 29 / 9, abs=1e-4)


def test_prices_a_million_times_as_high_change_the_price_of_the_plan_and_nothing_else() -> None:
    dear = tuple(
        replace(
            one,
            engagement_cost=one.engagement_cost * 10**6,
            offerings=tuple(replace(each, unit_price=each.unit_price * 10**6) for each in one.offerings),
        )
        for one in small().firms
    )

    usual, high = form(small()), form(replace(small(), firms=dear))

    assert high.plan == usual.plan
    assert usual.objective is not None
    assert high.objective == usual.objective * 10**6

"""The greedy search is quick and answers to the same checker."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.core.formation.examples import golden
from tests.solvers.formation.small import checked, firm, metal, small, survey
from tests.solvers.formation.test_rules import BINDING
from tests.solvers.generated import cluster

from midas.core.formation.plan import Status
from midas.solvers.formation import form


@pytest.mark.parametrize("rule", BINDING)
def test_it_keeps_every_rule(rule: str) -> None:
    problem = small(**BINDING[rule])

    outcome = form(problem, method="greedy")

    assert outcome.status is Status.FEASIBLE
    checked(problem, outcome)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_within_a_few_per_cent_of_the_best_for_a_whole_cluster(seed: int) -> None:
    problem = cluster(seed)

    quick, best = form(problem, method="greedy"), form(problem)

    checked(problem, quick)
    assert quick.objective is not None
    assert best.objective is not None
    assert best.objective * (1 - 1e-9) <= quick.objective <= 1.05 * best.objective


def test_it_proves_nothing() -> None:
    outcome = form(golden(5), method="greedy")

    assert (outcome.status, outcome.bound, outcome.gap, outcome.method) == (
        Status.FEASIBLE,
        None,
        None,
        "greedy",
    )


def test_it_does_not_call_impossible_what_it_cannot_find() -> None:
    outcome = form(small(ceiling=1), method="greedy")

    assert (outcome.status, outcome.plan, outcome.diagnosis) == (Status.UNKNOWN, None, None)


def test_it_sees_that_the_rest_can_still_be_done() -> None:
    """Cheapest first would leave elm's ten units to nobody: at most two firms may be on the package."""
    problem = small(
        steel={"max_suppliers": 2},
        firms=(
            firm("ash", metal(10, capacity="30"), survey(1)),
            firm("birch", metal(11, capacity="60")),
            firm("elm", metal(50, capacity="70")),
        ),
    )

    plan = checked(problem, form(problem, method="greedy"))

    assert sum(entry.quantity for entry in plan.allocations if entry.work_package == "steel") == Decimal(100)

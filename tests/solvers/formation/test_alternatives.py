"""Alternatives are other teams: best first, each without some partners of every plan before it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.small import small, solved
from tests.solvers.generated import cluster

from midas.core.formation.check import check
from midas.core.formation.plan import Alternative, Outcome, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form
from midas.solvers.formation.alternatives import with_alternatives
from midas.solvers.formation.exact import Answer
from midas.solvers.formation.quantities import EXACTNESS, Settled


@pytest.mark.parametrize("distance", [1, 3])
def test_each_leaves_out_partners_of_every_plan_before_it(distance: int) -> None:
    problem = cluster(3, firms=120, packages=6)

    outcome, plan = solved(problem, alternatives=4, distance=distance)

    teams = [set(plan.partners), *(set(other.plan.partners) for other in outcome.alternatives)]
    assert len(teams) == 5
    for earlier, later in combinations(teams, 2):
        assert len(earlier - later) >= distance


def test_they_are_plans_within_the_rules_best_first_and_priced_over_the_best() -> None:
    problem = cluster(4, firms=120, packages=6)

    outcome, _ = solved(problem, alternatives=3)

    assert outcome.objective is not None
    objectives = [other.objective for other in outcome.alternatives]
    assert objectives == sorted(objectives)
    for other in outcome.alternatives:
        assert check(problem, other.plan, tolerance=EXACTNESS).ok
        assert other.over_best == other.objective - outcome.objective >= 0
        assert other.gap is not None
        assert other.gap <= 1e-6


def test_the_first_is_the_best_plan_that_does_without_some_partner() -> None:
    problem = small(share_cap=Decimal("0.6"))

    outcome, plan = solved(problem, alternatives=1)

    without = [best_objective(_excluding(problem, name)) for name in plan.partners]
    expected = min(found for found in without if found is not None)
    assert outcome.alternatives[0].objective == pytest.approx(expected)


def test_a_plan_that_only_adds_a_firm_is_no_alternative() -> None:
    problem = small(exclude=("cedar",))

    outcome, plan = solved(problem, alternatives=3)

    assert plan.partners == ("ash",), "nobody else does surveys, so nobody can stand in for it"
    assert outcome.alternatives == ()


def test_there_are_as_many_as_asked_for_or_as_there_are() -> None:
    outcome, _ = solved(small(), alternatives=9)

    assert 1 <= len(outcome.alternatives) < 9
    assert form(small()).alternatives == ()


def test_a_better_plan_found_on_the_way_takes_the_place_of_an_unproven_best() -> None:
    problem = small()
    known = _settled(problem, form(_excluding(problem, "ash")).plan)
    better = _settled(problem, form(problem).plan)
    unproven = Outcome(Status.FEASIBLE, known.plan, known.objective, 6000.0, 0.5)

    outcome = with_alternatives(unproven, known, [Answer(Status.OPTIMAL, better, better.objective)])

    assert (outcome.plan, outcome.objective) == (better.plan, better.objective)
    assert outcome.gap == pytest.approx(1000 / 7000)
    over = known.objective - better.objective
    assert outcome.alternatives == (Alternative(known.plan, known.objective, over, None),)


def _excluding(problem: FormationProblem, name: str) -> FormationProblem:
    return replace(problem, policy=replace(problem.policy, exclude=(*problem.policy.exclude, name)))


def _settled(problem: FormationProblem, plan: Plan | None) -> Settled:
    assert plan is not None
    return Settled(plan, check(problem, plan))

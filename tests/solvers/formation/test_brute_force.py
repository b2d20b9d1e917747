"""On tiny problems with any mixture of rules, the solver finds what trying every choice finds."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.applying import applied
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.small import checked
from tests.solvers.formation.tiny import tiny

from midas.core.formation.plan import Status
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.solvers.formation import form

SOME = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6).map(Random)


@SOME
@given(SEEDS)
def test_the_exact_search_is_as_good_as_trying_everything(draw: Random) -> None:
    problem = tiny(draw)
    best = best_objective(problem)

    outcome = form(problem)

    if best is None:
        assert outcome.status is Status.INFEASIBLE
        return
    assert outcome.status is Status.OPTIMAL
    checked(problem, outcome)
    assert outcome.objective is not None
    assert abs(outcome.objective - best) <= _slack(problem, best)


@SOME
@given(SEEDS)
def test_the_greedy_search_keeps_the_rules_and_is_never_better_than_the_exact(draw: Random) -> None:
    problem = tiny(draw)
    exact, quick = form(problem), form(problem, method="greedy")

    assert quick.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert (quick.bound, quick.gap) == (None, None), "it proves nothing"
    if quick.plan is not None:
        checked(problem, quick)
        assert exact.objective is not None
        assert quick.objective is not None
        assert quick.objective >= exact.objective - _slack(problem, exact.objective)


@SOME
@given(SEEDS)
def test_what_a_diagnosis_proposes_makes_a_plan_possible(draw: Random) -> None:
    problem = tiny(draw)
    outcome = form(problem)
    if outcome.diagnosis is None:
        return

    assert outcome.diagnosis.reasons
    assert outcome.diagnosis.relaxations
    assert form(applied(problem, outcome.diagnosis.relaxations)).plan is not None


@SOME
@given(SEEDS)
def test_a_problem_read_back_from_its_file_has_the_same_outcome(draw: Random) -> None:
    problem = tiny(draw)
    again = read_problem(write_problem(problem))

    first, second = form(problem), form(again)

    assert (first.status, first.plan, first.bound) == (second.status, second.plan, second.bound)


def _slack(problem: FormationProblem, best: float) -> float:
    """Rounding; and where firms are counted on a package, the sliver that each then does, priced."""
    counted = any(package.min_suppliers > 1 for package in problem.work_packages)
    idle = bool(problem.policy.certificates_all)
    dearest = sum(
        float(pair.offering.unit_price * pair.package.quantity) + 10 * float(problem.values[pair.package.id])
        for pair in problem.pairs
    )
    return 1e-7 * max(1.0, abs(best)) + (2e-6 * dearest if counted or idle else 0.0)

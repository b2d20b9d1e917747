"""A bound is a bound: no plan there is lies below what any search says is the least possible, however it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.brute_force import best_objective
from tests.solvers.formation.comparing import slack
from tests.solvers.formation.one_shot import best_in_one_shot
from tests.solvers.formation.small import checked
from tests.solvers.formation.tiny import tiny

from midas.core.formation.check import check
from midas.core.formation.generate import generated
from midas.core.formation.plan import Incumbent, Outcome, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form

SOME = settings(max_examples=60, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6)
NEAR = 1e-6
SIZES = [(200, 6, 4), (300, 8, 2)]
"""Firms, packages and seed: problems that HiGHS does not solve at its root."""


@pytest.fixture(scope="module", params=SIZES, ids=str)
def known(request: pytest.FixtureRequest) -> tuple[FormationProblem, float]:
    """A problem and its optimum, which a plain model of the whole found."""
    problem = generated(*request.param)
    best = best_in_one_shot(problem)
    assert best is not None
    return problem, best


@SOME
@given(seed=SEEDS, gap=st.sampled_from((0.0, 0.01, 0.2, 0.9)))
def test_with_a_wide_gap_the_bound_is_below_the_best_and_the_plan_within_the_gap(
    seed: int, gap: float
) -> None:
    problem = tiny(Random(seed))
    best, outcome = best_objective(problem), form(problem, gap=gap)

    if best is None:
        assert outcome.status is Status.INFEASIBLE
        return
    assert outcome.status is Status.OPTIMAL
    honest(problem, outcome, best)
    assert outcome.gap is not None
    assert outcome.gap <= max(gap, 1e-9)


@pytest.mark.parametrize("asked", [0, 1, 2, 5, 10, 20, 50])
def test_stopped_at_any_moment_it_tells_a_checked_plan_and_a_true_bound(
    known: tuple[FormationProblem, float], asked: int
) -> None:
    problem, best = known

    outcome = form(problem, gap=0.0, stop=after(asked))

    assert outcome.status is not Status.INFEASIBLE, "a search that was stopped has proven no such thing"
    honest(problem, outcome, best)


@pytest.mark.parametrize("seconds", [1e-6, 0.02, 0.1, 0.4])
def test_cut_short_by_time_it_tells_a_checked_plan_and_a_true_bound(
    known: tuple[FormationProblem, float], seconds: float
) -> None:
    problem, best = known

    outcome = form(problem, gap=0.0, time_limit=seconds)

    assert outcome.status is not Status.INFEASIBLE
    honest(problem, outcome, best)


def test_every_bound_told_on_the_way_is_one_and_they_close_in(known: tuple[FormationProblem, float]) -> None:
    problem, best = known
    told: list[Incumbent] = []

    outcome = form(problem, improved=told.append)

    assert told
    for one in told:
        assert check(problem, one.plan).ok
        assert one.objective >= best * (1 - NEAR)
        if one.bound is not None:
            assert one.bound <= best * (1 + NEAR)
            assert one.gap == pytest.approx((one.objective - one.bound) / one.objective, abs=1e-12)
    assert [one.objective for one in told] == sorted((one.objective for one in told), reverse=True)
    assert told[-1].objective == outcome.objective == pytest.approx(best, rel=NEAR)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_problem_without_a_plan_never_gets_one_however_it_ends(seed: int) -> None:
    problem = generated(60, 3, seed)
    best = best_in_one_shot(problem)
    assert best is not None
    problem = replace(problem, policy=replace(problem.policy, ceiling=round(0.85 * best)))
    assert best_in_one_shot(problem) is None

    for asked in (0, 1, 3, 100):
        outcome = form(problem, stop=after(asked))
        assert outcome.status in (Status.INFEASIBLE, Status.UNKNOWN)
        assert (outcome.plan, outcome.gap) == (None, None)


def after(times: int) -> Callable[[], bool]:
    """Says stop once it has been asked that often."""
    left = iter(range(times))
    return lambda: next(left, None) is None


def honest(problem: FormationProblem, outcome: Outcome, best: float) -> None:
    """What an outcome claims agrees with itself, and with the least there is."""
    near = slack(problem, best) + NEAR * abs(best)
    if outcome.bound is not None:
        assert outcome.bound <= best + near
    if outcome.plan is None:
        assert (outcome.status, outcome.objective, outcome.gap) == (Status.UNKNOWN, None, None)
        return
    checked(problem, outcome)
    assert outcome.objective is not None
    assert outcome.objective >= best - near
    if outcome.bound is None:
        assert (outcome.status, outcome.gap) == (Status.FEASIBLE, None), "nothing is proven without a bound"
        return
    assert outcome.bound <= outcome.objective
    told = (outcome.objective - outcome.bound) / max(abs(outcome.objective), 1e-9)
    assert outcome.gap == pytest.approx(told, abs=1e-12)

"""On tiny problems with any mixture of rules, the solver finds what trying every choice finds."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.solvers.formation.applying import applied
from tests.solvers.formation.brute_force import best_objective, best_plan
from tests.solvers.formation.comparing import agree, slack
from tests.solvers.formation.small import checked
from tests.solvers.formation.tiny import tiny

from midas.core.formation.plan import Status
from midas.core.formation.problem import read_problem, write_problem
from midas.solvers.formation import form

SOME = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 10**6).map(Random)


@settings(SOME, max_examples=220)
@given(SEEDS)
def test_the_exact_search_is_as_good_as_trying_everything(draw: Random) -> None:
    problem = tiny(draw)

    agree(problem, best_plan(problem))


def test_a_good_part_of_the_mixtures_can_be_formed() -> None:
    """Or the comparison would be of nothing but impossible problems."""
    found = [best_objective(tiny(Random(seed))) for seed in range(40)]

    assert sum(best is not None for best in found) >= 16


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
        assert quick.objective >= exact.objective - slack(problem, exact.objective)


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

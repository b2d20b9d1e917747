"""Very many firms: the core search proves of all of them what solving the whole problem proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from midas.core.formation.check import check
from midas.core.formation.generate import generated
from midas.core.formation.plan import Status
from midas.solvers.formation import core_search, form
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.exact import answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.frontier import limits
from midas.solvers.formation.highs import solve
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import INFINITY
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.root import _Program, sharpen, start


@pytest.mark.parametrize(("firms", "packages", "seed"), [(300, 8, 2), (400, 6, 1), (500, 6, 3)])
def test_the_core_and_the_whole_come_to_the_same(
    firms: int, packages: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = generated(firms, packages, seed)
    monkeypatch.setattr(core_search, "FEW", 0)

    core = CoreSearch(lambda: scope_of(problem), problem, Clock(60), 0, 1e-4, Reporter(None)).run()
    whole = answer(formulate(scope_of(problem)), seconds=60, gap=1e-6)

    assert (core.status, whole.status) == (Status.OPTIMAL, Status.OPTIMAL)
    assert core.plan is not None
    assert check(problem, core.plan).ok
    assert core.objective == pytest.approx(whole.objective, rel=1.1e-4)
    assert core.bound <= whole.objective * (1 + 1e-9)  # type: ignore[operator]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_bound_for_all_firms_and_through_each_partner_of_the_best_plan_holds(seed: int) -> None:
    problem = generated(400, 6, seed)
    best = answer(formulate(scope_of(problem)), seconds=60, gap=1e-6)
    assert best.objective is not None
    assert best.plan is not None

    root = start(problem)
    assert sharpen(root, Clock(60), 10)

    place = {firm.id: number for number, firm in enumerate(problem.firms)}
    assert root.cuts
    assert root.bound * root.money <= best.objective
    assert all(root.through[place[name]] * root.money <= best.objective for name in best.plan.partners)


@pytest.mark.parametrize("seed", [1, 4])
def test_what_is_proven_of_the_plans_a_firm_is_in_holds_for_the_best_of_them(seed: int) -> None:
    problem = generated(150, 4, seed)
    root = start(problem)
    assert sharpen(root, Clock(60), 8)
    working = sorted({pair.firm.id for pair in problem.pairs})

    for name in working[::3]:
        policy = replace(problem.policy, require=(name,))
        forced = answer(formulate(scope_of(replace(problem, policy=policy))), seconds=60, gap=1e-6)
        proven = root.through[root.place[name]] * root.money
        assert forced.objective is None or proven <= forced.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_the_bound_under_limits_holds_and_is_higher_than_without_them(seed: int) -> None:
    problem = generated(400, 6, seed)
    cheapest = answer(formulate(scope_of(problem)), seconds=60, gap=1e-6).settled
    assert cheapest is not None
    assert cheapest.verdict.score is not None
    tight = 0.85 * float(cheapest.verdict.score.risk), float(cheapest.verdict.score.local_share) + 0.1
    made = formulate(scope_of(problem))
    best = answer(replace(made, model=made.model.with_rows(limits(made, tight))), seconds=60, gap=1e-6)
    assert best.objective is not None
    assert best.plan is not None

    root = start(problem)
    assert sharpen(root, Clock(60), 10)
    ground = root.under(lambda made: limits(made, tight))
    assert sharpen(ground, Clock(60), 10)

    assert root.bound < ground.bound
    assert ground.bound * ground.money <= best.objective
    for name in best.plan.partners:
        assert ground.through[ground.place[name]] * ground.money <= best.objective


@pytest.mark.parametrize("cell", [(None, 0.6), (0.85, None), (0.85, 0.6)])
@pytest.mark.parametrize("least", ["0", "0.3"])
def test_the_bound_under_limits_holds_for_firms_that_the_program_has_not_taken_in(
    cell: tuple[float | None, float | None], least: str
) -> None:
    problem = generated(1200, 6, 2)
    assert problem.policy.local is not None
    local = replace(problem.policy.local, min_share=Decimal(least))
    problem = replace(problem, policy=replace(problem.policy, local=local))
    made = formulate(scope_of(problem))
    risk = linear(made, cost=made.risk())
    tight = None if cell[0] is None else 3 * risk, cell[1]
    whole = linear(replace(made, model=made.model.with_rows(limits(made, tight))))

    root = start(problem)
    assert sharpen(root, Clock(60), 2)
    # The locals that its solution does without are asked in by their price alone, or the bound is too high.
    root.chosen -= {place for place in root.chosen - root.support if problem.table.local[place]}
    ground = root.under(lambda made: limits(made, tight))
    ground.bound, ground.through, ground.cuts = -INFINITY, np.zeros(0), []
    program = _Program(ground)
    assert program.solve(Clock(60))
    program.price()

    assert -INFINITY < ground.bound <= whole * (1 + 1e-9)


def linear(made: Formulation, cost: Sequence[tuple[int, float]] = ()) -> float:
    """The least of a program's costs, or of others, whatever columns are whole (units of the model, or their own)."""
    whole = [False] * len(made.model.cost)
    model = replace(made.model, whole=whole)
    if cost:
        given = dict(cost)
        model = replace(model, cost=[float(given.get(column, 0)) for column in range(len(whole))])
    found = solve(model, seconds=60)
    assert found.objective is not None
    return found.objective


def test_where_firms_cannot_be_priced_in_time_the_whole_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = generated(300, 8, 2)
    best = form(problem, gap=1e-4)
    monkeypatch.setattr(core_search, "PRICING", 0.0)

    found = form(problem, gap=1e-4)

    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(best.objective, rel=2e-4)

"""The solver held against brute force, both judged by the checker, and how near two exact answers must come."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.solvers.formation.small import checked

from midas.core.formation.check import check
from midas.core.formation.plan import Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation import form


def agree(problem: FormationProblem, best: tuple[float, Plan] | None, told: object = None) -> None:
    """The solver proves what trying everything found: the best plan there is, or that there is none.

    The checker finds every rule kept in both plans, and the figures both claim. `told` is shown if they differ.
    """
    outcome = form(problem)
    if best is None:
        assert outcome.status is Status.INFEASIBLE, told
        return
    least, plan = best
    verdict = check(problem, plan, tolerance=Decimal("1e-6"))
    assert verdict.violations == (), told
    assert verdict.score is not None
    assert float(verdict.score.objective) == pytest.approx(least, rel=1e-6, abs=1e-6), told
    assert outcome.status is Status.OPTIMAL, told
    checked(problem, outcome)
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert abs(outcome.objective - least) <= slack(problem, least), told
    assert outcome.bound <= least + slack(problem, least), told


def slack(problem: FormationProblem, best: float) -> float:
    """Rounding; and where firms are counted on a package, the sliver that each then does, priced."""
    counted = any(package.min_suppliers > 1 for package in problem.work_packages)
    idle = bool(problem.policy.certificates_all)
    dearest = sum(
        float(pair.offering.unit_price * pair.package.quantity) + 10 * float(problem.values[pair.package.id])
        for pair in problem.pairs
    )
    return 1e-7 * max(1.0, abs(best)) + (2e-6 * dearest if counted or idle else 0.0)

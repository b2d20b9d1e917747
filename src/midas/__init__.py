"""Midas as a library: describe a formation problem, solve it, and have any plan judged.

    problem = midas.read_problem(json.loads(text))      # BadInput lists every fault by its JSON path
    outcome = midas.form(problem, time_limit=10)        # an Outcome: status, plan, bound, gap
    verdict = midas.check(problem, outcome.plan)        # every rule and figure, recomputed exactly

Errors: `BadInput` (a `ValueError`) carries `problems`, each a `Problem(where, message)`. That a problem has
no plan, or that time ran out, is an `Outcome.status` and no error. Names are loaded when first used, so
importing `midas` costs nothing.

These are the names most programs need; `midas.core.formation` has all of formation's, and `midas.solvers.solve` is
`form` for any kind of problem.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from midas.core.demand.coverage import coverage as coverage
    from midas.core.demand.matching import rejections as rejections
    from midas.core.demand.requirement import WorkPackage as WorkPackage
    from midas.core.formation.check import Verdict as Verdict
    from midas.core.formation.check import check as check
    from midas.core.formation.explain import explain as explain
    from midas.core.formation.plan import Allocation as Allocation
    from midas.core.formation.plan import Outcome as Outcome
    from midas.core.formation.plan import Plan as Plan
    from midas.core.formation.plan import Status as Status
    from midas.core.formation.policy import Policy as Policy
    from midas.core.formation.problem import FormationProblem as FormationProblem
    from midas.core.formation.problem import read_problem as read_problem
    from midas.core.formation.problem import write_problem as write_problem
    from midas.core.formation.result import read_plan as read_plan
    from midas.core.formation.result import write_outcome as write_outcome
    from midas.core.formation.result import write_plan as write_plan
    from midas.core.formation.score import score as score
    from midas.core.members.profile import Firm as Firm
    from midas.core.members.profile import Offering as Offering
    from midas.core.values.problems import BadInput as BadInput
    from midas.core.values.problems import Problem as Problem
    from midas.solvers.formation import form as form

_HOME = {
    "Allocation": "midas.core.formation.plan",
    "BadInput": "midas.core.values.problems",
    "Firm": "midas.core.members.profile",
    "FormationProblem": "midas.core.formation.problem",
    "Offering": "midas.core.members.profile",
    "Outcome": "midas.core.formation.plan",
    "Plan": "midas.core.formation.plan",
    "Policy": "midas.core.formation.policy",
    "Problem": "midas.core.values.problems",
    "Status": "midas.core.formation.plan",
    "Verdict": "midas.core.formation.check",
    "WorkPackage": "midas.core.demand.requirement",
    "check": "midas.core.formation.check",
    "coverage": "midas.core.demand.coverage",
    "explain": "midas.core.formation.explain",
    "form": "midas.solvers.formation",
    "read_plan": "midas.core.formation.result",
    "read_problem": "midas.core.formation.problem",
    "rejections": "midas.core.demand.matching",
    "score": "midas.core.formation.score",
    "write_outcome": "midas.core.formation.result",
    "write_plan": "midas.core.formation.result",
    "write_problem": "midas.core.formation.problem",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"midas has no public name {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})

"""Why a certain firm is not in a plan: package by package, what kept it out."""

from __future__ import annotations

from midas.core.demand.matching import Filter
from midas.core.formation.explain import near_misses
from midas.core.formation.plan import NearMiss, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import add_up


def why_not(problem: FormationProblem, plan: Plan, firm: str) -> tuple[NearMiss, ...]:
    """One reason per package, in the order of the packages; empty for a partner of the plan.

    A package the firm offers nothing for is told as the filter `competency`. Raises KeyError for a firm that is
    not in the problem.
    """
    asked = problem.firm[firm]
    if firm in add_up(plan).partners:
        return ()
    everyone = len(problem.firms) + 1
    told = {miss.work_package: miss for miss in near_misses(problem, plan, everyone) if miss.firm == firm}
    nothing = f"{asked.label} offers nothing that"
    return tuple(
        told.get(package.id)
        or NearMiss(firm, package.id, Filter.COMPETENCY.value, f"{nothing} {package.id} asks for")
        for package in problem.work_packages
    )

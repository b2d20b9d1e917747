"""Forming a virtual enterprise: one call from a problem to an outcome, within the time allowed."""

from __future__ import annotations

from importlib.metadata import version

from highspy._core import _Highs

from midas.core.formation.plan import Outcome, Status
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.greedy import greedy
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.pace import Clock, Progress, Reporter

METHODS = ("exact", "greedy")

FIRST_SHARE = 0.6
"""The part of the time the search for the best plan may take when more is asked for than that plan."""


def engine() -> str:
    """The programs that search, with their versions."""
    return f"Midas {version('midas')}, HiGHS {_Highs().version()}"


def form(
    problem: FormationProblem,
    *,
    time_limit: float = 60,
    seed: int = 0,
    gap: float = 1e-6,
    alternatives: int = 0,
    frontier: int = 0,
    explain: bool = False,
    progress: Progress | None = None,
    method: str = "exact",
    distance: int = 1,
) -> Outcome:
    """Find the virtual enterprise of least cost and priced risk within every rule."""
    clock, reporter = Clock(time_limit), Reporter(progress)
    made = formulate(scope_of(problem))
    if method == "greedy":
        settled = greedy(made, seed=seed, clock=clock)
        found = Answer(Status.FEASIBLE if settled else Status.UNKNOWN, settled)
    else:
        found = answer(made, seconds=clock.left, seed=seed, gap=gap, reporter=reporter)
    return Outcome(
        found.status, found.plan, found.objective, found.bound, found.gap, clock.spent, engine(), seed, method
    )

"""Forming a virtual enterprise: one call from a problem to an outcome, within the time allowed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version

from highspy._core import _Highs

from midas.core.formation.plan import (
    Coverage,
    Diagnosis,
    Explanation,
    FrontierPoint,
    Incumbent,
    Outcome,
    Plan,
    Status,
)
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.alternatives import find_alternatives, with_alternatives
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.diagnosis import diagnose
from midas.solvers.formation.exact import Answer, formulate, gap_between
from midas.solvers.formation.explanation import explain_by_searching
from midas.solvers.formation.frontier import find_frontier
from midas.solvers.formation.greedy import greedy
from midas.solvers.formation.lines import Scope, scope_of
from midas.solvers.formation.pace import Clock, Improved, Progress, Reporter, Stop
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.root import Root

METHODS = ("exact", "greedy")

FIRST_SHARE = 0.5
"""The part of the time the search for the best plan may take when more is asked for than that plan."""


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
    improved: Improved | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Find the virtual enterprise of least cost and priced risk within every rule.

    All that is asked for shares `time_limit` seconds; writing down what was found may take a moment longer.
    Each of the `alternatives` leaves out at least `distance` partners of every plan before it; `frontier` is
    the most points of the trade-off between cost, risk and locality to look for; `explain` searches again
    without each partner, with looser rules, with other prices. A problem without a plan is diagnosed.
    `progress` is told a part (0 to 1, never falling) and a sentence, `improved` every better plan and every better
    bound; what they raise ends the search. Once `stop` is true it ends as if its time had run out. The
    `method` "greedy" is quick and proves nothing of its plan; what else is asked for is searched for as ever.

    A search that ends by itself ends the same way for the same seed; how far one got that the time ended
    depends on the machine. Raises `ValueError` for a setting out of range and `PlanRefused` if the checker
    turns down what was found, which would be a fault in this program.
    """
    _refuse_nonsense(time_limit, gap, alternatives, frontier, distance, method)
    clock, reporter = Clock(time_limit, stop), Reporter(progress)
    reporter.tell(0.0, "working out who may do what")
    extras = bool(alternatives) + bool(frontier) + bool(explain)
    task = _Task(problem, seed, gap, clock, reporter, extras, improved)
    found = task.best(method)
    outcome = Outcome(
        found.status, found.plan, found.objective, found.bound, found.gap, 0.0, engine(), seed, method
    )
    if found.status is Status.INFEASIBLE:
        outcome = replace(outcome, diagnosis=task.diagnosis())
    if found.settled is not None and alternatives:
        outcome = task.with_alternatives(outcome, found.settled, alternatives, distance)
    if found.settled is not None and frontier:
        points, complete = task.frontier(frontier)
        outcome = replace(outcome, frontier=points, coverage=complete)
    if outcome.plan is not None and explain:
        outcome = replace(outcome, explanation=task.explanation(outcome.plan))
    reporter.tell(1.0, "done")
    return replace(outcome, seconds=clock.spent)


def engine() -> str:
    """The programs that search, with their versions."""
    return f"Midas {version('midas')}, HiGHS {_Highs().version()}"


@dataclass
class _Task:
    """One call's searches, which share its time: the first has half of it, the others what is left in turn."""

    problem: FormationProblem
    seed: int
    gap: float
    clock: Clock
    reporter: Reporter
    extras: int
    improved: Improved | None = None
    done: int = 0
    shortage: Diagnosis | None = None
    root: Root | None = None

    @cached_property
    def scope(self) -> Scope:
        """All that could go into a plan."""
        return scope_of(self.problem)

    def best(self, method: str) -> Answer:
        """The best plan."""
        share = FIRST_SHARE if self.extras else 1.0
        clock = self.clock.within(self.clock.left * share)
        if method == "greedy":
            settled = greedy(formulate(self.scope), seed=self.seed, clock=clock)
            return Answer(Status.FEASIBLE if settled else Status.UNKNOWN, settled)
        reporter = self.reporter.stretch(0.0, share)
        found = self._answer(clock, reporter)
        if found.status is Status.UNKNOWN and self.clock.left > 0:
            # Without a plan there is nothing to compare or explain: the rest of the time goes into finding one.
            return self._answer(self.clock, reporter)
        return found

    def _answer(self, clock: Clock, reporter: Reporter) -> Answer:
        search = CoreSearch(
            lambda: self.scope, self.problem, clock, self.seed, self.gap, reporter,
            self._tell if self.improved else None,
        )  # fmt: skip
        found = search.run()
        self.shortage, self.root = search.shortage, search.root
        if found.settled is not None:
            self._tell(found.settled, found.bound)
        return found

    def _tell(self, settled: Settled, bound: float | None) -> None:
        """Tell whoever follows the search of a better plan, or a better bound."""
        if self.improved is not None:
            gap = None if bound is None else gap_between(settled.objective, bound)
            self.improved(Incumbent(settled.plan, settled.objective, bound, gap, self.clock.spent))

    def diagnosis(self) -> Diagnosis:
        """Why there is no plan."""
        return diagnose(
            self.scope, clock=self.clock, seed=self.seed, reporter=self._next()[1], known=self.shortage
        )

    def with_alternatives(self, outcome: Outcome, best: Settled, number: int, distance: int) -> Outcome:
        """The outcome with further plans; should one of them be better than an unproven best, they swap."""
        clock, reporter = self._next()
        found = find_alternatives(
            self.problem, best, number,
            distance=distance, clock=clock, seed=self.seed, gap=self.gap, reporter=reporter, root=self.root,
            bound=outcome.bound,
        )  # fmt: skip
        return with_alternatives(outcome, best, found)

    def frontier(self, number: int) -> tuple[tuple[FrontierPoint, ...], Coverage | None]:
        """The trade-off, and how complete it is."""
        clock, reporter = self._next()
        return find_frontier(
            self.problem, number, clock=clock, seed=self.seed, gap=self.gap, reporter=reporter
        )

    def explanation(self, plan: Plan) -> Explanation:
        """The reasons for a plan."""
        clock, reporter = self._next()
        return explain_by_searching(
            self.problem, plan, clock=clock, seed=self.seed, gap=self.gap, reporter=reporter, root=self.root
        )

    def _next(self) -> tuple[Clock, Reporter]:
        """The time and the stretch of progress of the next of the searches."""
        to_come = max(self.extras - self.done, 1)
        width = (1.0 - FIRST_SHARE) / max(self.extras, 1)
        start = FIRST_SHARE + width * self.done
        self.done += 1
        return self.clock.within(self.clock.left / to_come), self.reporter.stretch(start, start + width)


def _refuse_nonsense(
    time_limit: float, gap: float, alternatives: int, frontier: int, distance: int, method: str
) -> None:
    if not 0 < time_limit < math.inf:
        raise ValueError(f"the time limit must be a number of seconds above 0, not {time_limit}")
    if not 0 <= gap < math.inf:
        raise ValueError(f"the gap must be 0 or more, not {gap}")
    if min(alternatives, frontier) < 0:
        raise ValueError("there cannot be a negative number of alternatives or frontier points")
    if distance < 1:
        raise ValueError(f"an alternative differs in at least 1 partner, not {distance}")
    if method not in METHODS:
        raise ValueError(f"the method must be one of {', '.join(METHODS)}, not {method!r}")

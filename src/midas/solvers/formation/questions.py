"""Questions to searches that share the time there is, each told as it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from midas.core.formation.check import check
from midas.core.formation.plan import Plan
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.exact import Answer
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.root import Root, Rules

SAME = 1e-6
"""Objectives closer than this part of themselves are the same."""

PROVEN = 1e-5
"""With a gap of no more than this a plan is spoken of as the best."""


@dataclass
class Questions:
    """Searches that share what is left of the time: `shares` in all, of which `asked` are spent.

    `root` is the bound of the problem itself, for questions about it with rows that only take plans away.
    """

    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    shares: float
    asked: float = 0.0
    root: Root | None = None

    def seconds(self, share: float, words: str) -> float:
        """The time for the next question, which is told."""
        self.reporter.tell(min(self.asked / self.shares, 1.0), words)
        seconds = self.clock.left * min(share / max(self.shares - self.asked, share), 1.0)
        self.asked += share
        return seconds

    def ask(
        self,
        problem: FormationProblem,
        seconds: float,
        *,
        start: Plan | None = None,
        gap: float | None = None,
        rules: Rules | None = None,
    ) -> Answer:
        """The best plan of a problem, from the plan to start with; with `rules`, of the problem the root is of."""
        verdict = check(problem, start) if start else None
        search = CoreSearch(
            lambda: scope_of(problem),
            problem,
            self.clock.within(seconds),
            self.seed,
            min(self.gap, PROVEN) if gap is None else gap,
            Reporter(None),
            root=self.root if rules else None,
            best=Settled(start, verdict) if start and verdict and verdict.ok else None,
            rules=rules,
            raising=True,
        )
        found = search.run()
        if rules:
            self.root = search.root
        return found

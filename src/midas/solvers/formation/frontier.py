"""The trade-off between cost, risk and locality: plans of which none beats another in all three at once.

The ε-constraint method (Haimes, Lasdon & Wismer, "On a bicriterion formulation of the problems of integrated system
identification and system optimization", IEEE Transactions on Systems, Man, and Cybernetics 1(3), 1971): the least
cost is searched for under a grid of limits on risk and floors on the local share, between what the cheapest plan has
and the best that any plan reaches. Every point is a plan within all rules, with the proof of its own search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from midas.core.formation.plan import FrontierPoint
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import score
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import Scope, scope_of
from midas.solvers.formation.model import Model, Row
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.partner_rows import local_firms, risk_row, share_row
from midas.solvers.formation.quantities import Settled
from midas.solvers.formation.root import Root

ALIKE = 1e-7
"""Figures that differ by less than this part of themselves (of 1 for a share) are the same."""

ROOM = 1e-6
"""What a limit on the grid leaves open beyond the best value found, so that rounding does not close it."""


Cell = tuple[float | None, float | None]
"""The most risk and the least local share of one point to look for."""


@dataclass
class _Search:
    """What every solve of the grid shares; the time that is left is divided over those to come.

    `problem` counts costs only. The best plans found stay, for searches whose limits they keep to start from.
    """

    problem: FormationProblem
    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    solves: int
    root: Root | None = None
    found: list[Settled] = field(default_factory=list)

    @cached_property
    def scope(self) -> Scope:
        """All that could go into a plan."""
        return scope_of(self.problem)

    @cached_property
    def made(self) -> Formulation:
        """The whole program."""
        return formulate(self.scope)

    def least(self, model: Model, turn: int) -> Answer:
        """The best plan by another objective, as solve number `turn` of all."""
        seconds, stretch = self._turn(turn)
        program = replace(self.made, model=model)
        return answer(program, seconds=seconds, seed=self.seed, gap=self.gap, reporter=stretch)

    def cheapest(self, cell: Cell, turn: int) -> Answer:
        """The plan of least cost within the limits of a cell, as solve number `turn` of all."""
        seconds, stretch = self._turn(turn)
        search = CoreSearch(
            lambda: self.scope, self.problem, self.clock.within(seconds), self.seed, self.gap, stretch,
            root=self.root, best=self._known(cell),
            rules=lambda made: limits(made, cell),
        )  # fmt: skip
        answered = search.run()
        self.root = search.root
        if answered.settled is not None:
            self.found.append(answered.settled)
        return answered

    def _known(self, cell: Cell) -> Settled | None:
        """The cheapest plan so far that keeps the limits of a cell."""
        most, least = cell
        within = [
            one
            for one in self.found
            if one.verdict.score is not None
            and (most is None or one.verdict.score.risk <= most)
            and (least is None or one.verdict.score.local_share >= least)
        ]
        return min(within, key=lambda one: one.objective, default=None)

    def _turn(self, turn: int) -> tuple[float, Reporter]:
        stretch = self.reporter.stretch(turn / self.solves, (turn + 1) / self.solves)
        stretch.tell(0.0, f"trade-off: plan {turn + 1} of {self.solves}")
        return self.clock.left / max(self.solves - turn, 1), stretch


def find_frontier(
    problem: FormationProblem,
    number: int,
    *,
    clock: Clock,
    seed: int = 0,
    gap: float = 1e-6,
    reporter: Reporter,
) -> tuple[FrontierPoint, ...]:
    """At most `number` points, cheapest first; fewer where plans coincide or the time runs out."""
    costs_only = replace(problem, policy=replace(problem.policy, risk_price=Decimal(0)))
    search = _Search(costs_only, clock, seed, gap, reporter, number + 2)
    cheapest = _point(problem, search.cheapest((None, None), 0))
    if cheapest is None:
        return ()
    points = [cheapest]
    risks, shares = _risks(problem, search, cheapest), _shares(problem, search, cheapest)
    # From tight limits to loose ones: what keeps the tight ones is where the search under looser ones starts.
    for turn, cell in enumerate(reversed(_grid(risks, shares, number)), start=3):
        if not clock.left:
            break
        found = _point(problem, search.cheapest(cell, turn))
        points += [] if found is None else [found]
    return tuple(sorted(undominated(points), key=lambda point: (point.cost, point.risk)))


def undominated(points: Sequence[FrontierPoint]) -> list[FrontierPoint]:
    """The points that no other beats or equals in everything; of equal ones the first."""
    kept: list[FrontierPoint] = []
    for index, point in enumerate(points):
        earlier = any(_no_worse(other, point) for other in points[:index])
        later = any(_no_worse(other, point) and not _no_worse(point, other) for other in points[index + 1 :])
        if not earlier and not later:
            kept.append(point)
    return kept


def _no_worse(a: FrontierPoint, b: FrontierPoint) -> bool:
    """True if `a` is at least as good as `b` in cost, risk and local share."""
    return (
        a.cost <= b.cost + ALIKE * abs(b.cost)
        and a.risk <= b.risk + ALIKE * abs(b.risk)
        and a.local_share >= b.local_share - ALIKE
    )


def _point(problem: FormationProblem, found: Answer) -> FrontierPoint | None:
    if found.plan is None:
        return None
    figures = score(problem, found.plan)
    cost, risk = float(figures.cost.total), float(figures.risk)
    return FrontierPoint(found.plan, cost, risk, float(figures.local_share), found.gap)


def _risks(problem: FormationProblem, search: _Search, cheapest: FrontierPoint) -> list[float]:
    """The range of risk worth looking at: the cheapest plan's, and the least of any plan."""
    terms = search.made.risk()
    if not terms or not cheapest.risk:
        return []
    model = _minimising(search.made.model, [(column, float(amount)) for column, amount in terms])
    least = _point(problem, search.least(model, 1))
    if least is None or least.risk >= cheapest.risk * (1 - ALIKE):
        return []
    return [cheapest.risk, least.risk * (1 + ROOM)]


def _shares(problem: FormationProblem, search: _Search, cheapest: FrontierPoint) -> list[float]:
    """The range of local share worth looking at: the cheapest plan's, and the most of any plan."""
    local = problem.policy.local
    if local is None or not problem.total_value:
        return []
    lines = [
        line
        for firm in local_firms(search.made, local.regions)
        for line in search.made.scope.by_firm[firm.id]
    ]
    terms = [(column, -float(amount)) for column, amount in search.made.value(lines)]
    most = _point(problem, search.least(_minimising(search.made.model, terms), 2)) if terms else None
    if most is None or most.local_share <= cheapest.local_share + ALIKE:
        return []
    return [cheapest.local_share, most.local_share - ROOM]


def _minimising(model: Model, terms: Sequence[tuple[int, float]]) -> Model:
    """The model with another objective, scaled to the order of 1e4."""
    cost, largest = [0.0] * len(model.cost), max(abs(value) for _, value in terms)
    for column, value in terms:
        cost[column] += 1e4 * value / largest
    return replace(model, cost=cost)


def _grid(risks: list[float], shares: list[float], number: int) -> list[Cell]:
    """Limits for each further point, from loose to tight; with both goals, on a lattice."""
    across = number if not shares else number // max(math.isqrt(number), 1)
    along = number if not risks else math.isqrt(number)
    most, least = _levels(risks, across), _levels(shares, along)
    return [(ceiling, floor) for ceiling in most for floor in least if (ceiling, floor) != (None, None)]


def limits(made: Formulation, cell: Cell) -> list[Row]:
    """The limits of a cell as rows of a program."""
    most, least = cell
    rows = [] if most is None else [risk_row(made, most)]
    local = made.problem.policy.local
    if least is not None and local is not None:
        rows.append(share_row(made, least, local_firms(made, local.regions), "local"))
    return rows


def _levels(ends: list[float], number: int) -> list[float | None]:
    """No limit, then evenly spaced ones to the far end: `number` in all."""
    if not ends or number < 2:
        return [None]
    start, end = ends
    return [None, *(start + (end - start) * step / (number - 1) for step in range(1, number))]

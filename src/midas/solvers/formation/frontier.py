"""The trade-off between cost, risk and locality: plans of which none beats another in all three at once.

The ε-constraint method (Haimes, Lasdon & Wismer, "On a bicriterion formulation of the problems of integrated system
identification and system optimization", IEEE Transactions on Systems, Man, and Cybernetics 1(3), 1971): the least
cost is searched for under a grid of limits on risk and floors on the local share, between what the cheapest plan has
and the best that any plan reaches. Every point is a plan within all rules, with the proof of its own search.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from midas.core.formation.plan import FrontierPoint
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import score
from midas.solvers.formation.exact import Answer, answer, formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import Model, Row
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.partner_rows import local_firms, risk_row, share_row

ALIKE = 1e-7
"""Figures that differ by less than this part of themselves (of 1 for a share) are the same."""

ROOM = 1e-6
"""What a limit on the grid leaves open beyond the best value found, so that rounding does not close it."""


@dataclass(frozen=True)
class _Search:
    """What every solve of the grid shares; the time that is left is divided over those to come."""

    made: Formulation
    clock: Clock
    seed: int
    gap: float
    reporter: Reporter
    solves: int

    def least(self, model: Model, turn: int) -> Answer:
        """The best plan of a model, as solve number `turn` of all."""
        stretch = self.reporter.stretch(turn / self.solves, (turn + 1) / self.solves)
        stretch.tell(0.0, f"trade-off: plan {turn + 1} of {self.solves}")
        seconds = self.clock.left / max(self.solves - turn, 1)
        program = replace(self.made, model=model)
        return answer(program, seconds=seconds, seed=self.seed, gap=self.gap, reporter=stretch)


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
    search = _Search(formulate(scope_of(costs_only)), clock, seed, gap, reporter, number + 2)
    cheapest = _point(problem, search.least(search.made.model, 0))
    if cheapest is None:
        return ()
    points = [cheapest]
    risks, shares = _risks(problem, search, cheapest), _shares(problem, search, cheapest)
    for turn, rows in enumerate(_grid(search, risks, shares, number), start=3):
        if not clock.left:
            break
        found = _point(problem, search.least(search.made.model.with_rows(rows), turn))
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


def _grid(search: _Search, risks: list[float], shares: list[float], number: int) -> list[list[Row]]:
    """Limits for each further point, from loose to tight; with both goals, on a lattice."""
    across = number if not shares else number // max(math.isqrt(number), 1)
    along = number if not risks else math.isqrt(number)
    most, local = _levels(risks, across), search.made.problem.policy.local
    least = _levels(shares, along)
    cells: list[list[Row]] = []
    for ceiling in most:
        for floor in least:
            rows = [] if ceiling is None else [risk_row(search.made, ceiling)]
            if floor is not None and local is not None:
                firms = local_firms(search.made, local.regions)
                rows.append(share_row(search.made, floor, firms, "local"))
            cells.append(rows)
    return [rows for rows in cells if rows]


def _levels(ends: list[float], number: int) -> list[float | None]:
    """No limit, then evenly spaced ones to the far end: `number` in all."""
    if not ends or number < 2:
        return [None]
    start, end = ends
    return [None, *(start + (end - start) * step / (number - 1) for step in range(1, number))]

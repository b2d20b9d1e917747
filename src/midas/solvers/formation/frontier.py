"""The trade-off between cost, risk and locality: plans of which none beats another in all three at once.

The ε-constraint method (Haimes, Lasdon & Wismer, "On a bicriterion formulation of the problems of integrated system
identification and system optimization", IEEE Transactions on Systems, Man, and Cybernetics 1(3), 1971): the least
cost is searched for under a grid of limits on risk and floors on the local share, between what the cheapest plan has
and the best that any plan reaches. Every point is a plan within all rules, with the proof of its own search; what the
grid may have missed is told as `Coverage`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from midas.core.formation.limits import Rule
from midas.core.formation.plan import Coverage, FrontierPoint, Plan, Status
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import score
from midas.solvers.formation.core_search import CoreSearch
from midas.solvers.formation.coverage import FREE, Cell, coverage
from midas.solvers.formation.exact import Answer, formulate
from midas.solvers.formation.formulation import Formulation, Term
from midas.solvers.formation.highs import solve
from midas.solvers.formation.lines import Scope, scope_of
from midas.solvers.formation.model import Row
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.partner_rows import local_firms, risk_row, share_row
from midas.solvers.formation.quantities import Settled, settle
from midas.solvers.formation.root import Root

ALIKE = 1e-7
"""Figures that differ by less than this part of themselves (of 1 for a share) are the same."""

LARGEST = 1e4
"""The order that the coefficients of an objective are scaled to."""

ROOM = 1e-6
"""What a limit on the grid leaves open beyond the best value found, so that rounding does not close it."""


@dataclass(frozen=True)
class Range:
    """What limits on a goal are worth trying: from the cheapest plan's to the best found; and what is proven of all.

    Without `ends` there is nothing to trade; `proven` is nothing where a search was not finished.
    """

    ends: tuple[float, float] | None
    proven: float | None

    def levels(self, number: int) -> list[float | None]:
        """No limit, then evenly spaced ones to the far end: `number` in all."""
        if self.ends is None or number < 2:
            return [None]
        start, end = self.ends
        return [None, *(start + (end - start) * step / (number - 1) for step in range(1, number))]


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

    def least(self, terms: Sequence[Term], turn: int) -> tuple[Plan | None, float | None]:
        """A plan that has least of something else, and what is proven of all plans; as solve number `turn`.

        It goes by what the engine proves: an `Answer` is proven of costs.
        """
        seconds, _ = self._turn(turn)
        scale = LARGEST / max(abs(float(value)) for _, value in terms)
        cost = [0.0] * len(self.made.model.cost)
        for column, value in terms:
            cost[column] += scale * float(value)
        made = replace(self.made, model=replace(self.made.model, cost=cost))
        found = solve(
            made.model, seconds=seconds, seed=self.seed, gap=self.gap, watch=lambda *_: self.clock.stop()
        )
        settled = None if found.values is None else settle(made, found.values)
        proven = None if found.bound is None else found.bound / scale
        if not isinstance(settled, Settled):
            return None, proven
        self.found.append(settled)
        return settled.plan, proven

    def cheapest(self, cell: Cell, turn: int) -> Answer:
        """The plan of least cost within the limits of a cell, as solve number `turn` of all."""
        seconds, stretch = self._turn(turn)
        search = CoreSearch(
            lambda: self.scope, self.problem, self.clock.within(seconds), self.seed, self.gap, stretch,
            root=self.root, best=self._known(cell), raising=True,
            rules=None if cell == FREE else lambda made: limits(made, cell),
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
) -> tuple[tuple[FrontierPoint, ...], Coverage | None]:
    """At most `number` points, cheapest first, and how complete they are; fewer where plans coincide or time ends."""
    costs_only = replace(problem, policy=replace(problem.policy, risk_price=Decimal(0)))
    search = _Search(costs_only, clock, seed, gap, reporter, number + 2)
    cheapest = _point(problem, search.cheapest(FREE, 0))
    if cheapest is None:
        return (), None
    risks, shares = _risks(problem, search, cheapest), _shares(problem, search, cheapest)
    ceilings, floors = _lattice(risks, shares, number)
    found: dict[Cell, FrontierPoint | None] = {FREE: cheapest}
    # From tight limits to loose ones: what keeps the tight ones is where the search under looser ones starts.
    cells = [(most, least) for most in ceilings for least in floors][:0:-1]
    for turn, cell in enumerate(cells, start=3):
        if not clock.left:
            break
        answered = search.cheapest(cell, turn)
        if answered.plan is not None or answered.status is Status.INFEASIBLE:
            found[cell] = _point(problem, answered)
    points = undominated([point for point in found.values() if point is not None])
    complete = coverage(ceilings, floors, found, risks.proven, shares.proven)
    return tuple(sorted(points, key=lambda point: (point.cost, point.risk))), complete


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


def _risks(problem: FormationProblem, search: _Search, cheapest: FrontierPoint) -> Range:
    """The range of risk worth looking at: the cheapest plan's, and the least of any plan."""
    terms = search.made.risk()
    if not terms or not cheapest.risk:
        return Range(None, 0.0)
    plan, proven = search.least(terms, 1)
    least = cheapest.risk if plan is None else float(score(problem, plan).risk)
    if least >= cheapest.risk * (1 - ALIKE):
        return Range(None, proven)
    return Range((cheapest.risk, least * (1 + ROOM)), proven)


def _shares(problem: FormationProblem, search: _Search, cheapest: FrontierPoint) -> Range:
    """The range of local share worth looking at: the cheapest plan's, and the most of any plan."""
    local = problem.policy.local
    if local is None or not problem.total_value:
        return Range(None, cheapest.local_share)
    lines = [
        line
        for firm in local_firms(search.made, local.regions)
        for line in search.made.scope.by_firm[firm.id]
    ]
    terms = [(column, -amount) for column, amount in search.made.value(lines)]
    if not terms:
        return Range(None, cheapest.local_share)
    plan, proven = search.least(terms, 2)
    reached = None if proven is None else -proven
    most = cheapest.local_share if plan is None else float(score(problem, plan).local_share)
    if most <= cheapest.local_share + ALIKE:
        return Range(None, reached)
    return Range((cheapest.local_share, most - ROOM), reached)


def _lattice(risks: Range, shares: Range, number: int) -> tuple[list[float | None], list[float | None]]:
    """Ceilings of risk and floors of local share, about `number` crossings in all."""
    across = number if shares.ends is None else number // max(math.isqrt(number), 1)
    along = number if risks.ends is None else math.isqrt(number)
    return risks.levels(across), shares.levels(along)


def limits(made: Formulation, cell: Cell) -> list[Row]:
    """The limits of a cell as rows of a program.

    The floor goes by the name of the policy's own, so that its price reaches every firm (`pricing`).
    """
    most, least = cell
    rows = [] if most is None else [risk_row(made, most)]
    local = made.problem.policy.local
    if least is not None and local is not None:
        rows.append(share_row(made, least, local_firms(made, local.regions), Rule.LOCAL.value, "local"))
    return rows

"""The search with proof: HiGHS on the whole program, its answer made exact and judged, its bound in money.

`objective` is the checker's, never the engine's. `gap` is between that objective and the bound, so what the
rounding of quantities costs counts against us.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from midas.core.formation.check import Violation
from midas.core.formation.plan import Plan, Status
from midas.core.values.amounts import money_words
from midas.solvers.formation.formulation import Formulation, columns
from midas.solvers.formation.greedy import greedy
from midas.solvers.formation.highs import Ended, Found, Watch, solve
from midas.solvers.formation.lines import Scope
from midas.solvers.formation.model import INFINITY, Floats, Model, Row
from midas.solvers.formation.pace import Clock, Reporter, Stop
from midas.solvers.formation.partner_rows import add_partner_rows
from midas.solvers.formation.quantities import PlanRefused, Settled, settle
from midas.solvers.formation.starts import columns_of_plan
from midas.solvers.formation.work_rows import add_work_rows

EXACTNESS = 1e-9
"""A gap this small is arithmetic, whatever gap was asked for."""

LARGE = 6000
"""From so many lines on a plan is made first, for the search to start from; below, HiGHS is as quick alone."""

FIRST = 0.25
"""The part of the time that plan may take."""

RESERVE = 0.1
"""The part of the time kept back for making a plan where the search finds none."""

TRIES = 20
"""How many choices of the engine that no exact quantities fit are left out before the search gives up."""

LEAST_SECONDS = 1.0
"""What writing down a plan that was found may take, whatever time is left."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """How a search ended. `bound` is in minor units."""

    status: Status
    settled: Settled | None = None
    bound: float | None = None

    @property
    def plan(self) -> Plan | None:
        return self.settled.plan if self.settled else None

    @property
    def objective(self) -> float | None:
        return self.settled.objective if self.settled else None

    @property
    def gap(self) -> float | None:
        """What is not proven, relative to the objective; `None` without a plan or a bound."""
        if self.settled is None or self.bound is None:
            return None
        return gap_between(self.settled.objective, self.bound)


def gap_between(objective: float, bound: float) -> float:
    """The relative gap; 0 where the bound reaches the objective."""
    return max(0.0, objective - bound) / max(abs(objective), EXACTNESS)


def formulate(
    scope: Scope, *, all_partners: bool = False, all_places: bool = False, lean: bool = True
) -> Formulation:
    """The whole program of a scope; with a column for every partner or place, or only where one matters.

    Unless `lean`, it is as the rules are written down: no column stands for two things.
    """
    made = columns(scope, all_partners=all_partners, all_places=all_places, lean=lean)
    add_work_rows(made)
    add_partner_rows(made)
    return made


def _itself(bound: float | None) -> float | None:
    return bound


def answer(
    made: Formulation,
    *,
    seconds: float,
    seed: int = 0,
    gap: float = 1e-6,
    reporter: Reporter | None = None,
    start: Plan | None = None,
    stop: Stop | None = None,
    improved: Callable[[Settled, float | None], None] | None = None,
    proven: Callable[[float | None], float | None] = _itself,
    hasty: bool = True,
    cuts: Sequence[Row] = (),
) -> Answer:
    """Search for the best plan of a program. Ends within `seconds`, but for what it takes to write a plan.

    `improved` is told every better plan that was written down, and the bound (minor units) there is to it: `proven`
    makes it of the program's own, where the program is a part of something larger. `hasty` has a plan made by other
    means first where the program is large. `cuts` are rows that every plan keeps and that may speed the search.
    """
    clock = Clock(seconds, stop)
    known = None
    if hasty and start is None and len(made.scope.lines) >= LARGE:
        known = greedy(made, seed=seed, clock=clock.within(clock.left * FIRST))
    first = known.plan if known else start
    model, proper = made.model.with_rows(cuts), True
    refused: tuple[Violation, ...] = ()
    for _ in range(TRIES):
        found = solve(
            model,
            seconds=clock.left * (1 - RESERVE),
            seed=seed,
            gap=gap * 0.9,
            start=columns_of_plan(made, first) if first else None,
            watch=_watch(made, clock, gap, reporter or Reporter(None), improved, proven),
        )
        if found.values is None:
            break
        settled = settle(made, found.values, seconds=max(clock.left, LEAST_SECONDS))
        if isinstance(settled, Settled):
            return _judged(made, found, settled, known, gap, proper)
        # The engine's tolerances let through a choice that no exact quantities fit: leave it out, look again.
        model = model.with_rows([_another_choice(model, found.values)])
        proper, refused = proper and not settled, settled or refused
    if found.ended is Ended.IMPOSSIBLE and proper:
        return _impossible(known)
    fallback = known or greedy(made, seed=seed, clock=clock, thorough=False)
    if fallback is None and not proper:
        raise PlanRefused(refused)
    return _judged(made, found, fallback, known, gap, proper)


def _another_choice(model: Model, values: Floats) -> Row:
    """A row that only this choice of whole numbers breaks."""
    chosen = [(column, round(values[column])) for column, whole in enumerate(model.whole) if whole]
    terms = tuple((column, -1.0 if at else 1.0) for column, at in chosen)
    return Row(terms, 1.0 - sum(1 for _, at in chosen if at), INFINITY)


def _impossible(known: Settled | None) -> Answer:
    if known is None:
        return Answer(Status.INFEASIBLE)
    _log.error("HiGHS finds no plan possible where the checker accepts one; the plan is kept, unproven")
    return Answer(Status.FEASIBLE, known)


def _judged(
    made: Formulation,
    found: Found,
    settled: Settled | None,
    known: Settled | None,
    gap: float,
    proper: bool = True,
) -> Answer:
    """`proper` is False where a choice was left out that may have been possible: then no bound is proven."""
    bound = None if found.bound is None or not proper else found.bound * made.model.money
    if settled is None:
        return Answer(Status.UNKNOWN, None, bound)
    if known is not None and known.objective < settled.objective:
        settled = known
    if bound is None:
        return Answer(Status.FEASIBLE, settled)
    bound = min(bound, settled.objective)
    proven = gap_between(settled.objective, bound) <= max(gap, EXACTNESS)
    return Answer(Status.OPTIMAL if proven else Status.FEASIBLE, settled, bound)


def _watch(
    made: Formulation,
    clock: Clock,
    gap: float,
    reporter: Reporter,
    improved: Callable[[Settled, float | None], None] | None,
    proven: Callable[[float | None], float | None],
) -> Watch:
    """Tells how far the search is: by the time that is gone, or by how far the gap has closed if that is more."""
    currency, money = made.problem.currency, made.model.money

    def watch(objective: float | None, bound: float | None, values: Floats | None) -> bool:
        whole = proven(None if bound is None else bound * money)
        bound = None if whole is None else whole / money
        if improved and values is not None:
            settled = settle(made, values, seconds=LEAST_SECONDS)
            if isinstance(settled, Settled):
                improved(settled, None if whole is None else min(whole, settled.objective))
        gone = clock.spent / clock.limit if clock.limit else 1.0
        if objective is None or bound is None:
            reporter.tell(gone, "looking for a first plan")
            return clock.stop()
        open_ = gap_between(objective, bound)
        words = (
            f"best plan so far {money_words(round(objective * money), currency)},"
            f" at most {100 * open_:.2f} % above the least possible"
        )
        reporter.tell(max(gone, _closed(open_, gap)), words)
        return clock.stop()

    return watch


def _closed(open_: float, gap: float) -> float:
    """The part of the way from a gap of 1 down to the gap asked for, by orders of magnitude."""
    target = max(gap, EXACTNESS)
    if open_ <= target or target >= 1:
        return 1.0
    return max(0.0, math.log(open_) / math.log(target))

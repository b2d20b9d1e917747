"""Why a problem has no plan, and the least that would change it.

Each rule is loosened alone as far as it takes, then, if no rule alone is enough, all together. The least of
these is what the diagnosis proposes; the others that are enough by themselves stand among its reasons. Amounts
are rounded to the generous side, so that what is proposed suffices.
"""

from __future__ import annotations

from dataclasses import dataclass

from midas.core.formation.limits import Rule
from midas.core.formation.plan import Diagnosis, Relaxation
from midas.core.values.words import listing
from midas.solvers.formation.elastic import Elastic, elastic
from midas.solvers.formation.highs import solve
from midas.solvers.formation.lines import Scope
from midas.solvers.formation.model import Model
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.reasons import recruits, shortfalls
from midas.solvers.formation.relaxations import relaxation
from midas.solvers.formation.shortage import TOGETHER

GAP = 1e-5
"""A proposal this close to the least is near enough."""


@dataclass(frozen=True)
class _Way:
    """One way out: what to loosen, and how much that is."""

    relaxations: tuple[Relaxation, ...]
    price: float


def diagnose(scope: Scope, *, clock: Clock, seed: int = 0, reporter: Reporter) -> Diagnosis:
    """The diagnosis of a problem that has no plan, as far as the time allows."""
    reporter.tell(0.0, "looking for what would make it possible")
    reasons = list(shortfalls(scope)) or [TOGETHER]
    ways = sorted(_ways(elastic(scope.problem), clock, seed, reporter), key=lambda way: way.price)
    if not ways:
        reasons.append("no loosening that makes a plan possible was found in the time")
        return Diagnosis(tuple(reasons), (), recruits(scope, ()))
    best, *others = ways
    reasons += [f"enough instead: {listing(one.message for one in way.relaxations)}" for way in others]
    short = {one.subject for way in ways for one in way.relaxations if one.rule == Rule.CAPACITY.value}
    return Diagnosis(tuple(reasons), best.relaxations, recruits(scope, short))


def _ways(loose: Elastic, clock: Clock, seed: int, reporter: Reporter) -> list[_Way]:
    """Each rule alone, where that is enough; where none is, the cheapest mixture."""
    found: list[_Way] = []
    for turn, kind in enumerate(loose.kinds):
        reporter.tell(turn / (len(loose.kinds) + 1), f"would it be enough to loosen one rule, {kind.value}?")
        seconds = clock.left / (len(loose.kinds) + 1 - turn)
        found += _way(loose, loose.only([kind]), seconds, seed)
    return found or _way(loose, loose.made.model, clock.left, seed)


def _way(loose: Elastic, model: Model, seconds: float, seed: int) -> list[_Way]:
    found = solve(model, seconds=seconds, seed=seed, gap=GAP)
    if found.values is None or found.objective is None:
        return []
    missed = loose.missed(found.values)
    return [_Way(tuple(relaxation(loose.problem, slack, by) for slack, by in missed), found.objective)]

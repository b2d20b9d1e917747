"""Why a problem has no plan, and the least that would change it.

Each rule is loosened alone as far as it takes, then, if no rule alone is enough, all together. The least of
these is what the diagnosis proposes; the others that are enough by themselves stand among its reasons. Amounts
are rounded to the generous side, so that what is proposed suffices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from midas.core.demand.matching import Filter, candidates, rejections
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.limits import Rule
from midas.core.formation.plan import Diagnosis, Relaxation
from midas.core.formation.problem import FormationProblem
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, plain
from midas.solvers.formation.elastic import Elastic, elastic
from midas.solvers.formation.highs import solve
from midas.solvers.formation.lines import Scope
from midas.solvers.formation.model import Model
from midas.solvers.formation.pace import Clock, Reporter
from midas.solvers.formation.relaxations import relaxation

GAP = 1e-5
"""A proposal this close to the least is near enough."""


TOGETHER = "each package has firms enough for it, but no team of them keeps all the rules together"


@dataclass(frozen=True)
class _Way:
    """One way out: what to loosen, and how much that is."""

    relaxations: tuple[Relaxation, ...]
    price: float


def diagnose(scope: Scope, *, clock: Clock, seed: int = 0, reporter: Reporter) -> Diagnosis:
    """The diagnosis of a problem that has no plan, as far as the time allows."""
    reporter.tell(0.0, "looking for what would make it possible")
    reasons = list(_shortfalls(scope)) or [TOGETHER]
    ways = sorted(_ways(elastic(scope.problem), clock, seed, reporter), key=lambda way: way.price)
    if not ways:
        reasons.append("no loosening that makes a plan possible was found in the time")
        return Diagnosis(tuple(reasons), (), _recruits(scope, []))
    best, *others = ways
    reasons += [f"enough instead: {listing(one.message for one in way.relaxations)}" for way in others]
    return Diagnosis(tuple(reasons), best.relaxations, _recruits(scope, ways))


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


def _recruits(scope: Scope, ways: list[_Way]) -> tuple[str, ...]:
    """The competencies of the packages that somebody new would have to do some of."""
    short = {one.subject for way in ways for one in way.relaxations if one.rule == Rule.CAPACITY.value}
    short |= {one.id for one in scope.problem.work_packages} - {
        pair.package.id for pair in scope.problem.pairs
    }
    return tuple(dict.fromkeys(one.competency for one in scope.problem.work_packages if one.id in short))


def _shortfalls(scope: Scope) -> Iterator[str]:
    """The packages that cannot be done by all who may do them together."""
    for package in scope.problem.work_packages:
        lines = scope.by_package[package.id]
        able = sum((scope.lines[line].most for line in lines), Fraction(0))
        if not any(pair.package is package for pair in scope.problem.pairs):
            yield _nobody(scope.problem, package)
        elif not lines:
            yield f"nobody who may do {package.id} can take on as much, or as little, of it as the rules ask"
        elif able < 1:
            done = plain(round(able * Fraction(package.quantity), 3))
            unit = unit_words(package.unit, many=package.quantity != 1)
            asked = f"{plain(package.quantity)} {unit}"
            yield f"all who may do {package.id} have room for {done} of its {asked} together"


def _nobody(problem: FormationProblem, package: WorkPackage) -> str:
    """Why nobody may do a package: nobody offers it, or what keeps those out who do."""
    [(_, offered)] = candidates([package], problem.firms)
    if not offered:
        return f"nobody offers {package.competency}, which {package.id} asks for"
    barriers: Counter[str] = Counter()
    for firm in {firm.id for firm, _ in offered}:
        rules = {
            reason.rule.value
            for one, index in offered
            if one.id == firm
            for reason in rejections(package, one, one.offerings[index], problem.terms)
        }
        barriers.update(rules)
    kept = listing(
        f"{count(number, 'firm')} {_KEPT_OUT.get(rule, rule)}" for rule, number in sorted(barriers.items())
    )
    number = len({firm.id for firm, _ in offered})
    offer = f"{count(number, 'firm')} {'offers' if number == 1 else 'offer'} {package.competency}"
    return f"{offer}, which {package.id} asks for, but may not do it: {kept}"


_KEPT_OUT = {
    Filter.EXCLUDE.value: "excluded by the policy",
    Filter.BLOCKED.value: "barred",
    Filter.CERTIFICATES.value: "without a certificate it takes",
    Filter.CERTIFICATES_ALL.value: "without a certificate that every partner needs",
    Filter.QUALITY.value: "below the quality floor",
    Filter.LEAD_TIME.value: "not ready in time",
    Filter.REGION.value: "not serving the place",
}

"""What could go into a plan at all: the lines that survive every rule that can be judged without choosing.

A *line* is one offering on one work package. The reduction is lossless: what it leaves out is in no plan
that keeps the rules. It states, exactly, the largest and the smallest part of its package each line may do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from midas.core.demand.matching import Pair
from midas.core.demand.requirement import WorkPackage
from midas.core.formation.problem import FormationProblem, may_idle
from midas.core.formation.score import NIL, haulage, unit_risk
from midas.core.members.profile import Firm, Offering
from midas.solvers.formation.lenders import lenders

ONE = Fraction(1)

Place = tuple[str, str]
"""A firm and a work package, by id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One offering on one package. `most` and `least` (if it does any) are parts of the package's quantity.

    `goods` and `risk` are what doing the whole package would cost and put at risk, in minor units.
    """

    pair: Pair
    most: Fraction
    least: Fraction
    goods: Fraction
    risk: Fraction

    @property
    def firm(self) -> Firm:
        return self.pair.firm

    @property
    def package(self) -> WorkPackage:
        return self.pair.package

    @property
    def offering(self) -> Offering:
        return self.pair.offering

    @property
    def place(self) -> Place:
        return self.pair.firm.id, self.pair.package.id


@dataclass(frozen=True)
class Scope:
    """A problem cut down to what matters: its lines, and the firms that may be partners, in the order given.

    `idle` names the firms that may be partners without any quantity, `lenders` those of them that are worth it.
    """

    problem: FormationProblem
    lines: tuple[Line, ...]
    firms: tuple[Firm, ...]
    idle: frozenset[str]
    lenders: frozenset[str]

    @cached_property
    def places(self) -> dict[Place, list[int]]:
        """The lines of each firm on each package."""
        found: dict[Place, list[int]] = {}
        for index, line in enumerate(self.lines):
            found.setdefault(line.place, []).append(index)
        return found

    @cached_property
    def by_package(self) -> dict[str, list[int]]:
        """The lines of each package; every package is there."""
        found: dict[str, list[int]] = {package.id: [] for package in self.problem.work_packages}
        for index, line in enumerate(self.lines):
            found[line.package.id].append(index)
        return found

    @cached_property
    def by_firm(self) -> dict[str, list[int]]:
        """The lines of each firm that may be a partner."""
        found: dict[str, list[int]] = {firm.id: [] for firm in self.firms}
        for index, line in enumerate(self.lines):
            found[line.firm.id].append(index)
        return found

    @cached_property
    def haulage(self) -> dict[Place, Fraction]:
        """What a firm pays once to serve a package, in minor units, where that is anything."""
        first = {place: self.lines[members[0]] for place, members in self.places.items()}
        costs = {place: haulage(self.problem, line.firm, line.package) for place, line in first.items()}
        return {place: cost for place, cost in costs.items() if cost}


@lru_cache(maxsize=2**16)
def exact(number: Decimal) -> Fraction:
    """The number as a fraction; remembered, since the same few prices and quantities come up again and again."""
    return Fraction(number)


def scope_of(problem: FormationProblem, only: Collection[str] | None = None, *, spare: int = 1) -> Scope:
    """Every line and firm that some plan within the rules might use; or of those, only some firms' by id.

    It holds the best plan also where up to `spare` firms are kept out of it, or so many more partners allowed.
    """
    barred = frozenset(_barred_by_the_required(problem))
    pairs = problem.pairs if only is None else _pairs_of(problem, only)
    firms = problem.firms if only is None else [firm for firm in problem.firms if firm.id in only]
    lines = list(_lines(problem, (pair for pair in pairs if pair.firm.id not in barred)))
    lines = [line for line in lines if line.most > 0 and line.least <= line.most]
    lines = _carrying_enough(problem, _fitting_the_split(lines))
    idle = [firm for firm in firms if firm.id not in barred and may_idle(problem, firm)]
    lending = lenders(problem, idle, spare)
    there = {line.firm.id for line in lines} | set(problem.policy.require) | lending
    possible = tuple(firm for firm in firms if firm.id in there)
    return Scope(problem, tuple(lines), possible, frozenset(firm.id for firm in idle), lending)


def _pairs_of(problem: FormationProblem, only: Collection[str]) -> tuple[Pair, ...]:
    return tuple(pair for pair in problem.pairs if pair.firm.id in only)


def _lines(problem: FormationProblem, pairs: Iterable[Pair]) -> Iterator[Line]:
    """The line of each pair. What is at risk is the same for all firms as reliable, and worked out once for them."""
    risks: dict[tuple[str, Decimal], Fraction] = {}
    for pair in pairs:
        offering, quantity = pair.offering, exact(pair.package.quantity)
        alike = pair.package.id, pair.firm.reliability
        if alike not in risks:
            risks[alike] = unit_risk(problem, pair.firm, pair.package) * quantity
        yield Line(
            pair,
            most=min(_ceilings(problem, pair)),
            least=exact(offering.min_order) / quantity if offering.min_order else NIL,
            goods=exact(offering.unit_price) * quantity,
            risk=risks[alike],
        )


def _ceilings(problem: FormationProblem, pair: Pair) -> Iterator[Fraction]:
    """All that bounds a line by itself, as parts of its package."""
    firm, offering = pair.firm, pair.offering
    quantity, value = exact(pair.package.quantity), problem.values[pair.package.id]
    yield ONE
    if offering.capacity is not None:
        yield exact(offering.capacity) / quantity
    for resource, usage in offering.uses.items():
        if usage and resource in firm.resources:
            yield exact(firm.resources[resource]) / (exact(usage) * quantity)
    if value:
        for most in value_ceilings(problem, firm):
            yield most / value


def value_ceilings(problem: FormationProblem, firm: Firm) -> Iterator[Fraction]:
    """The most value the firm may carry, in minor units, by each rule that says so."""
    policy = problem.policy
    if policy.share_cap is not None:
        yield Fraction(policy.share_cap) * problem.total_value
    if policy.standing_multiple and firm.turnover is not None:
        yield firm.turnover / Fraction(policy.standing_multiple)


def _barred_by_the_required(problem: FormationProblem) -> Iterator[str]:
    """Firms that may not stand beside those the policy requires."""
    policy = problem.policy
    required = set(policy.require)
    for a, b in policy.conflicts:
        yield from ({b} if a in required else set()) - required
        yield from ({a} if b in required else set()) - required
    for group in policy.at_most:
        members = set(group.firms)
        if len(members & required) >= group.count:
            yield from members - required


def _fitting_the_split(lines: list[Line]) -> list[Line]:
    """Without the firms that cannot do the least part of a package that any firm on it must."""
    asked = {line.package.id: least_part(line.package) for line in lines}
    together: dict[Place, Fraction] = {}
    for line in lines:
        if asked[line.package.id]:
            together[line.place] = together.get(line.place, NIL) + line.most
    return [line for line in lines if together.get(line.place, NIL) >= asked[line.package.id]]


def least_part(package: WorkPackage) -> Fraction:
    """The least part of a package a firm on it does: all of it where only one firm may be on it."""
    return ONE if package.max_suppliers == 1 else Fraction(package.min_split)


def _carrying_enough(problem: FormationProblem, lines: list[Line]) -> list[Line]:
    """Without the firms that cannot reach the least value share of a partner."""
    share = problem.policy.min_value_share
    if not share:
        return lines
    reach: dict[Place, Fraction] = {}
    for line in lines:
        reach[line.place] = min(ONE, reach.get(line.place, NIL) + line.most)
    carried: dict[str, Fraction] = {}
    for (firm, package), part in reach.items():
        carried[firm] = carried.get(firm, NIL) + part * problem.values[package]
    least = Fraction(share) * problem.total_value
    return [
        line for line in lines if carried[line.firm.id] >= least or line.firm.id in problem.policy.require
    ]

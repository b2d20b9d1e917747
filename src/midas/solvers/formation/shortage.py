"""Is there a shortage that anybody can see: a rule that no team can meet, whatever else is given up for it?

Told in a moment, before any search. Each rule is put against the most that can be had of what it asks for, by
arithmetic where that is enough, else by a linear program without whole numbers in which firms may be partners in part;
first each rule alone, then each beside all others. What is claimed here is certain (to a millionth, well beyond the
tolerance of plans); where nothing is claimed, there may still be no plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.plan import Diagnosis
from midas.core.formation.score import is_local
from midas.core.values.amounts import money_words
from midas.core.values.units import unit_words
from midas.core.values.words import count, listing, percent, plain
from midas.solvers.formation.lines import Line, Scope
from midas.solvers.formation.partner_shortage import CERTAIN, nobody_fit, too_few_to_stand
from midas.solvers.formation.reasons import recruits, shortfalls
from midas.solvers.formation.supply import INFINITY, Supply

LARGE = 2000
"""With more lines than this only arithmetic is tried: the program would take longer than a moment."""

TOGETHER = "each package has firms enough for it, but no team of them keeps all the rules together"


class Want(NamedTuple):
    """A rule on a sum over the whole plan, as a row of the program; `words` tell the nearest that can be had of it."""

    row: int
    terms: dict[int, float]
    limit: float
    at_most: bool
    words: Callable[[float], str]

    def missed(self, best: float) -> bool:
        """True if `best`, the nearest the sum comes to the limit, is certainly on the wrong side of it."""
        room = CERTAIN * max(1.0, abs(self.limit))
        return best > self.limit + room if self.at_most else best < self.limit - room


class Ceiling(NamedTuple):
    """A rule on each firm or package: rows with what each is at most, and words for what is then left undone."""

    rows: list[tuple[int, float]]
    words: Callable[[str], str]


def shortage(scope: Scope, *, most_lines: int = LARGE) -> Diagnosis | None:
    """Why no plan can be within the rules; nothing where no reason is seen at once, which proves nothing.

    With more lines than `most_lines` only arithmetic is tried. The diagnosis has no relaxations: what would help takes
    a search (`diagnose`).
    """
    reasons = [*shortfalls(scope), *nobody_fit(scope)]
    if not reasons:
        small = len(scope.lines) <= most_lines
        reasons = _by_program(scope) if small else list(too_few_to_stand(scope))
    return Diagnosis(tuple(reasons), (), recruits(scope, ())) if reasons else None


def _by_program(scope: Scope) -> list[str]:
    """What a linear program finds missing: work, or a rule alone, or a rule beside the others."""
    made = _Program(scope)
    undone = made.undone()
    if undone:
        return [f"all who may do it have too little room at once: nobody is left for {undone}"]
    for ceiling in made.ceilings:
        made.hold(ceiling)
        undone = made.undone()
        if undone:
            return [ceiling.words(undone)]
        made.release(ceiling)
    made.all_is_done()
    alone = list(_missed(made, "{}"))
    return alone or list(too_few_to_stand(scope)) or _beside_others(made)


def _beside_others(made: _Program) -> list[str]:
    for ceiling in made.ceilings:
        made.hold(ceiling)
    for want in made.wants:
        made.require(want)
    if made.possible():
        return []
    return list(_missed(made, "with every other rule kept, {}")) or [TOGETHER]


def _missed(made: _Program, frame: str) -> Iterator[str]:
    """The rules whose limit is out of reach, beside those that are required."""
    for want in made.wants:
        best = made.nearest(want)
        if best is not None and want.missed(best):
            yield frame.format(want.words(best))


class _Program:
    """Who does how much as a linear program. Packages may be left undone in part until `all_is_done`."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.problem, self.supply = scope, scope.problem, Supply()
        self.room = [_room(line) for line in scope.lines]
        self.worth = {name: float(value) for name, value in scope.problem.values.items()}
        self.part = [self.supply.column(room) for room in self.room]
        required = set(self.problem.policy.require)
        working = dict.fromkeys(line.firm.id for line in scope.lines)
        self.partner = {name: self.supply.column(1.0, float(name in required)) for name in working}
        self.left = {one.id: self.supply.column(1.0) for one in self.problem.work_packages}
        self.others = [firm for firm in scope.firms if firm.id not in working]
        self.other = self.supply.column(float(len(self.others)))
        self._held: set[int] = set()
        self._work()
        self.ceilings = list(self._ceilings())
        self.wants = list(self._wants())

    def undone(self) -> str:
        """What cannot be done at least, in words; nothing if all can."""
        left = self.supply.least(dict.fromkeys(self.left.values(), 1.0))
        if left is None or left <= CERTAIN:
            return ""
        values = self.supply.values()
        return listing(
            _amount(package, values[self.left[package.id]])
            for package in self.problem.work_packages
            if values[self.left[package.id]] > CERTAIN
        )

    def all_is_done(self) -> None:
        """From now on no package may be left undone."""
        self.supply.fix(self.left.values(), 0.0)

    def hold(self, ceiling: Ceiling) -> None:
        for row, high in ceiling.rows:
            self.supply.limit(row, high=high)

    def release(self, ceiling: Ceiling) -> None:
        for row, _ in ceiling.rows:
            self.supply.limit(row)

    def require(self, want: Want) -> None:
        self._held.add(want.row)
        self.supply.limit(want.row, **({"high": want.limit} if want.at_most else {"low": want.limit}))

    def possible(self) -> bool:
        """False if nothing fits all that is held, and by more than rounding."""
        self.supply.least({})
        return not self.supply.impossible

    def nearest(self, want: Want) -> float | None:
        """The nearest its sum comes to its limit, beside all else that is held; nothing if nothing fits."""
        held = want.row in self._held
        if held:
            self.supply.limit(want.row)
        sign = 1.0 if want.at_most else -1.0
        found = self.supply.least({column: sign * by for column, by in want.terms.items()})
        if held:
            self.require(want)
        return None if found is None else sign * found

    def _work(self) -> None:
        """All is done or left undone, within what offerings and resources allow, by whoever is a partner."""
        scope, supply = self.scope, self.supply
        for package, lines in scope.by_package.items():
            supply.row(
                {**dict.fromkeys((self.part[line] for line in lines), 1.0), self.left[package]: 1.0}, 1.0, 1.0
            )
        for number, line in enumerate(scope.lines):
            supply.row({self.part[number]: 1.0, self.partner[line.firm.id]: -self.room[number]}, high=0.0)
        for (_, most), terms in _shared(scope).items():
            if len(terms) > 1:
                firm = self.partner[scope.lines[min(terms)].firm.id]
                supply.row(
                    {**{self.part[line]: by / most for line, by in terms.items()}, firm: -1.0}, high=0.0
                )

    def _ceilings(self) -> Iterator[Ceiling]:
        """What each firm may carry by the value rules, and how many firms may be on a package."""
        problem, scope = self.problem, self.scope
        policy, carried = problem.policy, []
        share = INFINITY if policy.share_cap is None else float(policy.share_cap) * float(problem.total_value)
        for name, column in self.partner.items():
            turnover = problem.firm[name].turnover
            own = INFINITY
            if policy.standing_multiple and turnover is not None:
                own = turnover / float(policy.standing_multiple)
            most = min(share, own)
            if most < INFINITY:
                values = {
                    self.part[one]: self.worth[scope.lines[one].package.id] for one in scope.by_firm[name]
                }
                terms = {part: value / (most or 1.0) for part, value in values.items()}
                carried.append((self.supply.row({**terms, **({column: -1.0} if most else {})}), 0.0))
        if carried:
            yield Ceiling(
                carried, lambda undone: f"no partner may carry so much of the value that {undone} gets done"
            )
        apart = list(self._sets())
        if apart:
            yield Ceiling(
                apart, lambda undone: f"so few of some firms may be partners together that {undone} is left"
            )
        crowded = []
        by_package: dict[str, list[list[int]]] = {one.id: [] for one in problem.work_packages}
        for (_, package_id), lines in scope.places.items():
            by_package[package_id].append(lines)
        for package in problem.work_packages:
            firms = by_package[package.id]
            if package.max_suppliers is not None and package.max_suppliers < len(firms):
                terms = {}
                for lines in firms:
                    room = min(1.0, sum(self.room[line] for line in lines))
                    terms.update(dict.fromkeys((self.part[line] for line in lines), 1.0 / room))
                crowded.append((self.supply.row(terms), float(package.max_suppliers)))
        if crowded:
            yield Ceiling(
                crowded, lambda undone: f"so few firms may be on a package that nobody is left for {undone}"
            )

    def _sets(self) -> Iterator[tuple[int, float]]:
        """Firms of which only some may be partners."""
        policy = self.problem.policy
        groups = [(pair, 1) for pair in policy.conflicts] + [(one.firms, one.count) for one in policy.at_most]
        for firms, most in groups:
            terms = {self.partner[name]: 1.0 for name in firms if name in self.partner}
            if len(terms) > most:
                yield self.supply.row(terms), float(most)

    def _wants(self) -> Iterator[Want]:
        problem, policy, total = self.problem, self.problem.policy, float(self.problem.total_value)
        if total and policy.local is not None and policy.local.min_share:
            regions, least = policy.local.regions, policy.local.min_share
            mine = {firm.id for firm in self.scope.firms if is_local(firm, regions)}
            yield self._share(f"firms in {listing(regions)}", mine, float(least))
        if total:
            for tag, least in policy.tag_min_share.items():
                mine = {firm.id for firm in self.scope.firms if tag in firm.tags}
                yield self._share(f"firms marked {tag}", mine, float(least))
        partners = {**dict.fromkeys(self.partner.values(), 1.0), self.other: 1.0}
        if policy.max_partners is not None and policy.max_partners < len(self.scope.firms):
            yield self._want(partners, float(policy.max_partners), True, self._partners_words)
        needed = float(Fraction(policy.turnover_multiple or 0) * problem.contract_value)
        if needed:
            yield self._want(self._turnovers(needed), 1.0, False, self._turnover_words)
        if policy.ceiling is not None:
            yield self._budget(float(policy.ceiling))

    def _want(
        self, terms: dict[int, float], limit: float, at_most: bool, words: Callable[[float], str]
    ) -> Want:
        return Want(self.supply.row(terms), terms, limit, at_most, words)

    def _share(self, who: str, mine: set[str], least: float) -> Want:
        total = float(self.problem.total_value)
        terms = {
            self.part[number]: self.worth[line.package.id] / total
            for number, line in enumerate(self.scope.lines)
            if line.firm.id in mine
        }

        def words(best: float) -> str:
            most = percent(Fraction(math.floor(best * 1000 + CERTAIN), 1000))
            return f"{who} can carry at most {most} of the value, and {percent(Fraction(str(least)))} is asked for"

        return self._want(terms, least, False, words)

    def _partners_words(self, best: float) -> str:
        fewest, most = count(math.ceil(best - CERTAIN), "partner"), self.problem.policy.max_partners
        return f"it takes at least {fewest}, and at most {most} are allowed"

    def _turnovers(self, needed: float) -> dict[int, float]:
        firm = self.problem.firm
        terms = {
            column: min(1.0, (firm[name].turnover or 0) / needed) for name, column in self.partner.items()
        }
        terms[self.other] = min(1.0, max((one.turnover or 0 for one in self.others), default=0) / needed)
        return terms

    def _turnover_words(self, best: float) -> str:
        needed = Fraction(self.problem.policy.turnover_multiple or 0) * self.problem.contract_value
        most, currency = money_words(needed * Fraction(best), self.problem.currency), self.problem.currency
        return f"the partners can turn over at most {most} together, and {money_words(needed, currency)} is asked for"

    def _budget(self, ceiling: float) -> Want:
        """What a plan costs at least: nobody works less than they are paid for, and idle partners cost nothing."""
        problem, scope, unit = self.problem, self.scope, max(ceiling, 1.0)
        costs: dict[int, float] = {}
        for number, line in enumerate(scope.lines):
            hauled = float(scope.haulage.get(line.place, 0)) if len(scope.places[line.place]) == 1 else 0.0
            once = (line.offering.set_up + hauled) / self.room[number]
            costs[self.part[number]] = (float(line.goods) + once) / unit
        for name, column in self.partner.items():
            costs[column] = problem.firm[name].engagement_cost / unit
        for pair in problem.policy.familiar:
            together = [self.partner[name] for name in (pair.a, pair.b) if name in self.partner]
            if together:
                saved = self.supply.column(1.0)
                costs[saved] = -pair.amount / unit
                for column in together:
                    self.supply.row({saved: 1.0, column: -1.0}, high=0.0)

        def words(best: float) -> str:
            least, most = math.floor(best * unit), money_words(problem.policy.ceiling or 0, problem.currency)
            return (
                f"no plan costs less than {money_words(least, problem.currency)}, and the ceiling is {most}"
            )

        return self._want(costs, ceiling / unit, True, words)


def _room(line: Line) -> float:
    """How much of its package a line could do for all that its offering and its resources say."""
    quantity, offering = float(line.package.quantity), line.offering
    room = 1.0 if offering.capacity is None else min(1.0, float(offering.capacity) / quantity)
    for resource, usage in offering.uses.items():
        if usage and resource in line.firm.resources:
            room = min(room, float(line.firm.resources[resource]) / (float(usage) * quantity))
    return room


def _shared(scope: Scope) -> dict[tuple[tuple[str, str], float], dict[int, float]]:
    """What lines draw on together: by offering or resource and how much there is of it, what each draws of it."""
    found: dict[tuple[tuple[str, str], float], dict[int, float]] = {}
    for number, line in enumerate(scope.lines):
        quantity, offering, name = float(line.package.quantity), line.offering, line.firm.id
        if offering.capacity:
            key = ((name, f"offering {line.pair.index}"), float(offering.capacity))
            found.setdefault(key, {})[number] = quantity
        for resource, usage in offering.uses.items():
            there = line.firm.resources.get(resource)
            if usage and there:
                found.setdefault(((name, f"resource {resource}"), float(there)), {})[number] = (
                    float(usage) * quantity
                )
    return found


def _amount(package: WorkPackage, part: float) -> str:
    missing = plain(round(Fraction(part) * Fraction(package.quantity), 3))
    return f"{missing} of the {plain(package.quantity)} {unit_words(package.unit)} of {package.id}"

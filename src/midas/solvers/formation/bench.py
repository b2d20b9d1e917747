"""Who is on the bench, and what they could still take on: the books that the greedy search keeps.

Plain floating-point sums over the same lines as the program; a draft that comes out of them is a proposal, to be
solved for exactly and judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest

from midas.core.formation.score import is_local
from midas.core.members.profile import Firm
from midas.solvers.formation.formulation import PRESENCE
from midas.solvers.formation.lines import Line, Scope, least_part, value_ceilings

EPSILON = 1e-9

LOOKED_AT = 100
"""How many lines of a package are looked at: the cheapest with all that comes with them."""

Draws = list[tuple[str, float]]
"""What all of a package would draw from each limit of its firm, as parts of that limit."""


@dataclass
class Draft:
    """A plan being made: the part of its package by line, by whom, and what is drawn from each limit."""

    parts: dict[int, float] = field(default_factory=dict)
    partners: set[str] = field(default_factory=set)
    done: dict[str, float] = field(default_factory=dict)
    on: dict[str, set[str]] = field(default_factory=dict)
    drawn: dict[tuple[str, str], float] = field(default_factory=dict)

    def left(self, package: str) -> float:
        """The part of the package that nobody has yet; exactly 0 when it is all given out."""
        left = 1.0 - self.done.get(package, 0.0)
        return left if left > EPSILON else 0.0


class Bench:
    """Everything about a scope that an attempt asks for again and again."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.policy = scope, scope.problem.policy
        price = float(self.policy.risk_price)
        self._enemies, self._friends = _enemies(scope), _friends(scope)
        self.firm = [line.firm.id for line in scope.lines]
        self.package = [line.package.id for line in scope.lines]
        self.most = [float(line.most) for line in scope.lines]
        self.rate = [float(line.goods) + price * float(line.risk) for line in scope.lines]
        self.draws = [_draws(scope, line) for line in scope.lines]
        self.worth = [_worth(scope, line) for line in scope.lines]
        self.marks = {firm.id: _marks(scope, firm) for firm in scope.firms}
        self.required = set(self.policy.require)
        self.lines = {
            package: sorted(lines, key=lambda line: (self.all_in(line), line))[:LOOKED_AT]
            for package, lines in scope.by_package.items()
        }
        self.order = sorted(scope.by_package, key=self._plenty)

    def offers(self, draft: Draft, package: str, barred: set[str]) -> list[tuple[int, float]]:
        """Lines that may take some of what is left of a package next, each with the part it would take."""
        rooms = {line: self._room(draft, line, barred) for line in self.lines[package]}
        rooms = {line: room for line, room in rooms.items() if room > EPSILON}
        reach = _Reach(self.firm, rooms, self.scope.problem.package[package].max_suppliers)
        parts = ((line, self._part(draft, line, room, reach)) for line, room in rooms.items())
        return [(line, part) for line, part in parts if part > EPSILON]

    def take(self, draft: Draft, line: int, part: float) -> None:
        """Give a part of a package to a line."""
        firm, package = self.firm[line], self.package[line]
        draft.parts[line] = draft.parts.get(line, 0.0) + part
        draft.done[package] = draft.done.get(package, 0.0) + part
        draft.on.setdefault(package, set()).add(firm)
        draft.partners.add(firm)
        for limit, draw in self.draws[line]:
            draft.drawn[firm, limit] = draft.drawn.get((firm, limit), 0.0) + draw * part

    def cost(self, draft: Draft, line: int, part: float, partner: float) -> float:
        """What giving the part to the line adds to the cost; `partner` multiplies what a new partner costs."""
        chosen, firm = self.scope.lines[line], self.firm[line]
        cost = self.rate[line] * part
        if line not in draft.parts:
            cost += chosen.offering.set_up
        if firm not in draft.on.get(self.package[line], ()):
            cost += float(self.scope.haulage.get(chosen.place, 0))
        if firm not in draft.partners:
            cost += partner * chosen.firm.engagement_cost - self._saved(draft, firm)
        return cost

    def all_in(self, line: int) -> float:
        """What the line costs per package done, if it does all it can and nothing else comes of its firm."""
        return self.cost(Draft(), line, self.most[line], 1.0) / self.most[line]

    def full(self, draft: Draft) -> bool:
        """True if there may be no more partners."""
        most = self.policy.max_partners
        return most is not None and len(draft.partners) >= most

    def lend(self, draft: Draft) -> None:
        """Add partners without work, cheapest first, while a rule on partners alone is missed and they help."""
        idle = sorted(
            (firm for firm in self.scope.firms if firm.id in self.scope.idle),
            key=lambda firm: (firm.engagement_cost, firm.id),
        )
        for firm in idle:
            missed = {mark for mark in self.missed(draft) if mark in _LENT or mark.startswith("certificate ")}
            helps = any(self.marks[firm.id].get(mark) for mark in missed)
            if helps and self._may_join(draft, firm.id):
                draft.partners.add(firm.id)

    def missed(self, draft: Draft) -> list[str]:
        """The marks of which the draft has too little."""
        carried: dict[str, float] = {}
        for line, part in draft.parts.items():
            for mark, strength in self.marks[self.firm[line]].items():
                carried[mark] = carried.get(mark, 0.0) + strength * self._value(line) * part
        had: dict[str, float] = {}
        for firm in draft.partners:
            for mark, strength in self.marks.get(firm, {}).items():
                had[mark] = had.get(mark, 0.0) + strength
        shares = [mark for mark, least in self._floors() if carried.get(mark, 0.0) < least - EPSILON]
        counts = [mark for mark, least in self._counts() if had.get(mark, 0.0) < least - EPSILON]
        return shares + counts

    def too_small(self, draft: Draft) -> set[str]:
        """The partners that carry less than a partner must."""
        least = float(self.policy.min_value_share or 0)
        carried: dict[str, float] = {}
        for line, part in draft.parts.items():
            carried[self.firm[line]] = carried.get(self.firm[line], 0.0) + self._value(line) * part
        return {firm for firm, share in carried.items() if share < least - EPSILON} - self.required

    def _plenty(self, package: str) -> float:
        return sum(self.most[line] for line in self.scope.by_package[package])

    def _value(self, line: int) -> float:
        total = self.scope.problem.total_value
        return float(self.scope.problem.values[self.package[line]] / total) if total else 0.0

    def _room(self, draft: Draft, line: int, barred: set[str]) -> float:
        """The most the line could take of its package, by the firm's limits and the rules on partners."""
        firm = self.firm[line]
        if firm in barred or (firm not in draft.partners and not self._may_join(draft, firm)):
            return 0.0
        room = self.most[line] - draft.parts.get(line, 0.0)
        for limit, draw in self.draws[line]:
            room = min(room, (1.0 - draft.drawn.get((firm, limit), 0.0)) / draw)
        return min(room, draft.left(self.package[line]))

    def _part(self, draft: Draft, line: int, room: float, reach: _Reach) -> float:
        """What the line would take now, so that the rest can still be done within the rules on splits; or 0."""
        package, firm = self.scope.lines[line].package, self.firm[line]
        there, left = draft.on.get(package.id, set()), draft.left(package.id)
        others = reach.most - len(there | {firm})
        if others < 0:
            return 0.0
        share = float(least_part(package))
        least = max(float(self.scope.lines[line].least) if line not in draft.parts else 0.0, EPSILON)
        if firm not in there:
            least = max(least, share)
        owed = max(package.min_suppliers - len(there | {firm}), 0)
        part = min(room, left - owed * max(share, float(PRESENCE)))
        if EPSILON < left - part < share:
            part = left - share
        if part < least or left - part > reach.beyond(firm, others) + EPSILON:
            return 0.0
        return part

    def _may_join(self, draft: Draft, firm: str) -> bool:
        if self.full(draft) or not self._enemies.get(firm, set()).isdisjoint(draft.partners):
            return False
        return all(
            firm not in group.firms or len(draft.partners.intersection(group.firms)) < group.count
            for group in self.policy.at_most
        )

    def _saved(self, draft: Draft, firm: str) -> float:
        return sum(amount for friend, amount in self._friends.get(firm, ()) if friend in draft.partners)

    def _floors(self) -> list[tuple[str, float]]:
        """Marks whose bearers carry at least a share of the value."""
        local = self.policy.local
        floors = [("local", float(local.min_share))] if local else []
        return floors + [(f"tag {tag}", float(share)) for tag, share in self.policy.tag_min_share.items()]

    def _counts(self) -> list[tuple[str, float]]:
        """Marks of which the partners have at least so many together."""
        counts = [(f"certificate {name}", 1.0) for name in self.policy.certificates_any]
        counts += [("lead", 1.0)] if self.policy.need_lead else []
        counts += [("standing", 1.0)] if self.policy.turnover_multiple else []
        return [*counts, ("partner", float(self.policy.min_partners))]


_LENT = ("lead", "standing", "partner")


class _Reach:
    """How much of a package the firms that have room could do, each firm counted once, at its roomiest."""

    def __init__(self, firm: list[str], rooms: dict[int, float], most: int | None) -> None:
        self.most = len(rooms) if most is None else most
        self._room: dict[str, float] = {}
        for line, room in rooms.items():
            self._room[firm[line]] = self._room.get(firm[line], 0.0) + room
        self._first = nlargest(self.most + 1, self._room.values())

    def beyond(self, firm: str, others: int) -> float:
        """What the roomiest `others` could do besides the firm."""
        mine = self._room.get(firm, 0.0)
        if others and mine >= self._first[min(others, len(self._first)) - 1]:
            return sum(self._first[: others + 1]) - mine
        return sum(self._first[:others])


def _draws(scope: Scope, line: Line) -> Draws:
    problem, offering = scope.problem, line.offering
    quantity, draws = Fraction(line.package.quantity), []
    if offering.capacity:
        draws.append((f"offering {line.pair.index}", quantity / Fraction(offering.capacity)))
    for resource, usage in offering.uses.items():
        if usage and line.firm.resources.get(resource):
            draws.append((resource, Fraction(usage) * quantity / Fraction(line.firm.resources[resource])))
    most = min(value_ceilings(problem, line.firm), default=None)
    if most and problem.values[line.package.id]:
        draws.append(("value", problem.values[line.package.id] / most))
    return [(name, float(draw)) for name, draw in draws]


def _worth(scope: Scope, line: Line) -> float:
    """What bonuses are a part of: the package's value, or where none is known what the line costs."""
    return float(scope.problem.values[line.package.id] or line.goods)


def _marks(scope: Scope, firm: Firm) -> dict[str, float]:
    problem, policy = scope.problem, scope.problem.policy
    marks = {"partner": 1.0}
    marks.update({f"tag {tag}": 1.0 for tag in sorted(firm.tags) if tag in policy.tag_min_share})
    if policy.local and is_local(firm, policy.local.regions):
        marks["local"] = 1.0
    if policy.need_lead and firm.can_lead:
        marks["lead"] = 1.0
    for name in policy.certificates_any:
        if firm.holds(name, problem.last_day):
            marks[f"certificate {name}"] = 1.0
    needed = Fraction(policy.turnover_multiple or 0) * problem.contract_value
    if needed and firm.turnover:
        marks["standing"] = float(min(Fraction(1), firm.turnover / needed))
    return marks


def _enemies(scope: Scope) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for a, b in scope.problem.policy.conflicts:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


def _friends(scope: Scope) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for pair in scope.problem.policy.familiar:
        found.setdefault(pair.a, []).append((pair.b, float(pair.amount)))
        found.setdefault(pair.b, []).append((pair.a, float(pair.amount)))
    return found

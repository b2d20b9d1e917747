"""Formation as a mixed-integer linear program: which columns there are, and what they mean.

    x[line]      how much of `line.most` it does                       0 … 1
    used[line]   the line is used: set-up is paid, the least order met  0 or 1, where that matters
    on[place]    the firm is on the package: haulage, splits, counts    0 or 1, where that matters
    partner[f]   the firm is a partner                                  0 or 1, where that matters
    both[pair]   two familiar firms are both partners                   0 … 1
    number[w]    how many firms are on the package                      whole, where that may be several

A yes-or-no column is made only where a cost or a rule hangs on it: the fewer, the faster. Where a line stands
alone at its place, one column serves as both `used` and `on`; where only one firm may be on the package, as
the quantity too; where a firm has one place and nothing to lend without work, as `partner` too. `number` says
nothing new, but to branch on it settles more than to branch on one firm. Rows are in `work_rows` and `partner_rows`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.problem import FormationProblem
from midas.solvers.formation.lines import Line, Place, Scope
from midas.solvers.formation.model import Model, Number

NUMBER = "number"
"""What the rows that count the firms on a package are called; they rule nothing."""

MANY = 8
"""From so many firms on, the number of those on a package is a column of its own."""

PRESENCE = Fraction(1, 10**6)
"""The least part of a package that counts as doing some of it, where a rule counts the firms that do."""

Term = tuple[int, Number]


@dataclass
class Formulation:
    """A model with the meaning of its columns."""

    scope: Scope
    model: Model
    x: list[int] = field(default_factory=list)
    used: dict[int, int] = field(default_factory=dict)
    on: dict[Place, int] = field(default_factory=dict)
    partner: dict[str, int] = field(default_factory=dict)
    both: dict[int, tuple[int, int]] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)

    @property
    def problem(self) -> FormationProblem:
        return self.scope.problem

    def part(self, line: int) -> Term:
        """The part of its package that a line does, as a term of a row."""
        return self.x[line], self.scope.lines[line].most

    def parts(self, lines: list[int]) -> list[Term]:
        """The part of a package that some of its lines do together."""
        return [self.part(line) for line in lines]

    def value(self, lines: list[int]) -> list[Term]:
        """The part of the whole value that lines carry."""
        values, total = self.problem.values, self.problem.total_value
        found: list[Term] = []
        for index in lines:
            line = self.scope.lines[index]
            found.append((self.x[index], line.most * values[line.package.id] / total))
        return found

    def presence(self, lines: list[int]) -> Fraction:
        """The least part that counts as work on these lines: no more than they can do."""
        return min(PRESENCE, sum((self.scope.lines[line].most for line in lines), Fraction(0)) or PRESENCE)

    def risk(self) -> list[Term]:
        """The expected loss, in minor units."""
        return [
            (column, line.most * line.risk)
            for column, line in zip(self.x, self.scope.lines, strict=True)
            if line.risk
        ]


def columns(
    scope: Scope, *, all_partners: bool = False, all_places: bool = False, lean: bool = True
) -> Formulation:
    """The columns of the program, with their costs; for every partner or place, or where it matters."""
    made = Formulation(scope, Model(_money(scope)))
    _quantities(made)
    _places(made, all_places)
    if all_partners or _partners_matter(scope):
        _partners(made, apart=all_places or not lean)
        if lean:
            _numbers(made)
    _familiarity(made)
    return made


def single(package: WorkPackage) -> bool:
    """True if one firm does the whole package."""
    return package.max_suppliers == 1


def counted(scope: Scope, package: WorkPackage) -> bool:
    """True if the number of firms on a package is limited in a way that could matter."""
    if package.min_suppliers > 1:
        return True
    most = package.max_suppliers
    return most is not None and most < len(
        {scope.lines[line].firm.id for line in scope.by_package[package.id]}
    )


def _quantities(made: Formulation) -> None:
    price = Fraction(made.problem.policy.risk_price)
    for line in made.scope.lines:
        alone = single(line.package) and len(made.scope.places[line.place]) == 1
        cost = line.most * (line.goods + price * line.risk if price and line.risk else line.goods)
        made.x.append(made.model.column(cost, whole=alone))


def _places(made: Formulation, all_places: bool) -> None:
    """`used` and `on`: a line alone at its place needs one column for both."""
    for place, members in made.scope.places.items():
        package, hauled = made.scope.lines[members[0]].package, made.scope.haulage.get(place, 0)
        fixed = [line for line in members if _has_fixed_part(made.scope.lines[line])]
        if len(members) == 1 and single(package):
            made.on[place] = made.x[members[0]]
        elif (
            all_places
            or hauled
            or package.min_split
            or counted(made.scope, package)
            or (fixed and len(members) == 1)
        ):
            made.on[place] = made.model.column(whole=True)
        if len(members) == 1 and place in made.on:
            made.used[members[0]] = made.on[place]
        else:
            made.used.update({line: made.model.column(whole=True) for line in fixed})
        if hauled:
            made.model.add_cost(made.on[place], hauled)
        for line in fixed:
            made.model.add_cost(made.used[line], made.scope.lines[line].offering.set_up)


def _has_fixed_part(line: Line) -> bool:
    return line.offering.set_up > 0 or line.least > 0


def _partners_matter(scope: Scope) -> bool:
    """True if a cost or a rule hangs on who is a partner."""
    policy = scope.problem.policy
    return any(
        (
            any(firm.engagement_cost for firm in scope.firms),
            policy.min_partners > 1,
            policy.max_partners is not None and policy.max_partners < len(scope.firms),
            policy.min_value_share,
            policy.turnover_multiple,
            policy.need_lead,
            policy.certificates_any,
            policy.require,
            policy.conflicts,
            policy.at_most,
            policy.familiar,
        )
    )


def _partners(made: Formulation, apart: bool) -> None:
    """A column for each firm, unless it is a partner just when it is on its one package (and not kept `apart`)."""
    required = set(made.problem.policy.require)
    places: dict[str, list[Place]] = {}
    for place in made.scope.places:
        places.setdefault(place[0], []).append(place)
    for firm in made.scope.firms:
        only = places.get(firm.id, [])
        if len(only) == 1 and only[0] in made.on and not (apart or firm.id in required | made.scope.lenders):
            made.partner[firm.id] = made.on[only[0]]
            made.model.add_cost(made.on[only[0]], firm.engagement_cost)
        else:
            low = 1.0 if firm.id in required else 0.0
            made.partner[firm.id] = made.model.column(firm.engagement_cost, low=low, whole=True)


def _numbers(made: Formulation) -> None:
    """How many firms are on each package that several may be on."""
    on: dict[str, list[int]] = {}
    for (_, package), column in made.on.items():
        on.setdefault(package, []).append(column)
    for package, switches in on.items():
        most = made.problem.package[package].max_suppliers
        if most == 1 or len(switches) < MANY:
            continue
        column = made.model.column(high=float(min(most or len(switches), len(switches))), whole=True)
        made.number[package] = column
        made.model.row([*((switch, 1) for switch in switches), (column, -1)], 0.0, 0.0, NUMBER, package)


def _familiarity(made: Formulation) -> None:
    for pair in made.problem.policy.familiar:
        if pair.a in made.partner and pair.b in made.partner and pair.amount:
            together = made.model.column(-pair.amount)
            made.both[together] = made.partner[pair.a], made.partner[pair.b]
            made.model.row([(together, 1), (made.partner[pair.a], -1)], high=0.0)
            made.model.row([(together, 1), (made.partner[pair.b], -1)], high=0.0)


def _money(scope: Scope) -> float:
    """The power of two that brings what a plan costs, roughly, to 1e4, and no single cost beyond 1e8.

    HiGHS loses its footing where duals grow past that.
    """
    cheapest = [
        min((scope.lines[line].goods for line in lines), default=Fraction(0))
        for lines in scope.by_package.values()
    ]
    engaged = sorted(firm.engagement_cost for firm in scope.firms)
    rough = sum(cheapest, Fraction(0)) + sum(engaged[: len(cheapest)])
    single = [line.goods + line.offering.set_up for line in scope.lines]
    dearest = max([*single, *map(Fraction, engaged)], default=Fraction(0))
    unit = max(float(rough) / 1e4, float(dearest) / 1e8)
    return 2.0 ** math.floor(math.log2(unit)) if unit > 1 else 1.0

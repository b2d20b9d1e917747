"""The bound for all firms, from a linear program over few: firms join it by price, and rounded rows sharpen it.

The program starts with the firms that look cheapest and grows by those whose reduced cost at its own prices is
negative, until there are none; rows of `cuts` are added in between. At any moment `bound` holds for every firm of the
problem, and `through` is a bound on every plan that a given firm is in: what the search chooses its core by, and
what it needs no more than to look at a few hundred firms of very many for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import highspy
import numpy as np
from highspy._core import _Highs
from scipy.sparse import csr_array

from midas.core.formation.limits import Rule
from midas.core.formation.problem import FormationProblem
from midas.core.formation.table import Floats, Places, Table
from midas.solvers.formation.cuts import Cut, Terms, separate
from midas.solvers.formation.exact import formulate
from midas.solvers.formation.formulation import Formulation
from midas.solvers.formation.highs import linear_engine
from midas.solvers.formation.lines import scope_of
from midas.solvers.formation.model import INFINITY, Model, Row, laid_out
from midas.solvers.formation.pace import Clock
from midas.solvers.formation.partner_rows import value_unit
from midas.solvers.formation.pricing import Entries, Prices, reduced_costs, rounded_rows

PER_PACKAGE = 6
"""How many of the cheapest firms of each package, and of each kind that a floor asks for, begin."""

JOINING = 12
"""How many firms of each package, and how many without work, join at a time."""

ROUNDED = {Rule.DEMAND.value, Rule.LOCAL.value, Rule.TAG.value, Rule.TURNOVER.value}
"""The rules whose rows are rounded."""

CUTS_EACH = 3
NEAR = 1e-7
"""A reduced cost below minus this (in model units) asks a firm in."""

ROUNDS_BETWEEN = 3
"""Rounds of cuts before firms are asked in again: to make the program anew costs more than a round."""

STALLED = 1e-4
PATIENCE = 2
"""When firms were asked in and the bound had risen by less than this part of it, so often in turn, it is sharp."""

Rules = Callable[[Formulation], Sequence[Row]]
"""Rows for a program, whatever firms it holds."""

STRAIN, MOST_STRAIN = 100.0, 1e3
"""What breaking a row beside the policy's by 1 costs, in values of the whole contract; and by how much it may be."""

SAFETY = 1e-9
"""The part of itself by which a bound is lowered for the rounding of floating point."""


@dataclass
class Root:
    """The program over some firms, and what it proves of all. Money is in units of `money`."""

    problem: FormationProblem
    money: float = 1.0
    chosen: set[int] = field(default_factory=set)
    cuts: list[Cut] = field(default_factory=list)
    binding: list[Cut] = field(default_factory=list)
    bound: float = -INFINITY
    sharp: bool = False
    through: Floats = field(default_factory=lambda: np.zeros(0))
    support: set[int] = field(default_factory=set)
    rules: Rules | None = None

    @cached_property
    def rows(self) -> dict[tuple[str, str], Entries]:
        """The rounded rows over all pairs."""
        return rounded_rows(self.problem)

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each firm by id."""
        return {firm.id: place for place, firm in enumerate(self.problem.firms)}

    @cached_property
    def required(self) -> set[int]:
        """The places of the firms that the policy requires."""
        return {self.place[name] for name in self.problem.policy.require}

    def names(self, places: set[int]) -> frozenset[str]:
        """The ids of firms by place."""
        return frozenset(self.problem.firms[place].id for place in places)

    def under(self, rules: Rules) -> Root:
        """The root of the plans that keep more rows: what is proven of all plans is proven of them.

        `pricing` knows the rows' entries for the firms outside the program, or they are ceilings.
        """
        known = replace(self, chosen=set(self.chosen), cuts=list(self.cuts), rules=rules)
        known.__dict__["rows"] = self.rows
        return known

    def binding_rows(self, made: Formulation) -> list[Row]:
        """The cuts that the bound rests on, as rows of a program over whatever firms."""
        terms = {(one.rule, one.subject): one for one in _terms(made, ())}
        found = [cut.row(terms[cut.base]) for cut in self.binding if cut.base in terms]
        return [Row(tuple(entries.items()), right, INFINITY) for entries, right in found]

    def core(self, size: int, below: float = INFINITY) -> tuple[frozenset[str], float]:
        """About `size` firms that plans below a cost most likely hold, and a bound on all plans that hold others."""
        wanted = np.flatnonzero(self.through < below)
        wanted = wanted[np.argsort(self.through[wanted], kind="stable")[:size]]
        inside = np.zeros(len(self.through), np.bool_)
        inside[wanted] = True
        inside[list(self.support)] = True
        inside[list(self.required)] = True
        others = self.through[~inside]
        names = self.names({int(place) for place in np.flatnonzero(inside)})
        return names, float(others.min(initial=INFINITY))


def start(problem: FormationProblem) -> Root:
    """The program's first firms: the cheapest all told of each package, locals and bearers of tags among them."""
    root, table = Root(problem), problem.table
    once = table.engagement[table.firm] + table.set_up + table.haulage
    whole = table.goods + float(problem.policy.risk_price) * table.risk + once / np.maximum(table.most, 1e-9)
    kinds = [np.ones(len(table.firm), np.bool_), table.local[table.firm]]
    kinds += [bearers[table.firm] for bearers in table.tags.values()]
    for package in range(len(problem.work_packages)):
        there = np.flatnonzero((table.package == package) & (table.most > 0) & (table.least <= table.most))
        ranked = there[np.argsort(whole[there], kind="stable")]
        for kind in kinds:
            root.chosen |= {int(place) for place in table.firm[ranked[kind[ranked]][:PER_PACKAGE]]}
    root.chosen |= _first_lenders(table) | root.required
    return root


def _first_lenders(table: Table) -> set[int]:
    """A few firms that lend much for what they cost, and of each certificate and those fit to lead the cheapest."""
    idle = np.flatnonzero(table.may_idle)
    per_pound = table.engagement[idle] / np.maximum(table.turnover[idle], 1.0)
    found = {int(place) for place in idle[np.argsort(per_pound, kind="stable")[:JOINING]]}
    for marked in (table.can_lead, *table.holds.values()):
        bearers = np.flatnonzero(marked)
        found |= {
            int(one) for one in bearers[np.argsort(table.engagement[bearers], kind="stable")[:PER_PACKAGE]]
        }
    return found


def sharpen(root: Root, clock: Clock, rounds: int) -> bool:
    """Let firms join and cuts be added, for at most `rounds` rounds of cuts; False if the program has no solution."""
    program = settled = _settled(root, clock)
    before, stale = root.bound, 0
    for turn in range(1, rounds + 1):
        if program is None or not clock.left or not program.cut():
            break
        settled = None  # until the firms have been asked again
        if not program.solve(clock):
            break
        if turn % ROUNDS_BETWEEN:
            program.price()
            continue
        program = settled = _settled(root, clock)
        stale = stale + 1 if root.bound - before < STALLED * abs(root.bound) else 0
        before = root.bound
        if stale == PATIENCE:
            break
    return program is not None and (settled or _settled(root, clock)) is not None


def _settled(root: Root, clock: Clock) -> _Program | None:
    """The program solved, with every firm in it that it asks for as far as the time allows; none without a solution."""
    while True:
        program = _Program(root)
        if not program.solve(clock):
            return None
        joining = program.price()
        root.chosen |= joining
        if not joining or not clock.left:
            return program


class _Program:
    """The linear program over the firms of a root, ready to be solved again as rows are added."""

    def __init__(self, root: Root) -> None:
        self.root = root
        named = root.rules is not None
        self.made = formulate(scope_of(root.problem, root.names(root.chosen)), all_partners=named)
        self.model = self.made.model.relaxed()
        root.money = self.model.money
        rules = list(root.rules(self.made)) if root.rules else []
        self.terms = {(one.rule, one.subject): one for one in _terms(self.made, rules)}
        self.strain: dict[tuple[str, str], int] = {}
        self._add_rules(rules)
        self.rows: list[Row] = [*self.model.rows]
        self.used: list[Cut] = []
        self.engine: _Highs = linear_engine(self.model)
        for cut in root.cuts:
            self._add(cut)

    def _add_rules(self, rules: Sequence[Row]) -> None:
        """The rows asked for beside the policy's, which the few firms here may break at a price: to lower what a plan
        costs leaves the bound true, and firms that break them less can be found."""
        model, first, more = self.model, len(self.model.cost), len(rules)
        price = STRAIN * value_unit(self.root.problem) / model.money
        self.model = Model(
            model.money,
            [*model.cost, *[price] * more],
            [*model.low, *[0.0] * more],
            [*model.high, *[MOST_STRAIN] * more],
            [False] * (first + more),
            [*model.rows, *(_strained(row, first + place) for place, row in enumerate(rules))],
        )
        self.strain = {(row.rule, row.subject): first + place for place, row in enumerate(rules)}

    def _add(self, cut: Cut) -> None:
        terms = self.terms.get(cut.base)
        if terms is None:
            return
        found, right = cut.row(terms)
        if cut.base in self.strain:
            # What breaks a row, as it breaks what was rounded from it: the coefficient of a quantity.
            found[self.strain[cut.base]] = 1.0 / (cut.divisor * cut.fraction)
        columns, values = np.array(list(found), np.int32), np.array(list(found.values()))
        self.engine.addRow(right, highspy.kHighsInf, len(columns), columns, values)
        self.rows.append(Row(tuple(found.items()), right, INFINITY))
        self.used.append(cut)

    def solve(self, clock: Clock) -> bool:
        """Solve it; True if there is a solution."""
        self.engine.setOptionValue("time_limit", self.engine.getRunTime() + clock.left + 1.0)
        self.engine.run()
        return bool(self.engine.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def price(self) -> set[int]:
        """Work out the bound for all firms at the program's prices; returns the firms to ask in."""
        root, duals = self.root, np.array(self.engine.getSolution().row_dual)
        own, duals = self._bound(duals)
        plain = len(self.model.rows)
        prices: dict[tuple[str, str], float] = {}
        for row, dual in zip(self.rows[:plain], duals[:plain], strict=True):
            if row.rule and dual:
                prices[row.rule, row.subject] = prices.get((row.rule, row.subject), 0.0) + float(dual)
        cuts = [(cut, float(dual)) for cut, dual in zip(self.used, duals[plain:], strict=True) if dual > 0]
        inside = np.zeros(len(root.problem.firms), np.bool_)
        inside[list(root.chosen)] = True
        root.binding = [cut for cut, _ in cuts]
        reduced = reduced_costs(root.problem, Prices(prices, cuts), root.money, inside, root.rows)
        negative = np.flatnonzero(~inside & (reduced < -NEAR))
        wanted = np.sort(reduced[negative])[: root.problem.policy.max_partners]
        bound = own + float(wanted.sum())
        if bound - SAFETY * abs(bound) > root.bound:
            root.bound = bound - SAFETY * abs(bound)
        through = (bound - SAFETY * abs(bound)) + np.maximum(reduced, 0.0)
        root.through = np.maximum(root.through, through) if len(root.through) else through
        values = np.array(self.engine.getSolution().col_value)
        used = (name for name, column in self.made.partner.items() if values[column] > 1e-7)
        root.support = {root.place[name] for name in used}
        return self._joining(negative, reduced)

    def _bound(self, duals: Floats) -> tuple[float, Floats]:
        """What the duals prove of the program itself, computed from them; duals of the wrong sign are dropped."""
        low = np.array([row.low for row in self.rows])
        high = np.array([row.high for row in self.rows])
        duals = np.where((duals > 0) & np.isinf(low) | (duals < 0) & np.isinf(high), 0.0, duals)
        starts, columns, values = laid_out(self.rows)
        matrix = csr_array((values, columns, starts), shape=(len(self.rows), len(self.model.cost)))
        slack = np.array(self.model.cost) - matrix.T @ duals
        side = np.where(duals > 0, np.where(np.isinf(low), 0, low), np.where(np.isinf(high), 0, high))
        ends = np.where(slack > 0, np.array(self.model.low), np.array(self.model.high))
        return float(duals @ side + slack @ ends), duals

    def _joining(self, negative: Places, reduced: Floats) -> set[int]:
        """The firms that would help most: some of each package, some without work."""
        table = self.root.problem.table
        ranked = [int(place) for place in negative[np.argsort(reduced[negative], kind="stable")]]
        if len(ranked) <= JOINING * 4:
            return set(ranked)
        packages: dict[int, list[int]] = {}
        working = np.isin(table.firm, negative)
        for firm, package in zip(table.firm[working].tolist(), table.package[working].tolist(), strict=True):
            packages.setdefault(firm, []).append(package)
        counts: dict[int, int] = {}
        joining: set[int] = set()
        for place in ranked:
            for package in packages.get(place, [-1]):
                counts[package] = counts.get(package, 0) + 1
                if counts[package] <= JOINING:
                    joining.add(place)
        return joining

    def cut(self) -> bool:
        """Round the rows that the solution leaves room to; True if that gave new ones."""
        values = np.array(self.engine.getSolution().col_value)
        found = [cut for terms in self.terms.values() for cut in separate(terms, values, CUTS_EACH)]
        for cut in found:
            self._add(cut)
            self.root.cuts.append(cut)
        return bool(found)


def _strained(row: Row, column: int) -> Row:
    """The row, kept only with the help of a column."""
    return row._replace(terms=(*row.terms, (column, 1.0 if row.low > -INFINITY else -1.0)))


def _terms(made: Formulation, more: Sequence[Row]) -> list[Terms]:
    """The rows to round, of the program and `more`, with the switch of each quantity."""
    switch = {column: column for column in range(len(made.model.cost))}
    keys: dict[int, object] = {column: firm for firm, column in made.partner.items()}
    for index, line in enumerate(made.scope.lines):
        above = made.used.get(index, made.on.get(line.place, made.partner.get(line.firm.id)))
        switch[made.x[index]] = made.x[index] if above is None else above
        keys[made.x[index]] = (line.firm.id, line.pair.index, line.package.id)
    rows = [row for row in (*made.model.rows, *more) if row.rule in ROUNDED and row.terms]
    return [
        Terms(
            row.rule,
            row.subject,
            row.low,
            np.array([value for _, value in row.terms]),
            np.array([column for column, _ in row.terms]),
            np.array([switch[column] for column, _ in row.terms]),
            tuple(keys[column] for column, _ in row.terms),
        )
        for row in rows
        if all(made.model.whole[switch[column]] for column, _ in row.terms)
    ]

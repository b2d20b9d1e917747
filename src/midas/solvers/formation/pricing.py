"""What every firm would be worth to a plan at given prices: the check, over all firms, of a bound found with few.

The prices are the duals of a linear program over some firms (its rows by rule and subject). A firm's reduced cost is
the least that it, with any of its work, adds to the plan's cost beyond what the prices pay for it; a plan costs no less
than the prices' worth of the rules plus the negative reduced costs of the firms that it takes in. So the bound holds
for all firms whatever the prices are (Lagrangian relaxation: Geoffrion, Mathematical Programming Study 2, 1974).
A firm's own limits across packages are left aside, which can only make the bound lower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from midas.core.formation.limits import Rule
from midas.core.formation.policy import Policy
from midas.core.formation.problem import FormationProblem
from midas.core.formation.table import Flags, Floats, Places, Table
from midas.solvers.formation.cuts import Cut
from midas.solvers.formation.formulation import NUMBER
from midas.solvers.formation.partner_rows import RISK, value_unit

Row = tuple[str, str]
"""A row's rule and subject."""

Entries = tuple[Floats, Places]
"""Coefficients, and the places of the pairs that have them."""


@dataclass(frozen=True)
class Prices:
    """The duals of rows by rule and subject (≥ 0 of a floor, ≤ 0 of a ceiling), and of cuts."""

    rows: Mapping[Row, float]
    cuts: Sequence[tuple[Cut, float]]

    def of(self, rule: Rule, subject: str = "") -> float:
        """The dual of one row; 0 where there is none."""
        return self.rows.get((rule.value, subject), 0.0)


def reduced_costs(
    problem: FormationProblem, prices: Prices, money: float, inside: Flags, rows: Mapping[Row, Entries]
) -> Floats:
    """By firm, in units of `money`: the least it adds to a plan; infinite where it can be no partner.

    `inside` marks the firms of the program that the prices come from, `rows` are those of `rounded_rows`.
    """
    table = problem.table
    partner = _partners(problem, table, prices, money)
    gained, nearest = _by_firm(table, _work(problem, prices, money, inside, rows), len(partner))
    idle = np.where(table.may_idle, partner + gained, np.inf)
    working = partner + np.where(gained < 0, gained, nearest)
    return np.minimum(idle, working)


def _partners(problem: FormationProblem, table: Table, prices: Prices, money: float) -> Floats:
    """What being a partner costs each firm, beyond what the rules on partners pay for it."""
    policy = problem.policy
    needed = float(policy.turnover_multiple or 0) * float(problem.contract_value)
    standing = np.minimum(1.0, table.turnover / needed) if needed else np.zeros(len(table.turnover))
    cost = (table.engagement - table.saved) / money
    cost -= prices.of(Rule.MIN_PARTNERS) + prices.of(Rule.MAX_PARTNERS)
    cost -= prices.of(Rule.TURNOVER) * standing + prices.of(Rule.LEAD) * table.can_lead
    for name, held in table.holds.items():
        cost -= prices.of(Rule.CERTIFICATES_ANY, name) * held
    cost -= prices.of(Rule.CEILING) * (table.engagement - table.saved) / _unit(policy)
    for cut, dual in prices.cuts:
        if cut.rule == Rule.TURNOVER:
            cost -= dual * cut.step(standing)
    return cost


def _work(
    problem: FormationProblem, prices: Prices, money: float, inside: Flags, rows: Mapping[Row, Entries]
) -> Floats:
    """By pair: the least that working on the package adds, beyond what the rules on work pay for it.

    A cut may count a firm's presence or its quantity. A firm outside the program is free to be held to either
    throughout, and is to the one that leaves more; of one inside the more that any cut may pay counts.
    """
    table = problem.table
    fixed, whole = _uncut(problem, prices, money)
    least = np.clip(table.least / np.maximum(table.most, 1e-12), 0.0, 1.0)
    on, part, little = fixed.copy(), whole.copy(), whole * least
    for cut, dual in prices.cuts:
        if cut.base in rows:
            amounts, there = rows[cut.base]
            presence, quantity = dual * cut.step(amounts), dual * amounts / (cut.divisor * cut.fraction)
            on[there] -= presence
            part[there] -= quantity
            little[there] -= np.maximum(presence, quantity * least[there])
    held = np.maximum(on + np.minimum(whole * least, whole), fixed + np.minimum(part * least, part))
    free = fixed + np.minimum(part, little)
    cost = np.where(inside[table.firm], free, held)
    return np.where(table.least > table.most * (1 + 1e-9), np.inf, cost)


def _uncut(problem: FormationProblem, prices: Prices, money: float) -> tuple[Floats, Floats]:
    """By pair: what being on the package adds, and what doing all that is possible of it does, but for cuts."""
    table, policy = problem.table, problem.policy
    ceiling = prices.of(Rule.CEILING) / _unit(policy)
    names = [package.id for package in problem.work_packages]
    share = table.most * table.worth
    fixed = (table.set_up + table.haulage) * (1 / money - ceiling)
    fixed -= _by_package(names, prices, Rule.MIN_SUPPLIERS, Rule.MAX_SUPPLIERS)[table.package]
    # Whether the firms outside count in the number of those on a package is free; the more it pays, counts.
    numbers = np.array([max(prices.rows.get((NUMBER, name), 0.0), 0.0) for name in names])
    fixed -= numbers[table.package]
    limit = prices.rows.get((RISK, ""), 0.0) / value_unit(problem)
    risk = table.risk * (float(policy.risk_price) / money - limit)
    whole = table.most * (table.goods * (1 / money - ceiling) + risk)
    whole -= _by_package(names, prices, Rule.DEMAND)[table.package] * table.most
    whole -= prices.of(Rule.LOCAL, "local") * share * table.local[table.firm]
    for tag, bearers in table.tags.items():
        whole -= prices.of(Rule.TAG, tag) * share * bearers[table.firm]
    return fixed, whole


def rounded_rows(problem: FormationProblem) -> dict[Row, Entries]:
    """The rows on work that are rounded, over all pairs: the coefficients, and which pairs have them."""
    table, policy = problem.table, problem.policy
    share = table.most * table.worth
    marked = {(Rule.TAG.value, tag): bearers for tag, bearers in table.tags.items()}
    if policy.local is not None:
        marked[Rule.LOCAL.value, "local"] = table.local
    rows: dict[Row, Entries] = {}
    for place, package in enumerate(problem.work_packages):
        there = np.flatnonzero(table.package == place)
        rows[Rule.DEMAND.value, package.id] = table.most[there], there
    for row, bearers in marked.items():
        there = np.flatnonzero(bearers[table.firm])
        rows[row] = share[there], there
    return rows


def _by_package(names: Sequence[str], prices: Prices, *rules: Rule) -> Floats:
    return np.array([sum(prices.of(rule, name) for rule in rules) for name in names])


def _by_firm(table: Table, work: Floats, firms: int) -> tuple[Floats, Floats]:
    """Per firm, all it gains by its work together (≤ 0), and what its least bad piece of work adds."""
    gained: Floats = np.bincount(table.firm, np.minimum(work, 0.0), firms).astype(np.float64)
    nearest: Floats = np.full(firms, np.inf)
    np.minimum.at(nearest, table.firm, work)
    return gained, nearest


def _unit(policy: Policy) -> float:
    """What the row on cost is divided by."""
    return float(max(policy.ceiling or 1, 1))

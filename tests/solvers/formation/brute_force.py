"""The best plan of a tiny problem by trying every choice: written from the format's text, sharing no solver code.

Every set of lines (an offering on a package it may do) times every set of further partners is a choice; what is
left is a linear program in the quantities, solved by SciPy. A firm is on a package with any quantity above zero,
so where `min_suppliers` asks for more than one, or a firm may stand only as one that works (`certificates_all`), the
least cost is only come near to; a used line has at least a millionth of the package there, as the engine also says.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from midas.core.formation.plan import Allocation, Plan
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import haulage, unit_risk

SLIVER = 1e-6

T = TypeVar("T")
Numbers = npt.NDArray[np.float64]
Line = tuple[str, int, str]
"""Firm, offering, package."""


def best_objective(problem: FormationProblem) -> float | None:
    """The least cost and priced risk of any plan within the rules; `None` if there is none."""
    best = best_plan(problem)
    return None if best is None else best[0]


def best_plan(problem: FormationProblem) -> tuple[float, Plan] | None:
    """The best plan within the rules, and its objective; `None` if there is none.

    Choices are tried in the order of the least they could cost, so that once one is dearer than the best plan so
    far, so are all that follow.
    """
    lines = [(pair.firm.id, pair.index, pair.package.id) for pair in problem.pairs]
    price = {line: _price(problem, line) for line in lines}
    teams = {frozenset(workers): _teams(problem, set(workers)) for workers in _subsets(list(problem.firm))}
    choices = [
        (least + standing_cost, used, team)
        for used in _subsets(lines)
        if _covers(problem, used)
        for least in [_least(problem, used, price)]
        for standing_cost, team in teams[frozenset(firm for firm, _, _ in used)]
    ]
    best: tuple[float, Plan] | None = None
    for least, used, team in sorted(choices, key=lambda choice: choice[0]):
        if best is not None and least >= best[0]:
            break
        found = _quantities(problem, used, team, price)
        if found is not None and (best is None or found[0] < best[0]):
            best = found[0], _plan(used, team, found[1])
    return best


def _plan(used: tuple[Line, ...], team: set[str], quantities: list[float]) -> Plan:
    rows = (
        Allocation(*line, Decimal(str(round(quantity, 12))))
        for line, quantity in zip(used, quantities, strict=True)
    )
    return Plan(tuple(row for row in rows if row.quantity), tuple(sorted(team)))


def _teams(problem: FormationProblem, workers: set[str]) -> list[tuple[float, set[str]]]:
    """Who may stand together where these firms work (they and any others, who idle), and what that costs."""
    others = [firm.id for firm in problem.firms if firm.id not in workers]
    return [
        (_standing_cost(problem, workers | set(idle)), workers | set(idle))
        for idle in _subsets(others)
        if _may_stand(problem, workers | set(idle), set(idle))
    ]


def _least(problem: FormationProblem, used: tuple[Line, ...], price: dict[Line, float]) -> float:
    """What these lines cost at least: all of a package at the lowest of their prices, with risk, and set up."""
    lowest = {
        package.id: min(price[line] for line in used if line[2] == package.id)
        for package in problem.work_packages
    }
    goods = sum(each * float(problem.package[package].quantity) for package, each in lowest.items())
    return goods + _line_cost(problem, used)


def _price(problem: FormationProblem, line: Line) -> float:
    """What one more unit on a line adds to the objective."""
    firm, offering = problem.firm[line[0]], problem.firm[line[0]].offerings[line[1]]
    risk = unit_risk(problem, firm, problem.package[line[2]])
    return float(offering.unit_price) + float(problem.policy.risk_price) * float(risk)


def _subsets(items: list[T]) -> Iterator[tuple[T, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


def _covers(problem: FormationProblem, used: tuple[Line, ...]) -> bool:
    for package in problem.work_packages:
        firms = {firm for firm, _, wanted in used if wanted == package.id}
        if not firms or len(firms) < package.min_suppliers:
            return False
        if package.max_suppliers is not None and len(firms) > package.max_suppliers:
            return False
    return True


def _may_stand(problem: FormationProblem, partners: set[str], idle: set[str]) -> bool:
    policy, firms = problem.policy, [problem.firm[name] for name in sorted(partners)]
    turnover = sum(firm.turnover or 0 for firm in firms)
    contract = float(problem.contract_value)
    day = problem.last_day
    return all(
        (
            len(partners) >= policy.min_partners,
            policy.max_partners is None or len(partners) <= policy.max_partners,
            set(policy.require) <= partners,
            not set(policy.exclude) & partners,
            all(not set(pair) <= partners for pair in policy.conflicts),
            all(len(set(group.firms) & partners) <= group.count for group in policy.at_most),
            not policy.need_lead or any(firm.can_lead for firm in firms),
            policy.turnover_multiple is None or turnover >= float(policy.turnover_multiple) * contract,
            all(any(firm.holds(name, day) for firm in firms) for name in policy.certificates_any),
            not any(problem.firm[name].blocked for name in idle),
            all(problem.firm[name].holds(held, day) for name in idle for held in policy.certificates_all),
        )
    )


def _quantities(
    problem: FormationProblem, used: tuple[Line, ...], partners: set[str], price: dict[Line, float]
) -> tuple[float, list[float]] | None:
    """The least objective over the quantities of the used lines, and those; fixed costs are all paid."""
    asked = program(problem, used, partners)
    low, most = np.array([low for low, _ in asked.bounds]), np.array([_size(problem, line) for line in used])
    if _out_of_reach(np.array(asked.rows), np.array(asked.limits), low, most):
        return None
    found = _solved(asked._replace(cost=[price[line] for line in used]))
    return None if found is None else (found[0] + fixed_costs(problem, used, partners), found[1])


class Program(NamedTuple):
    """A linear program in the quantities of the used lines: rows at most their limits, equalities, bounds."""

    cost: list[float]
    rows: list[list[float]]
    limits: list[float]
    equal: list[list[float]]
    quantity: list[float]
    bounds: list[tuple[float, float | None]]


def choices(problem: FormationProblem) -> Iterator[tuple[tuple[Line, ...], set[str]]]:
    """Every set of lines that covers the work, with every team that may stand together and has their firms."""
    lines = [(pair.firm.id, pair.index, pair.package.id) for pair in problem.pairs]
    for used in _subsets(lines):
        if _covers(problem, used):
            for _, team in _teams(problem, {firm for firm, _, _ in used}):
                yield used, team


def least(asked: Program) -> float | None:
    """The least cost of a program; `None` where nothing fits."""
    if not asked.cost:
        return 0.0 if all(limit >= -1e-9 for limit in asked.limits) and not any(asked.quantity) else None
    found = _solved(asked)
    return None if found is None else found[0]


def fixed_costs(problem: FormationProblem, used: tuple[Line, ...], partners: set[str]) -> float:
    """What is paid for a choice whatever the quantities."""
    return _line_cost(problem, used) + _standing_cost(problem, partners)


def _solved(asked: Program) -> tuple[float, list[float]] | None:
    rows = (np.array(asked.rows), np.array(asked.limits)) if asked.rows else (None, None)
    equal = (np.array(asked.equal), asked.quantity) if asked.equal else (None, None)
    found = linprog(np.array(asked.cost), *rows, *equal, asked.bounds)
    return (float(found.fun), found.x.tolist()) if found.status == 0 else None


def _size(problem: FormationProblem, line: Line) -> float:
    return float(problem.package[line[2]].quantity)


def program(problem: FormationProblem, used: tuple[Line, ...], partners: set[str]) -> Program:
    """The program of one choice; its cost is that of goods and priced risk."""
    policy, values, total = problem.policy, problem.values, float(problem.total_value)
    quantity = {package.id: float(package.quantity) for package in problem.work_packages}
    rows: list[list[float]] = []
    limits: list[float] = []

    def at_most(row: list[float], limit: float) -> None:
        rows.append(row)
        limits.append(limit)

    def over(chosen: dict[Line, float]) -> list[float]:
        return [chosen.get(line, 0.0) for line in used]

    worth = {line: float(values[line[2]]) / quantity[line[2]] for line in used}
    equal = [over({line: 1.0 for line in used if line[2] == package}) for package in quantity]
    for firm in problem.firms:
        mine = [line for line in used if line[0] == firm.id]
        for index, offering in enumerate(firm.offerings):
            if offering.capacity is not None:
                at_most(over({line: 1.0 for line in mine if line[1] == index}), float(offering.capacity))
        for resource, there in firm.resources.items():
            draw = {line: float(firm.offerings[line[1]].uses.get(resource, 0)) for line in mine}
            at_most(over(draw), float(there))
        for package in problem.work_packages:
            together = {line: -1.0 for line in mine if line[2] == package.id}
            if together:
                at_most(over(together), -float(package.min_split) * quantity[package.id])
        carried = {line: worth[line] for line in mine}
        if policy.share_cap is not None:
            at_most(over(carried), float(policy.share_cap) * total)
        if policy.standing_multiple is not None and firm.turnover is not None:
            multiple = float(policy.standing_multiple)
            at_most(over({line: multiple * value for line, value in carried.items()}), float(firm.turnover))
        if policy.min_value_share is not None and firm.id in partners and firm.id not in policy.require:
            least = float(policy.min_value_share) * total
            at_most(over({line: -value for line, value in carried.items()}), -least)
    if policy.local is not None:
        local = {
            line: -worth[line]
            for line in used
            if (problem.firm[line[0]].region or "?").startswith(policy.local.regions)
        }
        at_most(over(local), -float(policy.local.min_share) * total)
    for tag, share in policy.tag_min_share.items():
        bearing = {line: -worth[line] for line in used if tag in problem.firm[line[0]].tags}
        at_most(over(bearing), -float(share) * total)
    goods = [float(problem.firm[firm].offerings[index].unit_price) for firm, index, _ in used]
    fixed = fixed_costs(problem, used, partners)
    if policy.ceiling is not None:
        at_most(goods, policy.ceiling - fixed)
    everywhere = bool(policy.certificates_all)
    counted = {package.id for package in problem.work_packages if everywhere or package.min_suppliers > 1}
    sliver = {package: SLIVER * quantity[package] if package in counted else 0.0 for package in quantity}
    orders = [float(problem.firm[firm].offerings[index].min_order) for firm, index, _ in used]
    bounds = [(max(order, sliver[line[2]]), None) for order, line in zip(orders, used, strict=True)]
    cost = [_price(problem, line) for line in used]
    return Program(cost, rows, limits, equal, list(quantity.values()), bounds)


def _out_of_reach(rows: Numbers, limits: Numbers, least: Numbers, most: Numbers) -> bool:
    """True if some row alone shows that no quantities from `least` to `most` will do; saves a linear program."""
    if (least > most).any():
        return True
    if not rows.size:
        return False
    reached = np.minimum(rows * least, rows * most).sum(axis=1)
    return bool((reached > limits + 1e-6 * np.maximum(1.0, np.abs(limits))).any())


def _line_cost(problem: FormationProblem, used: tuple[Line, ...]) -> float:
    """What using these lines costs, whatever the quantities."""
    places = {(firm, package) for firm, _, package in used}
    return float(
        sum(problem.firm[firm].offerings[index].set_up for firm, index, _ in used)
        + sum(haulage(problem, problem.firm[firm], problem.package[package]) for firm, package in places)
    )


def _standing_cost(problem: FormationProblem, partners: set[str]) -> float:
    """What it costs, or saves, that these are partners."""
    return float(
        sum(problem.firm[firm].engagement_cost for firm in partners)
        - sum(pair.amount for pair in problem.policy.familiar if {pair.a, pair.b} <= partners)
    )

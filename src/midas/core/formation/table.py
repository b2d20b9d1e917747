"""A formation problem as columns of numbers: what a search over very many firms reads at once.

One entry per eligible pair, in the order of `FormationProblem.pairs`, and one per firm. Figures are floats, for
solvers that choose where to look; what is chosen is worked out exactly elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from midas.core.formation.problem import FormationProblem, may_idle
from midas.core.formation.score import is_local
from midas.core.values.places import EARTH_RADIUS_KM

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Table:
    """Columns over pairs, then over firms. Money is in minor units, parts are of the pair's package.

    `firm` and `package` are places in the problem's lists; `goods` and `risk` are for the whole package; `haulage` is
    shared out over the offerings of a firm on a package. `saved` is the most that familiarity with the firm can save.
    """

    firm: Places
    package: Places
    most: Floats
    least: Floats
    goods: Floats
    risk: Floats
    set_up: Floats
    haulage: Floats
    worth: Floats
    engagement: Floats
    turnover: Floats
    saved: Floats
    can_lead: Flags
    may_idle: Flags
    local: Flags
    tags: dict[str, Flags]
    holds: dict[str, Flags]


def table_of(problem: FormationProblem) -> Table:
    """The columns of a problem."""
    number = {firm.id: place for place, firm in enumerate(problem.firms)}
    order = {package.id: place for place, package in enumerate(problem.work_packages)}
    pairs, firms, policy = problem.pairs, problem.firms, problem.policy
    firm = np.fromiter((number[pair.firm.id] for pair in pairs), np.int64, len(pairs))
    package = np.fromiter((order[pair.package.id] for pair in pairs), np.int64, len(pairs))
    quantity = _floats(one.quantity for one in problem.work_packages)[package]
    values = np.array([float(problem.values[one.id]) for one in problem.work_packages])
    total = float(problem.total_value)
    reliability = _floats(one.reliability for one in firms)
    critical = _floats(one.criticality for one in problem.work_packages)
    split = np.array(
        [1.0 if one.max_suppliers == 1 else float(one.min_split) for one in problem.work_packages]
    )
    turnover = _floats(one.turnover or 0 for one in firms)
    regions = policy.local.regions if policy.local else ()
    exposure = (values * critical)[package] * float(policy.loss_given_failure)
    return Table(
        firm=firm,
        package=package,
        most=np.minimum(_rooms(problem, quantity), _value_room(problem, values[package], firm)),
        least=np.maximum(_floats(pair.offering.min_order for pair in pairs) / quantity, split[package]),
        goods=_floats(pair.offering.unit_price for pair in pairs) * quantity,
        risk=exposure * (1.0 - reliability[firm]),
        set_up=_floats(pair.offering.set_up for pair in pairs),
        haulage=_haulage(problem, firm, package),
        worth=values[package] / total if total else np.zeros(len(pairs)),
        engagement=_floats(one.engagement_cost for one in firms),
        turnover=turnover,
        saved=_saved(problem, number),
        can_lead=_flags(one.can_lead for one in firms),
        may_idle=_flags(may_idle(problem, one) for one in firms),
        local=_flags(is_local(one, regions) for one in firms),
        tags={tag: _flags(tag in one.tags for one in firms) for tag in policy.tag_min_share},
        holds={
            name: _flags(one.holds(name, problem.last_day) for one in firms)
            for name in policy.certificates_any
        },
    )


def _floats(values: Iterable[int | Decimal]) -> Floats:
    return np.fromiter((float(value) for value in values), np.float64)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, np.bool_)


def _rooms(problem: FormationProblem, quantity: Floats) -> Floats:
    """The part of its package that each pair has capacity and resources for, at most 1."""
    rooms = np.ones(len(quantity))
    for place, pair in enumerate(problem.pairs):
        offering, there = pair.offering, pair.firm.resources
        most = float(offering.capacity) if offering.capacity is not None else np.inf
        for resource, usage in offering.uses.items():
            if usage and resource in there:
                most = min(most, float(there[resource]) / float(usage))
        rooms[place] = min(1.0, most / quantity[place])
    return rooms


def _value_room(problem: FormationProblem, values: Floats, firm: Places) -> Floats:
    """The part that the rules on value carried leave each pair: its firm's share cap and own standing."""
    policy = problem.policy
    most = np.full(len(problem.firms), np.inf)
    if policy.standing_multiple:
        multiple = float(policy.standing_multiple)
        stated = [np.inf if one.turnover is None else one.turnover / multiple for one in problem.firms]
        most = np.array(stated)
    if policy.share_cap is not None:
        most = np.minimum(most, float(policy.share_cap) * float(problem.total_value))
    room: Floats = np.divide(most[firm], values, out=np.full(len(firm), np.inf), where=values > 0)
    return room


def _haulage(problem: FormationProblem, firm: Places, package: Places) -> Floats:
    rate = float(problem.policy.haulage_per_km)
    if not rate or not len(firm):
        return np.zeros(len(firm))
    nowhere = (np.nan, np.nan)
    here = np.radians([one.position or nowhere for one in problem.firms])[firm]
    there = np.radians([one.position or nowhere for one in problem.work_packages])[package]
    half = np.sin((there - here) / 2) ** 2
    chord = half[:, 0] + np.cos(here[:, 0]) * np.cos(there[:, 0]) * half[:, 1]
    distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    _, place, shared = np.unique(
        firm * len(problem.work_packages) + package, return_inverse=True, return_counts=True
    )
    cost: Floats = np.nan_to_num(rate * distance) / shared[place]
    return cost


def _saved(problem: FormationProblem, number: dict[str, int]) -> Floats:
    saved = np.zeros(len(problem.firms))
    for pair in problem.policy.familiar:
        saved[number[pair.a]] += pair.amount
        saved[number[pair.b]] += pair.amount
    return saved

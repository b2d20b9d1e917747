"""The whole problem as one plain mixed-integer program, solved in one go by SCIP: slow, and easy to see through.

Written from the table of rules in the formation format and the published model, rule by rule and name by name; it
shares with the engine neither its formulation nor its solver. Only what a package is worth, a distance and the risk of
a unit are core's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from ortools.linear_solver import pywraplp

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.problem import FormationProblem
from midas.core.formation.score import haulage, unit_risk
from midas.core.members.profile import Firm, Offering

SLIVER = 1e-6
"""Where firms on a package are counted, being on it takes at least this part of it, as the engine also says."""

Line = tuple[str, int, str]
"""Firm, offering, package."""


def best_in_one_shot(problem: FormationProblem) -> float | None:
    """The least objective, to about a millionth; `None` if there is no plan."""
    model = _Model(problem)
    for lay in (_work, _suppliers, _partners, _carried, _standing, _shares, _objective):
        lay(model)
    solver = model.solver
    settings = pywraplp.MPSolverParameters()
    settings.SetDoubleParam(settings.RELATIVE_MIP_GAP, 1e-8)
    status = solver.Solve(settings)
    assert status in (solver.OPTIMAL, solver.INFEASIBLE), status
    return solver.Objective().Value() if status == solver.OPTIMAL else None


@dataclass
class _Model:
    """The variables: quantities `x` and uses `u` of lines, who is on a package `y`, who is a partner `z`."""

    problem: FormationProblem
    solver: Any = field(default_factory=lambda: pywraplp.Solver.CreateSolver("SCIP"))

    def yes_or_no(self) -> Any:
        return self.solver.IntVar(0, 1, "")

    def most(self, line: Line) -> float:
        """The most of a package one line could do."""
        capacity = self.problem.firm[line[0]].offerings[line[1]].capacity
        whole = float(self.problem.package[line[2]].quantity)
        return whole if capacity is None else min(whole, float(capacity))

    @cached_property
    def lines(self) -> list[Line]:
        problem = self.problem
        return [
            (firm.id, index, package.id)
            for firm in problem.firms
            for index, offering in enumerate(firm.offerings)
            for package in problem.work_packages
            if _qualifies(offering, package) and _passes(problem, firm, offering, package)
        ]

    @cached_property
    def x(self) -> dict[Line, Any]:
        return {line: self.solver.NumVar(0, self.most(line), "") for line in self.lines}

    @cached_property
    def u(self) -> dict[Line, Any]:
        return {line: self.yes_or_no() for line in self.lines}

    @cached_property
    def y(self) -> dict[tuple[str, str], Any]:
        return {place: self.yes_or_no() for place in dict.fromkeys((i, w) for i, _, w in self.lines)}

    @cached_property
    def z(self) -> dict[str, Any]:
        return {firm.id: self.yes_or_no() for firm in self.problem.firms}

    def total(self, terms: Iterable[Any]) -> Any:
        return self.solver.Sum(list(terms))

    def done(self, firm: str, package: str) -> Any:
        """What a firm does of a package."""
        return self.total(x for (i, _, w), x in self.x.items() if (i, w) == (firm, package))

    def value(self, *firms: str) -> Any:
        """What these firms carry of the value."""
        packages = self.problem.work_packages
        each = {one.id: float(self.problem.values[one.id]) / float(one.quantity) for one in packages}
        return self.total(each[w] * x for (i, _, w), x in self.x.items() if i in firms)


def _qualifies(offering: Offering, package: WorkPackage) -> bool:
    """Paths only: no made-up problem has codes of a classification."""
    if offering.work_package is not None:
        return offering.work_package == package.id
    return f"{offering.competency}/".startswith(f"{package.competency}/")


def _passes(problem: FormationProblem, firm: Firm, offering: Offering, package: WorkPackage) -> bool:
    policy, window = problem.policy, package.window
    wanted = {*package.certificates, *policy.certificates_all}
    late = (
        window is not None
        and policy.as_of is not None
        and offering.lead_time_days is not None
        and policy.as_of + timedelta(days=offering.lead_time_days) > window.start
    )
    served = offering.regions_served
    away = bool(served) and package.place is not None and not package.place.startswith(served)
    held = _held(firm, window.end if window else None)
    barred = firm.id in policy.exclude or firm.blocked
    return not (late or away or barred or wanted - held or offering.quality < package.min_quality)


def _held(firm: Firm, day: Any) -> set[str]:
    return {
        one.name
        for one in firm.certificates
        if day is None or one.valid_until is None or day <= one.valid_until
    }


def _work(model: _Model) -> None:
    """Demand, capacities, least orders, resources."""
    problem, add = model.problem, model.solver.Add
    for package in problem.work_packages:
        add(model.total(x for (_, _, w), x in model.x.items() if w == package.id) == float(package.quantity))
    for (i, index, w), x in model.x.items():
        offering = problem.firm[i].offerings[index]
        add(x <= model.most((i, index, w)) * model.u[i, index, w])
        add(x >= float(offering.min_order) * model.u[i, index, w])
    for firm in problem.firms:
        for index, offering in enumerate(firm.offerings):
            drawn = [x for (i, place, _), x in model.x.items() if (i, place) == (firm.id, index)]
            if offering.capacity is not None and drawn:
                add(model.total(drawn) <= float(offering.capacity))
        for resource, there in firm.resources.items():
            used = [
                float(firm.offerings[index].uses.get(resource, 0)) * x
                for (i, index, _), x in model.x.items()
                if i == firm.id
            ]
            add(model.total(used) <= float(there))


def _suppliers(model: _Model) -> None:
    """Who is on a package, how many, and how finely it may be split."""
    problem, add = model.problem, model.solver.Add
    for line, u in model.u.items():
        add(u <= model.y[line[0], line[2]])
    for (i, w), y in model.y.items():
        package = problem.package[w]
        add(y <= model.total(u for (firm, _, name), u in model.u.items() if (firm, name) == (i, w)))
        add(model.done(i, w) >= max(float(package.min_split), SLIVER) * float(package.quantity) * y)
    for package in problem.work_packages:
        on_it = model.total(y for (_, w), y in model.y.items() if w == package.id)
        add(on_it >= package.min_suppliers)
        if package.max_suppliers is not None:
            add(on_it <= package.max_suppliers)


def _partners(model: _Model) -> None:
    """Who may be partners, and how many."""
    policy, z, add = model.problem.policy, model.z, model.solver.Add
    for (i, _), y in model.y.items():
        add(y <= z[i])
    add(model.total(z.values()) >= policy.min_partners)
    if policy.max_partners is not None:
        add(model.total(z.values()) <= policy.max_partners)
    for name in policy.require:
        add(z[name] == 1)
    for firm in model.problem.firms:
        if firm.id in policy.exclude or firm.blocked:
            add(z[firm.id] == 0)
        if set(policy.certificates_all) - _held(firm, model.problem.last_day):
            add(z[firm.id] <= model.total(y for (i, _), y in model.y.items() if i == firm.id))
    for a, b in policy.conflicts:
        add(z[a] + z[b] <= 1)
    for group in policy.at_most:
        add(model.total(z[name] for name in set(group.firms)) <= group.count)


def _carried(model: _Model) -> None:
    """What each partner carries of the value."""
    problem, policy, add = model.problem, model.problem.policy, model.solver.Add
    whole = float(problem.total_value)
    for firm in problem.firms:
        carried = model.value(firm.id)
        if policy.min_value_share is not None and firm.id not in policy.require:
            add(carried >= float(policy.min_value_share) * whole * model.z[firm.id])
        if policy.share_cap is not None:
            add(carried <= float(policy.share_cap) * whole)
        if policy.standing_multiple is not None and firm.turnover is not None:
            add(float(policy.standing_multiple) * carried <= firm.turnover)


def _standing(model: _Model) -> None:
    """What the partners amount to together."""
    problem, policy, add = model.problem, model.problem.policy, model.solver.Add
    if policy.turnover_multiple is not None:
        needed = float(policy.turnover_multiple) * float(problem.contract_value)
        add(model.total((firm.turnover or 0) * model.z[firm.id] for firm in problem.firms) >= needed)
    if policy.need_lead:
        add(model.total(model.z[firm.id] for firm in problem.firms if firm.can_lead) >= 1)
    for name in policy.certificates_any:
        holders = [firm.id for firm in problem.firms if name in _held(firm, problem.last_day)]
        add(model.total(model.z[holder] for holder in holders) >= 1)


def _shares(model: _Model) -> None:
    """Place and tags."""
    problem, policy, add = model.problem, model.problem.policy, model.solver.Add
    whole = float(problem.total_value)
    if policy.local is not None and policy.local.min_share:
        mine = [one.id for one in problem.firms if one.region and one.region.startswith(policy.local.regions)]
        add(model.value(*mine) >= float(policy.local.min_share) * whole)
    for tag, share in policy.tag_min_share.items():
        mine = [one.id for one in problem.firms if tag in one.tags]
        add(model.value(*mine) >= float(share) * whole)


def _objective(model: _Model) -> None:
    """Cost, its ceiling, and the risk that comes on top."""
    problem, policy, solver = model.problem, model.problem.policy, model.solver
    firm, package = problem.firm, problem.package
    cost = [float(firm[i].offerings[index].unit_price) * x for (i, index, _), x in model.x.items()]
    cost += [firm[i].offerings[index].set_up * u for (i, index, _), u in model.u.items()]
    cost += [firm[i].engagement_cost * z for i, z in model.z.items()]
    cost += [float(haulage(problem, firm[i], package[w])) * y for (i, w), y in model.y.items()]
    for pair in policy.familiar:
        both = model.yes_or_no()
        solver.Add(both <= model.z[pair.a])
        solver.Add(both <= model.z[pair.b])
        cost.append(-pair.amount * both)
    if policy.ceiling is not None:
        solver.Add(model.total(cost) <= policy.ceiling)
    price = float(policy.risk_price)
    risk = [price * float(unit_risk(problem, firm[i], package[w])) * x for (i, _, w), x in model.x.items()]
    solver.Minimize(model.total(cost + risk))

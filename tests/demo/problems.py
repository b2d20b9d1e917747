"""A demo cluster's requirement as a formation problem, made of its plain values alone, without the store."""

from __future__ import annotations

from datetime import date

from midas.core.demand.requirement import WorkPackage
from midas.core.demand.supply import Claim, Supplier, supply
from midas.core.formation.familiarity import familiar_pairs
from midas.core.formation.policy import Policy, read_policy
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.members.profile import Firm, HeldCertificate, Offering
from midas.core.values.fields import Fields
from midas.core.values.periods import Period
from midas.demo import cluster as demo
from midas.rules import regions
from midas.rules.sizes import size


def problem_of(cluster: demo.DemoCluster, key: str, **policy: object) -> FormationProblem:
    """The problem of that demand; `policy` replaces what its broker asked."""
    demand = cluster.demand(key)
    packages = [_package(package) for package in demand.packages]
    suppliers = [_supplier(firm, cluster.today) for firm in cluster.firms if firm.state == "admitted"]
    stated = _policy({**demand.policy, **policy, "as_of": cluster.today.isoformat()})
    teams = [
        [partner.firm for partner in enterprise.partners]
        for enterprise in cluster.enterprises
        if enterprise.state == "dissolved"
    ]
    costs = {supplier.firm.id: supplier.firm.engagement_cost for supplier in suppliers}
    known = familiar_pairs(teams, costs)
    problem = FormationProblem(
        cluster.currency,
        tuple(packages),
        supply(suppliers, packages),
        Policy(**{**_fields(stated), "familiar": known}),
    )
    return read_problem(write_problem(problem))


def _policy(raw: dict[str, object]) -> Policy:
    entry = Fields(raw, "$.policy", problems := [])
    policy = read_policy(entry)
    entry.close()
    assert not problems
    return policy


def _fields(policy: Policy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in Policy.__dataclass_fields__}


def _package(package: demo.Package) -> WorkPackage:
    return WorkPackage(
        id=package.code,
        competency=package.competency,
        quantity=package.quantity,
        unit=package.unit,
        value=package.value,
        window=Period(package.starts_on, package.ends_on),
        certificates=package.certificates,
        min_quality=package.min_quality or 0,
        place=package.place or None,
        position=regions.point(package.place),
        max_suppliers=package.max_suppliers,
        criticality=package.criticality,
        after=package.after,
    )


def _supplier(firm: demo.Firm, today: date) -> Supplier:
    live = [one for one in firm.offerings if one.valid_until is None or one.valid_until >= today]
    small = {"sme"} if size(firm.staff, firm.turnover) != "large" else set()
    profile = Firm(
        id=firm.key,
        name=firm.name,
        region=firm.place.region,
        position=(firm.place.latitude, firm.place.longitude),
        tags=frozenset({*firm.tags, firm.group, firm.size, *small}),
        engagement_cost=firm.engagement_cost,
        turnover=firm.turnover,
        reliability=firm.reliability,
        can_lead=firm.can_lead,
        certificates=tuple(HeldCertificate(one.name, one.expires_on) for one in firm.certificates),
        resources={pool.code: pool.capacity for pool in firm.resources},
        offerings=tuple(_offering(one, str(index)) for index, one in enumerate(live)),
    )
    return Supplier(profile, tuple(Claim(one.unit) for one in live))


def _offering(one: demo.Offering, name: str) -> Offering:
    return Offering(
        id=name,
        unit_price=one.unit_price,
        competency=one.competency,
        set_up=one.set_up,
        capacity=one.capacity,
        min_order=one.min_order,
        quality=one.quality,
        lead_time_days=one.lead_time_days,
        regions_served=one.regions_served,
        uses=one.uses,
    )

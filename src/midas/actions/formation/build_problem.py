"""A requirement as it stands becomes a formation problem: a value that can be solved, kept, sent elsewhere.

Only eligible members are in it: admitted ones whom no lapsed or failed assessment bars. What the requirement does
not say is added where the cluster knows it: the day as of which it is asked, the point of each package's place, the
savings of firms that finished an enterprise together, and the region by which locality is told where the policy names
none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from midas.core.demand.requirement import WorkPackage
from midas.core.formation.familiarity import familiar_pairs
from midas.core.formation.policy import AtMost, Familiar, Local, Policy, read_policy
from midas.core.formation.problem import FormationProblem, read_problem, write_problem
from midas.core.members.eligibility import Bar
from midas.core.members.profile import Firm
from midas.core.values.fields import Fields
from midas.core.values.moments import day_of
from midas.core.values.periods import Period
from midas.core.values.problems import BadInput, Problem
from midas.core.values.taxonomy import covers
from midas.rules import regions
from midas.store.models import Cluster, Membership, Offering, Requirement
from midas.store.models import WorkPackage as PackageRow
from midas.store.queries.demand import contract_period
from midas.store.queries.formation import BARRED, OFFERINGS, PACKAGES, finished_teams
from midas.store.queries.profiles import firms
from midas.store.queries.standing import barred


@dataclass(frozen=True, slots=True)
class Built:
    """A problem, and what its ids stand for: memberships of firms; titles under `PACKAGES` and `OFFERINGS`.

    Under `BARRED` is why each admitted firm that is not in it was left out.
    """

    problem: FormationProblem
    names: Mapping[str, Any]


def build_problem(requirement: Requirement, *, at: datetime) -> Built:
    """The requirement as a problem. Raises BadInput with everything that keeps it from being one."""
    cluster, opportunity = requirement.cluster, requirement.opportunity
    rows = list(requirement.work_packages.all())
    if not rows:
        raise BadInput(
            [Problem("work_packages", "The requirement has no work package yet; add at least one.")]
        )
    as_of = day_of(at, cluster.time_zone)
    packages = tuple(core_package(row) for row in rows)
    admitted = firms(cluster, packages, on=as_of, otherwise=contract_period(opportunity))
    policy = _policy(requirement, admitted, as_of)
    problem = FormationProblem(cluster.currency, packages, admitted, policy)
    read_problem(
        write_problem(problem)
    )  # whatever the format does not allow is refused here, all of it at once
    memberships = {firm.id: int(firm.id) for firm in admitted}
    titles = {PACKAGES: {row.code: row.title for row in rows}, OFFERINGS: _offering_titles(cluster)}
    return Built(problem, {**memberships, **titles, BARRED: _barred(cluster, packages, as_of)})


def core_package(row: PackageRow) -> WorkPackage:
    """The work package of a row, with the point of its place where the place is known."""
    window = Period(row.starts_on, row.ends_on) if row.starts_on and row.ends_on else None
    return WorkPackage(
        id=row.code,
        competency=row.competency,
        quantity=row.quantity.normalize(),
        unit=row.unit,
        value=row.value,
        window=window,
        certificates=tuple(row.certificates),
        min_quality=row.min_quality.normalize() if row.min_quality is not None else Decimal(0),
        place=row.place or None,
        position=regions.point(row.place) if row.place else None,
        min_suppliers=row.min_suppliers or 0,
        max_suppliers=row.max_suppliers,
        min_split=row.min_split.normalize() if row.min_split is not None else Decimal(0),
        criticality=row.criticality.normalize(),
        after=tuple(row.after),
    )


def _barred(cluster: Cluster, packages: Iterable[WorkPackage], on: date) -> dict[str, dict[str, Any]]:
    """By the key of its membership as text, each admitted firm that is left out: its name, why, and whether it offers
    any of the work.
    """
    admitted = Membership.objects.filter(cluster=cluster, state=Membership.State.ADMITTED)
    rows = {member.pk: member for member in admitted.select_related("organisation")}
    out = barred(rows.values(), on)
    asked = {package.competency for package in packages}
    offers = Offering.objects.filter(membership__in=out).values_list("membership", "competency")
    able = {key for key, code in offers if any(covers(code, one) for one in asked)}
    return {
        str(key): {
            "name": rows[key].organisation.name,
            "why": [str(bar) for bar in bars],
            "offers": key in able,
        }
        for key, bars in out.items()
    }


def _offering_titles(cluster: Cluster) -> dict[str, str]:
    """By the offering's key as text, which is its id in a problem."""
    admitted = Offering.objects.filter(cluster=cluster, membership__state=Membership.State.ADMITTED)
    return {str(key): title for key, title in admitted.values_list("pk", "title")}


def _policy(requirement: Requirement, admitted: tuple[Firm, ...], as_of: date) -> Policy:
    there = {firm.id: firm for firm in admitted}
    stated = _read_stated(requirement.policy)
    _refuse_absent(stated.require, there, as_of)
    policy = replace(
        stated,
        as_of=max(stated.as_of or as_of, as_of),
        exclude=tuple(name for name in stated.exclude if name in there),
        conflicts=tuple(pair for pair in stated.conflicts if set(pair) <= set(there)),
        at_most=tuple(_present_groups(stated.at_most, there)),
        local=stated.local or _home(requirement),
    )
    return replace(policy, familiar=_familiar(stated.familiar, requirement.cluster, there))


def _read_stated(written: object) -> Policy:
    problems: list[Problem] = []
    entry = Fields(written, "$.policy", problems)
    policy = read_policy(entry)
    entry.close()
    if problems:
        raise BadInput(problems)
    return policy


def _refuse_absent(required: Iterable[str], there: Mapping[str, Firm], on: date) -> None:
    """A team that must hold a firm which is not eligible cannot be formed; the message says who it is and why."""
    absent = [name for name in required if name not in there]
    if not absent:
        return
    members = Membership.objects.select_related("organisation")
    known = {str(member.pk): member for member in members.filter(pk__in=[n for n in absent if n.isdigit()])}
    out = barred(known.values(), on)
    raise BadInput(
        Problem("$.policy.require", f"{_who(name, known, out)}; take it out of the firms that must be in.")
        for name in absent
    )


def _who(name: str, known: Mapping[str, Membership], out: Mapping[int, tuple[Bar, ...]]) -> str:
    member = known.get(name)
    if member is None:
        return f"{name!r} is not a member of this cluster"
    if member.state == Membership.State.ADMITTED:
        why = " ".join(bar.why for bar in out.get(member.pk, ()))
        return f"{member.organisation.name} is not eligible at present. {why.rstrip('.')}"
    return f"{member.organisation.name} is {Membership.State(member.state).label}, not admitted"


def _present_groups(groups: Iterable[AtMost], there: Collection[str]) -> Iterator[AtMost]:
    for group in groups:
        present = tuple(name for name in group.firms if name in there)
        if present:
            yield AtMost(present, group.count)


def _home(requirement: Requirement) -> Local | None:
    """Where "local" is when the policy does not say: the region of the work, else the cluster's own."""
    code = requirement.opportunity.region or requirement.cluster.home_region
    found = regions.level1(code) if code else None
    return Local((found.code,)) if found else None


def _familiar(
    stated: tuple[Familiar, ...], cluster: Cluster, there: Mapping[str, Firm]
) -> tuple[Familiar, ...]:
    """What the policy says of pairs, and for all other pairs what their past together says."""
    kept = tuple(pair for pair in stated if pair.a in there and pair.b in there)
    told = {frozenset((pair.a, pair.b)) for pair in kept}
    teams = [[str(key) for key in team] for team in finished_teams(cluster)]
    found = familiar_pairs(teams, {name: firm.engagement_cost for name, firm in there.items()})
    return (*kept, *(pair for pair in found if frozenset((pair.a, pair.b)) not in told))

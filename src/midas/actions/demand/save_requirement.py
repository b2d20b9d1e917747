"""A broker saves what must be delivered: packages and policy together, whole or not at all.

Every save is a new version. It takes the version it was made from; if another was saved in between, nothing
is overwritten and whoever comes second is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.demand.drafts import locked
from midas.actions.demand.refusals import StaleRequirement
from midas.core.demand.written import Titled, read_packages
from midas.core.formation.policy import Policy, read_policy, write_policy
from midas.core.formation.references import inconsistencies
from midas.core.members.profile import Firm
from midas.core.values.fields import Fields
from midas.core.values.problems import BadInput, Problem
from midas.rules import regions
from midas.store.models import Cluster, Requirement, Role, WorkPackage
from midas.store.queries.demand import history, members, package_entry, unknown_competencies


@transaction.atomic
def save_requirement(
    role: Role,
    requirement_id: int,
    packages: Sequence[Mapping[str, Any]],
    policy: Mapping[str, Any],
    *,
    version: int,
    at: datetime,
) -> Requirement:
    """The next version of a requirement. `packages` and `policy` are those of midas/formation-problem/1, a
    package with a `title` besides.

    The saver's own draft is done with; another person's stays theirs. Raises BadInput with everything that is
    wrong, by JSON path; StaleRequirement unless `version` is the current one; RequirementClosed or NotAllowed.
    """
    requirement = locked(role, requirement_id)
    if requirement.version != version:
        raise stale(requirement)
    titled, read, problems = check(requirement.cluster, packages, policy)
    if problems:
        raise BadInput(problems)
    before = {row.code: package_entry(row) for row in requirement.work_packages.all()}
    if requirement.draft_by_id in (None, role.person_id):
        requirement.draft = requirement.draft_by = requirement.draft_at = None
    _replace(requirement, titled, read, at)
    after = {row.code: package_entry(row) for row in requirement.work_packages.all()}
    details = {"version": requirement.version, **_differences(before, after)}
    record(requirement, "requirement.saved", by=role.person, at=at, details=details)
    return requirement


def check(
    cluster: Cluster, packages: object, policy: object
) -> tuple[tuple[Titled, ...], Policy, tuple[Problem, ...]]:
    """Packages and policy as core sees them, and everything that keeps them from being saved."""
    titled, problems = read_packages(packages)
    noted: list[Problem] = []
    entry = Fields(policy, "$.policy", noted)
    read = read_policy(entry)
    entry.close()
    plain = tuple(one.package for one in titled)
    firms = [Firm(id=key) for key, _ in members(cluster)]
    clashes = inconsistencies(plain, firms, read)
    found = (*problems, *noted, *clashes, *_unknown(cluster, titled), *_nowhere(titled, read))
    return titled, read, _once(found)


def stale(requirement: Requirement) -> StaleRequirement:
    """Who saved the current version, and when."""
    saved = next((one for one in history(requirement) if one.verb == "requirement.saved"), None)
    who, when = (saved.actor, saved.at) if saved else ("Somebody", requirement.updated_at)
    return StaleRequirement(requirement.version, who, when)


def _unknown(cluster: Cluster, titled: Sequence[Titled]) -> Iterator[Problem]:
    unknown = unknown_competencies(cluster, {one.package.competency for one in titled} - {""})
    for index, one in enumerate(titled):
        if one.package.competency in unknown:
            message = f"{one.package.competency!r} is not a competency known here; choose one from the list"
            yield Problem(f"$.work_packages[{index}].competency", message)


def _nowhere(titled: Sequence[Titled], policy: Policy) -> Iterator[Problem]:
    local = policy.local.regions if policy.local else ()
    places = [(f"$.work_packages[{index}].place", one.package.place) for index, one in enumerate(titled)]
    for where, code in (*places, *((f"$.policy.local.regions[{i}]", code) for i, code in enumerate(local))):
        if code and regions.region(code) is None:
            yield Problem(where, f"{code!r} is not a region known here, such as UKE or DE")


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first problem of each place: what follows from it says nothing new."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.where, problem)
    return tuple(first.values())


def _replace(requirement: Requirement, titled: Sequence[Titled], policy: Policy, at: datetime) -> None:
    requirement.version += 1
    requirement.policy = write_policy(_with_canonical_regions(policy))
    requirement.updated_at = at
    requirement.save()
    requirement.work_packages.all().delete()
    WorkPackage.objects.bulk_create(_row(requirement, number, one) for number, one in enumerate(titled, 1))


def _with_canonical_regions(policy: Policy) -> Policy:
    """Regions as offerings and members name them, whichever list the code was taken from."""
    if policy.local is None:
        return policy
    codes = tuple(regions.canonical(code) for code in policy.local.regions)
    return replace(policy, local=replace(policy.local, regions=codes))


def _row(requirement: Requirement, position: int, titled: Titled) -> WorkPackage:
    package = titled.package
    return WorkPackage(
        cluster_id=requirement.cluster_id,
        requirement=requirement,
        position=position,
        code=package.id,
        title=titled.title,
        competency=package.competency,
        quantity=package.quantity,
        unit=package.unit or "",
        value=package.value,
        starts_on=package.window.start if package.window else None,
        ends_on=package.window.end if package.window else None,
        certificates=list(package.certificates),
        min_quality=package.min_quality or None,
        place=regions.canonical(package.place) if package.place else "",
        min_suppliers=package.min_suppliers or None,
        max_suppliers=package.max_suppliers,
        min_split=package.min_split or None,
        criticality=Decimal(package.criticality),
        after=list(package.after),
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Which packages, by their titles, are new, gone or changed."""
    return {
        "added": [entry["title"] for code, entry in after.items() if code not in before],
        "removed": [entry["title"] for code, entry in before.items() if code not in after],
        "changed": [entry["title"] for code, entry in after.items() if before.get(code, entry) != entry],
    }

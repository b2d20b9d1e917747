"""For a package nobody covers, a partner outside the cluster is looked for: recorded, found or given up."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.drafts import locked
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Membership, PartnerSought, Role

S = PartnerSought.State
LONGEST = 2_000


@transaction.atomic
def seek_partner(
    role: Role, requirement_id: int, package: str, *, what: str, needed_by: date | None, at: datetime
) -> PartnerSought:
    """Record that a partner is wanted for a saved package. Raises NotAllowed, RequirementClosed, BadInput or
    UnableToMove where one is looked for already."""
    requirement = locked(role, requirement_id)
    row = requirement.work_packages.filter(code=package).first()
    problems = []
    if row is None:
        problems.append(
            Problem("package", "There is no such package in the saved requirement; save it first.")
        )
    if not what.strip() or len(what) > LONGEST:
        problems.append(
            Problem("what", f"Say in a sentence what the partner is to do, in at most {LONGEST} letters.")
        )
    if needed_by is not None and needed_by < day_of(at, role.cluster.time_zone):
        problems.append(
            Problem("needed_by", f"{needed_by} has passed; give a day that is still to come, or none.")
        )
    if problems or row is None:
        raise BadInput(problems)
    if PartnerSought.objects.filter(requirement=requirement, package=package, state=S.OPEN).exists():
        raise UnableToMove("A partner is looked for already; say how that ended first.")
    made = PartnerSought.objects.create(
        cluster_id=requirement.cluster_id,
        requirement=requirement,
        package=package,
        title=row.title,
        competency=row.competency,
        what=what.strip(),
        needed_by=needed_by,
        made_at=at,
        made_by=role.person,
    )
    record(requirement, "partner.sought", by=role.person, at=at, details={"package": row.title})
    return made


@transaction.atomic
def close_search(
    role: Role, sought_id: int, *, state: str, outcome: str, found_id: int | None, at: datetime
) -> PartnerSought:
    """Say how the search ended: found (a firm the cluster knows, or in words) or withdrawn.

    Raises NotAllowed, UnableToMove if it has ended before, or BadInput.
    """
    require(role, "requirements.change")
    sought = PartnerSought.objects.select_for_update().select_related("requirement").get(pk=sought_id)
    if sought.state != S.OPEN:
        raise UnableToMove("This search has ended already.")
    if state not in (S.FOUND, S.WITHDRAWN):
        raise BadInput([Problem("state", "Say whether somebody was found or the search is given up.")])
    if not outcome.strip() and found_id is None:
        raise BadInput(
            [Problem("outcome", "Say in a few words who was found, or why the search is given up.")]
        )
    sought.found = Membership.objects.filter(pk=found_id).first() if found_id and state == S.FOUND else None
    sought.state, sought.outcome, sought.closed_at = state, outcome.strip()[:500], at
    sought.save(update_fields=["state", "outcome", "found", "closed_at"])
    details = {"package": sought.title}
    record(
        sought.requirement, f"partner.{state}", by=role.person, at=at, reason=sought.outcome, details=details
    )
    return sought

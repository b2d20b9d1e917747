"""A membership goes from one state of its life to the next."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import is_owner
from midas.actions.access.permissions import NotAllowed, may, require
from midas.core.members.membership import DECIDED, MEMBERSHIP, NEEDS_REASON
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Membership, Person, Role


@transaction.atomic
def move_membership(
    role: Role | None,
    membership: Membership,
    after: str,
    *,
    at: datetime,
    reason: str = "",
    by: Person | None,
) -> Membership:
    """Move it along its life cycle. Without a role a decision of the cluster acts, which alone may admit,
    decline or suspend; `by` is who carried it out, None the program.

    With a role a reason is always given: assessors begin the assessment; a firm leaves by its owner or the
    administrator. Raises UnableToMove, BadInput (a reason is missing) or NotAllowed.
    """
    found = Membership.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=membership.pk)
    MEMBERSHIP.check(found.state, after)
    if role is not None:
        _require(role, found, after)
    reason = reason.strip()
    if not reason and (role is not None or after in NEEDS_REASON):
        raise BadInput(
            [Problem("reason", "Say why in a few words; the firm will ask, and it stays on record.")]
        )
    before, found.state = found.state, after
    if after == Membership.State.ADMITTED and found.joined_on is None:
        found.joined_on = day_of(at, found.cluster.time_zone)
    found.save(update_fields=["state", "joined_on"])
    record(found, f"membership.{after}", by=by, at=at, before=before, after=after, reason=reason)
    membership.state, membership.joined_on = found.state, found.joined_on
    return found


def _require(role: Role, membership: Membership, after: str) -> None:
    if after in DECIDED:
        raise UnableToMove(f"A firm becomes {after} by a decision of the cluster; open a motion for it.")
    if after == Membership.State.LEFT:
        if not is_owner(role, membership.pk) and not may(role, "people.manage"):
            raise NotAllowed("Only the firm's owner or the administrator can end a membership.")
    else:
        require(role, "assessments.record")

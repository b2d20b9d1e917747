"""An enterprise goes from one state of its life to the next, or is abandoned before it operates."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.formation.enterprise import ENTERPRISE
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Enterprise, Opportunity, Role

S = Enterprise.State

# What becomes of the demand when its team is given up: one that was not bid for yet may be tried again.
AFTER_ABANDONING = {
    Opportunity.State.FORMING: Opportunity.State.QUALIFIED,
    Opportunity.State.BIDDING: Opportunity.State.DROPPED,
}


@transaction.atomic
def move_enterprise(
    role: Role, enterprise_id: int, after: str, *, reason: str = "", at: datetime
) -> Enterprise:
    """Move it along its life cycle, its opportunity with it when it is abandoned.

    Raises UnableToMove, BadInput (abandoning takes a reason) or NotAllowed.
    """
    require(role, "enterprises.change", enterprise=enterprise_id)
    enterprise = Enterprise.objects.select_for_update().get(pk=enterprise_id)
    ENTERPRISE.check(enterprise.state, after)
    reason = reason.strip()
    if after == S.ABANDONED and not reason:
        raise BadInput(
            [Problem("reason", "Say why in a few words; the partners and the next broker will ask.")]
        )
    before, enterprise.state = enterprise.state, after
    _date(enterprise, day_of(at, role.cluster.time_zone))
    enterprise.save(update_fields=["state", "operating_from", "dissolved_on"])
    record(
        enterprise, f"enterprise.{after}", by=role.person, at=at, before=before, after=after, reason=reason
    )
    if after == S.ABANDONED:
        _release(role, enterprise, reason, at)
    return enterprise


def _date(enterprise: Enterprise, day: date) -> None:
    if enterprise.state == S.OPERATING:
        enterprise.operating_from = day
    elif enterprise.state == S.DISSOLVED:
        enterprise.dissolved_on = day


def _release(role: Role, enterprise: Enterprise, reason: str, at: datetime) -> None:
    """The opportunity without its team: back to be formed for, or dropped where the bid is withdrawn."""
    opportunity = Opportunity.objects.select_for_update().get(pk=enterprise.opportunity_id)
    before = Opportunity.State(opportunity.state)
    if before not in AFTER_ABANDONING:
        return
    opportunity.state = AFTER_ABANDONING[before]
    opportunity.updated_at = at
    opportunity.save(update_fields=["state", "updated_at"])
    record(
        opportunity,
        f"opportunity.{opportunity.state}",
        by=role.person,
        at=at,
        before=before,
        after=opportunity.state,
        reason=f"{enterprise.name} was abandoned: {reason}",
        details={"enterprise": enterprise.pk},
    )

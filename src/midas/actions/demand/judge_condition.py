"""A broker says whether a condition that Midas read in a demand's text really holds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.store.models import ConditionVerdict, Opportunity, Role
from midas.store.queries.conditions import conditions, finding_row


@transaction.atomic
def judge_condition(
    role: Role, opportunity_id: int, key: str, holds: bool, *, at: datetime
) -> ConditionVerdict:
    """Keep the judgement with the finding as it reads now. Raises NotAllowed, or BadInput if the text changed."""
    require(role, "requirements.change")
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    on = day_of(at, role.cluster.time_zone)
    read = [
        one.finding for one in conditions(opportunity, role.cluster.currency, on) if one.finding.key == key
    ]
    if not read:
        raise BadInput(
            [Problem("key", "The text no longer says this; reload the page to see what it says now.")]
        )
    made = ConditionVerdict.objects.create(
        cluster_id=opportunity.cluster_id,
        opportunity=opportunity,
        key=key,
        holds=holds,
        finding=finding_row(read[0]),
        by=role.person,
        at=at,
    )
    verb = "confirmed" if holds else "refused"
    details = {"what": read[0].name}
    record(opportunity, f"condition.{verb}", by=role.person, at=at, details=details)
    return made

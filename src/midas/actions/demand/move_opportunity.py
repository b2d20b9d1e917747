"""A broker says what becomes of an opportunity, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.demand.opportunity import OPPORTUNITY
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Enterprise, Opportunity, Role
from midas.store.queries.joining import held_in

NEEDS_REASON = {"dropped", "lost"}
GIVEN_UP = {"dropped", "qualified", "new"}


@transaction.atomic
def move_opportunity(
    role: Role, opportunity_id: int, after: str, *, reason: str = "", at: datetime
) -> Opportunity:
    """Move it along its life cycle; raises UnableToMove, BadInput (a reason is missing) or NotAllowed."""
    require(role, "opportunities.change")
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    OPPORTUNITY.check(opportunity.state, after)
    refuse_while_held(opportunity)
    _refuse_while_a_team_stands(opportunity, after)
    if after in NEEDS_REASON and not reason.strip():
        raise BadInput(
            [Problem("reason", "Say why in a few words; it helps the next time such a demand comes in.")]
        )
    before, opportunity.state = opportunity.state, after
    opportunity.updated_at = at
    opportunity.save(update_fields=["state", "updated_at"])
    record(
        opportunity,
        f"opportunity.{after}",
        by=role.person,
        at=at,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return opportunity


def _refuse_while_a_team_stands(opportunity: Opportunity, after: str) -> None:
    """A demand is not given up or taken back behind the back of its team."""
    if after not in GIVEN_UP:
        return
    team = opportunity.enterprises.exclude(state=Enterprise.State.ABANDONED).first()
    if team is not None:
        raise UnableToMove(f"{team.name} is the team for this opportunity; abandon the team first.")


def refuse_while_held(opportunity: Opportunity) -> None:
    """Raises UnableToMove for what `held_words` says is held."""
    words = held_words(opportunity)
    if words:
        raise UnableToMove(words)


def held_words(opportunity: Opportunity) -> str:
    """Why a demand waits and what to do; empty where it does not.

    What was published twice, is joined into another demand, or is split into parts, is worked on there.
    """
    holder = held_in(opportunity)
    if holder is None:
        return ""
    name = f"“{opportunity.title}”"
    if holder.pk == opportunity.pk:
        return f"{name} is split into parts, and the work is on those. Take the split back first."
    if holder.pk == opportunity.same_as_id:
        return f"{name} was published twice and is shown as part of “{holder.title}”. Work there, or undo that first."
    return f"{name} is joined into “{holder.title}”. Take the joining back there first."

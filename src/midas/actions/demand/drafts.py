"""What is typed into the requirement form is kept as a draft, so that a closed window loses nothing.

A requirement has one draft and one person working on it; another takes it over knowingly or not at all.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.move_opportunity import refuse_while_held
from midas.actions.demand.refusals import DraftHeld, RequirementClosed
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Event, Opportunity, Requirement, Role

LARGEST = 500_000
"""How many characters of JSON a draft may have; 200 packages with everything filled in need fewer."""

OPEN = (Opportunity.State.NEW, Opportunity.State.QUALIFIED, Opportunity.State.FORMING)


def locked(role: Role, requirement_id: int) -> Requirement:
    """The requirement, locked for a change the role may make. Raises NotAllowed or RequirementClosed."""
    require(role, "requirements.change")
    rows = Requirement.objects.select_for_update(of=("self",)).select_related(
        "opportunity", "draft_by", "cluster"
    )
    requirement = rows.get(pk=requirement_id)
    state = Opportunity.State(requirement.opportunity.state)
    if state not in OPEN:
        raise RequirementClosed(str(state.label))
    refuse_while_held(requirement.opportunity)
    return requirement


@transaction.atomic
def save_draft(
    role: Role, requirement_id: int, sheet: dict[str, Any], *, at: datetime, take_over: bool = False
) -> Requirement:
    """Keep what is typed. Raises DraftHeld if it would replace somebody else's draft unasked."""
    requirement = locked(role, requirement_id)
    if len(json.dumps(sheet)) > LARGEST:
        raise BadInput([Problem("draft", "This is more text than a requirement can hold; shorten it.")])
    if _was_just_saved(role, requirement, sheet):
        return requirement
    held = requirement.draft is not None and requirement.draft_by_id not in (None, role.person_id)
    if held and not take_over:
        who = requirement.draft_by.name if requirement.draft_by else ""
        raise DraftHeld(who, requirement.draft_at or at)
    requirement.draft, requirement.draft_by, requirement.draft_at = sheet, role.person, at
    requirement.save(update_fields=["draft", "draft_by", "draft_at"])
    return requirement


def _was_just_saved(role: Role, requirement: Requirement, sheet: dict[str, Any]) -> bool:
    """True if the sheet is of the version before the one the same person saved: it came late, nothing is unsaved."""
    if str(sheet.get("version")) != str(requirement.version - 1) or requirement.draft is not None:
        return False
    saved = Event.objects.filter(
        subject_kind="requirement", subject_id=requirement.pk, verb="requirement.saved"
    ).first()
    return saved is not None and saved.by_id == role.person_id


@transaction.atomic
def discard_draft(role: Role, requirement_id: int, *, at: datetime) -> Requirement:
    """Go back to what is saved. That somebody's unsaved work was thrown away is on record."""
    requirement = locked(role, requirement_id)
    if requirement.draft is not None:
        owner = requirement.draft_by.name if requirement.draft_by else ""
        record(requirement, "requirement.draft_discarded", by=role.person, at=at, details={"draft_by": owner})
        requirement.draft = requirement.draft_by = requirement.draft_at = None
        requirement.save(update_fields=["draft", "draft_by", "draft_at"])
    return requirement

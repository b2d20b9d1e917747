"""A coach and a firm agree on steps that make the firm readier, and the coach ticks them off."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.members.questionnaire import NAMES
from midas.core.members.assessment import Dimension
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import CoachingStep, Membership, Role

LONGEST = 200
ITEMS = NAMES[Dimension.COLLABORATION] | NAMES[Dimension.ETHICS]


@transaction.atomic
def add_step(
    role: Role, membership_id: int, what: str, *, item: str = "", due_on: date | None = None, at: datetime
) -> CoachingStep:
    """Write down a step for a firm. Raises NotAllowed, or BadInput with all that is wrong."""
    require(role, "coaching.change")
    member = Membership.objects.get(pk=membership_id)
    wrong = []
    if not 0 < len(what.strip()) <= LONGEST:
        wrong.append(Problem("what", f"Say in at most {LONGEST} letters what is to be done."))
    if item and item not in ITEMS:
        wrong.append(Problem("item", "Choose a question of the questionnaires, or none."))
    if due_on is not None and due_on < day_of(at, role.cluster.time_zone):
        wrong.append(Problem("due_on", "Choose a day from today on."))
    if wrong:
        raise BadInput(wrong)
    step = CoachingStep.objects.create(
        cluster_id=role.cluster_id,
        membership=member,
        item=item,
        what=what.strip(),
        due_on=due_on,
        coach=role.person,
        written_at=at,
    )
    record(
        member,
        "membership.coaching_step_added",
        by=role.person,
        at=at,
        details={"step": step.pk, "item": item},
    )
    return step


@transaction.atomic
def finish_step(role: Role, step_id: int, *, at: datetime) -> CoachingStep:
    """Tick a step off. Raises NotAllowed, or UnableToMove if it was done already."""
    require(role, "coaching.change")
    step = CoachingStep.objects.select_for_update(of=("self",)).select_related("membership").get(pk=step_id)
    if step.done_at is not None:
        raise UnableToMove("This step is done already; reload the page to see what is left.")
    step.done_at = at
    step.save(update_fields=["done_at"])
    record(step.membership, "membership.coaching_step_done", by=role.person, at=at, details={"step": step.pk})
    return step

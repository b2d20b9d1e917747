"""Somebody decides whether to bid, with reasons; the sheet is kept as it stood, and nothing of it is ever changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.demand.move_opportunity import move_opportunity, refuse_while_held
from midas.core.demand.bid import Line
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import BidDecision, Opportunity, Role

S, C = Opportunity.State, BidDecision.Choice
UNDECIDED = (S.NEW, S.QUALIFIED, S.FORMING)
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided; `answer` is what the customer is told, for a need they described themselves."""

    choice: str
    reason: str
    strategic: int | None = None
    answer: str = ""


@transaction.atomic
def decide_bid(
    role: Role, opportunity_id: int, decided: Decided, sheet: Sequence[Line], *, at: datetime
) -> BidDecision:
    """Keep the decision; to bid qualifies a new demand, not to bid drops it.

    Raises NotAllowed, BadInput with all that is wrong, or UnableToMove where it is too late, held, or a team stands.
    """
    require(role, "opportunities.change")
    opportunity = Opportunity.objects.select_for_update().get(pk=opportunity_id)
    problems = tuple(_problems(decided))
    if problems:
        raise BadInput(problems)
    if opportunity.state not in UNDECIDED:
        state = opportunity.get_state_display()
        raise UnableToMove(f"This demand is {state}: the question whether to bid is closed.")
    refuse_while_held(opportunity)
    reason = decided.reason.strip()
    if decided.choice == C.NO_BID:
        move_opportunity(role, opportunity.pk, S.DROPPED, reason=reason, at=at)
    elif decided.choice == C.BID and opportunity.state == S.NEW:
        move_opportunity(role, opportunity.pk, S.QUALIFIED, reason=reason, at=at)
    made = BidDecision.objects.create(
        cluster_id=opportunity.cluster_id,
        opportunity=opportunity,
        choice=decided.choice,
        reason=reason,
        strategic=decided.strategic,
        answer=decided.answer.strip(),
        sheet=[_kept(line) for line in sheet],
        by=role.person,
        at=at,
    )
    record(opportunity, f"bid.{decided.choice}", by=role.person, at=at, reason=reason)
    return made


def _kept(line: Line) -> dict[str, str]:
    return {"name": line.name, "light": line.light or "", "figure": line.figure, "why": line.why}


def _problems(decided: Decided) -> Iterator[Problem]:
    if decided.choice not in C.values:
        yield Problem("choice", "Say whether to bid, not to bid, or to decide later.")
    if not decided.reason.strip():
        yield Problem("reason", "Say why in a sentence or two; whoever asks in a year will find it here.")
    for name in ("reason", "answer"):
        if len(getattr(decided, name)) > LONGEST:
            yield Problem(name, f"Must have at most {LONGEST} characters.")
    if decided.strategic is not None and not 1 <= decided.strategic <= 5:
        yield Problem(
            "strategic", "Choose from 1 (none) to 5 (we want it even without a margin), or leave it open."
        )

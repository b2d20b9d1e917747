"""What the cluster decided about a firm's application, in the words the firm may read.

The reasons are those the carried motion gave to whoever voted, and the count; what was said in the discussion is not
among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from midas.core.values.moments import day_of
from midas.store.models import Event, Membership, Motion


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that led a membership to a state: its day, its reasons, and how the votes were."""

    on: date | None
    reasons: str
    count: str = ""


def decision_on(membership: Membership, state: str = "") -> Decision:
    """The last decision that led to that state (else the one it is in), with what is known of its reasons."""
    state = state or membership.state
    kind = {"admitted": "admit", "declined": "decline", "suspended": "suspend"}.get(state, "")
    motions = Motion.objects.filter(membership=membership, state=Motion.State.CARRIED)
    motion = motions.filter(kind=kind).order_by("-closed_at").first()
    told = Event.objects.filter(
        subject_kind="membership", subject_id=membership.pk, verb=f"membership.{state}"
    )
    event = told.order_by("-at", "-pk").first()
    reasons = motion.text or motion.title if motion else event.reason if event else ""
    moment = motion.closed_at if motion and motion.closed_at else event.at if event else None
    return Decision(
        on=day_of(moment, membership.cluster.time_zone) if moment else None,
        reasons=reasons,
        count=motion.outcome.get("words", "") if motion else "",
    )

"""What a firm's admission is tied to, as its own page and the page of its application show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from midas.actions.members.decision import decision_on
from midas.store.models import Membership


def admission(member: Membership, today: date) -> dict[str, Any]:
    """Probation, with the days that are left of it, conditions, and the decision they come from; else nothing."""
    until = member.probation_until
    if until is None and not member.conditions:
        return {}
    decision = decision_on(member, Membership.State.ADMITTED)
    return {
        "on": decision.on,
        "count": decision.count,
        "conditions": member.conditions,
        "probation_until": until,
        "on_probation": until is not None and today <= until,
        "days_left": (until - today).days if until is not None else 0,
    }

"""A vote ends: the votes are counted, and a carried motion does what it says, in the same transaction.

What a carried motion was to do may have become impossible in the meantime. Then it is closed as carried all the same,
nothing else is changed, and its outcome says what stood in the way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.members.move_membership import move_membership
from midas.actions.members.poll import Poll, poll
from midas.core.members.motions import ACTS, RULES
from midas.core.members.voting import Result
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Motion, RulesVersion


def close_due(*, at: datetime) -> int:
    """Close every motion of every cluster whose time is up; how many. For the background job."""
    closed = 0
    for cluster in tenancy.every_cluster():
        with tenancy.tenant(cluster):
            due = Motion.objects.filter(state=Motion.State.OPEN, closes_at__lte=at).order_by(
                "closes_at", "pk"
            )
            closed += sum(_close_one(motion, at) for motion in due)
    return closed


@transaction.atomic
def _close_one(found: Motion, at: datetime) -> bool:
    motion = Motion.objects.select_for_update().get(pk=found.pk)
    if motion.state != Motion.State.OPEN:
        return False
    close(motion, at=at)
    return True


def close(motion: Motion, *, at: datetime) -> Motion:
    """Count and act, in the caller's transaction, which holds the motion locked."""
    standing = poll(motion, at=min(at, motion.closes_at))
    motion.state, motion.closed_at = str(standing.count.result), at
    motion.outcome = outcome(motion, standing)
    if standing.count.result is Result.CARRIED:
        motion.outcome |= _act(motion, at)
    motion.save(update_fields=["state", "closed_at", "outcome"])
    told = {
        key: motion.outcome[key]
        for key in ("yes", "no", "abstain", "base", "did", "fault")
        if key in motion.outcome
    }
    record(
        motion,
        f"motion.{motion.state}",
        by=None,
        at=at,
        before=Motion.State.OPEN,
        after=motion.state,
        reason=motion.outcome["words"],
        details=told,
    )
    return motion


def outcome(motion: Motion, standing: Poll) -> dict[str, Any]:
    """The count as it is kept; of a secret ballot not who voted, and what, but only the figures."""
    count = standing.count
    kept: dict[str, Any] = {
        "yes": count.yes,
        "no": count.no,
        "abstain": count.abstain,
        "base": count.base,
        "words": count.words,
        "aside": [list(pair) for pair in standing.recused()],
    }
    if not motion.is_secret:
        kept["cast"] = [
            [standing.names[voter], str(one.choice), standing.names[one.by] if one.by != voter else ""]
            for voter, one in count.cast.items()
        ]
        kept["silent"] = standing.still_open()
    return kept


def _act(motion: Motion, at: datetime) -> dict[str, str]:
    """Do what was carried; what it did in words, or what stood in the way."""
    try:
        with transaction.atomic():
            did = _bring_into_force(motion, at) if motion.kind == RULES else _move(motion, at)
    except (UnableToMove, BadInput) as fault:
        return {"fault": str(fault)}
    return {"did": did} if did else {}


def _move(motion: Motion, at: datetime) -> str:
    act, firm = ACTS.get(motion.kind), motion.membership
    if act is None or firm is None:
        return ""
    if firm.state not in act.before:
        raise UnableToMove(f"{firm} is {firm.get_state_display()} by now, so it could not be {act.done}.")
    reason = f"{motion.title} ({motion.outcome['words']})"
    moved = move_membership(None, firm, act.after, at=at, reason=reason, by=None)
    if motion.kind == "admit":
        moved.conditions, moved.probation_until = motion.conditions, motion.probation_until
        moved.save(update_fields=["conditions", "probation_until"])
    return f"{firm} was {act.done}."


def _bring_into_force(motion: Motion, at: datetime) -> str:
    rules = RulesVersion.objects.select_for_update().get(motions=motion)
    if rules.in_force_from is not None:
        raise UnableToMove(f"{rules} was in force already since {rules.in_force_from:%d %B %Y}.")
    rules.in_force_from = day_of(at, motion.cluster.time_zone)
    rules.save(update_fields=["in_force_from"])
    record(
        rules, "rulesversion.in_force", by=None, at=at, reason=motion.title, details={"number": rules.number}
    )
    return f"{rules} is in force."

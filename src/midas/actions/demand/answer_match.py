"""Somebody says whether a demand is worth a member's time; later matching learns from it.

The firm speaks for itself, the broker for the cluster. Answers are kept for ever; the newest of a side counts, and
what a firm dismissed is not put before it again unless it says otherwise.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Match, MatchAnswer, Membership, Opportunity, Role

LONGEST = 500
Side = MatchAnswer.Side


@transaction.atomic
def answer_match(
    role: Role | None, opportunity: int, membership: int, *, wanted: bool, reason: str, at: datetime
) -> MatchAnswer:
    """The answer of the firm's own people, or of a broker for another firm. The same answer again adds nothing.

    Raises BadInput, NotAllowed, and `DoesNotExist` for what is not in the cluster.
    """
    own = role is not None and role.membership_id == membership
    role = require(role, "matches.own" if own else "matches.answer")
    demand = Opportunity.objects.get(pk=opportunity)
    firm = Membership.objects.select_related("organisation").get(
        pk=membership, state=Membership.State.ADMITTED
    )
    if len(reason.strip()) > LONGEST:
        raise BadInput([Problem("reason", f"Give the reason in at most {LONGEST} characters.")])
    side = Side.FIRM if own else Side.BROKER
    rows = MatchAnswer.objects.filter(opportunity=demand, membership=firm, side=side)
    last = rows.order_by("-at", "-pk").first()
    if last is not None and (last.wanted, last.reason) == (wanted, reason.strip()):
        return last
    found = Match.objects.filter(opportunity=demand, membership=firm).first()
    answer = MatchAnswer.objects.create(
        cluster_id=role.cluster_id,
        opportunity=demand,
        membership=firm,
        side=side,
        wanted=wanted,
        reason=reason.strip(),
        parts=found.parts if found else {},
        by=role.person,
        at=at,
    )
    details = {"firm": firm.organisation.name, "side": side, "wanted": wanted}
    record(
        demand, "opportunity.match_answered", by=role.person, at=at, reason=reason.strip(), details=details
    )
    return answer

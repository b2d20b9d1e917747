"""Somebody else says that a firm can do what it claims: a member that worked with it, or an assessor.

UnableToMove
├── NotTogether         the member has not worked in a team with the firm
└── ConfirmedAlready    the same firm, or an assessor, has confirmed it before
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import refuse_own_firm, speaks_for
from midas.actions.access.permissions import NotAllowed, may, require
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Confirmation, Membership, Offering, Role
from midas.store.queries.standing import worked_together

LONGEST = 200


class NotTogether(UnableToMove):
    """Only who worked with the firm knows."""

    def __init__(self, firm: str) -> None:
        super().__init__(
            f"Your firm has not worked in a team with {firm} yet, so it cannot say. Firms that did, and assessors, can."
        )


class ConfirmedAlready(UnableToMove):
    """Once is enough."""

    def __init__(self) -> None:
        super().__init__(
            "This is confirmed already. Withdraw the confirmation first if you want to word it anew."
        )


def may_confirm(role: Role, member: Membership) -> bool:
    """An assessor from outside the firm, or a member of another firm that was in a team with it."""
    if speaks_for(role, member.pk) or not _in_good_standing(role):
        return False
    if role.kind == Role.Kind.MEMBER and role.membership_id:
        return worked_together(role.membership_id, member.pk)
    return True


@transaction.atomic
def confirm(role: Role, offering_id: int, words: str = "", *, at: datetime) -> Confirmation:
    """Vouch for one claim. Raises NotAllowed, OwnFirm, NotTogether, ConfirmedAlready or BadInput."""
    offering = (
        Offering.objects.select_for_update(of=("self",)).select_related("membership").get(pk=offering_id)
    )
    member, firm = offering.membership, _firm(role)
    if not _in_good_standing(role):
        raise NotAllowed(
            "Your firm's membership is suspended, so it confirms nothing until it is reinstated."
        )
    refuse_own_firm(role, member.pk, member.organisation.name)
    if firm is not None and not worked_together(firm, member.pk):
        raise NotTogether(member.organisation.name)
    if len(words) > LONGEST:
        raise BadInput([Problem("words", f"Must have at most {LONGEST} characters.")])
    if offering.confirmations.filter(firm_id=firm).exists():
        raise ConfirmedAlready
    made = Confirmation.objects.create(
        cluster_id=role.cluster_id,
        offering=offering,
        confirmed_by=role.person,
        firm_id=firm,
        confirmed_on=day_of(at, role.cluster.time_zone),
        words=words.strip(),
    )
    details = {"offering": offering.pk, "title": offering.title, "firm": firm}
    record(member, "membership.claim_confirmed", by=role.person, at=at, reason=made.words, details=details)
    return made


@transaction.atomic
def withdraw(role: Role, offering_id: int, *, at: datetime) -> None:
    """Take back what one's own firm, or one oneself as an assessor, confirmed. Raises NotAllowed if there is none."""
    offering = Offering.objects.select_related("membership").get(pk=offering_id)
    own = offering.confirmations.filter(firm_id=_firm(role))
    if role.membership_id is None:
        own = own.filter(confirmed_by=role.person)
    if not own.delete()[0]:
        raise NotAllowed("You can withdraw only what you confirmed. Ask whoever confirmed it.")
    details = {"offering": offering.pk, "title": offering.title}
    record(offering.membership, "membership.confirmation_withdrawn", by=role.person, at=at, details=details)


def _firm(role: Role) -> int | None:
    """The firm a member speaks for; none for an assessor. Raises NotAllowed for others, and where the firm has left."""
    require(role, "claims.confirm")
    return role.membership_id if role.kind == Role.Kind.MEMBER else None


def _in_good_standing(role: Role) -> bool:
    """Whether the role may confirm now: assessors, and members whose firm is admitted and not suspended."""
    if not may(role, "claims.confirm"):
        return False
    if role.kind != Role.Kind.MEMBER:
        return True
    return role.membership is not None and role.membership.state == Membership.State.ADMITTED

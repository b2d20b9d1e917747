"""A member accepts the version of the rules of engagement in force, by name; once for each version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, require
from midas.actions.members.known import in_force
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Acceptance, Role, RulesVersion


def to_accept(role: Role, *, at: datetime) -> RulesVersion | None:
    """The version in force if the role's firm has not accepted it yet and the role may do so for it."""
    if not role.is_owner or role.membership_id is None:
        return None
    rules = in_force(role.cluster, at=at)
    if rules is None or rules.acceptances.filter(membership_id=role.membership_id).exists():
        return None
    return rules


@transaction.atomic
def accept_rules(role: Role, number: int, signatory: str, *, at: datetime) -> Acceptance:
    """Accept the version with that number, which has to be the one in force, for the role's firm.

    Raises NotAllowed, BadInput, or UnableToMove if it is another version by now or was accepted before.
    """
    require(role, "members.change_own")
    if not role.is_owner or role.membership is None:
        raise NotAllowed("Only the firm's owner can accept the rules for it.")
    if not signatory.strip() or len(signatory) > 120:
        raise BadInput([Problem("signatory", "Type your full name, at most 120 characters.")])
    rules = to_accept(role, at=at)
    if rules is None:
        raise UnableToMove("Your firm has accepted the rules in force already.")
    if rules.number != number:
        raise UnableToMove("These rules are no longer in force; read the newer version, then accept that.")
    accepted = Acceptance.objects.create(
        cluster_id=role.cluster_id,
        rules=rules,
        membership=role.membership,
        accepted_at=at,
        accepted_by=role.person,
        signatory=signatory.strip(),
    )
    record(accepted, "rules.accepted", by=role.person, at=at, details={"number": number})
    return accepted

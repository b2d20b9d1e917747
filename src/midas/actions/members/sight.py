"""An owner opens the firm's prices, accounts and assessments to more roles than the rules do (`access.shown`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import is_owner
from midas.actions.access.permissions import NotAllowed, require
from midas.actions.access.shown import MORE, Shown
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Membership, Role


def require_showing(role: Role, membership_id: int) -> None:
    """Raise NotAllowed for whoever does not decide what that firm shows: all but its owners."""
    require(role, "members.change_own")
    if not is_owner(role, membership_id):
        raise NotAllowed("Only an owner of the firm decides what it shows. Ask the owner to change it.")


@transaction.atomic
def show_to(role: Role, membership_id: int, chosen: Mapping[str, str], *, at: datetime) -> Membership:
    """Keep what an owner chose for each of `Shown`; empty is what the rules say and no more.

    Raises NotAllowed for whoever is not an owner of that firm, or BadInput.
    """
    require_showing(role, membership_id)
    member = Membership.objects.select_for_update(of=("self",)).get(pk=membership_id)
    wrong = [
        Problem(what.value, "This is not one of the choices.")
        for what in Shown
        if chosen.get(what.value, "") not in ("", *MORE[what])
    ]
    if wrong:
        raise BadInput(wrong)
    after = {what.value: chosen[what.value] for what in Shown if chosen.get(what.value)}
    if after != member.shown_to:
        before, member.shown_to = member.shown_to, after
        member.save(update_fields=["shown_to"])
        details = {"from": before, "to": after}
        record(member, "membership.shown_to_changed", by=role.person, at=at, details=details)
    return member

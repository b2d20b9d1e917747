"""A role ends: with a reason, at once, and never the last way into administration."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.values.problems import BadInput, Problem
from midas.core.values.states import UnableToMove
from midas.store.models import Cluster, Role


@transaction.atomic
def end_role(role: Role, role_id: int, *, reason: str, at: datetime) -> Role:
    """Take the role away; its keys to the API go with it. Raises NotAllowed, BadInput or UnableToMove."""
    require(role, "people.manage")
    # Two administrators who end each other's role at once must not both succeed.
    Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    ended = Role.objects.select_related("person").get(pk=role_id, cluster_id=role.cluster_id)
    reason = reason.strip()
    if not reason:
        raise BadInput([Problem("reason", "Say why in a few words; the person will ask.")])
    refuse_last_administrator(ended)
    details = {"person": ended.person.name, "email": ended.person.email, "role": ended.kind}
    record(ended, "role.ended", by=role.person, at=at, reason=reason, details=details)
    ended.delete()
    return ended


def refuse_last_administrator(ended: Role) -> None:
    """Raise UnableToMove if nobody who may sign in would be left to administer the cluster."""
    if ended.kind != Role.Kind.ADMINISTRATOR:
        return
    others = Role.objects.filter(cluster_id=ended.cluster_id, kind=ended.kind, person__is_active=True)
    if not others.exclude(person_id=ended.person_id).exists():
        raise UnableToMove(
            f"{ended.person.name} is the last administrator of this cluster. Make somebody else one first: invite "
            "them, and end this role once they have accepted."
        )

"""Which roles need a second factor besides the password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_account import note
from midas.actions.access.permissions import require
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Cluster, Person, Role
from midas.store.queries.people import FACTORS, with_second_factor


def lacks_second_factor(role: Role) -> bool:
    """Whether the cluster asks for a second factor in this role and its person has none."""
    return role.kind in role.cluster.two_factor_kinds and not with_second_factor([role.person_id])


@transaction.atomic
def forget_factors(person: Person, *, at: datetime) -> int:
    """Take away all second factors of somebody who has lost them; how many those were.

    For whoever runs the installation, since it asks for no role: a person belongs to no cluster, so no administrator
    of one may lower the guard of all the others.
    """
    lost = Authenticator.objects.filter(user_id=person.pk)
    count = int(lost.filter(type__in=FACTORS).count())
    if lost.delete()[0]:
        note(person, "person.second_factors_forgotten", at=at, details={"count": count}, themselves=False)
    return count


@transaction.atomic
def require_for(role: Role, kinds: Collection[str], *, at: datetime) -> Cluster:
    """From now on these kinds of role need a second factor, the others do not."""
    require(role, "people.manage")
    unknown = sorted(set(kinds) - set(Role.Kind.values))
    if unknown:
        raise BadInput([Problem("kinds", f"There is no such role: {', '.join(unknown)}.")])
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    before, after = sorted(cluster.two_factor_kinds), sorted(set(kinds))
    if before != after:
        cluster.two_factor_kinds = after
        cluster.save(update_fields=["two_factor_kinds"])
        details = {"before": before, "after": after}
        record(role, "cluster.second_factor_required", by=role.person, at=at, details=details)
    return cluster

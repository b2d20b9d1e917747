"""Somebody votes for somebody else for a while: a committee member for another, a firm for a firm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed, may, require
from midas.actions.members.poll import committee, electors
from midas.core.members.proxies import Given, faults
from midas.core.values.problems import BadInput, Problem
from midas.store.models import Cluster, Proxy, Role


def may_hold(role: Role) -> list[tuple[int, str]]:
    """To whom the role could give its vote: the key of a person or of a firm, and its name."""
    if role.kind == Role.Kind.COMMITTEE:
        return [(key, name) for key, name in committee(role.cluster_id).items() if key != role.person_id]
    if role.kind == Role.Kind.MEMBER:
        return [(one.pk, one.organisation.name) for one in electors() if one.pk != role.membership_id]
    return []


def own_proxies(role: Role) -> QuerySet[Proxy]:
    """The proxies the role gave or holds, the newest first; all of them for the administrator."""
    rows = Proxy.objects.select_related(
        "giver_firm__organisation", "holder_firm__organisation", "giver_person", "holder_person"
    ).order_by("-starts_at", "-pk")
    if may(role, "people.manage"):
        return rows
    if role.kind == Role.Kind.MEMBER:
        return rows.filter(Q(giver_firm=role.membership_id) | Q(holder_firm=role.membership_id))
    return rows.filter(Q(giver_person=role.person_id) | Q(holder_person=role.person_id))


@transaction.atomic
def give_proxy(
    role: Role | None, holder: int, *, starts_at: datetime, ends_at: datetime, at: datetime
) -> Proxy:
    """Give one's vote to a person or a firm for those days. Raises NotAllowed or BadInput with all that is wrong."""
    role = require(role, "motions.vote")
    Cluster.objects.select_for_update(no_key=True).get(pk=role.cluster_id)
    if holder not in dict(may_hold(role)):
        raise BadInput([Problem("holder", "Choose somebody of the list: only who has a vote can hold one.")])
    firm = role.kind == Role.Kind.MEMBER
    word, giver = ("firm", role.membership_id) if firm else ("person", role.person_id)
    new = Given(f"{word}:{giver}", f"{word}:{holder}", starts_at, ends_at)
    found = faults(new, _standing(word), at)
    if found:
        raise BadInput(found)
    proxy = Proxy.objects.create(
        cluster_id=role.cluster_id,
        starts_at=starts_at,
        ends_at=ends_at,
        **{f"giver_{word}_id": giver, f"holder_{word}_id": holder},
    )
    record(proxy, "proxy.given", by=role.person, at=at, details={"to": str(dict(may_hold(role))[holder])})
    return proxy


@transaction.atomic
def revoke_proxy(role: Role | None, proxy_id: int, *, at: datetime) -> Proxy:
    """End a proxy at once: its giver, or the administrator. Raises NotAllowed; one that is over stays as it is."""
    role = require(role, "motions.view")
    proxy = own_proxies(role).select_for_update(of=("self",)).get(pk=proxy_id)
    own = role.membership_id if proxy.giver_firm_id else role.person_id
    if own != (proxy.giver_firm_id or proxy.giver_person_id) and not may(role, "people.manage"):
        raise NotAllowed("Only who gave the proxy, or the administrator, can revoke it.")
    if proxy.revoked_at is None and proxy.ends_at > at:
        proxy.revoked_at = at
        proxy.save(update_fields=["revoked_at"])
        record(proxy, "proxy.revoked", by=role.person, at=at)
    return proxy


def _standing(word: str) -> list[Given]:
    rows = Proxy.objects.filter(revoked_at=None, **{f"giver_{word}__isnull": False})
    keys = rows.values_list(f"giver_{word}_id", f"holder_{word}_id", "starts_at", "ends_at")
    return [Given(f"{word}:{giver}", f"{word}:{holder}", start, end) for giver, holder, start, end in keys]

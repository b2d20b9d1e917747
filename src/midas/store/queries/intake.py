"""What taking in firms has to know of those that are there: numbers, names, and what was decided about pairs."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from midas.core.members.duplicates import Party
from midas.store.models import (
    Cluster,
    DuplicateVerdict,
    Likeness,
    Membership,
    Merge,
    Organisation,
    SectorGroup,
)


def one_intake_at_a_time(cluster: Cluster) -> None:
    """Wait until no other transaction takes firms into this cluster, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('midas intake'), %s)", [cluster.pk])


def numbers_there(cluster: Cluster) -> dict[tuple[str, str], int]:
    """The organisations of the cluster by scheme and number."""
    rows = Organisation.objects.filter(cluster=cluster).values_list("scheme", "identifier", "pk")
    return {(scheme, number): key for scheme, number, key in rows}


def sectors(cluster: Cluster) -> dict[str, SectorGroup]:
    """The sector groups of the cluster, by slug."""
    return {row.slug: row for row in SectorGroup.objects.filter(cluster=cluster).order_by("name", "pk")}


def parties(cluster: Cluster, only: Collection[int] | None = None) -> list[Party]:
    """The organisations as they are compared, those taken into another left out; `only` those with these keys."""
    rows = Organisation.objects.filter(cluster=cluster).exclude(pk__in=taken_in()).order_by("pk")
    if only is not None:
        rows = rows.filter(pk__in=only)
    return [
        Party(key, name, name_key, scheme, number, place)
        for key, name, name_key, scheme, number, place in rows.values_list(
            "pk", "name", "name_key", "scheme", "identifier", "locality"
        )
    ]


def admitted_like(cluster: Cluster, name_key: str, most: int = 2000) -> list[Party]:
    """Admitted members whose name begins a word as this one does: those worth comparing with it."""
    begun = Q()
    for word in name_key.split():
        begun |= Q(name_key__contains=word[:4])
    if not begun:
        return []
    rows = Organisation.objects.filter(begun, cluster=cluster, membership__state=Membership.State.ADMITTED)
    listed = rows.exclude(pk__in=taken_in()).order_by("pk")[:most]
    return [
        Party(one.pk, one.name, one.name_key, one.scheme, one.identifier, one.locality)
        for one in listed.only("name", "name_key", "scheme", "identifier", "locality")
    ]


def taken_in() -> QuerySet[Merge, int]:
    """The keys of organisations that were merged into another, and not taken out again."""
    return Merge.objects.filter(undone_at=None).values_list("gone", flat=True)


def survivor_of(organisation_id: int) -> Membership | None:
    """The member a firm was taken into, and that one if it was taken into another in turn; None if it stands alone."""
    found: Membership | None = None
    seen = {organisation_id}
    while (merge := _merge_of(organisation_id)) is not None and merge.kept_id not in seen:
        found, organisation_id = merge.kept.membership, merge.kept_id
        seen.add(organisation_id)
    return found


def _merge_of(organisation_id: int) -> Merge | None:
    rows = Merge.objects.filter(gone=organisation_id, undone_at=None)
    return rows.select_related("kept__membership__organisation").first()


def settled(cluster: Cluster) -> set[frozenset[object]]:
    """The pairs somebody decided about."""
    rows = DuplicateVerdict.objects.filter(cluster=cluster).values_list("first", "second")
    return {frozenset(pair) for pair in rows}


def undecided() -> QuerySet[Likeness]:
    """The pairs nobody decided about, neither of them taken in; the most alike first."""
    answered = DuplicateVerdict.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    gone = taken_in()
    return (
        Likeness.objects.exclude(Exists(answered))
        .exclude(Q(first__in=gone) | Q(second__in=gone))
        .select_related("first__membership", "second__membership")
        .order_by("-score", "pk")
    )

"""What an import has to know of what is there already, in a few queries for many releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef

from midas.store.models import Cluster, Notice, Opportunity
from midas.store.tenancy import tenant


def one_import_at_a_time(cluster: Cluster) -> None:
    """Wait until no other transaction imports into this cluster, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('midas import'), %s)", [cluster.pk])


def texts_there(cluster: Cluster, digests: Collection[str]) -> set[str]:
    """Those of the SHA-256 digests whose texts are kept already."""
    rows = Notice.objects.filter(cluster=cluster, sha256__in=digests)
    return set(rows.values_list("sha256", flat=True))


def opportunities_there(cluster: Cluster, ocids: Collection[str]) -> dict[str, Opportunity]:
    """The opportunities of those processes, locked, by `ocid`."""
    rows = Opportunity.objects.filter(cluster=cluster, ocid__in=ocids).select_for_update()
    return {row.ocid: row for row in rows.order_by("pk")}


def texts_of(opportunities: Collection[Opportunity]) -> dict[str, list[str]]:
    """The texts of all notices of each opportunity, by `ocid`, in the order in which they came."""
    texts: dict[str, list[str]] = defaultdict(list)
    rows = Notice.objects.filter(opportunity__in=opportunities).order_by("pk")
    for ocid, text in rows.values_list("opportunity__ocid", "text"):
        texts[ocid].append(text)
    return texts


def opportunities_after(cluster: Cluster, last: int, most: int) -> list[Opportunity]:
    """The next opportunities with texts in OCDS, by key, locked."""
    told = Notice.objects.filter(opportunity=OuterRef("pk"))
    rows = Opportunity.objects.filter(Exists(told), cluster=cluster, pk__gt=last, door=Opportunity.Door.OCDS)
    return list(rows.select_for_update().order_by("pk")[:most])


def kept_of(opportunities: Collection[Opportunity]) -> dict[str, list[tuple[str, str]]]:
    """The texts of all notices of each opportunity with the SHA-256 kept with them, as `texts_of` orders them."""
    kept: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Notice.objects.filter(opportunity__in=opportunities).order_by("pk")
    for ocid, text, digest in rows.values_list("opportunity__ocid", "text", "sha256"):
        kept[ocid].append((text, digest))
    return kept


def how_many_told(cluster: Cluster) -> int:
    """How many opportunities of the cluster have texts."""
    with tenant(cluster.pk):
        rows = Notice.objects.filter(cluster=cluster).values("opportunity")
        return rows.distinct().count()

"""What finding demands published twice has to know: how each is compared, and what was decided about pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from midas.core.demand.same_demand import BLOCK, Published, keys_of, most_sharing, numbers_in, published
from midas.core.values.amounts import Money
from midas.store.models import Cluster, DemandLikeness, DemandNumber, DemandVerdict, Notice, Opportunity
from midas.store.queries.joining import standing_alone

AT_ONCE = 200
"""So many notices' texts are read at a time."""

COMPARED = "compared"
"""Kept among the keys of a demand that was compared since its newest notice came."""

LONGEST = 120
"""Characters kept of a number."""

_SHARING = """
    select wanted.key, sharing.opportunity_id
    from unnest(%s::text[], %s::int[]) as wanted (key, most)
    cross join lateral (
        select number.opportunity_id
        from store_demandnumber number
        join store_opportunity demand on demand.id = number.opportunity_id
        where number.cluster_id = %s and number.number = wanted.key collate "C" and demand.same_as_id is null
        limit wanted.most + 1
    ) as sharing
"""


def demands(cluster: Cluster, keys: Collection[int]) -> list[Published]:
    """Those demands as they are compared, with the numbers kept of them; those that are part of another left out."""
    numbers: dict[int, set[str]] = defaultdict(set)
    kept = DemandNumber.objects.filter(cluster=cluster, opportunity__in=keys).exclude(
        Q(number=COMPARED) | Q(number__startswith=BLOCK)
    )
    for key, number in kept.values_list("opportunity", "number"):
        numbers[key].add(number)
    return [replace(one, numbers=frozenset(numbers[int(str(one.key))])) for one in _bare(cluster, keys)]


def _bare(cluster: Cluster, keys: Collection[int], *, parts: bool = False) -> list[Published]:
    """Those demands without their numbers; with `parts`, also those that are part of another."""
    rows = Opportunity.objects.filter(cluster=cluster, pk__in=keys).order_by("pk")
    rows = rows if parts else rows.filter(same_as=None)
    names = ("pk", "ocid", "title", "buyer_name", "value", "currency", "cpv", "deadline_at", "published_at")
    return [
        published(
            key,
            process,
            title,
            buyer,
            value=None if value is None else Money(value, currency),
            cpv=cpv,
            deadline=deadline,
            published=at,
        )
        for key, process, title, buyer, value, currency, cpv, deadline, at in rows.values_list(*names)
    ]


def not_compared(cluster: Cluster, most: int, *, after: int = 0) -> list[int]:
    """Demands not compared with the others since their newest notice, the oldest after the key `after` first."""
    compared = DemandNumber.objects.filter(opportunity=OuterRef("pk"), number=COMPARED)
    rows = Opportunity.objects.filter(~Exists(compared), cluster=cluster, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def compare_again(cluster: Cluster, keys: Collection[int] | None) -> None:
    """Have those demands, or all, compared anew; until then they are found by the keys they had."""
    marks = DemandNumber.objects.filter(cluster=cluster, number=COMPARED)
    (marks if keys is None else marks.filter(opportunity__in=keys)).delete()


def write_keys(cluster: Cluster, keys: Collection[int]) -> None:
    """Write down anew by what those demands are found: their own number, those their notices name, their blocks."""
    bare = _bare(cluster, keys, parts=True)
    found = {int(str(one.key)): {one.process or f"demand-{one.key}"} for one in bare}
    texts = Notice.objects.filter(opportunity__in=keys).values_list("opportunity", "text")
    for key, text in texts.iterator(chunk_size=AT_ONCE):
        found[key] |= numbers_in(text)
    for one in bare:
        found[int(str(one.key))] |= {*keys_of(one), COMPARED}
    rows = [
        DemandNumber(cluster=cluster, opportunity_id=key, number=number[:LONGEST])
        for key, numbers in found.items()
        for number in sorted(numbers)
    ]
    DemandNumber.objects.filter(cluster=cluster, opportunity__in=keys).delete()
    DemandNumber.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def sharing(cluster: Cluster, wanted: Collection[str]) -> tuple[set[int], set[str]]:
    """The demands that have one of those keys, and the keys that too many have, by which none is found.

    Of each key no more rows are read than may share it.
    """
    keys = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, [keys, [most_sharing(key) for key in keys], cluster.pk])
        pairs = cursor.fetchall()
    counts = Counter(key for key, _ in pairs)
    crowded = {key for key, count in counts.items() if count > most_sharing(key)}
    return {demand for key, demand in pairs if key not in crowded}, crowded


def settled(cluster: Cluster, keys: Collection[int]) -> set[frozenset[object]]:
    """The pairs with one of those demands that somebody decided about."""
    rows = DemandVerdict.objects.filter(Q(first__in=keys) | Q(second__in=keys), cluster=cluster)
    return {frozenset(pair) for pair in rows.values_list("first", "second")}


def undecided() -> QuerySet[DemandLikeness]:
    """The pairs nobody decided about, neither of them held in another; the most alike first."""
    free = standing_alone(Opportunity.objects.all())
    answered = DemandVerdict.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    return (
        DemandLikeness.objects.exclude(Exists(answered))
        .filter(first__in=free, second__in=free)
        .select_related("first", "second")
        .order_by("-score", "pk")
    )


def forget_pairs(cluster: Cluster, keys: Collection[int]) -> None:
    """Drop what an earlier search found of those demands."""
    old = DemandLikeness.objects.filter(cluster=cluster)
    old.filter(Q(first__in=keys) | Q(second__in=keys)).delete()


def family(opportunity: Opportunity) -> list[Opportunity]:
    """The demands that are shown as part of this one."""
    return list(opportunity.also.only("title", "ocid", "door", "cluster_id", "same_as").order_by("pk"))

"""What finding demands published twice has to know: how each is compared, and what was decided about pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from midas.core.demand.same_demand import Published, numbers_in, published
from midas.core.values.amounts import Money
from midas.store.models import Cluster, DemandLikeness, DemandNumber, DemandVerdict, Notice, Opportunity
from midas.store.queries.joining import standing_alone

AT_ONCE = 200
"""So many notices' texts are read at a time."""


def demands(cluster: Cluster) -> list[Published]:
    """The demands of the cluster as they are compared, those that are part of another left out.

    What is joined or split is compared as well: taken back later, its pairs are there to be decided.
    """
    numbers: dict[int, set[str]] = defaultdict(set)
    for key, number in DemandNumber.objects.filter(cluster=cluster).values_list("opportunity", "number"):
        numbers[key].add(number)
    rows = Opportunity.objects.filter(cluster=cluster, same_as=None).order_by("pk")
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
            numbers=frozenset(numbers[key]),
        )
        for key, process, title, buyer, value, currency, cpv, deadline, at in rows.values_list(*names)
    ]


def all_keys(cluster: Cluster) -> list[int]:
    """The keys of all demands of the cluster."""
    return list(Opportunity.objects.filter(cluster=cluster).values_list("pk", flat=True))


def not_compared(cluster: Cluster, most: int) -> list[int]:
    """Demands that were never compared with the others, the oldest first."""
    numbered = DemandNumber.objects.filter(opportunity=OuterRef("pk"))
    rows = Opportunity.objects.filter(~Exists(numbered), cluster=cluster).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def read_numbers(cluster: Cluster, keys: Collection[int]) -> int:
    """Write down the numbers that the notices of those demands name, and their own; how many are new."""
    own = Opportunity.objects.filter(cluster=cluster, pk__in=keys).values_list("pk", "ocid")
    found: dict[int, set[str]] = {key: {process or f"demand-{key}"} for key, process in own}
    texts = Notice.objects.filter(opportunity__in=keys).values_list("opportunity", "text")
    for key, text in texts.iterator(chunk_size=AT_ONCE):
        found[key] |= numbers_in(text)
    rows = [
        DemandNumber(cluster=cluster, opportunity_id=key, number=number)
        for key, numbers in found.items()
        for number in sorted(numbers)
    ]
    DemandNumber.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return len(rows)


def settled(cluster: Cluster) -> set[frozenset[object]]:
    """The pairs somebody decided about."""
    rows = DemandVerdict.objects.filter(cluster=cluster).values_list("first", "second")
    return {frozenset(pair) for pair in rows}


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


def forget_pairs(cluster: Cluster, among: Iterable[int] | None) -> None:
    """Drop what an earlier search found: of those demands, or of all."""
    old = DemandLikeness.objects.filter(cluster=cluster)
    if among is not None:
        keys = list(among)
        old = old.filter(Q(first__in=keys) | Q(second__in=keys))
    old.delete()


def family(opportunity: Opportunity) -> list[Opportunity]:
    """The demands that are shown as part of this one."""
    return list(opportunity.also.only("title", "ocid", "door", "cluster_id", "same_as").order_by("pk"))

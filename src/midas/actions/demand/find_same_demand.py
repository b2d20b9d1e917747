"""Demands that may be one, published on two portals, are looked for and kept as pairs until somebody decides."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from midas.core.demand.same_demand import Pair, alike
from midas.store import tenancy
from midas.store.models import Cluster, DemandLikeness
from midas.store.queries.same_demand import (
    all_keys,
    demands,
    forget_pairs,
    not_compared,
    read_numbers,
    settled,
)

MOST = 2000
"""So many pairs of one search are kept, the most alike; more nobody would look through."""

AT_ONCE = 2000
"""So many new demands are compared in one go."""


@transaction.atomic
def find_same_demand(cluster: Cluster, *, at: datetime, among: Collection[int] | None = None) -> int:
    """Look among all demands, or for those alike the ones `among`; how many pairs wait for a decision.

    A pair somebody decided about never comes back. What an earlier search found of the same demands is replaced.
    """
    read_numbers(cluster, all_keys(cluster) if among is None else among)
    everybody = demands(cluster)
    wanted = None if among is None else set(among)
    new = [one for one in everybody if wanted is None or one.key in wanted]
    known = [] if wanted is None else [one for one in everybody if one.key not in wanted]
    pairs = alike(new, known, settled=settled(cluster))[:MOST]
    forget_pairs(cluster, among)
    rows = [_row(pair, cluster, at) for pair in pairs]
    DemandLikeness.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def search_cluster(cluster_id: int, *, at: datetime) -> int:
    """Compare all demands of a cluster; how many pairs wait for a decision."""
    with tenancy.tenant(cluster_id):
        return find_same_demand(Cluster.objects.get(pk=cluster_id), at=at)


def compare_new_demands(*, at: datetime) -> int:
    """Compare the demands of every cluster that never were; how many pairs were found."""
    found = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            cluster = Cluster.objects.get(pk=cluster_id)
            if new := not_compared(cluster, AT_ONCE):
                found += find_same_demand(cluster, at=at, among=new)
    return found


def _row(pair: Pair, cluster: Cluster, at: datetime) -> DemandLikeness:
    first, second = sorted((int(str(pair.first.key)), int(str(pair.second.key))))
    return DemandLikeness(
        cluster=cluster,
        first_id=first,
        second_id=second,
        score=round(100 * pair.score),
        reasons=list(pair.reasons),
        found_at=at,
    )

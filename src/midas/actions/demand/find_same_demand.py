"""Demands that may be one, published on two portals, are looked for and kept as pairs until somebody decides.

A demand is compared when it is new and whenever a notice of it came in, with those alone that share a key with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

from midas.core.demand.same_demand import Pair, alike, keys_of
from midas.store import tenancy
from midas.store.models import Cluster, DemandLikeness
from midas.store.queries.imports import one_import_at_a_time
from midas.store.queries.same_demand import (
    compare_again,
    demands,
    forget_pairs,
    not_compared,
    settled,
    sharing,
    write_keys,
)

MOST = 2000
"""So many pairs of one piece are kept, the most alike; more nobody would look through."""

AT_ONCE = 500
"""So many demands are compared in one transaction; imports wait meanwhile."""

PIECES = 20
"""So many pieces of a cluster are compared in one turn; the next turn goes on."""


def find_same_demand(cluster: Cluster, keys: Collection[int], *, at: datetime) -> int:
    """Compare those demands with all; how many pairs were found. Inside the caller's transaction.

    A pair somebody decided about never comes back. What an earlier search found of the same demands is replaced. No
    notice comes in meanwhile, so none is passed over.
    """
    one_import_at_a_time(cluster)
    write_keys(cluster, keys)
    new = demands(cluster, keys)
    near, crowded = sharing(cluster, {key for one in new for key in keys_of(one)})
    known = demands(cluster, near - set(keys))
    pairs = alike(new, known, settled=settled(cluster, keys), crowded=crowded)[:MOST]
    forget_pairs(cluster, keys)
    rows = [_row(pair, cluster, at) for pair in pairs]
    DemandLikeness.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def search_cluster(cluster_id: int, *, at: datetime) -> int:
    """Compare all demands of a cluster anew, piece by piece; how many pairs were found.

    A search that broke off is finished by `compare_new_demands`.
    """
    with tenancy.tenant(cluster_id):
        compare_again(Cluster.objects.get(pk=cluster_id), None)
    return sum(_pieces(cluster_id, at))


def compare_new_demands(*, at: datetime) -> int:
    """Compare the demands of every cluster that came in or were changed by a notice; how many pairs were found."""
    return sum(sum(islice(_pieces(cluster_id, at), PIECES)) for cluster_id in tenancy.every_cluster())


def _pieces(cluster_id: int, at: datetime) -> Iterator[int]:
    """Compare what is not compared yet, each piece in its own transaction; how many pairs each found."""
    last = 0
    while True:
        with tenancy.tenant(cluster_id):
            cluster = Cluster.objects.get(pk=cluster_id)
            keys = not_compared(cluster, AT_ONCE, after=last)
            found = find_same_demand(cluster, keys, at=at) if keys else 0
        if not keys:
            return
        last = keys[-1]
        yield found


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

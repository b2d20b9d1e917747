"""Firms that look like one are looked for, and kept as pairs until somebody decides (`duplicates`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from midas.core.members.duplicates import Pair, alike
from midas.store.models import Cluster, Likeness
from midas.store.queries.intake import parties, settled

MOST = 5000
"""So many pairs of one search are kept, the most alike; more nobody would look through."""


@transaction.atomic
def find_duplicates(
    cluster: Cluster,
    *,
    at: datetime,
    among: Collection[int] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> int:
    """Look among all firms, or for those alike the organisations `among`; how many pairs wait for a decision.

    A pair somebody decided about never comes back. What an earlier search found of the same firms is replaced.
    """
    everybody = parties(cluster)
    wanted = None if among is None else set(among)
    new = [one for one in everybody if wanted is None or one.key in wanted]
    known = [] if wanted is None else [one for one in everybody if one.key not in wanted]
    pairs = alike(new, known, settled=settled(cluster), tell=tell)[:MOST]
    old = Likeness.objects.filter(cluster=cluster)
    if wanted is not None:
        old = old.filter(first__in=wanted) | old.filter(second__in=wanted)
    old.delete()
    rows = [_row(pair, cluster, at) for pair in pairs]
    Likeness.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _row(pair: Pair, cluster: Cluster, at: datetime) -> Likeness:
    first, second = sorted((int(str(pair.first.key)), int(str(pair.second.key))))
    return Likeness(
        cluster=cluster,
        first_id=first,
        second_id=second,
        score=round(100 * pair.score),
        reasons=list(pair.reasons),
        found_at=at,
    )

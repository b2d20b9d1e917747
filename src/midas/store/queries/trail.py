"""Reading the trail: the links of a cluster's chain in order, and what no link seals."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from midas.core.values.chain import Link

_LINKS = """
    select number, of, "row", midas_sealed(of, "row"), hash from store_link
    where cluster_id = %s and number > %s order by number limit %s
"""
_UNSEALED = """
    select coalesce((select min(e.id) from store_event e where e.cluster_id = %s and not exists
        (select 1 from store_link l where l.of = 'event' and l."row" = e.id)), 0),
    coalesce((select min(c.id) from store_change c where c.cluster_id = %s and not exists
        (select 1 from store_link l where l.of = 'change' and l."row" = c.id)), 0)
"""
PART = 5_000


def links(cluster_id: int) -> Iterator[Link]:
    """Every link of the cluster's chain, by its number."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LINKS, [cluster_id, last, PART])
            rows = cursor.fetchall()
        for number, of, row, text, hashed in rows:
            yield Link(number, f"{of} {row}", text, hashed)
        if len(rows) < PART:
            return
        last = rows[-1][0]


def unsealed(cluster_id: int) -> str:
    """The first event or change that no link seals, in words; empty for none."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [cluster_id, cluster_id])
        event, change = cursor.fetchone()
    return f"event {event} has no link" if event else f"change {change} has no link" if change else ""

"""Published awards of a cluster's demands: of a kind of work, of a buyer, or both."""

from __future__ import annotations

from django.db.models import Q

from midas.core.demand.winners import Won, stands
from midas.store.models import Cluster, Opportunity
from midas.store.queries.notices import notice_awards, notice_items

MOST = 5_000
"""No more demands are looked at, the latest published first; a page says so where it cuts."""


def awards_won(
    cluster: Cluster, *, cpv: str = "", buyer: str = "", but: int | None = None
) -> tuple[list[tuple[str, Won]], bool]:
    """The awards that stand, each with the main CPV code of its demand, and whether older ones were left out.

    `cpv` is the beginning of a code, `buyer` a name as the notices write it, `but` a demand left aside.
    """
    found = Opportunity.objects.filter(cluster=cluster).exclude(awards=[])
    if cpv:
        found = found.filter(cpv__startswith=cpv)
    if buyer:
        found = found.filter(Q(buyer_name=buyer))
    if but is not None:
        found = found.exclude(pk=but)
    rows = list(
        found.only("pk", "title", "cpv", "awards", "items").order_by("-published_at", "-pk")[: MOST + 1]
    )
    won = [
        (row.cpv, Won(award, row.pk, row.title, items))
        for row in rows[:MOST]
        for items in (notice_items(row),)
        for award in notice_awards(row)
        if stands(award)
    ]
    return won, len(rows) > MOST


def buyers(cluster: Cluster) -> list[str]:
    """The buyers with awards, by name, for a list to choose from."""
    found = Opportunity.objects.filter(cluster=cluster).exclude(awards=[]).exclude(buyer_name="")
    return list(found.order_by("buyer_name").values_list("buyer_name", flat=True).distinct()[:500])

"""Published awards of a cluster's demands: of a kind of work, of a buyer, or both; and who usually wins what one asks.

Awards are facts of a market, whoever works on the demand: those of what is joined or split count. What was published
twice counts once, from the demand that is shown if it tells of any, else from the oldest that is part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from midas.core.demand.notice import Award
from midas.core.demand.winners import FEW, Market, Won, market, stands
from midas.store.models import Cluster, Opportunity
from midas.store.queries.notices import notice_awards, notice_items

MOST = 5_000
"""No more demands are looked at, the latest published first; a page says so where it cuts."""

NEAR = 200
"""No more for who usually wins what one demand asks."""

NARROWER = (8, 5, 4, 3, 2)
"""Digits of a CPV code, the narrowest first."""

FACTS = ("pk", "title", "cpv", "awards", "same_as")


@dataclass(frozen=True, slots=True)
class Usual:
    """Who wins what a demand asks: of the CPV `code` (its beginning), or, where it names none, of its `buyer`.

    `cut` says that older awards were left out.
    """

    market: Market
    code: str
    buyer: str
    cut: bool


def awards_won(cluster: Cluster, *, cpv: str = "", buyer: str = "") -> tuple[list[Won], bool]:
    """The awards that stand, with what was bought, and whether older ones were left out.

    `cpv` is the beginning of a code, `buyer` a name as the notices write it.
    """
    rows = list(_awarded(cluster, cpv, buyer).only(*FACTS, "items")[: MOST + 1])
    won = (
        Won(award, row.pk, row.title, items)
        for row, awards in _once(rows[:MOST])
        for items in (notice_items(row),)
        for award in awards
    )
    return list(won), len(rows) > MOST


def usual_winners(opportunity: Opportunity, cluster: Cluster) -> Usual | None:
    """Who wins what the demand asks, its own awards aside; None without any award.

    Its code is shortened until there are awards enough to say something. One query for each code tried.
    """
    won: list[Won] = []
    code, buyer, cut = "", "", False
    if opportunity.cpv:
        for size in NARROWER:
            code = opportunity.cpv[:size]
            won, cut = _won_near(opportunity, cluster, cpv=code)
            if len(won) >= FEW:
                break
    elif opportunity.buyer_name:
        buyer = opportunity.buyer_name
        won, cut = _won_near(opportunity, cluster, buyer=buyer)
    return Usual(market(won, cluster.currency), code, buyer, cut) if won else None


def _won_near(
    opportunity: Opportunity, cluster: Cluster, *, cpv: str = "", buyer: str = ""
) -> tuple[list[Won], bool]:
    """Awards of others without what was bought: that is not asked here, and may be large."""
    own = {opportunity.pk, opportunity.same_as_id} - {None}
    others = _awarded(cluster, cpv, buyer).exclude(Q(pk__in=own) | Q(same_as__in=own))
    rows = list(others.only(*FACTS)[: NEAR + 1])
    won = [Won(award, row.pk, row.title) for row, awards in _once(rows[:NEAR]) for award in awards]
    return won, len(rows) > NEAR


def _awarded(cluster: Cluster, cpv: str, buyer: str) -> QuerySet[Opportunity]:
    found = Opportunity.objects.filter(cluster=cluster).exclude(awards=[])
    if cpv:
        found = found.filter(cpv__startswith=cpv)
    if buyer:
        found = found.filter(buyer_name=buyer)
    return found.order_by("-published_at", "-pk")


def _once(rows: Iterable[Opportunity]) -> Iterator[tuple[Opportunity, list[Award]]]:
    """Each piece of work once, with its awards that stand, in the order of the rows."""
    families: dict[int, list[Opportunity]] = defaultdict(list)
    for row in rows:
        families[row.same_as_id or row.pk].append(row)
    for family in families.values():
        for row in sorted(family, key=lambda one: (one.same_as_id is not None, one.pk)):
            awards = [award for award in notice_awards(row) if stands(award)]
            if awards:
                yield row, awards
                break


def buyers(cluster: Cluster) -> list[str]:
    """The buyers with awards, by name, for a list to choose from."""
    found = Opportunity.objects.filter(cluster=cluster).exclude(awards=[]).exclude(buyer_name="")
    return list(found.order_by("buyer_name").values_list("buyer_name", flat=True).distinct()[:500])

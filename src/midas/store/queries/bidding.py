"""What the bid sheet and the templates are made from: ties to a buyer, and finished requirements."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from midas.core.demand.bid import Ties
from midas.core.demand.templates import Template, learn
from midas.core.values.places import within
from midas.store.models import Enterprise, Opportunity, Requirement
from midas.store.queries.demand import packages
from midas.store.queries.joining import standing_alone

GROUP = 3
"""Digits of a CPV code that name its group: what is taken for such work."""

MOST_FINISHED = 60
S = Opportunity.State


def group_of(opportunity: Opportunity) -> str:
    """The CPV group of a demand's main code; empty where it names none."""
    return opportunity.cpv[:GROUP]


def ties(opportunity: Opportunity, home_region: str) -> Ties:
    """What the demand would mean to the cluster beyond its money; two queries."""
    rows = Opportunity.objects.filter(cluster_id=opportunity.cluster_id, state=S.WON)
    won = standing_alone(rows).exclude(pk=opportunity.pk)
    buyer, group = opportunity.buyer_name, group_of(opportunity)
    return Ties(
        local=bool(home_region and opportunity.region and within(opportunity.region, [home_region])),
        small=opportunity.sme_suitable is True,
        customer_known=won.filter(buyer_name__iexact=buyer).count() if buyer else 0,
        work_done_before=won.filter(cpv__startswith=group).count() if group else 1,
    )


def finished(opportunity: Opportunity) -> QuerySet[Requirement]:
    """The other requirements of the same CPV group that went on to a team or to an answer."""
    group = group_of(opportunity)
    if not group:
        return Requirement.objects.none()
    over = Q(opportunity__state__in=(S.BIDDING, S.WON, S.LOST))
    teamed = Q(opportunity__enterprises__in=Enterprise.objects.exclude(state=Enterprise.State.ABANDONED))
    rows = Requirement.objects.filter(over | teamed, cluster_id=opportunity.cluster_id, version__gt=0)
    alike = standing_alone(Opportunity.objects.filter(cpv__startswith=group)).exclude(pk=opportunity.pk)
    mine = rows.filter(opportunity__in=alike).distinct()
    return mine.order_by("-updated_at", "-pk").prefetch_related("work_packages")


def template_for(opportunity: Opportunity) -> Template | None:
    """What such work usually needs by the cluster's own finished requirements, if there are enough; three queries."""
    found = [packages(one) for one in finished(opportunity)[:MOST_FINISHED]]
    return learn(group_of(opportunity), [one for one in found if one])


def done_so_far(opportunity: Opportunity, requirement: Requirement | None) -> str:
    """How far the way to a bid is gone: a key of `DAYS_TO_BID`."""
    if opportunity.enterprises.exclude(state=Enterprise.State.ABANDONED).exists():
        return "team"
    return "requirement" if requirement is not None and requirement.version else ""

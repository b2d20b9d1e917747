"""Private demand in the demo: a purchaser's needs, one sent and one a draft, and decisions whether to bid.

The other cluster publishes its counts, so that a gap can be searched for there; the demo's own publishes nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from midas.actions.demand.publish_coverage import publish_counts
from midas.core.demand.bid import deadline_line, fit_line
from midas.core.demand.fit import fit, why
from midas.demo.cluster import DemoCluster
from midas.demo.save_people import People
from midas.store.models import BidDecision, Cluster, Need, Opportunity
from midas.store.queries.demand import labels, offered

PURCHASER, BROKER = "purchaser@fiverivers.example", "broker@fiverivers.example"
DRAFT = {
    "title": "Repair of 40 ward beds a year",
    "description": "Our beds fail at the lifting gear. We want one contact who collects, repairs and returns them.",
    "items": "40; each; bed repairs",
    "certificates": "ISO 13485",
}
WHY = {
    "qualified": "Every part of it is somebody's trade here, and there is time to answer well.",
    "forming": "Three firms asked for it; the customer wants one contract for all of it.",
    "dropped": "Nobody here does the larger half of it, and the day for an answer is too near to find somebody.",
}
MOST = 12


def save_private(cluster: Cluster, demo: DemoCluster, people: People, today: date) -> int:
    """Needs, decisions and, where it is the other cluster, published counts; how many needs. Works in its tenancy."""
    at = datetime.combine(today, time(9), UTC)
    if all(one.email != PURCHASER for one in demo.people):
        cluster.publishes_coverage = True
        cluster.save(update_fields=["publishes_coverage"])
        publish_counts(cluster, at=at)
        return 0
    _decisions(cluster, people)
    return _needs(cluster, people, at)


def _needs(cluster: Cluster, people: People, at: datetime) -> int:
    buyer, yesterday = people[PURCHASER], at - timedelta(days=1)
    Need.objects.create(
        cluster=cluster, door="customer", by=buyer, answers=DRAFT, created_at=yesterday, saved_at=yesterday
    )
    asked = Opportunity.objects.filter(door="customer").order_by("-created_at", "pk").first()
    if asked is None:
        return 1
    Need.objects.create(
        cluster=cluster,
        door="customer",
        by=buyer,
        state=Need.State.SENT,
        answers={"title": asked.title, "description": asked.description},
        opportunity=asked,
        created_at=asked.created_at,
        saved_at=asked.created_at,
        sent_at=asked.created_at,
    )
    return 2


def _decisions(cluster: Cluster, people: People) -> None:
    """What was decided of the demands that were taken up or dropped, and two lines of the sheet as they stood."""
    held = offered(cluster)
    rows = Opportunity.objects.filter(state__in=WHY).order_by("-updated_at", "pk")[:MOST]
    for row in rows:
        fitted = fit([code for code in (row.cpv, *row.cpv_additional) if code], held)
        lines = (
            fit_line(fitted.score, why(fitted, labels(one.code for one in fitted.codes))),
            deadline_line(row.deadline_at, row.created_at, ""),
        )
        BidDecision.objects.create(
            cluster=cluster,
            opportunity=row,
            choice="no_bid" if row.state == "dropped" else "bid",
            reason=WHY[row.state],
            sheet=[
                {"name": one.name, "light": one.light or "", "figure": one.figure, "why": one.why}
                for one in lines
            ],
            by=row.owner or people[BROKER],
            at=row.updated_at,
        )

"""The demo's matches: found by the matching itself, four weeks ago and today, and answered in between."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from midas.actions.demand.match_demands import learned, match_demands
from midas.actions.demand.member_index import matcher
from midas.demo.cluster import DemoCluster
from midas.demo.save_people import People
from midas.store import models as store
from midas.store.queries import matches as queries

AGO = timedelta(days=28)
WHY_NOT = (
    "Too far for us",
    "Too large for us just now",
    "Not our kind of work",
    "We are booked until spring",
)
ANSWERED = 60
"""Matches somebody answered."""


def save_matching(cluster: store.Cluster, demo: DemoCluster, people: People, seed: int) -> int:
    """Match the open demand, answer some of it, match again; works inside the cluster's tenancy. How many matches."""
    now = datetime.combine(demo.today, time(2, 30), UTC)
    keys = list(queries.open_demand(now).order_by("pk").values_list("pk", flat=True))
    members = matcher(demo.today)
    match_demands(keys, members, on=demo.today - AGO, at=now - AGO)
    store.MatchAnswer.objects.bulk_create(_answers(cluster, demo, people, seed, now))
    found = match_demands(keys, members, on=demo.today, at=now)
    for at in (now - AGO, now):
        _run(cluster, at, len(keys), members.words.size)
    return found.matches


def _answers(
    cluster: store.Cluster, demo: DemoCluster, people: People, seed: int, now: datetime
) -> list[store.MatchAnswer]:
    """Firms and brokers answer in proportion to the figure, the broker being one of the cluster's."""
    dice = Random(f"{seed} {demo.slug} matching")
    broker = next((people[one.email] for one in demo.people if "broker" in one.roles), None)
    rows = list(store.Match.objects.exclude(place=None).order_by("opportunity", "place"))
    found = []
    for row in dice.sample(rows, min(ANSWERED, len(rows))):
        wanted = dice.random() * 100 < row.score
        by_broker = broker is not None and dice.random() < 0.4
        found.append(
            store.MatchAnswer(
                cluster=cluster,
                opportunity_id=row.opportunity_id,
                membership_id=row.membership_id,
                side="broker" if by_broker else "firm",
                wanted=wanted,
                reason="" if wanted else dice.choice(WHY_NOT),
                parts=row.parts,
                by=broker if by_broker else None,
                at=now - timedelta(days=dice.randint(1, 20), minutes=dice.randint(0, 300)),
            )
        )
    return found


def _run(cluster: store.Cluster, at: datetime, demands: int, members: int) -> None:
    known = learned()
    store.MatchRun.objects.create(
        cluster=cluster,
        state="done",
        requested_at=at,
        started_at=at,
        finished_at=at,
        opportunities=demands,
        done=demands,
        members=members,
        reaches=queries.horizon(),
        answers=known.accepted + known.dismissed,
        learned={"why": known.why, "weights": dict(known.weights)},
    )

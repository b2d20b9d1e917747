"""Saving statements of standing: two firms of the story have one, as they would show it to a customer."""

from __future__ import annotations

from datetime import date

from midas.actions.members.credentials import issue
from midas.demo.calendar import day, moment
from midas.demo.cast import ROTHERHAM, TEESSIDE
from midas.demo.cluster import DemoCluster
from midas.demo.save_firms import Members
from midas.store import models as store

HOST = "127.0.0.1:8000"
"""Where the demo answers unless it is told otherwise; a statement names who stated it."""
STATED = {ROTHERHAM: -9, TEESSIDE: -4}
"""The firms, and how many days ago theirs was signed."""


def save_credentials(cluster: store.Cluster, demo: DemoCluster, members: Members, today: date) -> int:
    """Sign and save the statements; how many, none in a cluster without a committee."""
    roles = store.Role.objects.filter(cluster=cluster, kind="committee").select_related("person", "cluster")
    chair = roles.order_by("pk").first()
    firms = [firm for firm in demo.firms if chair and firm.name in STATED]
    for firm in firms:
        at = moment(day(today, STATED[firm.name]), 10)
        issue(chair, members[firm.key].pk, HOST, at=at)
    return len(firms)

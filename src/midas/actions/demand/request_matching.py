"""A matching is asked for: of all open demand every night or on request, of what changed every few minutes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from midas.actions.access.permissions import require
from midas.store import tenancy
from midas.store.models import Cluster, MatchRun, Role, TextRevision
from midas.store.queries import matches as queries

JOB = "midas.tasks.demand.start_matching"
State = MatchRun.State
LIVE = (State.WAITING, State.RUNNING)


@transaction.atomic
def request_matching(role: Role | None, *, at: datetime) -> MatchRun:
    """A waiting run over all open demand of the role's cluster; the live one if there is one. Raises NotAllowed."""
    role = require(role, "matches.run")
    Cluster.objects.select_for_update().get(pk=role.cluster_id)
    return _live() or _made(role.cluster_id, role.person_id, True, at)


def request_everywhere(*, full: bool, at: datetime) -> int:
    """A run in every cluster in which none is under way and, unless `full`, something changed; how many."""
    found = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            if _live() is None and (full or changed()):
                _made(cluster_id, None, full, at)
                found += 1
    return found


def changed() -> bool:
    """Whether the words of a member or a demand changed since the last run began."""
    last = queries.last_run()
    return TextRevision.objects.filter(changed_in__gte=last.reaches if last else 0).exists()


def _live() -> MatchRun | None:
    return MatchRun.objects.filter(state__in=LIVE).first()


def _made(cluster_id: int, person_id: int | None, full: bool, at: datetime) -> MatchRun:
    run = MatchRun.objects.create(
        cluster_id=cluster_id, requested_at=at, requested_by_id=person_id, is_full=full
    )
    app.configure_task(JOB, queue="demand").defer(run_id=run.pk, cluster_id=cluster_id)
    return run

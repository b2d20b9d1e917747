"""A matching is asked for: of all open demand every night or on request, of what changed every few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from midas.actions.access.permissions import require
from midas.store import tenancy
from midas.store.models import Cluster, MatchRun, Role, TextRevision
from midas.store.queries import matches as queries

JOB = "midas.tasks.demand.start_matching"
State = MatchRun.State
LIVE = (State.WAITING, State.RUNNING)
DAY = timedelta(hours=20)


@transaction.atomic
def request_matching(role: Role | None, *, at: datetime) -> MatchRun:
    """A waiting run over all open demand of the role's cluster; the live one if there is one. Raises NotAllowed."""
    role = require(role, "matches.run")
    Cluster.objects.select_for_update().get(pk=role.cluster_id)
    return _live() or _made(role.cluster_id, role.person_id, True, at)


def request_everywhere(*, full: bool, at: datetime) -> int:
    """A run in every cluster that has one due and none under way; how many.

    `full`: over all open demand, due where none such was asked for in the last `DAY`; one that waits to deal with
    changes becomes one over all. Else over what changed.
    """
    found = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            Cluster.objects.select_for_update().get(pk=cluster_id)
            found += _request(cluster_id, full, at)
    return found


def _request(cluster_id: int, full: bool, at: datetime) -> bool:
    live = _live()
    if full and MatchRun.objects.filter(is_full=True, requested_at__gt=at - DAY).exists():
        return False
    if live is not None:
        MatchRun.objects.filter(pk=live.pk, state=State.WAITING, is_full=False).update(is_full=full)
        return False
    if not full and not changed():
        return False
    _made(cluster_id, None, full, at)
    return True


def changed() -> bool:
    """Whether the words of a member or a demand changed since the last run began."""
    last = queries.last_run()
    if last is None or last.reaches > queries.horizon():
        return queries.any_text()
    return any(queries.changed_since(kind, last.reaches) for kind in TextRevision.Kind.values)


def _live() -> MatchRun | None:
    return MatchRun.objects.filter(state__in=LIVE).first()


def _made(cluster_id: int, person_id: int | None, full: bool, at: datetime) -> MatchRun:
    run = MatchRun.objects.create(
        cluster_id=cluster_id, requested_at=at, requested_by_id=person_id, is_full=full
    )
    app.configure_task(JOB, queue="demand").defer(run_id=run.pk, cluster_id=cluster_id)
    return run

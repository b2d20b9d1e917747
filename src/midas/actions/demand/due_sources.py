"""By the clock: sources that are due are started, and runs whose worker died are ended."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django.models import ProcrastinateJob

from midas.actions.demand.read_directly import end_broken_off
from midas.actions.demand.source_run import give_up_run
from midas.actions.demand.sources import LIVE, READ, start_run
from midas.store import tenancy
from midas.store.models import NoticeSource, SourceRun
from midas.store.queries.jobs import dropped_jobs, give_up, stuck_jobs


def start_due_sources(*, at: datetime) -> int:
    """Start a run of every source of every cluster that is due and has none under way; how many were started."""
    started = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            due = NoticeSource.objects.filter(paused=False, next_at__lte=at).exclude(runs__state__in=LIVE)
            for source in due.select_for_update(of=("self",), skip_locked=True).order_by("next_at", "pk"):
                start_run(source, by=None, at=at)
                started += 1
    return started


def end_orphans(*, at: datetime) -> int:
    """Mark as failed every live run whose job or whose command is dead, in whichever cluster; how many there were."""
    jobs = (*stuck_jobs(READ, at=at), *dropped_jobs(READ, at=at))
    ended = sum(_end_orphan(job, at) for job in jobs)
    return ended + sum(end_broken_off(cluster_id, at=at) for cluster_id in tenancy.every_cluster())


def _end_orphan(job: ProcrastinateJob, at: datetime) -> int:
    with tenancy.tenant(job.args["cluster_id"]):
        run = SourceRun.objects.filter(pk=job.args["run_id"], state__in=LIVE).first()
        if run is not None:
            give_up_run(run, at=at)
        give_up(job)
    return int(run is not None)

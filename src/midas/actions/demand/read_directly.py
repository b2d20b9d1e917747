"""A source is read at once, by a command, without a job: the run holds a lock as long as the command is alive.

So a run whose command was killed is known to be dead, and is ended by whoever comes next: the clock, or the command
given again.
"""

from __future__ import annotations

from datetime import datetime

from midas.actions.demand.read_source import read_source
from midas.actions.demand.source_run import Tools, give_up_run
from midas.actions.demand.sources import LIVE, READ
from midas.store import tenancy
from midas.store.models import NoticeSource, SourceRun
from midas.store.queries.jobs import without_job
from midas.store.queries.live_runs import let_run_go, nobody_does, take_run


def read_directly(cluster_id: int, source_id: int, tools: Tools) -> SourceRun | None:
    """Read a source now, here; the run as it ended, or None if another one is under way."""
    run = _begun(cluster_id, source_id, tools.clock())
    if run is None:
        return None
    try:
        read_source(cluster_id, run.pk, tools)
    except BaseException:
        with tenancy.tenant(cluster_id):
            give_up_run(run, at=tools.clock())
        raise
    finally:
        let_run_go(run)
    with tenancy.tenant(cluster_id):
        run.refresh_from_db()
    return run


def end_broken_off(cluster_id: int, *, at: datetime, source_id: int | None = None) -> int:
    """Mark as failed every live run of a cluster, or of one source, that nobody does any more; how many there were."""
    with tenancy.tenant(cluster_id):
        found = SourceRun.objects.filter(state__in=LIVE)
        found = found if source_id is None else found.filter(source=source_id)
        live = {run.pk: run for run in found}
        alone = without_job(READ, "run_id", live) if live else set()
        ended = [run for pk, run in live.items() if pk in alone and nobody_does(run)]
        for run in ended:
            give_up_run(run, at=at)
    return len(ended)


def _begun(cluster_id: int, source_id: int, at: datetime) -> SourceRun | None:
    """A waiting run, held before anybody else can see it; None if one is under way."""
    end_broken_off(cluster_id, at=at, source_id=source_id)
    with tenancy.tenant(cluster_id):
        source = NoticeSource.objects.select_for_update().get(pk=source_id)
        if source.runs.filter(state__in=LIVE).exists():
            return None
        run = SourceRun.objects.create(cluster_id=cluster_id, source=source, started_at=at)
        take_run(run)
    return run

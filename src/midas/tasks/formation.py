"""Jobs of the formation stage. Each calls one action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from midas.actions.formation import run_formation as running
from midas.actions.formation.request_formation import JOB
from midas.actions.formation.stop_formation import fail_orphans


@app.task(name=JOB, queue="formation", pass_context=True)
def run_formation(context: JobContext, *, formation_id: int, cluster_id: int) -> None:
    """Form the teams somebody asked for."""
    running.run_formation(cluster_id, formation_id, clock=timezone.now, ending=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.formation.tidy_formations", queue="formation", queueing_lock="tidy formations")
def tidy_formations(timestamp: int) -> None:
    """Say of runs whose worker died that they failed, so that they can be started again."""
    fail_orphans(at=timezone.now())

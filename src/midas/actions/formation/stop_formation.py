"""A run ends early: with the best plan so far, or with nothing because somebody discarded it or its worker died.

A run that came to nothing says so and can be asked for again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.formation.refusals import UnableToForm
from midas.actions.formation.request_formation import JOB, LIVE
from midas.store import tenancy
from midas.store.models import Formation, Person, Role
from midas.store.queries.jobs import dead_jobs, dropped_jobs, give_up, live_jobs, stuck_jobs


@transaction.atomic
def stop_formation(role: Role, formation_id: int, *, at: datetime) -> Formation:
    """Stop a waiting or running formation and discard it. The engine notices at its next report and saves nothing.

    Raises UnableToForm (it is over already) or NotAllowed.
    """
    require(role, "formations.run")
    formation = Formation.objects.select_for_update().get(pk=formation_id)
    if formation.state not in LIVE:
        raise UnableToForm("This search is over already; there is nothing to stop.")
    for job in live_jobs(JOB, formation_id=formation.pk):
        app.job_manager.cancel_job_by_id(job.pk, abort=True)
    fail(formation, f"{role.person.name} stopped it.", by=role.person, at=at, state=Formation.State.STOPPED)
    return formation


@transaction.atomic
def keep_best(role: Role, formation_id: int, *, at: datetime) -> Formation:
    """Let a running formation end with the best plan it has. The engine notices within a second or so.

    The run is then done like any other, its plan not proven best unless it was already. Asking twice is asking
    once. Raises UnableToForm (it is over already, or has no plan yet) or NotAllowed.
    """
    require(role, "formations.run")
    formation = Formation.objects.select_for_update(of=("self",)).get(pk=formation_id)
    if formation.state not in LIVE:
        raise UnableToForm("This search is over already; there is nothing to stop.")
    if not formation.so_far:
        raise UnableToForm(
            "No team has been found yet that could be kept; wait a little, or discard the search."
        )
    if not formation.stop_asked:
        formation.stop_asked = True
        formation.save(update_fields=["stop_asked"])
        record(formation, "formation.stop_asked", by=role.person, at=at, after=formation.state)
    return formation


def fail(
    formation: Formation,
    message: str,
    *,
    by: Person | None,
    at: datetime,
    state: Formation.State = Formation.State.FAILED,
) -> bool:
    """Mark a live run as failed, or stopped, with the reason in words; False if it was over already."""
    live = Formation.objects.filter(pk=formation.pk, state__in=LIVE)
    ended = live.update(state=state, message=message[:200], finished_at=at)
    if ended:
        before = formation.state
        formation.refresh_from_db()
        verb = f"formation.{formation.state}"
        record(formation, verb, by=by, at=at, before=before, after=formation.state, reason=message)
    return bool(ended)


def fail_orphans(*, at: datetime, formation_id: int | None = None) -> int:
    """Mark as failed every live run whose job is dead, or that one run if it is; how many there were.

    Works across clusters: a job names its run and the cluster it belongs to. A job in the hands of a dead worker
    ends with it, or by itself if its run is over.
    """
    if formation_id is None:
        jobs = [*stuck_jobs(JOB, at=at), *dropped_jobs(JOB, at=at)]
    else:
        jobs = dead_jobs(JOB, at=at, formation_id=formation_id)
    return sum(_fail_orphan(job, at) for job in jobs)


def _fail_orphan(job: ProcrastinateJob, at: datetime) -> int:
    message = "Midas was stopped while this ran. Nothing was lost but the search; start it again."
    with tenancy.tenant(job.args["cluster_id"]):
        formation = Formation.objects.filter(pk=job.args["formation_id"], state__in=LIVE).first()
        failed = formation is not None and fail(formation, message, by=None, at=at)
        give_up(job)
    return int(failed)

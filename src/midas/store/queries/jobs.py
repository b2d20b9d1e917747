"""The queue of background jobs: whether somebody works on it, and which jobs nobody will finish.

Jobs belong to no cluster; what one is for stands in its arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from procrastinate.sql import queries

SILENCE = timedelta(seconds=60)
"""A worker that gave no sign of life for this long is taken to be dead; it gives one every ten seconds."""

RECENT = timedelta(days=1)
"""How far back dropped jobs are looked for; whoever looks does so every minute."""

DROPPED = ("failed", "cancelled", "aborted")


def somebody_works(*, at: datetime) -> bool:
    """True if some worker is alive."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=at - SILENCE).exists()


def live_jobs(task: str, **arguments: int) -> list[ProcrastinateJob]:
    """The jobs of that name and those arguments which wait or are being done."""
    jobs = ProcrastinateJob.objects.filter(task_name=task, args__contains=arguments)
    return list(jobs.filter(status__in=("todo", "doing")).order_by("pk"))


def without_job(task: str, argument: str, keys: Iterable[int]) -> set[int]:
    """Those of the keys that no job of that name which waits or is being done has as that argument."""
    jobs = ProcrastinateJob.objects.filter(task_name=task, status__in=("todo", "doing"))
    return set(keys) - {args.get(argument) for args in jobs.values_list("args", flat=True)}


def dead_jobs(task: str, *, at: datetime, **arguments: int) -> list[ProcrastinateJob]:
    """The jobs of that name and those arguments which were dropped, failed, or are in the hands of a dead worker.

    All arguments must agree. Without any, of the whole history, use `stuck_jobs` and `dropped_jobs`.
    """
    dropped = Q(status__in=DROPPED)
    jobs = ProcrastinateJob.objects.filter(task_name=task, args__contains=arguments)
    return list(jobs.filter(dropped | _stuck(at)).order_by("-pk"))


def stuck_jobs(task: str, *, at: datetime) -> list[ProcrastinateJob]:
    """The jobs of that name in the hands of a dead worker; until they are given up, nobody else gets their lock."""
    return list(ProcrastinateJob.objects.filter(_stuck(at), task_name=task).order_by("pk"))


def dropped_jobs(task: str, *, at: datetime) -> list[ProcrastinateJob]:
    """The jobs of that name which failed, were cancelled or aborted within `RECENT`: from the queue alone, since
    the worker's role in the database sees no cluster before it is told one.
    """
    ended = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type__in=DROPPED, at__gte=at - RECENT)
    jobs = ProcrastinateJob.objects.filter(Exists(ended), task_name=task, status__in=DROPPED)
    return list(jobs.order_by("pk"))


@transaction.atomic
def give_up(job: ProcrastinateJob) -> None:
    """End a job that is being done as failed, so that its lock is free; nothing happens if it is over."""
    if ProcrastinateJob.objects.select_for_update().filter(pk=job.pk, status="doing").first() is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(queries["finish_job"], {"job_id": job.pk, "status": "failed", "delete_job": False})


@transaction.atomic
def try_again(job: ProcrastinateJob, *, at: datetime) -> None:
    """Let a job that is being done be done anew, from that moment on; it keeps its place and its lock."""
    app.job_manager.retry_job_by_id(job.pk, at)


def _stuck(at: datetime) -> Q:
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=at - SILENCE)
    return Q(silent, status="doing")

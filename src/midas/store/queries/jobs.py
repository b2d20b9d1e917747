"""The queue of background jobs: whether somebody works on it, and which jobs nobody will finish.

Jobs belong to no cluster; what one is for stands in its arguments.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

SILENCE = timedelta(seconds=60)
"""A worker that gave no sign of life for this long is taken to be dead; it gives one every ten seconds."""

RECENT = 500
"""How many jobs of a kind, newest first, are looked at when dead ones are sought."""


def somebody_works(*, at: datetime) -> bool:
    """True if some worker is alive."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=at - SILENCE).exists()


def live_jobs(task: str, **arguments: int) -> list[ProcrastinateJob]:
    """The jobs of that name and those arguments which wait or are being done."""
    jobs = ProcrastinateJob.objects.filter(task_name=task, args__contains=arguments)
    return list(jobs.filter(status__in=("todo", "doing")).order_by("pk"))


def dead_jobs(task: str, *, at: datetime, **arguments: int) -> list[ProcrastinateJob]:
    """The recent jobs of that name which were dropped, failed, or are in the hands of a dead worker.

    `arguments` are those the job was queued with; all must agree.
    """
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=at - SILENCE)
    dropped = Q(status__in=("failed", "cancelled", "aborted"))
    jobs: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(
        task_name=task, args__contains=arguments
    )
    return list(jobs.filter(dropped | Q(silent, status="doing")).order_by("-pk")[:RECENT])

"""Jobs of the demand stage. Each calls one action."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.demand.request_import import JOB
from midas.actions.demand.run_import import Desk, run_import, sweep, take_up_orphans
from midas.formats.ocds.limits import Limits

EXPANDED = 40
"""How many times its limit a handed-in file may hold when unzipped; notices compress about tenfold."""


MOST_RELEASES = 200_000
"""More do not go into one handed-in file; it would keep the others of its cluster waiting for hours."""

LARGEST_RELEASE = 8 * 2**20
"""Bytes of one release; the worker holds several times as much while it reads one."""


def _desk() -> Desk:
    most = settings.MIDAS_UPLOAD_MAX_BYTES
    limits = Limits(
        max_bytes=most,
        max_expanded_bytes=EXPANDED * most,
        max_releases=MOST_RELEASES,
        max_release_bytes=LARGEST_RELEASE,
    )
    return Desk(settings.MIDAS_UPLOADS, limits, timezone.now)


@app.task(name=JOB, queue="demand")
def import_notices(*, import_id: int, cluster_id: int) -> None:
    """Read a file of notices somebody handed in."""
    run_import(cluster_id, import_id, _desk())


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.demand.tidy_imports", queue="demand", queueing_lock="tidy imports")
def tidy_imports(timestamp: int) -> None:
    """Take up imports whose worker died where they broke off, and remove files nobody will read."""
    take_up_orphans(at=timezone.now())
    sweep(settings.MIDAS_UPLOADS, at=timezone.now())

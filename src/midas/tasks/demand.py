"""Jobs of the demand stage. Each calls one action."""

from __future__ import annotations

import time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.demand import read_source as reading
from midas.actions.demand.amendments import tell_everybody
from midas.actions.demand.due_sources import end_orphans, start_due_sources
from midas.actions.demand.find_same_demand import compare_new_demands, search_cluster
from midas.actions.demand.request_import import JOB
from midas.actions.demand.run_import import Desk, fail_orphans, run_import, sweep
from midas.actions.demand.same_demand import SEARCH
from midas.actions.demand.source_run import Tools, agent
from midas.actions.demand.sources import READ
from midas.formats.ocds.limits import Limits
from midas.formats.web_reader import read_page

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
    """Say of imports whose worker died that they failed, and remove files nobody will read."""
    fail_orphans(at=timezone.now())
    sweep(settings.MIDAS_UPLOADS, at=timezone.now())


def tools() -> Tools:
    """What a source is read with: the network, real waiting, the real clock."""
    return Tools(
        fetch=read_page,
        wait=time.sleep,
        clock=timezone.now,
        agent=agent(),
        folder=settings.MIDAS_SOURCE_FOLDER,
        limits=_desk().limits,
        loopback=settings.MIDAS_SOURCE_LOOPBACK,
    )


@app.task(name=READ, queue="demand")
def read_source(*, run_id: int, cluster_id: int) -> None:
    """Fetch what a source has that is new."""
    reading.read_source(cluster_id, run_id, tools())


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.demand.start_due_sources", queue="demand", queueing_lock="start due sources")
def start_due(timestamp: int) -> None:
    """Start the sources that are due, and say of runs whose worker died that they failed."""
    end_orphans(at=timezone.now())
    start_due_sources(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.demand.tell_of_amendments", queue="demand", queueing_lock="tell of amendments")
def tell_of_amendments(timestamp: int) -> None:
    """Tell whoever works on a demand that a notice changed it."""
    tell_everybody(at=timezone.now(), address=_address)


def _address(opportunity_id: int) -> str:
    return settings.MIDAS_ADDRESS.rstrip("/") + reverse("demand:opportunity", args=[opportunity_id])


@app.task(name=SEARCH, queue="demand")
def find_same(*, cluster_id: int) -> None:
    """Compare all demands of a cluster with each other."""
    search_cluster(cluster_id, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="midas.tasks.demand.compare_new_demands", queue="demand", queueing_lock="compare new demands")
def compare_new(timestamp: int) -> None:
    """Look whether demands that came in lately were published before under another number."""
    compare_new_demands(at=timezone.now())

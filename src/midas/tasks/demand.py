"""Jobs of the demand stage. Each calls one action."""

from __future__ import annotations

import time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.access.letters import free_rounds
from midas.actions.demand import read_source as reading
from midas.actions.demand import request_matching, run_matching
from midas.actions.demand.amendments import tell_everybody
from midas.actions.demand.due_sources import end_orphans, start_due_sources
from midas.actions.demand.find_same_demand import compare_new_demands, search_cluster
from midas.actions.demand.import_directly import end_broken_off
from midas.actions.demand.publish_coverage import publish_everywhere
from midas.actions.demand.request_import import JOB
from midas.actions.demand.run_import import Desk, run_import, sweep, take_up_orphans
from midas.actions.demand.same_demand import SEARCH
from midas.actions.demand.send_digest import send_digests
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
    """Take up imports whose worker died where they broke off, end those whose command did, remove old files."""
    take_up_orphans(at=timezone.now())
    end_broken_off(at=timezone.now())
    sweep(settings.MIDAS_UPLOADS, at=timezone.now())


@app.task(name=request_matching.JOB, queue="demand")
def start_matching(*, run_id: int, cluster_id: int) -> None:
    """Bring the index of a cluster's members up to date and queue the pieces of a run."""
    try:
        run_matching.start_matching(cluster_id, run_id, settings.MIDAS_INDEXES, at=timezone.now())
    except Exception:
        run_matching.fail_matching(cluster_id, run_id, at=timezone.now())
        raise


@app.task(name=run_matching.PIECE_JOB, queue="demand")
def match_piece(*, run_id: int, cluster_id: int, keys: list[int]) -> None:
    """Match some demands with members."""
    try:
        run_matching.match_piece(cluster_id, run_id, keys, settings.MIDAS_INDEXES, at=timezone.now())
    except Exception:
        run_matching.fail_matching(cluster_id, run_id, at=timezone.now())
        raise


@app.periodic(cron="*/5 * * * *")
@app.task(name="midas.tasks.demand.match_changes", queue="demand", queueing_lock="match changes")
def match_changes(timestamp: int) -> None:
    """Match what changed since the last run."""
    run_matching.end_orphans(at=timezone.now())
    request_matching.request_everywhere(full=False, at=timezone.now())


@app.periodic(cron="32 2-6 * * *")
@app.task(name="midas.tasks.demand.match_all", queue="demand", queueing_lock="match all")
def match_all(timestamp: int) -> None:
    """Match all open demand with all members, once a night; the later hours are for when the first was missed."""
    request_matching.request_everywhere(full=True, at=timezone.now())


@app.periodic(cron="0 * * * *")
@app.task(
    name="midas.tasks.demand.send_digests", queue="demand", queueing_lock="send digests", lock="send digests"
)
def weekly_digests(timestamp: int) -> None:
    """Send firms the week's demand, where it is Monday morning or was when nobody worked."""
    send_digests(settings.MIDAS_ADDRESS.rstrip("/"), at=timezone.now())


@app.periodic(cron="40 4 * * *")
@app.task(name="midas.tasks.demand.publish", queue="demand", queueing_lock="publish coverage")
def publish(timestamp: int) -> None:
    """Bring up to date what clusters publish of themselves."""
    publish_everywhere(at=timezone.now())


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
@app.task(
    name="midas.tasks.demand.tell_of_amendments",
    queue="demand",
    queueing_lock="tell of amendments",
    lock="tell of amendments",
)
def tell_of_amendments(timestamp: int) -> None:
    """Tell whoever works on a demand that a notice changed it."""
    tell_everybody(at=timezone.now(), address=_address)


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.demand.tidy_letters", queue="demand", queueing_lock="tidy letters of demand")
def tidy_letters(timestamp: int) -> None:
    """Let letters go on where the worker that sent them died."""
    free_rounds([weekly_digests.name, tell_of_amendments.name], at=timezone.now())


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

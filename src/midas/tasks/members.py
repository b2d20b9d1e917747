"""Jobs of the members stage. Each calls one action."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from midas.actions.access.letters import free_rounds
from midas.actions.members.close_motion import close_due
from midas.actions.members.duplicates import SEARCH, search_cluster
from midas.actions.members.remind import remind_everybody
from midas.actions.members.request_firm_import import JOB
from midas.actions.members.run_firm_import import Desk, fail_orphans, run_firm_import, sweep
from midas.actions.members.tell_decided import Addresses, tell_everybody


@app.task(name=JOB, queue="members")
def import_firms(*, import_id: int, cluster_id: int) -> None:
    """Check a list of firms somebody handed in, or save it once it is confirmed."""
    run_firm_import(cluster_id, import_id, Desk(settings.MIDAS_UPLOADS, timezone.now))


@app.task(name=SEARCH, queue="members")
def find_duplicates(*, cluster_id: int) -> None:
    """Look for firms of a cluster that may be one."""
    search_cluster(cluster_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.members.tidy_imports", queue="members", queueing_lock="tidy firm imports")
def tidy_imports(timestamp: int) -> None:
    """Say of imports whose worker died that they failed, and remove files nobody confirmed."""
    fail_orphans(at=timezone.now())
    sweep(settings.MIDAS_UPLOADS, at=timezone.now())


@app.periodic(cron="15 6 * * *")
@app.task(
    name="midas.tasks.members.remind",
    queue="members",
    queueing_lock="remind of assessments",
    lock="remind of assessments",
)
def remind(timestamp: int) -> None:
    """Tell firms whose assessments are about to lapse."""
    remind_everybody(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    name="midas.tasks.members.tell_decisions",
    queue="members",
    queueing_lock="tell decisions",
    lock="tell decisions",
)
def tell_decisions(timestamp: int) -> None:
    """Tell firms that applied what was decided, and invite those that are admitted."""
    addresses = Addresses(
        invitation=lambda secret: _address("access:accept", secret),
        application=lambda slug, secret: _address("joining:open", slug, secret),
        door=lambda slug: _address("joining:front", slug),
        sign_in=_address("account_login"),
    )
    tell_everybody(addresses, at=timezone.now())


def _address(page: str, *args: str) -> str:
    return settings.MIDAS_ADDRESS.rstrip("/") + reverse(page, args=args)


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.members.tidy_letters", queue="members", queueing_lock="tidy letters of members")
def tidy_letters(timestamp: int) -> None:
    """Let letters go on where the worker that sent them died."""
    free_rounds([remind.name, tell_decisions.name], at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="midas.tasks.members.close_motions", queue="members", queueing_lock="close motions")
def close_motions(timestamp: int) -> None:
    """Count the votes on motions whose time is up, and do what was carried."""
    close_due(at=timezone.now())

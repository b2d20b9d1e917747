"""An administrator says where notices come from: portals, addresses and folders, how often, and how gently.

Addresses come from administrators alone, never from a notice. What is registered is checked first: as it is written,
and, if wanted, by asking once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.core.demand.addresses import Unsafe, checked
from midas.core.demand.politeness import until_next
from midas.core.values.problems import BadInput, Problem
from midas.rules.portals import PORTALS
from midas.store.models import Cluster, NoticeSource, Person, Role, SourceRun

READ = "midas.tasks.demand.read_source"
"""The name of the job that reads a source."""

ONE_AT_A_TIME = "sources"
"""The lock all these jobs share: the worker reads one source at a time, so that other work always has a place."""

LIVE = (SourceRun.State.WAITING, SourceRun.State.RUNNING)
K = NoticeSource.Kind

BOUNDS = {
    "every_minutes": (15, 60 * 24 * 31),
    "pause_seconds": (1, 300),
    "timeout_seconds": (2, 120),
    "max_bytes": (1_000, 500_000_000),
    "max_pages": (1, 10_000),
}
"""Least and most; nobody can be asked more often than every 15 minutes, nor twice a second."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source as somebody wants it. `address` is a web address, or a folder below the operator's."""

    name: str
    kind: str
    address: str
    portal: str = ""
    since: date | None = None
    every_minutes: int = 360
    pause_seconds: int = 2
    timeout_seconds: int = 30
    max_bytes: int = 50_000_000
    max_pages: int = 200
    user_agent: str = ""


class SourceBusy(RuntimeError):
    """The source is being read; wait until that is over."""


@transaction.atomic
def add_source(role: Role, wanted: Wanted, *, folder: Path | None, at: datetime) -> NoticeSource:
    """Register a source; it is due at once. Raises BadInput (everything that is wrong) or NotAllowed."""
    require(role, "sources.manage")
    return _added(role.cluster, role.person, wanted, folder, at)


@transaction.atomic
def add_from_outside(cluster: Cluster, wanted: Wanted, *, folder: Path | None, at: datetime) -> NoticeSource:
    """Register a source from the server's own command line. Raises BadInput."""
    return _added(cluster, None, wanted, folder, at)


def _added(
    cluster: Cluster, by: Person | None, wanted: Wanted, folder: Path | None, at: datetime
) -> NoticeSource:
    _refuse_bad(wanted, folder)
    fields = {name: getattr(wanted, name) for name in Wanted.__slots__}
    row = NoticeSource(cluster=cluster, added_by=by, added_at=at, next_at=at, **fields)
    _save_once(row)
    record(row, "source.added", by=by, at=at, details={"name": row.name, "address": row.address})
    return row


@transaction.atomic
def change_source(
    role: Role, source_id: int, wanted: Wanted, *, folder: Path | None, at: datetime
) -> NoticeSource:
    """Change a source. Another address or portal is read from the beginning. Raises BadInput or NotAllowed."""
    require(role, "sources.manage")
    _refuse_bad(wanted, folder)
    row = NoticeSource.objects.select_for_update().get(pk=source_id)
    before = {name: getattr(row, name) for name in Wanted.__slots__}
    for name in Wanted.__slots__:
        setattr(row, name, getattr(wanted, name))
    changed = sorted(name for name, value in before.items() if value != getattr(row, name))
    if {"address", "portal", "kind", "since"} & set(changed):
        row.cursor, row.failures, row.next_at = {}, 0, at
    elif "every_minutes" in changed:
        row.next_at = min(row.next_at, at + until_next(timedelta(minutes=row.every_minutes), row.failures))
    _save_once(row)
    record(row, "source.changed", by=role.person, at=at, details={"changed": changed})
    return row


@transaction.atomic
def pause_source(role: Role, source_id: int, *, paused: bool, at: datetime) -> NoticeSource:
    """Stop reading a source until further notice, or take it up again; a run under way ends after its page."""
    require(role, "sources.manage")
    return set_paused(source_id, paused=paused, by=role.person, at=at)


@transaction.atomic
def set_paused(source_id: int, *, paused: bool, by: Person | None, at: datetime) -> NoticeSource:
    """As `pause_source`, for the server's own command line; `by` None means the program itself."""
    row = NoticeSource.objects.select_for_update().get(pk=source_id)
    if row.paused != paused:
        row.paused = paused
        row.next_at = row.next_at if paused else max(at, row.next_at)
        row.save(update_fields=["paused", "next_at"])
        record(row, "source.paused" if paused else "source.resumed", by=by, at=at)
    return row


@transaction.atomic
def remove_source(role: Role, source_id: int, *, at: datetime) -> None:
    """Take a source out, with the record of its runs; the notices it brought stay. Raises SourceBusy."""
    require(role, "sources.manage")
    row = NoticeSource.objects.select_for_update().get(pk=source_id)
    if row.runs.filter(state__in=LIVE).exists():
        raise SourceBusy(
            f"{row.name} is being read right now. Pause it, and remove it when the run has ended."
        )
    record(row, "source.removed", by=role.person, at=at, details={"name": row.name, "address": row.address})
    row.delete()


@transaction.atomic
def request_run(role: Role, source_id: int, *, at: datetime) -> SourceRun:
    """Have a source read now, paused or not due as it may be. The run that is under way, if there is one."""
    require(role, "opportunities.change")
    row = NoticeSource.objects.select_for_update().get(pk=source_id)
    live = row.runs.filter(state__in=LIVE).first()
    return live or start_run(row, by=role.person, at=at)


def start_run(source: NoticeSource, *, by: Person | None, at: datetime) -> SourceRun:
    """A waiting run of a source that has none, with its job; inside the caller's transaction."""
    run = SourceRun.objects.create(cluster_id=source.cluster_id, source=source, by=by, started_at=at)
    job = app.configure_task(READ, queue="demand", lock=ONE_AT_A_TIME)
    job.defer(run_id=run.pk, cluster_id=run.cluster_id)
    return run


def _save_once(row: NoticeSource) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise BadInput([Problem("name", "There is a source of that name already; choose another.")]) from None


def _refuse_bad(wanted: Wanted, folder: Path | None) -> None:
    problems = tuple(problems_of(wanted, folder))
    if problems:
        raise BadInput(problems)


def problems_of(wanted: Wanted, folder: Path | None) -> Iterator[Problem]:
    """Everything that is wrong with a source as it is wanted."""
    if not wanted.name.strip() or len(wanted.name) > 120:
        yield Problem("name", "Give it a name people will recognise, of at most 120 characters.")
    if wanted.kind not in K.values:
        yield Problem("kind", "Say whether it is a portal, a file at an address, or a folder.")
    elif wanted.kind == K.FOLDER:
        yield from _folder_problems(wanted.address, folder)
    else:
        yield from _address_problems(wanted)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(wanted, name) <= most:
            yield Problem(name, f"Must be from {least:,} to {most:,}.")
    if not wanted.user_agent.isprintable() or not wanted.user_agent.isascii() or len(wanted.user_agent) > 200:
        yield Problem("user_agent", "May have at most 200 plain letters, digits and signs.")


def _address_problems(wanted: Wanted) -> Iterator[Problem]:
    try:
        checked(wanted.address)
    except Unsafe as unsafe:
        yield Problem("address", f"This cannot be fetched: {unsafe}")
    if wanted.kind == K.PORTAL and wanted.portal not in PORTALS:
        yield Problem("portal", f"Say how its pages are turned: {', '.join(PORTALS)}.")


def _folder_problems(address: str, folder: Path | None) -> Iterator[Problem]:
    if folder is None:
        yield Problem(
            "address",
            "No folder is open to sources. Whoever runs Midas names one with MIDAS_SOURCE_FOLDER.",
        )
        return
    try:
        folder_of(address, folder)
    except Unsafe as unsafe:
        yield Problem("address", str(unsafe))


def folder_of(address: str, folder: Path) -> Path:
    """The folder a source names, which lies below the operator's whatever links there are. Raises `Unsafe`."""
    named = PurePosixPath(address.replace("\\", "/"))
    if named.is_absolute() or ".." in named.parts or "\x00" in address:
        raise Unsafe("Name a folder inside the one that is open to sources, as in incoming/ted.")
    root = folder.resolve()
    found = (root / named).resolve()
    if not found.is_relative_to(root) or not found.is_dir():
        raise Unsafe(f"There is no folder {address or '.'} inside the one that is open to sources.")
    return found

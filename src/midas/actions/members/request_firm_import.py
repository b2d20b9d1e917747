"""Somebody hands in a list of firms: it is put aside and checked by a job; nothing is saved until it is confirmed.

The file lies in the data folder until it was saved, dropped or forgotten; row, event and job are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app

from midas.actions.access.events import record
from midas.actions.access.handing_in import Door
from midas.actions.access.permissions import require
from midas.core.values.problems import BadInput, Problem
from midas.rules import regions
from midas.store.models import FirmImport, Role, SectorGroup
from midas.store.uploads import shown_name

State = FirmImport.State
DOOR = Door("file", "midas members import")
JOB = "midas.tasks.members.import_firms"
"""The name of the job that checks a file, and later saves it; actions know it by name only, tasks lie above them."""


class NotNow(RuntimeError):
    """The import is in a state in which this cannot be done."""


@transaction.atomic
def request_firm_import(
    role: Role,
    name: str,
    chunks: Iterable[bytes],
    *,
    folder: Path,
    most: int,
    at: datetime,
    region: str = "",
    sector: str = "",
    known: str = FirmImport.Known.SKIP,
) -> FirmImport:
    """A file to be checked. Raises BadInput with all that is wrong (nothing is kept then), or NotAllowed."""
    require(role, "members.import")
    found, group = _options(region, sector, known)
    waiting = FirmImport.objects.create(
        cluster_id=role.cluster_id,
        file_name=shown_name(name),
        by=role.person,
        started_at=at,
        region=found,
        sector=group,
        known=known,
    )
    path = path_of(waiting.pk, folder)
    try:
        waiting.size = DOOR.put_aside(chunks, path, name, most)
        waiting.save(update_fields=["size"])
        record(waiting, "import.requested", by=role.person, at=at, details={"file": waiting.file_name})
        _queue(waiting)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return waiting


@transaction.atomic
def check_again(
    role: Role, import_id: int, *, at: datetime, region: str = "", sector: str = "", known: str = ""
) -> FirmImport:
    """Check the file once more with other options. Raises NotNow unless it is checked and not saved."""
    require(role, "members.import")
    row = _checked(import_id)
    found, group = _options(region, sector, known or row.known)
    row.region, row.sector, row.known = found, group, known or row.known
    row.state, row.done = State.WAITING, 0
    row.save(update_fields=["region", "sector", "known", "state", "done"])
    record(row, "import.checked_again", by=role.person, at=at, after=State.WAITING)
    _queue(row)
    return row


@transaction.atomic
def confirm(role: Role, import_id: int, *, at: datetime) -> FirmImport:
    """Save what the check showed, in a job. Raises NotNow unless there is something checked to save."""
    require(role, "members.import")
    row = _checked(import_id)
    if not row.preview.get("sound"):
        raise NotNow("No row of the file can be taken. Correct the file and hand it in again.")
    row.state, row.done = State.CONFIRMED, 0
    row.save(update_fields=["state", "done"])
    record(row, "import.confirmed", by=role.person, at=at, before=State.CHECKED, after=State.CONFIRMED)
    _queue(row)
    return row


@transaction.atomic
def drop(role: Role, import_id: int, *, folder: Path, at: datetime) -> FirmImport:
    """Forget a checked file; nothing of it was saved."""
    require(role, "members.import")
    row = _checked(import_id)
    row.state, row.finished_at = State.DROPPED, at
    row.save(update_fields=["state", "finished_at"])
    record(row, "import.dropped", by=role.person, at=at, before=State.CHECKED, after=State.DROPPED)
    path_of(row.pk, folder).unlink(missing_ok=True)
    return row


def path_of(import_id: int, folder: Path) -> Path:
    """Where the file of an import lies. Its own name plays no part in it."""
    return folder / f"firms-{import_id}"


def too_large(name: str, most: int) -> BadInput:
    """What to say of a file above the limit."""
    return DOOR.too_large(name, most)


def _checked(import_id: int) -> FirmImport:
    row = FirmImport.objects.select_for_update().get(pk=import_id)
    if row.state != State.CHECKED:
        raise NotNow(f"This file is {State(row.state).label} by now. Reload the page to see where it is.")
    return row


def _options(region: str, sector: str, known: str) -> tuple[str, SectorGroup | None]:
    problems = []
    place = regions.region(region) if region else None
    if region and place is None:
        problems.append(Problem("region", f"{region!r} is no region known here; choose one of the list."))
    group = SectorGroup.objects.filter(slug=sector).first() if sector else None
    if sector and group is None:
        problems.append(
            Problem("sector", f"{sector!r} is no sector group of the cluster; choose one of the list.")
        )
    if known not in FirmImport.Known.values:
        problems.append(Problem("known", "Choose what is done with firms that are there already."))
    if problems:
        raise BadInput(problems)
    return place.code if place else "", group


def _queue(row: FirmImport) -> None:
    job = app.configure_task(JOB, queue="members", lock=f"firms of cluster {row.cluster_id}")
    job.defer(import_id=row.pk, cluster_id=row.cluster_id)

"""Somebody hands in a file of notices: it is put aside whole, and a job is queued to read it.

The file lies in the data folder until the job has read it; its row, the event and the job are one
transaction, so there is never a file on the page that nobody will read.
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
from midas.core.values.problems import BadInput
from midas.store.models import NoticeImport, Role
from midas.store.uploads import shown_name

DOOR = Door("files", "midas ocds import")
JOB = "midas.tasks.demand.import_notices"
"""The name of the job that reads a file; actions know it by name only, tasks lie above them. Of one cluster
one file is read at a time, in the order they came, so that releases meet each other in that order."""


@transaction.atomic
def request_import(
    role: Role, name: str, chunks: Iterable[bytes], *, folder: Path, most: int, at: datetime
) -> NoticeImport:
    """A waiting import of the file with that name and content, kept in `folder` for the job.

    Raises BadInput when it is empty or has more than `most` bytes (nothing is kept then), or NotAllowed.
    """
    require(role, "opportunities.change")
    waiting = NoticeImport.objects.create(
        cluster_id=role.cluster_id,
        file_name=shown_name(name),
        size=0,
        by=role.person,
        started_at=at,
    )
    path = path_of(waiting.pk, folder)
    try:
        waiting.size = DOOR.put_aside(chunks, path, name, most)
        waiting.save(update_fields=["size"])
        record(waiting, "import.requested", by=role.person, at=at, details={"file": waiting.file_name})
        job = app.configure_task(JOB, queue="demand", lock=f"notices of cluster {waiting.cluster_id}")
        job.defer(import_id=waiting.pk, cluster_id=waiting.cluster_id)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return waiting


def path_of(import_id: int, folder: Path) -> Path:
    """Where the file of an import lies. Its own name plays no part in it."""
    return folder / f"notices-{import_id}"


def too_large(name: str, most: int) -> BadInput:
    """What to say of a file above the limit."""
    return DOOR.too_large(name, most)

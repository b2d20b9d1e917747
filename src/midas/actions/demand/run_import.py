"""A file of notices that was handed in is read, in the background and outside any transaction of its own.

Claiming the file, each report of progress and the end are short transactions, so the page can follow along.
The releases are saved group by group, with each how far the file is dealt with (`import_notices`); a run whose worker
was killed is taken up again where it broke off, and nothing is lost or saved twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from procrastinate.contrib.django.models import ProcrastinateJob

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.import_notices import KEPT, ImportReport, written
from midas.actions.demand.request_import import JOB, path_of
from midas.actions.demand.take_file import take_file
from midas.core.values.problems import Problem
from midas.formats.ocds.limits import Limits
from midas.store import tenancy, uploads
from midas.store.models import NoticeImport
from midas.store.queries.jobs import dropped_jobs, give_up, stuck_jobs, try_again

State = NoticeImport.State
LIVE = (State.WAITING, State.RUNNING)
Clock = Callable[[], datetime]

PATIENCE = timedelta(seconds=0.5)
"""Progress is saved no more often than this."""

MOST_ATTEMPTS = 3
"""How often a run is taken up again without getting any further; then something in the file kills the worker."""

KEEP_FILES = timedelta(days=7)
"""How long a file that no job took is kept."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files lie, what is taken in at most, and what time it is."""

    folder: Path
    limits: Limits
    clock: Clock


def run_import(cluster_id: int, import_id: int, desk: Desk) -> None:
    """Read a waiting file and save what became of it; nothing happens if it waits no longer.

    A fault of the program is saved in words, and raised.
    """
    run = _claim(cluster_id, import_id, desk.clock())
    if run is None:
        return
    path = path_of(import_id, desk.folder)
    try:
        finish(run, _read(run, path, desk), desk.clock())
    except FileNotFoundError:
        fail(run, "The file is no longer in the data folder; hand it in again.", desk.clock())
    except NotAllowed as refused:
        fail(run, str(refused), desk.clock())
    except Exception:
        fail(
            run, "Reading broke off because of a fault in Midas; the log says more. Try again.", desk.clock()
        )
        raise
    finally:
        path.unlink(missing_ok=True)


def take_up_orphans(*, at: datetime) -> int:
    """Let every live import whose worker was killed go on where it broke off; how many imports were touched.

    One that broke off `MOST_ATTEMPTS` times without getting further, and one whose job was dropped, has failed. The
    job keeps its place in the queue: as long as it lasts, no other file is read into its cluster.
    """
    stuck = sum(_take_up(job, at) for job in stuck_jobs(JOB, at=at))
    return stuck + sum(_give_up(job, at) for job in dropped_jobs(JOB, at=at))


def _take_up(job: ProcrastinateJob, at: datetime) -> int:
    with tenancy.tenant(job.args["cluster_id"]):
        live = NoticeImport.objects.select_for_update().filter(pk=job.args["import_id"], state__in=LIVE)
        run = live.first()
        if run is None or run.attempts >= MOST_ATTEMPTS:
            return _give_up(job, at)
        live.update(state=State.WAITING, attempts=run.attempts + 1)
        try_again(job, at=at)
        details = {"file": run.file_name, "done": run.done}
        record(run, "import.resumed", by=None, at=at, before=run.state, after=State.WAITING, details=details)
    return 1


def _give_up(job: ProcrastinateJob, at: datetime) -> int:
    message = "Midas was stopped while this was read. Hand the file in again; what was saved stays as it is."
    with tenancy.tenant(job.args["cluster_id"]):
        run = NoticeImport.objects.filter(pk=job.args["import_id"], state__in=LIVE).first()
        if run is not None:
            fail(run, message, at)
        give_up(job)
    return int(run is not None)


def sweep(folder: Path, *, at: datetime) -> int:
    """Remove files that have lain in the folder too long for any job to come; how many there were."""
    return uploads.sweep(folder, "notices-*", older_than=KEEP_FILES, at=at)


def _claim(cluster_id: int, import_id: int, at: datetime) -> NoticeImport | None:
    """The import, if it was waiting and is now ours."""
    with tenancy.tenant(cluster_id):
        waiting = NoticeImport.objects.filter(pk=import_id, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, started_at=at):
            return None
        return NoticeImport.objects.select_related("cluster", "by").get(pk=import_id)


def _read(run: NoticeImport, path: Path, desk: Desk) -> ImportReport:
    with path.open("rb") as stream:
        return take_file(
            stream,
            name=run.file_name,
            cluster=run.cluster,
            by=run.by,
            at=desk.clock(),
            limits=desk.limits,
            progress=reporter(run, desk.clock),
            run=run,
        )


def reporter(run: NoticeImport, clock: Clock) -> Callable[[int], None]:
    """A function that saves how many bytes are dealt with, for the page, now and then."""
    last = clock() - PATIENCE

    def tell(done: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= PATIENCE:
            last = now
            with tenancy.tenant(run.cluster_id):
                NoticeImport.objects.filter(pk=run.pk).update(bytes_read=min(done, run.size))

    return tell


def finish(run: NoticeImport, report: ImportReport, at: datetime) -> None:
    """Save what became of a file."""
    refused = report.faulty and not report.releases
    _end(
        run,
        State.REFUSED if refused else State.DONE,
        at,
        bytes_read=run.size,
        releases=report.releases,
        valid=report.valid,
        imported=report.imported - report.updated,
        updated=report.updated,
        unchanged=report.unchanged,
        problems=written(report.problems),
    )


def fail(run: NoticeImport, message: str, at: datetime) -> None:
    """Save that nothing more will come of a file, and why: before what was found wrong with it so far."""
    _end(run, State.FAILED, at, problems=[*written([Problem("$", message)]), *run.problems][:KEPT])


def _end(run: NoticeImport, state: str, at: datetime, **fields: object) -> None:
    with tenancy.tenant(run.cluster_id):
        live = NoticeImport.objects.filter(pk=run.pk, state__in=LIVE)
        if live.update(state=state, finished_at=at, **fields):
            names = ("releases", "imported", "updated", "unchanged")
            details = {"file": run.file_name, **{name: fields[name] for name in names if name in fields}}
            record(
                run, f"import.{state}", by=run.by, at=at, before=State.RUNNING, after=state, details=details
            )

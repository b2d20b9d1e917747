"""A file of notices that was handed in is read, in the background and outside any transaction of its own.

Claiming the file, each report of progress and the end are short transactions, so the page can follow along.
The releases are saved group by group (`import_notices`); a run that broke off has saved whole releases only,
and handing the file in again takes up what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from procrastinate.contrib.django.models import ProcrastinateJob

from midas.actions.access.events import record
from midas.actions.access.permissions import NotAllowed
from midas.actions.demand.import_notices import ImportReport, import_file
from midas.actions.demand.request_import import JOB, path_of
from midas.core.values.problems import Problem
from midas.formats.ocds.limits import Limits
from midas.store import tenancy, uploads
from midas.store.models import NoticeImport
from midas.store.queries.jobs import dropped_jobs, give_up, stuck_jobs

State = NoticeImport.State
LIVE = (State.WAITING, State.RUNNING)
Clock = Callable[[], datetime]

PATIENCE = timedelta(seconds=0.5)
"""Progress is saved no more often than this."""

KEPT = 1000
"""How many problems of a file are kept with it."""

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
        _save(run, _read(run, path, desk), desk.clock())
    except FileNotFoundError:
        _fail(run, "The file is no longer in the data folder; hand it in again.", desk.clock())
    except NotAllowed as refused:
        _fail(run, str(refused), desk.clock())
    except Exception:
        _fail(
            run, "Reading broke off because of a fault in Midas; the log says more. Try again.", desk.clock()
        )
        raise
    finally:
        path.unlink(missing_ok=True)


def fail_orphans(*, at: datetime) -> int:
    """Mark as failed every live import whose job is dead, in whichever cluster; how many there were.

    A job in the hands of a dead worker ends with it, or by itself if its import is over: as long as it lasts, no
    other file is read into its cluster.
    """
    return sum(_fail_orphan(job, at) for job in (*stuck_jobs(JOB, at=at), *dropped_jobs(JOB, at=at)))


def _fail_orphan(job: ProcrastinateJob, at: datetime) -> int:
    message = "Midas was stopped while this was read. Hand the file in again; what was saved stays as it is."
    with tenancy.tenant(job.args["cluster_id"]):
        run = NoticeImport.objects.filter(pk=job.args["import_id"], state__in=LIVE).first()
        if run is not None:
            _fail(run, message, at)
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
        return import_file(
            stream,
            name=run.file_name,
            cluster=run.cluster,
            by=run.by,
            at=desk.clock(),
            limits=desk.limits,
            progress=_reporter(run, desk.clock),
        )


def _reporter(run: NoticeImport, clock: Clock) -> Callable[[int], None]:
    last = clock() - PATIENCE

    def tell(done: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= PATIENCE:
            last = now
            with tenancy.tenant(run.cluster_id):
                NoticeImport.objects.filter(pk=run.pk).update(bytes_read=min(done, run.size))

    return tell


def _save(run: NoticeImport, report: ImportReport, at: datetime) -> None:
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
        problems=[_written(problem) for problem in report.problems[:KEPT]],
    )


def _fail(run: NoticeImport, message: str, at: datetime) -> None:
    _end(run, State.FAILED, at, problems=[_written(Problem("$", message))])


def _end(run: NoticeImport, state: str, at: datetime, **fields: object) -> None:
    with tenancy.tenant(run.cluster_id):
        live = NoticeImport.objects.filter(pk=run.pk, state__in=LIVE)
        if live.update(state=state, finished_at=at, **fields):
            names = ("releases", "imported", "updated", "unchanged")
            details = {"file": run.file_name, **{name: fields[name] for name in names if name in fields}}
            record(
                run, f"import.{state}", by=run.by, at=at, before=State.RUNNING, after=state, details=details
            )


def _written(problem: Problem) -> dict[str, str]:
    return {"path": problem.where, "message": problem.message}

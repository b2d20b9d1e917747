"""A list of firms that was handed in is checked, and later saved, in the background.

Claiming, checking and the end are short transactions; saving is one, and tells how far it is beside it, so the page
can follow along. A run that broke off has saved nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from midas.actions.access.events import record
from midas.actions.members.find_duplicates import find_duplicates
from midas.actions.members.import_firms import Checked, check_firms, save_firms
from midas.actions.members.request_firm_import import JOB, path_of
from midas.core.values.moments import day_of
from midas.core.values.problems import BadInput
from midas.store import tenancy, uploads
from midas.store.beside import telling
from midas.store.models import FirmImport
from midas.store.queries.jobs import dropped_jobs, give_up, stuck_jobs

State = FirmImport.State
Clock = Callable[[], datetime]
LIVE = (State.WAITING, State.CHECKING, State.CONFIRMED, State.SAVING)

KEPT = 20_000
"""How many problems of a file are kept for the download."""

SAMPLE = 20
"""How many rows the preview shows."""

KEEP_FILES = timedelta(days=7)
"""How long a file nobody confirmed is kept."""

BROKE = "Midas was stopped while this was done. Nothing was saved; hand the file in again."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files lie, and what time it is."""

    folder: Path
    clock: Clock


def run_firm_import(cluster_id: int, import_id: int, desk: Desk) -> None:
    """Take the next step of an import: check a waiting file, save a confirmed one; else nothing happens.

    A fault of the program is saved in words, and raised.
    """
    run = _claim(cluster_id, import_id)
    if run is None:
        return
    step = _check if run.state == State.CHECKING else _save
    path = path_of(import_id, desk.folder)
    try:
        step(run, path.read_bytes(), desk)
    except FileNotFoundError:
        _end(run, State.FAILED, desk, "The file is no longer in the data folder; hand it in again.")
    except BadInput as bad:
        told = [{"row": "", "column": one.where, "message": one.message} for one in bad.problems]
        _end(run, State.REFUSED, desk, problems=told)
        path.unlink(missing_ok=True)
    except Exception:
        _end(
            run,
            State.FAILED,
            desk,
            "It broke off because of a fault in Midas; the log says more. Nothing was saved.",
        )
        path.unlink(missing_ok=True)
        raise


def fail_orphans(*, at: datetime) -> int:
    """Mark as failed every live import whose job is dead, in whichever cluster; how many there were."""
    return sum(_fail_orphan(job, at) for job in (*stuck_jobs(JOB, at=at), *dropped_jobs(JOB, at=at)))


def sweep(folder: Path, *, at: datetime) -> int:
    """Remove files that have lain in the folder too long; how many there were."""
    return uploads.sweep(folder, "firms-*", older_than=KEEP_FILES, at=at)


def _fail_orphan(job: ProcrastinateJob, at: datetime) -> int:
    with tenancy.tenant(job.args["cluster_id"]):
        run = FirmImport.objects.filter(pk=job.args["import_id"], state__in=LIVE).first()
        if run is not None:
            problem = {"row": "", "column": "file", "message": BROKE}
            FirmImport.objects.filter(pk=run.pk).update(
                state=State.FAILED, finished_at=at, problems=[problem]
            )
            record(run, "import.failed", by=run.by, at=at, before=run.state, after=State.FAILED)
        give_up(job)
    return int(run is not None)


def _claim(cluster_id: int, import_id: int) -> FirmImport | None:
    """The import, if a step was due and is now ours."""
    with tenancy.tenant(cluster_id):
        for due, step in ((State.WAITING, State.CHECKING), (State.CONFIRMED, State.SAVING)):
            if FirmImport.objects.filter(pk=import_id, state=due).update(state=step):
                return FirmImport.objects.select_related("cluster", "by", "sector").get(pk=import_id)
    return None


def _check(run: FirmImport, data: bytes, desk: Desk) -> None:
    with telling(run.cluster_id, run.pk) as tell, tenancy.tenant(run.cluster_id):
        checked = check_firms(data, cluster=run.cluster, on=_today(run, desk), region=run.region, tell=tell)
    problems = [asdict(fault) for fault in checked.faults[:KEPT]]
    state = State.CHECKED if checked.rows else State.REFUSED
    _end(run, state, desk, problems=problems, preview=preview(checked), rows=checked.rows)


def _today(run: FirmImport, desk: Desk) -> date:
    return day_of(desk.clock(), run.cluster.time_zone)


def preview(checked: Checked) -> dict[str, Any]:
    """What the page shows of a checked file."""
    fields = ("name", "scheme", "identifier", "region", "locality", "size")
    return {
        "columns": {field: checked.layout.name(field) for field in checked.layout.columns},
        "unused": list(checked.layout.unused),
        "sample": [[str(getattr(row, name)) for name in fields] for row in checked.firms[:SAMPLE]],
        "sound": len(checked.firms),
        "new": checked.new,
        "known": len(checked.known),
        "faulty": checked.faulty,
        "faults": len(checked.faults),
        "assumed": checked.assumed,
    }


def _save(run: FirmImport, data: bytes, desk: Desk) -> None:
    with telling(run.cluster_id, run.pk) as tell, tenancy.tenant(run.cluster_id):
        checked = check_firms(data, cluster=run.cluster, on=_today(run, desk), region=run.region)
        saved = save_firms(
            checked,
            cluster=run.cluster,
            source=run.file_name,
            by=run.by,
            at=desk.clock(),
            update=run.known == FirmImport.Known.UPDATE,
            sector=run.sector,
            tell=tell,
        )
    with tenancy.tenant(run.cluster_id):
        pairs = find_duplicates(run.cluster, at=desk.clock(), among=saved.keys)
    counts = {"added": saved.added, "updated": saved.updated, "skipped": saved.skipped, "alike": pairs}
    _end(run, State.DONE, desk, result=counts)
    path_of(run.pk, desk.folder).unlink(missing_ok=True)


def _end(run: FirmImport, state: str, desk: Desk, message: str = "", **fields: Any) -> None:
    if message:
        fields["problems"] = [{"row": "", "column": "file", "message": message}]
    at = desk.clock()
    if state != State.CHECKED:
        fields["finished_at"] = at
    with tenancy.tenant(run.cluster_id):
        if FirmImport.objects.filter(pk=run.pk, state=run.state).update(state=state, **fields):
            details = {"file": run.file_name, **fields.get("result", {})}
            record(run, f"import.{state}", by=run.by, at=at, before=run.state, after=state, details=details)

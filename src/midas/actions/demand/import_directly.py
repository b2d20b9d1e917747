"""A file on the server's own disk is imported at once, by a command, and told on the pages like one handed in.

How far it is dealt with is kept with the import. The command that is given the same file again after it was broken
off, killed even, goes on there. Which run is alive the database knows: a run holds a lock as long as its connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from midas.actions.access.events import record
from midas.actions.demand.import_notices import ImportReport
from midas.actions.demand.request_import import JOB
from midas.actions.demand.run_import import LIVE, Clock, fail, finish, reporter
from midas.actions.demand.take_file import take_file
from midas.core.values.problems import BadInput, Problem
from midas.store import tenancy
from midas.store.models import Cluster, NoticeImport
from midas.store.queries.jobs import without_job
from midas.store.queries.live_runs import let_run_go, nobody_does, take_run
from midas.store.uploads import shown_name

State = NoticeImport.State
Say = Callable[[str], None]

PIECE = 2**20

BROKEN_OFF = "Reading was broken off. The same command, given again, goes on where it was."


def import_directly(
    stream: BinaryIO,
    *,
    name: str,
    cluster: Cluster,
    clock: Clock,
    progress: Callable[[int], None] | None,
    say: Say,
) -> ImportReport:
    """Import a file as the program itself; one that only goes forward cannot be taken up again and is not listed.

    Raises BadInput when the same file is being imported at the moment.
    """
    if not stream.seekable():
        return take_file(stream, name=name, cluster=cluster, by=None, at=clock(), progress=progress)
    with _running(stream, name, cluster, clock) as run:
        if run.done:
            say(f"{name} was read before, up to release {run.releases:,}; going on from there.")
        tell = reporter(run, clock)

        def both(done: int) -> None:
            tell(done)
            if progress is not None:
                progress(done)

        report = take_file(stream, name=name, cluster=cluster, by=None, at=clock(), progress=both, run=run)
        finish(run, report, clock())
    return report


@contextmanager
def _running(stream: BinaryIO, name: str, cluster: Cluster, clock: Clock) -> Iterator[NoticeImport]:
    """The run of that file, the one that broke off or a new one; it has failed if the block breaks off."""
    digest, size = _digest(stream)
    with tenancy.tenant(cluster.pk):
        run = _broken_off(cluster, digest) or _new(cluster, name, digest, size, clock)
        if not take_run(run):
            raise BadInput([Problem("$", f"{name} is being imported already; wait until that has ended.")])
        run.problems = [one for one in run.problems if one["message"] != BROKEN_OFF]
        run.state, run.finished_at = State.RUNNING, None
        run.save(update_fields=["state", "finished_at", "problems"])
    try:
        yield run
    except BaseException:
        fail(run, BROKEN_OFF, clock())
        raise
    finally:
        let_run_go(run)


def end_broken_off(*, at: datetime) -> int:
    """Say of every import whose command was killed that it broke off, in whichever cluster; how many there were."""
    return sum(_end_broken_off(cluster_id, at) for cluster_id in tenancy.every_cluster())


def _end_broken_off(cluster_id: int, at: datetime) -> int:
    with tenancy.tenant(cluster_id):
        live = {run.pk: run for run in NoticeImport.objects.filter(state__in=LIVE)}
        alone = without_job(JOB, "import_id", live) if live else set()
        ended = [run for pk, run in live.items() if pk in alone and nobody_does(run)]
        for run in ended:
            fail(run, BROKEN_OFF, at)
    return len(ended)


def _digest(stream: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
    stream.seek(0)
    return digest.hexdigest(), size


def _broken_off(cluster: Cluster, digest: str) -> NoticeImport | None:
    runs = NoticeImport.objects.filter(cluster=cluster, digest=digest).exclude(state=State.DONE)
    return runs.exclude(state=State.REFUSED).select_related("cluster", "by").order_by("-pk").first()


def _new(cluster: Cluster, name: str, digest: str, size: int, clock: Clock) -> NoticeImport:
    at = clock()
    run = NoticeImport.objects.create(
        cluster=cluster,
        file_name=shown_name(name),
        size=size,
        digest=digest,
        state=State.RUNNING,
        started_at=at,
    )
    record(run, "import.requested", by=None, at=at, details={"file": run.file_name})
    return run

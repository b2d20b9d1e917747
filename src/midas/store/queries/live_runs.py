"""Which runs are alive: one holds a lock in the database as long as its connection lasts, and no longer when killed.

A run that a job does is known by its job as well (`midas.store.queries.jobs`); one that a command does, by this alone.
"""

from __future__ import annotations

from django.db import connection

from midas.store.models import NoticeImport, SourceRun

_NAMES: dict[type, str] = {NoticeImport: "midas import run", SourceRun: "midas source run"}


def take_run(run: NoticeImport | SourceRun) -> bool:
    """Hold this run until `let_run_go` or until the connection ends; False if another connection holds it."""
    return _asked("pg_try_advisory_lock", run)


def let_run_go(run: NoticeImport | SourceRun) -> None:
    """Hold it no longer."""
    _asked("pg_advisory_unlock", run)


def nobody_does(run: NoticeImport | SourceRun) -> bool:
    """True if no other connection holds this run; none can take it then until this transaction ends."""
    return _asked("pg_try_advisory_xact_lock", run)


def _asked(function: str, run: NoticeImport | SourceRun) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(hashtext(%s), %s)", [_NAMES[type(run)], run.pk])
        return bool(cursor.fetchone()[0])

"""A run of a source under way: what it reaches the world with, what it has counted, how it is kept and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from midas.actions.access.events import record
from midas.actions.demand.import_notices import ImportReport
from midas.actions.demand.sources import LIVE
from midas.core.demand.politeness import Answer, until_next
from midas.formats.ocds.limits import Limits
from midas.formats.web_reader import Wire
from midas.store import tenancy
from midas.store.models import NoticeSource, SourceRun

State = SourceRun.State
Fetch = Callable[[str, Wire, str], Answer]

KEPT, LISTED = 1000, 200
"""How many problems, and how many of the last requests, are kept with a run."""

SOON = timedelta(minutes=15)
"""When a run goes on that ended because it had read as much as one may."""

LONGEST = timedelta(minutes=10)
"""After so long a run begins no further page, so that the other sources have their turn."""


@dataclass(frozen=True, slots=True)
class Tools:
    """How to reach the world: fetch an address, wait so many seconds, tell the time; and within what limits."""

    fetch: Fetch
    wait: Callable[[float], None]
    clock: Callable[[], datetime]
    agent: str
    folder: Path | None = None
    limits: Limits = field(default_factory=Limits)
    loopback: bool = False


def agent() -> str:
    """Who we say we are where an administrator says nothing else."""
    return f"Midas/{version('midas')} (public notices for a cluster of small firms)"


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended: its state and a word on it.

    `trouble` makes the source wait longer each time, and at least `wait`; `more` says there is more to read soon.
    """

    state: str
    word: str = ""
    trouble: bool = False
    wait: timedelta = timedelta(0)
    more: bool = False


class Ended(Exception):
    """The run is over before everything was read."""

    def __init__(self, end: End) -> None:
        super().__init__(end.word)
        self.end = end


def failed(word: str) -> Ended:
    """The end of a run that cannot go on."""
    return Ended(End(State.FAILED, word, trouble=True))


def enough(word: str) -> Ended:
    """The end of a run that has read as much as one may."""
    return Ended(End(State.LATER, word, more=True))


@dataclass(slots=True)
class Run:
    """A run under way."""

    row: SourceRun
    source: NoticeSource
    tools: Tools
    requests: list[dict[str, object]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, **more: int) -> None:
        """Count."""
        for name, count in more.items():
            self.counts[name] = self.counts.get(name, 0) + count

    def end_if_full(self, what: str) -> None:
        """Raises `Ended` where it has read as many pages (`what`) as one run may, or for as long."""
        if self.counts.get("pages", 0) >= self.source.max_pages:
            raise enough(f"{self.source.max_pages:,} {what} are read; it goes on from here.")
        if self.tools.clock() - self.row.started_at >= LONGEST:
            minutes = LONGEST // timedelta(minutes=1)
            raise enough(f"It was read for {minutes} minutes; it goes on from here.")

    def note(self, where: str, message: str) -> None:
        """Keep a problem."""
        if len(self.problems) < KEPT:
            self.problems.append({"path": where, "message": message})

    def asked(self, what: str, status: int, size: int) -> None:
        """Keep that something was asked for, and what came."""
        at = self.tools.clock().isoformat()
        self.requests = [*self.requests, {"at": at, "what": what, "status": status, "bytes": size}][-LISTED:]

    def count(self, report: ImportReport, where: str) -> None:
        """Count what became of one page or file, and keep its problems."""
        self.add(
            releases=report.releases,
            valid=report.valid,
            imported=report.imported - report.updated,
            updated=report.updated,
            unchanged=report.unchanged,
        )
        for problem in report.problems:
            self.note(f"{where} {problem.where}", problem.message)

    def state(self) -> dict[str, object]:
        """The fields of its row as they are now."""
        return {**self.counts, "requests": self.requests, "problems": self.problems}


def claim(cluster_id: int, run_id: int, tools: Tools) -> Run | None:
    """The run, if it was waiting and is now ours."""
    with tenancy.tenant(cluster_id):
        waiting = SourceRun.objects.filter(pk=run_id, state=State.WAITING)
        if not waiting.update(state=State.RUNNING, started_at=tools.clock()):
            return None
        row = SourceRun.objects.select_related("source", "cluster", "by").get(pk=run_id)
        return Run(row, row.source, tools)


def keep_progress(run: Run, cursor: dict[str, object]) -> None:
    """Save how far the run is. Raises `Ended` where the source was paused meanwhile, or the run was given up."""
    with tenancy.tenant(run.row.cluster_id):
        run.source.cursor = cursor
        mine = SourceRun.objects.filter(pk=run.row.pk, state=State.RUNNING).update(**run.state())
        if mine:
            NoticeSource.objects.filter(pk=run.source.pk).update(cursor=cursor)
        paused = NoticeSource.objects.filter(pk=run.source.pk, paused=True).exists()
    if not mine:
        raise failed("The run was given up meanwhile.")
    if paused and run.row.by is None:
        raise Ended(End(State.LATER, "The source was paused."))


def finish(run: Run, end: End) -> None:
    """Save the end of the run, and when the source is due again."""
    at, source = run.tools.clock(), run.source
    failures = source.failures + 1 if end.trouble else 0
    every = timedelta(minutes=source.every_minutes)
    wait = min(SOON, every) if end.more else until_next(every, failures, end.wait)
    with tenancy.tenant(run.row.cluster_id):
        live = SourceRun.objects.filter(pk=run.row.pk, state__in=LIVE)
        if not live.update(state=end.state, finished_at=at, word=end.word, **run.state()):
            return
        NoticeSource.objects.filter(pk=source.pk).update(
            failures=failures, next_at=at + wait, last_result=end.state, last_at=at
        )
        names = ("pages", "imported", "updated", "unchanged")
        details = {"source": source.name, **{name: run.counts.get(name, 0) for name in names}}
        record(run.row, f"source.{end.state}", by=run.row.by, at=at, reason=end.word, details=details)


def give_up_run(run: SourceRun, *, at: datetime) -> None:
    """Say of a run whose worker died that it failed; inside its cluster."""
    word = "Midas was stopped while this was read; the next run goes on where it got to."
    live = SourceRun.objects.filter(pk=run.pk, state__in=LIVE)
    if live.update(state=State.FAILED, finished_at=at, word=word):
        NoticeSource.objects.filter(pk=run.source_id).update(last_result=State.FAILED, last_at=at, next_at=at)
        record(run, "source.failed", by=run.by, at=at, reason=word)

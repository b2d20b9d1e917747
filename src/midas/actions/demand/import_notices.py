"""A file of public notices becomes opportunities, each with the texts it rests on.

A file that is broken or not OCDS is refused before anything is saved. Releases are saved in small groups, each
in one transaction: a release is there whole, with its opportunity and its event, or not at all, and importing
the file again takes up what is missing and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from midas.actions.access.acting import roles_of
from midas.actions.access.permissions import may, require
from midas.actions.demand.notice_rows import Arrival
from midas.actions.demand.save_notices import Saved, save_notices
from midas.core.values.problems import Problem
from midas.formats.ocds.ahead import ahead
from midas.formats.ocds.check import FileReport, Tally, judge, refusal
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import NO_LIMITS, Found, Stray, read_releases
from midas.store import tenancy
from midas.store.models import Cluster, NoticeImport, Person

AHEAD = 2
"""How many groups may be read before they are saved."""

GROUP = 500
"""Releases saved in one transaction: few enough to hold locks for about a second."""

LONGEST_OCID = 255


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file. Of its `releases`, `imported` are new here, `unchanged` were here already.

    `updated` of the imported ones changed an opportunity that was known. `faulty` is true if anything in the
    file is invalid or it was refused; what is invalid by the standard is imported all the same.
    """

    file: str
    releases: int = 0
    valid: int = 0
    imported: int = 0
    unchanged: int = 0
    updated: int = 0
    faulty: bool = False
    problems: tuple[Problem, ...] = ()


def import_file(
    stream: BinaryIO,
    *,
    name: str,
    cluster: Cluster,
    by: Person | None,
    at: datetime,
    limits: Limits = NO_LIMITS,
    progress: Callable[[int], None] | None = None,
    run: NoticeImport | None = None,
) -> ImportReport:
    """Import an OCDS file of any kind and size; never raises for what is in the file.

    `by` None means the program itself. `progress` is told how many bytes of the file are dealt with. With `run`,
    how far the file is dealt with is saved there with each group, in its transaction, and reading goes on where that
    says. Raises NotAllowed unless the person may change opportunities of the cluster.
    """
    if by is not None:
        require_any_role(by, cluster)
    saved, far = _saved_before(run), _Far()
    groups = _groups(read_releases(stream, limits, far.tell, run.done if run else 0), _tally(name, run), far)
    try:
        with ahead(groups, AHEAD, lambda: progress(far.read) if progress else None) as waiting:
            for group in waiting:
                with tenancy.tenant(cluster.pk):
                    saved += save_notices(cluster, group.arrivals, source=name, by=by, at=at)
                    if run is not None:
                        _note(run, group, saved)
                if progress is not None:
                    progress(group.read)
                report = group.report
    except Refused as refused:
        return _report(refusal(name, refused), saved)
    return _report(report, saved)


@dataclass(slots=True)
class _Far:
    """How many bytes of the file are read; written by the thread that reads, read by the other."""

    read: int = 0

    def tell(self, done: int) -> None:
        self.read = done


@dataclass(frozen=True, slots=True)
class _Group:
    """Releases to be saved together, and how the file stands when they are: the report, the part and byte reached."""

    arrivals: list[Arrival]
    report: FileReport
    part: int
    read: int


def _groups(parts: Iterable[Found | Stray], tally: Tally, far: _Far) -> Iterator[_Group]:
    """All groups; the last one, which may be empty, ends the file."""
    arrivals = _arrivals(parts, tally)
    while group := list(islice(arrivals, GROUP)):
        yield _Group(group, tally.report(), group[-1].found.part, far.read)
    yield _Group([], tally.report(), 0, far.read)


def _tally(name: str, run: NoticeImport | None) -> Tally:
    if run is None or not run.done:
        return Tally(name)
    problems = tuple(Problem(one["path"], one["message"]) for one in run.problems)
    return Tally(name, FileReport(name, run.releases, run.valid, run.faulty, problems))


def _saved_before(run: NoticeImport | None) -> Saved:
    return Saved() if run is None else Saved(run.imported + run.updated, run.unchanged, run.updated)


def _note(run: NoticeImport, group: _Group, saved: Saved) -> None:
    """Save with a group how far the file is dealt with."""
    report = group.report
    run.releases, run.valid, run.faulty = report.releases, report.valid, report.faulty
    run.imported, run.updated = saved.imported - saved.updated, saved.updated
    run.unchanged, run.done, run.attempts = saved.unchanged, max(run.done, group.part), 0
    run.bytes_read = min(group.read, run.size)
    fields = [*COUNTS, "faulty", "done", "attempts", "bytes_read"]
    if len(run.problems) < min(len(report.problems), KEPT):
        run.problems = written(report.problems)
        fields.append("problems")
    run.save(update_fields=fields)


COUNTS = ("releases", "valid", "imported", "updated", "unchanged")

KEPT = 1000
"""How many problems of a file are kept with it."""


def written(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as they are kept with an import."""
    return [{"path": problem.where, "message": problem.message} for problem in islice(problems, KEPT)]


def require_any_role(person: Person, cluster: Cluster) -> None:
    """Raise NotAllowed unless the person may bring demand into the cluster, in whichever of their roles."""
    roles = [role for role in roles_of(person) if role.cluster_id == cluster.pk]
    if not any(may(role, "opportunities.change") for role in roles):
        require(None, "opportunities.change")


def _arrivals(parts: Iterable[Found | Stray], tally: Tally) -> Iterator[Arrival]:
    """The releases that can be kept, while everything is counted."""
    for part in parts:
        if isinstance(part, Found):
            verdict = judge(part)
            tally.release(verdict, part.package.version)
            ocid = verdict.facts.ocid
            if ocid and len(ocid) <= LONGEST_OCID:
                yield Arrival(part, verdict)
            else:
                tally.stray(_not_imported(part.where))
        else:
            tally.stray(part)


def _not_imported(where: str) -> Stray:
    message = f"was not imported: it has no ocid, or one of more than {LONGEST_OCID} characters."
    return Stray(Problem(where, message))


def _report(report: FileReport, saved: Saved) -> ImportReport:
    return ImportReport(
        report.file,
        report.releases,
        report.valid,
        saved.imported,
        saved.unchanged,
        saved.updated,
        report.faulty,
        report.problems,
    )

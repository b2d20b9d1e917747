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
from midas.actions.demand.save_notices import Arrival, Saved, save_notices
from midas.core.values.problems import Problem
from midas.formats.ocds.check import FileReport, Tally, judge, refusal
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.read import NO_LIMITS, Found, Stray, read_releases
from midas.store import tenancy
from midas.store.models import Cluster, Person

GROUP = 200
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
) -> ImportReport:
    """Import an OCDS file of any kind and size; never raises for what is in the file.

    `by` None means the program itself. `progress` is told how many bytes of the file are dealt with. Raises
    NotAllowed unless the person may change opportunities of the cluster.
    """
    if by is not None:
        require_any_role(by, cluster)
    tally, saved = Tally(name), Saved()
    arrivals = _arrivals(read_releases(stream, limits, progress), tally)
    try:
        while group := list(islice(arrivals, GROUP)):
            with tenancy.tenant(cluster.pk):
                saved += save_notices(cluster, group, source=name, by=by, at=at)
    except Refused as refused:
        return _report(refusal(name, refused), saved)
    return _report(tally.report(), saved)


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

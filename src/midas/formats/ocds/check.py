"""The verdict on each release of a file and on the file: what the standard says, and what could not be read.

Faults make a release or file invalid. Remarks do not: they are what the standard allows and Midas cannot use,
such as a negative quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from midas.core.demand.notice import NoticeFacts
from midas.core.demand.notice_places import as_code
from midas.core.demand.notice_reading import read_notice
from midas.core.values.fields import step
from midas.core.values.problems import Problem
from midas.formats.ocds.limits import Limits, Refused
from midas.formats.ocds.merging import OCID, foreign_ocid, is_link
from midas.formats.ocds.plain import NotPlain, plain_facts
from midas.formats.ocds.read import NO_LIMITS, Found, Progress, Stray, read_releases
from midas.formats.ocds.schema_check import link_faults, release_faults
from midas.rules.regions import called, canonical

_BLANK = re.compile(r'"(?:\s|\\[nrt])+"')
# How every text that is nothing but white space begins, and a few others: the white space of Unicode and of JSON.
_BLANK_BEGINS = tuple(
    f'"{blank}'
    for blank in (
        *" \u1680\u2028\u2029\u202f\u205f\u3000\x85\xa0",
        *map(chr, range(0x2000, 0x200B)),
        "\\n",
        "\\r",
        "\\t",
    )
)

MOST_PROBLEMS = 100_000
"""Of one file at most this many problems are kept; the last one then says how many more there were."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one release: its facts, its faults, and remarks on what could not be read."""

    facts: NoticeFacts
    faults: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """True if the standard finds nothing wrong with it."""
        return not self.faults

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Faults and remarks."""
        return self.faults + self.remarks


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is to be said of one file. `faulty` is true if anything in it is invalid, or it was refused."""

    file: str
    releases: int = 0
    valid: int = 0
    faulty: bool = False
    problems: tuple[Problem, ...] = ()
    version: str = ""


def judge(found: Found) -> Verdict:
    """The verdict on a release, with its facts. A remark on what is a fault already is left out."""
    facts = _plain(found)
    if facts is not None:
        return Verdict(facts, found.faults, ())
    facts, remarks = read_notice(found.release, found.where, region_meant)
    faults = (*found.faults, *_faults(found))
    known = {fault.where for fault in faults}
    remarks += foreign_ocid(found.release.get("ocid"), found.where)
    if found.record is not None:
        remarks += foreign_ocid(found.record.get("ocid"), found.record_where)
    if _BLANK.search(found.text):
        remarks += _blanks(found.release, found.where)
    return Verdict(facts, faults, tuple(remark for remark in remarks if remark.where not in known))


def _plain(found: Found) -> NoticeFacts | None:
    """The facts of a valid release that gives no cause for a remark; None where that has to be looked into."""
    if (
        found.typed is None
        or not OCID.match(found.typed.ocid)
        or any(begins in found.text for begins in _BLANK_BEGINS)
    ):
        return None
    try:
        return plain_facts(found.typed, _region_once)
    except NotPlain:
        return None


def check_file(
    source: BinaryIO | Path, name: str, limits: Limits = NO_LIMITS, progress: Progress | None = None
) -> FileReport:
    """Go through a whole file and say what is wrong with it. Never raises for what is in the file."""
    tally = Tally(name)
    try:
        for part in read_releases(source, limits, progress):
            if isinstance(part, Found):
                tally.release(judge(part), part.package.version)
            else:
                tally.stray(part)
    except Refused as refused:
        return refusal(name, refused)
    return tally.report()


def refusal(name: str, refused: Refused) -> FileReport:
    """The report on a file of which nothing was taken."""
    return FileReport(name, faulty=True, problems=refused.problems)


class Tally:
    """A file's report as it grows; `before` is what was counted when the file was read up to a place earlier."""

    def __init__(self, name: str, before: FileReport | None = None) -> None:
        before = before or FileReport(name)
        self._name = name
        self._releases, self._valid, self._more = before.releases, before.valid, 0
        self._faulty = before.faulty
        self._problems = list(before.problems)
        self._versions: dict[str, None] = {}

    def release(self, verdict: Verdict, version: str) -> None:
        """Count one release."""
        self._releases += 1
        self._valid += verdict.valid
        self._faulty |= not verdict.valid
        self._versions[version] = None
        self._keep(verdict.problems)

    def stray(self, stray: Stray) -> None:
        """Count what is not of one release."""
        self._faulty |= stray.fault
        self._keep((stray.problem,))

    def report(self) -> FileReport:
        """The report on what was counted."""
        problems = tuple(self._problems)
        if self._more:
            problems += (Problem("$", f"There are {self._more:,} more problems, which are not listed."),)
        versions = ", ".join(self._versions)
        return FileReport(self._name, self._releases, self._valid, self._faulty, problems, versions)

    def _keep(self, problems: tuple[Problem, ...]) -> None:
        room = MOST_PROBLEMS - len(self._problems)
        self._problems += problems[:room]
        self._more += max(0, len(problems) - room)


def _faults(found: Found) -> Iterator[Problem]:
    """What the schema says of the release, and of what else is in its record."""
    version = found.package.version
    if found.record is None or "compiledRelease" in found.record:
        yield from release_faults(found.release, found.where, version)
    releases = (found.record or {}).get("releases")
    for index, entry in enumerate(releases if isinstance(releases, list) else []):
        where = f"{found.record_where}.releases[{index}]"
        if isinstance(entry, dict) and is_link(entry):
            yield from link_faults(entry, where)
        else:
            yield from release_faults(entry, where, version)


def region_meant(written: str) -> str:
    """The code of a region, in NUTS writing, that a notice writes as a code or by its name in English."""
    named = called(written) if written else None
    return named.code if named else canonical(as_code(written))


_region_once = lru_cache(8192)(region_meant)


def _blanks(value: object, where: str) -> Iterator[Problem]:
    """A remark on each text that is nothing but white space."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _blanks(entry, step(where, name))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _blanks(entry, f"{where}[{index}]")
    elif isinstance(value, str) and value.isspace():
        yield Problem(where, "is nothing but white space; leave out what is not known.")

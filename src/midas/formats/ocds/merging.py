"""Releases of one process become one: what the newer says replaces, what it leaves out stays.

The standard's own merge (ocdsmerge), given the rules of our schema; nothing is fetched.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from ocdsmerge import CompiledRelease
from ocdsmerge.exceptions import OCDSMergeError, OCDSMergeWarning
from ocdsmerge.rules import get_merge_rules

from midas.core.demand.notice_fields import Node
from midas.core.values.problems import Problem
from midas.formats.ocds.schema import release_schema

Release = dict[str, Any]

OCID = re.compile(r"ocds-[a-z0-9]{6}", re.IGNORECASE)

NEVER = datetime.min.replace(tzinfo=UTC)
"""Before every release: the place of one without a date."""

# Lists of the Location extension: their entries have no id to merge by, so a newer list replaces the older.
_EXTENSIONS: dict[tuple[str, ...], str] = {
    (section, "items", name): "wholeListMerge"
    for section in ("tender", "awards", "contracts")
    for name in ("deliveryAddresses",)
}


# In OCDS 1.0 there are no parties to refer to by id: suppliers stand in the award and are replaced together.
_IN_1_0: dict[tuple[str, ...], str] = {("awards", "suppliers"): "wholeListMerge"}


class UnableToMerge(ValueError):
    """Releases contradict each other in shape: what is an object in one is a list or a text in another."""


MERGE_FAULTS = (OCDSMergeError, TypeError, AttributeError, ValueError, RecursionError)
"""What ocdsmerge raises for releases of the wrong shape."""


@cache
def merge_rules(version: str = "1.1") -> dict[tuple[str, ...], str]:
    """How each field merges, by its path; what is not named merges by the `id` of its entries."""
    rules: dict[tuple[str, ...], str] = get_merge_rules(release_schema())
    return {**_EXTENSIONS, **rules, **(_IN_1_0 if version == "1.0" else {})}


class Merging:
    """Releases merged one by one, from oldest to newest; at any time what merging them all at once would give."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self._version = _version(releases)
        self._compiled = CompiledRelease(merge_rules=merge_rules(self._version))
        self._fault: UnableToMerge | None = None
        for release in releases:
            self.append(release)

    def takes(self, release: Release) -> bool:
        """False for the first release with parties: by it, those before it merge otherwise. Begin again then."""
        return self._version == "1.1" or _version([release]) == self._version

    def append(self, release: Release) -> None:
        """Take in a release newer than the others."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", OCDSMergeWarning)
                self._compiled.append(release)
        except MERGE_FAULTS as error:
            self._fault = self._fault or UnableToMerge(str(error))

    def compiled(self) -> Release:
        """The compiled release. Raises `UnableToMerge`, from the first release on that does not fit the others."""
        if self._fault is not None:
            raise self._fault
        once = CompiledRelease(merge_rules=merge_rules(self._version))
        # Putting it together appends to lists that came empty, so it is given lists of its own.
        once.data = {
            key: deepcopy(value) if isinstance(value, list | dict) else value
            for key, value in self._compiled.data.items()
        }
        try:
            merged: Release = once.asdict()
        except MERGE_FAULTS as error:
            raise UnableToMerge(str(error)) from error
        return merged


def merge(releases: Sequence[Release]) -> Release:
    """The compiled release of releases given from oldest to newest. Raises `UnableToMerge`."""
    return Merging(releases).compiled()


def _version(releases: Sequence[Release]) -> str:
    return "1.1" if any("parties" in release for release in releases) else "1.0"


def in_order(releases: Sequence[Release]) -> list[Release]:
    """By date; those without one first, and equal ones as they came."""
    return sorted(releases, key=lambda release: Node(release, "$", []).moment("date") or NEVER)


@dataclass(frozen=True, slots=True)
class Reading:
    """The release a record stands for, if it can be had, and its JSON path.

    `faults` are what is wrong with the record itself, `remarks` what is right and of no use.
    """

    release: Release | None
    where: str
    faults: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


def release_of_record(record: Release, where: str) -> Reading:
    """The compiled release where there is one, else the releases merged. Links are never followed."""
    faults = tuple(_record_faults(record, where))
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        return Reading(compiled, f"{where}.compiledRelease", faults)
    releases = record.get("releases")
    entries = [entry for entry in releases if isinstance(entry, dict)] if isinstance(releases, list) else []
    whole = [entry for entry in entries if not is_link(entry)]
    if not whole:
        only = (_only_links(where, len(entries)),) if entries else ()
        return Reading(None, where, faults, (*foreign_ocid(record.get("ocid"), where), *only))
    merged, more = _merged(in_order(whole), where)
    if links := len(entries) - len(whole):
        message = (
            f"{links} of {len(entries)} releases are only links; they were not fetched and are left out."
        )
        more.append(Problem(f"{where}.releases", message))
    return Reading(merged, where, (*faults, *more))


def foreign_ocid(ocid: object, where: str) -> tuple[Problem, ...]:
    """A remark if an `ocid` does not begin with a prefix. Source: OCDS 1.1, identifiers, open contracting process."""
    if not isinstance(ocid, str) or not ocid or OCID.match(ocid):
        return ()
    message = (
        "does not begin with a publisher's prefix, such as ocds-213czf; another publisher may use the same."
    )
    return (Problem(f"{where}.ocid", message),)


def is_link(entry: Release) -> bool:
    """True for a release that is only pointed to."""
    return "url" in entry and "ocid" not in entry


def _merged(releases: list[Release], where: str) -> tuple[Release, list[Problem]]:
    try:
        return merge(releases), []
    except UnableToMerge as error:
        message = f"the releases cannot be merged ({error}); only the newest was used."
        return releases[-1], [Problem(f"{where}.releases", message)]


def _only_links(where: str, count: int) -> Problem:
    return Problem(
        f"{where}.releases",
        f"holds only links ({count}), no releases. Midas never fetches links: give it the release packages "
        "they point to, or records with a compiledRelease.",
    )


def _record_faults(record: Release, where: str) -> Iterator[Problem]:
    if not isinstance(record.get("ocid"), str) or not record["ocid"]:
        yield Problem(f"{where}.ocid", "is required and missing, or not a text.")
    if not isinstance(record.get("releases"), list):
        yield Problem(f"{where}.releases", "is required and missing, or not a list.")
    elif not record["releases"]:
        yield Problem(f"{where}.releases", "must have at least one entry.")
    if "compiledRelease" in record and not isinstance(record["compiledRelease"], dict):
        yield Problem(f"{where}.compiledRelease", "must be an object.")

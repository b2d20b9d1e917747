"""Saving a group of releases: the texts as they came, the opportunities they add up to, an event for each.

A constant number of queries, however many releases. Works inside the caller's transaction, for one cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from midas.actions.access.events import PROGRAM, kind_of
from midas.actions.demand.follow_notices import Process
from midas.core.demand.notice import Change, NoticeFacts, heading
from midas.core.demand.notice_fields import clean
from midas.core.values.writing import json_value
from midas.formats.ocds.check import Verdict
from midas.formats.ocds.read import Found, read_text
from midas.store.models import Cluster, Event, Notice, Opportunity, Person
from midas.store.queries.imports import (
    one_import_at_a_time,
    opportunities_there,
    texts_of,
    texts_there,
)

MOST_PROBLEMS = 500
"""The most problems kept with one release."""

LONGEST_TOLD = 500
"""The most letters of a text that an event repeats; the notice keeps it whole."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A release that came in, and what is to be said of it."""

    found: Found
    verdict: Verdict

    @property
    def ocid(self) -> str:
        """The process it belongs to."""
        return self.verdict.facts.ocid


@dataclass(frozen=True, slots=True)
class Saved:
    """How many releases are new here, were here already, and changed a known opportunity."""

    imported: int = 0
    unchanged: int = 0
    updated: int = 0

    def __add__(self, other: Saved) -> Saved:
        return Saved(
            self.imported + other.imported, self.unchanged + other.unchanged, self.updated + other.updated
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """One release that is to be saved, and what it does to its process."""

    arrival: Arrival
    first: bool
    late: bool
    changes: tuple[Change, ...]


def save_notices(
    cluster: Cluster, arrivals: Sequence[Arrival], *, source: str, by: Person | None, at: datetime
) -> Saved:
    """Save what is new of the releases, in the order given. `source` is the file they came in."""
    one_import_at_a_time(cluster)
    fresh = _fresh(cluster, arrivals)
    known = opportunities_there(cluster, {arrival.ocid for arrival in fresh})
    processes = _processes(known)
    steps = [step for arrival in fresh if (step := _step(arrival, processes, known)) is not None]
    opportunities = _save_opportunities(cluster, steps, processes, known, at)
    Notice.objects.bulk_create(
        _notice(cluster, step, opportunities[step.arrival.ocid], source, by, at) for step in steps
    )
    Event.objects.bulk_create(
        _event(cluster, step, opportunities[step.arrival.ocid], source, by, at) for step in steps
    )
    updated = sum(1 for step in steps if step.changes)
    return Saved(len(steps), len(arrivals) - len(steps), updated)


def _fresh(cluster: Cluster, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Those whose very text is not here yet, each once."""
    there = texts_there(cluster, {arrival.found.sha256 for arrival in arrivals})
    fresh: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.found.sha256 not in there:
            fresh.setdefault(arrival.found.sha256, arrival)
    return list(fresh.values())


def _processes(known: dict[str, Opportunity]) -> dict[str, Process]:
    """What has been said so far of the known opportunities."""
    texts = texts_of(list(known.values())) if known else {}
    processes = {}
    for ocid, kept in texts.items():
        processes[ocid] = Process.of([read_text(text).release for text in kept])
    return processes


def _step(arrival: Arrival, processes: dict[str, Process], known: dict[str, Opportunity]) -> _Step | None:
    """What the release does; None if the same one is here in other spacing."""
    process = processes.setdefault(arrival.ocid, Process())
    release = arrival.found.release
    if process.knows(release):
        return None
    first = process.facts is None and arrival.ocid not in known
    late = process.is_late(release)
    return _Step(arrival, first, late, process.follow(release, arrival.verdict.facts))


def _save_opportunities(
    cluster: Cluster,
    steps: Iterable[_Step],
    processes: dict[str, Process],
    known: dict[str, Opportunity],
    at: datetime,
) -> dict[str, Opportunity]:
    """The opportunities of all steps, as their processes now stand, saved."""
    touched = dict.fromkeys(step.arrival.ocid for step in steps)
    new: dict[str, Opportunity] = {}
    changed: dict[str, Opportunity] = {}
    for ocid in touched:
        facts = processes[ocid].facts
        assert facts is not None
        fields = {**opportunity_fields(facts), "updated_at": at}
        if ocid in known:
            changed[ocid] = known[ocid]
            for name, value in fields.items():
                setattr(changed[ocid], name, value)
        else:
            door = Opportunity.Door.OCDS
            new[ocid] = Opportunity(cluster=cluster, door=door, ocid=ocid, created_at=at, **fields)
    Opportunity.objects.bulk_create(new.values())
    if changed:
        _overwrite(list(changed.values()))
    return {**changed, **new}


def _overwrite(opportunities: list[Opportunity]) -> None:
    """Update rows that exist and are locked: an insert that finds them, far quicker than Django's `bulk_update`."""
    names = [*opportunity_fields(NoticeFacts()), "updated_at"]
    Opportunity.objects.bulk_create(
        opportunities, update_conflicts=True, unique_fields=["id"], update_fields=names
    )


def opportunity_fields(facts: NoticeFacts) -> dict[str, Any]:
    """The fields of an opportunity that a notice states; texts too long for their column end in `…`."""
    return {
        "title": _cut(heading(facts), 500),
        "description": facts.description,
        "buyer_name": _cut(facts.buyer.name, 255),
        "buyer_identifier": _cut(facts.buyer.identifier, 255),
        "value": facts.value.minor if facts.value else None,
        "currency": facts.value.currency if facts.value else "",
        "cpv": facts.cpv,
        "cpv_additional": list(facts.cpv_additional),
        "region": facts.region,
        "place": _cut(facts.place, 255),
        "procedure": _cut(facts.procedure or facts.method, 255),
        "category": _cut(facts.category, 20),
        "source_status": _cut(facts.status, 40),
        "sme_suitable": facts.sme_suitable,
        "published_at": facts.released_at,
        "deadline_at": facts.deadline_at,
        "starts_on": facts.span.starts_on,
        "ends_on": facts.span.ends_on,
        "lots": json_value(facts.lots),
        "items": json_value(facts.items),
        "documents": json_value(facts.documents),
        "awards": json_value(facts.awards),
    }


def _notice(
    cluster: Cluster, step: _Step, opportunity: Opportunity, source: str, by: Person | None, at: datetime
) -> Notice:
    found, verdict = step.arrival.found, step.arrival.verdict
    return Notice(
        cluster=cluster,
        opportunity=opportunity,
        ocid=step.arrival.ocid,
        release_id=_cut(verdict.facts.release_id, 255),
        released_at=verdict.facts.released_at,
        sha256=found.sha256,
        text=found.text,
        source=_cut(clean(source), 255),
        path=_cut(clean(found.where), 255),
        imported_at=at,
        imported_by=by,
        schema_version=_cut(clean(found.package.version), 10),
        problems=[
            {"path": _own_path(problem.where, found.where), "message": clean(problem.message)}
            for problem in verdict.problems[:MOST_PROBLEMS]
        ],
        changes=[asdict(change) for change in step.changes],
    )


def _event(
    cluster: Cluster, step: _Step, opportunity: Opportunity, source: str, by: Person | None, at: datetime
) -> Event:
    told = [
        {
            "field": change.field,
            "before": _cut(change.before, LONGEST_TOLD),
            "after": _cut(change.after, LONGEST_TOLD),
        }
        for change in step.changes
    ]
    details = {"file": clean(source), "release": step.arrival.verdict.facts.release_id, "changes": told}
    verb = "imported" if step.first else "updated" if step.changes else "confirmed"
    return Event(
        cluster=cluster,
        at=at,
        by=by,
        actor=by.name if by else PROGRAM,
        verb=f"opportunity.{verb}",
        subject_kind=kind_of(opportunity),
        subject_id=opportunity.pk,
        after=opportunity.state if step.first else "",
        reason="An older release arrived late." if step.late else "",
        details=details,
    )


def _own_path(where: str, release: str) -> str:
    """A JSON path of the file as one of the release itself."""
    return clean("$" + where.removeprefix(release) if where.startswith(release) else where)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

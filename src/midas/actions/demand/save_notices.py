"""Saving a group of releases: the texts as they came, the opportunities they add up to, an event for each.

A constant number of queries, however many releases. Works inside the caller's transaction, for one cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from midas.actions.demand.follow_notices import Process
from midas.actions.demand.notice_rows import (
    Arrival,
    Intake,
    Step,
    event_row,
    events,
    notice_row,
    notices,
    opportunities,
    opportunity_fields,
    opportunity_row,
)
from midas.core.demand.notice import NoticeFacts
from midas.formats.ocds.read import read_text
from midas.store.models import Cluster, Opportunity, Person
from midas.store.queries.imports import (
    one_import_at_a_time,
    opportunities_there,
    texts_of,
    texts_there,
)
from midas.store.queries.same_demand import compare_again


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
class _First:
    """A process of which one release is known, not yet read exactly: most have no other."""

    arrival: Arrival

    @property
    def facts(self) -> NoticeFacts:
        """What the process is."""
        return self.arrival.verdict.facts

    def begun(self) -> Process:
        """The process, to be followed on."""
        process = Process()
        process.follow(self.arrival.found.release, self.facts)
        return process


Processes = dict[str, Process | _First]


def save_notices(
    cluster: Cluster, arrivals: Sequence[Arrival], *, source: str, by: Person | None, at: datetime
) -> Saved:
    """Save what is new of the releases, in the order given. `source` is the file they came in."""
    one_import_at_a_time(cluster)
    intake = Intake(cluster, source, by, at)
    fresh = _fresh(cluster, arrivals)
    known = opportunities_there(cluster, {arrival.ocid for arrival in fresh})
    processes = _processes(known)
    steps = [step for arrival in fresh if (step := _step(arrival, processes, known)) is not None]
    if steps:
        _save_opportunities(intake, steps, processes, known)
        notices(intake).save(map(notice_row, steps))
        events(intake).save(event_row(step, source, Opportunity.State.NEW) for step in steps)
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


def _processes(known: dict[str, Opportunity]) -> Processes:
    """What has been said so far of the known opportunities."""
    texts = texts_of(list(known.values())) if known else {}
    processes: Processes = {}
    for ocid, kept in texts.items():
        processes[ocid] = Process.of([read_text(text).release for text in kept])
    return processes


def _step(arrival: Arrival, processes: Processes, known: dict[str, Opportunity]) -> Step | None:
    """What the release does; None if the same one is here in other spacing."""
    ocid, process = arrival.ocid, processes.get(arrival.ocid)
    if process is None and ocid not in known:
        processes[ocid] = _First(arrival)
        return Step(arrival, first=True, late=False, changes=())
    if not isinstance(process, Process):
        process = processes[ocid] = Process() if process is None else process.begun()
    release = arrival.found.release
    if process.knows(release):
        return None
    late = process.is_late(release)
    return Step(arrival, False, late, process.follow(release, arrival.verdict.facts))


def _save_opportunities(
    intake: Intake, steps: Iterable[Step], processes: Processes, known: dict[str, Opportunity]
) -> None:
    """The opportunities of all steps, as their processes now stand, saved."""
    new: list[tuple[str, NoticeFacts]] = []
    changed: list[Opportunity] = []
    for ocid in dict.fromkeys(step.arrival.ocid for step in steps):
        facts = processes[ocid].facts
        assert facts is not None
        if ocid not in known:
            new.append((ocid, facts))
            continue
        changed.append(known[ocid])
        for name, value in {**opportunity_fields(facts), "updated_at": intake.at}.items():
            setattr(known[ocid], name, value)
    if new:
        opportunities(intake).save(opportunity_row(ocid, facts) for ocid, facts in new)
    if changed:
        overwrite(changed)
        compare_again(intake.cluster, [row.pk for row in changed])


def overwrite(opportunities: list[Opportunity]) -> None:
    """Update rows that exist and are locked: an insert that finds them, far quicker than Django's `bulk_update`."""
    names = [*opportunity_fields(NoticeFacts()), "updated_at"]
    Opportunity.objects.bulk_create(
        opportunities, update_conflicts=True, unique_fields=["id"], update_fields=names
    )

"""Releases and what they add up to, as rows: of the opportunities, of the texts that are kept, of the events."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from midas.actions.access.events import PROGRAM, kind_of
from midas.core.demand.notice import Change, NoticeFacts, heading
from midas.core.demand.notice_fields import clean
from midas.core.values.writing import json_value
from midas.formats.ocds.check import Verdict
from midas.formats.ocds.read import Found
from midas.store.arriving import Arriving
from midas.store.models import Cluster, Event, Notice, Opportunity, Person

MOST_PROBLEMS = 500
"""The most problems kept with one release."""

LONGEST_TOLD = 500
"""The most letters of a text that an event repeats; the notice keeps it whole."""

LISTS = ("lots", "items", "documents", "awards")


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
class Step:
    """One release that is to be saved, and what it does to its process."""

    arrival: Arrival
    first: bool
    late: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What all rows of one file have alike: where they go, the file, who brought it, and when."""

    cluster: Cluster
    source: str
    by: Person | None
    at: datetime


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


def opportunities(intake: Intake) -> Arriving:
    """Where new opportunities go."""
    door, state = Opportunity.Door.OCDS.value, Opportunity.State.NEW.value
    alike = {"cluster_id": intake.cluster.pk, "door": door, "state": state}
    stated = ("ocid", *opportunity_fields(NoticeFacts()))
    alike |= {"created_at": intake.at, "updated_at": intake.at}
    return Arriving(Opportunity, stated, {**_otherwise({*stated, *alike}), **alike})


def _otherwise(given: Collection[str]) -> dict[str, Any]:
    """What a new opportunity has in the columns that no notice states and that may not be empty."""
    return {
        field.attname: field.get_default()
        for field in Opportunity._meta.concrete_fields
        if not field.null and not field.primary_key and field.attname not in given
    }


def opportunity_row(ocid: str, facts: NoticeFacts) -> tuple[Any, ...]:
    """A row of `opportunities`."""
    fields = opportunity_fields(facts)
    for name in LISTS:
        fields[name] = _json(fields[name])
    return (ocid, ocid, *fields.values())


NOTICE_COLUMNS = (
    *("ocid", "release_id", "released_at", "sha256", "text"),
    *("path", "schema_version", "problems", "changes"),
)


def notices(intake: Intake) -> Arriving:
    """Where texts go."""
    by = intake.by.pk if intake.by else None
    alike = {"cluster_id": intake.cluster.pk, "source": _cut(clean(intake.source), 255)}
    return Arriving(
        Notice,
        NOTICE_COLUMNS,
        {**alike, "imported_at": intake.at, "imported_by_id": by},
        of_opportunity="opportunity_id",
    )


def notice_row(step: Step) -> tuple[Any, ...]:
    """A row of `notices`."""
    found, verdict = step.arrival.found, step.arrival.verdict
    return (
        step.arrival.ocid,
        step.arrival.ocid,
        _cut(verdict.facts.release_id, 255),
        verdict.facts.released_at,
        found.sha256,
        found.text,
        _cut(clean(found.where), 255),
        _cut(clean(found.package.version), 10),
        _json(told_problems(verdict, found.where)) if verdict.problems else "[]",
        _json([asdict(change) for change in step.changes]) if step.changes else "[]",
    )


def told_problems(verdict: Verdict, where: str) -> list[dict[str, str]]:
    """The problems of a release that are kept with it, by their paths in the release itself."""
    return [
        {"path": _own_path(problem.where, where), "message": clean(problem.message)}
        for problem in verdict.problems[:MOST_PROBLEMS]
    ]


EVENT_COLUMNS = ("verb", "after", "reason", "details")


def events(intake: Intake) -> Arriving:
    """Where events go."""
    actor = (
        {"by_id": intake.by.pk, "actor": intake.by.name} if intake.by else {"by_id": None, "actor": PROGRAM}
    )
    alike = {"cluster_id": intake.cluster.pk, "at": intake.at, "before": "", **actor}
    alike["subject_kind"] = kind_of(Opportunity())
    return Arriving(Event, EVENT_COLUMNS, alike, of_opportunity="subject_id")


def event_row(step: Step, source: str, state: str) -> tuple[Any, ...]:
    """A row of `events`; `state` is that of the opportunity."""
    told = [
        {
            "field": change.field,
            "before": _cut(change.before, LONGEST_TOLD),
            "after": _cut(change.after, LONGEST_TOLD),
        }
        for change in step.changes
    ]
    details = {"file": clean(source), "release": step.arrival.verdict.facts.release_id, "changes": told}
    return (
        step.arrival.ocid,
        f"opportunity.{'imported' if step.first else 'updated' if step.changes else 'confirmed'}",
        state if step.first else "",
        "An older release arrived late." if step.late else "",
        _json(details),
    )


def _own_path(where: str, release: str) -> str:
    """A JSON path of the file as one of the release itself."""
    return clean("$" + where.removeprefix(release) if where.startswith(release) else where)


def _json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a number beyond 64 bits
        return json.dumps(value)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

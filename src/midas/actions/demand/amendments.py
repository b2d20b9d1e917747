"""Whoever works on a demand hears that a notice changed it: on their home page, and by e-mail once.

Work is what somebody did: owned it, took it further, wrote what must be delivered, or said they want to follow it. A
message waits while the mail server is away; one whose address is refused is put on record and not tried again, and the
note stays on the home page. Nobody is mailed about the demo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from midas.actions.access.letters import Letter, Round, send_everywhere, send_in
from midas.actions.access.permissions import MAY, require
from midas.core.demand.amendment_words import Told, message
from midas.core.demand.notice import Change
from midas.store.models import AmendmentNote, Cluster, DemandFollower, Notice, Opportunity, Role
from midas.store.queries.amendments import amending, with_a_role, workers

LOOK_BACK = timedelta(days=3)
"""How far back changes are looked for; longer than any stop of the worker that nobody notices."""

TOLD = "opportunity.amendment_told"

Address = Callable[[int], str]
"""Where the demand of that number is, for a message."""


def nowhere(_: int) -> str:
    """No address: the message then names the demand only."""
    return ""


def tell_everybody(*, at: datetime, address: Address = nowhere) -> tuple[int, int]:
    """Note and mail every change nobody was told of yet, in every cluster: how many notes and how many mails."""
    notes = 0

    def due(cluster: Cluster) -> list[int]:
        nonlocal notes
        notes += note_amendments(cluster, at=at)
        return [] if cluster.is_demo else _waiting()

    mails = send_everywhere(_mails(due, at, address), at=at)
    return notes, mails


@transaction.atomic
def note_amendments(cluster: Cluster, *, at: datetime) -> int:
    """A note for each person who works on a demand that a notice changed; how many are new. Twice makes none."""
    notices = amending(cluster, at - LOOK_BACK)
    there = set(AmendmentNote.objects.filter(notice__in=notices).values_list("notice", "person"))
    shown = _shown(notices)
    hands = workers(list(shown.values()))
    allowed = with_a_role({one for found in hands.values() for one in found}, MAY["opportunities.view"])
    rows = [
        AmendmentNote(
            cluster=cluster, opportunity=shown[notice.pk], notice=notice, person_id=person, made_at=at
        )
        for notice in notices
        for person, since in hands[shown[notice.pk].pk].items()
        if person in allowed
        and person != notice.imported_by_id
        and (since is None or since <= notice.imported_at)
        and (notice.pk, person) not in there
    ]
    AmendmentNote.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _shown(notices: Sequence[Notice]) -> dict[int, Opportunity]:
    """By notice, the demand it is shown with: its own, or the one that was merged into."""
    into = {one.opportunity.same_as_id for one in notices if one.opportunity.same_as_id}
    kept = Opportunity.objects.in_bulk(into)
    return {one.pk: kept.get(one.opportunity.same_as_id or 0, one.opportunity) for one in notices}


def mail_amendments(cluster: Cluster, *, at: datetime, address: Address = nowhere) -> int:
    """One message to each person with notes that were not mailed; how many were sent."""
    return send_in(cluster, _mails(lambda _cluster: _waiting(), at, address), at=at)


def _mails(
    due: Callable[[Cluster], list[int]], at: datetime, address: Address
) -> Round[int, list[AmendmentNote]]:
    return Round(
        TOLD,
        due,
        take=lambda person: _take(person, at),
        write=lambda notes: _letter(notes, address),
    )


def _unmailed() -> QuerySet[AmendmentNote]:
    return AmendmentNote.objects.filter(mailed_at=None, person__is_active=True).order_by("pk")


def _waiting() -> list[int]:
    """The people with notes that were not mailed, who waits longest first."""
    return list(dict.fromkeys(_unmailed().values_list("person", flat=True)))


def _take(person: int, at: datetime) -> list[AmendmentNote] | None:
    """The person's notes, locked and marked as dealt with, whether the address takes the message or not."""
    rows = _unmailed().filter(person=person).select_for_update(of=("self",))
    keys = [note.pk for note in rows]
    AmendmentNote.objects.filter(pk__in=keys).update(mailed_at=at)
    notes = AmendmentNote.objects.filter(pk__in=keys).select_related(
        "person", "opportunity__cluster", "notice"
    )
    return list(notes.defer("notice__text").order_by("pk")) or None


def _letter(notes: Sequence[AmendmentNote], address: Address) -> Letter:
    told = [
        Told(note.opportunity.title, _changes(note.notice), address(note.opportunity_id)) for note in notes
    ]
    subject, text = message(notes[0].opportunity.cluster.name, told)
    return Letter([notes[0].person.email], subject, text, list(_about(notes)))


def _about(notes: Sequence[AmendmentNote]) -> Iterator[tuple[Opportunity, dict[str, str]]]:
    for note in {one.opportunity_id: one for one in notes}.values():
        yield note.opportunity, {"name": note.person.name, "release": note.notice.release_id}


def _changes(notice: Notice) -> list[Change]:
    return [Change(one["field"], one["before"], one["after"]) for one in notice.changes]


@transaction.atomic
def see_amendments(role: Role, opportunity_id: int, *, at: datetime) -> int:
    """The person has looked at what changed; how many changes that were."""
    require(role, "opportunities.view")
    unseen = AmendmentNote.objects.filter(person=role.person, opportunity=opportunity_id, seen_at=None)
    return unseen.update(seen_at=at)


@transaction.atomic
def follow(role: Role, opportunity_id: int, *, wanted: bool, at: datetime) -> DemandFollower:
    """Hear of changes of a demand from now on, or not any more although one works on it."""
    require(role, "opportunities.view")
    opportunity = Opportunity.objects.get(pk=opportunity_id)
    row, made = DemandFollower.objects.get_or_create(
        opportunity=opportunity,
        person=role.person,
        defaults={"cluster_id": role.cluster_id, "since": at, "muted": not wanted},
    )
    if not made and row.muted == wanted:
        row.muted, row.since = not wanted, at
        row.save()
    return row

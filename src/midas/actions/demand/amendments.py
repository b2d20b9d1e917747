"""Whoever works on a demand hears that a notice changed it: on their home page, and by e-mail once.

Work is what somebody did: owned it, took it further, wrote what must be delivered, or said they want to follow it. A
message that cannot be sent is none: the next run tries again. Nobody is mailed about the demo.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import MAY, require
from midas.core.demand.amendment_words import Told, message
from midas.core.demand.notice import Change
from midas.store import tenancy
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
    notes = mails = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            cluster = Cluster.objects.get(pk=cluster_id)
            notes += note_amendments(cluster, at=at)
            mails += 0 if cluster.is_demo else mail_amendments(cluster, at=at, address=address)
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
    waiting = AmendmentNote.objects.filter(mailed_at=None, person__is_active=True)
    rows = list(
        waiting.select_related("person", "opportunity", "notice").defer("notice__text").order_by("pk")
    )
    people: dict[int, list[AmendmentNote]] = defaultdict(list)
    for row in rows:
        people[row.person_id].append(row)
    sent = 0
    for notes in people.values():
        if not _mail(cluster, notes, at, address):
            break
        sent += 1
    return sent


def _mail(cluster: Cluster, notes: list[AmendmentNote], at: datetime, address: Address) -> bool:
    """Send and mark; False if the mail server would not take the message."""
    told = [
        Told(note.opportunity.title, _changes(note.notice), address(note.opportunity_id)) for note in notes
    ]
    subject, text = message(cluster.name, told)
    try:
        with transaction.atomic():
            AmendmentNote.objects.filter(pk__in=[note.pk for note in notes]).update(mailed_at=at)
            _record(notes, at)
            send_mail(subject, text, None, [notes[0].person.email])
    except OSError:
        return False
    return True


def _record(notes: Iterable[AmendmentNote], at: datetime) -> None:
    for note in {one.opportunity_id: one for one in notes}.values():
        details = {"name": note.person.name, "release": note.notice.release_id}
        record(note.opportunity, TOLD, by=None, at=at, details=details)


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

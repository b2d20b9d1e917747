"""Firms are told 60, 30 and 7 days before a judgement of them lapses: each time once, by e-mail to their owners.

A reminder is an event of the firm, so it is on record that, and when, it was told. One that no owner's address takes is
recorded as refused, and the next nearer one tries again; while the mail server is away nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from midas.actions.access.letters import Letter, Round, send_everywhere, settled
from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import BLOCKING, REMINDERS, due_reminder
from midas.core.values.moments import day_of
from midas.store.models import Assessment, Cluster, Event, Membership, Role
from midas.store.queries.standing import newest

VERB = "membership.reminded_of_assessment"
TOLD = (Membership.State.ADMITTED, Membership.State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A judgement that lapses in so many days or fewer, and whom to tell."""

    member: Membership
    row: Assessment
    days: int
    to: tuple[str, ...]


def remind_everybody(*, at: datetime) -> int:
    """Send every reminder that is due, in every cluster but the demo's; how many were sent.

    Where the mail server takes none, the rest waits for the next run.
    """
    letters = Round(
        VERB,
        due=lambda cluster: [] if cluster.is_demo else due_reminders(cluster, at=at),
        take=_take,
        write=lambda reminder: _letter(reminder, at),
    )
    return send_everywhere(letters, at=at)


def due_reminders(cluster: Cluster, *, at: datetime) -> list[Reminder]:
    """Those of the cluster one works for that were not sent yet and have somebody to go to."""
    on = day_of(at, cluster.time_zone)
    members = {
        member.pk: member
        for member in Membership.objects.filter(state__in=TOLD).select_related("organisation", "cluster")
    }
    judged = [row for rows in newest(members).values() for row in rows.values()]
    due = [(row, days) for row in judged if (days := due_reminder(row.valid_until, on)) is not None]
    told = _told([row.pk for row, _days in due])
    owners = owners_of([row.membership_id for row, _days in due])
    return [
        Reminder(members[row.membership_id], row, days, owners[row.membership_id])
        for row, days in sorted(due, key=lambda one: (one[0].valid_until, one[0].pk))
        if (row.pk, days) not in told and owners.get(row.membership_id)
    ]


def _told(assessments: Iterable[int]) -> set[tuple[int, int]]:
    """Which reminders went out or were refused: by assessment and days. A nearer one makes those before it needless."""
    events = Event.objects.filter(settled(VERB), details__assessment__in=list(assessments))
    sent = [(int(one["assessment"]), int(one["days"])) for one in events.values_list("details", flat=True)]
    return {(key, days) for key, least in sent for days in REMINDERS if days >= least}


def owners_of(members: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The addresses of each firm's owners; of all who speak for it where none is marked as its owner."""
    roles = list(
        Role.objects.filter(membership__in=set(members), kind=Role.Kind.MEMBER, person__is_active=True)
        .select_related("person")
        .order_by("pk")
    )
    found: dict[int, list[Role]] = {}
    for role in roles:
        if role.membership_id is not None:
            found.setdefault(role.membership_id, []).append(role)
    return {
        key: tuple(role.person.email for role in (owners or mine))
        for key, mine in found.items()
        for owners in [[role for role in mine if role.is_owner]]
    }


def _take(reminder: Reminder) -> Reminder | None:
    """The reminder with its firm locked; None if it was sent meanwhile."""
    Membership.objects.select_for_update(of=("self",)).get(pk=reminder.member.pk)
    return None if (reminder.row.pk, reminder.days) in _told([reminder.row.pk]) else reminder


def _letter(reminder: Reminder, at: datetime) -> Letter:
    row = reminder.row
    details = {"assessment": row.pk, "dimension": row.dimension, "days": reminder.days}
    text = _text(reminder, day_of(at, _zone(reminder)))
    return Letter(reminder.to, _subject(reminder), text, [(reminder.member, details)])


def _zone(reminder: Reminder) -> str:
    return reminder.member.cluster.time_zone


def _subject(reminder: Reminder) -> str:
    name = reminder.member.organisation.name
    return f"{name}: {reminder.row.dimension} assessment is due to be renewed"


def _text(reminder: Reminder, on: date) -> str:
    row, member = reminder.row, reminder.member
    day, left = f"{row.valid_until.day} {row.valid_until:%B %Y}", (row.valid_until - on).days
    after = (
        "After that day your firm is left out of new teams until it is assessed again."
        if Dimension(row.dimension) in BLOCKING
        else "After that day it is shown as lapsed."
    )
    ask = "".join(f"\n- {what}" for what in row.missing)
    return (
        f"The {row.dimension} assessment of {member.organisation.name} in {member.cluster.name} holds until {day}:"
        f" {left} days from today.\n\n{after}\n\nWhat to do: bring your evidence up to date on your firm's page in"
        " Midas and tell your network coach."
        + (f"\n\nLast time this was missing:{ask}" if ask else "")
        + "\n"
    )

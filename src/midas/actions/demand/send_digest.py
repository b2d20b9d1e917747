"""Once a week a firm's owners are sent the demand that came to be worth its time since the last list, best first.

Nothing new means no mail. A list is an event of the firm, so it is on record that it was told; a message that cannot be
sent leaves no event, and the next run tries again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.permissions import require
from midas.actions.members.remind import owners_of
from midas.core.values.moments import day_of
from midas.store import tenancy
from midas.store.models import Cluster, Event, Match, Membership, Role
from midas.store.queries import matches as queries

VERB = "membership.sent_demand"
LISTED = 10
"""Demands in one mail; the page has them all."""

WEEK = timedelta(days=6, hours=12)
"""A list is due when the last is older than this."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one firm is sent, and to whom."""

    member: Membership
    rows: Sequence[Match]
    to: tuple[str, ...]


@transaction.atomic
def choose_digest(role: Role | None, *, wanted: bool, at: datetime) -> None:
    """Have the week's list sent to one's own firm's owners, or no more. Raises NotAllowed."""
    role = require(role, "matches.own")
    member = Membership.objects.select_for_update().get(pk=role.membership_id or 0)
    if member.wants_digest != wanted:
        member.wants_digest = wanted
        member.save(update_fields=["wants_digest"])
        record(member, "membership.digest_chosen", by=role.person, at=at, details={"wanted": wanted})


def send_digests(base: str, *, at: datetime) -> int:
    """Send every list that is due, in every cluster but the demo's; how many. `base` is the site's address.

    Where the mail server takes none, the rest waits for the next run.
    """
    sent = 0
    for cluster_id in tenancy.every_cluster():
        with tenancy.tenant(cluster_id):
            cluster = Cluster.objects.get(pk=cluster_id)
            for digest in () if cluster.is_demo else due_digests(at=at):
                if not _send(digest, base, at):
                    return sent
                sent += 1
    return sent


def due_digests(*, at: datetime) -> list[Digest]:
    """The lists of the cluster one works for that hold something new and have somebody to go to."""
    members = queries.admitted().filter(wants_digest=True).select_related("organisation", "cluster")
    told = _told(at)
    wanted = [member for member in members if member.pk not in told or at - told[member.pk] >= WEEK]
    owners = owners_of(member.pk for member in wanted)
    found = []
    for member in wanted:
        to = owners.get(member.pk, ())
        rows = _new(member, told.get(member.pk), at) if to else []
        if rows:
            found.append(Digest(member, rows, to))
    return found


def _new(member: Membership, since: datetime | None, at: datetime) -> list[Match]:
    rows = queries.matches_of_member(member.pk, at).exclude(shown_at=None)
    return list((rows.filter(shown_at__gt=since) if since else rows)[:LISTED])


def _told(at: datetime) -> dict[int, datetime]:
    """When each firm was last sent its list."""
    rows = Event.objects.filter(verb=VERB, subject_kind="membership").order_by("at")
    return dict(rows.values_list("subject_id", "at"))


def _send(digest: Digest, base: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            details = {"demands": [row.opportunity_id for row in digest.rows]}
            record(digest.member, VERB, by=None, at=at, details=details)
            send_mail(_subject(digest), _text(digest, base), None, list(digest.to))
    except OSError:
        return False
    return True


def _subject(digest: Digest) -> str:
    many = len(digest.rows)
    return f"{digest.member.organisation.name}: {many} demand{'' if many == 1 else 's'} worth your time"


def _text(digest: Digest, base: str) -> str:
    zone = digest.member.cluster.time_zone
    listed = "\n\n".join("\n".join(_lines(row, base, zone)) for row in digest.rows)
    return (
        f"Open demand that fits what {digest.member.organisation.name} says of itself in"
        f" {digest.member.cluster.name}, the best first:\n\n{listed}\n\n"
        f"The whole list, where you can also say what is not for you or stop these mails:\n{base}/worthwhile/\n"
    )


def _lines(row: Match, base: str, zone: str) -> Iterable[str]:
    demand = row.opportunity
    until = ""
    if demand.deadline_at is not None:
        day = day_of(demand.deadline_at, zone)
        until = f", until {day.day} {day:%B %Y}"
    yield f"{demand.title} ({row.score} of 100{until})"
    yield from (f"  - {one['words']}" for one in row.reasons[:3])
    yield f"  {base}/demand/{demand.pk}/"

"""Every Monday a firm's owners are sent the demand that came to be worth its time and that no list told them of, best
first.

Nothing new means no mail. A list is an event of the firm with the demands it told of: what a run of matching was long
in saving is in the next. Whoever looks every hour sends each list on Monday morning where the cluster is, or at the
first chance after; what is shown after that morning waits for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Func, Max, OuterRef, QuerySet

from midas.actions.access.events import record
from midas.actions.access.letters import Letter, Round, send_everywhere, settled
from midas.actions.access.permissions import require
from midas.actions.members.remind import owners_of
from midas.core.values.moments import day_of, monday_before
from midas.store.models import Cluster, Event, Match, Membership, Role
from midas.store.queries import matches as queries

VERB = "membership.sent_demand"
LISTED = 10
"""Demands in one mail; the page has them all."""

MORNING = 7
"""The hour of Monday at which lists are due."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one firm is sent, and to whom: all that is new, of which the mail lists the best."""

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
    letters = Round(
        VERB,
        due=lambda cluster: [] if cluster.is_demo else due_digests(cluster, at=at),
        take=lambda key: _take(key, at),
        write=lambda digest: _letter(digest, base),
    )
    return send_everywhere(letters, at=at)


def due_digests(cluster: Cluster, *, at: datetime) -> list[int]:
    """The firms of the cluster one works for that had no list since Monday morning, and were shown demand before it
    that no list told of."""
    monday = monday_before(at, cluster.time_zone, MORNING)
    told = _lists().filter(
        subject_id=OuterRef("membership_id"),
        details__demands__contains=Func(OuterRef("opportunity_id"), function="to_jsonb"),
    )
    new = Match.objects.filter(membership=OuterRef("pk"), shown_at__lt=monday, place__isnull=False)
    new = new.filter(~Exists(told), opportunity__in=queries.open_demand(at))
    members = list(_wanted().filter(Exists(new)).order_by("pk").values_list("pk", flat=True))
    last = _last(members)
    return [key for key in members if key not in last or last[key] < monday]


def _wanted() -> QuerySet[Membership]:
    return queries.admitted().filter(wants_digest=True)


def _lists() -> QuerySet[Event]:
    return Event.objects.filter(verb=VERB, subject_kind="membership")


def _last(members: Sequence[int]) -> dict[int, datetime]:
    """When each firm was last sent its list, or its owners' addresses refused it."""
    rows = Event.objects.filter(settled(VERB), subject_kind="membership", subject_id__in=members)
    return dict(rows.order_by().values_list("subject_id").annotate(Max("at")))


def _take(key: int, at: datetime) -> Digest | None:
    """The list with its firm locked; None if there is nothing new, nobody to tell, or it was sent meanwhile."""
    member = _wanted().select_for_update(of=("self",)).filter(pk=key).first()
    if member is None:
        return None
    monday = monday_before(at, member.cluster.time_zone, MORNING)
    to = owners_of([key]).get(key, ())
    last = _last([key]).get(key)
    rows = _new(key, monday, at) if to and (last is None or last < monday) else []
    return Digest(member, rows, to) if rows else None


def _new(member: int, monday: datetime, at: datetime) -> list[Match]:
    """What was shown to the firm until Monday morning and is in none of its lists."""
    lists = _lists().filter(subject_id=member).values_list("details", flat=True)
    told = {key for details in lists for key in details["demands"]}
    rows = queries.matches_of_member(member, at).filter(shown_at__lt=monday)
    return [row for row in rows if row.opportunity_id not in told]


def _letter(digest: Digest, base: str) -> Letter:
    details = {"demands": [row.opportunity_id for row in digest.rows]}
    return Letter(digest.to, _subject(digest), _text(digest, base), [(digest.member, details)])


def _subject(digest: Digest) -> str:
    many = len(digest.rows)
    return f"{digest.member.organisation.name}: {many} demand{'' if many == 1 else 's'} worth your time"


def _text(digest: Digest, base: str) -> str:
    zone = digest.member.cluster.time_zone
    listed = "\n\n".join("\n".join(_lines(row, base, zone)) for row in digest.rows[:LISTED])
    more = len(digest.rows) - LISTED
    return (
        f"Open demand that fits what {digest.member.organisation.name} says of itself in"
        f" {digest.member.cluster.name}, the best first:\n\n{listed}\n\n"
        + (f"And {more} more.\n\n" if more > 0 else "")
        + f"The whole list, where you can also say what is not for you or stop these mails:\n{base}/worthwhile/\n"
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

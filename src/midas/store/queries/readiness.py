"""What pages read about how firms are judged, coached and rated, in few queries for many firms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from midas.core.members.reputation import Experience, Reputation, reputation
from midas.store.models import Answers, CoachingStep, Membership, Rating

HEAVIEST = 3
"""What one rating weighs at most, however large the contract: this program's own default."""

S = Membership.State
ACTIVE = (S.APPLIED, S.IN_ASSESSMENT, S.ADMITTED, S.SUSPENDED)


def answers_by_firm(dimension: str) -> dict[int, Answers]:
    """What firms answered so far, by firm."""
    return {row.membership_id: row for row in Answers.objects.filter(dimension=dimension)}


def open_steps(members: Collection[int]) -> dict[int, list[CoachingStep]]:
    """Steps that are not done, by firm, those due first in front."""
    found: dict[int, list[CoachingStep]] = defaultdict(list)
    rows = CoachingStep.objects.filter(membership__in=members, done_at=None).order_by("due_on", "pk")
    for row in rows:
        found[row.membership_id].append(row)
    return found


def coached() -> QuerySet[Membership]:
    """The firms a coach looks after: members, and those that want to be."""
    return Membership.objects.filter(state__in=ACTIVE, sponsor=None).select_related(
        "organisation", "sector_group"
    )


def reputations(members: Collection[int]) -> dict[int, Reputation]:
    """What ratings add up to, by firm; also of those that have none."""
    rows: dict[int, list[Rating]] = defaultdict(list)
    for row in Rating.objects.filter(membership__in=members).order_by("given_on", "pk"):
        rows[row.membership_id].append(row)
    return {pk: of_ratings(rows.get(pk, ())) for pk in members}


def of_ratings(rows: Iterable[Rating]) -> Reputation:
    """What some ratings, oldest first, add up to."""
    return reputation(Experience(float(row.value), min(HEAVIEST, float(row.weight))) for row in rows)


def ratings(member: Membership) -> list[Rating]:
    """A firm's ratings with who gave them and their replies, newest first."""
    rows = Rating.objects.filter(membership=member).select_related(
        "reply", "given_by__organisation", "enterprise"
    )
    return list(rows.order_by("-given_on", "-pk"))

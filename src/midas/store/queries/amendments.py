"""Who works on which demand, which notices changed one lately, and who has not looked at the change yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from midas.store.models import (
    AmendmentNote,
    Cluster,
    DemandFollower,
    Event,
    Notice,
    Opportunity,
    Person,
    Requirement,
    Role,
)

WORK = (
    *(
        "opportunity.qualified",
        "opportunity.forming",
        "opportunity.bidding",
        "opportunity.won",
        "opportunity.new",
    ),
    *("opportunity.added", "opportunity.changed", "requirement.proposed", "requirement.saved"),
)
"""What somebody does to a demand who works on it."""

Workers = dict[int, dict[int, datetime | None]]
"""By demand: who works on it, by person, and since when (None: always)."""


def amending(cluster: Cluster, since: datetime) -> list[Notice]:
    """The notices that changed a demand and came since then, with the demand, in the order they came."""
    rows = Notice.objects.filter(cluster=cluster, imported_at__gte=since).exclude(changes=[])
    return list(rows.defer("text").select_related("opportunity").order_by("pk"))


def workers(demands: Collection[Opportunity]) -> Workers:
    """Who works on each: its owner, its followers, and who took it further; not who asked to be left alone."""
    found: Workers = defaultdict(dict)
    keys = [row.pk for row in demands]
    for person, demand, at in _hands(keys):
        found[demand].setdefault(person, at)
    for row in demands:
        if row.owner_id is not None:
            found[row.pk][row.owner_id] = None
    for follower in DemandFollower.objects.filter(opportunity__in=keys):
        if follower.muted:
            found[follower.opportunity_id].pop(follower.person_id, None)
        else:
            found[follower.opportunity_id].setdefault(follower.person_id, follower.since)
    return found


def _hands(keys: list[int]) -> list[tuple[int, int, datetime]]:
    """Who did something to a demand or its requirement, to which, and when first."""
    requirements = dict(Requirement.objects.filter(opportunity__in=keys).values_list("pk", "opportunity"))
    about = Q(subject_kind="opportunity", subject_id__in=keys)
    about |= Q(subject_kind="requirement", subject_id__in=list(requirements))
    rows = Event.objects.filter(about, verb__in=WORK).exclude(by=None).order_by("at", "pk")
    return [
        (person, subject if kind == "opportunity" else requirements[subject], at)
        for person, kind, subject, at in rows.values_list("by", "subject_kind", "subject_id", "at")
    ]


def with_a_role(people: Collection[int], kinds: Collection[str]) -> set[int]:
    """Those of the people who are active and hold one of those roles in the cluster one works for."""
    rows = Role.objects.filter(person__in=people, kind__in=kinds, person__is_active=True)
    return set(rows.values_list("person", flat=True))


def unseen(person: Person) -> QuerySet[Opportunity]:
    """The demands with changes the person has not looked at, each with how many and when the last one came."""
    waiting = Q(amendment_notes__person=person, amendment_notes__seen_at=None)
    return (
        Opportunity.objects.filter(waiting)
        .annotate(changed=Count("amendment_notes", filter=waiting), last=Max("amendment_notes__made_at"))
        .only("title", "deadline_at", "cluster_id")
        .order_by("-last", "pk")
    )


def notes_for(person: Person, opportunity: Opportunity) -> list[AmendmentNote]:
    """The changes of a demand the person has not looked at, the newest first."""
    rows = AmendmentNote.objects.filter(person=person, opportunity=opportunity, seen_at=None)
    return list(rows.select_related("notice").defer("notice__text"))

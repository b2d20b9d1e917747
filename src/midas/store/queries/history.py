"""What happened to things: events, and what their transactions changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from midas.store.models import Change, Event, Link

Things = Mapping[str, Collection[int]]
"""Ids by kind: a model's name in lower case."""

MOST = 500
"""How many changes one page shows."""


def events_of(things: Things) -> QuerySet[Event]:
    """What happened to those things, the newest first."""
    return Event.objects.filter(_any(things, "subject_kind", "subject_id")).order_by("-at", "-pk")


def changes_of(things: Things) -> list[Change]:
    """What was changed on those things, and of what belonged to their memberships and is gone; the newest first."""
    gone = Q(after__isnull=True, before__membership_id__in=list(things.get("membership", ())))
    return list(Change.objects.filter(_any(things, "thing", "thing_id") | gone).order_by("-pk")[:MOST])


def events_of_transactions(transactions: Collection[int]) -> list[Event]:
    """Who did what in those transactions: of each the first event, which names it."""
    found = Event.objects.filter(transaction__in=transactions).order_by("transaction", "pk")
    return list(found.distinct("transaction"))


def events() -> QuerySet[Event]:
    """Everything that happened in the cluster, the newest first."""
    return Event.objects.order_by("-at", "-pk")


def changes_told_by(events: Collection[Event]) -> dict[tuple[int, str, int], list[Change]]:
    """What each event's transaction changed on the very thing the event is about, by transaction, kind and id."""
    found: dict[tuple[int, str, int], list[Change]] = {}
    rows = Change.objects.filter(
        transaction__in={event.transaction for event in events if event.transaction},
        thing__in={event.subject_kind for event in events},
        thing_id__in={event.subject_id for event in events},
    )
    for change in rows.order_by("pk"):
        found.setdefault((change.transaction, change.thing, change.thing_id), []).append(change)
    return found


def last_link() -> Link | None:
    """The newest link of the cluster's chain."""
    return Link.objects.order_by("-number").first()


def _any(things: Things, kind: str, key: str) -> Q:
    found = Q(pk__in=[])
    for word, ids in things.items():
        found |= Q(**{kind: word, f"{key}__in": list(ids)})
    return found

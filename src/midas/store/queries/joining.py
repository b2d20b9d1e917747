"""Which demands are joined into, split off from, or the same as which: what holds a demand, what it is made of.

There are two ways of holding a demand back, links and `same_as`; `held_in` and `standing_alone` know both, and whoever
asks whether work is to be done on a demand asks one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from midas.store.models import DemandLink, Opportunity


@dataclass(frozen=True, slots=True)
class Made:
    """How a demand hangs together with others; `changed` are parts that have changed since they were joined."""

    parts: Sequence[DemandLink]
    split: bool
    of: DemandLink | None
    holder: Opportunity | None
    changed: Sequence[Opportunity]


def links_of(opportunity: Opportunity) -> Made:
    """The live links of a demand, both ways; two queries."""
    parts = list(DemandLink.objects.filter(whole=opportunity, undone_at=None).select_related("part"))
    of = DemandLink.objects.filter(part=opportunity, undone_at=None).select_related("whole").first()
    split = bool(parts) and parts[0].kind == DemandLink.Kind.SPLIT
    holder = of.whole if of is not None and of.kind == DemandLink.Kind.JOINED else None
    changed = [] if split else [link.part for link in parts if link.part.updated_at > link.made_at]
    return Made(parts, split, of, holder, changed)


def held_in(opportunity: Opportunity) -> Opportunity | None:
    """What holds it back: the demand it is shown as part of or joined into, or itself where it is split into parts."""
    if opportunity.same_as_id is not None:
        return opportunity.same_as
    holds = Q(part=opportunity, kind=DemandLink.Kind.JOINED) | Q(
        whole=opportunity, kind=DemandLink.Kind.SPLIT
    )
    link = DemandLink.objects.filter(holds, undone_at=None).select_related("whole").first()
    return link.whole if link is not None else None


def standing_alone(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Without those that `held_in` finds held: every list, count and sum of demands has each piece of work once."""
    into = DemandLink.objects.filter(part=OuterRef("pk"), kind=DemandLink.Kind.JOINED, undone_at=None)
    split = DemandLink.objects.filter(whole=OuterRef("pk"), kind=DemandLink.Kind.SPLIT, undone_at=None)
    return rows.filter(~Exists(into), ~Exists(split), same_as=None)

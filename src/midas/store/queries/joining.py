"""Which demands are joined into, or split off from, which: what holds a demand, and what it is made of."""

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
    """What holds a demand back: the whole it is joined into, or itself where it is split into parts."""
    holds = Q(part=opportunity, kind=DemandLink.Kind.JOINED) | Q(
        whole=opportunity, kind=DemandLink.Kind.SPLIT
    )
    link = DemandLink.objects.filter(holds, undone_at=None).select_related("whole").first()
    return link.whole if link is not None else None


def not_held(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Without those that are joined into another or split: the work is on that one, or on the parts."""
    into = DemandLink.objects.filter(part=OuterRef("pk"), kind=DemandLink.Kind.JOINED, undone_at=None)
    split = DemandLink.objects.filter(whole=OuterRef("pk"), kind=DemandLink.Kind.SPLIT, undone_at=None)
    return rows.filter(~Exists(into), ~Exists(split))

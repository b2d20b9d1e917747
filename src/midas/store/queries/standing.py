"""What is known and judged of firms: the newest judgement of each dimension, and what has lapsed of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import BLOCKING, Bar, Standing, bars
from midas.store.models import Assessment, Membership

Newest = Mapping[int, Mapping[str, Assessment]]
"""By membership and dimension."""


def newest(membership_ids: Collection[int]) -> dict[int, dict[str, Assessment]]:
    """The newest judgement of each dimension of each of those firms, with its assessor: one query.

    A firm or dimension that was never judged is not in it.
    """
    rows = (
        Assessment.objects.filter(membership__in=membership_ids)
        .order_by("membership_id", "dimension", "-assessed_on", "-id")
        .distinct("membership_id", "dimension")
        .select_related("assessor")
    )
    found: dict[int, dict[str, Assessment]] = defaultdict(dict)
    for row in rows:
        found[row.membership_id][row.dimension] = row
    return dict(found)


def standing(row: Assessment) -> Standing:
    """What eligibility asks of a judgement."""
    return Standing(Dimension(row.dimension), row.valid_until, tuple(row.failed))


def lapsed(judged: Mapping[str, Assessment], on: date) -> list[Assessment]:
    """Those of a firm's newest judgements that have lapsed by that day."""
    return [row for row in judged.values() if standing(row).lapsed(on)]


def lapsing(judged: Mapping[str, Assessment], on: date) -> list[Assessment]:
    """Those that are due to be renewed."""
    return [row for row in judged.values() if standing(row).lapsing(on)]


def blocking(member: Membership, judged: Mapping[str, Assessment], on: date) -> tuple[Bar, ...]:
    """Everything that keeps a firm out of teams on that day; empty for one that is eligible."""
    known = {Dimension(row.dimension): standing(row) for row in judged.values()}
    label = str(Membership.State(member.state).label)
    return bars(member.state, label, known, on)


def barred(members: Iterable[Membership], on: date) -> dict[int, tuple[Bar, ...]]:
    """By membership, why those of the firms are kept out that are: one query, of the dimensions that can block."""
    rows = list(members)
    judged = newest([member.pk for member in rows])
    found = {member.pk: blocking(member, judged.get(member.pk, {}), on) for member in rows}
    return {key: why for key, why in found.items() if why}


__all__ = ["BLOCKING", "Newest", "barred", "blocking", "lapsed", "lapsing", "newest", "standing"]

"""How similar firms stand: quartiles of the newest scores in the same sector and of the same size."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from midas.actions.access.permissions import may
from midas.core.members.assessment import Dimension
from midas.store.models import Membership, Role
from midas.store.queries.standing import latest_scores

FEWEST = 5
"""Fewer firms than this are not summed up: one could tell who they are."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """A group of firms: how many, their quartiles, and the nearest by name for whoever may know them."""

    group: str
    count: int
    quartiles: tuple[Decimal, Decimal, Decimal] | None
    named: tuple[tuple[int, str, Decimal], ...] = ()


def precedent(role: Role, member: Membership, which: Dimension) -> list[Precedent]:
    """Same sector and size, same sector, all; without the firm itself."""
    rows = [row for key, row in latest_scores(which) if key != member.pk]
    sector, size = member.sector_group_id, member.organisation.size
    name = member.sector_group.name
    groups = {
        f"{name}, {member.organisation.get_size_display()}": [
            row
            for row in rows
            if (row.sector, row.size) == (sector, size)  # type: ignore[attr-defined]
        ],
        name: [row for row in rows if row.sector == sector],  # type: ignore[attr-defined]
        "": rows,
    }
    names_too = may(role, "assessments.view")
    found = []
    for label, group in groups.items():
        scores = sorted(row.score for row in group if row.score is not None)
        enough = len(scores) >= FEWEST
        named = ()
        if names_too and label and label != name:
            named = tuple(
                (row.membership_id, row.membership.organisation.name, row.score)
                for row in sorted(group, key=lambda one: (-(one.score or 0), one.pk))[:8]
            )
        found.append(Precedent(label, len(scores), quartiles(scores) if enough else None, named))
    return found


def quartiles(scores: list[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """The lower quartile, the median and the upper quartile of scores in order, by linear interpolation (type 7 of
    R. J. Hyndman and Y. Fan, *The American Statistician* 50 (1996), 361-365), to one decimal.
    """

    def at(share: Decimal) -> Decimal:
        place = share * (len(scores) - 1)
        below = int(place)
        above = min(below + 1, len(scores) - 1)
        return round(scores[below] + (scores[above] - scores[below]) * (place - below), 1)

    return at(Decimal("0.25")), at(Decimal("0.5")), at(Decimal("0.75"))

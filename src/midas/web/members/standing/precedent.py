"""How similar firms stand, as the judge of one dimension of a firm is shown it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from midas.actions.access.permissions import may
from midas.core.members.assessment import Dimension
from midas.core.members.precedent import Quartiles, Scored, precedent
from midas.store.models import Membership, Role
from midas.store.queries.standing import latest_scores


@dataclass(frozen=True, slots=True)
class Shown:
    """A group of firms: how many, their quartiles, and the nearest by name for whoever may know them."""

    group: str
    count: int
    quartiles: Quartiles | None
    named: tuple[tuple[int, str, Decimal], ...] = ()


def shown_precedent(role: Role, member: Membership, which: Dimension) -> list[Shown]:
    """Same sector and size, same sector, all; without the firm itself."""
    rows = dict(latest_scores(which))
    scores = [
        Scored(key, row.sector, row.size, row.score)  # type: ignore[attr-defined]  # annotated
        for key, row in rows.items()
        if row.score is not None
    ]
    found = precedent(scores, member.pk, member.sector_group_id, member.organisation.size)
    sector, named = member.sector_group.name, ()
    if may(role, "assessments.view"):
        named = tuple(
            (one.firm, rows[one.firm].membership.organisation.name, one.score) for one in found.nearest
        )
    alike = f"{sector}, {member.organisation.get_size_display()}"
    return [
        Shown(alike, found.alike.count, found.alike.quartiles, named),
        Shown(sector, found.sector.count, found.sector.quartiles),
        Shown("", found.everybody.count, found.everybody.quartiles),
    ]

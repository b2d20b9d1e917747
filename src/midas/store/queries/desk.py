"""What waits for the people who judge firms: every judgement that is due, and how far applications are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import BLOCKING, JUDGED, WAITING, Due, due
from midas.store.models import Assessment, Membership
from midas.store.queries.standing import newest, standing


@dataclass(frozen=True, slots=True)
class Waiting:
    """One dimension of one firm that waits for a judgement. `bars`: it keeps the firm out of teams.

    `row` is the newest judgement, if there is one.
    """

    member: Membership
    dimension: Dimension
    row: Assessment | None
    kind: Due
    bars: bool

    @property
    def lapses(self) -> date | None:
        """When the judgement lapses or lapsed."""
        return self.row.valid_until if self.row else None

    @property
    def order(self) -> tuple[bool, int, date, str, str]:
        """The most urgent first."""
        name = self.member.organisation.name
        return (not self.bars, list(Due).index(self.kind), self.lapses or date.max, name, self.dimension)


def waiting(on: date) -> Iterator[Waiting]:
    """Every judgement that is due, in two queries."""
    rows = Membership.objects.filter(state__in=(*WAITING, *JUDGED))
    members = list(rows.select_related("organisation", "sector_group"))
    judged = newest([member.pk for member in members])
    for member in members:
        of_firm = judged.get(member.pk, {})
        for dimension in Dimension:
            row = of_firm.get(dimension.value)
            found = standing(row) if row else None
            kind = due(member.state, found, row is not None and row.score is not None, on)
            if kind is not None:
                bars = kind is Due.LAPSED and dimension in BLOCKING
                yield Waiting(member, dimension, row, kind, bars)

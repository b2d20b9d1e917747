"""What waits for the people who judge firms, in order, of which only the part that is looked at is made into rows.

What was never judged of firms that came by the thousand stays in the database until its page is opened; what was judged
and is due again is worked out from the judgements themselves (`core.members.eligibility.due`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, overload

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import BLOCKING, JUDGED, WAITING, Due, due
from midas.store.models import Assessment, Membership
from midas.store.queries.standing import judged, never_judged, standing, unjudged_count

BARRED = "barred"
NEVER = {Due.APPLICANT: WAITING, Due.MISSING: JUDGED}
"""What is due where nothing was judged yet, by the states of the firms."""

AT_ONCE = 1000
"""Rows made at a time when all are asked for."""


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
    def firm(self) -> str:
        """The firm's name."""
        return str(self.member.organisation.name)

    @property
    def lapses(self) -> date | None:
        """When the judgement lapses or lapsed."""
        return self.row.valid_until if self.row else None

    @property
    def order(self) -> tuple[bool, int, date, str, str]:
        """The most urgent first."""
        return (not self.bars, list(Due).index(self.kind), self.lapses or date.max, self.firm, self.dimension)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk is narrowed down to; empty for everything."""

    words: str = ""
    dimension: str = ""
    due: str = ""
    sector: str = ""

    def holds(self, one: Waiting) -> bool:
        """Whether a judgement that is due again is wanted."""
        return (
            self.words.casefold() in one.firm.casefold()
            and self.dimension in ("", one.dimension.value)
            and self.sector in ("", one.member.sector_group.slug)
            and (self.due in ("", one.kind.value) or (self.due == BARRED and one.bars))
        )

    def never(self, kind: Due) -> Any:
        """What was never judged and is wanted, as rows of `never_judged`."""
        wanted = [one.value for one in Dimension if self.dimension in ("", one.value)]
        dimensions = wanted if self.due in ("", kind.value) else []
        return never_judged(NEVER[kind], dimensions, self.words, self.sector)


@dataclass
class Desk:
    """Everything that is due on a day."""

    on: date
    again: list[Waiting] = field(init=False)

    def __post_init__(self) -> None:
        found = (_again(row, self.on) for row in judged((*WAITING, *JUDGED)))
        self.again = sorted((one for one in found if one), key=lambda one: one.order)

    @property
    def barred(self) -> int:
        """How many judgements keep a firm out of teams."""
        return sum(one.bars for one in self.again)

    def counted(self) -> Counter[Due]:
        """How many judgements are due, by the reason."""
        never = {kind: unjudged_count(states, len(Dimension)) for kind, states in NEVER.items()}
        return Counter(one.kind for one in self.again) + Counter(never)

    def narrowed(self, wanted: Wanted) -> Line:
        """What is wanted of it, the most urgent first."""
        return Line([one for one in self.again if wanted.holds(one)], wanted)


class Line(Sequence[Waiting]):
    """What is due again before applicants, applicants, what else is due again, what was never judged; read late."""

    def __init__(self, again: list[Waiting], wanted: Wanted) -> None:
        first = [one for one in again if one.bars or one.kind is Due.APPLICANT]
        self._parts = [
            (None, first),
            (Due.APPLICANT, wanted.never(Due.APPLICANT)),
            (None, again[len(first) :]),
            (Due.MISSING, wanted.never(Due.MISSING)),
        ]
        self._sizes = [len(rows) if kind is None else rows.count() for kind, rows in self._parts]

    def __len__(self) -> int:
        return sum(self._sizes)

    @overload
    def __getitem__(self, key: int) -> Waiting: ...

    @overload
    def __getitem__(self, key: slice) -> list[Waiting]: ...

    def __getitem__(self, key: int | slice) -> Waiting | list[Waiting]:
        if isinstance(key, int):
            return self._read(range(len(self))[key], range(len(self))[key] + 1)[0]
        start, stop, _step = key.indices(len(self))
        return self._read(start, stop)

    def __iter__(self) -> Iterator[Waiting]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._read(start, start + AT_ONCE)

    def _read(self, start: int, stop: int) -> list[Waiting]:
        found: list[Waiting] = []
        for (kind, rows), size in zip(self._parts, self._sizes, strict=True):
            part = slice(max(0, start), max(0, min(stop, size)))
            if part.start < part.stop:
                found += rows[part] if kind is None else _never(kind, rows[part])
            start, stop = start - size, stop - size
        return found


def _never(kind: Due, rows: Any) -> list[Waiting]:
    keys = [(key, Dimension(dimension)) for key, dimension, _name in rows]
    firms = Membership.objects.select_related("organisation", "sector_group")
    members = firms.in_bulk({key for key, _dimension in keys})
    return [Waiting(members[key], dimension, None, kind, bars=False) for key, dimension in keys]


def _again(row: Assessment, on: date) -> Waiting | None:
    dimension = Dimension(row.dimension)
    kind = due(row.membership.state, standing(row), row.score is not None, on)
    if kind is None:
        return None
    return Waiting(row.membership, dimension, row, kind, kind is Due.LAPSED and dimension in BLOCKING)

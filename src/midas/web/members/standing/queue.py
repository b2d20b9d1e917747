"""What waits at the assessment desk, in order, of which only the part that is looked at is made into rows.

What was never judged of firms that came by the thousand stays in the database until its page is opened; what was judged
and is due again is worked out from the judgements themselves (`core.members.eligibility.due`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django_tables2.data import TableData

from midas.core.members.assessment import Dimension
from midas.core.members.eligibility import BLOCKING, JUDGED, WAITING, Due, due
from midas.store.models import Assessment, Membership
from midas.store.queries import standing as queries
from midas.web.members.standing.words import Standing

BARRED = "barred"
NEVER = {Due.APPLICANT: WAITING, Due.MISSING: JUDGED}
"""What is due where nothing was judged yet, by the states of the firms."""

AT_ONCE = 1000
"""Rows made at a time for a download."""


@dataclass(frozen=True, slots=True)
class Item:
    """One dimension of one firm that waits for a judgement. `bars` is true where it keeps the firm out of teams."""

    member: Membership
    standing: Standing
    kind: Due
    bars: bool

    @property
    def name(self) -> str:
        """The firm's name."""
        return str(self.member.organisation.name)

    @property
    def sector(self) -> str:
        """The firm's sector group."""
        return str(self.member.sector_group.name)

    @property
    def state(self) -> str:
        """The state of its membership, in words."""
        return str(self.member.get_state_display())

    @property
    def dimension(self) -> str:
        """What has to be judged."""
        return self.standing.name

    @property
    def lapses(self) -> date | None:
        """When the judgement lapses or lapsed."""
        return self.standing.row.valid_until if self.standing.row else None

    @property
    def grade(self) -> str:
        """The newest grade."""
        return self.standing.grade

    @property
    def missing(self) -> str:
        """What to ask for."""
        return ", ".join(self.standing.row.missing) if self.standing.row else ""

    @property
    def url(self) -> str:
        """Where it is judged."""
        return reverse("standing:judge", args=[self.member.pk, self.standing.dimension.value])

    @property
    def order(self) -> tuple[Any, ...]:
        """The most urgent first."""
        return (not self.bars, list(Due).index(self.kind), self.lapses or date.max, self.name, self.dimension)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk is narrowed down to; empty for everything."""

    words: str = ""
    dimension: str = ""
    due: str = ""
    sector: str = ""

    def holds(self, item: Item) -> bool:
        """Whether a judgement that is due again is wanted."""
        return (
            self.words.casefold() in item.name.casefold()
            and self.dimension in ("", item.standing.dimension.value)
            and self.sector in ("", item.member.sector_group.slug)
            and (self.due in ("", item.kind.value) or (self.due == BARRED and item.bars))
        )

    def never(self, kind: Due) -> Any:
        """What was never judged and is wanted, as rows of `queries.never_judged`."""
        wanted = [one.value for one in Dimension if self.dimension in ("", one.value)]
        dimensions = wanted if self.due in ("", kind.value) else []
        return queries.never_judged(NEVER[kind], dimensions, self.words, self.sector)


@dataclass
class Queue:
    """Everything that is due on a day."""

    on: date
    again: list[Item] = field(init=False)

    def __post_init__(self) -> None:
        found = (_again(row, self.on) for row in queries.judged((*WAITING, *JUDGED)))
        self.again = sorted((item for item in found if item), key=lambda item: item.order)

    @property
    def barred(self) -> int:
        """How many judgements keep a firm out of teams."""
        return sum(item.bars for item in self.again)

    def counted(self) -> Counter[Due]:
        """How many judgements are due, by the reason."""
        never = {kind: queries.unjudged_count(states, len(Dimension)) for kind, states in NEVER.items()}
        return Counter(item.kind for item in self.again) + Counter(never)

    def narrowed(self, wanted: Wanted) -> Waiting:
        """What is wanted of it, the most urgent first."""
        return Waiting([item for item in self.again if wanted.holds(item)], wanted, self.on)


class Waiting(TableData):  # type: ignore[misc]  # the library has no types
    """The rows of the desk: due again before applicants, applicants, due again, never assessed."""

    def __init__(self, again: list[Item], wanted: Wanted, on: date) -> None:
        super().__init__(again)
        first = [item for item in again if item.bars or item.kind is Due.APPLICANT]
        self.on = on
        self.parts = [
            (None, first),
            (Due.APPLICANT, wanted.never(Due.APPLICANT)),
            (None, again[len(first) :]),
            (Due.MISSING, wanted.never(Due.MISSING)),
        ]
        self.sizes = [len(rows) if kind is None else rows.count() for kind, rows in self.parts]

    def __len__(self) -> int:
        return sum(self.sizes)

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return self._read(key, key + 1)[0]
        start, stop, _step = key.indices(len(self))
        return self._read(start, stop)

    def __iter__(self) -> Iterator[Item]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._read(start, start + AT_ONCE)

    def _read(self, start: int, stop: int) -> list[Item]:
        found: list[Item] = []
        for (kind, rows), size in zip(self.parts, self.sizes, strict=True):
            part = slice(max(0, start), max(0, min(stop, size)))
            if part.start < part.stop:
                found += rows[part] if kind is None else self._never(kind, rows[part])
            start, stop = start - size, stop - size
        return found

    def _never(self, kind: Due, rows: Any) -> list[Item]:
        keys = [(key, Dimension(dimension)) for key, dimension, _name in rows]
        firms = Membership.objects.select_related("organisation", "sector_group")
        members = firms.in_bulk({key for key, _dimension in keys})
        return [
            Item(members[key], Standing(dimension, None, self.on), kind, False) for key, dimension in keys
        ]


def _again(row: Assessment, on: date) -> Item | None:
    dimension = Dimension(row.dimension)
    kind = due(row.membership.state, queries.standing(row), row.score is not None, on)
    if kind is None:
        return None
    bars = kind is Due.LAPSED and dimension in BLOCKING
    return Item(row.membership, Standing(dimension, row, on), kind, bars)

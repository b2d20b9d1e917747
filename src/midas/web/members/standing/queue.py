"""What waits at the assessment desk, as its table shows it; `store.queries.desk` says what that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django_tables2.data import TableData

from midas.core.members.eligibility import Due
from midas.store.models import Membership
from midas.store.queries.desk import Line, Waiting
from midas.web.members.standing.words import Standing


@dataclass(frozen=True, slots=True)
class Item:
    """One judgement that is due, in words."""

    due: Waiting
    standing: Standing

    @property
    def member(self) -> Membership:
        """The firm."""
        return self.due.member

    @property
    def kind(self) -> Due:
        """Why it is due."""
        return self.due.kind

    @property
    def bars(self) -> bool:
        """Whether it keeps the firm out of teams."""
        return self.due.bars

    @property
    def name(self) -> str:
        """The firm's name."""
        return self.due.firm

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
        return self.due.lapses

    @property
    def grade(self) -> str:
        """The newest grade."""
        return self.standing.grade

    @property
    def missing(self) -> str:
        """What to ask for."""
        return ", ".join(self.due.row.missing) if self.due.row else ""

    @property
    def url(self) -> str:
        """Where it is judged."""
        return reverse("standing:judge", args=[self.member.pk, self.due.dimension.value])


class Rows(TableData):  # type: ignore[misc]  # the library has no types
    """The rows of the desk's table, made when they are looked at."""

    def __init__(self, line: Line, on: date) -> None:
        super().__init__(line)
        self.line, self.on = line, on

    def __len__(self) -> int:
        return len(self.line)

    def __getitem__(self, key: Any) -> Any:
        found = self.line[key]
        return [self._item(one) for one in found] if isinstance(found, list) else self._item(found)

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, self.line)

    def _item(self, one: Waiting) -> Item:
        return Item(one, Standing(one.dimension, one.row, self.on))

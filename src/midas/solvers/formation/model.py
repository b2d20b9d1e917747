"""A mixed-integer linear program being put together: columns, then rows, each with what it stands for.

Money is divided by `money` (a power of two, so exactly) and every row is scaled to coefficients near 1, so
that the engine's tolerances mean the same for a village fête and for a shipyard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

INFINITY = float("inf")

Floats = NDArray[np.float64]
Number = int | float | Fraction


class Row(NamedTuple):
    """`low` ≤ Σ coefficient · column ≤ `high`; `rule` and `subject` say which rule of formation it states."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float
    rule: str = ""
    subject: str = ""


def laid_out(rows: Sequence[Row]) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Rows one after the other, as sparse matrices are written: where each starts, the columns, the coefficients."""
    sizes = np.fromiter((len(row.terms) for row in rows), np.int32, len(rows))
    terms = [term for row in rows for term in row.terms]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    columns = np.array([column for column, _ in terms], np.int32)
    return starts, columns, np.array([value for _, value in terms], np.float64)


@dataclass
class Model:
    """Columns with bounds, cost (in `money`) and whether they are whole numbers; and rows."""

    money: float = 1.0
    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, cost: Number = 0, low: float = 0.0, high: float = 1.0, whole: bool = False) -> int:
        """A new column and its number. `cost` is in minor units."""
        self.cost.append(float(cost) / self.money)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def add_cost(self, column: int, cost: Number) -> None:
        """Charge `cost` minor units more for the column."""
        self.cost[column] += float(cost) / self.money

    def row(
        self,
        terms: Iterable[tuple[int, Number]],
        low: float = -INFINITY,
        high: float = INFINITY,
        rule: str = "",
        subject: str = "",
    ) -> None:
        """A new row; terms on one column are added up."""
        summed: dict[int, float] = {}
        for column, coefficient in terms:
            summed[column] = summed.get(column, 0.0) + float(coefficient)
        kept = tuple((column, value) for column, value in summed.items() if value)
        self.rows.append(Row(kept, low, high, rule, subject))

    def with_rows(self, rows: Sequence[Row]) -> Model:
        """This model and more rows; this one stays as it is."""
        return Model(self.money, self.cost, self.low, self.high, self.whole, [*self.rows, *rows])

    def relaxed(self) -> Model:
        """This model without the demand for whole numbers: a linear program."""
        return Model(self.money, self.cost, self.low, self.high, [False] * len(self.cost), self.rows)

    def without(self, columns: Collection[int]) -> Model:
        """This model with some columns held at nothing."""
        high = [0.0 if column in columns else high for column, high in enumerate(self.high)]
        return Model(self.money, self.cost, self.low, high, self.whole, self.rows)

    def with_whole_at(self, values: Floats) -> Model:
        """This model with each whole-number column held at its (rounded) value: a linear program."""
        fixed = [
            float(round(value)) if whole else None for value, whole in zip(values, self.whole, strict=True)
        ]
        return Model(
            self.money,
            self.cost,
            [low if at is None else at for low, at in zip(self.low, fixed, strict=True)],
            [high if at is None else at for high, at in zip(self.high, fixed, strict=True)],
            [False] * len(self.cost),
            self.rows,
        )

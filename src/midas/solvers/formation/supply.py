"""A small linear program that is asked many questions: each starts from where the last one ended.

Columns from 0 up, rows whose limits can be held or released between questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import highspy
import numpy as np
from highspy._core import _Highs

INFINITY = float("inf")


class Supply:
    """Columns and rows, then questions: what is the least of a sum of columns?"""

    def __init__(self) -> None:
        self._high: list[float] = []
        self._low: list[float] = []
        self._rows: list[tuple[dict[int, float], float, float]] = []
        self._engine: _Highs | None = None
        self.impossible = False

    def column(self, high: float, low: float = 0.0) -> int:
        """A new column from `low` to `high`."""
        self._low.append(low)
        self._high.append(high)
        return len(self._high) - 1

    def row(self, terms: Mapping[int, float], low: float = -INFINITY, high: float = INFINITY) -> int:
        """A new row; without limits it holds nothing yet."""
        self._rows.append((dict(terms), low, high))
        return len(self._rows) - 1

    def limit(self, row: int, low: float = -INFINITY, high: float = INFINITY) -> None:
        """Hold a row between new limits, or release it."""
        self._loaded().changeRowBounds(row, low, high)

    def fix(self, columns: Iterable[int], at: float) -> None:
        """Hold columns at a value."""
        for column in columns:
            self._loaded().changeColBounds(column, at, at)

    def least(self, cost: Mapping[int, float]) -> float | None:
        """The least that the sum comes to; `None` where nothing fits the rows, or it could not be told."""
        engine, size = self._loaded(), len(self._high)
        costs = np.zeros(size)
        costs[list(cost)] = list(cost.values())
        engine.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        engine.run()
        self.impossible = engine.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        if engine.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(engine.getInfo().objective_function_value)

    def values(self) -> list[float]:
        """The columns of the last answer."""
        return list(self._loaded().getSolution().col_value)

    def _loaded(self) -> _Highs:
        if self._engine is None:
            self._engine = _Highs()
            options: dict[str, bool | int | str] = {"output_flag": False, "threads": 1, "presolve": "off"}
            for name, value in options.items():
                self._engine.setOptionValue(name, value)
            self._engine.passModel(self._program())
        return self._engine

    def _program(self) -> highspy.HighsLp:
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._high), len(self._rows)
        program.col_cost_ = np.zeros(len(self._high))
        program.col_lower_, program.col_upper_ = np.array(self._low), np.array(self._high)
        program.row_lower_ = np.array([low for _, low, _ in self._rows])
        program.row_upper_ = np.array([high for _, _, high in self._rows])
        sizes = [len(terms) for terms, _, _ in self._rows]
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        program.a_matrix_.index_ = np.array([one for terms, _, _ in self._rows for one in terms], np.int32)
        program.a_matrix_.value_ = np.array([by for terms, _, _ in self._rows for by in terms.values()])
        return program

"""Figures beside a named rival's, from the same machine in the same run: printed as a table, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / ".bench"


@dataclass(frozen=True)
class Figure:
    """One measurement. Less is better; `reach` is what ours must not exceed, in the same unit.

    `rival_name` says who and, where it matters, how it was held back or helped.
    """

    work: str
    ours: float
    rival: float
    rival_name: str
    unit: str
    reach: float

    @property
    def ratio(self) -> float:
        """Ours over the rival's."""
        return self.ours / self.rival if self.rival else float("inf")

    @property
    def met(self) -> bool:
        """True if ours is within reach."""
        return self.ours <= self.reach


def publish(name: str, figures: Sequence[Figure]) -> None:
    """Print the table and write `.bench/NAME.json`."""
    rows = [_rounded({**asdict(one), "ratio": one.ratio, "met": one.met}) for one in figures]
    print(table(figures))
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.json"
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one line each."""
    head = ("work", "ours", "rival", "unit", "ratio", "reach", "met", "rival name")
    body = [
        (
            one.work,
            f"{one.ours:.3g}",
            f"{one.rival:.3g}",
            one.unit,
            f"{one.ratio:.2f}",
            f"{one.reach:.3g}",
            "yes" if one.met else "NO",
            one.rival_name,
        )
        for one in figures
    ]
    widths = [max(len(row[place]) for row in (head, *body)) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *body)
    ]
    return "\n".join(line.rstrip() for line in lines)


def _rounded(row: dict[str, object]) -> dict[str, object]:
    """Four significant figures: more would be noise."""
    return {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in row.items()}

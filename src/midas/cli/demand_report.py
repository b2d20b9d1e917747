"""What a check or an import of notices found, for a person at a terminal and as JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from midas.core.values.problems import Problem
from midas.core.values.words import count

_INDEX = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True, slots=True)
class Row:
    """One file: what was counted in it, and what is wrong with it. A check imports nothing."""

    file: str
    releases: int
    valid: int
    faulty: bool
    problems: tuple[Problem, ...]
    version: str = ""
    imported: int = 0
    unchanged: int = 0
    updated: int = 0


def as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """The rows as `--json` prints them."""
    return {
        "files": [
            {
                "file": row.file,
                "releases": row.releases,
                "valid": row.valid,
                "imported": row.imported,
                "problems": [{"path": one.where, "message": one.message} for one in row.problems],
            }
            for row in rows
        ]
    }


def report(console: Console, rows: Sequence[Row], *, importing: bool, most: int | None) -> None:
    """A table of the files, then the problems of each: at most `most` kinds, all when it is None."""
    console.print(_table(rows, importing))
    for row in rows:
        if row.problems:
            _print_problems(console, row, most)


def _table(rows: Sequence[Row], importing: bool) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    names = ["Releases", "Valid", *(["New", "Known", "Updates"] if importing else []), "Problems"]
    for name in names:
        table.add_column(name, justify="right")
    if not importing:
        table.add_column("OCDS")
    for row in rows:
        counts = [row.releases, row.valid]
        counts += [row.imported, row.unchanged, row.updated] if importing else []
        cells = [f"{number:,}" for number in (*counts, len(row.problems))]
        style = "red" if row.faulty else "green"
        table.add_row(
            Text(shown(row.file), style=style), *cells, *([] if importing else [Text(shown(row.version))])
        )
    return table


def _print_problems(console: Console, row: Row, most: int | None) -> None:
    kinds = [[one] for one in row.problems] if most is None else _kinds(row.problems)
    console.print()
    console.print(Text(f"{shown(row.file)}: {count(len(row.problems), 'problem')}", style="bold"))
    for problems in kinds[:most]:
        line = Text(shown(problems[0].where), style="cyan") + Text(
            f"  {shown(problems[0].message)}", style="default"
        )
        if len(problems) > 1:
            line += Text(f"  (and {count(len(problems) - 1, 'place')} like it)", style="dim")
        console.print(Padding(line, (0, 0, 0, 2)))
    if most is not None and len(kinds) > most:
        left = sum(map(len, kinds[most:]))
        console.print(
            Text(
                f"  … and {left:,} more. --all lists every one, --json all of them for programs.", style="dim"
            )
        )


def _kinds(problems: Sequence[Problem]) -> list[list[Problem]]:
    """The problems, those alike but for a place in a list together, in order of their first."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((_INDEX.sub("[]", problem.where), problem.message), []).append(problem)
    return list(kinds.values())


def shown(text: str) -> str:
    """`text` without the control characters that could move a terminal's cursor."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) == "Cc" else one for one in text)

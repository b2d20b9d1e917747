"""Lists of names (sanctions, exclusions) as tables: a name and its reference a row, the columns named in the first.

The list is taken whole or refused with every fault, told by its row. Names that stand twice are taken once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from midas.core.members.screening import Listed
from midas.core.values.problems import BadInput, Problem

MOST_BYTES = 20_000_000
LONGEST_NAME, LONGEST_REFERENCE = 200, 80
NAME_COLUMNS = ("name", "full name", "full_name", "entity name", "name 6", "primary name")
REFERENCE_COLUMNS = ("reference", "ref", "id", "unique id", "ofsi group id", "group id")
FEW = 50
"""How many faults are told at once."""


def read_name_list(data: bytes, list_name: str) -> tuple[Listed, ...]:
    """The names in a CSV text (commas, semicolons or tabs; UTF-8), in its order. Raises `BadInput`."""
    rows = _rows(data)
    columns = [name.strip().casefold() for name in rows[0]] if rows else []
    name_at, reference_at = _column(columns, NAME_COLUMNS), _column(columns, REFERENCE_COLUMNS)
    if name_at is None:
        told = ", ".join(columns) or "nothing"
        raise BadInput(
            [
                Problem(
                    "row 1", f"names the columns {told}; needed is `name` (and, if there is one, `reference`)"
                )
            ]
        )
    problems: list[Problem] = []
    names: dict[Listed, None] = {}
    for number, row in enumerate(rows[1:], 2):
        name, reference = _cell(row, name_at), _cell(row, reference_at)
        if not any(cell.strip() for cell in row):
            continue
        if not name:
            problems.append(Problem(f"row {number}", "has no name; add it or take the row out"))
        elif len(name) > LONGEST_NAME or len(reference) > LONGEST_REFERENCE:
            problems.append(
                Problem(
                    f"row {number}",
                    f"has a name of over {LONGEST_NAME} or a reference of over {LONGEST_REFERENCE} letters",
                )
            )
        else:
            names[Listed(list_name, name, reference)] = None
    if not names and not problems:
        problems.append(Problem("row 2", "is missing: the list holds no name"))
    if problems:
        raise BadInput(problems[:FEW])
    return tuple(names)


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise BadInput(
            [Problem("file", f"is larger than {MOST_BYTES // 1_000_000} MB; split it into several lists")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput([Problem("file", "is not UTF-8 text; save it as CSV in UTF-8")]) from error
    if "\0" in text:
        raise BadInput([Problem("file", "is not text; save it as CSV in UTF-8")])
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput([Problem("file", f"cannot be read as CSV: {error}")]) from error


def _column(columns: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((columns.index(name) for name in wanted if name in columns), None)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""

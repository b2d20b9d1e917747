"""Accounts in a spreadsheet: a line for each year, columns by name; names as people write them are understood.

Amounts are in whole units of the currency, as in the accounts. Every fault of the file is told at once.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from midas.core.members.finance import FIGURES, WORDS
from midas.core.values.problems import Problem

MOST = 1_000_000
MOST_YEARS = 20

SYNONYMS: dict[str, tuple[str, ...]] = {
    "year_end": ("year end", "year ended", "period end", "balance sheet date", "date"),
    "months": ("months", "length in months", "period in months"),
    "turnover": ("sales", "revenue"),
    "ebit": ("operating profit", "operating profit or loss", "operating profit loss", "ebit"),
    "interest": ("interest payable", "interest expense", "finance costs"),
    "total_assets": ("assets", "gross assets"),
    "current_assets": ("total current assets",),
    "stock": ("stocks", "inventory", "inventories"),
    "debtors": ("debtors", "trade receivables", "receivables"),
    "cash": ("cash", "cash at bank and in hand", "cash and cash equivalents"),
    "current_liabilities": (
        "current liabilities",
        "creditors due within one year",
        "creditors amounts falling due within one year",
    ),
    "total_liabilities": ("liabilities", "total debts", "creditors"),
    "retained_earnings": ("profit and loss account", "profit and loss reserve", "reserves"),
    "equity": ("net assets", "shareholders funds", "shareholder funds", "total equity"),
}


def _key(header: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", header.replace("'", "").casefold()).split())


KNOWN = {
    _key(name): field
    for field, others in SYNONYMS.items()
    for name in (field, WORDS.get(field, field), *others)
}


@dataclass(frozen=True, slots=True)
class Line:
    """A year as it stands in the file: text by figure, and the line it is on."""

    number: int
    cells: dict[str, str]


def template() -> tuple[str, ...]:
    """The headings of an empty file."""
    return ("year end", "months", *(WORDS[name] for name in FIGURES))


def read_lines(content: bytes) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The years in a CSV file, as text, and everything that keeps it from being read."""
    if len(content) > MOST:
        return (), (Problem("file", "The file is larger than 1 MB; a year of accounts is one line."),)
    text = _text(content)
    if text is None:
        return (), (Problem("file", "The file is not text. Save the spreadsheet as CSV (UTF-8)."),)
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        return (), (Problem("file", "There is no year in the file: put headings in the first line."),)
    head = [KNOWN.get(_key(cell), "") for cell in rows[0]]
    problems = tuple(_head_problems(head, rows[0]))
    if len(rows) - 1 > MOST_YEARS:
        problems = (*problems, Problem("file", f"The file has more than {MOST_YEARS} years."))
    lines = tuple(
        Line(number, {name: cell.strip() for name, cell in zip(head, row, strict=False) if name})
        for number, row in enumerate(rows[1 : MOST_YEARS + 1], 2)
    )
    return lines, problems


def _text(content: bytes) -> str | None:
    for coding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    mark = max(";\t,", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=mark)


def _head_problems(head: list[str], written: list[str]) -> Iterator[Problem]:
    if "year_end" not in head:
        yield Problem("file", "No column is headed “year end”. Take the headings of the template.")
    for name, cell in zip(head, written, strict=True):
        if not name and cell.strip():
            yield Problem(
                "file", f"The heading “{cell.strip()[:60]}” is not known. Take those of the template."
            )
    for name in sorted({one for one in head if one and head.count(one) > 1}):
        yield Problem("file", f"Two columns are headed “{WORDS.get(name, name.replace('_', ' '))}”.")


def day(text: str) -> date | None:
    """A date as 2026-03-31, 31/03/2026 or 31.03.2026."""
    found = re.match(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z", text.strip())
    if found:
        year, month, number = (int(part) for part in found.groups())
    else:
        found = re.match(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})\Z", text.strip())
        if not found:
            return None
        number, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, number)
    except ValueError:
        return None

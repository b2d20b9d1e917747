"""Tables people hand in: CSV (commas, semicolons or tabs; UTF-8 or Windows-1252; gzip or not) and XLSX.

The first row that is not empty names the columns. Rows come one by one as text, numbered as the spreadsheet numbers
them, so that a problem can be found again. Nothing is computed: a formula counts as the value saved with it. A cell of
a CSV file may hold the character NUL, which whoever reads the rows tells by its row; the names of columns hold none.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from midas.core.values.problems import BadInput, Problem

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
MOST_BYTES = 400_000_000
"""More than this is not unpacked."""

MOST_COLUMNS = 500
MANY = 20
"""Where more than one byte in this many is NUL, the file is no text; a single one is a damaged cell."""
csv.field_size_limit(1_000_000)


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows under them, each with its number in the file."""

    head: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[str, ...]]]


def read_table(data: bytes) -> Table:
    """The table in a file. Raises `BadInput` if it is none; what follows may raise it while rows are read."""
    raw = _unzipped(data) if data.startswith(GZIP) else data
    rows = _xlsx_rows(raw) if raw.startswith(ZIP) else _csv_rows(_text(raw))
    numbered = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    first = next(numbered, None)
    if first is None:
        raise BadInput([Problem("file", "is empty; the first row names the columns")])
    if len(first[1]) > MOST_COLUMNS:
        raise BadInput([Problem(f"row {first[0]}", f"has more than {MOST_COLUMNS} columns")])
    return Table(tuple(name.replace("\0", "") for name in first[1]), numbered)


def _csv_rows(text: str) -> Iterator[tuple[str, ...]]:
    first = next((line for line in text.split("\n") if line.strip()), "")
    comma = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma):
            yield tuple(" ".join(cell.split()) for cell in row)
    except csv.Error as error:
        raise BadInput([Problem("file", f"is not a table: {error}")]) from None


def _xlsx_rows(raw: bytes) -> Iterator[tuple[str, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise BadInput([Problem("file", f"unpacks to more than {MOST_BYTES / 1e6:g} MB; split it")])
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield tuple(_written(cell) for cell in row)
    except BadInput:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError):
        message = "is a damaged or protected workbook; open it, save it as XLSX or CSV, and try again"
        raise BadInput([Problem("file", message)]) from None


def _written(cell: Any) -> str:
    """A cell as it would stand in a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput([Problem("file", "is text in UTF-16; save it as CSV in UTF-8, or as XLSX")])
    if raw[:2000].count(0) > len(raw[:2000]) // MANY:
        raise BadInput([Problem("file", "is neither CSV nor XLSX; save it as one of them")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _unzipped(data: bytes) -> bytes:
    try:
        raw = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise BadInput([Problem("file", "is a damaged gzip file; make it again")]) from None
    if len(raw) > MOST_BYTES:
        raise BadInput([Problem("file", f"unpacks to more than {MOST_BYTES / 1e6:g} MB; split it")])
    return raw


def plain_head(name: str) -> str:
    """A column's name as it is compared: lower case, letters and digits only."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def columns_by_field(
    head: Sequence[str], synonyms: dict[str, tuple[str, ...]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column holds which field, and the columns nobody knows. The first that fits a field counts."""
    found: dict[str, int] = {}
    unused: list[str] = []
    by_name = {plain_head(word): field for field, words in synonyms.items() for word in (field, *words)}
    for place, name in enumerate(head):
        field = by_name.get(plain_head(name))
        if field is None or field in found:
            if name:
                unused.append(name)
        else:
            found[field] = place
    return found, tuple(unused)

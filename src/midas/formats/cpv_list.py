"""Lists of CPV codes as tables, plain or gzipped: one code and its label a row, the columns named in the first.

The list is taken whole or refused with every fault, told by its row; nothing is guessed.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from midas.core.values.identifiers import competency_fault
from midas.core.values.problems import BadInput, Problem
from midas.core.values.taxonomy import CPV_PREFIX

MOST_BYTES = 20_000_000
"""More text than this is not read; the official list in one language takes 0.7 MB."""

LONGEST_LABEL = 255
CODE_COLUMNS = ("code", "cpv", "cpv_code")
LABEL_COLUMNS = ("label_en", "label", "description", "name", "en")
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class CpvCode:
    """Eight digits and what they are called."""

    code: str
    label: str


def read_cpv_list(data: bytes) -> tuple[CpvCode, ...]:
    """The codes in a CSV text (commas, semicolons or tabs; UTF-8; gzip or not), in its order.

    Raises `BadInput` with every problem, each at the row it is in; row 1 names the columns.
    """
    rows = _rows(_text(data))
    columns = [name.strip().casefold() for name in next(rows, [])]
    code_at, label_at = _column(columns, CODE_COLUMNS), _column(columns, LABEL_COLUMNS)
    if code_at is None or label_at is None:
        names = ", ".join(columns) or "nothing"
        message = f"names the columns {names}; needed are `code` and `label` (or `label_en`)"
        raise BadInput([Problem("row 1", message)])
    problems: list[Problem] = []
    codes: dict[str, CpvCode] = {}
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            _take(number, _cell(row, code_at), _cell(row, label_at), codes, problems)
    if not codes and not problems:
        problems.append(Problem("row 2", "is missing: the list holds no code"))
    if problems:
        raise BadInput(problems)
    return tuple(codes.values())


def _take(number: int, code: str, label: str, codes: dict[str, CpvCode], problems: list[Problem]) -> None:
    faults = list(_faults(code, label, codes))
    problems.extend(Problem(f"row {number}", fault) for fault in faults)
    if not faults:
        digits = code.split("-")[0]
        codes[digits] = CpvCode(digits, label)


def _faults(code: str, label: str, codes: Mapping[str, CpvCode]) -> Iterator[str]:
    if not code:
        yield "has no code; write eight digits, such as 42600000"
    elif fault := competency_fault(CPV_PREFIX + code):
        yield fault
    elif code.split("-")[0] in codes:
        yield f"gives {code} a second time; keep one"
    if not label:
        yield f"has no label{f' for {code}' if code else ''}"
    elif len(label) > LONGEST_LABEL:
        yield f"has a label of {len(label)} characters; at most {LONGEST_LABEL} are kept"


def _text(data: bytes) -> str:
    raw = _unzipped(data) if data.startswith(GZIP) else data
    if len(raw) > MOST_BYTES:
        raise BadInput(
            [Problem("file", f"holds more than {MOST_BYTES / 1e6:g} MB of text; no CPV list does")]
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput([Problem(f"row {line}", "is not UTF-8 text; save the file as UTF-8")]) from None


def _unzipped(data: bytes) -> bytes:
    """One byte more than allowed is read at most, so a gzip bomb does no harm."""
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise BadInput([Problem("file", "is a damaged gzip file; fetch it again")]) from None


def _rows(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    comma = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    except csv.Error as error:
        raise BadInput([Problem("file", f"is not a table: {error}")]) from None


def _column(columns: Sequence[str], names: Sequence[str]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _cell(row: Sequence[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""

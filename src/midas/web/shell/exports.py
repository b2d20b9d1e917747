"""Lists as spreadsheets: what the page shows, with its filters and what the role may see, and nothing that runs.

A cell whose text a spreadsheet would take for a formula is written with an apostrophe before it, so that it
stays text. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from tablib import Dataset

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_767
"""What one cell of a spreadsheet holds."""


def exported(request: HttpRequest, table: django_tables2.Table, name: str) -> HttpResponse | None:
    """The file asked for with `?_export=csv|xlsx`; None if the page itself was asked for.

    Columns are those of the table but for those with `exclude_from_export`; every row, not only this page's.
    """
    kind = request.GET.get("_export", "")
    if kind not in TYPES:
        return None
    head, *rows = table.as_values()
    return spreadsheet(name, head, rows, kind)


def spreadsheet(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], kind: str) -> HttpResponse:
    """A file with those rows, for download."""
    data = Dataset(title=slugify(name)[:31] or "midas", headers=[safe(cell) for cell in head])
    for row in rows:
        data.append([safe(cell) for cell in row])
    content = data.export(kind)
    if kind == "csv":
        content = "\ufeff" + content  # tells spreadsheets that the text is UTF-8
    stamp = timezone.localdate().isoformat()
    disposition = f'attachment; filename="{slugify(name)}-{stamp}.{kind}"'
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})


def safe(cell: Any) -> Any:
    """What may stand in a cell: numbers and days as they are, all else as text that is no formula."""
    if cell is None or (isinstance(cell, bool | int | float | date) and not isinstance(cell, datetime)):
        return cell
    if isinstance(cell, Decimal):
        return float(cell) if cell.is_finite() else str(cell)
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="minutes")
    text = _without_controls(str(cell))[:LONGEST]
    return "'" + text if text.startswith(STARTS) else text


def _without_controls(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")

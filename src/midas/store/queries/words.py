"""Rows that have every word somebody typed, each in any of some fields; case does not count."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def having_words(rows: QuerySet[Row], typed: str, *fields: str) -> QuerySet[Row]:
    """Those with every word; all of them where nothing was typed."""
    for word in typed.split():
        rows = rows.filter(reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)))
    return rows

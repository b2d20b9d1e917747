"""Getting values out of a release whatever is in it: a wrong type is a problem, never an error.

A getter returns the value, or nothing with a problem noted, so that everything else can still be read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from midas.core.values.amounts import Money, minor_digits, whole
from midas.core.values.fields import LARGEST, exact, shown, step
from midas.core.values.problems import Problem

LARGEST_AMOUNT = Decimal(10) ** 15
"""No contract is worth more than this many of any currency; whatever is, is a slip."""

LONGEST_DAYS = 36_525
"""A hundred years: no period is longer."""

FIRST_YEAR = 1900

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a release, where it is, and the list its problems go to."""

    raw: dict[str, Any]
    where: str
    problems: list[Problem]

    def note(self, key: str, message: str) -> None:
        """Record a problem with one of this object's fields."""
        self.problems.append(Problem(step(self.where, key), message))

    def text(self, key: str) -> str:
        """A text, or a number written as one, without what cannot be shown or stored; empty when absent."""
        value = self.raw.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return shown(value)
        self.note(key, f"must be text, not {shown(value)}; it was left out.")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or the one text given in place of a list."""
        value = self.raw.get(key)
        if value is None:
            return ()
        given = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in given):
            self.note(key, "must be a list of texts; what is not text was left out.")
        return tuple(clean(one) for one in given if isinstance(one, str) and clean(one))

    def node(self, key: str) -> Node:
        """The object in a field; an empty one when it is absent or something else."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, dict):
            self.note(key, f"must be an object, not {shown(value)}; it was left out.")
        return Node(value if isinstance(value, dict) else {}, step(self.where, key), self.problems)

    def nodes(self, key: str) -> Iterator[Node]:
        """The objects of a list; what is none is noted and left out."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, list):
            self.note(key, f"must be a list, not {shown(value)}; it was left out.")
        for index, entry in enumerate(value if isinstance(value, list) else []):
            where = f"{step(self.where, key)}[{index}]"
            if isinstance(entry, dict):
                yield Node(entry, where, self.problems)
            else:
                message = f"must be an object, not {shown(entry)}; it was left out."
                self.problems.append(Problem(where, message))

    def flag(self, key: str) -> bool | None:
        """True, false, or None when it is not said."""
        value = self.raw.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.note(key, f"must be true or false, not {shown(value)}; it was left out.")
        return None

    def number(self, key: str, most: Decimal = LARGEST) -> Decimal | None:
        """A number from 0 to `most`, exactly."""
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        number = exact(value)
        if number is None or not number.is_finite():
            self.note(key, f"must be a number, not {shown(value)}; it was left out.")
        elif number < 0:
            self.note(key, f"is negative, {shown(value)}; it was left out.")
        elif number > most:
            self.note(key, f"cannot be that large, {shown(value)}; it was left out.")
        else:
            return number
        return None

    def money(self, key: str) -> Money | None:
        """An amount with its currency, to the nearest minor unit (half-even)."""
        value = self.node(key)
        amount = value.number("amount", LARGEST_AMOUNT)
        if amount is None:
            return None
        currency = value.text("currency").upper()
        if not _CURRENCY.match(currency):
            what = f"must be a code of three letters, not {shown(currency)}" if currency else "is missing"
            value.note("currency", f"{what}; the amount was left out.")
            return None
        digits = minor_digits(currency)
        return Money(
            whole(Decimal(f"{amount:.6E}") if amount < Decimal("1E-6") else amount.scaleb(digits)), currency
        )

    def moment(self, key: str) -> datetime | None:
        """A date and time in UTC; a day alone is its beginning, and a time without a zone is UTC."""
        written = self.text(key)
        if not written:
            return None
        try:
            return moment_of(written)
        except (ValueError, OverflowError):
            self.note(key, f"is not a date and time, such as 2026-05-29T12:00:00Z: {shown(written)}.")
            return None

    def day(self, key: str) -> date | None:
        """The day of a date and time as it is written, in its own zone."""
        return None if self.moment(key) is None else date.fromisoformat(self.text(key)[:10])

    def days(self, key: str) -> int | None:
        """A whole number of days from 1."""
        number = self.number(key, Decimal(LONGEST_DAYS))
        return int(number) or None if number is not None else None


def moment_of(written: str) -> datetime | None:
    """A date and time in UTC; None before `FIRST_YEAR`. Raises ValueError or OverflowError for what is none."""
    if not _DAY.match(written):
        raise ValueError(written)
    read = datetime.fromisoformat(written)
    moment = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    return moment if moment.year >= FIRST_YEAR else None


def clean(text: str) -> str:
    """A text as it was meant: entities resolved, nothing that cannot be shown or stored, no outer space."""
    meant = html.unescape(text)
    return (meant if meant.isprintable() else _UNPRINTABLE.sub("", meant)).strip()


def first(*texts: str) -> str:
    """The first that is not empty; empty if all are."""
    return next(filter(None, texts), "")


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each that is not empty, once, in order."""
    return tuple(dict.fromkeys(filter(None, texts)))

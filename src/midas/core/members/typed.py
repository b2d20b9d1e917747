"""Reading what somebody typed into a form: texts in, values out, and every problem noted beside its field.

A getter returns its default where the text is empty or wrong, so that reading goes on; whoever opened the reader
looks at the problems. `where` of a problem is the name of the field in the form: `name`, or `offerings-2-unit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from midas.core.values.amounts import minor_digits
from midas.core.values.days import SANE, is_sane
from midas.core.values.fields import LARGEST, exact
from midas.core.values.problems import Problem

T = TypeVar("T")

_SIGNS = re.compile(r"[£€$\s\u00a0]")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")


def read_number(text: str) -> Decimal | None:
    """The number somebody typed, thousands separated or not, with or without a sign of money."""
    bare = _SIGNS.sub("", text)
    return exact(bare.replace(",", "") if _GROUPED.match(bare) else bare)


class Typed:
    """One group of typed answers being read."""

    def __init__(
        self, raw: Mapping[str, Any], problems: list[Problem], *, on: date, currency: str, prefix: str = ""
    ) -> None:
        self._raw, self.problems, self.on, self.currency = raw, problems, on, currency
        self._prefix = prefix

    def note(self, name: str, message: str) -> None:
        """Record a problem at one of the fields."""
        self.problems.append(Problem(self._prefix + name, message))

    def text(self, name: str, missing: str = "", most: int = 160) -> str:
        """The text without blanks around it; `missing` is what to say if it has to be there and is not."""
        found = str(self._raw.get(name) or "").strip()
        if not found and missing:
            self.note(name, missing)
        if len(found) > most:
            self.note(name, f"Write at most {most} characters; this has {len(found)}.")
        return found

    def parsed(self, name: str, parse: Callable[[str], T], default: T, missing: str = "") -> T:
        """What `parse` makes of the text; its ValueError's words are the problem."""
        found = self.text(name, missing)
        try:
            return parse(found) if found else default
        except ValueError as error:
            self.note(name, str(error))
            return default

    def number(self, name: str, missing: str = "", *, above_zero: bool = False) -> Decimal | None:
        """A number that is not negative."""
        found = self.parsed(name, _a_number, None, missing)
        if above_zero and found == 0:
            self.note(name, "This must be more than 0.")
        return found

    def whole(self, name: str, missing: str = "", most: int = 10_000_000) -> int | None:
        """A whole number that is not negative."""
        found = self.number(name, missing)
        if found is None:
            return None
        if found != found.to_integral_value() or found > most:
            self.note(name, f"Write a whole number, at most {most:,}.")
            return None
        return int(found)

    def price(self, name: str, missing: str = "") -> Decimal | None:
        """A price typed in whole units of the currency, in minor units; it may be finer than one."""
        found = self.number(name, missing)
        return None if found is None else found.scaleb(minor_digits(self.currency))

    def money(self, name: str, missing: str = "") -> int | None:
        """An amount typed in whole units of the currency, in minor units."""
        found = self.price(name, missing)
        if found is not None and found != found.to_integral_value():
            self.note(name, f"Give at most {minor_digits(self.currency)} decimal places.")
            return None
        return None if found is None else int(found)

    def day(self, name: str, missing: str = "") -> date | None:
        """A date."""
        return self.parsed(name, _a_day, None, missing)

    def past_day(self, name: str, missing: str = "") -> date | None:
        """A date that is not in the future."""
        found = self.day(name, missing)
        if found and found > self.on:
            self.note(name, "This day is still to come.")
        return found

    def month(self, name: str, missing: str = "") -> str:
        """A month that is over or running, as `1970-05`."""
        found = self.text(name, missing)
        if found and not _MONTH.match(found):
            self.note(name, "Write year and month, such as 1970-05.")
        elif found > f"{self.on:%Y-%m}":
            self.note(name, "This month is still to come.")
        return found

    def choice(self, name: str, known: Callable[[str], bool], missing: str = "") -> str:
        """A text that is one of those known."""
        found = self.text(name, missing)
        if found and not known(found):
            self.note(name, f"{found!r} is not one of the choices; choose again.")
        return found

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._raw.get(name))

    def rows(self, table: str) -> Iterator[Typed]:
        """The rows of a table in the group."""
        for number, row in enumerate(self._raw.get(table) or ()):
            yield Typed(row, self.problems, on=self.on, currency=self.currency, prefix=f"{table}-{number}-")


def _a_number(text: str) -> Decimal:
    found = read_number(text)
    if found is None or not 0 <= found <= LARGEST:
        raise ValueError("This is not a number that fits here. Write it like 1200 or 1,200.50.")
    if int(found.as_tuple().exponent) < -6:
        raise ValueError("Give at most six decimal places.")
    return found


def _a_day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError("This is not a day. Write it like 2027-01-31.") from None
    if not is_sane(found):
        raise ValueError(f"Check the year: days from {SANE.start:%Y} to {SANE.end:%Y} are taken.")
    return found

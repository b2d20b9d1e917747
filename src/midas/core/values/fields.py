"""Reading JSON one field at a time, so that every problem is found in one pass and each has its JSON path.

A getter returns the value when it is what it should be; otherwise it notes a `Problem` and returns the
default, so that reading goes on. Whoever opened the reader raises `BadInput` at the end if anything was
noted. `null` means absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TypeVar

from midas.core.values.periods import Period
from midas.core.values.places import Position
from midas.core.values.problems import Problem

T = TypeVar("T")

LARGEST = Decimal(10) ** 12
"""No price, cost or quantity is larger than this; whatever is, is a slip."""

FINEST = 30
"""The most decimal places a number may have."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z")


def step(where: str, key: str) -> str:
    """The JSON path of `key` in the object at `where`."""
    return f"{where}.{key}" if _NAME.match(key) else f'{where}["{key}"]'


def shown(raw: object) -> str:
    """A value as it may stand in a message: short, and recognisable."""
    if isinstance(raw, Mapping):
        return "an object"
    if isinstance(raw, list):
        return "a list"
    if raw is None or isinstance(raw, bool):
        return {None: "null", True: "true", False: "false"}[raw]
    text = str(exact(raw)) if isinstance(raw, int | float | Decimal) else repr(raw)
    return text if len(text) <= 60 else text[:57] + "…"


def exact(raw: object) -> Decimal | None:
    """The number `raw` stands for, exactly: a JSON number or a decimal string; `None` if it is neither."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | Decimal):
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(
            repr(float(raw))
        )  # NumPy's floats are floats, and say more than the number of themselves
    if isinstance(raw, str) and _NUMBER.match(raw.strip()):
        try:
            return Decimal(raw.strip())
        except InvalidOperation:
            return None
    return None


class Fields:
    """One JSON object being read. Getters take the key, then the default for when it is absent."""

    def __init__(self, raw: object, where: str, problems: list[Problem]) -> None:
        self.where = where
        self.problems = problems
        self._raw: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        self._known: set[str] = set()
        self._is_object = isinstance(raw, Mapping)
        if not self._is_object:
            self.note(where, f"must be an object, not {shown(raw)}")

    def note(self, where: str, message: str) -> None:
        """Record a problem at a JSON path."""
        self.problems.append(Problem(where, message))

    def path(self, key: str) -> str:
        """The JSON path of one of this object's fields."""
        return step(self.where, key)

    def has(self, key: str) -> bool:
        """True if the field is there and not `null`."""
        self._known.add(key)
        return self._raw.get(key) is not None

    def raw(self, key: str) -> object:
        """The field as it came; `None` when absent."""
        self._known.add(key)
        return self._raw.get(key)

    def close(self) -> None:
        """Note every field that nobody asked for."""
        for key in self._raw:
            if key in self._known:
                continue
            near = get_close_matches(key, self._known, 1)
            hint = f"did you mean {near[0]!r}?" if near else "known here: " + ", ".join(sorted(self._known))
            self.note(self.path(key), f"is not a field of this format; {hint}")

    def text(self, key: str, default: T, required: bool = False) -> str | T:
        """A string that is not blank."""
        raw = self.raw(key)
        if raw is None:
            return self._absent(key, default, required)
        return self._text(self.path(key), raw, default)

    def flag(self, key: str, default: bool) -> bool:
        """`true` or `false`."""
        raw = self.raw(key)
        if raw is None or isinstance(raw, bool):
            return default if raw is None else raw
        self.note(self.path(key), f"must be true or false, not {shown(raw)}")
        return default

    def number(
        self,
        key: str,
        default: T,
        *,
        required: bool = False,
        most: Decimal = LARGEST,
        above_zero: bool = False,
    ) -> Decimal | T:
        """An exact number from 0 to `most`, given as a JSON number or a decimal string."""
        raw = self.raw(key)
        if raw is None:
            return self._absent(key, default, required)
        value = self._number(self.path(key), raw, most)
        if value is not None and above_zero and not value:
            self.note(self.path(key), "must be more than 0")
            return default
        return default if value is None else value

    def share(self, key: str, default: T) -> Decimal | T:
        """A fraction from 0 to 1."""
        return self.number(key, default, most=Decimal(1))

    def integer(self, key: str, default: T, *, most: Decimal = LARGEST, unit: str = "") -> int | T:
        """A whole number from 0 to `most`; `unit` says of what, for the message."""
        raw = self.raw(key)
        value = None if raw is None else self.integer_at(self.path(key), raw, most, unit)
        return default if value is None else value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, none blank; empty when absent. A wrong entry is read as an empty string."""
        return tuple(self._text(where, raw, "") for where, raw in self.items(key))

    def day(self, key: str, default: T) -> date | T:
        """A date, written 2027-01-31."""
        raw = self.raw(key)
        value = None if raw is None else self._day(self.path(key), raw)
        return default if value is None else value

    def period(self, key: str) -> Period | None:
        """A first and a last day, `["2027-01-04", "2027-03-26"]`, in that order."""
        raw = self.raw(key)
        if raw is None:
            return None
        if not isinstance(raw, list) or len(raw) != 2:
            self.note(self.path(key), f"must be a first and a last day, not {shown(raw)}")
            return None
        start, end = (self._day(f"{self.path(key)}[{index}]", item) for index, item in enumerate(raw))
        if start is None or end is None:
            return None
        if end < start:
            self.note(self.path(key), f"ends on {end}, before it starts on {start}")
            return None
        return Period(start, end)

    def position(self, key: str) -> Position | None:
        """A latitude and a longitude in degrees."""
        raw = self.raw(key)
        if raw is None:
            return None
        numbers = [exact(item) for item in raw] if isinstance(raw, list) and len(raw) == 2 else []
        if any(number is None or not number.is_finite() for number in numbers) or not numbers:
            self.note(self.path(key), f"must be a latitude and a longitude in degrees, not {shown(raw)}")
            return None
        latitude, longitude = (float(number) for number in numbers if number is not None)
        if abs(latitude) > 90 or abs(longitude) > 180:
            self.note(self.path(key), f"is not on Earth: {latitude}, {longitude} (latitude comes first)")
            return None
        return latitude, longitude

    def numbers(self, key: str, most: Decimal = LARGEST) -> dict[str, Decimal]:
        """An object of named exact numbers; empty when absent."""
        raw = self.raw(key)
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.note(self.path(key), f"must be an object of numbers, not {shown(raw)}")
            return {}
        read = {}
        for name, item in raw.items():
            where = step(self.path(key), name)
            number = self._number(where, item, most)
            if self._text(where, name, None) is not None and number is not None:
                read[name] = number
        return read

    def items(self, key: str) -> list[tuple[str, object]]:
        """The entries of a list, each with its JSON path; empty when absent."""
        raw = self.raw(key)
        if raw is None:
            return []
        if not isinstance(raw, list):
            self.note(self.path(key), f"must be a list, not {shown(raw)}")
            return []
        return [(f"{self.path(key)}[{index}]", item) for index, item in enumerate(raw)]

    def children(self, key: str) -> Iterator[Fields]:
        """The entries of a list of objects, each being read, and closed when the next one is asked for."""
        for where, raw in self.items(key):
            entry = Fields(raw, where, self.problems)
            yield entry
            entry.close()

    def child(self, key: str) -> Fields | None:
        """A field that is itself an object, or `None`. The caller closes it."""
        raw = self.raw(key)
        return None if raw is None else Fields(raw, self.path(key), self.problems)

    def _absent(self, key: str, default: T, required: bool) -> T:
        if required and self._is_object:
            self.note(self.path(key), "is missing")
        return default

    def _text(self, where: str, raw: object, default: T) -> str | T:
        if not isinstance(raw, str) or not raw.strip():
            self.note(where, f"must be a text that is not blank, not {shown(raw)}")
        elif "\0" in raw:
            self.note(where, "holds the character NUL, which cannot be kept; take it out")
        elif any("\ud800" <= letter <= "\udfff" for letter in raw):
            self.note(where, f"holds half a character (a lone surrogate), which cannot be written: {raw!a}")
        else:
            return raw
        return default

    def _number(self, where: str, raw: object, most: Decimal) -> Decimal | None:
        value = exact(raw)
        if value is None:
            self.note(where, f"must be a number, not {shown(raw)}")
        elif not value.is_finite():
            self.note(where, f"must be a finite number, not {shown(raw)}")
        elif value < 0:
            self.note(where, f"must not be negative, and is {shown(raw)}")
        elif value > most:
            self.note(where, f"must be at most {most:,f}, and is {shown(raw)}")
        elif _places(value) > FINEST:
            self.note(where, f"must have at most {FINEST} decimal places, and is {shown(raw)}")
        else:
            return value
        return None

    def integer_at(self, where: str, raw: object, most: Decimal = LARGEST, unit: str = "") -> int | None:
        """The whole number from 0 to `most` found at a JSON path; `None`, and noted, if it is not one."""
        value = None if isinstance(raw, str) else exact(raw)
        of_what = f" of {unit}" if unit else ""
        if value is None or (value.is_finite() and value != value.to_integral_value()):
            self.note(where, f"must be a whole number{of_what}, not {shown(raw)}")
            return None
        number = self._number(where, raw, most)
        return None if number is None else int(number)

    def _day(self, where: str, raw: object) -> date | None:
        try:
            if isinstance(raw, str) and _DAY.match(raw):
                return date.fromisoformat(raw)
        except ValueError:
            self.note(where, f"is not a day of the calendar: {shown(raw)}")
            return None
        self.note(where, f"must be a date such as 2027-01-31, not {shown(raw)}")
        return None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0

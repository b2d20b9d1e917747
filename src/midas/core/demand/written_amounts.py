"""Amounts of money, days and quantities as people write them in running text, each with its place in it.

"£5m", "5 million GBP", "GBP 5,000,000.00" and "5 000 000 GBP" are one amount; "1st April 2026" and "01/04/2026" one
day (in the United Kingdom's order). What cannot be read without guessing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from midas.core.values.amounts import minor_digits
from midas.core.values.units import UNITS

LARGEST = 10**12
"""In whole units of a currency; what is larger is a number of something else."""

_CURRENCIES = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "gbp": "GBP",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "usd": "USD",
}
_TIMES = {
    "": 1,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "milion": 1_000_000,
    "bn": 10**9,
    "billion": 10**9,
}
_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,3})?"
_SCALE = r"(?:thousand|mill?ion|billion|mn|bn|m|k)\b"
_AMOUNT = re.compile(
    rf"(?P<sign>[£€$]|\b(?:GBP|EUR|USD)\s?)\s?(?P<number>{_NUMBER})\s?(?P<scale>{_SCALE})?"
    rf"|\b(?P<number2>{_NUMBER})\s?(?P<scale2>{_SCALE})?\s?(?P<sign2>GBP|EUR|USD|euros?|pounds)\b"
    rf"|(?<![\d.,/-])(?P<number3>\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,3}}\s?million)\b"
    rf"(?!\s?%|\w|\s(?:staff|people|employees|hours|metres|homes|properties))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Written:
    """An amount in minor units and where it stands. `bare`: no sign of money, so it may be a number of something."""

    minor: int
    currency: str
    start: int
    end: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and where it stands."""

    day: date
    start: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with its unit (a Rec 20 code) and where it stands; `of` is the word for the things it counts."""

    quantity: Decimal
    unit: str
    start: int
    end: int
    of: str = ""


def amounts(text: str, currency: str, *, bare: bool) -> list[Written]:
    """The amounts in a text, in its order; with `bare` also large numbers without a sign, in `currency`."""
    return [one for one in _amounts(text, currency) if bare or not one.bare]


def _amounts(text: str, currency: str) -> Iterator[Written]:
    for found in _AMOUNT.finditer(text):
        group = found.groupdict()
        sign = (group["sign"] or group["sign2"] or "").strip().casefold()
        number = group["number"] or group["number2"] or group["number3"]
        scale = (
            group["scale"] or group["scale2"] or ("million" if "million" in number.casefold() else "")
        ).casefold()
        digits = re.sub(r"[, ]|million", "", number, flags=re.I)
        known = _CURRENCIES.get(sign, currency)
        exact = Decimal(digits) * _TIMES[scale]
        if 0 < exact < LARGEST:
            minor = int(exact.scaleb(minor_digits(known)))
            yield Written(minor, known, found.start(), found.end(), bare=not sign)


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMES = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DAY = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_NAMES})\.?,?\s+(?P<y>20\d\d)\b"
    r"|\b(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?P<y2>20\d\d)\b"
    r"|\b(?P<y3>20\d\d)-(?P<m3>\d{2})-(?P<d3>\d{2})\b",
    re.I,
)


def days(text: str) -> list[Dated]:
    """The days in a text, in its order; what is no day of the calendar is left out."""
    return [Dated(day, found.start()) for found in _DAY.finditer(text) if (day := _day(found)) is not None]


def _day(found: re.Match[str]) -> date | None:
    group = found.groupdict()
    year = int(group["y"] or group["y2"] or group["y3"])
    month = _month(group["m"]) if group["m"] else int(group["m2"] or group["m3"])
    try:
        return date(year, month, int(group["d"] or group["d2"] or group["d3"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.casefold()[:3]))


_UNIT_WORDS = {
    **{word: code for code, names in UNITS.items() for word in names if code not in ("C62", "E48", "MIN", "EA")},
    "hrs": "HUR", "m2": "MTK", "m²": "MTK", "sqm": "MTK", "sq m": "MTK", "m3": "MTQ", "m³": "MTQ", "kg": "KGM",
    "km": "KMT", "tons": "TNE", "kwh": "KWH", "mwh": "MWH", "linear metres": "MTR", "litre": "LTR", "pallet": "XPX",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNIT_WORDS), key=len, reverse=True))
_LENGTHS = frozenset({"ANN", "MON", "WEE", "DAY"})
_QUANTITY = re.compile(
    rf"(?<![\d£€$.,/-])(?:\b(?:approximately|approx\.?|about|some|circa|c\.)\s+)?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}(?:\.\d+)?)\s?(?P<unit>{_UNIT})\b",
    re.I,
)
_THINGS = re.compile(
    r"\b(?:supply(?: and \w+)?(?: of)?|provision of|purchase of|delivery of|provide"
    r"|install(?:ation of)?|manufacture of|design and build of|construction of|quantity(?: of)?:?)\s+"
    r"(?:approximately |approx\.? |up to |circa |c\. |an estimated )?"
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,6})\s?(?:no\.?|x|nr)?\s+"
    r"(?P<of>(?!year|month|week|day|hour|per|no\b|lots?\b|phase|stage|storey)[a-z][a-z-]{2,}(?:\s[a-z-]{3,})?)",
    re.I,
)


def quantities(text: str) -> list[Counted]:
    """Quantities with a unit, and things counted after a word of supply ("supply of 24 clinics"), in order.

    Lengths of time in days and more are left out: they say how long, not how much.
    """
    found = [
        Counted(Decimal(hit.group("number").replace(",", "")), code, hit.start(), hit.end())
        for hit in _QUANTITY.finditer(text)
        if (code := _UNIT_WORDS[hit.group("unit").casefold()]) not in _LENGTHS
    ]
    found += [
        Counted(Decimal(hit.group("number").replace(",", "")), "EA", hit.start(), hit.end(), hit.group("of"))
        for hit in _THINGS.finditer(text)
    ]
    return sorted((one for one in found if one.quantity), key=lambda one: one.start)

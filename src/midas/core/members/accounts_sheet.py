"""Accounts as somebody types them: text in, years of accounts out, with everything that is wrong told at once.

A sheet is what a form, a draft or a file holds: a list of years, each a mapping of figure to text. Reading it never
loses what was typed. Problems stand at `years[0].turnover`, so a page can show each at its field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from midas.core.members.finance import FIGURES, WORDS, Accounts, faults
from midas.core.values.amounts import major, minor_digits
from midas.core.values.problems import Problem
from midas.core.values.typed import amount

Typed = Mapping[str, str]

MOST_YEARS = 10
LARGEST = 10**17
"""Minor units; the database holds some more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The years that could be read, in the order typed, and what is wrong with any of them."""

    years: tuple[Accounts, ...]
    problems: tuple[Problem, ...]


def read_sheet(
    typed: Sequence[Typed], *, today: date, currency: str = "GBP", decimal_mark: str = "."
) -> Reading:
    """The accounts that a sheet means; years in which nothing was typed are passed over."""
    years: list[Accounts] = []
    problems: list[Problem] = []
    for index, row in enumerate(typed):
        if any(str(text).strip() for name, text in row.items() if name != "months"):
            year, wrong = _read_year(row, today, currency, decimal_mark)
            problems += [Problem(f"years[{index}].{one.where}", one.message) for one in wrong]
            years += [year] if year else []
    if not years and not problems:
        problems.append(Problem("years", "Enter at least one year: its last day and its figures."))
    if len(typed) > MOST_YEARS:
        problems.append(Problem("years", f"Enter at most {MOST_YEARS} years."))
    ends = [year.year_end for year in years]
    for end in sorted({one for one in ends if ends.count(one) > 1}):
        problems.append(Problem("years", f"Two years end on {end.isoformat()}."))
    return Reading(tuple(years), tuple(problems))


def _read_year(
    row: Typed, today: date, currency: str, decimal_mark: str
) -> tuple[Accounts | None, list[Problem]]:
    problems: list[Problem] = []
    end = _day(row.get("year_end", ""), problems)
    months = _months(row.get("months", ""), problems)
    figures = {name: _figure(name, row.get(name, ""), currency, decimal_mark, problems) for name in FIGURES}
    if not any(figure is not None for figure in figures.values()) and not problems:
        problems.append(Problem("turnover", "Enter at least one figure of this year."))
    year = Accounts(end or date.min, 12 if months is None else months, **figures)
    found = [one for one in faults(year, today) if end is not None or one.where != "year_end"]
    seen = {one.where for one in problems}
    problems += [one for one in found if one.where not in seen]
    return (year if end is not None else None), problems


def _day(text: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        what = "is not a day such as 2026-03-31" if text.strip() else "is missing"
        problems.append(Problem("year_end", f"The last day of the year {what}."))
        return None


def _months(text: str, problems: list[Problem]) -> int | None:
    bare = text.strip()
    if not bare:
        return None
    if bare.isdecimal() and len(bare) < 4:
        return int(bare)
    problems.append(Problem("months", "The length of the year is a whole number of months."))
    return None


def _figure(name: str, text: str, currency: str, decimal_mark: str, problems: list[Problem]) -> int | None:
    if not text.strip():
        return None
    number = amount(text, decimal_mark)
    example = "1.234.500,00" if decimal_mark == "," else "1,234,500.00"
    said = WORDS[name][:1].upper() + WORDS[name][1:]
    if number is None:
        problems.append(Problem(name, f"{said} is not an amount. Write it like {example}."))
        return None
    scaled = number.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        problems.append(Problem(name, f"{said} has more decimals than {currency} has."))
        return None
    if abs(scaled) > LARGEST:
        problems.append(Problem(name, f"{said} is larger than any firm's."))
        return None
    return int(scaled)


def written(year: Accounts, currency: str = "GBP", decimal_mark: str = ".") -> dict[str, str]:
    """A year as it would be typed; reading it back gives the same year."""
    cells = {"year_end": year.year_end.isoformat(), "months": str(year.months)}
    for name in FIGURES:
        figure = getattr(year, name)
        cells[name] = "" if figure is None else _shown(major(figure, currency), decimal_mark)
    return cells


def _shown(number: Decimal, decimal_mark: str) -> str:
    text = f"{number.quantize(Decimal(1)) if number == number.to_integral_value() else number:,}"
    return text.translate(str.maketrans(".,", ",.")) if decimal_mark == "," else text

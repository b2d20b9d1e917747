"""Days that people mean. A year such as 0001 or 9999 is a slip, or a way to break a calendar."""

from __future__ import annotations

from datetime import date

from midas.core.values.periods import Period

SANE = Period(date(1500, 1, 1), date(2199, 12, 31))
"""No firm, paper or plan here is older, and none reaches further."""

YEARS_BACK, YEARS_AHEAD = 5, 20
"""How far before and after today days of work are planned."""


def is_sane(day: date) -> bool:
    """True if somebody can mean that day."""
    return SANE.start <= day <= SANE.end


def is_plannable(day: date, today: date) -> bool:
    """True for a day of a calendar of work: at most so many years back or ahead."""
    return today.year - YEARS_BACK <= day.year <= today.year + YEARS_AHEAD


def plannable(today: date) -> str:
    """Which years are planned, for a message."""
    return f"write a year from {today.year - YEARS_BACK} to {today.year + YEARS_AHEAD}"

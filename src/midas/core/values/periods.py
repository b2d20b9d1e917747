"""Spans of days. Both ends belong to the span, and a span never ends before it starts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


class ReversedPeriod(ValueError):
    """A period was given whose last day comes before its first."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included. Raises `ReversedPeriod` when `end` comes first."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ReversedPeriod(f"ends on {self.end}, before it starts on {self.start}")

    @property
    def days(self) -> int:
        """How many days it spans, at least 1."""
        return (self.end - self.start).days + 1

    def overlaps(self, other: Period) -> bool:
        """True if some day lies in both."""
        return self.start <= other.end and other.start <= self.end

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def ready_on(day: date, lead_time_days: int) -> date:
    """The first day work can start when it is ordered on `day`; the last day of the calendar at most."""
    if lead_time_days > (date.max - day).days:
        return date.max
    return day + timedelta(days=lead_time_days)


def common(a: Period, b: Period) -> Period | None:
    """The days that lie in both; `None` if there are none."""
    return Period(max(a.start, b.start), min(a.end, b.end)) if a.overlaps(b) else None


def quarter(day: date) -> Period:
    """The calendar quarter that the day lies in."""
    first = day.month - (day.month - 1) % 3
    last = first + 2
    return Period(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]))


def months(windows: Iterable[Period]) -> Fraction:
    """How many months some window runs, overlaps counted once.

    A whole calendar month counts 1, a part of one its share of that month's days: a year is exactly 12.
    """
    return sum((_months_of(period) for period in merged(windows)), Fraction(0))


def merged(windows: Iterable[Period]) -> Iterator[Period]:
    """The windows in their order, those that overlap made one."""
    current: Period | None = None
    for window in sorted(windows):
        if current is None:
            current = window
        elif window.start <= current.end:
            current = Period(current.start, max(current.end, window.end))
        else:
            yield current
            current = window
    if current is not None:
        yield current


def _months_of(period: Period) -> Fraction:
    total, day = Fraction(0), period.start
    while day <= period.end:
        length = monthrange(day.year, day.month)[1]
        last = min(date(day.year, day.month, length), period.end)
        total += Fraction((last - day).days + 1, length)
        if last == date.max:
            break
        day = last + timedelta(days=1)
    return total

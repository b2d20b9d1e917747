"""Spans of days. Both ends belong to the span, and a span never ends before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


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

"""Days and moments of the demo, counted from the day of loading."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(today: date, days: int) -> date:
    """The day that many days after `today`; before it where `days` is below zero."""
    return today + timedelta(days=days)


def moment(on: date, hour: int, minute: int = 0) -> datetime:
    """That time of that day, in UTC."""
    return datetime.combine(on, time(hour, minute), UTC)


def months_later(start: date, months: int) -> date:
    """The last day of so many months from `start` on, to the day."""
    return start + timedelta(days=round(months * 30.44) - 1)


def month_name(on: date) -> str:
    """`May`."""
    return MONTHS[on.month - 1]

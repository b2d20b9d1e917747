"""Moments are aware and kept in UTC; the day they fall on depends on where one stands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(moment: datetime, time_zone: str) -> date:
    """The calendar day of an aware moment in an IANA time zone. Raises `ZoneInfoNotFoundError`."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def monday_before(moment: datetime, time_zone: str, hour: int) -> datetime:
    """The last time until that moment that it was Monday, and so many hours, in an IANA time zone."""
    day = day_of(moment, time_zone)
    opened = datetime.combine(day - timedelta(days=day.weekday()), time(hour), ZoneInfo(time_zone))
    # Days are counted on the calendar and not in hours, of which a week has more or fewer when clocks change.
    return opened if opened <= moment else opened - timedelta(days=7)

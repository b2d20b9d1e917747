"""Moments are aware and kept in UTC; the day they fall on depends on where one stands."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_of(moment: datetime, time_zone: str) -> date:
    """The calendar day of an aware moment in an IANA time zone. Raises `ZoneInfoNotFoundError`."""
    return moment.astimezone(ZoneInfo(time_zone)).date()

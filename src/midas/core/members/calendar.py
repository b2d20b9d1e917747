"""What a resource gives on which days: its usual monthly capacity, the days on which it is another, and what is taken.

Both a change and a reservation speak of a month and hold for the days they name, ends included. Where several changes
cover a day the lowest counts: a holiday is a holiday, whatever else was planned. Reservations add up. A period's
capacity is the sum over its days of the monthly figure by that month's number of days, so a whole month gives the
monthly figure exactly. Nothing is left below zero on any day: what one day is over-booked no other day makes up for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from midas.core.values.periods import Period, common, months

MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Change:
    """Days with `capacity` a month instead of the usual (`None`: as usual), and `reserved` a month taken from it."""

    days: Period
    capacity: Decimal | None = None
    reserved: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Room:
    """Of a resource in a period: what it gives, what is reserved of it, and what is left."""

    days: Period
    total: Decimal
    reserved: Decimal
    left: Decimal

    @property
    def share(self) -> Fraction | None:
        """The part that is left; `None` where there is no capacity at all."""
        return Fraction(self.left) / Fraction(self.total) if self.total else None


def room(monthly: Decimal, changes: Iterable[Change], period: Period) -> Room:
    """What is left of a resource in the period, given what changes its capacity and what is reserved of it."""
    total = reserved = left = Fraction(0)
    for days, capacity, taken in _stretches(monthly, tuple(changes), period):
        length = months((days,))
        total += capacity * length
        reserved += taken * length
        left += max(Fraction(0), capacity - taken) * length
    return Room(period, _floor(total), _floor(reserved), _floor(left))


def capacity_left(monthly: Decimal, changes: Iterable[Change], period: Period) -> Decimal:
    """How much of the resource is left in the period; never below 0."""
    return room(monthly, changes, period).left


def weeks(start: date, count: int) -> tuple[Period, ...]:
    """`count` weeks from the Monday of the week that `start` lies in."""
    monday = start - timedelta(days=start.weekday())
    return tuple(
        Period(monday + timedelta(days=7 * n), monday + timedelta(days=7 * n + 6)) for n in range(count)
    )


def strip(monthly: Decimal, changes: Sequence[Change], start: date, count: int = 53) -> tuple[Room, ...]:
    """What is left week by week, from the week of `start`."""
    return tuple(
        room(monthly, [one for one in changes if one.days.overlaps(week)], week)
        for week in weeks(start, count)
    )


def _stretches(
    monthly: Decimal, changes: Sequence[Change], period: Period
) -> Iterator[tuple[Period, Fraction, Fraction]]:
    """The period cut where something changes: days, capacity a month, reserved a month."""
    inside = [(shared, one) for one in changes if (shared := common(one.days, period))]
    cuts = {period.start}
    for days, _ in inside:
        cuts.add(days.start)
        if days.end < period.end:
            cuts.add(days.end + timedelta(days=1))
    ordered = sorted(cuts)
    for place, first in enumerate(ordered):
        last = ordered[place + 1] - timedelta(days=1) if place + 1 < len(ordered) else period.end
        here = [one for days, one in inside if first in days]
        stated = [one.capacity for one in here if one.capacity is not None]
        taken = sum((Fraction(one.reserved) for one in here), Fraction(0))
        yield Period(first, last), Fraction(min(stated, default=monthly)), taken


def _floor(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(MILLIONTH, rounding=ROUND_FLOOR)

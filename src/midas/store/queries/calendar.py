"""A firm's resources over time: what changes them, and what teams take of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from midas.core.members.calendar import Change
from midas.core.values.periods import Period, months
from midas.store.models import CapacityChange, Membership, Offering, Resource
from midas.store.queries.members import left, works


@dataclass(frozen=True, slots=True)
class Taken:
    """What a team takes of a resource a month on some days."""

    team: str
    change: Change


@dataclass(frozen=True, slots=True)
class Calendar:
    """A resource, the periods that stand in its calendar, and what running teams take besides."""

    resource: Resource
    rows: tuple[CapacityChange, ...]
    taken: tuple[Taken, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of it, as core reckons with it."""
        return (*(as_change(row) for row in self.rows), *(one.change for one in self.taken))


def as_change(row: CapacityChange) -> Change:
    """The row as core reckons with it."""
    return Change(Period(row.starts_on, row.ends_on), row.capacity, row.reserved)


def calendars(membership: Membership) -> list[Calendar]:
    """One for each resource of the firm, by name; what an enterprise reserved explicitly is not counted twice."""
    resources = list(membership.resources.order_by("name", "pk"))
    rows = CapacityChange.objects.filter(resource__in=resources).select_related("enterprise", "resource")
    by_resource: dict[int, list[CapacityChange]] = {one.pk: [] for one in resources}
    for row in rows.order_by("starts_on", "pk"):
        by_resource[row.resource_id].append(row)
    taken = _taken(membership)
    return [_calendar(one, by_resource[one.pk], taken.get(one.pk, [])) for one in resources]


def _calendar(resource: Resource, rows: list[CapacityChange], taken: Iterable[tuple[int, Taken]]) -> Calendar:
    reserved = {row.enterprise_id for row in rows if row.enterprise_id}
    rest = tuple(one for enterprise, one in taken if enterprise not in reserved)
    return Calendar(resource, tuple(rows), rest)


def _taken(membership: Membership) -> dict[int, list[tuple[int, Taken]]]:
    """By resource: what each piece of work of a running team takes a month, by what its offerings use."""
    offerings: list[Offering] = list(membership.offerings.prefetch_related("uses").order_by("pk"))
    found: dict[int, list[tuple[int, Taken]]] = {}
    for row, work in works(membership):
        whole = left(offerings, [work], work.window)
        span = months([work.window])
        for offering in offerings:
            amount = whole[offering.pk].committed
            for use in offering.uses.all() if amount else ():
                monthly = Fraction(amount) * Fraction(use.amount) / span
                rate = Decimal(monthly.numerator) / Decimal(monthly.denominator)
                one = Taken(work.label, Change(work.window, reserved=rate))
                found.setdefault(use.resource_id, []).append((row.partner.enterprise_id, one))
    return {key: _summed(listed) for key, listed in found.items()}


def _summed(listed: list[tuple[int, Taken]]) -> list[tuple[int, Taken]]:
    """Pieces of one team on the same days are one line."""
    lines: dict[tuple[int, Period], Taken] = {}
    for enterprise, one in listed:
        at = (enterprise, one.change.days)
        if at in lines:
            sum_ = lines[at].change.reserved + one.change.reserved
            one = replace(one, change=replace(one.change, reserved=sum_))
        lines[at] = one
    return [(enterprise, one) for (enterprise, _), one in lines.items()]

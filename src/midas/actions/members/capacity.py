"""A firm says on which days its resources give more or less than usual.

Only the firm itself changes them; what teams reserve stands beside, and is not the firm's to change here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from midas.actions.access.events import record
from midas.actions.access.own_firm import require_own, speaks_for
from midas.actions.access.permissions import NotAllowed, may
from midas.core.values.days import is_plannable, plannable
from midas.core.values.moments import day_of
from midas.core.values.periods import Period
from midas.core.values.problems import BadInput, Problem
from midas.formats.calendars import Spell
from midas.store.models import CapacityChange, Resource, Role

MOST = Decimal("99999999999999")
LONGEST = 160
FEW = 20
"""So many days that cannot be taken are told at once."""
ONLY_OWN = "Only the firm itself changes its capacity. Switch to the role of that firm."


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: days as ISO dates, capacity a month as a number, 0 for a holiday."""

    starts_on: str
    ends_on: str
    capacity: str
    note: str = ""


@transaction.atomic
def add_change(role: Role, resource_id: int, typed: Typed, *, at: datetime) -> CapacityChange:
    """Days with another capacity. Raises BadInput with everything wrong, NotAllowed unless it is the own firm's."""
    resource = _own(role, resource_id)
    days, capacity = _read(typed, day_of(at, role.cluster.time_zone))
    row = CapacityChange.objects.create(
        cluster_id=role.cluster_id,
        resource=resource,
        starts_on=days.start,
        ends_on=days.end,
        capacity=capacity,
        note=typed.note.strip(),
    )
    _tell(
        resource, role, at, "capacity.changed", f"{resource.name}, {days.start} to {days.end}: {capacity:f}"
    )
    return row


@transaction.atomic
def change_change(role: Role, change_id: int, typed: Typed, *, at: datetime) -> CapacityChange:
    """Correct a period. Raises as `add_change`."""
    row = _own_change(role, change_id)
    days, capacity = _read(typed, day_of(at, role.cluster.time_zone))
    row.starts_on, row.ends_on, row.capacity, row.note = days.start, days.end, capacity, typed.note.strip()
    row.save()
    words = f"{row.resource.name}, {days.start} to {days.end}: {capacity:f}"
    _tell(row.resource, role, at, "capacity.changed", words)
    return row


@transaction.atomic
def remove_change(role: Role, change_id: int, *, at: datetime) -> None:
    """Take a period back: the usual capacity holds again on its days."""
    row = _own_change(role, change_id)
    words = f"{row.resource.name}, {row.starts_on} to {row.ends_on}"
    row.delete()
    _tell(row.resource, role, at, "capacity.as_usual", words)


@transaction.atomic
def add_spells(role: Role, resource_id: int, spells: Sequence[Spell], *, source: str, at: datetime) -> int:
    """Take the days of a calendar file; those that are there already are passed over. How many were new.

    Raises as `add_change`.
    """
    resource, today = _own(role, resource_id), day_of(at, role.cluster.time_zone)
    far = [one.days for one in spells if not _may_be_planned(one.days, today)]
    if far:
        told = (f"{days.start} to {days.end} is not planned; {plannable(today)}." for days in far[:FEW])
        raise BadInput(Problem("file", words) for words in told)
    there = set(resource.changes.values_list("starts_on", "ends_on", "capacity", "note"))
    fresh = []
    for spell in spells:
        capacity = min(MOST, spell.monthly(resource.capacity).quantize(Decimal("0.000001")))
        at_days = (spell.days.start, spell.days.end, capacity, spell.note)
        if at_days not in there:
            there.add(at_days)
            fresh.append(at_days)
    CapacityChange.objects.bulk_create(
        CapacityChange(
            cluster_id=role.cluster_id,
            resource=resource,
            starts_on=start,
            ends_on=end,
            capacity=capacity,
            note=note,
        )
        for start, end, capacity, note in fresh
    )
    if fresh:
        _tell(resource, role, at, "capacity.imported", f"{resource.name}: {len(fresh)} periods of {source}")
    return len(fresh)


def _may_be_planned(days: Period, today: date) -> bool:
    return is_plannable(days.start, today) and is_plannable(days.end, today)


def _own(role: Role, resource_id: int) -> Resource:
    resource = Resource.objects.select_related("membership").get(pk=resource_id)
    require_own(role, resource.membership_id, ONLY_OWN)
    return resource


def may_see_calendar(role: Role, membership_id: int) -> bool:
    """Whether a firm's calendar is open to the role: the firm's own, and those who plan teams."""
    return speaks_for(role, membership_id) or may(role, "formations.view")


def require_calendar(role: Role, membership_id: int, *, change: bool = False) -> None:
    """Raise NotAllowed unless the role may see that firm's calendar, or `change` it."""
    if change:
        require_own(role, membership_id, ONLY_OWN)
    elif not may_see_calendar(role, membership_id):
        raise NotAllowed("A firm's calendar is seen by the firm itself and by those who plan teams.")


def _own_change(role: Role, change_id: int) -> CapacityChange:
    row = CapacityChange.objects.select_for_update(of=("self",)).select_related("resource").get(pk=change_id)
    _own(role, row.resource_id)
    if row.enterprise_id is not None or row.reserved:
        raise NotAllowed("A team reserved this. It is changed where the team's work is planned.")
    return row


def _read(typed: Typed, today: date) -> tuple[Period, Decimal]:
    problems: list[Problem] = []
    start = _day(typed.starts_on, "starts_on", today, problems)
    end = _day(typed.ends_on, "ends_on", today, problems) if typed.ends_on.strip() else start
    capacity = _amount(typed.capacity, problems)
    if start and end and end < start:
        problems.append(Problem("ends_on", "The last day comes before the first; swap the two."))
    if len(typed.note.strip()) > LONGEST:
        problems.append(Problem("note", f"The note has more than {LONGEST} characters; shorten it."))
    if problems or start is None or end is None or capacity is None:
        raise BadInput(problems)
    return Period(start, end), capacity


def _day(text: str, where: str, today: date, problems: list[Problem]) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        problems.append(Problem(where, f"{text!r} is not a day; choose one, or write 2027-05-17."))
        return None
    if not is_plannable(day, today):
        problems.append(Problem(where, f"{day} is not a day work is planned for; {plannable(today)}."))
        return None
    return day


def _amount(text: str, problems: list[Problem]) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", ""))
        if number.is_finite() and 0 <= number <= MOST:
            return number
    except InvalidOperation:
        pass
    problems.append(
        Problem("capacity", "Write how much there is a month on these days: 0 for none, such as 120.")
    )
    return None


def _tell(resource: Resource, role: Role, at: datetime, verb: str, words: str) -> None:
    record(resource.membership, verb, by=role.person, at=at, reason=words)

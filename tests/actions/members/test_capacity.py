"""A firm keeps the calendar of its own resources; formation counts with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests import builders

from midas.actions.access.permissions import NotAllowed
from midas.actions.members import capacity
from midas.core.values.periods import Period
from midas.core.values.problems import BadInput
from midas.formats.calendars import Spell
from midas.store import tenancy
from midas.store.models import CapacityChange, Event, OfferingUse
from midas.store.queries.calendar import calendars
from midas.store.queries.profiles import suppliers

AT = builders.AT
CLOSED = capacity.Typed("2026-12-24", "2027-01-01", "0", "Closed")


@pytest.fixture
def cluster(db):
    made = builders.a_cluster()
    with tenancy.tenant(made.pk):
        yield made


@pytest.fixture
def member(cluster):
    return builders.a_member(cluster)


@pytest.fixture
def own(cluster, member):
    return builders.a_role(cluster, "member", member)


def test_a_period_is_added_changed_and_taken_back(member, own):
    resource = builders.a_resource(member)
    row = capacity.add_change(own, resource.pk, CLOSED, at=AT)
    assert (row.capacity, row.note) == (0, "Closed")
    capacity.change_change(own, row.pk, capacity.Typed("2026-12-24", "", "120.5"), at=AT)
    row.refresh_from_db()
    assert (row.ends_on, row.capacity) == (date(2026, 12, 24), Decimal("120.5"))
    capacity.remove_change(own, row.pk, at=AT)
    assert not CapacityChange.objects.exists()
    assert set(Event.objects.values_list("verb", flat=True)) == {"capacity.changed", "capacity.as_usual"}


def test_everything_wrong_is_told_at_once(member, own):
    resource = builders.a_resource(member)
    with pytest.raises(BadInput) as bad:
        capacity.add_change(own, resource.pk, capacity.Typed("soon", "later", "-1", "x" * 161), at=AT)
    assert [one.where for one in bad.value.problems] == ["starts_on", "ends_on", "capacity", "note"]


def test_another_firms_resource_is_not_changed(cluster, own):
    other = builders.a_resource(builders.a_member(cluster))
    with pytest.raises(NotAllowed):
        capacity.add_change(own, other.pk, CLOSED, at=AT)


def test_a_broker_does_not_change_it(cluster, member):
    with pytest.raises(NotAllowed):
        capacity.add_change(builders.a_role(cluster), builders.a_resource(member).pk, CLOSED, at=AT)


def test_what_a_team_reserved_is_not_the_firms_to_change(cluster, member, own):
    resource = builders.a_resource(member)
    row = CapacityChange.objects.create(
        cluster=cluster, resource=resource, starts_on=AT.date(), ends_on=AT.date(), reserved=5
    )
    with pytest.raises(NotAllowed):
        capacity.remove_change(own, row.pk, at=AT)


def test_days_of_a_file_are_added_once(member, own):
    resource = builders.a_resource(member, capacity=800)
    days = Period(date(2027, 6, 1), date(2027, 6, 5))
    spells = [Spell(days, "Half", share=Decimal("0.5")), Spell(days, "Half", share=Decimal("0.5"))]
    assert capacity.add_spells(own, resource.pk, spells, source="a.ics", at=AT) == 1
    assert capacity.add_spells(own, resource.pk, spells, source="a.ics", at=AT) == 0
    assert CapacityChange.objects.get().capacity == 400


def test_formation_counts_with_the_calendar(cluster, member, own):
    resource = builders.a_resource(member, capacity=800)
    capacity.add_change(own, resource.pk, CLOSED, at=AT)
    (supplier,) = suppliers(cluster)
    assert [one.capacity for one in supplier.changes["people"]] == [0]


def test_the_work_of_running_teams_is_shown_on_the_resource_it_draws_on(cluster, member):
    resource, offering = builders.a_resource(member), builders.an_offering(member)
    OfferingUse.objects.create(cluster=cluster, offering=offering, resource=resource, amount=2)
    team = builders.an_enterprise(cluster, [member], name="Ward Team")
    builders.some_work(team.partners.get(), quantity=300)
    (found,) = calendars(member)
    (taken,) = found.taken
    assert taken.team == "Ward Team"
    assert 45 < taken.change.reserved < 55  # 300 units over a year, two hours each, a month


def test_what_a_team_reserved_explicitly_is_not_counted_twice(cluster, member):
    resource, offering = builders.a_resource(member), builders.an_offering(member)
    OfferingUse.objects.create(cluster=cluster, offering=offering, resource=resource, amount=2)
    team = builders.an_enterprise(cluster, [member])
    builders.some_work(team.partners.get())
    CapacityChange.objects.create(
        cluster=cluster,
        resource=resource,
        starts_on=AT.date(),
        ends_on=AT.date(),
        reserved=5,
        enterprise=team,
    )
    assert calendars(member)[0].taken == ()


@pytest.mark.parametrize("day", ["0001-01-01", "2020-12-31", "2047-01-01", "9999-12-31"])
def test_years_nobody_plans_are_refused_typed_or_from_a_file(member, own, day):
    resource = builders.a_resource(member)
    with pytest.raises(BadInput, match="write a year from 2021 to 2046"):
        capacity.add_change(own, resource.pk, capacity.Typed(day, day, "0"), at=AT)
    spell = Spell(Period(date.fromisoformat(day), date.fromisoformat(day)), "", share=Decimal(0))
    with pytest.raises(BadInput, match="write a year from 2021 to 2046"):
        capacity.add_spells(own, resource.pk, [spell], source="x.ics", at=AT)
    assert not CapacityChange.objects.exists()

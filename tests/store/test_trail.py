"""The database remembers what rows were, and a chain shows if its memory was touched."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from tests import builders

from midas.actions.access import audit
from midas.actions.access.events import record
from midas.store import tenancy
from midas.store.models import Change, Cluster, Event, Link, Membership, TenantOwned

FORGOTTEN = {
    "change",
    "demandlikeness",
    "demandnumber",
    "event",
    "likeness",
    "link",
    "listedname",
    "match",
    "memberword",
    "notice",
    "publishedcoverage",
    "textrevision",
}
"""Append-only ones, a list that is loaded anew as a whole, and what is worked out from other rows."""


@pytest.fixture
def member(db: None) -> Membership:
    return builders.a_member(builders.a_cluster())


def seal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def by_force(member: Membership, statement: str) -> None:
    """As somebody who owns the tables and goes past their triggers, for the rest of the test."""
    with tenancy.tenant(member.cluster_id), connection.cursor() as cursor:
        for table in ("store_event", "store_change", "store_link"):
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(statement)


def told(member: Membership) -> Event:
    with tenancy.tenant(member.cluster_id):
        member.summary = "We weld."
        member.save()
        event = record(member, "membership.described", by=None, at=builders.AT, reason="new words")
        event.refresh_from_db()
    seal()
    return event


def verified(cluster: Cluster) -> audit.Chain:
    with tenancy.tenant(cluster.pk):
        return audit.verify_cluster(cluster.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, TenantOwned)],
    ids=lambda model: model._meta.model_name,
)
def test_every_table_of_a_cluster_is_remembered(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_trigger where tgrelid = %s::regclass and tgname like '%%\\_remembered'",
            [model._meta.db_table],
        )
        assert cursor.fetchone()[0] == (model._meta.model_name not in FORGOTTEN)


def test_a_change_is_what_differs_and_belongs_to_the_event_of_its_transaction(member):
    event = told(member)

    with tenancy.tenant(member.cluster_id):
        change = Change.objects.get()
    assert (change.thing, change.thing_id) == ("membership", member.pk)
    assert (change.before, change.after) == ({"summary": ""}, {"summary": "We weld."})
    assert change.transaction == event.transaction != 0


def test_bulk_writes_and_raw_statements_are_remembered_too_and_a_deletion_whole(member):
    offering = builders.an_offering(member)
    with tenancy.tenant(member.cluster_id):
        Membership.objects.update(summary="One")
        with connection.cursor() as cursor:
            cursor.execute("update store_membership set summary = 'Two'")
        Membership.objects.update(summary="Two")  # nothing differs
        offering.delete()
        changes = list(Change.objects.order_by("id"))

    assert [(one.thing, one.after) for one in changes] == [
        ("membership", {"summary": "One"}),
        ("membership", {"summary": "Two"}),
        ("offering", None),
    ]
    assert changes[2].before["title"] == offering.title


def test_what_is_undone_leaves_no_trace(member):
    with tenancy.tenant(member.cluster_id), transaction.atomic():
        Membership.objects.update(summary="One")
        transaction.set_rollback(True)

    with tenancy.tenant(member.cluster_id):
        assert not Change.objects.exists()


def test_each_event_and_change_becomes_a_link_of_its_own_cluster(member):
    told(member)
    other = builders.a_member(builders.a_cluster())
    told(other)

    for each in (member, other):
        with tenancy.tenant(each.cluster_id):
            links = list(Link.objects.order_by("number"))
        assert [(one.number, one.of) for one in links] == [(1, "change"), (2, "event")]
        assert verified(each.cluster) == audit.Chain(2, links[1].hash)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update store_event set reason = 'other'", "link 2 does not fit event"),
        ("update store_change set before = '{}'", "link 1 does not fit change"),
        ("delete from store_event", "link 2 seals event"),
        ("delete from store_link where number = 1", "link 1 is missing"),
        ("update store_link set hash = repeat('0', 64) where number = 1", "link 1 does not fit change"),
        ("delete from store_link where number = 2", "event "),
    ],
)
def test_whatever_is_touched_afterwards_is_named(member, statement, fault):
    told(member)
    by_force(member, statement)

    assert verified(member.cluster).fault.startswith(fault)


@pytest.mark.parametrize("model", [Change, Link])
def test_nobody_writes_the_trail_by_hand(member, model):
    told(member)
    with tenancy.tenant(member.cluster_id), connection.cursor() as cursor:
        row = model.objects.get(**({} if model is Change else {"number": 1}))
        row.pk, row.number, row.row = None, 99, 99
        cursor.execute("set local role midas_app")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
        cursor.execute("reset role")


def test_the_role_of_the_site_leaves_a_trail(member):
    with tenancy.tenant(member.cluster_id), connection.cursor() as cursor:
        cursor.execute("set local role midas_app")
        told(member)
        cursor.execute("reset role")

    assert verified(member.cluster).links == 2

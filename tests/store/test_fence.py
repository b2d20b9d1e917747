"""The second fence: the database itself keeps clusters apart, whatever the program asks for.

Run as `midas_app`, the role the site takes: it owns nothing, so no policy lets it by.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from tests import builders
from tests.store.filled import filled

from midas.store import tenancy
from midas.store.models import (
    Acceptance,
    ApiToken,
    Assessment,
    BidDecision,
    Change,
    Cluster,
    Competency,
    ConditionVerdict,
    Event,
    Link,
    MatchAnswer,
    Membership,
    Notice,
    Opportunity,
    Person,
    Rating,
    Remark,
    Reply,
    Role,
    Vote,
)

CLUSTER_OF = {Cluster: "id"}
NOT_TENANTS = {Person}
"""A person may hold roles in several clusters, so a login belongs to none."""
APPEND_ONLY = (
    *(Acceptance, Assessment, BidDecision, Change, ConditionVerdict, Event, Link, Notice, Rating, Remark),
    *(MatchAnswer, Reply, Vote),
)


def store_models() -> list[type[models.Model]]:
    return list(apps.get_app_config("store").get_models())


def fenced_models() -> list[type[models.Model]]:
    return [model for model in store_models() if model not in NOT_TENANTS]


@contextmanager
def as_app() -> Iterator[None]:
    """As the role the site runs as; whatever was done is undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local role midas_app")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def both(db: None) -> tuple[Cluster, Cluster]:
    return filled("ours"), filled("theirs")


def test_every_model_belongs_to_a_cluster_or_is_known_not_to():
    without = [
        model
        for model in fenced_models()
        if model not in CLUSTER_OF and not any(field.name == "cluster" for field in model._meta.fields)
    ]
    assert without == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model._meta.model_name)
def test_every_table_is_fenced_and_its_owner_too(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("select count(*) from pg_policies where tablename = %s", [model._meta.db_table])
        assert cursor.fetchone()[0] > 0


def test_the_site_runs_as_a_role_without_special_powers(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'midas_app'"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select count(*) from pg_class where relowner = 'midas_app'::regrole")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model._meta.model_name)
def test_one_cluster_sees_its_own_rows_and_none_of_another(both, model):
    ours, theirs = both
    column = CLUSTER_OF.get(model, "cluster_id")
    with as_app(), tenancy.tenant(ours.pk):
        seen = set(model.objects.values_list(column, flat=True))
    assert ours.pk in seen, "the test has to have a row in every table"
    assert theirs.pk not in seen


@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model._meta.model_name)
def test_without_a_cluster_nothing_is_seen(both, model):
    with as_app():
        assert model.objects.exclude(**{CLUSTER_OF.get(model, "cluster_id"): None}).count() == 0


def test_shared_competencies_are_everybodys_to_read_and_nobodys_to_write(both):
    ours, _ = both
    with tenancy.tenant(None):
        Competency.objects.create(code="cpv:45000000", label="Construction work")
    with as_app(), tenancy.tenant(ours.pk):
        assert Competency.objects.filter(code="cpv:45000000").exists()
        assert Competency.objects.filter(code="cpv:45000000").update(label="x") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Competency.objects.create(code="cpv:03000000", label="Ours alone")


def rows_to_copy() -> list[type[models.Model]]:
    """Every tenant-owned model; a copied row that gets as far as a unique constraint would still be refused first."""
    return [model for model in fenced_models() if model is not Cluster]


@pytest.mark.parametrize("model", rows_to_copy(), ids=lambda model: model._meta.model_name)
def test_writing_into_another_cluster_is_refused(both, model):
    ours, theirs = both
    with as_app(), tenancy.tenant(ours.pk):
        row = model.objects.filter(cluster=ours).first()
        row.pk, row.cluster_id = None, theirs.pk
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize(
    "model", [model for model in rows_to_copy() if model not in APPEND_ONLY], ids=lambda m: m._meta.model_name
)
def test_a_row_cannot_be_moved_into_another_cluster(both, model):
    ours, theirs = both
    with as_app(), tenancy.tenant(ours.pk):
        rows = model.objects.filter(cluster=ours)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            rows.update(cluster=theirs)


@pytest.mark.parametrize(
    "model", [model for model in rows_to_copy() if model not in APPEND_ONLY], ids=lambda m: m._meta.model_name
)
def test_rows_of_another_cluster_are_neither_changed_nor_deleted(both, model):
    ours, theirs = both
    with tenancy.tenant(theirs.pk):
        keys = list(model.objects.filter(cluster=theirs).values_list("pk", flat=True))
    with as_app(), tenancy.tenant(ours.pk):
        assert model.objects.filter(pk__in=keys).update(cluster=ours) == 0
        assert model.objects.filter(pk__in=keys)._raw_delete(using="default") == 0


def test_no_cluster_can_be_made_or_removed_by_the_site(both):
    ours, theirs = both
    with as_app(), tenancy.tenant(ours.pk):
        assert Cluster.objects.filter(pk=theirs.pk).update(name="Mine") == 0
        assert Cluster.objects.filter(pk=ours.pk)._raw_delete(using="default") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            builders.a_cluster()


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.model_name)
def test_history_is_never_changed_and_never_deleted(both, model):
    ours, _ = both
    with as_app(), tenancy.tenant(ours.pk):
        rows = model.objects.filter(cluster=ours)
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(cluster=ours)
        with pytest.raises(DatabaseError, match="or delete"), transaction.atomic():
            rows._raw_delete(using="default")


@pytest.mark.parametrize("model", fenced_models(), ids=lambda model: model._meta.model_name)
def test_no_table_can_be_emptied_past_the_fence(both, model):
    with (
        as_app(),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"truncate {model._meta.db_table} cascade")


def test_the_tables_owner_cannot_change_history_either(both):
    ours, _ = both
    with tenancy.tenant(ours.pk), pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Event.objects.update(actor="Somebody else")


def test_a_person_finds_their_roles_and_the_clusters_of_those_and_nothing_else(both):
    _ours, theirs = both
    with tenancy.tenant(theirs.pk):
        person = Role.objects.get(cluster=theirs).person
    with as_app(), tenancy.person(person.pk):
        assert [role.cluster_id for role in Role.objects.all()] == [theirs.pk]
        assert list(Cluster.objects.all()) == [theirs]
        assert not Membership.objects.exists()
        assert not Opportunity.objects.exists()


def test_a_person_cannot_give_themselves_a_role(both):
    ours, theirs = both
    with tenancy.tenant(theirs.pk):
        person = Role.objects.get(cluster=theirs).person
    with (
        as_app(),
        tenancy.person(person.pk),
        tenancy.tenant(theirs.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Role.objects.create(cluster=ours, person=person, kind="administrator")


def test_the_bearer_of_a_key_finds_that_key_only(both):
    with as_app(), tenancy.token("theirs".ljust(64, "0")):
        assert [key.digest[:6] for key in ApiToken.objects.all()] == ["theirs"]


def test_the_tenant_ends_with_its_block(both):
    ours, theirs = both
    with as_app():
        with tenancy.tenant(ours.pk):
            with tenancy.tenant(theirs.pk):
                assert list(Membership.objects.values_list("cluster", flat=True).distinct()) == [theirs.pk]
            assert list(Membership.objects.values_list("cluster", flat=True).distinct()) == [ours.pk]
        assert not Membership.objects.exists()


def test_after_a_failure_the_tenant_does_not_outlive_its_transaction(both):
    ours, _ = both
    with as_app():
        with pytest.raises(RuntimeError), tenancy.tenant(ours.pk):
            raise RuntimeError
        assert not Membership.objects.exists()


def test_a_job_learns_which_clusters_there_are_and_nothing_of_them(db: None) -> None:
    made = [builders.a_cluster() for _ in range(2)]
    with as_app():
        assert {cluster.pk for cluster in made} <= set(tenancy.every_cluster())
        assert not Cluster.objects.exists()
        assert not Membership.objects.exists()

"""Requests follow one another on one connection of the database, and none finds what the one before it saw."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests import builders
from tests.app_role import as_app

from midas.site.middleware import tenancy as middleware
from midas.store import tenancy
from midas.store.models import Membership, Person, Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committee():
    """A role of the committee, committed; its cluster has one member."""
    cluster = builders.a_cluster()
    with tenancy.tenant(cluster.pk):
        builders.a_member(cluster, "Rother Welding")
    return builders.a_role(cluster, "committee")


def backend() -> int:
    """The server process that answers this connection."""
    return int(told("select pg_backend_pid()"))


def told(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def left_behind() -> list[str]:
    """What the connection says it works for: nothing, outside of a transaction."""
    return [
        told(f"select coalesce(current_setting('{name}', true), '')")
        for name in (tenancy.CLUSTER, tenancy.PERSON)
    ]


def asked(role: Role, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """What the middleware makes of a request of that role's person that is answered so."""
    request = RequestFactory().get("/")
    request.user, request.session = role.person, {"role": role.pk}
    return middleware(answer)(request)


def nobody() -> Client:
    """A browser of somebody who is signed in and has no role anywhere."""
    person = Person.objects.create_user("nobody@example.org", "a pass phrase", name="Nobody")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_next_request_without_a_role_sees_nothing(committee):
    browser, other, stranger = builders.signed_in(committee), nobody(), Client()
    served_by = backend()

    assert "Rother Welding" in browser.get("/members/").content.decode()
    assert left_behind() == ["", ""]
    assert "Rother Welding" not in other.get("/members/", follow=True).content.decode()
    assert "Rother Welding" not in stranger.get("/members/", follow=True).content.decode()
    assert "Rother Welding" in browser.get("/members/").content.decode()
    assert backend() == served_by


@pytest.mark.parametrize("status", [200, 404, 500])
def test_however_a_request_ends_the_connection_works_for_nobody_afterwards(committee, status):
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(Membership.objects.count()), status=status)

    with as_app():
        assert asked(committee, answer).content == b"1"
        assert left_behind() == ["", ""]
        assert Membership.objects.count() == 0


def test_a_request_that_breaks_leaves_nothing_behind(committee):
    def answer(_request: HttpRequest) -> HttpResponse:
        assert Membership.objects.count() == 1
        raise ZeroDivisionError

    with as_app():
        with pytest.raises(ZeroDivisionError):
            asked(committee, answer)
        assert left_behind() == ["", ""]
        assert Membership.objects.count() == 0


def test_what_is_not_committed_by_itself_works_for_nobody_afterwards_either(committee):
    """Without autocommit the transaction outlives the block, so what was set has to be put back."""
    transaction.set_autocommit(False)
    try:
        with tenancy.working(committee.person_id, committee.cluster_id):
            assert Membership.objects.count() == 1
        assert left_behind() == ["", ""]
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


def test_a_block_in_a_block_gives_back_the_person_and_the_cluster(committee):
    with tenancy.working(7, 8):
        with tenancy.working(committee.person_id, committee.cluster_id):
            assert Membership.objects.count() == 1
        assert left_behind() == ["8", "7"]
        with pytest.raises(ZeroDivisionError), tenancy.working(committee.person_id, committee.cluster_id):
            raise ZeroDivisionError
        assert left_behind() == ["8", "7"]

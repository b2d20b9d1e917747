"""The frame around every page: rooms one may enter, one's roles, one's time and numbers; nobody else's."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import builders

from midas.store.models import Role
from midas.web.shell.navigation import ENTRIES, links

K = Role.Kind

ROOMS = {
    K.BROKER: ["Home", "Members", "Demand", "Enterprises", "Admin", "Account"],
    K.MEMBER: ["Home", "Members", "Demand", "Enterprises", "Account"],
    K.AGENCY: ["Home", "Members", "Enterprises", "Account"],
    K.PURCHASER: ["Home", "My needs", "Account"],
}


@pytest.mark.parametrize("kind", ROOMS)
def test_a_role_sees_the_rooms_it_may_enter_and_can_enter_them(cluster, kind):
    role = builders.a_role(cluster, kind)
    client = builders.signed_in(role)
    shown = links(role, "/")
    assert [str(link.label) for link in shown] == ROOMS[kind]
    assert [client.get(link.url).status_code for link in shown] == [200] * len(shown)


def test_every_room_exists():
    for entry in ENTRIES:
        reverse(entry.url_name)


def test_the_room_one_is_in_is_marked(cluster):
    shown = links(builders.a_role(cluster), "/members/7/")
    assert [str(link.label) for link in shown if link.current] == ["Members"]


@pytest.mark.parametrize("name", [entry.url_name for entry in ENTRIES] + ["search"])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={reverse(name)}"


def test_a_part_of_a_page_for_somebody_signed_out_sends_the_whole_page_to_sign_in(client, db):
    response = client.get(
        "/search/?q=x", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/members/?q=a"}
    )
    assert response["HX-Redirect"] == "/accounts/login/?next=/members/%3Fq%3Da"


def test_a_person_without_any_role_is_told_whom_to_ask(client, db):
    client.force_login(builders.a_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/")
    assert response.status_code == 403
    assert b"Ask the administrator" in response.content


def test_the_switcher_lists_ones_own_roles_only(cluster):
    role = builders.a_role(cluster, "broker")
    elsewhere = builders.a_cluster(name="Northern Lights")
    builders.a_role(elsewhere, "coach", person=role.person)
    builders.a_role(builders.a_cluster(name="Strangers"), "broker")
    page = builders.signed_in(role).get("/").content.decode()
    assert "Northern Lights: network coach" in page
    assert "Strangers" not in page


def test_times_are_shown_in_the_persons_zone(cluster, rf):
    from midas.web.shell.middleware import personal

    person = builders.a_person(time_zone="Asia/Tokyo", language="de")
    request = rf.get("/")
    request.user = person
    seen = {}

    def respond(_request):
        seen["hour"] = timezone.localtime(datetime(2026, 1, 1, 0, 0, tzinfo=UTC)).hour

    personal(respond)(request)
    assert seen["hour"] == 9


def test_a_time_zone_nobody_knows_does_not_break_the_page(cluster):
    role = builders.a_role(cluster, person=builders.a_person(time_zone="Mars/Base"))
    assert builders.signed_in(role).get("/").status_code == 200


def test_pages_carry_a_policy_that_lets_no_inline_script_run(cluster):
    response = builders.signed_in(builders.a_role(cluster)).get("/")
    assert "script-src 'self';" in response["Content-Security-Policy"]
    page = response.content.decode()
    assert " onclick=" not in page
    assert "hx-on" not in page


def test_the_theme_chosen_before_is_in_the_page_from_the_start(cluster):
    client = builders.signed_in(builders.a_role(cluster))
    client.cookies["midas_theme"] = "dark"
    assert b'data-bs-theme="dark"' in client.get("/").content
    client.cookies["midas_theme"] = '"><script>'
    page = client.get("/").content
    assert b"data-theme-auto" in page
    assert b"<script>" not in page


def test_help_is_there_for_everybody(client, db):
    assert client.get("/help/").status_code == 200


def test_health_says_that_it_is_well_and_nothing_else(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}

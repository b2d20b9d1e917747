"""One's account: details, password, keys, and the role one acts in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import builders

from midas.actions.access import tokens
from midas.store import tenancy
from midas.store.models import ApiToken, Event

NEW = "seven green bottles"


@pytest.fixture
def role(cluster):
    return builders.a_role(cluster)


@pytest.fixture
def mine(role):
    return builders.signed_in(role)


def events(role):
    with tenancy.tenant(role.cluster_id):
        return list(Event.objects.values_list("verb", flat=True))


def test_name_language_and_time_zone_are_ones_own_to_change(mine, role):
    response = mine.post("/account/", {"name": "Ines C", "language": "de", "time_zone": "Asia/Tokyo"})
    assert response["Location"] == "/account/"
    role.person.refresh_from_db()
    assert (role.person.name, role.person.language, role.person.time_zone) == ("Ines C", "de", "Asia/Tokyo")
    assert events(role) == ["person.renamed"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"language": "tlh"}, {"time_zone": "Mars/Base"}]
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(mine, role, wrong):
    response = mine.post(
        "/account/", {"name": "Ines C", "language": "de", "time_zone": "Asia/Tokyo", **wrong}
    )
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    role.person.refresh_from_db()
    assert role.person.language == "en-gb"


def test_an_e_mail_cannot_be_changed_by_adding_it_to_the_form(mine, role):
    before = role.person.email
    fields = {"name": "A", "language": "de", "time_zone": "UTC", "email": "x@example.org", "is_active": ""}
    mine.post("/account/", fields)
    role.person.refresh_from_db()
    assert (role.person.email, role.person.is_active) == (before, True)


def change(client, old, first, second):
    return client.post(
        "/account/password/", {"old_password": old, "new_password1": first, "new_password2": second}
    )


def test_a_new_password_works_and_signs_other_browsers_out(mine, role):
    other = builders.signed_in(role, Client())
    assert change(mine, builders.PASSWORD, NEW, NEW)["Location"] == "/account/"
    assert mine.get("/").status_code == 200
    assert other.get("/").status_code == 302
    role.person.refresh_from_db()
    assert role.person.check_password(NEW)
    assert events(role) == ["person.password_changed"]


@pytest.mark.parametrize(
    ("old", "first", "second"),
    [
        ("wrong", NEW, NEW),
        (builders.PASSWORD, NEW, NEW + "x"),
        (builders.PASSWORD, "short", "short"),
        (builders.PASSWORD, "password123", "password123"),
        (builders.PASSWORD, builders.PASSWORD, builders.PASSWORD),
    ],
    ids=["old one wrong", "typed differently", "too short", "too common", "the same"],
)
def test_a_password_that_will_not_do_is_refused(mine, role, old, first, second):
    response = change(mine, old, first, second)
    assert "There is a problem" in response.content.decode()
    role.person.refresh_from_db()
    assert role.person.check_password(builders.PASSWORD)


def test_a_key_is_shown_once_and_opens_the_api_until_it_is_revoked(mine, role, cluster):
    page = mine.post("/account/keys/", {"key-name": "Stock program", "key-days": "30"}).content.decode()
    secret = re.search(r"midas_[\w-]+", page).group()
    assert secret not in mine.get("/account/").content.decode()
    key = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=key).json()["cluster"]["slug"] == cluster.slug
    with tenancy.tenant(cluster.pk):
        token = ApiToken.objects.get()
    assert abs(token.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=5)
    assert mine.post(f"/account/keys/{token.pk}/revoke/")["Location"] == "/account/"
    assert Client().get("/api/v1/me", headers=key).status_code == 401
    assert "revoked" in mine.get("/account/").content.decode()


def test_the_page_with_a_key_is_never_kept(mine):
    response = mine.post("/account/keys/", {"key-name": "K", "key-days": "0"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "form", [{"key-name": "", "key-days": "30"}, {"key-name": "K", "key-days": "31"}, {"key-name": "K"}]
)
def test_a_key_needs_a_purpose_and_a_life(mine, cluster, form):
    assert "There is a problem" in mine.post("/account/keys/", form).content.decode()
    with tenancy.tenant(cluster.pk):
        assert not ApiToken.objects.exists()


def test_nobody_sees_or_revokes_the_key_of_somebody_else(mine, cluster):
    other = builders.a_role(cluster, "administrator")
    with tenancy.tenant(cluster.pk):
        token, _secret = tokens.issue(other, "Theirs alone", at=timezone.now())
    assert "Theirs alone" not in mine.get("/account/").content.decode()
    assert mine.post(f"/account/keys/{token.pk}/revoke/").status_code == 404
    with tenancy.tenant(cluster.pk):
        assert ApiToken.objects.get().revoked_at is None


def test_one_acts_in_the_role_one_switched_to(mine, role):
    elsewhere = builders.a_cluster(name="Northern Lights")
    other = builders.a_role(elsewhere, "coach", person=role.person)
    builders.a_member(elsewhere, "Bergen Boats")
    assert mine.post("/role/", {"role": other.pk})["Location"] == "/"
    page = mine.get("/members/").content.decode()
    assert "Bergen Boats" in page
    assert "network coach" in page


@pytest.mark.parametrize("wanted", ["", "x", "999999", "-1"])
def test_a_role_one_does_not_have_cannot_be_taken(mine, wanted):
    assert mine.post("/role/", {"role": wanted}).status_code == 404


def test_the_role_of_somebody_else_cannot_be_taken(mine, cluster):
    theirs = builders.a_role(cluster, "administrator")
    assert mine.post("/role/", {"role": theirs.pk}).status_code == 404
    assert "administrator" not in mine.get("/").content.decode()


def test_a_link_cannot_switch_roles(mine, role):
    assert mine.get(f"/role/?role={role.pk}").status_code == 405


def test_a_role_taken_away_is_not_acted_in_any_more(mine, role, cluster):
    second = builders.a_role(cluster, "coach", person=role.person)
    mine.post("/role/", {"role": second.pk})
    with tenancy.tenant(cluster.pk):
        second.delete()
    assert "broker" in mine.get("/").content.decode()

"""Signing in and out."""

import pytest
from django.test import Client
from tests import builders

from midas.demo.people import PASSWORD as DEMO_PASSWORD
from midas.demo.people import SIGN_INS

WRONG = "The email address and/or password you specified are not correct."


def sign_in(client, email, password, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


@pytest.fixture
def role(cluster):
    return builders.a_role(cluster, person=builders.a_person(email="Ines@example.org"))


def test_email_and_password_lead_home_whatever_the_case_of_the_email(client, role):
    response = sign_in(client, "ines@EXAMPLE.org", builders.PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/").status_code == 200


def test_one_comes_back_to_where_one_wanted_to_go(client, role):
    response = sign_in(client, "ines@example.org", builders.PASSWORD, next="/members/?view=table")
    assert response["Location"] == "/members/?view=table"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_out_of_midas(client, role, elsewhere):
    assert sign_in(client, "ines@example.org", builders.PASSWORD, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("email", ["ines@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, role, email):
    page = sign_in(client, email, "wrong").content.decode()
    assert "There is a problem" in page
    assert WRONG in page


def test_what_is_missing_is_named_and_linked_to_its_field(client, db):
    page = sign_in(client, "", "").content.decode()
    assert 'href="#id_login"' in page
    assert 'href="#id_password"' in page


def test_somebody_whose_account_is_closed_is_told_so_if_they_know_the_password(client, role):
    role.person.is_active = False
    role.person.save()
    response = sign_in(client, "ines@example.org", builders.PASSWORD)
    assert response.status_code == 403
    assert "Your account is closed" in response.content.decode()
    assert client.get("/").status_code == 302
    assert WRONG in sign_in(client, "ines@example.org", "wrong").content.decode()


def test_after_five_failures_one_has_to_wait_even_with_the_right_password(client, role):
    for _ in range(5):
        sign_in(client, "ines@example.org", "wrong")
    page = sign_in(client, "ines@example.org", builders.PASSWORD).content.decode()
    assert "Too many failed login attempts" in page


def test_nobody_opens_an_account_by_themselves(client, db):
    assert client.get("/accounts/signup/").status_code == 404


def test_signing_out_takes_a_press_of_a_button(client, role):
    builders.signed_in(role, client)
    assert "Sign out of Midas?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert client.get("/").status_code == 302


def test_without_the_demo_no_sign_in_is_offered(client, role):
    page = client.get("/accounts/login/").content.decode()
    assert "demo" not in page
    assert DEMO_PASSWORD not in page


def test_the_demos_people_can_be_tried_with_one_press(client, cluster):
    email, name, does = SIGN_INS[0]
    builders.a_role(cluster, person=builders.a_person(email=email, name=name, password=DEMO_PASSWORD))
    page = client.get("/accounts/login/").content.decode()
    assert name in page
    assert does in page
    assert SIGN_INS[1][0] not in page, "only who is here"
    assert sign_in(client, email, DEMO_PASSWORD).status_code == 302


def test_the_sign_in_page_is_never_kept_by_the_browser(client, db):
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]


def test_an_account_waits_at_the_address_it_was_tried_from_and_nowhere_else(client, role):
    for _ in range(5):
        sign_in(client, "ines@example.org", "wrong")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert "Too many failed" in sign_in(client, "ines@example.org", builders.PASSWORD).content.decode()
    assert sign_in(elsewhere, "ines@example.org", builders.PASSWORD).status_code == 302


def test_an_office_does_not_wait_for_one_who_forgot_the_password(client, role):
    for number in range(15):
        sign_in(client, f"somebody-{number}@example.org", "wrong")
    assert sign_in(client, "ines@example.org", builders.PASSWORD).status_code == 302


def test_an_address_that_tries_very_many_accounts_waits(client, role, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "7/m/ip,5/m/key"}
    for number in range(7):
        sign_in(client, f"somebody-{number}@example.org", "wrong")
    assert "Too many failed" in sign_in(client, "ines@example.org", builders.PASSWORD).content.decode()

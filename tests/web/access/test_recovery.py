"""A forgotten password, another e-mail address, and how a session is kept."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.core import mail
from django.test import Client
from tests import builders
from tests.web.access.test_second_factor import confirm, events, sign_in

NEW = "seven green bottles"


@pytest.fixture
def role(cluster):
    return builders.a_role(cluster, person=builders.a_person(email="ines@example.org"))


@pytest.fixture
def mine(role):
    client = Client()
    sign_in(client, role.person)
    confirm(client)
    return client


def link(pattern):
    return re.search(rf"http://testserver({pattern}\S+)", mail.outbox[-1].body).group(1)


def ask(client, email):
    return client.post("/accounts/password/reset/", {"email": email})


def test_a_forgotten_password_is_replaced_by_a_link(client, role):
    assert "Forgotten your password?" in client.get("/accounts/login/").content.decode()
    assert ask(client, "Ines@example.org")["Location"] == "/accounts/password/reset/done/"
    start = client.get(link("/accounts/password/reset/key/"))["Location"]
    assert "Choose a new password" in client.get(start).content.decode()
    weak = client.post(start, {"password1": "short", "password2": "short"})
    assert "There is a problem" in weak.content.decode()
    assert client.post(start, {"password1": NEW, "password2": NEW}).status_code == 302
    assert sign_in(client, role.person, NEW)["Location"] == "/"
    assert "person.password_reset" in events(role)


def test_a_link_for_a_new_password_works_once(client, role):
    ask(client, "ines@example.org")
    first = link("/accounts/password/reset/key/")
    start = client.get(first)["Location"]
    client.post(start, {"password1": NEW, "password2": NEW})
    assert "opens nothing any more" in Client().get(first).content.decode()


def test_whether_somebody_is_known_is_not_told_on_the_page(client, role):
    known, unknown = (ask(client, email) for email in ("ines@example.org", "nobody@example.org"))
    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [["ines@example.org"]], (
        "nobody else gets mail from here"
    )


def test_asking_for_links_too_often_is_answered_with_a_readable_page(client, role):
    for _ in range(6):
        response = ask(client, "ines@example.org")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert len(mail.outbox) == 5


def test_another_address_counts_once_its_link_was_followed(mine, role):
    mine.post("/accounts/email/", {"email": "ines@new.example", "action_add": ""})
    assert mail.outbox[-1].to == ["ines@new.example"]
    role.person.refresh_from_db()
    assert role.person.email == "ines@example.org"
    confirmation = link("/accounts/confirm-email/")
    page = mine.get(confirmation).content.decode()
    assert "ines@new.example" in page
    assert mine.post(confirmation)["Location"] == "/account/"
    role.person.refresh_from_db()
    assert role.person.email == "ines@new.example"
    assert EmailAddress.objects.get(user=role.person).verified
    assert "person.email_changed" in events(role)


def test_the_address_of_somebody_else_cannot_be_taken(mine, role):
    builders.a_person(email="taken@example.org")
    page = mine.post("/accounts/email/", {"email": "Taken@example.org", "action_add": ""})
    assert "Somebody else signs in with this address" in page.content.decode()
    role.person.refresh_from_db()
    assert role.person.email == "ines@example.org"
    assert not mail.outbox


def test_nor_one_that_became_somebody_elses_before_the_link_was_followed(mine, role):
    mine.post("/accounts/email/", {"email": "soon@example.org", "action_add": ""})
    builders.a_person(email="soon@example.org")
    mine.post(link("/accounts/confirm-email/"))
    role.person.refresh_from_db()
    assert role.person.email == "ines@example.org"


def test_another_address_takes_proof_of_who_one_is(role):
    client = builders.signed_in(role)
    response = client.post("/accounts/email/", {"email": "thief@example.org", "action_add": ""})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not mail.outbox


def test_an_invented_link_confirms_nothing(client, db):
    page = client.get("/accounts/confirm-email/MTo1:nonsense/").content.decode()
    assert "opens nothing any more" in page


def test_signing_in_starts_a_new_session(client, role):
    client.get("/accounts/login/")
    session = client.session
    session["before"] = "kept by somebody else"
    session.save()
    planted = client.cookies["sessionid"] = session.session_key
    sign_in(client, role.person)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/").status_code == 302


def test_the_session_is_kept_from_scripts_and_ends_after_a_week(client, role):
    client.post(
        "/accounts/login/", {"login": "ines@example.org", "password": builders.PASSWORD, "remember": "on"}
    )
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == site.SESSION_COOKIE_AGE == 7 * 24 * 3600


def test_without_the_tick_the_session_ends_with_the_browser(client, role):
    sign_in(client, role.person)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_too_many_sign_ins_from_one_place_get_a_readable_page(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "10/m/ip"}
    for number in range(11):
        form = {"login": f"guess-{number}@example.org", "password": "guess"}
        response = client.post("/accounts/login/", form)
    assert response.status_code == 429
    page = response.content.decode()
    assert "Wait a minute" in page
    assert 'class="bare"' in page


def test_a_mail_server_that_does_not_answer_undoes_nothing_and_is_told(mine, role, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mine.post("/accounts/email/", {"email": "ines@new.example", "action_add": ""})
    assert "did not take a mail" in mine.get("/accounts/email/").content.decode()
    assert ask(Client(), "ines@example.org").status_code == 302

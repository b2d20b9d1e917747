"""Authenticator app, recovery codes and passkeys, on our pages, behind the strict content policy."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.cache import cache
from django.test import Client
from tests import builders

from midas.store import tenancy
from midas.store.models import Event

PAGES = (
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/email/",
)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client, person, password=builders.PASSWORD):
    return client.post("/accounts/login/", {"login": person.email, "password": password})


def confirm(client, following="/accounts/2fa/"):
    """Prove once more that it is oneself."""
    form = {"password": builders.PASSWORD, "next": following}
    return client.post("/accounts/reauthenticate/", form)


@pytest.fixture
def role(cluster):
    return builders.a_role(cluster)


@pytest.fixture
def mine(role):
    client = Client()
    sign_in(client, role.person)
    confirm(client)
    return client


@pytest.fixture
def secret(mine):
    """The person has an app now; what it knows."""
    page = mine.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="secret">(\w+)</code>', page).group(1)
    mine.post("/accounts/2fa/totp/activate/", {"code": code_of(found)})
    cache.clear()  # as if half a minute had passed: the code it was set up with is used
    cache.clear()  # the same 30 seconds serve for the next sign-in of the test
    return found


def events(role):
    with tenancy.tenant(role.cluster_id):
        return list(Event.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_our_look_and_no_script_of_its_own(mine, page):
    response = mine.get(page)
    text = response.content.decode()
    assert response.status_code == 200
    assert 'class="framed"' in text
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text)
    assert all('type="application/json"' in attributes for attributes in inline)
    assert "<style" not in text
    assert " onclick=" not in text


def test_the_scripts_for_passkeys_come_from_this_server(client, db):
    text = client.get("/accounts/login/").content.decode()
    assert "script-src 'self'" in client.get("/accounts/login/")["Content-Security-Policy"]
    for name in ("mfa/js/webauthn-json.js", "mfa/js/webauthn.js", "account/js/onload.js"):
        assert f'src="/static/{name}"' in text
        assert finders.find(name)


def test_security_is_changed_only_by_whoever_proves_again_who_they_are(role):
    client = builders.signed_in(role)
    for page in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        assert client.get(page)["Location"].startswith("/accounts/reauthenticate/?next=")
    assert "Is it you?" in client.get("/accounts/reauthenticate/").content.decode()
    assert confirm(client).status_code == 302
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_a_wrong_password_proves_nothing(role):
    client = builders.signed_in(role)
    page = client.post("/accounts/reauthenticate/", {"password": "wrong"}).content.decode()
    assert "That is not your password" in page


def test_the_picture_for_the_app_is_in_the_page(mine):
    assert 'src="data:image/svg+xml;base64,' in mine.get("/accounts/2fa/totp/activate/").content.decode()


def test_with_an_app_the_password_alone_opens_nothing(role, secret):
    browser = Client()
    assert sign_in(browser, role.person)["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/").status_code == 302
    assert "One more proof" in browser.get("/accounts/2fa/authenticate/").content.decode()
    refused = browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "That is not the right code" in refused
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert browser.get("/").status_code == 200


def test_a_code_works_once(role, secret):
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, role.person)
        last = browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert last.status_code == 200
    assert first.get("/").status_code == 200
    assert second.get("/").status_code == 302


def test_a_recovery_code_stands_in_for_the_app_once(role, mine, secret):
    page = mine.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.search(r'data-testid="codes">([^<]+)<', page).group(1).split()
    assert len(codes) == 10
    for expected in (200, 302):
        browser = Client()
        sign_in(browser, role.person)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert browser.get("/").status_code == expected


def test_guessing_codes_is_slowed_down(role, secret):
    browser = Client()
    sign_in(browser, role.person)
    for _ in range(6):
        page = browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "Too many failed login attempts" in page


def test_what_was_done_is_told_by_mail_and_written_down(role, mine, secret):
    app = Authenticator.objects.get(user=role.person, type="totp")
    authenticator_added.send(sender=Authenticator, request=None, user=role.person, authenticator=app)
    assert "person.second_factor_added" in events(role)
    assert mine.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=role.person).exists(), "recovery codes alone are of no use"
    assert "person.second_factor_removed" in events(role)
    assert "uthenticator" in mail.outbox[-1].subject


def test_a_passkey_that_is_none_is_refused(mine):
    response = mine.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": "{}"})
    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_the_passkeys_of_somebody_else_are_not_there(mine, cluster):
    theirs = Authenticator.objects.create(
        user=builders.a_person(), type="webauthn", data={"name": "Theirs", "credential": {}}
    )
    for page in ("remove", "edit"):
        assert mine.get(f"/accounts/2fa/webauthn/keys/{theirs.pk}/{page}/").status_code == 404


def test_an_account_page_says_whether_there_is_a_second_factor(mine, role):
    assert "no second factor yet" in mine.get("/account/").content.decode()
    Authenticator.objects.create(user=role.person, type="totp", data={"secret": "x"})
    assert "takes a second factor" in mine.get("/account/").content.decode()


def test_the_code_an_app_was_set_up_with_is_used(role, mine):
    page = mine.get("/accounts/2fa/totp/activate/").content.decode()
    found = re.search(r'<code class="secret">(\w+)</code>', page).group(1)
    code = code_of(found)
    mine.post("/accounts/2fa/totp/activate/", {"code": code})
    browser = Client()
    sign_in(browser, role.person)
    assert browser.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert browser.get("/").status_code == 302


def test_a_code_that_signed_somebody_in_does_not_prove_it_once_more(role, secret):
    browser = Client()
    sign_in(browser, role.person)
    code = code_of(secret)
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    page = browser.post("/accounts/2fa/reauthenticate/", {"code": code})
    assert "not the right code" in page.content.decode()


def test_what_codes_are_made_from_is_sealed_in_the_database(role, mine, secret):
    mine.get("/accounts/2fa/recovery-codes/")
    rows = {row.type: row.data for row in Authenticator.objects.filter(user=role.person)}
    assert rows["totp"]["secret"].startswith("sealed1:")
    assert secret not in str(rows)
    assert rows["recovery_codes"]["seed"].startswith("sealed1:")


def test_with_another_secret_key_no_code_fits_and_nothing_breaks(role, secret, settings):
    settings.SECRET_KEY = "another" * 8
    browser = Client()
    sign_in(browser, role.person)
    page = browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert page.status_code == 200
    assert "not the right code" in page.content.decode()

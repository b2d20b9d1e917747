"""Single sign-on says who somebody is; it lets in who is known or invited, and opens no account otherwise."""

import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.core import mail
from django.test import Client
from tests import builders

from midas.store import tenancy
from midas.store.models import Person, Role

START = "/accounts/oidc/sso/login/"


@pytest.fixture
def claims(monkeypatch):
    """What the provider, which is nowhere, says of whoever comes back from it."""
    said = {"sub": "u-1", "email": "ines@example.org", "email_verified": True, "name": "Ines Calder"}
    site = "https://identity.example"
    config = {
        "issuer": site,
        "authorization_endpoint": f"{site}/authorize",
        "token_endpoint": f"{site}/token",
        "userinfo_endpoint": f"{site}/userinfo",
    }

    class Session:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def get(self, url, **more):
            body = said if url.endswith("/userinfo") else config
            return SimpleNamespace(raise_for_status=lambda: None, json=lambda: body)

    monkeypatch.setattr(DefaultSocialAccountAdapter, "get_requests_session", lambda self: Session())
    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *a, **k: {"access_token": "t"})
    return said


def come_back(client, start=START, **answer):
    """Go to the provider and return from it."""
    away = client.get(start)
    query = parse_qs(urlsplit(away["Location"]).query)
    return client.get(f"{START}callback/", {"code": "c", "state": query["state"][0], **answer})


@pytest.fixture
def role(cluster):
    return builders.a_role(cluster, person=builders.a_person(email="ines@example.org"))


def test_the_sign_in_page_offers_it_as_a_link(client, db):
    page = client.get("/accounts/login/?next=/members/").content.decode()
    assert "Sign in with Example Identity" in page
    assert f'href="{START}?' in page


def test_where_none_is_set_up_none_is_offered(client, db, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "Example Identity" not in client.get("/accounts/login/").content.decode()
    assert client.get(START).status_code == 404


def test_somebody_known_by_a_verified_address_is_let_in_and_keeps_their_password(client, role, claims):
    assert come_back(client, f"{START}?next=/members/")["Location"] == "/members/"
    assert client.get("/").status_code == 200
    role.person.refresh_from_db()
    assert role.person.check_password(builders.PASSWORD)


def test_they_are_known_again_when_the_address_there_changes(client, role, claims):
    come_back(client)
    claims["email"] = "ines@elsewhere.example"
    browser = Client()
    come_back(browser)
    assert browser.get("/").status_code == 200
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_the_provider_has_not_verified_opens_nothing(client, role, claims, verified):
    claims["email_verified"] = verified
    response = come_back(client)
    assert response.status_code == 403
    assert client.get("/").status_code == 302


def test_a_stranger_is_told_whom_to_ask_and_no_account_is_opened(client, db, claims):
    response = come_back(client)
    assert response.status_code == 403
    assert "Ask your cluster's administrator" in response.content.decode().replace("&#x27;", "'")
    assert not Person.objects.exists()
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(client, role, claims):
    role.person.is_active = False
    role.person.save()
    assert come_back(client).status_code == 403
    assert client.get("/").status_code == 302


def test_coming_back_without_having_signed_in_is_told(client, db, claims):
    response = come_back(client, error="access_denied", code="")
    assert response.status_code == 403
    assert "did not let you in" in response.content.decode()


def test_an_answer_nobody_asked_for_is_refused(client, role, claims):
    response = client.get(f"{START}callback/", {"code": "c", "state": "invented"})
    assert response.status_code in (403, 302)
    assert client.get("/").status_code == 302


@pytest.fixture
def link(cluster):
    administrator = builders.signed_in(builders.a_role(cluster, "administrator"))
    administrator.post("/administration/invitations/new/", {"email": "ines@example.org", "kind": "broker"})
    return re.search(r"http://testserver(/invitations/\S+)", mail.outbox[0].body).group(1)


def test_an_invited_person_takes_the_role_without_a_password(client, cluster, claims, link):
    page = client.get(link).content.decode()
    assert "Sign in with Example Identity" in page
    assert come_back(client, f"{START}?next={link}")["Location"] == link
    person = Person.objects.get(email="ines@example.org")
    assert (person.name, person.has_usable_password()) == ("Ines Calder", False)
    assert client.post(link)["Location"] == "/"
    with tenancy.tenant(cluster.pk):
        assert Role.objects.get(person=person).kind == "broker"


def test_an_invitation_to_somebody_else_opens_no_account(client, claims, link):
    claims["email"] = "thief@example.org"
    assert come_back(client, f"{START}?next={link}").status_code == 403
    assert not Person.objects.filter(email="thief@example.org").exists()


def test_being_invited_opens_nothing_without_the_link(client, claims, link):
    assert come_back(client).status_code == 403
    assert not Person.objects.filter(email="ines@example.org").exists()

"""`midas people`: the first administrator is invited, and who is locked out is helped."""

from contextlib import nullcontext

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from tests import builders
from typer.testing import CliRunner

from midas.cli import app
from midas.store import tenancy
from midas.store.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setattr("midas.cli.installation.database", nullcontext)


def people(*arguments):
    return CliRunner().invoke(app, ["people", *arguments])


def test_the_first_administrator_follows_the_link_that_is_printed():
    cluster = builders.a_cluster(slug="ours", name="Five Rivers Cluster")
    result = people("invite", "Ada@example.org", "--cluster", "ours", "--site", "http://testserver/")
    assert result.exit_code == 0, result.output
    link = result.stdout.strip().removeprefix("http://testserver")
    form = {"name": "Ada", "password1": "seven green bottles", "password2": "seven green bottles"}
    browser = Client()
    assert browser.post(link, form)["Location"] == "/"
    assert browser.get("/administration/people/").status_code == 200
    with tenancy.tenant(cluster.pk):
        assert Event.objects.get(verb="invitation.sent").actor == "Midas"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["invite", "a@example.org", "--cluster", "theirs"], "there is: ours"),
        (["invite", "a@example.org", "--cluster", "ours", "--role", "wizard"], "no such role"),
        (["invite", "a@example.org", "--cluster", "ours", "--role", "member"], "Choose the firm"),
        (["invite", "nonsense", "--cluster", "ours"], "no e-mail address"),
        (["forget-factors", "nobody@example.org"], "Nobody signs in"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(arguments, why):
    builders.a_cluster(slug="ours")
    result = people(*arguments)
    assert result.exit_code == 1
    assert why in result.output


def test_who_lost_their_second_factor_gets_in_again_and_it_is_written_down():
    role = builders.a_role(builders.a_cluster())
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=role.person, type=kind, data={"secret": "x"})
    result = people("forget-factors", role.person.email.upper())
    assert "had 1 second factor, and has none now" in result.stdout
    assert not Authenticator.objects.exists()
    with tenancy.tenant(role.cluster_id):
        event = Event.objects.get(verb="person.second_factors_forgotten")
    assert event.actor == "Midas"

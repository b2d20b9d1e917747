"""Statements of standing: signed, checked by anybody, taken back, and never believed when changed."""

import base64
import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests import builders
from typer.testing import CliRunner

from midas.actions.members.credentials import State, check
from midas.cli.members_trust import credential_app
from midas.store import tenancy
from midas.store.models import Assessment, Credential


@pytest.fixture
def firm(cluster):
    made = builders.a_member(cluster, "Rother Welding", identifier="01234567")
    today = timezone.localdate()
    with tenancy.tenant(cluster.pk):
        Assessment.objects.create(
            cluster=cluster,
            membership=made,
            dimension="ethics",
            score=90,
            grade="A",
            method="Gates",
            assessed_on=today,
            valid_until=today + timedelta(days=90),
        )
    return made


@pytest.fixture
def committee(cluster):
    return builders.signed_in(builders.a_role(cluster, "committee"))


@pytest.fixture
def given(committee, cluster, firm):
    committee.post(f"/members/{firm.pk}/credentials/", {"do": "issue"})
    with tenancy.tenant(cluster.pk):
        return Credential.objects.get()


def told(text):
    return Client().post("/credentials/verify/", {"statement": text}).content.decode()


def test_anybody_checks_a_statement_by_its_text_or_its_serial(given):
    for text in (given.token, str(given.serial)):
        page = told(text)
        assert "Valid" in page
        assert "Rother Welding" in page
        assert "urn:org-id:GB-COH-01234567" in page


def test_it_runs_out_with_the_first_grade_that_does(given):
    later = timezone.now() + timedelta(days=92)

    assert check(given.token, at=later).state is State.EXPIRED
    assert check(given.token, at=timezone.now()).state is State.VALID


def test_a_changed_word_is_noticed(given):
    head, body, signature = given.token.split(".")
    says = json.loads(base64.urlsafe_b64decode(body + "=="))
    says["credentialSubject"]["name"] = "Somebody Else"
    forged = base64.urlsafe_b64encode(json.dumps(says).encode()).rstrip(b"=").decode()
    page = told(f"{head}.{forged}.{signature}")

    assert "Not genuine" in page
    assert "Somebody Else" not in page


def test_no_other_algorithm_is_taken(given):
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()

    assert "Not genuine" in told(f"{none}.{given.token.split('.')[1]}.")


@pytest.mark.parametrize("text", ["a.b.c", "..", "x" * 30_000, "é.é.é", "W10.W10.W10"])
def test_what_is_no_statement_is_told_from_one(db, text):
    assert "Not genuine" in told(text)


def test_a_serial_that_was_not_given_out_is_unknown(db):
    assert "Not known here" in told("6f1c1c52-0000-4000-8000-000000000000")
    assert "Not known here" in told("hello")


def test_it_is_taken_back_for_all_to_see(committee, given, firm):
    at = f"/members/{firm.pk}/credentials/"
    typed = {"do": "revoke", "serial": str(given.serial), "reason": "Left"}

    assert committee.post(at, typed).status_code == 302
    assert "Taken back" in told(given.token)
    assert committee.post(at, typed).status_code == 409


def test_its_owner_gives_out_a_statement_too(cluster, firm):
    own = builders.signed_in(builders.a_role(cluster, "member", firm))

    assert own.post(f"/members/{firm.pk}/credentials/", {"do": "issue"}).status_code == 302
    with tenancy.tenant(cluster.pk):
        assert Credential.objects.count() == 1


def test_of_a_firm_nobody_judged_there_is_nothing_to_state(committee, cluster):
    other = builders.a_member(cluster)

    assert committee.post(f"/members/{other.pk}/credentials/", {"do": "issue"}).status_code == 409


@pytest.mark.parametrize("kind", ["broker", "coach", "agency"])
def test_nobody_else_gives_out_statements(cluster, firm, kind):
    client = builders.signed_in(builders.a_role(cluster, kind))

    assert client.post(f"/members/{firm.pk}/credentials/", {"do": "issue"}).status_code == 403


def test_a_stranger_finds_no_statement_of_ours(firm):
    strange = builders.signed_in(builders.a_role(builders.a_cluster(), "committee"))

    assert strange.post(f"/members/{firm.pk}/credentials/", {"do": "issue"}).status_code == 404


def test_the_keys_are_public_and_the_private_one_is_nobody_elses(given):
    keys = Client().get("/.well-known/jwks.json").json()
    document = Client().get("/.well-known/did.json").json()

    assert keys["keys"][0]["crv"] == "Ed25519"
    assert "d" not in keys["keys"][0]
    assert document["id"] == "did:web:testserver"
    mode = stat.S_IMODE((Path(settings.HOME) / "credential-key.pem").stat().st_mode)
    assert mode == 0o600


def test_it_is_checked_offline(given, tmp_path):
    keys, file = tmp_path / "jwks.json", tmp_path / "statement.jwt"
    keys.write_bytes(Client().get("/.well-known/jwks.json").content)
    file.write_text(given.token)
    verify = ["verify", str(file), "--keys", str(keys)]

    done = CliRunner().invoke(credential_app, verify)
    assert done.exit_code == 0, done.output
    assert "Rother Welding" in done.output

    file.write_text(given.token[:-4] + "AAAA")
    done = CliRunner().invoke(credential_app, verify)
    assert done.exit_code == 1
    assert "NOT VALID" in done.output


def test_statements_given_out_are_downloaded(committee, given, firm):
    response = committee.get(f"/members/{firm.pk}/credentials/", {"_export": "csv"})
    assert str(given.serial) in response.content.decode()

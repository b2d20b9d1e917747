"""Statements of standing: signed, checked by anybody, taken back, and never believed when changed."""

import base64
import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
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


@pytest.mark.parametrize("do", ["", "revok", "Issue"])
def test_what_is_neither_issuing_nor_revoking_does_nothing(committee, firm, cluster, do):
    answer = committee.post(f"/members/{firm.pk}/credentials/", {"do": do})
    assert answer.status_code == 400
    assert "issue or revoke" in answer.content.decode()
    with tenancy.tenant(cluster.pk):
        assert not Credential.objects.exists()


def test_it_is_downloaded_as_a_pdf_that_anybody_checks(committee, given, firm, tmp_path):
    at = f"/members/{firm.pk}/credentials/{given.serial}"
    page = committee.get(f"{at}.pdf")

    assert page["Content-Type"] == "application/pdf"
    assert page.content == committee.get(f"{at}.pdf").content
    assert committee.get(f"{at}.jwt").content.decode() == given.token
    shown = handed(page.content)
    assert "Valid" in shown
    assert "Rother Welding" in shown
    assert "90" in shown
    assert "Valid" in handed(given.token.encode(), "statement.jwt")


def test_a_pdf_in_which_something_was_changed_is_refused(committee, given, firm):
    page = committee.get(f"/members/{firm.pk}/credentials/{given.serial}.pdf").content
    changed = page.replace(b"/Size", b"/size", 1)

    assert changed != page
    for forged, why in (
        (changed, "changed after it was signed"),
        (page[: page.rindex(b"\n%midas-seal")], "bears no seal"),
        (page[:-10] + b"AAAAAAAAA\n", "The seal of this PDF was changed"),
    ):
        shown = handed(forged)
        assert "Not genuine" in shown
        assert why in shown
        assert "Rother Welding" not in shown


def test_a_file_far_too_large_is_not_looked_at(db):
    assert "Not genuine" in handed(b"%PDF-1.7\n" + b"0" * 2_100_000)
    answer = Client().post(
        "/credentials/verify/", b"x", "multipart/form-data; boundary=b", CONTENT_LENGTH="1000000000"
    )
    assert answer.status_code == 413


def test_a_statement_taken_back_is_not_handed_on(committee, given, firm):
    at = f"/members/{firm.pk}/credentials/"
    page = committee.get(f"{at}{given.serial}.pdf").content
    committee.post(at, {"do": "revoke", "serial": str(given.serial), "reason": "Left"})

    assert committee.get(f"{at}{given.serial}.pdf").status_code == 409
    assert "Taken back" in handed(page)


def test_who_may_not_see_the_statements_downloads_none(cluster, given, firm):
    at = f"/members/{firm.pk}/credentials/{given.serial}.pdf"
    rival = builders.signed_in(builders.a_role(cluster, "member", builders.a_member(cluster)))
    strange = builders.signed_in(builders.a_role(builders.a_cluster(), "committee"))

    assert builders.signed_in(builders.a_role(cluster, "coach")).get(at).status_code == 403
    assert rival.get(at).status_code == 403
    assert strange.get(at).status_code == 404


def test_the_pdf_is_checked_offline_too(committee, given, firm, tmp_path):
    keys, file = tmp_path / "jwks.json", tmp_path / "statement.pdf"
    keys.write_bytes(Client().get("/.well-known/jwks.json").content)
    page = committee.get(f"/members/{firm.pk}/credentials/{given.serial}.pdf").content
    verify = ["verify", str(file), "--keys", str(keys)]

    file.write_bytes(page)
    done = CliRunner().invoke(credential_app, verify)
    assert done.exit_code == 0, done.output
    assert "Rother Welding" in done.output

    file.write_bytes(page.replace(b"/Size", b"/size", 1))
    done = CliRunner().invoke(credential_app, verify)
    assert done.exit_code == 1
    assert "changed after it was signed" in done.output


def handed(content, name="statement.pdf"):
    file = SimpleUploadedFile(name, content)
    return Client().post("/credentials/verify/", {"file": file}).content.decode()

"""Files that prove something are taken, kept under names of ours, and given to few."""

import hashlib

import pytest
from tests.builders import AT, a_member, a_person, a_role
from tests.web.members.joining_scene import a_joinable_cluster, an_application

from midas.actions.access.permissions import NotAllowed
from midas.actions.members.evidence import (
    add_to_application,
    add_to_membership,
    path_of,
    remove_from_application,
    visible_evidence,
)
from midas.actions.members.send_application import send_application
from midas.core.members.proofs import LARGEST
from midas.core.values.problems import BadInput
from midas.core.values.states import UnableToMove
from midas.store import tenancy
from midas.store.models import Event, EvidenceFile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture
def inside(db):
    cluster = a_joinable_cluster()
    with tenancy.tenant(cluster.pk):
        yield cluster


@pytest.fixture
def application(inside):
    return an_application(inside)


def added(application, folder, name="iso.pdf", content=PDF, kind="certificate", title="ISO 9001"):
    return add_to_application(
        application.pk, name, [content], kind=kind, title=title, folder=folder, by=None, at=AT
    )


def test_a_file_is_kept_under_a_name_of_ours_with_its_hash(application, tmp_path):
    kept = added(application, tmp_path, "../../etc/iso.pdf")
    path = path_of(kept, tmp_path)
    assert path.read_bytes() == PDF
    assert (path.parent, path.stat().st_mode & 0o777) == (tmp_path / "evidence", 0o600)
    assert "iso" not in path.name
    assert (kept.file_name, kept.media_type) == ("iso.pdf", "application/pdf")
    assert (kept.sha256, kept.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert Event.objects.get(verb="evidence.added").details["file"] == "iso.pdf"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", b"MZ", "program"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b" " * LARGEST, "larger than 10 MB"),
        ("a.xlsm", b"PK\x03\x04", "not taken"),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing_behind(application, tmp_path, name, content, why):
    with pytest.raises(BadInput, match=why):
        added(application, tmp_path, name, content)
    assert not EvidenceFile.objects.exists()
    assert list(tmp_path.rglob("*.*")) == []


def test_what_a_file_proves_has_to_be_one_of_the_kinds(application, tmp_path):
    with pytest.raises(BadInput) as caught:
        added(application, tmp_path, kind="gossip")
    assert caught.value.problems[0].where == "kind"


def test_a_removed_file_is_gone_from_the_disk(application, tmp_path, django_capture_on_commit_callbacks):
    kept = added(application, tmp_path)
    path = path_of(kept, tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        remove_from_application(application.pk, kept.pk, folder=tmp_path, by=None, at=AT)
    assert not path.exists()
    assert not EvidenceFile.objects.exists()


def test_a_file_of_another_application_is_not_there(inside, application, tmp_path):
    kept, other = added(application, tmp_path), an_application(inside, {}, "eve@example.org")
    with pytest.raises(EvidenceFile.DoesNotExist):
        remove_from_application(other.pk, kept.pk, folder=tmp_path, by=None, at=AT)


def test_files_go_with_the_firm_when_it_is_sent_and_stay_as_they_are(application, tmp_path):
    kept = added(application, tmp_path)
    membership = send_application(application.pk, by=None, at=AT)
    kept.refresh_from_db()
    assert kept.membership == membership
    with pytest.raises(UnableToMove):
        added(application, tmp_path)
    with pytest.raises(UnableToMove):
        remove_from_application(application.pk, kept.pk, folder=tmp_path, by=None, at=AT)


@pytest.mark.parametrize("kind", ["committee", "administrator", "coach"])
def test_those_who_assess_see_every_file(inside, application, tmp_path, kind):
    kept = added(application, tmp_path)
    assert list(visible_evidence(a_role(inside, kind))) == [kept]


@pytest.mark.parametrize("kind", ["broker", "project_manager", "purchaser", "agency", "member"])
def test_others_see_none_of_them(inside, application, tmp_path, kind):
    added(application, tmp_path)
    assert list(visible_evidence(a_role(inside, kind))) == []


def test_a_member_adds_to_its_own_firm_and_sees_that(inside, tmp_path):
    owner = a_role(inside, "member")
    kept = add_to_membership(
        owner, owner.membership, "a.pdf", [PDF], kind="insurance", title="", folder=tmp_path, at=AT
    )
    assert (kept.title, list(visible_evidence(owner))) == ("a.pdf", [kept])


@pytest.mark.parametrize("kind", ["member", "broker", "agency"])
def test_nobody_adds_to_a_firm_that_is_neither_theirs_nor_theirs_to_assess(inside, tmp_path, kind):
    with pytest.raises(NotAllowed):
        add_to_membership(
            a_role(inside, kind, person=a_person()),
            a_member(inside),
            "a.pdf",
            [PDF],
            kind="other",
            title="",
            folder=tmp_path,
            at=AT,
        )


def test_the_whole_desk_sees_what_a_member_handed_in_later(inside, tmp_path):
    coach, firm = a_role(inside, "coach"), a_member(inside)
    kept = add_to_membership(coach, firm, "a.pdf", [PDF], kind="other", title="", folder=tmp_path, at=AT)
    assert list(visible_evidence(a_role(inside, "broker"))) == [kept]

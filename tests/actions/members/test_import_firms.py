"""Lists of firms on their way in: checked, confirmed, saved whole; what is there already, and who looks alike."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests import builders

from midas.actions.access.permissions import NotAllowed
from midas.actions.members import request_firm_import as requests
from midas.actions.members.import_firms import check_firms, save_firms
from midas.actions.members.run_firm_import import Desk, run_firm_import
from midas.core.values.problems import BadInput
from midas.store import tenancy
from midas.store.models import Event, FirmImport, Likeness, Membership, MemberWord, Offering, Organisation

LIST = (
    "name,number,region,locality,cpv,work,unit price\n"
    "Aire Forge Ltd,01234567,UKE4,Leeds,cpv:42600000,Forging,43\n"
    "Don Tools Ltd,01234568,UKE3,Rotherham,,,\n"
    "Bad Ltd,X,,,,,\n"
)


@pytest.fixture
def cluster(db):
    made = builders.a_cluster()
    with tenancy.tenant(made.pk):
        builders.a_sector(made)
        yield made


@pytest.fixture
def broker(cluster):
    return builders.a_role(cluster)


def hand_in(role, tmp_path, text=LIST, **more):
    chunks = [text.encode()]
    return requests.request_firm_import(
        role, "C:\\lists\\firms.csv", chunks, folder=tmp_path, most=10_000, at=builders.AT, **more
    )


def step(row, tmp_path):
    run_firm_import(row.cluster_id, row.pk, Desk(tmp_path, timezone.now))
    row.refresh_from_db()
    return row


def test_a_list_is_checked_first_and_nothing_is_saved(broker, tmp_path):
    row = step(hand_in(broker, tmp_path), tmp_path)
    assert (row.state, row.rows, row.file_name) == ("checked", 3, "firms.csv")
    assert {name: row.preview[name] for name in ("sound", "new", "known", "faulty")} == {
        "sound": 2, "new": 2, "known": 0, "faulty": 1,
    }  # fmt: skip
    assert [(one["row"], one["column"]) for one in row.problems] == [(4, "number"), (4, "region")]
    assert not Organisation.objects.exists()


def test_confirmed_it_becomes_firms_that_have_applied_each_with_its_event(broker, tmp_path):
    row = step(hand_in(broker, tmp_path), tmp_path)
    requests.confirm(broker, row.pk, at=builders.AT)
    row = step(row, tmp_path)
    assert (row.state, row.result) == ("done", {"added": 2, "updated": 0, "skipped": 0, "alike": 0})
    assert set(Membership.objects.values_list("state", "listed_name")) == {
        ("applied", "Aire Forge Ltd"), ("applied", "Don Tools Ltd"),
    }  # fmt: skip
    assert Offering.objects.get().unit_price == 4300
    assert Organisation.objects.get(identifier="01234567").name_key == "aire forge"
    assert Event.objects.filter(verb="membership.imported", after="applied").count() == 2
    assert MemberWord.objects.filter(word="forging").count() == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("known", "name"), [("skip", "Old Name"), ("update", "Aire Forge Ltd")])
def test_who_is_there_already_stays_or_is_brought_up_to_date(cluster, broker, tmp_path, known, name):
    member = builders.a_member(cluster, "Old Name", identifier="01234567", website="old.example")
    row = step(hand_in(broker, tmp_path, known=known), tmp_path)
    requests.confirm(broker, row.pk, at=builders.AT)
    step(row, tmp_path)
    firm = member.organisation
    firm.refresh_from_db()
    assert (firm.name, firm.website) == (name, "old.example")
    assert Membership.objects.get(pk=member.pk).listed_name == name


def test_a_firm_that_is_brought_up_to_date_has_an_event_that_says_what_was(cluster, broker, tmp_path):
    member = builders.a_member(cluster, "Old Name", identifier="01234567", region="UKE4", locality="Leeds")
    same = builders.a_member(
        cluster, "Don Tools Ltd", identifier="01234568", region="UKE3", locality="Rotherham"
    )
    for text in (LIST, LIST):
        row = step(hand_in(broker, tmp_path, text, known="update"), tmp_path)
        requests.confirm(broker, row.pk, at=builders.AT)
        step(row, tmp_path)
    told = Event.objects.filter(verb="membership.updated", subject_id=member.pk)
    assert [(one.by, one.details["file"], one.details["row"]) for one in told] == [
        (broker.person, "firms.csv", 2)
    ], "the second time there was nothing to change"
    assert {"name", "name_key"} <= set(told[0].details["changed"])
    assert "website" not in told[0].details["changed"]
    assert "name" not in [
        name for one in Event.objects.filter(subject_id=same.pk) for name in one.details.get("changed", [])
    ]


def test_who_looks_like_a_member_waits_for_a_decision(cluster, broker, tmp_path):
    builders.a_member(cluster, "Aire Forges Limited", locality="Leeds")
    row = step(hand_in(broker, tmp_path), tmp_path)
    requests.confirm(broker, row.pk, at=builders.AT)
    assert step(row, tmp_path).result["alike"] == 1
    assert "the same place, Leeds" in Likeness.objects.get().reasons


def test_other_choices_are_checked_again(broker, tmp_path):
    row = step(hand_in(broker, tmp_path, "name,number\nA,01234567\n"), tmp_path)
    assert row.preview["sound"] == 0
    requests.check_again(broker, row.pk, at=builders.AT, region="UKE3")
    assert step(row, tmp_path).preview["sound"] == 1


def test_what_has_nothing_sound_is_not_confirmed(broker, tmp_path):
    row = step(hand_in(broker, tmp_path, "name,number\nA,01234567\n"), tmp_path)
    with pytest.raises(requests.NotNow):
        requests.confirm(broker, row.pk, at=builders.AT)


def test_a_file_is_confirmed_once(broker, tmp_path):
    row = step(hand_in(broker, tmp_path), tmp_path)
    requests.confirm(broker, row.pk, at=builders.AT)
    with pytest.raises(requests.NotNow, match="waiting to be saved"):
        requests.confirm(broker, row.pk, at=builders.AT)


def test_a_dropped_file_leaves_nothing(broker, tmp_path):
    row = step(hand_in(broker, tmp_path), tmp_path)
    requests.drop(broker, row.pk, folder=tmp_path, at=builders.AT)
    assert list(tmp_path.iterdir()) == []
    assert FirmImport.objects.get().state == "dropped"


@pytest.mark.parametrize("text", ["PK\x03\x04", "a\0" * 20, "name,number\n", "town\nLeeds\n"])
def test_what_is_no_list_of_firms_is_refused(broker, tmp_path, text):
    assert step(hand_in(broker, tmp_path, text), tmp_path).state == "refused"


def test_a_file_that_is_gone_fails_in_words(broker, tmp_path):
    row = hand_in(broker, tmp_path)
    requests.path_of(row.pk, tmp_path).unlink()
    assert "hand it in again" in step(row, tmp_path).problems[0]["message"]


def test_a_fault_while_saving_saves_nothing(cluster, broker, tmp_path, monkeypatch):
    row = step(hand_in(broker, tmp_path), tmp_path)
    requests.confirm(broker, row.pk, at=builders.AT)
    monkeypatch.setattr("midas.actions.members.import_firms._offerings", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        step(row, tmp_path)
    row.refresh_from_db()
    assert row.state == "failed"
    assert not Organisation.objects.exists()


def test_all_wrong_options_are_told_and_nothing_is_kept(broker, tmp_path):
    with pytest.raises(BadInput) as bad:
        hand_in(broker, tmp_path, region="Narnia", sector="bakery", known="perhaps")
    assert [problem.where for problem in bad.value.problems] == ["region", "sector", "known"]
    assert not FirmImport.objects.exists()


@pytest.mark.parametrize("text", ["", "x" * 10_001])
def test_empty_and_too_large_files_are_refused(broker, tmp_path, text):
    with pytest.raises(BadInput):
        hand_in(broker, tmp_path, text)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["member", "committee", "coach", "agency"])
def test_only_brokers_and_administrators_import(cluster, tmp_path, kind):
    with pytest.raises(NotAllowed):
        hand_in(builders.a_role(cluster, kind), tmp_path)


def test_progress_is_told_batch_by_batch(cluster, monkeypatch):
    monkeypatch.setattr("midas.actions.members.import_firms.BATCH", 1)
    told = []
    checked = check_firms(LIST.encode(), cluster=cluster, on=builders.TODAY)
    save_firms(
        checked, cluster=cluster, source="x", by=None, at=builders.AT, tell=lambda *two: told.append(two)
    )
    assert told == [(1, 2), (2, 2)]

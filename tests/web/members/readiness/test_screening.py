"""Lists are loaded from files; what is alike is cleared or upheld by a person, with a reason."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests import builders
from tests.web.members.readiness.judging import judged

from midas.actions.members import screen
from midas.actions.members.screen import findings, load_list_for
from midas.core.members.screening import Listed
from midas.core.values.problems import BadInput
from midas.formats.name_list import read_name_list
from midas.store import tenancy
from midas.store.models import Answers, Assessment, Event, ListedName, Officer

NEXT_YEAR = (timezone.localdate() + timedelta(days=365)).isoformat()


@pytest.fixture
def firm(cluster):
    return builders.a_member(cluster, "Zarkov Wuerth Ltd")


@pytest.fixture
def committee(cluster):
    return builders.signed_in(builders.a_role(cluster, "committee"))


def load(client, text, name="Example list"):
    file = SimpleUploadedFile("list.csv", text.encode(), "text/csv")
    return client.post("/members/screening/", {"do": "load", "list_name": name, "file": file})


def hit(cluster):
    with tenancy.tenant(cluster.pk):
        return findings()[0]


def test_a_list_is_loaded_and_loaded_anew(committee, cluster, firm):
    assert load(committee, "name,reference\nZarkov Wuerth GmbH,EX-1\nOther,EX-2\n").status_code == 302
    assert load(committee, "name;reference\nZarkov Wuerth GmbH;EX-1\n").status_code == 302

    with tenancy.tenant(cluster.pk):
        assert ListedName.objects.count() == 1
    page = committee.get("/members/screening/").content.decode()
    assert "Zarkov Wuerth GmbH" in page
    assert "the same but for case, legal form or the order of words" in page


@pytest.mark.parametrize("text", ["", "foo,bar\n1,2\n", "name\n", "name\n" + "x" * 201])
def test_a_file_with_a_fault_is_refused_whole(committee, cluster, text):
    assert load(committee, text).status_code == 422
    with tenancy.tenant(cluster.pk):
        assert ListedName.objects.count() == 0


def test_every_fault_of_a_list_is_told_by_its_row():
    with pytest.raises(BadInput) as told:
        read_name_list(b"name,reference\n,1\n,2\nGood,3\n", "l")
    assert [problem.where for problem in told.value.problems] == ["row 2", "row 3"]


def test_a_likeness_is_cleared_with_a_reason_and_stays_cleared_when_the_list_is_loaded_anew(
    committee, cluster, firm
):
    load(committee, "name\nZarkov Wuerth GmbH\n")
    typed = {"member": firm.pk, "key": hit(cluster).hit.key, "do": "clear"}

    assert committee.post("/members/screening/", typed).status_code == 400, "without a reason"
    assert (
        committee.post("/members/screening/", {**typed, "reason": "Another register number"}).status_code
        == 302
    )
    load(committee, "name\nZarkov Wuerth GmbH\n")

    assert (hit(cluster).verdict, hit(cluster).reason) == ("cleared", "Another register number")


def test_what_is_upheld_fails_the_firm(committee, cluster, firm):
    load(committee, "name\nZarkov Wuerth GmbH\n")
    typed = {"member": firm.pk, "key": hit(cluster).hit.key, "do": "uphold", "reason": "The same number"}
    committee.post("/members/screening/", typed)
    judged(committee, firm, "ethics")

    with tenancy.tenant(cluster.pk):
        made = Assessment.objects.get()
        assert Answers.objects.count() == 0
    assert made.grade == "E"
    assert "The same number" in made.failed[0]


def test_officers_of_two_firms_are_shown(committee, cluster, firm):
    other = builders.a_member(cluster, "Rother Welding")
    with tenancy.tenant(cluster.pk):
        for member in (firm, other):
            Officer.objects.create(cluster=cluster, membership=member, name="Ann Example", born="1970-05")

    assert "Ann Example" in committee.get("/members/screening/").content.decode()


def test_what_is_found_is_downloaded(committee, firm):
    load(committee, "name\nZarkov Wuerth GmbH\n")

    assert b"Zarkov Wuerth GmbH" in committee.get("/members/screening/?_export=csv").content


@pytest.mark.parametrize("kind", ["broker", "coach", "member", "agency"])
def test_only_committee_and_administrator_screen(cluster, kind):
    client = builders.signed_in(builders.a_role(cluster, kind))

    assert client.get("/members/screening/").status_code == 403
    assert load(client, "name\nX\n").status_code == 403


def test_the_operator_loads_a_list_for_a_cluster(cluster, firm):
    assert load_list_for(cluster.slug, "L", [Listed("L", "Zarkov Wuerth")], at=builders.AT) == 1
    with tenancy.tenant(cluster.pk):
        assert Event.objects.get(verb="screening.loaded").actor == "Midas"
    with pytest.raises(BadInput, match="no cluster"):
        load_list_for("nowhere", "L", [], at=builders.AT)


def test_another_clusters_list_finds_nothing_here(cluster, firm):
    other = builders.a_cluster()
    load_list_for(other.slug, "L", [Listed("L", "Zarkov Wuerth")], at=builders.AT)
    with tenancy.tenant(cluster.pk):
        assert findings() == []


def test_the_names_of_a_list_are_indexed_once_until_it_is_loaded_anew(committee, cluster, firm, monkeypatch):
    made = []

    class Counted(screen.NameIndex):
        def __init__(self, listed):
            made.append(1)
            super().__init__(listed)

    monkeypatch.setattr(screen, "NameIndex", Counted)
    load(committee, "name\nZarkov Wuerth GmbH\n")
    for _ in range(3):
        committee.get("/members/screening/")
    assert len(made) == 1
    load(committee, "name\nSomebody Else\n")
    with tenancy.tenant(cluster.pk):
        assert findings() == []
    assert len(made) == 2

"""What waits for those who judge, over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import builders
from tests.api.conftest import caller

from midas.actions.members.screen import load_list_for
from midas.core.members.screening import Listed
from midas.store import tenancy
from midas.store.models import Officer
from midas.store.queries import desk
from midas.store.queries.desk import Waiting


@pytest.fixture
def cluster(db):
    return builders.a_cluster()


@pytest.fixture
def committee(cluster):
    return caller(builders.a_role(cluster, "committee"))


@pytest.fixture
def firm(cluster):
    return builders.a_member(cluster, "Zarkov Wuerth Ltd")


def test_the_desk_names_what_is_due(committee, firm):
    everything = committee.get("/desk").json()
    assert everything["count"] == 4
    assert {row["due"] for row in everything["items"]} == {"missing"}
    (row,) = committee.get("/desk", dimension="finance").json()["items"]
    assert (row["membership_id"], row["firm"], row["grade"]) == (firm.pk, "Zarkov Wuerth Ltd", "")
    assert committee.get("/desk", due="lapsed").json()["count"] == 0


def test_the_desk_is_read_by_pages_the_most_urgent_first(cluster, committee):
    firms = [builders.a_member(cluster, f"Firm {number:02}") for number in range(12)]
    with tenancy.tenant(cluster.pk):
        builders.an_assessment(firms[7], valid_until=builders.TODAY - timedelta(days=900))

    first = committee.get("/desk", limit=1).json()
    assert (first["count"], len(first["items"])) == (48, 1)
    row = first["items"][0]
    assert (row["firm"], row["due"], row["dimension"], row["bars"]) == ("Firm 07", "lapsed", "finance", True)
    last = committee.get("/desk", limit=5, offset=46).json()["items"]
    assert [(one["firm"], one["dimension"]) for one in last] == [
        ("Firm 11", "ethics"),
        ("Firm 11", "finance"),
    ]


def test_of_the_desk_only_the_page_asked_for_is_made(cluster, committee, monkeypatch):
    for number in range(6):
        builders.a_member(cluster, f"Firm {number}")
    made = []
    monkeypatch.setattr(desk, "Waiting", lambda *a, **more: made.append(a) or Waiting(*a, **more))
    assert len(committee.get("/desk", limit=2, offset=20).json()["items"]) == 2
    assert len(made) == 2


def test_a_finding_is_cleared_with_a_reason(cluster, committee, firm):
    load_list_for(
        cluster.slug, "Example", [Listed("Example", "Zarkov Wuerth GmbH", "EX-1")], at=timezone.now()
    )
    (found,) = committee.get("/screening").json()["items"]
    assert (found["listed"], found["reference"], found["verdict"]) == ("Zarkov Wuerth GmbH", "EX-1", "")
    verdict = {"membership_id": firm.pk, "key": found["key"], "upheld": False}

    assert committee.post("/screening/verdicts", {**verdict, "reason": " "}).status_code == 422
    assert committee.post("/screening/verdicts", {**verdict, "key": "x", "reason": "No"}).status_code == 422
    said = committee.post("/screening/verdicts", {**verdict, "reason": "Another country"}).json()
    assert (said["verdict"], said["reason"]) == ("cleared", "Another country")


def test_officers_that_firms_share_are_named(cluster, committee, firm):
    other = builders.a_member(cluster, "Aire Coating")
    with tenancy.tenant(cluster.pk):
        for one in (firm, other):
            Officer.objects.create(cluster=cluster, membership=one, name="Ada Loxley", born="1970-05")

    (shared,) = committee.get("/screening/shared-officers").json()["items"]
    assert shared == {"name": "Ada Loxley", "firms": ["Aire Coating", "Zarkov Wuerth Ltd"]}


def test_who_does_not_judge_reads_none_of_it(cluster, firm):
    member = caller(builders.a_role(cluster, "member", firm))
    coach = caller(builders.a_role(cluster, "coach"))

    assert [member.get(path).status_code for path in ("/desk", "/screening")] == [403, 403]
    assert coach.get("/desk").status_code == 200
    assert coach.get("/screening").status_code == 403


def test_a_stranger_judges_nobody_of_ours(stranger, firm):
    assert stranger.get("/desk").status_code == 200
    assert "Zarkov" not in stranger.get("/desk").content.decode()

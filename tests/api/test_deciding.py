"""Decisions over the API: opened, talked about, voted on, withdrawn; secrets stay secret."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.actions.members import deciding_scene
from tests.api.conftest import caller


@pytest.fixture
def here(db, monkeypatch):
    monkeypatch.setattr(deciding_scene, "AT", timezone.now())
    return deciding_scene.Cluster()


@pytest.fixture
def ada(here):
    return caller(here.ada)


def test_a_motion_is_opened_voted_on_and_tells_how_it_stands(here, ada):
    opened = caller(here.broker).post("/motions", {"kind": "other", "title": "Buy a lathe", "days": 3})
    assert opened.status_code == 201
    at = f"/motions/{opened.json()['id']}"
    assert [one["title"] for one in ada.get("/motions/awaiting").json()["items"]] == ["Buy a lathe"]

    told = ada.post(f"{at}/votes", {"choice": "yes", "reason": "We need it"}).json()
    assert (told["figures"]["yes"], told["has_voted"], told["may_vote"]) == (1, True, True)
    assert told["cast"][0]["choice"] == "yes"
    assert told["cast"][0]["reason"] == "We need it"
    assert len(told["waiting"]) == len(here.committee) - 1
    assert ada.get("/motions/awaiting").json()["count"] == 0


def test_a_secret_ballot_tells_nothing_while_it_is_open(here, ada):
    body = {"kind": "other", "title": "Quietly", "is_secret": True}
    at = f"/motions/{caller(here.broker).post('/motions', body).json()['id']}"
    told = ada.post(f"{at}/votes", {"choice": "no"}).json()

    assert (told["figures"], told["cast"], told["has_voted"]) == (None, [], True)


def test_all_that_is_wrong_with_a_motion_is_told_at_once(here):
    answer = caller(here.broker).post("/motions", {"kind": "admit", "title": " ", "electorate": "x"})

    assert answer.status_code == 422
    assert {one["where"] for one in answer.json()["problems"]} >= {"title", "membership", "electorate"}


def test_who_opened_it_withdraws_it_with_a_reason(here, ada):
    broker = caller(here.broker)
    at = f"/motions/{broker.post('/motions', {'kind': 'other', 'title': 'Buy'}).json()['id']}"

    assert broker.post(f"{at}/withdrawal", {"reason": ""}).status_code == 422
    assert ada.post(f"{at}/withdrawal", {"reason": "No"}).status_code == 403
    assert broker.post(f"{at}/withdrawal", {"reason": "Sold out"}).json()["state"] == "withdrawn"
    assert ada.post(f"{at}/votes", {"choice": "yes"}).status_code == 409


def test_remarks_are_read_and_written_by_those_who_decide(here, ada):
    motion = here.motion(title="Admit Loxley")
    at = f"/motions/{motion.pk}/remarks"

    assert ada.post(at, {"words": "I know them"}).status_code == 201
    (told,) = ada.get(at).json()["items"]
    assert (told["words"], told["written_by"]) == ("I know them", here.ada.person.name)
    assert ada.post(at, {"words": " "}).status_code == 422


def test_members_see_a_motion_of_the_committee_and_not_what_is_said_about_it(here, ada):
    at = f"/motions/{here.motion('suspend', 'Don').pk}/remarks"
    assert ada.post(at, {"words": "Too often late"}).status_code == 201
    tees = caller(here.members["Tees"])

    assert tees.get(at).json()["items"] == []
    assert tees.post(at, {"words": "They are fine"}).status_code == 403


def test_a_proxy_is_given_to_somebody_who_has_a_vote(here, ada):
    start = timezone.now() + timedelta(hours=1)
    days = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(days=7)).isoformat()}
    holder = here.committee[1].person_id

    assert ada.post("/proxies", {"holder": here.broker.person_id, **days}).status_code == 422
    made = ada.post("/proxies", {"holder": holder, **days})
    assert made.status_code == 201
    assert made.json()["giver"] == here.ada.person.name
    assert ada.get("/proxies").json()["count"] == 1
    assert caller(here.broker).post("/proxies", {"holder": holder, **days}).status_code == 403


def test_a_stranger_finds_no_motion_of_ours(here, stranger):
    motion = here.motion(title="Admit Loxley")

    for tail in ("", "/remarks"):
        assert stranger.get(f"/motions/{motion.pk}{tail}").status_code == 404
